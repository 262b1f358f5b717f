import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Anpassung nach neuen Sätzen: vorbereitet vom Programm, erlassen von der Sachbearbeitung")
struct AnpassungTests {
    private static let dezember = Kommunenwelt.dezember

    @Test("Eine Freigabe legt jeden betroffenen Fall einmal vor, auch wenn sie zweimal läuft")
    func vorlegen() async throws {
        let welt = try await Kommunenwelt.neu()
        let betroffen = try await welt.fall(), nurNovember = try await welt.fall()
        try await welt.bewillige(betroffen, bis: Self.dezember)
        try await welt.bewillige(nurNovember)
        let freigabe = try await welt.freigeben(mehr: 12, ab: Self.dezember.ersterTag)
        try await welt.bereiteVor()
        try await welt.ankuendigen(freigabe, ab: Self.dezember.ersterTag)
        try await welt.bereiteVor()

        let (offene, anzahl) = try await welt.anpassungen()
        #expect(anzahl == 1)
        let anpassung = try #require(offene.first)
        #expect(anpassung.fall == betroffen)
        #expect(anpassung.art == .aenderung)
        #expect(anpassung.von == Self.dezember)
        #expect(anpassung.bis == Self.dezember)
        #expect(anpassung.bisher == 855)
        #expect(anpassung.neu == 867)
        #expect(anpassung.warum.contains("+12,00 €"))
        // Noch ist nichts bewilligt.
        #expect(try await welt.bewilligt(betroffen)[Self.dezember] == 855)
        try await welt.verbund.abbauen()
    }

    @Test("Wer vertritt, dem liegen die Fälle der Vertretenen mit vor")
    func vertretung() async throws {
        let welt = try await Kommunenwelt.neu()
        try await welt.bewillige(try await welt.fall(), bis: Self.dezember)
        _ = try await welt.freigeben(mehr: 12, ab: Self.dezember.ersterTag)
        try await welt.bereiteVor()
        func beimKollegen() async throws -> [Int] {
            try await welt.tue(welt.kollege) { session in
                [try Anpassung.anzahl(.meine, in: session),
                 try Anpassung.offene(.meine, hoechstens: 50, in: session).anpassungen.count]
            }
        }
        #expect(try await beimKollegen() == [0, 0])
        let vertretung = Vertretung.Neu(
            abwesend: try #require(welt.frau.benutzer),
            vertreter: try #require(welt.kollege.benutzer), von: Kommunenwelt.heute,
            bis: Kommunenwelt.heute, hinweis: "")
        try await welt.tue(welt.frau) { _ = try Vertretung.eintragen(vertretung, in: $0) }
        #expect(try await beimKollegen() == [1, 1])
        try await welt.verbund.abbauen()
    }

