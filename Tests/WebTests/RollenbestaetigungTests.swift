import HTTPTypes
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Rollen bestätigen auf den Seiten (B-3.4)")
struct RollenbestaetigungTests {
    @Test("Die Liste der Kommune: bestätigen, entziehen, offen lassen; der Kreis sieht den Stand")
    func liste() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        _ = try await buero.person("auskunft", mandant: ahaus)
        _ = try await buero.person("sachbearbeitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration")
        let chef = try await buero.person("kreis_leitung")
        let server = try buero.verbund.superuser()
        defer { server.close() }
        _ = try server.scalar("""
            SELECT platform.rezertifizierung_beginnen(\(buero.verbund.tag))::bigint
            """, as: Int.self)
        let ort = "/m/ahaus/rollenbestaetigung"
        #expect(try await leitung.seite("/m/ahaus").text.contains("Rollen zu bestätigen"))
        let seite = try await leitung.seite(ort, galerie: "rollen-bestaetigen")
        #expect(seite.text.contains("bestätigt eine andere Person"))
        let namen = seite.text.matches(of: /name="(z-[0-9a-f-]{36})" value="bestaetigt"/)
            .map { String($0.output.1) }
        #expect(namen.count == 2)
        let leer = try await leitung.sende(ort, auf: ort)
        #expect(leer.status == 422)
        #expect(leer.text.contains("Noch ist nichts entschieden"))
        let erste = try #require(namen.first), zweite = try #require(namen.last)
        #expect(try await leitung.sende(ort, auf: ort, [erste: "entzogen"]).ziel == ort)
        let danach = try await leitung.seite(ort).text
        #expect(danach.contains("entzogen") && danach.contains(zweite))
        #expect(try await leitung.sende(ort, auf: ort, [zweite: "ausgesetzt"]).status == 422)

        let stand = try await admin.seite(
            "/kreis/rollenbestaetigung/stand", galerie: "rollen-stand")
        #expect(stand.text.contains("Stadt Ahaus") && stand.text.contains("Kreis Borken"))
        #expect(try await admin.seite("/kreis/rollenbestaetigung").text.contains("leitung"),
                "Die einzige Leitung bestätigt die Fachadministration.")
        let kreis = try await chef.seite("/kreis/rollenbestaetigung").text
        #expect(kreis.contains("fachadministration") && !kreis.contains("Test auskunft"))
        #expect(try await chef.seite("/kreis/benutzer").status == 403)
        try await buero.verbund.abbauen()
    }
}
