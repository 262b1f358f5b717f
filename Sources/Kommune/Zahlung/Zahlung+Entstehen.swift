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
    /// Nach Abzug dessen, was einbehalten wird.
    package internal(set) var betrag: Geld
    package let zahlweg: Zahlweg
    package let empfaenger: String
    package let sepa: SEPAText
    /// Nil, wenn bar gezahlt oder umgebucht wird.
    package let iban: IBAN?
    package let verwendungszweck: String
    package let faellig: Kalendertag
    let bankverbindung: Bankverbindung.ID?
    let unterkunft: Unterkunft.ID?
    /// Jemand, den der Kreis führt.
    var zahlungsempfaenger: Zahlungsempfaenger.ID?
    /// Eine Forderung der Kommune, auf die umgebucht wird.
    var kassenzeichen: Einnahmezeichen?
    /// Um wie viel sie für Rückforderungen gekürzt ist.
    package internal(set) var einbehalte: [Einbehalt] = []

    /// Wer eine Sozialleistung erhält, sieht es am Code; Dritte nicht.
    var zweckcode: String? {
        zweck == .lebensunterhalt && zahlungsempfaenger == nil ? "SSBE" : nil
    }

    /// Schon vorgesehene Zahlungen, die zusammen dasselbe bewirken: gleicher Empfänger, gleiches
    /// Konto, gleicher Zweck, gleicher Tag, und in der Summe oder eine von ihnen der gleiche
    /// Betrag. Leer, wenn es keine gibt.
    func gleiche(in vorgesehen: [Zahlung], heute: Kalendertag) -> [Zahlung] {
        let gleiche = vorgesehen.filter { zahlung in
            zahlung.zweck == zweck && zahlung.zahlweg == zahlweg && zahlung.empfaenger == empfaenger
                && zahlung.empfaengerSEPA == sepa.text && zahlung.iban == iban
                && zahlung.konto == bankverbindung
                && zahlung.verwendungszweck == verwendungszweck
                // Was schon fällig war, ist wie das heute Fällige so bald wie möglich zu zahlen.
                && max(zahlung.faellig, heute) == faellig
        }
        if gleiche.map(\.betrag).summe() == betrag { return gleiche }
        return gleiche.first { $0.betrag == betrag }.map { [$0] } ?? []
    }
}

extension Fallakte {
    /// Was ein Monat je Zweck zu zahlen verlangt. Sachleistungen sind keine Zahlungen.
    static func jeZweck(_ ergebnis: Monatsergebnis) -> [Zahlung.Zweck: Geld] {
        var jeZweck: [Zahlung.Zweck: Geld] = [:]
        for auszahlung in ergebnis.auszahlungen where auszahlung.betrag > .null {
            switch auszahlung.form {
            case .geld, .bezahlkarte: jeZweck[.lebensunterhalt, default: .null] += auszahlung.betrag
            case .direktzahlung: jeZweck[.unterkunft, default: .null] += auszahlung.betrag
            case .sachleistung, .gutschein: break
            }
        }
        return jeZweck
    }

    /// Geld für den Monat ist an seinem Ersten da, für einen laufenden oder vergangenen sobald wie
    /// möglich (§ 3 Abs. 5 AsylbLG: höchstens einen Monat im Voraus).
    func zahlung(_ zweck: Zahlung.Zweck, _ betrag: Geld, im monat: Monat, heute: Kalendertag,
                 texte: Zahlungstexte) throws -> GeplanteZahlung {
        let faellig = max(monat.ersterTag, heute)
        let monatKurz = "\(monat.nummer)/\(monat.jahr)"
        let anfang = texte.anfang(zweck, am: faellig)
        try verlangeFrei(iban: nil)
        switch zweck {
        case .lebensunterhalt:
            guard let konto = bankverbindung(am: faellig) else {
                let wartet = bankverbindungen.contains {
                    $0.bestaetigtVon == nil && $0.sperrgrund == nil
                }
                throw Hindernis(
                    .regel, feld: "bankverbindung",
                    "Für die Auszahlung fehlt eine bestätigte Bankverbindung.",
                    abhilfe: wartet
                        ? "Eine ist erfasst: Lassen Sie sie von einer anderen Person bestätigen."
                        : "Erfassen Sie ein Konto oder eine Bezahlkarte und lassen Sie es "
                            + "bestätigen.")
            }
            if let grund = konto.sperrgrund {
                throw Hindernis(
                    .regel, feld: "bankverbindung", "Die Bankverbindung ist gesperrt: \(grund)",
                    abhilfe: "Erfassen Sie eine neue Bankverbindung und lassen Sie sie bestätigen.")
            }
            return GeplanteZahlung(
                monat: monat, zweck: zweck, betrag: betrag, zahlweg: konto.zahlweg,
                empfaenger: konto.inhaber, sepa: try sepaName(konto.inhaber, feld: "inhaber"),
                iban: konto.iban,
                verwendungszweck: try sepaZweck("\(anfang) \(monatKurz) \(fall.aktenzeichen)"),
                faellig: faellig, bankverbindung: konto.id, unterkunft: nil)
        case .unterkunft:
            guard let wohnung = unterkunft(am: monat.letzterTag) ?? unterkuenfte.last,
                  let id = wohnung.id,
                  let vermieter = wohnung.vermieter else {
                throw Hindernis(
                    .regel, feld: "vermieter_name", "Für die Direktzahlung fehlt der Vermieter.",
                    abhilfe: "Tragen Sie bei der Unterkunft Namen und IBAN des Vermieters ein.")
            }
            try verlangeFrei(iban: vermieter.iban)
            let zeichen = vermieter.mietzeichen.isEmpty ? fall.aktenzeichen : vermieter.mietzeichen
            return GeplanteZahlung(
                monat: monat, zweck: zweck, betrag: betrag,
                zahlweg: .ueberweisung, empfaenger: vermieter.name,
                sepa: try sepaName(vermieter.name, feld: "vermieter_name"), iban: vermieter.iban,
                verwendungszweck: try sepaZweck("\(anfang) \(monatKurz) \(zeichen)"),
                faellig: faellig, bankverbindung: nil, unterkunft: id)
        }
    }

