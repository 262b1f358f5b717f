import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Datei der Bank: ihre Bytes bleiben, wie sie kamen; gebucht wird sie von einem Auftrag.
package struct Bankdatei: Sendable {
    package typealias ID = TypedID<Bankdatei>

    package enum Art: String, Sendable, SQLEnum {
        /// camt.053
        case auszug
        /// pain.002
        case statusbericht

        package var bezeichnung: String { self == .auszug ? "Kontoauszug" : "Statusbericht" }

        /// Aus dem Anfang der Datei, wo der Namensraum steht.
        package init(anfang: some Sequence<UInt8>) {
            self = String(decoding: Array(anfang), as: UTF8.self).contains(":pain.002.")
                ? .statusbericht : .auszug
        }
    }

    package enum Zustand: String, Sendable, SQLEnum {
        case angenommen, gebucht, abgelehnt
    }

    package let id: ID
    package let name: String
    package let art: Art
    package let zustand: Zustand
    /// Warum nichts aus ihr gebucht ist; leer, solange sie nicht abgelehnt ist.
    package let grund: String
    package let bytes: Int
    package let eingelesenVon: User.ID
    package let eingelesenAm: Date

    /// `3,4 MB`
    package var groesse: String { Bankdatei.groesse(bytes) }

    static func groesse(_ bytes: Int) -> String {
        guard bytes >= 1_000_000 else { return "\(max(1, bytes / 1000)) kB" }
        let (ganze, rest) = (bytes / 100_000).quotientAndRemainder(dividingBy: 10)
        return "\(ganze),\(rest) MB"
    }
}

extension Bankdatei: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        name = try row.decode("name")
        art = try row.decode("art")
        zustand = try row.decode("zustand")
        grund = try row.decode("grund")
        bytes = try row.decode("bytes")
        eingelesenVon = try row.decode("eingelesen_von")
        eingelesenAm = try row.decode("eingelesen_am")
    }

    private static let abfrage: SQL = """
        SELECT d.id, d.name, s.art, s.zustand, s.grund, octet_length(d.inhalt)::bigint AS bytes,
               d.eingelesen_von,
               d.eingelesen_am
          FROM bankdatei d JOIN bankdatei_stand s ON s.bankdatei_id = d.id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Bankdatei {
        guard let datei: Bankdatei = try session.first("\(abfrage) WHERE d.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return datei
    }

    /// Was noch nicht gebucht ist, und die letzten Statusberichte; die jüngste zuerst.
    package static func auffaellige(in session: KreisSession) throws -> [Bankdatei] {
        try session.all("""
            \(abfrage) WHERE s.zustand <> 'gebucht' OR s.art = 'statusbericht'
             ORDER BY d.eingelesen_am DESC, d.id DESC LIMIT 10
            """)
    }

    static func bytes(_ id: ID, in session: KreisSession) throws -> [UInt8] {
        try session.scalar("SELECT inhalt FROM bankdatei WHERE id = \(id)")
    }
}
