import Grundwerte
import Platform
import Postgres

/// Die schriftliche Aufforderung, mitzuwirken, mit Frist und Hinweis auf die Folgen: §§ 60 bis 67
/// SGB I, anzuwenden über § 9 Abs. 3 AsylbLG.
package enum Mitwirkung {
    package typealias ID = TypedID<Mitwirkung>

    /// § 66 Abs. 3 SGB I verlangt eine angemessene Frist; zwei Wochen sind das Mindeste.
    package static let mindestfristTage = 14
    private static let hoechstfristTage = 92

    /// Schreibt den Brief über die gewählten Unterlagen, mit Wiedervorlage am Tag nach der Frist.
    @discardableResult
    package static func auffordern(
        _ ids: [Unterlage.ID], zu fall: Fall.ID, frist: Kalendertag, hinweis: String = "",
        fassung: Int? = nil, unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> Schreiben.ID {
        try pruefen(frist, heute: session.heute)
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        let unterlagen = try Unterlage.verlangte(ids, zu: fall, in: session)
        let akte = try Fallakte.heute(fall, in: session)
        let laeuft = try Fall.warBewilligt(fall, in: session)
        let schreiben = try Schreiben.anlegen(
            .mitwirkung, text(unterlagen, akte, frist: frist, hinweis: hinweis, laeuft: laeuft),
            akte: akte, unterzeichner: unterzeichner, in: session)
        try speichern(unterlagen, fall: fall, schreiben: schreiben, frist: frist, in: session)
        try Wiedervorlage.anlegen(
            "Frist der Aufforderung zur Mitwirkung (\(frist.deutsch)) ist abgelaufen: "
                + "entscheiden, § 66 SGB I.", zu: fall,
            faellig: Feiertag.werktag(ab: frist.plus(tage: 1)), quelle: .automatisch, in: session)
        try Aktenvermerk.schreiben(
            "Aufforderung zur Mitwirkung versandt, Frist \(frist.deutsch): "
                + Set(unterlagen.map(\.bezeichnung)).sorted().joined(separator: "; ") + ".",
            zu: fall, in: session)
        try session.audit("mitwirkung.versandt", schreiben.description)
        return schreiben
    }

    /// Ob eine Aufforderung ohne Erfolg abgelaufen ist: Erst dann darf versagt werden.
    package static func istVersaeumt(_ fall: Fall.ID, in session: MandantSession) throws -> Bool {
        try session.scalar("""
            SELECT EXISTS (
                SELECT FROM mitwirkung m JOIN mitwirkung_unterlage z ON z.mitwirkung_id = m.id
                 WHERE m.fall_id = \(fall) AND m.frist < \(session.heute)
                   AND NOT EXISTS (SELECT FROM unterlage_ergebnis e
                                    WHERE e.unterlage_id = z.unterlage_id))
            """)
    }

    private static func pruefen(_ frist: Kalendertag, heute: Kalendertag) throws {
        let tage = heute.tage(bis: frist)
        guard (mindestfristTage...hoechstfristTage).contains(tage) else {
            let erster = heute.plus(tage: mindestfristTage)
            throw Hindernis(
                .eingabe, feld: "frist", tage < mindestfristTage ? "Die Frist ist zu kurz."
                    : "Die Frist ist länger als drei Monate.",
                abhilfe: "Geben Sie frühestens den \(erster.deutsch) an: zwei Wochen sind "
                    + "angemessen (§ 66 Abs. 3 SGB I).")
        }
    }

    private static func speichern(
        _ unterlagen: [Unterlage], fall: Fall.ID, schreiben: Schreiben.ID, frist: Kalendertag,
        in session: MandantSession
    ) throws {
        let id = ID()
        try session.executeAll([
            """
            INSERT INTO mitwirkung (id, fall_id, schreiben_id, frist, angelegt_von)
            VALUES (\(id), \(fall), \(schreiben), \(frist), \(session.benutzer()))
            """,
            """
            INSERT INTO mitwirkung_unterlage (mitwirkung_id, unterlage_id, fall_id)
            SELECT \(id), n.id, \(fall) FROM unnest(\(unterlagen.map(\.id.uuid))::uuid[]) AS n (id)
            """,
        ])
    }
}
