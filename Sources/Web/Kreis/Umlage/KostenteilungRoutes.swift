import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Eine Kostenteilung `kosten/zeigen.mustache`.
struct KostenteilungView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let csv: String
    let meldungen: [Meldung]
    let ergebnis: Ergebnis
    let formel: String
    let zeilen: Tabelle
    let forderungen: Tabelle?
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme
    let bestaetigen: Formular?
    let verwerfen: Formular?
    let schreiben: Formular?
    let basis: String
}

/// Eine Kostenteilung nach Einwohnern: Rechenweg, Bestätigung durch eine zweite Person (H-2.2).
struct KostenteilungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("kostenteilungen/{id}") { try await zeigen($1, zurueck: nil) }
        group.get("kostenteilungen/{id}/rechnung.csv", use: csv)
        group.post("kostenteilungen/{id}/bestaetigung", use: bestaetigen)
        group.post("kostenteilungen/{id}/verwerfung", use: verwerfen)
        group.post("kostenteilungen/{id}/schreiben", use: schreiben)
        group.get("kostenteilungen/{id}/schreiben/{forderung}", use: abgelegt)
    }

    private static let grund = [
        Feld("grund", "Warum gilt sie nicht?", .mehrzeilig, maximal: 500),
    ]

    private static func id(_ context: KreisContext) throws -> Kostenteilung.ID {
        try context.parameters.require("id", as: Kostenteilung.ID.self)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try Self.id(context)
        let daten = try await context.read(.abrechnung, .kostenteilungLesen) {
            let teilung = try Kostenteilung.laden(id, in: $0)
            return Daten(teilung: teilung, forderungen: try teilung.forderungen(in: $0),
                         geschrieben: try teilung.geschriebene(in: $0))
        }
        let namen = try await context.benutzernamen()
        let view = view(daten, namen, context, zurueck)
        return .html(try pages.render("kosten/zeigen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private struct Daten: Sendable {
        let teilung: Kostenteilung
        let forderungen: [Forderung]
        let geschrieben: Set<Forderung.ID>

        /// Eine Forderung, die bestätigt ist und noch ohne Schreiben.
        var schreibenFehlt: Bool { forderungen.contains { !geschrieben.contains($0.id) } }
    }

    private func view(_ daten: Daten, _ namen: [User.ID: String], _ context: KreisContext,
                      _ zurueck: Zurueck?) -> KostenteilungView {
        let k = daten.teilung
        let basis = context.pfad("kostenteilungen/\(k.id)"), facts = context.facts
        let selbst = k.erstelltVon == context.benutzer
        let darf = k.entscheidung == nil && context.darf(.kostenteilungBearbeiten)
        func wer(_ id: User.ID) -> String { namen[id] ?? "unbekannte Person" }
        var eckdaten = [
            Eckdatum("Vereinbart am", k.vereinbartAm.deutsch),
            Eckdatum("Einwohner am", k.stichtag.deutsch),
            Eckdatum("Erstellt", "\(Kreisanzeige.zeit(k.erstelltAm)), \(wer(k.erstelltVon))"),
        ]
        if let e = k.entscheidung {
            eckdaten.append(Eckdatum(e.bestaetigt ? "Bestätigt" : "Verworfen",
                                     "\(Kreisanzeige.zeit(e.am)), \(wer(e.von))"))
        }
        return KostenteilungView(
            page: context.page(k.titel, .kosten, pfad: [
                Verweis("Kostenteilungen", context.pfad("kostenteilungen")),
            ], fehler: zurueck?.fehler),
            untertitel: "Kosten eines Vorhabens, geteilt nach Einwohnern", marke: k.marke,
            csv: "\(basis)/rechnung.csv", meldungen: meldungen(k, darf: darf, selbst: selbst),
            ergebnis: Ergebnis("Unter \(k.zeilen.count) Kommunen zu teilen", k.betrag,
                               zusatz: "\(k.einwohner.deutsch) Einwohner"),
            formel: "Anteil = \(k.betrag) × Einwohner der Kommune ÷ \(k.einwohner.deutsch) "
                + "Einwohner, auf ganze Cent abgerundet; die übrigen Cent gehen an die "
                + "größten Reste.",
            zeilen: tabelle(k), forderungen: tabelle(daten, context), eckdaten: eckdaten,
            pruefsumme: Pruefsumme(hex: Kreisanzeige.hex(k.nachweisSHA256)),
            bestaetigen: darf && !selbst
                ? zurueck.formular("bestaetigen", [], facts: facts) : nil,
            verwerfen: darf ? zurueck.formular("verwerfen", Self.grund, facts: facts) : nil,
            schreiben: daten.schreibenFehlt && context.darf(.kostenteilungBearbeiten)
                && context.services.schriftsatz != nil
                ? zurueck.formular("schreiben", [], facts: facts) : nil,
            basis: basis)
    }

    private func meldungen(_ k: Kostenteilung, darf: Bool, selbst: Bool) -> [Meldung] {
        var meldungen: [Meldung] = []
        if !k.rechnetSich {
            meldungen.append(.gefahr("Die Nachrechnung weicht ab. Lassen Sie die Daten prüfen "
                + "(mandat pruefen)."))
        }
        if let e = k.entscheidung, !e.bestaetigt {
            meldungen.append(.warnung("Verworfen: \(e.grund)"))
        }
        if darf, selbst {
            meldungen.append(.hinweis("Sie haben diese Kostenteilung erstellt. Bestätigen muss "
                + "sie eine andere Person."))
        }
        return meldungen
    }

    private func tabelle(_ k: Kostenteilung) -> Tabelle {
        Tabelle(
            "Rechenweg je Kommune", spalten: [
                Spalte("Kommune"), Spalte("Einwohner", .zahl), Spalte("Abgerundet in €", .zahl),
                Spalte("Rest von \(k.einwohner.deutsch)", .zahl), Spalte("Zusatzcent", .zahl),
                Spalte("Anteil in €", .zahl),
            ],
            zeilen: k.zeilen.map { zeile in
                [Zelle(zeile.zahl.kommune, zusatz: zeile.zahl.quelle),
                 Zelle(zeile.zahl.anzahl), Zelle(zeile.anteil.ganze),
                 Zelle(zeile.anteil.rest), zeile.anteil.zusatzcent ? "+ 0,01" : "–",
                 Zelle(zeile.anteil.betrag)]
            },
            summe: ["Zusammen", Zelle(k.einwohner),
                    Zelle(k.zeilen.map(\.anteil.ganze).summe()), "",
                    Zelle(k.zeilen.filter(\.anteil.zusatzcent).count),
                    Zelle(k.zeilen.map(\.anteil.betrag).summe())])
    }

    private func tabelle(_ daten: Daten, _ context: KreisContext) -> Tabelle? {
        daten.forderungen.isEmpty ? nil : Tabelle(
            "Forderungen", spalten: [
                Spalte("Nummer"), Spalte("Kommune"), Spalte("Kassenzeichen"), Spalte("Fällig"),
                Spalte("Schreiben"), Spalte("Betrag in €", .zahl), Spalte("Offen in €", .zahl),
            ],
            zeilen: daten.forderungen.map {
                [Zelle($0.nummer, ziel: context.pfad("forderungen/\($0.id)")), Zelle($0.kommune),
                 Zelle($0.kassenzeichen), Zelle($0.faellig.deutsch),
                 daten.geschrieben.contains($0.id) ? Zelle("PDF", ziel: context.pfad(
                     "kostenteilungen/\(daten.teilung.id)/schreiben/\($0.id)")) : "noch keines",
                 Zelle($0.betrag), Zelle($0.offen)]
            })
    }

    private func csv(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let teilung = try await context.read(.abrechnung, .kostenteilungLesen) {
            try Kostenteilung.laden(id, in: $0)
        }
        return .datei(ByteBuffer(bytes: teilung.csv), name: "Kostenteilung-\(id).csv", typ: .csv)
    }

    private func schreiben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        return try await context.schritt(
            "schreiben", erfolg: .erfolg("Die Schreiben sind erstellt und abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                try await Kostenschreiben.erstellen(id, context)
                return context.pfad("kostenteilungen/\(id)")
            })
    }

    /// Das abgelegte Schreiben, immer dieselben Bytes.
    private func abgelegt(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let forderung = try context.parameters.require("forderung", as: Forderung.ID.self)
        let (nummer, pdf) = try await context.read(.abrechnung, .kostenteilungLesen) { session in
            (try Forderung.laden(forderung, in: session).nummer,
             try Kostenteilung.laden(id, in: session).schreiben(forderung, in: session))
        }
        guard let pdf else { throw Fehlerbild.nichtGefunden() }
        return .datei(ByteBuffer(bytes: pdf), name: "Kostenteilung-\(nummer).pdf", typ: .pdf,
                      zeigen: true)
    }

    private func bestaetigen(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("bestaetigen", [], context, erfolg: "Die Kostenteilung ist "
            + "bestätigt; die Anteile sind gefordert und gebucht.") { teilung, _, session in
            try teilung.bestaetigen(in: session)
        }
    }

    private func verwerfen(_ request: Request, context: KreisContext) async throws -> Response {
        try await entscheiden("verwerfen", Self.grund, context,
                              erfolg: "Die Kostenteilung ist verworfen.") {
            teilung, eingabe, session in
            guard let grund = eingabe.text("grund") else { throw eingabe.formularfehler }
            try teilung.verwerfen(grund: grund, in: session)
        }
    }

    private func entscheiden(
        _ name: String, _ felder: [Feld], _ context: KreisContext, erfolg: String,
        _ tun: @escaping @Sendable (Kostenteilung, inout Eingabe, KreisSession) throws -> Void
    ) async throws -> Response {
        let id = try Self.id(context), heute = context.heute
        return try await context.schritt(
            name, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, .kostenteilungBearbeiten) { session in
                    var eingabe = Eingabe(form, felder, heute: heute)
                    return try session.einmal(try eingabe.vorgang()) {
                        try tun(try Kostenteilung.laden(id, in: session), &eingabe, session)
                        return context.pfad("kostenteilungen/\(id)")
                    }
                }
            })
    }
}

extension Kostenteilung {
    var marke: Marke {
        switch entscheidung?.bestaetigt {
        case nil: Marke("zu bestätigen", .warnung)
        case true?: Marke("bestätigt", .ok)
        case false?: Marke("verworfen")
        }
    }
}
