import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A page. It shows people's data, so nothing on the way may keep a copy.
    package static func html(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// 303 to a path of this server, the answer to a POST that did something.
    ///
    /// A target that is not such a path would let a form lead users astray and goes to `/` instead.
    package static func weiter(nach path: String) -> Response {
        let isLocal = path.hasPrefix("/") && !path.hasPrefix("//") && !path.contains("\\")
            && path.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
        return Response(
            status: .seeOther,
            headers: [.location: isLocal ? path : "/", .cacheControl: "no-store"])
    }

    /// A file to save, or with `zeigen` to open in the browser.
    package static func datei(
        _ content: ByteBuffer, name: String, typ: Dateityp, zeigen: Bool = false
    ) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: typ.rawValue, .cacheControl: "no-store",
                .contentDisposition:
                    contentDisposition(zeigen ? "inline" : "attachment", name: name),
            ],
            body: ResponseBody(byteBuffer: content))
    }

    /// RFC 6266: the plain name for old readers, the real one in UTF-8 beside it.
    static func contentDisposition(_ kind: String, name: String) -> String {
        let visible = name.withoutControls
        let plain = ascii(visible)
        guard plain != visible else { return "\(kind); filename=\"\(plain)\"" }
        return "\(kind); filename=\"\(plain)\"; filename*=UTF-8''\(percentEncoded(visible))"
    }

    private static func ascii(_ name: String) -> String {
        let umlauts: [Character: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss",
        ]
        return String(name.precomposedStringWithCanonicalMapping.flatMap { character -> String in
            if let plain = umlauts[character] { return plain }
            let isPlain = character.isASCII && !"\"\\/:*?<>|%".contains(character)
            return isPlain ? String(character) : "_"
        })
    }

    private static func percentEncoded(_ name: String) -> String {
        name.utf8.reduce(into: "") { text, byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte)
                || (97...122).contains(byte) || "-._~".utf8.contains(byte)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal([byte]).uppercased()
        }
    }
}

extension String {
    var withoutControls: String {
        String(UnicodeScalarView(unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    }
}

/// What kinds of files the program hands out.
package enum Dateityp: String, Sendable {
    case csv = "text/csv; charset=utf-8"
    case pdf = "application/pdf"
    case xml = "application/xml; charset=utf-8"
    case json = "application/json"
    case zip = "application/zip"
    case ods = "application/vnd.oasis.opendocument.spreadsheet"
    case xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case text = "text/plain; charset=utf-8"
    case octets = "application/octet-stream"
}
