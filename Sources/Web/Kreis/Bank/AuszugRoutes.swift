import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Seite `bank/auszug.mustache`.
struct AuszugView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let befund: Meldung?
    let eckdaten: [Eckdatum]
    let umsaetze: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern
}

/// Ein Kontoauszug mit seinen Umsätzen und dem, was aus jedem geworden ist.
struct AuszugRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bank/auszuege/{id}", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Auszug.ID.self)
        let seite = KreisContext.seite(request), je = 200
        let (auszug, umsaetze, zuordnungen) = try await context.read(
            .kasse, .bankLesen
        ) { session in
            let umsaetze = try Bankumsatz.alle(id, seite: seite, je: je, in: session)
            return (try Auszug.laden(id, in: session), umsaetze,
                    try Bankumsatz.zuordnungen(umsaetze.map(\.id), in: session))
        }
        let nummer = auszug.nummer.map { " Nr. \($0)" } ?? ""
        let view = AuszugView(
            page: context.page("Kontoauszug\(nummer) vom \(auszug.bis.deutsch)", .bank,
                               pfad: [Verweis("Bank", context.pfad("bank"))]),
            untertitel: "\(auszug.iban.gruppiert) · \(auszug.dateiname) · eingelesen am "
                + Kreisanzeige.zeit(auszug.eingelesenAm),
            marke: auszug.marke, befund: auszug.befund.isEmpty ? nil : .warnung(auszug.befund),
            eckdaten: [
                Eckdatum("Anfangssaldo", auszug.anfangssaldo.description),
                Eckdatum("Bewegung", (auszug.schlusssaldo - auszug.anfangssaldo).description),
                Eckdatum("Schlusssaldo", auszug.schlusssaldo.description),
                Eckdatum("Umsätze", String(auszug.umsaetze)),
                Eckdatum("Ungeklärt", String(auszug.ungeklaert)),
            ],
            umsaetze: umsaetze.isEmpty ? nil : tabelle(umsaetze, zuordnungen, context),
            leer: umsaetze.isEmpty ? Leer("Die Bank hat an diesem Tag nichts gebucht.") : nil,
            blaettern: Blaettern(seite: seite, proSeite: je, gesamt: auszug.umsaetze) {
                context.pfad("bank/auszuege/\(id)?seite=\($0)")
            })
        return .html(try pages.render("bank/auszug", view))
    }

    private func tabelle(
        _ umsaetze: [Bankumsatz], _ zuordnungen: [Bankumsatz.ID: [Bankumsatz.Zuordnungen]],
        _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            "Umsätze", form: .lang, spalten: [
                Spalte("Nr."), Spalte("Gebucht", .datum), Spalte("Betrag in €", .zahl),
                Spalte("Verwendungszweck"), Spalte("Zugeordnet"), Spalte("Stand"),
            ],
            zeilen: umsaetze.map { umsatz in
                let zweck = umsatz.zweck.isEmpty ? umsatz.endToEndId : umsatz.zweck
                return [
                    Zelle(String(umsatz.lfd), ziel: context.pfad("bank/umsaetze/\(umsatz.id)")),
                    Zelle(umsatz.buchungstag), Zelle(umsatz.betrag),
                    Zelle(zweck.isEmpty ? "–" : zweck,
                          zusatz: umsatz.gegenname.isEmpty ? nil : umsatz.gegenname),
                    zelle(zuordnungen[umsatz.id] ?? [], umsatz, context), Zelle(umsatz.marke),
                ]
            })
    }

    /// „547 Zahlungen, Lauf 2026-095“, mit Verweis, wenn es einen gibt.
    private func zelle(
        _ zuordnungen: [Bankumsatz.Zuordnungen], _ umsatz: Bankumsatz, _ context: KreisContext
    ) -> Zelle {
        guard let erste = zuordnungen.first else {
            return Zelle("–", zusatz: umsatz.hinweis.isEmpty ? nil : umsatz.hinweis)
        }
        let text = zuordnungen.map { zuordnung in
            zuordnung.anzahl == 1 ? "\(zuordnung.art.bezeichnung) \(zuordnung.einzige)"
                : "\(zuordnung.anzahl) × \(zuordnung.art.bezeichnung)"
        }.joined(separator: ", ")
        let ziel = erste.erstattung.map { context.pfad("erstattungen/\($0)") }
            ?? (context.darf(.umlageLesen)
                ? erste.umlageteil.map { context.pfad("krankenhilfe/umlagen/\($0)") }
                ?? erste.forderung.map { context.pfad("forderungen/\($0)") } : nil)
            ?? (context.darf(.zahllaufLesen)
                ? umsatz.lauf.map { context.pfad("zahllaeufe/\($0)") } : nil)
        return Zelle(text, zusatz: umsatz.laufnummer.map { "Lauf \($0)" }
            ?? (erste.grund.isEmpty ? nil : erste.grund), ziel: ziel)
    }
}

extension Bankumsatz {
    var marke: Marke {
        if istUngeklaert { return Marke("ungeklärt", .warnung) }
        return istRueckgabe ? Marke("Rückläufer", .hinweis) : Marke("zugeordnet", .ok)
    }
}
