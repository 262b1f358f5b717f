import Grundwerte
import Kreis
import Platform
import Postgres
import Testing
import Uebergabe

@Suite("Ein Statusbericht der Bank (pain.002)")
struct BankmeldungTests {
    @Test("""
        macht eine abgelehnte Zahlung abgelehnt und sagt es der Kommune genau einmal, \
        mit dem Grund
        """)
    func zahlung() async throws {
        let welt = try await Kassenwelt.neu()
        let gut = try await welt.auftrag("A-1", 100), schlecht = try await welt.auftrag("A-2", 50)
        let lauf = try await welt.uebergebenerLauf()
        for _ in 1...2 {
            let datei = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: "PART",
                                                                   zahlungen: [
                ("A-1", "ACSC", "G000"), ("A-2", "RJCT", "AC04"),
            ]))
            #expect(datei.zustand == .gebucht)
            #expect(datei.art == .statusbericht)
        }
        #expect(try await welt.zustand(gut) == .uebergeben)
        #expect(try await welt.zustand(schlecht) == .bankAbgelehnt)
        let antwort = try await welt.rueckmeldungen(schlecht)
        #expect(antwort.zustaende == ["im_lauf", "uebergeben", "bank_abgelehnt"])
        #expect(antwort.grund == "AC04")
        #expect(try await welt.kasse { try Bankmeldung.offene(in: $0).count } == 0)
        // Die Sammelbelastung ist um die abgelehnte kleiner; damit ist der Lauf gebucht.
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(gut) == .gezahlt)
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == .gebucht)
        #expect(try await welt.befunde() == [])
    }

    @Test("ändert mit angenommen oder in Prüfung nichts: Gezahlt ist erst, was gebucht ist",
          arguments: ["ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "PDNG", "RCVD", "PART"])
    func angenommen(status: String) async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: status,
                                                       zahlungen: [("A-1", status, "G000")]))
        #expect(try await welt.zustand(id) == .uebergeben)
        let meldungen = try await welt.kasse { try Bankmeldung.alle(zu: lauf.id, in: $0) }
        #expect(meldungen.first?.zustand == .vermerkt)
        #expect(try await welt.kasse { try Bankmeldung.offene(in: $0).count } == 0)
    }

    @Test("""
        mit unbekannter Zahlung, fremder Datei oder schon gezahlter Zahlung wartet auf eine Person
        """)
    func klaerung() async throws {
        let welt = try await Kassenwelt.neu()
        let bezahlt = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, zahlungen: [
            ("A-1", "RJCT", "AC01"), ("X-9", "RJCT", "AC01"),
        ]))
        _ = try await welt.hochladen(Testbericht.bytes("FREMD-1", datei: "RJCT", grund: "FF01"))
        #expect(try await welt.zustand(bezahlt) == .gezahlt)
        let offene = try await welt.kasse { try Bankmeldung.offene(in: $0) }
        #expect(Set(offene.map(\.endToEndId)) == ["A-1", "X-9", ""])
        #expect(offene.allSatisfy { !$0.hinweis.isEmpty })
        for meldung in offene {
            await #expect(throws: Hindernis.self) {
                try await welt.kasse { try Bankmeldung.ablegen(meldung.id, grund: " ", in: $0) }
            }
            try await welt.kasse {
                try Bankmeldung.ablegen(meldung.id, grund: "Bank gefragt", in: $0)
            }
        }
        #expect(try await welt.kasse { try Bankmeldung.offene(in: $0).count } == 0)
    }

    @Test("""
        lehnt eine ganze Datei ab: Ihre Zahlungen gehen erst durch eine andere \
        Person in den nächsten Lauf
        """)
    func ganzeDatei() async throws {
        let welt = try await Kassenwelt.neu()
        let gut = try await welt.auftrag("A-1", 100),
            beanstandet = try await welt.auftrag("A-2", 50)
        let lauf = try await welt.uebergebenerLauf()
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: "RJCT", grund: "DT01",
                                                       zahlungen: [
            ("A-1", "RJCT", "DT01"), ("A-2", "RJCT", "AC01"),
        ]))
        #expect(try await welt.zustand(gut) == .uebergeben)
        #expect(try await welt.kasse { try Bankmeldung.offene(in: $0).count } == 1)
        await #expect(throws: PostgresError.self) {
            try await welt.kasse {
                try $0.execute("UPDATE zahlungsauftrag SET zustand = 'offen' WHERE id = \(gut)")
            }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Zahllauf.ablehnungEntscheiden(lauf.id, folge: .naechsterLauf,
                                                  grund: "Selbst übergeben", in: $0)
            }
        }
        try await welt.kasse(als: welt.zweiteBuchhaltung) {
            try Zahllauf.ablehnungEntscheiden(lauf.id, folge: .naechsterLauf,
                                              grund: "Bank hat nichts", in: $0)
        }
        #expect(try await welt.zustand(gut) == .offen)
        #expect(try await welt.zustand(beanstandet) == .bankAbgelehnt)
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == .verworfen)
        #expect(try await welt.rueckmeldungen(gut).zustaende == ["im_lauf", "uebergeben", "offen"])
        let neuer = try await welt.uebergebenerLauf()
        #expect(neuer.summe == 100)
        #expect(try await welt.befunde() == [])
        await #expect(throws: Hindernis.self) {
            try await welt.kasse(als: welt.zweiteBuchhaltung) {
                try Zahllauf.ablehnungEntscheiden(lauf.id, folge: .naechsterLauf,
                                                  grund: "Noch einmal", in: $0)
            }
        }
    }

    @Test("""
        lehnt eine ganze Datei ab, und eine Person macht daraus abgelehnte \
        Zahlungen oder einen Irrtum
        """, arguments: [
        (Zahllauf.Ablehnungsfolge.abgelehnt, Auftragszustand.bankAbgelehnt,
         Zahllauf.Zustand.gebucht),
        (.irrtum, .uebergeben, .uebergeben),
    ])
    func entscheidung(folge: Zahllauf.Ablehnungsfolge, zustand: Auftragszustand,
                      stand: Zahllauf.Zustand) async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: "RJCT", grund: "AM18"))
        try await welt.kasse(als: welt.freigabe) {
            try Zahllauf.ablehnungEntscheiden(lauf.id, folge: folge, grund: "Bank gefragt", in: $0)
        }
        #expect(try await welt.zustand(id) == zustand)
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == stand)
        if folge == .abgelehnt { #expect(try await welt.rueckmeldungen(id).grund == "AM18") }
    }

    @Test("widerspricht einem Kontoauszug nicht: Ein belasteter Lauf wird nicht zurückgegeben")
    func schonBelastet() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: "RJCT", grund: "FF01"))
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 40)
        try await welt.einlesen(auszug)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse(als: welt.freigabe) {
                try Zahllauf.ablehnungEntscheiden(lauf.id, folge: .naechsterLauf,
                                                  grund: "Abgelehnt", in: $0)
            }
        }
    }

    @Test("vor der Entscheidung über eine unklare Übergabe wirkt danach von selbst")
    func vorDerEntscheidung() async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.erstellterLauf()
        try await welt.freigeben(lauf)
        let versuch = try await welt.kasse {
            try Zahllauf.uebergabeBeginnen(lauf.id, .ablage, in: $0).versuch
        }
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: "PART",
                                                       zahlungen: [("A-1", "RJCT", "AC06")]))
        #expect(try await welt.zustand(id) == .imLauf)
        try await welt.kasse(als: welt.zweiteBuchhaltung) {
            try Zahllauf.uebergabeEntscheiden(lauf.id, versuch: versuch, beiDerBank: true,
                                              grund: "Bericht da", in: $0)
        }
        #expect(try await welt.zustand(id) == .bankAbgelehnt)
    }

    @Test("""
        belastet die Bank auch Abgelehntes, zahlt nur das Übrige; \
        Belastung und Gutschrift gleichen sich aus
        """)
    func trotzdemBelastet() async throws {
        let welt = try await Kassenwelt.neu()
        let gut = try await welt.auftrag("A-1", 100)
        try await welt.auftrag("A-2", 50)
        let lauf = try await welt.uebergebenerLauf()
        _ = try await welt.hochladen(Testbericht.bytes(lauf.msgId, datei: "PART",
                                                       zahlungen: [("A-2", "RJCT", "AC04")]))
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 150)
        auszug.rueckgabe("A-2", 50)
        try await welt.einlesen(auszug)
        #expect(try await welt.zustand(gut) == .gezahlt)
        let offene = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        #expect(offene.map(\.offen).sorted() == [-50, 50])
        for umsatz in offene {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .durchlaufend, grund: "Abgelehnt", in: $0)
            }
        }
        #expect(try await welt.saldo(.durchlaufend) == 0)
        #expect(try await welt.saldo(.schwebe) == 0)
        #expect(try await welt.saldo(.forderung) == 100)
        #expect(try await welt.befunde() == [])
    }
}
