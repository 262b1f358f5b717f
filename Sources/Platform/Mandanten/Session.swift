import Foundation
import Grundwerte
import Postgres

/// Who acts, in one request or job: named in every audit entry and in every row that says who did
/// it.
package struct Akteur: Sendable {
    /// Nil when the program itself acts.
    package let benutzer: User.ID?
    package let name: String
    package let rechte: Set<Permission>
    /// The request or job, to find everything that belongs together.
    package let anfrage: UUIDv7

    package init(benutzer: User.ID?, name: String, rechte: Set<Permission>, anfrage: UUIDv7) {
        self.benutzer = benutzer
        self.name = name
        self.rechte = rechte
        self.anfrage = anfrage
    }

    /// The worker: it may do what its job says, which someone with a permission has enqueued.
    package static func programm(anfrage: UUIDv7) -> Akteur {
        Akteur(benutzer: nil, name: "Mandat", rechte: Set(Permission.allCases), anfrage: anfrage)
    }

    package func verlange(_ recht: Permission) throws(PermissionDenied) {
        guard rechte.contains(recht) else { throw PermissionDenied(recht: recht) }
    }
}

package struct PermissionDenied: Error, Equatable, Sendable {
    package let recht: Permission
}

/// One open transaction on one party's data; the only way to run SQL there. It lives inside the
/// closure that it is handed to and cannot leave it.
package protocol Session: AnyObject {
    var transaction: Transaction { get }
    var akteur: Akteur { get }
    /// The business day, from the injected clock.
    var heute: Kalendertag { get }
}

extension Session {
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try transaction.execute(sql) }

    package func all<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try transaction.all(sql, as: type)
    }

    package func all<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> [T] {
        try transaction.all(sql, map)
    }

    package func first<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try transaction.first(sql, as: type)
    }

    package func first<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> T? {
        try transaction.first(sql, map)
    }

    package func one<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T {
        try transaction.one(sql, as: type)
    }

    package func one<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> T {
        try transaction.one(sql, map)
    }

    package func scalar<T: SQLDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T {
        try transaction.scalar(sql, as: type)
    }

    package func scalars<T: SQLDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try transaction.scalars(sql, as: type)
    }

    @discardableResult
    package func executeAll(_ statements: [SQL]) throws -> [Int] {
        try transaction.executeAll(statements)
    }

    /// Runs `body`, hands on what it found out and undoes all it wrote: what would happen if.
    package func aufProbe<R>(_ body: () throws -> R) throws -> R { try transaction.rehearse(body) }

    /// The acting person, where a row must name one. The program acting by itself may not do such
    /// things.
    package func benutzer() throws -> User.ID {
        guard let benutzer = akteur.benutzer else {
            throw Hindernis(.regel, "Dieser Schritt verlangt eine angemeldete Person.")
        }
        return benutzer
    }

    /// Adds an entry to the audit of this party, in the same transaction as what it tells.
    package func audit(
        _ vorgang: String, _ gegenstand: String = "", _ angaben: [String: String] = [:]
    ) throws {
        try execute("""
            INSERT INTO audit (id, benutzer_id, anfrage, vorgang, gegenstand, angaben)
            VALUES (\(UUIDv7()), \(akteur.benutzer), \(akteur.anfrage), \(vorgang), \(gegenstand),
                    \(JSON(angaben)))
            """)
    }

    /// The next number of a series, without gaps: the row stays locked until the transaction ends.
    package func naechsteNummer(_ reihe: String) throws -> Int {
        try scalar("""
            INSERT INTO zaehler (name, wert) VALUES (\(reihe), 1)
            ON CONFLICT (name) DO UPDATE SET wert = zaehler.wert + 1
            RETURNING wert
            """)
    }

    /// Runs `arbeit` once per form: a form that arrives again gets the answer of the first time.
    ///
    /// `arbeit` returns where the answer leads to. A second, simultaneous request waits for the
    /// first.
    package func einmal(_ vorgang: UUIDv7, _ arbeit: () throws -> String) throws -> String {
        let neu = try execute("""
            INSERT INTO vorgang (id, ziel) VALUES (\(vorgang), '') ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else {
            return try scalar("SELECT ziel FROM vorgang WHERE id = \(vorgang)")
        }
        let ziel = try arbeit()
        try execute("UPDATE vorgang SET ziel = \(ziel) WHERE id = \(vorgang)")
        return ziel
    }
}

/// A transaction on one Mandant's data, under that Mandant's own database login.
package final class MandantSession: Session {
    package let transaction: Transaction
    package let akteur: Akteur
    package let heute: Kalendertag
    package let mandant: Mandant
    /// Makes what the counter compares between Kommunen.
    package let marken: Markenschluessel

    init(transaction: Transaction, mandant: Mandant, akteur: Akteur, heute: Kalendertag,
         marken: Markenschluessel) {
        self.transaction = transaction
        self.mandant = mandant
        self.marken = marken
        self.akteur = akteur
        self.heute = heute
    }

    /// Enqueues a job of this Mandant in this transaction. With a key a waiting twin is kept and
    /// nothing added.
    package func enqueue(_ job: some Job, key: String? = nil, at date: Date? = nil) throws {
        try execute("""
            SELECT platform.einreihen(\(UUIDv7()), \(type(of: job).kind), \(key), \(JSON(job)),
                                      \(date))
            """)
    }
}

/// A transaction on the Kreis's data, under the login of one of its offices.
package final class KreisSession: Session {
    package let transaction: Transaction
    package let akteur: Akteur
    package let heute: Kalendertag

    init(transaction: Transaction, akteur: Akteur, heute: Kalendertag) {
        self.transaction = transaction
        self.akteur = akteur
        self.heute = heute
    }

    package func enqueue(_ job: some Job, key: String? = nil, at date: Date? = nil) throws {
        try execute("""
            SELECT platform.einreihen_kreis(\(UUIDv7()), \(type(of: job).kind), \(key),
                                            \(JSON(job)), \(date))
            """)
    }

    /// Tells these Mandanten that answers wait for them.
    package func rueckmeldungAnkuendigen(_ mandanten: [Mandant.ID]) throws {
        try execute("SELECT platform.rueckmeldung_ankuendigen(\(mandanten))")
    }
}
