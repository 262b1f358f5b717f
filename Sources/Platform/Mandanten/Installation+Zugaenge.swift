import Grundwerte
import Postgres

/// The first people of an installation: before there is anybody who could ask for an account, set
/// one up or confirm it, the administrator does so, by the command line and never by the web.
extension Installation {
    /// Sets up people with their roles from `ab` on. What somebody would have to confirm counts as
    /// confirmed by the administrator; an audit line of the platform says so for each of them.
    /// Returns their ids in order.
    @discardableResult
    package func zugaenge(_ leute: [User.Neu], ab tag: Kalendertag) throws -> [User.ID] {
        let connection = try verbindung()
        defer { connection.close() }
        return try connection.transaction(settings: [("search_path", "platform")]) { transaction in
            try leute.map { try Self.zugang($0, ab: tag, in: transaction) }
        }
    }

    /// The first people of a party: those without whom nobody there could set up or confirm.
    package enum ErsteRolle: String, Sendable {
        case leitung, fachadministration
        case kreisLeitung = "kreis_leitung"

        /// What nobody there may hold yet.
        fileprivate var recht: Permission {
            switch self {
            case .leitung: .zugangBeantragen
            case .fachadministration: .benutzerVerwalten
            case .kreisLeitung: .zugangBestaetigen
            }
        }
    }

    /// The first Leitung of a Kommune or, without one, the first Fachadministration or Leitung of
    /// the Kreis: only while nobody there could do what this person is to do. The one-time code of
    /// the hash lets him choose a password. With the first Fachadministration a second factor
    /// becomes the duty of those whose roles ask for it.
    @discardableResult
    package func ersterZugang(
        anmeldename: String, name: String, einmalcode: PasswordHash, kommune kuerzel: String?,
        leitung: Bool = false, ab tag: Kalendertag
    ) throws -> User.ID {
        let connection = try verbindung()
        defer { connection.close() }
        return try connection.transaction(settings: [("search_path", "platform")]) { transaction in
            // Two administrators at once would make two.
            try transaction.execute("LOCK TABLE rollenzuweisung IN SHARE ROW EXCLUSIVE MODE")
            let mandant = try kuerzel.map { try Self.mandant($0, in: transaction) }
            let rolle: ErsteRolle = mandant != nil ? .leitung
                : leitung ? .kreisLeitung : .fachadministration
            let besetzt = try transaction.scalar("""
                SELECT EXISTS (SELECT FROM benutzer b
                                WHERE b.mandant_id IS NOT DISTINCT FROM \(mandant)
                                  AND hat_recht(b.id, \(rolle.recht.rawValue), b.mandant_id))
                """, as: Bool.self)
            guard !besetzt else {
                throw Hindernis(
                    .regel, "Dort arbeitet schon jemand, der Zugänge einrichtet oder bestätigt.",
                    abhilfe: mandant == nil
                        ? "Weitere Personen richtet die Fachadministration ein, die Leitung des "
                            + "Kreises bestätigt ihre Rollen."
                        : "Weitere Personen beantragt die Leitung, die Fachadministration richtet "
                            + "sie ein.")
            }
            if rolle == .fachadministration { try Self.faktorPflicht(ab: tag, in: transaction) }
            return try Self.zugang(
                User.Neu(anmeldename: anmeldename, name: name, mandant: mandant,
                         einmalcode: einmalcode, rollen: [rolle.rawValue]),
                ab: tag, in: transaction)
        }
    }

    /// The rule of the day goes on, with the duty; a rule of the same day stays as it is decided.
    private static func faktorPflicht(ab tag: Kalendertag, in transaction: Transaction) throws {
        try transaction.execute("""
            INSERT INTO zugangsregel (gueltig_ab, ungenutzt_tage, warnfrist_tage, stichtage,
                                      bestaetigung_tage, support_stunden, faktor_pflicht, grund)
            SELECT \(tag), z.ungenutzt_tage, z.warnfrist_tage, z.stichtage, z.bestaetigung_tage,
                   z.support_stunden, true, 'Mit der Einrichtung: zweiter Faktor'
              FROM zugangsregel z WHERE z.gueltig_ab <= \(tag)
             ORDER BY z.gueltig_ab DESC LIMIT 1
            ON CONFLICT (gueltig_ab) DO NOTHING
            """)
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
             WHERE z.benutzer_id = \(id) AND (r.ebene = 'kommune' OR r.zweiter_faktor_pflicht)
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
