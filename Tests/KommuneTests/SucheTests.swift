import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Suche: ein Feld für alles")
struct SucheTests {
    private func person(_ familienname: String, _ vorname: String,
                        geboren: Kalendertag = Monat(1985, 5).ersterTag,
                        weitere: String = "", azr: String? = nil) -> Person.Angabe {
        Person.Angabe(familienname: familienname, vorname: vorname, weitereNamen: weitere,
                      geburtsdatum: geboren,
                      geschlecht: .divers, staatsangehoerigkeit: "423", azrNummer: azr,
                          familienstand: .ledig)
    }

    private func fall(_ personen: Person.Angabe..., iban: String = "DE89370400440532013000",
                      in welt: Kommunenwelt) async throws -> Fall.ID {
        try await welt.tue(welt.frau) { session in
            var neu = try Kommunenwelt.neuerFall(iban: iban)
            neu.mitglieder = personen.enumerated().map { stelle, angabe in
                .init(angabe: angabe, rolle: stelle == 0 ? .haushaltsvorstand : .sonstigeErwachsene,
                      personenkreis: .nr1, status: .aufenthaltsgestattung)
            }
            return try Fall.anlegen(neu, in: session)
        }
    }

    private func suche(_ text: String, in welt: Kommunenwelt) async throws -> [Fall.Treffer] {
        try await welt.verbund.read(welt.ahaus, als: welt.frau) { try Fall.suchen(text, in: $0) }
    }

    @Test("Jede übliche Schreibweise findet die Person und sagt, warum")
    func schreibweisen() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await fall(person("Müller", "Mohammed", weitere: "Mehdi Al-Jabouri"),
                                  in: welt)
        _ = try await self.fall(person("Nikolić", "Dragan"), in: welt)
        for (text, grund) in [
            ("Müller", .name), ("mueller", .name), ("MOHAMMED müller", .name),
                ("müller, mohammed", .name),
            ("moham", .anfang), ("ülle", .teil), ("Muller", .klang), ("Muhammad Mueller", .klang),
                ("محمد", .klang),
            ("Мухаммед", .klang), ("Jaburi", .klang), ("Mehdi", .name), ("mohammed 1985", .name),
            ("muhamad 1.5.85", .klang), ("Mohanmed", .schreibfehler),
        ] as [(String, Fall.Treffer.Grund)] {
            let treffer = try await suche(text, in: welt)
            #expect(treffer.map(\.fall.id) == [fall], "\(text)")
            #expect(treffer.first?.grund == grund, "\(text)")
        }
        for text in ["mohammed 1986", "müller 1.5.1986", "Schuster", "m", ""] {
            #expect(try await suche(text, in: welt).isEmpty, "\(text)")
        }
        try await welt.verbund.abbauen()
    }

    @Test("Abd al-Rahman ist ein Name, wie auch immer er geschrieben ist")
    func zusammengesetzt() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await fall(person("Schäfer", "Abdulrahman"), in: welt)
        _ = try await self.fall(person("Schäffler", "Abdulrahim"), in: welt)
        for text in ["Abd al-Rahman Schaefer", "abdul rahman", "abdel-rahman", "عبد الرحمن"] {
            let treffer = try await suche(text, in: welt)
            #expect(treffer.map(\.fall.id) == [fall], "\(text)")
        }
        #expect(try await suche("schäfer al abdulrahman", in: welt).map(\.fall.id) == [fall])
        try await welt.verbund.abbauen()
    }

    @Test("Der genaueste Treffer steht oben, jeder Fall einmal, mit der Person, die gepasst hat")
    func rangfolge() async throws {
        let welt = try await Kommunenwelt.neu()
        let klang = try await fall(person("Muhamad", "Samir"), in: welt)
        let anfang = try await fall(person("Mohammedi", "Samir"), in: welt)
        let genau = try await fall(person("Berisha", "Arta"), person("Mohammed", "Ali"),
                                   person("Mohammed", "Omar"),
                                   in: welt)
        let treffer = try await suche("mohammed", in: welt)
        #expect(treffer.map(\.fall.id) == [genau, anfang, klang])
        #expect(treffer[0].person.map { $0.hasPrefix("Mohammed, ") } == true)
        #expect(treffer[0].fall.name == "Berisha, Arta")
        try await welt.verbund.abbauen()
    }

    @Test("Nummern und Tage")
    func nummern() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await fall(person("", "Zabihullah", geboren: Monat(1990, 3).ersterTag,
                                         azr: "000000317011"),
                                  iban: "DE02120300000000202051", in: welt)
        for (text, grund) in [
            ("1.3.90", .geburt), ("AHA-2026-00001", .aktenzeichen), ("2026-1", .aktenzeichen),
                ("1", .aktenzeichen),
            ("000000317011", .azr), ("2051", .iban), ("DE02120300000000202051", .iban),
                ("zabihullah", .name),
        ] as [(String, Fall.Treffer.Grund)] {
            let treffer = try await suche(text, in: welt)
            #expect(treffer.map(\.fall.id) == [fall], "\(text)")
            #expect(treffer.first?.grund == grund, "\(text)")
        }
        try await welt.verbund.abbauen()
    }

    @Test("Von Personen anderer Kommunen verrät die Suche nichts")
    func fremde() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await fall(person("Rahmani", "Yusuf", azr: "000000317011"), in: welt)
        let dort = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken)
        for text in ["Rahmani", "Yussuf", "يوسف", "1.5.1985", "AHA-2026-00001", "1", "000000317011",
                     "3000"] {
            let treffer = try await welt.verbund.read(welt.borken,
                                                      als: dort) { try Fall.suchen(text, in: $0) }
            #expect(treffer.isEmpty, "\(text)")
        }
        try await welt.verbund.abbauen()
    }

    @Test("Ein neuer Name löst den alten ab und beide werden gefunden; eine Korrektur vergisst ihn")
    func namensaenderung() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await fall(person("Haddad", "Rania"), in: welt)
        let neu = person("Barakat", "Rania")
        try await welt.tue(welt.frau) { session in
            let person = try session.scalar("SELECT person_id FROM mitglied", as: Person.ID.self)
            try Fall.aendern(fall, fassung: 1, .angabe(person, neu, ab: Kommunenwelt.heute),
                             in: session)
        }
        #expect(try await suche("haddad", in: welt).count == 1)
        #expect(try await suche("barakat", in: welt).count == 1)
        try await welt.verbund.abbauen()
    }

    @Test("Nach älteren Regeln gefaltete Namen werden nachgezogen, in Schritten und nur einmal")
    func nachfalten() async throws {
        let welt = try await Kommunenwelt.neu()
        for name in ["Şahin", "Demir", "Kaya"] {
            _ = try await fall(person(name, "Ayşe"), in: welt)
        }
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let schema = welt.ahaus.schema
        try server.execute("""
            UPDATE \(identifier: schema).person_angabe
               SET suchname = 'alt', klang = '{}', faltung = 0
            """)
        #expect(try await suche("Schahin", in: welt).isEmpty)
        let schritte = try await welt.tue(welt.frau) { session in
            try (0..<3).map { _ in try NamenNeuFalten.schritt(hoechstens: 2, in: session) }
        }
        #expect(schritte == [2, 1, 0])
        #expect(try await suche("Schahin", in: welt).count == 1)
        try await welt.verbund.abbauen()
    }
}
