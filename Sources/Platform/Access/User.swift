import Grundwerte
import Postgres

/// A person who works with the program, for one Kommune or for the Kreis.
package struct User: Sendable {
    package typealias ID = TypedID<User>

    package let id: ID
    package let anmeldename: String
    package let name: String
    /// Nil: works for the Kreis.
    package let mandant: Mandant.ID?
    package let telefon: String
    package let zimmer: String
}

extension User: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        anmeldename = try row.decode("anmeldename")
        name = try row.decode("name")
        mandant = try row.decode("mandant_id")
        telefon = try row.decode("telefon")
        zimmer = try row.decode("zimmer")
    }
}

extension User {
    /// Names of all users of one Kommune (or, with nil, of the Kreis), also of those who have left:
    /// their names stand in old entries, and of its integrations.
    package static func namen(
        mandant: Mandant.ID?, in transaction: Transaction
    ) throws -> [ID: String] {
        let paare = try transaction.all("""
            SELECT id, name FROM benutzer WHERE mandant_id IS NOT DISTINCT FROM \(mandant)
            UNION ALL
            SELECT id, 'Schnittstelle ' || bezeichnung FROM schnittstelle
             WHERE mandant_id IS NOT DISTINCT FROM \(mandant)
             ORDER BY id
            """) { (try $0.decode("id", as: ID.self), try $0.decode("name", as: String.self)) }
        return Dictionary(uniqueKeysWithValues: paare)
    }

    package static func alle(mandant: Mandant.ID?, in transaction: Transaction) throws -> [User] {
        try transaction.all("""
            SELECT id, anmeldename, name, mandant_id, telefon, zimmer FROM benutzer
             WHERE mandant_id IS NOT DISTINCT FROM \(mandant) AND gesperrt_am IS NULL
             ORDER BY name, id
            """)
    }

    /// Who may do something on a day, by name; nobody whose account is blocked, who has left or
    /// whose role nobody has confirmed.
    package static func mit(
        _ recht: Permission, mandant: Mandant.ID?, am tag: Kalendertag, in transaction: Transaction
    ) throws -> [User] {
        try transaction.all("""
            SELECT id, anmeldename, name, mandant_id, telefon, zimmer FROM benutzer b
             WHERE mandant_id IS NOT DISTINCT FROM \(mandant) AND gesperrt_am IS NULL
               AND (dienst_bis IS NULL OR dienst_bis >= \(tag))
               AND EXISTS (SELECT FROM geltende_rollen(b.id, \(tag)) g
                             JOIN rolle_recht r ON r.rolle = g.rolle
                            WHERE r.recht = \(recht.rawValue))
             ORDER BY name, id
            """)
    }

    package struct Neu: Sendable {
        package let anmeldename: String
        package let name: String
        package let mandant: Mandant.ID?
        /// Nil: the person chooses one, let in by the one-time code.
        package let kennwort: PasswordHash?
        package let einmalcode: PasswordHash?
        package let telefon: String
        package let zimmer: String
        package let rollen: [String]

        /// With an own password, as only the administrator sets somebody up: for training.
        package init(
            anmeldename: String, name: String, mandant: Mandant.ID?, kennwort: PasswordHash,
            telefon: String = "", zimmer: String = "", rollen: [String]
        ) {
            self.init(anmeldename, name, mandant, kennwort, nil, telefon, zimmer, rollen)
        }

        package init(
            anmeldename: String, name: String, mandant: Mandant.ID?, einmalcode: PasswordHash,
            telefon: String = "", zimmer: String = "", rollen: [String]
        ) {
            self.init(anmeldename, name, mandant, nil, einmalcode, telefon, zimmer, rollen)
        }

        private init(
            _ anmeldename: String, _ name: String, _ mandant: Mandant.ID?,
            _ kennwort: PasswordHash?, _ einmalcode: PasswordHash?, _ telefon: String,
            _ zimmer: String, _ rollen: [String]
        ) {
            self.anmeldename = anmeldename
            self.name = name
            self.mandant = mandant
            self.kennwort = kennwort
            self.einmalcode = einmalcode
            self.telefon = telefon
            self.zimmer = zimmer
            self.rollen = rollen
        }
    }

    /// Sets up a user with roles from `ab` on. Incompatible roles and roles of the wrong level are
    /// refused by the database; those that must be confirmed hold once they are.
    @discardableResult
    package static func anlegen(
        _ neu: Neu, ab: Kalendertag, von: ID?, in transaction: Transaction
    ) throws -> ID {
        let id = ID()
        try transaction.execute("""
            INSERT INTO benutzer (id, anmeldename, name, mandant_id, kennwort, telefon, zimmer)
            VALUES (\(id), \(neu.anmeldename), \(neu.name), \(neu.mandant), \(neu.kennwort?.text),
                    \(neu.telefon),
                    \(neu.zimmer))
            """)
        if let code = neu.einmalcode { try Einmalcode.ablegen(code, fuer: id, in: transaction) }
        for rolle in neu.rollen {
            try transaction.execute("""
                INSERT INTO rollenzuweisung (id, benutzer_id, rolle, gueltig, vergeben_von)
                VALUES (\(UUIDv7()), \(id), \(rolle), \(Zeitraum(von: ab)), \(von))
                """)
        }
        return id
    }

    /// What the person may do today: the permissions of all roles that hold on this day.
    package static func rechte(_ id: ID, am tag: Kalendertag, in transaction: Transaction) throws
        -> (rollen: [String], rechte: Set<Permission>) {
        let rollen = try transaction.scalars("""
            SELECT r.bezeichnung FROM geltende_rollen(\(id), \(tag)) g
              JOIN rolle r ON r.name = g.rolle ORDER BY r.bezeichnung
            """, as: String.self)
        let rechte = try transaction.scalars("""
            SELECT DISTINCT r.recht FROM geltende_rollen(\(id), \(tag)) g
              JOIN rolle_recht r ON r.rolle = g.rolle ORDER BY r.recht
            """, as: String.self)
        return (rollen, Set(rechte.compactMap(Permission.init(rawValue:))))
    }
}
