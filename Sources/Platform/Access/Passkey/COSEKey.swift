import Crypto
import Foundation

/// The public key of a passkey in the form of COSE (RFC 9053), with one of two algorithms.
///
/// RSA as older machines use it is not taken: 2048 bits are worth 112 (ASVS V11.2.3).
package enum COSEKey: Sendable {
    case es256(P256.Signing.PublicKey)
    case edDSA(Curve25519.Signing.PublicKey)

    /// Their numbers in the order in which a device is asked for them.
    package static let algorithms: [Int64] = [-7, -8]

    /// Only the parameters that an algorithm needs may be there (WebAuthn, section 6.5.1), and the
    /// key must be one: a point on its curve.
    init(_ value: CBOR) throws(PasskeyError) {
        guard case .map(let all) = value else { throw .malformed }
        var parameters: [Int64: CBOR] = [:]
        for (key, parameter) in all {
            guard case .integer(let number) = key else { throw .malformed }
            parameters[number] = parameter
        }
        guard let key = try? COSEKey.key(parameters) else { throw .algorithm }
        self = key
    }

    private static func key(_ parameters: [Int64: CBOR]) throws -> COSEKey {
        let names = Set(parameters.keys)
        switch (parameters[1], parameters[3], parameters[-1], parameters[-2], parameters[-3]) {
        case (.integer(2), .integer(-7), .integer(1), .bytes(let x), .bytes(let y))
            where names == [1, 3, -1, -2, -3] && x.count == 32 && y.count == 32:
            return .es256(try P256.Signing.PublicKey(x963Representation: [4] + x + y))
        case (.integer(1), .integer(-8), .integer(6), .bytes(let x), nil)
            where names == [1, 3, -1, -2] && x.count == 32:
            return .edDSA(try Curve25519.Signing.PublicKey(rawRepresentation: x))
        default:
            throw PasskeyError.algorithm
        }
    }

    func isValid(_ signature: Data, for message: Data) -> Bool {
        switch self {
        case .es256(let key):
            guard let parsed = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(parsed, for: message)
        case .edDSA(let key):
            return key.isValidSignature(signature, for: message)
        }
    }
}
