import Grundwerte
import HTTPTypes
import Hummingbird
import Logging
import Platform

/// What the log of the services calls a refusal, for whoever watches over them (ASVS V16.3.2,
/// V16.3.3). The keys stay as they are; deploy/SICHERHEIT.md explains each.
package enum Schutzereignis: String, Sendable, CaseIterable {
    case recht = "permission.denied"
    case sitzung = "session.ended"
    case fremdeSeite = "form.foreign"
    case fremdesFormular = "form.token"
    case meldung = "message.signature"
    case fremderBereich = "area.foreign"
    case schluessel = "key.unknown"
    case umfang = "key.scope"
    case passkey = "passkey.refused"
    case anbieter = "provider.refused"
    case zuOft = "rate.limit"

    /// Somebody may have tried to get around a protection; a missing right alone is daily life.
    var istVersuch: Bool { self != .recht && self != .sitzung }
}

extension Fehlerbild {
    /// The same, named in the log.
    func als(_ ereignis: Schutzereignis) -> Fehlerbild {
        var bild = self
        bild.ereignis = ereignis
        return bild
    }
}

extension WebContext {
    /// One line in the log of the services. Who it was is an id, never a name; where an attempt
    /// came from is its address.
    func vermerke(
        _ ereignis: Schutzereignis, von wer: User.ID?, _ status: HTTPResponse.Status,
        grund: String? = nil
    ) {
        var angaben: Logger.Metadata = [
            "event": "\(ereignis.rawValue)", "route": "\(endpointPath ?? "-")",
            "status": "\(status.code)", "user": "\(wer?.description ?? "-")",
        ]
        if ereignis.istVersuch { angaben["address"] = "\(facts.clientAddress ?? "-")" }
        if let grund { angaben["reason"] = "\(grund)" }
        logger.log(level: ereignis.istVersuch ? .warning : .notice, "refused", metadata: angaben)
    }
}

extension WebServices {
    /// Whom a refused request came from, by the session or the key that it shows, be it over or
    /// not; nil if it shows none, or if nobody can be asked.
    func wer(_ request: Request) async -> User.ID? {
        let token = request.uri.path.hasPrefix(Schnittstellenwache.vorsatz)
            ? Schnittstellenwache.token(request) : cookies.value(Self.sitzung, in: request)
        guard let token else { return nil }
        return try? await signIn.owner(token: token)
    }
}
