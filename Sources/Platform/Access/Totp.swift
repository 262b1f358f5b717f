import Crypto
import Foundation

/// Time-based one-time passwords (RFC 6238) with SHA-1, thirty seconds and six digits: what every
/// authenticator app understands.
package struct Totp: Sendable {
    /// 20 random bytes, as RFC 4226 recommends.
    package let geheimnis: [UInt8]

    package init(geheimnis: [UInt8]) { self.geheimnis = geheimnis }

    package static func neu() -> Totp {
        var generator = SystemRandomNumberGenerator()
        return Totp(geheimnis: (0..<20).map { _ in .random(in: 0...255, using: &generator) })
    }

    /// The number of the thirty seconds in which `zeit` lies.
    package static func schritt(_ zeit: Date) -> Int64 {
        Int64(zeit.timeIntervalSince1970 / 30)
    }

    /// The code of one time step.
    package func code(_ schritt: Int64) -> String {
        let zaehler = withUnsafeBytes(of: schritt.bigEndian) { Array($0) }
        let hmac = Array(HMAC<Insecure.SHA1>.authenticationCode(
            for: zaehler, using: SymmetricKey(data: geheimnis)))
        let stelle = Int(hmac[19] & 0x0F)
        let zahl = hmac[stelle..<stelle + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let ziffern = String((zahl & 0x7FFF_FFFF) % 1_000_000)
        return String(repeating: "0", count: 6 - ziffern.count) + ziffern
    }

    /// The step of a code that is right now or was right one step before or after, and later than
    /// `verbraucht`; nil for every other.
    package func pruefe(_ eingabe: String, um zeit: Date, nach verbraucht: Int64) -> Int64? {
        let jetzt = Totp.schritt(zeit)
        // All are compared, so that the time taken tells nothing.
        return (jetzt - 1...jetzt + 1).reduce(nil) { gefunden, schritt in
            let abweichung = zip(code(schritt).utf8, eingabe.utf8)
                .reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            let passt = abweichung == 0 && eingabe.utf8.count == 6 && schritt > verbraucht
            return passt ? schritt : gefunden
        }
    }

    /// The secret in Base32 (RFC 4648), to be typed in.
    package var text: String {
        let zeichen = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var puffer: UInt32 = 0, bits = 0, text: [UInt8] = []
        for byte in geheimnis {
            puffer = puffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(zeichen[Int(puffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(zeichen[Int(puffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// What an authenticator app reads from the QR code.
    package func adresse(fuer name: String) -> String {
        let konto = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "otpauth://totp/Mandat:\(konto)?secret=\(text)&issuer=Mandat"
    }
}
