package import Grundwerte

extension Geld: SQLEncodable, SQLDecodable, SQLArrayElement {
    /// Whole cents.
    package static var sqlType: SQLType { .int8 }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: cent) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Geld {
        Geld(cent: try value.integer())
    }
}

extension Kalendertag: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .date }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: tageSeit2000) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Kalendertag {
        let days: Int32 = try value.bytes(of: .date, count: 4).bigEndian()
        guard days != .max, days != .min else { throw .value(reason: "infinity") }
        let tag = Kalendertag(tageSeit2000: days)
        guard (1...9999).contains(tag.jahr) else {
            throw .value(reason: "beyond the years 1 to 9999")
        }
        return tag
    }
}

extension Monat: SQLEncodable, SQLDecodable, SQLArrayElement {
    /// A `date`, always the first of the month, so that SQL can compare and count months.
    package static var sqlType: SQLType { .date }

    package func encode(into bytes: inout [UInt8]) { ersterTag.encode(into: &bytes) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Monat {
        let tag = try Kalendertag.decode(value)
        guard tag.tag == 1 else { throw .value(reason: "not the first of a month") }
        return Monat(tag)
    }
}

extension Zeitraum: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .daterange }

    private static let empty: UInt8 = 0x01
    private static let lowerInclusive: UInt8 = 0x02
    private static let upperInclusive: UInt8 = 0x04
    private static let lowerInfinite: UInt8 = 0x08
    private static let upperInfinite: UInt8 = 0x10

    /// Half-open, as PostgreSQL keeps it: the last day here is one before the upper bound there.
    package func encode(into bytes: inout [UInt8]) throws {
        bytes.append(Zeitraum.lowerInclusive | (bis == nil ? Zeitraum.upperInfinite : 0))
        try bytes.append(field: von)
        if let bis { try bytes.append(field: bis.plus(tage: 1)) }
    }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> Zeitraum {
        guard value.oid == SQLType.daterange.oid else { throw .type }
        guard let flags = value.bytes.first else { throw .value(reason: "no bytes") }
        guard flags & empty == 0 else { throw .value(reason: "an empty range") }
        guard flags & lowerInfinite == 0 else { throw .value(reason: "without a beginning") }
        let von = try bound(value, at: 1).plus(tage: flags & lowerInclusive == 0 ? 1 : 0)
        guard flags & upperInfinite == 0 else { return Zeitraum(von: von) }
        let bis = try bound(value, at: 9).plus(tage: flags & upperInclusive == 0 ? -1 : 0)
        guard let zeitraum = Zeitraum(pruefe: von, bis: bis) else {
            throw .value(reason: "ends before it begins")
        }
        return zeitraum
    }

    private static func bound(
        _ value: SQLValue, at offset: Int
    ) throws(SQLValue.Mismatch) -> Kalendertag {
        guard value.bytes.count >= offset + 8 else { throw .value(reason: "cut off") }
        let field = UnsafeRawBufferPointer(rebasing: value.bytes[(offset + 4)..<(offset + 8)])
        let days: Int32 = field.bigEndian()
        guard days != .max, days != .min else { throw .value(reason: "infinity") }
        // The upper bound of 31.12.9999 is one day beyond the last valid one.
        return Kalendertag(tageSeit2000: days)
    }
}

extension IBAN: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .text }

    package func encode(into bytes: inout [UInt8]) { wert.encode(into: &bytes) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> IBAN {
        let text = try String.decode(value)
        do { return try IBAN(text) } catch { throw .value(reason: "not a valid IBAN") }
    }
}

extension UUIDv7: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .uuid }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: oben)
        bytes.append(bigEndian: unten)
    }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> UUIDv7 {
        let bytes = try value.bytes(of: .uuid, count: 16)
        return UUIDv7(oben: bytes.bigEndian(at: 0), unten: bytes.bigEndian(at: 8))
    }
}

extension TypedID: SQLEncodable, SQLDecodable, SQLArrayElement {
    package static var sqlType: SQLType { .uuid }

    package func encode(into bytes: inout [UInt8]) { uuid.encode(into: &bytes) }

    package static func decode(_ value: SQLValue) throws(SQLValue.Mismatch) -> TypedID {
        TypedID(try UUIDv7.decode(value))
    }
}
