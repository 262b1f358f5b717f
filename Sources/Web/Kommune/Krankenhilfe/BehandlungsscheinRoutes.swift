import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

extension Behandlungsschein.Auswahl.Zustand: Auswaehlbar {}

/// Ausgestellte Behandlungsscheine: Liste mit Filtern, der einzelne, sein PDF, sein Widerruf.
struct BehandlungsscheinRoutes: Sendable {
    private static let proSeite = 50
    private static let widerrufsfelder = [
        Feld("widerrufsgrund", "Grund", hinweis: "Etwa falsche Person oder verlorener Schein",
             maximal: 200),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("behandlungsscheine", use: liste)
        group.get("behandlungsscheine/{id}", use: zeigen)
        group.get("behandlungsscheine/{id}/pdf", use: pdf)
        group.post("behandlungsscheine/{id}/widerruf", use: widerrufen)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage(), auswahl = Behandlungsschein.Auswahl(abfrage)
        let seite = min(max(abfrage["seite"].flatMap(Int.init) ?? 1, 1), 100_000)
        let (scheine, anzahl) = try await context.read(.krankenhilfeLesen) { session in
            try Behandlungsschein.liste(auswahl, seite: seite, je: Self.proSeite, in: session)
        }
        let namen = try await context.benutzernamen(), ort = context.pfad("behandlungsscheine")
        let view = ScheinlisteView(
            page: context.page("Behandlungsscheine", .krankenhilfe),
            zeile: anzahl == 1 ? "1 Schein" : "\(anzahl) Scheine", ziel: ort,
            filter: Formular(Behandlungsschein.Auswahl.felder(context.heute), werte: auswahl.werte,
                             facts: context.facts),
            liste: scheine.isEmpty ? nil
                : .scheine("Behandlungsscheine", scheine, namen: namen) { context.pfad($0) },
            leer: scheine.isEmpty ? Leer("Kein Schein passt dazu.",
                                         verweis: Verweis("Alle Scheine", ort)) : nil,
            blaettern: anzahl > Self.proSeite
                ? Blaettern(seite: seite, proSeite: Self.proSeite, gesamt: anzahl) {
                    "\(ort)?\(auswahl.abfrage)seite=\($0)"
                } : nil,
            kreisfragen: context.pfad("kreisfragen"),
            ausstellen: context.darf(.behandlungsscheinAusstellen)
                ? context.pfad("behandlungsschein") : nil)
        return .html(try pages.render("krankenhilfe/liste", view))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.widerrufsfelder, facts: context.facts), context)
    }

    func widerrufen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form()
        let ort = context.pfad("behandlungsscheine/\(id)")
        do {
            var eingabe = Eingabe(form, Self.widerrufsfelder, heute: context.heute)
            guard let grund = eingabe.text("widerrufsgrund"), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            _ = try await context.write(.behandlungsscheinWiderrufen) { session in
                try session.einmal(vorgang) {
                    try Behandlungsschein.widerrufen(id, grund: grund, in: session)
                    return ort
                }
            }
            return .weiter(nach: ort).mit(.erfolg(
                "Der Schein ist widerrufen. Verlangen Sie das Papier zurück."))
        } catch let fehler as Formularfehler {
            let formular = Formular(Self.widerrufsfelder, erneut: form, fehler: fehler,
                                    facts: context.facts)
            return try await seite(formular, context, fehler: fehler)
        }
    }

    /// Bei jedem Abruf dieselben Bytes. Wer vor dem Worker fragt, setzt den Schein; setzen ihn zwei
    /// zugleich, gilt das erste Ergebnis. Am Schein ändert das nichts, darum genügt das Leserecht.
    func pdf(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context)
        let (schein, inhalte, fertig) = try await context.read(.krankenhilfeLesen) { session in
            (try Behandlungsschein.laden(id, in: session),
             try Behandlungsschein.inhalte([id], in: session),
             try Schriftstueck.pdf(.behandlungsschein(id), in: session))
        }
        guard let schein else { throw Fehlerbild.nichtGefunden() }
        var pdf = fertig
        if pdf == nil {
            let gesetzt = try await Scheininhalt.Druck(inhalte)
                .setzen(am: schein.ausgestelltAm, mit: try context.schriftsatz())
            pdf = try await context.write(.krankenhilfeLesen) { session in
                try Schriftstueck.ablegen(gesetzt, zu: schein, in: session)
                return try Schriftstueck.pdf(.behandlungsschein(id), in: session)
            }
        }
        return .datei(ByteBuffer(bytes: pdf ?? []), name: "Behandlungsschein \(schein.nummer).pdf",
                      typ: .pdf, zeigen: true)
    }

    private func seite(_ widerruf: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let id = try id(context), ort = context.pfad("behandlungsscheine/\(id)")
        let schein = try await context.read(.krankenhilfeLesen) {
            try Behandlungsschein.laden(id, in: $0)
        }
        guard let schein else { throw Fehlerbild.nichtGefunden() }
        let namen = try await context.benutzernamen()
        let darf = schein.widerruf == nil && context.darf(.behandlungsscheinWiderrufen)
        let view = ScheinView(
            page: context.page("Behandlungsschein \(schein.nummer)", .krankenhilfe, pfad: [
                Verweis("Behandlungsscheine", context.pfad("behandlungsscheine")),
            ], fehler: fehler),
            zeile: "\(schein.name) · \(schein.bezeichnung)", zustand: schein.marke,
            eckdaten: schein.eckdaten(namen: namen, fall: context.pfad("faelle/\(schein.fall)")),
            pdf: "\(ort)/pdf", widerruf: darf ? widerruf : nil, ziel: "\(ort)/widerruf")
        return .html(try pages.render("krankenhilfe/schein", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func id(_ context: MandantContext) throws -> Behandlungsschein.ID {
        guard let id = context.parameters.get("id").flatMap(Behandlungsschein.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }
}

extension Behandlungsschein.Auswahl {
    init(_ abfrage: FormData) {
        self.init(quartal: abfrage["quartal"].flatMap(Quartal.init),
                  art: abfrage["art"].flatMap(Behandlungsschein.Art.init),
                  zustand: abfrage["zustand"].flatMap(Zustand.init))
    }

    /// Die letzten neun Quartale und das nächste.
    static func felder(_ heute: Kalendertag) -> [Feld] {
        let naechstes = Quartal(heute).naechstes
        let quartale = (0..<10).map { Quartal(naechstes.ersterTag.plus(monate: -3 * $0)) }
        return [
            Feld("quartal", "Quartal", .auswahl(quartale.map { Option("\($0)", $0.deutsch) }),
                 freiwillig: true),
            Feld("art", "Behandlung", .auswahl(Option.alle(Behandlungsschein.Art.self)),
                 freiwillig: true),
            Feld("zustand", "Zustand", .auswahl(Option.alle(Zustand.self)), freiwillig: true),
        ]
    }

    var werte: [String: String] {
        ["quartal": quartal?.description, "art": art?.rawValue, "zustand": zustand?.rawValue]
            .compactMapValues(\.self)
    }

    var abfrage: String {
        werte.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)&" }.joined()
    }
}
