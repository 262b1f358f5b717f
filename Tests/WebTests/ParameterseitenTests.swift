import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Parameter: erfassen, prüfen, freigeben (B-1.2.5, B-3.4)")
struct ParameterseitenTests {
    private static let pfad = "/kreis/parameter/einkommensregel"

    private func stand(ab tag: String = "2027-01-01", ehrenamt: String = "280,00") -> String {
        """
        { "gueltig_ab": "\(tag)", "fundstelle": "BGBl. 2026 I Nr. 400", "erwerb_prozent": 25,
          "erwerb_hoechstprozent": 50, "ehrenamt": "\(ehrenamt)", "vermoegen": 200 }
        """
    }

    private func entwurf(_ person: Person, _ stand: String) async throws -> Antwort {
        try await person.sende("\(Self.pfad)/entwuerfe", auf: Self.pfad, ["stand": stand])
    }

    @Test("Ein Satz vom Entwurf zur Freigabe durch eine zweite Person; danach ändert ihn niemand")
    func vonAnfangBisEnde() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let zweite = try await buero.person("fachadministration")
        #expect(try await fach.seite("/kreis/parameter", galerie: "kreis-parameter").text
            .contains("BGBl. 2025 I Nr. 363"))
        let falsch = try await entwurf(fach, stand(ehrenamt: "viel"))
        #expect(falsch.status == 422)
        #expect(falsch.text.contains("Feld „ehrenamt“: &quot;viel&quot; ist kein Betrag"))
        #expect(falsch.text.contains("BGBl. 2026 I Nr. 400"))

        let angelegt = try await entwurf(fach, stand())
        #expect(angelegt.status == 303)
        let seite = angelegt.ziel
        let eigene = try await fach.seite(seite, galerie: "kreis-parameter-entwurf")
        #expect(eigene.text.contains("+5,00"))
        #expect(eigene.text.contains("Freigeben muss ihn eine zweite Person"))
        #expect(!eigene.text.contains("Stand freigeben"))

        #expect(try await zweite.sende("\(seite)/freigabe", auf: seite).status == 303)
        let danach = try await zweite.seite(seite, galerie: "kreis-parameter-freigegeben")
        #expect(!danach.text.contains("Stand freigeben"))
        #expect(try await zweite.seite(Self.pfad, galerie: "kreis-parameter-groesse").text
            .contains("freigegeben am"))
        let zweiter = try await entwurf(fach, stand(ehrenamt: "300")).ziel
        let doppelt = try await zweite.sende("\(zweiter)/freigabe", auf: zweiter)
        #expect(doppelt.status == 422)
        #expect(doppelt.text.contains("ist schon ein Stand freigegeben"))
        try await buero.verbund.abbauen()
    }

    @Test("Wer erfasst hat, gibt nicht frei und liest, warum; ein rückwirkender Stand sagt es")
    func vierAugen() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let zweite = try await buero.person("fachadministration")
        let seite = try await entwurf(fach, stand(ab: "2026-09-01")).ziel
        #expect(try await zweite.seite(seite).text.contains("Der Stand wirkt zurück"))
        let antwort = try await fach.sende("\(seite)/freigabe", auf: seite)
        #expect(antwort.status == 422)
        #expect(antwort.text.contains("Sie haben diesen Entwurf selbst erfasst"))
        try await buero.verbund.abbauen()
    }

    @Test("Ein verworfener Entwurf bleibt mit seinem Grund stehen und wird nie mehr freigegeben")
    func verwerfen() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let zweite = try await buero.person("fachadministration")
        let seite = try await entwurf(fach, stand()).ziel
        let ohne = try await fach.sende("\(seite)/verwerfung", auf: seite)
        #expect(ohne.status == 422)
        let vorher = try await zweite.seite(seite)
        #expect(vorher.text.contains("Stand freigeben"))
        let weg = try await fach.sende("\(seite)/verwerfung", auf: seite, ["grund": "Zahlendreher"])
        #expect(weg.status == 303)
        #expect(try await fach.seite(seite).text.contains("Verworfen: Zahlendreher"))
        #expect(try await fach.seite(Self.pfad).text.contains("verworfen am"))
        let zuSpaet = try await zweite.sende("\(seite)/freigabe", auf: seite)
        #expect(zuSpaet.status == 422)
        #expect(zuSpaet.text.contains("schon entschieden"))
        let fremde = try await buero.person("kasse_buchhaltung")
        #expect(try await fremde.seite(Self.pfad).status == 403)
        try await buero.verbund.abbauen()
    }

    @Test("Was bei einer Einschränkung bleibt, beschließt die AG, drei Monate vorher (B-3.4b)")
    func beschlussDerAG() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let geschaeft = try await buero.person("ag_geschaeftsstelle")
        let groesse = "/kreis/parameter/einschraenkung"
        let vorlage = try #require(try Parameter.amtlich.staende(.einschraenkung).last)
            .vorlage(ab: Monat(2027, 1).ersterTag)
            .replacing("\"fundstelle\": \"\"", with: "\"fundstelle\": \"BGBl. 2026 I Nr. 400\"")
        let seite = try await fach.sende("\(groesse)/entwuerfe", auf: groesse,
                                         ["stand": vorlage]).ziel
        let andere = try await buero.person("fachadministration")
        #expect(try await andere.sende("\(seite)/freigabe", auf: seite).status == 403)
        // Auch nicht über die Adresse einer Größe, die sie freigeben dürfte.
        let umweg = seite.replacing("einschraenkung", with: "einkommensregel")
        #expect(try await andere.sende("\(umweg)/freigabe", auf: seite).status == 403)

        let ohne = try await geschaeft.sende("\(seite)/freigabe", auf: seite)
        #expect(ohne.status == 422)
        #expect(ohne.text.contains("Beschluss der AG"))
        var beschluss = ["beschluss": "Sitzung 2/2026, TOP 3", "beschlossen_am": "02.11.2026"]
        let zuFrueh = try await geschaeft.sende("\(seite)/freigabe", auf: seite, beschluss,
                                                galerie: "kreis-parameter-ag")
        #expect(zuFrueh.status == 422)
        #expect(zuFrueh.text.contains("frühestens ab dem 02.02.2027"))
        beschluss["frist_grund"] = "§ 28a SGB XII"
        let frei = try await geschaeft.sende("\(seite)/freigabe", auf: seite, beschluss)
        #expect(frei.status == 303)
        #expect(try await fach.seite(seite).text
            .contains("Sitzung 2/2026, TOP 3 vom 02.11.2026; Tag nach § 28a SGB XII"))
        try await buero.verbund.abbauen()
    }
}
