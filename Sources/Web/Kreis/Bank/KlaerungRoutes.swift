import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `bank/umsatz.mustache`.
struct UmsatzView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let hinweis: Meldung?
    let eckdaten: [Eckdatum]
    let vorschlaege: Tabelle?
    let buchungen: Tabelle?
    let klaeren: Formular?
    let ziel: String
}

/// Ein Umsatz, den nur eine Person zuordnen kann, und das Formular dafür.
struct KlaerungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bank/umsaetze/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("bank/umsaetze/{id}/klaerung", use: klaeren)
    }

    private struct Daten: Sendable {
        let umsatz: Bankumsatz
        let vorschlaege: [Bankumsatz.Vorschlag]
        let erstattungen: [Erstattung]
        let buchungen: [Buchung]
        let umlagen: [Umlageteil]
        /// Anteile an geteilten Kosten, die eine Gutschrift begleichen kann.
        let kosten: [Forderung]

        init(_ id: Bankumsatz.ID, in session: KreisSession) throws {
            let umsatz = try Bankumsatz.laden(id, in: session), offen = umsatz.offen
            self.umsatz = umsatz
            buchungen = try Buchung.alle(zu: id, in: session)
            vorschlaege = umsatz.istUngeklaert ? try umsatz.vorschlaege(in: session) : []
            erstattungen = umsatz.istUngeklaert
                ? try Erstattung.offene(in: session)
                    .filter { ($0.offen > .null) == (offen > .null) } : []
            umlagen = umsatz.istUngeklaert
                ? try Umlageteil.offene(guthaben: offen < .null, in: session) : []
            kosten = umsatz.istUngeklaert && offen > .null
                ? try Forderung.offene(in: session).filter { $0.art == .kosten && $0.offen > .null }
                : []
        }
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankumsatz.ID.self)
        let daten = try await context.read(.kasse, .bankLesen) { try Daten(id, in: $0) }
        let umsatz = daten.umsatz
        let felder = KlaerungForm.felder(umsatz, daten.vorschlaege, daten.erstattungen,
                                         daten.umlagen, daten.kosten,
                                         bedenken: zurueck?.fragt("trotzdem") ?? false)
        let darf = umsatz.istUngeklaert && context.darf(.bankZuordnen)
        let view = UmsatzView(
            page: context.page("Umsatz vom \(umsatz.buchungstag.deutsch) über \(umsatz.betrag)", .bank, pfad: [
                Verweis("Bank", context.pfad("bank")), Verweis("Auszug", context.pfad("bank/auszuege/\(umsatz.auszug)")),
            ], fehler: zurueck?.fehler),
            untertitel: umsatz.istUngeklaert ? "Noch zuzuordnen: \(umsatz.offen)" : "Dieser Umsatz ist zugeordnet.",
            marke: umsatz.marke,
            hinweis: umsatz.hinweis.isEmpty || !umsatz.istUngeklaert ? nil : .hinweis(umsatz.hinweis),
            eckdaten: eckdaten(umsatz, context), vorschlaege: tabelle(daten.vorschlaege),
            buchungen: .buchungen(daten.buchungen, context),
            klaeren: darf ? zurueck.formular("klaeren", felder, facts: context.facts) : nil,
            ziel: context.pfad("bank/umsaetze/\(id)/klaerung"))
        return .html(try pages.render("bank/umsatz", view), status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func klaeren(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankumsatz.ID.self), heute = context.heute
        return try await context.schritt(
            "klaeren", erfolg: .erfolg("Der Umsatz ist zugeordnet und gebucht."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.kasse, .bankZuordnen) { session in
                    let daten = try Daten(id, in: session)
                    let felder = KlaerungForm.felder(daten.umsatz, daten.vorschlaege,
                                                     daten.erstattungen, daten.umlagen,
                                                     daten.kosten, bedenken: true)
                    let angaben = try KlaerungForm(form, felder, heute: heute)
                    return try session.einmal(angaben.vorgang) {
                        let klaerung = try angaben.klaerung(daten.umsatz, in: session)
                        try Bankumsatz.klaeren(id, als: klaerung, grund: angaben.grund,
                                               trotzdem: angaben.trotzdem, in: session)
                        return context.pfad("bank/auszuege/\(daten.umsatz.auszug)")
                    }
                }
            })
    }

    private func eckdaten(_ umsatz: Bankumsatz, _ context: KreisContext) -> [Eckdatum] {
        var angaben = [
            Eckdatum("Betrag", umsatz.betrag.description), Eckdatum("Gebucht", umsatz.buchungstag.deutsch),
            Eckdatum("Gegenpartei", umsatz.gegenname.isEmpty ? "nicht genannt" : umsatz.gegenname),
            Eckdatum("Gegenkonto", umsatz.gegenkonto.isEmpty ? "nicht genannt" : umsatz.gegenkonto),
            Eckdatum("Verwendungszweck", umsatz.zweck.isEmpty ? "keiner" : umsatz.zweck),
            Eckdatum("EndToEndId", umsatz.endToEndId.isEmpty ? "keine" : umsatz.endToEndId),
        ]
        if umsatz.istRueckgabe {
            angaben.append(Eckdatum("Rückgabegrund", umsatz.rueckgabegrund.isEmpty ? "nicht genannt"
                : "\(umsatz.rueckgabegrund): \(Rueckgabegrund(code: umsatz.rueckgabegrund).erklaerung)"))
        }
        if let lauf = umsatz.lauf, let nummer = umsatz.laufnummer {
            angaben.append(Eckdatum(
                "Zahllauf", nummer, ziel: context.darf(.zahllaufLesen)
                    ? context.pfad("zahllaeufe/\(lauf)") : nil))
        }
        return angaben
    }

    private func tabelle(_ vorschlaege: [Bankumsatz.Vorschlag]) -> Tabelle? {
        guard !vorschlaege.isEmpty else { return nil }
        return Tabelle(
            "Zahlungen, die passen könnten", spalten: [
                Spalte("EndToEndId"), Spalte("Kommune"), Spalte("Empfänger"), Spalte("Gezahlt", .datum),
                Spalte("Betrag in €", .zahl), Spalte("Übereinstimmung"),
            ],
            zeilen: vorschlaege.map {
                [Zelle($0.endToEndId), Zelle($0.kommune), Zelle($0.empfaenger), Zelle($0.gezahltAm), Zelle($0.betrag),
                 Zelle($0.passtGut ? Marke("Konto oder Name", .ok) : Marke("nur Betrag", .warnung))]
            })
    }
}
