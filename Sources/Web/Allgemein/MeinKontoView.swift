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

    let page: Page
    let untertitel: String
    /// Nichts anderes öffnet sich, bevor der zweite Faktor steht.
    let pflicht: Meldung?
    let sitzungen: [Offen]
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

    static let kennwortfelder = [
        Feld("bisher", "Jetziges Kennwort", .kennwort, maximal: 200,
             autocomplete: "current-password"),
        BenutzerForm.kennwortfeld,
    ]
    private static let codefeld = Feld(
        "code", "Code aus der App", hinweis: "Sechs Ziffern", maximal: 8,
        autocomplete: "one-time-code", breite: .kurz)

    init(_ sitzungen: [Sitzung], _ faktor: ZweiterFaktor?, codes: [String],
         fehler: Formularfehler?, _ context: some Bereichskontext) {
        let ort = context.pfad("konto"), facts = context.facts
        page = context.seite("Mein Konto", pfad: [])
        untertitel = "\(context.login.user.name) · \(context.login.user.anmeldename)"
        self.sitzungen = sitzungen.map { Self.offen($0, context, ort) }
        let amKennwort = fehler.map { $0.fehler.contains { $0.feld != "code" } } ?? false
        kennwort = Self.formular(Self.kennwortfelder, amKennwort ? fehler : nil, context)
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
                formular: Self.formular([Self.codefeld], amKennwort ? nil : fehler, context),
                ziel: "\(ort)/faktor/bestaetigung")
        }
        stand = istFertig ? Marke("eingerichtet", .ok) : Marke("nicht eingerichtet", .hinweis)
        rest = istFertig
            ? "Noch \(faktor?.codesUebrig ?? 0) von 8 Wiederherstellungscodes sind unbenutzt." : nil
        self.codes = codes
        hatCodes = !codes.isEmpty
        csrf = facts.csrfToken
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
