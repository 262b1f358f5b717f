import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Ein Schritt in einem Verfahren: was er fragt, wer ihn gehen darf und was er dann tut.
struct Verfahrensschritt: Sendable {
    typealias Tun = @Sendable (MandantSession) throws -> Void

    let titel: String
    let knopf: String
    /// Was danach oben auf der Seite steht.
    let erfolg: String
    let recht: Permission
    let fall: Fall
    let felder: [Feld]
    var werte: [String: [String]] = [:]
    var hinweis: Meldung?
    /// Wohin der Schritt gesendet wird, und wohin er führt.
    let ziel: String
    let zurueck: String
    /// Zu welchem Reiter des Falls der Schritt gehört.
    var reiter = Fallreiter.verfahren
    /// Liest die Angaben; nil, wenn an einer etwas nicht stimmt.
    let lesen: @Sendable (inout Eingabe) -> Tun?
}

/// Zeigt einen Schritt und führt ihn aus: einmal je Formular, nur auf dem Stand, aus dem es
/// entstand.
struct Schrittseite: Sendable {
    private static let fassung = Feld("fassung", "Fassung", .versteckt)

    let pages: Pages
    let schritt: Verfahrensschritt
    let context: MandantContext

    private var felder: [Feld] { schritt.felder + [Self.fassung] }

    func zeigen() throws -> Response {
        try context.akteur.verlange(schritt.recht)
        var form = FormData(schritt.werte.compactMapValues(\.first))
        for (name, werte) in schritt.werte {
            for wert in werte.dropFirst() { try form.append(wert, to: name, limits: .init()) }
        }
        let formular = Formular(felder, eingaben: form,
                                ersetzt: ["fassung": "\(schritt.fall.fassung)"],
                                facts: context.facts)
        return try seite(formular)
    }

    func ausfuehren() async throws -> Response {
        let form = try context.form(), fall = schritt.fall.id, ziel = schritt.zurueck
        do {
            var eingabe = Eingabe(form, felder, heute: context.heute)
            let tun = schritt.lesen(&eingabe), vorgang = try eingabe.vorgang()
            guard let tun, eingabe.ohneFehler else { throw eingabe.formularfehler }
            guard let fassung = form["fassung"].flatMap(Int.init) else {
                throw Fehlerbild.anfrage(grund: "Dem Formular fehlt die Fassung des Falls.")
            }
            _ = try await context.write(schritt.recht) { session in
                try session.einmal(vorgang) {
                    try Fall.verlangen(fall, fassung: fassung, in: session)
                    try tun(session)
                    return ziel
                }
            }
            return .weiter(nach: ziel).mit(.erfolg(schritt.erfolg))
        } catch let fehler as Formularfehler {
            return try erneut(form, fehler)
        } catch let hindernis as Hindernis where hindernis.art == .konflikt {
            let formular = Formular(felder, eingaben: form,
                                    ersetzt: ["fassung": "\(schritt.fall.fassung)"],
                                    facts: context.facts)
            return try seite(formular, hinweis: Meldung(.warnung, hindernis.satz, einzelheiten: [
                Verweis("Verlauf von \(schritt.fall.aktenzeichen)",
                        context.pfad("faelle/\(fall)/verlauf")),
            ]), status: .conflict)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try erneut(form, Formularfehler(hindernis))
        }
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler) throws -> Response {
        try seite(Formular(felder, erneut: form, fehler: fehler, facts: context.facts),
                  fehler: fehler,
                  status: .unprocessableContent)
    }

    private func seite(_ formular: Formular, hinweis: Meldung? = nil, fehler: Formularfehler? = nil,
                       status: HTTPResponse.Status = .ok) throws -> Response {
        let view = FormularView(
            page: context.page(schritt.titel, .faelle, pfad: context.fallpfad(schritt.fall) + [
                Verweis(schritt.reiter.bezeichnung,
                        context.pfad("faelle/\(schritt.fall.id)\(schritt.reiter.pfad)")),
            ], fehler: fehler),
            zeile: schritt.fall.aktenzeichen, formular: formular, ziel: schritt.ziel,
            knopf: schritt.knopf,
            zurueck: schritt.zurueck, hinweis: hinweis ?? schritt.hinweis)
        return .html(try pages.render("fall/formular", view), status: status)
    }
}

extension RouterGroup where Context == MandantContext {
    /// Zeigt unter `ort` den Schritt, den `bauen` aus der Anfrage macht, und führt aus, was sein
    /// Formular an `ziel` sendet; ohne `ziel` an denselben Ort.
    func schritt(
        _ ort: RouterPath, nach ziel: RouterPath? = nil, pages: Pages,
        _ bauen: @escaping @Sendable (Request, MandantContext) async throws -> Verfahrensschritt
    ) {
        @Sendable func seite(
            _ request: Request, _ context: MandantContext
        ) async throws -> Schrittseite {
            Schrittseite(pages: pages, schritt: try await bauen(request, context), context: context)
        }
        get(ort) { try await seite($0, $1).zeigen() }
        post(ziel ?? ort) { try await seite($0, $1).ausfuehren() }
    }
}
