import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Seite `hauptbuch/buchung.mustache`.
struct BuchungView: Sendable {
    let page: Page
    let untertitel: String
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let zeilen: Tabelle
    let blaettern: Blaettern
}

/// Eine Buchung: woher sie kommt, was sie bewegt, wohin jede Zeile führt.
struct BuchungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("buchungen/{id}", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Buchung.ID.self)
        let seite = KreisContext.seite(request), je = 200
        let (buchung, zeilen, beleg) = try await context.read(.kasse, .bankLesen) { session in
            (try Buchung.laden(id, in: session),
             try Buchungszeile.alle(id, seite: seite, je: je, in: session),
             try Buchungsbeleg.zu(id, in: session))
        }
        let namen = try await context.benutzernamen()
        let monat = buchung.buchungstag.monat
        let view = BuchungView(
            page: context.page(
                "\(buchung.text) vom \(buchung.buchungstag.deutsch)", .hauptbuch, pfad: [
                    Verweis("Hauptbuch \(monat.deutsch)", context.pfad("hauptbuch/\(monat)")),
                    Verweis("Buchungen", context.pfad("hauptbuch/\(monat)/buchungen")),
                ]),
            untertitel: "Gebucht am \(Kreisanzeige.zeit(buchung.gebuchtAm)) von "
                + (buchung.gebuchtVon.map { namen[$0] ?? "unbekannter Person" } ?? "Mandat"),
            ergebnis: Ergebnis("Soll und Haben", buchung.soll),
            eckdaten: [
                Eckdatum("Buchungstag", buchung.buchungstag.deutsch),
                beleg.map { Eckdatum($0.art.bezeichnung, $0.text, ziel: $0.ziel(context)) }
                    ?? Eckdatum("Beleg der Bank",
                                buchung.beleg.isEmpty ? "keiner" : buchung.beleg,
                                ziel: buchung.umsatz.map { context.pfad("bank/umsaetze/\($0)") }),
                Eckdatum("Zeilen", String(buchung.zeilen)),
            ],
            zeilen: .hauptbuch(zeilen, context),
            blaettern: Blaettern(seite: seite, proSeite: je, gesamt: buchung.zeilen) {
                context.pfad("buchungen/\(id)?seite=\($0)")
            })
        return .html(try pages.render("hauptbuch/buchung", view))
    }
}

extension Buchungsbeleg {
    /// Seine Seite; nil, wenn die Person sie nicht öffnen darf.
    fileprivate func ziel(_ context: KreisContext) -> String? {
        let (recht, pfad): (Permission, String) = switch art {
        case .sammelrechnung: (.sammelrechnungLesen, "krankenhilfe/rechnungen/\(id)")
        case .umlage: (.umlageLesen, "krankenhilfe/umlage/\(text)")
        case .kostenteilung: (.kostenteilungLesen, "kostenteilungen/\(id)")
        case .durchleitung: (.umlageLesen, "krankenhilfe/durchleitungen")
        case .quittung: (.zahllaufLesen, "barkasse/\(id)/quittung")
        case .lauf: (.zahllaufLesen, "zahllaeufe/\(id)")
        }
        return context.darf(recht) ? context.pfad(pfad) : nil
    }
}
