import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Zahlung zu einer freigegebenen Sammelrechnung: ein Auftrag an die Kasse, der durch den
/// nächsten Zahllauf geht wie jeder andere (B-6.1).
package struct Sammelzahlung: Sendable, RowDecodable {
    package let auftrag: Zahlungsauftrag.ID
    package let endToEndId: String
    package let empfaenger: String
    package let iban: IBAN
    package let betrag: Geld
    package let zustand: Auftragszustand
    package let angewiesenVon: User.ID
    package let angewiesenAm: Date
    /// Der Zahllauf, der sie hat oder hatte.
    package let lauf: (id: Zahllauf.ID, nummer: String)?
    /// Der Tag, an dem die Bank sie gebucht hat.
    package let gezahltAm: Kalendertag?

    package init(row: Row) throws {
        auftrag = try row.decode("auftrag_id")
        endToEndId = try row.decode("endtoend")
        empfaenger = try row.decode("empfaenger_name")
        iban = try row.decode("iban")
        betrag = try row.decode("betrag_cent")
        zustand = try row.decode("zustand")
        angewiesenVon = try row.decode("von")
        angewiesenAm = try row.decode("am")
        gezahltAm = try row.decode("gezahlt_am")
        lauf = if let id = try row.decode("lauf_id", as: Zahllauf.ID?.self) {
            (id, try row.decode("lauf"))
        } else { nil }
    }

    /// Ob sie noch zu einer Zahlung führt oder schon geführt hat.
    package var lebt: Bool {
        switch zustand {
        case .zurueckgezogen, .bankAbgelehnt, .rueckgelaufen: false
        default: true
        }
    }

    /// Alle Zahlungen einer Rechnung, die jüngste zuerst.
    package static func alle(
        _ rechnung: Sammelrechnung.ID, in session: KreisSession
    ) throws -> [Sammelzahlung] {
        try session.all("""
            SELECT z.auftrag_id, a.endtoend, a.empfaenger_name, a.iban, a.betrag_cent, a.zustand,
                   z.von, z.am, l.id AS lauf_id, l.nummer AS lauf, u.buchungstag AS gezahlt_am
              FROM sammelrechnung_zahlung z
              JOIN zahlungsauftrag a ON a.id = z.auftrag_id
              LEFT JOIN lauf_position p ON p.auftrag_id = a.id AND NOT p.ausgetragen
              LEFT JOIN zahllauf l ON l.id = p.lauf_id
              LEFT JOIN umsatz_zuordnung t ON t.auftrag_id = a.id AND t.art = 'zahlung'
              LEFT JOIN umsatz u ON u.id = t.umsatz_id
             WHERE z.rechnung_id = \(rechnung) ORDER BY z.am DESC, z.auftrag_id DESC
            """)
    }
}

