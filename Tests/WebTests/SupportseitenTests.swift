import Foundation
import Grundwerte
import HTTPTypes
import Kommune
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Support auf den Seiten: erbeten, gewährt, gelesen, beendet (B-7.4)")
struct SupportseitenTests {
    @Test("Nur während der Freigabe, nur der eine Fall, nur wer fragte; die Kommune sieht alles")
    func weg() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let kennungen = try await buero.kennungen(ahaus)
        let fall = try #require(kennungen["faelle"])
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration")
        let kollege = try await buero.person("fachadministration")
        let server = try buero.verbund.superuser()
        defer { server.close() }
        let aktenzeichen = try server.scalar("""
            SELECT aktenzeichen FROM \(identifier: ahaus.schema).fall
            """, as: String.self)
        let ort = "/kreis/support"
        let zuLang = try await admin.sende(ort, auf: ort, [
            "kommune": "ahaus", "aktenzeichen": aktenzeichen, "grund": "Rechenfehler",
            "stunden": "9"])
        #expect(zuLang.status == 422)
        let zugang = try await admin.sende(ort, auf: ort, [
            "kommune": "ahaus", "aktenzeichen": aktenzeichen, "ticket": "T-17",
            "grund": "Rechenfehler", "stunden": "2"]).ziel
        let seite = "\(zugang)/haushalt"
        #expect(try await admin.seite(seite).ziel == zugang)
        #expect(try await admin.seite(zugang).text.contains("noch nicht entschieden"))

        #expect(try await leitung.seite("/m/ahaus").text.contains("Support bittet um Einsicht"))
        let dort = zugang.replacing("/kreis/", with: "/m/ahaus/")
        #expect(try await leitung.seite(dort, galerie: "support-freigabe").text.contains("T-17"))
        #expect(try await leitung.sende("\(dort)/freigabe", auf: dort, ["stunden": "5"]).status
            == 422)
        #expect(try await leitung.sende("\(dort)/freigabe", auf: dort, ["stunden": "1"]).ziel
            == dort)

        for name in ["haushalt", "leistung", "zahlungen", "verlauf"] {
            let antwort = try await admin.seite("\(zugang)/\(name)", galerie: "support-\(name)")
            #expect(antwort.status == 200)
            #expect(antwort.text.contains("Supportzugang: Sie lesen Fall \(aktenzeichen)"))
        }
        #expect(try await admin.seite(seite).text.contains("Rahmani, Yusuf"))
        // Erwägungsgrund 67 DSGVO: Dass der Fall eingeschränkt ist, liest auch der Support.
        #expect(!(try await admin.seite(seite).text.contains("ist eingeschränkt")))
        let sperrt = try await buero.verbund.akteur("leitung", mandant: ahaus)
        let eingeschraenkt = try #require(Fall.ID(fall))
        try await buero.verbund.write(ahaus, als: sperrt) {
            try Einschraenkung.eintragen(eingeschraenkt, grund: .richtigkeit,
                                         vermerk: "Bestreitet das Einkommen.", in: $0)
        }
        #expect(try await admin.seite(seite).text.contains("ist eingeschränkt"))
        // Weder die Seiten der Kommune noch andere Leute des Kreises.
        #expect(try await admin.seite("/m/ahaus/faelle/\(fall)").status == 404)
        #expect(try await kollege.seite(seite).status == 404)
        #expect(try await kollege.seite(zugang).status == 404)
        #expect(try await admin.seite("/kreis/support/\(fall)/haushalt").status == 404)

        let liste = try await leitung.seite(dort, galerie: "support-gelesen").text
        #expect(liste.contains("Haushalt") && liste.contains("Verlauf"))
        #expect(try await leitung.sende("\(dort)/ende", auf: dort).ziel == dort)
        #expect(try await admin.seite(seite).ziel == zugang)
        #expect(try await admin.seite(zugang).text.contains("Der Zugang ist beendet."))
        try await buero.verbund.abbauen()
    }

    @Test("Ein Aktenzeichen, das es nicht gibt, wird nicht gewährt, nur abgelehnt")
    func unbekannt() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration"), ort = "/kreis/support"
        let zugang = try await admin.sende(ort, auf: ort, [
            "kommune": "ahaus", "aktenzeichen": "AHS-2026-99999", "grund": "Frage",
            "stunden": "1"]).ziel
        let dort = zugang.replacing("/kreis/", with: "/m/ahaus/")
        #expect(try await leitung.seite(dort).text.contains("gibt es hier nicht"))
        let trotzdem = try await leitung.sende("\(dort)/freigabe", auf: dort, ["stunden": "1"])
        #expect(trotzdem.status == 422)
        #expect(try await leitung.sende("\(dort)/ablehnung", auf: dort, ["grund": "Tippfehler"])
            .ziel == dort)
        #expect(try await admin.seite(zugang).text.contains("Tippfehler"))
        try await buero.verbund.abbauen()
    }
}
