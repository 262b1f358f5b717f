import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Was eine Änderung bewirkt, bevor sie gespeichert ist")
struct AenderungsfolgeTests {
    private static let fuenfzehnter = Kommunenwelt.november.ersterTag.plus(tage: 14)

    /// 400 € brutto ab Dezember: ein Viertel bleibt frei, 300 € werden angerechnet.
    private func lohn(_ fall: Fall.ID, in session: MandantSession) throws {
        let akte = try #require(try Fallakte.laden(
            fall, stand: Stand(am: session.heute), in: session))
        try Fall.aendern(fall, fassung: akte.fall.fassung, .einkommen(
            akte.mitglieder[0].id, Einkommen(
                art: .erwerbstaetigkeit, brutto: 400,
                gueltig: Zeitraum(von: Kommunenwelt.dezember.ersterTag))), in: session)
    }

    @Test("Die Probe nennt Monat, Unterschied und Zahlungen und schreibt nichts")
    func probe() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let vorher = try await welt.tue(welt.frau) { try Fall.fassung(fall, in: $0) }
        let folge = try await welt.tue(welt.frau) { session in
            try Aenderungsfolge.von(fall, nach: { try lohn(fall, in: $0) }, in: session)
        }
        guard case let .bewilligung(bewilligung) = folge else {
            Issue.record("Der Lohn ändert den Dezember.")
            return
        }
        #expect(bewilligung.monate.map(\.monat) == [Kommunenwelt.dezember])
        #expect(bewilligung.monate.map(\.unterschied) == [-300])
        #expect(bewilligung.monate[0].wegfallend.map(\.betrag) == [455])
        #expect(bewilligung.zahlungen.map(\.betrag) == [155])
        #expect(try await welt.tue(welt.frau) { try Fall.fassung(fall, in: $0) } == vorher)
        let gespeichert = try await welt.tue(welt.frau) { session in
            try session.scalar("SELECT count(*) FROM einkommen", as: Int.self)
        }
        #expect(gespeichert == 0)
        try await welt.verbund.abbauen()
    }

    @Test("Speichern und bewilligen geschieht in einem; ohne Folge entsteht kein Bescheid")
    func anpassen() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.tue(welt.frau) { session in
            #expect(try Bewilligung.anpassen(
                fall, unterzeichner: Kommunenwelt.unterzeichner, in: session) == nil)
            try lohn(fall, in: session)
            let bescheid = try Bewilligung.anpassen(
                fall, unterzeichner: Kommunenwelt.unterzeichner, in: session)
            let id = try #require(bescheid)
            #expect(try Bescheid.laden(id, in: session)?.art == .aenderung)
            #expect(try Bewilligung.bewilligt(fall, in: session) == [
                Kommunenwelt.november: 855, Kommunenwelt.dezember: 555,
            ])
        }
        try await welt.verbund.abbauen()
    }

    @Test("""
        Eine Einstellung zur Monatsmitte hebt auf, storniert und nennt \
        die Überzahlung (§ 48 SGB X)
        """)
    func einstellung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) { try await welt.zahltAus(zahlung.id) }
        try await welt.bewillige(fall, von: Kommunenwelt.dezember, bis: Kommunenwelt.dezember)
        let bescheid = try await welt.tue(welt.frau) { session in
            try Fall.einstellen(
                fall, fassung: Fall.fassung(fall, in: session), zum: Self.fuenfzehnter,
                grund: "Ausreise", unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        try await welt.tue(welt.frau) { session in
            let id = try #require(bescheid)
            #expect(try Bescheid.laden(id, in: session)?.art == .einstellung)
            // 15 von 30 Tagen: 227,50 € von 455 € und 200 € von 400 € Miete.
            #expect(try Bewilligung.bewilligt(fall, in: session) == [
                Kommunenwelt.november: Geld(cent: 427_50), Kommunenwelt.dezember: 0,
            ])
            let ueberzahlt = try session.scalars("""
                SELECT betrag_cent FROM ueberzahlung WHERE fall_id = \(fall) ORDER BY betrag_cent
                """, as: Geld.self)
            #expect(ueberzahlt == [200, Geld(cent: 227_50)])
        }
        let dezember = try await welt.zahlungen(fall).filter { $0.monat == Kommunenwelt.dezember }
        #expect(dezember.map(\.zustand) == [.verworfen, .verworfen])
        try await welt.verbund.abbauen()
    }

    @Test("Nach der Einstellung lässt sich für später nichts Neues bewilligen")
    func nachEinstellung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.tue(welt.frau) { session in
            try Fall.einstellen(
                fall, fassung: Fall.fassung(fall, in: session), zum: Self.fuenfzehnter,
                grund: "Ausreise", unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        await #expect(throws: Hindernis.self) {
            try await welt.bewillige(fall, von: Kommunenwelt.dezember, bis: Kommunenwelt.dezember)
        }
        try await welt.bewillige(fall)
        #expect(try await welt.zahlungen(fall).map(\.betrag) == [Geld(cent: 227_50), 200])
        try await welt.verbund.abbauen()
    }
}
