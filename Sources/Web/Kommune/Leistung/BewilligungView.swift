import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Uebergabe

/// Die Seite `leistung/bewilligung.mustache`: was der Bescheid bewirkt, bevor ihn jemand erlässt.
struct BewilligungView: Sendable {
    /// Was nur da ist, wenn der Zeitraum sich rechnen lässt.
    struct Vorschau: Sendable {
        let kennzahlen: [Kennzahl]
        let monate: Tabelle
        let hinweisMonat: String?
        let zahlungen: Tabelle?
        let keineZahlungen: Leer?
        let wegfallend: Tabelle?
        let umschriften: [Umschrift]
        let hatUmschriften: Bool
        let von: String
        let bis: String
        let fassung: Int
        let darfErlassen: Bool
        let ueberzahlung: String?
    }

    struct Kennzahl: Sendable {
        let wert: String
        let text: String
    }

    /// Wie die Bank einen Namen erhält und was dafür an ihm geändert ist.
    struct Umschrift: Sendable {
        let original: String
        let text: String
        let aenderungen: String
    }

    let page: Page
    let unterzeile: String
    let zeitraum: Formular
    let vorschauZiel: String
    let ziel: String
    let zurueck: String
    let meldung: Meldung?
    let verlauf: Verweis?
    let hindernis: Abhilfe?
    let vorschau: Vorschau?
}

/// Was einer Bewilligung im Weg steht und wo es sich beheben lässt.
struct Abhilfe: Sendable {
    let grund: String
    let abhilfe: String
    let verweis: Verweis?

    init(_ hindernis: Hindernis, fall: String) {
        grund = hindernis.grund
        abhilfe = hindernis.abhilfe
        verweis = switch hindernis.feld {
        case "bankverbindung", "inhaber": Verweis("Zur Bankverbindung", "\(fall)#konten")
        case "vermieter_name": Verweis("Zur Unterkunft", "\(fall)/aenderung/unterkunft")
        case "sperre": Verweis("Zu den nächsten Schritten des Falls", fall)
        default: nil
        }
    }
}

extension BewilligungView.Vorschau {
    init(_ bewilligung: Bewilligung, von: Monat, bis: Monat, parameter grenze: String?, fall: String,
         heute: Kalendertag, darfErlassen: Bool) {
        kennzahlen = Self.kennzahlen(bewilligung, heute: heute)
        monate = Self.monate(bewilligung, fall: fall)
        hinweisMonat = grenze
        let neue = bewilligung.zahlungen
        zahlungen = neue.isEmpty ? nil : Self.zahlungen(neue)
        let offen = bewilligung.hindernis != nil
        keineZahlungen = !neue.isEmpty ? nil
            : offen ? Leer("Zahlungen entstehen erst, wenn das Hindernis behoben ist.")
                : Leer("Es entsteht keine neue Zahlung.")
        let wegfallende = bewilligung.monate.flatMap(\.wegfallend)
        wegfallend = wegfallende.isEmpty || offen ? nil : Self.wegfallend(wegfallende)
        umschriften = Self.umschriften(neue)
        hatUmschriften = !umschriften.isEmpty
        self.von = BewilligungForm.text(von)
        self.bis = BewilligungForm.text(bis)
        fassung = bewilligung.akte.fall.fassung
        self.darfErlassen = darfErlassen
        ueberzahlung = bewilligung.ueberzahlung == .null ? nil
            : "Zu viel gezahlt sind \(bewilligung.ueberzahlung). Der Bescheid fordert noch nichts zurück: Er legt "
                + "eine Wiedervorlage zur Prüfung der Rückforderung an."
    }

    private static func kennzahlen(_ bewilligung: Bewilligung, heute: Kalendertag) -> [BewilligungView.Kennzahl] {
        let ersetzt = bewilligung.monate.flatMap(\.wegfallend).count, neue = bewilligung.zahlungen
        let bleibend = bewilligung.monate.flatMap(\.bleibend).count
        return [
            .init(wert: "\(bewilligung.leistung)",
                  text: bewilligung.monate.count == 1 ? "Leistung im Monat"
                      : "Leistung in \(bewilligung.monate.count) Monaten"),
            .init(wert: "\(bewilligung.nachzahlung(heute: heute))", text: "Nachzahlung"),
            .init(wert: "\(bewilligung.ueberzahlung)", text: "Überzahlung"),
            .init(wert: "\(neue.count) neu" + (ersetzt == 0 ? "" : ", \(ersetzt) ersetzt"),
                  text: "Zahlungen, zusammen \(neue.map(\.betrag).summe())"
                      + (bleibend == 0 ? "" : "; \(bleibend) \(bleibend == 1 ? "bleibt" : "bleiben") unverändert")),
        ]
    }

