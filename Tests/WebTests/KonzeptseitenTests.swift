import HTTPTypes
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Das Berechtigungskonzept auf den Seiten (B-3.5)")
struct KonzeptseitenTests {
    @Test("Bis es gelesen ist, bittet die Startseite darum, in Kommune und Kreis")
    func kenntnis() async throws {
        let buero = try await Kreisbuero.neu()
        try await Konzeptfassung.festhalten(auf: buero.verbund.database)
        let ahaus = try await buero.verbund.mandant("ahaus")
        for (person, start) in [
            (try await buero.person("auskunft", mandant: ahaus), "/m/ahaus"),
            (try await buero.person("datenschutz"), "/kreis"),
        ] {
            let ort = "\(start)/berechtigungskonzept"
            #expect(try await person.seite(start).text.contains("Lesen und bestätigen"))
            let bild = "konzept-\(start.dropFirst().prefix(1))"
            let seite = try await person.seite(ort, galerie: bild)
            #expect(seite.text
                .contains("Zahlungen anordnen, die eine andere Person festgestellt hat."))
            #expect(seite.text.contains("Ihre Rolle"))
            #expect(seite.text.contains("Wer feststellt, ordnet nicht an."))
            let antwort = try await person.sende("\(ort)/kenntnis", auf: ort, ["fassung": "1"])
            #expect(antwort.ziel == ort)
            #expect(try await !person.seite(start).text.contains("Lesen und bestätigen"))
            #expect(try await person.seite("\(ort)?fassung=2").status == 404)
        }
        try await buero.verbund.abbauen()
    }

    @Test("Das PDF nennt jede Rolle", .enabled(if: Kreisbuero.python != nil))
    func pdf() async throws {
        let buero = try await Kreisbuero.neu()
        try await Konzeptfassung.festhalten(auf: buero.verbund.database)
        let person = try await buero.person("datenschutz")
        let pdf = try await person.seite(
            "/kreis/berechtigungskonzept/1/pdf", galerie: "konzept-pdf")
        #expect(pdf.status == 200)
        #expect(pdf.headers[.contentType] == "application/pdf")
        try await buero.verbund.abbauen()
    }
}
