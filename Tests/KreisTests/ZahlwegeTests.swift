import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Zahlwege neben der Überweisung")
struct ZahlwegeTests {
    @Test("Eine Eilüberweisung wartet auf keinen Lauftag und trägt INST")
    func eilig() async throws {
        // Ein Samstag.
        let samstag = Kassenwelt.heute.plus(tage: 4)
        let welt = try await Kassenwelt.neu(am: samstag)
        let id = try await welt.auftrag("E-1", 100, zahlweg: .eilueberweisung, faellig: samstag)
        let wartend = try await welt.kasse { try Kassentag.eilige(in: $0) }
        #expect(wartend.map(\.zahlweg) == [.eilueberweisung])
        let lauf = try await welt.erstellterLauf(.eilueberweisung, am: samstag)
        #expect(lauf.zustand == .dateiErzeugt)
        let datei = try await welt.kasse { try Zahllauf.dateiAnsehen(lauf.id, in: $0) }
        let text = String(decoding: datei.bytes, as: UTF8.self)
        #expect(text.contains("<SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>INST</Cd></LclInstrm>"))
        #expect(text.contains("<Dt>\(samstag)</Dt>"))
        #expect(try await welt.zustand(id) == .imLauf)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Zahllauf.anlegen(.ueberweisung, ausfuehrung: samstag, in: $0)
            }
        }
    }

    /// Eine freigegebene Liste mit zwei Auszahlungen.
    private func barwelt() async throws -> (Kassenwelt, Zahllauf, [Zahlungsauftrag.ID]) {
        let welt = try await Kassenwelt.neu()
        let ids = [try await welt.auftrag("A-1", 100, zahlweg: .bar),
                   try await welt.auftrag("A-2", Geld(cent: 5_050), zahlweg: .bar, name: "Mo; Ali")]
        let lauf = try await welt.erstellterLauf(.bar)
        try await welt.freigeben(lauf)
        try await welt.kasse { try Zahllauf.anKasseGeben(lauf.id, in: $0) }
        return (welt, lauf, ids)
    }

    @Test("Bar: Die Liste nennt Anzahl und Summe; gezahlt ist, was quittiert ist, und wird gebucht")
    func bar() async throws {
        let (welt, lauf, ids) = try await barwelt()
        let datei = try await welt.kasse { try Zahllauf.dateiAnsehen(lauf.id, in: $0) }
        #expect(datei.name.hasSuffix(".csv"))
        let zeilen = String(decoding: datei.bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(zeilen[0] == "\u{FEFF}Barauszahlungsliste;\(lauf.msgId);Anzahl;2;Summe;150,50")
        #expect(zeilen[3] == "1;A-2;Stadt Ahaus;\"Mo; Ali\";50,50;Leistung November 2026")
        #expect(try await welt.zustand(ids[0]) == .uebergeben)
        let erste = try await welt.kasse {
            try Barauszahlung.auszahlen(ids[0], art: .bar, empfaenger: "Yusuf Rahmani",
                                        ausweis: "Aufenthaltsgestattung", in: $0)
        }
        #expect(erste.beleg == "Q-2026-00001")
        let zweite = try await welt.kasse {
            try Barauszahlung.auszahlen(ids[1], art: .scheck, scheck: "4711", empfaenger: "Mo Ali",
                                        ausweis: "Reisepass", in: $0)
        }
        #expect(zweite.beleg == "S-4711")
        #expect(try await welt.zustand(ids[0]) == .gezahlt)
        #expect(try await welt.saldo(.barkasse) == Geld(cent: -15_050))
        #expect(try await welt.saldo(.forderung, welt.ahaus) == Geld(cent: 15_050))
        #expect(try await welt.rueckmeldungen(ids[0]).zustaende.last == "gezahlt")
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == .gebucht)
        #expect(try await welt.befunde() == [])
    }

    @Test("Bar: zweimal auszahlen, ohne Liste oder denselben Scheck noch einmal geht nicht")
    func barEinmal() async throws {
        let (welt, _, ids) = try await barwelt()
        let ohneListe = try await welt.auftrag("A-9", 10, zahlweg: .bar)
        @Sendable func zahle(_ id: Zahlungsauftrag.ID) async throws {
            try await welt.kasse {
                _ = try Barauszahlung.auszahlen(id, art: .scheck, scheck: "1", empfaenger: "X",
                                                ausweis: "Pass", in: $0)
            }
        }
        try await zahle(ids[0])
        for id in [ids[0], ids[1], ohneListe] {
            await #expect(throws: Hindernis.self) { try await zahle(id) }
        }
        #expect(try await welt.saldo(.barkasse) == -100)
        // Auch am Programm vorbei zahlt die Kasse nichts aus, was auf keiner Liste steht.
        await #expect { try await welt.kasse {
            try $0.execute("""
                INSERT INTO barauszahlung (auftrag_id, art, beleg, empfaenger, ausweis, tag, von)
                VALUES (\(ohneListe), 'bar', 'Q-1', 'X', 'Pass', \($0.heute), \(UUIDv7()))
                """)
        } } throws: { ($0 as? PostgresError)?.constraint == "barauszahlung_liste" }
        await #expect { try await welt.kasse {
            try $0.execute("UPDATE zahlungsauftrag SET zustand = 'gezahlt' WHERE id = \(ids[1])")
        } } throws: { ($0 as? PostgresError)?.constraint == "zahlungsauftrag_nur_aus_umsatz" }
    }

    @Test("Bar: Was niemand abholt, erfährt die Kommune; die Kasse bleibt unberührt")
    func verfallen() async throws {
        let (welt, _, ids) = try await barwelt()
        try await welt.kasse {
            try Barauszahlung.verfallen(ids[0], grund: "Drei Wochen nicht gekommen", in: $0)
        }
        let antwort = try await welt.rueckmeldungen(ids[0])
        #expect(antwort.zustaende.last == "bank_abgelehnt")
        #expect(antwort.grund == "NICHTABGEHOLT: Drei Wochen nicht gekommen")
        #expect(Rueckgabegrund(code: antwort.grund).satz
            == "Das Geld wurde an der Kreiskasse nicht abgeholt. „Drei Wochen nicht gekommen“")
        #expect(try await welt.saldo(.barkasse) == 0)
        let rest = try await welt.kasse { try Barauszahlung.offene(in: $0).map(\.auftrag) }
        #expect(rest == [ids[1]])
    }

    @Test("Bargeld, das die Bank auszahlt, füllt die Barkasse")
    func auffuellen() async throws {
        let welt = try await Kassenwelt.neu()
        var auszug = Testauszug()
        auszug.belastung("BARABHEBUNG", 500)
        try await welt.einlesen(auszug)
        let umsatz = try #require(try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }.first)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .barkasse, grund: "Beleg 12", in: $0)
        }
        #expect(try await welt.saldo(.barkasse) == 500)
        #expect(try await welt.saldo(.ungeklaert) == 0)
        #expect(try await welt.befunde() == [])
    }

    @Test("Einen Empfänger für alle erfasst eine Person und gibt eine andere frei (B-3.4)")
    func empfaenger() async throws {
        let welt = try await Kassenwelt.neu()
        let erste = try await welt.verbund.akteur("fachadministration"),
            zweite = try await welt.verbund.akteur("fachadministration")
        func verwaltung<R: Sendable>(
            _ wer: Akteur, _ tun: @escaping @Sendable (KreisSession) throws -> R
        ) async throws -> R { try await welt.verbund.write(.verwaltung, als: wer, tun) }
        func geltende() async throws -> [String] {
            try await welt.verbund.read(welt.ahaus, als: welt.anordnung) {
                try Zahlungsempfaenger.geltende(in: $0)
            }.map(\.name)
        }
        let id = try await verwaltung(erste) {
            try Empfaengereintrag.erfassen(name: "Stadtwerke Łódź",
                                           iban: IBAN(Kassenwelt.empfaenger),
                                           zeichen: "Kundennummer", in: $0)
        }
        #expect(try await geltende() == [])
        await #expect(throws: Hindernis.self) {
            try await verwaltung(erste) { try Empfaengereintrag.freigeben(id, in: $0) }
        }
        try await verwaltung(zweite) { try Empfaengereintrag.freigeben(id, in: $0) }
        #expect(try await geltende() == ["Stadtwerke Lodz"])
        await #expect(throws: Hindernis.self) {
            try await verwaltung(erste) {
                try Empfaengereintrag.erfassen(name: "Andere", iban: IBAN(Kassenwelt.empfaenger),
                                               zeichen: "Nr.", in: $0)
            }
        }
        await #expect { try await verwaltung(zweite) {
            try $0.execute("UPDATE zahlungsempfaenger SET iban = 'DE89370400440532013000'")
        } } throws: { ($0 as? PostgresError)?.constraint == "nur_aendern" }
        try await verwaltung(erste) { try Empfaengereintrag.beenden(id, in: $0) }
        #expect(try await geltende() == [])
        // Ein Konto in der Schweiz braucht Anschrift und BIC; der Auftrag trägt sie in die Datei.
        let schweiz = "CH9300762011623852957"
        await #expect { try await verwaltung(erste) {
            try Empfaengereintrag.erfassen(name: "Muster AG", iban: IBAN(schweiz), zeichen: "Nr.",
                                           in: $0)
        } } throws: { ($0 as? Hindernis)?.feld == "strasse" }
        let bern = try Empfaengeranschrift(strasse: "Bahnhofplatz", hausnummer: "10A", plz: "3011",
                                           ort: "Bern", land: "CH", bic: "POFICHBEXXX")
        let muster = try await verwaltung(erste) {
            try Empfaengereintrag.erfassen(name: "Muster AG", iban: IBAN(schweiz), zeichen: "Nr.",
                                           anschrift: bern, in: $0)
        }
        try await verwaltung(zweite) { try Empfaengereintrag.freigeben(muster, in: $0) }
        try await welt.auftrag("S-1", 20, iban: schweiz, name: "Muster AG")
        let lauf = try await welt.erstellterLauf()
        #expect(lauf.anzahl == 1 && lauf.ausgelassen == 0)
        let datei = try await welt.kasse { try Zahllauf.dateiAnsehen(lauf.id, in: $0) }
        #expect(String(decoding: datei.bytes, as: UTF8.self).contains("<TwnNm>Bern</TwnNm>"))
    }
}