    @Test("Der Bescheid ergeht einmal, auf Probe gar nicht; danach gilt der neue Betrag")
    func erlassen() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Self.dezember)
        _ = try await welt.freigeben(mehr: 12, ab: Self.dezember.ersterTag)
        try await welt.bereiteVor()
        let wahl = try await welt.anpassungen().offene.map {
            Anpassung.Wahl(id: $0.id, fassung: $0.fassung)
        }
        let probe = try await welt.erlasse(wahl, probe: true)
        #expect(probe.erlassen.map(\.folge.leistung) == [867])
        #expect(try await welt.bewilligt(fall)[Self.dezember] == 855)

        let ergebnis = try await welt.erlasse(wahl)
        #expect(ergebnis.erlassen.count == 1)
        #expect(ergebnis.offen.isEmpty)
        #expect(try await welt.bewilligt(fall)[Self.dezember] == 867)
        #expect(try await welt.bescheide(fall) == 2)
        #expect(try await welt.anpassungen().anzahl == 0)

        let nochmals = try await welt.erlasse(wahl)
        #expect(nochmals.verschwunden == 1)
        #expect(try await welt.bescheide(fall) == 2)
        try await welt.verbund.abbauen()
    }

    @Test("Wer bis zum letzten Monat mit Sätzen bewilligt hat, dem liegt die Weiterbewilligung vor")
    func weiterbewilligung() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall(), frueher = try await welt.fall()
        try await welt.bewillige(fall, bis: Self.dezember)
        try await welt.bewillige(frueher)
        _ = try await welt.freigeben(mehr: 12, ab: Monat(2027, 1).ersterTag)
        try await welt.bereiteVor()
        let offene = try await welt.anpassungen().offene
        #expect(offene.map(\.fall) == [fall])
        #expect(offene.map(\.art) == [.weiterbewilligung])
        #expect(offene.map(\.von) == [Monat(2027, 1)])
        #expect(offene.map(\.bis) == [Monat(2027, 6)])
        let ergebnis = try await welt.erlasse(offene.map { .init(id: $0.id, fassung: $0.fassung) })
        #expect(ergebnis.erlassen.count == 1)
        #expect(try await welt.bewilligt(fall)[Monat(2027, 6)] == 867)
        try await welt.verbund.abbauen()
    }

    @Test("Was nicht geht, bleibt mit seinem Grund liegen; das Übrige geht")
    func einerScheitert() async throws {
        let welt = try await Kommunenwelt.neu()
        let gut = try await welt.fall(), geaendert = try await welt.fall()
        for fall in [gut, geaendert] { try await welt.bewillige(fall, bis: Self.dezember) }
        _ = try await welt.freigeben(mehr: 12, ab: Self.dezember.ersterTag)
        try await welt.bereiteVor()
        let wahl = try await welt.anpassungen().offene.map {
            Anpassung.Wahl(id: $0.id, fassung: $0.fassung)
        }
        try await welt.tue(welt.kollege) { session in
            try Fall.verlangen(
                geaendert, fassung: try Fall.fassung(geaendert, in: session), in: session)
        }
        let ergebnis = try await welt.erlasse(wahl)
        #expect(ergebnis.erlassen.map(\.anpassung.fall) == [gut])
        #expect(ergebnis.offen.map(\.anpassung.fall) == [geaendert])
        #expect(ergebnis.offen.first?.hindernis.art == .konflikt)
        let offene = try await welt.anpassungen().offene
        #expect(offene.map(\.fall) == [geaendert])
        #expect(offene.map(\.seitherGeaendert) == [true])
        try await welt.verbund.abbauen()
    }

    @Test("Ein Bescheid auf anderem Weg erledigt, was für dieselben Monate vorbereitet war")
    func andererWeg() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Self.dezember)
        _ = try await welt.freigeben(mehr: 12, ab: Self.dezember.ersterTag)
        try await welt.bereiteVor()
        try await welt.bewillige(fall, bis: Self.dezember)
        #expect(try await welt.anpassungen().anzahl == 0)
        try await welt.verbund.abbauen()
    }

    @Test("Mit der Freigabe geht die Probe; jede Kommune bekommt nur ihren Auftrag")
    func probeGeht() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Self.dezember)
        let dort = try await welt.faelleInBorken(1)
        let lauf = try welt.probelaufBeginnen()
        try await welt.rechne()
        #expect(try await welt.anzahl(lauf) == 1)
        _ = try await welt.freigeben(mehr: 12, ab: Monat(2027, 1).ersterTag)
        try await welt.bereiteVor()
        #expect(try await welt.anzahl(lauf) == 0)
        let anpassungen = try await welt.anpassungen().offene
        #expect(anpassungen.map(\.fall) == [fall])
        #expect(!anpassungen.map(\.fall).contains(dort[0]))
        try await welt.verbund.abbauen()
    }
}

extension Kommunenwelt {
    /// Gibt höhere Bedarfssätze frei und kündigt sie den Kommunen an.
    @discardableResult
    func freigeben(mehr: Geld, ab tag: Kalendertag) async throws -> UUIDv7 {
        let entwurf = try entwurf(mehr: mehr, ab: tag)
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.parameterstand
               SET freigegeben_von = \(UUIDv7()), freigegeben_am = now() WHERE id = \(entwurf)
            """)
        try await ankuendigen(entwurf, ab: tag)
        return entwurf
    }

    func ankuendigen(_ freigabe: UUIDv7, ab tag: Kalendertag) async throws {
        let fach = try await verbund.akteur("fachadministration")
        try await verbund.database.writePlatform(.parameterFreigeben, als: fach) { session in
            try Anpassungsauftrag.ankuendigen(
                groesse: "bedarfssaetze", gueltigAb: tag, freigabe: freigabe, in: session)
        }
    }

    func bereiteVor() async throws {
        try await JobWorker(
            database: verbund.worker, registry: verbund.registry, jobs: [AnpassungVorbereiten.self],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }).drain()
    }

    func anpassungen() async throws -> (offene: [Anpassung], anzahl: Int) {
        try await tue(frau) {
            let (offene, anzahl) = try Anpassung.offene(.meine, hoechstens: 50, in: $0)
            return (offene, anzahl)
        }
    }

    func erlasse(
        _ wahl: [Anpassung.Wahl], probe: Bool = false
    ) async throws -> Anpassung.Ergebnis {
        try await tue(frau) {
            try Anpassung.erlassen(
                wahl, unterzeichner: Kommunenwelt.unterzeichner, probe: probe, in: $0)
        }
    }

    func bewilligt(_ fall: Fall.ID) async throws -> [Monat: Geld] {
        try await tue(frau) { try Bewilligung.bewilligt(fall, in: $0) }
    }

    func bescheide(_ fall: Fall.ID) async throws -> Int {
        try await tue(frau) { try Bescheid.alle(zu: fall, in: $0).count }
    }
}
