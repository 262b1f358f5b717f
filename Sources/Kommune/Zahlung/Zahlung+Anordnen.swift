import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine festgestellte Zahlung vor der Anordnung, mit dem, was gegenüber dem Vormonat anders ist.
package struct Anordnungsvorschlag: Sendable {
    package enum Abweichung: Sendable, Equatable {
        /// Für diesen Zweck wurde im Vormonat nichts gezahlt.
        case erste
        case betrag(vorher: Geld)
        case konto(vorher: IBAN)
        /// Eine weitere Zahlung für denselben Monat und Zweck.
        case nachzahlung
        /// Die Bank erhält den Namen anders, als er in der Akte steht.
        case umschrift

        package var satz: String {
            switch self {
            case .erste: "erste Zahlung"
            case let .betrag(vorher): "Vormonat \(vorher)"
            case let .konto(vorher): "anderes Konto als \(vorher.gekuerzt)"
            case .nachzahlung: "weitere Zahlung für diesen Monat"
            case .umschrift: "Name in Bankschreibweise"
            }
        }
    }

    package let zahlung: Zahlung
    package let festgestelltVon: User.ID
    package let abweichungen: [Abweichung]
    /// Warum diese Person jetzt nicht anordnen kann; nil, wenn sie es kann.
    package let hindernis: String?
}

extension Zahlung {
    /// Was auf die Anordnung durch die angemeldete Person wartet: Ausnahmen zuerst, dann nach Fälligkeit.
    package static func anordnungsvorschlaege(in session: MandantSession) throws -> [Anordnungsvorschlag] {
        let ich = try session.benutzer()
        let vorschlaege = try session.all("""
            SELECT \(spalten), fs.benutzer_id AS festgestellt_von, v.betrag_cent AS vormonat_cent,
                   v.iban AS vormonat_iban,
                   EXISTS (SELECT FROM zahlung w
                            WHERE w.fall_id = z.fall_id AND w.monat = z.monat AND w.zweck = z.zweck
                              AND w.id <> z.id AND w.zustand = ANY (\(weitere.map(\.rawValue)))) AS nachzahlung,
                   z.bankverbindung_id IS NOT NULL AND NOT EXISTS (
                       SELECT FROM bankverbindung_bestaetigung b
                        WHERE b.bankverbindung_id = z.bankverbindung_id) AS unbestaetigt,
                   s.grund AS sperrgrund
              FROM zahlung z
              JOIN fall f ON f.id = z.fall_id
              JOIN feststellung fs ON fs.zahlung_id = z.id AND fs.aufgehoben_am IS NULL
              LEFT JOIN LATERAL (
                   SELECT sum(w.betrag_cent)::bigint AS betrag_cent, max(w.iban) AS iban FROM zahlung w
                    WHERE w.fall_id = z.fall_id AND w.zweck = z.zweck
                      AND w.monat = (z.monat - interval '1 month')::date
                      AND w.zustand = ANY (\(weitere.map(\.rawValue)))) v ON true
              LEFT JOIN bankverbindung_sperre s
                ON s.bankverbindung_id = z.bankverbindung_id AND s.aufgehoben_am IS NULL
             WHERE z.zustand = 'festgestellt'
             ORDER BY z.faellig, f.aktenzeichen, z.id
            """) { try vorschlag($0, ich: ich) }
        return vorschlaege.filter { $0.hindernis != nil || !$0.abweichungen.isEmpty }
            + vorschlaege.filter { $0.hindernis == nil && $0.abweichungen.isEmpty }
    }

    private static let weitere: [Zustand] = [.festgestellt, .angeordnet] + Zustand.gebunden

