import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/ungenutzt.mustache`.
struct UngenutztView: Sendable {
    let page: Page
    let untertitel: String
    let konten: Tabelle?
    let leer: Leer?
}

/// Konten, die lange niemand benutzt hat: erst gewarnt, dann gesperrt (ORP.4).
struct UngenutztRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("benutzer/ungenutzt", use: liste)
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let (regel, konten) = try await context.readPlatform(.benutzerVerwalten) {
            (try Zugangsregel.geltende(am: $0.heute, in: $0.transaction),
             try UngenutztesKonto.alle(mandant: nil, in: $0))
        }
        let stellen = try await context.services.registry.all()
            .reduce(into: [:]) { $0[$1.id] = $1.name }
        let tabelle = Tabelle(
            "Lange nicht benutzt, am längsten zuerst", form: .lang,
            spalten: [Spalte("Name"), Spalte("Stelle"), Spalte("Tage unbenutzt", .zahl),
                      Spalte("Was geschieht")],
            zeilen: konten.map { konto in
                [Zelle(konto.user.name, zusatz: konto.user.anmeldename,
                       ziel: context.pfad("benutzer/\(konto.user.id)")),
                 Zelle(konto.user.mandant.map { stellen[$0] ?? "–" } ?? context.services.kreis),
                 Zelle(konto.tage), Zelle(konto.marke)]
            })
        let view = UngenutztView(
            page: context.page("Lange nicht benutzt", .benutzer, pfad: [
                Verweis("Benutzer", context.pfad("benutzer")),
            ]),
            untertitel: "Seit mehr als \(regel.ungenutztTage) Tagen nicht benutzt. "
                + "\(regel.warnfristTage) Tage nach der Warnung sperrt das Programm das Konto. "
                + "Wer Benutzer verwaltet, wird nur genannt: Jemand muss entsperren können.",
            konten: konten.isEmpty ? nil : tabelle,
            leer: konten.isEmpty ? Leer("Alle Konten werden benutzt.") : nil)
        return .html(try pages.render("zugang/ungenutzt", view))
    }
}

extension UngenutztesKonto {
    var marke: Marke {
        if let sperreAm {
            return Marke("wird am \(Uhr.berlinTag(sperreAm).deutsch) gesperrt", .warnung)
        }
        return gewarntAm == nil ? Marke("wird gewarnt") : Marke("nur Warnung", .hinweis)
    }
}
