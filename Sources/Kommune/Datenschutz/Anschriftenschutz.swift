import Grundwerte
import Platform
import Postgres

/// Welche Fälle eine gesperrte Anschrift haben und vor wem sie verborgen ist. Alles, was eine
/// Anschrift zeigt oder in einen Brief setzt, kommt aus der Fallakte; dort wird sie verborgen.
package struct Anschriftenschutz: Sendable {
    static let ersatz = "Anschrift gesperrt"

    private let faelle: [Fall.ID: Bool]

    /// Verborgen ist sie vor jeder angemeldeten Person, die nicht benannt ist; das Programm selbst
    /// arbeitet mit ihr.
    init(_ ids: [Fall.ID], in session: MandantSession) throws {
        let ich = session.akteur.benutzer
        let paare = try session.all("""
            SELECT m.fall_id, bool_or(\(ich)::uuid IS NOT NULL AND NOT EXISTS (
                       SELECT FROM auskunftssperre_einsicht e
                        WHERE e.sperre_id = s.id AND e.benutzer_id = \(ich))) AS verborgen
              FROM auskunftssperre s JOIN mitglied m ON m.person_id = s.person_id
             WHERE m.fall_id = ANY(\(ids)) AND m.ersetzt_am IS NULL AND s.aufgehoben_am IS NULL
               AND s.gueltig_bis >= \(session.heute)
             GROUP BY m.fall_id ORDER BY m.fall_id
            """) {
            (try $0.decode("fall_id", as: Fall.ID.self),
             try $0.decode("verborgen", as: Bool.self))
        }
        faelle = Dictionary(uniqueKeysWithValues: paare)
    }

    func gesperrt(_ fall: Fall.ID) -> Bool { faelle[fall] != nil }
    func verborgen(_ fall: Fall.ID) -> Bool { faelle[fall] ?? false }

    /// Was an Anschriften des Falls in freiem Text stehen kann.
    static func worte(_ fall: Fall.ID, in session: MandantSession) throws -> Schwaerzung {
        Schwaerzung(worte: Set(try session.scalars("""
            SELECT strasse FROM unterkunft WHERE fall_id = \(fall)
            UNION SELECT plz || ' ' || ort FROM unterkunft WHERE fall_id = \(fall)
            UNION SELECT plz FROM unterkunft WHERE fall_id = \(fall) ORDER BY 1
            """, as: String.self)))
    }

    /// Ob das Dokument oder die Seite hinter `ziel` eine Anschrift nennt, die vor der angemeldeten
    /// Person verborgen ist: Was vor der Sperre gesetzt wurde, trägt sie im Anschriftenfeld.
    package static func verbirgt(_ ziel: UUIDv7, in session: MandantSession) throws -> Bool {
        let faelle = try session.scalars("""
            SELECT DISTINCT g.fall_id FROM (\(Gegenstand.alle)) g
             WHERE g.ziel = \(ziel) ORDER BY g.fall_id
            """, as: Fall.ID.self)
        let schutz = try Anschriftenschutz(faelle, in: session)
        guard faelle.contains(where: schutz.verborgen) else { return false }
        return try session.scalar("""
            SELECT NOT EXISTS (
                SELECT FROM schriftstueck d
                  JOIN mitglied m ON m.fall_id = d.fall_id AND m.ersetzt_am IS NULL
                  JOIN auskunftssperre s ON s.person_id = m.person_id
                   AND s.aufgehoben_am IS NULL
                 WHERE \(ziel) IN (d.bescheid_id, d.schreiben_id, d.behandlungsschein_id,
                                   d.einzelleistung_id)
                 GROUP BY d.id HAVING min(d.erstellt_am) > max(s.erfasst_am))
            """)
    }
}

extension Unterkunft {
    /// Ohne Straße, Ort und Mietzeichen.
    var verborgen: Unterkunft {
        var ohne = self
        ohne.strasse = Anschriftenschutz.ersatz
        ohne.plz = ""
        ohne.ort = ""
        return ohne
    }
}
