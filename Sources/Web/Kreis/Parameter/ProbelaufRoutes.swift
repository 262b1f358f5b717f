import Grundwerte
import Hummingbird
import Kreis
import Leistungsrecht
import Platform

/// Ein Probelauf und das Formular für den nächsten, `parameter/probelauf.mustache`.
struct ProbelaufView: Sendable {
    let page: Page
    let formular: Formular?
    let ziel: String
    let lauf: Lauf?
    let leer: Leer?
    let weitere: Tabelle?

    struct Lauf: Sendable {
        let eckdaten: [Eckdatum]
        let laufend: Laufend?
        let gescheitert: Meldung?
        let zaehler: [Zaehler]
        let hatZaehler: Bool
        let summen: Tabelle?
        /// Statt der Summen, wenn alle fertig sind und niemand einen Fall hat.
        let nichts: String?
        let fortschritt: Tabelle
    }
}

/// Was Entwürfe für alle laufenden Fälle bedeuten, bevor jemand sie freigibt.
struct ProbelaufRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("parameter/probelauf") { request, context -> Response in
            let vorwahl = try request.abfrage()["entwurf"].flatMap { Parametersatz.ID($0) }
            return try await zeigen(context, nil, vorwahl: vorwahl, zurueck: nil)
        }
        group.post("parameter/probelauf", use: beginnen)
        group.get("parameter/probelauf/{lauf}") { _, context -> Response in
            let id = try context.parameters.require("lauf", as: Kreisprobelauf.ID.self)
            return try await zeigen(context, id, zurueck: nil)
        }
    }

    private struct Daten: Sendable {
        let lauf: Kreisprobelauf?
        let laeufe: [Kreisprobelauf]
        let saetze: [Parametersatz]
        let fortschritt: [Kreisprobelauf.Fortschritt]
        let summen: [Kreisprobelauf.Kreissumme]
        var offene: [Parametersatz] {
            saetze.filter { $0.zustand == .entwurf && $0.groesse != nil }
        }
    }

    private func zeigen(
        _ context: KreisContext, _ id: Kreisprobelauf.ID?, vorwahl: Parametersatz.ID? = nil,
        zurueck: Zurueck?
    ) async throws -> Response {
        let daten = try await context.readPlatform(.parameterLesen) { session in
            let laeufe = try Kreisprobelauf.alle(in: session)
            let lauf = try id.map { try Kreisprobelauf.laden($0, in: session) } ?? laeufe.first
            return Daten(
                lauf: lauf, laeufe: laeufe, saetze: try Parametersatz.alle(in: session),
                fortschritt: try lauf?.fortschritt(in: session) ?? [],
                summen: try lauf?.summen(in: session) ?? [])
        }
        let basis = context.pfad("parameter/probelauf"), offene = daten.offene
        var page = context.page("Probelauf", .parameter, pfad: [
            Verweis("Parameter", context.pfad("parameter")),
        ], fehler: zurueck?.fehler)
        let anzeige = daten.lauf.map {
            Probelaufanzeige(lauf: $0, saetze: daten.saetze, fortschritt: daten.fortschritt,
                             summen: daten.summen, context: context).view
        }
        page.laufend = anzeige?.laufend != nil
        let view = ProbelaufView(
            page: page,
            formular: offene.isEmpty || !context.darf(.parameterErfassen) ? nil
                : formular(offene, vorwahl, zurueck, context),
            ziel: basis, lauf: anzeige,
            leer: daten.lauf == nil ? Leer(
                "Noch hat niemand Entwürfe durchgerechnet.",
                rat: offene.isEmpty ? "Erfassen Sie zuerst einen Entwurf." : nil,
                verweis: Verweis("Parameter", context.pfad("parameter"))) : nil,
            weitere: weitere(daten, basis))
        return .html(try pages.render("parameter/probelauf", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Vorbelegt mit dem gewählten Entwurf oder mit allen; bis heute, wenn sie zurückwirken, sonst
    /// ihr erster Monat.
    private func formular(
        _ offene: [Parametersatz], _ vorwahl: Parametersatz.ID?, _ zurueck: Zurueck?,
        _ context: KreisContext
    ) -> Formular {
        let felder = ProbelaufForm.felder(offene)
        let gewaehlte = offene.contains { $0.id == vorwahl }
            ? offene.filter { $0.id == vorwahl } : offene
        let von = gewaehlte.map(\.gueltigAb.monat).min() ?? context.heute.monat
        let bis = min(max(von, context.heute.monat), von.plus(11))
        return zurueck != nil ? zurueck.formular("probelauf", felder, facts: context.facts)
            : Formular(felder, mehrfach: [
                "entwurf": gewaehlte.map(\.id.description), "bis": [BewilligungForm.text(bis)],
            ], facts: context.facts)
    }

    private func weitere(_ daten: Daten, _ basis: String) -> Tabelle? {
        let andere = daten.laeufe.filter { $0.id != daten.lauf?.id }
        guard !andere.isEmpty else { return nil }
        return Tabelle(
            "Weitere Probeläufe", spalten: [Spalte("Begonnen"), Spalte("Monate"), Spalte("Durch")],
            zeilen: andere.map {
                [Zelle(Kreisanzeige.zeit($0.begonnen.am), ziel: "\(basis)/\($0.id)"),
                 Zelle($0.monate), Zelle($0.begonnen.wer)]
            })
    }

    private func beginnen(_ request: Request, context: KreisContext) async throws -> Response {
        let offene = try await context.readPlatform(.parameterLesen) {
            try Parametersatz.alle(in: $0).filter { $0.zustand == .entwurf && $0.groesse != nil }
        }
        return try await context.schritt(
            "probelauf", erfolg: .hinweis("Der Probelauf hat begonnen."),
            zeigen: { try await zeigen(context, nil, zurueck: $0) },
            tun: { form in
                let eingabe = try ProbelaufForm(form, offene, heute: context.heute)
                let id = try await context.writePlatform(.parameterErfassen) { session in
                    try Kreisprobelauf.beginnen(
                        eingabe.entwuerfe, bis: eingabe.bis, vorgang: eingabe.vorgang, in: session)
                }
                return context.pfad("parameter/probelauf/\(id)")
            })
    }
}

extension Kreisprobelauf {
    /// `Januar 2027`, `Januar 2027 bis März 2027`.
    var monate: String {
        von.deutsch(bis: bis)
    }
}
