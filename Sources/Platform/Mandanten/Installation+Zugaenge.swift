import Grundwerte
import Postgres

/// The first people of an installation: before there is anybody who could ask for an account, set
/// one up or confirm it, the administrator does so, by the command line and never by the web.
extension Installation {
    /// Sets up people with their roles from `ab` on. What belongs to a Kommune counts as confirmed
    /// by the administrator; an audit line of the platform says so for each of them. Returns their
    /// ids in order.
    @discardableResult
    package func zugaenge(_ leute: [User.Neu], ab tag: Kalendertag) throws -> [User.ID] {
        let connection = try verbindung()
        defer { connection.close() }
        return try connection.transaction(settings: [("search_path", "platform")]) { transaction in
            try leute.map { try Self.zugang($0, ab: tag, in: transaction) }
        }
    }

    /// The first Leitung of a Kommune or, without one, the first Fachadministration: only while
    /// nobody there could do what this person is to do.
    @discardableResult
    package func ersterZugang(
        anmeldename: String, name: String, kennwort: PasswordHash, kommune kuerzel: String?,
        ab tag: Kalendertag
    ) throws -> User.ID {
        let connection = try verbindung()
        defer { connection.close() }
        return try connection.transaction(settings: [("search_path", "platform")]) { transaction in
            // Two administrators at once would make two.
            try transaction.execute("LOCK TABLE rollenzuweisung IN SHARE ROW EXCLUSIVE MODE")
            let mandant = try kuerzel.map { try Self.mandant($0, in: transaction) }
            let recht: Permission = mandant == nil ? .benutzerVerwalten : .zugangBeantragen
            let besetzt = try transaction.scalar("""
                SELECT EXISTS (SELECT FROM benutzer b
                                WHERE b.mandant_id IS NOT DISTINCT FROM \(mandant)
                                  AND hat_recht(b.id, \(recht.rawValue), b.mandant_id))
                """, as: Bool.self)
            guard !besetzt else {
                throw Hindernis(
                    .regel, "Dort arbeitet schon jemand, der Zugänge einrichtet oder bestätigt.",
                    abhilfe: "Weitere Personen beantragt die Leitung, die Fachadministration "
                        + "richtet sie ein.")
            }
            return try Self.zugang(
                User.Neu(anmeldename: anmeldename, name: name, mandant: mandant,
                         kennwort: kennwort,
                         rollen: [mandant == nil ? "fachadministration" : "leitung"]),
                ab: tag, in: transaction)
        }
    }

    private static func mandant(_ kuerzel: String, in transaction: Transaction) throws
        -> Mandant.ID {
        let gefunden = try transaction.scalars(
            "SELECT id FROM mandant WHERE kuerzel = \(kuerzel)", as: Mandant.ID.self).first
        guard let gefunden else { throw unbekannt(kuerzel) }
        return gefunden
    }

    private static func zugang(
        _ neu: User.Neu, ab tag: Kalendertag, in transaction: Transaction
    ) throws -> User.ID {
        let id: User.ID
        do {
            id = try User.anlegen(neu, ab: tag, von: nil, in: transaction)
        } catch let fehler as PostgresError {
            throw User.hindernis(fehler, rollenfeld: "rollen")
        }
        try transaction.execute("""
            INSERT INTO rollenbestaetigung (zuweisung_id, grund)
            SELECT z.id, 'mit der Einrichtung' FROM rollenzuweisung z
              JOIN rolle r ON r.name = z.rolle
             WHERE z.benutzer_id = \(id) AND r.ebene = 'kommune'
            """)
        let angaben = ["rollen": neu.rollen.joined(separator: " "),
                       "grund": "mit der Einrichtung, durch die Administration"]
        try transaction.execute("""
            INSERT INTO audit (id, vorgang, gegenstand, angaben)
            VALUES (\(UUIDv7()), 'benutzer.angelegt', \(id.description), \(JSON(angaben)))
            """)
        return id
    }
}
