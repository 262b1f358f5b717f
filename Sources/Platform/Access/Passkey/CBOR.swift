/// A value of CBOR (RFC 8949), as far as authenticators use it (CTAP 2.1, section 8).
///
/// Reading is strict, so that one value has one form: definite lengths, shortest integers, no key
/// twice, no tags, no floating point, at most `depth` containers within each other.
package indirect enum CBOR: Equatable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([Key: CBOR])
    case bool(Bool)
    case null

    package enum Key: Hashable, Sendable {
        case integer(Int64)
        case text(String)
    }

    /// The rule that an input breaks.
    package enum Malformed: Error, Equatable, Sendable {
        case tooLarge, tooDeep, truncated, trailing
        case indefinite, notShortest, unsupported, outOfRange, notUTF8
        case duplicateKey, unusableKey
    }

    /// No answer of an authenticator has more bytes.
    package static let limit = 1 << 16
    /// What CTAP allows to lie within each other.
    package static let depth = 4

    /// Reads exactly one value.
    package static func read(_ bytes: some Collection<UInt8>) throws(Malformed) -> CBOR {
        let (value, rest) = try readFirst(Array(bytes)[...])
        guard rest.isEmpty else { throw .trailing }
        return value
    }

    /// Reads one value and hands back what follows it.
    package static func readFirst(
        _ bytes: ArraySlice<UInt8>
    ) throws(Malformed) -> (value: CBOR, rest: ArraySlice<UInt8>) {
        guard bytes.count <= limit else { throw .tooLarge }
        var reader = Reader(rest: bytes)
        let value = try reader.value(within: 0)
        return (value, reader.rest)
    }

    package subscript(key: Key) -> CBOR? {
        guard case .map(let entries) = self else { return nil }
        return entries[key]
    }
}

/// Takes one value after the other from the front. Memory grows with what was read, never with
/// what a length claims.
private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func value(within containers: Int) throws(CBOR.Malformed) -> CBOR {
        let first = try byte(), major = first >> 5
        if major == 7 { return try simple(first & 31) }
        guard major != 6 else { throw .unsupported }
        let number = try argument(first & 31)
        switch major {
        case 0: return .integer(try signed(number))
        case 1: return .integer(-1 - (try signed(number)))
        case 2: return .bytes(Array(try take(number)))
        case 3: return .text(try text(number))
        default: break
        }
        guard containers < CBOR.depth else { throw .tooDeep }
        if major == 4 { return .array(try array(number, within: containers + 1)) }
        return .map(try map(number, within: containers + 1))
    }

    private func simple(_ value: UInt8) throws(CBOR.Malformed) -> CBOR {
        switch value {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        case 31: throw .indefinite
        default: throw .unsupported
        }
    }

    /// The number in or after the first byte of a value.
    private mutating func argument(_ low: UInt8) throws(CBOR.Malformed) -> UInt64 {
        let length: Int
        switch low {
        case 0...23: return UInt64(low)
        case 24...27: length = 1 << Int(low - 24)
        case 31: throw .indefinite
        default: throw .unsupported
        }
        let value = try take(UInt64(length)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // What fits into a shorter form must stand in it.
        let shorter: UInt64 = length == 1 ? 24 : 1 << UInt64(length * 4)
        guard value >= shorter else { throw .notShortest }
        return value
    }

    private func signed(_ argument: UInt64) throws(CBOR.Malformed) -> Int64 {
        guard let value = Int64(exactly: argument) else { throw .outOfRange }
        return value
    }

    private mutating func text(_ length: UInt64) throws(CBOR.Malformed) -> String {
        guard let text = String(validating: try take(length), as: UTF8.self) else {
            throw .notUTF8
        }
        return text
    }

    private mutating func array(
        _ count: UInt64, within containers: Int
    ) throws(CBOR.Malformed) -> [CBOR] {
        // Every element has at least one byte.
        guard count <= UInt64(rest.count) else { throw .truncated }
        var values: [CBOR] = []
        for _ in 0..<count { values.append(try value(within: containers)) }
        return values
    }

    private mutating func map(
        _ count: UInt64, within containers: Int
    ) throws(CBOR.Malformed) -> [CBOR.Key: CBOR] {
        guard count <= UInt64(rest.count) / 2 else { throw .truncated }
        var entries: [CBOR.Key: CBOR] = [:]
        for _ in 0..<count {
            let key: CBOR.Key
            switch try value(within: containers) {
            case .integer(let number): key = .integer(number)
            case .text(let text): key = .text(text)
            default: throw .unusableKey
            }
            let item = try value(within: containers)
            guard entries.updateValue(item, forKey: key) == nil else { throw .duplicateKey }
        }
        return entries
    }

    private mutating func byte() throws(CBOR.Malformed) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .truncated }
        return byte
    }

    private mutating func take(_ length: UInt64) throws(CBOR.Malformed) -> ArraySlice<UInt8> {
        guard length <= UInt64(rest.count) else { throw .truncated }
        let taken = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        return taken
    }
}
