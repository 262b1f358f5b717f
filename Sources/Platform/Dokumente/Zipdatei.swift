/// A ZIP archive without compression: as XLSX demands it, and as everybody can open it.
package struct Zipdatei: Sendable {
    private var inhalt: [UInt8] = []
    private var verzeichnis: [UInt8] = []
    private var anzahl: UInt16 = 0

    package init() {}

    /// `name` is a path inside of the archive, in UTF-8; each only once.
    package mutating func aufnehmen(_ name: String, _ bytes: [UInt8]) {
        let anfang = UInt32(inhalt.count), namensbytes = Array(name.utf8)
        // Version 2.0, names in UTF-8, stored, 1 January 1980.
        var kopf = Self.zwei(20) + Self.zwei(0x0800) + Self.zwei(0) + Self.zwei(0) + Self.zwei(33)
        kopf += Self.vier(Self.pruefsumme(bytes)) + Self.vier(UInt32(bytes.count))
        kopf += Self.vier(UInt32(bytes.count)) + Self.zwei(UInt16(namensbytes.count)) + Self.zwei(0)
        inhalt += Self.vier(0x0403_4B50) + kopf + namensbytes + bytes
        verzeichnis += Self.vier(0x0201_4B50) + Self.zwei(20) + kopf
        verzeichnis += Self.zwei(0) + Self.zwei(0) + Self.zwei(0) + Self.vier(0)
        verzeichnis += Self.vier(anfang) + namensbytes
        anzahl += 1
    }

    package var bytes: [UInt8] {
        var ende = Self.vier(0x0605_4B50) + Self.zwei(0) + Self.zwei(0)
        ende += Self.zwei(anzahl) + Self.zwei(anzahl) + Self.vier(UInt32(verzeichnis.count))
        ende += Self.vier(UInt32(inhalt.count)) + Self.zwei(0)
        return inhalt + verzeichnis + ende
    }

    private static func zwei(_ zahl: UInt16) -> [UInt8] { [UInt8(zahl & 0xFF), UInt8(zahl >> 8)] }

    private static func vier(_ zahl: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(zahl >> (8 * UInt32($0)) & 0xFF) }
    }

    /// CRC-32 of ISO 3309.
    private static func pruefsumme(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { summe, byte in
            (0..<8).reduce(summe ^ UInt32(byte)) { rest, _ in
                rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1
            }
        }
    }
}