    /// Nach einer Rückgabe der Bank, über die niemand entschieden hat, entsteht keine Zahlung.
    private func verlangeFrei(iban: IBAN?) throws {
        guard let sperre = sperren.first(where: { $0.iban == iban }) else { return }
        throw Hindernis(
            .regel, feld: "sperre",
            iban == nil ? "Alle Zahlungen des Falls sind gesperrt: \(sperre.grund)"
                : "Das Konto des Vermieters ist gesperrt: \(sperre.grund)",
            abhilfe: iban == nil
                ? "Klären Sie die Lage und entscheiden Sie im Fall, ob weiter gezahlt wird."
                : "Tragen Sie bei der Unterkunft das neue Konto ein, oder heben Sie die Sperre im "
                    + "Fall auf.")
    }

    private func sepaName(_ name: String, feld: String) throws -> SEPAText {
        do { return try SEPAText.name(name) } catch {
            throw Hindernis(.eingabe, feld: feld, error.grund)
        }
    }

    private func sepaZweck(_ text: String) throws -> String { try Zahlung.sepaZweck(text) }
}

extension Zahlung {
    /// In Bankschreibweise. Vermieter, Versorger und Bank lesen ihn: Nach welchem Gesetz gezahlt
    /// wird, steht nicht darin (§ 35 SGB I).
    static func sepaZweck(_ text: String) throws -> String {
        guard !text.lowercased().contains("asyl") else {
            throw Hindernis(.eingabe, feld: "mietzeichen", "Der Verwendungszweck „\(text)“ "
                                + "verriete Dritten, nach welchem Gesetz gezahlt wird.",
                            abhilfe: "Nehmen Sie das Wort aus dem Zeichen heraus.")
        }
        do { return try SEPAText.verwendungszweck(text).text } catch {
            throw Hindernis(.eingabe, error.grund)
        }
    }

    /// Speichert eine geplante Zahlung als erfasst.
    @discardableResult
    static func erfassen(
        _ plan: GeplanteZahlung, fall: Fall.ID, anspruch: UUIDv7, ersetzt: ID? = nil,
        teilVon: ID? = nil, in session: MandantSession
    ) throws -> ID {
        let id = ID()
        let endToEndId = id.description.filter { $0 != "-" }.uppercased()
        try session.execute("""
            INSERT INTO zahlung (id, fall_id, anspruch_id, monat, zweck, zahlweg, bankverbindung_id,
                                 unterkunft_id, empfaenger_name, empfaenger_sepa, iban, betrag_cent,
                                 verwendungszweck, zweckcode, faellig, endtoend, ersetzt_zahlung_id,
                                 zahlungsempfaenger_id, teil_von, kassenzeichen, erfasst_von)
            VALUES (\(id), \(fall), \(anspruch), \(plan.monat), \(plan.zweck), \(plan.zahlweg),
                    \(plan.bankverbindung), \(plan.unterkunft), \(plan.empfaenger),
                    \(plan.sepa.text), \(plan.iban), \(plan.betrag), \(plan.verwendungszweck),
                    \(plan.zweckcode), \(plan.faellig), \(endToEndId),
                    \(ersetzt), \(plan.zahlungsempfaenger), \(teilVon),
                    \(plan.kassenzeichen?.wert), \(session.benutzer()))
            """)
        try Einbehalt.speichern(plan.einbehalte, zu: id, in: session)
        return id
    }
}
