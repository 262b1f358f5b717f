import Hummingbird
import NIOCore

extension Request {
    /// The whole body, of at most `limit` bytes. What breaks off or cannot be read on the way is no
    /// fault of ours and answered with 400; too much with 413.
    mutating func ganzerInhalt(bis limit: Int) async throws -> ByteBuffer {
        do {
            return try await collectBody(upTo: limit)
        } catch let error as NIOTooManyBytesError {
            throw error
        } catch {
            throw Fehlerbild.anfrage(
                grund: "Die Anfrage ist unterwegs abgebrochen oder verstümmelt.")
        }
    }
}
