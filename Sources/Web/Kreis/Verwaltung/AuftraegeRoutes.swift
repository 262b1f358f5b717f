import Grundwerte
import Hummingbird
import Platform

/// Die Warteschlange `verwaltung/auftraege.mustache`.
struct AuftraegeView: Sendable {
    struct Auftrag: Sendable {
        let name: String
        let wessen: String
        let zeit: String
        let text: String
        let marke: Marke
        let ziel: String?
    }

    let page: Page
    let zaehler: [Zaehler]
    let gruppen: [Gruppe]

    struct Gruppe: Sendable {
        let id: String
        let titel: String
        let knopf: String
        let auftraege: [Auftrag]
        let leer: String?
    }
}

/// Was das Programm im Hintergrund tut, mit Abbruch und Wiederholung.
struct AuftraegeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("auftraege", use: zeigen)
        group.post("auftraege/{id}/abbruch", use: abbrechen)
        group.post("auftraege/{id}/wiederholung", use: wiederholen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let stand = try await context.readPlatform(.auftragLesen) { try JobOverview.load(in: $0) }
        let darf = context.darf(.auftragSteuern)
        let view = AuftraegeView(
            page: context.page("Aufträge", .auftraege),
            zaehler: [
                Zaehler(stand.running.count, "laufen", ziel: "#laufend"),
                Zaehler(stand.waitingCount, "warten", ziel: "#wartend"),
                Zaehler(stand.dead.count, "gescheitert", ziel: "#gescheitert", dringend: true),
            ],
            gruppen: [
                gruppe("gescheitert", "Gescheitert", "Erneut versuchen",
                       "Nichts ist gescheitert.", stand.dead.map {
                    auftrag($0, ziel: darf ? context.pfad("auftraege/\($0.id)/wiederholung") : nil)
                }),
                gruppe("laufend", "Laufend", "Abbrechen", "Zurzeit läuft nichts.",
                       stand.running.map {
                    auftrag($0, laeuft: true, context, darf: darf)
                }),
                gruppe("wartend", "Wartend", "Abbrechen", "Nichts wartet.", stand.waiting.map {
                    auftrag($0, laeuft: false, context, darf: darf)
                }),
                gruppe("zuletzt", "Zuletzt fertig", "", "Noch ist nichts fertig geworden.",
                       stand.finished.map { auftrag($0, ziel: nil) }),
            ])
        return .html(try pages.render("verwaltung/auftraege", view))
    }

    private func gruppe(_ id: String, _ titel: String, _ knopf: String, _ leer: String,
                        _ auftraege: [AuftraegeView.Auftrag]) -> AuftraegeView.Gruppe {
        AuftraegeView.Gruppe(id: id, titel: titel, knopf: knopf, auftraege: auftraege,
                             leer: auftraege.isEmpty ? leer : nil)
    }

    private func auftrag(_ job: JobOverview.Entry, laeuft: Bool, _ context: KreisContext,
                         darf: Bool) -> AuftraegeView.Auftrag {
        let versuch = job.attempt == 0 ? "" : "Versuch \(job.attempt) von \(job.maxAttempts)"
        let text = laeuft ? job.progress ?? "Arbeitet."
            : job.lastError.map { "Letzter Fehler: \($0)" } ?? ""
        return AuftraegeView.Auftrag(
            name: Self.name(job.kind), wessen: job.kommune ?? context.services.kreis,
            zeit: laeuft ? "seit \(Kreisanzeige.zeit(job.createdAt))"
                : "ab \(Kreisanzeige.zeit(job.runAt))",
            text: [text, versuch].filter { !$0.isEmpty }.joined(separator: " · "),
            marke: job.cancelRequested ? Marke("wird abgebrochen", .warnung)
                : laeuft ? Marke("läuft", .hinweis) : Marke("wartet"),
            ziel: darf && !job.cancelRequested ? context.pfad("auftraege/\(job.id)/abbruch")
                : nil)
    }

    private func auftrag(_ job: JobOverview.Finished, ziel: String?) -> AuftraegeView.Auftrag {
        AuftraegeView.Auftrag(
            name: Self.name(job.kind), wessen: job.kommune ?? "Kreis",
            zeit: Kreisanzeige.zeit(job.finishedAt),
            text: job.outcome == .dead ? job.error ?? "Ohne Angabe eines Grundes."
                : job.progress ?? "",
            marke: job.outcome == .dead
                ? Marke("gescheitert nach \(job.attempts) Versuchen", .gefahr)
                : job.outcome == .cancelled ? Marke("abgebrochen") : Marke("fertig", .ok),
            ziel: ziel)
    }

    private func abbrechen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: UUIDv7.self)
        try await context.writePlatform(.auftragSteuern) { try JobOverview.cancel(id, in: $0) }
        return .weiter(nach: context.pfad("auftraege"))
            .mit(.hinweis("Der Auftrag wird abgebrochen."))
    }

    private func wiederholen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: UUIDv7.self)
        try await context.writePlatform(.auftragSteuern) { try JobOverview.retry(id, in: $0) }
        return .weiter(nach: context.pfad("auftraege")).mit(.erfolg("Der Auftrag wartet wieder."))
    }

    /// Wie ein Auftrag im Amt heißt; ein unbekannter zeigt seinen technischen Namen.
    static func name(_ kind: String) -> String { namen[kind] ?? kind }

    private static let namen = [
        "zahllauf.erstellen": "Zahllauf erstellen",
        "bank.buchen": "Datei der Bank einlesen und buchen",
        "rueckmeldung.uebernehmen": "Rückmeldungen der Kasse übernehmen",
        "bescheid.setzen": "Bescheid setzen",
        "wiedervorlage.abgleichen": "Wiedervorlagen setzen",
        "probelauf.rechnen": "Probelauf rechnen",
        "anpassung.vorbereiten": "Fälle nach neuen Sätzen vorlegen",
    ]
}
