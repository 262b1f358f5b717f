import Crypto
import Foundation

/// Passwords known from leaks: a file with a SHA-1 in hexadecimal on every line, ascending, each
/// perhaps followed by `:` and how often it was seen, as “Have I Been Pwned” gives out its list by
/// hash. Nothing of it is loaded and nothing leaves the machine: the file is mapped, and a search
/// reads some forty lines of it, however long it is.
package struct Kennwortliste: Sendable {
    /// The file holds something else.
    package struct Unbrauchbar: Error, CustomStringConvertible {
        package init() {}

        package let description =
            "Erwartet wird je Zeile ein SHA-1 in 40 Sechzehnerziffern, aufsteigend geordnet."
    }

    private let daten: Data
    private static let ziffern = 40
    private static let zeilenende = UInt8(ascii: "\n")

    package init(_ datei: URL) throws {
        try self.init(daten: try Data(contentsOf: datei, options: .alwaysMapped))
    }

    /// Looks at the first and the last line and no other.
    init(daten: Data) throws {
        self.daten = daten
        let letzte = zeile(bei: max(daten.startIndex, daten.endIndex - 2)).hash
        let erste = zeile(bei: daten.startIndex).hash
        guard [erste, letzte].allSatisfy(Self.istHash), !letzte.lexicographicallyPrecedes(erste)
        else { throw Unbrauchbar() }
    }

    /// Whether this very password is in the list, in the form that is hashed and opens
    /// (`PasswordHash.normal`), however it was typed.
    package func enthaelt(_ kennwort: String) -> Bool {
        let normal = Data(PasswordHash.normal(kennwort).utf8)
        let gesucht = Array(hexText(Insecure.SHA1.hash(data: normal)).utf8)
        var unten = daten.startIndex, oben = daten.endIndex
        while unten < oben {
            let mitte = zeile(bei: unten + (oben - unten) / 2)
            if mitte.hash == gesucht { return true }
            if mitte.hash.lexicographicallyPrecedes(gesucht) {
                unten = mitte.ende + 1
            } else {
                oben = mitte.anfang
            }
        }
        return false
    }

    /// The line on which `stelle` lies, and its hash in small letters.
    private func zeile(bei stelle: Int) -> (anfang: Int, ende: Int, hash: [UInt8]) {
        let anfang = daten[daten.startIndex..<min(stelle, daten.endIndex)]
            .lastIndex(of: Self.zeilenende).map { $0 + 1 } ?? daten.startIndex
        let ende = daten[anfang...].firstIndex(of: Self.zeilenende) ?? daten.endIndex
        return (anfang, ende, daten[anfang..<ende].prefix(Self.ziffern).map { $0 | 0x20 })
    }

    private static func istHash(_ hash: [UInt8]) -> Bool {
        hash.count == ziffern
            && hash.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
