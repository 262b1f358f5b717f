import Grundwerte
@testable import Kommune
import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Das Programm legt vor, was es selbst wissen kann, jedes einmal")
struct WiedervorlagenAbgleichTests {
    private struct Offen: Equatable {
        let faellig: Kalendertag
        let text: String
    }

    private func offen(_ welt: Kommunenwelt, _ fall: Fall.ID) async throws -> [Offen] {
        try await welt.tue(welt.frau) { session in
            try Wiedervorlage.offene(zu: fall, in: session).map { vorlage in
                #expect(vorlage.quelle == .automatisch && !vorlage.warum.isEmpty)
                return Offen(faellig: vorlage.faellig, text: vorlage.text)
            }
        }
    }

    private func abgleich(_ welt: Kommunenwelt, nur fall: Fall.ID? = nil) async throws
        -> Wiedervorlage.Abgleich {
        try await welt.tue(welt.frau) { try Wiedervorlage.abgleichen(nur: fall, in: $0) }
    }

    private func tag(_ iso: String) throws -> Kalendertag { try #require(Kalendertag(iso)) }

    private func aendere(
        _ welt: Kommunenwelt, _ fall: Fall.ID,
        _ was: @escaping @Sendable (Person.ID) -> Fallaenderung
    ) async throws {
        try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            let person = try #require(akte.mitglieder.first?.id)
            try Fall.aendern(fall, fassung: akte.fall.fassung, was(person), in: session)
        }
    }

    private func dokument(bis: Kalendertag, eingereist: Kalendertag? = nil)
        -> @Sendable (Person.ID) -> Fallaenderung {
        { .aufenthalt($0, Aufenthalt(
            status: .aufenthaltsgestattung, eingereistAm: eingereist, dokumentBis: bis,
            gueltig: Zeitraum(von: Kommunenwelt.november.ersterTag))) }
    }

