import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Anbieter der Anmeldung: was ihn schwächen könnte (ASVS V6.8, V10.5.2, V16.3)")
struct AnbieterpflegeTests {
    private func neu(
        _ mandant: Mandant?, merkmal: String = "sub", issuer: String = "https://login.example",
        am tag: Kalendertag
    ) -> Anbieter.Neu {
        Anbieter.Neu(mandant: mandant?.id, bezeichnung: "Probe", issuer: issuer,
                     clientID: "mandat-1", geheimnis: "streng geheim", merkmal: merkmal,
                     faktor: ["mfa", "otp"], gueltig: Zeitraum(von: tag))
    }

    private func einrichten(
        _ neu: Anbieter.Neu, ohneTLS: Bool = false, _ verbund: TestVerbund
    ) async throws -> Anbieter.ID {
        let admin = try await verbund.akteur("fachadministration")
        let schloss = verbund.database.anbieterschloss
        return try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try Anbieter.einrichten(neu, schloss, ohneTLS: ohneTLS, in: $0)
        }
    }

    private func verknuepfen(
        _ wer: Akteur, _ id: Anbieter.ID, _ verbund: TestVerbund
    ) async throws {
        let benutzer = try #require(wer.benutzer)
        try await verbund.database.platform.write { transaction in
            try transaction.execute("""
                INSERT INTO anbieter_konto (anbieter_id, kennung, benutzer_id)
                VALUES (\(id), 'k-1', \(benutzer))
                """)
        }
    }

    @Test("Was von einer Person auf eine andere übergeht, kennzeichnet niemanden", arguments: [
        "email", "UPN", "preferred_username", "name",
    ])
    func merkmal(welches: String) async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let fehler = await #expect(throws: Hindernis.self) {
            try await einrichten(neu(nil, merkmal: welches, am: tag), verbund)
        }
        #expect(fehler?.feld == "merkmal")
        _ = try await einrichten(neu(nil, merkmal: "oid", am: tag), verbund)
        let datenbank = await #expect(throws: PostgresError.self) {
            try await verbund.database.platform.write { transaction in
                try transaction.execute("""
                    INSERT INTO anbieter (id, bezeichnung, issuer, client_id, geheimnis, merkmal,
                                          faktor, gueltig, angelegt_von)
                    SELECT \(UUIDv7()), bezeichnung, issuer, client_id, geheimnis, \(welches),
                           faktor, gueltig, angelegt_von FROM anbieter
                    """)
            }
        }
        #expect(datenbank?.constraint == "anbieter_merkmal_wechselt")
        try await verbund.abbauen()
    }

    @Test("Ohne TLS gilt ein Anbieter nur, wo auch das Programm keines hat: in der Schulung")
    func ohneTLS() async throws {
        let verbund = try await TestVerbund.neu()
        let hier = neu(nil, issuer: "http://localhost:8081", am: verbund.tag)
        let fehler = await #expect(throws: Hindernis.self) { try await einrichten(hier, verbund) }
        #expect(fehler?.feld == "issuer")
        let id = try await einrichten(hier, ohneTLS: true, verbund)
        let anbieter = try await verbund.database.platform.read { try Anbieter.laden(id, in: $0) }
        let streng = await Anbieterdienst().pruefen(anbieter)
        #expect(streng == ["\(AnbieterFehler.ziel.rawValue) (http://localhost:8081)."])
        try await verbund.abbauen()
    }

    @Test("Das Protokoll nennt alles, was entscheidet, wer wie stark hineinkommt")
    func protokoll() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        _ = try await einrichten(neu(ahaus, am: verbund.tag), verbund)
        let server = try verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("""
            SELECT concat_ws('|', angaben->>'stelle', angaben->>'client_id', angaben->>'merkmal',
                             angaben->>'faktor', angaben->>'issuer')
              FROM platform.audit WHERE vorgang = 'anbieter.eingerichtet'
            """, as: String.self) == "Stadt Ahaus|mandat-1|sub|mfa otp|https://login.example")
        try await verbund.abbauen()
    }

    @Test("Wer die Faktoren einer Person entfernt, entfernt auch ihr verknüpftes Konto")
    func faktorEntfernen() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let wer = try await verbund.akteur("auskunft", mandant: ahaus)
        let ich = try #require(wer.benutzer)
        let id = try await einrichten(neu(ahaus, am: verbund.tag), verbund)
        try await verknuepfen(wer, id, verbund)
        let admin = try await verbund.akteur("fachadministration")
        let staende = try await verbund.database.writePlatform(
            .benutzerVerwalten, als: admin) { session in
            let vorher = try User.konto(ich, in: session).istVerknuepft
            try User.faktorEntfernen(ich, grund: "Telefon verloren", in: session)
            return [vorher, try User.konto(ich, in: session).istVerknuepft]
        }
        #expect(staende == [true, false])
        let server = try verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar(
            "SELECT count(*) FROM platform.anbieter_konto", as: Int.self) == 0)
        #expect(try server.scalars("""
            SELECT angaben->>'grund' FROM platform.audit WHERE vorgang = 'anbieter.getrennt'
            """, as: String.self) == ["Telefon verloren"])
        try await verbund.abbauen()
    }

    @Test("Auch am Programm vorbei getrennt, warten die Rollen wieder auf die Kommune (B-7.4)")
    func vorbei() async throws {
        let verbund = try await TestVerbund.neu(), ahaus = try await verbund.mandant("ahaus")
        let wer = try await verbund.akteur("auskunft", mandant: ahaus), tag = verbund.tag
        let ich = try #require(wer.benutzer)
        try await verknuepfen(
            wer, try await einrichten(neu(ahaus, am: tag), verbund), verbund)
        func rechte() async throws -> Set<Permission> {
            try await verbund.database.platform.read {
                try User.rechte(ich, am: tag, in: $0).rechte
            }
        }
        #expect(try await rechte().contains(.fallLesen))
        let web = try verbund.verbindung(login: "mandat_platform")
        defer { web.close() }
        try web.execute("DELETE FROM anbieter_konto")
        #expect(try await rechte().isEmpty)
        try await verbund.abbauen()
    }

    @Test("Ein Ziel, das länger ist als erlaubt, wird gekürzt und nicht zum Fehler", arguments: [
        String(repeating: "e\u{301}", count: 1_500), "/m/ahaus\0/faelle",
    ])
    func ziel(ziel: String) async throws {
        let verbund = try await TestVerbund.neu()
        let id = try await einrichten(neu(nil, am: verbund.tag), verbund)
        let vorgang = Anbietervorgang(
            anbieter: id, zweck: .anmeldung, sitzung: nil, ziel: ziel, begonnenAm: Date())
        try await verbund.database.platform.write { try vorgang.beginnen("a", "b", in: $0) }
        let server = try verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar(
            "SELECT max(length(ziel))::bigint FROM platform.anbieter_vorgang", as: Int.self)
            == (ziel.contains("\0") ? 0 : 1_000))
        try await verbund.abbauen()
    }
}
