import Foundation
import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform
import Uebergabe

/// Die Liste `kennzahlen/sonderliste.mustache` mit dem Antrag.
struct SonderauswertungenView: Sendable {
    let page: Page
    let tabelle: Tabelle?
    let leer: Leer?
    let antrag: Formular?
    let ziel: String
}

/// Eine Sonderauswertung `kennzahlen/sonder.mustache`.
struct SonderauswertungView: Sendable {
    let page: Page
    let untertitel: String
    let ablauf: Ablauf
    let eckdaten: [Eckdatum]
    let beschluss: Formular?
    let ziel: String
    let tabelle: Tabelle?
    let csv: String?
}

/// Auswertungen außerhalb des Katalogs, nur im Einvernehmen mit der AG (B-4.2).
struct SonderauswertungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("sonderauswertungen") { try await liste($1, zurueck: nil) }
        group.post("sonderauswertungen", use: beantragen)
        group.get("sonderauswertungen/{id}") { try await zeigen($1, zurueck: nil) }
        group.get("sonderauswertungen/{id}/csv", use: csv)
        group.post("sonderauswertungen/{id}/beschluss", use: beschliessen)
    }

    private static let gesamtheiten: [Gesamtheit] = [.empfaenger, .zugaenge, .abgaenge]

    private static func felder(_ monate: [Monat]) -> [Feld] {
        [Feld("titel", "Worum geht es?", maximal: 120),
         Feld("zweck", "Wozu wird die Auswertung gebraucht?", .mehrzeilig, maximal: 1_000),
         Feld("monat", "Monat", .auswahl(monate.reversed().map {
             Option($0.description, $0.deutsch)
         }), hinweis: "Nur veröffentlichte Monate"),
         Feld("gesamtheit", "Was wird gezählt?", .eine(gesamtheiten.map {
             Option($0.rawValue, $0.bezeichnung)
         })),
         Feld("merkmale", "Wonach wird gegliedert?", .mehrere(
             Gesamtheit.empfaenger.merkmale.map { Option($0.name, $0.bezeichnung) }),
              hinweis: "Ein oder zwei Merkmale; Kommune und Kreis kommen dazu")]
    }

    private static let beschlussfelder = [
        Feld("entscheidung", "Entscheidung der AG", .eine([
            Option("ja", "einverstanden"), Option("nein", "abgelehnt"),
        ])),
        Feld("beschluss", "Beschluss", maximal: 200),
        Feld("vom", "Beschlossen am", .datum),
    ]

    private func liste(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let (alle, monate) = try await context.read(.controlling, .controllingLesen) { session in
            (try Sonderauswertung.alle(in: session),
             try Veroeffentlichung.alle(in: session).filter { $0.sonder == nil }.map(\.monat))
        }
        let namen = try await context.benutzernamen()
        return .html(try pages.render("kennzahlen/sonderliste", SonderauswertungenView(
            page: context.page("Sonderauswertungen", .controlling, pfad: [
                Verweis("Kennzahlen", context.pfad("controlling")),
            ], fehler: zurueck?.fehler),
            tabelle: alle.isEmpty ? nil : Tabelle(
                "Sonderauswertungen", spalten: [
                    Spalte("Nummer"), Spalte("Titel"), Spalte("Monat"), Spalte("Beantragt von"),
                    Spalte("Stand"),
                ],
                zeilen: alle.map { eine in
                    [Zelle(eine.nummer, ziel: context.pfad("sonderauswertungen/\(eine.id)")),
                     Zelle(eine.titel), Zelle(eine.monat.deutsch),
                     Zelle(namen[eine.beantragtVon] ?? "–"), Zelle(eine.marke)]
                }),
            leer: alle.isEmpty ? Leer("Noch ist keine Sonderauswertung beantragt.") : nil,
            antrag: context.darf(.sonderauswertungBeantragen) && !monate.isEmpty
                ? zurueck.formular("beantragen", Self.felder(monate), facts: context.facts) : nil,
            ziel: context.pfad("sonderauswertungen"))),
            status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func beantragen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        let monate = try await context.read(.controlling, .controllingLesen) {
            try Veroeffentlichung.alle(in: $0).filter { $0.sonder == nil }.map(\.monat)
        }
        return try await context.schritt(
            "beantragen", erfolg: .erfolg("Beantragt. Die AG entscheidet darüber."),
            zeigen: { try await liste(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.felder(monate), heute: heute)
                let titel = e.text("titel"), zweck = e.text("zweck")
                let monat = e.auswahl("monat").flatMap(Monat.init)
                let gesamtheit = e.auswahl("gesamtheit").flatMap(Gesamtheit.init(rawValue:))
                let merkmale = e.mehrere("merkmale")
                if merkmale.count > 2 {
                    e.melde("merkmale", grund: "Das sind \(merkmale.count) Merkmale",
                            abhilfe: "Wählen Sie höchstens zwei.")
                }
                guard let titel, let zweck, let monat, let gesamtheit, e.ohneFehler else {
                    throw e.formularfehler
                }
                let vorgang = try e.vorgang()
                return try await context.write(
                    .controlling, .sonderauswertungBeantragen
                ) { session in
                    try session.einmal(vorgang) {
                        let id = try Sonderauswertung.beantragen(
                            .init(titel: titel, zweck: zweck, monat: monat,
                                  gesamtheit: gesamtheit, merkmale: merkmale), in: session)
                        return context.pfad("sonderauswertungen/\(id)")
                    }
                }
            })
    }

    private struct Stand: Sendable {
        let sonder: Sonderauswertung
        let veroeffentlicht: Veroeffentlichung?
        let tabelle: Sondertabelle?
    }

    private func laden(_ context: KreisContext) async throws -> Stand {
        let id = try context.parameters.require("id", as: Sonderauswertung.ID.self)
        return try await context.read(.controlling, .controllingLesen) { session in
            guard let sonder = try Sonderauswertung.alle(in: session).first(where: { $0.id == id })
            else { throw Hindernis.nichtGefunden }
            let eine = try Veroeffentlichung.alle(in: session).first { $0.sonder == id.uuid }
            return Stand(
                sonder: sonder, veroeffentlicht: eine,
                tabelle: try eine.map {
                    Sondertabelle(sonder.gesamtheit, nach: sonder.merkmale, sonder.monat,
                                  aus: try Zahlenwerk.laden([$0], in: session))
                })
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let stand = try await laden(context), sonder = stand.sonder
        let offen = sonder.beschluss == nil
        return .html(try pages.render("kennzahlen/sonder", SonderauswertungView(
            page: context.page(sonder.titel, .controlling, pfad: [
                Verweis("Sonderauswertungen", context.pfad("sonderauswertungen")),
            ], fehler: zurueck?.fehler),
            untertitel: "\(sonder.nummer) · \(sonder.monat.deutsch)",
            ablauf: sonder.ablauf(stand.veroeffentlicht),
            eckdaten: [
                Eckdatum("Gezählt werden", sonder.gesamtheit.bezeichnung),
                Eckdatum("Gegliedert nach", (["Kommune"] + sonder.merkmale.map(\.bezeichnung))
                    .joined(separator: ", ")),
                Eckdatum("Zweck", sonder.zweck),
                Eckdatum("Definition", sonder.gesamtheit.definition),
            ] + (sonder.beschluss.map {
                [Eckdatum("Beschluss der AG", "\($0.text), \($0.vom.deutsch)")]
            } ?? []),
            beschluss: offen && context.darf(.sonderauswertungBeschliessen)
                ? zurueck.formular("beschluss", Self.beschlussfelder, facts: context.facts) : nil,
            ziel: context.pfad("sonderauswertungen/\(sonder.id)/beschluss"),
            tabelle: stand.tabelle.map(Self.tabelle),
            csv: stand.tabelle == nil ? nil
                : context.pfad("sonderauswertungen/\(sonder.id)/csv"))),
            status: zurueck == nil ? .ok : .unprocessableContent)
    }

    static func tabelle(_ tabelle: Sondertabelle) -> Tabelle {
        Tabelle(
            "Ergebnis", form: .lang,
            spalten: [Spalte("Kommune")] + tabelle.merkmale.map { Spalte($0.bezeichnung) }
                + [Spalte(tabelle.gesamtheit.bezeichnung, .zahl)],
            zeilen: tabelle.zeilen.map { zeile in
                var zellen = zeile.orte.map { Zelle($0) }
                zellen.append(zeile.wert.zahl.map { Zelle($0) }
                    ?? .verdeckt)
                return zellen
            })
    }

    private func csv(_ request: Request, context: KreisContext) async throws -> Response {
        let stand = try await laden(context)
        guard let tabelle = stand.tabelle else { throw Hindernis.nichtGefunden }
        return .datei(ByteBuffer(bytes: tabelle.csv),
                      name: "\(stand.sonder.nummer)-\(stand.sonder.titel).csv", typ: .csv)
    }

    private func beschliessen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Sonderauswertung.ID.self)
        let heute = context.heute
        return try await context.schritt(
            "beschluss", erfolg: .erfolg("Der Beschluss ist eingetragen."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.beschlussfelder, heute: heute)
                let entscheidung = e.auswahl("entscheidung"), text = e.text("beschluss")
                let vom = e.datum("vom")
                if let vom, vom > heute {
                    e.melde("vom", grund: "Dieser Tag liegt in der Zukunft",
                            abhilfe: "Tragen Sie den Tag des Beschlusses ein.")
                }
                guard let entscheidung, let text, let vom, e.ohneFehler else {
                    throw e.formularfehler
                }
                let vorgang = try e.vorgang()
                return try await context.write(
                    .controlling, .sonderauswertungBeschliessen
                ) { session in
                    try session.einmal(vorgang) {
                        try Sonderauswertung.beschliessen(
                            id, angenommen: entscheidung == "ja", text: text, vom: vom,
                            in: session)
                        return context.pfad("sonderauswertungen/\(id)")
                    }
                }
            })
    }
}

extension Sonderauswertung {
    var marke: Marke {
        switch beschluss?.angenommen {
        case nil: Marke("bei der AG", .warnung)
        case true?: Marke("beschlossen", .ok)
        case false?: Marke("abgelehnt", .hinweis)
        }
    }

    func ablauf(_ veroeffentlicht: Veroeffentlichung?) -> Ablauf {
        let angenommen = beschluss?.angenommen == true
        return Ablauf("Stand der Sonderauswertung", [
            Schritt("Beantragt", .fertig, angabe: Uhr.berlinTag(beantragtAm).deutsch),
            Schritt(beschluss?.angenommen == false ? "Abgelehnt" : "Beschlossen",
                    beschluss == nil ? .aktuell : .fertig,
                    angabe: beschluss?.vom.deutsch ?? "durch die AG"),
            Schritt("Veröffentlicht", veroeffentlicht != nil ? .fertig
                        : angenommen ? .aktuell : .offen,
                    angabe: veroeffentlicht?.nummer ?? "geschützt und durch zwei Personen"),
        ])
    }
}