    private static func vorschlag(_ row: Row, ich: User.ID) throws -> Anordnungsvorschlag {
        let zahlung = try Zahlung(row: row)
        let festgestelltVon = try row.decode("festgestellt_von", as: User.ID.self)
        var abweichungen: [Anordnungsvorschlag.Abweichung] = []
        if let vorher = try row.decode("vormonat_cent", as: Geld?.self) {
            if vorher != zahlung.betrag { abweichungen.append(.betrag(vorher: vorher)) }
            if let konto = try row.decode("vormonat_iban", as: IBAN?.self), konto != zahlung.iban {
                abweichungen.append(.konto(vorher: konto))
            }
        } else {
            abweichungen.append(.erste)
        }
        if try row.decode("nachzahlung") { abweichungen.append(.nachzahlung) }
        if zahlung.empfaenger != zahlung.empfaengerSEPA { abweichungen.append(.umschrift) }
        let hindernis: String? = if festgestelltVon == ich {
            "Sie haben diese Zahlung selbst festgestellt."
        } else if try row.decode("unbestaetigt") {
            "Die Bankverbindung ist noch nicht bestätigt."
        } else if let grund = try row.decode("sperrgrund", as: String?.self) {
            "Die Bankverbindung ist gesperrt: \(grund)."
        } else {
            nil
        }
        return Anordnungsvorschlag(zahlung: zahlung, festgestelltVon: festgestelltVon, abweichungen: abweichungen,
                                   hindernis: hindernis)
    }

    package struct Anordnungsergebnis: Sendable {
        package var angeordnet: [Anordnungsvorschlag] = []
        /// Was nicht ging, mit dem Grund.
        package var offen: [(vorschlag: Anordnungsvorschlag, grund: String)] = []

        package var summe: Geld { angeordnet.map(\.zahlung.betrag).summe() }
    }

    /// Ordnet die gewählten Zahlungen an und reicht sie bei der Kreiskasse ein.
    ///
    /// Was ein Hindernis hat, bleibt liegen und wird genannt; das Übrige geht. Mit `probe` geschieht nichts, und
    /// das Ergebnis sagt, was geschähe.
    package static func anordnen(_ ids: [ID], probe: Bool = false,
                                 in session: MandantSession) throws -> Anordnungsergebnis {
        if !probe {
            try session.execute("SELECT FROM zahlung WHERE id = ANY (\(ids)) ORDER BY id FOR UPDATE")
        }
        let gewaehlt = Set(ids)
        var ergebnis = Anordnungsergebnis()
        for vorschlag in try anordnungsvorschlaege(in: session) where gewaehlt.contains(vorschlag.zahlung.id) {
            if let hindernis = vorschlag.hindernis {
                ergebnis.offen.append((vorschlag, hindernis))
            } else {
                if !probe { try vorschlag.anordnen(in: session) }
                ergebnis.angeordnet.append(vorschlag)
            }
        }
        if !probe, !ergebnis.angeordnet.isEmpty {
            try session.audit("zahlung.angeordnet", "", [
                "anzahl": "\(ergebnis.angeordnet.count)", "summe": ergebnis.summe.dezimal,
            ])
        }
        return ergebnis
    }
}

extension Anordnungsvorschlag {
    fileprivate func anordnen(in session: MandantSession) throws {
        let von = try session.benutzer()
        try session.execute("""
            INSERT INTO anordnung (zahlung_id, benutzer_id, inhalt_sha256)
            SELECT z.id, \(von), zahlung_pruefsumme(z) FROM zahlung z WHERE z.id = \(zahlung.id)
            """)
        try Zahlung.setze(.angeordnet, zahlung.id, in: session)
        let endToEndId = try session.scalar(
            "SELECT endtoend FROM zahlung WHERE id = \(zahlung.id)", as: String.self)
        let auftrag = Zahlungsauftrag(
            id: Zahlungsauftrag.ID(zahlung.id.uuid), zahlweg: zahlung.zahlweg, endToEndId: endToEndId,
            empfaenger: zahlung.empfaengerSEPA, iban: zahlung.iban, betrag: zahlung.betrag,
            verwendungszweck: zahlung.verwendungszweck,
            zweckcode: zahlung.zweck == .lebensunterhalt ? "SSBE" : nil, faellig: zahlung.faellig)
        try auftrag.einreichen(feststellung: festgestelltVon, anordnung: von, in: session)
        try Aktenvermerk.schreiben(
            "Zahlung \(zahlung.monat.deutsch), \(zahlung.zweck.bezeichnung), \(zahlung.betrag) angeordnet.",
            zu: zahlung.fall, in: session)
    }
}
