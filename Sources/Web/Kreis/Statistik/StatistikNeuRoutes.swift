import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Das Formular `statistik/neu.mustache`.
struct StatistikNeuView: Sendable {
    let page: Page
    let untertitel: String
    let eckdaten: [Eckdatum]
    let formular: Formular
    let ziel: String
}

/// Beginnt eine Erhebung für einen Zeitraum.
struct StatistikNeuRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("statistik/neu") { request, context -> Response in
            let abfrage = try request.abfrage()
            let ende = abfrage["ende"].flatMap { Kalendertag($0) }
            return try await zeigen(abfrage["erhebung"] ?? "", ende, context, zurueck: nil)
        }
        group.post("statistik/neu/{erhebung}", use: beginnen)
    }

    static let felder = [
        Feld("ende", "Letzter Tag des Zeitraums", .datum),
        Feld("frist_kommunen", "Kommunen geben ab bis", .datum),
        Feld("frist", "Lieferung bis", .datum),
        Feld("quelle", "Wer hat die Frist gesetzt?", .text,
             hinweis: "Schreiben der Erhebungsstelle oder Vorschrift", breite: .lang),
        Feld("kenntnis", "Kenntnisstand", .datum,
             hinweis: "Leer: was beim Rechnen bekannt ist. Sonst, wie man es an diesem Tag wusste",
             freiwillig: true),
    ]

    private func zeigen(
        _ kennung: String, _ ende: Kalendertag?, _ context: KreisContext, zurueck: Zurueck?
    ) async throws -> Response {
        let erhebung = try await context.read(.statistik, .statistikErheben) {
            try Erhebung.laden(kennung, in: $0)
        }
        let ende = ende ?? erhebung.letzterZeitraum(vor: context.heute).ende
        let frist = erhebung.fristTage.map { ende.plus(tage: $0) }
        let view = StatistikNeuView(
            page: context.page("\(erhebung.kurz) beginnen", .statistik, pfad: [
                Verweis("Statistik", context.pfad("statistik")),
            ], fehler: zurueck?.fehler),
            untertitel: "Danach rechnet jede Kommune, die im Zeitraum tätig war, und prüft ihre "
                + "Sätze.",
            eckdaten: [
                Eckdatum("Erhebung", erhebung.name),
                Eckdatum("Rechtsgrundlage", erhebung.rechtsgrundlage),
                Eckdatum("Einheit", erhebung.einheit), Eckdatum("An", erhebung.empfaenger),
                Eckdatum("Frist", erhebung.fristTage.map { "\($0) Tage nach dem Zeitraum" }
                    ?? "setzt die Erhebungsstelle (§ 15 Abs. 5 BStatG)"),
                Eckdatum("Sätze bleiben", erhebung.verbleib == .kreis ? "beim Kreis"
                    : "in der Kommune; sie meldet selbst"),
            ],
            formular: zurueck.formular("neu", Self.felder, werte: [
                "ende": ende.deutsch,
                "frist_kommunen": frist.map { $0.plus(tage: -3).deutsch } ?? "",
                "frist": frist?.deutsch ?? "", "quelle": frist == nil ? "" : erhebung.fundstelle,
            ], facts: context.facts),
            ziel: context.pfad("statistik/neu/\(kennung)"))
        return .html(try pages.render("statistik/neu", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func beginnen(_ request: Request, context: KreisContext) async throws -> Response {
        let kennung = try context.parameters.require("erhebung")
        return try await context.schritt(
            "neu", erfolg: .hinweis("Die Erhebung hat begonnen. Die Kommunen rechnen."),
            zeigen: { try await zeigen(kennung, nil, context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.felder, heute: context.heute)
                let ende = e.datum("ende"), kommunen = e.datum("frist_kommunen")
                let frist = e.datum("frist"), quelle = e.text("quelle")
                let kenntnis = e.datum("kenntnis")
                guard let ende, let kommunen, let frist, let quelle, e.ohneFehler else {
                    throw e.formularfehler
                }
                let vorgang = try e.vorgang()
                return try await context.write(.statistik, .statistikErheben) { session in
                    try session.einmal(vorgang) {
                        let id = try Kreisstatistik.eroeffnen(
                            .init(erhebung: kennung, ende: ende, kenntnis: kenntnis,
                                  fristKommunen: kommunen, frist: frist, fristQuelle: quelle),
                            in: session)
                        return context.pfad("statistik/laeufe/\(id)")
                    }
                }
            })
    }
}
