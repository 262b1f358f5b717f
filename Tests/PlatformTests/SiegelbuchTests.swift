import Foundation
import Grundwerte
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Das Siegelbuch: auch eine gekürzte Kette fällt auf (I17, Art. 32 DSGVO)")
struct SiegelbuchTests {
    @Test("Verändert, verkürzt, ganz neu versiegelt: Eines der beiden findet es immer")
    func angriffe() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let frau = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let ordner = FileManager.default.temporaryDirectory
            .appendingPathComponent("siegelbuch-\(UUIDv7())")
        try FileManager.default.createDirectory(at: ordner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: ordner) }
        let buch = Siegelbuch(ordner: ordner)
        for nummer in 1...4 {
            try await verbund.write(ahaus, als: frau) {
                try $0.audit("fall.geaendert", "\(nummer)")
            }
        }
        let server = try verbund.superuser()
        defer { server.close() }
        let schema = ahaus.schema
        try server.runScript("""
            SET session_replication_role = replica;
            UPDATE "\(schema)".audit
               SET am = am - (interval '1 day') * (6 - gegenstand::integer)
            """)
        let zeilen = try await verbund.write(ahaus, als: frau) { session in
            try Siegel.bilden(in: session)
            return (try buch.fortschreiben("ahaus", in: session),
                    try buch.fortschreiben("ahaus", in: session))
        }
        #expect(zeilen.0 >= 4 && zeilen.1 == 0)
        func befunde() async throws -> (kette: Int, buch: Int) {
            try await verbund.read(ahaus, als: frau) {
                (try Siegel.befunde(in: $0).count, try buch.befunde("ahaus", in: $0).count)
            }
        }
        let heil = try await befunde()
        #expect(heil.kette == 0 && heil.buch == 0)
        // A changed entry: the chain finds it.
        try server.runScript("""
            UPDATE "\(schema)".audit SET vorgang = 'fall.angelegt' WHERE gegenstand = '2'
            """)
        let geaendert = try await befunde()
        #expect(geaendert.kette == 1 && geaendert.buch == 0)
        // The tail taken away, entries and seals: the chain looks whole, the book knows better.
        try server.runScript("""
            UPDATE "\(schema)".audit SET vorgang = 'fall.geaendert' WHERE gegenstand = '2';
            DELETE FROM "\(schema)".audit WHERE gegenstand IN ('3', '4');
            DELETE FROM "\(schema)".siegel s USING (
                SELECT (min(am) AT TIME ZONE 'Europe/Berlin')::date AS ab
                  FROM "\(schema)".audit WHERE gegenstand = '2') g
             WHERE s.tag > g.ab
            """)
        let gekuerzt = try await befunde()
        #expect(gekuerzt.kette == 0 && gekuerzt.buch > 0)
        // Sealed anew without them: every later day reads otherwise in the book.
        try await verbund.write(ahaus, als: frau) { _ = try Siegel.bilden(in: $0) }
        let neu = try await befunde()
        #expect(neu.kette == 0 && neu.buch > 0)
        try await verbund.abbauen()
    }
}
