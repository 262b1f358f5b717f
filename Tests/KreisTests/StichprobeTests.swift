import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Stichprobe einer Sammelrechnung (B-6.4)")
struct StichprobeTests {
    @Test("Gleiche Saat, gleiche Ziehung; nachgerechnet mit Python hashlib", arguments: [
        (saat: [UInt8](repeating: 0, count: 32), anzahl: 10, gezogen: [1, 9, 5]),
        (saat: [UInt8](0..<32), anzahl: 1_000, gezogen: [169, 882, 518, 700, 105]),
        (saat: [UInt8](repeating: 255, count: 32), anzahl: 1, gezogen: [1]),
    ])
    func ziehung(saat: [UInt8], anzahl: Int, gezogen: [Int]) {
        #expect(Stichprobe.ziehen(saat: saat, anzahl: anzahl, umfang: gezogen.count) == gezogen)
        let alle = Stichprobe.ziehen(saat: saat, anzahl: anzahl, umfang: anzahl)
        #expect(Array(alle.prefix(gezogen.count)) == gezogen)
        #expect(alle.sorted() == Array(1...anzahl))
        #expect(Stichprobe.ziehen(saat: saat, anzahl: 0, umfang: 5) == [])
    }

    @Test("Der Umfang folgt der Regel: 5 %, aufgerundet, von 10 bis 60", arguments: [
        (1, 1), (9, 9), (10, 10), (200, 10), (201, 11), (220, 11), (1_200, 60), (20_000, 60),
    ])
    func umfang(anzahl: Int, umfang: Int) {
        let regel = Stichprobenregel(gueltigAb: Monat(2020, 1).ersterTag, anteilPromille: 50,
                                     mindestens: 10, hoechstens: 60, grund: "Test")
        #expect(regel.umfang(von: anzahl) == umfang)
    }

