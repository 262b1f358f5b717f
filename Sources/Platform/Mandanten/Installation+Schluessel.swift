import Foundation
import Grundwerte
import Postgres

// Replacing the master key while web and worker go on. Both know the new key and those before it;
// so each step may be seen late, and none has to be seen at once.

extension Installation {
    package struct Erneuerung: Sendable, Equatable {
        package var logins = 0
        package var geheimnisse = 0
        package var auftraege = 0
    }

    private static let marken = "personenmarken.abgleichen"
    private var auftrag: String { "schluessel.\(key.ids[0])" }

    /// Gives every login the password of the newest key, encrypts every secret with it, and lets
    /// each Mandant leave its marks anew. Safe to repeat.
    package func erneuern() throws -> Erneuerung {
        let connection = try Connection(server)
        defer { connection.close() }
        return Erneuerung(
            logins: try neueKennwoerter(on: connection),
            geheimnisse: try neuVerschliessen(on: connection),
            auftraege: try markenBeauftragen(on: connection))
    }

    /// What still needs a key before the newest; empty when those can be thrown away.
    package func offen() throws -> [String] {
        let connection = try Connection(server)
        defer { connection.close() }
        _ = try markenBeauftragen(on: connection)
        let geheimnisse = try connection.scalar("""
            SELECT count(*) FROM (SELECT geheimnis FROM platform.zweiter_faktor
                                  UNION ALL SELECT geheimnis FROM platform.anbieter) AS alle
             WHERE substring(geheimnis FROM 1 FOR 8) <> convert_to(\(key.ids[0]), 'UTF8')
            """, as: Int.self)
        let ausstehend = try connection.transaction(.readOnly) { transaction in
            try transaction.scalars("""
                SELECT m.kuerzel FROM platform.mandant m
                 WHERE m.aktiv_ab IS NOT NULL AND m.aktiv_ab <= current_date
                   AND (m.aktiv_bis IS NULL OR m.aktiv_bis >= current_date)
                   AND NOT EXISTS (SELECT FROM platform.job_done d
                                    WHERE d.mandant_id = m.id AND d.kind = \(Self.marken)
                                      AND d.unique_key = \(auftrag) AND d.outcome = 'done')
                 ORDER BY m.kuerzel
                """, as: String.self)
        }
        let verschlossene = geheimnisse == 0 ? []
            : ["Noch mit einem früheren Schlüssel: \(geheimnisse) Geheimnisse."]
        return verschlossene
            + ausstehend.map { "\($0): Die Marken des Personenabgleichs entstehen noch." }
    }

    private func neueKennwoerter(on connection: Connection) throws -> Int {
        let mandanten: [Mandant] = try connection.transaction(.readOnly) { transaction in
            try transaction.all("SELECT \(Mandant.columns) FROM platform.mandant ORDER BY ags")
        }
        var logins = mandanten.map { ($0.loginRole, $0.loginGeneration) }
        for office in KreisOffice.allCases { logins.append((office.rawValue, 1)) }
        for process in Database.Process.allCases { logins.append((process.rawValue, 1)) }
        for (login, generation) in logins {
            let verifier = try ScramVerifier(
                password: key.password(login: login, generation: generation))
            try connection.runScript("ALTER ROLE \"\(login)\" PASSWORD '\(verifier.text)'")
        }
        return logins.count
    }

    /// One row after the other, so that nobody waits at the door.
    private func neuVerschliessen(on connection: Connection) throws -> Int {
        let schloss = Geheimnisschloss(key)
        let zeilen = try connection.transaction(.readOnly) { transaction in
            try transaction.all("""
                SELECT benutzer_id, geheimnis FROM platform.zweiter_faktor ORDER BY benutzer_id
                """) { (try $0.decode("benutzer_id", as: User.ID.self),
                        try $0.decode("geheimnis", as: Data.self)) }
        }
        var anzahl = 0
        for (wer, alt) in zeilen {
            guard let neu = try schloss.neuVerschliessen(alt, fuer: wer) else { continue }
            anzahl += try connection.execute("""
                UPDATE platform.zweiter_faktor SET geheimnis = \(neu)
                 WHERE benutzer_id = \(wer) AND geheimnis = \(alt)
                """)
        }
        return anzahl + (try anbieterNeuVerschliessen(on: connection))
    }

    private func anbieterNeuVerschliessen(on connection: Connection) throws -> Int {
        let schloss = Geheimnisschloss(key, Anbieter.schluesselzweck)
        let zeilen = try connection.transaction(.readOnly) { transaction in
            try transaction.all("SELECT id, geheimnis FROM platform.anbieter ORDER BY id") {
                (try $0.decode("id", as: Anbieter.ID.self),
                 try $0.decode("geheimnis", as: Data.self))
            }
        }
        var anzahl = 0
        for (welcher, alt) in zeilen {
            guard let neu = try schloss.neuVerschliessen(alt, fuer: welcher) else { continue }
            anzahl += try connection.execute("""
                UPDATE platform.anbieter SET geheimnis = \(neu)
                 WHERE id = \(welcher) AND geheimnis = \(alt)
                """)
        }
        return anzahl
    }

    /// An order per active Mandant that has not done it with this key yet.
    private func markenBeauftragen(on connection: Connection) throws -> Int {
        try connection.execute("""
            INSERT INTO platform.job (id, mandant_id, kind, unique_key)
            SELECT gen_random_uuid(), m.id, \(Self.marken), \(auftrag) FROM platform.mandant m
             WHERE m.aktiv_ab IS NOT NULL AND m.aktiv_ab <= current_date
               AND (m.aktiv_bis IS NULL OR m.aktiv_bis >= current_date)
               AND NOT EXISTS (SELECT FROM platform.job_done d
                                WHERE d.mandant_id = m.id AND d.kind = \(Self.marken)
                                  AND d.unique_key = \(auftrag) AND d.outcome = 'done')
            ON CONFLICT DO NOTHING
            """)
    }
}
