/// A value that can be bound to a statement, in PostgreSQL's binary format.
package protocol SQLEncodable: Sendable {
    /// The type announced for the parameter; `inferred` leaves it to the server.
    static var sqlType: SQLType { get }
    /// Whether the value is sent as NULL, without calling `encode`.
    var isSQLNull: Bool { get }
    /// Appends the value in binary format, without its length.
    func encode(into bytes: inout [UInt8]) throws
}

extension SQLEncodable {
    package var isSQLNull: Bool { false }
}

/// A value that can be read from a result in binary format.
package protocol SQLDecodable {
    /// Reads the value; `value.bytes` is valid only during the call.
    static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Self
    /// What NULL reads as; only optionals have an answer.
    static func decodeNull() throws(SQLValue.Mismatch) -> Self
}

extension SQLDecodable {
    package static func decodeNull() throws(SQLValue.Mismatch) -> Self { throw .null }
}

/// One field of a result as it came from the server; not valid beyond the call it is handed to.
package struct SQLValue {
    package let oid: UInt32
    package let bytes: UnsafeRawBufferPointer

    /// Why a field does not become the Swift value asked for. `Row` adds column and types.
    package enum Mismatch: Error {
        case null
        case type
        case value(reason: String)
    }

    init(oid: UInt32, bytes: UnsafeRawBufferPointer) {
        self.oid = oid
        self.bytes = bytes
    }

    /// The bytes of a value of exactly this type.
    func bytes(of type: SQLType, count: Int) throws(Mismatch) -> UnsafeRawBufferPointer {
        guard oid == type.oid else { throw .type }
        guard bytes.count == count else { throw .value(reason: "\(bytes.count) bytes") }
        return bytes
    }
}

extension UnsafeRawBufferPointer {
    /// The big-endian integer at `offset`; the caller has checked the bounds.
    func bigEndian<I: FixedWidthInteger>(at offset: Int = 0, as: I.Type = I.self) -> I {
        I(bigEndian: loadUnaligned(fromByteOffset: offset, as: I.self))
    }

    /// Like `bigEndian(at:)`, nil beyond the end.
    func checked<I: FixedWidthInteger>(at offset: Int, as: I.Type = I.self) -> I? {
        guard offset >= 0, offset + MemoryLayout<I>.size <= count else { return nil }
        return bigEndian(at: offset)
    }
}

extension [UInt8] {
    /// Appends an integer in network byte order.
    mutating func append<I: FixedWidthInteger>(bigEndian value: I) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    package static var sqlType: SQLType { Wrapped.sqlType }

    package var isSQLNull: Bool { self?.isSQLNull ?? true }

    package func encode(into bytes: inout [UInt8]) throws { try self?.encode(into: &bytes) }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Wrapped? {
        try Wrapped.decode(value)
    }

    package static func decodeNull() throws(SQLValue.Mismatch) -> Wrapped? { nil }
}