    @Test("Die Datenbank gibt die Saat; gezogen ist, was aus ihr folgt, und jeder kann es prüfen")
    func gezogen() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.mitListe(240)
        let stichprobe = try #require(try await welt.tue { try Stichprobe.laden(id, in: $0) })
        #expect(stichprobe.anzahl == 240)
        #expect(stichprobe.umfang == 12)
        #expect(stichprobe.umfang == stichprobe.regel.umfang(von: 240))
        let posten = try await welt.gezogene(id).map(\.posten.lfd)
        let soll = Stichprobe.ziehen(saat: stichprobe.saat, anzahl: 240, umfang: 12)
        #expect(posten == soll.sorted())
        let andere = try await welt.erfasst("KV-2", 240)
        try await welt.einlesen(Abrechnungswelt.liste(240) + "\n", zu: andere)
        let zweite = try #require(try await welt.tue { try Stichprobe.laden(andere, in: $0) })
        #expect(zweite.saat != stichprobe.saat)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Die Prüfung der Bücher rechnet jede Ziehung nach")
    func nachgerechnet() async throws {
        let welt = try await Abrechnungswelt.neu()
        _ = try await welt.mitListe(40)
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("UPDATE kreis.stichprobe SET saat = sha256('x')")
        #expect(try await welt.kasse.befunde() == [
            "Die Stichprobe der Sammelrechnung SR-2026-0001 ist nicht die, die aus ihrer Saat "
                + "folgt.",
        ])
    }

    @Test("Niemand ändert Liste, Saat oder Auswahl, auch nicht unter der mächtigsten Anmeldung",
          arguments: [
              "UPDATE kreis.stichprobe SET saat = sha256('x')",
              "DELETE FROM kreis.stichprobe_position",
              "UPDATE kreis.sammelrechnung_position SET betrag_cent = 1",
              "TRUNCATE kreis.stichprobe_ergebnis",
              "DELETE FROM kreis.zustaendigkeitsfrage",
              "UPDATE kreis.zustaendigkeitsfrage SET lfd = 1",
              "UPDATE kreis.stichprobenregel SET hoechstens = 10",
              "DELETE FROM kreis.sammelrechnung_nachweis",
          ])
    func bleibt(sql: String) async throws {
        let welt = try await Abrechnungswelt.neu()
        _ = try await welt.mitListe(12)
        let server = try welt.kasse.verbund.superuser()
        defer { server.close() }
        #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
    }

    @Test("Gefragt wird je gezogenem Posten die genannte Kommune, jede nur nach ihren")
    func fragen() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.mitListe(10)
        for (mandant, rest) in [(welt.kasse.ahaus, 1), (welt.kasse.borken, 0)] {
            let akteur = try await welt.kasse.verbund.akteur("sachbearbeitung", mandant: mandant)
            let namen = try await welt.kasse.verbund.read(mandant, als: akteur) {
                try Zustaendigkeitsfrage.offene(in: $0).map(\.vorname)
            }
            #expect(Set(namen) == Set((1...10).filter { $0 % 2 == rest }.map { "Yusuf \($0)" }))
        }
        #expect(try await welt.gezogene(id).allSatisfy { $0.zustaendigkeit == .offen })
        try await welt.antworten(true)
        #expect(try await welt.gezogene(id).allSatisfy { $0.zustaendigkeit == .ja })
    }

    @Test("Ohne teilnehmende Kommune ist niemand gefragt")
    func niemand() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.erfasst("KV-1", 2)
        try await welt.einlesen("\(Einzelnachweis.kopf)\n"
            + "Bielefeld;;A;B;01.01.1990;05.10.2026;;;1,00\n"
            + "Ahaus;;A;B;01.01.1990;05.10.2019;;;1,00\n", zu: id)
        #expect(try await welt.gezogene(id).map(\.zustaendigkeit) == [.niemand, .niemand])
        await #expect(throws: Hindernis.self) { try await welt.beurteilen(id, .inOrdnung) }
        try await welt.beurteilen(id, .inOrdnung, vermerk: "Vertretungsschein liegt vor")
        try await welt.pruefen(id, vermerk: "")
    }

    @Test("Geprüft ist die Rechnung erst, wenn jeder gezogene Posten beurteilt ist")
    func pruefung() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.mitListe(12)
        await #expect(throws: Hindernis.self) { try await welt.beurteilen(id, .inOrdnung) }
        try await welt.antworten(true)
        await #expect(throws: Hindernis.self) { try await welt.pruefen(id) }
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.tue { session in
                try session.execute("""
                    INSERT INTO sammelrechnung_pruefung (rechnung_id, von, vermerk)
                    VALUES (\(id), \(session.benutzer()), 'an der Seite vorbei')
                    """)
            }
        }
        #expect(fehler?.constraint == "sammelrechnung_stichprobe_offen")
        await #expect(throws: Hindernis.self) { try await welt.beurteilen(id, .beanstandet) }
        try await welt.beurteilen(id, .beanstandet, vermerk: "doppelt abgerechnet")
        await #expect(throws: Hindernis.self) { try await welt.pruefen(id, vermerk: "") }
        try await welt.beurteilen(id, .inOrdnung)
        try await welt.pruefen(id, vermerk: "")
        await #expect(throws: Hindernis.self) { try await welt.beurteilen(id, .inOrdnung) }
    }

    @Test("Ein Nein der Kommune lässt sich nur mit Grund übergehen")
    func nein() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.mitListe(3)
        try await welt.antworten(false)
        await #expect(throws: Hindernis.self) { try await welt.beurteilen(id, .inOrdnung) }
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.tue { session in
                try session.execute("""
                    INSERT INTO stichprobe_ergebnis (id, rechnung_id, lfd, ergebnis, von)
                    VALUES (\(UUIDv7()), \(id), 1, 'in_ordnung', \(session.benutzer()))
                    """)
            }
        }
        #expect(fehler?.constraint == "stichprobe_vermerk")
        await #expect(throws: Hindernis.self) {
            try await welt.tue {
                try Sammelposition.hinweisen(id, lfd: 1, .unfall, text: "Unfall", in: $0)
            }
        }
    }

    @Test("Ein Hinweis geht einmal an die Kommune, die zuständig ist (B-6.4)")
    func hinweis() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.mitListe(2)
        try await welt.antworten(true)
        try await welt.tue {
            try Sammelposition.hinweisen(id, lfd: 1, .unfall, text: "Verkehrsunfall", in: $0)
        }
        await #expect(throws: Hindernis.self) {
            try await welt.tue {
                try Sammelposition.hinweisen(id, lfd: 1, .unfall, text: "noch einmal", in: $0)
            }
        }
        let texte = try await holen(welt.kasse.ahaus, welt)
        #expect(texte == ["Verkehrsunfall"])
        #expect(try await holen(welt.kasse.ahaus, welt) == [])
        #expect(try await holen(welt.kasse.borken, welt) == [])
    }

    private func holen(_ mandant: Mandant, _ welt: Abrechnungswelt) async throws -> [String] {
        let akteur = try await welt.kasse.verbund.akteur("sachbearbeitung", mandant: mandant)
        return try await welt.kasse.verbund.write(mandant, als: akteur) {
            try Kostenhinweis.abholen(in: $0).map(\.text)
        }
    }
}
