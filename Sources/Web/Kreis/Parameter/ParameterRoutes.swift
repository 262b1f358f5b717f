import Grundwerte
import Hummingbird
import Kreis
import Leistungsrecht
import Platform

/// Die Übersicht `parameter/liste.mustache`.
struct ParameterlisteView: Sendable {
    let page: Page
    let entwuerfe: Tabelle?
    let groessen: Tabelle
    let probelauf: String
}

/// Nach welchen Sätzen gerechnet wird, seit wann und woher sie kommen (B-1.2.5).
struct ParameterRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("parameter", use: liste)
    }

    static func groesse(_ context: KreisContext) throws -> Parameter.Groesse {
        let name = try context.parameters.require("groesse")
        guard let groesse = Parameter.Groesse(rawValue: name) else {
            throw Fehlerbild.nichtGefunden()
        }
        return groesse
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let (parameter, saetze) = try await context.readPlatform(.parameterLesen) {
            (try Parameter.freigegebene(in: $0), try Parametersatz.alle(in: $0))
        }
        let offene = saetze.filter { $0.zustand == .entwurf }
        let view = ParameterlisteView(
            page: context.page("Parameter", .parameter),
            entwuerfe: offene.isEmpty ? nil : entwuerfe(offene, context),
            groessen: try groessen(parameter, context),
            probelauf: context.pfad("parameter/probelauf"))
        return .html(try pages.render("parameter/liste", view))
    }

    private func entwuerfe(_ saetze: [Parametersatz], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Entwürfe", spalten: [Spalte("Größe"), Spalte("Soll gelten ab", .datum),
                                  Spalte("Fundstelle"), Spalte("Erfasst")],
            zeilen: saetze.compactMap { satz in
                guard let groesse = satz.groesse else { return nil }
                let ziel = context.pfad(zu: satz, groesse)
                return [Zelle(groesse.bezeichnung, ziel: ziel), Zelle(satz.gueltigAb),
                        Zelle(satz.fundstelle),
                        Zelle(satz.erfasst.wer, zusatz: Kreisanzeige.zeit(satz.erfasst.am))]
            })
    }

    private func groessen(_ parameter: Parameter, _ context: KreisContext) throws -> Tabelle {
        Tabelle(
            "Größen", form: .lang,
            spalten: [Spalte("Größe"), Spalte("Gilt heute"), Spalte("Fundstelle"), Spalte("Stand")],
            zeilen: try Parameter.Groesse.allCases.map { groesse in
                let staende = try parameter.staende(groesse)
                let stand = staende.last { $0.gueltigAb <= context.heute }
                return [
                    Zelle(groesse.bezeichnung, zusatz: groesse.norm,
                          ziel: context.pfad("parameter/\(groesse.rawValue)")),
                    Zelle(stand.map(Parameteranzeige.gilt) ?? "nichts"),
                    Zelle(stand?.fundstelle ?? "–"), Zelle(marke(staende, context.heute)),
                ]
            })
    }

    /// Ob jetzt und danach ein Stand gilt: Ohne ihn wird nicht gerechnet.
    private func marke(_ staende: [Standangaben], _ heute: Kalendertag) -> Marke {
        guard let stand = staende.last(where: { $0.gueltigAb <= heute }),
              stand.gueltigBis.map({ $0 >= heute }) ?? true
        else { return Marke("heute gilt keiner", .gefahr) }
        guard let bis = stand.gueltigBis else { return Marke("gilt", .ok) }
        let folgt = staende.contains { $0.gueltigAb > heute && $0.gueltigAb <= bis.plus(tage: 1) }
        return folgt ? Marke("Nachfolger ist da", .ok)
            : Marke("ab \(bis.plus(tage: 1).deutsch) fehlt einer", .warnung)
    }
}

extension KreisContext {
    /// Die Seite eines Entwurfs, auch wenn er freigegeben ist.
    func pfad(zu satz: Parametersatz, _ groesse: Parameter.Groesse) -> String {
        pfad("parameter/\(groesse.rawValue)/entwuerfe/\(satz.id)")
    }
}
