import Foundation
import Grundwerte
import HTTPTypes
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Parameter: erfassen, prüfen, freigeben (B-1.2.5, B-3.4)")
struct ParameterseitenTests {
    private static let pfad = "/kreis/parameter/einkommensregel"

    private func stand(ab tag: String = "01.01.2027", ehrenamt: String = "280,00")
        -> [String: String] {
        ["gueltig_ab": tag, "fundstelle": "BGBl. 2026 I Nr. 400", "erwerb_prozent": "25",
         "erwerb_hoechstprozent": "50 %", "ehrenamt": ehrenamt, "vermoegen": "200,00"]
    }

    private func entwurf(_ person: Person, _ stand: [String: String]) async throws -> Antwort {
        try await person.sende("\(Self.pfad)/entwuerfe", auf: "\(Self.pfad)/entwuerfe/neu", stand)
    }

    /// Alle Felder einer Größe, wie das Formular sie vorbelegt.
    private func vorbelegt(_ groesse: Parameter.Groesse) throws -> [String: String] {
        NeuerStandForm.werte(groesse, nach: try Parameter.amtlich.staende(groesse).last,
                             heute: Monat(2026, 11).ersterTag)
            .merging(["fundstelle": "BGBl. 2026 I Nr. 400"]) { _, neu in neu }
    }

