import Logging

/// Hands on what is logged so that nothing in it can begin a line of its own, command a terminal or
/// pass for a field that it is not (ASVS V16.4.1, CWE-117).
///
/// In messages and fields, whatever is not to be seen becomes `\u{…}` and a backslash two; a value
/// with a space, a quotation mark or an equals sign stands in quotation marks.
package struct LineSafeLogHandler: LogHandler {
    private var base: any LogHandler

    package init(_ base: any LogHandler) { self.base = base }

    package var logLevel: Logger.Level {
        get { base.logLevel }
        set { base.logLevel = newValue }
    }

    package var metadataProvider: Logger.MetadataProvider? {
        get { base.metadataProvider }
        set { base.metadataProvider = newValue }
    }

    package var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = Self.safeFields(newValue) }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: Self.escaped(key)] }
        set { base[metadataKey: Self.escaped(key)] = newValue.map(Self.safe) }
    }

    package func log(event: LogEvent) {
        var event = event
        event.message = "\(Self.escaped(event.message.description))"
        event.metadata = event.metadata.map(Self.safeFields)
        if let error = event.error {
            // A handler would write its whole description, and whatever is in it.
            event.error = nil
            event.metadata = (event.metadata ?? [:])
                .merging(["error": Self.safe("\(Fehlerursache.text(error))")]) { $1 }
        }
        base.log(event: event)
    }

    private static func safeFields(_ metadata: Logger.Metadata) -> Logger.Metadata {
        metadata.reduce(into: [:]) { $0[escaped($1.key)] = safe($1.value) }
    }

    private static func safe(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
        switch value {
        case let .string(text): .string(quoted(text))
        case let .stringConvertible(thing): .string(quoted(thing.description))
        case let .array(values): .array(values.map { safe($0) })
        case let .dictionary(values): .dictionary(safeFields(values))
        }
    }

    private static func quoted(_ text: String) -> String {
        let safe = escaped(text)
        let isPlain = !safe.isEmpty && !safe.contains { $0 == " " || $0 == "=" || $0 == "\"" }
        return isPlain ? safe : "\"" + safe.replacing("\"", with: "\\\"") + "\""
    }

    /// Also what turns the direction of writing, or ends a line for some readers only.
    static func escaped(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (32..<127).contains($0) && $0 != UInt8(ascii: "\\") }
        guard !isPlain else { return text }
        return text.unicodeScalars.reduce(into: "") { safe, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                safe += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                safe.unicodeScalars.append(scalar)
                if scalar == "\\" { safe += "\\" }
            }
        }
    }
}
