import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `umlage/durchleitungen.mustache`.
struct DurchleitungenView: Sendable {
    struct Meldungszeile: Sendable {
        let titel: String
        let eckdaten: [Eckdatum]
        let vermerk: String?
        let uebernehmen: Formular?
        let ablehnen: Formular?
        let basis: String
    }

    let page: Page
    let bereiche: [Krankenhilfebereich.Reiter]
    let offene: [Meldungszeile]
    let leer: Leer?
    let entschiedene: Tabelle?
}

/// Was die Kommunen auf ausgelegte Kosten einnahmen und durchleiten (B-6.6): übernehmen oder mit
/// Grund ablehnen.
struct DurchleitungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe/durchleitungen") { try await zeigen($1, zurueck: nil) }
        group.post("krankenhilfe/durchleitungen/{id}/uebernahme", use: uebernehmen)
        group.post("krankenhilfe/durchleitungen/{id}/ablehnung", use: ablehnen)
    }

    /// Jede Meldung hat ihr eigenes Feld: Zwei gleichnamige verwechselte, wer vorlesen lässt.
    private static func grund(_ id: Durchleitung.ID) -> [Feld] {
        [Feld("grund-\(id)", "Warum nicht?", hinweis: "Liest die Kommune", maximal: 300,
              breite: .lang)]
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let (offene, entschiedene) = try await context.read(.abrechnung, .umlageLesen) {
            (try Durchleitung.offene(in: $0), try Durchleitung.entschiedene(in: $0))
        }
        let view = DurchleitungenView(
            page: context.page("Durchleitungen", .krankenhilfe, fehler: zurueck?.fehler),
            bereiche: Krankenhilfebereich.reiter(.durchleitungen, context),
            offene: offene.map { zeile($0, context, zurueck) },
            leer: offene.isEmpty ? Leer("Keine Meldung wartet auf eine Entscheidung.") : nil,
            entschiedene: entschiedene.isEmpty ? nil : tabelle(entschiedene))
        return .html(try pages.render("umlage/durchleitungen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func zeile(_ d: Durchleitung, _ context: KreisContext, _ zurueck: Zurueck?)
        -> DurchleitungenView.Meldungszeile {
        let darf = context.darf(.durchleitungEntscheiden), facts = context.facts
        return .init(
            titel: "\(d.nummer), \(d.kommune)",
            eckdaten: [
                Eckdatum("Betrag", d.betrag.description), Eckdatum("Von", d.herkunft.bezeichnung),
                Eckdatum("Behandlung im", d.monat.deutsch),
                Eckdatum("Eingegangen am", d.eingangAm.deutsch),
                Eckdatum("Gemeldet", Kreisanzeige.zeit(d.gemeldetAm)),
            ],
            vermerk: d.vermerk.isEmpty ? nil : d.vermerk,
            uebernehmen: darf ? zurueck.formular("uebernehmen-\(d.id)", [], facts: facts) : nil,
            ablehnen: darf
                ? zurueck.formular("ablehnen-\(d.id)", Self.grund(d.id), facts: facts) : nil,
            basis: context.pfad("krankenhilfe/durchleitungen/\(d.id)"))
    }

    private func tabelle(_ durchleitungen: [Durchleitung]) -> Tabelle {
        Tabelle(
            "Entschieden", form: .lang, spalten: [
                Spalte("Meldung"), Spalte("Kommune"), Spalte("Von"), Spalte("Eingang", .datum),
                Spalte("Betrag in €", .zahl), Spalte("Stand"),
            ],
            zeilen: durchleitungen.map { d in
                [Zelle(d.nummer, zusatz: "Behandlung im \(d.monat.deutsch)"), Zelle(d.kommune),
                 Zelle(d.herkunft.bezeichnung), Zelle(d.eingangAm), Zelle(d.betrag),
                 Zelle(Marke(d.zustand), zusatz: d.grund.isEmpty ? nil : d.grund)]
            })
    }

    private func uebernehmen(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("uebernehmen", [], context,
                              erfolg: "Die Einnahme ist übernommen und gebucht.") {
            try $0.uebernehmen(in: $2)
        }
    }

    private func ablehnen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Durchleitung.ID.self)
        return try await entscheiden("ablehnen", Self.grund(id), context,
                                     erfolg: "Die Meldung ist abgelehnt.") { d, eingabe, session in
            guard let grund = eingabe.text("grund-\(id)") else { throw eingabe.formularfehler }
            try d.ablehnen(grund: grund, in: session)
        }
    }

    private func entscheiden(
        _ name: String, _ felder: [Feld], _ context: KreisContext, erfolg: String,
        _ tun: @escaping @Sendable (Durchleitung, inout Eingabe, KreisSession) throws -> Void
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: Durchleitung.ID.self)
        let heute = context.heute
        return try await context.schritt(
            "\(name)-\(id)", erfolg: .erfolg(erfolg),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, .durchleitungEntscheiden) { session in
                    var eingabe = Eingabe(form, felder, heute: heute)
                    return try session.einmal(try eingabe.vorgang()) {
                        try tun(try Durchleitung.laden(id, in: session), &eingabe, session)
                        return context.pfad("krankenhilfe/durchleitungen")
                    }
                }
            })
    }
}

extension Marke {
    init(_ zustand: Durchleitungsmeldung.Zustand) {
        self = switch zustand {
        case .gemeldet: Marke(zustand.bezeichnung, .hinweis)
        case .uebernommen: Marke(zustand.bezeichnung, .ok)
        case .abgelehnt: Marke(zustand.bezeichnung, .warnung)
        }
    }
}
