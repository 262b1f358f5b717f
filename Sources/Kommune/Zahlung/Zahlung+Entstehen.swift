import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Eine Zahlung, wie sie aus einem Anspruch entsteht, noch nicht gespeichert.
package struct GeplanteZahlung: Sendable {
    package let monat: Monat
    package let zweck: Zahlung.Zweck
    package let betrag: Geld
    package let zahlweg: Zahlweg
    package let empfaenger: String
    package let sepa: SEPAText
    package let iban: IBAN
    package let verwendungszweck: String
    package let faellig: Kalendertag
    let bankverbindung: Bankverbindung.ID?
    let unterkunft: Unterkunft.ID?
}

extension Fallakte {
    /// Die Auszahlungen eines Monats, zusammengefasst je Empfänger. Sachleistungen sind keine Zahlungen.
    func zahlungen(aus ergebnis: Monatsergebnis, heute: Kalendertag, mandant: Mandant) throws -> [GeplanteZahlung] {
        var jeZweck: [Zahlung.Zweck: Geld] = [:]
        for auszahlung in ergebnis.auszahlungen where auszahlung.betrag > .null {
            switch auszahlung.form {
            case .geld, .bezahlkarte: jeZweck[.lebensunterhalt, default: .null] += auszahlung.betrag
            case .direktzahlung: jeZweck[.unterkunft, default: .null] += auszahlung.betrag
            case .sachleistung, .gutschein: break
            }
        }
        return try Zahlung.Zweck.allCases.compactMap { zweck in
            guard let betrag = jeZweck[zweck] else { return nil }
            return try zahlung(zweck, betrag, im: ergebnis.monat, heute: heute, mandant: mandant)
        }
    }

    /// Geld für den Monat ist an seinem Ersten da, für einen laufenden oder vergangenen sobald wie möglich
    /// (§ 3 Abs. 5 AsylbLG: höchstens einen Monat im Voraus).
    func zahlung(_ zweck: Zahlung.Zweck, _ betrag: Geld, im monat: Monat, heute: Kalendertag,
                 mandant: Mandant) throws -> GeplanteZahlung {
        let faellig = max(monat.ersterTag, heute)
        let monatKurz = "\(monat.nummer)/\(monat.jahr)"
        switch zweck {
        case .lebensunterhalt:
            guard let konto = bankverbindung(am: faellig) else {
                throw Hindernis(.regel, feld: "bankverbindung", "Für die Auszahlung fehlt eine bestätigte Bankverbindung.",
                                abhilfe: "Erfassen Sie ein Konto oder eine Bezahlkarte und lassen Sie es bestätigen.")
            }
            if let grund = konto.sperrgrund {
                throw Hindernis(.regel, feld: "bankverbindung", "Die Bankverbindung ist gesperrt: \(grund)",
                                abhilfe: "Erfassen Sie eine neue Bankverbindung und lassen Sie sie bestätigen.")
            }
            return GeplanteZahlung(
                monat: monat, zweck: zweck, betrag: betrag, zahlweg: konto.zahlweg, empfaenger: konto.inhaber,
                sepa: try sepaName(konto.inhaber, feld: "inhaber"), iban: konto.iban,
                verwendungszweck: try sepaZweck("\(mandant.bezeichnung) Leistung \(monatKurz) \(fall.aktenzeichen)"),
                faellig: faellig, bankverbindung: konto.id, unterkunft: nil)
        case .unterkunft:
            guard let wohnung = unterkunft(am: monat.letzterTag) ?? unterkuenfte.last, let id = wohnung.id,
                  let vermieter = wohnung.vermieter else {
                throw Hindernis(.regel, feld: "vermieter_name", "Für die Direktzahlung fehlt der Vermieter.",
                                abhilfe: "Tragen Sie bei der Unterkunft Namen und IBAN des Vermieters ein.")
            }
            let zeichen = vermieter.mietzeichen.isEmpty ? fall.aktenzeichen : vermieter.mietzeichen
            return GeplanteZahlung(
                monat: monat, zweck: zweck, betrag: betrag, zahlweg: .ueberweisung, empfaenger: vermieter.name,
                sepa: try sepaName(vermieter.name, feld: "vermieter_name"), iban: vermieter.iban,
                verwendungszweck: try sepaZweck("\(mandant.bezeichnung) Miete \(monatKurz) \(zeichen)"),
                faellig: faellig, bankverbindung: nil, unterkunft: id)
        }
    }

    private func sepaName(_ name: String, feld: String) throws -> SEPAText {
        do { return try SEPAText.name(name) } catch {
            throw Hindernis(.eingabe, feld: feld, error.grund)
        }
    }

    private func sepaZweck(_ text: String) throws -> String {
        do { return try SEPAText.verwendungszweck(text).text } catch {
            throw Hindernis(.eingabe, error.grund)
        }
    }
}

extension Zahlung {
    /// Speichert eine geplante Zahlung als erfasst.
    @discardableResult
    static func erfassen(_ plan: GeplanteZahlung, fall: Fall.ID, anspruch: UUIDv7, ersetzt: ID? = nil,
                         in session: MandantSession) throws -> ID {
        let id = ID()
        let endToEndId = id.description.filter { $0 != "-" }.uppercased()
        try session.executeAll([
            """
            INSERT INTO zahlung (id, fall_id, anspruch_id, monat, zweck, zahlweg, bankverbindung_id, unterkunft_id,
                                 empfaenger_name, empfaenger_sepa, iban, betrag_cent, verwendungszweck, zweckcode,
                                 faellig, endtoend, ersetzt_zahlung_id, erfasst_von)
            VALUES (\(id), \(fall), \(anspruch), \(plan.monat), \(plan.zweck), \(plan.zahlweg),
                    \(plan.bankverbindung), \(plan.unterkunft), \(plan.empfaenger), \(plan.sepa.text), \(plan.iban),
                    \(plan.betrag), \(plan.verwendungszweck),
                    \(plan.zweck == .lebensunterhalt ? "SSBE" : nil as String?), \(plan.faellig), \(endToEndId),
                    \(ersetzt), \(session.benutzer()))
            """,
            ereignis(.erfasst, id, von: session.akteur.benutzer, grund: ""),
        ])
        return id
    }
}
