import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Eine Sperre endet nicht still und bleibt nicht ohne Benannte (§ 51 BMG)")
struct BenennungTests {
    private struct Lage: Sendable {
        let welt: Kommunenwelt
        let fall: Fall.ID
        let person: Person.ID
        /// Die einzige Benannte.
        let benannte: Akteur
        let leitung: Akteur
        let waechter: Akteur
    }

    private func lage() async throws -> Lage {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let benannte = try await welt.verbund.akteur("sachbearbeitung", mandant: welt.ahaus)
        let ich = try #require(benannte.benutzer)
        let person = try await welt.tue(welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            guard let person = akte.mitglieder.first?.id else { throw Hindernis.nichtGefunden }
            try Auskunftssperre.eintragen(.init(
                grund: .meldegesetz, vermerk: "", bis: session.heute.plus(tage: 200),
                einsicht: [ich]), fuer: person, in: session)
            return person
        }
        return Lage(
            welt: welt, fall: fall, person: person, benannte: benannte,
            leitung: try await welt.verbund.akteur("leitung", mandant: welt.ahaus),
            waechter: try await welt.verbund.akteur("datenschutz_kommune", mandant: welt.ahaus))
    }

    private func sieht(_ lage: Lage, _ wer: Akteur) async throws -> Bool {
        let fall = lage.fall
        return try await lage.welt.tue(wer) {
            try !Fallakte.heute(fall, in: $0).anschriftVerborgen
        }
    }

    @Test("Acht Wochen vor ihrem Ende liegt sie vor, auch wenn der Fall nicht mehr läuft")
    func vorlage() async throws {
        let lage = try await lage(), welt = lage.welt, fall = lage.fall
        let ende = Kommunenwelt.heute.plus(tage: 200)
        func vorlagen(_ tag: Kalendertag) async throws -> [Kalendertag] {
            try await welt.am(tag, welt.frau) { session in
                try Wiedervorlage.abgleichen(in: session)
                return try Wiedervorlage.offene(zu: fall, in: session)
                    .filter { $0.text.contains("Sperre der Anschrift bis \(ende.deutsch)") }
                    .map(\.faellig)
            }
        }
        // Fällig an Tag 200 − 56; angelegt wird 60 Tage voraus, also am Tag 84 und nicht davor.
        #expect(try await vorlagen(ende.plus(tage: -117)) == [])
        #expect(try await vorlagen(ende.plus(tage: -116)) == [ende.plus(tage: -56)])
        try await welt.tue(welt.frau) {
            try Fall.beenden(fall, fassung: Fall.fassung(fall, in: $0), zum: $0.heute,
                             grund: "Arbeit", in: $0)
        }
        #expect(try await vorlagen(ende.plus(tage: -50)) == [ende.plus(tage: -56)])
        let person = lage.person
        try await welt.am(ende.plus(tage: -50), lage.benannte) {
            try Auskunftssperre.beenden(person, in: $0)
        }
        #expect(try await vorlagen(ende.plus(tage: -49)) == [], "Ohne Sperre kein Grund.")
        try await welt.verbund.abbauen()
    }

