import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("B-5.4: Was beim Kreis auf eine Rückforderung eingeht")
struct ForderungseingangBuchenTests {
    /// Ein Eingang, wie ihn die Kasse zugeordnet hat, an der Bank vorbei gesetzt.
    private func eingang(_ betrag: Geld, _ zeichen: String, _ welt: Kommunenwelt) throws {
        let server = try welt.verbund.superuser(), umsatz = UUIDv7(), zuordnung = UUIDv7()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            INSERT INTO kreis.umsatz (id, auszug_id, lfd, betrag_cent, buchungstag)
            VALUES (\(umsatz), \(UUIDv7()), 1, \(betrag), \(Kommunenwelt.heute))
            """)
        try server.execute("""
            INSERT INTO kreis.umsatz_zuordnung (id, umsatz_id, art, mandant_id, kassenzeichen,
                                                betrag_cent, stapel)
            VALUES (\(zuordnung), \(umsatz), 'rueckforderung', \(welt.ahaus.id), \(zeichen),
                    \(betrag), \(UUIDv7()))
            """)
        try server.execute("""
            INSERT INTO kreis.forderungseingang (mandant_id, lfd, zuordnung_id)
            SELECT \(welt.ahaus.id), 1 + coalesce(max(lfd), 0), \(zuordnung)
              FROM kreis.forderungseingang WHERE mandant_id = \(welt.ahaus.id)
            """)
    }

    private func buchen(_ welt: Kommunenwelt) async throws -> Int {
        try await welt.tue(.programm(anfrage: UUIDv7())) {
            try Forderungseingang.buchen(hoechstens: 100, in: $0)
        }
    }

    @Test("Jeder Eingang wird einmal gebucht; was über das Offene geht, gehört der Person")
    func einmal() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), welt = forderung.welt
        let zeichen = try await forderung.tue {
            try #require(try Rueckforderung.laden(forderung.id, in: $0)).kassenzeichen
        }
        try eingang(100, zeichen, welt)
        #expect(try await buchen(welt) == 1)
        #expect(try await buchen(welt) == 0)
        #expect(try await forderung.konto().offen == 200)
        try eingang(250, zeichen, welt)
        #expect(try await buchen(welt) == 1)
        #expect(try await forderung.konto().offen == .null)
        #expect(try await forderung.lage() == .beglichen)
        let texte = try await forderung.tue {
            try $0.scalars("SELECT text FROM wiedervorlage WHERE text LIKE '%zurückzahlen%'",
                           as: String.self)
        }
        #expect(texte == ["\(zeichen): 50,00 € mehr eingegangen, als offen war. Der Person "
            + "zurückzahlen."])
        try await welt.verbund.abbauen()
    }

    @Test("Mit der Festsetzung kennt der Kreis das Kassenzeichen, und sonst nichts von ihr")
    func angemeldet() async throws {
        let forderung = try await Forderungswelt.neu(), welt = forderung.welt
        func zeichen() throws -> [String] {
            let server = try welt.verbund.superuser()
            defer { server.close() }
            return try server.scalars("""
                SELECT kassenzeichen FROM kreis.forderungszeichen ORDER BY kassenzeichen
                """, as: String.self)
        }
        #expect(try zeichen() == [])
        try await forderung.tue {
            try Rueckforderung.ohneAnhoerung(forderung.id, verzicht: .einkommen, grund: "Lohn",
                                             in: $0)
        }
        try await forderung.entscheide()
        #expect(try zeichen() == ["RAHA-2026-00001"])
        try await welt.verbund.abbauen()
    }

    @Test("Der Bescheid nennt, wohin zu zahlen ist: das Konto des Kreises oder das eigene")
    func konto() async throws {
        let forderung = try await Forderungswelt.neu(), welt = forderung.welt
        func geltendes() async throws -> Einzahlungskonto? {
            try await forderung.tue { try Einzahlungskonto.geltendes(in: $0) }
        }
        #expect(try await geltendes() == nil)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            INSERT INTO kreis.bankkonto (iban, inhaber, bezeichnung, zahlweg, gueltig)
            VALUES ('DE89370400440532013000', 'Kreis Borken', 'Hauptkonto', 'ueberweisung',
                    '[2026-01-01,)')
            """)
        #expect(try await geltendes()?.inhaber == "Kreis Borken für Stadt Ahaus")
        try await forderung.tue {
            try Rueckforderung.ohneAnhoerung(forderung.id, verzicht: .einkommen, grund: "Lohn",
                                             in: $0)
        }
        try await forderung.entscheide()
        let bescheid = try await forderung.tue {
            try $0.scalar("SELECT inhalt::text FROM schreiben WHERE art = 'rueckforderung'",
                          as: String.self)
        }
        #expect(bescheid.contains("IBAN DE89 3704 0044 0532 0130 00"))
        try server.execute("""
            INSERT INTO platform.mandant_schalter (id, mandant_id, name, wert, gueltig, quelle)
            VALUES (\(UUIDv7()), \(welt.ahaus.id), 'einzahlungskonto', 'DE02120300000000202051',
                    '[2026-01-01,)', 'Schreiben der Stadtkasse')
            """)
        #expect(try await geltendes() == Einzahlungskonto(
            inhaber: "Stadt Ahaus", iban: try IBAN("DE02120300000000202051")))
        try await welt.verbund.abbauen()
    }
}
