import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Zahlt eine vorgesehene Zahlung anders aus: eilig, bar, direkt an Dritte oder in Teilen.
struct AufteilungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zahlungen/{id}/teile", use: zeigen)
        group.post("zahlungen/{id}/teile", use: aufteilen)
    }

    private typealias Inhalt = (zahlung: Zahlung, empfaenger: [Zahlungsempfaenger])

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let inhalt = try await laden(context)
        let formular = Formular(AufteilungForm.felder(inhalt.zahlung, inhalt.empfaenger),
                                werte: AufteilungForm.werte(inhalt.zahlung), facts: context.facts)
        return try seite(inhalt, formular, context)
    }

    func aufteilen(_ request: Request, context: MandantContext) async throws -> Response {
        let inhalt = try await laden(context), form = try context.form()
        let felder = AufteilungForm.felder(inhalt.zahlung, inhalt.empfaenger)
        let id = inhalt.zahlung.id, heute = context.heute
        let ziel = context.pfad("faelle/\(inhalt.zahlung.fall)/zahlungen")
        func zurueck(_ fehler: Formularfehler) throws -> Response {
            try seite(inhalt, Formular(felder, erneut: form, fehler: fehler, facts: context.facts),
                      context, fehler: fehler)
        }
        do {
            let eingabe = try AufteilungForm(form, felder, heute: heute)
            let weiter = try await context.write(.zahlungFeststellen) { session in
                try session.einmal(eingabe.vorgang) {
                    try Zahlung.aufteilen(id, in: eingabe.teile, grund: eingabe.grund,
                                          session: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg(
                "Die Zahlung wird anders ausgezahlt. Als Nächstes: feststellen."))
        } catch let fehler as Formularfehler {
            return try zurueck(fehler)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try zurueck(Formularfehler(hindernis))
        }
    }

    private func laden(_ context: MandantContext) async throws -> Inhalt {
        guard let id = context.parameters.get("id").flatMap(Zahlung.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return try await context.read(.zahlungFeststellen) { session in
            guard let zahlung = try Zahlung.laden(id, in: session) else {
                throw Hindernis.nichtGefunden
            }
            return (zahlung, try Zahlungsempfaenger.geltende(in: session))
        }
    }

    private func seite(_ inhalt: Inhalt, _ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let zahlung = inhalt.zahlung, ort = context.pfad("zahlungen/\(zahlung.id)")
        let view = FormularView(
            page: context.page("Anders auszahlen", .zahlungen, pfad: [
                Verweis("Zahlungen", context.pfad("zahlungen")),
                Verweis("Zahlung \(zahlung.monat.deutsch)", ort),
            ], fehler: fehler),
            zeile: "\(zahlung.aktenzeichen) · \(zahlung.zweck.bezeichnung) "
                + "\(zahlung.monat.deutsch) · \(zahlung.betrag)",
            formular: formular, ziel: "\(ort)/teile", knopf: "Anders auszahlen", zurueck: ort,
            hinweis: .hinweis("Die Teile ergeben zusammen \(zahlung.betrag). Jeder ist danach neu "
                + "festzustellen und anzuordnen."))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
