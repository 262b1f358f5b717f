import Foundation
import Grundwerte
import NIOCore
import Testing
@testable import Web

@Suite("Eingabe: liest alles und sammelt die Fehler")
struct EingabeTests {
    private func eingabe(
        _ werte: [String: String], _ felder: [Feld] = Beispielformular.felder
    ) -> Eingabe {
        Eingabe(FormData(werte), felder, heute: Vorlagen.heute)
    }

    @Test("Gültige Angaben werden Werte")
    func werte() throws {
        var e = eingabe([
            "arbeitgeber": "  Ga\u{308}rtnerei  ", "beginn": "161026", "brutto": "1.200,50 €",
            "zahltag": "folgend", "iban": "de89 3704 0044 0532 0130 00", "sofort": "1",
        ])
        #expect(e.text("arbeitgeber") == "G\u{E4}rtnerei")
        #expect(e.datum("beginn") == Kalendertag("2026-10-16"))
        #expect(e.datum("ende") == nil)
        #expect(e.betrag("brutto") == Geld(cent: 120_050))
        #expect(e.auswahl("zahltag", als: Beispielformular.Zahltag.self) == .folgend)
        #expect(e.iban("iban")?.wert == "DE89370400440532013000")
        #expect(e.haken("sofort"))
        #expect(e.mehrere("merkmale") == [])
        #expect(e.ohneFehler)
    }

    @Test("Alle Fehler kommen auf einmal, in der Reihenfolge der Felder, je Feld einer")
    func reihenfolge() {
        var e = eingabe(["beginn": "31.09.2026"])
        _ = e.betrag("brutto")
        _ = e.datum("beginn")
        e.melde("beginn", grund: "noch einmal")
        _ = e.text("arbeitgeber")
        #expect(e.formularfehler.fehler.map(\.feld) == ["arbeitgeber", "beginn", "brutto"])
        #expect(e.formularfehler.anzahlText == "3 Angaben prüfen")
        #expect(e.formularfehler.fehler[1].saetze
            == "Den 31. September gibt es nicht. Prüfen Sie Tag und Monat.")
    }

    @Test("Tippfehler in Beträgen werden benannt", arguments: [
        ("1.2OO,00", "Buchstaben O"), ("l2,50", "Ziffer 1"), ("12.50", "Punkt vor den Cent"),
        ("-3,00", "zu wenig"), ("abc", "kein Betrag"),
    ])
    func betraege(text: String, grund: String) {
        var e = eingabe(["brutto": text])
        #expect(e.betrag("brutto") == nil)
        #expect(e.formularfehler.fehler[0].grund.contains(grund))
    }

    @Test("Steuerzeichen, Schreibrichtungszeichen und Überlänge werden abgelehnt", arguments: [
        "a\u{0}b", "a\u{202E}b", "a\nb", String(repeating: "x", count: 101),
    ])
    func zeichen(text: String) {
        var e = eingabe(["arbeitgeber": text])
        #expect(e.text("arbeitgeber") == nil)
        #expect(!e.ohneFehler)
        var mehrzeilig = eingabe(["bemerkung": "a\nb"])
        #expect(mehrzeilig.text("bemerkung") == "a\nb")
    }

    @Test("Nur angebotene Werte lassen sich wählen")
    func auswahl() {
        var e = eingabe(["weg": "bar", "merkmale": "zauberei", "zahltag": ""])
        #expect(e.auswahl("weg") == nil)
        #expect(e.mehrere("merkmale") == [])
        #expect(e.auswahl("zahltag") == nil)
        #expect(e.formularfehler.fehler.count == 3)
    }

    @Test("Monate, Zahlen und Kennungen")
    func weitere() {
        let felder = [
            Feld("m", "Monat", .monat), Feld("z", "Zahl", .zahl),
            Feld("k", "Kennung", .versteckt),
        ]
        let id = TypedID<EingabeTests>()
        var e = eingabe(["m": "11.2026", "z": "12", "k": id.description], felder)
        #expect(e.monat("m") == Monat(2026, 11))
        #expect(e.zahl("z", in: 1...12) == 12)
        #expect(e.kennung("k", als: TypedID<EingabeTests>.self) == id)
        #expect(e.ohneFehler)
        #expect(e.zahl("z", in: 1...11) == nil)
        #expect(throws: Fehlerbild.self) { try e.vorgang() }
    }

    @Test("Ein Formular mit Fehlern behält Eingaben und Vorgang")
    func erneut() throws {
        let vorgang = UUIDv7()
        let form = FormData(["arbeitgeber": "A & B", "vorgang": vorgang.description])
        let fehler = Formularfehler(
            "beginn", grund: "liegt vor dem Einzug", abhilfe: "Prüfen Sie den Einzug.")
        let formular = Formular(
            Beispielformular.felder, erneut: form, fehler: fehler, facts: RequestFacts())
        #expect(formular.vorgang == vorgang.description)
        #expect(formular.feld["arbeitgeber"]?.wert == "A & B")
        #expect(formular.feld["beginn"]?.fehler == "Liegt vor dem Einzug. Prüfen Sie den Einzug.")
        #expect(formular.fehler?.zeilen[0].ziel == "#feld-beginn")
        #expect(formular.mitDatei)
    }
}

