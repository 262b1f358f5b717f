import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing

/// Eine Kommune mit Haushalten und jemandem, der Scheine ausstellt.
private struct Scheinwelt: Sendable {
    let welt: Kommunenwelt
    let schwester: Akteur

    static func neu() async throws -> Scheinwelt {
        let welt = try await Kommunenwelt.neu()
        return Scheinwelt(welt: welt, schwester: try await welt.verbund.akteur(
            "sachbearbeitung_krankenhilfe", mandant: welt.ahaus))
    }

    static func mitglied(_ vorname: String, _ rolle: Haushaltsrolle,
                         grundlage: Anspruchsgrundlage = .grundleistung) -> NeuerFall.Mitglied {
        .init(angabe: .init(familienname: "Rahmani", vorname: vorname,
                            geburtsdatum: Monat(1990, 3).ersterTag, geschlecht: .maennlich,
                            staatsangehoerigkeit: "423", familienstand: .ledig),
              rolle: rolle, personenkreis: .nr1, grundlage: grundlage,
              status: .aufenthaltsgestattung)
    }

    func fall(_ mitglieder: NeuerFall.Mitglied...) async throws -> Fallakte {
        try await welt.tue(welt.frau) { session in
            let neu = NeuerFall(ab: Kommunenwelt.november.ersterTag, mitglieder: mitglieder,
                                unterkunft: try Kommunenwelt.neuerFall().unterkunft, konto: nil)
            let fall = try Fall.anlegen(neu, in: session)
            let stand = Stand(am: session.heute)
            return try #require(try Fallakte.laden(fall, stand: stand, in: session))
        }
    }

    func ausstellen(_ akte: Fallakte, _ art: Behandlungsschein.Art = .aerztlich,
                    aendern: @Sendable (inout Scheinwunsch) -> Void = { _ in })
        async throws -> [Behandlungsschein] {
        var wunsch = Scheinwunsch(
            fall: akte.fall.id, personen: akte.mitglieder.map(\.id), art: art,
            quartal: Quartal(Kommunenwelt.heute))
        aendern(&wunsch)
        let fertig = wunsch
        return try await welt.tue(schwester) { session in
            try Behandlungsschein.ausstellen(
                fertig, unterzeichner: Kommunenwelt.unterzeichner, in: session).map {
                try #require(try Behandlungsschein.laden($0, in: session))
            }
        }
    }

    func vermerke(_ akte: Fallakte) async throws -> [String] {
        let fall = akte.fall.id
        return try await welt.tue(schwester) {
            try Aktenvermerk.alle(zu: fall, in: $0).map(\.text)
        }
    }

    func verweigert(
        _ tun: () async throws -> [Behandlungsschein]
    ) async throws -> Scheinverweigerung {
        do {
            _ = try await tun()
            Issue.record("Es wurde ausgestellt.")
            return Scheinverweigerung(einzelne: [])
        } catch let verweigerung as Scheinverweigerung {
            return verweigerung
        }
    }
}

