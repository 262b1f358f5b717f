import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Uebergabe

/// Das Stück `leistung/folgen.mustache`: was eine Bewilligung Monat für Monat und an Zahlungen
/// bewirkt.
struct FolgenView: Sendable {
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

    let kennzahlen: [Kennzahl]
    let monate: Tabelle
    let hinweisMonat: String?
    let zahlungen: Tabelle?
    let keineZahlungen: Leer?
    let wegfallend: Tabelle?
    let umschriften: [Umschrift]
    let hatUmschriften: Bool
    let ueberzahlung: String?
}

extension FolgenView {
    /// `boegen` ist der Ort des Falls, wenn die Monate zu ihrem Berechnungsbogen führen; nil,
    /// solange noch nicht gespeichert ist, wonach gerechnet wurde. `grenze` sagt, warum nicht
    /// weiter gerechnet wird.
    init(_ bewilligung: Bewilligung, grenze: String? = nil, boegen: String?, heute: Kalendertag) {
        kennzahlen = Self.kennzahlen(bewilligung, heute: heute)
        monate = Self.monate(bewilligung, boegen: boegen)
        hinweisMonat = grenze
        let neue = bewilligung.zahlungen, offen = bewilligung.hindernis != nil
        zahlungen = neue.isEmpty ? nil : Self.zahlungen(neue, bewilligung.akte)
        keineZahlungen = !neue.isEmpty ? nil
            : offen ? Leer("Zahlungen entstehen erst, wenn das Hindernis behoben ist.")
                : Leer("Es entsteht keine neue Zahlung.")
        let wegfallende = bewilligung.wegfallende
        wegfallend = wegfallende.isEmpty || offen ? nil : Self.wegfallend(wegfallende)
        umschriften = Self.umschriften(neue.filter {
            !bewilligung.akte.anschriftVerborgen || $0.zweck != .unterkunft
        })
        hatUmschriften = !umschriften.isEmpty
        ueberzahlung = bewilligung.ueberzahlung == .null ? nil
            : "Zu viel gezahlt sind \(bewilligung.ueberzahlung). Der Bescheid fordert noch nichts "
                + "zurück: Er legt eine Wiedervorlage zur Prüfung der Rückforderung an."
    }

    private static func kennzahlen(_ bewilligung: Bewilligung, heute: Kalendertag) -> [Kennzahl] {
        let ersetzt = bewilligung.monate.flatMap(\.wegfallend).count, neue = bewilligung.zahlungen
        let bleibend = bewilligung.monate.flatMap(\.bleibend).count
        let unveraendert = "\(bleibend) \(bleibend == 1 ? "bleibt" : "bleiben") unverändert"
        return [
            .init(wert: "\(bewilligung.leistung)",
                  text: bewilligung.monate.count == 1 ? "Leistung im Monat"
                      : "Leistung in \(bewilligung.monate.count) Monaten"),
            .init(wert: "\(bewilligung.nachzahlung(heute: heute))", text: "Nachzahlung"),
            .init(wert: "\(bewilligung.ueberzahlung)", text: "Überzahlung"),
            .init(wert: "\(neue.count) neu" + (ersetzt == 0 ? "" : ", \(ersetzt) ersetzt"),
                  text: "Zahlungen, zusammen \(neue.map(\.betrag).summe())"
                      + (bleibend == 0 ? "" : "; \(unveraendert)")),
        ]
    }

