import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("Der Berechnungsbogen zeigt jeden Schritt mit Norm, Fundstelle, Rechnung und Betrag")
struct BerechnungsbogenTests {
    let ergebnis: Monatsergebnis

    init() throws { ergebnis = try Monatsberechnung.berechnen(.familie, nach: .amtlich) }

    @Test("Die Familie erhält für November 2026 1.624,10 €")
    func leistung() {
        #expect(ergebnis.leistung == Geld(cent: 162_410))
        #expect(ergebnis.summe(.bedarf) == 2_310)
        #expect(ergebnis.summe(.einkommen) == Geld(cent: -68_590))
    }

    @Test("Die Zeilen stehen in der Folge und mit dem Wortlaut des Bogens")
    func zeilen() {
        let zeilen = ergebnis.schritte.map {
            "\($0.nummer) \($0.personen.joined(separator: "+")) | \($0.bezeichnung) | \($0.norm) | "
                + "\($0.fundstelle) | \($0.rechnung) | \($0.betrag.betrag)"
        }
        let lohn = "Lohnabrechnung November"
        let satz2 = "Bedarfssatz Stufe 2 | § 3a Abs. 1 Nr. 2a, Abs. 2 Nr. 2a | BGBl. 2025 I Nr. 251"
        #expect(zeilen == [
            "1 yusuf | \(satz2) | 182,00 + 227,00 | 409,00",
            "2 samira | \(satz2) | 182,00 + 227,00 | 409,00",
            "3 leila | Bedarfssatz Stufe 5 | § 3a Abs. 1 Nr. 5, Abs. 2 Nr. 5 | "
                + "BGBl. 2025 I Nr. 251 | 135,00 + 202,00 | 337,00",
            "4 karim | Stufe 6, 1. bis 15.11. | § 3a Abs. 1 Nr. 6, Abs. 2 Nr. 6, § 3 Abs. 5 | "
                + "BGBl. 2025 I Nr. 251 | 309,00 × 15/30 | 154,50",
            "5 karim | Stufe 5, 16. bis 30.11. | § 3a Abs. 1 Nr. 5, Abs. 2 Nr. 5, § 3 Abs. 5 | "
                + "BGBl. 2025 I Nr. 251 | 337,00 × 15/30 | 168,50",
            "6 leila+karim | Sofortzuschlag | § 16 | BGBl. 2024 I Nr. 449 | 2 × 25,00 | 50,00",
            "7  | Unterkunft | § 3 Abs. 3 | Mietvertrag 01.05.2024 | 612,00 | 612,00",
            "8  | Heizung | § 3 Abs. 3 | Abschlag 11.09.2026 | 94,00 | 94,00",
            "9  | Haushaltsenergie | § 3 Abs. 3 | Abschlag 03.02.2026 | 76,00 | 76,00",
            "10 yusuf | Bruttolohn | § 7 Abs. 1 | \(lohn) | 1.200,00 | −1.200,00",
            "11 yusuf | Steuern und Sozialversicherung | § 7 Abs. 3 Satz 3 Nr. 1, 2 | \(lohn) | "
                + "24,60 + 222,00 | 246,60",
            "12 yusuf | Fahrkarte zur Arbeit | § 7 Abs. 3 Satz 3 Nr. 4 | Beleg 02.11.2026 | "
                + "63,00 | 63,00",
            "13 yusuf | Freibetrag bei Arbeit | § 7 Abs. 3 Satz 1 | BGBl. 2025 I Nr. 251 | "
                + "50 % von 409,00 | 204,50",
        ])
    }

    @Test("Jede Zeile begründet sich in einem Satz")
    func begruendungen() {
        #expect(ergebnis.schritte.map(\.begruendung) == [
            "Erwachsene, die mit Partnerin oder Partner in einer Wohnung leben.",
            "Erwachsene, die mit Partnerin oder Partner in einer Wohnung leben.",
            "Kind, 9 Jahre alt.",
            "Bis zum Tag vor dem 6. Geburtstag am 16.11.2026.",
            "Ab dem 6. Geburtstag. Der Monat zählt 30 Tage.",
            "Für jedes Kind im Haushalt.",
            "Tatsächliche Miete mit Nebenkosten, angemessen.",
            "Tatsächliche Kosten, angemessen.",
            "Tatsächliche Kosten, angemessen.",
            "Zugeflossen am 20.11.2026.",
            "Wird vom Einkommen abgezogen.",
            "Notwendige Ausgabe für die Arbeit.",
            "25 % des Lohns wären 300,00 €. "
                + "Mehr als die Hälfte des Bedarfssatzes bleibt nicht frei.",
        ])
    }

    @Test("Miete und Heizung gehen an den Vermieter, der Rest an den Haushaltsvorstand")
    func auszahlungen() {
        #expect(ergebnis.auszahlungen == [
            Auszahlung(form: .direktzahlung, empfaenger: .dritter("Wohnbau Eschental eG"),
                       zweck: "Unterkunft und Heizung", betrag: 706, bedarf: 706),
            Auszahlung(form: .geld, empfaenger: .person("yusuf"),
                       zweck: "Lebensunterhalt und Haushaltsenergie", betrag: Geld(cent: 91_810),
                       bedarf: 1_604),
        ])
        #expect(ergebnis.kostenerstattung == .null)
    }
}
