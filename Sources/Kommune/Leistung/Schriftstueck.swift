import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

/// Ein abgelegtes Dokument eines Falls, in Stücken von höchstens einem MiB.
package struct Schriftstueck: Sendable {
    package typealias ID = TypedID<Schriftstueck>

    private static let stueck = 1 << 20

    /// Wozu ein Dokument gehört; zu jedem Bezug gibt es höchstens eines.
    package enum Bezug: Sendable {
        case bescheid(Bescheid.ID)
        case behandlungsschein(Behandlungsschein.ID)
        case kostenzusage(Einzelleistung.ID)
        case schreiben(Schreiben.ID)

        fileprivate var spalte: SQL {
            switch self {
            case .bescheid: "bescheid_id"
            case .behandlungsschein: "behandlungsschein_id"
            case .kostenzusage: "einzelleistung_id"
            case .schreiben: "schreiben_id"
            }
        }

        fileprivate var id: UUIDv7 {
            switch self {
            case let .bescheid(id): id.uuid
            case let .behandlungsschein(id): id.uuid
            case let .kostenzusage(id): id.uuid
            case let .schreiben(id): id.uuid
            }
        }
    }

    /// Legt ein PDF ab; liegt zu diesem Bezug schon eines da, bleibt das erste.
    package static func ablegen(_ inhalt: [UInt8], zu bezug: Bezug, im fall: Fall.ID,
                                als bezeichnung: String, in session: MandantSession) throws {
        let id = ID()
        let neu = try session.execute("""
            INSERT INTO schriftstueck (id, fall_id, \(bezug.spalte), bezeichnung, medientyp, sha256,
                                       groesse)
            VALUES (\(id), \(fall), \(bezug.id), \(bezeichnung), 'application/pdf',
                    \(Data(SHA256.hash(data: inhalt))), \(inhalt.count))
            ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else { return }
        for (lfd, teil) in inStuecken(inhalt) {
            try session.execute("""
                INSERT INTO schriftstueck_teil (schriftstueck_id, lfd, inhalt)
                VALUES (\(id), \(lfd), \(teil))
                """)
        }
    }

    /// Von 1 an gezählt, jedes Stück so lang, wie eine Zeile der Datenbank es fasst.
    static func inStuecken(_ inhalt: [UInt8]) -> [(lfd: Int, teil: [UInt8])] {
        stride(from: 0, to: inhalt.count, by: stueck).enumerated().map { stelle, anfang in
            (stelle + 1, Array(inhalt[anfang..<min(anfang + stueck, inhalt.count)]))
        }
    }

    /// Das PDF, wenn es noch die Bytes sind, die abgelegt wurden; sonst nil.
    static func unversehrt(_ id: ID, in session: MandantSession) throws -> [UInt8]? {
        let teile = try session.scalars("""
            SELECT inhalt FROM schriftstueck_teil WHERE schriftstueck_id = \(id) ORDER BY lfd
            """, as: [UInt8].self)
        let inhalt = teile.flatMap(\.self)
        let summe: [UInt8] = try session.scalar("""
            SELECT sha256 FROM schriftstueck WHERE id = \(id)
            """)
        return Array(SHA256.hash(data: inhalt)) == summe ? inhalt : nil
    }

    /// Das abgelegte PDF; nil, solange es noch entsteht.
    package static func pdf(_ bezug: Bezug, in session: MandantSession) throws -> [UInt8]? {
        let teile = try session.scalars("""
            SELECT t.inhalt
              FROM schriftstueck_teil t JOIN schriftstueck s ON s.id = t.schriftstueck_id
             WHERE s.\(bezug.spalte) = \(bezug.id) ORDER BY t.lfd
            """, as: [UInt8].self)
        return teile.isEmpty ? nil : teile.flatMap(\.self)
    }

    /// Legt das PDF eines Bescheids ab; liegt es schon da, bleibt das erste.
    package static func ablegen(_ inhalt: [UInt8], zu bescheid: Bescheid,
                                in session: MandantSession) throws {
        try ablegen(inhalt, zu: .bescheid(bescheid.id), im: bescheid.fall,
                    als: "Bescheid \(bescheid.nummer)", in: session)
    }
}

/// Setzt den Brief eines Bescheids und legt ihn in die Akte.
package struct BescheidSetzen: Job {
    package static let kind = "bescheid.setzen"
    package let bescheid: Bescheid.ID

    package init(bescheid: Bescheid.ID) { self.bescheid = bescheid }

    package func run(_ run: JobRun) async throws {
        let bescheid = bescheid
        let gefunden = try await run.read { session in
            (try Bescheid.laden(bescheid, in: session), try Bescheid.satz(bescheid, in: session))
        }
        guard let brief = gefunden.0, let satz = gefunden.1 else { throw Hindernis.nichtGefunden }
        guard !brief.istGesetzt else { return try await run.finish { _ in nil } }
        let pdf = try await brief.setzen(satz, mit: try run.schriftsatz())
        try await run.finish { session in
            try Schriftstueck.ablegen(pdf, zu: brief, in: session)
            return nil
        }
    }
}

extension Bescheid {
    /// Setzt den Brief. Der Zeitpunkt ist der Tag des Erlasses, damit er bei jedem Setzen gleich
    /// aussieht.
    package func setzen(_ satz: Satz, mit schriftsatz: Schriftsatz) async throws -> [UInt8] {
        try await schriftsatz.setzen(
            vorlage: "Sources/Kommune/Vordrucke/\(satz.vordruck).typ",
            daten: Data(satz.inhalt.utf8), zeitpunkt: Uhr.fest(am: erlassenAm).jetzt)
    }
}

extension Encodable {
    /// Die Angaben für einen Vordruck, gleiche Werte als gleiche Bytes.
    package func vordruckJSON() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
