import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Das Jahr einer Kommune `erstattung/kommune.mustache`.
struct ErstattungskommuneView: Sendable {
    let page: Page
    let ort: String
    let jahre: [ErstattungsjahrView.Jahr]
    let eckdaten: [Eckdatum]
    let bild: Saeulenbild?
    let tabelle: Tabelle?
    let leer: Leer?
}

/// Ein Jahr einer Kommune: was der Kreis gefordert hat und was darauf einging, Monat für Monat.
struct ErstattungskommuneRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("erstattung/kommunen/{id}", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Mandant.ID.self), heute = context.heute
        let gewuenscht = request.uri.queryParameters.get("jahr", as: Int.self) ?? heute.jahr
        let jahr = (2000...heute.jahr + 1).contains(gewuenscht) ? gewuenscht : heute.jahr
        guard let mandant = try await context.services.registry.mandant(id) else {
            throw Fehlerbild.nichtGefunden()
        }
        let (staende, forderungen) = try await context.read(.abrechnung, .erstattungLesen) {
            (try Erstattung.jahr(jahr, in: $0).filter { $0.mandant == id },
             try Forderung.alle(jahr: jahr, mandant: id, in: $0))
        }
        let basis = context.pfad("erstattung/kommunen/\(id)")
        let offene = staende.filter { $0.abgeschlossen == nil }
        let monate = Set(forderungen.map(\.monat) + offene.map(\.monat)).sorted()
        let leer = monate.isEmpty
        let view = ErstattungskommuneView(
            page: context.page("\(mandant.bezeichnung) \(jahr)", .erstattung, pfad: [
                Verweis("Erstattung \(jahr)", context.pfad("erstattung?jahr=\(jahr)")),
            ]),
            ort: context.services.kreis,
            jahre: (heute.jahr - 3...heute.jahr).map {
                .init(jahr: $0, ziel: "\(basis)?jahr=\($0)", aktiv: $0 == jahr)
            },
            eckdaten: [
                Eckdatum("Gefordert", forderungen.map(\.betrag).summe().description),
                Eckdatum("Eingegangen", forderungen.map(\.eingegangen).summe().description),
                Eckdatum("Offen", forderungen.map(\.offen).summe().description),
                Eckdatum("Noch nicht abgeschlossen", offene.map(\.summe).summe().description),
            ],
            bild: leer ? nil : bild(jahr, forderungen, offene),
            tabelle: leer ? nil : tabelle(monate, forderungen, offene, context),
            leer: leer ? Leer("Für diese Kommune ist in diesem Jahr nichts gezahlt worden.") : nil)
        return .html(try pages.render("erstattung/kommune", view))
    }

    private func bild(
        _ jahr: Int, _ forderungen: [Forderung], _ offene: [Erstattung.Monatsstand]
    ) -> Saeulenbild {
        let monate = Monat.alle(von: Monat(jahr, 1), bis: Monat(jahr, 12))
        func summe(_ monat: Monat, _ wert: (Forderung) -> Geld) -> Geld {
            forderungen.filter { $0.monat == monat }.map(wert).summe()
        }
        return Saeulenbild(
            "Gefordert und eingegangen \(jahr), in Euro", monate: monate,
            erste: ("Gefordert", monate.map { monat in
                summe(monat, \.betrag) + offene.filter { $0.monat == monat }.map(\.summe).summe()
            }),
            zweite: ("Eingegangen", monate.map { summe($0, \.eingegangen) }))
    }

    private func tabelle(
        _ monate: [Monat], _ forderungen: [Forderung], _ offene: [Erstattung.Monatsstand],
        _ context: KreisContext
    ) -> Tabelle {
        let zeilen: [[Zelle]] = monate.flatMap { monat -> [[Zelle]] in
            forderungen.filter { $0.monat == monat }.map { f in
                [Zelle(monat.name, zusatz: "\(f.art.bezeichnung) \(f.nummer)",
                       ziel: context.pfad("forderungen/\(f.id)")),
                 Zelle(f.betrag), Zelle(f.eingegangen), Zelle(f.offen),
                 Zelle(f.marke(am: context.heute))]
            } + offene.filter { $0.monat == monat }.map { stand in
                [Zelle(monat.name, ziel: context.pfad("erstattung/\(monat)")), Zelle(stand.summe),
                 "–", "–", Zelle(monat < context.heute.monat ? Marke("abzuschließen", .warnung)
                     : Marke("läuft noch", .hinweis))]
            }
        }
        return Tabelle(
            "Gefordert und eingegangen je Monat", form: .zahlen,
            spalten: [Spalte("Monat"), Spalte("Gefordert in €", .zahl),
                      Spalte("Eingegangen in €", .zahl), Spalte("Offen in €", .zahl),
                      Spalte("Stand")],
            zeilen: zeilen,
            summe: ["Jahr",
                    Zelle(forderungen.map(\.betrag).summe() + offene.map(\.summe).summe()),
                    Zelle(forderungen.map(\.eingegangen).summe()),
                    Zelle(forderungen.map(\.offen).summe()), ""])
    }
}
