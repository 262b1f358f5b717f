import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Ein Umsatz der Bank: zuordnen, was das Programm nicht allein darf, und einen Irrtum dabei
/// zurücknehmen.
struct KlaerungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bank/umsaetze/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("bank/umsaetze/{id}/klaerung", use: klaeren)
        group.post("bank/umsaetze/{id}/ruecknahme", use: zuruecknehmen)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankumsatz.ID.self)
        let daten = try await context.read(.kasse, .bankLesen) {
            try UmsatzView.Daten(id, in: $0)
        }
        let view = UmsatzView(daten, try await context.benutzernamen(), context, zurueck)
        return .html(try pages.render("bank/umsatz", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func klaeren(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankumsatz.ID.self), heute = context.heute
        return try await context.schritt(
            "klaeren", erfolg: .erfolg("Der Umsatz ist zugeordnet und gebucht."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.kasse, .bankZuordnen) { session in
                    // Zuerst: Noch einmal gesendet, gilt die erste Antwort.
                    try session.einmal(try Eingabe(form, [], heute: heute).vorgang()) {
                        let daten = try UmsatzView.Daten(id, in: session)
                        let felder = KlaerungForm.felder(daten.umsatz, daten.vorschlaege,
                                                         daten.erstattungen, daten.umlagen,
                                                         daten.kosten, bedenken: true)
                        let angaben = try KlaerungForm(form, felder, heute: heute)
                        let klaerung = try angaben.klaerung(daten.umsatz, in: session)
                        try Bankumsatz.klaeren(id, als: klaerung, teil: angaben.teil,
                                               grund: angaben.grund, trotzdem: angaben.trotzdem,
                                               in: session)
                        return context.pfad("bank/auszuege/\(daten.umsatz.auszug)")
                    }
                }
            })
    }

    private func zuruecknehmen(_ request: Request, context: KreisContext) async throws
        -> Response {
        let id = try context.parameters.require("id", as: Bankumsatz.ID.self), heute = context.heute
        return try await context.schritt(
            "zuruecknehmen",
            erfolg: .erfolg(
                "Die Zuordnung ist zurückgenommen und gegengebucht. Ordnen Sie neu zu."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.kasse, .bankZuruecknehmen) { session in
                    try session.einmal(try Eingabe(form, [], heute: heute).vorgang()) {
                        let daten = try UmsatzView.Daten(id, in: session)
                        var eingabe = Eingabe(
                            form,
                            UmsatzView.ruecknahmefelder(daten.ruecknehmbar(von: context.benutzer)),
                            heute: heute)
                        let welche = eingabe.kennung("zuordnung", als: Einzelzuordnung.ID.self)
                        let grund = eingabe.text("irrtum")
                        guard let welche, let grund, eingabe.ohneFehler else {
                            throw eingabe.formularfehler
                        }
                        try Bankumsatz.zuruecknehmen(welche, von: id, grund: grund, in: session)
                        return context.pfad("bank/umsaetze/\(id)")
                    }
                }
            })
    }
}
