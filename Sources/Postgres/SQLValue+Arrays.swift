/// What an array sent to or read from PostgreSQL may hold.
///
/// A byte is an element, though no value of its own: `[UInt8]` is a `bytea`.
package protocol SQLArrayElement: Sendable {
    static var sqlListType: SQLType { get }
    static func encodeList(_ list: [Self], into bytes: inout [UInt8]) throws
    static func decodeList(_ value: SQLValue) throws(SQLValue.Mismatch) -> [Self]
}

extension Array: SQLEncodable where Element: SQLArrayElement {
    package static var sqlType: SQLType { Element.sqlListType }

    package func encode(into bytes: inout [UInt8]) throws {
        try Element.encodeList(self, into: &bytes)
    }
}

extension Array: SQLDecodable where Element: SQLArrayElement {
    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> [Element] {
        try Element.decodeList(value)
    }
}

/// A list of `bytea`.
extension Array: SQLArrayElement where Element == UInt8 {}

extension UInt8: SQLArrayElement {
    package static var sqlListType: SQLType { .bytea }

    package static func encodeList(_ list: [UInt8], into bytes: inout [UInt8]) { bytes += list }

    package static func decodeList(_ value: SQLValue) throws(SQLValue.Mismatch) -> [UInt8] {
        guard value.oid == SQLType.bytea.oid else { throw .type }
        return Array(value.bytes)
    }
}

extension SQLArrayElement where Self: SQLEncodable & SQLDecodable {
    package static var sqlListType: SQLType { SQLType(oid: sqlType.arrayOID, arrayOID: 0) }

    /// One dimension, counted from 1.
    package static func encodeList(_ list: [Self], into bytes: inout [UInt8]) throws {
        guard sqlType != .inferred else { return try encodeLiteral(list, into: &bytes) }
        bytes.append(bigEndian: Int32(list.isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(list.contains { $0.isSQLNull } ? 1 : 0))
        bytes.append(bigEndian: sqlType.oid)
        guard !list.isEmpty else { return }
        bytes.append(bigEndian: Int32(list.count))
        bytes.append(bigEndian: Int32(1))
        for element in list { try bytes.append(field: element) }
    }

    /// The element type of an inferred array is unknown here, so it goes out as text: `{"a",NULL}`.
    private static func encodeLiteral(_ list: [Self], into bytes: inout [UInt8]) throws {
        bytes.append(UInt8(ascii: "{"))
        for (place, element) in list.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            guard !element.isSQLNull else {
                bytes.append(contentsOf: "NULL".utf8)
                continue
            }
            var text: [UInt8] = []
            try element.encode(into: &text)
            bytes.append(UInt8(ascii: "\""))
            for byte in text {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    bytes.append(UInt8(ascii: "\\"))
                }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    package static func decodeList(_ value: SQLValue) throws(SQLValue.Mismatch) -> [Self] {
        let bytes = value.bytes
        guard isArrayOID(value.oid) else { throw .type }
        guard let dimensions = bytes.checked(at: 0, as: Int32.self),
              let element = bytes.checked(at: 8, as: UInt32.self) else { throw .type }
        guard dimensions > 0 else { return [] }
        guard dimensions == 1, let count = bytes.checked(at: 12, as: Int32.self), count >= 0 else {
            throw .value(reason: "\(dimensions) dimensions")
        }
        var list: [Self] = []
        list.reserveCapacity(Int(count))
        var offset = 20
        for _ in 0..<count {
            guard let length = bytes.checked(at: offset, as: Int32.self).map(Int.init),
                  offset + 4 + max(length, 0) <= bytes.count
            else { throw .value(reason: "cut off") }
            offset += 4
            if length < 0 {
                list.append(try decodeNull())
            } else {
                let field = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
                list.append(try decode(SQLValue(oid: element, bytes: field)))
                offset += length
            }
        }
        return list
    }

    /// The built-in arrays this module reads, and anything user-defined, whose header then decides.
    private static func isArrayOID(_ oid: UInt32) -> Bool {
        oid >= SQLType.firstUserOID || SQLType.arrays.contains(oid)
    }
}

extension SQLType {
    static let arrays: Set<UInt32> = [
        1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1028, 1182, 1185,
        1231, 199, 2951, 3807, 3913,
    ]
}

extension Optional: SQLArrayElement where Wrapped: SQLEncodable & SQLDecodable & SQLArrayElement {}

extension [UInt8] {
    /// Appends the value with its length in front, as arrays, ranges and binary COPY want it.
    mutating func append(field value: some SQLEncodable) throws {
        guard !value.isSQLNull else { return append(bigEndian: Int32(-1)) }
        let start = count
        append(bigEndian: Int32(0))
        try value.encode(into: &self)
        let length = Int32(count - start - 4).bigEndian
        withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start, as: Int32.self) }
    }
}
