import HTTPTypes
import Hummingbird
import Platform

/// Die Seite `konto/anbieter.mustache`: der letzte Schritt, bevor es zum Anbieter geht.
struct AnbieterwegView: Sendable {
    let page: Page
    let anbieter: String
    let ziel: String
    let zurueck: String
}

/// Das Konto bei der eigenen Kommune verknüpfen und trennen, und der Nachweis mit ihm.
extension MeinKontoRoutes {
    func addAnbieter(to group: RouterGroup<Context>) {
        group.post("konto/anbieter", use: verknuepfen)
        group.post("konto/anbieter/trennung", use: trennen)
        group.post("konto/nachweis/anbieter", use: beimAnbieterNachweisen)
    }

    private func verknuepfen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        return try await schicke(context, nachweis: false, ziel: "")
    }

    private func beimAnbieterNachweisen(_ request: Request, context: Context) async throws
        -> Response {
        try await schicke(
            context, nachweis: true, ziel: request.uri.queryParameters.get("ziel") ?? "")
    }

    /// Ein Verweis statt einer Weiterleitung: Formulare führen nie aus dem Programm hinaus, und die
    /// Person sieht, wohin es geht.
    private func schicke(_ context: Context, nachweis: Bool, ziel: String) async throws
        -> Response {
        let services = context.services, stelle = try services.verlangeAnbieterstelle()
        let konto = try await context.readPlatform(.kontoFuehren) {
            try Anbieterkonto.eigenes(in: $0)
        }
        guard let konto else { throw Hindernis.nichtGefunden }
        let weg: SignIn.Hinweg
        do {
            weg = try await services.signIn.hinweg(
                context.login, nachweis: nachweis, ziel: ziel, von: stelle)
        } catch let fehler as AnbieterFehler {
            return .weiter(nach: context.pfad("konto")).mit(.gefahr(fehler.satz))
        }
        let titel = nachweis ? "Beim Anbieter ausweisen" : "Konto verknüpfen"
        var antwort = Response.html(try pages.render("konto/anbieter", AnbieterwegView(
            page: context.seite(titel, pfad: []), anbieter: konto.anbieter.bezeichnung,
            ziel: weg.adresse, zurueck: context.pfad("konto"))))
        antwort.headers.append(services.wegcookie(weg))
        return antwort
    }

    private func trennen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let diese = context.login.id
        try await context.writePlatform(.kontoFuehren) {
            try Anbieterkonto.trennen(ausser: diese, in: $0)
        }
        return .weiter(nach: context.pfad("konto") + "#anbieter")
            .mit(.hinweis("Die Verknüpfung ist gelöst. Sie melden sich wieder mit Ihrem Kennwort "
                + "oder einem Passkey an."))
    }
}
