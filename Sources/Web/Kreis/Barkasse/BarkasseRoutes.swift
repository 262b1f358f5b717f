import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Auszahlungen an der Kreiskasse: Liste, Aushändigung gegen Quittung, Rückgabe.
struct BarkasseRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("barkasse", use: liste)
        group.get("barkasse/{id}") { try await zeigen($1, zurueck: nil) }
        group.get("barkasse/{id}/quittung", use: quittung)
        group.post("barkasse/{id}/auszahlung", use: auszahlen)
        group.post("barkasse/{id}/verfall", use: verfallen)
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let (offene, bestand, letzte) = try await context.read(.kasse, .zahllaufLesen) {
            (try Barauszahlung.offene(in: $0), try Barauszahlung.bestand(in: $0),
             try Barauszahlung.letzte(in: $0))
        }
        let view = BarkasseView(
            page: context.page("Barkasse", .zahllaeufe,
                               pfad: [Verweis("Zahlläufe", context.pfad("zahllaeufe"))]),
            bestand: Ergebnis("Nach den Büchern in der Barkasse", bestand,
                              zusatz: "Abzüglich ausgegebener, noch nicht eingelöster Schecks"),
            warnung: bestand.istNegativ ? .warnung(
                "Nach den Büchern ist mehr ausgezahlt, als in der Kasse war. Ordnen Sie auf der "
                    + "Seite „Bank“ die Abhebung der Barkasse zu, oder prüfen Sie die Quittungen.")
                : nil,
            offene: offene.isEmpty ? nil : tabelle(offene, context),
            leer: offene.isEmpty ? Leer("Zurzeit ist nichts abzuholen.", rat: "Hier steht, was auf "
                + "einer freigegebenen Liste ist und noch niemand abgeholt hat.") : nil,
            quittungen: letzte.isEmpty ? nil : Tabelle(
                "Quittungen", form: .lang, spalten: [
                    Spalte("Quittung"), Spalte("Tag", .datum), Spalte("Empfangen von"),
                    Spalte("Womit"), Spalte("Betrag in €", .zahl),
                ],
                zeilen: letzte.map { auftrag, eine, betrag in
                    [Zelle(eine.beleg, ziel: context.pfad("barkasse/\(auftrag)/quittung")),
                     Zelle(eine.tag), Zelle(eine.empfaenger), Zelle(eine.art.bezeichnung),
                     Zelle(betrag)]
                }))
        return .html(try pages.render("barkasse/liste", view))
    }

    private func tabelle(_ offene: [Barauszahlung.Posten], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Abzuholen", spalten: [Spalte("Empfänger"), Spalte("Kommune"), Spalte("Lauf"),
                                   Spalte("Seit", .datum), Spalte("Betrag in €", .zahl)],
            zeilen: offene.map {
                [Zelle($0.empfaenger, ziel: context.pfad("barkasse/\($0.auftrag)")),
                 Zelle($0.kommune), Zelle($0.laufnummer), Zelle($0.ab), Zelle($0.betrag)]
            },
            summe: ["Zusammen", "", "", "", Zelle(offene.map(\.betrag).summe())])
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self)
        let (posten, auszahlung) = try await context.read(.kasse, .zahllaufLesen) {
            try Barauszahlung.laden(id, in: $0)
        }
        let basis = context.pfad("barkasse/\(id)")
        let darf = posten.zustand == .uebergeben && context.darf(.zahllaufUebergeben)
        let view = BarauszahlungView(
            page: context.page("Auszahlung an \(posten.empfaenger)", .zahllaeufe, pfad: [
                Verweis("Zahlläufe", context.pfad("zahllaeufe")),
                Verweis("Barkasse", context.pfad("barkasse")),
            ], fehler: zurueck?.fehler),
            untertitel: "\(posten.kommune) · Lauf \(posten.laufnummer)",
            marke: auszahlung == nil ? posten.zustand.marke(.bar)
                : Marke("ausgehändigt am \(auszahlung?.tag.deutsch ?? "")", .ok),
            ergebnis: Ergebnis("An \(posten.empfaenger)", posten.betrag, zusatz: posten.zweck),
            eckdaten: posten.eckdaten, quittung: auszahlung == nil ? nil : "\(basis)/quittung",
            auszahlen: darf ? zurueck.formular(
                "auszahlen", Barauszahlung.felder,
                werte: ["art": "bar", "empfaenger": posten.empfaenger], facts: context.facts) : nil,
            verfallen: darf ? zurueck.formular("verfallen", Barauszahlung.verfallfelder,
                                               facts: context.facts) : nil,
            ziel: "\(basis)/auszahlung", verfallziel: "\(basis)/verfall")
        return .html(try pages.render("barkasse/auszahlung", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func auszahlen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self),
            heute = context.heute, ziel = context.pfad("barkasse/\(id)/quittung")
        return try await context.schritt(
            "auszahlen", erfolg: .erfolg("Die Auszahlung ist gebucht. Drucken Sie die Quittung."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Barauszahlung.felder, heute: heute)
                let art = eingabe.auswahl("art").flatMap { Barauszahlung.Art(rawValue: $0) },
                    scheck = eingabe.text("scheck") ?? "", wer = eingabe.text("empfaenger"),
                    ausweis = eingabe.text("ausweis")
                if art == .scheck, scheck.isEmpty {
                    eingabe.melde("scheck", grund: "fehlt noch",
                                  abhilfe: "Tragen Sie die Nummer vom Scheck ein.")
                }
                guard let art, let wer, let ausweis, eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .zahllaufUebergeben) { session in
                    try session.einmal(vorgang) {
                        try Barauszahlung.auszahlen(id, art: art, scheck: scheck, empfaenger: wer,
                                                    ausweis: ausweis, in: session)
                        return ziel
                    }
                }
            })
    }

    private func verfallen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self),
            heute = context.heute, ziel = context.pfad("barkasse")
        return try await context.schritt(
            "verfallen", erfolg: .erfolg("Das Geld bleibt in der Kasse; die Kommune erfährt es."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Barauszahlung.verfallfelder, heute: heute)
                guard let grund = eingabe.text("grund"), eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .zahllaufUebergeben) { session in
                    try session.einmal(vorgang) {
                        try Barauszahlung.verfallen(id, grund: grund, in: session)
                        return ziel
                    }
                }
            })
    }

    private func quittung(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self)
        let (posten, auszahlung) = try await context.read(.kasse, .zahllaufLesen) {
            try Barauszahlung.laden(id, in: $0)
        }
        guard let auszahlung else { throw Fehlerbild.nichtGefunden() }
        let namen = try await context.benutzernamen()
        let view = QuittungView(
            page: context.page("Quittung \(auszahlung.beleg)", .zahllaeufe, pfad: [
                Verweis("Barkasse", context.pfad("barkasse")),
                Verweis(posten.empfaenger, context.pfad("barkasse/\(id)")),
            ]),
            kreis: context.services.kreis,
            ergebnis: Ergebnis("\(auszahlung.art.bezeichnung) erhalten", posten.betrag,
                               zusatz: posten.zweck),
            eckdaten: [
                Eckdatum("Empfangen von", auszahlung.empfaenger),
                Eckdatum("Für", posten.empfaenger),
                Eckdatum("Ausgewiesen durch", auszahlung.ausweis),
                Eckdatum("Im Auftrag von", posten.kommune), Eckdatum("Kennung", posten.endToEndId),
                Eckdatum("Zahllauf", posten.laufnummer),
                Eckdatum("Ausgezahlt am", auszahlung.tag.deutsch),
                Eckdatum("Ausgezahlt durch", namen[auszahlung.von] ?? "unbekannte Person"),
            ],
            zurueck: context.pfad("barkasse"))
        return .html(try pages.render("barkasse/quittung", view))
    }
}
