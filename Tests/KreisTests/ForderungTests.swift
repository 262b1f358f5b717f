import Foundation
import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Was eine Kommune dem Kreis schuldet: Teilzahlung, Überzahlung, Verrechnung, Mahnung, Einwand.
@Suite("Offene Posten der Kommunen (B-5.3, B-5.4)")
struct ForderungTests {
    static let oktober = ErstattungTests.oktober

    /// Im Oktober gezahlt und abgeschlossen: Ahaus 100 und 40 €, Borken 50 €.
    private func welt() async throws -> (Kassenwelt, Testauszug, [Erstattung]) {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        try await welt.auftrag("A-2", 40)
        try await welt.auftrag("B-1", 50, mandant: welt.borken)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: ErstattungTests.zahltag)
        auszug.sammler(lauf.msgId, lauf.summe)
        try await welt.einlesen(auszug)
        try await welt.abrechnungsstelle { try Erstattung.abschliessen(Self.oktober, in: $0) }
        let alle = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        return (welt, auszug, alle)
    }

    private func offene(_ welt: Kassenwelt) async throws -> [Forderung] {
        try await welt.abrechnungsstelle { try Forderung.offene(in: $0) }
    }

    private func stellen(_ satz: SQL, _ welt: Kassenwelt) throws {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute(satz)
    }

    @Test("Eine Teilzahlung lässt den Rest offen; ein Guthaben wird verrechnet oder zurückgezahlt")
    func zahlungen() async throws {
        let (welt, auszug, alle) = try await welt()
        let ahaus = try #require(alle.first { $0.mandant == welt.ahaus.id })
        let borken = try #require(alle.first { $0.mandant == welt.borken.id })
        var erste = Testauszug(nummer: 2, anfang: auszug.schluss)
        erste.gutschrift("\(ahaus.kassenzeichen) Teil", 90)
        erste.gutschrift("\(borken.kassenzeichen)", 80)
        try await welt.einlesen(erste)
        let danach = try await offene(welt)
        #expect(danach.map(\.offen) == [50, -30])
        #expect(danach.map { $0.stand(am: Kassenwelt.heute) } == [.teilweise, .ueberzahlt])
        // Ein Guthaben verrechnet sich nicht mit der Schuld einer anderen Kommune.
        let (posten, guthaben) = (danach[0].id, danach[1].id)
        await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle {
                try Forderung.verrechnen(guthaben, mit: posten, 10, grund: "x", in: $0)
            }
        }
        await #expect(throws: PostgresError.self) {
            try await welt.abrechnungsstelle { session in
                try session.execute("""
                    INSERT INTO forderung_verrechnung (id, von_id, auf_id, betrag_cent, tag, grund,
                                                       benutzer_id)
                    VALUES (\(UUIDv7()), \(guthaben), \(posten), 1000, \(session.heute), 'x',
                            \(UUIDv7()))
                    """)
            }
        }
        // Der Kreis zahlt 20 € zurück; mehr als das Guthaben nicht.
        var zweite = Testauszug(nummer: 3, anfang: erste.schluss)
        zweite.belastung("RUECK-1", 20)
        zweite.belastung("RUECK-2", 15)
        try await welt.einlesen(zweite)
        let offen = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        for umsatz in offen.sorted(by: { $0.betrag < $1.betrag }) {
            let klaeren: @Sendable (KreisSession) throws -> Void = {
                try Bankumsatz.klaeren(umsatz.id, als: .erstattung(borken.id), grund: "Rückzahlung",
                                       in: $0)
            }
            if umsatz.betrag == -20 {
                try await welt.kasse(klaeren)
            } else {
                await #expect(throws: Hindernis.self) { try await welt.kasse(klaeren) }
            }
        }
        #expect(try await offene(welt).map(\.offen) == [50, -10])
        #expect(try await welt.befunde() == [])
    }

    @Test("Ein Guthaben deckt die nächste Forderung, einmal und nie darüber hinaus")
    func verrechnung() async throws {
        let (welt, auszug, alle) = try await welt()
        let ahaus = try #require(alle.first { $0.mandant == welt.ahaus.id })
        var erste = Testauszug(nummer: 2, tag: Monat(2026, 11).ersterTag.plus(tage: 1),
                               anfang: auszug.schluss)
        erste.gutschrift(ahaus.kassenzeichen, 150)
        try await welt.einlesen(erste)
        // Ein zweiter Posten derselben Kommune, von Hand: 25 €.
        let zweite = UUIDv7()
        try stellen("""
            INSERT INTO kreis.forderung (id, mandant_id, art, monat, nummer, kassenzeichen,
                                         betrag_cent, faellig)
            VALUES (\(zweite), \(welt.ahaus.id), 'umlage', \(Self.oktober), 'U-1', 'U1', 2500,
                    \(Kassenwelt.heute.plus(tage: -1)))
            """, welt)
        let andere = Forderung.ID(zweite)
        await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle {
                try Forderung.verrechnen(ahaus.forderung, mit: andere, 11, grund: "zu viel", in: $0)
            }
        }
        // Wem der Kreis etwas schuldet, den mahnt er nicht.
        await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle { _ = try Forderung.mahnen(andere, in: $0) }
        }
        #expect(try await mahnbar(welt) == 0)
        try await welt.abrechnungsstelle {
            try Forderung.verrechnen(ahaus.forderung, mit: andere, 10, grund: "doppelt", in: $0)
        }
        #expect(try await mahnbar(welt) == 1)
        try await welt.abrechnungsstelle { _ = try Forderung.mahnen(andere, in: $0) }
        let danach = try await welt.abrechnungsstelle {
            (try Forderung.laden(ahaus.forderung, in: $0), try Forderung.laden(andere, in: $0))
        }
        #expect(danach.0.offen == .null && danach.0.verrechnet == -10)
        #expect(danach.1.offen == 15 && danach.1.verrechnet == 10)
    }

    @Test("Eine falsche Verrechnung nimmt eine andere Person ganz zurück, und niemand mahnt sofort")
    func verrechnungZurueck() async throws {
        let (welt, auszug, alle) = try await welt()
        let ahaus = try #require(alle.first { $0.mandant == welt.ahaus.id }).forderung
        var erste = Testauszug(nummer: 2, anfang: auszug.schluss)
        erste.gutschrift(try #require(alle.first { $0.forderung == ahaus }).kassenzeichen, 150)
        try await welt.einlesen(erste)
        let zweite = UUIDv7(), andere = Forderung.ID(zweite), heute = Kassenwelt.heute
        try stellen("""
            INSERT INTO kreis.forderung (id, mandant_id, art, monat, nummer, kassenzeichen,
                                         betrag_cent, faellig)
            VALUES (\(zweite), \(welt.ahaus.id), 'umlage', \(Self.oktober), 'U-1', 'U1', 1000,
                    \(heute.plus(tage: -1)))
            """, welt)
        let verrechnung = try await welt.abrechnungsstelle { session in
            try Forderung.verrechnen(ahaus, mit: andere, 10, grund: "doppelt", in: session)
            return try #require(
                try Forderung.laden(ahaus, in: session).verrechnungen(in: session).first)
        }
        let dritte = try await welt.verbund.akteur("abrechnungsstelle")
        let zurueck: @Sendable (KreisSession) throws -> Void = {
            try Forderung.verrechnungZuruecknehmen(verrechnung.id, von: ahaus, grund: "Irrtum",
                                                   in: $0)
        }
        let selbst = await #expect(throws: Hindernis.self) {
            try await welt.abrechnungsstelle(zurueck)
        }
        #expect(selbst?.feld == "verrechnung")
        // Auch am Programm vorbei nicht allein, und nicht nur zum Teil.
        for (wer, cent) in [(welt.abrechnung, -1_000), (dritte, -999)] {
            let fehler = await #expect(throws: PostgresError.self) {
                try await welt.abrechnungsstelle { session in
                    try session.execute("""
                        INSERT INTO forderung_verrechnung (id, von_id, auf_id, betrag_cent, tag,
                                                           grund, benutzer_id, nimmt_zurueck)
                        VALUES (\(UUIDv7()), \(ahaus), \(andere), \(Geld(cent: Int64(cent))),
                                \(session.heute), 'x', \(wer.benutzer), \(verrechnung.id))
                        """)
                }
            }
            #expect(fehler?.constraint == "forderung_verrechnung_zurueck")
        }
        try await welt.verbund.write(.abrechnung, als: dritte, zurueck)
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(.abrechnung, als: dritte, zurueck)
        }
        let danach = try await welt.abrechnungsstelle {
            [try Forderung.laden(ahaus, in: $0), try Forderung.laden(andere, in: $0)]
        }
        #expect(danach.map(\.offen) == [-10, 10] && danach.map(\.verrechnet) == [0, 0])
        #expect(danach[1].schonfrist == heute.plus(tage: 14))
        #expect(danach[1].mahnbar(am: heute.plus(tage: 14)) == nil)
        #expect(danach[1].mahnbar(am: heute.plus(tage: 15)) == .erinnerung)
        let mahnung = await #expect(throws: PostgresError.self) {
            try await welt.abrechnungsstelle { session in
                try session.execute("""
                    INSERT INTO forderung_mahnung (id, forderung_id, stufe, offen_cent, tag, frist,
                                                   benutzer_id)
                    VALUES (\(UUIDv7()), \(andere), 1, 1000, \(heute), \(heute.plus(tage: 5)),
                            \(UUIDv7()))
                    """)
            }
        }
        #expect(mahnung?.constraint == "forderung_mahnung_folge")
    }

    private func mahnbar(_ welt: Kassenwelt) async throws -> Int {
        try await welt.abrechnungsstelle { try Forderung.anzahlMahnbar(in: $0) }
    }

    @Test(
        "Auf die Forderung einer anderen Kommune oder zu viel wird nur mit Bestätigung zugeordnet")
    func bedenken() async throws {
        let (welt, auszug, alle) = try await welt()
        let borken = try #require(alle.first { $0.mandant == welt.borken.id })
        var eingang = Testauszug(nummer: 2, anfang: auszug.schluss)
        eingang.gutschrift("Stadt Ahaus, November", 20)
        eingang.gutschrift("ohne Zeichen", 9_000)
        try await welt.einlesen(eingang)
        let offen = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        #expect(offen.count == 2)
        for umsatz in offen {
            func klaeren(trotzdem: Bool) async throws {
                try await welt.kasse {
                    try Bankumsatz.klaeren(umsatz.id, als: .erstattung(borken.id), grund: "Anruf",
                                           trotzdem: trotzdem, in: $0)
                }
            }
            let hindernis = await #expect(throws: Hindernis.self) {
                try await klaeren(trotzdem: false)
            }
            #expect(hindernis?.feld == "trotzdem")
            try await klaeren(trotzdem: true)
        }
        #expect(try await welt.befunde() == [])
    }

    @Test("Wer den Kreis nennt, nennt nicht die Stadt gleichen Namens")
    func kreisGenannt() async throws {
        let (welt, auszug, alle) = try await welt()
        let ahaus = try #require(alle.first { $0.mandant == welt.ahaus.id })
        var eingang = Testauszug(nummer: 2, anfang: auszug.schluss)
        eingang.gutschrift("an den Kreis Borken", 20, von: "Finanzbuchhaltung")
        try await welt.einlesen(eingang)
        let offen = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        let umsatz = try #require(offen.first)
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .erstattung(ahaus.id), grund: "Anruf",
                                   trotzdem: false, in: $0)
        }
        #expect(try await welt.befunde() == [])
    }

    @Test("Gemahnt wird nach der Fälligkeit, Stufe für Stufe, über den offenen Betrag")
    func mahnen() async throws {
        let (welt, auszug, alle) = try await welt()
        let ahaus = try #require(alle.first { $0.mandant == welt.ahaus.id }).forderung
        func mahnen() async throws {
            try await welt.abrechnungsstelle { _ = try Forderung.mahnen(ahaus, in: $0) }
        }
        await #expect(throws: Hindernis.self) { try await mahnen() }
        let laengst = Kassenwelt.heute.plus(tage: -30)
        try stellen("UPDATE kreis.forderung SET faellig = \(laengst)", welt)
        try await mahnen()
        let erste = try await welt.abrechnungsstelle { try Forderung.laden(ahaus, in: $0) }
        #expect(erste.stand(am: Kassenwelt.heute) == .gemahnt(.erinnerung))
        #expect(erste.mahnfrist == Kassenwelt.heute.plus(tage: 14))
        await #expect(throws: Hindernis.self) { try await mahnen() }
        for stufe in [Forderung.Mahnstufe.mahnung, .letzteMahnung] {
            try stellen("""
                UPDATE kreis.forderung_mahnung SET tag = tag - 30, frist = \(Kassenwelt.heute) - 1
                """, welt)
            try await mahnen()
            let stand = try await welt.abrechnungsstelle { try Forderung.laden(ahaus, in: $0) }
            #expect(stand.mahnstufe == stufe)
        }
        try stellen("UPDATE kreis.forderung_mahnung SET tag = tag - 30, frist = frist - 30", welt)
        await #expect(throws: Hindernis.self) { try await mahnen() }
        // Auch am Programm vorbei: keine Stufe zweimal, kein anderer Betrag.
        await #expect(throws: PostgresError.self) {
            try await welt.abrechnungsstelle { session in
                try session.execute("""
                    INSERT INTO forderung_mahnung (id, forderung_id, stufe, offen_cent, tag, frist,
                                                   benutzer_id)
                    SELECT \(UUIDv7()), f.id, 1, 1, \(session.heute), \(session.heute) + 5,
                           \(UUIDv7()) FROM forderung f WHERE f.mandant_id = \(welt.borken.id)
                    """)
            }
        }
        // Nach der Zahlung ist nichts mehr zu mahnen.
        let zeichen = try await welt.abrechnungsstelle {
            try Forderung.laden(ahaus, in: $0).kassenzeichen
        }
        var zahlung = Testauszug(nummer: 2, anfang: auszug.schluss)
        zahlung.gutschrift(zeichen, 140)
        try await welt.einlesen(zahlung)
        #expect(try await offene(welt).map(\.kommune) == ["Stadt Borken"])
    }

    @Test("Eine Kommune wendet sich nur gegen eigene Zeilen; der Betrag bleibt")
    func einwand() async throws {
        let (welt, _, alle) = try await welt()
        let ahaus = try #require(alle.first { $0.mandant == welt.ahaus.id })
        try await welt.verbund.write(welt.ahaus, als: welt.anordnung) { session in
            try Zeilenaeusserung.einwenden(Self.oktober, zeile: 2, grund: "falscher Fall",
                                           in: session)
            try Zeilenaeusserung.bestaetigen(Self.oktober, zeile: nil, in: session)
        }
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(welt.ahaus, als: welt.anordnung) {
                try Zeilenaeusserung.einwenden(Self.oktober, zeile: 3, grund: "keine", in: $0)
            }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(welt.ahaus, als: welt.anordnung) {
                try Zeilenaeusserung.bestaetigen(Self.oktober.naechster, zeile: nil, in: $0)
            }
        }
        let dort = try await welt.verbund.read(welt.borken, als: welt.anordnung) {
            (try Zeilenaeusserung.alle(Self.oktober, in: $0).count,
             try Kreisforderung.alle(in: $0).map(\.betrag))
        }
        #expect(dort == (0, [50]))
        let einwand = try #require(try await welt.abrechnungsstelle {
            try Erstattung.offeneEinwaende(in: $0).first
        })
        #expect(einwand.kennung == "A-2" && einwand.betrag == 40)
        for versuch in 1...2 {
            let antworten: @Sendable (KreisSession) throws -> Void = {
                try Erstattung.antworten(einwand.id, "Bitte selbst zurückfordern.", in: $0)
            }
            if versuch == 1 {
                try await welt.abrechnungsstelle(antworten)
            } else {
                await #expect(throws: Hindernis.self) {
                    try await welt.abrechnungsstelle(antworten)
                }
            }
        }
        let hier = try await welt.verbund.read(welt.ahaus, als: welt.anordnung) {
            try Zeilenaeusserung.alle(Self.oktober, in: $0)
        }
        #expect(hier.map(\.antwort) == ["Bitte selbst zurückfordern.", nil])
        let danach = try await welt.abrechnungsstelle { try Erstattung.laden(ahaus.id, in: $0) }
        #expect(danach.summe == 140 && danach.offen == 140)
        #expect(try await welt.befunde() == [])
    }

    @Test("Die Kommune findet den Weg ihrer Zahlung, nicht den einer fremden")
    func spur() async throws {
        let (welt, _, alle) = try await welt()
        let auftraege = try await welt.kasse {
            try $0.scalars("SELECT id FROM zahlungsauftrag ORDER BY endtoend",
                           as: Zahlungsauftrag.ID.self)
        }
        let (eigene, fremde) = try await welt.verbund.read(welt.ahaus, als: welt.anordnung) {
            (try Kassenspur.alle(auftraege[1], in: $0), try Kassenspur.alle(auftraege[2], in: $0))
        }
        #expect(fremde.isEmpty)
        let schritt = try #require(eigene.first)
        #expect(eigene.count == 1 && schritt.betrag == 40 && schritt.zeile == 2)
        #expect(schritt.beleg == "Auszug 1, Umsatz 1" && schritt.monat == Self.oktober)
        #expect(alle.map(\.nummer).contains(schritt.erstattung ?? ""))
        #expect(schritt.datei.hasPrefix("ML-"))
    }
}
