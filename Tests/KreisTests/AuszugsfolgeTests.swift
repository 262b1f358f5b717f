import Foundation
import Grundwerte
import Kreis
import Platform
import TestSupport
import Testing
import Uebergabe

/// Auszüge kommen doppelt, in falscher Reihenfolge, mit Lücken und über den Jahreswechsel.
@Suite("Die Folge der Kontoauszüge")
struct AuszugsfolgeTests {
    private static let silvester = Monat(2025, 12).letzterTag

    private func ersetzt(_ auszug: Testauszug, _ alt: String, _ neu: String) -> [UInt8] {
        Array(String(decoding: auszug.bytes, as: UTF8.self)
            .replacingOccurrences(of: alt, with: neu).utf8)
    }

    @Test("Die Anzeige des Tages und der Auszug nennen dasselbe Geld: Gebucht wird nur der Auszug",
          arguments: ["camt.052.001.08", "camt.054.001.08"])
    func anzeige(nachricht: String) async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        let (wurzel, teil) = nachricht.hasPrefix("camt.052")
            ? ("BkToCstmrAcctRpt", "Rpt") : ("BkToCstmrDbtCdtNtfctn", "Ntfctn")
        let anzeige = Array(String(decoding: auszug.bytes, as: UTF8.self)
            .replacingOccurrences(of: "BkToCstmrStmt", with: wurzel)
            .replacingOccurrences(of: "<Stmt>", with: "<\(teil)>")
            .replacingOccurrences(of: "</Stmt>", with: "</\(teil)>")
            .replacingOccurrences(of: auszug.nachricht, with: nachricht).utf8)
        await #expect { _ = try await welt.hochladen(anzeige) } throws: {
            ($0 as? Hindernis)?.abhilfe.contains("camt.053") == true
        }
        #expect(try await welt.zustand(id) == .uebergeben)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(id) == .gezahlt)
        #expect(try await welt.saldo(.bank) == -100)
    }

    @Test("Überschneiden sich zwei Auszüge, wird der zweite als Ganzes abgelehnt")
    func ueberschneidung() async throws {
        let welt = try await Kassenwelt.neu()
        var erster = Testauszug()
        erster.gutschrift("Spende", 12)
        try await welt.einlesen(erster)
        var zweiter = Testauszug(nummer: 2, anfang: erster.schluss)
        zweiter.gutschrift("Spende", 12)
        zweiter.gutschrift("Neu", 5)
        let bytes = ersetzt(zweiter, "R2-0", "R1-0")
        let datei = try await welt.hochladen(bytes)
        #expect(datei.zustand == .abgelehnt)
        #expect(datei.grund.contains("steht schon im Auszug"))
        #expect(try await welt.saldo(.bank) == 12)
        // Mit eigener Referenz sind es zwei gleiche Umsätze, und beide zählen.
        try await welt.einlesen(zweiter)
        #expect(try await welt.saldo(.bank) == 29)
        #expect(try await welt.befunde() == [])
    }

    @Test("In falscher Reihenfolge gelesen stehen beide mit ihrem Befund und jeder an seinem Tag")
    func reihenfolge() async throws {
        let welt = try await Kassenwelt.neu()
        let tag = Kassenwelt.heute
        var erster = Testauszug(tag: tag.plus(tage: -1))
        erster.gutschrift("gestern", 10)
        var zweiter = Testauszug(nummer: 2, tag: tag, anfang: erster.schluss)
        zweiter.gutschrift("heute", 20)
        #expect(try await welt.einlesen(zweiter).map(\.befund) == [""])
        let befund = try #require(try await welt.einlesen(erster).first).befund
        #expect(befund.contains("älter als der letzte eingelesene"))
        #expect(try await welt.saldo(.bank) == 30)
        #expect(try await welt.befunde() == [])
    }

    @Test("Mit dem Jahr darf die Zählung von vorn beginnen; fehlt einer, steht es da", arguments: [
        (1, ""), (4, ""), (2, "Die Folge der Nummern stimmt nicht"), (6, "Dazwischen fehlt"),
    ])
    func jahreswechsel(nummer: Int, befund: String) async throws {
        let welt = try await Kassenwelt.neu()
        var alt = Testauszug(nummer: 3, tag: Self.silvester)
        alt.gutschrift("Spende", 1)
        try await welt.einlesen(alt)
        let neu = Testauszug(nummer: nummer, tag: Self.silvester.plus(tage: 4), anfang: alt.schluss)
        let gelesen = try #require(try await welt.einlesen(neu).first)
        #expect(befund.isEmpty ? gelesen.befund.isEmpty : gelesen.befund.contains(befund))
    }

    @Test("Kommt ein ganzer Lauf in einer Sammelgutschrift zurück, ist am Ende nichts zu erstatten")
    func ganzerLauf() async throws {
        let welt = try await Kassenwelt.neu()
        let ids = [try await welt.auftrag("A-1", 100), try await welt.auftrag("A-2", 50),
                   try await welt.auftrag("B-1", 30, mandant: welt.borken)]
        let lauf = try await welt.uebergebenerLauf()
        var erster = Testauszug(tag: ErstattungTests.zahltag)
        erster.sammler(lauf.msgId, 180)
        try await welt.einlesen(erster)
        var zweiter = Testauszug(nummer: 2, tag: ErstattungTests.zahltag, anfang: erster.schluss)
        zweiter.sammelrueckgabe([("A-1", 100), ("A-2", 50), ("B-1", 30)])
        try await welt.einlesen(zweiter)
        for id in ids { #expect(try await welt.zustand(id) == .rueckgelaufen) }
        #expect(try await welt.saldo(.bank) == 0)
        #expect(try await welt.saldo(.forderung) == 0)
        try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        let alle = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        #expect(alle.map(\.summe) == [0, 0] && alle.map(\.gezahlt) == [150, 30])
        #expect(try await welt.befunde() == [])
    }

    @Test("Eine aus der Sicherung wiederhergestellte Kasse wiederholt keine Kennung der Datei")
    func sicherung() async throws {
        // Zweimal derselbe Stand: dieselbe Laufnummer, aber eine andere Datei.
        var laeufe: [Zahllauf] = []
        for _ in 1...2 {
            let welt = try await Kassenwelt.neu()
            try await welt.auftrag("A-1", 100)
            laeufe.append(try await welt.erstellterLauf())
        }
        #expect(laeufe[0].nummer == laeufe[1].nummer)
        #expect(laeufe[0].msgId != laeufe[1].msgId)
        #expect(laeufe.allSatisfy { $0.msgId.count <= 35 })
    }

    @Test("Derselbe Auftrag zweimal eingereicht ist einer; mit anderem Inhalt ist er keiner",
          arguments: [("DE02120300000000202051", "SSBE", true),
                      ("DE89370400440532013000", "SSBE", false),
                      ("DE02120300000000202051", "GOVT", false)])
    func nochmalsEingereicht(iban: String, code: String, gleich: Bool) async throws {
        let welt = try await Kassenwelt.neu()
        let id = Zahlungsauftrag.ID()
        func einreichen(_ iban: String, _ code: String) async throws {
            let auftrag = Zahlungsauftrag(
                id: id, zahlweg: .ueberweisung, endToEndId: "A-1", empfaenger: "Yusuf Rahmani",
                iban: try IBAN(iban), betrag: 100, verwendungszweck: "Leistung", zweckcode: code,
                faellig: Kassenwelt.heute)
            let erste = try #require(welt.feststellung.benutzer)
            let zweite = try #require(welt.anordnung.benutzer)
            try await welt.verbund.write(welt.ahaus, als: welt.anordnung) {
                try $0.execute(auftrag.einreichung(feststellung: erste, anordnung: zweite))
            }
        }
        try await einreichen(Kassenwelt.empfaenger, "SSBE")
        if gleich {
            try await einreichen(iban, code)
        } else {
            await #expect(throws: (any Error).self) { try await einreichen(iban, code) }
        }
        #expect(try await welt.erstellterLauf().anzahl == 1)
    }
}