@Suite("FormData: liest, was Browser senden, und nicht mehr")
struct FormDataTests {
    private func multipart(_ text: String, grenze: String = "g") throws -> FormData {
        let body = ByteBuffer(string: text.replacing("\n", with: "\r\n"))
        let typ = "multipart/form-data; boundary=\(grenze)"
        return try #require(try FormData(contentType: typ, body: body))
    }

    @Test("urlencoded mit Umlauten, Pluszeichen, mehreren Werten")
    func urlencoded() throws {
        let form = try FormData(
            urlencoded: ByteBuffer(string: "a=%C3%A4+b&c=1&c=2&leer=&d=x%0D%0Ay&e"))
        #expect(form["a"] == "ä b")
        #expect(form.all("c") == ["1", "2"])
        #expect(form["leer"] == "" && form["e"] == "" && form["f"] == nil)
        #expect(form["d"] == "x\ny")
    }

    @Test("Was falsch kodiert ist, wird abgelehnt", arguments: ["a=%C3", "a=%zz", "a=%4"])
    func kaputt(text: String) {
        #expect(throws: Fehlerbild.self) { try FormData(urlencoded: ByteBuffer(string: text)) }
    }

    @Test("multipart mit Feldern und einer Datei; ihr Name verliert den Pfad")
    func datei() throws {
        let form = try multipart("""
            --g
            Content-Disposition: form-data; name="csrf"

            tok
            --g
            Content-Disposition: form-data; name="f"; filename="C:\\Akten\\Müller.pdf"
            Content-Type: application/pdf

            %PDF
            -g
            --g
            Content-Disposition: form-data; name="leer"; filename=""
            Content-Type: application/octet-stream


            --g--
            """)
        #expect(form["csrf"] == "tok")
        let datei = try #require(form.file("f"))
        #expect(datei.name == "Müller.pdf" && datei.contentType == "application/pdf")
        #expect(String(buffer: datei.content) == "%PDF\r\n-g")
        #expect(form.file("leer") == nil)
    }

    @Test("Unvollständiges multipart wird abgelehnt", arguments: [
        "", "--g\n", "--g\nContent-Disposition: form-data; name=\"a\"\n\nohne Ende",
        "--x\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x--",
        "--g\nContent-Disposition: form-data\n\nb\n--g--",
    ])
    func unvollstaendig(text: String) {
        #expect(throws: Fehlerbild.self) { _ = try multipart(text) }
    }

    @Test("Zu viele Teile und zu lange Felder werden abgelehnt")
    func grenzen() {
        var eng = FormData.Limits()
        eng.fields = 1
        eng.fieldBytes = 4
        for text in ["a=1&b=2", "a=12345"] {
            #expect(throws: Fehlerbild.self, "\(text)") {
                try FormData(urlencoded: ByteBuffer(string: text), limits: eng)
            }
        }
    }
}
