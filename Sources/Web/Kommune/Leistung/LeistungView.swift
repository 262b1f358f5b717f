import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Der Reiter `leistung/leistung.mustache` eines Falls.
struct LeistungView: Sendable {
    let page: Page
    let kopf: FallKopf
    let titel: String
    let eckdaten: [Eckdatum]
    let bogen: String
    let hinweis: Meldung?
    let monate: Tabelle?
    let bescheide: Tabelle?
    let leer: Leer?
    let bewilligen: Verweis?
    let ablehnen: Verweis?
    let feststellen: Verweis?
}

/// Der Reiter `leistung/zahlungen.mustache` eines Falls.
struct FallzahlungenView: Sendable {
    struct Feststellung: Sendable {
        let ziel: String
        let knopf: String
        let csrf: String
        let vorgang: String
        let zahlungen: [String]
        /// Ob es durch eine Liste zum nächsten Fall weitergeht.
        let weiter: Bool
    }

    let page: Page
    let kopf: FallKopf
    let feststellung: Feststellung?
    let tabelle: Tabelle?
    let leer: Leer?
}

extension LeistungView {
    /// Was der Reiter aus der Akte braucht.
    struct Inhalt: Sendable {
        let akte: Fallakte
        let bogen: Berechnungsbogen
        let monate: [BewilligterMonat]
        let bescheide: [Bescheid]
        let zahlungen: [Zahlung]
        let warBewilligt: Bool
    }

    init(
        _ inhalt: Inhalt, page: Page, kopf: FallKopf, namen: [User.ID: String],
        pfad: (String) -> String, darfBewilligen: Bool, darfAblehnen: Bool
    ) {
        let fall = pfad("faelle/\(inhalt.akte.fall.id)"), monat = inhalt.bogen.monat
        self.page = page
        self.kopf = kopf
        titel = "Leistung \(monat.deutsch)"
        bogen = "\(fall)/berechnung/\(monat)"
        eckdaten = inhalt.bogen.ergebnis.map(LeistungView.eckdaten) ?? []
        hinweis = switch inhalt.bogen.rechnung {
        case .bewilligt: nil
        case .vorlaeufig:
            .hinweis("\(monat.deutsch) ist nicht bewilligt. Die Beträge sind eine Vorschau.")
        case let .keine(hindernis):
            .warnung("\(monat.deutsch) wird nicht gerechnet: \(hindernis.satz)")
        }
        monate = inhalt.monate.isEmpty ? nil : LeistungView.tabelle(inhalt, fall: fall, pfad: pfad)
        bescheide = inhalt.bescheide.isEmpty ? nil
            : .bescheide(inhalt.bescheide, namen: namen, pfad: pfad)
        leer = inhalt.monate.isEmpty ? Leer(
            "Noch ist nichts bewilligt.",
            rat: "Die Vorschau zeigt jeden Monat, bevor ein Bescheid ergeht.") : nil
        bewilligen = darfBewilligen
            ? Verweis("Leistung bewilligen", "\(fall)/bewilligung/neu") : nil
        ablehnen = darfAblehnen && !inhalt.warBewilligt && inhalt.akte.fall.eingestelltZum == nil
            ? Verweis("Antrag ablehnen", "\(fall)/ablehnung/neu") : nil
        let offen = inhalt.zahlungen.filter { $0.zustand == .erfasst }.count
        feststellen = offen == 0 ? nil
            : Verweis("\(offen) \(offen == 1 ? "Zahlung" : "Zahlungen") feststellen",
                      "\(fall)/zahlungen")
    }

    private static func eckdaten(_ ergebnis: Monatsergebnis) -> [Eckdatum] {
        func summe(_ formen: Leistungsform...) -> Geld {
            ergebnis.auszahlungen.filter { formen.contains($0.form) }.map(\.betrag).summe()
        }
        let sache = summe(.sachleistung, .gutschein)
        return [
            Eckdatum("Bedarf des Haushalts", "\(ergebnis.summe(.bedarf))"),
            Eckdatum("Einkommen angerechnet", "\(-ergebnis.summe(.einkommen))"),
            Eckdatum("Leistung", "\(ergebnis.leistung)"),
            Eckdatum("davon an Vermieter", "\(summe(.direktzahlung))"),
            Eckdatum("davon auf Konto oder Karte", "\(summe(.geld, .bezahlkarte))"),
            sache == .null ? nil : Eckdatum("davon als Sachleistung", "\(sache)"),
        ].compactMap(\.self)
    }

    private static func tabelle(
        _ inhalt: Inhalt, fall: String, pfad: (String) -> String
    ) -> Tabelle {
        let jeMonat = Dictionary(grouping: inhalt.zahlungen, by: \.monat)
        return Tabelle(
            "Bewilligte Monate",
            spalten: [Spalte("Monat"), Spalte("Bescheid"), Spalte("Gezahlt in €", .zahl),
                      Spalte("Noch offen in €", .zahl), Spalte("Bewilligt in €", .zahl)],
            zeilen: inhalt.monate.map { monat in
                let zahlungen = jeMonat[monat.monat] ?? []
                let gezahlt = zahlungen.filter { $0.zustand == .gezahlt }.map(\.betrag).summe()
                let offen = zahlungen.filter { $0.istOffen }.map(\.betrag).summe()
                return [Zelle(monat.monat.deutsch, ziel: "\(fall)/berechnung/\(monat.monat)"),
                        Zelle("\(monat.nummer) vom \(monat.erlassenAm.deutsch)",
                              ziel: pfad("bescheide/\(monat.bescheid)/pdf")),
                        Zelle(gezahlt), Zelle(offen), Zelle(monat.leistung)]
            })
    }
}

extension Zahlung {
    /// Auf dem Weg, weder angekommen noch zurück oder zurückgenommen.
    var istOffen: Bool {
        switch zustand {
        case .erfasst, .festgestellt, .angeordnet, .gesperrt, .imLauf, .uebergeben, .unklar: true
        case .gezahlt, .rueckgelaufen, .bankAbgelehnt, .verworfen, .storniert: false
        }
    }
}

extension Tabelle {
    static func bescheide(
        _ bescheide: [Bescheid], namen: [User.ID: String], pfad: (String) -> String
    ) -> Tabelle {
        Tabelle(
            "Bescheide",
            spalten: [Spalte("Bescheid"), Spalte("Art"), Spalte("Zeitraum"),
                      Spalte("Erlassen", .datum), Spalte("Von")],
            zeilen: bescheide.map { bescheid in
                [Zelle("Bescheid \(bescheid.nummer)", zusatz: "PDF",
                       ziel: pfad("bescheide/\(bescheid.id)/pdf")),
                 Zelle(bescheid.art.bezeichnung), Zelle("\(bescheid.zeitraum)"),
                 Zelle(bescheid.erlassenAm), Zelle(namen[bescheid.erlassenVon] ?? "unbekannt")]
            })
    }
}
