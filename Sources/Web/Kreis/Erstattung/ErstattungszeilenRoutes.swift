import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Liste `erstattung/zeilen.mustache`: jede Zeile des Nachweises.
struct ErstattungszeilenView: Sendable {
    let page: Page
    let untertitel: String
    let csv: String
    let tabelle: Tabelle
    let blaettern: Blaettern
}

/// Der vollständige Nachweis; jede Zeile führt zu ihrer Zahlung und ihrer Buchung.
struct ErstattungszeilenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("erstattungen/{id}/zeilen", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Erstattung.ID.self)
        let seite = KreisContext.seite(request), je = 200
        let (erstattung, nachweis) = try await context.read(.abrechnung, .erstattungLesen) {
            let erstattung = try Erstattung.laden(id, in: $0)
            return (erstattung, try erstattung.nachweis(in: $0))
        }
        let erste = (seite - 1) * je
        let zeilen = nachweis.zeilen.enumerated().dropFirst(erste).prefix(je)
        let basis = context.pfad("erstattungen/\(id)")
        let view = ErstattungszeilenView(
            page: context.page("Nachweis \(erstattung.nummer)", .erstattung, pfad: [
                Verweis("Erstattung \(erstattung.monat.deutsch), \(erstattung.kommune)", basis),
            ]),
            untertitel: "\(erstattung.kommune) · \(erstattung.monat.deutsch) · \(erstattung.summe)",
            csv: "\(basis)/nachweis.csv",
            tabelle: Tabelle(
                "Zeilen des Nachweises", form: .lang,
                spalten: [Spalte("Zahlung"), Spalte("Zeile", .zahl), Spalte("Gebucht", .datum),
                          Spalte("Art"), Spalte("Betrag in €", .zahl)],
                zeilen: zeilen.map { stelle, zeile -> [Zelle] in
                    let ort = zeile.auftrag.map { "zahlungen/\($0)" }
                        ?? "buchungen/\(zeile.buchung)"
                    let ziel = context.darf(.bankLesen) ? context.pfad(ort) : nil
                    return [Zelle(zeile.endToEndId, ziel: ziel), Zelle(stelle + 1),
                            Zelle(zeile.buchungstag), Zelle(zeile.art), Zelle(zeile.betrag)]
                },
                summe: ["Erstattung", "", "", "", Zelle(erstattung.summe)]),
            blaettern: Blaettern(seite: seite, proSeite: je, gesamt: nachweis.zeilen.count) {
                "\(basis)/zeilen?seite=\($0)"
            })
        return .html(try pages.render("erstattung/zeilen", view))
    }
}
