import HTTPTypes
import Hummingbird

extension WebServices {
    /// The answer to a sign-in: the browser shows this token from now on, and what a session before
    /// it has left in other windows holds no longer.
    func angemeldet(_ token: String, _ antwort: Response) -> Response {
        var antwort = antwort
        antwort.headers.append(cookies.setting(Self.sitzung, token))
        antwort.headers.append(cookies.clearing(Self.vorher))
        return antwort
    }

    /// The answer to a proof: the session goes on under this token (ASVS V7.2.4). The one that the
    /// browser showed opens nothing any more; it stays as what the forms in other windows were
    /// bound to, so that nobody loses what he has typed there.
    func erneuert(_ token: String, _ antwort: Response, statt request: Request) -> Response {
        var antwort = antwort
        antwort.headers.append(cookies.setting(Self.sitzung, token))
        if let alt = cookies.value(Self.sitzung, in: request), !alt.isEmpty {
            antwort.headers.append(cookies.setting(Self.vorher, alt))
        }
        return antwort
    }
}
