import Foundation
import Grundwerte
import Platform
import Postgres

/// A whole installation for one test: its own database with platform, Kreis and the Kommunen Ahaus
/// and Borken, real logins, nothing in it yet.
///
///     let verbund = try await TestVerbund.neu()
///     let ahaus = try await verbund.mandant("ahaus")
///     let frau = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
///     let fall = try await verbund.write(ahaus, als: frau) { try Fall.beispiel(in: $0) }
package final class TestVerbund: Sendable {
    /// As the web process sees it.
    package let database: Database
    /// As a worker process sees it.
    package let worker: Database
    package let registry: MandantRegistry
    /// The administrator's tool on this database.
    package let installation: Installation
    /// The business day of web and worker.
    package let tag: Kalendertag
    private let server: ConnectionConfiguration
    private let name: String

    /// Copies this process's template; takes some hundredths of a second after the first time.
    package static func neu(
        am tag: Kalendertag = Monat(2026, 11).ersterTag.plus(tage: 23)
    ) async throws -> TestVerbund {
        try TestVerbund(name: try await Testcluster.shared.newDatabase(), tag: tag)
    }

    private init(name: String, tag: Kalendertag) throws {
        self.name = name
        self.tag = tag
        server = try Testcluster.server(database: name)
        let key = try TestVerbund.key(), uhr = Uhr.fest(am: tag)
        let limits = Database.Limits(perMandant: 4, perOffice: 3, platform: 4)
        database = Database(server: server, key: key, process: .web, uhr: uhr, limits: limits)
        worker = Database(server: server, key: key, process: .worker, uhr: uhr, limits: limits)
        registry = MandantRegistry(database: database)
        installation = Installation(server: server, key: key, sql: TestVerbund.sql)
    }

    /// The same web process on another business day. Whoever asks for it shuts it down.
    package func web(am tag: Kalendertag) throws -> Database {
        Database(server: server, key: try TestVerbund.key(), process: .web, uhr: Uhr.fest(am: tag),
                 limits: Database.Limits(perMandant: 2, perOffice: 1, platform: 1))
    }

    /// Closes all connections and drops the database. A test that forgets it leaves that to the end
    /// of the process.
    package func abbauen() async throws {
        await database.shutdown()
        await worker.shutdown()
        try await Testcluster.shared.drop(name)
    }

    /// A connection of the cluster's superuser, to arrange and to look behind the scenes.
    package func superuser() throws -> Connection { try Connection(server) }

    /// A bare connection under a login role, as an attacker would have it who took over a process.
    package func verbindung(login: String, generation: Int = 1) throws -> Connection {
        try Connection(ConnectionConfiguration(
            conninfo: database.connectionString(login: login, generation: generation)))
    }
}

extension TestVerbund {
    package struct UnbekannterMandant: Error { let kuerzel: String }

    /// `ahaus` or `borken`.
    package func mandant(_ kuerzel: String) async throws -> Mandant {
        guard let mandant = try await registry.all().first(where: { $0.kuerzel == kuerzel }) else {
            throw UnbekannterMandant(kuerzel: kuerzel)
        }
        return mandant
    }

    /// Sets up a person from 2020 on as the administrator would: the roles hold at once.
    @discardableResult
    package func anlegen(_ neu: User.Neu) async throws -> User.ID {
        try installation.zugaenge([neu], ab: TestVerbund.aktivAb)[0]
    }

    /// The person chooses everybody's password, as with a one-time code; only then his roles can be
    /// confirmed.
    package func kennwortWaehlen(_ wer: User.ID) throws {
        let kennwort = try PasswordHash(password: TestVerbund.kennwort, cost: .test).text
        let server = try superuser()
        defer { server.close() }
        try server.execute(
            "UPDATE platform.benutzer SET kennwort = \(kennwort) WHERE id = \(wer)")
        try server.execute("DELETE FROM platform.einmalcode WHERE benutzer_id = \(wer)")
    }

    /// Confirms every role that waits, as the administrator could.
    package func bestaetigeAlles() throws {
        let server = try superuser()
        defer { server.close() }
        try server.execute("""
            INSERT INTO platform.rollenbestaetigung (zuweisung_id, grund)
            SELECT z.id, 'für die Probe' FROM platform.rollenzuweisung z
              JOIN platform.rolle r ON r.name = z.rolle
             WHERE r.ebene = 'kommune' OR r.zweiter_faktor_pflicht
            ON CONFLICT DO NOTHING
            """)
    }

    /// A new person with these roles from 2020 on, acting in a request of their own. Without a
    /// Mandant the person works for the Kreis.
    package func akteur(_ rollen: String..., mandant: Mandant? = nil) async throws -> Akteur {
        let anfrage = UUIDv7(), tag = tag
        let neu = User.Neu(
            anmeldename: "test-\(anfrage)", name: "Test \(rollen.joined(separator: "/"))",
            mandant: mandant?.id,
            kennwort: try PasswordHash(password: TestVerbund.kennwort, cost: .test),
            rollen: rollen)
        let id = try await anlegen(neu)
        return try await database.platform.read { transaction in
            let rechte = try User.rechte(id, am: tag, in: transaction).rechte
            return Akteur(benutzer: id, name: neu.name, rechte: rechte, anfrage: anfrage)
        }
    }

    /// One transaction of `akteur` on a Mandant's data. Which permission it takes is not the test's
    /// subject.
    @discardableResult
    package func write<R: Sendable>(
        _ mandant: Mandant, als akteur: Akteur,
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await database.write(mandant, irgendeines(akteur), als: akteur, body)
    }

    package func read<R: Sendable>(
        _ mandant: Mandant, als akteur: Akteur,
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await database.read(mandant, irgendeines(akteur), als: akteur, body)
    }

    /// The same for an office of the Kreis.
    @discardableResult
    package func write<R: Sendable>(
        _ office: KreisOffice, als akteur: Akteur,
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await database.write(office, irgendeines(akteur), als: akteur, body)
    }

    package func read<R: Sendable>(
        _ office: KreisOffice, als akteur: Akteur,
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await database.read(office, irgendeines(akteur), als: akteur, body)
    }

    private func irgendeines(_ akteur: Akteur) -> Permission {
        akteur.rechte.min { $0.rawValue < $1.rawValue } ?? .fallLesen
    }
}

extension TestVerbund {
    /// Everybody's password, hashed at the lowest cost.
    package static let kennwort = "Korrekt-Pferd-Batterie"

    /// The day from which both Mandanten are active and all roles are held.
    package static let aktivAb = Monat(2020, 1).ersterTag

    /// The same in every process, as the Kreis's logins are shared by all of a cluster.
    package static func key() throws -> MasterKey {
        try MasterKey(hex: String(repeating: "0123456789abcdef", count: 4))
    }

    /// The repository's `sql` folder.
    package static let sql = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sql")

    static let mandanten = [
        Installation.Angaben(
            kuerzel: "ahaus", name: "Ahaus", bezeichnung: "Stadt Ahaus", ags: "05554004",
            strasse: "Rathausplatz 1", plz: "48683", ort: "Ahaus"),
        Installation.Angaben(
            kuerzel: "borken", name: "Borken", bezeichnung: "Stadt Borken", ags: "05554012",
            strasse: "Im Piepershagen 17", plz: "46325", ort: "Borken"),
    ]
}
