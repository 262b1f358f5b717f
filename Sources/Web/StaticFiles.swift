import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Style sheet, script and icon: read once, served from memory under a path that carries the hash
/// of the content, so that browsers may keep them for ever.
package struct StaticFiles: Sendable {
    private struct File: Sendable {
        let content: ByteBuffer
        let type: String
        let path: String
    }

    private let files: [String: File]

    /// Reads the files directly in `directory`.
    package init(directory: String) throws {
        let root = URL(fileURLWithPath: directory, isDirectory: true)
        var files: [String: File] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
            guard let type = StaticFiles.types[(name as NSString).pathExtension] else { continue }
            let data = try Data(contentsOf: root.appendingPathComponent(name))
            let hash = hexadecimal(SHA256.hash(data: data).prefix(8))
            files[name] = File(
                content: ByteBuffer(bytes: data), type: type, path: "/statisch/\(hash)/\(name)")
        }
        self.files = files
    }

    /// Where the file is served; the plain name when there is no such file.
    package func path(_ name: String) -> String { files[name]?.path ?? "/statisch/0/\(name)" }

    /// Adds `GET /statisch/{hash}/{name}` and `GET /favicon.ico`.
    package func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("statisch/{hash}/{name}") { _, context in
            let name = context.parameters.get("name") ?? ""
            return try self.response(name, hash: context.parameters.get("hash"))
        }
        router.get("favicon.ico") { _, _ in try self.response("favicon.svg", hash: nil) }
    }

    /// An outdated hash gets today's content, but no leave to keep it.
    private func response(_ name: String, hash: String?) throws -> Response {
        guard let file = files[name] else { throw HTTPError(.notFound) }
        let isCurrent = hash.map { file.path == "/statisch/\($0)/\(name)" } ?? false
        return Response(
            status: .ok,
            headers: [
                .contentType: file.type,
                .cacheControl: isCurrent
                    ? "public, max-age=31536000, immutable" : "public, max-age=3600",
            ],
            body: ResponseBody(byteBuffer: file.content))
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml; charset=utf-8", "woff2": "font/woff2", "png": "image/png",
    ]
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
