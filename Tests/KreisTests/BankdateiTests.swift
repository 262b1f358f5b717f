import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Ein Kontoauszug")
struct BankdateiTests {
    @Test("macht aus der Sammelbelastung gezahlte Zahlungen und gebuchte Forderungen")
    func sammler() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100),
            b = try await welt.auftrag("B-1", 50, mandant: welt.borken)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 150)
        let auszuege = try await welt.einlesen(auszug)
        #expect(auszuege.map(\.befund) == [""])
        #expect(auszuege.map(\.ungeklaert) == [0])
        #expect(try await welt.zustand(a) == .gezahlt)
        #expect(try await welt.zustand(b) == .gezahlt)
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == .gebucht)
        #expect(try await welt.saldo(.bank) == -150)
        #expect(try await welt.saldo(.schwebe) == 0)
        #expect(try await welt.saldo(.forderung, welt.ahaus) == 100)
        #expect(try await welt.saldo(.forderung, welt.borken) == 50)
        #expect(try await welt.befunde() == [])
    }

    @Test("zweimal eingelesen wird abgelehnt, auch unter anderen Bytes")
    func zweimal() async throws {
        let welt = try await Kassenwelt.neu()
        let auszug = Testauszug()
        try await welt.einlesen(auszug)
        await #expect { try await welt.einlesen(auszug) } throws: {
            ($0 as? Hindernis)?.grund.contains("schon eingelesen am 2") == true
        }
        let leicht = auszug.bytes + [UInt8(ascii: "\n")]
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Bankdatei.einlesen(name: "b", bytes: leicht, in: $0) }
        }
        #expect(try await welt.kasse { try Auszug.liste(in: $0).anzahl } == 1)
    }

    @Test("mit fremdem Konto, abgeschnitten oder von anderer Art lässt keine Spur")
    func abgelehnt() async throws {
        let welt = try await Kassenwelt.neu()
        var fremd = Testauszug()
        fremd.konto = Kassenwelt.empfaenger
        let schlecht = [fremd.bytes, Array(Testauszug().bytes.dropLast(40)),
                        Array("Guten Tag".utf8), []]
        for bytes in schlecht {
            await #expect(throws: Hindernis.self) {
                try await welt.kasse { try Bankdatei.einlesen(name: "x", bytes: bytes, in: $0) }
            }
        }
        #expect(try await welt.kasse { try Auszug.liste(in: $0).anzahl } == 0)
    }

    @Test("mit einer fehlenden Zahlung zahlt nur die genannten; die fehlende bleibt sichtbar")
    func eineFehlt() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100), fehlt = try await welt.auftrag("A-2", 50)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100, einzeln: [("A-1", 100), ("X-9", 5)])
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(a) == .gezahlt)
        #expect(try await welt.zustand(fehlt) == .uebergeben)
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == .uebergeben)
        #expect(try await welt.befunde() == [])
    }

    @Test("ohne Einzelheiten und mit falschem Betrag zahlt nichts, bis ein Mensch sagt, was fehlt")
    func falscherBetrag() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100), fehlt = try await welt.auftrag("A-2", 50)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(a) == .uebergeben)
        #expect(try await welt.saldo(.schwebe) == 100)
        let offen = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        let umsatz = try #require(offen.first)
        #expect(umsatz.hinweis.contains(lauf.nummer))
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .sammler(ausser: [a]),
                                       grund: "Probe", in: $0)
            }
        }
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .sammler(ausser: [fehlt]),
                                   grund: "Laut Bank abgelehnt", in: $0)
        }
        #expect(try await welt.zustand(a) == .gezahlt)
        #expect(try await welt.saldo(.schwebe) == 0)
        #expect(try await welt.befunde() == [])
    }

    @Test("bucht Rückgaben mit EndToEndId, auch vor der Belastung, und keine zweimal")
    func rueckgaben() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100), b = try await welt.auftrag("A-2", 50)
        let lauf = try await welt.uebergebenerLauf()
        var erster = Testauszug()
        erster.rueckgabe("A-1", 100)
        try await welt.einlesen(erster)
        #expect(try await welt.zustand(a) == .uebergeben)
        var zweiter = Testauszug(nummer: 2, anfang: erster.schluss)
        zweiter.sammler(lauf.msgId, 150)
        try await welt.einlesen(zweiter)
        #expect(try await welt.zustand(a) == .rueckgelaufen)
        #expect(try await welt.zustand(b) == .gezahlt)
        #expect(try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0).count } == 0)
        var dritter = Testauszug(nummer: 3, anfang: zweiter.schluss)
        dritter.rueckgabe("A-1", 100)
        try await welt.einlesen(dritter)
        let offene = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        #expect(offene.map(\.hinweis)
                == ["Diese Zahlung ist schon einmal zurückgekommen. Fragen Sie die Bank."])
        #expect(try await welt.saldo(.forderung) == 50)
        #expect(try await welt.saldo(.bank) == 50)
        #expect(try await welt.befunde() == [])
    }

    @Test("rät bei einer Rückgabe ohne EndToEndId nicht, sondern schlägt vor")
    func rueckgabeOhneKennung() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        auszug.rueckgabe(nil, 100, konto: Kassenwelt.empfaenger)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(a) == .gezahlt)
        let umsatz = try #require(try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }.first)
        let vorschlaege = try await welt.kasse { try umsatz.vorschlaege(in: $0) }
        #expect(vorschlaege.map(\.auftrag) == [a])
        #expect(vorschlaege.map(\.passtGut) == [true])
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .ruecklauf(a), grund: "Konto stimmt", in: $0)
        }
        #expect(try await welt.zustand(a) == .rueckgelaufen)
        #expect(try await welt.saldo(.ungeklaert) == 0)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .ruecklauf(a), grund: "Nochmals", in: $0)
            }
        }
        #expect(try await welt.befunde() == [])
    }

    @Test("stellt Unbekanntes auf Ungeklärt, damit die Bank immer dem Auszug gleicht")
    func unbekannt() async throws {
        let welt = try await Kassenwelt.neu()
        var auszug = Testauszug()
        auszug.gutschrift("Spende", 12)
        auszug.belastung("FREMD-1", 3)
        try await welt.einlesen(auszug)
        #expect(try await welt.saldo(.bank) == 9)
        #expect(try await welt.saldo(.ungeklaert) == -9)
        for umsatz in try await welt.kasse({ try Bankumsatz.ungeklaerte(in: $0) }) {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .durchlaufend, grund: "Fremdes Geld", in: $0)
            }
        }
        #expect(try await welt.saldo(.ungeklaert) == 0)
        #expect(try await welt.saldo(.durchlaufend) == -9)
        #expect(try await welt.befunde() == [])
    }

    @Test("zählt nur, was gebucht ist, und nennt Lücken und Sprünge")
    func vorgemerktUndLuecke() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100)
        _ = try await welt.uebergebenerLauf()
        var erster = Testauszug()
        erster.belastung("A-1", 100, status: "PDNG")
        try await welt.einlesen(erster)
        #expect(try await welt.zustand(a) == .uebergeben)
        var dritter = Testauszug(nummer: 3, anfang: erster.schluss + 1)
        dritter.belastung("A-1", 100)
        let befund = try #require(try await welt.einlesen(dritter).first).befund
        #expect(befund.contains("Dazwischen fehlt mindestens einer."))
        #expect(befund.contains("Differenz"))
        #expect(try await welt.zustand(a) == .gezahlt)
    }

    @Test("vor der Entscheidung über eine unklare Übergabe wird danach von selbst zugeordnet")
    func belastungVorEntscheidung() async throws {
        let welt = try await Kassenwelt.neu()
        let a = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        try await welt.freigeben(lauf)
        let versuch = try await welt.kasse {
            try Zahllauf.uebergabeBeginnen(lauf.id, .ablage, in: $0).versuch
        }
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(a) == .imLauf)
        try await welt.kasse(als: welt.zweiteBuchhaltung) {
            try Zahllauf.uebergabeEntscheiden(lauf.id, versuch: versuch, beiDerBank: true,
                                              grund: "Ist belastet", in: $0)
        }
        #expect(try await welt.zustand(a) == .gezahlt)
        #expect(try await welt.befunde() == [])
    }
}
