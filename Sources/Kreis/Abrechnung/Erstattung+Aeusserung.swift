import Foundation
import Grundwerte
import Platform
import Postgres

extension Erstattung {
    /// Was die Kommune zu einer Zeile oder zu allen sagt; der Betrag ändert sich dadurch nicht
    /// (B-5.4).
    package struct Aeusserung: Sendable, RowDecodable {
        package typealias ID = TypedID<Aeusserung>

        package let id: ID
        package let erstattung: Erstattung.ID
        package let nummer: String
        package let kommune: String
        package let monat: Monat
        /// Nil meint alle Zeilen ohne Einwand.
        package let zeile: Int?
        /// EndToEndId oder Kassenzeichen der Zeile; leer, wenn alle gemeint sind.
        package let kennung: String
        package let betrag: Geld
        package let istEinwand: Bool
        package let grund: String
        /// Wer es für die Kommune gesagt hat.
        package let wer: String
        package let am: Date
        package let antwort: String?

        package init(row: Row) throws {
            id = try row.decode("id")
            erstattung = try row.decode("erstattung_id")
            nummer = try row.decode("nummer")
            kommune = try row.decode("bezeichnung")
            monat = try row.decode("monat")
            zeile = try row.decode("lfd")
            kennung = try row.decode("kennung")
            betrag = try row.decode("betrag")
            istEinwand = try row.decode("einwand")
            grund = try row.decode("grund")
            wer = try row.decode("wer")
            am = try row.decode("am")
            antwort = try row.decode("antwort")
        }

        static let abfrage: SQL = """
            SELECT a.id, a.erstattung_id, e.nummer, m.bezeichnung, e.monat, a.lfd,
                   coalesce(o.endtoend, z.kassenzeichen, '') AS kennung,
                   coalesce(z.betrag_cent, e.summe_cent) AS betrag,
                   a.art = 'eingewandt' AS einwand, a.grund, a.wer, a.am, w.text AS antwort
              FROM erstattung_aeusserung a
              JOIN erstattung e ON e.id = a.erstattung_id
              JOIN platform.mandant m ON m.id = e.mandant_id
              LEFT JOIN erstattung_position p
                ON p.erstattung_id = a.erstattung_id AND p.lfd = a.lfd
              LEFT JOIN buchungszeile z ON z.id = p.buchungszeile_id
              LEFT JOIN zahlungsauftrag o ON o.id = z.auftrag_id
              LEFT JOIN erstattung_antwort w ON w.aeusserung_id = a.id
            """
    }

    package func aeusserungen(in session: KreisSession) throws -> [Aeusserung] {
        try session.all("""
            \(Aeusserung.abfrage) WHERE a.erstattung_id = \(id) ORDER BY a.am, a.id
            """)
    }

    /// Einwände, auf die der Kreis noch nicht geantwortet hat und die niemand zurückgenommen hat.
    package static func offeneEinwaende(in session: KreisSession) throws -> [Aeusserung] {
        try session.all("""
            \(Aeusserung.abfrage)
             WHERE a.art = 'eingewandt' AND w.aeusserung_id IS NULL
               AND NOT EXISTS (SELECT FROM erstattung_aeusserung n
                                WHERE n.erstattung_id = a.erstattung_id AND n.lfd = a.lfd
                                  AND (n.am, n.id) > (a.am, a.id))
             ORDER BY a.am, a.id
            """)
    }

    /// Antwortet der Kommune auf einen Einwand; einmal.
    package static func antworten(
        _ einwand: Aeusserung.ID, _ text: String, in session: KreisSession
    ) throws {
        guard let gefunden: Aeusserung = try session.first("""
            \(Aeusserung.abfrage) WHERE a.id = \(einwand)
            """), gefunden.istEinwand else { throw Hindernis.nichtGefunden }
        let neu = try session.execute("""
            INSERT INTO erstattung_antwort (aeusserung_id, text, benutzer_id)
            VALUES (\(einwand), \(text), \(session.benutzer())) ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, "Auf diesen Einwand ist schon geantwortet.")
        }
        try session.audit("erstattung.beantwortet", gefunden.nummer,
                          ["zeile": gefunden.zeile.map(String.init) ?? ""])
    }
}
