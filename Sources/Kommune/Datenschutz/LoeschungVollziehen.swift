import Foundation
import Grundwerte
import Platform
import Postgres

/// Schlägt vor, was nach Regel zu löschen ist.
package struct LoeschungVorschlagen: Job {
    package static let kind = "loeschung.vorschlagen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            try Loeschlauf.vorschlagen(in: session) == nil ? nil : "vorgeschlagen"
        }
    }
}

/// Löscht, was zwei Personen freigegeben haben, und trägt es ins Löschbuch ein.
package struct LoeschungVollziehen: Job {
    package static let kind = "loeschung.vollziehen"
    package let lauf: Loeschlauf.ID

    package init(lauf: Loeschlauf.ID) { self.lauf = lauf }

    package func run(_ run: JobRun) async throws {
        let id = lauf, buch = run.siegelbuch.map { Loeschbuch(ordner: $0.ordner) }
        try await run.finish { session in
            guard try Loeschlauf.vollziehen(id, in: session) != nil else { return nil }
            try buch?.fortschreiben(session.mandant.kuerzel, in: session)
            return "vollzogen"
        }
    }
}

/// Was gelöscht ist, außerhalb der Datenbank: Aus einer Sicherung kommt es zurück und wird danach
/// noch einmal gelöscht. Eine Zeile ist `<SHA-256 der Kennung>;<Art>` und sagt niemandem etwas.
package struct Loeschbuch: Sendable {
    private let ordner: URL

    package init(ordner: URL) { self.ordner = ordner }

    package func steine(_ kuerzel: String) throws -> [String] {
        let datei = datei(kuerzel)
        guard FileManager.default.fileExists(atPath: datei.path) else { return [] }
        return String(decoding: try Data(contentsOf: datei), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    /// Hängt an, was noch nicht darin steht.
    func fortschreiben(_ kuerzel: String, in session: MandantSession) throws {
        let bekannt = Set(try steine(kuerzel))
        let neue = try session.scalars("""
            SELECT encode(fall_sha256, 'hex') || ';' || art FROM grabstein ORDER BY am, 1
            """, as: String.self).filter { !bekannt.contains($0) }
        guard !neue.isEmpty else { return }
        let datei = datei(kuerzel)
        if !FileManager.default.fileExists(atPath: datei.path) {
            guard FileManager.default.createFile(atPath: datei.path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        let griff = try FileHandle(forWritingTo: datei)
        defer { try? griff.close() }
        try griff.seekToEnd()
        try griff.write(contentsOf: Data(neue.map { "\($0)\n" }.joined().utf8))
        try griff.synchronize()
    }

    private func datei(_ kuerzel: String) -> URL {
        ordner.appendingPathComponent("loeschung-\(kuerzel).csv")
    }
}
