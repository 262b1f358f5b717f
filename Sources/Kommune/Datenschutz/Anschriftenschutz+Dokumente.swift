import Foundation
import Grundwerte
import Platform
import Postgres

extension Anschriftenschutz {
    /// Was ein Dokument sagt, wie es festgehalten wurde; gesetzt wird es vielleicht erst später.
    private struct Inhalt: Sendable, RowDecodable {
        let fall: Fall.ID
        let am: Date
        let text: String

        init(row: Row) throws {
            fall = try row.decode("fall_id")
            am = try row.decode("am")
            text = try row.decode("text")
        }
    }

    /// Ob ein Dokument oder Drucklauf hinter `ziel` eine Anschrift nennt, die vor der angemeldeten
    /// Person verborgen ist: Was vor der Sperre festgehalten wurde, trägt sie im Anschriftenfeld;
    /// was danach kam, vielleicht im Text.
    package static func verbirgt(_ ziel: UUIDv7, in session: MandantSession) throws -> Bool {
        // Meist gilt keine; ein Drucklauf hätte sonst tausend Briefe umsonst gelesen.
        guard try Auskunftssperre.giltEine(in: session) else { return false }
        let inhalte = try inhalte(ziel, in: session)
        let faelle = Set(inhalte.map(\.fall)).sorted()
        let seit = try verborgenSeit(faelle, in: session)
        let vorher = inhalte.contains { inhalt in
            guard let sperre = seit[inhalt.fall] else { return false }
            return inhalt.am <= sperre
        }
        if vorher { return true }
        let mandant = session.mandant
        let schutz = try Textschutz(
            faelle, eigene: "\(mandant.strasse), \(mandant.plz) \(mandant.ort)", in: session)
        return inhalte.contains { schutz.trifft($0.text, in: $0.fall) }
    }

    /// Seit wann die Anschrift je Fall vor der angemeldeten Person verborgen ist; ist sie es nicht,
    /// fehlt er.
    private static func verborgenSeit(
        _ faelle: [Fall.ID], in session: MandantSession
    ) throws -> [Fall.ID: Date] {
        guard !faelle.isEmpty, let ich = session.akteur.benutzer else { return [:] }
        let paare = try session.all("""
            SELECT g.fall_id, max(s.erfasst_am) AS seit
              FROM anschriftensperren(\(faelle)::uuid[], \(session.heute)) g
              JOIN auskunftssperre s ON s.id = g.sperre_id
             WHERE NOT EXISTS (SELECT FROM auskunftssperre_einsicht e
                                WHERE e.sperre_id = s.id AND e.benutzer_id = \(ich))
             GROUP BY g.fall_id ORDER BY g.fall_id
            """) {
            (try $0.decode("fall_id", as: Fall.ID.self), try $0.decode("seit", as: Date.self))
        }
        return Dictionary(uniqueKeysWithValues: paare)
    }

    /// Das Dokument selbst oder, bei einem Drucklauf, alle seine Briefe.
    private static func inhalte(_ ziel: UUIDv7, in session: MandantSession) throws -> [Inhalt] {
        let ziele: SQL = """
            (SELECT \(ziel)::uuid
             UNION ALL
             SELECT coalesce(d.bescheid_id, d.schreiben_id, d.behandlungsschein_id,
                             d.einzelleistung_id)
               FROM drucklauf_brief p JOIN schriftstueck d ON d.id = p.schriftstueck_id
              WHERE p.drucklauf_id = \(ziel))
            """
        return try session.all("""
            SELECT b.fall_id, b.angelegt_am AS am, b.inhalt::text AS text FROM bescheid b
             WHERE b.id IN \(ziele)
            UNION ALL
            SELECT s.fall_id, s.erstellt_am, s.inhalt::text FROM schreiben s
             WHERE s.id IN \(ziele)
            UNION ALL
            SELECT k.fall_id, k.angelegt_am, k.inhalt::text FROM behandlungsschein k
             WHERE k.id IN \(ziele)
            UNION ALL
            SELECT e.fall_id, b.angelegt_am, d.zusage::text FROM einzelleistung e
              JOIN einzelentscheidung d ON d.einzelleistung_id = e.id AND d.zusage IS NOT NULL
              JOIN bescheid b ON b.id = d.bescheid_id
             WHERE e.id IN \(ziele)
            """)
    }
}
