import Foundation
import Grundwerte
import Platform

/// Die Seite `konto/nachweis.mustache`.
struct NachweisView: Sendable {
    static let feld = Feld("nachweis", "Kennwort oder Code der App", .kennwort, maximal: 200,
                           autocomplete: "current-password", fokus: true)

    let page: Page
    let formular: Formular
    let fehler: String?
    let ziel: String
    let passkey: PasskeyFormular?
    /// Wer sein Konto bei der Kommune verknüpft hat, kann sich auch dort ausweisen.
    let anbieter: Anbieterweg?

    struct Anbieterweg: Sendable {
        let ziel: String
        let name: String
        let csrf: String
    }
}

/// Die Seite `konto/mein.mustache`.
struct MeinKontoView: Sendable {
    struct Offen: Sendable {
        let browser: String
        let zeit: String
        let adresse: String
        let diese: Marke?
        let beenden: String?
        let csrf: String
    }

    /// Die Einrichtung des zweiten Faktors hat begonnen.
    struct Einrichtung: Sendable {
        let bild: HTML
        let geheimnis: String
        let adresse: String
        let formular: Formular
        let ziel: String
    }

    struct Schluessel: Sendable {
        let name: String
        let zeit: String
        let entfernen: String
        let csrf: String
    }

    /// Das Formular für einen neuen Passkey; `passkey.js` macht es sichtbar.
    struct NeuerPasskey: Sendable {
        let formular: Formular
        let ziel: String
        let aufgabe: String
        let skript: String
    }

    /// Das Konto, das die Person bei ihrer Kommune hat; nil, wo keiner eingerichtet ist.
    struct Fremdkonto: Sendable {
        let name: String
        let stand: Marke
        let verknuepfen: String?
        let trennen: String?
        let csrf: String
    }

    let page: Page
    let untertitel: String
    /// Nichts anderes öffnet sich, bevor der zweite Faktor steht.
    let pflicht: Meldung?
    let sitzungen: [Offen]
    /// Fehlt, wenn es keine anderen gibt.
    let andereBeenden: String?
    /// Gescheiterte Anmeldungen mit dem eigenen Namen.
    let versuche: [String]
    let hatVersuche: Bool
    let kennwort: Formular
    let kennwortZiel: String
    let beginnen: String?
    let einrichtung: Einrichtung?
    let entfernen: String?
    let stand: Marke
    let rest: String?
    let codes: [String]
    let hatCodes: Bool
    let csrf: String
    let passkeys: [Schluessel]
    let hatPasskeys: Bool
    let neuerPasskey: NeuerPasskey?
    let fremdkonto: Fremdkonto?

    static let kennwortfelder = [
        Feld("bisher", "Jetziges Kennwort", .kennwort, maximal: 200,
             autocomplete: "current-password"),
        Kennwortform.feld,
    ]
    static let passkeyfeld = Feld(
        "passkeyname", "Name des neuen Passkeys", hinweis: "Zum Beispiel „Laptop im Büro“",
        maximal: 60, breite: .mittel)
    private static let codefeld = Feld(
        "code", "Code aus der App", hinweis: "Sechs Ziffern", maximal: 8,
        autocomplete: "one-time-code", breite: .kurz)

