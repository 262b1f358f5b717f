import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Die Liste `forderung/liste.mustache`.
struct ForderungenView: Sendable {
    struct Filter: Sendable {
        let text: String
        let anzahl: Int
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let csv: String
    let filter: [Filter]
    let tabelle: Tabelle?
    let jeKommune: Tabelle?
    let leer: Leer?
}

/// Die offenen Posten der Kommunen: was fällig ist, gemahnt, zu viel gezahlt.
struct ForderungenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("forderungen", use: zeigen)
        group.get("forderungen.csv", use: csv)
    }

    private enum Auswahl: String, CaseIterable {
        case alle, faellig, mahnbar, guthaben

        var text: String {
            switch self {
            case .alle: "Alle offenen"
            case .faellig: "Überfällig"
            case .mahnbar: "Zu mahnen"
            case .guthaben: "Guthaben"
            }
        }

        func aus(_ alle: [Forderung], am heute: Kalendertag) -> [Forderung] {
            switch self {
            case .alle: alle
            case .faellig: alle.filter { $0.offen > .null && heute > $0.faellig }
            case .mahnbar: Forderung.mahnbare(alle, am: heute)
            case .guthaben: alle.filter { $0.offen < .null }
            }
        }
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        let nur = request.uri.queryParameters.get("nur")
        let auswahl = nur.flatMap { Auswahl(rawValue: $0) } ?? .alle
        let alle = try await context.read(.abrechnung, .erstattungLesen) {
            try Forderung.offene(in: $0)
        }
        let gezeigt = auswahl.aus(alle, am: heute)
        let view = ForderungenView(
            page: context.page("Offene Posten", .erstattung, pfad: [
                Verweis("Erstattung", context.pfad("erstattung")),
            ]),
            csv: context.pfad("forderungen.csv"),
            filter: Auswahl.allCases.map { eine in
                ForderungenView.Filter(
                    text: eine.text, anzahl: eine.aus(alle, am: heute).count,
                    ziel: context.pfad("forderungen?nur=\(eine.rawValue)"), aktiv: eine == auswahl)
            },
            tabelle: gezeigt.isEmpty ? nil : .forderungen("Offene Posten", gezeigt, context),
            jeKommune: alle.isEmpty ? nil : jeKommune(alle, context),
            leer: gezeigt.isEmpty ? Leer(
                alle.isEmpty ? "Alle Kommunen haben alles bezahlt."
                    : "Hier ist nichts zu tun.") : nil)
        return .html(try pages.render("forderung/liste", view))
    }

    private func jeKommune(_ alle: [Forderung], _ context: KreisContext) -> Tabelle {
        let gruppen = Dictionary(grouping: alle, by: \.mandant)
            .sorted { $0.value[0].kommune < $1.value[0].kommune }
        func zeile(_ name: String, _ eigene: [Forderung], _ ziel: String?) -> [Zelle] {
            let faellig = eigene.filter { $0.offen > .null && context.heute > $0.faellig }
            return [Zelle(name, ziel: ziel), Zelle(faellig.map(\.offen).summe()),
                    Zelle(eigene.map(\.offen).summe())]
        }
        return Tabelle(
            "Je Kommune", form: .zahlen,
            spalten: [Spalte("Kommune"), Spalte("Überfällig in €", .zahl),
                      Spalte("Offen in €", .zahl)],
            zeilen: gruppen.map { mandant, eigene in
                zeile(eigene[0].kommune, eigene, context.pfad("erstattung/kommunen/\(mandant)"))
            },
            summe: zeile("Kreis", alle, nil))
    }

    private func csv(_ request: Request, context: KreisContext) async throws -> Response {
        let alle = try await context.read(.abrechnung, .erstattungLesen) {
            try Forderung.offene(in: $0)
        }
        var text = "\u{FEFF}Nummer;Art;Kommune;Monat;Kassenzeichen;Fällig;Betrag;Eingegangen;"
            + "Verrechnet;Offen;Stand\r\n"
        for f in alle {
            text += [
                f.nummer, f.art.bezeichnung, f.kommune.csvFeld, f.monat.description,
                f.kassenzeichen,
                f.faellig.deutsch, f.betrag.csv, f.eingegangen.csv, f.verrechnet.csv, f.offen.csv,
                f.stand(am: context.heute).bezeichnung,
            ].joined(separator: ";") + "\r\n"
        }
        return .datei(ByteBuffer(string: text), name: "offene-posten-\(context.heute).csv",
                      typ: .csv)
    }
}

extension Tabelle {
    static func forderungen(
        _ titel: String, _ forderungen: [Forderung], _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            titel, form: .lang,
            spalten: [
                Spalte("Forderung"), Spalte("Kommune"), Spalte("Für"), Spalte("Fällig", .datum),
                Spalte("Betrag in €", .zahl), Spalte("Eingegangen in €", .zahl),
                Spalte("Offen in €", .zahl), Spalte("Stand"),
            ],
            zeilen: forderungen.map { f in
                [Zelle(f.nummer, ziel: context.pfad("forderungen/\(f.id)")), Zelle(f.kommune),
                 Zelle(f.monat.deutsch, zusatz: f.art.bezeichnung), Zelle(f.faellig),
                 Zelle(f.betrag), Zelle(f.eingegangen), Zelle(f.offen),
                 Zelle(f.marke(am: context.heute),
                       zusatz: f.offen > .null ? f.mahnfrist.map { "Frist \($0.deutsch)" } : nil)]
            },
            summe: ["Summe", "", "", "", Zelle(forderungen.map(\.betrag).summe()),
                    Zelle(forderungen.map(\.eingegangen).summe()),
                    Zelle(forderungen.map(\.offen).summe()), ""])
    }
}

extension Forderung {
    func marke(am heute: Kalendertag) -> Marke { Marke(stand(am: heute)) }
}

extension Marke {
    init(_ stand: Forderung.Stand) {
        let art: Marke.Art = switch stand {
        case .beglichen: .ok
        case .offen, .teilweise: .hinweis
        case .ueberzahlt: .warnung
        case .ueberfaellig, .gemahnt: .gefahr
        }
        self.init(stand.bezeichnung, art)
    }
}
