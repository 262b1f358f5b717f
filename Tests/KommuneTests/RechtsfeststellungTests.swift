import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Feststellungen: Zuständigkeit (§§ 10a, 10b) und Beginn der Leistung (§ 6b)")
struct RechtsfeststellungTests {
    @Test("Leistet die Kommune im Eilfall für eine andere, steht fest, wer erstattet")
    func eilfall() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let hier = welt.ahaus.bezeichnung
        try await welt.tue(welt.frau) { session in
            try Rechtsfeststellung.zustaendigkeit(
                .init(tatsaechlich: hier, zuweisung: "Stadt Münster", istStationaer: true,
                      istEilfall: true), zu: fall, in: session)
            let feststellung = try #require(
                try Rechtsfeststellung.alle(zu: fall, in: session).first)
            #expect(feststellung.ergebnis == hier)
            #expect(feststellung.norm == "§ 10a Abs. 2 Satz 3 AsylbLG")
            #expect(feststellung.erstattet == "Stadt Münster")
            #expect(feststellung.angaben.contains("Eilfall"))
            #expect(try Wiedervorlage.offene(zu: fall, in: session).contains {
                $0.text.contains("§ 111 SGB X")
            })
        }
        try await welt.verbund.abbauen()
    }

    @Test("Angemeldet wird mit einem Brief an die Behörde, der Personen, Grund und Monate nennt")
    func anmelden() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        let hier = welt.ahaus.bezeichnung
        let brief = Erstattungsanmeldung(strasse: "Ludgeriplatz 4", ort: "48151 Münster",
                                         ab: Kommunenwelt.november.ersterTag)
        func senden() async throws -> Schreiben.ID {
            try await welt.tue(welt.frau) {
                try brief.senden(zu: fall, unterzeichner: Kommunenwelt.unterzeichner, in: $0)
            }
        }
        await #expect(throws: Hindernis.self) { try await senden() }
        try await welt.tue(welt.frau) {
            try Rechtsfeststellung.zustaendigkeit(
                .init(tatsaechlich: hier, zuweisung: "Stadt Münster", istStationaer: true,
                      istEilfall: true), zu: fall, in: $0)
        }
        let id = try await senden()
        try await welt.tue(welt.frau) { session in
            let inhalt = try #require(try Schreiben.inhalt(id, in: session))
            #expect(inhalt.empfaenger == ["Stadt Münster", "Ludgeriplatz 4", "48151 Münster"])
            #expect(inhalt.einfach.isEmpty)
            #expect(inhalt.abschnitte[1].absaetze[0].hasPrefix(
                "Örtlich zuständig ist Stadt Münster. Wir leisten nur vorläufig (§ 10a Abs. 2"))
            let bewilligt = try session.scalar("""
                SELECT leistung_cent FROM anspruch WHERE fall_id = \(fall) AND ersetzt_am IS NULL
                """, as: Geld.self)
            #expect(inhalt.abschnitte.first { !$0.tabelle.isEmpty }?.tabelle.last
                == ["November 2026", bewilligt.betrag])
            #expect(try Wiedervorlage.offene(zu: fall, in: session).contains {
                $0.text.hasPrefix("Hat Stadt Münster")
            })
        }
        try await welt.verbund.abbauen()
    }

    @Test("Ist die Kommune selbst zuständig, erstattet niemand")
    func selbst() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let hier = welt.ahaus.bezeichnung
        try await welt.tue(welt.frau) { session in
            try Rechtsfeststellung.zustaendigkeit(
                .init(tatsaechlich: "Stadt Münster", zuweisung: hier), zu: fall, in: session)
            let feststellung = try #require(
                try Rechtsfeststellung.alle(zu: fall, in: session).first)
            #expect(feststellung.ergebnis == hier && feststellung.erstattet == "")
            #expect(try !Wiedervorlage.offene(zu: fall, in: session).contains {
                $0.text.contains("§ 10b")
            })
        }
        try await welt.verbund.abbauen()
    }

    @Test("Wusste es zuerst eine unzuständige Stelle, zählt deren Tag (§ 18 Abs. 2 SGB XII)")
    func einsetzen() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        let november = Kommunenwelt.november.ersterTag
        try await welt.tue(welt.frau) { session in
            try Rechtsfeststellung.einsetzen(
                voraussetzungenAb: november, kenntnis: november.plus(tage: 9),
                kenntnisUnzustaendiger: november.plus(tage: 3), zu: fall, in: session)
            let feststellung = try #require(
                try Rechtsfeststellung.alle(zu: fall, in: session).first)
            #expect(feststellung.ergebnis == "04.11.2026")
            #expect(try Aktenvermerk.alle(zu: fall, in: session)[0].text
                .hasPrefix("Beginn der Leistung: 04.11.2026 (§ 6b AsylbLG, § 18 SGB XII)."))
        }
        // Was festgestellt ist, bleibt.
        await #expect(throws: PostgresError.self) {
            try await welt.tue(welt.frau) {
                _ = try $0.execute("UPDATE rechtsfeststellung SET ergebnis = 'x'")
            }
        }
        try await welt.verbund.abbauen()
    }
}