    private static func monate(_ bewilligung: Bewilligung, boegen fall: String?) -> Tabelle {
        let bisher = bewilligung.monate.compactMap(\.bisher).summe()
        let rechenweg = fall == nil ? [] : [Spalte("Rechenweg")]
        return Tabelle(
            "Leistung je Monat, bisher und neu, in Euro", form: .liste,
            spalten: [
                Spalte("Monat"), Spalte("bisher in €", .zahl), Spalte("Unterschied in €", .zahl),
                Spalte("neu in €", .zahl), Spalte("Folge"),
            ] + rechenweg,
            zeilen: bewilligung.monate.map { folge in
                [
                    Zelle(folge.monat.deutsch), Zelle(folge.bisher?.betrag ?? "–"),
                    Zelle(folge.bisher == nil ? "–" : folge.unterschied.mitVorzeichen),
                    Zelle(folge.ergebnis.leistung), Zelle(marke(folge)),
                ] + (fall.map { [bogen(folge.monat, $0)] } ?? [])
            },
            summe: [
                "Summe", Zelle(bisher), Zelle((bewilligung.leistung - bisher).mitVorzeichen),
                Zelle(bewilligung.leistung), "",
            ] + rechenweg.map { _ in "" })
    }

    private static func bogen(_ monat: Monat, _ fall: String) -> Zelle {
        Zelle("Bogen \(monat.name)", ziel: "\(fall)/berechnung/\(monat)?neu=1")
    }

    private static func marke(_ folge: Bewilligung.Monatsfolge) -> Marke {
        if !folge.ueberzahlt.isEmpty {
            return Marke("Überzahlung \(folge.ueberzahlt.values.summe())", .warnung)
        }
        guard let bisher = folge.bisher else { return Marke("neu", .hinweis) }
        if folge.ergebnis.leistung == bisher { return Marke("bleibt gleich") }
        return Marke(folge.wegfallend.isEmpty ? "Nachzahlung" : "Zahlung wird ersetzt", .hinweis)
    }

    private static func zahlungen(_ zahlungen: [GeplanteZahlung], _ akte: Fallakte) -> Tabelle {
        let verborgen = akte.anschriftVerborgen
        return Tabelle(
            "Neue Zahlungen",
            spalten: [Spalte("Für"), Spalte("An"), Spalte("Konto"), Spalte("Fällig", .datum),
                      Spalte("Betrag in €", .zahl)],
            zeilen: zahlungen.map { zahlung -> [Zelle] in
                let an = zahlung.empfaenger(verborgen: verborgen)
                let konto = zahlung.konto(verborgen: verborgen)
                return [
                    Zelle(zahlung.monat.deutsch, zusatz: zahlung.zweck.bezeichnung),
                    Zelle(an.sepa, zusatz: an.sepa == an.name ? nil : "in der Akte: \(an.name)"),
                    Zelle(konto.kurz, zusatz: konto.zweck), Zelle(zahlung.faellig),
                    Zelle(zahlung.betrag.betrag, zusatz: einbehalten(zahlung)),
                ]
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
            spalten: [Spalte("Für"), Spalte("An"), Spalte("Was geschieht"),
                      Spalte("Betrag in €", .zahl)],
            zeilen: zahlungen.map {
                [Zelle($0.monat.deutsch, zusatz: $0.zweck.bezeichnung),
                 Zelle($0.empfaenger, zusatz: $0.kontotext),
                 Zelle($0.zustand == .angeordnet
                     ? "Storno der Anordnung, solange kein Zahllauf sie hat"
                     : "wird verworfen, ist \($0.zustand.bezeichnung)"),
                 Zelle($0.betrag)]
            })
    }

    private static func umschriften(_ zahlungen: [GeplanteZahlung]) -> [Umschrift] {
        var gesehen: Set<String> = []
        let geaenderte = zahlungen.filter {
            !$0.sepa.aenderungen.isEmpty && gesehen.insert($0.empfaenger).inserted
        }
        return geaenderte.map {
            .init(original: $0.empfaenger, text: $0.sepa.text,
                  aenderungen: $0.sepa.aenderungen.map(\.satz).joined(separator: " "))
        }
    }
}

extension Geld {
    /// Unterschiede zeigen ihr Vorzeichen immer: „+63,47“, „−671,90“.
    var mitVorzeichen: String { cent > 0 ? "+" + betrag : betrag }
}