extension Sammelrechnung {
    /// Weist eine freigegebene Rechnung zur Zahlung an; fällig sofort, also mit dem nächsten Lauf.
    ///
    /// Die Freigabe tut das von selbst, wenn ein bestätigtes Konto da ist; sonst danach, und noch
    /// einmal, wenn die Bank die Zahlung abgelehnt oder zurückgegeben hat.
    package static func anweisen(_ id: ID, in session: KreisSession) throws {
        let rechnung = try laden(id, in: session)
        guard rechnung.zustand == .freigegeben, rechnung.art == .rechnung else {
            throw Hindernis(.regel, "Gezahlt wird nur eine freigegebene Rechnung.")
        }
        guard let konto = try Rechnungsstellerkonto.geltendes(rechnung.steller, in: session) else {
            throw Hindernis(
                .regel, "Für \(rechnung.stellername) ist kein bestätigtes Konto hinterlegt.",
                abhilfe: "Erfassen Sie es beim Rechnungssteller und lassen Sie es bestätigen.")
        }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO sammelrechnung_zahlung (auftrag_id, rechnung_id, konto_id, faellig,
                                                        von)
                    VALUES (\(Zahlungsauftrag.ID()), \(id), \(konto.id), \(session.heute),
                            \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError
            where fehler.constraint == "sammelrechnung_zahlung_einmal" {
            throw Hindernis(.konflikt, "Die Rechnung ist schon angewiesen.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        try session.audit("sammelrechnung.angewiesen", rechnung.eingangsnummer,
                          ["betrag": rechnung.betrag.dezimal, "iban": konto.iban.gekuerzt])
    }
}

/// Geld, das die Kasse als durchlaufend gebucht hat und das zu einer Gutschrift gehören kann
/// (B-6.8).
package struct Gutschrifteingang: Sendable, RowDecodable {
    package typealias ID = TypedID<Gutschrifteingang>

    package let id: ID
    package let tag: Kalendertag
    package let von: String
    package let zweck: String
    package let betrag: Geld
    package let lautKasse: String
    /// Wer ihn einer Gutschrift zugeordnet hat; nil, solange er frei ist.
    package let zugeordnetVon: User.ID?

    package init(row: Row) throws {
        id = try row.decode("id")
        tag = try row.decode("buchungstag")
        von = try row.decode("gegenname")
        zweck = try row.decode("zweck")
        betrag = try row.decode("betrag_cent")
        lautKasse = try row.decode("grund")
        zugeordnetVon = try row.decode("zugeordnet_von")
    }

    private static let abfrage: SQL = """
        SELECT z.id, u.buchungstag, u.gegenname, u.zweck, z.betrag_cent, z.grund,
               e.von AS zugeordnet_von
          FROM umsatz_zuordnung z JOIN umsatz u ON u.id = z.umsatz_id
          LEFT JOIN sammelrechnung_eingaenge() e ON e.zuordnung_id = z.id
        """

    /// Was einer Gutschrift zugeordnet ist, das Älteste zuerst.
    package static func zu(
        _ rechnung: Sammelrechnung.ID, in session: KreisSession
    ) throws -> [Gutschrifteingang] {
        try session.all("""
            \(abfrage) WHERE e.rechnung_id = \(rechnung) ORDER BY u.buchungstag, z.id
            """)
    }

    /// Noch keiner Gutschrift zugeordnet und nicht höher als `hoechstens`; derselbe Betrag zuerst.
    package static func freie(
        hoechstens: Geld, in session: KreisSession
    ) throws -> [Gutschrifteingang] {
        try session.all("""
            \(abfrage)
             WHERE z.art = 'durchlaufend' AND e.zuordnung_id IS NULL
               AND z.betrag_cent BETWEEN 1 AND \(hoechstens) AND z.nimmt_zurueck IS NULL
               AND NOT EXISTS (SELECT FROM umsatz_zuordnung r WHERE r.nimmt_zurueck = z.id)
             ORDER BY z.betrag_cent = \(hoechstens) DESC, u.buchungstag DESC, z.id LIMIT 50
            """)
    }

    /// Ordnet den Eingang der Gutschrift zu. Gebucht hat ihn schon die Kasse: auf Durchlaufend, wo
    /// die Freigabe ihn erwartet.
    package static func zuordnen(
        _ eingang: ID, zu rechnung: Sammelrechnung.ID, in session: KreisSession
    ) throws {
        let gutschrift = try Sammelrechnung.laden(rechnung, in: session)
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO sammelrechnung_eingang (zuordnung_id, rechnung_id, von)
                    VALUES (\(eingang), \(rechnung), \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError {
            switch fehler.constraint {
            case "sammelrechnung_eingang_passt":
                throw Hindernis(.konflikt, feld: "eingang",
                                "Dieser Eingang passt nicht oder ist schon zugeordnet.",
                                abhilfe: "Laden Sie die Seite neu.")
            default: throw fehler
            }
        }
        try session.audit("sammelrechnung.eingang", gutschrift.eingangsnummer)
    }

    /// Löst einen falsch zugeordneten Eingang von der Gutschrift. Gebucht wird nichts: Auf
    /// Vorschuss steht, was freigegeben ist, nicht was einging.
    package static func loesen(
        _ eingang: ID, von rechnung: Sammelrechnung.ID, grund: String, in session: KreisSession
    ) throws {
        let grund = try Zahllauf.verlangterGrund(grund), wer = try session.benutzer()
        let gutschrift = try Sammelrechnung.laden(rechnung, in: session)
        let vergangen = Hindernis(.konflikt, feld: "geloest",
                                  "Dieser Eingang gehört nicht mehr zu der Gutschrift.",
                                  abhilfe: "Laden Sie die Seite neu.")
        guard let alter = try zu(rechnung, in: session).first(where: { $0.id == eingang }) else {
            throw vergangen
        }
        guard alter.zugeordnetVon != wer else {
            throw Hindernis(.regel, feld: "geloest", "Sie haben ihn selbst zugeordnet.",
                            abhilfe: "Bitten Sie eine andere Person (Vier-Augen-Prinzip).")
        }
        do {
            let geloest = try session.execute("""
                INSERT INTO sammelrechnung_eingang (id, zuordnung_id, rechnung_id, von, grund,
                                                    nimmt_zurueck)
                SELECT \(UUIDv7()), e.zuordnung_id, e.rechnung_id, \(wer), \(grund), e.id
                  FROM sammelrechnung_eingaenge() e
                 WHERE e.zuordnung_id = \(eingang) AND e.rechnung_id = \(rechnung)
                """)
            guard geloest == 1 else { throw vergangen }
        } catch let fehler as PostgresError
            where fehler.constraint == "sammelrechnung_eingang_zurueck"
                || fehler.constraint == "sammelrechnung_eingang_zurueck_einmal" {
            throw vergangen
        }
        try session.audit("sammelrechnung.eingang_zurueck", gutschrift.eingangsnummer,
                          ["zuordnung": eingang.description, "betrag": alter.betrag.dezimal,
                           "grund": grund])
    }
}
