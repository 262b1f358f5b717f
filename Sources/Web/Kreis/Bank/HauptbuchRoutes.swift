import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Seite `bank/hauptbuch.mustache`.
struct HauptbuchView: Sendable {
    let page: Page
    let befund: Meldung
    let abgleich: [AbgleichView]
    let konten: Tabelle?
    let forderungen: Tabelle?
    let leer: Leer?
}

/// Die Summen- und Saldenliste und die Forderungen je Kommune.
struct HauptbuchRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("hauptbuch", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let (salden, summe, abgleich) = try await context.read(.kasse, .bankLesen) { session in
            (try Hauptbuch.saldenliste(in: session), try Hauptbuch.summe(in: session),
             try Bankabgleich.laden(in: session))
        }
        let jeKonto = Hauptbuch.Konto.allCases.compactMap { konto in
            let zeilen = salden.filter { $0.konto == konto }
            return zeilen.isEmpty ? nil : (konto, zeilen)
        }
        let forderungen = salden.filter { $0.konto == .forderung }
        let view = HauptbuchView(
            page: context.page("Hauptbuch", .hauptbuch),
            befund: summe == .null ? .erfolg("Soll und Haben sind gleich: Die Summe aller Zeilen ist null.")
                : .gefahr("Die Summe aller Zeilen ist \(summe) statt null. "
                    + "Lassen Sie die Daten prüfen (mandat pruefen)."),
            abgleich: abgleich.map(AbgleichView.init),
            konten: jeKonto.isEmpty ? nil : Tabelle(
                "Summen- und Saldenliste", form: .zahlen, spalten: Self.spalten("Konto"),
                zeilen: jeKonto.map { Self.zeile($0.bezeichnung, $1) }, summe: Self.zeile("Summe", salden)),
            forderungen: forderungen.isEmpty ? nil : Tabelle(
                "Forderungen je Kommune", form: .zahlen, spalten: Self.spalten("Kommune"),
                zeilen: forderungen.map { Self.zeile($0.unterkonto, [$0]) }, summe: Self.zeile("Kreis", forderungen)),
            leer: salden.isEmpty ? Leer("Noch ist nichts gebucht.", rat: "Buchungen entstehen mit dem ersten "
                + "eingelesenen Kontoauszug.") : nil)
        return .html(try pages.render("bank/hauptbuch", view))
    }

    private static func spalten(_ erste: String) -> [Spalte] {
        [Spalte(erste), Spalte("Soll in €", .zahl), Spalte("Haben in €", .zahl), Spalte("Saldo in €", .zahl)]
    }

    private static func zeile(_ name: String, _ salden: [Hauptbuch.Saldo]) -> [Zelle] {
        [Zelle(name), Zelle(salden.map(\.soll).summe()), Zelle(salden.map(\.haben).summe()),
         Zelle(salden.map(\.saldo).summe())]
    }
}