    @Test("Das Ende der Bewilligung vier Wochen vorher; eine neue Bewilligung nimmt es zurück")
    func bewilligung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 0))
        try await welt.bewillige(fall)
        // Der Bescheid hat sie gleich gesetzt, nicht erst die Nacht.
        // Vier Wochen vor dem 30.11. ist vorbei: Verspätetes ist heute fällig.
        #expect(try await offen(welt, fall) == [Offen(
            faellig: Kommunenwelt.heute,
            text: "Bewilligung bis 30.11.2026: weiter bewilligen oder einstellen.")])
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 0))
        try await welt.bewillige(fall, von: Kommunenwelt.dezember, bis: Kommunenwelt.dezember)
        #expect(try await offen(welt, fall) == [Offen(
            faellig: try tag("2026-12-03"),
            text: "Bewilligung bis 31.12.2026: weiter bewilligen oder einstellen.")])
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 0))
        // Mit dem Fall enden seine Fristen.
        try await welt.tue(welt.frau) { session in
            try Fall.einstellen(
                fall, fassung: try Fall.fassung(fall, in: session), zum: Kommunenwelt.heute,
                grund: "Ausreise", unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        #expect(try await offen(welt, fall).filter { $0.text.hasPrefix("Bewilligung") } == [])
        try await welt.verbund.abbauen()
    }

    @Test("Dokument und Wartezeit nach § 2; Verspätetes ist heute fällig")
    func person() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await aendere(welt, fall, dokument(
            bis: try tag("2026-11-30"), eingereist: try tag("2024-02-01")))
        #expect(try await abgleich(welt, nur: fall).gesetzt == 2)
        let liegt = try await offen(welt, fall)
        #expect(liegt == [
            Offen(faellig: Kommunenwelt.heute, text: "Dokument von Yusuf Rahmani bis 30.11.2026: "
                + "Verlängerung anfordern."),
            Offen(faellig: try tag("2026-12-07"),
                  text: "Leistungen nach § 2 für Yusuf Rahmani ab dem 01.02.2027 prüfen."),
        ])
        try await welt.verbund.abbauen()
    }

    @Test("Geburtstage mit neuer Stufe (§ 3a): künftige ja, vergangene und andere nicht",
          arguments: [("2020-12-10", 1), ("2012-12-10", 1), ("2008-12-10", 1), ("2001-12-10", 1),
                      ("2020-11-23", 0), ("2019-12-10", 0), ("2021-03-10", 0)])
    func geburtstag(geboren: String, gesetzt: Int) async throws {
        let welt = try await Kommunenwelt.neu(), geburtsdatum = try tag(geboren)
        let fall = try await welt.fall()
        try await aendere(welt, fall) { _ in
            .zugang(.init(
                angabe: .init(familienname: "Rahmani", vorname: "Noor", geburtsdatum: geburtsdatum,
                              geschlecht: .weiblich, staatsangehoerigkeit: "423",
                              familienstand: .ledig),
                rolle: .kind, personenkreis: .nr1, status: .aufenthaltsgestattung),
                ab: Kommunenwelt.november.ersterTag)
        }
        #expect(try await abgleich(welt).gesetzt == gesetzt)
        try await welt.verbund.abbauen()
    }

    @Test("Ende einer Einschränkung (§ 14): eingetragen oder höchstens sechs Monate")
    func einschraenkung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let ab = Monat(2026, 7).ersterTag
        try await aendere(welt, fall) { person in
            .berechtigung(person, Berechtigung(
                personenkreis: .nr1, grundlage: .anspruchseinschraenkung,
                einschraenkung: .absatz3, gueltig: Zeitraum(von: ab)))
        }
        #expect(try await abgleich(welt).gesetzt == 1)
        #expect(try await offen(welt, fall).map(\.text) == [
            "Einschränkung nach § 1a für Yusuf Rahmani bis 31.12.2026: fortsetzen oder "
                + "Grundleistung bewilligen."])
        try await aendere(welt, fall) { person in
            .berechtigung(person, Berechtigung(
                personenkreis: .nr1, grundlage: .grundleistung,
                gueltig: Zeitraum(von: Monat(2027, 1).ersterTag)))
        }
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 1))
        try await welt.verbund.abbauen()
    }

    @Test("Die Frist einer Anhörung liegt gleich vor, nie doppelt, und geht mit dem Ergebnis")
    func anhoerung() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let frist = Kommunenwelt.heute.plus(tage: 90)
        let anhoerung = try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            return try Anhoerung.anhoeren(
                .init(anlass: .einschraenkung, norm: "§ 1a Abs. 3 AsylbLG",
                      person: try #require(akte.mitglieder.first?.id), sachverhalt: "Pass fehlt."),
                fall: fall, frist: frist, unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
        #expect(try await offen(welt, fall).map(\.faellig) == [frist.plus(tage: 1)])
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 0))
        try await welt.tue(welt.frau) {
            try Anhoerung.abschliessen(
                anhoerung, .abgesehen, begruendung: "Pass liegt vor.", in: $0)
        }
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 1))
        try await welt.verbund.abbauen()
    }

    @Test("Erledigtes kommt nicht wieder, Zurückgenommenes schon; ein Auftrag tut es je Mandant")
    func einmal() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let erstes = dokument(bis: try tag("2026-12-31"))
        try await aendere(welt, fall, erstes)
        try await welt.tue(welt.frau) {
            try $0.enqueue(WiedervorlagenAbgleichen(), key: "probe")
        }
        try await JobWorker(
            database: welt.verbund.worker, registry: welt.verbund.registry,
            jobs: [WiedervorlagenAbgleichen.self],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }).drain()
        #expect(try await offen(welt, fall).count == 1)
        try await aendere(welt, fall, dokument(bis: try tag("2027-08-31")))
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 1))
        try await aendere(welt, fall, erstes)
        #expect(try await abgleich(welt) == .init(gesetzt: 1, zurueckgenommen: 0))
        try await welt.tue(welt.frau) { session in
            for vorlage in try Wiedervorlage.offene(zu: fall, in: session) {
                try Wiedervorlage.erledigen(vorlage.id, in: session)
            }
        }
        #expect(try await abgleich(welt) == .init(gesetzt: 0, zurueckgenommen: 0))
        #expect(try await offen(welt, fall) == [])
        try await welt.verbund.abbauen()
    }

    @Test("Zu jedem Anlass gibt es eine Regel, auch vor ihrem ersten Tag")
    func regeln() {
        for anlass in Vorlageanlass.allCases {
            let regel = Vorlageregel.geltende(anlass, am: Monat(2020, 1).ersterTag)
            #expect(regel.anlass == anlass && regel.satz.hasSuffix("."))
        }
    }
}
