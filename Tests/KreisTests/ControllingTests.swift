import Geheimhaltung
import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Controlling: geschützt, angegriffen, von zweien veröffentlicht (B-4.1, B-4.2)")
struct ControllingTests {
    static let oktober = Monat(2026, 10)

    /// Ahaus und Borken haben den Oktober gemeldet.
    struct Welt {
        let verbund: TestVerbund
        let erste: Akteur
        let zweite: Akteur
        let ag: Akteur

        static func neu(ahaus: [String: Int] = ["18-24": 20, "25-39": 31, "40-59": 3],
                        borken: [String: Int] = ["18-24": 14, "25-39": 25, "40-59": 9])
            async throws -> Welt {
            let verbund = try await TestVerbund.neu()
            for (kuerzel, alter) in [("ahaus", ahaus), ("borken", borken)] {
                let mandant = try await verbund.mandant(kuerzel)
                let wer = try await verbund.akteur("leitung", mandant: mandant)
                let gezaehlt = zahlen(alter)
                try await verbund.write(mandant, als: wer) { session in
                    let offen = try Kennzahlmeldung.offeneMonate(in: session)
                    #expect(offen.contains(oktober))
                    let neu = try melden(gezaehlt, in: session)
                    #expect(neu)
                }
            }
            return Welt(verbund: verbund, erste: try await verbund.akteur("controlling"),
                        zweite: try await verbund.akteur("datenschutz"),
                        ag: try await verbund.akteur("ag_geschaeftsstelle"))
        }

        private static func zahlen(_ alter: [String: Int]) -> [(String, Int)] {
            let summe = alter.values.reduce(0, +)
            let andere = Gesamtheit.empfaenger.merkmale.filter { $0 != .alter }
                .map { ("\($0.name)=\($0.auspraegungen[0].schluessel)", summe) }
            return [("", summe)] + alter.map { ("alter=\($0.key)", $0.value) } + andere
        }

        private static func melden(
            _ zahlen: [(String, Int)], in session: MandantSession
        ) throws -> Bool {
            try session.scalar("""
                SELECT kreis.controlling_melden(
                    \(oktober), \(zahlen.map { _ in "empfaenger" }), \(zahlen.map(\.0)),
                    \(zahlen.map { Int64($0.1) }), \(zahlen.map { Int64($0.1) }),
                    \(zahlen.map { _ in Int64(1) }), \(zahlen.map { _ in Int64(1) }))
                """)
        }

        @discardableResult
        func schuetzen() async throws -> Int {
            try await verbund.worker.write(
                .geheimhaltung, .controllingLesen, als: .programm(anfrage: UUIDv7())
            ) { try Controllingschutz.erstellen(in: $0) }
        }

