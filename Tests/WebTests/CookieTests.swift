import HTTPTypes
import TestSupport
import Testing
@testable import Web

@Suite("Cookies, und was nach dem Abmelden bleibt (ASVS V3.3, V7.4, V14.3)")
struct CookieTests {
    private static let namen = ["gast", "liste", "meldung", "sitzung", "tasten", "vorher"]

    @Test("Jedes Cookie gehört nur diesem Server und keinem Skript, über TLS schon dem Namen nach",
          arguments: [true, false])
    func regel(sicher: Bool) async throws {
        let buero = try await Kreisbuero.neu(sicher: sicher)
        let person = try await buero.person(
            "sachbearbeitung", mandant: try await buero.verbund.mandant("ahaus"))
        let antworten = [
            try await buero.ohneAnmeldung.seite("/anmeldung"),
            try await person.sende("/konto/tasten", auf: "/konto", ["an": "0"]),
            try await person.seite("/m/ahaus/faelle"),
            try await person.sende("/abmeldung", auf: "/m/ahaus"),
        ]
        let gesetzt = antworten.flatMap { $0.headers[values: .setCookie] }
        let vorsatz = sicher ? "__Host-mandat_" : "mandat_"
        #expect(Set(gesetzt.map { String($0.prefix { $0 != "=" }) })
            == Set(Self.namen.map { vorsatz + $0 }))
        for cookie in gesetzt {
            #expect(cookie.contains("; Path=/;"), "\(cookie)")
            #expect(cookie.contains("; HttpOnly; SameSite=Lax"), "\(cookie)")
            #expect(cookie.hasSuffix("; Secure") == sicher, "\(cookie)")
            #expect(!cookie.contains("Domain="), "\(cookie)")
        }
        try await buero.verbund.abbauen()
    }

    @Test("Nach dem Abmelden ist die Sitzung zu Ende und der Browser hat nichts mehr von ihr")
    func abmelden() async throws {
        let buero = try await Kreisbuero.neu()
        let person = try await buero.person(
            "sachbearbeitung", mandant: try await buero.verbund.mandant("ahaus"))
        let antwort = try await person.sende("/abmeldung", auf: "/m/ahaus/faelle")
        #expect(antwort.ziel == "/anmeldung")
        let name = try #require(HTTPField.Name("Clear-Site-Data"))
        #expect(antwort.headers[name] == "\"cache\", \"storage\"")
        let zurueckgenommen = antwort.headers[values: .setCookie]
            .filter { $0.contains("; Max-Age=0;") }.map { String($0.prefix { $0 != ";" }) }
        #expect(zurueckgenommen == ["mandat_sitzung=", "mandat_vorher=", "mandat_liste="])
        #expect(try await person.seite("/m/ahaus/faelle").ziel.hasPrefix("/anmeldung?ziel="))
        try await buero.verbund.abbauen()
    }

    @Test("Das Ziel nach der Anmeldung wird einmal dekodiert und führt nie aus dem eigenen Bereich",
          arguments: [
            ("/m/ahaus/faelle", "/m/ahaus/faelle"),
            ("/m/ahaus/suche?q=a%2520b", "/m/ahaus/suche?q=a%20b"),
            ("%2Fm%2Fahaus%2Ffaelle", "/m/ahaus/faelle"),
            ("%252Fm%252Fahaus%252Ffaelle", "/m/ahaus"), ("/kreis", "/m/ahaus"),
            ("https://boese.example", "/m/ahaus"), ("//boese.example", "/m/ahaus"),
            ("/m/ahausboese", "/m/ahaus"), ("/m/ahaus/%0d%0aSet-Cookie:%20a=b", "/"),
            ("/m/ahaus/%5C%5Cboese.example", "/"),
          ])
    func ziel(wunsch: String, ergebnis: String) async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let antwort = try await buero.anmeldung("auskunft", mandant: ahaus, ziel: wunsch)
        #expect(antwort.status == 303 && antwort.ziel == ergebnis, "\(antwort.ziel)")
        #expect(!antwort.headers[values: .setCookie].contains { $0.contains("a=b") })
        try await buero.verbund.abbauen()
    }
}
