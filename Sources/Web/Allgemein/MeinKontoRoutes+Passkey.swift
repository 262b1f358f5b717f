import Foundation
import Hummingbird
import Platform

/// Die eigenen Passkeys, und der Nachweis mit einem von ihnen.
extension MeinKontoRoutes {
    func addPasskeys(to group: RouterGroup<Context>) {
        group.post("konto/passkeys/aufgabe", use: aufgabe)
        group.post("konto/passkeys", use: anlegen)
        group.post("konto/passkeys/{id}/entfernung", use: passkeyEntfernen)
        group.post("konto/nachweis/passkey/aufgabe", use: nachweisaufgabe)
        group.post("konto/nachweis/passkey", use: mitPasskeyNachweisen)
    }

    private func aufgabe(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        return try await stellen(.anlegen, context)
    }

    private func nachweisaufgabe(_ request: Request, context: Context) async throws -> Response {
        try await stellen(.nachweis, context)
    }

    private func stellen(_ zweck: Passkey.Zweck, _ context: Context) async throws -> Response {
        let stelle = try context.services.verlangeStelle(), user = context.login.user
        let neu = try await context.writePlatform(.kontoFuehren) { session in
            try Passkey.Aufforderung.neu(zweck, user.id, in: session.transaction)
        }
        return try Passkeyaufgabe(neu, bei: stelle, fuer: user).antwort()
    }

    private func anlegen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let stelle = try context.services.verlangeStelle(), form = try context.form()
        var eingabe = Eingabe(form, [MeinKontoView.passkeyfeld], heute: context.services.heute)
        let name = eingabe.text("passkeyname"), diese = context.login.id
        do {
            guard let name, eingabe.ohneFehler else { throw eingabe.formularfehler }
            let antwort = try RelyingParty.Registration(form)
            let token = try await context.writePlatform(.kontoFuehren) { session in
                try Passkey.anlegen(name, antwort, bei: stelle, in: session)
                try Sitzung.andereBeenden(ausser: diese, in: session)
                return try Sitzung.erneuern(diese, in: session)
            }
            return context.services.erneuert(
                token, .weiter(nach: context.pfad("konto") + "#passkeys").mit(.erfolg(
                    "Der Passkey ist angelegt. Sie können sich ab sofort damit anmelden.")),
                statt: request)
        } catch let fehler as Formularfehler {
            return try await zeigen(context, zurueck: fehler)
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            try await context.writePlatform(.kontoFuehren) {
                try Passkey.nichtAngelegt(hindernis, in: $0)
            }
            return try await zeigen(context, zurueck: Formularfehler(hindernis))
        }
    }

    private func passkeyEntfernen(_ request: Request, context: Context) async throws -> Response {
        try context.verlangeNachweis(nach: "konto")
        let id = try context.parameters.require("id", as: Passkey.ID.self)
        let diese = context.login.id
        let letzter = try await context.writePlatform(.kontoFuehren) { session in
            let letzter = try Passkey.entfernen(id, in: session)
            try Sitzung.andereBeenden(ausser: diese, in: session)
            return letzter
        }
        return .weiter(nach: context.pfad("konto") + "#passkeys").mit(.hinweis(
            letzter ? "Ihr letzter Passkey ist entfernt. Ohne App genügt wieder das Kennwort."
                : "Der Passkey ist entfernt. Löschen Sie ihn auch auf dem Gerät."))
    }

    private func mitPasskeyNachweisen(_ request: Request, context: Context) async throws
        -> Response {
        let stelle = try context.services.verlangeStelle()
        let antwort = try RelyingParty.Assertion(try context.form())
        do {
            let token = try await context.services.signIn.confirm(
                context.login, antwort, at: stelle, address: context.adresse)
            return nachgewiesen(token, request, context)
        } catch SignIn.Failure.wrong {
            context.vermerke(.passkey, von: context.login.user.id, .unprocessableContent)
            return try await fragen(request, context, fehler: Formularfehler(
                "nachweis", grund: "Dieser Passkey passt nicht zu Ihrem Konto",
                abhilfe: "Nehmen Sie einen anderen oder geben Sie Ihr Kennwort ein."))
        } catch SignIn.Failure.tooMany {
            throw Fehlerbild.zuOft(sekunden: 900)
        }
    }
}
