import Foundation
import Grundwerte
import Platform
import Postgres

/// Was nach Regel zu löschen ist: vorgeschlagen vom Programm, freigegeben von zwei Personen, einmal
/// vollzogen (Art. 17 DSGVO).
package struct Loeschlauf: Sendable, RowDecodable {
    package typealias ID = TypedID<Loeschlauf>

    package static let freigaben = 2

    /// Ein Fall, dessen Zeit vorbei ist.
    package struct Posten: Sendable, RowDecodable {
        package let fall: Fall.ID
        package let aktenzeichen: String
        package let art: Loeschregel.Art
        package let faellig: Kalendertag
        /// Warum er nicht gelöscht wird; nil: wird er.
        package let sperre: String?

        package init(row: Row) throws {
            fall = try row.decode("fall_id")
            aktenzeichen = try row.decode("aktenzeichen")
            art = try row.decode("art")
            faellig = try row.decode("faellig")
            sperre = try row.decode("grund")
        }
    }

    package struct Ergebnis: Sendable {
        package let faelle: Int
        package let gehalten: Int
        package let personen: Int
        package let dokumente: Int
        package let sha256: [UInt8]
    }

    package let id: ID
    package let stichtag: Kalendertag
    package let freigegebenVon: [User.ID]
    package let ergebnis: Ergebnis?

    package init(row: Row) throws {
        id = try row.decode("id")
        stichtag = try row.decode("stichtag")
        freigegebenVon = try row.decode("freigegeben")
        ergebnis = try row.decode("sha256", as: [UInt8]?.self).map { summe in
            Ergebnis(faelle: Int(try row.decode("faelle", as: Int32.self)),
                     gehalten: Int(try row.decode("gehalten", as: Int32.self)),
                     personen: Int(try row.decode("personen", as: Int32.self)),
                     dokumente: Int(try row.decode("dokumente", as: Int32.self)), sha256: summe)
        }
    }

    private static let auswahl: SQL = """
        SELECT l.id, l.stichtag,
               ARRAY(SELECT f.benutzer_id FROM loeschlauf_freigabe f
                      WHERE f.lauf_id = l.id ORDER BY f.am, f.benutzer_id) AS freigegeben,
               e.sha256, e.faelle, e.gehalten, e.personen, e.dokumente
          FROM loeschlauf l LEFT JOIN loeschlauf_ergebnis e ON e.lauf_id = l.id
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Loeschlauf? {
        try session.first("\(auswahl) WHERE l.id = \(id)")
    }

    /// Der jüngste zuerst.
    package static func alle(in session: MandantSession) throws -> [Loeschlauf] {
        try session.all("\(auswahl) ORDER BY l.am DESC, l.id DESC LIMIT 50")
    }

    package func posten(in session: MandantSession) throws -> [Posten] {
        try session.all("""
            SELECT p.fall_id, f.aktenzeichen, p.art, p.faellig, loeschhindernis(f.id) AS grund
              FROM loeschlauf_fall p JOIN fall f ON f.id = p.fall_id
             WHERE p.lauf_id = \(id) ORDER BY p.faellig, f.aktenzeichen
            """)
    }

    /// Schlägt vor, was heute fällig ist; nil, wenn nichts fällig ist oder ein Lauf noch offen ist.
    package static func vorschlagen(in session: MandantSession) throws -> ID? {
        let offen = try session.scalar("""
            SELECT EXISTS (SELECT FROM loeschlauf l WHERE NOT EXISTS (
                SELECT FROM loeschlauf_ergebnis e WHERE e.lauf_id = l.id))
            """, as: Bool.self)
        guard !offen else { return nil }
        let id = ID(), heute = session.heute
        let faellig = try session.scalar("""
            SELECT count(*) FROM loeschkandidaten(\(heute))
            """, as: Int.self)
        guard faellig > 0 else { return nil }
        try session.execute("""
            INSERT INTO loeschlauf (id, stichtag) VALUES (\(id), \(heute))
            """)
        try session.execute("""
            INSERT INTO loeschlauf_fall (lauf_id, fall_id, art, faellig)
            SELECT DISTINCT ON (k.fall_id) \(id), k.fall_id, k.art, k.faellig
              FROM loeschkandidaten(\(heute)) k ORDER BY k.fall_id, k.faellig
            """)
        try session.audit("loeschung.vorgeschlagen", id.description, ["anzahl": "\(faellig)"])
        return id
    }

    /// Gibt frei; mit der zweiten Person beginnt die Löschung, auch wenn beide es zugleich tun.
    package static func freigeben(_ id: ID, in session: MandantSession) throws {
        let ich = try session.benutzer()
        try session.execute("SELECT loeschlauf_sperren(\(id))")
        guard let lauf = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        guard lauf.ergebnis == nil, lauf.freigegebenVon.count < freigaben else {
            throw Hindernis(.konflikt, "Dieser Löschlauf ist schon freigegeben.")
        }
        guard !lauf.freigegebenVon.contains(ich) else {
            throw Hindernis(.regel, "Sie haben schon freigegeben.",
                            abhilfe: "Gelöscht wird erst, wenn eine zweite Person freigibt.")
        }
        try session.execute("""
            INSERT INTO loeschlauf_freigabe (lauf_id, benutzer_id) VALUES (\(id), \(ich))
            """)
        try session.audit("loeschung.freigegeben", id.description)
        guard lauf.freigegebenVon.count + 1 == freigaben else { return }
        try session.enqueue(LoeschungVollziehen(lauf: id), key: id.description)
    }

    /// Löscht und nimmt die Personen aus dem Abgleich mit anderen Kommunen.
    static func vollziehen(_ id: ID, in session: MandantSession) throws -> Ergebnis? {
        let personen = try session.scalars("""
            SELECT DISTINCT m.person_id FROM loeschlauf_fall p JOIN mitglied m
                ON m.fall_id = p.fall_id
             WHERE p.lauf_id = \(id) ORDER BY m.person_id
            """, as: Person.ID.self)
        try session.execute("SELECT loeschung_vollziehen(\(id))")
        try Personenmarken.nachfuehren(personen, in: session)
        try Personenmarken.schuetzen(in: session)
        guard let ergebnis = try laden(id, in: session)?.ergebnis else { return nil }
        try session.audit("loeschung.vollzogen", id.description, [
            "faelle": "\(ergebnis.faelle)", "personen": "\(ergebnis.personen)",
            "sha256": hexText(ergebnis.sha256),
        ])
        return ergebnis
    }
}

extension Fall {
    /// Womit das Aktenzeichen eines Falls beginnt, dessen Akte gelöscht ist: Von ihm bleiben nur
    /// Beträge.
    static let geloescht = "gelöscht-"

    package var istGeloescht: Bool { aktenzeichen.hasPrefix(Fall.geloescht) }
}

/// Eine Akte, die trotz Ablauf ihrer Frist bleibt, und warum.
package enum Loeschsperre {
    package static func grund(_ fall: Fall.ID, in session: MandantSession) throws -> String? {
        try session.first("""
            SELECT grund FROM loeschsperre WHERE fall_id = \(fall) AND aufgehoben_am IS NULL
            """) { try $0.decode("grund") }
    }

    package static func eintragen(_ fall: Fall.ID, grund: String, in session: MandantSession)
        throws {
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let neu = try session.execute("""
            INSERT INTO loeschsperre (id, fall_id, grund, erfasst_von)
            VALUES (\(UUIDv7()), \(fall), \(grund), \(session.benutzer()))
            ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, "Diese Akte ist schon von der Löschung ausgenommen.")
        }
        try session.audit("loeschung.gehalten", gefunden.aktenzeichen)
    }

    package static func aufheben(_ fall: Fall.ID, in session: MandantSession) throws {
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let aufgehoben = try session.execute("""
            UPDATE loeschsperre SET aufgehoben_am = now(), aufgehoben_von = \(session.benutzer())
             WHERE fall_id = \(fall) AND aufgehoben_am IS NULL
            """)
        guard aufgehoben == 1 else { throw Hindernis.nichtGefunden }
        try session.audit("loeschung.losgelassen", gefunden.aktenzeichen)
    }
}
