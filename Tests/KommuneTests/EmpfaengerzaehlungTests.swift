import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Empfänger eines Monats (B-6.7)")
struct EmpfaengerzaehlungTests {
    private static let zaehltag = Kommunenwelt.dezember.ersterTag.plus(tage: 9)
    private static let november = Kommunenwelt.november

    private static func person(_ vorname: String, _ rolle: Haushaltsrolle,
                               _ grundlage: Anspruchsgrundlage) -> NeuerFall.Mitglied {
        .init(angabe: .init(familienname: "Rahmani", vorname: vorname,
                            geburtsdatum: Monat(1990, 3).ersterTag, geschlecht: .maennlich,
                            staatsangehoerigkeit: "423", familienstand: .ledig),
              rolle: rolle, personenkreis: .nr1, grundlage: grundlage,
              status: .aufenthaltsgestattung)
    }

    /// Ein Haushalt mit zwei Berechtigten und einer Person ohne Berechtigung, bewilligt; ein
    /// zweiter Fall, für den noch nichts bewilligt ist.
    private func welt() async throws -> (Kommunenwelt, wartend: Fall.ID) {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.tue(welt.frau) { session in
            let vorlage = try Kommunenwelt.neuerFall()
            return try Fall.anlegen(
                NeuerFall(ab: vorlage.ab, mitglieder: [
                    Self.person("Yusuf", .haushaltsvorstand, .grundleistung),
                    Self.person("Karim", .sonstigeErwachsene, .analogleistung),
                    Self.person("Nadim", .sonstigeErwachsene, .keine),
                ], unterkunft: vorlage.unterkunft, konto: vorlage.konto), in: session)
        }
        try await welt.kontoBestaetigen(fall)
        try await welt.bewillige(fall)
        return (welt, try await welt.fall())
    }

    private func melden(_ welt: Kommunenwelt, am tag: Kalendertag = zaehltag) async throws -> Int {
        try await welt.am(tag, welt.frau) { try Empfaengerzaehlung.melden(in: $0) }
    }

    private func zahlen(_ welt: Kommunenwelt) async throws -> [Monat: Int] {
        let alle = try await welt.tue(welt.frau) { try Empfaengerzahl.gemeldete(in: $0) }
        return Dictionary(uniqueKeysWithValues: alle.map { ($0.monat, $0.anzahl) })
    }

    @Test("zählt jede berechtigte Person eines bewilligten Falls einmal, auch in leeren Monaten")
    func zaehlen() async throws {
        let (welt, _) = try await welt()
        #expect(try await melden(welt) == 12)
        let zahlen = try await zahlen(welt)
        #expect(zahlen[Self.november] == 2)
        #expect(zahlen[Monat(2025, 12)] == 0)
        #expect(zahlen.count == 12)
        #expect(try await melden(welt) == 0)
        #expect(try await welt.tue(welt.frau) { try Empfaengerzaehlung.befunde(in: $0) } == [])
    }

    @Test("wartet auf den Zähltag der Regel")
    func zaehltag() async throws {
        let (welt, _) = try await welt()
        _ = try await melden(welt, am: Self.zaehltag.plus(tage: -1))
        #expect(try await zahlen(welt)[Self.november] == nil)
        #expect(try await melden(welt) == 1)
    }

    @Test("bleibt, was gemeldet ist, auch wenn für den Monat später bewilligt wird")
    func bleibt() async throws {
        let (welt, wartend) = try await welt()
        _ = try await melden(welt)
        try await welt.bewillige(wartend)
        #expect(try await melden(welt) == 0)
        #expect(try await zahlen(welt)[Self.november] == 2)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        for sql in ["UPDATE kreis.empfaengerzahl SET anzahl = 3",
                    "DELETE FROM kreis.empfaengerzahl",
                    "TRUNCATE kreis.empfaengerzahl",
                    "UPDATE kreis.empfaengerregel SET grundlagen = '{grundleistung}'"] {
            #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
        }
    }

    @Test("Eine Kommune, die nicht mehr teilnimmt, meldet für diese Monate nichts (B-6.1)")
    func nichtBeteiligt() async throws {
        let (welt, _) = try await welt()
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.mandant_schalter SET gueltig = daterange(lower(gueltig), '2026-11-01')
             WHERE mandant_id = \(welt.ahaus.id) AND name = 'krankenhilfe_zentral'
            """)
        #expect(try await melden(welt) == 11)
        #expect(try await zahlen(welt).keys.max() == Monat(2026, 10))
        #expect(throws: PostgresError.self) {
            try server.execute("""
                INSERT INTO kreis.empfaengerzahl (mandant_id, monat, regel, anzahl, sha256,
                                                  gezaehlt_zum)
                VALUES (\(welt.ahaus.id), '2026-11-01', '2020-01-01', 2, sha256('x'), '2026-12-10')
                """)
        }
    }

    @Test("Die Prüfung merkt, wenn Liste und Meldung auseinandergehen")
    func befunde() async throws {
        let (welt, _) = try await welt()
        _ = try await melden(welt)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            DELETE FROM \(identifier: welt.ahaus.schema).empfaengerzaehlung_person
             WHERE person_id = (SELECT min(person_id::text)::uuid
                                  FROM \(identifier: welt.ahaus.schema).empfaengerzaehlung_person)
            """)
        let befunde = try await welt.tue(welt.frau) { try Mandantpruefung.befunde(in: $0) }
        #expect(befunde.count == 1)
        #expect(befunde.first?.contains("November 2026") == true)
    }
}
