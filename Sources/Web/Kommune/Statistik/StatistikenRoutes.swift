import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Die Liste `statistik/kommune.mustache`.
struct StatistikenView: Sendable {
    let page: Page
    let untertitel: String
    let liste: Tabelle?
    let leer: Leer?
}

/// Welche gesetzlichen Erhebungen der Kreis von dieser Kommune erwartet.
struct StatistikenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("statistik", use: zeigen)
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let (auftraege, staende) = try await context.read(.statistikPruefen) {
            (try Statistikauftrag.alle(in: $0), try Statistikstand.alle(in: $0))
        }
        let view = StatistikenView(
            page: context.page("Statistik", .statistik),
            untertitel: "Das Programm rechnet aus Ihren Fällen. Sie berichtigen, was auffällt, und "
                + "geben frei; erst dann bekommt der Kreis Sätze, ohne Namen und Aktenzeichen.",
            liste: auftraege.isEmpty ? nil : tabelle(auftraege, staende, context),
            leer: auftraege.isEmpty ? Leer("Zurzeit verlangt der Kreis keine Statistik.") : nil)
        return .html(try pages.render("statistik/kommune", view))
    }

    private func tabelle(
        _ auftraege: [Statistikauftrag], _ staende: [Statistiklauf.ID: Statistikstand],
        _ context: MandantContext
    ) -> Tabelle {
        Tabelle(
            "Erhebungen", spalten: [
                Spalte("Erhebung"), Spalte("Abgabe bis", .datum), Spalte("Sätze", .zahl),
                Spalte("Offene Fehler", .zahl), Spalte("Hinweise", .zahl), Spalte("Stand"),
            ],
            zeilen: auftraege.map { auftrag in
                let gerechnet = auftrag.zustand != .erwartet
                return [
                    Zelle(auftrag.titel,
                          zusatz: auftrag.berichtigt == nil ? nil
                              : "Berichtigung: \(auftrag.grund)",
                          ziel: context.pfad("statistik/\(auftrag.lauf)")),
                    Zelle(auftrag.frist), gerechnet ? Zelle(auftrag.saetze) : "–",
                    gerechnet ? Zelle(auftrag.fehler) : "–",
                    gerechnet ? Zelle(auftrag.hinweise) : "–",
                    Zelle(auftrag.marke(staende[auftrag.lauf], am: context.heute)),
                ]
            })
    }
}

extension Statistikauftrag {
    func marke(_ stand: Statistikstand?, am heute: Kalendertag) -> Marke {
        if zustand == .abgegeben { return Marke("abgegeben", .ok) }
        if stand?.freigegeben != nil { return Marke("wird übergeben", .hinweis) }
        if stand?.abgeschlossen != nil { return Marke("freizugeben", .warnung) }
        if frist < heute { return Marke("über der Frist", .gefahr) }
        guard zustand == .geprueft, stand?.gerechnetAm != nil else {
            return Marke("rechnet", .hinweis)
        }
        return fehler > 0 ? Marke("zu berichtigen", .warnung) : Marke("abzuschließen", .warnung)
    }
}
