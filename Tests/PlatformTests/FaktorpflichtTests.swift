import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Zweiter Faktor: Pflicht der Rolle, ab dem Tag, den der Kreis bestimmt (ASVS V6.3)")
struct FaktorpflichtTests {
    private func regel(_ tag: Kalendertag, _ pflicht: Bool) -> Zugangsregel {
        Zugangsregel(
            gueltigAb: tag, ungenutztTage: 90, warnfristTage: 14, stichtage: ["04-01", "10-01"],
            bestaetigungTage: 28, supportStunden: 8, faktorPflicht: pflicht, grund: "Beschluss")
    }

    @Test("Wer Geld freigibt, Zugänge verwaltet oder alles liest, braucht ihn; andere nicht")
    func rollen() async throws {
        let verbund = try await TestVerbund.neu()
        let rollen = try await verbund.database.platform.read {
            try $0.scalars("""
                SELECT name FROM rolle WHERE zweiter_faktor_pflicht ORDER BY name COLLATE "C"
                """, as: String.self)
        }
        #expect(rollen == [
            "abrechnungsstelle", "anordnung", "datenschutz", "datenschutz_kommune",
            "fachadministration", "kasse_buchhaltung", "kasse_freigabe", "kreis_leitung",
            "leitung", "rechnungspruefung",
        ])
        try await verbund.abbauen()
    }

    @Test("Die Pflicht ist datiert: angekündigt, in Kraft, wieder ausgesetzt")
    func datiert() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let admin = try await verbund.akteur("fachadministration")
        let ich = try #require(admin.benutzer)
        let an = regel(tag.plus(tage: 10), true), aus = regel(tag.plus(tage: 30), false)
        try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) { session in
            #expect(try Zugangsregel.faktorPflichtAb(am: tag, in: session.transaction) == nil)
            try an.erfassen(in: session)
            try aus.erfassen(in: session)
            #expect(try Zugangsregel.geltende(am: tag.plus(tage: 12), in: session.transaction)
                == an)
        }
        let web = try verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        for (nach, schuldet) in [(9, false), (10, true), (29, true), (30, false)] {
            #expect(try web.scalar("""
                SELECT schuldet_faktor(\(ich), \(tag.plus(tage: nach)))
                """, as: Bool.self) == schuldet, "nach \(nach) Tagen")
        }
        let ab = try await verbund.database.platform.read { transaction in
            [try Zugangsregel.faktorPflichtAb(am: tag, in: transaction),
             try Zugangsregel.faktorPflichtAb(am: tag.plus(tage: 15), in: transaction),
             try Zugangsregel.faktorPflichtAb(am: tag.plus(tage: 40), in: transaction)]
        }
        #expect(ab == [tag.plus(tage: 10), tag.plus(tage: 10), nil])
        try await verbund.abbauen()
    }
}
