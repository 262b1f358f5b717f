import Foundation
import Grundwerte
import Uebergabe
@testable import Kreis
import Testing

private func bytes(_ name: String) throws -> [UInt8] {
    let ordner = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("Auszuege")
    return [UInt8](try Data(contentsOf: ordner.appendingPathComponent(name + ".xml")))
}

private func auszug(_ name: String) throws -> Kontoauszug {
    let datei = try Kontoauszugsdatei.lesen(bytes(name))
    #expect(datei.auszuege.count == 1)
    return try #require(datei.auszuege.first)
}

private let huelle =
    #"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>"#

private func fehler(_ text: String) -> Lesefehler? {
    do throws(Lesefehler) {
        _ = try Kontoauszugsdatei.lesen(Array(text.utf8))
        return nil
    } catch { return error }
}

@Suite("Kontoauszug camt.053")
struct KontoauszugTests {
    private let november24 = Monat(2026, 11).ersterTag.plus(tage: 23)

    @Test("Eine Sammelüberweisung ist ein Umsatz, auch ohne ihre Einzelheiten")
    func sammler() throws {
        let auszug = try auszug("sammler-ohne-einzelheiten")
        #expect(auszug.konto == "DE66401545300051027463")
        #expect(auszug.nummer == 231)
        #expect(auszug.tag == november24)
        #expect(auszug.anfangssaldo?.art == .voriger)
        #expect(auszug.befunde.isEmpty)
        let umsatz = try #require(auszug.umsaetze.first)
        #expect(umsatz.wirkung == Geld(cent: -86_667))
        #expect(umsatz.einzelheiten.isEmpty)
        #expect(umsatz.bankcode.geschaeftsvorfall == 191)
        // Die Auffüllung mit Leerzeichen gehört nicht zur Kennung.
        #expect(umsatz.sammler == [.init(msgId: "M2026095", pmtInfId: "M2026095-1", anzahl: 2,
                                         summe: Geld(cent: 86_667))])
    }

    @Test("Einzelne Belastungen in der Schreibweise .02 und .08; die Zeit zählt als Berliner Tag")
    func einzelbelastungen() throws {
        let auszug = try auszug("einzelbelastungen")
        #expect(auszug.anfangssaldo?.betrag == Geld(cent: -10_000))
        #expect(auszug.befunde.isEmpty)
        let einzelheiten = auszug.umsaetze.flatMap(\.einzelheiten)
        #expect(einzelheiten.map(\.endToEndId) == ["Z2026-000001", nil])
        #expect(einzelheiten.map(\.betrag) == [Geld(cent: 45_001), Geld(cent: 45_001)])
        #expect(einzelheiten.compactMap { $0.gegenpartei(eigenesKonto: auszug.konto)?.name }
            == ["Aylin Beispiel", "Noah Müller"])
        #expect(einzelheiten[0].empfaenger.bic == "COBADEFFXXX")
        #expect(einzelheiten[0].verwendungszweck == "Leistung 12/2026 Az. 50-17 & 50-18")
        #expect(auszug.umsaetze[0].buchungstag == november24)
        #expect(auszug.umsaetze[0].wertstellung == november24.plus(tage: -1))
        #expect(auszug.umsaetze.allSatisfy { $0.istGebucht })
    }

    @Test("Rückgaben mit und ohne EndToEndId, unter ICDT und RCDT, auch zum Teil")
    func rueckgaben() throws {
        let auszug = try auszug("rueckgaben")
        #expect(auszug.umsaetze.allSatisfy { $0.istRueckgabe })
        // RvslInd dreht die Richtung nicht noch einmal.
        #expect(auszug.umsaetze.map(\.wirkung.cent) == [45_001, 44_501])
        #expect(auszug.umsaetze.map(\.istStorno) == [false, true])
        let einzelheiten = auszug.umsaetze.flatMap(\.einzelheiten)
        #expect(einzelheiten.map(\.endToEndId) == ["Z2026-000001", nil])
        #expect(einzelheiten.map { $0.rueckgabe?.grund?.code } == ["AC04", "171"])
        #expect(einzelheiten[0].rueckgabe?.grund?.zusatz == "RUECKUEBERWEISUNG")
        #expect(einzelheiten[0].rueckgabe?.urspruenglich.unterfamilie == "ESCT")
        #expect(einzelheiten[1].auftragsbetrag == Geld(cent: 45_001))
        #expect(einzelheiten[1].gegenpartei(eigenesKonto: auszug.konto)?.name == "Aylin Beispiel")
    }

    @Test("Zwei gleiche Umsätze sind zwei; Vorgemerktes bewegt keinen Saldo")
    func gleiche() throws {
        let auszug = try auszug("gleiche-umsaetze")
        #expect(auszug.umsaetze.map(\.ordnung) == [1, 2, 3])
        #expect(Set(auszug.umsaetze.map(\.identitaet)).count == 3)
        #expect(auszug.umsaetze.map(\.istGebucht) == [true, true, false])
        #expect(auszug.umsaetze[0].bankreferenz == nil)
        #expect(auszug.bewegung == 9)
        #expect(auszug.differenz == nil)
    }

    @Test("Mehrere Auszüge in einer Datei, alte Schreibweise, Nullen vorn und hinten am Betrag")
    func zweiAuszuege() throws {
        let auszuege = try Kontoauszugsdatei.lesen(bytes("zwei-auszuege")).auszuege
        #expect(auszuege.map(\.nummer) == [232, 233])
        #expect(auszuege.map { $0.anfangssaldo?.betrag } == [100, Geld(cent: 10_450)])
        #expect(auszuege.map(\.bewegung) == [Geld(cent: 450), 0])
        #expect(auszuege.allSatisfy { $0.befunde.isEmpty })
    }

    @Test("Anzeigen ohne IBAN oder in fremder Währung werden gelesen und sagen, woran es liegt",
          arguments: [("anzeige-ohne-iban", "keine gültige IBAN"), ("anzeige-in-franken", "CHF")])
    func anzeigen(name: String, befund: String) throws {
        let auszug = try auszug(name)
        #expect(auszug.umsaetze.count == 1)
        #expect(auszug.befunde.contains { $0.satz.contains(befund) })
        #expect(auszug.umsaetze[0].istRueckgabe == (name == "anzeige-ohne-iban"))
    }

    @Test("Ein Auszug ohne Umsatz ist ein Auszug")
    func leer() throws {
        let auszug = try auszug("leer")
        #expect(auszug.umsaetze.isEmpty)
        #expect(auszug.befunde.isEmpty)
    }

    @Test("Stimmt der Schlusssaldo nicht, nennt ein Befund die Differenz")
    func differenz() throws {
        let auszug = try auszug("saldo-falsch")
        let differenz = try #require(auszug.differenz)
        #expect(differenz.betrag == Geld(cent: 50))
        #expect(auszug.befunde == [.saldo(differenz)])
        #expect(auszug.differenz(zumVorigen: 10) == nil)
        #expect(auszug.differenz(zumVorigen: 9)?.betrag == 1)
    }

    @Test("Derselbe Auszug ist wiederzuerkennen, ein anderer nicht")
    func identitaet() throws {
        #expect(try auszug("leer").identitaet == auszug("leer").identitaet)
        #expect(try auszug("leer").identitaet != auszug("saldo-falsch").identitaet)
    }

    @Test("DOCTYPE und Entitäten werden abgewiesen, bevor etwas gelesen wird")
    func bombe() throws {
        #expect(fehler(String(decoding: try bytes("bombe"), as: UTF8.self)) == .dokumenttyp)
        #expect(fehler("<!doctype x>" + huelle + "</BkToCstmrStmt></Document>") == .dokumenttyp)
    }

    @Test("Eine fremde Nachricht wird mit ihrem Namen abgewiesen")
    func fremd() throws {
        let pain = fehler(String(decoding: try bytes("fremde-wurzel"), as: UTF8.self))
        #expect(pain == .fremdeNachricht(
            "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10, CstmrPmtStsRpt"))
        #expect(fehler("<html><body/></html>") == .ohneNamensraum)
        #expect(fehler(huelle.replacing("BkToCstmrStmt", with: "BkToCstmrAcctRpt")
            + "</BkToCstmrAcctRpt></Document>") != nil)
        #expect(fehler(
            huelle.replacing(".001.08", with: ".001.99") + "</BkToCstmrStmt></Document>") != nil)
    }

    @Test("Eine abgeschnittene Datei gilt nicht, an welcher Stelle sie auch endet")
    func abgeschnitten() throws {
        let ganze = try bytes("rueckgaben")
        let ende = try #require(ganze.lastIndex(of: UInt8(ascii: "<")))
        for laenge in stride(from: 1, through: ende + 8, by: 37) {
            #expect(throws: Lesefehler.self) {
                try Kontoauszugsdatei.lesen(Array(ganze.prefix(laenge)))
            }
        }
        #expect(fehler(huelle + "<Stmt><Id>1</I") == .abgeschnitten)
        #expect(fehler(" \n") == .leer)
    }

    @Test("Ein zweites Wurzelelement, UTF-16 und andere Zeichensätze werden abgewiesen")
    func form() throws {
        let ganze = String(decoding: try bytes("leer"), as: UTF8.self)
        #expect(fehler(ganze + "<Document/>") != nil)
        #expect(fehler(ganze + "x</Document>") != nil)
        #expect(fehler(ganze + "\n") == nil)
        #expect(fehler(ganze.replacing("UTF-8", with: "ISO-8859-1")) == .keinUTF8)
        let utf16 = try #require(ganze.data(using: .utf16))
        #expect(throws: Lesefehler.keinUTF8) { try Kontoauszugsdatei.lesen([UInt8](utf16)) }
    }

    @Test("Tiefe, Textlänge und Größe sind begrenzt")
    func grenzen() throws {
        let tief = String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40)
        #expect(fehler(huelle + tief + "</BkToCstmrStmt></Document>") == .zuTief(zeile: 1))
        let lang = "<Id>" + String(repeating: "x", count: 10_001) + "</Id>"
        #expect(fehler(huelle + lang + "</BkToCstmrStmt></Document>") == .zuLang(zeile: 1))
        let viele = "<Stmt>" + String(repeating: "<a/>", count: 20_001) + "</Stmt>"
        #expect(fehler(huelle + viele + "</BkToCstmrStmt></Document>") == .zuLang(zeile: 1))
        let klein = Bankxmlleser.Grenzen(bytes: 1_000)
        #expect(throws: Lesefehler.zuGross(hoechstens: 1_000)) {
            try Kontoauszugsdatei.lesen(bytes("rueckgaben"), grenzen: klein)
        }
    }

    @Test("Beträge sind exakt: nicht gerundet, nicht in fremden Ziffern, nicht negativ",
          arguments: [
        ("4.501", false), ("4.5", true), ("0004.50000", true), ("-4.50", false),
        ("٤.٥٠", false), ("4,50", false),
        ("1e3", false), ("", false), ("4", true),
    ])
    func betraege(text: String, gilt: Bool) throws {
        let ganze = String(decoding: try bytes("saldo-falsch"), as: UTF8.self)
            .replacing(#"<Amt Ccy="EUR">4.50<"#, with: #"<Amt Ccy="EUR">\#(text)<"#)
        #expect((fehler(ganze) == nil) == gilt)
    }

    @Test("Fremde Währung wird gelesen und genannt, bewegt aber keinen Saldo in Euro")
    func fremdwaehrung() throws {
        let ganze = String(decoding: try bytes("leer"), as: UTF8.self)
        let franken = try #require(try Kontoauszugsdatei.lesen(Array(
            ganze.replacing("EUR", with: "CHF").utf8)).auszuege.first)
        #expect(franken.befunde == [.waehrung("CHF")])
        #expect(!franken.istEuro)
        let einer = String(decoding: try bytes("gleiche-umsaetze"), as: UTF8.self)
        let stelle = try #require(einer.range(of: #"<Ntry><Amt Ccy="EUR">"#)
            ?? einer.range(of: #"<Amt Ccy="EUR">4.50"#))
        let gemischt = try #require(try Kontoauszugsdatei.lesen(Array(
            einer.replacingCharacters(in: stelle, with: einer[stelle].replacing("EUR", with: "CHF"))
                .utf8)).auszuege.first)
        #expect(gemischt.befunde.contains(.waehrung("CHF")))
        #expect(gemischt.waehrung == "EUR" && !gemischt.istEuro)
    }

    @Test("Ein Konto ohne gültige IBAN wird gelesen und genannt")
    func keineIBAN() throws {
        let ganze = String(decoding: try bytes("leer"), as: UTF8.self)
        let iban = try auszug("leer").konto
        let ohne = try #require(try Kontoauszugsdatei.lesen(Array(
            ganze.replacing(iban, with: "DE1234567890").utf8)).auszuege.first)
        #expect(ohne.befunde.contains(.keineIBAN))
        #expect(ohne.iban == nil)
    }

    @Test("Ein Element aus fremdem Namensraum wird nicht für unseres gehalten")
    func namensraum() throws {
        let ganze = String(decoding: try bytes("saldo-falsch"), as: UTF8.self).replacing(
            "<AcctSvcrRef>NONREF</AcctSvcrRef>",
            with: #"<x:AcctSvcrRef xmlns:x="urn:x">FREMD</x:AcctSvcrRef>"#)
        let umsatz = try Kontoauszugsdatei.lesen(Array(ganze.utf8)).auszuege.first?.umsaetze.first
        #expect(umsatz?.bankreferenz == nil)
    }
}

@Suite("Rückgabegründe der Banken")
struct RueckgabegrundTests {
    @Test("Jeder Code hat seine Folge; ein unbekannter bleibt ein Hinweis", arguments: [
        ("AC01", Rueckgabegrund.Reaktion.kontoSperren), ("AC04", .kontoSperren),
        ("AC06", .kontoSperren),
        ("AG01", .kontoSperren), ("BE01", .kontoSperren), ("MD07", .personSperren),
        ("AM05", .alarm),
        ("RR04", .kreis), ("MS03", .hinweis), ("171", .hinweis),
    ])
    func reaktion(code: String, reaktion: Rueckgabegrund.Reaktion) {
        let grund = Rueckgabegrund(code: code)
        #expect(grund.reaktion == reaktion)
        #expect(!grund.erklaerung.isEmpty)
        #expect(grund.istBekannt == (code != "171"))
    }
}
