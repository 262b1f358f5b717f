import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Liste `zahllauf/positionen.mustache`.
struct PositionenView: Sendable {
    let page: Page
    let filter: [Filter]
    let tabelle: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern

    struct Filter: Sendable {
        let text: String
        let anzahl: Int
        let ziel: String
        let aktiv: Bool
    }
}

/// Die Aufträge eines Laufs, mit so wenigen Angaben wie nötig: keine Namen, keine Konten.
struct PositionenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("zahllaeufe/{id}/positionen", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahllauf.ID.self)
        let zustand = request.uri.queryParameters.get("zustand").flatMap {
            Auftragszustand(rawValue: String($0))
        }
        let seite = KreisContext.seite(request), je = 100
        let (lauf, stand, positionen) = try await context.read(.kasse, .zahllaufLesen) { session in
            (try Zahllauf.laden(id, in: session), try Zahllauf.stand(id, in: session),
             try Zahllauf.positionen(id, zustand: zustand, seite: seite, je: je, in: session))
        }
        let basis = context.pfad("zahllaeufe/\(id)/positionen")
        let filter = [PositionenView.Filter(text: "Alle", anzahl: stand.map(\.anzahl).reduce(0, +),
                                            ziel: basis, aktiv: zustand == nil)]
            + stand.map {
                .init(text: $0.zustand.bezeichnung(lauf.zahlweg), anzahl: $0.anzahl,
                      ziel: "\(basis)?zustand=\($0.zustand.rawValue)",
                      aktiv: zustand == $0.zustand)
            }
        let gesamt = filter.first(where: \.aktiv)?.anzahl ?? 0
        let view = PositionenView(
            page: context.page("Aufträge im Zahllauf \(lauf.nummer)", .zahllaeufe, pfad: [
                Verweis("Zahlläufe", context.pfad("zahllaeufe")),
                Verweis("Zahllauf \(lauf.nummer)", context.pfad("zahllaeufe/\(id)")),
            ]),
            filter: filter,
            tabelle: positionen.isEmpty ? nil : tabelle(positionen, lauf.zahlweg, context),
            leer: positionen.isEmpty ? Leer("In diesem Lauf ist kein solcher Auftrag.") : nil,
            blaettern: Blaettern(seite: seite, proSeite: je, gesamt: gesamt) {
                "\(basis)?seite=\($0)" + (zustand.map { "&zustand=\($0.rawValue)" } ?? "")
            })
        return .html(try pages.render("zahllauf/positionen", view))
    }

    private func tabelle(_ positionen: [Zahllauf.Position], _ weg: Zahlweg,
                         _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Aufträge im Lauf", form: .lang, spalten: [
                Spalte("EndToEndId"), Spalte("Nr.", .zahl), Spalte("Kommune"),
                Spalte("Fällig", .datum), Spalte("Betrag in €", .zahl), Spalte("Zustand"),
            ],
            zeilen: positionen.map {
                [Zelle($0.endToEndId, ziel: context.pfad("zahlungen/\($0.auftrag)")),
                 Zelle($0.lfd), Zelle($0.kommune), Zelle($0.faellig), Zelle($0.betrag),
                 Zelle($0.zustand.marke(weg))]
            })
    }
}

extension Auftragszustand {
    func marke(_ weg: Zahlweg) -> Marke {
        let art: Marke.Art = switch self {
        case .offen, .zurueckgezogen: .neutral
        case .imLauf, .uebergeben: .hinweis
        case .gezahlt: .ok
        case .unklar, .rueckgelaufen: .warnung
        case .bankAbgelehnt: .gefahr
        }
        return Marke(bezeichnung(weg), art)
    }
}
