import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Die Seite `hkr/liste.mustache`: Dateien für die Finanzsoftware, eine neue, und die Sachkonten.
struct HkrView: Sendable {
    let page: Page
    let exporte: Tabelle?
    let leer: Leer?
    let offen: String
    let ausgeben: Formular?
    let ziel: String
    let sachkonten: Tabelle?
    let eintragen: Formular?
    let sachkontenziel: String
}

/// Übergabe des Hauptbuchs an die Finanzsoftware des Kreises.
struct HkrRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("hauptbuch/finanzsoftware") { try await zeigen($1, zurueck: nil) }
        group.post("hauptbuch/finanzsoftware", use: ausgeben)
        group.post("hauptbuch/finanzsoftware/sachkonten", use: eintragen)
        group.get("hauptbuch/finanzsoftware/{id}/datei", use: datei)
    }

    private static let ausgabefelder = [Feld("bis", "Alles, was gebucht ist bis", .datum)]

    private static func kontofelder(_ mandanten: [Mandant]) -> [Feld] {
        [Feld("konto", "Konto des Hauptbuchs", .auswahl(Hauptbuch.Konto.allCases.map {
            Option($0.rawValue, $0.bezeichnung)
        })),
         Feld("kommune", "Nur für die Kommune", .auswahl(mandanten.map {
             Option($0.id.description, $0.bezeichnung)
         }), hinweis: "Leer gilt es für alle.", freiwillig: true),
         Feld("produkt", "Produkt", freiwillig: true, maximal: 20, breite: .mittel),
         Feld("sachkonto", "Sachkonto", maximal: 20, breite: .mittel),
         Feld("ab", "Gültig ab", .datum)]
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let gestern = context.heute.plus(tage: -1)
        let (exporte, sachkonten, offen) = try await context.read(.kasse, .bankLesen) {
            (try Hkrexport.alle(in: $0), try Hkrzuordnung.alle(in: $0),
             try Hkrexport.offen(bis: gestern, in: $0))
        }
        let mandanten = try await context.services.registry.all(), darf = context.darf(.hkrAusgeben)
        let basis = context.pfad("hauptbuch/finanzsoftware")
        let view = HkrView(
            page: context.page("Finanzsoftware", .hauptbuch,
                               pfad: [Verweis("Hauptbuch", context.pfad("hauptbuch"))],
                               fehler: zurueck?.fehler),
            exporte: exporte.isEmpty ? nil : tabelle(exporte, basis),
            leer: exporte.isEmpty ? Leer("Noch ist keine Datei ausgegeben.") : nil,
            offen: offen == 0 ? "Bis gestern ist alles ausgegeben."
                : "\(Kreisanzeige.anzahl(offen, "Zeile", "Zeilen")) des Hauptbuchs bis zum "
                    + "\(gestern.deutsch) sind noch in keiner Datei.",
            ausgeben: darf ? zurueck.formular("ausgeben", Self.ausgabefelder,
                                              werte: ["bis": gestern.deutsch],
                                              facts: context.facts) : nil,
            ziel: basis,
            sachkonten: sachkonten.isEmpty ? nil : tabelle(sachkonten),
            eintragen: darf ? zurueck.formular("eintragen", Self.kontofelder(mandanten),
                                               facts: context.facts) : nil,
            sachkontenziel: "\(basis)/sachkonten")
        return .html(try pages.render("hkr/liste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func tabelle(_ exporte: [Hkrexport], _ basis: String) -> Tabelle {
        Tabelle(
            "Ausgegebene Dateien", spalten: [
                Spalte("Datei"), Spalte("Gebucht bis", .datum), Spalte("Zeilen", .zahl),
                Spalte("Soll und Haben in €", .zahl), Spalte("Prüfsumme"), Spalte("Erstellt"),
            ],
            zeilen: exporte.map {
                [Zelle($0.nummer, ziel: "\(basis)/\($0.id)/datei"), Zelle($0.bis), Zelle($0.zeilen),
                 Zelle($0.summe), Zelle(String($0.pruefsumme.prefix(16))),
                 Zelle(Kreisanzeige.zeit($0.erstelltAm))]
            })
    }

    private func tabelle(_ sachkonten: [Hkrzuordnung]) -> Tabelle {
        Tabelle(
            "Sachkonten", spalten: [Spalte("Konto"), Spalte("Kommune"), Spalte("Produkt"),
                                    Spalte("Sachkonto"), Spalte("Gültig ab", .datum)],
            zeilen: sachkonten.map {
                [Zelle($0.konto.bezeichnung), Zelle($0.kommune.isEmpty ? "alle" : $0.kommune),
                 Zelle($0.produkt.isEmpty ? "–" : $0.produkt), Zelle($0.sachkonto),
                 Zelle($0.gueltigAb)]
            })
    }

    private func ausgeben(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute, ziel = context.pfad("hauptbuch/finanzsoftware")
        return try await context.schritt(
            "ausgeben", erfolg: .erfolg("Die Datei ist ausgegeben."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.ausgabefelder, heute: heute)
                guard let bis = eingabe.datum("bis"), eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .hkrAusgeben) { session in
                    try session.einmal(vorgang) {
                        try Hkrexport.ausgeben(bis: bis, in: session)
                        return ziel
                    }
                }
            })
    }

    private func eintragen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute, ziel = context.pfad("hauptbuch/finanzsoftware")
        let felder = Self.kontofelder(try await context.services.registry.all())
        return try await context.schritt(
            "eintragen", erfolg: .erfolg("Das Sachkonto ist eingetragen."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, felder, heute: heute)
                let konto = eingabe.auswahl("konto").flatMap { Hauptbuch.Konto(rawValue: $0) },
                    kommune = eingabe.kennung("kommune", als: Mandant.ID.self),
                    produkt = eingabe.text("produkt") ?? "", sachkonto = eingabe.text("sachkonto"),
                    ab = eingabe.datum("ab")
                guard let konto, let sachkonto, let ab, eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .hkrAusgeben) { session in
                    try session.einmal(vorgang) {
                        try Hkrzuordnung.eintragen(konto, mandant: kommune, produkt: produkt,
                                                   sachkonto: sachkonto, ab: ab, in: session)
                        return ziel
                    }
                }
            })
    }

    private func datei(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Hkrexport.ID.self)
        let (export, bytes) = try await context.read(.kasse, .bankLesen) { session in
            let export = try Hkrexport.laden(id, in: session)
            return (export, try export.bytes(in: session))
        }
        return .datei(ByteBuffer(bytes: bytes), name: export.dateiname, typ: .csv)
    }
}
