import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Was jemand beim Kreis auf die Rückforderung einer Kommune zahlt.
@Suite("B-5.4: Geld für die Forderung einer Kommune")
struct ForderungseingangTests {
    static let zeichen = "RAHA-2026-00007"

    private func welt() async throws -> Kassenwelt {
        let welt = try await Kassenwelt.neu()
        try await welt.verbund.write(welt.ahaus, als: welt.anordnung) {
            try Forderungseingang.anmelden(ForderungseingangTests.zeichen, in: $0)
        }
        return welt
    }

    private func gemeldet(_ mandant: Mandant, _ welt: Kassenwelt) async throws -> [String] {
        try await welt.verbund.read(mandant, als: welt.anordnung) { session in
            try session.all("""
                SELECT lfd, kassenzeichen, betrag_cent, tag FROM kreis.forderungseingaenge(0, 10)
                """, as: Forderungseingang.self)
        }.map { "\($0.lfd) \($0.kassenzeichen) \($0.betrag) \($0.tag.deutsch)" }
    }

    private func ungeklaert(_ welt: Kassenwelt) async throws -> [Bankumsatz.ID] {
        try await welt.kasse {
            try $0.scalars("SELECT id FROM umsatz WHERE zustand = 'ungeklaert' ORDER BY lfd",
                           as: Bankumsatz.ID.self)
        }
    }

    @Test("Das Kassenzeichen wird erkannt, wie auch immer es geschrieben ist", arguments: [
        ("RAHA-2026-00007", ["RAHA-2026-00007"]), ("raha 2026 7, Rate 3", ["RAHA-2026-00007"]),
        ("Rückzahlung RAHA202600007", ["RAHA-2026-00007"]),
        ("RAHA-2026-00007 und RHEE-2026-00001", ["RAHA-2026-00007", "RHEE-2026-00001"]),
        ("für AHA-2026-00007", []), ("XRAHA-2026-00007", []), ("RAHA-2026", []), ("", []),
    ])
    func erkannt(zweck: String, zeichen: [String]) {
        #expect(Forderungszeichen.genannte(in: zweck) == zeichen)
    }

    @Test("Der Eingang mindert die Erstattung der Kommune, und nur sie erfährt davon, einmal")
    func mindert() async throws {
        let welt = try await welt()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: ErstattungTests.zahltag)
        auszug.sammler(lauf.msgId, lauf.summe)
        auszug.gutschrift("Karim Nazari RAHA-2026-00007", 30)
        try await welt.einlesen(auszug)
        #expect(try await welt.saldo(.forderung, welt.ahaus) == 70)
        #expect(try await welt.saldo(.ungeklaert) == .null)
        #expect(try await gemeldet(welt.ahaus, welt)
            == ["1 RAHA-2026-00007 30,00 € \(ErstattungTests.zahltag.deutsch)"])
        #expect(try await gemeldet(welt.borken, welt) == [])

        let erstattung = try await welt.abrechnungsstelle { session in
            try Erstattung.laden(
                try #require(
                    try Erstattung.abschliessen(ErstattungTests.oktober, in: session).first),
                in: session)
        }
        #expect([erstattung.gezahlt, erstattung.ruecklauf, erstattung.rueckforderung,
                 erstattung.summe] == [100, 0, -30, 70])
        let csv = try await welt.abrechnungsstelle { try erstattung.nachweis(in: $0).csv }
        #expect(String(decoding: csv, as: UTF8.self).hasSuffix(
            "2;30.10.2026;RAHA-2026-00007;-30,00;Rückforderung\r\n"))
        let stand = try await welt.verbund.read(welt.ahaus, als: welt.anordnung) {
            try Erstattungsstand.alle(in: $0).first
        }
        #expect(stand?.rueckforderung == -30 && stand?.summe == 70)
        #expect(try await welt.befunde() == [])
    }

    @Test("Zwei Zeichen, ein unbekanntes oder eines, das zwei Kommunen führen, klärt ein Mensch")
    func klaerung() async throws {
        let welt = try await welt()
        var auszug = Testauszug()
        auszug.gutschrift("RAHA-2026-00007 RAHA-2026-00008", 10)
        auszug.gutschrift("RAHA-2026-00009", 20)
        try await welt.einlesen(auszug)
        let offen = try await ungeklaert(welt)
        #expect(offen.count == 2)
        try await welt.kasse { session in
            let zeichen = try Forderungszeichen.angemeldete(in: "raha 2026 7", session)
            try Bankumsatz.klaeren(offen[0], als: .rueckforderung(try #require(zeichen.first)),
                                   grund: "Anruf bei Frau Brink", in: session)
        }
        #expect(try await gemeldet(welt.ahaus, welt)
            == ["1 RAHA-2026-00007 10,00 € 24.11.2026"])
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            INSERT INTO kreis.forderungszeichen (mandant_id, kassenzeichen)
            VALUES (\(welt.borken.id), \(ForderungseingangTests.zeichen))
            """)
        var zweiter = Testauszug(nummer: 2, anfang: auszug.schluss)
        zweiter.gutschrift("RAHA-2026-00007", 5)
        try await welt.einlesen(zweiter)
        #expect(try await ungeklaert(welt).count == 2)
        #expect(try await welt.befunde() == [])
    }

    @Test("Nach dem Abschluss des Monats zählt der Eingang im nächsten")
    func abgeschlossen() async throws {
        let welt = try await welt()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: ErstattungTests.zahltag)
        auszug.sammler(lauf.msgId, lauf.summe)
        auszug.gutschrift("unleserlich", 30)
        try await welt.einlesen(auszug)
        try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        let umsatz = try #require(try await ungeklaert(welt).first)
        try await welt.kasse { session in
            let zeichen = try Forderungszeichen.angemeldete(in: "RAHA-2026-00007", session)
            try Bankumsatz.klaeren(umsatz, als: .rueckforderung(try #require(zeichen.first)),
                                   grund: "Rückfrage", in: session)
        }
        let november = try await welt.abrechnungsstelle {
            try Erstattung.vorschau(ErstattungTests.oktober.naechster, in: $0)
        }
        #expect(november.map(\.rueckforderung) == [-30] && november.map(\.summe) == [-30])
        #expect(try await welt.befunde() == [])
    }

    @Test("Keine Kommune meldet das Zeichen einer anderen an")
    func fremdes() async throws {
        let welt = try await Kassenwelt.neu()
        await #expect(throws: PostgresError.self) {
            try await welt.verbund.write(welt.borken, als: welt.anordnung) {
                try Forderungseingang.anmelden(ForderungseingangTests.zeichen, in: $0)
            }
        }
        var auszug = Testauszug()
        auszug.gutschrift(ForderungseingangTests.zeichen, 20)
        try await welt.einlesen(auszug)
        #expect(try await ungeklaert(welt).count == 1)
    }
}
