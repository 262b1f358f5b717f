import Foundation
import NIOCore

/// A form as it was sent: `application/x-www-form-urlencoded` or `multipart/form-data`.
package struct FormData: Sendable {
    /// An uploaded file. The name is what the user's machine calls it: show it, never use it as a
    /// path.
    package struct File: Sendable {
        package let name: String
        package let contentType: String
        package let content: ByteBuffer
    }

    /// How much a form may hold; more is refused with 413.
    package struct Limits: Sendable {
        package var fields = 2_000
        package var fieldBytes = 262_144
        package var urlencodedBytes = 2_097_152
        package var multipartBytes = 31_457_280
        package init() {}
    }

    private var values: [String: [String]] = [:]
    private var files: [String: [File]] = [:]
    private var count = 0

    package init() {}

    /// For tests: each name with one value.
    package init(_ values: [String: String]) { self.values = values.mapValues { [$0] } }

    /// The first value of the field as sent, with line ends as `\n`.
    package subscript(name: String) -> String? { values[name]?.first }

    /// All values of a field that may be sent several times, in order.
    package func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The chosen file; nil when the field was left empty.
    package func file(_ name: String) -> File? { files[name]?.first }

    package func files(_ name: String) -> [File] { files[name] ?? [] }

    package var names: Set<String> { Set(values.keys).union(files.keys) }

    mutating func append(_ value: String, to name: String, limits: Limits) throws {
        try countField(limits)
        guard value.utf8.count <= limits.fieldBytes else { throw Fehlerbild.zuGross() }
        values[name, default: []].append(
            value.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
    }

    mutating func append(_ file: File, to name: String, limits: Limits) throws {
        try countField(limits)
        files[name, default: []].append(file)
    }

    private mutating func countField(_ limits: Limits) throws {
        count += 1
        guard count <= limits.fields else { throw Fehlerbild.zuGross() }
    }
}

extension FormData {
    /// Reads a body by its content type; nil when it is not a form.
    package init?(contentType: String, body: ByteBuffer, limits: Limits = Limits()) throws {
        let type = contentType.prefix { $0 != ";" }
            .trimmingCharacters(in: .whitespaces).lowercased()
        switch type {
        case "application/x-www-form-urlencoded":
            try self.init(urlencoded: body, limits: limits)
        case "multipart/form-data":
            guard let boundary = Multipart.boundary(in: contentType) else {
                throw Fehlerbild.anfrage(grund: "Das Formular nennt keine Trennlinie.")
            }
            try self.init(multipart: body, boundary: boundary, limits: limits)
        default:
            return nil
        }
    }

    package init(urlencoded body: ByteBuffer, limits: Limits = Limits()) throws {
        self.init()
        for pair in body.readableBytesView.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1,
                                   omittingEmptySubsequences: false)
            let name = try FormData.decode(parts[0])
            try append(parts.count == 2 ? FormData.decode(parts[1]) : "", to: name, limits: limits)
        }
    }

    /// Undoes percent and plus encoding; rejects what is not UTF-8.
    private static func decode(_ text: some Collection<UInt8>) throws -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexDigit),
                      let low = iterator.next().flatMap(hexDigit)
                else { throw Fehlerbild.anfrage(grund: "Das Formular ist falsch kodiert.") }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return try FormData.text(bytes)
    }

    static func text(_ bytes: some Collection<UInt8>) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fehlerbild.anfrage(grund: "Das Formular enthält Zeichen, die kein UTF-8 sind.")
        }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
