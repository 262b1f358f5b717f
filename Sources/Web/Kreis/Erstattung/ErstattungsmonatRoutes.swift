import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Der Monat `erstattung/monat.mustache`.
struct ErstattungsmonatView: Sendable {
    struct Zeile: Sendable {
        let kommune: String
        let ziel: String?
        let gezahlt: String
        let ruecklauf: String
        let rueckforderung: String
        let summe: String
        let positionen: Int
        let marke: Marke
        let abschliessen: Einzeln?
    }

    /// Der Knopf, der den Monat nur für eine Kommune abschließt.
    struct Einzeln: Sendable {
        let mandant: String
        let name: String
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let warnungen: [Meldung]
    let zeilen: [Zeile]
    let hatZeilen: Bool
    let gezahlt: String
    let ruecklauf: String
    let rueckforderung: String
    let summe: String
    let positionen: Int
    let abschluss: Formular?
    let abschlusstext: String
    let ziel: String
    let leer: Leer?
}

/// Ein Monat der Erstattung: je Kommune Gezahltes, Rückläufe, Summe; und sein Abschluss.
struct ErstattungsmonatRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("erstattung/{monat}") { try await zeigen($1, zurueck: nil) }
        group.post("erstattung/{monat}/abschluss", use: abschliessen)
    }

    private struct Daten: Sendable {
        let vorschau: [Erstattung.Vorschau]
        let erstattungen: [Erstattung]
        let warnungen: [String]
    }

    private static func monat(_ context: KreisContext) throws -> Monat {
        guard let monat = Monat(try context.parameters.require("monat"))
        else { throw Fehlerbild.nichtGefunden() }
        return monat
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let monat = try Self.monat(context)
        let daten = try await context.read(.abrechnung, .erstattungLesen) { session in
            let vorschau = try Erstattung.vorschau(monat, in: session)
            let offen = vorschau.contains { $0.abgeschlossen == nil }
            return Daten(vorschau: vorschau,
                         erstattungen: try Erstattung.alle(jahr: monat.jahr, in: session)
                             .filter { $0.monat == monat },
                         warnungen: offen ? try Erstattung.warnungen(monat, in: session) : [])
        }
        return .html(try pages.render("erstattung/monat", view(monat, daten, context, zurueck)),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func view(_ monat: Monat, _ daten: Daten, _ context: KreisContext,
                      _ zurueck: Zurueck?) -> ErstattungsmonatView {
        let offene = daten.vorschau.filter { $0.abgeschlossen == nil }
        let vorbei = monat < context.heute.monat
        let darf = vorbei && !offene.isEmpty && context.darf(.erstattungAbschliessen)
        let jeMandant = Dictionary(daten.erstattungen.map { ($0.mandant, $0) },
                                   uniquingKeysWith: { erste, _ in erste })
        return ErstattungsmonatView(
            page: context.page("Erstattung \(monat.deutsch)", .erstattung, pfad: [
                Verweis("Erstattung \(monat.jahr)", context.pfad("erstattung?jahr=\(monat.jahr)")),
            ], fehler: zurueck?.fehler),
            untertitel: vorbei ? "Erstattet wird, was die Bank im \(monat.deutsch) gebucht hat."
                : "Der Monat läuft noch; abschließen lässt er sich ab dem "
                    + "\(monat.naechster.ersterTag.deutsch).",
            marke: !vorbei ? Marke("läuft noch", .hinweis)
                : offene.isEmpty ? Marke("abgeschlossen", .ok) : Marke("abzuschließen", .warnung),
            warnungen: daten.warnungen.map { .warnung($0) },
            zeilen: daten.vorschau.map {
                zeile($0, jeMandant[$0.mandant], darf: darf, vorbei: vorbei, context)
            },
            hatZeilen: !daten.vorschau.isEmpty,
            gezahlt: daten.vorschau.map(\.gezahlt).summe().betrag,
            ruecklauf: daten.vorschau.map(\.ruecklauf).summe().betrag,
            rueckforderung: daten.vorschau.map(\.rueckforderung).summe().betrag,
            summe: daten.vorschau.map(\.summe).summe().betrag,
            positionen: daten.vorschau.map(\.positionen).reduce(0, +),
            abschluss: darf ? zurueck.formular("abschluss", [], facts: context.facts) : nil,
            abschlusstext: "\(monat.deutsch) für "
                + "\(Kreisanzeige.anzahl(offene.count, "Kommune", "Kommunen")) abschließen "
                + "(\(offene.map(\.summe).summe()))",
            ziel: context.pfad("erstattung/\(monat)/abschluss"),
            leer: daten.vorschau.isEmpty
                ? Leer("Im \(monat.deutsch) ist nichts gezahlt worden.") : nil)
    }

    private func zeile(
        _ stand: Erstattung.Vorschau, _ erstattung: Erstattung?, darf: Bool, vorbei: Bool,
        _ context: KreisContext
    ) -> ErstattungsmonatView.Zeile {
        ErstattungsmonatView.Zeile(
            kommune: stand.kommune,
            ziel: stand.abgeschlossen.map { context.pfad("erstattungen/\($0)") },
            gezahlt: stand.gezahlt.betrag, ruecklauf: stand.ruecklauf.betrag,
            rueckforderung: stand.rueckforderung.betrag, summe: stand.summe.betrag,
            positionen: stand.positionen,
            marke: erstattung?.marke(am: context.heute)
                ?? (vorbei ? Marke("offen", .warnung) : Marke("läuft noch", .hinweis)),
            abschliessen: darf && stand.abgeschlossen == nil
                ? ErstattungsmonatView.Einzeln(
                    mandant: stand.mandant.description, name: stand.kommune) : nil)
    }

    private func abschliessen(_ request: Request, context: KreisContext) async throws -> Response {
        let monat = try Self.monat(context), heute = context.heute
        return try await context.schritt(
            "abschluss",
            erfolg: .erfolg("Der \(monat.deutsch) ist abgeschlossen und ändert sich nicht mehr."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let eingabe = Eingabe(form, [], heute: heute)
                let vorgang = try eingabe.vorgang(), nur = form["mandant"].flatMap(Mandant.ID.init)
                return try await context.write(.abrechnung, .erstattungAbschliessen) { session in
                    try session.einmal(vorgang) {
                        let neue = try Erstattung.abschliessen(monat, mandant: nur, in: session)
                        guard nur != nil, let eine = neue.first
                        else { return context.pfad("erstattung/\(monat)") }
                        return context.pfad("erstattungen/\(eine)")
                    }
                }
            })
    }
}

extension Erstattung {
    func marke(am heute: Kalendertag) -> Marke { Marke(stand(am: heute)) }
}