    @Test("Ein Satz vom Entwurf zur Freigabe durch eine zweite Person; danach ändert ihn niemand")
    func vonAnfangBisEnde() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let zweite = try await buero.person("fachadministration")
        #expect(try await fach.seite("/kreis/parameter", galerie: "kreis-parameter").text
            .contains("BGBl. 2025 I Nr. 363"))
        let falsch = try await entwurf(fach, stand(ehrenamt: "zwei"))
        #expect(falsch.status == 422)
        #expect(falsch.text.contains("href=\"#feld-ehrenamt\""))
        #expect(falsch.text.contains("Frei aus Ehrenamt: „zwei“ ist kein Betrag"))
        #expect(falsch.text.contains("value=\"BGBl. 2026 I Nr. 400\""))
        #expect(falsch.text.contains("value=\"50 %\""))

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
        let seite = try await entwurf(fach, stand(ab: "01.09.2026")).ziel
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
        let seite = try await fach.sende(
            "\(groesse)/entwuerfe", auf: "\(groesse)/entwuerfe/neu",
            vorbelegt(.einschraenkung)).ziel
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

    @Test("Was gilt, steht mit Werten neben dem vorigen Stand; jeder frühere lässt sich öffnen")
    func werte() async throws {
        let buero = try await Kreisbuero.neu()
        let leserin = try await buero.person("ag_geschaeftsstelle")
        let saetze = "/kreis/parameter/bedarfssaetze"
        let seite = try await leserin.seite(saetze, galerie: "kreis-parameter-saetze")
        for text in ["Bedarfsstufe 1: notwendiger Bedarf", "§ 3a Abs. 2 Nr. 1 AsylbLG", "245,00 €",
                     "<ins>253,00 €</ins>", "+8,00 €",
                     "Alle 12 Werte sind anders als ab dem 01.01.2025",
                     "Ab dem 01.01.2027 fehlt ein Stand"] {
            #expect(seite.text.contains(text), "\(text)")
        }
        #expect(!seite.text.contains("Entwurf erfassen"))
        #expect(try await leserin.seite("\(saetze)/entwuerfe/neu").status == 403)
        for stand in try Parameter.amtlich.staende(.bedarfssaetze) {
            let ziel = "\(saetze)/staende/\(stand.gueltigAb)"
            #expect(seite.text.contains("href=\"\(ziel)\""))
            #expect(try await leserin.seite(ziel).text.contains(stand.fundstelle))
        }
        let erster = try await leserin.seite("\(saetze)/staende/2022-01-01")
        #expect(erster.text.contains("Das ist der erste Stand"))
        #expect(erster.text.contains("204,00 €"))
        #expect(try await leserin.seite("\(saetze)/staende/2022-01-02").status == 404)
        #expect(try await leserin.seite("\(saetze)/staende/heute").status == 404)
        let mehrbedarf = try await leserin.seite("/kreis/parameter/mehrbedarf")
        #expect(mehrbedarf.text.contains("2,3 %"))
        try await buero.verbund.abbauen()
    }

    @Test("Jede Größe lässt sich Wert für Wert erfassen, vorbelegt mit dem jüngsten Stand",
          arguments: Parameter.Groesse.allCases)
    func formular(groesse: Parameter.Groesse) throws {
        let heute = Monat(2026, 11).ersterTag
        let felder = try vorbelegt(groesse).merging(["vorgang": "\(UUIDv7())"]) { alt, _ in alt }
        let eingabe = try NeuerStandForm(FormData(felder), als: groesse, heute: heute)
        let entwurf = try Standentwurf(eingabe.stand, als: groesse, nach: .amtlich)
        let letzter = try #require(try Parameter.amtlich.staende(groesse).last)
        #expect(entwurf.angaben.felder == letzter.felder)
        // Wer von sich aus endet, dem folgt ein ebenso langer.
        let folgt = letzter.gueltigBis != nil
        #expect(entwurf.angaben.gueltigAb == Monat(folgt ? 2027 : 2026, folgt ? 1 : 12).ersterTag)
        #expect(entwurf.angaben.gueltigBis == (folgt ? Monat(2027, 12).letzterTag : nil))
        let leer = #expect(throws: Formularfehler.self) {
            try NeuerStandForm(FormData(["vorgang": "\(UUIDv7())"]), als: groesse, heute: heute)
        }
        #expect(Set(leer?.fehler.map(\.feld) ?? []) == Set(["gueltig_ab", "fundstelle"]
            + groesse.angaben.map(\.feld)))
    }

    @Test("Was erst die Prüfung findet, steht an seinem Feld; die Datei nennt die Stelle")
    func zweiWege() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let basis = "\(Self.pfad)/entwuerfe", neu = "\(Self.pfad)/entwuerfe/neu"
        let hoch = try await entwurf(fach, stand(ehrenamt: "1.000.000,01"))
        #expect(hoch.status == 422)
        #expect(hoch.text.contains("id=\"feld-ehrenamt-f\">1.000.000,01 € liegt außerhalb"))
        var umgekehrt = stand()
        umgekehrt["gueltig_bis"] = "31.12.2026"
        #expect(try await entwurf(fach, umgekehrt).text
            .contains("id=\"feld-gueltig_bis-f\">Der letzte Tag liegt vor dem ersten"))

        let vorlage = try await fach.seite("\(basis)/vorlage")
        #expect(vorlage.headers[.contentType] == "application/json")
        let ohne = try await fach.hochladen(vorlage.text, nach: "\(basis)/datei", auf: neu)
        #expect(ohne.status == 422)
        #expect(ohne.text.contains("Feld „fundstelle“: Die Fundstelle fehlt"))
        let kaputt = try await fach.hochladen("{ 1", nach: "\(basis)/datei", auf: neu)
        #expect(kaputt.text.contains("Zeile 1, Spalte 3"))
        let datei = vorlage.text
            .replacing("\"fundstelle\": \"\"", with: "\"fundstelle\": \"BGBl. 2026 I Nr. 400\"")
            .replacing("\"275,00\"", with: "\"280,00\"")
        let erfasst = try await fach.hochladen(datei, nach: "\(basis)/datei", auf: neu)
        #expect(erfasst.status == 303)
        let seite = try await fach.seite(erfasst.ziel)
        #expect(seite.text.contains("<ins>280,00 €</ins>"))
        #expect(seite.text.contains("1 von 4 Werten ist anders als ab dem 01.01.2026"))
        try await buero.verbund.abbauen()
    }

    @Test("Der Entwurf sagt, wer ihn erfasst hat und wer entscheidet; der Probelauf wählt ihn vor")
    func werEntscheidet() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let erster = try await entwurf(fach, stand()).ziel
        let zweiter = try await entwurf(fach, stand(ab: "01.02.2027")).ziel
        let allein = try await fach.seite(erster)
        #expect(allein.text.contains("Niemand außer der Person, die ihn erfasst hat"))
        _ = try await buero.person("fachadministration")
        let seite = try await fach.seite(erster)
        #expect(seite.text.contains("<dt>Freigeben kann</dt><dd>Test fachadministration</dd>"))
        #expect(seite.text.contains("<dt>Erfasst von</dt>"))
        let id = try #require(erster.split(separator: "/").last)
        let anderer = try #require(zweiter.split(separator: "/").last)
        #expect(seite.text.contains("href=\"/kreis/parameter/probelauf?entwurf=\(id)\""))
        let lauf = try await fach.seite("/kreis/parameter/probelauf?entwurf=\(id)")
        #expect(lauf.text.contains("value=\"\(id)\" checked"))
        #expect(!lauf.text.contains("value=\"\(anderer)\" checked"))
        #expect(lauf.text.contains("value=\"\(anderer)\""))
        try await buero.verbund.abbauen()
    }

    @Test("Ein Beschluss der AG kann schon beim Erfassen stehen und gilt bei der Freigabe (B-3.4b)")
    func beschlussImEntwurf() async throws {
        let buero = try await Kreisbuero.neu()
        let fach = try await buero.person("fachadministration")
        let geschaeft = try await buero.person("ag_geschaeftsstelle")
        let basis = "/kreis/parameter/einschraenkung/entwuerfe"
        var felder = try vorbelegt(.einschraenkung)
        felder["beschluss"] = "Sitzung 2/2026, TOP 3"
        let ohneTag = try await fach.sende(basis, auf: "\(basis)/neu", felder)
        #expect(ohneTag.text.contains("id=\"feld-beschlossen_am-f\""))
        felder["beschlossen_am"] = "02.11.2026"
        let zuFrueh = try await fach.sende(basis, auf: "\(basis)/neu", felder)
        #expect(zuFrueh.status == 422)
        #expect(zuFrueh.text.contains("id=\"feld-frist_grund-f\""))
        felder["frist_grund"] = "§ 28a SGB XII"
        let seite = try await fach.sende(basis, auf: "\(basis)/neu", felder).ziel
        let gelesen = try await geschaeft.seite(seite)
        #expect(gelesen.text.contains("<dd>Sitzung 2/2026, TOP 3 vom 02.11.2026"))
        #expect(gelesen.text.contains("value=\"Sitzung 2/2026, TOP 3\""))
        try await buero.verbund.abbauen()
    }
}
