import Foundation
import HTTPTypes
import Hummingbird
import Platform

/// Wo es neben Kennwort und Passkey noch hineingeht.
struct Fremdanmeldung: Sendable {
    let wege: [Verweis]
}

/// Anmelden mit dem Konto, das die Person bei ihrer Kommune hat (OpenID Connect), und die Rückkehr
/// von dort, auch zum Verknüpfen und zum Nachweis.
extension AnmeldungRoutes {
    func addAnbieter(to router: Router<BackofficeContext>) {
        router.get("anmeldung/anbieter/{id}", use: hin)
        router.get("anmeldung/anbieter/{id}/antwort", use: zurueck)
    }

    /// Nil, wo keiner eingerichtet ist.
    func fremdanmeldung(_ request: Request) async throws -> Fremdanmeldung? {
        guard services.oeffentlich != nil else { return nil }
        let alle = try await services.signIn.anbieterHeute()
        return alle.isEmpty ? nil : Fremdanmeldung(wege: alle.map { anbieter in
            Verweis("Mit dem Konto anmelden: \(anbieter.bezeichnung)",
                    "/anmeldung/anbieter/\(anbieter.id)\(Self.wunsch(request))")
        })
    }

    private func hin(_ request: Request, context: BackofficeContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Anbieter.ID.self)
        let stelle = try services.verlangeAnbieterstelle()
        do {
            let weg = try await services.signIn.hinweg(
                id, ziel: request.uri.queryParameters.get("ziel") ?? "", von: stelle,
                address: adresse(context))
            // The only address outside to which a browser is sent: it lies with the provider.
            var antwort = Response(status: .seeOther, headers: [.location: weg.adresse])
            antwort.headers.append(services.wegcookie(weg))
            return antwort
        } catch let fehler as AnbieterFehler {
            return try await seite(
                Formular(Self.felder, facts: context.facts), request, context,
                abgewiesen: fehler.satz)
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    private func zurueck(_ request: Request, context: BackofficeContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Anbieter.ID.self)
        let stelle = try services.verlangeAnbieterstelle(), login = try await login(request)
        let angaben = request.uri.queryParameters
        let weg = SignIn.Rueckweg(
            code: angaben.get("code"), state: angaben.get("state") ?? "",
            issuer: angaben.get("iss"), fehler: angaben.get("error"))
        do {
            let ankunft = try await services.signIn.rueckweg(
                weg, id, cookie: services.cookies.value(WebServices.anbieter, in: request) ?? "",
                login: login, insteadOf: token(request), von: stelle, address: adresse(context),
                browser: Browsername.lies(request.headers[.userAgent] ?? ""))
            return ohneCookie(try await angekommen(ankunft, login, request))
        } catch let fehler as AnbieterFehler {
            if fehler.zaehlt {
                context.vermerke(.anbieter, von: login?.user.id, .unprocessableContent,
                                 grund: "\(fehler)")
            }
            if let login {
                return ohneCookie(.weiter(nach: try await heimat(login) + "/konto")
                    .mit(.gefahr(fehler.satz)))
            }
            return ohneCookie(try await seite(
                Formular(Self.felder, facts: context.facts), request, context,
                abgewiesen: fehler.satz))
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    private func angekommen(
        _ ankunft: SignIn.Ankunft, _ login: LoginSession?, _ request: Request
    ) async throws -> Response {
        switch ankunft {
        case .angemeldet(let token, let ziel):
            guard try await services.signIn.waits(token: token) else {
                return try await weiter(token, nach: ziel)
            }
            let wunsch = Self.wunsch(ziel.isEmpty ? nil : ziel)
            return mit(token, .weiter(nach: "/anmeldung/code\(wunsch)"))
        case .verknuepft(let token):
            let antwort = Response.weiter(nach: try await konto(login) + "#anbieter")
                .mit(.erfolg("Das Konto Ihrer Kommune ist verknüpft. Sie können sich ab sofort "
                    + "damit anmelden. Alle anderen Sitzungen sind beendet."))
            return services.erneuert(token, antwort, statt: request)
        case .nachgewiesen(let token, let wunsch):
            guard let login else { throw AnbieterFehler.vorgang }
            let antwort = Response.weiter(nach: try await ziel(wunsch, login))
                .mit(.hinweis("Danke. Senden Sie das Formular jetzt noch einmal ab."))
            return services.erneuert(token, antwort, statt: request)
        }
    }

    private func konto(_ login: LoginSession?) async throws -> String {
        guard let login else { throw AnbieterFehler.vorgang }
        return try await heimat(login) + "/konto"
    }

    /// The way is used up; what held the browser to it goes.
    private func ohneCookie(_ antwort: Response) -> Response {
        var antwort = antwort
        antwort.headers.append(services.cookies.clearing(WebServices.anbieter))
        return antwort
    }
}

extension WebServices {
    /// Die Adresse, zu der ein Anbieter zurückschickt; 404, wo keine eingestellt ist.
    func verlangeAnbieterstelle() throws -> RelyingParty {
        guard let oeffentlich else {
            throw Fehlerbild.nichtGefunden(grund: "Hier ist keine öffentliche Adresse eingestellt.")
        }
        return oeffentlich
    }

    /// Bleibt so lange im Browser, wie der Weg gilt.
    func wegcookie(_ weg: SignIn.Hinweg) -> HTTPField {
        cookies.setting(Self.anbieter, weg.cookie, seconds: 600)
    }
}
