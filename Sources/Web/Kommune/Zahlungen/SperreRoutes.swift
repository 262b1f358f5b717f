import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Entscheidung über einen Halt nach einer Rückgabe der Bank.
struct SperreRoutes: Sendable {
    private static let felder = [
        Feld("entscheidung", "Warum wieder gezahlt wird", .mehrzeilig,
             hinweis: "Was haben Sie geklärt, und bei wem? Steht im Verlauf des Falls.",
             maximal: 300),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/sperren/{sperre}", use: zeigen)
        group.post("faelle/{id}/sperren/{sperre}", use: aufheben)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try seite(try await laden(context), Formular(Self.felder, facts: context.facts), context)
    }

    func aufheben(_ request: Request, context: MandantContext) async throws -> Response {
        let fall = try Fallanfrage.id(context), ziel = context.pfad("faelle/\(fall)")
        let form = try context.form()
        let sperre = try id(context)
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            guard let text = eingabe.text("entscheidung"), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            let weiter = try await context.write(.fallAendern) { session in
                try session.einmal(vorgang) {
                    try Zahlungssperre.aufheben(sperre, fall: fall, entscheidung: text, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg(
                "Die Sperre ist aufgehoben. Es darf wieder gezahlt werden."))
        } catch let fehler as Formularfehler {
            let formular = Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts)
            return try seite(try await laden(context), formular, context, fehler: fehler)
        }
    }

    private func laden(_ context: MandantContext) async throws -> (Fall, Zahlungssperre) {
        let id = try Fallanfrage.id(context), gesucht = try self.id(context)
        return try await context.read(.fallAendern) { session in
            let sperren = try Zahlungssperre.offene(zu: id, in: session)
            guard let fall = try Fall.laden(id, in: session),
                  let sperre = sperren.first(where: { $0.id == gesucht })
            else { throw Hindernis.nichtGefunden }
            return (fall, sperre)
        }
    }

    private func id(_ context: MandantContext) throws -> Zahlungssperre.ID {
        guard let id = context.parameters.get("sperre").flatMap(Zahlungssperre.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }

    private func seite(
        _ inhalt: (fall: Fall, sperre: Zahlungssperre), _ formular: Formular,
        _ context: MandantContext, fehler: Formularfehler? = nil
    ) throws -> Response {
        let (fall, sperre) = inhalt, ort = context.pfad("faelle/\(fall.id)")
        let seit = Uhr.berlinTag(sperre.gesperrtAm).deutsch
        let was = sperre.iban.map {
            "Auf das Konto \($0.gruppiert) geht keine Miete mehr, auch nicht aus anderen Fällen. "
                + "Hat der Vermieter ein neues Konto, ändern Sie stattdessen die Unterkunft."
        } ?? "Für diesen Fall wird nichts mehr festgesetzt und angeordnet, bis Sie entscheiden."
        let view = FormularView(
            page: context.page(
                "Sperre aufheben", .faelle, pfad: context.fallpfad(fall), fehler: fehler),
            zeile: "\(sperre.name) · \(fall.aktenzeichen) · gesperrt am \(seit)",
            formular: formular, ziel: "\(ort)/sperren/\(sperre.id)", knopf: "Sperre aufheben",
            zurueck: ort, hinweis: .warnung("\(sperre.grund) \(was)"))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