    @Test("Sind die Benannten nicht da, benennen zwei zusammen eine weitere Person")
    func zuZweit() async throws {
        let lage = try await lage(), welt = lage.welt, person = lage.person
        let neue = try #require(lage.leitung.benutzer)
        #expect(try await !sieht(lage, lage.leitung))
        let vorschlag = try await welt.tue(lage.leitung) { session in
            try Benennung.vorschlagen(neue, grund: "Krank", fuer: person, in: session)
            guard let sperre = try Auskunftssperre.geltende(person, in: session),
                  let offen = try Benennung.offene(zu: sperre.id, in: session) else {
                throw Hindernis.nichtGefunden
            }
            return offen.id
        }
        #expect(try await !sieht(lage, lage.leitung), "Vorgeschlagen ist nicht benannt.")
        #expect(try await hindernisgrund {
            try await welt.tue(lage.leitung) {
                try Benennung.bestaetigen(vorschlag, fuer: person, in: $0)
            }
        } == "Sie haben es selbst vorgeschlagen.")
        try await welt.tue(lage.waechter) {
            try Benennung.bestaetigen(vorschlag, fuer: person, in: $0)
        }
        #expect(try await sieht(lage, lage.leitung))
        #expect(try await !sieht(lage, lage.waechter), "Wer bestätigt, sieht sie nicht.")
        let benannte = try #require(lage.benannte.benutzer), fall = lage.fall
        let gemeldet = try await welt.tue(welt.frau) {
            try Wiedervorlage.offene(zu: fall, in: $0).filter {
                $0.text.contains("eine weitere Person benannt")
            }.map(\.fuer)
        }
        #expect(gemeldet == [benannte])
        #expect(try await hindernisgrund {
            try await welt.tue(lage.waechter) {
                try Benennung.bestaetigen(vorschlag, fuer: person, in: $0)
            }
        } == "Dieser Vorschlag gilt nicht mehr.")
        try await welt.verbund.abbauen()
    }

    @Test("Bestätigt wird einmal und nicht schon mit dem Vorschlag, auch an der Seite vorbei")
    func einmal() async throws {
        let lage = try await lage(), welt = lage.welt, person = lage.person
        let ich = try #require(lage.leitung.benutzer)
        let zweite = try #require(lage.waechter.benutzer)
        func vorschlagen(bestaetigt: Bool) async throws -> Benennung.ID {
            try await welt.tue(lage.leitung) { session in
                let id = Benennung.ID()
                let sperre = try #require(try Auskunftssperre.geltende(person, in: session))
                try session.execute("""
                    INSERT INTO auskunftssperre_benennung
                           (id, sperre_id, benannt, grund, vorgeschlagen_von, bestaetigt_von,
                            bestaetigt_am)
                    VALUES (\(id), \(sperre.id), \(ich), 'Krank', \(ich),
                            CASE WHEN \(bestaetigt) THEN \(zweite)::uuid END,
                            CASE WHEN \(bestaetigt) THEN now() END)
                    """)
                return id
            }
        }
        func constraint(_ tun: () async throws -> Void) async throws -> String? {
            do {
                try await tun()
                return nil
            } catch let fehler as PostgresError {
                return fehler.constraint
            }
        }
        #expect(try await constraint { _ = try await vorschlagen(bestaetigt: true) }
            == "benennung_bestaetigt")
        let id = try await vorschlagen(bestaetigt: false)
        func bestaetigen() async throws {
            try await welt.tue(lage.waechter) {
                try $0.execute("""
                    UPDATE auskunftssperre_benennung
                       SET bestaetigt_von = \(zweite), bestaetigt_am = now() WHERE id = \(id)
                    """)
            }
        }
        #expect(try await constraint(bestaetigen) == nil)
        #expect(try await constraint(bestaetigen) == "benennung_bestaetigt")
        try await welt.verbund.abbauen()
    }

    @Test("Wer nach dem Vorschlag ausgeschieden ist, wird nicht mehr benannt, nur jemand anderes")
    func ausgeschieden() async throws {
        let lage = try await lage(), welt = lage.welt, person = lage.person
        let alte = try #require(welt.kollege.benutzer), neue = try #require(lage.leitung.benutzer)
        func vorschlagen(_ wer: User.ID) async throws -> Benennung.ID {
            try await welt.tue(lage.leitung) { session in
                try Benennung.vorschlagen(wer, grund: "Krank", fuer: person, in: session)
                guard let sperre = try Auskunftssperre.geltende(person, in: session),
                      let offen = try Benennung.offene(zu: sperre.id, in: session) else {
                    throw Hindernis.nichtGefunden
                }
                return offen.id
            }
        }
        let vorschlag = try await vorschlagen(alte)
        let admin = try await welt.verbund.akteur("fachadministration")
        try await welt.verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try User.ausscheiden(alte, letzterTag: $0.heute.plus(tage: -1), in: $0)
        }
        #expect(try await hindernisgrund {
            try await welt.tue(lage.waechter) {
                try Benennung.bestaetigen(vorschlag, fuer: person, in: $0)
            }
        } == "Die vorgeschlagene Person arbeitet nicht mehr hier.")
        #expect(try await hindernisgrund { _ = try await vorschlagen(alte) }
            == "Diese Person arbeitet nicht hier.")
        let frau = try #require(welt.frau.benutzer)
        try await welt.verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try User.ausscheiden(frau, letzterTag: $0.heute.plus(tage: -1), in: $0)
        }
        #expect(try await hindernisgrund {
            _ = try await welt.tue(lage.leitung) {
                try Nachlass.uebergeben(von: alte, an: frau, satz: "Nachfolge.", in: $0)
            }
        } == "Diese Person arbeitet nicht hier", "Auch Fälle bekommt niemand, der nicht mehr da ist.")
        let neuer = try await vorschlagen(neue)
        try await welt.tue(lage.waechter) {
            try Benennung.bestaetigen(neuer, fuer: person, in: $0)
        }
        #expect(try await sieht(lage, lage.leitung))
        try await welt.verbund.abbauen()
    }

    @Test("Geht die letzte Benannte, steht die Sperre zur Übergabe; die Nachfolge ist benannt")
    func nachfolge() async throws {
        let lage = try await lage(), welt = lage.welt
        let alte = try #require(lage.benannte.benutzer)
        let neue = try #require(welt.kollege.benutzer)
        #expect(try await welt.tue(lage.leitung) { try Nachlass.offene(in: $0).count } == 0)
        let admin = try await welt.verbund.akteur("fachadministration")
        try await welt.verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try User.ausscheiden(alte, letzterTag: $0.heute.plus(tage: 5), in: $0)
        }
        let nachlass = try await welt.tue(lage.leitung) { try Nachlass.offene(in: $0) }
        #expect(nachlass.map(\.wer) == [alte] && nachlass.map(\.sperren) == [1])
        #expect(try await !sieht(lage, welt.kollege))
        let leitung = try #require(lage.leitung.benutzer)
        #expect(try await hindernisgrund {
            _ = try await welt.tue(lage.leitung) {
                try Nachlass.uebergeben(von: alte, an: leitung, satz: "Nachfolge.", in: $0)
            }
        } == "Zur Arbeit gehören gesperrte Anschriften, und dafür benennt niemand sich selbst.")
        #expect(try await !sieht(lage, lage.leitung))
        try await welt.tue(lage.leitung) {
            try Nachlass.uebergeben(von: alte, an: neue, satz: "Nachfolge.", in: $0)
        }
        #expect(try await sieht(lage, welt.kollege))
        #expect(try await welt.tue(lage.leitung) { try Nachlass.offene(in: $0).count } == 0)
        try await welt.verbund.abbauen()
    }
}
