import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/fehlversuche.mustache`.
struct FehlversuchView: Sendable {
    let page: Page
    let untertitel: String
    let namen: Tabelle?
    let adressen: Tabelle?
    let leer: Leer?
}

/// Gescheiterte Anmeldungen der letzten sieben Tage, für die Fachadministration (ASVS V6.3.5).
struct FehlversuchRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("benutzer/fehlversuche", use: liste)
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let (namen, adressen) = try await context.readPlatform(.benutzerVerwalten) {
            (try Fehlversuchsreihe.jeName(in: $0), try Fehlversuchsreihe.jeAdresse(in: $0))
        }
        let view = FehlversuchView(
            page: context.page("Gescheiterte Anmeldungen", .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
            ]),
            untertitel: "Der letzten sieben Tage. Verdächtig ist, was kein Vertippen mehr ist: "
                + "zehn Versuche oder drei verschiedene Adressen oder Namen. Von Namen, die "
                + "niemand trägt, bleibt nur eine Kennung.",
            namen: tabelle("Nach Namen", "Name", "Adressen", namen, context),
            adressen: tabelle("Nach Adressen", "Adresse", "Namen", adressen, context),
            leer: namen.isEmpty ? Leer("Keine Anmeldung ist gescheitert.") : nil)
        return .html(try pages.render("zugang/fehlversuche", view))
    }

    private func tabelle(_ titel: String, _ wer: String, _ verschiedene: String,
                         _ reihen: [Fehlversuchsreihe], _ context: KreisContext) -> Tabelle? {
        guard !reihen.isEmpty else { return nil }
        return Tabelle(
            titel,
            spalten: [Spalte(wer), Spalte("Versuche", .zahl), Spalte(verschiedene, .zahl),
                      Spalte("Zuletzt"), Spalte("Einschätzung")],
            zeilen: reihen.map { reihe in
                [Zelle(reihe.name, ziel: reihe.benutzer.map { context.pfad("benutzer/\($0)") }),
                 Zelle(reihe.versuche), Zelle(reihe.verschiedene),
                 Zelle(Kreisanzeige.zeit(reihe.zuletzt)),
                 reihe.istVerdaechtig ? Zelle(Marke("verdächtig", .warnung))
                    : Zelle(Marke("vereinzelt"))]
            })
    }
}

extension SignIn.Rueckblick {
    /// Was die Person nach der Anmeldung liest; nil, wenn nichts war.
    var meldung: Meldung? {
        let versuche: String? = fehlversuche == 0 ? nil : fehlversuche == 1
            ? "ein gescheiterter Versuch mit Ihrem Namen"
            : "\(fehlversuche.deutsch) gescheiterte Versuche mit Ihrem Namen"
        let womit = "Kennwort, zweitem Faktor, Passkeys oder verknüpftem Konto"
        let wechsel: String? = aenderungen == 0 ? nil : aenderungen == 1
            ? "eine Änderung an \(womit)" : "\(aenderungen.deutsch) Änderungen an \(womit)"
        let teile = [versuche, wechsel].compactMap { $0 }
        let seither: String? = teile.isEmpty ? nil
            : "Seit Ihrer letzten Anmeldung: \(teile.joined(separator: " und ")). Waren Sie das "
                + "nicht selbst, sagen Sie es sofort der Fachadministration des Kreises. Mehr "
                + "steht unter „Mein Konto“."
        let saetze = [ersatzcode, seither].compactMap { $0 }
        return saetze.isEmpty ? nil : .warnung(saetze.joined(separator: " "))
    }

    private var ersatzcode: String? {
        codesUebrig.map { uebrig in
            "Sie haben sich mit einem Wiederherstellungscode angemeldet; er ist verbraucht, "
                + (uebrig == 0 ? "und es ist keiner mehr übrig" : "\(uebrig.deutsch) sind noch da")
                + ". Ist Ihr Telefon verloren, richten Sie den zweiten Faktor unter „Mein Konto“ "
                + "neu ein."
        }
    }
}
