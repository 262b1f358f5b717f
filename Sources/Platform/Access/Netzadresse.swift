import Foundation

/// What counts as one place at the door.
package enum Netzadresse {
    /// An IPv6 address as the network of 64 bits in which it lies, `2001:db8:1:2::/64`: whoever has
    /// one of its addresses has them all, and would be a stranger with each. IPv4 as it is, also
    /// where it comes inside IPv6, and so is what is no address.
    package static func stelle(_ adresse: String) -> String {
        var netz = in6_addr()
        guard inet_pton(AF_INET6, adresse, &netz) == 1 else { return adresse }
        let bytes = withUnsafeBytes(of: netz) { Array($0) }
        let vierer = [UInt8](repeating: 0, count: 10) + [255, 255]
        if bytes.starts(with: vierer) {
            return bytes.suffix(4).map { "\($0)" }.joined(separator: ".")
        }
        let gruppen = stride(from: 0, to: 8, by: 2).map { stelle in
            String(UInt16(bytes[stelle]) << 8 | UInt16(bytes[stelle + 1]), radix: 16)
        }
        return gruppen.joined(separator: ":") + "::/64"
    }
}
