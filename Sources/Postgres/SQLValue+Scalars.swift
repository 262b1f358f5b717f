import Foundation

extension Bool: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .bool }

    package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Bool {
        try value.bytes(of: .bool, count: 1)[0] != 0
    }
}

/// The integers share their decoding: any PostgreSQL integer whose value fits.
protocol SQLInteger: FixedWidthInteger, SQLEncodable, SQLDecodable, SQLArrayElement {}

extension SQLInteger {
    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Self {
        guard let number = Self(exactly: try value.integer()) else {
            throw .value(reason: "out of range")
        }
        return number
    }
}

extension Int: SQLInteger { package static var sqlType: SQLType { .int8 } }
extension Int64: SQLInteger { package static var sqlType: SQLType { .int8 } }
extension Int32: SQLInteger { package static var sqlType: SQLType { .int4 } }
extension Int16: SQLInteger { package static var sqlType: SQLType { .int2 } }

extension SQLValue {
    /// Any integer type, and `numeric` without a fraction, because `sum(bigint)` yields that.
    func integer() throws(Mismatch) -> Int64 {
        switch (oid, bytes.count) {
        case (SQLType.int8.oid, 8): return bytes.bigEndian(as: Int64.self)
        case (SQLType.int4.oid, 4): return Int64(bytes.bigEndian(as: Int32.self))
        case (SQLType.int2.oid, 2): return Int64(bytes.bigEndian(as: Int16.self))
        case (26, 4): return Int64(bytes.bigEndian(as: UInt32.self))
        case (SQLType.numeric.oid, _): return try wholeNumeric()
        default: throw .type
        }
    }

    /// `numeric` in binary: four header words, then digits to the base 10,000.
    private func wholeNumeric() throws(Mismatch) -> Int64 {
        guard let digits = bytes.checked(at: 0, as: Int16.self),
              let weight = bytes.checked(at: 2, as: Int16.self),
              let sign = bytes.checked(at: 4, as: UInt16.self),
              bytes.count == 8 + 2 * Int(digits) else { throw .value(reason: "malformed") }
        guard sign == 0 || sign == 0x4000 else { throw .value(reason: "not a finite number") }
        var sum: Int64 = 0
        for place in 0..<max(Int(digits), Int(weight) + 1) {
            let digit: Int16 = place < digits ? bytes.bigEndian(at: 8 + 2 * place) : 0
            if place > weight {
                guard digit == 0 else { throw .value(reason: "has a fraction") }
                continue
            }
            let (shifted, tooBig) = sum.multipliedReportingOverflow(by: 10_000)
            // Summed up in the negative, because that side reaches one further.
            let (next, alsoTooBig) = shifted.subtractingReportingOverflow(Int64(digit))
            guard !tooBig, !alsoTooBig else { throw .value(reason: "out of range") }
            sum = next
        }
        guard sign == 0 else { return sum }
        guard sum != .min else { throw .value(reason: "out of range") }
        return -sum
    }
}

extension Double: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .float8 }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: bitPattern) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Double {
        switch (value.oid, value.bytes.count) {
        case (SQLType.float8.oid, 8): Double(bitPattern: value.bytes.bigEndian())
        case (SQLType.float4.oid, 4): Double(Float(bitPattern: value.bytes.bigEndian()))
        default: throw .type
        }
    }
}

extension String: SQLEncodable, SQLDecodable, SQLArrayElement {
    /// `text`, so that `$1 IS NULL` has a type; other types need a cast: `\(text)::jsonb`.
    package static var sqlType: SQLType { .text }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> String {
        switch value.oid {
        case 18, 19, 25, 114, 142, 705, 1042, 1043:
            break
        case SQLType.jsonb.oid:
            guard value.bytes.first == 1 else { throw .value(reason: "unknown jsonb version") }
            return String(decoding: value.bytes.dropFirst(), as: UTF8.self)
        case SQLType.firstUserOID...:
            // Enums and citext travel as their text; whatever holds a zero byte is something else.
            guard !value.bytes.contains(0) else { throw .type }
        default:
            throw .type
        }
        return String(decoding: value.bytes, as: UTF8.self)
    }
}

extension Data: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .bytea }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Data {
        guard value.oid == SQLType.bytea.oid else { throw .type }
        return Data(value.bytes)
    }
}

extension Date: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .timestamptz }

    /// Seconds from 1970 to 2000, where PostgreSQL starts counting.
    private static let epoch: Double = 946_684_800

    package func encode(into bytes: inout [UInt8]) throws {
        let microseconds = ((timeIntervalSince1970 - Date.epoch) * 1_000_000).rounded()
        guard let count = Int64(exactly: microseconds) else {
            throw PostgresError(.invalidBinaryValue, "A Date is beyond what timestamptz can hold.")
        }
        bytes.append(bigEndian: count)
    }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Date {
        let count: Int64 = try value.bytes(of: .timestamptz, count: 8).bigEndian()
        guard count != .max, count != .min else { throw .value(reason: "infinity") }
        let (seconds, rest) = count.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(timeIntervalSince1970: epoch + Double(seconds) + Double(rest) / 1_000_000)
    }
}

/// An enum of texts that is stored as such: in a text column or in a PostgreSQL enum type.
///
/// Adopted with `extension Zahlweg: SQLEnum {}`. Its parameters carry no type, so that both kinds
/// of columns accept them; where the server cannot infer one (`$1 IS NULL`), add a cast.
package protocol SQLEnum: RawRepresentable, SQLEncodable, SQLDecodable, SQLArrayElement
where RawValue == String {}

extension SQLEnum {
    package static var sqlType: SQLType { .inferred }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: rawValue.utf8) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Self {
        guard let known = Self(rawValue: try String.decode(value)) else {
            throw .value(reason: "not one of the known names")
        }
        return known
    }
}

/// A Codable value in a `jsonb` column. Keys are sorted, so equal values have equal texts.
package struct JSON<Value: Codable & Sendable>: SQLEncodable, SQLDecodable {
    package let value: Value

    package init(_ value: Value) { self.value = value }

    package static var sqlType: SQLType { .jsonb }

    package func encode(into bytes: inout [UInt8]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        bytes.append(1)
        bytes.append(contentsOf: try encoder.encode(value))
    }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> JSON {
        let text = switch value.oid {
        case SQLType.jsonb.oid: Data(value.bytes.dropFirst())
        case 114: Data(value.bytes)
        default: throw .type
        }
        do { return JSON(try JSONDecoder().decode(Value.self, from: text)) } catch {
            throw .value(reason: "the JSON does not have the expected shape")
        }
    }
}

extension JSON: Equatable where Value: Equatable {}
