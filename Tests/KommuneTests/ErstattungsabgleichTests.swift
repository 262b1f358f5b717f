import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Kommune prüft, was der Kreis anfordert (B-5.3)")
struct ErstattungsabgleichTests {
    /// Eine Zeile der Forderung des Kreises, an Bank und Hauptbuch vorbei gesetzt.
    private func gebucht(_ welt: Kommunenwelt, _ zahlung: Zahlung.ID, _ betrag: Geld) throws {
        let server = try welt.verbund.superuser(), buchung = UUIDv7()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            INSERT INTO kreis.buchung (id, buchungstag, text, stapel)
            VALUES (\(buchung), \(Kommunenwelt.heute), 'Zahlung', \(UUIDv7()))
            """)
        try server.execute("""
            INSERT INTO kreis.buchungszeile (id, buchung_id, konto, mandant_id, auftrag_id,
                                             betrag_cent)
            VALUES (\(UUIDv7()), \(buchung), 'forderung', \(welt.ahaus.id), \(zahlung), \(betrag))
            """)
    }

    private func abgleich(_ welt: Kommunenwelt) async throws -> [Erstattungsabgleich] {
        try await welt.tue(welt.frau) {
            try Erstattungsabgleich.alle(Kommunenwelt.november, in: $0)
        }
    }

    @Test("Gezahltes und Zurückgekommenes stimmen; was hier anders steht, fällt auf")
    func abweichungen() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let leben = try await welt.zahlung(fall).id,
            miete = try await welt.zahlung(fall, .unterkunft).id
        // Der Kreis rechnet ab, bevor die Kommune von der Zahlung gehört hat.
        try gebucht(welt, leben, 455)
        #expect(try await abgleich(welt).map(\.abweichung) == [.zustand(.angeordnet)])
        try await welt.zahltAus(leben)
        #expect(try await abgleich(welt).map(\.abweichung) == [nil])
        try await welt.zahltAus(miete)
        try gebucht(welt, miete, 390)
        #expect(try await abgleich(welt).compactMap(\.abweichung) == [.betrag(400)])
        // Eine Rückgabe ist eine Zeile mit Minus; zusammen ergeben beide nichts.
        try welt.antwortet("rueckgelaufen", auf: leben, code: "AC04")
        try await welt.folge()
        try gebucht(welt, leben, -455)
        let zeilen = try await abgleich(welt).filter { $0.zahlung?.id == leben }
        #expect(zeilen.map(\.abweichung) == [nil, nil])
        #expect(zeilen.map(\.zeile.betrag).summe() == .null)
        try await welt.verbund.abbauen()
    }

    @Test("""
        Eine Zeile, zu der es hier keine Zahlung gibt, ist unbekannt; \
        andere Monate und Kommunen fehlen
        """)
    func unbekannt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        let id = try await welt.zahlung(fall).id
        try gebucht(welt, id, 455)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("DELETE FROM \(identifier: welt.ahaus.schema).zahlung WHERE id = \(id)")
        #expect(try await abgleich(welt).map(\.abweichung) == [.unbekannt])
        let fremde = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        let dort = try await welt.verbund.read(welt.borken, als: fremde) {
            try Erstattungsabgleich.alle(Kommunenwelt.november, in: $0).count
        }
        #expect(dort == 0)
        let dezember = try await welt.tue(welt.frau) {
            try Erstattungsabgleich.alle(Kommunenwelt.dezember, in: $0)
        }
        #expect(dezember.isEmpty)
        try await welt.verbund.abbauen()
    }
}

@Suite("Zahlungen zählen, ohne sie zu lesen")
struct UmfangTests {
    @Test("Jede Station zählt das Ihre; der Plan liest nur die beiden Indexe")
    func umfang() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.zahle(fall)
        try await welt.zahltAus(try await welt.zahlung(fall).id)
        let umfang = try await welt.tue(welt.frau) { try Zahlung.umfang(in: $0) }
        #expect(umfang[.angeordnet] == .init(anzahl: 3, summe: 1255))
        #expect(umfang[.gezahlt] == .init(anzahl: 1, summe: 455))
        let server = try welt.verbund.superuser()
        defer { server.close() }
        // Viele Jahre Gezahltes.
        try server.execute("SET search_path = \(identifier: welt.ahaus.schema)")
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            INSERT INTO zahlung
            SELECT (jsonb_populate_record(z, jsonb_build_object(
                       'id', gen_random_uuid(), 'endtoend', 'X' || n,
                       'gezahlt_am', date '2020-01-01' + n / 10))).*
              FROM zahlung z, generate_series(1, 20000) n WHERE z.zustand = 'gezahlt'
            """)
        try server.execute("VACUUM ANALYZE zahlung")
        let plan = try server
            .scalars("EXPLAIN \(Zahlung.umfangAb(Kommunenwelt.november))", as: String.self)
            .joined(separator: "\n")
        #expect(plan.contains("Index Only Scan using zahlung_laufend"), "\(plan)")
        #expect(plan.contains("Index Only Scan using zahlung_gezahlt"), "\(plan)")
        #expect(!plan.contains("Seq Scan"), "\(plan)")
        try await welt.verbund.abbauen()
    }
}
