import Hummingbird
import NIOCore

extension Request {
    /// The query of the address, read like a form: `+` is a space, what is not UTF-8 is refused.
    func abfrage() throws -> FormData {
        try FormData(urlencoded: ByteBuffer(string: uri.query ?? ""))
    }
}
