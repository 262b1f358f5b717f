import Platform
import Postgres

/// Macht einen abgebrochenen Aufbau der Schulung kenntlich, damit der nächste Aufruf ihn neu
/// beginnt.
///
/// Der Vermerk steht an der Datenbank, bevor die erste Kommune entsteht, und verschwindet mit der
/// letzten Transaktion. Nur eine Datenbank, die ihn trägt, wird verworfen. Solange ein Aufbau
/// läuft, hält er eine Sperre, die mit seinem Prozess endet.
struct Aufbauvermerk {
    private static let text = "Schulungsbestand im Aufbau"

    private let verwaltung: ConnectionConfiguration
    private let datenbank: String
    /// In der Datenbank `postgres`, denn die eigene wird vielleicht verworfen.
    private let sperre: Connection

    /// Wartet kurz, falls der Server vom Ende des vorigen Prozesses noch nicht weiß.
    init(_ verwaltung: ConnectionConfiguration) throws {
        var neutral = verwaltung
        neutral.dbname = "postgres"
        self.verwaltung = verwaltung
        datenbank = verwaltung.dbname ?? ""
        sperre = try Connection(neutral)
        do {
            try sperre.execute("SET lock_timeout = '10s'")
            try sperre.execute(
                "SELECT pg_advisory_lock(hashtext('mandat.demo'), hashtext(\(datenbank)))")
        } catch let fehler as PostgresError where fehler.sqlState == .lockNotAvailable {
            throw Hindernis(.konflikt, "Ein anderer Aufruf baut die Schulung gerade auf.",
                            abhilfe: "Warten Sie, bis er fertig ist.")
        }
    }

    func freigeben() { sperre.close() }

    var istAbgebrochen: Bool {
        get throws {
            try sperre.execute("""
                SELECT FROM pg_database
                 WHERE datname = \(datenbank)
                   AND shobj_description(oid, 'pg_database') = \(Self.text)
                """) > 0
        }
    }

    func setzen() throws {
        try sperre.execute(
            "COMMENT ON DATABASE \(identifier: datenbank) IS \(unescaped: "'\(Self.text)'")")
    }

    /// In der Transaktion, mit der der Bestand fertig ist.
    static func entfernen(in transaction: Transaction) throws {
        let datenbank = try transaction.scalar("SELECT current_database()::text", as: String.self)
        try transaction.execute("COMMENT ON DATABASE \(identifier: datenbank) IS NULL")
    }

    /// Entfernt die Datenbank mit allem, was der Abbruch hinterließ, und die Anmeldungen ihrer
    /// Kommunen.
    func verwerfen() throws {
        guard try istAbgebrochen else { return }
        let alte = try Connection(verwaltung)
        defer { alte.close() }
        let mandanten: [Mandant] = try alte.transaction(.readOnly) { transaction in
            try transaction.all("SELECT \(Mandant.columns) FROM platform.mandant ORDER BY ags")
        }
        try sperre.execute("DROP DATABASE \(identifier: datenbank) WITH (FORCE)")
        for rolle in mandanten.flatMap({ [$0.loginRole, $0.ownerRole] }) {
            try sperre.execute("DROP ROLE IF EXISTS \(identifier: rolle)")
        }
    }
}
