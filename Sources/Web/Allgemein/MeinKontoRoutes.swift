import Foundation
import Grundwerte
import Hummingbird
import Platform

/// Das eigene Konto in beiden Bereichen: Sitzungen, Kennwort, zweiter Faktor, Passkeys, und die
/// Frage, wer da sitzt, bevor Geld bewegt wird.
struct MeinKontoRoutes<Context: Bereichskontext>: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<Context>) {
        group.get("konto") { try await zeigen($1, zurueck: nil) }
        group.post("konto/abmeldungen", use: andereBeenden)
        group.post("konto/sitzungen/{id}/ende", use: beenden)
        group.post("konto/kennwort", use: kennwort)
        group.post("konto/faktor", use: beginnen)
        group.post("konto/faktor/bestaetigung", use: bestaetigen)
        group.post("konto/faktor/entfernung", use: entfernen)
        group.get("konto/nachweis") { try await fragen($0, $1, fehler: nil) }
        group.post("konto/nachweis", use: nachweisen)
        addPasskeys(to: group)
        addAnbieter(to: group)
    }

    func zeigen(_ context: Context, zurueck: Formularfehler?, codes: [String] = [])
        async throws -> Response {
        let schloss = context.services.database.schloss, ich = context.login.user.id
        let (sitzungen, faktor, passkeys, versuche, anbieter) = try await context.writePlatform(
            .kontoFuehren
        ) { session in
            (try Sitzung.eigene(in: session),
             try ZweiterFaktor.laden(ich, schloss, in: session.transaction),
             try Passkey.eigene(in: session), try Fehlversuch.eigene(in: session),
             try Anbieterkonto.eigenes(in: session))
        }
        // A set-up that was begun shows its secret only to whoever has lately proved who he is.
        let sichtbar = faktor?.istBestaetigt == true || context.login.istFrisch ? faktor : nil
        let view = MeinKontoView(
            sitzungen, sichtbar, passkeys, versuche, anbieter, codes: codes, fehler: zurueck, context)
        return .html(try pages.render("konto/mein", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func andereBeenden(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let diese = context.login.id
        let beendet = try await context.writePlatform(.kontoFuehren) {
            try Sitzung.andereBeenden(ausser: diese, in: $0)
        }
        return .weiter(nach: context.pfad("konto")).mit(
            beendet == 0 ? .hinweis("Sie sind nur hier angemeldet.")
                : .erfolg("Sie sind jetzt nur noch hier angemeldet."))
    }

    private func beenden(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let id = try context.parameters.require("id", as: LoginSession.ID.self)
        try await context.writePlatform(.kontoFuehren) { try Sitzung.beenden(id, in: $0) }
        return .weiter(nach: context.pfad("konto")).mit(.erfolg("Die Sitzung ist beendet."))
    }

    /// Ein neues eigenes Kennwort; das bisherige beweist, wer fragt.
    private func kennwort(_ request: Request, context: Context) async throws -> Response {
        var eingabe = Eingabe(try context.form(), MeinKontoView.kennwortfelder,
                              heute: context.services.heute)
        let altes = eingabe.kennwort("bisher"), name = context.login.user.anmeldename
        let neues = Kennwortform.lies(&eingabe, name: name)
        do {
            guard let altes, let neues, eingabe.ohneFehler else { throw eingabe.formularfehler }
            try await context.services.signIn.verify(
                context.login, password: altes, address: context.adresse)
            let hash = try await context.services.kennwoerter.hash(neues)
            let diese = context.login.id
            let token = try await context.writePlatform(.kontoFuehren) { session in
                try User.kennwortSetzen(hash, ausser: diese, in: session)
                return try Sitzung.erneuern(diese, nachgewiesen: true, in: session)
            }
            return context.services.erneuert(
                token, .weiter(nach: context.pfad("konto")).mit(.erfolg(
                    "Das Kennwort ist geändert, alle anderen Sitzungen sind beendet.")),
                statt: request)
        } catch let fehler as Formularfehler {
            return try await zeigen(context, zurueck: fehler)
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            return try await zeigen(context, zurueck: Formularfehler(hindernis))
        } catch SignIn.Failure.wrong {
            return try await zeigen(context, zurueck: Formularfehler(
                "bisher", grund: "stimmt nicht", abhilfe: "Geben Sie Ihr jetziges Kennwort ein."))
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    // MARK: Zweiter Faktor

    private func beginnen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let schloss = context.services.database.schloss
        _ = try await context.writePlatform(.kontoFuehren) {
            try ZweiterFaktor.beginnen(schloss, in: $0)
        }
        return .weiter(nach: context.pfad("konto") + "#faktor")
    }

    private func bestaetigen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let code = try context.form()["code"] ?? "", zeit = context.services.database.uhr.jetzt
        let schloss = context.services.database.schloss, diese = context.login.id
        do {
            let (codes, token) = try await context.writePlatform(.kontoFuehren) { session in
                let codes = try ZweiterFaktor.bestaetigen(code, um: zeit, schloss, in: session)
                try Sitzung.andereBeenden(ausser: diese, in: session)
                return (codes, try Sitzung.erneuern(diese, in: session))
            }
            return context.services.erneuert(
                token, try await zeigen(context, zurueck: nil, codes: codes), statt: request)
        } catch let hindernis as Hindernis where hindernis.art == .eingabe {
            return try await zeigen(context, zurueck: Formularfehler(hindernis))
        }
    }

    private func entfernen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let ich = context.login.user.id, diese = context.login.id
        try await context.writePlatform(.kontoFuehren) { session in
            try ZweiterFaktor.entfernen(ich, grund: "eigener Wunsch", in: session)
            try Sitzung.andereBeenden(ausser: diese, in: session)
        }
        return .weiter(nach: context.pfad("konto"))
            .mit(.hinweis("Die App ist entfernt. Ohne Passkey genügt wieder das Kennwort; verlangt "
                + "Ihre Rolle einen zweiten Faktor, richten Sie gleich einen neuen ein."))
    }

    // MARK: Nachweis

    func fragen(_ request: Request, _ context: Context, fehler: Formularfehler?)
        async throws -> Response {
        let ziel = request.uri.queryParameters.get("ziel").map { String($0) } ?? ""
        let wunsch = "?ziel=\(ziel.alsAbfragewert)", ich = context.login.user.id
        let (hatPasskey, anbieter) = try await context.readPlatform(.kontoFuehren) { session in
            (try Passkey.hat(ich, in: session.transaction),
             try Anbieterkonto.eigenes(in: session))
        }
        let verknuepft = context.services.oeffentlich == nil || anbieter?.verknuepftAm == nil
            ? nil : anbieter?.anbieter.bezeichnung
        let page = context.seite("Bitte weisen Sie sich kurz aus", pfad: [])
        let view = NachweisView(
            page: page, formular: Formular(
                [NachweisView.feld], werte: [:], facts: context.facts),
            fehler: fehler?.fehler.first?.saetze,
            ziel: context.pfad("konto/nachweis") + wunsch,
            passkey: hatPasskey
                ? PasskeyFormular(context.pfad("konto/nachweis/passkey"), "Mit Passkey ausweisen",
                                  wunsch: wunsch, context.services, context.facts) : nil,
            anbieter: verknuepft.map { name in
                NachweisView.Anbieterweg(
                    ziel: context.pfad("konto/nachweis/anbieter") + wunsch, name: name,
                    csrf: context.facts.csrfToken)
            })
        return .html(try pages.render("konto/nachweis", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func nachweisen(_ request: Request, context: Context) async throws -> Response {
        let beweis = try context.form()["nachweis"] ?? ""
        do {
            let token = try await context.services.signIn.confirm(
                context.login, proof: beweis, address: context.adresse)
            return nachgewiesen(token, request, context)
        } catch SignIn.Failure.wrong {
            return try await fragen(request, context, fehler: Formularfehler(
                "nachweis", grund: "Das stimmt nicht",
                abhilfe: "Geben Sie Ihr Kennwort oder den Code Ihrer App ein."))
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }

    /// Mit dem neuen Token zurück dorthin, wo das Formular steht.
    func nachgewiesen(_ token: String, _ request: Request, _ context: Context) -> Response {
        let wunsch = request.uri.queryParameters.get("ziel") ?? ""
        let eigenes = context.pfad("")
        let antwort = Response.weiter(nach: wunsch.hasPrefix(eigenes + "/") ? wunsch : eigenes)
            .mit(.hinweis("Danke. Senden Sie das Formular jetzt noch einmal ab."))
        return context.services.erneuert(token, antwort, statt: request)
    }
}

extension Bereichskontext {
    var adresse: String { facts.stelle }

    /// Schickt zum Nachweis, wenn die Person sich zuletzt vor über zwei Stunden ausgewiesen hat.
    func verlangeNachweis(nach ort: String) throws {
        guard !login.istFrisch else { return }
        throw Nachweisfehlt(ziel: pfad("konto/nachweis") + "?ziel=\(pfad(ort).alsAbfragewert)")
    }
}
