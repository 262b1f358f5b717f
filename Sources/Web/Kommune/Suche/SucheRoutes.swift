import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `suche/treffer.mustache`.
struct SucheView: Sendable {
    let page: Page
    let zeile: String
    let treffer: Tabelle?
    let leer: Leer?
    let neuerFall: String?

    static func tabelle(_ treffer: [Fall.Treffer], namen: [User.ID: String],
                        pfad: (String) -> String) -> Tabelle? {
        guard !treffer.isEmpty else { return nil }
        return Tabelle(
            "Treffer, der genaueste zuerst", form: .lang,
            spalten: [Spalte("Person"), Spalte("Geboren", .datum), Spalte("Gefunden über"),
                      Spalte("Haushalt von"),
                      Spalte("Personen", .zahl), Spalte("Bewilligt bis"), Spalte("Zustand"),
                      Spalte("Sachbearbeitung")],
            zeilen: treffer.map { zeile($0, namen: namen, pfad: pfad) })
    }

    private static func zeile(_ treffer: Fall.Treffer, namen: [User.ID: String],
                              pfad: (String) -> String) -> [Zelle] {
        let fall = treffer.fall
        let vorstand = fall.name.isEmpty ? fall.aktenzeichen : fall.name
        return [
            Zelle(treffer.person ?? vorstand, zusatz: fall.unterzeile,
                  ziel: pfad("faelle/\(fall.id)")),
            Zelle((treffer.person == nil ? fall.geburtsdatum
                   : treffer.geburtsdatum)?.deutsch ?? "–"),
            treffer.grund.istGenau ? Zelle(treffer.grund.bezeichnung)
                : Zelle(Marke(treffer.grund.bezeichnung, .hinweis)),
            Zelle(treffer.person == nil || treffer.person == vorstand ? "–" : vorstand),
            Zelle(fall.personen), Zelle(fall.bewilligtBis?.deutsch ?? "noch nichts"),
            fall.eingestelltZum.map { Zelle(Marke("eingestellt zum \($0.deutsch)")) }
                ?? Zelle(Marke("laufend", .ok)),
            Zelle(namen[fall.sachbearbeitung] ?? "–"),
        ]
    }
}

/// Ein Feld für alles: Name, Geburtsdatum, Aktenzeichen, AZR-Nummer, IBAN.
struct SucheRoutes: Sendable {
    static let hoechstens = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("suche", use: suchen)
    }

    /// Genau ein Treffer führt gleich zum Fall, wenn er ist, was dastand.
    func suchen(_ request: Request, context: MandantContext) async throws -> Response {
        let wonach = String((try request.abfrage()["q"] ?? "").prefix(200))
        let treffer = try await context.read(.fallLesen) { session in
            try Fall.suchen(wonach, hoechstens: Self.hoechstens, in: session)
        }
        if treffer.count == 1, treffer[0].grund.istGenau {
            return .weiter(nach: context.pfad("faelle/\(treffer[0].fall.id)"))
        }
        let anzahl = switch treffer.count {
        case 0: "Keine Treffer"
        case 1: "1 Treffer"
        case Self.hoechstens:
            "Die ersten \(Self.hoechstens) Treffer; mit mehr Angaben werden es weniger"
        default: "\(treffer.count) Treffer"
        }
        let view = SucheView(
            page: context.page("Suche", .faelle, gesucht: wonach),
                zeile: "\(anzahl) für „\(wonach)“",
            treffer: SucheView.tabelle(treffer, namen: try await context.benutzernamen(),
                                       pfad: { context.pfad($0) }),
            leer: treffer.isEmpty ? leer(context) : nil,
            neuerFall: context.darf(.fallAnlegen) ? context.pfad("faelle/neu") : nil)
        return .html(try pages.render("suche/treffer", view))
    }

    private func leer(_ context: MandantContext) -> Leer {
        Leer("Kein Fall passt dazu.",
             rat: "Suchen Sie nach einem Teil des Namens in beliebiger Schreibweise oder Schrift, "
                + "auch mit Geburtsdatum oder Jahr (rahmani 7.3.90), nach Geburtsdatum, "
                + "Aktenzeichen oder seiner Nummer, AZR-Nummer oder den letzten vier Stellen "
                + "der IBAN.",
             verweis: Verweis("Alle laufenden Fälle", context.pfad("faelle") + "?wer=alle"))
    }
}
