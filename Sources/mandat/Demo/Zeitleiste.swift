import Foundation
import Grundwerte
import Platform
import Postgres
import Synchronization

/// Der Tag, den die Schulung gerade spielt.
enum Schulungstag {
    @TaskLocal static var gespielt: Kalendertag?

    /// Geht für die laufende Aufgabe, wie die Schulung es will, sonst richtig.
    static let uhr = Uhr { gespielt.map { Uhr.fest(am: $0).jetzt } ?? Date() }
}

/// Merkt sich, an welchem gespielten Tag jede Transaktion war, und stellt am Ende die Zeitstempel
/// danach.
///
/// Alle Zeitstempel einer Transaktion sind gleich: der ihres Beginns. Deshalb genügt ein Paar je
/// Transaktion, gleich wie viele Zeilen sie schrieb.
final class Zeitleiste: Sendable {
    /// Eine Kommune arbeitet vormittags, danach die Kasse, am Nachmittag kommen deren Antworten an;
    /// abends liest der Kreis, was die Kommunen geantwortet haben, und zuletzt sie, was er daraus
    /// macht.
    /// So hat jede ihre eigene Zählung, und keine Folge liegt vor ihrer Ursache.
    enum Tageszeit: Sendable {
        case vormittags, mittags, nachmittags, abends, zuletzt

        /// In Stunden nach Dienstbeginn.
        fileprivate var stunden: (von: Double, dauer: Double) {
            switch self {
            case .vormittags: (0, 4)
            case .mittags: (4, 3)
            case .nachmittags: (7, 1)
            case .abends: (8, 0.5)
            case .zuletzt: (8.5, 0.5)
            }
        }
    }

    private struct Eintrag: Sendable {
        let echt: String
        let gespielt: Date
    }

    private let heute: Kalendertag
    private let eintraege = Mutex<[Eintrag]>([])
    private let vergeben = Mutex<Set<String>>([])
    private let zaehler = Mutex<[Stelle: Int]>([:])

    private struct Stelle: Hashable {
        let partei: String
        let tag: Kalendertag
        let tageszeit: Tageszeit
    }

    init(heute: Kalendertag) { self.heute = heute }

    /// Führt eine Transaktion aus und merkt sich, an welchem Tag sie spielt.
    ///
    /// Beginnen zwei in derselben Mikrosekunde, wären sie nicht zu unterscheiden: Die zweite
    /// beginnt noch einmal.
    func spielen<R: Sendable>(
        am tag: Kalendertag, _ tageszeit: Tageszeit, fuer partei: String,
        _ transaktion:
            @Sendable (_ beginnen: @escaping @Sendable (any Session) throws -> String) async throws
            -> (String, R)
    ) async throws -> R {
        while true {
            do {
                let (echt, wert) = try await Schulungstag.$gespielt.withValue(tag) {
                    try await transaktion { try self.beginnen($0) }
                }
                merken(echt, am: tag, tageszeit, fuer: partei)
                return wert
            } catch is Gleichzeitig {}
        }
    }

    private struct Gleichzeitig: Error {}

    /// Der Zeitpunkt der Transaktion, wie `now()` ihn in alle Spalten schreibt.
    ///
    /// Auf die Platte wartet keine: Bricht der Aufbau ab, beginnt er ohnehin von vorn.
    private func beginnen(_ session: some Session) throws -> String {
        try session.execute("SET LOCAL synchronous_commit = off")
        let echt = try session.scalar("SELECT now()::text", as: String.self)
        guard vergeben.withLock({ $0.insert(echt).inserted }) else { throw Gleichzeitig() }
        return echt
    }

    private func merken(
        _ echt: String, am tag: Kalendertag, _ tageszeit: Tageszeit, fuer partei: String
    ) {
        let lfd = zaehler.withLock { zaehler in
            zaehler[Stelle(partei: partei, tag: tag, tageszeit: tageszeit), default: 0] += 1
            return zaehler[Stelle(partei: partei, tag: tag, tageszeit: tageszeit), default: 0]
        }
        let gespielt = zeitpunkt(tag, tageszeit, lfd)
        eintraege.withLock { $0.append(Eintrag(echt: echt, gespielt: gespielt)) }
    }

    /// Von acht bis vier Uhr, in der Reihenfolge des Geschehens; heute war alles vor neun.
    private func zeitpunkt(_ tag: Kalendertag, _ tageszeit: Tageszeit, _ lfd: Int) -> Date {
        let (von, dauer) = tageszeit.stunden
        let stunden = von + dauer * (1 - 1 / (1 + Double(lfd) / 40))
        let mittag = Uhr.fest(am: tag).jetzt
        return mittag.addingTimeInterval(3600 * (tag == heute ? stunden / 4 - 5 : stunden - 4))
    }

    /// Stellt jeden Zeitstempel in den Schemas der Mandanten und des Kreises.
    ///
    /// Nur hier, beim Aufbau eines Schulungsbestandes, ruhen dafür die Wächter der Tabellen.
    func stellen(_ verwaltung: ConnectionConfiguration) throws {
        let connection = try Connection(verwaltung)
        defer { connection.close() }
        let eintraege = eintraege.withLock { $0 }
        try connection.transaction { transaction in
            try transaction.execute("SET LOCAL session_replication_role = replica")
            try transaction.execute("SET LOCAL TimeZone = 'UTC'")
            try transaction.execute("""
                CREATE TEMP TABLE zeitleiste (echt timestamptz PRIMARY KEY,
                                              gespielt timestamptz NOT NULL)
                ON COMMIT DROP
                """)
            try transaction.executeAll(eintraege.map { eintrag in
                """
                INSERT INTO zeitleiste (echt, gespielt)
                VALUES (\(eintrag.echt)::timestamptz, \(eintrag.gespielt))
                """
            })
            for (schema, tabelle, spalten) in try Zeitleiste.spalten(in: transaction) {
                try Zeitleiste.stellen(schema, tabelle, spalten, in: transaction)
            }
        }
    }

    private static func spalten(
        in transaction: Transaction
    ) throws -> [(String, String, [String])] {
        try transaction.all("""
            SELECT table_schema::text AS schema, table_name::text AS tabelle,
                   array_agg(column_name::text ORDER BY ordinal_position) AS spalten
              FROM information_schema.columns
             WHERE (table_schema LIKE 'm\\_%' OR table_schema = 'kreis')
               AND data_type = 'timestamp with time zone'
             GROUP BY table_schema, table_name ORDER BY table_schema, table_name
            """) { (try $0.decode("schema"), try $0.decode("tabelle"), try $0.decode("spalten")) }
    }

    private static func stellen(_ schema: String, _ tabelle: String, _ spalten: [String],
                                in transaction: Transaction) throws {
        for spalte in spalten {
            try transaction.execute("""
                UPDATE \(identifier: schema).\(identifier: tabelle) t
                   SET \(identifier: spalte) = z.gespielt
                  FROM zeitleiste z WHERE z.echt = t.\(identifier: spalte)
                """)
        }
    }
}
