import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `zahlung/texte.mustache`.
struct ZahlungstexteView: Sendable {
    let page: Page
    let ort: String
    let texte: Tabelle?
    let leer: Leer?
    let formular: Formular?
}

/// Womit die Verwendungszwecke der Kommune beginnen.
struct ZahlungstextRoutes: Sendable {
    private static let felder = [
        Feld("zweck", "Für", .auswahl(Zahlung.Zweck.allCases.map {
            Option($0.rawValue, $0.bezeichnung)
        })),
        Feld("text", "Verwendungszweck beginnt mit",
             hinweis: "Vermieter und Banken lesen ihn; Monat und Zeichen folgen von selbst",
             maximal: 60, breite: .lang),
        Feld("ab", "Für alles, was fällig ist ab", .datum),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zahlungen/texte") { try await seite($1) }
        group.post("zahlungen/texte", use: festlegen)
    }

    private func festlegen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form()
        var e = Eingabe(form, Self.felder, heute: context.heute)
        let zweck = e.auswahl("zweck").flatMap(Zahlung.Zweck.init), text = e.text("text")
        let ab = e.datum("ab")
        do {
            guard let zweck, let text, let ab, e.ohneFehler else { throw e.formularfehler }
            let vorgang = try e.vorgang(), ziel = context.pfad("zahlungen/texte")
            let weiter = try await context.write(.zahlungAnordnen) { session in
                try session.einmal(vorgang) {
                    try Zahlungstext.festlegen(zweck, text, ab: ab, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Ab dem \(ab.deutsch) beginnt der "
                + "Verwendungszweck so."))
        } catch let fehler as Formularfehler {
            return try await seite(context, form, fehler)
        } catch let hindernis as Hindernis {
            guard let feld = hindernis.feld else { throw hindernis }
            return try await seite(context, form, Formularfehler(
                feld, grund: hindernis.grund, abhilfe: hindernis.abhilfe))
        }
    }

    private func seite(_ context: MandantContext, _ form: FormData? = nil,
                       _ fehler: Formularfehler? = nil) async throws -> Response {
        let texte = try await context.read(.zahlungLesen) { try Zahlungstext.alle(in: $0) }
        let formular = if let form, let fehler {
            Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts)
        } else {
            Formular(Self.felder, werte: ["ab": context.heute.deutsch], facts: context.facts)
        }
        let view = ZahlungstexteView(
            page: context.page("Verwendungszwecke", .zahlungen, pfad: [
                Verweis("Zahlungen", context.pfad("zahlungen")),
            ], fehler: fehler),
            ort: context.pfad("zahlungen/texte"),
            texte: texte.isEmpty ? nil : Tabelle(
                "Festgelegte Verwendungszwecke",
                spalten: [Spalte("Ab"), Spalte("Für"), Spalte("Beginnt mit")],
                zeilen: texte.map {
                    [Zelle($0.gueltigAb.deutsch), Zelle($0.zweck.bezeichnung), Zelle($0.text)]
                }),
            leer: texte.isEmpty ? Leer(
                "Noch ist nichts festgelegt.",
                rat: "Bis dahin beginnt er mit „\(context.mandant.bezeichnung) Leistung“ oder "
                    + "„\(context.mandant.bezeichnung) Miete“.") : nil,
            formular: context.darf(.zahlungAnordnen) ? formular : nil)
        return .html(try pages.render("zahlung/texte", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
