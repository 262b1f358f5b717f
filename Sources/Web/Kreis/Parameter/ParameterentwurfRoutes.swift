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
    let satz: String?
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
        groesse.beschliesstAG ? AGBeschluss.felder(freiwillig: false) : []
    }

    private static let grundfelder = [Feld("grund", "Grund", maximal: 200)]

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        let id = try context.parameters.require("id", as: Parametersatz.ID.self)
        let anzeige = try await context.readPlatform(.parameterLesen) { session in
            let satz = try Parametersatz.laden(id, in: session)
            guard satz.groesse == groesse else { throw Hindernis.nichtGefunden }
            return try Entwurfsanzeige(satz, als: groesse, in: session)
        }
        let satz = anzeige.satz, offen = satz.zustand == .entwurf
        func formular(
            _ name: String, _ recht: Permission, _ felder: [Feld], werte: [String: String] = [:]
        ) -> Formular? {
            !offen || !context.darf(recht) ? nil
                : zurueck.formular(name, felder, werte: werte, facts: context.facts)
        }
        let view = ParameterentwurfView(
            page: context.page("\(groesse.bezeichnung) ab \(satz.gueltigAb.deutsch)", .parameter,
                               pfad: [
                Verweis("Parameter", context.pfad("parameter")),
                Verweis(groesse.bezeichnung, context.pfad("parameter/\(groesse.rawValue)")),
            ], fehler: zurueck?.fehler),
            untertitel: groesse.norm, marke: satz.marke, eckdaten: anzeige.eckdaten,
            hinweis: anzeige.hinweis(context, zurueck), satz: anzeige.vergleich?.satz,
            vergleich: anzeige.vergleich?.tabelle, verlauf: anzeige.verlauf,
            freigabe: satz.erfasstVon == context.benutzer ? nil : formular(
                "freigabe", groesse.freigaberecht, Self.freigabefelder(groesse),
                werte: satz.beschluss?.werte ?? [:]),
            verwerfen: formular(
                "verwerfen", context.recht(.parameterErfassen, oder: groesse.freigaberecht),
                Self.grundfelder),
            basis: context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(id)"),
            probelauf: offen ? context.pfad("parameter/probelauf?entwurf=\(id)") : nil)
        return .html(try pages.render("parameter/entwurf", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    // MARK: Schritte

    private func freigeben(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        return try await schritt(
            "freigabe", groesse.freigaberecht, Self.freigabefelder(groesse), context,
            erfolg: "Der Stand ist freigegeben und gilt ab seinem Tag."
        ) { eingabe in
            let beschluss = groesse.beschliesstAG ? AGBeschluss.lesen(&eingabe) : nil
            return { try Parametersatz.freigeben($0, beschluss: beschluss, in: $1) }
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