@Suite("Behandlungsschein (§ 4 AsylbLG)")
struct BehandlungsscheinTests {
    @Test("Fünfzig zugleich, einer bricht ab: Die Nummern haben keine Lücke")
    func lueckenlos() async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(Scheinwelt.mitglied("Yusuf", .haushaltsvorstand))
        struct Abbruch: Error {}
        try await withThrowingTaskGroup(of: Void.self) { gruppe in
            for lfd in 0..<50 {
                gruppe.addTask {
                    let wunsch = Scheinwunsch(
                        fall: akte.fall.id, personen: akte.mitglieder.map(\.id), art: .aerztlich,
                        quartal: Quartal(Kommunenwelt.heute), zweitgrund: "Probe \(lfd)")
                    do {
                        try await welt.welt.tue(welt.schwester) { session in
                            _ = try Behandlungsschein.ausstellen(
                                wunsch, unterzeichner: Kommunenwelt.unterzeichner, in: session)
                            if lfd == 20 { throw Abbruch() }
                        }
                    } catch is Abbruch {}
                }
            }
            try await gruppe.waitForAll()
        }
        let nummern = try await welt.welt.tue(welt.schwester) { session in
            try session.scalars("SELECT lfd FROM behandlungsschein ORDER BY lfd", as: Int.self)
        }
        #expect(nummern == Array(1...49))
        try await welt.welt.verbund.abbauen()
    }

    @Test("Er gilt ab heute bis zum Ende des Quartals; der Verlauf nennt ihn")
    func ausstellen() async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(Scheinwelt.mitglied("Yusuf", .haushaltsvorstand))
        let schein = try #require(try await welt.ausstellen(akte).first)
        #expect(schein.nummer == "2026/00001")
        let silvester = Monat(2026, 12).letzterTag
        #expect(schein.gueltig == Zeitraum(von: Kommunenwelt.heute, bis: silvester))
        #expect(try await welt.vermerke(akte).first?.hasPrefix(
            "Behandlungsschein 2026/00001 (ärztlich, 4. Quartal 2026) für Yusuf Rahmani") == true)
        let naechstes = try await welt.ausstellen(akte) { $0.quartal = $0.quartal.naechstes }
        #expect(naechstes.first?.gueltig == Quartal(Kommunenwelt.heute).naechstes.zeitraum)
        try await welt.welt.verbund.abbauen()
    }

    @Test("Ein ganzer Haushalt in einem Zug, jede Person mit eigener Nummer; sonst keiner")
    func haushalt() async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(
            Scheinwelt.mitglied("Yusuf", .haushaltsvorstand),
            Scheinwelt.mitglied("Samira", .partner),
            Scheinwelt.mitglied("Amir", .kind))
        #expect(try await welt.ausstellen(akte).map(\.nummer)
            == ["2026/00001", "2026/00002", "2026/00003"])
        let gemischt = try await welt.fall(
            Scheinwelt.mitglied("Omid", .haushaltsvorstand),
            Scheinwelt.mitglied("Navid", .kind, grundlage: .analogleistung))
        let verweigert = try await welt.verweigert { try await welt.ausstellen(gemischt) }
        #expect(verweigert.einzelne.count == 1)
        #expect(try await welt.ausstellen(gemischt) {
            $0.personen.removeLast()
        }.map(\.nummer) == ["2026/00004"])
        try await welt.welt.verbund.abbauen()
    }

    @Test("Wer Leistungen nach § 2 oder keine erhält, bekommt keinen, mit Grund", arguments: [
        (Anspruchsgrundlage.analogleistung, "§ 264 Abs. 2 SGB V"),
        (.keine, "keine Berechtigung nach dem AsylbLG"),
    ])
    func verweigert(grundlage: Anspruchsgrundlage, grund: String) async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(
            Scheinwelt.mitglied("Yusuf", .haushaltsvorstand, grundlage: grundlage))
        let verweigert = try await welt.verweigert { try await welt.ausstellen(akte) }
        #expect(verweigert.einzelne.first?.hindernis.grund.contains(grund) == true)
        #expect(verweigert.einzelne.first?.hindernis.abhilfe.isEmpty == false)
        try await welt.welt.verbund.abbauen()
    }

    @Test("Mit der Berechtigung endet der Schein; § 1a lässt § 4 unberührt")
    func zeitraum() throws {
        let ab = Kommunenwelt.heute, ende = ab.plus(tage: 10)
        func mitglied(_ teile: [(Anspruchsgrundlage, Zeitraum)]) -> Fallakte.Mitglied {
            .init(id: .init(), angaben: [], mitgliedschaften: [
                Mitgliedschaft(rolle: .haushaltsvorstand,
                               gueltig: Zeitraum(von: ab.plus(tage: -90))),
            ], berechtigungen: teile.map {
                Berechtigung(personenkreis: .nr1, grundlage: $0.0, gueltig: $0.1)
            }, aufenthalte: [], einkommen: [], vermoegen: [])
        }
        let quartal = Quartal(ab), davor = Zeitraum(von: ab, bis: ende)
        let danach = Zeitraum(von: ende.plus(tage: 1))
        #expect(try mitglied([(.grundleistung, davor)])
            .scheinzeitraum(ab: ab, im: quartal) == davor)
        #expect(try mitglied([(.grundleistung, davor), (.analogleistung, danach)])
            .scheinzeitraum(ab: ab, im: quartal) == davor)
        #expect(try mitglied([(.grundleistung, davor), (.anspruchseinschraenkung, danach)])
            .scheinzeitraum(ab: ab, im: quartal).bis == quartal.letzterTag)
        #expect(throws: Hindernis.self) {
            try mitglied([(.grundleistung, danach)]).scheinzeitraum(ab: ab, im: quartal)
        }
    }

    @Test("Ein zweiter derselben Art braucht einen Grund; nach einem Widerruf nicht")
    func zweiter() async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(Scheinwelt.mitglied("Yusuf", .haushaltsvorstand))
        let erster = try #require(try await welt.ausstellen(akte).first)
        let verweigert = try await welt.verweigert { try await welt.ausstellen(akte) }
        #expect(verweigert.einzelne.first?.vorhanden?.id == erster.id)
        #expect(try await welt.ausstellen(akte, .zahnaerztlich).count == 1)
        #expect(try await welt.ausstellen(akte) { $0.zweitgrund = "Wechsel der Praxis" }.count == 1)
        try await welt.welt.tue(welt.schwester) {
            try Behandlungsschein.widerrufen(erster.id, grund: "verloren", in: $0)
        }
        #expect(try await welt.vermerke(akte).first
            == "Behandlungsschein 2026/00001 für Yusuf Rahmani widerrufen: verloren")
        await #expect(throws: Hindernis.self) {
            try await welt.welt.tue(welt.schwester) {
                try Behandlungsschein.widerrufen(erster.id, grund: "noch einmal", in: $0)
            }
        }
        let liste = try await welt.welt.tue(welt.schwester) {
            try Behandlungsschein.liste(.init(zustand: .widerrufen), in: $0).scheine.map(\.nummer)
        }
        #expect(liste == ["2026/00001"])
        try await welt.welt.verbund.abbauen()
    }

    @Test("Die Datenbank lässt keinen ändern, zweimal widerrufen oder löschen", arguments: [
        ("UPDATE behandlungsschein SET inhalt = '{}'", "23514"),
        ("UPDATE behandlungsschein SET widerrufen_am = now()", "23514"),
        ("DELETE FROM behandlungsschein", "42501"),
    ])
    func unveraenderlich(sql: String, code: String) async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(Scheinwelt.mitglied("Yusuf", .haushaltsvorstand))
        let id = try #require(try await welt.ausstellen(akte).first?.id)
        try await welt.welt.tue(welt.schwester) {
            try Behandlungsschein.widerrufen(id, grund: "verloren", in: $0)
        }
        let fehler = await #expect(throws: PostgresError.self) {
            try await welt.welt.tue(welt.schwester) { try $0.execute("\(unescaped: sql)") }
        }
        #expect(fehler.map { "\($0.sqlState)" }?.contains(code) == true)
        try await welt.welt.verbund.abbauen()
    }

    @Test("Derselbe Wunsch hat dieselbe Kennung, ein anderer eine andere")
    func vorgang() {
        let formular = UUIDv7(), wunsch = Scheinwunsch(
            fall: .init(), personen: [.init()], art: .aerztlich,
            quartal: Quartal(Kommunenwelt.heute))
        var anders = wunsch
        anders.art = .zahnaerztlich
        #expect(wunsch.vorgang(formular) == wunsch.vorgang(formular))
        #expect(wunsch.vorgang(formular) != anders.vorgang(formular))
        #expect(wunsch.vorgang(formular) != wunsch.vorgang(UUIDv7()))
    }

    @Test("Gefunden wird nach Name, Schreibweise, Geburtsdatum und Aktenzeichen", arguments: [
        "rahm", "Rachmani Yusuf", "01.03.1990", "AHA-2026",
    ])
    func suche(eingabe: String) async throws {
        let welt = try await Scheinwelt.neu()
        _ = try await welt.fall(Scheinwelt.mitglied("Yusuf", .haushaltsvorstand))
        let gefunden = try await welt.welt.tue(welt.schwester) {
            try Scheinperson.suchen(eingabe, in: $0)
        }
        #expect(gefunden.map(\.angabe.name) == ["Yusuf Rahmani"])
        #expect(gefunden.first?.grundlage == .grundleistung)
        try await welt.welt.verbund.abbauen()
    }
}

