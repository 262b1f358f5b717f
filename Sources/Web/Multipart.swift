import Foundation
import NIOCore

/// `multipart/form-data` (RFC 7578) from a complete body. The contents of files are slices of it,
/// not copies.
enum Multipart {
    /// The value of `boundary=` in a content type; nil when it is missing or not allowed by RFC
    /// 2046.
    static func boundary(in contentType: String) -> String? {
        guard let value = Multipart.parameters(of: contentType)["boundary"],
              (1...70).contains(value.utf8.count),
              value.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        return value
    }

    /// `form-data; name="a"; filename="b"` as a dictionary; names in lower case, quotes removed.
    static func parameters(of header: String) -> [String: String] {
        var result: [String: String] = [:]
        var rest = header.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    // Browsers send a quote as %22 and leave a backslash alone (WHATWG, form data).
                    value.append(character)
                }
                rest = rest.drop { $0 != ";" }
            } else {
                value = String(rest.prefix { $0 != ";" }).trimmingCharacters(in: .whitespaces)
                rest = rest.drop { $0 != ";" }
            }
            result[name.lowercased()] = value
        }
        return result
    }
}

extension FormData {
    /// At most this many bytes of headers belong to one part.
    private static let headerBytes = 8_192

    package init(multipart body: ByteBuffer, boundary: String, limits: Limits = Limits()) throws {
        self.init()
        let incomplete = Fehlerbild.anfrage(grund: "Das Formular kam unvollständig an.")
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var rest = body.readableBytesView[...]
        guard rest.starts(with: delimiter.dropFirst(2)) else { throw incomplete }
        rest = rest.dropFirst(delimiter.count - 2)
        while !rest.starts(with: "--".utf8) {
            guard rest.starts(with: "\r\n".utf8) else { throw incomplete }
            rest = rest.dropFirst(2)
            let head = rest.prefix(FormData.headerBytes)
            guard let headEnd = FormData.find(Array("\r\n\r\n".utf8), in: head) else {
                throw incomplete
            }
            let headers = try FormData.text(rest[rest.startIndex..<headEnd])
            rest = rest[(headEnd + 4)...]
            guard let end = FormData.find(delimiter, in: rest) else { throw incomplete }
            try appendPart(headers, content: rest[rest.startIndex..<end], limits: limits)
            rest = rest[(end + delimiter.count)...]
        }
    }

    private mutating func appendPart(
        _ headers: String, content: ByteBufferView.SubSequence, limits: Limits
    ) throws {
        var fields: [String: String] = [:]
        for line in headers.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let parameters = Multipart.parameters(of: fields["content-disposition"] ?? "")
        guard let name = parameters["name"] else {
            throw Fehlerbild.anfrage(grund: "Ein Teil des Formulars hat keinen Namen.")
        }
        guard let fileName = parameters["filename"] else {
            try append(FormData.text(content), to: name, limits: limits)
            return
        }
        guard !fileName.isEmpty || !content.isEmpty else { return }
        let file = File(
            name: FormData.baseName(fileName),
            contentType: fields["content-type"] ?? "application/octet-stream",
            content: ByteBuffer(content))
        try append(file, to: name, limits: limits)
    }

    /// The last part of a path in either spelling, without control characters.
    private static func baseName(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        return String(last).withoutControls
    }

    /// Index of the first occurrence, looking only where the first byte matches.
    private static func find(_ needle: [UInt8], in bytes: ByteBufferView.SubSequence) -> Int? {
        bytes.withContiguousStorageIfAvailable { storage -> Int? in
            guard storage.count >= needle.count else { return nil }
            var index = 0
            let last = storage.count - needle.count
            search: while index <= last {
                guard storage[index] == needle[0] else { index += 1; continue }
                for offset in 1..<needle.count where storage[index + offset] != needle[offset] {
                    index += 1
                    continue search
                }
                return index
            }
            return nil
        }.flatMap { $0 }.map { bytes.startIndex + $0 }
    }
}
