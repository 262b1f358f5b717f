import Grundwerte
import Hummingbird
import Kreis
import Leistungsrecht
import Platform

/// Ein Entwurf neben dem, was bisher gilt, `parameter/entwurf.mustache`.
struct ParameterentwurfView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let eckdaten: [Eckdatum]
    let hinweis: Meldung?
    let vergleich: Tabelle?
    let verlauf: [Ereignis]
    let freigabe: Formular?
    let verwerfen: Formular?
    let basis: String
    /// Nil, wenn schon entschieden ist.
    let probelauf: String?
}

/// Einen Entwurf prüfen, freigeben oder verwerfen (B-3.4).
struct ParameterentwurfRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        let pfad = "parameter/{groesse}/entwuerfe/{id}"
        group.get("\(pfad)") { try await zeigen($1, zurueck: nil) }
        group.post("\(pfad)/freigabe", use: freigeben)
        group.post("\(pfad)/verwerfung", use: verwerfen)
    }

    /// Nur worüber die AG entscheidet, stützt sich auf einen Beschluss.
    private static func freigabefelder(_ groesse: Parameter.Groesse) -> [Feld] {
        !groesse.beschliesstAG ? [] : [
            Feld("beschluss", "Beschluss der AG", hinweis: "Sitzung und Nummer", maximal: 200),
            Feld("beschlossen_am", "Beschlossen am", .datum),
            Feld("frist_grund", "Gesetz, das den Tag bestimmt",
                 hinweis: "Nur wenn der Satz früher gilt als drei Monate nach dem Beschluss",
                 freiwillig: true, maximal: 200),
        ]
    }

    private static let grundfelder = [Feld("grund", "Grund", maximal: 200)]

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        let id = try context.parameters.require("id", as: Parametersatz.ID.self)
        let (satz, neu, alt) = try await context.readPlatform(.parameterLesen) { session in
            let satz = try Parametersatz.laden(id, in: session)
            guard satz.groesse == groesse else { throw Hindernis.nichtGefunden }
            // Was der Stand ablöst, ist das am selben Tag Freigegebene der anderen.
            let parameter = try Parametersatz.ohne(id, in: session)
            return (satz, try? satz.angaben(nach: parameter),
                    try parameter.angaben(groesse, am: satz.gueltigAb))
        }
        let offen = satz.zustand == .entwurf, eigener = satz.erfasstVon == context.benutzer
        func formular(_ name: String, _ recht: Permission, _ felder: [Feld]) -> Formular? {
            !offen || !context.darf(recht) ? nil
                : zurueck.formular(name, felder, facts: context.facts)
        }
        let view = ParameterentwurfView(
            page: context.page("\(groesse.bezeichnung) ab \(satz.gueltigAb.deutsch)", .parameter,
                               pfad: [
                Verweis("Parameter", context.pfad("parameter")),
                Verweis(groesse.bezeichnung, context.pfad("parameter/\(groesse.rawValue)")),
            ], fehler: zurueck?.fehler),
            untertitel: groesse.norm, marke: satz.marke, eckdaten: eckdaten(satz, neu, alt),
            hinweis: hinweis(satz, passt: neu != nil, eigener: eigener, context, zurueck),
            vergleich: neu.map { vergleich($0, alt) }, verlauf: verlauf(satz),
            freigabe: eigener ? nil
                : formular("freigabe", groesse.freigaberecht, Self.freigabefelder(groesse)),
            verwerfen: formular(
                "verwerfen", context.recht(.parameterErfassen, oder: groesse.freigaberecht),
                Self.grundfelder),
            basis: context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(id)"),
            probelauf: offen ? context.pfad("parameter/probelauf") : nil)
        return .html(try pages.render("parameter/entwurf", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func hinweis(
        _ satz: Parametersatz, passt: Bool, eigener: Bool, _ context: KreisContext,
        _ zurueck: Zurueck?
    ) -> Meldung? {
        if let zurueck, satz.zustand != .entwurf || eigener && zurueck.welches == "freigabe" {
            // Das Formular gibt es nicht mehr; was im Wege stand, steht darum hier.
            return zurueck.fehler.fehler.first.map { .warnung($0.saetze) }
        }
        guard satz.zustand == .entwurf else { return nil }
        if !passt { return .warnung("Dieser Stand passt nicht mehr in die Folge der anderen.") }
        if eigener {
            return .hinweis(
                "Sie haben diesen Entwurf erfasst. Freigeben muss ihn eine zweite Person.")
        }
        return satz.gueltigAb < context.heute ? .warnung(
            "Der Stand wirkt zurück: Monate seit \(satz.gueltigAb.monat.deutsch), die schon "
                + "bewilligt sind, werden nach der Freigabe neu gerechnet.") : nil
    }

    private func eckdaten(
        _ satz: Parametersatz, _ neu: Standangaben?, _ alt: Standangaben?
    ) -> [Eckdatum] {
        [Eckdatum("Gilt", neu.map(Parameteranzeige.gilt) ?? "ab \(satz.gueltigAb.deutsch)"),
         Eckdatum("Fundstelle", satz.fundstelle),
         Eckdatum("Bisher", alt.map(Parameteranzeige.gilt) ?? "nichts"),
         Eckdatum("Fundstelle bisher", alt?.fundstelle ?? "–")]
            + (satz.groesse?.beschliesstAG == true
                ? [Eckdatum("Beschluss der AG", satz.beschluss.map(Self.satz) ?? "steht noch aus")]
                : [])
    }

    private static func satz(_ beschluss: AGBeschluss) -> String {
        "\(beschluss.text) vom \(beschluss.vom.deutsch)"
            + (beschluss.fristGrund.isEmpty ? "" : "; Tag nach \(beschluss.fristGrund)")
    }

    private func vergleich(_ neu: Standangaben, _ alt: Standangaben?) -> Tabelle {
        let bisher = Dictionary(uniqueKeysWithValues: (alt?.felder ?? []).map { ($0.pfad, $0) })
        return Tabelle(
            "Vergleich", spalten: [Spalte("Feld"), Spalte("Bisher", .zahl), Spalte("Neu", .zahl),
                                   Spalte("Änderung", .zahl)],
            zeilen: neu.felder.map { feld in
                let vorher = bisher[feld.pfad]
                return [Zelle(Parameteranzeige.name(feld.pfad)),
                        Zelle(vorher.map(Parameteranzeige.wert) ?? "–"),
                        Zelle(Parameteranzeige.wert(feld)),
                        Zelle(Parameteranzeige.aenderung(vorher, feld) ?? "gleich")]
            })
    }

    private func verlauf(_ satz: Parametersatz) -> [Ereignis] {
        let erfasst = Ereignis(
            Kreisanzeige.zeit(satz.erfasst.am), wer: satz.erfasst.wer, "Entwurf erfasst")
        guard let tat = satz.entscheidung else { return [erfasst] }
        let text = satz.grund.map { "Verworfen: \($0)" } ?? "Freigegeben"
        return [Ereignis(Kreisanzeige.zeit(tat.am), wer: tat.wer, text), erfasst]
    }

    // MARK: Schritte

    private func freigeben(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        return try await schritt(
            "freigabe", groesse.freigaberecht, Self.freigabefelder(groesse), context,
            erfolg: "Der Stand ist freigegeben und gilt ab seinem Tag."
        ) { eingabe in
            var beschluss: AGBeschluss?
            if groesse.beschliesstAG {
                let text = eingabe.text("beschluss"), vom = eingabe.datum("beschlossen_am")
                if let vom, vom > context.heute {
                    eingabe.melde("beschlossen_am", grund: "liegt in der Zukunft",
                                  abhilfe: "Freigegeben wird nach dem Beschluss.")
                }
                let grund = eingabe.text("frist_grund") ?? ""
                guard let text, let vom else { return nil }
                beschluss = AGBeschluss(text: text, vom: vom, fristGrund: grund)
            }
            let worauf = beschluss
            return { try Parametersatz.freigeben($0, beschluss: worauf, in: $1) }
        }
    }

    private func verwerfen(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        return try await schritt(
            "verwerfen", context.recht(.parameterErfassen, oder: groesse.freigaberecht),
            Self.grundfelder, context, erfolg: "Der Entwurf ist verworfen."
        ) { eingabe in
            guard let grund = eingabe.text("grund") else { return nil }
            return { try Parametersatz.verwerfen($0, grund: grund, in: $1) }
        }
    }

    private typealias Tun = @Sendable (Parametersatz.ID, PlatformSession) throws -> Void

    private func schritt(
        _ welches: String, _ recht: Permission, _ felder: [Feld], _ context: KreisContext,
        erfolg: String, _ lesen: (inout Eingabe) -> Tun?
    ) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        let id = try context.parameters.require("id", as: Parametersatz.ID.self)
        return try await context.schritt(
            welches, erfolg: .erfolg(erfolg),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try context.akteur.verlange(recht)
                var eingabe = Eingabe(form, felder, heute: context.heute)
                let gelesen = lesen(&eingabe)
                guard let tun = gelesen, eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                try await context.writePlatform(recht) { try tun(id, $0) }
                return context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(id)")
            })
    }
}
