import Postgres

extension Installation {
    /// After a restore from a backup: erases again in every Mandant what had been erased since.
    ///
    /// `steine` are the tombstones kept outside of the database, by the Mandant's Kuerzel. Returns
    /// how many cases that were. Safe to repeat; no login of the program may do it.
    package func loeschungNachholen(
        _ steine: (String) throws -> [String]
    ) throws -> [(kuerzel: String, faelle: Int)] {
        let connection = try verbindung()
        defer { connection.close() }
        let mandanten: [Mandant] = try connection.transaction(.readOnly) { transaction in
            try transaction.all("SELECT \(Mandant.columns) FROM platform.mandant ORDER BY ags")
        }
        return try mandanten.map { mandant in
            let liste = try steine(mandant.kuerzel)
            let faelle = try connection.transaction { transaction in
                try transaction.scalar("""
                    SELECT \(identifier: mandant.schema).loeschung_nachholen(\(liste))::bigint
                    """, as: Int.self)
            }
            return (kuerzel: mandant.kuerzel, faelle: faelle)
        }
    }
}
