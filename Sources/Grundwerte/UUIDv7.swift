import Foundation
import Synchronization

/// Eine UUID; neue sind von der Version 7 (RFC 9562, 5.7) und steigen innerhalb eines Prozesses
/// streng an.
package struct UUIDv7: Hashable, Sendable {
    /// Die oberen und unteren acht Byte in Netzreihenfolge.
    package let oben: UInt64
    package let unten: UInt64

    package init(oben: UInt64, unten: UInt64) {
        self.oben = oben
        self.unten = unten
    }

    package init() { self.init(millisekunden: UInt64(Date().timeIntervalSince1970 * 1000)) }

    /// Für einen gegebenen Zeitpunkt; die 12 Bit nach der Zeit zählen innerhalb einer Millisekunde
    /// weiter.
    package init(millisekunden: UInt64) {
        let vorsatz = UUIDv7.zaehler.withLock { zuletzt in
            let frueheste = millisekunden << 12
            zuletzt = max(zuletzt + 1, frueheste | UInt64.random(in: 0..<0x800))
            return zuletzt
        }
        self.init(
            oben: (vorsatz >> 12) << 16 | 0x7000 | (vorsatz & 0xFFF),
            unten: UInt64.random(in: 0...UInt64.max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        )
    }

    private static let zaehler = Mutex<UInt64>(0)
}

extension UUIDv7: Comparable {
    package static func < (links: UUIDv7, rechts: UUIDv7) -> Bool {
        (links.oben, links.unten) < (rechts.oben, rechts.unten)
    }
}

extension UUIDv7: LosslessStringConvertible {
    /// Kleinbuchstaben mit Bindestrichen.
    package var description: String {
        let hex = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { puffer in
            var stelle = 0
            for halbes in 0..<32 {
                if halbes == 8 || halbes == 12 || halbes == 16 || halbes == 20 {
                    puffer[stelle] = UInt8(ascii: "-")
                    stelle += 1
                }
                let wort = halbes < 16 ? oben : unten
                puffer[stelle] = hex[Int(wort >> UInt64(60 - 4 * (halbes % 16)) & 0xF)]
                stelle += 1
            }
            return 36
        }
    }

    package init?(_ text: String) {
        let zeichen = Array(text.utf8)
        guard zeichen.count == 36 else { return nil }
        var worte: (UInt64, UInt64) = (0, 0)
        var halbes = 0
        for (stelle, z) in zeichen.enumerated() {
            if stelle == 8 || stelle == 13 || stelle == 18 || stelle == 23 {
                guard z == UInt8(ascii: "-") else { return nil }
                continue
            }
            let wert: UInt8
            switch z {
            case 48...57: wert = z - 48
            case 97...102: wert = z - 87
            case 65...70: wert = z - 55
            default: return nil
            }
            if halbes < 16 {
                worte.0 = worte.0 << 4 | UInt64(wert)
            } else {
                worte.1 = worte.1 << 4 | UInt64(wert)
            }
            halbes += 1
        }
        self.init(oben: worte.0, unten: worte.1)
    }
}

extension UUIDv7: Codable {
    package init(from decoder: any Decoder) throws {
        let inhalt = try decoder.singleValueContainer()
        guard let uuid = UUIDv7(try inhalt.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: inhalt, debugDescription: "Keine UUID.")
        }
        self = uuid
    }

    package func encode(to encoder: any Encoder) throws {
        var inhalt = encoder.singleValueContainer()
        try inhalt.encode(description)
    }
}
