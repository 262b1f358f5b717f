import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein Zahlungsempfänger, wie der Kreis ihn führt: eine Person erfasst ihn, eine andere gibt ihn
/// frei (B-3.4). Er ändert sich nie; ein neues Konto ist ein neuer Eintrag.
package struct Empfaengereintrag: Sendable, RowDecodable {
    package let id: Zahlungsempfaenger.ID
    package let name: String
    package let iban: IBAN
    package let zeichen: String
    /// Nur, wenn das Konto außerhalb des Europäischen Wirtschaftsraums liegt.
    package let anschrift: Empfaengeranschrift?
    package let erfasstVon: User.ID
    package let erfasstAm: Date
    package let freigegebenVon: User.ID?
    package let beendetAm: Date?

    package var gilt: Bool { freigegebenVon != nil && beendetAm == nil }

    package init(row: Row) throws {
        id = try row.decode("id")
        name = try row.decode("name")
        iban = try row.decode("iban")
        zeichen = try row.decode("zeichen")
        anschrift = try Empfaengeranschrift.aus(row)
        erfasstVon = try row.decode("erfasst_von")
        erfasstAm = try row.decode("erfasst_am")
        freigegebenVon = try row.decode("freigegeben_von")
        beendetAm = try row.decode("beendet_am")
    }

    private static let abfrage: SQL = """
        SELECT id, name, iban, zeichen, strasse, hausnummer, plz, ort, land, bic, erfasst_von,
               erfasst_am, freigegeben_von, beendet_am
          FROM zahlungsempfaenger
        """

    /// Alle, die geltenden zuerst.
    package static func alle(in session: KreisSession) throws -> [Empfaengereintrag] {
        try session.all("\(abfrage) ORDER BY beendet_am IS NOT NULL, name, erfasst_am, id")
    }

    package static func laden(_ id: Zahlungsempfaenger.ID, in session: KreisSession) throws
        -> Empfaengereintrag {
        guard let eintrag: Empfaengereintrag = try session.first(
            "\(abfrage) WHERE id = \(id)"
        ) else { throw Hindernis.nichtGefunden }
        return eintrag
    }

    /// Erfasst einen Empfänger; gezahlt wird an ihn erst, wenn eine andere Person ihn freigibt.
    @discardableResult
    package static func erfassen(name: String, iban: IBAN, zeichen: String,
                                 anschrift: Empfaengeranschrift? = nil,
                                 in session: KreisSession) throws -> Zahlungsempfaenger.ID {
        let id = Zahlungsempfaenger.ID(), sepa: String
        do { sepa = try SEPAText.name(name).text } catch {
            throw Hindernis(.eingabe, feld: "name", error.grund)
        }
        guard iban.istEWR || iban.istSEPAMitAnschrift else {
            throw Hindernis(.eingabe, feld: "iban", "In dieses Land gibt es keine "
                            + "SEPA-Überweisung.",
                            abhilfe: "Fragen Sie nach einem Konto im Europäischen Wirtschaftsraum.")
        }
        guard iban.istEWR || anschrift != nil else {
            throw Hindernis(.eingabe, feld: "strasse", "Das Konto liegt nicht im Europäischen "
                            + "Wirtschaftsraum; die Bank verlangt dann Anschrift und BIC.",
                            abhilfe: "Tragen Sie beides vollständig ein.")
        }
        let ort = iban.istEWR ? nil : anschrift
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO zahlungsempfaenger (id, name, iban, zeichen, strasse,
                        hausnummer, plz, ort, land, bic, erfasst_von)
                    VALUES (\(id), \(sepa), \(iban), \(zeichen), \(ort?.strasse),
                            \(ort?.hausnummer), \(ort?.plz), \(ort?.ort), \(ort?.land),
                            \(ort?.bic), \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError
            where fehler.constraint == "zahlungsempfaenger_iban_einmal" {
            throw Hindernis(.konflikt, feld: "iban",
                            "Für dieses Konto gibt es schon einen Eintrag.",
                            abhilfe: "Beenden Sie ihn, bevor Sie einen neuen anlegen.")
        }
        try session.audit("empfaenger.erfasst", id.description)
        return id
    }

    package static func freigeben(_ id: Zahlungsempfaenger.ID, in session: KreisSession) throws {
        let eintrag = try sperren(id, in: session), wer = try session.benutzer()
        guard eintrag.freigegebenVon == nil, eintrag.beendetAm == nil else {
            throw Hindernis(.konflikt, "Über diesen Empfänger ist schon entschieden.")
        }
        guard eintrag.erfasstVon != wer else {
            throw Hindernis(.regel, "Sie haben diesen Empfänger selbst erfasst.",
                            abhilfe: "Freigeben muss ihn eine andere Person.")
        }
        try session.execute("""
            UPDATE zahlungsempfaenger SET freigegeben_von = \(wer), freigegeben_am = now()
             WHERE id = \(id)
            """)
        try session.audit("empfaenger.freigegeben", id.description)
    }

    /// Danach ordnet keine Kommune mehr eine Zahlung an ihn an.
    package static func beenden(_ id: Zahlungsempfaenger.ID, in session: KreisSession) throws {
        guard try sperren(id, in: session).beendetAm == nil else { return }
        try session.execute("""
            UPDATE zahlungsempfaenger SET beendet_von = \(session.benutzer()), beendet_am = now()
             WHERE id = \(id)
            """)
        try session.audit("empfaenger.beendet", id.description)
    }

    private static func sperren(_ id: Zahlungsempfaenger.ID, in session: KreisSession) throws
        -> Empfaengereintrag {
        try session.execute("SELECT FROM zahlungsempfaenger WHERE id = \(id) FOR UPDATE")
        return try laden(id, in: session)
    }
}
