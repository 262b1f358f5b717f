import Foundation
import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Abgleich: Kennt eine andere Kommune die Person?")
struct PersonenabgleichTests {
    private static func tag(_ jahr: Int, _ monat: Int, _ tag: Int) -> Kalendertag {
        Monat(jahr, monat).ersterTag.plus(tage: tag - 1)
    }

    private static func angabe(_ familienname: String, _ vorname: String,
                               _ geboren: Kalendertag = tag(1990, 3, 7),
                               azr: String? = nil) -> Person.Angabe {
        Person.Angabe(familienname: familienname, vorname: vorname, geburtsdatum: geboren,
                      geschlecht: .maennlich,
                      staatsangehoerigkeit: "423", azrNummer: azr, familienstand: .ledig)
    }

    @Test("Dieselbe Person hat in jeder Schreibweise eine gemeinsame Marke", arguments: [
        angabe("Rahmani", "Yussef"), angabe("Jussuf", "Rahmany"), angabe("رحماني", "يوسف"),
        angabe("Rahmani Ahmadzai", "Yusuf"),
            angabe("Haddad", "Omar", tag(1971, 4, 4), azr: "000000317011"),
    ])
    func gemeinsam(andere: Person.Angabe) {
        let texte = Set(Personenmarken.texte([Self.angabe("Rahmani", "Yusuf",
                                                          azr: "000000317011")]))
        #expect(!texte.isDisjoint(with: Personenmarken.texte([andere])))
    }

    @Test("Verschiedene Personen haben keine", arguments: [
        angabe("Rahmani", "Yusuf", tag(1990, 3, 8)), angabe("Rahmani", "Karim"),
            angabe("Haddad", "Yusuf"),
        angabe("", "Yusuf"), angabe("Haddad", "Omar", azr: "000000317012"),
    ])
    func verschieden(andere: Person.Angabe) {
        let texte = Set(Personenmarken.texte([Self.angabe("Rahmani", "Yusuf",
                                                          azr: "000000317011")]))
        #expect(texte.isDisjoint(with: Personenmarken.texte([andere])))
    }

    @Test("Auch sehr viele Namen geben höchstens so viele Marken, wie die Theke nimmt")
    func viele() {
        let angabe = Self.angabe((0..<30).map { "Alchach\($0)chanal" }.joined(separator: " "),
                                 "Abdelchaleq")
        #expect(Personenmarken.texte([angabe]).count <= Personenmarken.hoechstens)
    }

    /// Ahaus und Borken führen je einen Fall.
    private struct Welt {
        let ahaus: Kommunenwelt
        let nachbarin: Akteur

        static func neu() async throws -> Welt {
            let welt = try await Kommunenwelt.neu()
            return Welt(ahaus: welt,
                nachbarin: try await welt.verbund.akteur("sachbearbeitung", mandant: welt.borken))
        }

        func inBorken<R: Sendable>(_ body: @escaping @Sendable (MandantSession) throws -> R) async
            throws -> R {
            try await ahaus.verbund.write(ahaus.borken, als: nachbarin, body)
        }

        func inAhaus<R: Sendable>(_ body: @escaping @Sendable (MandantSession) throws -> R) async
            throws -> R {
            try await ahaus.tue(ahaus.frau, body)
        }
    }

    private static func anlegen(_ angabe: Person.Angabe) -> @Sendable (MandantSession) throws
        -> Fall.ID {
        { session in
            var neu = try Kommunenwelt.neuerFall()
            neu.mitglieder[0].angabe = angabe
            return try Fall.anlegen(neu, in: session)
        }
    }

    private static func kommunen(_ fall: Fall.ID) -> @Sendable (MandantSession) throws
        -> [String?] {
        { session in
            let personen = try session.scalars(
                "SELECT person_id FROM mitglied WHERE fall_id = \(fall)", as: Person.ID.self)
            return try Fall.antwortenAnderer(personen,
                                             in: session).values.flatMap { $0.map(\.kommune) }
        }
    }

