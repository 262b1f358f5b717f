import Grundwerte
import Platform
import Postgres

/// Welches Sachkonto der Finanzsoftware des Kreises für ein Konto des Hauptbuchs steht: Daten des
/// Kreises, ab einem Tag. Eine Zeile für eine Kommune geht der für alle vor.
package struct Hkrzuordnung: Sendable, RowDecodable {
    package let konto: Hauptbuch.Konto
    /// Nil: für alle Kommunen.
    package let mandant: Mandant.ID?
    package let kommune: String
    package let produkt: String
    package let sachkonto: String
    package let gueltigAb: Kalendertag

    package init(row: Row) throws {
        konto = try row.decode("konto")
        mandant = try row.decode("mandant_id")
        kommune = try row.decode("kommune")
        produkt = try row.decode("produkt")
        sachkonto = try row.decode("sachkonto")
        gueltigAb = try row.decode("gueltig_ab")
    }

    package static func alle(in session: KreisSession) throws -> [Hkrzuordnung] {
        try session.all("""
            SELECT z.konto, z.mandant_id, coalesce(m.bezeichnung, '') AS kommune, z.produkt,
                   z.sachkonto, z.gueltig_ab
              FROM hkr_zuordnung z LEFT JOIN platform.mandant m ON m.id = z.mandant_id
             ORDER BY z.konto, m.bezeichnung NULLS FIRST, z.gueltig_ab
            """)
    }

    /// Gilt ab einem Tag, bis die nächste beginnt; was schon ausgegeben ist, bleibt, wie es war.
    package static func eintragen(
        _ konto: Hauptbuch.Konto, mandant: Mandant.ID?, produkt: String, sachkonto: String,
        ab: Kalendertag, in session: KreisSession
    ) throws {
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO hkr_zuordnung (id, konto, mandant_id, produkt, sachkonto,
                                               gueltig_ab, erfasst_von)
                    VALUES (\(UUIDv7()), \(konto), \(mandant), \(produkt), \(sachkonto), \(ab),
                            \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "hkr_zuordnung_einmal" {
            throw Hindernis(.konflikt, feld: "ab",
                            "Ab diesem Tag ist schon ein Sachkonto eingetragen.",
                            abhilfe: "Wählen Sie einen anderen Tag.")
        } catch let fehler as PostgresError where fehler.constraint == "hkr_zuordnung_sachkonto"
            || fehler.constraint == "hkr_zuordnung_produkt" {
            throw Hindernis(.eingabe, feld: "sachkonto", "Produkt und Sachkonto bestehen aus "
                            + "höchstens 20 Buchstaben, Ziffern, Punkten und Bindestrichen.")
        }
        try session.audit("hkr.zugeordnet", konto.rawValue,
                          ["sachkonto": sachkonto, "ab": ab.description])
    }
}