        func entwurf() async throws -> Controllingentwurf {
            try #require(try await verbund.read(.controlling, als: erste) {
                try Controllingentwurf.offene(in: $0)
            }.first)
        }

        func veroeffentlichen() async throws {
            try await schuetzen()
            let id = try await entwurf().id
            try await verbund.write(.controlling, als: erste) {
                try Controllingentwurf.vorlegen(id, in: $0)
            }
            try await verbund.write(.controlling, als: zweite) {
                try Controllingentwurf.freigeben(id, in: $0)
            }
        }

        func werk() async throws -> Zahlenwerk {
            try await verbund.read(.controlling, als: erste) {
                try Zahlenwerk.laden(try Veroeffentlichung.alle(in: $0), in: $0)
            }
        }
    }

    @Test("Eine Person legt vor, eine andere gibt frei; Kommunen und Kreis lesen dasselbe")
    func zweiPersonen() async throws {
        let welt = try await Welt.neu()
        #expect(try await welt.schuetzen() == 1)
        let entwurf = try await welt.entwurf()
        #expect(entwurf.nachweis.aufgedeckt == 0)
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(.controlling, als: welt.zweite) {
                try Controllingentwurf.freigeben(entwurf.id, in: $0)
            }
        }
        try await welt.verbund.write(.controlling, als: welt.erste) {
            try Controllingentwurf.vorlegen(entwurf.id, in: $0)
        }
        await #expect(throws: Hindernis.self) {
            try await welt.verbund.write(.controlling, als: welt.erste) {
                try Controllingentwurf.freigeben(entwurf.id, in: $0)
            }
        }
        try await welt.verbund.write(.controlling, als: welt.zweite) {
            try Controllingentwurf.freigeben(entwurf.id, in: $0)
        }
        let werk = try await welt.werk()
        #expect(werk.wert(.empfaenger, Self.oktober) == .offen(102))
        #expect(werk.wert(.empfaenger, Self.oktober, ["kommune": "ahaus", "alter": "40-59"])
            == .gesperrt)
        #expect(werk.wert(.empfaenger, Self.oktober, ["kommune": "borken", "alter": "40-59"])
            == .gesperrt)
        let ahaus = try await welt.verbund.mandant("ahaus")
        let leitung = try await welt.verbund.akteur("leitung", mandant: ahaus)
        let dort = try await welt.verbund.read(ahaus, als: leitung) {
            try Zahlenwerk.laden(try Veroeffentlichung.alle(in: $0), in: $0)
        }
        #expect(dort.wert(.empfaenger, Self.oktober) == .offen(102))
        #expect(dort.wert(.empfaenger, Self.oktober, ["kommune": "ahaus", "alter": "40-59"])
            == .gesperrt)
    }

    @Test("Was veröffentlicht ist, ändert niemand, und die Prüfsummen stimmen")
    func unveraenderlich() async throws {
        let welt = try await Welt.neu()
        try await welt.veroeffentlichen()
        let server = try welt.verbund.superuser()
        defer { server.close() }
        for tabelle in ["controlling_wert", "controlling_veroeffentlichung", "controlling_entwurf",
                        "controlling_entwurf_zelle", "controlling_rohzahl", "geheimhaltungsregel"] {
            #expect(throws: PostgresError.self) {
                try server.execute("DELETE FROM kreis.\(unescaped: tabelle)")
            }
        }
        #expect(try await welt.verbund.read(.controlling, als: welt.erste) {
            try Meldestand.gebrochene(in: $0)
        } == [])
        try server.runScript("""
            SET session_replication_role = replica;
            UPDATE kreis.controlling_wert SET wert = 3
             WHERE zelle = (SELECT min(zelle) FROM kreis.controlling_wert WHERE wert IS NULL);
            """)
        #expect(try await welt.verbund.read(.controlling, als: welt.erste) {
            try Meldestand.gebrochene(in: $0)
        } == ["CB-0001"])
    }

    @Test("Findet der Angriff etwas, lehnt die Datenbank die Veröffentlichung ab, wer auch fragt")
    func abgelehnt() async throws {
        let welt = try await Welt.neu()
        try await welt.schuetzen()
        let id = try await welt.entwurf().id
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.runScript("""
            SET session_replication_role = replica;
            UPDATE kreis.controlling_entwurf SET aufgedeckt = 1;
            """)
        await #expect(throws: (any Error).self) {
            try await welt.verbund.write(.controlling, als: welt.erste) {
                try Controllingentwurf.vorlegen(id, in: $0)
            }
        }
        let von = try #require(welt.erste.benutzer)
        #expect(throws: PostgresError.self) {
            try server.runScript("""
                SET session_replication_role = origin;
                INSERT INTO kreis.controlling_vorlage (entwurf_id, sha256, von)
                SELECT id, sha256, '\(von)' FROM kreis.controlling_entwurf
                """)
        }
    }

    @Test("Der Login des Controllings sieht nichts als Veröffentlichtes")
    func nurVeroeffentlichtes() async throws {
        let welt = try await Welt.neu()
        try await welt.veroeffentlichen()
        let angreifer = try welt.verbund.verbindung(login: KreisOffice.controlling.rawValue)
        defer { angreifer.close() }
        for tabelle in ["controlling_rohzahl", "controlling_meldung", "controlling_entwurf",
                        "controlling_entwurf_zelle", "sonderauswertung_rohzahl", "empfaengerzahl",
                        "umlage", "zahlungsauftrag", "buchungszeile"] {
            #expect(throws: PostgresError.self) {
                try angreifer.execute("SELECT * FROM kreis.\(unescaped: tabelle)")
            }
        }
        #expect(throws: PostgresError.self) {
            try angreifer.execute("UPDATE kreis.controlling_wert SET wert = 1")
        }
        let lesbar = try angreifer.transaction(.readOnly) {
            try $0.scalars("""
                SELECT c.relname::text FROM pg_class c
                 WHERE c.relkind = 'r'
                   AND c.relnamespace::regnamespace::text ~ '^(kreis|m_|platform)'
                   AND has_table_privilege(c.oid, 'SELECT') ORDER BY c.relname
                """, as: String.self)
        }
        #expect(lesbar == ["controlling_veroeffentlichung", "controlling_wert",
                           "geheimhaltungsregel", "sonderauswertung", "sonderauswertung_beschluss",
                           "vorgang", "zaehler"])
    }

    @Test("Eine Sonderauswertung: Antrag, Beschluss der AG, dieselbe Geheimhaltung (B-4.2)")
    func sonderauswertung() async throws {
        let welt = try await Welt.neu()
        try await welt.veroeffentlichen()
        let verbund = welt.verbund
        let id = try await verbund.write(.controlling, als: welt.erste) {
            try Sonderauswertung.beantragen(
                .init(titel: "Junge Erwachsene", zweck: "Sprachkurse", monat: Self.oktober,
                      gesamtheit: .empfaenger, merkmale: ["alter", "leistungsart"]), in: $0)
        }
        await #expect(throws: PostgresError.self) {
            try await verbund.write(.controlling, als: welt.erste) {
                try Sonderauswertung.beschliessen(id, angenommen: true, text: "AG",
                                                  vom: $0.heute, in: $0)
            }
        }
        try await verbund.write(.controlling, als: welt.ag) {
            try Sonderauswertung.beschliessen(id, angenommen: true, text: "AG 7/2026, TOP 3",
                                              vom: $0.heute, in: $0)
        }
        for (kuerzel, alter) in [("ahaus", ["18-24": 20, "25-39": 31, "40-59": 3]),
                                 ("borken", ["18-24": 14, "25-39": 25, "40-59": 9])] {
            let mandant = try await verbund.mandant(kuerzel)
            let wer = try await verbund.akteur("leitung", mandant: mandant)
            try await verbund.write(mandant, als: wer) { session in
                let auftrag = try #require(Kennzahlmeldung.sonderauftraege(in: session).first)
                #expect(auftrag.merkmale == ["alter", "leistungsart"])
                let namen = alter.map { "alter=\($0.key)|leistungsart=grundleistung" }
                let werte = alter.map { Int64($0.value) }
                #expect(try session.scalar("""
                    SELECT kreis.controlling_sonder_melden(\(auftrag.id), \(namen), \(werte),
                        \(werte), \(werte.map { _ in Int64(1) }), \(werte.map { _ in Int64(1) }))
                    """, as: Bool.self))
                #expect(try Kennzahlmeldung.sonderauftraege(in: session).isEmpty)
            }
        }
        try await welt.veroeffentlichen()
        let werk = try await welt.werk()
        #expect(werk.wert(.empfaenger, Self.oktober,
                          ["kommune": "ahaus", "alter": "40-59", "leistungsart": "grundleistung"])
            == .gesperrt)
        #expect(werk.wert(.empfaenger, Self.oktober, ["kommune": "ahaus", "alter": "40-59"])
            == .gesperrt)
    }

    @Test("Fehlt eine Kommune, wartet der Monat; die anderen haben gemeldet")
    func unvollstaendig() async throws {
        let verbund = try await TestVerbund.neu()
        let stand = try await verbund.worker.write(
            .geheimhaltung, .controllingLesen, als: .programm(anfrage: UUIDv7())
        ) { try Controllingschutz.erstellen(in: $0) }
        #expect(stand == 0)
    }
}