    @Test("Die Antwort nennt Kommune und Telefon, sonst nichts; beide Seiten vermerken die Frage")
    func weg() async throws {
        let welt = try await Welt.neu(), verbund = welt.ahaus.verbund
        try verbund.installation.auskunftsstelle(kuerzel: "borken", "Soziales, 02861 939-0")
        let dort = try await welt.inBorken(Self.anlegen(Self.angabe("Rahmani", "Yusuf")))
        let hier = try await welt.inAhaus(Self.anlegen(Self.angabe("Rahmany", "Youssef",
            Self.tag(1990, 7, 3))))
        #expect(try await welt.inAhaus { try Fall.andereFragen(hier, in: $0) } == 1)
        let antworten = try await verbund.read(welt.ahaus.ahaus, als: welt.ahaus.frau) { session in
            let personen = try session.scalars("SELECT person_id FROM mitglied", as: Person.ID.self)
            return try Fall.antwortenAnderer(personen, in: session).values.flatMap(\.self)
        }
        #expect(antworten.map(\.kommune) == ["Stadt Borken"])
        #expect(antworten.map(\.auskunft) == ["Soziales, 02861 939-0"])
        #expect(antworten.map(\.von) == [welt.ahaus.frau.name])
        // Beide haben einen Auftrag, es zu vermerken; er wirkt einmal.
        for _ in 0..<2 {
            try await welt.inBorken { try PersonenfragenUebernehmen.uebernehmen(in: $0) }
            try await welt.inAhaus { try PersonenfragenUebernehmen.uebernehmen(in: $0) }
        }
        let abgelegt = try await welt.inBorken { session in
            try session.scalars("SELECT text FROM aktenvermerk ORDER BY id", as: String.self)
        }
        #expect(abgelegt.count { $0.contains("Stadt Ahaus (\(welt.ahaus.frau.name);") } == 1)
        let vermerktDort = try await welt.inBorken { try Aktenvermerk.alle(zu: dort,
            in: $0).map(\.text) }
        #expect(vermerktDort.count {
            $0.hasPrefix("Abgleich: Eine andere Kommune hat am ")
                && $0.contains(" nach Yusuf Rahmani gefragt und erfahren, dass")
        } == 1, "Wer es war, sagt der Verlauf nicht: Er kann sie später schützen.")
        let vermerktHier = try await welt.inAhaus { try Aktenvermerk.alle(zu: hier,
            in: $0).map(\.text) }
        #expect(vermerktHier.count {
            $0.contains("Eine andere Kommune kennt Youssef Rahmany")
        } == 1, "Welche es ist, sagt nur die Seite: Die Antwort kann später geschützt sein.")
        #expect(try await welt.inAhaus { try Wiedervorlage.offene(zu: hier, in: $0).count } == 1)
        let audit = try await welt.inBorken { session in
            try session.scalars("SELECT vorgang FROM audit WHERE vorgang LIKE 'personenabgleich.%'",
                                as: String.self)
        }
        #expect(audit == ["personenabgleich.beantwortet"])
        let server = try verbund.superuser()
        defer { server.close() }
        let auftraege = try server.scalars(
            "SELECT count(*) FROM platform.job WHERE kind = 'personenfragen.uebernehmen'",
                as: Int.self)
        #expect(auftraege == [2])
        try await verbund.abbauen()
    }

    @Test("Kennt niemand die Person, steht auch das in der Akte")
    func unbekannt() async throws {
        let welt = try await Welt.neu()
        _ = try await welt.inBorken(Self.anlegen(Self.angabe("Haddad", "Omar")))
        let hier = try await welt.inAhaus(Self.anlegen(Self.angabe("Rahmani", "Yusuf")))
        _ = try await welt.inAhaus { try Fall.andereFragen(hier, in: $0) }
        #expect(try await welt.inAhaus(Self.kommunen(hier)) == [nil])
        try await welt.inAhaus { try PersonenfragenUebernehmen.uebernehmen(in: $0) }
        let vermerkt = try await welt.inAhaus { try Aktenvermerk.alle(zu: hier,
            in: $0).map(\.text) }
        #expect(vermerkt.contains { $0.contains("Keine andere Kommune kennt Yusuf Rahmani") })
        try await welt.ahaus.verbund.abbauen()
    }

    @Test("Ohne Spur keine Antwort: Was sich noch zurückrollen lässt, hat keine")
    func zurueckgerollt() async throws {
        let welt = try await Welt.neu()
        _ = try await welt.inBorken(Self.anlegen(Self.angabe("Rahmani", "Yusuf")))
        let hier = try await welt.inAhaus(Self.anlegen(Self.angabe("Rahmani", "Yusuf")))
        await #expect(throws: Zurueck(antworten: 0)) {
            try await welt.inAhaus { session in
                _ = try Fall.andereFragen(hier, in: session)
                let person = try session.scalar("SELECT person_id FROM mitglied", as: UUIDv7.self)
                try session.transaction.savepoint {
                    try PersonenfragenUebernehmen.uebernehmen(in: session)
                }
                throw Zurueck(antworten: try Personenabgleich.antworten(zu: [person],
                    in: session).count)
            }
        }
        #expect(try await welt.inAhaus(Self.kommunen(hier)) == [])
        try await welt.ahaus.verbund.abbauen()
    }

    private struct Zurueck: Error, Equatable { let antworten: Int }

    @Test("Ein neuer Name wird hinterlegt; mit dem Fall endet es, auch ohne Handlung")
    func nachfuehren() async throws {
        let welt = try await Welt.neu(), verbund = welt.ahaus.verbund
        let dort = try await welt.inBorken(Self.anlegen(Self.angabe("Haddad", "Yusuf")))
        func kennt() async throws -> Bool {
            let hier = try await welt.inAhaus(Self.anlegen(Self.angabe("Rahmani", "Yusuf")))
            _ = try await welt.inAhaus { try Fall.andereFragen(hier, in: $0) }
            return try await welt.inAhaus(Self.kommunen(hier)) == ["Stadt Borken"]
        }
        #expect(try await !kennt())
        try await welt.inBorken { session in
            let person = try session.scalar("SELECT person_id FROM mitglied", as: Person.ID.self)
            try Fall.aendern(dort, fassung: 1,
                .angabe(person, Self.angabe("Rahmani", "Yusuf"), ab: Kommunenwelt.heute),
                             in: session)
        }
        #expect(try await kennt())
        try await welt.inBorken { session in
            let fassung = try Fall.fassung(dort, in: session)
            try Fall.einstellen(dort, fassung: fassung, zum: Kommunenwelt.heute, grund: "Ausreise",
                                unterzeichner: Kommunenwelt.unterzeichner, in: session)
            // Bis zum letzten Tag bekannt.
            #expect(try Personenabgleich.hinterlegte(in: session).count == 1)
        }
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE \(identifier: welt.ahaus.borken.schema).fall SET eingestellt_zum =
                \(Kommunenwelt.heute.plus(tage: -1))
            """)
        #expect(try await welt.inBorken { try Personenmarken.abgleichen(in: $0) } == 0)
        #expect(try await welt.inBorken { try Personenabgleich.hinterlegte(in: $0) } == [])
        #expect(try await !kennt())
        try await verbund.abbauen()
    }

    @Test("Der tägliche Abgleich stellt Fehlendes wieder her; die Löschung nimmt alles zurück")
    func abgleichen() async throws {
        let welt = try await Welt.neu(), verbund = welt.ahaus.verbund
        _ = try await welt.inBorken(Self.anlegen(Self.angabe("Rahmani", "Yusuf",
            azr: "000000317011")))
        let server = try verbund.superuser()
        defer { server.close() }
        func marken() throws -> [String] {
            try server.scalars("SELECT encode(marke, 'hex') FROM kreis.personenmarke ORDER BY 1",
                               as: String.self)
        }
        let vorher = try marken()
        #expect(vorher.count == 2)
        try server.execute("""
            DELETE FROM kreis.personenmarke WHERE encode(marke, 'hex') = \(vorher[0])
            """)
        for _ in 0..<2 {
            #expect(try await welt.inBorken { try Personenmarken.abgleichen(in: $0) } == 1)
        }
        #expect(try marken() == vorher)
        try await welt.inBorken { session in
            try Personenabgleich.vergessen(Personenabgleich.hinterlegte(in: session), in: session)
        }
        #expect(try marken() == [])
        try await verbund.abbauen()
    }

    @Test("Am Tag fragt eine Kommune höchstens dreihundertmal")
    func grenze() async throws {
        let welt = try await Welt.neu()
        let hier = try await welt.inAhaus(Self.anlegen(Self.angabe("Rahmani", "Yusuf")))
        let server = try welt.ahaus.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            INSERT INTO kreis.personenfrage_tag (mandant_id, tag, anzahl)
            SELECT \(welt.ahaus.ahaus.id), (now() AT TIME ZONE 'Europe/Berlin')::date + n, 299
              FROM generate_series(-1, 1) AS n
            """)
        _ = try await welt.inAhaus { try Fall.andereFragen(hier, in: $0) }
        let fehler = await #expect(throws: Hindernis.self) {
            try await welt.inAhaus { try Fall.andereFragen(hier, in: $0) }
        }
        #expect(fehler?.satz.contains("morgen") == true)
        try await welt.ahaus.verbund.abbauen()
    }
}
