import Foundation
import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("mandat berechnen liest einen Haushalt als JSON und gibt die Berechnung als JSON aus")
struct BerechnungJSONTests {
    @Test("Das Beispiel lässt sich rechnen und ist der Haushalt des Berechnungsbogens")
    func beispiel() throws {
        let (lage, parameter) = try BerechnungJSON.lesen(Data(BerechnungJSON.beispiel().utf8))
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: parameter)
        let erwartet = try Monatsberechnung.berechnen(.familie, nach: .amtlich)
        #expect(ergebnis == erwartet)
    }

    @Test("Die Ausgabe nennt Leistung, Summen und Schritte mit Beträgen als Dezimaltext")
    func ausgabe() throws {
        let daten = try BerechnungJSON.berechnen(Data(BerechnungJSON.beispiel().utf8))
        let wert = try JSONLeser.lesen(daten)
        #expect(wert["leistung"] == .text("1624.10"))
        #expect(wert["summen"]?["bedarf"] == .text("2310.00"))
        #expect(wert["schritte"]?.alsListe?.count == 13)
        #expect(wert["personen"]?.alsListe?.first?["anzurechnendes_einkommen"] == .text("685.90"))
    }

    @Test("Beträge gelten als Zahl, Dezimaltext und deutsch geschrieben, immer exakt", arguments: [
        ("1234.1", 123_410), ("0.29", 29), ("\"0,29\"", 29), ("\"1.234,50\"", 123_450),
        ("\"1234.50\"", 123_450), ("12", 1_200), ("12.500", 1_250), ("\"12,50 €\"", 1_250),
    ] as [(String, Int64)])
    func betraege(text: String, cent: Int64) throws {
        let json = BerechnungJSONTests.mit("\"bedarf_ausserhalb\": \(text)")
        let (lage, _) = try BerechnungJSON.lesen(Data(json.utf8))
        #expect(lage.personen[0].bedarfAusserhalb == Geld(cent: cent))
    }

    @Test("Fehler nennen Pfad, Grund und Abhilfe", arguments: [
        ("\"lohn\": 3", "personen[0].lohn: Den Schlüssel gibt es hier nicht. Erlaubt sind: "),
        ("\"bedarf_ausserhalb\": 1.234",
         "personen[0].bedarf_ausserhalb: „1.234“ ist kein Betrag. Bitte"),
        ("\"bedarf_ausserhalb\": \"zwölf\"",
         "personen[0].bedarf_ausserhalb: „zwölf“ ist kein Betrag. Bitte"),
        ("\"verheiratet\": 1",
         "personen[0].verheiratet: Die Angabe hat die falsche Art. Erwartet ist true oder false."),
        ("\"im_haushalt\": [{ \"von\": \"2026-02-30\" }]",
         "personen[0].im_haushalt[0].von: „2026-02-30“ ist kein Tag."),
        ("\"im_haushalt\": [{ \"von\": \"2026-02-02\", \"bis\": \"2026-02-01\" }]",
         "personen[0].im_haushalt[0].bis: Das Ende liegt vor dem Beginn."),
        ("\"anspruch\": [{ \"grundlage\": \"hartz\" }]",
         "personen[0].anspruch[0].grundlage: \"hartz\" gibt es hier nicht. Erlaubt sind: "),
        ("\"einkommen\": [{ \"art\": \"rente\" }]",
         "personen[0].einkommen[0].betrag: Die Angabe fehlt."),
        ("\"einkommen\": [{ \"art\": \"rente\", \"betrag\": 1, \"zahltag\": 32 }]",
         "personen[0].einkommen[0].zahltag: 32 ist nicht möglich. Bitte eine Zahl von 1 bis 31"),
        ("\"kennung\": \"b\"", "Der Schlüssel „kennung“ kommt zweimal vor."),
        ("\"bedarf_ausserhalb\": 1e3", "Zahlen mit Exponent sind nicht erlaubt."),
        ("\"bedarf_ausserhalb\": ", "Hier fehlt ein Wert."),
        ("\"anspruch\": [{ \"grundlage\": \"anspruchseinschraenkung\" }]",
         "personen[0].anspruch[0].einschraenkung: Der Absatz des § 1a fehlt."),
        (BerechnungJSONTests.einschraenkung("absatz_2", nil, "2026-12-31"),
         "personen[0].anspruch[0].personenkreis: § 1a AsylbLG gilt nur für bestimmte"),
        (BerechnungJSONTests.einschraenkung("absatz_1", "nr_4", "2026-12-31"),
         "personen[0].anspruch[0].einschraenkung.absatz: Der Absatz gilt nicht"),
        (BerechnungJSONTests.einschraenkung("absatz_1", "nr_5", "2027-05-01"),
         "personen[0].anspruch[0].zeitraum.bis: Die Einschränkung ist auf sechs Monate zu"),
        (BerechnungJSONTests.einschraenkung("absatz_7", "nr_5", "2026-12-01"),
         "personen[0].anspruch[0].zeitraum.bis: Die Einschränkung ist auf einen Monat zu"),
        ("\"anspruch\": [{ \"grundlage\": \"ueberbrueckungsleistung\", "
            + "\"personenkreis\": \"nr_5\" }]",
         "personen[0].anspruch[0].zeitraum: Überbrückungsleistungen gibt es für höchstens"),
        ("\"mehrbedarfe\": [{ \"art\": \"ernaehrung\" }]",
         "personen[0].mehrbedarfe[0].betrag: Der Betrag fehlt."),
        ("\"mehrbedarfe\": [{ \"art\": \"schwangerschaft\", \"betrag\": 1 }]",
         "personen[0].mehrbedarfe[0].betrag: Den Betrag nennt das Gesetz (§ 30 Abs. 2"),
        ("\"einzelleistungen\": [{ \"art\": \"lernfoerderung\" }]",
         "personen[0].einzelleistungen[0].betrag: Der Betrag fehlt."),
        ("\"einzelleistungen\": [{ \"art\": \"haerte\", \"betrag\": 1 }]",
         "personen[0].einzelleistungen[0].art: „Leistung wegen besonderer Härte“ gibt es nicht"),
        ("\"einzelleistungen\": [{ \"art\": \"teilhabe\", \"form\": \"direktzahlung\" }]",
         "personen[0].einzelleistungen[0].empfaenger: Eine Direktzahlung hat keinen Empfänger."),
        ("\"arbeitsgelegenheiten\": [{ \"monat\": \"2026-13\", \"minuten\": 1 }]",
         "personen[0].arbeitsgelegenheiten[0].monat: „2026-13“ ist kein Monat."),
        ("\"aufenthalt\": {}", "personen[0].aufenthalt.beginn: Die Angabe fehlt."),
        ("\"bedarf_ausserhalb\": -1",
         "personen[0].bedarf_ausserhalb: Der Betrag −1,00 € ist nicht möglich."),
    ])
    func fehler(angabe: String, meldung: String) {
        let fehler = #expect(throws: Lagefehler.self) {
            try BerechnungJSON.berechnen(Data(BerechnungJSONTests.mit(angabe).utf8))
        }
        #expect(fehler?.description.contains(meldung) == true, "\(fehler?.description ?? "")")
    }

    @Test("Ein Syntaxfehler nennt Zeile und Spalte")
    func syntax() {
        let fehler = #expect(throws: Lagefehler.self) {
            try BerechnungJSON.berechnen(Data("{\n  \"monat\" \"2026-11\"\n}".utf8))
        }
        #expect(fehler?.feld == "Zeile 2, Spalte 11")
    }

    @Test("Kommentare und Schlüssel mit Unterstrich stören nicht")
    func kommentare() throws {
        let json = BerechnungJSONTests.mit("/* a */ \"_kommentar\": [1, {}] // b\n")
        _ = try BerechnungJSON.berechnen(Data(json.utf8))
    }

    @Test("Überschriebene Parameter gelten, auch für Monate ohne amtlichen Satz")
    func parameter() throws {
        let saetze = (1...6).map {
            "\"\($0)\": {\"notwendiger_persoenlicher_bedarf\": \($0)00, "
                + "\"notwendiger_bedarf\": 0.5}"
        }.joined(separator: ",")
        let json = """
            {"monat": "2027-01", "unterkuenfte": [{"art": "wohnung"}],
             "personen": [{"kennung": "a", "geburtsdatum": "1990-01-01",
                           "rolle": "haushaltsvorstand"}],
             "parameter": {"bedarfssaetze": [{"gueltig_ab": "2027-01-01", "stufen": {\(saetze)}}]}}
            """
        let wert = try JSONLeser.lesen(BerechnungJSON.berechnen(Data(json.utf8)))
        #expect(wert["leistung"] == .text("100.50"))
        #expect(wert["schritte"]?.alsListe?.first?["fundstelle"] == .text("Was-wäre-wenn"))
    }

    @Test("Das Schema nennt genau die Werte der Codelisten")
    func codelisten() throws {
        let schema = try JSONLeser.lesen(Array(BerechnungJSON.schema().utf8))
        func werte(_ pfad: String...) -> [String] {
            var knoten = schema["$defs"]
            for name in pfad { knoten = knoten?[name] }
            return knoten?["enum"]?.alsListe?.map { $0.alsText ?? $0.json } ?? []
        }
        #expect(werte("einkommen", "properties", "art") == Einkommensart.allCases.map(\.rawValue))
        #expect(werte("abzug", "properties", "art") == Abzugsart.allCases.map(\.rawValue))
        #expect(werte("kosten", "properties", "art") == Kostenart.allCases.map(\.rawValue))
        #expect(werte("form") == Leistungsform.allCases.map(\.rawValue))
        #expect(werte("unterkunft", "properties", "art")
            == Unterbringungsart.allCases.map(\.rawValue))
        #expect(werte("person", "properties", "rolle") == Haushaltsrolle.allCases.map(\.rawValue))
        #expect(werte("anspruch", "properties", "grundlage")
            == Anspruchsgrundlage.allCases.map(\.rawValue))
        #expect(werte("sachleistung", "properties", "art")
            == Sachleistungsart.allCases.map(\.rawValue))
        #expect(werte("anspruch", "properties", "personenkreis")
            == Personenkreis.allCases.map(\.rawValue))
        #expect(werte("einschraenkung", "properties", "absatz")
            == Einschraenkungsabsatz.allCases.map(\.rawValue))
        #expect(werte("mehrbedarf", "properties", "art") == Mehrbedarfsart.allCases.map(\.rawValue))
        #expect(werte("einzelleistung", "properties", "art")
            == Einzelleistungsart.allCases.map(\.rawValue))
        #expect(werte("stufe") == Bedarfsstufe.allCases.map { String($0.rawValue) })
    }

    @Test("Rohwerte sind ASCII in Kleinbuchstaben mit Unterstrich")
    func rohwerte() {
        let alle = Einkommensart.allCases.map(\.rawValue)
            + Aufenthaltsstatus.allCases.map(\.rawValue)
            + Personenkreis.allCases.map(\.rawValue) + Unterbringungsart.allCases.map(\.rawValue)
            + Anspruchsgrundlage.allCases.map(\.rawValue) + Kostenart.allCases.map(\.rawValue)
        #expect(alle.allSatisfy { $0.utf8.allSatisfy { $0 == 95 || (97...122).contains($0)
            || (48...57).contains($0) } })
    }

    @Test("Wer den Aufenthalt angibt, erfährt, ab wann § 2 gilt und warum")
    func wartezeit() throws {
        let json = BerechnungJSONTests.mit("\"aufenthalt\": { \"beginn\": \"2023-09-24\" }")
        let wert = try JSONLeser.lesen(BerechnungJSON.berechnen(Data(json.utf8)))
        let wartezeit = wert["wartezeit"]?.alsListe?.first
        #expect(wartezeit?["ab"] == .text("2026-09-24"))
        #expect(wartezeit?["gruende"]?.alsListe?.count == 3)
    }

    @Test("Eine Lage, die vor den neuen Angaben gespeichert ist, bleibt lesbar")
    func frueherGespeichert() throws {
        let alt = """
            {"monat": "2026-11", "auszahlung": {"notwendigerBedarf": "geld",
             "persoenlicherBedarf": "geld"}, "gerichtsabweichungen": [],
             "unterkuenfte": [{"art": "wohnung", "zeitraum": {"von": "2020-01-01"}, "kosten": []}],
             "personen": [{"kennung": "a", "geburtsdatum": "1990-01-01", "verheiratet": false,
              "rolle": "haushaltsvorstand", "imHaushalt": [{"von": "2020-01-01"}],
              "anspruch": [{"grundlage": "grundleistung", "zeitraum": {"von": "2020-01-01"}}],
              "einkommen": [], "vermoegen": [], "sachleistungen": []}]}
            """
        let lage = try JSONDecoder().decode(Haushaltslage.self, from: Data(alt.utf8))
        #expect(try Monatsberechnung.berechnen(lage, nach: .amtlich).leistung == 455)
        let neu = try JSONDecoder().decode(
            Haushaltslage.self, from: try JSONEncoder().encode(lage))
        #expect(neu == lage)
    }

    private static func einschraenkung(
        _ absatz: String, _ personenkreis: String?, _ bis: String
    ) -> String {
        "\"anspruch\": [{ \"grundlage\": \"anspruchseinschraenkung\", "
            + (personenkreis.map { "\"personenkreis\": \"\($0)\", " } ?? "")
            + "\"einschraenkung\": { \"absatz\": \"\(absatz)\" }, "
            + "\"zeitraum\": { \"von\": \"2026-11-01\", \"bis\": \"\(bis)\" } }]"
    }

    private static func mit(_ angabe: String) -> String {
        """
        {"monat": "2026-11", "unterkuenfte": [{"art": "wohnung"}],
         "personen": [{"kennung": "a", "geburtsdatum": "1990-01-01", "rolle": "haushaltsvorstand",
                       \(angabe)}]}
        """
    }
}
