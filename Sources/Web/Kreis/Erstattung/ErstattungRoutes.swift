import Foundation
import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Die Forderung `erstattung/zeigen.mustache`.
struct ErstattungView: Sendable {
    struct Nachgerechnet: Sendable {
        let marke: Marke
        let text: String
    }

    let page: Page
    let untertitel: String
    let ort: String
    let marke: Marke
    let ergebnis: Ergebnis
    let meldungen: [Meldung]
    let zusammensetzung: Tabelle
    let nachweis: Tabelle
    let nachweisCSV: String
    let nachweiszeilen: String
    let nachweistext: String
    let schreiben: String?
    let erstellen: Formular?
    let ziel: String
    let pruefungen: [Nachgerechnet]
    let pruefsumme: Pruefsumme
    let eckdaten: [Eckdatum]
    let eingaenge: Tabelle?
    let frueher: Tabelle?
    let posten: String
    let aeusserungen: Tabelle?
    let kommune: String
}

/// Eine abgeschlossene Erstattung: Betrag, Zusammensetzung, Nachweis, Schreiben, Eingänge.
struct ErstattungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("erstattungen/{id}") { try await zeigen($1, zurueck: nil) }
        group.get("erstattungen/{id}/nachweis.csv", use: nachweis)
        group.get("erstattungen/{id}/schreiben.pdf", use: schreiben)
        group.post("erstattungen/{id}/schreiben", use: schreibenErstellen)
    }

    private struct Daten: Sendable {
        let erstattung: Erstattung
        let jeLauf: [Erstattung.Laufsumme]
        let probe: Erstattung.Nachrechnung
        let eingaenge: [Erstattung.Eingang]
        let frueher: [Erstattung]
        let aeusserungen: [Erstattung.Aeusserung]

        init(_ id: Erstattung.ID, in session: KreisSession) throws {
            let erstattung = try Erstattung.laden(id, in: session)
            self.erstattung = erstattung
            jeLauf = try erstattung.jeLauf(in: session)
            probe = try erstattung.nachrechnen(in: session)
            eingaenge = try erstattung.eingaenge(in: session)
            aeusserungen = try erstattung.aeusserungen(in: session)
            frueher = Array(try Erstattung.alle(mandant: erstattung.mandant, in: session)
                .filter { $0.monat < erstattung.monat }.prefix(3))
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Erstattung.ID.self)
        let daten = try await context.read(.abrechnung, .erstattungLesen) { try Daten(id, in: $0) }
        let namen = try await context.benutzernamen()
        return .html(try pages.render("erstattung/zeigen", view(daten, namen, context, zurueck)),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func view(_ daten: Daten, _ namen: [User.ID: String], _ context: KreisContext,
                      _ zurueck: Zurueck?) -> ErstattungView {
        let e = daten.erstattung, basis = context.pfad("erstattungen/\(e.id)")
        let kannSetzen = !e.hatSchreiben && context.darf(.erstattungAbschliessen)
            && context.services.schriftsatz != nil
        return ErstattungView(
            page: context.page(
                "Erstattungsanforderung \(e.monat.deutsch), \(e.kommune)", .erstattung, pfad: [
                    Verweis("Erstattung \(e.monat.jahr)",
                            context.pfad("erstattung?jahr=\(e.monat.jahr)")),
                    Verweis(e.monat.deutsch, context.pfad("erstattung/\(e.monat)")),
                ], fehler: zurueck?.fehler),
            untertitel: "Nummer \(e.nummer) · abgeschlossen am "
                + "\(Uhr.berlinTag(e.abgeschlossenAm).deutsch) · fällig am " + e.faellig.deutsch,
            ort: context.services.kreis, marke: e.marke(am: context.heute),
            ergebnis: Ergebnis("\(e.kommune) erstattet dem Kreis", e.summe),
            meldungen: daten.probe.allesGleich ? [] : [
                .gefahr("Die Nachrechnung weicht ab. Verschicken Sie nichts und lassen Sie die "
                    + "Daten prüfen (mandat pruefen)."),
            ],
            zusammensetzung: zusammensetzung(e, daten.probe),
            nachweis: nachweisTabelle(e, daten.jeLauf, context),
            nachweisCSV: "\(basis)/nachweis.csv",
            nachweiszeilen: "\(basis)/zeilen",
            nachweistext: e.positionen == 1 ? "Die eine Zeile" : "Alle \(e.positionen) Zeilen",
            schreiben: e.hatSchreiben ? "\(basis)/schreiben.pdf" : nil,
            erstellen: kannSetzen ? zurueck.formular("schreiben", [], facts: context.facts) : nil,
            ziel: "\(basis)/schreiben", pruefungen: pruefungen(e, daten.probe),
            pruefsumme: Pruefsumme(hex: Kreisanzeige.hex(e.nachweisSHA256)),
            eckdaten: [
                Eckdatum("Kassenzeichen", e.kassenzeichen),
                Eckdatum("Eingegangen", e.eingegangen.description),
                Eckdatum("Noch offen", e.offen.description),
                Eckdatum("Abgeschlossen", "\(Kreisanzeige.zeit(e.abgeschlossenAm)), "
                    + (namen[e.abgeschlossenVon] ?? "unbekannte Person")),
            ],
            eingaenge: eingaenge(daten.eingaenge, context),
            frueher: frueher(daten.frueher, context),
            posten: context.pfad("forderungen/\(e.forderung)"),
            aeusserungen: aeusserungen(daten.aeusserungen),
            kommune: context.pfad("erstattung/kommunen/\(e.mandant)?jahr=\(e.monat.jahr)"))
    }

    private func zusammensetzung(_ e: Erstattung, _ probe: Erstattung.Nachrechnung) -> Tabelle {
        Tabelle(
            "Zusammensetzung der Erstattung", form: .zahlen,
            spalten: [Spalte("Bewegung im \(e.monat.name)"), Spalte("Anzahl", .zahl),
                      Spalte("Betrag in €", .zahl)],
            zeilen: e.zusammensetzung(probe)
                .map { [Zelle($0.text), Zelle($0.anzahl), Zelle($0.betrag)] },
            summe: ["Erstattung", Zelle(e.positionen), Zelle(e.summe)])
    }

    private func nachweisTabelle(
        _ e: Erstattung, _ zeilen: [Erstattung.Laufsumme], _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            "Nachweis je Buchungstag und Zahllauf", spalten: [
                Spalte("Lauf"), Spalte("Gebucht", .datum), Spalte("Bewegung"),
                Spalte("Anzahl", .zahl), Spalte("Betrag in €", .zahl),
            ],
            zeilen: zeilen.map { zeile in
                [Zelle(zeile.laufnummer ?? "ohne Lauf", ziel: context.darf(.zahllaufLesen)
                    ? zeile.lauf.map { context.pfad("zahllaeufe/\($0)") } : nil),
                 Zelle(zeile.buchungstag), Zelle(zeile.bewegung.bezeichnung),
                 Zelle(zeile.anzahl), Zelle(zeile.summe)]
            },
            summe: ["Summe", "", "", Zelle(e.positionen), Zelle(e.summe)])
    }

    private func pruefungen(
        _ e: Erstattung, _ probe: Erstattung.Nachrechnung
    ) -> [ErstattungView.Nachgerechnet] {
        [(probe.zeilensumme, "Summe der Zeilen"),
         (probe.forderung, "Forderungskonto \(e.kommune), \(e.monat.deutsch)"),
         (probe.pruefsumme, "Prüfsumme des Nachweises")].map {
            ErstattungView.Nachgerechnet(
                marke: $0.0 ? Marke("gleich", .ok) : Marke("ungleich", .gefahr), text: $0.1)
        }
    }

    private func eingaenge(_ eingaenge: [Erstattung.Eingang], _ context: KreisContext) -> Tabelle? {
        guard !eingaenge.isEmpty else { return nil }
        return Tabelle(
            "Zahlungen der Kommune",
            spalten: [Spalte("Gebucht"), Spalte("Art"), Spalte("Betrag in €", .zahl)],
            zeilen: eingaenge.map {
                [Zelle($0.buchungstag.deutsch,
                       ziel: context.darf(.bankLesen)
                           ? context.pfad("bank/auszuege/\($0.auszug)") : nil),
                 Zelle.zahlungsart($0.betrag, zurueck: $0.nimmtZurueck, grund: $0.grund),
                 Zelle($0.betrag)]
            })
    }

    /// Nil, solange die Kommune nichts gesagt hat.
    private func aeusserungen(_ alle: [Erstattung.Aeusserung]) -> Tabelle? {
        guard !alle.isEmpty else { return nil }
        return Tabelle(
            "Was die Kommune sagt",
            spalten: [Spalte("Zeile"), Spalte("Am", .datum), Spalte("Äußerung"), Spalte("Antwort"),
                      Spalte("Betrag in €", .zahl)],
            zeilen: alle.map { eine in
                [Zelle(eine.zeile.map { "Zeile \($0)" } ?? "Alle übrigen",
                       zusatz: eine.kennung.isEmpty ? nil : eine.kennung),
                 Zelle(Uhr.berlinTag(eine.am)),
                 Zelle(eine.istEinwand ? Marke("Einwand", .warnung) : Marke("bestätigt", .ok),
                       zusatz: eine.istEinwand ? "\(eine.grund) (\(eine.wer))" : eine.wer),
                 Zelle(eine.antwort ?? "–"), Zelle(eine.betrag)]
            })
    }

    private func frueher(_ fruehere: [Erstattung], _ context: KreisContext) -> Tabelle? {
        guard !fruehere.isEmpty else { return nil }
        return Tabelle("Frühere Erstattungen",
                       spalten: [Spalte("Monat"), Spalte("Betrag in €", .zahl), Spalte("Stand")],
                       zeilen: fruehere.map {
                           [Zelle($0.monat.deutsch, ziel: context.pfad("erstattungen/\($0.id)")),
                            Zelle($0.summe), Zelle($0.marke(am: context.heute))]
                       })
    }

    private func nachweis(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Erstattung.ID.self)
        let nachweis = try await context.read(.abrechnung, .erstattungLesen) {
            try Erstattung.laden(id, in: $0).nachweis(in: $0)
        }
        return .datei(ByteBuffer(bytes: nachweis.csv), name: nachweis.dateiname, typ: .csv)
    }

    /// Das abgelegte Schreiben, immer dieselben Bytes.
    private func schreiben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Erstattung.ID.self)
        let (nummer, pdf) = try await context.read(.abrechnung, .erstattungLesen) { session in
            let erstattung = try Erstattung.laden(id, in: session)
            return (erstattung.nummer, try erstattung.schreiben(in: session))
        }
        guard let pdf else { throw Fehlerbild.nichtGefunden() }
        return .datei(ByteBuffer(bytes: pdf), name: "Erstattungsanforderung-\(nummer).pdf",
                      typ: .pdf, zeigen: true)
    }

    private func schreibenErstellen(
        _ request: Request, context: KreisContext
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: Erstattung.ID.self)
        return try await context.schritt(
            "schreiben", erfolg: .erfolg("Das Schreiben ist erstellt und abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                let pdf = try await Erstattungsschreiben.setzen(id, context)
                try await context.write(.abrechnung, .erstattungAbschliessen) {
                    try Erstattung.laden(id, in: $0).schreibenAblegen(pdf, in: $0)
                }
                return context.pfad("erstattungen/\(id)")
            })
    }
}

extension Erstattung {
    /// Woraus sich der Betrag ergibt. Eingänge auf Rückforderungen nur, wo es welche gab.
    func zusammensetzung(_ probe: Nachrechnung) -> [(text: String, anzahl: Int, betrag: Geld)] {
        let betraege: [(Bewegung, Geld)] = [
            (.zahlung, gezahlt), (.ruecklauf, ruecklauf), (.rueckforderung, rueckforderung),
        ]
        return betraege.compactMap { bewegung, betrag in
            let anzahl = probe.anzahl[bewegung] ?? 0
            guard bewegung != .rueckforderung || anzahl > 0 else { return nil }
            let zusatz = bewegung == .zahlung ? ", gebucht nach Kontoauszug" : ""
            return (bewegung.bezeichnung + zusatz, anzahl, betrag)
        }
    }
}
