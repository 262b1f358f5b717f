import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Ablehnung eines Antrags im Ganzen")
struct AblehnungTests {
    private static func grund(_ schluessel: String) throws -> Ablehnungsgrund {
        try #require(Ablehnungsgrund.auswahl(am: Kommunenwelt.heute)
            .first { $0.schluessel == schluessel })
    }

    private static func ablehnung(_ schluessel: String) throws -> Ablehnung {
        Ablehnung(beantragtAm: Kommunenwelt.november.ersterTag, gruende: [try grund(schluessel)],
                  begruendung: "Auf dem Konto liegen 9.000 €.")
    }

    private func lehneAb(_ welt: Kommunenwelt, _ fall: Fall.ID,
                         _ schluessel: String = "einkommen_vermoegen") async throws -> Bescheid.ID {
        try await welt.tue(welt.frau) {
            try Fall.ablehnen(fall, try Self.ablehnung(schluessel),
                              unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
    }

    @Test("Ein Bescheid mit Norm, Text und Belehrung; der Fall endet, Vermerk und Brief bleiben")
    func abgelehnt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let id = try await lehneAb(welt, fall)
        try await welt.tue(welt.frau) { session in
            let bescheid = try #require(try Bescheid.laden(id, in: session))
            #expect(bescheid.art == .ablehnung)
            #expect("\(bescheid.zeitraum)" == "01.11.2026 bis 24.11.2026")
            let satz = try #require(try Bescheid.satz(id, in: session))
            #expect(satz.vordruck == "schreiben")
            for teil in ["§ 7 Abs. 1 AsylbLG", "9.000 €", "Widerspruch erheben", "Yusuf Rahmani",
                         "§ 86b Abs. 2"] {
                #expect(satz.inhalt.contains(teil), "\(teil)")
            }
            #expect(try Fall.laden(fall, in: session)?.eingestelltZum == session.heute)
            #expect(try Aktenvermerk.alle(zu: fall, in: session).contains {
                $0.text.hasPrefix("Bescheid 2026/00001 (Ablehnung) erlassen")
            })
        }
        #expect(try await hindernisgrund { _ = try await lehneAb(welt, fall) }
            == "Der Fall ist schon beendet.")
        try await welt.verbund.abbauen()
    }

    @Test("Wer schon Leistungen bewilligt hat, stellt ein; er lehnt nicht ab")
    func schonBewilligt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        #expect(try await hindernisgrund { _ = try await lehneAb(welt, fall) }
            == "Für diesen Fall sind schon Leistungen bewilligt.")
        try await welt.verbund.abbauen()
    }

    @Test("§ 66 Abs. 3 SGB I: versagt wird erst nach einer Aufforderung mit abgelaufener Frist")
    func versagung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        #expect(try await hindernisgrund { _ = try await lehneAb(welt, fall, "mitwirkung") }
            .contains("§ 66 Abs. 3 SGB I"))
        let frist = Kommunenwelt.heute.plus(tage: 14)
        try await welt.tue(welt.frau) { session in
            try Unterlage.verlangen(.init(vorlagen: [], weitere: ["Mietvertrag"], frist: frist),
                                    zu: fall, in: session)
            let ids = try Unterlage.offene(zu: fall, in: session).map(\.id)
            try Mitwirkung.auffordern(ids, zu: fall, frist: frist,
                                      unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        // Am letzten Tag der Frist noch nicht, am Tag danach schon.
        #expect(try await hindernisgrund {
            try await welt.am(frist, welt.frau) {
                _ = try Fall.ablehnen(fall, try Self.ablehnung("mitwirkung"),
                                      unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        }.contains("§ 66 Abs. 3 SGB I"))
        try await welt.am(frist.plus(tage: 1), welt.frau) {
            _ = try Fall.ablehnen(fall, try Self.ablehnung("mitwirkung"),
                                  unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Wird dem Widerspruch abgeholfen, lebt der Fall auf und lässt sich bewilligen")
    func abhilfe() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let bescheid = try await lehneAb(welt, fall)
        try await welt.tue(welt.frau) { session in
            let gegenstand = try Widerspruch.gegenstand(.bescheid(bescheid), in: session)
            #expect(gegenstand.regelung == .ablehnung)
            let id = try Widerspruch.erfassen(
                .init(eingegangen: session.heute, erhobenVon: "Yusuf Rahmani", form: .schriftlich,
                      bekanntgabe: .post, abgesandt: session.heute, belehrt: true,
                      regelung: gegenstand.regelung), gegen: .bescheid(bescheid), in: session)
            #expect(try Widerspruch.laden(id, in: session)?.wirkungGrund == "")
            try Widerspruch.entscheiden(
                id, .init(ausgang: .abhilfe, begruendung: "Das Geld gehört der Schwester."),
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
            let akte = try Fallakte.heute(fall, in: session)
            #expect(akte.fall.eingestelltZum == nil)
            #expect(akte.mitglieder[0].gehoertZumHaushalt(am: session.heute.plus(monate: 24)))
            #expect(akte.mitglieder[0].berechtigung(am: session.heute.plus(tage: 60)) != nil)
        }
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.verbund.abbauen()
    }

    @Test("§ 11 Abs. 4 Nr. 1 AsylbLG steht im Bescheid, der etwas entzieht, und nur dort")
    func keinAufschub() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let erster = try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let letzter = try await welt.tue(welt.frau) { session in
            let id = try Fall.einstellen(
                fall, fassung: Fall.fassung(fall, in: session), zum: session.heute,
                grund: "Ausreise", unterzeichner: Kommunenwelt.unterzeichner, in: session)
            return try #require(id)
        }
        try await welt.tue(welt.frau) { session throws in
            let norm = "§ 11 Abs. 4 Nr. 1"
            #expect(try Bescheid.satz(erster, in: session)?.inhalt.contains(norm) == false)
            #expect(try Bescheid.satz(letzter, in: session)?.inhalt.contains(norm) == true)
            #expect(try Widerspruch.gegenstand(.bescheid(letzter), in: session).regelung == .entzug)
        }
        try await welt.verbund.abbauen()
    }

    @Test("Die Gründe sind vollständig, ohne Doppel, und gelten ab ihrem Tag")
    func gruende() throws {
        let alle = Ablehnungsgrund.alle
        #expect(Set(alle.map(\.schluessel)).count == alle.count)
        for grund in alle {
            #expect(grund.norm.contains("§") && grund.text.hasSuffix("."), "\(grund.schluessel)")
            #expect(!grund.inEinfacherSprache.isEmpty && !grund.fundstelle.isEmpty)
        }
        let schutz = try #require(alle.first { $0.schluessel == "schutz_anderer_staat" })
        #expect(!Ablehnungsgrund.auswahl(am: schutz.gueltigAb.plus(tage: -1)).contains(schutz))
        #expect(Ablehnungsgrund.auswahl(am: schutz.gueltigAb).contains(schutz))
    }
}
