import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("Entwürfe von Parametern lesen (B-1.2.5)")
struct StandentwurfTests {
    private func lesen(
        _ text: String, als groesse: Parameter.Groesse = .einkommensregel
    ) throws -> Standentwurf {
        try Standentwurf(text.utf8, als: groesse, nach: .amtlich)
    }

    private static let gut = """
        { "gueltig_ab": "2027-01-01", "fundstelle": "BGBl. 2026 I Nr. 400", "erwerb_prozent": 25,
          "erwerb_hoechstprozent": 50, "ehrenamt": "280,50", "vermoegen": 200 }
        """

    @Test("Ein guter Entwurf nennt Tag, Fundstelle und jedes Feld; Beträge werden nie ungenau")
    func gut() throws {
        let entwurf = try lesen(Self.gut)
        #expect(entwurf.angaben.gueltigAb == Monat(2027, 1).ersterTag)
        #expect(entwurf.angaben.fundstelle == "BGBl. 2026 I Nr. 400")
        #expect(entwurf.angaben.felder.first { $0.pfad == ["ehrenamt"] }?.wert
            == .betrag(Geld(cent: 28_050)))
        #expect(entwurf.angaben.felder.first { $0.pfad == ["erwerb_prozent"] }?.wert == .zahl(25))
        #expect(!entwurf.wert.contains("fundstelle"))
    }

    @Test("Jeder Fehler nennt sein Feld", arguments: [
        ("\"erwerb_prozent\": 25", "\"erwerb_prozent\": 101", "erwerb_prozent"),
        ("\"erwerb_prozent\": 25", "\"erwerb_prozent\": \"25\"", "erwerb_prozent"),
        ("\"280,50\"", "280.5", "ehrenamt"),
        ("\"280,50\"", "\"-1\"", "ehrenamt"),
        ("\"280,50\"", "\"zwei\"", "ehrenamt"),
        (", \"vermoegen\": 200", "", "vermoegen"),
        ("\"vermoegen\"", "\"vermögen\"", "vermögen"),
        ("2027-01-01", "2027-02-30", "gueltig_ab"),
        ("BGBl. 2026 I Nr. 400", "  ", "fundstelle"),
        ("\"fundstelle\"", "\"gueltig_bis\": \"2026-12-31\", \"fundstelle\"", "gueltig_bis"),
        (" 200 }", " 200", "Zeile 2, Spalte 70"),
        ("\"vermoegen\": 200", "\"ehrenamt\": 200", "Zeile 2, Spalte 64"),
    ])
    func fehler(vorher: String, nachher: String, feld: String) throws {
        let maengel = #expect(throws: Standentwurf.Maengel.self) {
            try lesen(Self.gut.replacing(vorher, with: nachher))
        }
        #expect(maengel?.fehler.contains {
            $0.feld == feld && !$0.grund.isEmpty && !$0.abhilfe.isEmpty
        } == true, "\(maengel?.fehler ?? [])")
    }

    @Test("Mehrere Fehler kommen auf einmal")
    func mehrere() throws {
        let maengel = #expect(throws: Standentwurf.Maengel.self) {
            try lesen(#"{ "gueltig_ab": "morgen" }"#)
        }
        #expect(Set(maengel?.fehler.map(\.feld) ?? []) == [
            "gueltig_ab", "fundstelle", "erwerb_prozent", "erwerb_hoechstprozent", "ehrenamt",
            "vermoegen",
        ])
    }

    @Test("Die Vorlage jeder Größe wird mit einer Fundstelle zum Entwurf ohne Änderung",
          arguments: Parameter.Groesse.allCases)
    func vorlage(groesse: Parameter.Groesse) throws {
        let letzter = try #require(try Parameter.amtlich.staende(groesse).last)
        let text = letzter.vorlage(ab: Monat(2027, 1).ersterTag)
            .replacing("\"fundstelle\": \"\"", with: "\"fundstelle\": \"Bundesgesetzblatt\"")
        let entwurf = try lesen(text, als: groesse)
        #expect(entwurf.angaben.felder == letzter.felder)
        #expect(!letzter.felder.isEmpty)
    }

    @Test("Zwischen zwei Ständen der Bedarfssätze muss ein Entwurf enden")
    func folge() throws {
        let stand = try #require(try Parameter.amtlich.staende(.bedarfssaetze).last)
        let text = stand.vorlage(ab: Monat(2025, 7).ersterTag).replacing(
            "\"fundstelle\": \"\"", with: "\"fundstelle\": \"B\", \"gueltig_bis\": \"2026-06-30\"")
        let maengel = #expect(throws: Standentwurf.Maengel.self) {
            try lesen(text, als: .bedarfssaetze)
        }
        #expect(maengel?.fehler.map(\.feld) == ["gueltig_bis"])
    }
}
