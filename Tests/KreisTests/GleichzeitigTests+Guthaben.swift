import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Ein Guthaben wird einmal verwendet, gleich wie viele es im selben Augenblick wollen.
extension GleichzeitigTests {
    enum Verwendung: Sendable { case ruecknahme, verrechnung, auszahlung }

    /// Ahaus hat auf seine 140 € dreimal 100 € gezahlt, und 60 € sind zurück: 100 € Guthaben. Ein
    /// zweiter Posten über 100 € ist offen, und zwei Belastungen zu 100 € warten.
    private struct Guthabenwelt: Sendable {
        let welt: Kassenwelt
        let erstattung: Erstattung
        let zweiter: Forderung.ID
        let eingaenge: [Einzelzuordnung]
        let belastungen: [Bankumsatz]

        static func neu() async throws -> Guthabenwelt {
            let welt = try await Kassenwelt.neu()
            try await welt.auftrag("A-1", 140)
            let lauf = try await welt.uebergebenerLauf()
            var auszug = Testauszug(tag: ErstattungTests.zahltag)
            auszug.sammler(lauf.msgId, lauf.summe)
            try await welt.einlesen(auszug)
            try await welt.abrechnungsstelle {
                try Erstattung.abschliessen(ErstattungTests.oktober, in: $0)
            }
            let erstattung = try #require(try await welt.abrechnungsstelle {
                try Erstattung.alle(jahr: 2026, in: $0).first
            })
            var zweite = Testauszug(nummer: 2, anfang: auszug.schluss)
            for _ in 1...3 { zweite.gutschrift(erstattung.kassenzeichen, 100) }
            zweite.belastung("RUECK-1", 60)
            zweite.belastung("RUECK-2", 100)
            zweite.belastung("RUECK-3", 100)
            try await welt.einlesen(zweite)
            let offen = try await welt.kasse { try Bankumsatz.ungeklaerte(in: $0) }
            let erste = try #require(offen.first { $0.betrag == -60 })
            try await welt.kasse {
                try Bankumsatz.klaeren(erste.id, als: .erstattung(erstattung.id),
                                       grund: "Rückzahlung", in: $0)
            }
            let eingaenge = try await welt.kasse { session in
                try session.scalars("""
                    SELECT umsatz_id FROM umsatz_zuordnung
                     WHERE erstattung_id IS NOT NULL AND betrag_cent > 0 ORDER BY id
                    """, as: Bankumsatz.ID.self)
                    .flatMap { try Einzelzuordnung.alle(zu: $0, in: session) }
            }
            return Guthabenwelt(
                welt: welt, erstattung: erstattung, zweiter: try zweiterPosten(welt),
                eingaenge: eingaenge, belastungen: offen.filter { $0.betrag == -100 })
        }

        private static func zweiterPosten(_ welt: Kassenwelt) throws -> Forderung.ID {
            let id = UUIDv7()
            let server = try welt.verbund.superuser()
            defer { server.close() }
            try server.execute("SET session_replication_role = replica")
            try server.execute("""
                INSERT INTO kreis.forderung (id, mandant_id, art, monat, nummer, kassenzeichen,
                                             betrag_cent, faellig)
                VALUES (\(id), \(welt.ahaus.id), 'umlage', \(ErstattungTests.oktober), 'U-1',
                        'U1', 10000, \(Kassenwelt.heute))
                """)
            return Forderung.ID(id)
        }

        /// Verwendet das Guthaben und zögert vor dem Ende der Transaktion, damit die andere Person
        /// noch nichts davon sieht.
        func verwenden(_ art: Verwendung, stelle: Int) async throws {
            let forderung = erstattung.forderung, id = erstattung.id, zweiter = zweiter
            switch art {
            case .verrechnung:
                try await welt.abrechnungsstelle {
                    try Forderung.verrechnen(forderung, mit: zweiter, 100, grund: "doppelt", in: $0)
                    Thread.sleep(forTimeInterval: 0.5)
                }
            case .auszahlung:
                let umsatz = belastungen[stelle].id
                try await welt.kasse {
                    try Bankumsatz.klaeren(umsatz, als: .erstattung(id), grund: "Anruf", in: $0)
                    Thread.sleep(forTimeInterval: 0.5)
                }
            case .ruecknahme:
                let eingang = eingaenge[stelle]
                try await welt.kasse(als: welt.zweiteBuchhaltung) {
                    try Bankumsatz.zuruecknehmen(eingang.id, von: eingang.umsatz, grund: "Irrtum",
                                                 in: $0)
                    Thread.sleep(forTimeInterval: 0.5)
                }
            }
        }
    }

    @Test("Zwei wollen dasselbe Guthaben: Eine Person bekommt es, die andere einen Satz",
          arguments: [
            (Verwendung.ruecknahme, Verwendung.verrechnung), (.ruecknahme, .ruecknahme),
            (.auszahlung, .verrechnung), (.auszahlung, .auszahlung),
          ])
    func guthaben(eine: Verwendung, andere: Verwendung) async throws {
        let szene = try await Guthabenwelt.neu(), id = szene.erstattung.id
        #expect(szene.eingaenge.count == 3 && szene.belastungen.count == 2)
        let gelungen = await zugleich(2) { stelle in
            try await szene.verwenden([eine, andere][stelle], stelle: stelle)
            return true
        }
        #expect(gelungen == 1)
        let offen = try await szene.welt.abrechnungsstelle {
            try Erstattung.laden(id, in: $0).offen
        }
        #expect(offen == .null)
    }

    @Test("Ein Eingang wird zurückgenommen oder einer Gutschrift zugeordnet, nie beides")
    func gutschrift() async throws {
        let welt = try await Abrechnungswelt.neu(), kasse = welt.kasse
        let rechnung = try await welt.freigegeben("G-1", 100, .gutschrift)
        let (umsatz, zuordnung) = try await kasse.rueckverguetung("G-1", 100)
        let eingang = try #require(try await welt.tue {
            try Gutschrifteingang.freie(hoechstens: 100, in: $0).first
        })
        let gelungen = await zugleich(2) { stelle in
            if stelle == 0 {
                try await welt.tue {
                    try Gutschrifteingang.zuordnen(eingang.id, zu: rechnung, in: $0)
                    Thread.sleep(forTimeInterval: 0.5)
                }
            } else {
                try await kasse.kasse(als: kasse.zweiteBuchhaltung) {
                    try Bankumsatz.zuruecknehmen(zuordnung.id, von: umsatz.id, grund: "Irrtum",
                                                 in: $0)
                    Thread.sleep(forTimeInterval: 0.5)
                }
            }
            return true
        }
        #expect(gelungen == 1)
        #expect(try await kasse.befunde() == [])
    }
}
