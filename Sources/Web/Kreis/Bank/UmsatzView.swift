import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Seite `bank/umsatz.mustache`.
struct UmsatzView: Sendable {
    struct Daten: Sendable {
        let umsatz: Bankumsatz
        let vorschlaege: [Bankumsatz.Vorschlag]
        let erstattungen: [Erstattung]
        let buchungen: [Buchung]
        let zuordnungen: [Einzelzuordnung]
        let zurueckgenommene: [Einzelzuordnung]
        let umlagen: [Umlageteil]
        /// Anteile an geteilten Kosten, die der Umsatz begleichen oder zurückzahlen kann.
        let kosten: [Forderung]

        init(_ id: Bankumsatz.ID, in session: KreisSession) throws {
            let umsatz = try Bankumsatz.laden(id, in: session), offen = umsatz.offen
            self.umsatz = umsatz
            buchungen = try Buchung.alle(zu: id, in: session)
            zuordnungen = try Einzelzuordnung.alle(zu: id, in: session)
            zurueckgenommene = try Einzelzuordnung.zurueckgenommene(zu: id, in: session)
            vorschlaege = umsatz.istUngeklaert ? try umsatz.vorschlaege(in: session) : []
            erstattungen = umsatz.istUngeklaert
                ? try Erstattung.offene(in: session)
                    .filter { ($0.offen > .null) == (offen > .null) } : []
            umlagen = umsatz.istUngeklaert
                ? try Umlageteil.offene(guthaben: offen < .null, in: session) : []
            kosten = umsatz.istUngeklaert
                ? try Forderung.offene(in: session)
                    .filter { $0.art == .kosten && ($0.offen > .null) == (offen > .null) } : []
        }

        func ruecknehmbar(von wer: User.ID) -> [Einzelzuordnung] {
            zuordnungen.filter { $0.istRuecknehmbar(von: wer) }
        }
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let hinweis: Meldung?
    let eckdaten: [Eckdatum]
    let vorschlaege: Tabelle?
    let zuordnungen: Tabelle?
    let zurueckgenommene: Tabelle?
    let buchungen: Tabelle?
    let klaeren: Formular?
    let ziel: String
    let zuruecknehmen: Formular?
    let ruecknahmeziel: String

    static func ruecknahmefelder(_ zuordnungen: [Einzelzuordnung]) -> [Feld] {
        [
            Feld("zuordnung", "Welche Zuordnung", .auswahl(zuordnungen.map {
                Option($0.id.description,
                       "\($0.art.bezeichnung) \($0.gegenstand), \($0.betrag)")
            })),
            Feld("irrtum", "Warum war sie falsch?", .mehrzeilig, maximal: 500),
        ]
    }
}

extension UmsatzView {
    init(_ daten: Daten, _ namen: [User.ID: String], _ context: KreisContext, _ zurueck: Zurueck?) {
        let umsatz = daten.umsatz
        let ort = context.pfad("bank/umsaetze/\(umsatz.id)")
        page = context.page(
            "Umsatz vom \(umsatz.buchungstag.deutsch) über \(umsatz.betrag)", .bank, pfad: [
                Verweis("Bank", context.pfad("bank")),
                Verweis("Auszug", context.pfad("bank/auszuege/\(umsatz.auszug)")),
            ], fehler: zurueck?.fehler)
        untertitel = umsatz.istUngeklaert
            ? "Noch zuzuordnen: \(umsatz.offen)" : "Dieser Umsatz ist zugeordnet."
        marke = umsatz.marke
        hinweis = umsatz.hinweis.isEmpty || !umsatz.istUngeklaert ? nil : .hinweis(umsatz.hinweis)
        eckdaten = Self.eckdaten(umsatz, context)
        vorschlaege = Self.vorschlaege(daten.vorschlaege)
        zuordnungen = Self.tabelle("Zuordnungen", daten.zuordnungen, namen, "Grund")
        zurueckgenommene = Self.tabelle("Zurückgenommene Zuordnungen", daten.zurueckgenommene,
                                        namen, "Warum sie falsch war")
        buchungen = .buchungen(daten.buchungen, context)
        let felder = KlaerungForm.felder(
            umsatz, daten.vorschlaege, daten.erstattungen, daten.umlagen, daten.kosten,
            bedenken: zurueck?.fragt("trotzdem") ?? false)
        klaeren = context.darf(.bankZuordnen) && umsatz.istUngeklaert
            ? zurueck.formular("klaeren", felder, facts: context.facts) : nil
        ziel = "\(ort)/klaerung"
        let ruecknehmbar = daten.ruecknehmbar(von: context.benutzer)
        zuruecknehmen = context.darf(.bankZuruecknehmen) && !ruecknehmbar.isEmpty
            ? zurueck.formular("zuruecknehmen", Self.ruecknahmefelder(ruecknehmbar),
                               werte: ["zuordnung": ruecknehmbar[0].id.description],
                               facts: context.facts) : nil
        ruecknahmeziel = "\(ort)/ruecknahme"
    }

