import Crypto
import Foundation
import Grundwerte
import Postgres

/// One version of the Berechtigungskonzept, as it was in force from an instant on.
package struct Konzeptfassung: Sendable {
    package let nummer: Int
    package let seit: Date
    package let sha256: [UInt8]
    package let konzept: Berechtigungskonzept

    private static let abfrage: SQL = "SELECT fassung, seit, sha256, inhalt FROM konzept"

    private init(row: Row) throws {
        nummer = Int(try row.decode("fassung", as: Int32.self))
        seit = try row.decode("seit")
        sha256 = try row.decode("sha256")
        let inhalt = try row.decode("inhalt", as: String.self)
        konzept = try JSONDecoder().decode(Berechtigungskonzept.self, from: Data(inhalt.utf8))
    }

    /// Nil before the first start of the program.
    package static func geltende(in session: PlatformSession) throws -> Konzeptfassung? {
        try session.first("\(abfrage) ORDER BY fassung DESC LIMIT 1") {
            try Konzeptfassung(row: $0)
        }
    }

    package static func laden(_ nummer: Int, in session: PlatformSession) throws -> Konzeptfassung {
        let gefunden = try session.first("\(abfrage) WHERE fassung = \(Int32(clamping: nummer))") {
            try Konzeptfassung(row: $0)
        }
        guard let gefunden else { throw Hindernis.nichtGefunden }
        return gefunden
    }

    /// All versions, the newest first: number and first instant.
    package static func alle(in session: PlatformSession) throws -> [(nummer: Int, seit: Date)] {
        try session.all("SELECT fassung, seit FROM konzept ORDER BY fassung DESC") {
            (Int(try $0.decode("fassung", as: Int32.self)), try $0.decode("seit"))
        }
    }

    /// The same at the start of the program.
    package static func festhalten(auf database: Database) async throws {
        try await database.platform.write { try festhalten(in: $0) }
    }

    /// Begins a new version if the rules differ from the last one; two starts at once make one.
    package static func festhalten(in transaction: Transaction) throws {
        let inhalt = try Berechtigungskonzept.lesen(in: transaction).text()
        let sha256 = Data(SHA256.hash(data: Data(inhalt.utf8)))
        try transaction.execute("""
            INSERT INTO konzept (fassung, sha256, inhalt)
            SELECT coalesce(max(fassung), 0) + 1, \(sha256), \(inhalt) FROM konzept
            HAVING (SELECT k.sha256 FROM konzept k ORDER BY k.fassung DESC LIMIT 1)
                   IS DISTINCT FROM \(sha256)
            ON CONFLICT DO NOTHING
            """)
    }
}

extension Konzeptfassung {
    /// Until when a person has read on: the day on which the version was acknowledged, if it was.
    package func kenntnis(von benutzer: User.ID, in session: PlatformSession) throws -> Date? {
        try session.scalars("""
            SELECT am FROM konzept_kenntnis
             WHERE benutzer_id = \(benutzer) AND fassung = \(Int32(nummer))
            """, as: Date.self).first
    }

    /// The acting person has read this version; a second time changes nothing.
    package static func bestaetigen(_ nummer: Int, in session: PlatformSession) throws {
        let ich = try session.benutzer()
        guard try geltende(in: session)?.nummer == nummer else {
            throw Hindernis(
                .konflikt, "Inzwischen gilt eine neue Fassung",
                abhilfe: "Lesen Sie die geltende Fassung und bestätigen Sie diese.")
        }
        let neu = try session.execute("""
            INSERT INTO konzept_kenntnis (benutzer_id, fassung) VALUES (\(ich), \(Int32(nummer)))
            ON CONFLICT DO NOTHING
            """)
        if neu == 1 {
            try session.audit("konzept.zur_kenntnis", ich.description, ["fassung": "\(nummer)"])
        }
    }

    /// The version that the acting person has yet to read; nil if there is none.
    package static func ungelesen(in session: PlatformSession) throws -> Int? {
        let ich = try session.benutzer()
        return try session.scalars("""
            SELECT k.fassung FROM konzept k
             WHERE k.fassung = (SELECT max(fassung) FROM konzept)
               AND NOT EXISTS (SELECT FROM konzept_kenntnis n
                                WHERE n.benutzer_id = \(ich) AND n.fassung = k.fassung)
            """, as: Int32.self).first.map(Int.init)
    }

    /// Who has not yet read it, of one Kommune or with nil of the Kreis.
    package func ausstehend(mandant: Mandant.ID?, in session: PlatformSession) throws -> Int {
        try session.scalar("""
            SELECT count(*) FROM benutzer b
             WHERE b.mandant_id IS NOT DISTINCT FROM \(mandant) AND b.gesperrt_am IS NULL
               AND NOT EXISTS (SELECT FROM konzept_kenntnis n
                                WHERE n.benutzer_id = b.id AND n.fassung = \(Int32(nummer)))
            """)
    }
}
