/// Markup made in Swift where a template would be too slow: the cells of long tables.
///
/// What is written out is markup, what is interpolated is text and gets escaped. A template places
/// it with three braces; nothing else in this program needs those.
struct HTML: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: String) { description = value }
    init(stringInterpolation: StringInterpolation) { description = stringInterpolation.source }

    static func += (left: inout HTML, right: HTML) { left.description += right.description }

    struct StringInterpolation: StringInterpolationProtocol {
        var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            source.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { source += literal }
        mutating func appendInterpolation(_ html: HTML) { source += html.description }

        /// Markup around a text that may be missing: `\(hint, { "<small>\($0)</small>" })`.
        mutating func appendInterpolation(_ text: String?, _ markup: (String) -> HTML) {
            if let text { source += markup(text).description }
        }

        mutating func appendInterpolation(_ text: String) {
            guard text.utf8.contains(where: { HTML.entity($0) != nil }) else {
                source += text
                return
            }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count + 16)
            for byte in text.utf8 {
                if let entity = HTML.entity(byte) {
                    bytes += entity.utf8
                } else {
                    bytes.append(byte)
                }
            }
            source += String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
