import Grundwerte
import Hummingbird
import Kreis
import Leistungsrecht
import Platform

/// Eine Größe: was gilt und alle Stände, `parameter/groesse.mustache`.
struct ParametergroesseView: Sendable {
    let page: Page
    let norm: String
    /// Wohin, um einen Entwurf zu erfassen; nil ohne das Recht dazu.
    let entwurf: String?
    let hinweise: [Meldung]
    let geltend: Geltend?
    let staende: Tabelle

    struct Geltend: Sendable {
        let titel: String
        let eckdaten: [Eckdatum]
        let satz: String
        let vergleich: Tabelle
    }
}

/// Ein Stand, den das Programm mitbringt, `parameter/stand.mustache`.
struct ParameterstandView: Sendable {
    let page: Page
    let norm: String
    let marke: Marke
    let hinweis: Meldung?
    let eckdaten: [Eckdatum]
    let satz: String
    let vergleich: Tabelle
}

/// Eine Größe mit ihren Werten; jeder Stand, den es je gab, lässt sich öffnen (B-3.4).
struct ParametergroesseRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("parameter/{groesse}", use: zeigen)
        group.get("parameter/{groesse}/staende/{tag}", use: stand)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        let (parameter, saetze) = try await laden(groesse, context)
        let alle = try parameter.staende(groesse), heute = context.heute
        let stand = alle.last { $0.gueltigAb <= heute }
        let view = ParametergroesseView(
            page: context.page(groesse.bezeichnung, .parameter, pfad: [
                Verweis("Parameter", context.pfad("parameter")),
            ]),
            norm: groesse.norm,
            entwurf: context.darf(.parameterErfassen)
                ? context.pfad("parameter/\(groesse.rawValue)/entwuerfe/neu") : nil,
            hinweise: hinweise(groesse, alle, saetze, context),
            geltend: stand.map { stand in
                let davor = alle.last { $0.gueltigAb < stand.gueltigAb }
                let vergleich = Standvergleich(groesse: groesse, neu: stand, alt: davor)
                let gilt = stand.gueltigBis.map { $0 >= heute } ?? true
                return .init(
                    titel: gilt ? "Was heute gilt" : "Was zuletzt galt",
                    eckdaten: Parameteranzeige.eckdaten(stand, alt: davor),
                    satz: vergleich.satz, vergleich: vergleich.tabelle)
            },
            staende: try staende(groesse, saetze, context))
        return .html(try pages.render("parameter/groesse", view))
    }

    private func laden(
        _ groesse: Parameter.Groesse, _ context: KreisContext
    ) async throws -> (Parameter, [Parametersatz]) {
        try await context.readPlatform(.parameterLesen) {
            (try Parameter.freigegebene(in: $0),
             try Parametersatz.alle(in: $0).filter { $0.groesse == groesse })
        }
    }

    /// Was zu tun ist: ein Nachfolger, der fehlt, und Entwürfe, über die niemand entschieden hat.
    private func hinweise(
        _ groesse: Parameter.Groesse, _ staende: [Standangaben], _ saetze: [Parametersatz],
        _ context: KreisContext
    ) -> [Meldung] {
        let offene = saetze.filter { $0.zustand == .entwurf }
        let entwuerfe = offene.isEmpty ? nil : Meldung(
            .hinweis, offene.count == 1 ? "Ein Entwurf wartet auf die Entscheidung."
                : "\(offene.count) Entwürfe warten auf die Entscheidung.",
            einzelheiten: offene.map {
                Verweis("ab \($0.gueltigAb.deutsch), \($0.fundstelle)",
                        context.pfad(zu: $0, groesse))
            })
        return [luecke(staende, context.heute).map(Meldung.warnung), entwuerfe].compactMap(\.self)
    }

    private func luecke(_ staende: [Standangaben], _ heute: Kalendertag) -> String? {
        guard let stand = staende.last(where: { $0.gueltigAb <= heute }) else {
            return "Noch gilt kein Stand. Ohne ihn wird nicht gerechnet."
        }
        guard let bis = stand.gueltigBis else { return nil }
        let ab = bis.plus(tage: 1)
        if staende.contains(where: { $0.gueltigAb > heute && $0.gueltigAb <= ab }) { return nil }
        let was = ab <= heute ? "gilt kein Stand" : "fehlt ein Stand"
        return "Ab dem \(ab.deutsch) \(was). Ohne ihn wird nicht gerechnet."
    }

    /// Einen der Stände, die das Programm mitbringt; die anderen zeigt die Seite ihres Entwurfs.
    private func stand(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        let tag = try Kalendertag(context.parameters.require("tag"))
        let (_, saetze) = try await laden(groesse, context)
        let amtliche = try Parameter.amtlich.staende(groesse)
        guard let stand = amtliche.first(where: { $0.gueltigAb == tag }) else {
            throw Fehlerbild.nichtGefunden()
        }
        let davor = amtliche.last { $0.gueltigAb < stand.gueltigAb }
        let vergleich = Standvergleich(groesse: groesse, neu: stand, alt: davor)
        let basis = context.pfad("parameter/\(groesse.rawValue)")
        let ersatz = saetze.first { $0.zustand == .freigegeben && $0.gueltigAb == tag }
        let view = ParameterstandView(
            page: context.page("\(groesse.bezeichnung) ab \(stand.gueltigAb.deutsch)", .parameter,
                               pfad: [
                Verweis("Parameter", context.pfad("parameter")),
                Verweis(groesse.bezeichnung, basis),
            ]),
            norm: groesse.norm, marke: Marke("amtlich", .ok),
            hinweis: ersatz.map {
                Meldung(.warnung, "Der Kreis hat ab demselben Tag einen anderen Stand freigegeben. "
                    + "Danach wird gerechnet.", einzelheiten: [
                        Verweis($0.fundstelle, context.pfad(zu: $0, groesse)),
                    ])
            },
            eckdaten: Parameteranzeige.eckdaten(
                stand, alt: davor, ziel: davor.map { "\(basis)/staende/\($0.gueltigAb)" }),
            satz: vergleich.satz, vergleich: vergleich.tabelle)
        return .html(try pages.render("parameter/stand", view))
    }

    /// Die des Programms und die des Kreises, der jüngste zuerst; nichts fällt je heraus.
    private func staende(
        _ groesse: Parameter.Groesse, _ saetze: [Parametersatz], _ context: KreisContext
    ) throws -> Tabelle {
        let amtliche = try Parameter.amtlich.staende(groesse).map { stand in
            (stand.gueltigAb, [
                Zelle(Parameteranzeige.gilt(stand), ziel: context.pfad(
                    "parameter/\(groesse.rawValue)/staende/\(stand.gueltigAb)")),
                Zelle(stand.fundstelle),
                Zelle(Marke("amtlich", .ok), zusatz: "mit dem Programm geliefert"),
            ])
        }
        let eigene = saetze.map { satz in
            (satz.gueltigAb, [
                Zelle("ab \(satz.gueltigAb.deutsch)", ziel: context.pfad(zu: satz, groesse)),
                Zelle(satz.fundstelle), Zelle(satz.marke, zusatz: satz.herkunft),
            ])
        }
        return Tabelle(
            "Stände", spalten: [Spalte("Gilt"), Spalte("Fundstelle"), Spalte("Stand")],
            zeilen: (amtliche + eigene).enumerated()
                .sorted { ($1.element.0, $1.offset) < ($0.element.0, $0.offset) }
                .map(\.element.1))
    }
}
