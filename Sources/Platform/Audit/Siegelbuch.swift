import Foundation
import Grundwerte
import Postgres

/// The seals once more outside of the database: a folder with one file per party, to which the
/// worker only appends.
///
/// The chain of seals shows that a sealed day was changed, but a chain whose last days are gone
/// looks whole. Who keeps this folder where the database's administrators cannot write finds that
/// too. A line is `2026-11-20;12;<sha256>`: day, rows, seal.
package struct Siegelbuch: Sendable {
    package let ordner: URL

    package init(ordner: URL) { self.ordner = ordner }

    /// Appends what was sealed since; how many lines. `partei` is the name of the file.
    @discardableResult
    package func fortschreiben(_ partei: String, in session: some Session) throws -> Int {
        let letzter = try eintraege(partei).last?.tag
        let neue = try Siegel.ab(letzter?.plus(tage: 1), in: session)
        guard !neue.isEmpty else { return 0 }
        let datei = datei(partei)
        if !FileManager.default.fileExists(atPath: datei.path) {
            guard FileManager.default.createFile(atPath: datei.path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        let griff = try FileHandle(forWritingTo: datei)
        defer { try? griff.close() }
        try griff.seekToEnd()
        try griff.write(contentsOf: Data(neue.map(\.zeile).joined().utf8))
        try griff.synchronize()
        return neue.count
    }

    /// One sentence for each day of the file that the database has no longer, or otherwise.
    package func befunde(_ partei: String, in session: some Session) throws -> [String] {
        let heute = Dictionary(uniqueKeysWithValues: try Siegel.ab(nil, in: session).map {
            ($0.tag, $0.zeile)
        })
        return try eintraege(partei).compactMap { eintrag -> String? in
            guard let siegel = heute[eintrag.tag] else {
                return "Das Siegel vom \(eintrag.tag.deutsch) steht im Siegelbuch und fehlt in "
                    + "der Datenbank."
            }
            return siegel == eintrag.zeile ? nil
                : "Das Siegel vom \(eintrag.tag.deutsch) lautet im Siegelbuch anders als in der "
                    + "Datenbank."
        }
    }

    private func datei(_ partei: String) -> URL {
        ordner.appendingPathComponent("siegel-\(partei).csv")
    }

    /// A line that was cut off by a crash is no entry; the day is then written again.
    private func eintraege(_ partei: String) throws -> [(tag: Kalendertag, zeile: String)] {
        guard FileManager.default.fileExists(atPath: datei(partei).path) else { return [] }
        return String(decoding: try Data(contentsOf: datei(partei)), as: UTF8.self)
            .split(separator: "\n")
            .compactMap { zeile -> (tag: Kalendertag, zeile: String)? in
                let teile = zeile.split(separator: ";")
                guard teile.count == 3, teile[2].count == 64,
                      let tag = Kalendertag(String(teile[0])) else { return nil }
                return (tag: tag, zeile: "\(zeile)\n")
            }
    }
}

extension Siegel {
    /// All seals from a day on, in their order.
    static func ab(_ tag: Kalendertag?, in session: some Session) throws -> [Siegel] {
        try session.all("""
            SELECT tag, anzahl, sha256 FROM siegel
             WHERE tag >= \(tag ?? Kalendertag(tageSeit2000: 0)) ORDER BY siegel.tag
            """)
    }

    fileprivate var zeile: String { "\(tag);\(anzahl);\(hexText(sha256))\n" }
}
