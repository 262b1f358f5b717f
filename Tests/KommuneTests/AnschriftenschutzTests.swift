import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Eine gesperrte Anschrift erfährt auch niemand über Umwege (§ 51 BMG)")
struct AnschriftenschutzTests {
    /// Yusuf und Samira in einem Fall; Samiras Anschrift ist gesperrt, die Leitung ist benannt.
    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let yusuf: Person.ID
        let samira: Person.ID
        let leitung: Akteur

        func sperren() async throws {
            let benannte = try #require(leitung.benutzer), person = samira
            try await welt.tue(leitung) {
                try Auskunftssperre.eintragen(.init(
                    grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                    einsicht: [benannte]), fuer: person, in: $0)
            }
        }

        func auskunft(_ person: Person.ID) async throws -> Auskunftsinhalt {
            try await welt.tue(welt.frau) { session in
                let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                                in: session)
                let auskunft = try #require(try Auskunft.laden(id, in: session))
                return try Auskunftsinhalt.sammeln(
                    auskunft, unterzeichner: Kommunenwelt.unterzeichner, in: session)
            }
        }
    }

    private func lage() async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), neu = try Kommunenwelt.neuerFall()
        let samira = NeuerFall.Mitglied(
            angabe: .init(familienname: "Haidari", vorname: "Samira",
                          geburtsdatum: Monat(1993, 5).ersterTag, geschlecht: .weiblich,
                          staatsangehoerigkeit: "423", familienstand: .verheiratet),
            rolle: .partner, personenkreis: .nr1, status: .aufenthaltsgestattung)
        let mit = NeuerFall(ab: neu.ab, mitglieder: neu.mitglieder + [samira],
                            unterkunft: neu.unterkunft, konto: neu.konto)
        let fall = try await welt.tue(welt.frau) { try Fall.anlegen(mit, in: $0) }
        try await welt.kontoBestaetigen(fall)
        try await welt.bewillige(fall)
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        func kennung(_ vorname: String) throws -> Person.ID {
            let person = akte.mitglieder.first {
                $0.angabe(am: Kommunenwelt.heute)?.vorname == vorname
            }
            return try #require(person?.id)
        }
        return Lage(welt: welt, fall: fall, yusuf: try kennung("Yusuf"),
                    samira: try kennung("Samira"),
                    leitung: try await welt.verbund.akteur("leitung", mandant: welt.ahaus))
    }

    private func alles(_ inhalt: Auskunftsinhalt) throws -> String {
        let gesetzt = inhalt.dokumente.map { dokument in
            if case let .geschwaerzt(_, inhalt, _) = dokument.herkunft { inhalt } else { "" }
        }
        return inhalt.tabellen.map(\.json).joined() + gesetzt.joined()
            + String(decoding: try inhalt.brief.vordruckJSON(), as: UTF8.self)
    }

    @Test("Die Auskunft des anderen im Haushalt nennt sie nicht, die eigene schon")
    func auskunft() async throws {
        let lage = try await lage()
        let vorher = try alles(try await lage.auskunft(lage.yusuf))
        #expect(vorher.contains("Bahnhofstraße 4") && vorher.contains("Wohnbau Ahaus eG"))
        try await lage.sperren()
        let fremd = try alles(try await lage.auskunft(lage.yusuf))
        #expect(!fremd.contains("Bahnhofstr") && !fremd.contains("Wohnbau Ahaus eG"))
        let eigen = try alles(try await lage.auskunft(lage.samira))
        #expect(eigen.contains("Bahnhofstraße 4"))
        try await lage.welt.verbund.abbauen()
    }

    @Test("Was für den anderen schon bereitlag, ist weg; die eigene holt nur, wer benannt ist")
    func abholen() async throws {
        let lage = try await lage(), welt = lage.welt
        let beide = [lage.yusuf, lage.samira]
        let ids = try await welt.tue(welt.frau) { session in
            try beide.map { person in
                let id = try Auskunft.verlangen(person, am: session.heute, identitaet: .bekannt,
                                                in: session)
                try Auskunft.ablegen([.pdf: [1, 2, 3]], zu: id, in: session)
                return id
            }
        }
        try await lage.sperren()
        #expect(try await welt.tue(lage.leitung) {
            try Auskunft.abholen(ids[0], .pdf, in: $0)
        } == nil)
        #expect(try await hindernisgrund {
            try await welt.tue(welt.frau) { _ = try Auskunft.abholen(ids[1], .pdf, in: $0) }
        } == "Diese Auskunft betrifft eine gesperrte Anschrift.")
        #expect(try await welt.tue(lage.leitung) {
            try Auskunft.abholen(ids[1], .pdf, in: $0)
        } == [1, 2, 3])
        try await welt.verbund.abbauen()
    }

    @Test("Der Support des Kreises liest den Fall ohne sie, auch in den Vermerken")
    func support() async throws {
        let lage = try await lage(), welt = lage.welt, fall = lage.fall
        try await welt.tue(welt.frau) {
            try Aktenvermerk.schreiben("Besuch in der Bahnhofstraße 4.", zu: fall, in: $0)
        }
        let server = try welt.verbund.superuser(), schema = welt.ahaus.schema
        defer { server.close() }
        func gelesen() throws -> String {
            try server.scalar("""
                SELECT \(identifier: schema).support_haushalt(\(fall))::text
                       || \(identifier: schema).support_verlauf(\(fall))::text
                """)
        }
        #expect(try gelesen().contains("Besuch in der Bahnhofstraße 4."))
        try await lage.sperren()
        let danach = try gelesen()
        #expect(!danach.contains("Bahnhofstr") && danach.contains("Anschrift gesperrt"))
        #expect(danach.contains("Besuch in der █████."))
        try await welt.verbund.abbauen()
    }
}
