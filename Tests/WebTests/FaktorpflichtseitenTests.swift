import Foundation
import Grundwerte
import HTTPTypes
@testable import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Zweiter Faktor als Pflicht: ohne ihn öffnet sich nur, wo man ihn einrichtet")
struct FaktorpflichtseitenTests {
    private func inKraft(_ buero: Kreisbuero) throws {
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("""
            INSERT INTO platform.zugangsregel (gueltig_ab, ungenutzt_tage, warnfrist_tage,
                stichtage, bestaetigung_tage, support_stunden, faktor_pflicht, grund)
            VALUES (\(buero.verbund.tag), 90, 14, '{04-01,10-01}', 28, 8, true, 'Beschluss')
            """)
    }

    @Test("Nach der Anmeldung führt jede Adresse zur Einrichtung, bis der Faktor steht")
    func pflicht() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let auskunft = try await buero.person("auskunft", mandant: ahaus)
        let konto = "/m/ahaus/konto"
        #expect(try await leitung.seite("/m/ahaus").status == 200, "Noch nicht in Kraft.")
        try inKraft(buero)
        for ort in ["/m/ahaus", "/m/ahaus/zugaenge", "/m/ahaus/faelle"] {
            #expect(try await leitung.seite(ort).ziel == konto, "\(ort)")
        }
        let senden = try await leitung.sende("/m/ahaus/zugaenge/offen", auf: konto)
        #expect(senden.ziel == konto)
        #expect(try await auskunft.seite("/m/ahaus").status == 200, "Ihre Rolle verlangt keinen.")
        #expect(try await leitung.seite(konto, galerie: "konto-pflicht").text
            .contains("Ihre Rolle verlangt einen zweiten Faktor"))

        #expect(try await leitung.sende("\(konto)/faktor", auf: konto).ziel == "\(konto)#faktor")
        let wer = try await buero.verbund.database.platform.query(
            "SELECT benutzer_id FROM zweiter_faktor"
        ) { try $0.decode("benutzer_id", as: User.ID.self) }
        let schloss = buero.verbund.database.schloss
        let faktor = try await buero.verbund.database.platform.write {
            try ZweiterFaktor.laden(wer[0], schloss, in: $0)
        }
        let totp = try #require(faktor?.totp)
        let code = totp.code(Totp.schritt(buero.verbund.database.uhr.jetzt))
        let fertig = try await leitung.sende("\(konto)/faktor/bestaetigung", auf: konto,
                                             ["code": code])
        #expect(fertig.text.contains("Schreiben Sie diese Codes auf"))
        #expect(!fertig.text.contains("Ihre Rolle verlangt einen zweiten Faktor"))
        #expect(try await leitung.dazu(fertig).seite("/m/ahaus").status == 200)
        try await buero.verbund.abbauen()
    }

    @Test("Im Kreis ebenso; Schlüssel von Programmen betrifft die Pflicht nicht")
    func kreis() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let token = try await buero.zugang(ahaus, [.fallLesen])
        let admin = try await buero.person("fachadministration")
        try inKraft(buero)
        #expect(try await admin.seite("/kreis/benutzer").ziel == "/kreis/konto")
        #expect(try await admin.seite("/kreis/konto").status == 200)
        let antwort = try await buero.programm(token, .get, "/api/v1/m/ahaus/faelle")
        #expect(antwort.status == 200)
        try await buero.verbund.abbauen()
    }
}
