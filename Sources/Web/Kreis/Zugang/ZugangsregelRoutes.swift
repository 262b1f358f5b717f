import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/regel.mustache`.
struct ZugangsregelView: Sendable {
    let page: Page
    let regeln: Tabelle
    let formular: Formular
    let ziel: String
}

/// Die Zahlen der Regeln für Zugänge: Fristen, Stichtage, Stunden; jede gilt ab einem Tag.
struct ZugangsregelRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("benutzer/regel") { try await zeigen($1, zurueck: nil) }
        group.post("benutzer/regel", use: erfassen)
    }

    private static let felder = [
        Feld("gueltig_ab", "Gilt ab", .datum),
        Feld("ungenutzt", "Warnen nach Tagen ohne Anmeldung", .zahl),
        Feld("warnfrist", "Sperren so viele Tage nach der Warnung", .zahl),
        Feld("stichtage", "Stichtage, an denen alle Rollen zu bestätigen sind",
             hinweis: "Tag und Monat, zum Beispiel 01.04. 01.10.", maximal: 40, breite: .mittel),
        Feld("bestaetigung", "Tage, um sie zu bestätigen", .zahl),
        Feld("support", "Stunden, die der Support höchstens liest", .zahl),
        Feld("faktor", "Zweiter Faktor für Rollen, die Geld freigeben, Zugänge verwalten oder "
            + "alles lesen", .eine([Option("nein", "freiwillig"), Option("ja", "Pflicht")])),
        Feld("grund", "Warum", maximal: 200),
    ]

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let regeln = try await context.readPlatform(.benutzerVerwalten) {
            try Zugangsregel.alle(in: $0)
        }
        let gilt = regeln.first { $0.gueltigAb <= context.heute }
        let view = ZugangsregelView(
            page: context.page("Regeln für Zugänge", .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
            ], fehler: zurueck?.fehler),
            regeln: Self.tabelle(regeln, gilt: gilt),
            formular: zurueck.formular("regel", Self.felder, werte: gilt.map { regel in
                ["ungenutzt": "\(regel.ungenutztTage)", "warnfrist": "\(regel.warnfristTage)",
                 "stichtage": regel.stichtageDeutsch, "support": "\(regel.supportStunden)",
                 "bestaetigung": "\(regel.bestaetigungTage)",
                 "faktor": regel.faktorPflicht ? "ja" : "nein"]
            } ?? [:], facts: context.facts),
            ziel: context.pfad("benutzer/regel"))
        return .html(try pages.render("zugang/regel", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func tabelle(_ regeln: [Zugangsregel], gilt: Zugangsregel?) -> Tabelle {
        Tabelle(
            "Regeln, die neueste zuerst",
            spalten: [Spalte("Gilt ab", .datum), Spalte("Unbenutzt"), Spalte("Stichtage"),
                      Spalte("Support"), Spalte("Zweiter Faktor"),
                      Spalte("Warum"), Spalte("Stand")],
            zeilen: regeln.map { regel in
                [Zelle(regel.gueltigAb),
                 Zelle("Warnung nach \(regel.ungenutztTage) Tagen",
                       zusatz: "Sperre \(regel.warnfristTage) Tage danach"),
                 Zelle(regel.stichtageDeutsch, zusatz: "\(regel.bestaetigungTage) Tage Zeit"),
                 Zelle("höchstens \(regel.supportStunden) Stunden"),
                 Zelle(regel.faktorPflicht ? "Pflicht" : "freiwillig"), Zelle(regel.grund),
                 Zelle(regel == gilt ? Marke("gilt", .ok)
                     : regel.gueltigAb > (gilt?.gueltigAb ?? regel.gueltigAb)
                         ? Marke("kommt", .hinweis) : Marke("galt"))]
            })
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "regel", erfolg: .erfolg("Die Regel ist erfasst."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.felder, heute: heute)
                let ab = e.datum("gueltig_ab"), ungenutzt = e.zahl("ungenutzt", in: 30...400)
                let warnfrist = e.zahl("warnfrist", in: 7...90), text = e.text("stichtage")
                let bestaetigung = e.zahl("bestaetigung", in: 14...90)
                let support = e.zahl("support", in: 1...8), grund = e.text("grund")
                let faktor = e.auswahl("faktor")
                guard let ab, let ungenutzt, let warnfrist, let text, let bestaetigung,
                      let support, let faktor, let grund, e.ohneFehler
                else { throw e.formularfehler }
                let regel = Zugangsregel(
                    gueltigAb: ab, ungenutztTage: ungenutzt, warnfristTage: warnfrist,
                    stichtage: Zugangsregel.stichtage(deutsch: text),
                    bestaetigungTage: bestaetigung, supportStunden: support,
                    faktorPflicht: faktor == "ja", grund: grund)
                try await context.writePlatform(.benutzerVerwalten) { try regel.erfassen(in: $0) }
                return context.pfad("benutzer/regel")
            })
    }
}

extension Zugangsregel {
    /// Was davon kein Tag ist, weist die Datenbank ab.
    static func stichtage(deutsch text: String) -> [String] {
        text.split { $0 == " " || $0 == "," }.map { tag in
            tag.split(separator: ".").reversed().map { $0.count == 1 ? "0\($0)" : String($0) }
                .joined(separator: "-")
        }.sorted()
    }
}