    private static func monate(_ bewilligung: Bewilligung, fall: String) -> Tabelle {
        Tabelle(
            "Leistung je Monat, bisher und neu, in Euro", form: .liste,
            spalten: [Spalte("Monat"), Spalte("bisher in €", .zahl), Spalte("Unterschied in €", .zahl),
                      Spalte("neu in €", .zahl), Spalte("Folge"), Spalte("Rechenweg")],
            zeilen: bewilligung.monate.map { folge in
                [Zelle(folge.monat.deutsch), Zelle(folge.bisher?.betrag ?? "–"),
                 Zelle(folge.bisher == nil ? "–" : folge.unterschied.mitVorzeichen),
                 Zelle(folge.ergebnis.leistung), Zelle(marke(folge)),
                 Zelle("Bogen \(folge.monat.name)", ziel: "\(fall)/berechnung/\(folge.monat)?neu=1")]
            },
            summe: ["Summe", Zelle(bewilligung.monate.compactMap(\.bisher).summe()),
                    Zelle((bewilligung.leistung - bewilligung.monate.compactMap(\.bisher).summe()).mitVorzeichen),
                    Zelle(bewilligung.leistung), "", ""])
    }

    private static func marke(_ folge: Bewilligung.Monatsfolge) -> Marke {
        if !folge.ueberzahlt.isEmpty {
            return Marke("Überzahlung \(folge.ueberzahlt.values.summe())", .warnung)
        }
        guard let bisher = folge.bisher else { return Marke("neu", .hinweis) }
        if folge.ergebnis.leistung == bisher { return Marke("bleibt gleich") }
        return folge.wegfallend.isEmpty ? Marke("Nachzahlung", .hinweis) : Marke("Zahlung wird ersetzt", .hinweis)
    }

    private static func zahlungen(_ zahlungen: [GeplanteZahlung]) -> Tabelle {
        Tabelle(
            "Neue Zahlungen", spalten: [Spalte("Für"), Spalte("An"), Spalte("Konto"), Spalte("Fällig", .datum),
                                        Spalte("Betrag in €", .zahl)],
            zeilen: zahlungen.map {
                [Zelle($0.monat.deutsch, zusatz: $0.zweck.bezeichnung),
                 Zelle($0.sepa.text, zusatz: $0.sepa.text == $0.empfaenger ? nil : "in der Akte: \($0.empfaenger)"),
                 Zelle($0.iban.gekuerzt, zusatz: $0.verwendungszweck), Zelle($0.faellig),
                 Zelle($0.betrag.betrag, zusatz: einbehalten($0))]
            },
            summe: ["Summe", "", "", "", Zelle(zahlungen.map(\.betrag).summe())])
    }

    /// Wie viel die Zahlung wegen einer Rückforderung kleiner ist.
    private static func einbehalten(_ zahlung: GeplanteZahlung) -> String? {
        let betrag = zahlung.einbehalte.map(\.betrag).summe()
        return betrag == .null ? nil : "einbehalten \(betrag)"
    }

    private static func wegfallend(_ zahlungen: [Zahlung]) -> Tabelle {
        Tabelle(
            "Zahlungen, die wegfallen",
            spalten: [Spalte("Für"), Spalte("An"), Spalte("Was geschieht"), Spalte("Betrag in €", .zahl)],
            zeilen: zahlungen.map {
                [Zelle($0.monat.deutsch, zusatz: $0.zweck.bezeichnung),
                 Zelle($0.empfaenger, zusatz: $0.iban.gekuerzt),
                 Zelle($0.zustand == .angeordnet ? "Storno der Anordnung, solange kein Zahllauf sie hat"
                       : "wird verworfen, ist \($0.zustand.bezeichnung)"),
                 Zelle($0.betrag)]
            })
    }

    private static func umschriften(_ zahlungen: [GeplanteZahlung]) -> [BewilligungView.Umschrift] {
        var gesehen: Set<String> = []
        return zahlungen.filter { !$0.sepa.aenderungen.isEmpty && gesehen.insert($0.empfaenger).inserted }.map {
            .init(original: $0.empfaenger, text: $0.sepa.text,
                  aenderungen: $0.sepa.aenderungen.map(\.satz).joined(separator: " "))
        }
    }
}

extension Geld {
    /// Unterschiede zeigen ihr Vorzeichen immer: „+63,47“, „−671,90“.
    var mitVorzeichen: String { cent > 0 ? "+" + betrag : betrag }
}
