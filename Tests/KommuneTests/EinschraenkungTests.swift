import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Was an vielen Fällen zugleich geschieht, geht an eingeschränkten vorbei (Art. 18 DSGVO)")
struct EinschraenkungTests {
    /// Zwei Fälle, bewilligt bis Dezember; `tun` geschieht, bevor der zweite eingeschränkt wird.
    private func lage(
        _ tun: (Kommunenwelt, [Fall.ID]) async throws -> Void = { _, _ in }
    ) async throws -> (welt: Kommunenwelt, frei: Fall.ID, fest: Fall.ID) {
        let welt = try await Kommunenwelt.neu()
        let frei = try await welt.fall(), fest = try await welt.fall()
        for fall in [frei, fest] { try await welt.bewillige(fall, bis: Kommunenwelt.dezember) }
        try await tun(welt, [frei, fest])
        let leitung = try await welt.verbund.akteur("leitung", mandant: welt.ahaus)
        try await welt.tue(leitung) {
            try Einschraenkung.eintragen(fest, grund: .richtigkeit,
                                         vermerk: "Bestreitet das Einkommen.", in: $0)
        }
        return (welt, frei, fest)
    }

    private func ids(_ welt: Kommunenwelt, _ faelle: [Fall.ID]) async throws -> [Zahlung.ID] {
        var ids: [Zahlung.ID] = []
        for fall in faelle { ids += try await welt.zahlungen(fall).map(\.id) }
        return ids
    }

