import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Liste `hauptbuch/journal.mustache`: alle Zeilen eines Monats oder ein Konto mit Saldo.
struct JournalView: Sendable {
    struct Filter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let untertitel: String
    let eckdaten: [Eckdatum]
    let filter: [Filter]
    let tabelle: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern
}

/// Das Journal eines Monats und die Kontoblätter daraus.
struct JournalRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("hauptbuch/{monat}/buchungen", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let monat = try HauptbuchRoutes.monat(context), abfrage = try request.abfrage()
        let auswahl = Buchungszeile.Auswahl(
            monat: monat, konto: abfrage["konto"].flatMap(Hauptbuch.Konto.init),
            mandant: abfrage["kommune"].flatMap(Mandant.ID.init),
            lauf: abfrage["lauf"].flatMap(Zahllauf.ID.init), bankkonto: abfrage["bank"])
        let seite = KreisContext.seite(request), je = 200
        let (summen, zeilen) = try await context.read(.kasse, .bankLesen) { session in
            let summen = try Buchungszeile.summen(auswahl, in: session)
            return (summen, try Buchungszeile.alle(auswahl, seite: seite, je: je,
                                                   anfang: summen.anfang, in: session))
        }
        let basis = context.pfad("hauptbuch/\(monat)/buchungen")
        let worte = [abfrage["konto"].map { "konto=\($0)" },
                     auswahl.mandant.map { "kommune=\($0)" }, auswahl.lauf.map { "lauf=\($0)" },
                     auswahl.bankkonto.map { "bank=\($0.alsAbfragewert)" }].compactMap(\.self)
        let unterkonto = (auswahl.mandant != nil || auswahl.lauf != nil
            ? zeilen.first?.unterkonto : nil).map { ", \($0)" } ?? ""
        let titel = (auswahl.konto?.bezeichnung ?? "Buchungen") + unterkonto
        let view = JournalView(
            page: context.page("\(titel) \(monat.deutsch)", .hauptbuch, pfad: [
                Verweis("Hauptbuch \(monat.deutsch)", context.pfad("hauptbuch/\(monat)")),
            ]),
            untertitel: auswahl.konto == nil ? "Alle Zeilen des Monats in der Folge der Buchungen."
                : "Kontoblatt: jede Zeile mit dem Saldo danach.",
            eckdaten: eckdaten(auswahl, summen),
            filter: filter(auswahl.konto, basis),
            tabelle: zeilen.isEmpty ? nil
                : .hauptbuch(zeilen, mitStand: auswahl.konto != nil, context),
            leer: zeilen.isEmpty ? Leer("In diesem Monat ist hier nichts gebucht.") : nil,
            blaettern: Blaettern(seite: seite, proSeite: je, gesamt: summen.anzahl) {
                "\(basis)?\((worte + ["seite=\($0)"]).joined(separator: "&"))"
            })
        return .html(try pages.render("hauptbuch/journal", view))
    }

    private func eckdaten(
        _ auswahl: Buchungszeile.Auswahl, _ s: (anzahl: Int, anfang: Geld, soll: Geld, haben: Geld)
    ) -> [Eckdatum] {
        let bewegung = [Eckdatum("Zeilen", String(s.anzahl)), Eckdatum("Soll", s.soll.description),
                        Eckdatum("Haben", s.haben.description)]
        guard auswahl.konto != nil else { return bewegung }
        return [Eckdatum("Anfangssaldo", s.anfang.description)] + bewegung
            + [Eckdatum("Endsaldo", (s.anfang + s.soll - s.haben).description)]
    }

    private func filter(_ konto: Hauptbuch.Konto?, _ basis: String) -> [JournalView.Filter] {
        [JournalView.Filter(text: "Alle Konten", ziel: basis, aktiv: konto == nil)]
            + Hauptbuch.Konto.allCases.map {
                JournalView.Filter(text: $0.bezeichnung, ziel: "\(basis)?konto=\($0.rawValue)",
                                   aktiv: konto == $0)
            }
    }
}

extension Tabelle {
    /// Zeilen des Hauptbuchs; jede führt zu ihrer Buchung, zur Zahlung, zum Lauf, zur Erstattung.
    static func hauptbuch(
        _ zeilen: [Buchungszeile], mitStand: Bool = false, _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            "Buchungszeilen", form: .lang,
            spalten: [
                Spalte("Buchung"), Spalte("Gebucht", .datum),
                Spalte(mitStand ? "Unterkonto" : "Konto"),
                Spalte("Zahlung"), Spalte("Forderung"), Spalte("Soll in €", .zahl),
                Spalte("Haben in €", .zahl),
            ] + (mitStand ? [Spalte("Saldo in €", .zahl)] : []),
            zeilen: zeilen.map { zeile in
                [
                    Zelle(zeile.text, ziel: context.pfad("buchungen/\(zeile.buchung)")),
                    Zelle(zeile.buchungstag), konto(zeile, nurUnterkonto: mitStand, context),
                    Zelle(zeile.kennung.isEmpty ? "–" : zeile.kennung,
                          ziel: zeile.auftrag.map { context.pfad("zahlungen/\($0)") }),
                    Zelle(zeile.erstattungsnummer ?? "–", ziel: context.darf(.erstattungLesen)
                        ? zeile.erstattung.map { context.pfad("erstattungen/\($0)") }
                            ?? zeile.forderung.map { context.pfad("forderungen/\($0)") } : nil),
                    Zelle(zeile.soll?.betrag ?? ""), Zelle(zeile.haben?.betrag ?? ""),
                ] + (mitStand ? [Zelle(zeile.stand?.betrag ?? "")] : [])
            })
    }

    private static func konto(
        _ zeile: Buchungszeile, nurUnterkonto: Bool, _ context: KreisContext
    ) -> Zelle {
        let ziel = context.darf(.zahllaufLesen)
            ? zeile.lauf.map { context.pfad("zahllaeufe/\($0)") } : nil
        let unter = zeile.unterkonto.isEmpty ? nil : zeile.unterkonto
        return nurUnterkonto ? Zelle(unter ?? "–", ziel: ziel)
            : Zelle(zeile.konto.bezeichnung, zusatz: unter, ziel: ziel)
    }

    /// Nil ohne Buchungen.
    static func buchungen(_ buchungen: [Buchung], _ context: KreisContext) -> Tabelle? {
        guard !buchungen.isEmpty else { return nil }
        return Tabelle(
            "Buchungen", spalten: [Spalte("Buchung"), Spalte("Gebucht", .datum),
                                   Spalte("Zeilen", .zahl), Spalte("Betrag in €", .zahl)],
            zeilen: buchungen.map {
                [Zelle($0.text, ziel: context.pfad("buchungen/\($0.id)")), Zelle($0.buchungstag),
                 Zelle($0.zeilen), Zelle($0.soll)]
            })
    }
}
