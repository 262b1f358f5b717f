import Grundwerte
import Kreis
import Platform
import Testing
import Uebergabe

@Suite("Eine Rückgabe der Bank")
struct RueckgabeTests {
    private func gezahlt() async throws -> (Kassenwelt, Zahlungsauftrag.ID, Testauszug) {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        return (welt, id, auszug)
    }

    @Test("über einen Teilbetrag ordnet nur ein Mensch zu; die Forderung sinkt um das, was kam")
    func teil() async throws {
        let (welt, id, erster) = try await gezahlt()
        var zweiter = Testauszug(nummer: 2, anfang: erster.schluss)
        zweiter.rueckgabe("A-1", Geld(cent: 8_850))
        try await welt.einlesen(zweiter)
        #expect(try await welt.zustand(id) == .gezahlt)
        let umsatz = try #require(try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }.first)
        #expect(umsatz.hinweis.contains("nicht der gezahlte Betrag"))
        let vorschlag = try #require(try await welt.kasse { try umsatz.vorschlaege(in: $0) }.first)
        #expect(vorschlag.auftrag == id)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .ruecklauf(id), grund: "Entgelt 11,50", in: $0)
        }
        #expect(try await welt.zustand(id) == .rueckgelaufen)
        // Das Entgelt unterwegs trägt die Kommune: Sie schuldet, was nicht zurückkam.
        #expect(try await welt.saldo(.forderung, welt.ahaus) == Geld(cent: 1_150))
        #expect(try await welt.saldo(.ungeklaert) == 0)
        #expect(try await welt.rueckmeldungen(id).zustaende.suffix(2)
            == ["gezahlt", "rueckgelaufen"])
        #expect(try await welt.befunde() == [])
    }

    @Test("über mehr, als gezahlt wurde, nimmt auch ein Mensch nicht an")
    func zuViel() async throws {
        let (welt, id, erster) = try await gezahlt()
        var zweiter = Testauszug(nummer: 2, anfang: erster.schluss)
        zweiter.rueckgabe("A-1", 120)
        try await welt.einlesen(zweiter)
        let umsatz = try #require(try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }.first)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .ruecklauf(id), grund: "Probe", in: $0)
            }
        }
        #expect(try await welt.zustand(id) == .gezahlt)
    }

    @Test("zweimal, im selben Auszug oder später, mindert die Forderung einmal",
          arguments: [true, false])
    func zweimal(imSelben: Bool) async throws {
        let (welt, id, erster) = try await gezahlt()
        var zweiter = Testauszug(nummer: 2, anfang: erster.schluss)
        zweiter.rueckgabe("A-1", 100)
        if imSelben { zweiter.rueckgabe("A-1", 100) }
        try await welt.einlesen(zweiter)
        if !imSelben {
            var dritter = Testauszug(nummer: 3, anfang: zweiter.schluss)
            dritter.rueckgabe("A-1", 100)
            try await welt.einlesen(dritter)
        }
        #expect(try await welt.zustand(id) == .rueckgelaufen)
        #expect(try await welt.saldo(.forderung) == 0)
        let offene = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        #expect(offene.map(\.hinweis)
            == ["Diese Zahlung ist schon einmal zurückgekommen. Fragen Sie die Bank."])
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Bankumsatz.klaeren(offene[0].id, als: .ruecklauf(id), grund: "Probe", in: $0)
            }
        }
        #expect(try await welt.befunde() == [])
    }
}
