import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Eine falsche Zuordnung wird gegengebucht, nie gelöscht; und ein Umsatz lässt sich teilen.
@Suite("Zuordnungen zurücknehmen und teilen (B-5.3)")
struct RuecknahmeTests {
    /// Im Oktober gezahlt und abgeschlossen: Ahaus 140 €, Borken 50 €; dazu ein ungeklärter
    /// Eingang.
    private func welt(eingang: Geld) async throws
        -> (welt: Kassenwelt, ahaus: Erstattung, borken: Erstattung, umsatz: Bankumsatz,
            schluss: Geld) {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 140)
        try await welt.auftrag("B-1", 50, mandant: welt.borken)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: ErstattungTests.zahltag)
        auszug.sammler(lauf.msgId, lauf.summe)
        try await welt.einlesen(auszug)
        try await welt.abrechnungsstelle {
            try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
        }
        var zweiter = Testauszug(nummer: 2, anfang: auszug.schluss)
        zweiter.gutschrift("Erstattung Asyl", eingang, von: "Stadtkasse")
        try await welt.einlesen(zweiter)
        let alle = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        let offen = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        return (welt, try #require(alle.first { $0.mandant == welt.ahaus.id }),
                try #require(alle.first { $0.mandant == welt.borken.id }),
                try #require(offen.first), zweiter.schluss)
    }

    private func zuordnungen(_ umsatz: Bankumsatz, _ welt: Kassenwelt) async throws
        -> [Einzelzuordnung] {
        try await welt.kasse { try Einzelzuordnung.alle(zu: umsatz.id, in: $0) }
    }

    private func offen(_ erstattung: Erstattung, _ welt: Kassenwelt) async throws -> Geld {
        try await welt.abrechnungsstelle { try Erstattung.laden(erstattung.id, in: $0).offen }
    }

    @Test("""
        Eine andere Person nimmt zurück: Die Forderung ist wieder offen, \
        der Umsatz wieder zu klären
        """)
    func zurueck() async throws {
        let (welt, ahaus, borken, umsatz, _) = try await welt(eingang: 50)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(ahaus.id), grund: "Anruf", in: $0)
        }
        #expect(try await offen(ahaus, welt) == 90)
        let falsche = try #require(try await zuordnungen(umsatz, welt).first)
        #expect(falsche.gegenstand == ahaus.nummer)
        func zurueck(als wer: Akteur) async throws {
            try await welt.kasse(als: wer) {
                try Bankumsatz.zuruecknehmen(falsche.id, von: umsatz.id, grund: "War Borken",
                                             in: $0)
            }
        }
        let selbst = await #expect(throws: Hindernis.self) {
            try await zurueck(als: welt.buchhaltung)
        }
        #expect(selbst?.feld == "zuordnung")
        // Zurücknehmen ist Buchen: Wer Läufe freigibt, tut es nicht (§ 31 KomHVO NRW).
        let frei = await #expect(throws: PostgresError.self) {
            try await zurueck(als: welt.freigabe)
        }
        #expect(frei?.constraint == "umsatz_zuordnung_zurueck")
        try await zurueck(als: welt.zweiteBuchhaltung)
        #expect(try await offen(ahaus, welt) == 140)
        let wieder = try await welt.kasse { try Bankumsatz.laden(umsatz.id, in: $0) }
        #expect(wieder.istUngeklaert && wieder.offen == 50)
        #expect(wieder.hinweis.contains("zurückgenommen"))
        #expect(try await zuordnungen(umsatz, welt).isEmpty)
        // Warum sie falsch war, steht am Umsatz, am Posten und im Protokoll.
        let (wo, eingaenge, angaben) = try await welt.kasse { session in
            (try Einzelzuordnung.zurueckgenommene(zu: umsatz.id, in: session),
             try Forderung.laden(ahaus.forderung, in: session).eingaenge(in: session),
             try session.scalar("""
                SELECT angaben::text FROM audit WHERE vorgang = 'bank.zurueckgenommen'
                """, as: String.self))
        }
        #expect(wo.map(\.grund) == ["War Borken"] && wo.map(\.betrag) == [-50])
        #expect(Set(eingaenge.map(\.grund)) == ["Anruf", "War Borken"])
        for wort in [ahaus.nummer, "50.00", falsche.id.description, "War Borken"] {
            #expect(angaben.contains(wort))
        }
        await #expect(throws: Hindernis.self) { try await zurueck(als: welt.zweiteBuchhaltung) }
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(borken.id), grund: "Anruf", in: $0)
        }
        #expect(try await offen(borken, welt) == .null)
        let texte = try await welt.kasse { try Buchung.alle(zu: umsatz.id, in: $0).map(\.text) }
        #expect(texte == ["Gutschrift", "Erstattungseingang", "Zuordnung zurückgenommen",
                          "Erstattungseingang"])
        #expect(try await welt.befunde() == [])
    }

    @Test("Ein Umsatz lässt sich auf zwei Forderungen teilen; mehr als offen geht nicht")
    func teilen() async throws {
        let (welt, ahaus, borken, umsatz, _) = try await welt(eingang: 190)
        func zuordnen(_ erstattung: Erstattung, _ teil: Geld?) async throws {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .erstattung(erstattung.id), teil: teil,
                                       grund: "Avis", in: $0)
            }
        }
        for teil in [Geld.null, 191] {
            let hindernis = await #expect(throws: Hindernis.self) {
                try await zuordnen(ahaus, teil)
            }
            #expect(hindernis?.feld == "teil")
        }
        try await zuordnen(ahaus, 140)
        let rest = try await welt.kasse { try Bankumsatz.laden(umsatz.id, in: $0) }
        #expect(rest.istUngeklaert && rest.offen == 50)
        try await zuordnen(borken, nil)
        let beide = [try await offen(ahaus, welt), try await offen(borken, welt)]
        #expect(beide == [.null, .null])
        #expect(try await zuordnungen(umsatz, welt).map(\.betrag) == [140, 50])
        #expect(try await welt.befunde() == [])
    }

    @Test("Ein ausgezahltes Guthaben verliert seine Zahlung erst mit der Auszahlung")
    func ausgezahlt() async throws {
        let (welt, ahaus, _, umsatz, schluss) = try await welt(eingang: 200)
        var dritter = Testauszug(nummer: 3, anfang: schluss)
        dritter.belastung("", 60)
        try await welt.einlesen(dritter)
        let alle = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        let auszahlung = try #require(alle.first { $0.betrag == -60 })
        for einer in [umsatz, auszahlung] {
            try await welt.kasse {
                try Bankumsatz.klaeren(einer.id, als: .erstattung(ahaus.id), grund: "Anruf",
                                       trotzdem: true, in: $0)
            }
        }
        #expect(try await offen(ahaus, welt) == .null)
        func zurueck(_ umsatz: Bankumsatz) async throws {
            let zuordnung = try #require(try await zuordnungen(umsatz, welt).first)
            try await welt.kasse(als: welt.zweiteBuchhaltung) {
                try Bankumsatz.zuruecknehmen(zuordnung.id, von: umsatz.id, grund: "Irrtum", in: $0)
            }
        }
        let hindernis = await #expect(throws: Hindernis.self) { try await zurueck(umsatz) }
        #expect(hindernis?.grund.contains("ausgezahlt") == true)
        try await zurueck(auszahlung)
        try await zurueck(umsatz)
        #expect(try await offen(ahaus, welt) == 140)
        #expect(try await welt.befunde() == [])
    }

    @Test("Auch am Programm vorbei zahlt niemand mehr aus, als die Kommune gut hat (B-5.3)")
    func auszahlungOhneGuthaben() async throws {
        let (welt, ahaus, _, umsatz, schluss) = try await welt(eingang: 200)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(ahaus.id), grund: "Anruf",
                                   trotzdem: true, in: $0)
        }
        var dritter = Testauszug(nummer: 3, anfang: schluss)
        dritter.belastung("RUECK-1", 100)
        try await welt.einlesen(dritter)
        let auszahlung = try #require(try await welt.kasse {
            try Bankumsatz.ungeklaerte(in: $0).first
        })
        func einfuegen(_ betrag: Geld) async throws {
            try await welt.kasse { session in
                let zuordnung = Zuordnung(stapel: UUIDv7())
                try zuordnung.erstattungZuordnen(auszahlung.id, ahaus.id, betrag, grund: "x",
                                                 in: session)
                try zuordnung.abschliessen(in: session)
            }
        }
        let fehler = await #expect(throws: PostgresError.self) { try await einfuegen(-61) }
        #expect(fehler?.constraint == "umsatz_zuordnung_guthaben")
        try await einfuegen(-60)
        #expect(try await offen(ahaus, welt) == .null)
        #expect(try await welt.befunde() == [])
    }

    private func stellen(_ satz: SQL, _ welt: Kassenwelt) throws {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute(satz)
    }

    @Test("Ein verrechnetes Guthaben hält seine Zahlung fest, bis die Verrechnung zurück ist")
    func verrechnet() async throws {
        let (welt, ahaus, _, umsatz, _) = try await welt(eingang: 190)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(ahaus.id), grund: "Anruf",
                                   trotzdem: true, in: $0)
        }
        let zweiter = UUIDv7()
        try stellen("""
            INSERT INTO kreis.forderung (id, mandant_id, art, monat, nummer, kassenzeichen,
                                         betrag_cent, faellig)
            VALUES (\(zweiter), \(welt.ahaus.id), 'umlage', \(ErstattungTests.oktober), 'U-1',
                    'U1', 5000, \(Kassenwelt.heute))
            """, welt)
        try await welt.abrechnungsstelle {
            try Forderung.verrechnen(ahaus.forderung, mit: Forderung.ID(zweiter), 50,
                                     grund: "Guthaben", in: $0)
        }
        let falsche = try #require(try await zuordnungen(umsatz, welt).first)
        func zurueck() async throws {
            try await welt.kasse(als: welt.zweiteBuchhaltung) {
                try Bankumsatz.zuruecknehmen(falsche.id, von: umsatz.id, grund: "War Borken",
                                             in: $0)
            }
        }
        let hindernis = await #expect(throws: Hindernis.self) { try await zurueck() }
        #expect(hindernis?.grund.contains("verrechnet") == true)
        let andere = try await welt.verbund.akteur("abrechnungsstelle")
        try await welt.verbund.write(.abrechnung, als: andere) { session in
            let verrechnung = try #require(try Forderung.laden(ahaus.forderung, in: session)
                .verrechnungen(in: session).first)
            try Forderung.verrechnungZuruecknehmen(verrechnung.id, von: ahaus.forderung,
                                                   grund: "Geld von Borken", in: session)
        }
        try await zurueck()
        #expect(try await offen(ahaus, welt) == 140)
    }

    @Test("Die Kommune erfährt von der Rücknahme und wird vierzehn Tage lang nicht gemahnt")
    func gemeldet() async throws {
        let (welt, ahaus, _, umsatz, _) = try await welt(eingang: 140), heute = Kassenwelt.heute
        try stellen("UPDATE kreis.forderung SET faellig = \(heute.plus(tage: -30))", welt)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(ahaus.id), grund: "Anruf", in: $0)
        }
        let falsche = try #require(try await zuordnungen(umsatz, welt).first)
        func posten() async throws -> Kreisforderung? {
            try await welt.verbund.read(welt.ahaus, als: welt.anordnung) {
                try Kreisforderung.alle(in: $0).first
            }
        }
        #expect(try await posten()?.zurueckgenommenAm == nil)
        try await welt.kasse(als: welt.zweiteBuchhaltung) {
            try Bankumsatz.zuruecknehmen(falsche.id, von: umsatz.id, grund: "Irrtum", in: $0)
        }
        let gesehen = try #require(try await posten())
        #expect(gesehen.offen == 140 && gesehen.zurueckgenommenAm == heute)
        #expect(gesehen.schonfrist == heute.plus(tage: 14))
        for (mandant, anzahl) in [(welt.ahaus, 1), (welt.borken, 0)] {
            #expect(try await welt.verbund.read(mandant, als: welt.anordnung) {
                try Kreisforderung.anzahlZurueckgenommen(in: $0)
            } == anzahl)
        }
        let hindernis = await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle {
                _ = try Forderung.mahnen(ahaus.forderung, in: $0)
            }
        }
        #expect(hindernis?.abhilfe.contains(heute.plus(tage: 14).deutsch) == true)
    }

    @Test("Wurde gemahnt, obwohl das Geld da war, so sagt es das Programm beim Zuordnen")
    func gemahnt() async throws {
        let (welt, ahaus, _, umsatz, _) = try await welt(eingang: 140)
        try stellen("""
            UPDATE kreis.forderung SET faellig = \(Kassenwelt.heute.plus(tage: -30))
            """, welt)
        try await welt.abrechnungsstelle { _ = try Forderung.mahnen(ahaus.forderung, in: $0) }
        func klaeren(trotzdem: Bool) async throws {
            try await welt.kasse {
                try Bankumsatz.klaeren(umsatz.id, als: .erstattung(ahaus.id), grund: "Anruf",
                                       trotzdem: trotzdem, in: $0)
            }
        }
        let hindernis = await #expect(throws: Hindernis.self) { try await klaeren(trotzdem: false) }
        #expect(hindernis?.feld == "trotzdem" && hindernis?.grund.contains("gemahnt") == true)
        try await klaeren(trotzdem: true)
        #expect(try await offen(ahaus, welt) == .null)
    }
}
