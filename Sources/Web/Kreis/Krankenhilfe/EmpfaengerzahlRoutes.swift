import Grundwerte
import Hummingbird
import Kreis
import Leistungsrecht
import Platform

/// Die Übersicht `umlage/empfaengerjahr.mustache`.
struct EmpfaengerjahrView: Sendable {
    let page: Page
    let bereiche: [Krankenhilfebereich.Reiter]
    let jahre: [Jahr]
    let monate: Tabelle?
    let regeln: Tabelle
    let leer: Leer?

    struct Jahr: Sendable {
        let jahr: Int
        let ziel: String
        let aktiv: Bool
    }
}

/// Ein Monat `umlage/empfaenger.mustache`.
struct EmpfaengermonatView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let warnung: Meldung?
    let kommunen: Tabelle?
    let eckdaten: [Eckdatum]
    let leer: Leer?
}

/// Die Empfängerzahlen, nach denen sich die Krankenhilfe umlegt (B-6.7).
struct EmpfaengerzahlRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe", use: jahr)
        group.get("krankenhilfe/empfaenger/{monat}", use: monat)
    }

    private func jahr(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        let gewuenscht = request.uri.queryParameters.get("jahr", as: Int.self) ?? heute.jahr
        let jahr = (2000...heute.jahr).contains(gewuenscht) ? gewuenscht : heute.jahr
        let (monate, regeln) = try await context.read(.abrechnung, .umlageLesen) { session in
            (try Empfaengerstand.jahr(jahr, in: session), try Empfaengerregel.alle(in: session))
        }
        let view = EmpfaengerjahrView(
            page: context.page("Empfängerzahlen \(jahr)", .krankenhilfe),
            bereiche: Krankenhilfebereich.reiter(.empfaenger, context),
            jahre: (heute.jahr - 3...heute.jahr).map {
                .init(jahr: $0, ziel: context.pfad("krankenhilfe?jahr=\($0)"), aktiv: $0 == jahr)
            },
            monate: monate.isEmpty ? nil : tabelle(monate, regeln, context),
            regeln: tabelle(regeln),
            leer: monate.isEmpty
                ? Leer("Im Jahr \(jahr) gibt es noch keinen Monat zu zählen.",
                       rat: "Gezählt wird nach Ablauf des Monats, für Kommunen, die an der "
                           + "zentralen Krankenhilfe teilnehmen.") : nil)
        return .html(try pages.render("umlage/empfaengerjahr", view))
    }

    private func tabelle(_ monate: [Empfaengerstand.Summe], _ regeln: [Empfaengerregel],
                         _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Monate", spalten: [
                Spalte("Monat"), Spalte("Kommunen", .zahl), Spalte("gemeldet", .zahl),
                Spalte("Empfänger", .zahl), Spalte("Stand"),
            ],
            zeilen: monate.map { summe in
                [Zelle(summe.monat.deutsch,
                       ziel: context.pfad("krankenhilfe/empfaenger/\(summe.monat)")),
                 Zelle(summe.beteiligt), Zelle(summe.gemeldet), Zelle(summe.empfaenger),
                 Zelle(Self.marke(summe.monat, fehlt: summe.beteiligt - summe.gemeldet,
                                  regeln.geltende(fuer: summe.monat), am: context.heute))]
            })
    }

    private func tabelle(_ regeln: [Empfaengerregel]) -> Tabelle {
        Tabelle(
            "Regeln", spalten: [Spalte("Gilt ab"), Spalte("Gezählt wird, wer erhält"),
                                Spalte("Zähltag"), Spalte("Grund")],
            zeilen: regeln.map {
                [Zelle($0.gueltigAb.deutsch), Zelle($0.wer), Zelle($0.wann), Zelle($0.grund)]
            })
    }

    private func monat(_ request: Request, context: KreisContext) async throws -> Response {
        guard let monat = Monat(try context.parameters.require("monat")),
              monat < context.heute.monat else { throw Fehlerbild.nichtGefunden() }
        let (staende, regeln) = try await context.read(.abrechnung, .umlageLesen) { session in
            (try Empfaengerstand.alle(im: monat, in: session),
             try Empfaengerregel.alle(in: session))
        }
        let regel = regeln.geltende(fuer: monat)
        let fehlende = staende.filter { $0.zahl == nil }
        let faellig = regel.map { context.heute >= $0.zaehltag(fuer: monat) } ?? false
        let view = EmpfaengermonatView(
            page: context.page("Empfänger im \(monat.deutsch)", .krankenhilfe, pfad: [
                Verweis("Empfängerzahlen \(monat.jahr)",
                        context.pfad("krankenhilfe?jahr=\(monat.jahr)")),
            ]),
            untertitel: "Jede Kommune zählt ihre Empfänger selbst; was gemeldet ist, steht fest.",
            marke: Self.marke(monat, fehlt: fehlende.count, regel, am: context.heute),
            warnung: faellig && !fehlende.isEmpty
                ? .warnung("Es fehlt noch: \(fehlende.map(\.kommune).joined(separator: ", ")). "
                    + "Gezählt wird viermal am Tag von selbst; bleibt die Zahl aus, fragen Sie "
                    + "den IT-Betrieb nach dem Auftrag „empfaenger.melden“.") : nil,
            kommunen: staende.isEmpty ? nil : tabelle(staende),
            eckdaten: eckdaten(regel, monat),
            leer: staende.isEmpty
                ? Leer("Im \(monat.deutsch) nimmt keine Kommune an der Krankenhilfe teil.") : nil)
        return .html(try pages.render("umlage/empfaenger", view))
    }

    private func tabelle(_ staende: [Empfaengerstand]) -> Tabelle {
        Tabelle(
            "Empfänger je Kommune", spalten: [
                Spalte("Kommune"), Spalte("Empfänger", .zahl), Spalte("gezählt am", .datum),
                Spalte("gemeldet"), Spalte("Prüfsumme der Liste"),
            ],
            zeilen: staende.map { stand in
                guard let zahl = stand.zahl else {
                    return [Zelle(stand.kommune, zusatz: stand.ags),
                            Zelle("–"), Zelle("–"), Zelle(Marke("fehlt", .warnung)), Zelle("–")]
                }
                return [Zelle(stand.kommune, zusatz: stand.ags), Zelle(zahl.anzahl),
                        Zelle(zahl.gezaehltZum), Zelle(Kreisanzeige.zeit(zahl.gemeldetAm)),
                        Zelle("\(Kreisanzeige.hex(zahl.sha256).prefix(16)) …")]
            },
            summe: ["Zusammen", Zelle(staende.compactMap(\.zahl?.anzahl).reduce(0, +)), "", "", ""])
    }

    private func eckdaten(_ regel: Empfaengerregel?, _ monat: Monat) -> [Eckdatum] {
        guard let regel else { return [] }
        return [
            Eckdatum("Gezählt wird, wer erhält", regel.wer),
            Eckdatum("Zählweise", "jede Person einmal, wenn sie im Monat an einem Tag dazugehörte "
                + "und für ihren Haushalt eine Leistung bewilligt ist"),
            Eckdatum("Gezählt ab", regel.zaehltag(fuer: monat).deutsch),
            Eckdatum("Regel", "gilt ab \(regel.gueltigAb.deutsch): \(regel.grund)"),
        ]
    }

    private static func marke(_ monat: Monat, fehlt: Int, _ regel: Empfaengerregel?,
                              am heute: Kalendertag) -> Marke {
        if fehlt == 0 { return Marke("vollständig", .ok) }
        guard let regel else { return Marke("ohne Regel", .gefahr) }
        let tag = regel.zaehltag(fuer: monat)
        guard heute >= tag else { return Marke("ab \(tag.deutsch)", .hinweis) }
        return Marke(fehlt == 1 ? "1 fehlt" : "\(fehlt) fehlen", .warnung)
    }
}

extension Empfaengerregel {
    /// `Grundleistungen (§ 3 AsylbLG), Analogleistungen (§ 2 AsylbLG)`.
    var wer: String {
        grundlagen.map { "\($0.bezeichnung) (\($0.norm.replacing(" ", with: "\u{A0}")))" }
            .joined(separator: ", ")
    }

    var wann: String { "ab dem \(zaehltag). des Folgemonats" }
}