    @Test("Die Feststellung nimmt, was frei ist, und sagt, wie viele Fälle außen vor bleiben")
    func feststellen() async throws {
        let (welt, frei, fest) = try await lage()
        let alle = try await ids(welt, [frei, fest]), feste = try await ids(welt, [fest])
        let ergebnis = try await welt.tue(welt.frau) { try Zahlung.feststellen(alle, in: $0) }
        #expect(ergebnis.festgestellt == alle.count - feste.count)
        #expect(ergebnis.ausgelassen == feste.count && ergebnis.eingeschraenkt == 1)
        let allein = try await welt.tue(welt.frau) { try Zahlung.feststellen(feste, in: $0) }
        #expect(allein.festgestellt == feste.count, "Für sich allein wird Bewilligtes gezahlt.")
        #expect(try await welt.zahlungen(fest).allSatisfy { $0.zustand == .festgestellt })
        #expect(Einschraenkung.satz(1) == "1 Fall bleibt außen vor: Seine Verarbeitung ist "
            + "eingeschränkt (Art. 18 DSGVO).")
        try await welt.verbund.abbauen()
    }

    @Test("Angeordnet wird er nicht mit anderen, aber für sich allein: Bewilligtes wird gezahlt")
    func anordnen() async throws {
        let (welt, frei, fest) = try await lage { welt, faelle in
            let alle = try await ids(welt, faelle)
            try await welt.tue(welt.frau) { try Zahlung.feststellen(alle, in: $0) }
        }
        let alle = try await ids(welt, [frei, fest]), feste = try await ids(welt, [fest])
        let vorschlaege = try await welt.tue(welt.anordner) {
            try Zahlung.anordnungsvorschlaege(in: $0)
        }
        #expect(Set(vorschlaege.filter(\.istEingeschraenkt).map(\.zahlung.fall)) == [fest])
        let probe = try await welt.tue(welt.anordner) {
            try Zahlung.anordnen(alle, probe: true, in: $0)
        }
        #expect(probe.eingeschraenkt == 1 && probe.offen.count == feste.count)
        let ergebnis = try await welt.tue(welt.anordner) { try Zahlung.anordnen(alle, in: $0) }
        #expect(Set(ergebnis.angeordnet.map(\.zahlung.fall)) == [frei])
        #expect(ergebnis.offen.allSatisfy { $0.hindernis == Einschraenkung.einzeln })
        let allein = try await welt.tue(welt.anordner) { try Zahlung.anordnen(feste, in: $0) }
        #expect(allein.angeordnet.count == feste.count && allein.offen.isEmpty)
        try await welt.verbund.abbauen()
    }

    @Test("Neue Sätze: Der Bescheid ergeht nicht mit den anderen")
    func anpassen() async throws {
        let (welt, frei, fest) = try await lage()
        _ = try await welt.freigeben(mehr: 12, ab: Kommunenwelt.dezember.ersterTag)
        try await welt.bereiteVor()
        let offene = try await welt.anpassungen().offene
        #expect(Set(offene.filter(\.eingeschraenkt).map(\.fall)) == [fest])
        let ergebnis = try await welt.erlasse(offene.map { .init(id: $0.id, fassung: $0.fassung) })
        #expect(ergebnis.erlassen.map(\.anpassung.fall) == [frei])
        #expect(ergebnis.offen.map(\.hindernis) == [Einschraenkung.einzeln])
        #expect(ergebnis.eingeschraenkt == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Neue Sätze mit Grund: Für sich allein erlässt ihn die Sachbearbeitung, nur heute")
    func anpassenMitGrund() async throws {
        let (welt, _, fest) = try await lage()
        _ = try await welt.freigeben(mehr: 12, ab: Kommunenwelt.dezember.ersterTag)
        try await welt.bereiteVor()
        let feste = try await welt.anpassungen().offene.filter { $0.fall == fest }
            .map { Anpassung.Wahl(id: $0.id, fassung: $0.fassung) }
        let ohne = try await welt.erlasse(feste)
        #expect(ohne.erlassen.isEmpty && ohne.eingeschraenkt == 1)
        func fehlt(_ wer: Akteur, am tag: Kalendertag) async throws -> Bool {
            try await welt.am(tag, wer) { try Einschraenkung.zweckFehlt(zu: fest.uuid, in: $0) }
                == fest
        }
        #expect(try await fehlt(welt.frau, am: Kommunenwelt.heute))
        try await welt.tue(welt.frau) {
            try Einschraenkung.zweckNennen(fest, .rechtsanspruch, grund: "Höhere Sätze.", in: $0)
        }
        #expect(try await !fehlt(welt.frau, am: Kommunenwelt.heute))
        #expect(try await fehlt(welt.kollege, am: Kommunenwelt.heute))
        #expect(try await fehlt(welt.frau, am: Kommunenwelt.heute.plus(tage: 1)))
        let ergebnis = try await welt.erlasse(feste)
        #expect(ergebnis.erlassen.map(\.anpassung.fall) == [fest] && ergebnis.offen.isEmpty)
        try await welt.verbund.abbauen()
    }

    @Test("Briefe und Wiedervorlagen: Der Drucklauf und die gemeinsame Handlung lassen ihn aus")
    func briefeUndVorlagen() async throws {
        let (welt, frei, fest) = try await lage { welt, faelle in
            try await welt.tue(welt.frau) { session in
                for fall in faelle {
                    let id = try Schreiben.anlegen(
                        .mahnung, .init(titel: "Brief", abschnitte: []),
                        akte: try Fallakte.heute(fall, in: session),
                        unterzeichner: Kommunenwelt.unterzeichner, in: session)
                    let brief = try #require(try Schreiben.laden(id, in: session))
                    try brief.ablegen(Array("%PDF".utf8), in: session)
                    try Wiedervorlage.anlegen("Rückruf", zu: fall, faellig: session.heute,
                                              quelle: .selbst, in: session)
                }
            }
        }
        let briefe = try await welt.tue(welt.frau) {
            try Druckbrief.wartende(hoechstens: 10, in: $0)
        }
        #expect(Set(briefe.filter(\.eingeschraenkt).map(\.fall)) == [fest])
        let gewaehlt = briefe.map(\.id)
        let (aussen, gedruckt) = try await welt.tue(welt.frau) { session in
            (try Drucklauf.eingeschraenkt(gewaehlt, in: session),
             try Drucklauf.blaetter(
                Drucklauf.anlegen(gewaehlt, doppelseitig: false, in: session), in: session))
        }
        #expect(aussen == 1)
        #expect(Set(gedruckt.map(\.brief.fall)) == [frei])
        let rest = briefe.filter(\.eingeschraenkt).map(\.id)
        #expect(try await hindernisgrund {
            try await welt.tue(welt.frau) {
                _ = try Drucklauf.anlegen(rest, doppelseitig: false, in: $0)
            }
        } == Einschraenkung.einzeln.grund)
        let ergebnis = try await welt.tue(welt.frau) { session in
            let alle = try Wiedervorlage.offene(fuer: [session.benutzer()], bis: session.heute,
                                                in: session)
            return try Wiedervorlage.ausfuehren(.erledigen, auf: alle.map { .init($0.id) },
                                                in: session)
        }
        #expect(ergebnis.getan.allSatisfy { $0.fall == frei } && !ergebnis.getan.isEmpty)
        #expect(ergebnis.eingeschraenkt == 1)
        try await welt.verbund.abbauen()
    }
}
