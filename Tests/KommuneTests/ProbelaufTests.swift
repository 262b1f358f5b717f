import Foundation
import Grundwerte
@testable import Kommune
@testable import Leistungsrecht
import Logging
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Probelauf: alle laufenden Fälle nach Entwürfen (B-1.2.5)")
struct ProbelaufTests {
    @Test("Jede Kommune sieht ihre Fälle mit dem Grund; der Kreis Summen, wenn alle fertig sind")
    func dreiFaelleJeKommune() async throws {
        let welt = try await Kommunenwelt.neu()
        let faelle = try await welt.faelle(3), fremde = try await welt.faelleInBorken(3)
        let lauf = try welt.probelaufBeginnen()
        try welt.zurueckstellen(welt.borken)
        try await welt.rechne()
        #expect(try await welt.kreissummen(lauf).isEmpty)
        try welt.zurueckstellen(nil)
        try await welt.rechne()

        let (eigene, anzahl, summen) = try await welt.tue(welt.frau) { session in
            let lauf = try #require(try Probelauf.letzter(in: session))
            let (eintraege, anzahl) = try lauf.faelle(.alle, seite: 1, je: 50, in: session)
            return (eintraege, anzahl, try lauf.summen(in: session))
        }
        #expect(anzahl == 3)
        #expect(Set(eigene.map(\.fall)) == Set(faelle))
        #expect(Set(fremde).isDisjoint(with: eigene.map(\.fall)))
        for eintrag in eigene {
            // 455 € Bedarfsstufe 1 und 400 € Miete; der Entwurf legt 12 € darauf.
            #expect(eintrag.alt == 855)
            #expect(eintrag.neu == 867)
            #expect(eintrag.warum.contains("+12,00 €"))
            #expect(eintrag.warum.contains("§ 3a"))
        }
        #expect(summen == [Probelaufsumme(
            monat: Monat(2027, 1), faelle: 3, personen: 3, alt: 2_565, neu: 2_601,
            geaenderteFaelle: 3, geaendertePersonen: 3, ohneErgebnis: 0, altGroesster: 855,
            altZweiter: 855, bewegt: 36, bewegtGroesster: 12, bewegtZweiter: 12)])
        // 6 Fälle, 5.130 € bisher und 72 € mehr, gerundet auf 10, 1.000 € und 100 €.
        #expect(try await welt.kreissummen(lauf) == ["10 10 500000 510000 10 10 0"])
        try await welt.verbund.abbauen()
    }

    @Test("Summen, hinter denen weniger als fünf Personen stehen, bleiben verdeckt")
    func verdeckt() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.faelle(4)
        let lauf = try welt.probelaufBeginnen()
        try await welt.rechne()
        #expect(try await welt.kreissummen(lauf) == ["- - - - - - 0"])
        try await welt.verbund.abbauen()
    }

    @Test("Kein Login des Kreises und keine andere Kommune kommt an die Zahlen einer Kommune")
    func trennung() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.faelle(1)
        let lauf = try welt.probelaufBeginnen()
        try await welt.rechne()
        let tabelle = "\(welt.ahaus.schema).probelauf_fall"
        for login in ["mandat_platform", "mandat_arbeit", "kreis_verwaltung", "kreis_controlling",
                      "kreis_statistik", welt.borken.loginRole] {
            let verbindung = try welt.verbund.verbindung(login: login)
            defer { verbindung.close() }
            for sql: SQL in [
                "SELECT count(*) FROM \(unescaped: tabelle)",
                "SELECT count(*) FROM platform.probelauf_summe",
                "INSERT INTO platform.probelauf_kommune VALUES (\(lauf), \(welt.ahaus.id), now())",
            ] {
                #expect { try verbindung.execute(sql) } throws: {
                    ($0 as? PostgresError)?.sqlState.rawValue == "42501"
                }
            }
        }
        // Wer nicht beteiligt ist, erfährt auch die Entwürfe nicht.
        let fremd = try await welt.verbund.read(welt.borken, als: welt.verbund.akteur(
            "sachbearbeitung", mandant: welt.borken)) {
            try Probelaufauftrag.laden(.init(), in: $0)
        }
        #expect(fremd == nil)
        try await welt.verbund.abbauen()
    }

    @Test("Ein unterbrochener Lauf geht hinter dem letzten Fall weiter; der nächste ersetzt ihn")
    func unterbrochen() async throws {
        let welt = try await Kommunenwelt.neu()
        _ = try await welt.faelle(3)
        let lauf = try welt.probelaufBeginnen()
        let prozent = try await welt.tue(welt.frau) { session in
            let plan = try #require(try Probeplan(lauf, in: session))
            return try plan.schritt(1, in: session)
        }
        #expect(prozent == 33)
        try await welt.rechne()
        #expect(try await welt.anzahl(lauf) == 3)

        let zweiter = try welt.probelaufBeginnen(mehr: 20)
        try await welt.rechne()
        #expect(try await welt.anzahl(lauf) == 0)
        #expect(try await welt.anzahl(zweiter) == 3)
        try await welt.verbund.abbauen()
    }

    @Test("Was sich nicht rechnen lässt, steht mit seinem Grund da und in keiner Summe")
    func nichtRechenbar() async throws {
        let welt = try await Kommunenwelt.neu()
        let fall = try await welt.fall()
        let akte = try await welt.tue(welt.frau) { try Fallakte.heute(fall, in: $0) }
        let januar = Monat(2027, 1)
        let probe = Probefall.rechnen(
            akte, monate: [januar], bisher: .amtlich, entwurf: .amtlich.fortgeschrieben)
        #expect(probe.count == 1)
        #expect(probe.first?.hindernis.contains("Januar 2027") == true)
        let vorher = Probefall.rechnen(
            akte, monate: [Monat(2026, 10)], bisher: .amtlich, entwurf: .amtlich)
        #expect(vorher.isEmpty)
        try await welt.verbund.abbauen()
    }
}

