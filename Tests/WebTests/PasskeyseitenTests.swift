import Foundation
import HTTPTypes
@testable import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Passkeys auf den Seiten: anlegen, anmelden, ausweisen, entfernen")
struct PasskeyseitenTests {
    private struct Aufgabe: Decodable {
        struct Wer: Decodable { let id: String }
        let aufgabe: String
        let stelle: String
        let kennungen: [String]
        let person: Wer?
    }

    private func aufgabe(_ person: Person, _ weg: String, auf seite: String) async throws
        -> Aufgabe {
        let antwort = try await person.sende("\(weg)/aufgabe", auf: seite)
        #expect(antwort.headers[.contentType] == "application/json")
        return try JSONDecoder().decode(Aufgabe.self, from: Data(antwort.text.utf8))
    }

    private func felder(_ antwort: RelyingParty.Assertion) -> [String: String] {
        ["kennung": base64URL(antwort.credential), "angaben": base64URL(antwort.clientData),
         "pruefdaten": base64URL(antwort.authenticatorData),
         "unterschrift": base64URL(antwort.signature), "inhaber": base64URL(antwort.user)]
    }

    /// Legt einen Passkey an und gibt das Gerät zurück; die Sitzung hat danach ein neues Token.
    private func anlegen(_ person: inout Person) async throws -> SoftwareAuthenticator {
        let ort = "/kreis/konto", neu = try await aufgabe(person, "\(ort)/passkeys", auf: ort)
        var geraet = SoftwareAuthenticator()
        geraet.user = try #require(bytes(base64URL: neu.person?.id ?? ""))
        #expect(neu.stelle == "mandat.example")
        let antwort = geraet.registration(neu.aufgabe)
        let felder = ["passkeyname": "Laptop im Büro", "angaben": base64URL(antwort.clientData),
                      "bescheinigung": base64URL(antwort.attestation)]
        let fertig = try await person.sende("\(ort)/passkeys", auf: ort, felder)
        #expect(fertig.ziel == "/kreis/konto#passkeys")
        #expect(try await person.seite(ort).status == 303, "Das bisherige Token ist zu Ende.")
        person = person.dazu(fertig)
        let nochmal = try await person.sende("\(ort)/passkeys", auf: ort, felder)
        #expect(nochmal.status == 422 && nochmal.text.contains("verbraucht"))
        return geraet
    }

    @Test("Mein Konto legt an, zeigt und entfernt; ohne Namen und ohne Gerät entsteht nichts")
    func konto() async throws {
        let buero = try await Kreisbuero.neu()
        var person = try await buero.person("datenschutz")
        let ort = "/kreis/konto", leer = try await person.seite(ort).text
        #expect(leer.contains("Sie haben noch keinen") && leer.contains("/passkey.js"))
        #expect(try await person.sende("\(ort)/passkeys", auf: ort).text
            .contains("Name des neuen Passkeys"))
        #expect(try await person.sende(
            "\(ort)/passkeys", auf: ort, ["passkeyname": "Laptop"]).status == 400)
        _ = try await anlegen(&person)
        let seite = try await person.seite(ort, galerie: "konto-passkey")
        #expect(seite.text.contains("Laptop im Büro") && seite.text.contains("noch nie benutzt"))
        let weg = try #require(seite.text.firstMatch(
            of: /action="(\/kreis\/konto\/passkeys\/[0-9a-f-]+\/entfernung)"/)).output.1
        let server = try buero.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT count(*) FROM platform.audit WHERE vorgang = 'passkey.abgewiesen'
            """, as: Int.self) == 1)
        let alt: SQL = "UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '3 hours'"
        try server.execute(alt)
        #expect(try await person.sende(String(weg), auf: ort).ziel.contains("konto/nachweis"))
        #expect(try await person.sende("\(ort)/passkeys/aufgabe", auf: ort).ziel
            .contains("konto/nachweis"))
        try server.execute("UPDATE platform.anmeldung SET bestaetigt_am = now()")
        #expect(try await person.sende(String(weg), auf: ort).ziel == "/kreis/konto#passkeys")
        #expect(try await person.seite(ort).text.contains("Sie haben noch keinen"))
        try await buero.verbund.abbauen()
    }

    @Test("Mit Passkey anmelden führt dorthin, wohin man wollte; ein fremder öffnet nichts")
    func anmeldung() async throws {
        let buero = try await Kreisbuero.neu()
        var person = try await buero.person("datenschutz")
        let geraet = try await anlegen(&person), gast = try await buero.gast()
        let seite = "/anmeldung?ziel=/kreis/konto"
        #expect(try await gast.seite(seite, galerie: "anmeldung-passkey").text
            .contains("Mit Passkey anmelden"))
        let fremdes = try await aufgabe(gast, "/anmeldung/passkey", auf: seite)
        #expect(fremdes.kennungen.isEmpty && fremdes.person == nil)
        let falsch = try await gast.sende(
            "/anmeldung/passkey", auf: seite,
            felder(try SoftwareAuthenticator().assertion(fremdes.aufgabe)))
        #expect(falsch.status == 422 && falsch.text.contains("Dieser Passkey öffnet hier nichts"))
        #expect(try await gast.sende("/anmeldung/passkey", auf: seite).status == 400)
        let neu = try await aufgabe(gast, "/anmeldung/passkey", auf: seite)
        let drin = try await gast.sende(
            "/anmeldung/passkey?ziel=/kreis/konto", auf: seite,
            felder(try geraet.assertion(neu.aufgabe)))
        #expect(drin.ziel == "/kreis/konto")
        #expect(try await gast.mit(drin).seite("/kreis/konto").text.contains("diese Sitzung"))
        try await buero.verbund.abbauen()
    }

    @Test("Wer sich ausweisen muss, kann es mit Passkey; der eines anderen genügt nicht")
    func nachweis() async throws {
        let buero = try await Kreisbuero.neu()
        var person = try await buero.person("datenschutz")
        var kollege = try await buero.person("datenschutz")
        let geraet = try await anlegen(&person), anderes = try await anlegen(&kollege)
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            UPDATE platform.anmeldung SET bestaetigt_am = now() - interval '3 hours'
            """)
        let weg = "/kreis/konto/nachweis/passkey", seite = "/kreis/konto/nachweis?ziel=/kreis/konto"
        #expect(try await person.seite(seite).text.contains("Mit Passkey ausweisen"))
        for (welches, status) in [(anderes, 422), (geraet, 303)] {
            let neu = try await aufgabe(person, weg, auf: seite)
            #expect(neu.kennungen == [base64URL(geraet.id)])
            let antwort = try await person.sende(
                "\(weg)?ziel=/kreis/konto", auf: seite,
                felder(try welches.assertion(neu.aufgabe)))
            #expect(antwort.status == status)
            let alt = try await person.seite("/kreis/konto").status
            #expect(alt == (status == 303 ? 303 : 200), "Der Nachweis beendet das alte Token.")
            person = person.dazu(antwort)
        }
        #expect(try await person.sende("/kreis/konto/passkeys/aufgabe", auf: "/kreis/konto").status
            == 200)
        try await buero.verbund.abbauen()
    }
}
