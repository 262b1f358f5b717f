import Grundwerte
import Kommune
import Platform
import Postgres

/// Jemand, für den ein Rechnungssteller eine Behandlung abrechnet.
struct Schulungskranker: Sendable, RowDecodable {
    var ags = ""
    /// Leer ohne Behandlungsschein.
    let schein: String
    var familienname: String
    let vorname: String
    let geburtsdatum: Kalendertag

    init(row: Row) throws {
        schein = try row.decode("schein")
        familienname = try row.decode("familienname")
        vorname = try row.decode("vorname")
        geburtsdatum = try row.decode("geburtsdatum")
    }
}

extension Kommunenbetrieb {
    /// Je Kommune höchstens drei aus laufenden Fällen; wer einen Schein hat, zuerst.
    func kranke() async throws -> [Schulungskranker] {
        let ags = mandant.ags, wer = sachbearbeitung[0].akteur
        return try await database.read(mandant, .krankenhilfeLesen, als: wer) { session in
            try session.all("""
                SELECT coalesce(s.jahr || '/' || lpad(s.lfd::text, 5, '0'), '') AS schein,
                       a.familienname, a.vorname, a.geburtsdatum
                  FROM fall f
                  JOIN mitglied m ON m.fall_id = f.id AND m.ersetzt_am IS NULL
                  JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
                                      AND a.gueltig @> \(session.heute)
                  LEFT JOIN behandlungsschein s ON s.person_id = m.person_id
                 WHERE f.eingestellt_zum IS NULL
                 ORDER BY s.jahr, s.lfd, f.aktenzeichen, a.geburtsdatum, a.vorname LIMIT 3
                """, as: Schulungskranker.self)
        }.map { einer in
            var einer = einer
            einer.ags = ags
            return einer
        }
    }
}
