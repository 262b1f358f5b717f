import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Das Jahr `erstattung/jahr.mustache`.
struct ErstattungsjahrView: Sendable {
    let page: Page
    let jahre: [Jahr]
    let posten: String
    let einwaende: Verweis?
    let monate: Tabelle?
    let matrix: Tabelle?
    let leer: Leer?

    struct Jahr: Sendable {
        let jahr: Int
        let ziel: String
        let aktiv: Bool
    }
}

/// Ein Jahr der Erstattungen, je Monat und Kommune.
struct ErstattungsjahrRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("erstattung", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        let gewuenscht = request.uri.queryParameters.get("jahr", as: Int.self) ?? heute.jahr
        let jahr = (2000...heute.jahr + 1).contains(gewuenscht) ? gewuenscht : heute.jahr
        let (staende, erstattungen, einwaende) = try await context.read(
            .abrechnung, .erstattungLesen
        ) { session in
            (try Erstattung.jahr(jahr, in: session), try Erstattung.alle(jahr: jahr, in: session),
             try Erstattung.offeneEinwaende(in: session).count)
        }
        let view = ErstattungsjahrView(
            page: context.page("Erstattung \(jahr)", .erstattung),
            jahre: (heute.jahr - 3...heute.jahr).map {
                ErstattungsjahrView.Jahr(jahr: $0, ziel: context.pfad("erstattung?jahr=\($0)"),
                                         aktiv: $0 == jahr)
            },
            posten: context.pfad("forderungen"),
            einwaende: einwaende == 0 ? nil : Verweis(
                Kreisanzeige.anzahl(einwaende, "Einwand", "Einwände"), context.pfad("einwaende")),
            monate: staende.isEmpty ? nil : monate(staende, erstattungen, context),
            matrix: staende.isEmpty ? nil : matrix(staende, erstattungen, context),
            leer: staende.isEmpty ? Leer("In diesem Jahr ist nichts gezahlt worden.") : nil)
        return .html(try pages.render("erstattung/jahr", view))
    }

    private func monate(_ staende: [Erstattung.Monatsstand], _ erstattungen: [Erstattung],
                        _ context: KreisContext) -> Tabelle {
        let jeMonat = Dictionary(grouping: staende, by: \.monat)
        return Tabelle(
            "Monate",
            spalten: [Spalte("Monat"), Spalte("Kommunen", .zahl), Spalte("Summe in €", .zahl),
                      Spalte("Davon eingegangen in €", .zahl), Spalte("Stand")],
            zeilen: jeMonat.keys.sorted(by: >).map { monat in
                let alle = jeMonat[monat] ?? []
                let fertig = erstattungen.filter { $0.monat == monat }
                return [Zelle(monat.name, ziel: context.pfad("erstattung/\(monat)")),
                        Zelle(alle.count), Zelle(alle.map(\.summe).summe()),
                        Zelle(fertig.map(\.eingegangen).summe()),
                        Zelle(Self.marke(alle, monat: monat, heute: context.heute))]
            })
    }

    static func marke(_ alle: [Erstattung.Monatsstand], monat: Monat, heute: Kalendertag) -> Marke {
        let offen = alle.filter { $0.abgeschlossen == nil }.count
        if monat >= heute.monat { return Marke("läuft noch", .hinweis) }
        if offen == 0 { return Marke("abgeschlossen", .ok) }
        return Marke(offen == alle.count ? "abzuschließen" : "\(offen) abzuschließen", .warnung)
    }

    /// Zeilen Kommunen, Spalten Monate; die Beträge führen zur Forderung oder zum offenen Monat.
    private func matrix(_ staende: [Erstattung.Monatsstand], _ erstattungen: [Erstattung],
                        _ context: KreisContext) -> Tabelle {
        let monate = Array(Set(staende.map(\.monat))).sorted()
        let jeKommune = Dictionary(grouping: staende, by: \.kommune)
        let zeilen = jeKommune.keys.sorted().map { kommune in
            let eigene = jeKommune[kommune] ?? []
            let ziel = eigene.first.map {
                context.pfad("erstattung/kommunen/\($0.mandant)?jahr=\($0.monat.jahr)")
            }
            return [Zelle(kommune, ziel: ziel)] + monate.map { monat in
                guard let stand = eigene.first(where: { $0.monat == monat })
                else { return Zelle("–") }
                return Zelle(stand.summe.betrag,
                             ziel: stand.abgeschlossen.map { context.pfad("erstattungen/\($0)") }
                                 ?? context.pfad("erstattung/\(monat)"))
            } + [Zelle(eigene.map(\.summe).summe())]
        }
        let summen = monate.map { monat in
            Zelle(staende.filter { $0.monat == monat }.map(\.summe).summe())
        }
        return Tabelle(
            "Beträge in Euro je Kommune und Monat", form: .zahlen,
            spalten: [Spalte("Kommune")] + monate.map { Spalte(String($0.name.prefix(3)), .zahl) }
                + [Spalte("Jahr", .zahl)],
            zeilen: zeilen, summe: ["Kreis"] + summen + [Zelle(staende.map(\.summe).summe())])
    }
}
