import Grundwerte
import Hummingbird
import Logging
import Platform

/// What every request of this program carries besides Hummingbird's own context.
package struct RequestFacts: Sendable {
    /// Told to the user on error pages, written to every log line and audit entry of the request.
    package var requestID = UUIDv7()
    /// The user's address; behind a trusted proxy the one the proxy names.
    package var clientAddress: String?
    /// The form that came with the request, read once by `FormGuard`.
    package var form: FormData?
    /// Goes into every form of the page; empty until `FormGuard` has run.
    package var csrfToken = ""
    /// Whether this browser's user wants single letters to act as keys.
    package var tasten = true
    /// The one-time message left by the request before this one.
    package var flash: Meldung?

    package init(clientAddress: String? = nil) { self.clientAddress = clientAddress }

    /// Where tries at the door are counted for.
    var stelle: String { clientAddress.map(Netzadresse.stelle) ?? "unbekannt" }
}

/// A context with the facts of its request; `MandantContext` and `KreisContext` embed them too.
package protocol WebContext: RequestContext {
    var facts: RequestFacts { get set }
}

extension WebContext {
    package var requestID: UUIDv7 { facts.requestID }

    /// The form of a POST; a request without one is answered with 400.
    package func form() throws -> FormData {
        guard let form = facts.form else {
            throw Fehlerbild.anfrage(grund: "Die Anfrage enthält kein Formular.")
        }
        return form
    }
}

/// The context of a request before Mandant, Kreis and user are known.
package struct BackofficeContext: WebContext {
    package var coreContext: CoreRequestContextStorage
    package var facts: RequestFacts
    /// Set by the outermost middleware.
    package var services: WebServices?
    /// Set by the guard of an area.
    package var signedIn: SignedIn?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        facts = RequestFacts(clientAddress: source.channel.remoteAddress?.ipAddress)
    }

    /// For tests and for requests that do not come from a socket.
    package init(logger: Logger, clientAddress: String? = nil) {
        coreContext = .init(source: LoggerSource(logger: logger))
        facts = RequestFacts(clientAddress: clientAddress)
    }

    private struct LoggerSource: RequestContextSource { let logger: Logger }
}
