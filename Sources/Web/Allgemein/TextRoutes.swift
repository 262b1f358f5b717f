import Foundation
import HTTPTypes
import Hummingbird
import Platform
import Postgres

/// Eine Seite aus Absätzen: Hilfe, Erklärung zur Barrierefreiheit.
struct TextView: Sendable {
    struct Abschnitt: Sendable {
        let titel: String
        let absaetze: [String]
    }

    let page: Page
    let abschnitte: [Abschnitt]
}

/// Die Seite `konto.mustache`.
struct KontoseiteView: Sendable {
    let page: Page
    let abschnitte: [TextView.Abschnitt]
    let formular: Formular
    /// Ob einzelne Buchstaben als Tasten wirken.
    let an: Bool
}

/// Pages that anybody may read, and the health of the process.
struct TextRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<BackofficeContext>) {
        router.get("hilfe") { _, context in try self.seite("Hilfe und Support", Self.hilfe, context) }
        router.get("barrierefreiheit") { _, context in
            try self.seite("Barrierefreiheit", Self.barrierefreiheit, context)
        }
        router.get("konto", use: konto)
        router.post("konto/tasten", use: tasten)
        router.get("health") { _, _ in try await self.health() }
    }

    /// 200 `ok` when a query on the platform's tables answers, else 503.
    private func health() async throws -> Response {
        _ = try await services.database.platform.query("SELECT 1 AS eins") { try $0.decode("eins", as: Int32.self) }
        return .text("ok")
    }

    /// Names the cookie by which a browser remembers that letters shall not act as keys.
    static let tastencookie = "mandat_tasten"

    func konto(_ request: Request, context: BackofficeContext) throws -> Response {
        .html(try services.pages.render("konto", KontoseiteView(
            page: page("Mein Konto", context), abschnitte: Self.konto,
            formular: Formular([], facts: context.facts), an: context.facts.tasten)))
    }

    /// Gilt für diesen Browser: Auch wer sich einen Rechner teilt, hat meist den eigenen Benutzer.
    func tasten(_ request: Request, context: BackofficeContext) throws -> Response {
        let an = try context.form()["an"] == "1"
        var antwort = Response.weiter(nach: "/konto").mit(.erfolg(
            an ? "Einzelne Buchstaben wirken jetzt als Tasten."
                : "Einzelne Buchstaben wirken nicht mehr als Tasten."))
        antwort.headers.append(services.cookies.setting(
            Self.tastencookie, an ? "an" : "aus", seconds: 31_536_000))
        return antwort
    }

    private func seite(_ titel: String, _ abschnitte: [TextView.Abschnitt],
                       _ context: BackofficeContext) throws -> Response {
        .html(try services.pages.render(
            "text", TextView(page: page(titel, context), abschnitte: abschnitte)))
    }

    private func page(_ titel: String, _ context: BackofficeContext) -> Page {
        let rahmen = Rahmen(.portal, ort: services.kreis, start: "/", heute: services.heute,
                            statics: services.pages.statics, schulung: services.schulung)
        return Page(titel, in: rahmen, facts: context.facts)
    }

    private static let hilfe = [
        TextView.Abschnitt(titel: "Wer hilft", absaetze: [
            "Der Support des Kreises ist Montag bis Donnerstag von 8:00 bis 16:00 Uhr und Freitag von 8:00 bis "
                + "12:30 Uhr da, nicht an Wochenenden und Feiertagen in Nordrhein-Westfalen.",
            "Der Kreis erteilt keine Rechtsberatung. Fragen zum Leistungsrecht klärt Ihre Kommune.",
        ]),
        TextView.Abschnitt(titel: "Wenn etwas nicht geht", absaetze: [
            "Nennen Sie die Vorgangsnummer, die auf der Fehlerseite steht. Sie führt zu dem, was geschah, ohne dass "
                + "Sie Namen nennen müssen.",
        ]),
        TextView.Abschnitt(titel: "Mit der Tastatur", absaetze: [
            "Die Taste ? zeigt auf jeder Seite alle Tasten. Die Taste / springt in die Suche.",
        ]),
    ]

    private static let barrierefreiheit = [
        TextView.Abschnitt(titel: "Stand", absaetze: [
            "Diese Anwendung ist nach WCAG 2.2, Stufe AA, gebaut. Sie arbeitet ohne Skripte, mit der Tastatur und mit "
                + "Vorleseprogrammen; Farben wiederholen nur, was ein Wort schon sagt.",
        ]),
        TextView.Abschnitt(titel: "Eine Barriere melden", absaetze: [
            "Melden Sie Barrieren dem Support des Kreises. Sie erhalten innerhalb von zwei Wochen Antwort.",
        ]),
    ]

    private static let konto = [
        TextView.Abschnitt(titel: "Kennwort und Rollen", absaetze: [
            "Kennwort und Rollen richtet die Fachadministration des Kreises auf Antrag Ihrer "
                + "Kommune ein. Vertretungen tragen Sie unter „Meine Aufgaben“ selbst ein.",
        ]),
    ]
}
