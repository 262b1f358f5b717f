import Foundation
import Grundwerte
import Kreis
import Testing
import Uebergabe

private let heute = Monat(2026, 11).ersterTag.plus(tage: 22)

private func kopf(
    msgId: String = "M2026095", pmtInfId: String = "M2026095-1",
    ausfuehrung: Kalendertag = heute.plus(tage: 1),
    auftraggeber: String = "Kreis Hohenmark",
    iban: String = "DE66401545300051027463", bic: String? = nil
) throws -> Zahlungsdatei.Kopf {
    Zahlungsdatei.Kopf(
        msgId: msgId, pmtInfId: pmtInfId, erstelltAm: Date(timeIntervalSince1970: 1_795_505_405),
        ausfuehrungstag: ausfuehrung, auftraggeber: auftraggeber, iban: try IBAN(iban), bic: bic)
}

private func posten(
    _ kennung: String = "Z2026-000001", betrag: Geld = Geld(cent: 45_001),
    name: String = "Aylin Beispiel",
    iban: String = "DE07370400440000001001", code: String? = "SSBE",
    zweck: String = "Leistung 12/2026"
) throws -> Zahlungsdatei.Posten {
    Zahlungsdatei.Posten(endToEndId: kennung, betrag: betrag, empfaenger: name,
        iban: try IBAN(iban),
                         purposeCode: code, verwendungszweck: zweck)
}

private func datei(
    _ kopf: Zahlungsdatei.Kopf, _ posten: [Zahlungsdatei.Posten]
) throws -> Zahlungsdatei {
    try Zahlungsdatei(
        kopf: kopf, posten: posten,
        erwartet: .init(anzahl: posten.count, summe: posten.map(\.betrag).summe()), heute: heute)
}

