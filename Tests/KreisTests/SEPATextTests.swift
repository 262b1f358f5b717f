import Testing
import Uebergabe

@Suite("Zeichensatz der Überweisung (DFÜ-Abkommen, Anlage 3)")
struct SEPATextTests {
    @Test("Was die Bank kennt, bleibt, auch deutsche Umlaute", arguments: [
        "Aylin Beispiel", "Jörg Groß-Öztürk", "Müller & Söhne (GbR), Nr. 5/7 + 10% *",
    ])
    func unveraendert(name: String) throws {
        let text = try SEPAText.name(name)
        #expect(text.text == name)
        #expect(text.aenderungen.isEmpty)
    }

    @Test("Fremde lateinische Buchstaben werden umgeschrieben", arguments: [
        ("Łukasz Ørsted", "Lukasz Orsted"), ("Đorđe Æ Þór", "Dorde AE THor"),
        ("José Çelik", "Jose Celik"),
        ("Nguyễn Thị", "Nguyen Thi"), ("O’Neill – „Mia“", "O'Neill - 'Mia'"), ("ﬁn Ａli", "fin Ali"),
        ("Işık Ğ", "Isik G"), ("a_b; c|d", "a-b, c.d"),
    ])
    func umschrift(eingabe: String, ergebnis: String) throws {
        let text = try SEPAText.name(eingabe)
        #expect(text.text == ergebnis)
        #expect(text.original == eingabe)
        #expect(!text.aenderungen.isEmpty)
    }

    @Test("Zerlegte Umlaute werden zusammengesetzt, auch über ein unsichtbares Zeichen hinweg")
    func zusammensetzen() throws {
        #expect(try SEPAText.name("Mu\u{308}ller").aenderungen.isEmpty)
        let versteckt = try SEPAText.name("Mu\u{200B}\u{308}ller\u{FEFF}")
        #expect(versteckt.text.unicodeScalars.count == 6)
        #expect(versteckt.text == "Müller")
        #expect(versteckt.aenderungen == [.unsichtbar("\u{200B}"), .unsichtbar("\u{FEFF}")])
    }

    @Test("Buchstaben anderer Schriften fallen weg und sind als Änderung zu sehen")
    func gemischt() throws {
        let text = try SEPAText.name("Ali علي")
        #expect(text.text == "Ali")
        #expect(text.aenderungen.contains(.entfallen("ع")))
    }

    @Test("Ein Name ohne lateinischen Buchstaben ist ein Fehler, kein „......“", arguments: [
        "محمد", "Іван Петренко", "123 - ...",
    ])
    func nurFremdeSchrift(name: String) {
        #expect(throws: SEPAText.Fehler.keinBuchstabe(.name)) { try SEPAText.name(name) }
    }

    @Test("Ein leerer Name ist ein Fehler", arguments: ["", "   ", "\u{A0}\t"])
    func leer(name: String) {
        #expect(throws: SEPAText.Fehler.leer(.name)) { try SEPAText.name(name) }
    }

    @Test("Der Name endet nach 70 Zeichen, ohne einen Umlaut zu zerschneiden")
    func laenge() throws {
        let genau = String(repeating: "ü", count: 70)
        #expect(try SEPAText.name(genau).aenderungen.isEmpty)
        let zerlegt = String(repeating: "u\u{308}", count: 71)
        let text = try SEPAText.name(zerlegt)
        #expect(text.text == genau)
        #expect(text.text.unicodeScalars.count == 70)
        #expect(text.aenderungen == [.gekuerzt(auf: 70)])
    }

    @Test("Der Verwendungszweck endet nach 140 Zeichen; Zeilenwechsel werden zu Leerzeichen")
    func verwendungszweck() throws {
        #expect(try SEPAText.verwendungszweck("Miete\n12/2026").text == "Miete 12/2026")
        #expect(try SEPAText.verwendungszweck(String(repeating: "x", count: 141)).text.count == 140)
        #expect(try SEPAText.verwendungszweck("50-17").text == "50-17")
    }

    @Test("Eine Kennung hat 1 bis 35 Grundzeichen und keine Schrägstriche am Rand", arguments: [
        ("", SEPAKennung.Fehler.leer), (String(repeating: "A", count: 36), .laenge(36)),
        ("A|B", .zeichen("|")),
        ("Ä1", .zeichen("Ä")), ("A B", .zeichen(" ")), ("/A", .schraegstrich),
        ("A/", .schraegstrich),
        ("A//B", .schraegstrich),
    ])
    func kennung(text: String, fehler: SEPAKennung.Fehler) {
        #expect(SEPAKennung.fehler(text) == fehler)
    }

    @Test("Gültige Kennungen",
          arguments: ["M2026095", "Z/2026-1", String(repeating: "A", count: 35)])
    func gueltigeKennung(text: String) throws {
        #expect(try SEPAKennung(text).wert == text)
    }
}