    private static func tabelle(
        _ titel: String, _ zuordnungen: [Einzelzuordnung], _ namen: [User.ID: String],
        _ grund: String
    ) -> Tabelle? {
        guard !zuordnungen.isEmpty else { return nil }
        return Tabelle(
            titel, spalten: [
                Spalte("Wozu"), Spalte("Von"), Spalte(grund), Spalte("Betrag in €", .zahl),
            ],
            zeilen: zuordnungen.map {
                [Zelle($0.art.bezeichnung, zusatz: $0.gegenstand.isEmpty ? nil : $0.gegenstand),
                 Zelle($0.von.map { namen[$0] ?? "unbekannt" } ?? "vom Programm"), Zelle($0.grund),
                 Zelle($0.betrag)]
            })
    }

    private static func eckdaten(_ umsatz: Bankumsatz, _ context: KreisContext) -> [Eckdatum] {
        var angaben = [
            Eckdatum("Betrag", umsatz.betrag.description),
            Eckdatum("Gebucht", umsatz.buchungstag.deutsch),
            Eckdatum("Gegenpartei", umsatz.gegenname.isEmpty ? "nicht genannt" : umsatz.gegenname),
            Eckdatum("Gegenkonto", umsatz.gegenkonto.isEmpty ? "nicht genannt" : umsatz.gegenkonto),
            Eckdatum("Verwendungszweck", umsatz.zweck.isEmpty ? "keiner" : umsatz.zweck),
            Eckdatum("EndToEndId", umsatz.endToEndId.isEmpty ? "keine" : umsatz.endToEndId),
        ]
        if umsatz.istRueckgabe {
            let code = umsatz.rueckgabegrund
            angaben.append(Eckdatum("Rückgabegrund", code.isEmpty ? "nicht genannt"
                : "\(code): \(Rueckgabegrund(code: code).erklaerung)"))
        }
        if let lauf = umsatz.lauf, let nummer = umsatz.laufnummer {
            angaben.append(Eckdatum(
                "Zahllauf", nummer, ziel: context.darf(.zahllaufLesen)
                    ? context.pfad("zahllaeufe/\(lauf)") : nil))
        }
        return angaben
    }

    private static func vorschlaege(_ vorschlaege: [Bankumsatz.Vorschlag]) -> Tabelle? {
        guard !vorschlaege.isEmpty else { return nil }
        return Tabelle(
            "Zahlungen, die passen könnten", spalten: [
                Spalte("EndToEndId"), Spalte("Kommune"), Spalte("Empfänger"),
                Spalte("Gezahlt", .datum), Spalte("Betrag in €", .zahl), Spalte("Übereinstimmung"),
            ],
            zeilen: vorschlaege.map {
                [Zelle($0.endToEndId), Zelle($0.kommune), Zelle($0.empfaenger),
                 Zelle($0.gezahltAm), Zelle($0.betrag),
                 Zelle($0.passtGut ? Marke("Konto oder Name", .ok) : Marke("nur Betrag", .warnung))]
            })
    }
}