@Suite("Überweisungsdatei pain.001.001.09 im Profil der Deutschen Kreditwirtschaft")
struct ZahlungsdateiTests {
    @Test("Eine Datei mit zwei Zahlungen, Byte für Byte")
    func bytes() throws {
        let datei = try datei(kopf(), [
            posten(), posten(
                "Z2026-000002", betrag: 1, name: "Müller & Söhne", code: nil, zweck: "Miete"),
        ])
        let zahlungen = """
            <CdtTrfTxInf><PmtId><EndToEndId>Z2026-000001</EndToEndId></PmtId><Amt>\
            <InstdAmt Ccy="EUR">450.01</InstdAmt></Amt><Cdtr><Nm>Aylin Beispiel</Nm></Cdtr>\
            <CdtrAcct><Id>\
            <IBAN>DE07370400440000001001</IBAN></Id></CdtrAcct><Purp><Cd>SSBE</Cd></Purp><RmtInf>\
            <Ustrd>Leistung 12/2026</Ustrd></RmtInf></CdtTrfTxInf>
            <CdtTrfTxInf><PmtId><EndToEndId>Z2026-000002</EndToEndId></PmtId><Amt>\
            <InstdAmt Ccy="EUR">1.00</InstdAmt></Amt><Cdtr><Nm>Müller &amp; Söhne</Nm></Cdtr>\
            <CdtrAcct><Id><IBAN>DE07370400440000001001</IBAN></Id></CdtrAcct>\
            <RmtInf><Ustrd>Miete</Ustrd></RmtInf></CdtTrfTxInf>
            """
        #expect(String(decoding: datei.bytes(), as: UTF8.self) == """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
            <CstmrCdtTrfInitn>
            <GrpHdr><MsgId>M2026095</MsgId><CreDtTm>2026-11-24T08:30:05</CreDtTm>\
            <NbOfTxs>2</NbOfTxs><CtrlSum>451.01</CtrlSum>\
            <InitgPty><Nm>Kreis Hohenmark</Nm></InitgPty></GrpHdr>
            <PmtInf><PmtInfId>M2026095-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>\
            <NbOfTxs>2</NbOfTxs><CtrlSum>451.01</CtrlSum>\
            <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>\
            <ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>Kreis Hohenmark</Nm></Dbtr>\
            <DbtrAcct><Id><IBAN>DE66401545300051027463</IBAN></Id></DbtrAcct>\
            <DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>\
            <ChrgBr>SLEV</ChrgBr>
            \(zahlungen)
            </PmtInf>
            </CstmrCdtTrfInitn>
            </Document>

            """)
    }

    @Test("Mit BIC steht er anstelle von NOTPROVIDED")
    func bic() throws {
        let text = String(decoding: try datei(
            kopf(bic: "WELADE3WXXX"), [posten()]).bytes(), as: UTF8.self)
        #expect(text.contains("<FinInstnId><BICFI>WELADE3WXXX</BICFI></FinInstnId>"))
        #expect(!text.contains("NOTPROVIDED"))
    }

    @Test("In Stücken geschrieben ergeben sich dieselben Bytes")
    func strom() throws {
        let zahlungen = try (1...1000).map { try posten("Z\($0)") }
        let datei = try datei(kopf(), zahlungen)
        var stuecke: [[UInt8]] = []
        datei.schreiben { stuecke.append($0) }
        #expect(stuecke.count > 4)
        #expect(stuecke.allSatisfy { $0.count < 70_000 })
        #expect(Array(stuecke.joined()) == datei.bytes())
    }

    @Test("Die höchste und die niedrigste Zahlung gehen")
    func grenzbetraege() throws {
        let text = String(decoding: try datei(kopf(), [
            posten(betrag: Geld(cent: 1)), posten("Z2", betrag: Geld(cent: 99_999_999_999)),
        ]).bytes(), as: UTF8.self)
        #expect(text.contains(">0.01<"))
        #expect(text.contains(">999999999.99<"))
        #expect(text.contains("<CtrlSum>1000000000.00</CtrlSum>"))
    }
}

@Suite("Regeln der Deutschen Kreditwirtschaft und eigene")
struct DKRegelnTests {
    private func regeln(_ kopf: Zahlungsdatei.Kopf, _ posten: [Zahlungsdatei.Posten],
                        _ werte: DKRegeln.Kontrollwerte? = nil) -> [DKRegeln.Regel] {
        let erwartet = werte ?? .init(
            anzahl: posten.count,
            summe: posten.map(\.betrag).filter { (1...99_999_999_999).contains($0.cent) }.summe())
        return DKRegeln.pruefen(
            kopf: kopf, posten: posten, erwartet: erwartet, heute: heute).map(\.regel)
    }

    @Test("Eine gute Datei verletzt keine Regel")
    func gut() throws {
        #expect(try regeln(kopf(bic: "WELADE3W"), [posten()]).isEmpty)
    }

    @Test("Ein leerer Lauf ergibt keine Datei")
    func leer() throws {
        #expect(try regeln(kopf(), []) == [.leererLauf])
        #expect(throws: DKRegeln.Verstoesse.self) { try datei(kopf(), []) }
    }

    @Test("Anzahl und Summe müssen die des Laufs sein, auf den Cent")
    func kontrollwerte() throws {
        #expect(try regeln(kopf(), [posten()], .init(anzahl: 2, summe: Geld(cent: 45_002))) == [
            .anzahl(1, erwartet: 2), .summe(Geld(cent: 45_001), erwartet: Geld(cent: 45_002)),
        ])
    }

    @Test("Beträge außerhalb von 0,01 bis 999.999.999,99 €", arguments: [
        0, -1, 100_000_000_000, Int64.max, Int64.min,
    ])
    func betraege(cent: Int64) throws {
        #expect(
            try regeln(kopf(), [posten(betrag: Geld(cent: cent))]) == [.betrag(Geld(cent: cent))])
    }

    @Test("Kennungen nach dem Muster, jede nur einmal")
    func kennungen() throws {
        #expect(try regeln(
            kopf(msgId: "A|B", pmtInfId: "/A"), [posten("Z//1"), posten("Z//1")]
        ) == [
            .msgId(.zeichen("|")), .pmtInfId(.schraegstrich), .endToEndId(.schraegstrich),
            .endToEndId(.schraegstrich), .endToEndIdDoppelt,
        ])
    }

    @Test("Mit Anschrift in Teilen und BIC geht ein Konto in der Schweiz, eines in der Türkei nie")
    func anschrift() throws {
        let bern = try Empfaengeranschrift(
            strasse: "Bahnhofplatz", hausnummer: "10A", plz: "3011", ort: "Bern", land: "ch",
            bic: "POFI CH BE")
        func posten(_ iban: String) throws -> Zahlungsdatei.Posten {
            Zahlungsdatei.Posten(
                endToEndId: "Z1", betrag: 1, empfaenger: "Muster AG", iban: try IBAN(iban),
                verwendungszweck: "Kundennummer 1", anschrift: bern)
        }
        let schweiz = try posten("CH9300762011623852957")
        #expect(try regeln(kopf(), [schweiz]) == [])
        #expect(try regeln(kopf(), [posten("TR330006100519786457841326")])
            == [.empfaengerkonto(land: "TR")])
        #expect(String(decoding: try datei(kopf(), [schweiz]).bytes(), as: UTF8.self).contains("""
            </Amt><CdtrAgt><FinInstnId><BICFI>POFICHBE</BICFI></FinInstnId></CdtrAgt><Cdtr>\
            <Nm>Muster AG</Nm><PstlAdr><StrtNm>Bahnhofplatz</StrtNm><BldgNb>10A</BldgNb>\
            <PstCd>3011</PstCd><TwnNm>Bern</TwnNm><Ctry>CH</Ctry></PstlAdr></Cdtr><CdtrAcct>
            """))
        // Im Wirtschaftsraum steht keine Anschrift in der Datei.
        #expect(!String(decoding: try datei(kopf(), [posten("DE07370400440000001001")]).bytes(),
                        as: UTF8.self).contains("PstlAdr"))
    }

    @Test("Eine Anschrift ist ganz und kurz genug", arguments: [
        ("", "1", "3011", "Bern", "CH", "POFICHBE", "strasse"),
        ("Weg", "", "3011", "Bern", "CH", "POFICHBE", "hausnummer"),
        ("Weg", "1", "", "Bern", "CH", "POFICHBE", "plz"),
        ("Weg", "1", "3011", String(repeating: "x", count: 36), "CH", "POFICHBE", "ort"),
        ("Weg", "1", "3011", "Bern", "C1", "POFICHBE", "land"),
        ("Weg", "1", "3011", "Bern", "CH", "POFI1HBE", "bic"),
        ("Weg", "1", "3011", "Bern", "CH", "POFICHB", "bic"),
    ])
    func anschriftFehlt(strasse: String, hausnummer: String, plz: String, ort: String,
                        land: String, bic: String, feld: String) {
        #expect { _ = try Empfaengeranschrift(strasse: strasse, hausnummer: hausnummer, plz: plz,
                                              ort: ort, land: land, bic: bic)
        } throws: { ($0 as? Empfaengeranschrift.Fehler)?.feld == feld }
    }

    @Test("""
        Kein Konto außerhalb des Europäischen Wirtschaftsraums, \
        denn dort wäre eine Anschrift nötig
        """)
    func land() throws {
        let schweiz = "CH9300762011623852957"
        #expect(try regeln(kopf(), [posten(iban: schweiz)]) == [.empfaengerkonto(land: "CH")])
        #expect(try regeln(kopf(iban: schweiz), [posten()]) == [.auftraggeberkonto(land: "CH")])
    }

    @Test("Namen und Verwendungszwecke: nicht leer, nicht zu lang, nur erlaubte Zeichen")
    func texte() throws {
        #expect(try regeln(kopf(auftraggeber: " "), [
            posten("Z1", name: "  ", zweck: " "),
            posten("Z2", name: String(repeating: "ü", count: 71),
            zweck: String(repeating: "x", count: 141)),
            posten("Z3", name: "Łukasz", zweck: "a<b"), posten("Z4", name: "A|B", zweck: "a\u{0}"),
            posten("Z5", name: String(repeating: "ü", count: 70),
            zweck: String(repeating: "ß", count: 140)),
        ]) == [
            .auftraggeber(.leer), .empfaenger(.leer), .verwendungszweck(.leer),
            .empfaenger(.laenge(71, erlaubt: 70)), .verwendungszweck(.laenge(141, erlaubt: 140)),
            .empfaenger(.zeichen("Ł")), .verwendungszweck(.zeichen("<")),
            .empfaenger(.zeichen("|")),
            .verwendungszweck(.zeichen("\u{0}")),
        ])
    }

    @Test("BIC und Purpose haben ihre Form",
          arguments: ["WELA", "welade3w", "WELADE3WXXXX", "WEL4DE3 "])
    func codes(bic: String) throws {
        #expect(try regeln(kopf(bic: bic), [posten(code: "ssbe")]) == [.bic, .purposeCode])
    }

    @Test("Der Ausführungstag ist ein Banktag, nicht vorbei und höchstens 15 Kalendertage voraus")
    func ausfuehrungstag() throws {
        let tage = [(0, []), (8, []), (15, []), (16, [16]), (-3, [-3])]
        for (versatz, verletzt) in tage {
            let tag = heute.plus(tage: versatz)
            let erwartet: [DKRegeln.Regel] = verletzt.map {
                $0 < 0 ? .ausfuehrungVergangen(tag) : .ausfuehrungZuFern(tag, tage: $0)
            }
            #expect(try regeln(kopf(ausfuehrung: tag), [posten()]) == erwartet)
        }
        let samstag = heute.plus(tage: 5)
        #expect(try regeln(kopf(ausfuehrung: samstag), [posten()]) == [.keinBanktag(samstag)])
    }

    @Test("Die Meldung nennt Zahlung, Feld, Grund und Abhilfe, aber keinen Namen")
    func meldung() throws {
        let verstoesse = DKRegeln.pruefen(
            kopf: try kopf(ausfuehrung: heute.plus(tage: 5)),
            posten: [try posten(name: "Łukasz Geheim")],
            erwartet: .init(anzahl: 1, summe: Geld(cent: 45_001)), heute: heute)
        #expect(verstoesse.map(\.satz) == [
            "Ausführungstag: Am 28.11.2026 (Samstag) führen die Banken nichts aus. Nehmen Sie den "
                + "27.11.2026.",
            "Zahlung 1 (Z2026-000001): Name des Empfängers: Das Zeichen U+141 nehmen Banken "
                + "nicht an.",
        ])
    }
}