@Suite("Behandlungsschein als PDF", .enabled(
    if: ProcessInfo.processInfo.environment["MANDAT_TEST_PYTHON"] != nil,
    "MANDAT_TEST_PYTHON nennt kein Python mit typst"))
struct ScheindruckTests {
    @Test("Jeder Nachdruck hat dieselben Bytes, auch neu gesetzt; der erste bleibt in der Akte")
    func nachdruck() async throws {
        let welt = try await Scheinwelt.neu()
        let akte = try await welt.fall(Scheinwelt.mitglied("Yusuf", .haushaltsvorstand))
        let schein = try #require(try await welt.ausstellen(akte).first)
        let heimat = TestVerbund.sql.deletingLastPathComponent().path
        let python = try #require(ProcessInfo.processInfo.environment["MANDAT_TEST_PYTHON"])
        let satz = Schriftsatz(.init(python: python, heimat: heimat), logger: Logger(label: "test"))
        let inhalte = try await welt.welt.tue(welt.schwester) {
            try Behandlungsschein.inhalte([schein.id], in: $0)
        }
        let druck = Scheininhalt.Druck(inhalte), tag = schein.ausgestelltAm
        let erster = try await druck.setzen(am: tag, mit: satz)
        await satz.beenden()
        let zweiter = try await druck.setzen(am: tag, mit: satz)
        #expect(erster == zweiter)
        let abgelegt = try await welt.welt.tue(welt.schwester) { session in
            try Schriftstueck.ablegen(erster, zu: schein, in: session)
            try Schriftstueck.ablegen(Array("anderes".utf8), zu: schein, in: session)
            return try Schriftstueck.pdf(.behandlungsschein(schein.id), in: session)
        }
        #expect(abgelegt == erster)
        await satz.beenden()
        try await welt.welt.verbund.abbauen()
    }
}
