import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Isolation: was eingeschleustes SQL unter einem Login erreicht (B-1.1)")
struct AngriffTests {
    enum Ziel: String, CaseIterable, Sendable {
        case fremdeDaten, rollen, anlegen, system, geschichte, zahlung, theke, abgleich
        case krankenhilfe, statistik, sitzung, support, jeder

        var angriffe: [Angriff] {
            switch self {
            case .fremdeDaten: AngriffMandant.fremdeDaten
            case .rollen: AngriffMandant.rollen
            case .anlegen: AngriffMandant.anlegen
            case .system: AngriffMandant.system
            case .geschichte: AngriffMandant.geschichte
            case .zahlung: AngriffMandant.zahlung
            case .theke: AngriffMandant.theke
            case .abgleich: AngriffMandant.abgleich
            case .krankenhilfe: AngriffMandant.krankenhilfe + AngriffStichprobe.mandant
            case .statistik: AngriffStatistik.mandant
            case .sitzung: AngriffMandant.sitzung
            case .support: AngriffSupport.mandant
            case .jeder: AngriffSystem.jeder
            }
        }
    }

    @Test("Der Login eines Mandanten erreicht nur das Eigene", arguments: Ziel.allCases)
    func mandant(ziel: Ziel) async throws {
        let szene = try await Angriffsszene.neu()
        for angriff in ziel.angriffe {
            try angriff.pruefen(login: szene.ahaus.loginRole, in: szene)
        }
        // Nothing has changed on any schema, nor what the other Kommune has stored.
        let befunde = try await Installation.check(szene.verbund.database, sql: TestVerbund.sql)
        #expect(befunde == [])
        let admin = try szene.verbund.superuser()
        defer { admin.close() }
        let ziele = try admin.scalars("SELECT ziel FROM \(identifier: szene.borken.schema).vorgang",
                                      as: String.self)
        #expect(ziele == ["geheim"])
        let marken = try admin.scalar("""
            SELECT count(*) FROM kreis.personenmarke WHERE mandant_id = \(szene.borken.id)
            """, as: Int.self)
        #expect(marken == 1)
        try await szene.verbund.abbauen()
    }

    static let kreislogins = KreisOffice.allCases.map(\.rawValue)
        + [Database.Process.web.rawValue, Database.Process.worker.rawValue]

    @Test("Kein Login des Kreises erreicht Daten einer Kommune", arguments: kreislogins)
    func kreis(login: String) async throws {
        let szene = try await Angriffsszene.neu()
        for angriff in AngriffKreis.jeder + AngriffSystem.jeder {
            try angriff.pruefen(login: login, in: szene)
        }
        try await szene.verbund.abbauen()
    }

    @Test("Gegen jeden Login des Kreises richten sich wenigstens 70 benannte Angriffe",
          arguments: kreislogins)
    func anzahl(login: String) {
        let eigene = AngriffKreis.einzelne.filter { $0.login == login }.flatMap(\.angriffe)
        let alle = AngriffKreis.jeder + AngriffSystem.jeder + eigene
        #expect(Set(alle.map(\.sql)).count >= 70)
    }

    @Test("Gegen den Login eines Mandanten richten sich wenigstens 350")
    func anzahlMandant() {
        #expect(Set(Ziel.allCases.flatMap(\.angriffe).map(\.sql)).count >= 350)
    }

    /// `m_…` stands for the login of Ahaus, which has another name in every test.
    @Test("Jede Tabelle, jede Funktion, jede Rolle: Was der Login nicht hat, bekommt er nicht",
          arguments: ["m_…"] + kreislogins)
    func katalog(login: String) async throws {
        let szene = try await Angriffsszene.neu()
        let wer = login == "m_…" ? szene.ahaus.loginRole : login
        let angriffe = try AngriffKatalog.alle(wer, in: szene)
        #expect(Set(angriffe.map(\.sql)).count >= 3_000)
        let verbindung = try szene.verbund.verbindung(login: wer)
        defer { verbindung.close() }
        let woerter = szene.woerter(login: wer)
        var durch: [String] = []
        for angriff in angriffe {
            let ausgang = try angriff.ausfuehren(auf: verbindung, woerter)
            if ausgang != angriff.erwartet { durch.append("\(angriff.sql): \(ausgang)") }
        }
        #expect(durch.isEmpty, "\(durch.prefix(20).joined(separator: "\n"))")
        let befunde = try await Installation.check(szene.verbund.database, sql: TestVerbund.sql)
        #expect(befunde == [])
        try await szene.verbund.abbauen()
    }

    @Test("Jeder Login des Kreises bleibt bei seinem Amt")
    func aemter() async throws {
        let szene = try await Angriffsszene.neu()
        for (login, angriffe) in AngriffKreis.einzelne {
            for angriff in angriffe { try angriff.pruefen(login: login, in: szene) }
        }
        let befunde = try await Installation.check(szene.verbund.database, sql: TestVerbund.sql)
        #expect(befunde == [])
        try await szene.verbund.abbauen()
    }

    /// What PostgreSQL cannot refuse. Each has its answer beside it; the test tells when one
    /// disappears.
    @Test("Was PostgreSQL nicht verweigern kann, ist bekannt")
    func reste() async throws {
        let szene = try await Angriffsszene.neu()
        let login = szene.ahaus.loginRole
        for rest in AngriffRest.alle {
            let verbindung = try szene.verbund.verbindung(login: login)
            defer { verbindung.close() }
            // Undone at once: the roles belong to all tests.
            _ = try? verbindung.transaction { transaction in
                let ausgang = try rest.angriff.ausfuehren(
                    auf: transaction, szene.woerter(login: login))
                #expect(ausgang == rest.angriff.erwartet, "\(rest.angriff.name)")
                throw Zurueck()
            }
        }
        try await szene.verbund.abbauen()
    }

    @Test(
        "Cursor über Fremdes und vorbereitete Transaktion gehen auch in einer Transaktion nicht",
        arguments: [
            ("LOCK TABLE {er}.vorgang IN ACCESS SHARE MODE", "42501"),
            ("LOCK TABLE kreis.zahlungsauftrag IN ACCESS EXCLUSIVE MODE", "42501"),
            ("DECLARE x CURSOR FOR SELECT * FROM {er}.vorgang", "42501"),
            ("PREPARE TRANSACTION 'x'", "55000"),
            ("SET LOCAL ROLE {er}", "42501"),
            ("SET TRANSACTION SNAPSHOT '00000003-00000001-1'", "0A000")
        ])
    func inTransaktion(sql: String, sqlState: String) async throws {
        let szene = try await Angriffsszene.neu()
        let login = szene.ahaus.loginRole
        let verbindung = try szene.verbund.verbindung(login: login)
        defer { verbindung.close() }
        _ = try? verbindung.transaction { transaction in
            let ausgang = try Angriff(sql, sql, sqlState).ausfuehren(
                auf: transaction, szene.woerter(login: login))
            #expect(ausgang == .abgelehnt(sqlState))
            throw Zurueck()
        }
        try await szene.verbund.abbauen()
    }

    private struct Zurueck: Error {}
}