extension Kommunenwelt {
    func faelle(_ anzahl: Int) async throws -> [Fall.ID] {
        try await tue(frau) { session in
            try (0..<anzahl).map { _ in
                try Fall.anlegen(Kommunenwelt.neuerFall(), in: session)
            }
        }
    }

    func faelleInBorken(_ anzahl: Int) async throws -> [Fall.ID] {
        let dort = try await verbund.akteur("sachbearbeitung", mandant: borken)
        return try await verbund.write(borken, als: dort) { session in
            try (0..<anzahl).map { _ in
                try Fall.anlegen(Kommunenwelt.neuerFall(), in: session)
            }
        }
    }

    /// Die Bedarfssätze ab `tag`, jede Stufe um so viel höher als zuletzt.
    static func hoehere(um mehr: Geld, ab tag: Kalendertag) throws -> String {
        let alt = try Parameter.amtlich.bedarfssaetze.stand(am: Monat(2026, 12).letzterTag).wert
        let stufen = Bedarfsstufe.allCases.map { stufe in
            let satz = alt[stufe]
            return """
                "\(stufe.rawValue)": {
                  "notwendiger_bedarf": "\((satz.notwendigerBedarf + mehr).dezimal)",
                  "notwendiger_persoenlicher_bedarf":
                    "\(satz.notwendigerPersoenlicherBedarf.dezimal)" }
                """
        }
        let text = """
            { "gueltig_ab": "\(tag)", "fundstelle": "BGBl. 2026 I Nr. 400",
              "stufen": { \(stufen.joined(separator: ", ")) } }
            """
        return try Standentwurf(text.utf8, als: .bedarfssaetze, nach: .amtlich).wert
    }

    /// Erfasst einen Entwurf der Bedarfssätze, wie es der Kreis täte.
    func entwurf(mehr: Geld = 12, ab tag: Kalendertag = Monat(2027, 1).ersterTag) throws -> UUIDv7 {
        let server = try verbund.superuser(), entwurf = UUIDv7()
        defer { server.close() }
        try server.execute("""
            INSERT INTO platform.parameterstand (id, name, gueltig_ab, wert, fundstelle,
                                                 erfasst_von)
            VALUES (\(entwurf), 'bedarfssaetze', \(tag),
                    \(try Kommunenwelt.hoehere(um: mehr, ab: tag))::jsonb,
                    'BGBl. 2026 I Nr. 400', \(UUIDv7()))
            """)
        return entwurf
    }

    /// Beginnt einen Lauf für den Januar 2027, in dem jede Stufe um `mehr` steigt.
    func probelaufBeginnen(mehr: Geld = 12) throws -> Probelaufauftrag.ID {
        let entwurf = try entwurf(mehr: mehr)
        let server = try verbund.superuser(), lauf = Probelaufauftrag.ID()
        defer { server.close() }
        let januar = Monat(2027, 1).ersterTag
        try server.execute("""
            SELECT platform.probelauf_beginnen(\(lauf), \([entwurf]), \(januar), \(januar),
                                               \(UUIDv7()), \(Kommunenwelt.heute))
            """)
        return lauf
    }

    /// Lässt die Aufträge eines Mandanten erst morgen beginnen, ohne Mandanten alle sofort.
    func zurueckstellen(_ mandant: Mandant?) throws {
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.job SET run_at = CASE WHEN mandant_id = \(mandant?.id)
                                                  THEN now() + interval '1 day' ELSE now() END
            """)
    }

    func rechne() async throws {
        try await JobWorker(
            database: verbund.worker, registry: verbund.registry, jobs: [ProbelaufRechnen.self],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }).drain()
    }

    /// Was der Kreis liest, unter dem Login der Verwaltung: je Monat eine Zeile, `-` ist verdeckt.
    func kreissummen(_ lauf: Probelaufauftrag.ID) async throws -> [String] {
        try await verbund.database.platform.read { transaction in
            try transaction.scalars("""
                SELECT concat_ws(' ', coalesce(faelle::text, '-'), coalesce(personen::text, '-'),
                                 coalesce(alt_cent::text, '-'), coalesce(neu_cent::text, '-'),
                                 coalesce(geaenderte_faelle::text, '-'),
                                 coalesce(geaenderte_personen::text, '-'),
                                 coalesce(ohne_ergebnis::text, '-'))
                  FROM probelauf_summen(\(lauf)) ORDER BY monat
                """, as: String.self)
        }
    }

    func anzahl(_ lauf: Probelaufauftrag.ID) async throws -> Int {
        try await tue(frau) {
            try $0.scalar("SELECT count(*) FROM probelauf_fall WHERE probelauf_id = \(lauf)")
        }
    }
}
