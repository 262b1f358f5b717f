/// One SQL statement, or a part of one: its text with `$1`… and the values bound to them.
///
/// Written as a literal; what is interpolated becomes a bound value, never text:
///
///     "SELECT name FROM person WHERE id = \(id) AND geburtsdatum < \(tag)"
package struct SQL: Sendable {
    /// The text as it is sent, with `$1`…
    package private(set) var text = ""
    /// Where each placeholder stands in the UTF-8 of `text`.
    private var placeholders: [Int] = []
    private(set) var types: [UInt32] = []
    /// −1 is NULL.
    private(set) var lengths: [Int32] = []
    /// 1 is binary, 0 text.
    private(set) var formats: [Int32] = []
    /// All values one after the other.
    private(set) var bytes: [UInt8] = []
    /// A value that could not be encoded; reported when the statement runs.
    private(set) var failure: (any Error)?

    package init() {}

    package var parameterCount: Int { types.count }

    /// The statements or parts one after the other, with `separator` between them.
    package static func join(_ parts: some Sequence<SQL>, separator: SQL = ", ") -> SQL {
        var joined = SQL()
        for (place, part) in parts.enumerated() {
            if place > 0 { joined += separator }
            joined += part
        }
        return joined
    }

    /// Joins two parts and numbers the placeholders of the second anew.
    package static func + (left: SQL, right: SQL) -> SQL {
        var joined = left
        joined += right
        return joined
    }

    package static func += (left: inout SQL, right: SQL) {
        if right.placeholders.isEmpty {
            left.text += right.text
        } else {
            left.appendRenumbered(right)
        }
        left.types += right.types
        left.lengths += right.lengths
        left.formats += right.formats
        left.bytes += right.bytes
        left.failure = left.failure ?? right.failure
    }

    private mutating func appendRenumbered(_ part: SQL) {
        let utf8 = part.text.utf8
        var rest = utf8.startIndex
        for (place, offset) in part.placeholders.enumerated() {
            let start = utf8.index(utf8.startIndex, offsetBy: offset)
            text += part.text[rest..<start]
            rest = utf8.index(start, offsetBy: "$\(place + 1)".utf8.count)
            placeholders.append(text.utf8.count)
            text += "$\(placeholders.count)"
        }
        text += part.text[rest...]
    }

    fileprivate mutating func append(text: String) { self.text += text }

    fileprivate mutating func append(fault: String) {
        failure = failure ?? PostgresError(.syntaxError, fault)
    }

    fileprivate mutating func bind<Value: SQLEncodable>(_ value: Value) {
        placeholders.append(text.utf8.count)
        text += "$\(placeholders.count)"
        let type = Value.sqlType
        types.append(type.oid)
        // An array of inferred elements is the only value in text format (see SQLArrayElement).
        let isLiteral = type.oid == 0 && Value.self is any SQLList.Type
        formats.append(isLiteral ? 0 : 1)
        guard !value.isSQLNull else { return lengths.append(-1) }
        let start = bytes.count
        do { try value.encode(into: &bytes) } catch { failure = failure ?? error }
        lengths.append(Int32(bytes.count - start))
        if isLiteral { appendTerminator() }
    }

    private mutating func appendTerminator() {
        bytes.append(0)
        lengths[lengths.count - 1] += 1
    }
}

/// Marks arrays, optional or not.
private protocol SQLList {}
extension Array: SQLList {}
extension Optional: SQLList where Wrapped: SQLList {}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self.text = text }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL()

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + 4 * interpolationCount)
        }

        package mutating func appendLiteral(_ text: String) { sql.append(text: text) }

        /// Binds a value.
        package mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value) {
            sql.bind(value)
        }

        /// Binds a value or NULL.
        package mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
            sql.bind(value)
        }

        /// Inserts a part with its values.
        package mutating func appendInterpolation(_ part: SQL) { sql += part }

        /// Inserts text as it is. Only for constants of the program, never for input.
        package mutating func appendInterpolation(unescaped text: String) {
            sql.append(text: text)
        }

        /// Inserts a quoted name.
        package mutating func appendInterpolation(identifier name: String) {
            if name.isEmpty || name.utf8.contains(0) {
                sql.append(fault: "An SQL name is empty or holds a zero byte.")
            }
            sql.append(text: "\"" + name.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\"")
        }
    }
}

extension SQL: CustomStringConvertible {
    /// The text without the values.
    package var description: String { text }
}
