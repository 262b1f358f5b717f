import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `zugang/uebergabe.mustache`.
struct UebergabeView: Sendable {
    struct Person: Sendable {
        let name: String
        let marke: Marke
        let umfang: String
        let formular: Formular
    }

    let page: Page
    let ziel: String
    let personen: [Person]
    let leer: Leer?
}

/// Was jemand zurücklässt, der ausscheidet: laufende Fälle und Wiedervorlagen gehen als Ganzes an
/// eine andere Person.
struct UebergabeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zugaenge/uebergabe") { try await zeigen($1, zurueck: nil) }
        group.post("zugaenge/uebergabe", use: uebergeben)
    }

    private func felder(_ wer: User.ID, _ kollegen: [User]) -> [Feld] {
        [Feld("wer", "Von", .versteckt),
         Feld("nachfolge-\(wer)", "Übergeben an", .auswahl(kollegen.filter { $0.id != wer }.map {
             Option("\($0.id)", $0.name)
         }), breite: .mittel)]
    }

    private func zeigen(_ context: MandantContext, zurueck: Zurueck?) async throws -> Response {
        let offene = try await context.read(.fallUebergeben) { try Nachlass.offene(in: $0) }
        let kollegen = try await context.kollegen(.fallAendern)
        let namen = try await context.benutzernamen()
        let view = UebergabeView(
            page: context.page("Arbeit übergeben", .zugaenge,
                               pfad: [Verweis("Zugänge", context.pfad("zugaenge"))],
                               fehler: zurueck?.fehler),
            ziel: context.pfad("zugaenge/uebergabe"),
            personen: offene.map { nachlass in
                let vorbei = nachlass.letzterTag < context.heute
                return UebergabeView.Person(
                    name: namen[nachlass.wer] ?? "–",
                    marke: Marke("letzter Tag \(nachlass.letzterTag.deutsch)",
                                 vorbei ? .gefahr : .hinweis),
                    umfang: Kreisanzeige.anzahl(nachlass.faelle, "laufender Fall",
                                                "laufende Fälle") + ", "
                        + Kreisanzeige.anzahl(nachlass.vorlagen, "offene Wiedervorlage",
                                              "offene Wiedervorlagen")
                        + (nachlass.sperren == 0 ? "" : ", " + Kreisanzeige.anzahl(
                            nachlass.sperren, "gesperrte Anschrift", "gesperrte Anschriften")
                            + ", die dann nur die Nachfolge sieht"),
                    formular: zurueck.formular(
                        "\(nachlass.wer)", felder(nachlass.wer, kollegen),
                        werte: ["wer": "\(nachlass.wer)"], facts: context.facts))
            },
            leer: offene.isEmpty ? Leer(
                "Niemand, der ausscheidet, hat noch offene Arbeit.",
                rat: "Wessen letzter Tag in den nächsten \(Nachlass.vorlaufTage) Tagen liegt, "
                    + "steht hier mit Fällen und Wiedervorlagen.") : nil)
        return .html(try pages.render("zugang/uebergabe", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func uebergeben(_ request: Request, context: MandantContext) async throws -> Response {
        guard let wer = try context.form()["wer"].flatMap(User.ID.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt die Person.")
        }
        let kollegen = try await context.kollegen(.fallAendern)
        let namen = try await context.benutzernamen(), heute = context.heute
        return try await context.schritt(
            "\(wer)", erfolg: .erfolg("Die Arbeit ist übergeben; jeder Fall vermerkt es."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, felder(wer, kollegen), heute: heute)
                let nachfolge = eingabe.kennung("nachfolge-\(wer)", als: User.ID.self)
                guard let nachfolge, eingabe.ohneFehler,
                      let neue = kollegen.first(where: { $0.id == nachfolge })
                else { throw eingabe.formularfehler }
                let satz = "Zuständig ist jetzt \(neue.name), vorher \(namen[wer] ?? "–") "
                    + "(Ausscheiden)."
                try await context.write(.fallUebergeben) {
                    _ = try Nachlass.uebergeben(von: wer, an: nachfolge, satz: satz, in: $0)
                }
                return context.pfad("zugaenge/uebergabe")
            })
    }
}
