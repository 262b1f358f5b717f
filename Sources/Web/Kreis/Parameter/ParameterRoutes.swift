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

/// Eine Größe mit allen Ständen, `parameter/groesse.mustache`.
struct ParametergroesseView: Sendable {
    let page: Page
    let norm: String
    let staende: Tabelle
    let formular: Formular?
    let ziel: String
}

/// Nach welchen Sätzen gerechnet wird, seit wann und woher sie kommen; neue Entwürfe (B-1.2.5).
struct ParameterRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("parameter", use: liste)
        group.get("parameter/{groesse}") { try await zeigen($1, zurueck: nil) }
        group.post("parameter/{groesse}/entwuerfe", use: erfassen)
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
                let ziel = context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(satz.id)")
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

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let groesse = try Self.groesse(context)
        let (parameter, saetze) = try await context.readPlatform(.parameterLesen) {
            (try Parameter.freigegebene(in: $0),
             try Parametersatz.alle(in: $0).filter { $0.groesse == groesse })
        }
        let letzter = try parameter.staende(groesse).last
        let tag = letzter?.gueltigBis?.plus(tage: 1) ?? context.heute.monat.naechster.ersterTag
        let vorlage = letzter?.vorlage(ab: tag) ?? ""
        let view = ParametergroesseView(
            page: context.page(groesse.bezeichnung, .parameter, pfad: [
                Verweis("Parameter", context.pfad("parameter")),
            ], fehler: zurueck?.fehler),
            norm: groesse.norm, staende: try staende(groesse, saetze, context),
            formular: !context.darf(.parameterErfassen) ? nil : zurueck.formular(
                "entwurf", ParameterForm.felder, werte: ["stand": vorlage], facts: context.facts),
            ziel: context.pfad("parameter/\(groesse.rawValue)/entwuerfe"))
        return .html(try pages.render("parameter/groesse", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Die des Programms und die des Kreises, der jüngste zuerst; nichts fällt je heraus.
    private func staende(
        _ groesse: Parameter.Groesse, _ saetze: [Parametersatz], _ context: KreisContext
    ) throws -> Tabelle {
        let amtliche = try Parameter.amtlich.staende(groesse).map { stand in
            (stand.gueltigAb, [Zelle(Parameteranzeige.gilt(stand)), Zelle(stand.fundstelle),
                               Zelle(Marke("amtlich", .ok), zusatz: "mit dem Programm geliefert")])
        }
        let eigene = saetze.map { satz in
            (satz.gueltigAb, [
                Zelle("ab \(satz.gueltigAb.deutsch)",
                      ziel: context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(satz.id)")),
                Zelle(satz.fundstelle), Zelle(satz.marke, zusatz: satz.herkunft),
            ])
        }
        return Tabelle(
            "Stände", spalten: [Spalte("Gilt"), Spalte("Fundstelle"), Spalte("Stand")],
            zeilen: (amtliche + eigene).enumerated()
                .sorted { ($1.element.0, $1.offset) < ($0.element.0, $0.offset) }
                .map(\.element.1))
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try Self.groesse(context)
        return try await context.schritt(
            "entwurf",
            erfolg: .erfolg("Der Entwurf ist erfasst. Freigeben muss ihn eine zweite Person."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let eingabe = try ParameterForm(form, heute: context.heute)
                do {
                    let id = try await context.writePlatform(.parameterErfassen) { session in
                        try Parametersatz.erfassen(
                            eingabe.stand, als: groesse, vorgang: eingabe.vorgang, in: session)
                    }
                    return context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(id)")
                } catch let maengel as Standentwurf.Maengel {
                    throw ParameterForm.fehler(maengel, ausDatei: eingabe.ausDatei)
                }
            })
    }
}
