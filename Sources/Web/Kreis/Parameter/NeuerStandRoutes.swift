import Grundwerte
import Hummingbird
import Kreis
import Leistungsrecht
import NIOCore
import Platform

/// Einen Entwurf erfassen, Wert für Wert oder aus einer Datei, `parameter/neu.mustache`.
struct NeuerStandView: Sendable {
    /// Ein Wert: daneben, was bisher gilt.
    struct Zeile: Sendable {
        let norm: String
        let bisher: String
        let feld: FeldView
    }

    let page: Page
    let norm: String
    let formular: Formular
    let kopf: [FeldView]
    let beschluss: [FeldView]
    let mitBeschluss: Bool
    let bisherAb: String
    let angaben: [Zeile]
    let ziel: String
    let datei: Formular
    let dateiziel: String
    let vorlage: String
    let zurueck: String
}

/// Neue Entwürfe (B-1.2.5): Beide Wege enden in derselben Prüfung.
struct NeuerStandRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        let pfad = "parameter/{groesse}/entwuerfe"
        group.get("\(pfad)/neu") { try await zeigen($1, zurueck: nil) }
        group.get("\(pfad)/vorlage", use: vorlage)
        group.post("\(pfad)", use: erfassen)
        group.post("\(pfad)/datei", use: hochladen)
    }

    private func juengster(_ context: KreisContext) async throws -> Standangaben? {
        let groesse = try ParameterRoutes.groesse(context)
        return try await context.readPlatform(.parameterErfassen) {
            try Parameter.freigegebene(in: $0).staende(groesse).last
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        let letzter = try await juengster(context)
        let basis = context.pfad("parameter/\(groesse.rawValue)")
        let formular = zurueck.formular(
            "entwurf", NeuerStandForm.felder(groesse),
            werte: NeuerStandForm.werte(groesse, nach: letzter, heute: context.heute),
            facts: context.facts)
        let felder = { (felder: [Feld]) in felder.compactMap { formular.feld[$0.name] } }
        let view = NeuerStandView(
            page: context.page("\(groesse.bezeichnung): Entwurf erfassen", .parameter, pfad: [
                Verweis("Parameter", context.pfad("parameter")),
                Verweis(groesse.bezeichnung, basis),
            ], fehler: zurueck?.fehler),
            norm: groesse.norm, formular: formular, kopf: felder(NeuerStandForm.kopf),
            beschluss: felder(AGBeschluss.felder(freiwillig: true)),
            mitBeschluss: groesse.beschliesstAG,
            bisherAb: letzter.map { "ab \($0.gueltigAb.deutsch)" } ?? "Bisher",
            angaben: groesse.angaben.compactMap { angabe in
                formular.feld[angabe.feld].map { feld in
                    .init(norm: angabe.norm,
                          bisher: letzter?[angabe.pfad].map(angabe.einheit.text) ?? "–", feld: feld)
                }
            },
            ziel: "\(basis)/entwuerfe",
            datei: zurueck.formular("datei", StanddateiForm.felder, facts: context.facts),
            dateiziel: "\(basis)/entwuerfe/datei", vorlage: "\(basis)/entwuerfe/vorlage",
            zurueck: basis)
        return .html(try pages.render("parameter/neu", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Der jüngste Stand in der amtlichen Form, um ihn zu ändern und hochzuladen.
    private func vorlage(_ request: Request, context: KreisContext) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        guard let letzter = try await juengster(context) else { throw Fehlerbild.nichtGefunden() }
        let ab = NeuerStandForm.gueltigkeit(nach: letzter, heute: context.heute).ab
        return .datei(ByteBuffer(string: letzter.vorlage(ab: ab)),
                      name: "\(groesse.rawValue)-\(ab).json", typ: .json)
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        try await erfassen("entwurf", context, fehler: NeuerStandForm.fehler) { form, groesse in
            let eingabe = try NeuerStandForm(form, als: groesse, heute: context.heute)
            return (eingabe.stand, eingabe.beschluss, eingabe.vorgang)
        }
    }

    private func hochladen(_ request: Request, context: KreisContext) async throws -> Response {
        try await erfassen("datei", context, fehler: StanddateiForm.fehler) { form, _ in
            let eingabe = try StanddateiForm(form, heute: context.heute)
            return (eingabe.stand, nil, eingabe.vorgang)
        }
    }

    private typealias Gelesen = (stand: [UInt8], beschluss: AGBeschluss?, vorgang: UUIDv7)

    private func erfassen(
        _ weg: String, _ context: KreisContext,
        fehler: (Standentwurf.Maengel) -> Formularfehler,
        lesen: (FormData, Parameter.Groesse) throws -> Gelesen
    ) async throws -> Response {
        let groesse = try ParameterRoutes.groesse(context)
        return try await context.schritt(
            weg, erfolg: .erfolg("Der Entwurf ist erfasst."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let (stand, beschluss, vorgang) = try lesen(form, groesse)
                do {
                    let id = try await context.writePlatform(.parameterErfassen) { session in
                        try Parametersatz.erfassen(
                            stand, als: groesse, beschluss: beschluss, vorgang: vorgang,
                            in: session)
                    }
                    return context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(id)")
                } catch let maengel as Standentwurf.Maengel {
                    throw fehler(maengel)
                }
            })
    }
}
