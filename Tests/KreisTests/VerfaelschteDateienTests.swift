import Foundation
import Fuzzing
import Grundwerte
@testable import Kreis
import Platform
import Testing

@Suite("Verfälschte Dateien der Bank und der Rechnungssteller: gelesen oder mit Grund abgewiesen")
struct VerfaelschteDateienTests {
    private static let auszuege: [[UInt8]] = {
        let ordner = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent("Auszuege")
        let dateien = (try? FileManager.default.contentsOfDirectory(
            at: ordner, includingPropertiesForKeys: nil)) ?? []
        return dateien.sorted { $0.path < $1.path }
            .compactMap { try? Data(contentsOf: $0) }.map { [UInt8]($0) }
    }()

    private static let worte = [
        "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#x110000;", "&lt;", "<![CDATA[", "]]>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "xmlns=\"\"", "xmlns:a=\"b\"", "<a:b>",
        "<NtryDtls><TxDtls>", "</Stmt>", "<Ntry/>", "9999999999999.99", "Ccy=\"EUR\"", "DBIT",
        "camt.054.001.02", "camt.052.001.08", "pain.002.001.03", "</Document>", "<!-- -- -->",
    ]

    @Test("Kontoauszüge: camt.052, .053, .054 (B-5.6)")
    func auszuege() {
        #expect(Self.auszuege.count > 10)
        let lauf = FuzzRun("camt", seeds: Self.auszuege, words: Self.worte)
        while let eingabe = lauf.next() {
            do throws(Lesefehler) {
                for auszug in try Kontoauszugsdatei.lesen(eingabe).auszuege {
                    _ = auszug.befunde.map { "\($0)" }
                }
            } catch {
                if error.grund.isEmpty { lauf.unexpected("ohne Grund") }
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    @Test("Statusberichte: pain.002 (B-5.6)")
    func statusberichte() {
        let lauf = FuzzRun("pain.002", seeds: Self.auszuege.filter {
            Bankdatei.Art(anfang: $0.prefix(500)) == .statusbericht
        }, words: Self.worte)
        while let eingabe = lauf.next() {
            do throws(Lesefehler) {
                _ = try Statusbericht.lesen(eingabe).sammler
            } catch {
                if error.grund.isEmpty { lauf.unexpected("ohne Grund") }
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    @Test("Einzelnachweise zu Sammelrechnungen")
    func einzelnachweise() throws {
        let heute = try #require(Kalendertag(2026, 11, 24))
        let zeilen = "\(Einzelnachweis.kopf)\nAhaus;2026/00017;Rahmani;Yusuf;07.03.1990;05.10.2026"
            + ";07.10.2026;Hausarzt;1.034,50\n"
        let lauf = FuzzRun("Einzelnachweis", seeds: [Array(zeilen.utf8), [0xEF, 0xBB, 0xBF]
            + Array(zeilen.replacing("\n", with: "\r\n").utf8)])
        while let eingabe = lauf.next() {
            do throws(Hindernis) {
                _ = try Einzelnachweis(csv: eingabe, heute: heute).summe
            } catch {
                if error.feld != "nachweis" { lauf.unexpected("ohne Feld") }
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
    }

    @Test("Ein Name, der kein UTF-8 ist, wird abgewiesen und beendet nicht den Prozess")
    func keinUTF8() {
        let anfang = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><A"
        for bytes in [Array(anfang.utf8) + [0xC3] + Array(">".utf8),
                      Array(anfang.utf8) + [0xFF, 0x3E]] {
            #expect(throws: Lesefehler.keinUTF8) { try Kontoauszugsdatei.lesen(bytes) }
        }
    }

    @Test("Eine Anweisung ohne Inhalt wird abgewiesen und beendet nicht den Prozess; eine mit stört nicht")
    func anweisung() {
        let anfang = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n"
        for leer in ["<?x?>", "<?xml?>", "<??>"] {
            #expect(throws: Lesefehler.leereAnweisung(zeile: 2), "\(leer)") {
                try Kontoauszugsdatei.lesen(Array("\(anfang)\(leer)</Document>".utf8))
            }
        }
        #expect(throws: Lesefehler.keinXML(zeile: 2)) {
            try Kontoauszugsdatei.lesen(Array("\(anfang)<?x y?>".utf8))
        }
    }

    @Test("Eine Datei voller Höchstbeträge läuft nicht über")
    func ueberlauf() {
        let einzeln = "<TxDtls><Amt Ccy=\"EUR\">9999999999999.99</Amt></TxDtls>"
        let text = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\
            <GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>\
            DE89370400440532013000</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">1.00</Amt>\
            <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls>\
            \(String(repeating: einzeln, count: 10_000))</NtryDtls></Ntry></Stmt></BkToCstmrStmt>\
            </Document>
            """
        #expect(throws: Lesefehler.self) { try Kontoauszugsdatei.lesen(Array(text.utf8)) }
    }
}
