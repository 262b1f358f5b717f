import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Liste `kosten/liste.mustache`.
struct KostenteilungenView: Sendable {
    let page: Page
    let einwohner: String
    let teilungen: Tabelle?
    let leer: Leer?
    let neu: Formular?
    let ziel: String
}

/// Die Zahlen eines Stichtags `kosten/einwohner.mustache`.
struct EinwohnerView: Sendable {
    let page: Page
    let zahlen: Tabelle?
    let leer: Leer?
    let erfassen: Formular?
    let ziel: String
}

/// Kostenteilungen und die amtlichen Einwohnerzahlen, nach denen sie sich richten (H-2.2).
struct KostenteilungenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("kostenteilungen") { try await liste($1, zurueck: nil) }
        group.post("kostenteilungen", use: erstellen)
        group.get("einwohnerzahlen") { try await einwohner($1, zurueck: nil) }
        group.post("einwohnerzahlen", use: erfassen)
    }

    private static func kommunen(_ context: KreisContext) async throws -> [Mandant] {
        try await context.services.registry.all().sorted { $0.ags < $1.ags }
    }

    private static func felder(_ kommunen: [Mandant]) -> [Feld] {
        [Feld("titel", "Vorhaben", hinweis: "Was die Kommunen gemeinsam einführen", maximal: 200,
              breite: .lang),
         Feld("vereinbart", "Vereinbart am", .datum,
              hinweis: "Es gelten die Einwohner am 30. Juni des Jahres davor"),
         Feld("betrag", "Kosten in €", .betrag),
         Feld("kommunen", "Wer führt es ein?", .mehrere(kommunen.map {
             Option($0.id.description, $0.bezeichnung)
         }))]
    }

    private func liste(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let alle = try await context.read(.abrechnung, .kostenteilungLesen) {
            try Kostenteilung.alle(in: $0)
        }
        let kommunen = try await Self.kommunen(context)
        let view = KostenteilungenView(
            page: context.page("Kostenteilungen", .kosten, fehler: zurueck?.fehler),
            einwohner: context.pfad("einwohnerzahlen"),
            teilungen: alle.isEmpty ? nil : Tabelle(
                "Kostenteilungen", spalten: [
                    Spalte("Vorhaben"), Spalte("Vereinbart", .datum), Spalte("Kommunen", .zahl),
                    Spalte("Kosten in €", .zahl), Spalte("Stand"),
                ],
                zeilen: alle.map {
                    [Zelle($0.titel, ziel: context.pfad("kostenteilungen/\($0.id)")),
                     Zelle($0.vereinbartAm), Zelle($0.zeilen.count), Zelle($0.betrag),
                     Zelle($0.marke)]
                }),
            leer: alle.isEmpty ? Leer("Noch sind keine Kosten geteilt.") : nil,
            neu: context.darf(.kostenteilungBearbeiten)
                ? zurueck.formular("neu", Self.felder(kommunen), facts: context.facts) : nil,
            ziel: context.pfad("kostenteilungen"))
        return .html(try pages.render("kosten/liste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func erstellen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute, felder = Self.felder(try await Self.kommunen(context))
        return try await context.schritt(
            "neu", erfolg: .erfolg("Die Kosten sind geteilt. Nun bestätigt es eine zweite Person."),
            zeigen: { try await liste(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, felder, heute: heute)
                let titel = e.text("titel"), vereinbart = e.datum("vereinbart")
                let betrag = e.betrag("betrag", mindestens: Geld(cent: 1))
                let gewaehlt = e.mehrere("kommunen").compactMap(Mandant.ID.init)
                if gewaehlt.isEmpty {
                    e.melde("kommunen", grund: "noch keine Auswahl",
                            abhilfe: "Wählen Sie, wer das Vorhaben einführt.")
                }
                guard let titel, let vereinbart, let betrag, e.ohneFehler
                else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.abrechnung, .kostenteilungBearbeiten) { session in
                    try session.einmal(vorgang) {
                        let id = try Kostenteilung.erstellen(
                            titel: titel, betrag: betrag, vereinbartAm: vereinbart,
                            kommunen: gewaehlt, in: session)
                        return context.pfad("kostenteilungen/\(id)")
                    }
                }
            })
    }

    private static func zahlfelder(_ kommunen: [Mandant]) -> [Feld] {
        [Feld("jahr", "Jahr", .zahl, hinweis: "Die Zahlen gelten zum 30. Juni dieses Jahres",
              breite: .kurz),
         Feld("quelle", "Quelle", hinweis: "Zum Beispiel: IT.NRW, Bevölkerung am 30.06.2025, "
             + "abgerufen am 05.01.2026", maximal: 300, breite: .lang)]
            + kommunen.map {
                Feld("zahl-\($0.ags)", "Einwohner \($0.bezeichnung)", .zahl, freiwillig: true,
                     breite: .kurz)
            }
    }

    private func einwohner(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let kommunen = try await Self.kommunen(context)
        let stichtage = (0...4).map { Monat(context.heute.jahr - $0, 6).letzterTag }
        let zahlen = try await context.read(.abrechnung, .kostenteilungLesen) { session in
            try stichtage.flatMap { try Einwohnerzahl.alle(am: $0, in: session) }
        }
        let view = EinwohnerView(
            page: context.page("Einwohnerzahlen", .kosten, pfad: [
                Verweis("Kostenteilungen", context.pfad("kostenteilungen")),
            ], fehler: zurueck?.fehler),
            zahlen: zahlen.isEmpty ? nil : Tabelle(
                "Erfasste Einwohnerzahlen", form: .lang, spalten: [
                    Spalte("Kommune"), Spalte("Stichtag", .datum), Spalte("Einwohner", .zahl),
                    Spalte("Quelle"),
                ],
                zeilen: zahlen.map {
                    [Zelle($0.kommune, zusatz: $0.ags), Zelle($0.stichtag), Zelle($0.anzahl),
                     Zelle($0.quelle)]
                }),
            leer: zahlen.isEmpty ? Leer("Noch ist keine Einwohnerzahl erfasst.") : nil,
            erfassen: context.darf(.kostenteilungBearbeiten)
                ? zurueck.formular("erfassen", Self.zahlfelder(kommunen), facts: context.facts)
                : nil,
            ziel: context.pfad("einwohnerzahlen"))
        return .html(try pages.render("kosten/einwohner", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute, kommunen = try await Self.kommunen(context)
        return try await context.schritt(
            "erfassen", erfolg: .erfolg("Die Einwohnerzahlen sind erfasst."),
            zeigen: { try await einwohner(context, zurueck: $0) },
            tun: { form in
                var e = Eingabe(form, Self.zahlfelder(kommunen), heute: heute)
                let jahr = e.zahl("jahr", in: 2000...heute.jahr), quelle = e.text("quelle")
                let zahlen = kommunen.compactMap { kommune in
                    e.zahl("zahl-\(kommune.ags)", in: 1...100_000_000).map {
                        (mandant: kommune.id, anzahl: Int64($0))
                    }
                }
                guard let jahr, let quelle, e.ohneFehler else { throw e.formularfehler }
                let vorgang = try e.vorgang()
                return try await context.write(.abrechnung, .kostenteilungBearbeiten) { session in
                    try session.einmal(vorgang) {
                        try Einwohnerzahl.erfassen(zahlen, stichtag: Monat(jahr, 6).letzterTag,
                                                   quelle: quelle, in: session)
                        return context.pfad("einwohnerzahlen")
                    }
                }
            })
    }
}
