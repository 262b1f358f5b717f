import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Zahlung einer Sammelrechnung (B-6.1, B-6.8)")
struct SammelzahlungTests {
    @Test("Die Freigabe weist an; ein Lauf zahlt sie neben den Zahlungen der Kommunen")
    func bezahlt() async throws {
        let welt = try await Abrechnungswelt.neu(), kasse = welt.kasse
        try await welt.kontoHinterlegen()
        let id = try await welt.freigegeben("KV/2026 Äö§", 1_000)
        try await kasse.auftrag("A-1", 455)
        let angewiesen = try #require(try await welt.zahlungen(id).first)
        #expect(angewiesen.zustand == .offen)
        #expect(angewiesen.endToEndId.hasPrefix("SR-"))

        let lauf = try await kasse.uebergebenerLauf()
        #expect(lauf.anzahl == 2)
        #expect(lauf.summe == 1_455)
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, lauf.summe)
        try await kasse.einlesen(auszug)
        let gezahlt = try #require(try await welt.zahlungen(id).first)
        #expect(gezahlt.zustand == .gezahlt)
        #expect(gezahlt.gezahltAm == Kassenwelt.heute)
        #expect(gezahlt.lauf?.nummer == lauf.nummer)
        // Der Vorschuss bleibt bis zur Umlage, geschuldet ist dem Steller nichts mehr.
        #expect(try await kasse.saldo(.vorschuss) == 1_000)
        #expect(try await kasse.saldo(.durchlaufend) == .null)
        #expect(try await kasse.saldo(.forderung, kasse.ahaus) == 455)
        #expect(try await kasse.befunde() == [])
        let jeKommune = try await kasse.kasse { try Zahllauf.jeKommune(lauf.id, in: $0) }
        #expect(jeKommune.map(\.kommune) == ["Stadt Ahaus", "Kreis"])
        #expect(try await kasse.kasse { try Zahllauf.positionen(lauf.id, in: $0).count } == 2)
    }

    @Test("Kommt das Geld zurück, ist wieder geschuldet und neu anzuweisen, und nur dann")
    func zurueck() async throws {
        let welt = try await Abrechnungswelt.neu(), kasse = welt.kasse
        try await welt.kontoHinterlegen()
        let id = try await welt.freigegeben()
        await #expect(throws: Hindernis.self) {
            try await welt.zweite { try Sammelrechnung.anweisen(id, in: $0) }
        }
        let lauf = try await kasse.uebergebenerLauf()
        let kennung = try #require(try await welt.zahlungen(id).first).endToEndId
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, lauf.summe)
        auszug.rueckgabe(kennung, 1_000)
        try await kasse.einlesen(auszug)
        #expect(try await welt.zahlungen(id).map(\.zustand) == [.rueckgelaufen])
        #expect(try await kasse.saldo(.durchlaufend) == -1_000)
        #expect(try await welt.anzuweisende() == [id])
        try await welt.kontoHinterlegen("DE89370400440532013000")
        try await welt.zweite { try Sammelrechnung.anweisen(id, in: $0) }
        #expect(try await welt.anzuweisende() == [])
        let neu = try #require(try await welt.zahlungen(id).first)
        #expect(neu.zustand == .offen)
        #expect(neu.iban.wert == "DE89370400440532013000")
        #expect(try await kasse.befunde() == [])
    }

    @Test("Ohne bestätigtes Konto ist die Rechnung gebucht, aber nicht angewiesen")
    func ohneKonto() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.freigegeben()
        #expect(try await welt.zahlungen(id).isEmpty)
        await #expect(throws: Hindernis.self) {
            try await welt.zweite { try Sammelrechnung.anweisen(id, in: $0) }
        }
        let steller = welt.steller.id
        try await welt.tue {
            try Rechnungsstellerkonto.erfassen(IBAN(Abrechnungswelt.konto), inhaber: "KV",
                                               fuer: steller, in: $0)
        }
        let konto = try #require(try await welt.tue {
            try Rechnungsstellerkonto.unbestaetigte(in: $0).first
        })
        // Wer erfasst hat, bestätigt nicht, auch nicht an der Seite vorbei.
        await #expect(throws: Hindernis.self) {
            try await welt.tue { try Rechnungsstellerkonto.bestaetigen(konto.id, in: $0) }
        }
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.tue { session in
                try session.execute("""
                    INSERT INTO rechnungssteller_konto_bestaetigung (konto_id, von)
                    VALUES (\(konto.id), \(session.benutzer()))
                    """)
            }
        }
        #expect(fehler?.constraint == "rechnungssteller_konto_vier_augen")
        try await welt.zweite { session in
            try Rechnungsstellerkonto.bestaetigen(konto.id, in: session)
            try Sammelrechnung.anweisen(id, in: session)
        }
        #expect(try await welt.zahlungen(id).count == 1)
    }

    @Test("Wer geprüft oder freigegeben hat, gibt den Lauf nicht frei (I7)")
    func beteiligt() async throws {
        let welt = try await Abrechnungswelt.neu()
        try await welt.kontoHinterlegen()
        _ = try await welt.freigegeben()
        let lauf = try await welt.kasse.erstellterLauf()
        for wer in [welt.kasse.abrechnung, welt.zweite] {
            let benutzer = try #require(wer.benutzer)
            #expect(try await welt.kasse.kasse { try $0.scalar("""
                SELECT lauf_beteiligt(\(lauf.id), \(benutzer))
                """, as: Bool.self) })
        }
    }

    @Test("Fünf weisen zugleich an: Es bleibt bei einem Auftrag")
    func gleichzeitig() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.freigegeben()
        try await welt.kontoHinterlegen()
        await withTaskGroup(of: Void.self) { gruppe in
            for _ in 0..<5 {
                gruppe.addTask {
                    _ = try? await welt.zweite { try Sammelrechnung.anweisen(id, in: $0) }
                }
            }
        }
        #expect(try await welt.zahlungen(id).count == 1)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Eine Gutschrift gleicht sich mit dem Eingang aus, den die Kasse durchlaufend bucht")
    func gutschrift() async throws {
        let welt = try await Abrechnungswelt.neu(), kasse = welt.kasse
        let id = try await welt.freigegeben("G-1", 100, .gutschrift)
        var auszug = Testauszug()
        auszug.gutschrift("Rueckverguetung G-1", 100)
        auszug.gutschrift("Rueckverguetung G-2", 101)
        try await kasse.einlesen(auszug)
        try await kasse.kasse { session in
            for umsatz in try session.scalars("SELECT id FROM umsatz ORDER BY lfd",
                                              as: Bankumsatz.ID.self) {
                try Bankumsatz.klaeren(umsatz, als: .durchlaufend, grund: "Rückvergütung",
                                       in: session)
            }
        }
        let freie = try await welt.tue { try Gutschrifteingang.freie(hoechstens: 100, in: $0) }
        let eingang = try #require(freie.first)
        #expect(freie.count == 1)
        try await welt.tue { try Gutschrifteingang.zuordnen(eingang.id, zu: id, in: $0) }
        await #expect(throws: Hindernis.self) {
            try await welt.tue { try Gutschrifteingang.zuordnen(eingang.id, zu: id, in: $0) }
        }
        #expect(try await welt.tue { try Gutschrifteingang.zu(id, in: $0) }.map(\.betrag) == [100])
        #expect(try await kasse.saldo(.vorschuss) == -100)
        #expect(try await kasse.saldo(.durchlaufend) == -101)
        let zuHoch = try #require(try await welt.tue {
            try Gutschrifteingang.freie(hoechstens: 101, in: $0).first
        })
        let zweite = try await welt.freigegeben("G-2", 100, .gutschrift)
        await #expect(throws: Hindernis.self) {
            try await welt.tue { try Gutschrifteingang.zuordnen(zuHoch.id, zu: zweite, in: $0) }
        }
        #expect(try await kasse.befunde() == [])
    }

    @Test("Zeigt eine Gutschrift auf einen zurückgenommenen Eingang, so findet es die Prüfung")
    func zurueckgenommenerEingang() async throws {
        let welt = try await Abrechnungswelt.neu(), kasse = welt.kasse
        let id = try await welt.freigegeben("G-1", 100, .gutschrift)
        let (umsatz, zuordnung) = try await kasse.rueckverguetung("G-1", 100)
        try await kasse.kasse(als: kasse.zweiteBuchhaltung) {
            try Bankumsatz.zuruecknehmen(zuordnung.id, von: umsatz.id, grund: "Irrtum", in: $0)
        }
        let eingang = Gutschrifteingang.ID(zuordnung.id.uuid)
        await #expect(throws: Hindernis.self) {
            try await welt.tue { try Gutschrifteingang.zuordnen(eingang, zu: id, in: $0) }
        }
        #expect(try await kasse.befunde() == [])
        let server = try kasse.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            INSERT INTO kreis.sammelrechnung_eingang (zuordnung_id, rechnung_id, von)
            VALUES (\(eingang), \(id), \(UUIDv7()))
            """)
        #expect(try await kasse.befunde().contains { $0.contains("zurückgenommen hat") })
    }

    @Test("Ein falscher Eingang kommt durch eine andere Person frei und gilt dann der richtigen")
    func geloest() async throws {
        let welt = try await Abrechnungswelt.neu(), kasse = welt.kasse
        let falsche = try await welt.freigegeben("G-1", 100, .gutschrift)
        let richtige = try await welt.freigegeben("G-2", 100, .gutschrift)
        var auszug = Testauszug()
        auszug.gutschrift("Rueckverguetung G-2", 100)
        try await kasse.einlesen(auszug)
        let umsatz = try #require(try await kasse.kasse {
            try Bankumsatz.ungeklaerte(in: $0).first
        })
        try await kasse.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .durchlaufend, grund: "Vergütung", in: $0)
        }
        let eingang = try #require(try await welt.tue {
            try Gutschrifteingang.freie(hoechstens: 100, in: $0).first
        }).id
        try await welt.tue { try Gutschrifteingang.zuordnen(eingang, zu: falsche, in: $0) }
        let vorher = try await kasse.saldo(.vorschuss)
        let loesen: @Sendable (KreisSession) throws -> Void = {
            try Gutschrifteingang.loesen(eingang, von: falsche, grund: "Ist G-2", in: $0)
        }
        let selbst = await #expect(throws: Hindernis.self) { try await welt.tue(loesen) }
        #expect(selbst?.feld == "geloest")
        let wer = try #require(kasse.abrechnung.benutzer)
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.tue { session in
                try session.execute("""
                    INSERT INTO sammelrechnung_eingang (id, zuordnung_id, rechnung_id, von, grund,
                                                        nimmt_zurueck)
                    SELECT \(UUIDv7()), zuordnung_id, rechnung_id, \(wer), 'x', id
                      FROM sammelrechnung_eingang
                    """)
            }
        }
        #expect(fehler?.constraint == "sammelrechnung_eingang_zurueck")
        try await welt.zweite(loesen)
        await #expect(throws: Hindernis.self) { try await welt.zweite(loesen) }
        #expect(try await welt.tue { try Gutschrifteingang.zu(falsche, in: $0).isEmpty })
        #expect(try await kasse.saldo(.vorschuss) == vorher)
        try await welt.tue { try Gutschrifteingang.zuordnen(eingang, zu: richtige, in: $0) }
        #expect(try await welt.tue { try Gutschrifteingang.zu(richtige, in: $0).count } == 1)
        #expect(try await kasse.befunde() == [])
    }
}
