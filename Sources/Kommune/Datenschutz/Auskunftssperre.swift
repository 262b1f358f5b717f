import Foundation
import Grundwerte
import Platform
import Postgres

/// Die Anschrift einer Person ist gesperrt: Nur benannte Personen sehen sie (§ 51 BMG,
/// Gewaltschutz).
package struct Auskunftssperre: Sendable, RowDecodable {
    package typealias ID = TypedID<Auskunftssperre>

    package enum Grund: String, Sendable, CaseIterable, SQLEnum {
        case meldegesetz, gewaltschutz, zeugenschutz

        package var bezeichnung: String {
            switch self {
            case .meldegesetz: "Auskunftssperre nach § 51 BMG"
            case .gewaltschutz: "Schutz vor Gewalt, Frauenhaus"
            case .zeugenschutz: "Zeugenschutz"
            }
        }
    }

    package let id: ID
    package let person: Person.ID
    package let grund: Grund
    package let vermerk: String
    package let gueltigBis: Kalendertag
    package let erfasstVon: User.ID
    package let erfasstAm: Date
    package let einsicht: Set<User.ID>

    package init(row: Row) throws {
        id = try row.decode("id")
        person = try row.decode("person_id")
        grund = try row.decode("grund")
        vermerk = try row.decode("vermerk")
        gueltigBis = try row.decode("gueltig_bis")
        erfasstVon = try row.decode("erfasst_von")
        erfasstAm = try row.decode("erfasst_am")
        einsicht = Set(try row.decode("einsicht", as: [User.ID].self))
    }

    /// Die geltende Sperre einer Person; eine abgelaufene gilt nicht mehr.
    package static func geltende(_ person: Person.ID, in session: MandantSession) throws
        -> Auskunftssperre? {
        try session.first("""
            SELECT s.id, s.person_id, s.grund, s.vermerk, s.gueltig_bis, s.erfasst_von,
                   s.erfasst_am, ARRAY(SELECT e.benutzer_id FROM auskunftssperre_einsicht e
                                        WHERE e.sperre_id = s.id ORDER BY 1) AS einsicht
              FROM auskunftssperre s
             WHERE s.person_id = \(person) AND s.aufgehoben_am IS NULL
               AND s.gueltig_bis >= \(session.heute)
            """)
    }

    package struct Neu: Sendable {
        package let grund: Grund
        package let vermerk: String
        package let bis: Kalendertag
        package let einsicht: Set<User.ID>

        package init(grund: Grund, vermerk: String, bis: Kalendertag, einsicht: Set<User.ID>) {
            self.grund = grund
            self.vermerk = vermerk
            self.bis = bis
            self.einsicht = einsicht
        }
    }

    /// Sperrt die Anschrift; eine geltende Sperre weicht der neuen, etwa wenn sie verlängert wird.
    package static func eintragen(
        _ neu: Neu, fuer person: Person.ID, in session: MandantSession
    ) throws {
        guard neu.bis > session.heute else {
            throw Hindernis(.eingabe, feld: "bis", "Der Tag ist schon vorbei.",
                            abhilfe: "Eine Auskunftssperre nach § 51 BMG gilt zwei Jahre.")
        }
        guard !neu.einsicht.isEmpty else {
            throw Hindernis(.eingabe, feld: "einsicht", "Niemand sähe die Anschrift mehr.",
                            abhilfe: "Benennen Sie mindestens eine Person.")
        }
        try verlangeEinsicht(person, in: session)
        try aufheben(person, in: session)
        let id = ID()
        try session.execute("""
            INSERT INTO auskunftssperre (id, person_id, grund, vermerk, gueltig_bis, erfasst_von)
            VALUES (\(id), \(person), \(neu.grund), \(neu.vermerk), \(neu.bis),
                    \(session.benutzer()))
            """)
        for benutzer in neu.einsicht {
            try session.execute("""
                INSERT INTO auskunftssperre_einsicht (sperre_id, benutzer_id)
                VALUES (\(id), \(benutzer))
                """)
        }
        try Auskunft.entfernen(neben: person, in: session)
        try Personenmarken.schuetzen(in: session)
        try session.audit("auskunftssperre.eingetragen", person.description,
                          ["bis": neu.bis.deutsch, "benannte": "\(neu.einsicht.count)"])
    }

    /// Ob in der Kommune heute eine Sperre gilt, für wen auch immer.
    static func giltEine(in session: MandantSession) throws -> Bool {
        try session.scalar("""
            SELECT EXISTS (SELECT FROM auskunftssperre s
                            WHERE s.aufgehoben_am IS NULL AND s.gueltig_bis >= \(session.heute))
            """, as: Bool.self)
    }

    /// Hebt die Sperre auf, wenn eine gilt.
    package static func beenden(_ person: Person.ID, in session: MandantSession) throws {
        try verlangeEinsicht(person, in: session)
        guard try aufheben(person, in: session) else { throw Hindernis.nichtGefunden }
        try Personenmarken.schuetzen(in: session)
        try session.audit("auskunftssperre.aufgehoben", person.description)
    }

    /// Welche anderen Kommunen seit dieser Sperre nach der Person gefragt haben, die jüngste
    /// zuerst; leer vor allen, die nicht benannt sind.
    package func anfragen(in session: MandantSession) throws -> [(am: Date, wer: String)] {
        guard try einsicht.contains(session.benutzer()) else { return [] }
        return try session.all("""
            SELECT am, coalesce(angaben->>'wer', '') AS wer FROM audit
             WHERE vorgang = 'personenabgleich.beantwortet' AND gegenstand = \(person.description)
               AND am >= \(erfasstAm)
             ORDER BY am DESC, id DESC LIMIT 20
            """) { (am: try $0.decode("am"), wer: try $0.decode("wer")) }
    }

    /// Wer für die Sperre dieser Person benannt ist und noch hier arbeitet.
    static func benannte(fuer person: Person.ID, in session: MandantSession) throws -> [User.ID] {
        try session.scalars("""
            SELECT DISTINCT e.benutzer_id
              FROM gesperrte_personen(\(session.heute)) p
              JOIN auskunftssperre_einsicht e ON e.sperre_id = p.sperre_id
             WHERE p.person_id = \(person) AND platform.arbeitet_hier(e.benutzer_id, \(session.heute))
             ORDER BY e.benutzer_id
            """)
    }

    @discardableResult
    private static func aufheben(_ person: Person.ID, in session: MandantSession) throws -> Bool {
        try session.execute("""
            UPDATE auskunftssperre SET aufgehoben_am = now(), aufgehoben_von = \(session.benutzer())
             WHERE person_id = \(person) AND aufgehoben_am IS NULL
            """) == 1
    }

    /// Wer die Anschrift nicht sieht, nimmt sich die Einsicht nicht selbst.
    private static func verlangeEinsicht(_ person: Person.ID, in session: MandantSession) throws {
        guard let sperre = try geltende(person, in: session) else { return }
        guard try sperre.einsicht.contains(session.benutzer()) else {
            throw Hindernis(.regel, "Diese Sperre ändern nur Personen, die für sie benannt sind.",
                            abhilfe: "Bitten Sie eine der benannten Personen.")
        }
    }
}