    init(_ sitzungen: [Sitzung], _ faktor: ZweiterFaktor?, _ passkeys: [Passkey],
         _ versuche: [Fehlversuch], _ anbieter: Anbieterkonto?, codes: [String],
         fehler: Formularfehler?, _ context: some Bereichskontext) {
        let ort = context.pfad("konto"), facts = context.facts
        page = context.seite("Mein Konto", pfad: [])
        untertitel = "\(context.login.user.name) · \(context.login.user.anmeldename)"
        self.sitzungen = sitzungen.map { Self.offen($0, context, ort) }
        self.versuche = versuche.map { "\(Kreisanzeige.zeit($0.am)), von \($0.adresse)" }
        hatVersuche = !versuche.isEmpty
        andereBeenden = sitzungen.count > 1 ? "\(ort)/abmeldungen" : nil
        let wo = fehler?.fehler.first?.feld
        kennwort = Self.formular(
            Self.kennwortfelder, wo == "code" || wo == "passkeyname" ? nil : fehler, context)
        kennwortZiel = "\(ort)/kennwort"
        let istFertig = faktor?.istBestaetigt == true
        pflicht = context.login.schuldetFaktor && !istFertig ? .warnung(
            "Ihre Rolle verlangt einen zweiten Faktor. Richten Sie ihn hier ein; bis dahin öffnet "
                + "sich keine andere Seite.") : nil
        beginnen = faktor == nil ? "\(ort)/faktor" : nil
        entfernen = istFertig ? "\(ort)/faktor/entfernung" : nil
        einrichtung = istFertig ? nil : faktor.map { faktor in
            let adresse = faktor.totp.adresse(fuer: context.login.user.anmeldename)
            return Einrichtung(
                bild: QRCode(adresse)?.svg ?? "", geheimnis: Self.gruppen(faktor.totp.text),
                adresse: adresse,
                formular: Self.formular([Self.codefeld], wo == "code" ? fehler : nil, context),
                ziel: "\(ort)/faktor/bestaetigung")
        }
        stand = istFertig ? Marke("eingerichtet", .ok) : Marke("nicht eingerichtet", .hinweis)
        rest = istFertig
            ? "Noch \(faktor?.codesUebrig ?? 0) von 8 Wiederherstellungscodes sind unbenutzt." : nil
        self.codes = codes
        hatCodes = !codes.isEmpty
        csrf = facts.csrfToken
        self.passkeys = passkeys.map { passkey in
            let zuletzt = passkey.zuletztAm.map { "zuletzt \(Kreisanzeige.zeit($0))" }
            let ablage = passkey.istGesichert ? ", auch in einem Kennwortspeicher" : ""
            let benutzt = (zuletzt ?? "noch nie benutzt") + ablage
            return Schluessel(
                name: passkey.bezeichnung,
                zeit: "seit \(Kreisanzeige.zeit(passkey.angelegtAm)), \(benutzt)",
                entfernen: "\(ort)/passkeys/\(passkey.id)/entfernung", csrf: facts.csrfToken)
        }
        hatPasskeys = !passkeys.isEmpty
        neuerPasskey = context.services.oeffentlich.map { _ in
            NeuerPasskey(
                formular: Self.formular(
                    [Self.passkeyfeld], wo == "passkeyname" ? fehler : nil, context),
                ziel: "\(ort)/passkeys", aufgabe: "\(ort)/passkeys/aufgabe",
                skript: context.services.pages.statics.path("passkey.js"))
        }
        fremdkonto = context.services.oeffentlich == nil ? nil : anbieter.map { konto in
            let istVerknuepft = konto.verknuepftAm != nil
            return Fremdkonto(
                name: konto.anbieter.bezeichnung,
                stand: istVerknuepft ? Marke("verknüpft", .ok)
                    : Marke("nicht verknüpft", .hinweis),
                verknuepfen: istVerknuepft ? nil : "\(ort)/anbieter",
                trennen: istVerknuepft ? "\(ort)/anbieter/trennung" : nil, csrf: facts.csrfToken)
        }
    }

    /// Kennwörter und Codes kommen nie zurück auf die Seite.
    private static func formular(_ felder: [Feld], _ fehler: Formularfehler?,
                                 _ context: some Bereichskontext) -> Formular {
        guard let fehler, let form = context.facts.form else {
            return Formular(felder, facts: context.facts)
        }
        return Formular(felder, erneut: form, fehler: fehler, facts: context.facts)
    }

    private static func offen(_ sitzung: Sitzung, _ context: some Bereichskontext,
                              _ ort: String) -> Offen {
        let diese = sitzung.id == context.login.id
        return Offen(
            browser: sitzung.browser.isEmpty ? "Unbekannter Browser" : sitzung.browser,
            zeit: "seit \(Kreisanzeige.zeit(sitzung.begonnenAm)), zuletzt "
                + Kreisanzeige.zeit(sitzung.zuletztAm),
            adresse: sitzung.adresse, diese: diese ? Marke("diese Sitzung", .ok) : nil,
            beenden: diese ? nil : "\(ort)/sitzungen/\(sitzung.id)/ende",
            csrf: context.facts.csrfToken)
    }

    private static func gruppen(_ text: String) -> String {
        stride(from: 0, to: text.count, by: 4).map { stelle in
            String(text.dropFirst(stelle).prefix(4))
        }.joined(separator: " ")
    }
}
