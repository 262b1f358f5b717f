import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Seite `zahllauf/regel.mustache`.
struct ZahllaufregelView: Sendable {
    let page: Page
    let warnungen: [Meldung]
    let genug: Meldung?
    let regeln: Tabelle
    let wochen: Tabelle
}

/// Nach welcher Regel die Kasse zahlt und was sie in den nächsten Wochen ergibt (B-5.2).
struct ZahllaufregelRoutes: Sendable {
    let pages: Pages

    private static let vorschau = 26

    func add(to group: RouterGroup<KreisContext>) {
        group.get("zahllaeufe/regel", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let (kalender, regeln) = try await context.read(.kasse, .zahllaufLesen) {
            (try Zahllaufkalender.laden(in: $0), try Zahllaufregel.alle(in: $0))
        }
        let warnungen = kalender.warnungen(ab: context.heute, wochen: Self.vorschau)
        let view = ZahllaufregelView(
            page: context.page("Regel der Zahlläufe", .zahllaeufe,
                               pfad: [Verweis("Zahlläufe", context.pfad("zahllaeufe"))]),
            warnungen: warnungen.map { .warnung($0.satz) },
            genug: warnungen.isEmpty
                ? .erfolg("In jeder der nächsten \(Self.vorschau) Wochen sind mindestens zwei "
                    + "Läufe möglich.") : nil,
            regeln: Tabelle(
                "Regeln",
                spalten: [Spalte("Gilt ab", .datum), Spalte("Tage"), Spalte("Annahmeschluss"),
                                    Spalte("Vorlauf in Banktagen", .zahl), Spalte("Grund")],
                zeilen: regeln.reversed().map { regel in
                    [Zelle(regel.gueltigAb), Zelle(regel.tage),
                     Zelle("\(regel.annahmeschluss) Uhr"),
                     Zelle(regel.vorlaufBanktage), Zelle(regel.grund)]
                }),
            wochen: wochen(kalender, ab: context.heute))
        return .html(try pages.render("zahllauf/regel", view))
    }

    private func wochen(_ kalender: Zahllaufkalender, ab heute: Kalendertag) -> Tabelle {
        Tabelle(
            "Die nächsten Wochen",
            spalten: [Spalte("Woche"), Spalte("Läufe"), Spalte("Keine Banktage"), Spalte("Stand")],
            zeilen: kalender.wochen(ab: heute, anzahl: Self.vorschau).map { woche in
                let laeufe = woche.laeufe.map {
                    "\($0.tag.wochentagName.prefix(2)) \($0.tag.deutschKurz)"
                }
                let zu = woche.tage.compactMap { tag in
                    tag.geschlossen.map { "\(tag.tag.deutschKurz) \($0)" }
                }
                return [Zelle("\(woche.nummer)/\(woche.jahr)"),
                        Zelle(laeufe.isEmpty ? "–" : laeufe.joined(separator: ", "),
                              zusatz: woche.laeufe.contains(where: \.istVerlegt) ? "verlegt" : nil),
                        Zelle(zu.isEmpty ? "–" : zu.joined(separator: ", ")),
                        Zelle(woche.warnung == nil ? Marke("genug", .ok)
                            : Marke("zu wenige", .warnung))]
            })
    }
}

extension Zahllaufregel {
    /// `Dienstag und Freitag`
    var tage: String {
        let namen = wochentage.map { gueltigAb.plus(tage: $0 - 1).wochentagName }
        return namen.dropLast().joined(separator: ", ") + " und " + (namen.last ?? "")
    }

    var satz: String {
        "\(tage), seit dem \(gueltigAb.deutsch). Was bis \(annahmeschluss) Uhr angeordnet ist, "
            + "kommt in den Lauf des Tages; "
            + "das Geld ist spätestens "
            + (vorlaufBanktage == 1 ? "am nächsten Banktag" : "\(vorlaufBanktage) Banktage später")
                + " da."
    }
}
