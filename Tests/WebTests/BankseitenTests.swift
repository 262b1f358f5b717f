import Foundation
import Grundwerte
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe
@testable import Web

@Suite("Bank und Übergabe auf den Seiten")
struct BankseitenTests {
    @Test("""
        Ein Lauf geht in den Ablageordner, einmal und unverändert; liegt dort anderes, \
        entscheidet ein Mensch
        """)
    func ablageordner() async throws {
        let ordner = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablage-\(UUIDv7())")
        try FileManager.default.createDirectory(at: ordner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: ordner) }
        let buero = try await Kreisbuero.neu(ablage: ordner)
        try await buero.auftraege([450])
        let kasse = try await buero.person("kasse_buchhaltung"),
            andere = try await buero.person("kasse_buchhaltung")
        let lauf = try await buero.freigegebenerLauf(kasse)
        let datei = try await kasse.sende("\(lauf)/ansicht", auf: lauf)
        let name = try #require(datei.text.firstMatch(of: /ML-[0-9A-Z-]+/)).output + ".xml"
        let ziel = ordner.appendingPathComponent(String(name))
        try Data("fremd".utf8).write(to: ziel)
        let gestoert = try await kasse.sende("\(lauf)/uebergabe", auf: lauf,
                                             galerie: "kreis-ablage-gestoert")
        #expect(gestoert.status == 422)
        #expect(gestoert.text.contains("liegt unter dem Namen"))
        #expect(try String(contentsOf: ziel, encoding: .utf8) == "fremd")
        #expect(try await !kasse.seite(lauf).text.contains("In den Ablageordner übergeben"))
        let entscheidung = try await andere.seite(lauf,
            galerie: "kreis-uebergabe-entscheiden").aktion("entscheidung")
        #expect(try await andere.sende(entscheidung, auf: lauf, ["ergebnis": "nein"]).status == 422)
        #expect(try await andere.sende(entscheidung, auf: lauf,
                                       ["ergebnis": "nein", "grund": "Bank hat nichts"])
            .status == 303)
        try FileManager.default.removeItem(at: ziel)
        #expect(try await kasse.sende("\(lauf)/uebergabe", auf: lauf).status == 303)
        #expect(try String(contentsOf: ziel, encoding: .utf8) == datei.text)
        let fertig = try await kasse.seite(lauf, galerie: "kreis-lauf-uebergeben")
        #expect(fertig.text.contains("bei der Bank"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: ordner.path) == [String(name)])
        try await buero.verbund.abbauen()
    }

    @Test("Ein Statusbericht lehnt eine Zahlung ab und eine unbekannte wartet auf der Bankseite")
    func einzelneAbgelehnt() async throws {
        let (buero, kasse, lauf, msgid) = try await uebergeben([450, 80])
        let bericht = Self.bericht(msgid, "PART", zahlungen: [("AHS-2", "AC04"), ("X-9", "AC01")])
        let ziel = try await kasse.hochladen(bericht, nach: "/kreis/bank").ziel
        try await buero.arbeiten()
        let datei = try await kasse.seite(ziel, galerie: "kreis-statusbericht")
        #expect(datei.text.contains("Das Konto ist aufgelöst."))
        #expect(try await kasse.seite(lauf,
            galerie: "kreis-lauf-teilweise").text.contains("Von der Bank abgelehnt"))
        #expect(try await kasse.seite("/kreis", galerie: "kreis-start-meldungen").text
            .contains("Meldungen der Bank anzusehen"))
        let bank = try await kasse.seite("/kreis/bank", galerie: "kreis-bank-meldungen")
        let meldung = String(try #require(
            bank.text.firstMatch(of: #//kreis/bank/meldungen/[0-9a-f-]+/#)).output)
        let seite = try await kasse.seite(meldung, galerie: "kreis-meldung")
        #expect(seite.text.contains("Diese Zahlung gibt es im Zahllauf"))
        #expect(try await kasse.sende("\(meldung)/ablage", auf: meldung).status == 422)
        #expect(try await kasse.sende("\(meldung)/ablage", auf: meldung,
                                      ["grund": "Irrtum der Bank"]).status == 303)
        #expect(try await kasse.seite(meldung,
            galerie: "kreis-meldung-erledigt").text.contains("Irrtum der Bank"))
        #expect(try await !kasse.seite("/kreis/bank").text.contains("anzusehen"))
        try await buero.verbund.abbauen()
    }

    @Test("""
        Über eine abgelehnte Datei entscheidet eine andere Person mit einem Grund; \
        der nächste Lauf nimmt sie auf
        """)
    func dateiAbgelehnt() async throws {
        let (buero, kasse, lauf, msgid) = try await uebergeben([450])
        _ = try await kasse.hochladen(Self.bericht(msgid, "RJCT", grund: "DT01"),
                                      nach: "/kreis/bank")
        try await buero.arbeiten()
        #expect(try await kasse.seite(lauf).aktion("ablehnung").isEmpty)
        let andere = try await buero.person("kasse_freigabe")
        let seite = try await andere.seite(lauf, galerie: "kreis-lauf-abgelehnt")
        #expect(seite.text.contains("Die Bank führt an diesem Tag nicht aus."))
        let ohne = try await andere.sende(seite.aktion("ablehnung"), auf: lauf,
                                          ["folge": "naechster_lauf"])
        #expect(ohne.status == 422)
        let entschieden = try await andere.sende(seite.aktion("ablehnung"), auf: lauf, [
            "folge": "naechster_lauf", "grund": "Laut Bank, Frau Kemper, 10:15 Uhr",
        ])
        #expect(entschieden.status == 303)
        #expect(try await andere.seite(lauf,
            galerie: "kreis-lauf-verworfen").text.contains("Frau Kemper"))
        let liste = "/kreis/zahllaeufe"
        let neuer = try await kasse.sende(liste, auf: liste,
                                          ["zahlweg": "ueberweisung", "ausfuehrung": "24.11.2026"])
        #expect(neuer.status == 303)
        try await buero.verbund.abbauen()
    }

    @Test("Eine Datei, deren Buchung scheitert, sagt warum, und beginnt auf Wunsch von vorn")
    func abgelehnteDatei() async throws {
        let buero = try await Kreisbuero.neu()
        try await buero.auftraege([450])
        let kasse = try await buero.person("kasse_buchhaltung")
        let auszug = buero.auszug(1, am: buero.verbund.tag, anfang: 100, schluss: 100,
                                  eintraege: "")
        _ = try await kasse.hochladen(auszug, nach: "/kreis/bank")
        try await buero.arbeiten()
        let ziel = try await kasse.hochladen(auszug + "\n", nach: "/kreis/bank").ziel
        try await buero.arbeiten()
        let seite = try await kasse.seite(ziel, galerie: "kreis-datei-abgelehnt")
        #expect(seite.text.contains("Von dieser Datei ist nichts gebucht."))
        #expect(try await kasse.seite("/kreis/bank",
                                      galerie: "kreis-bank-dateien").text.contains("abgelehnt"))
        #expect(try await kasse.sende(seite.aktion("buchung"), auf: ziel).status == 303)
        #expect(try await kasse.seite(ziel).text.contains("data-laufend"))
        try await buero.verbund.abbauen()
    }

    @Test("Die Regel der Zahlläufe steht mit den nächsten Wochen auf einer Seite (B-5.2)")
    func regel() async throws {
        let buero = try await Kreisbuero.neu()
        let kasse = try await buero.person("kasse_buchhaltung")
        #expect(try await kasse.seite("/kreis/zahllaeufe").text
            .contains("Dienstag und Freitag, seit dem 06.01.2020"))
        let seite = try await kasse.seite("/kreis/zahllaeufe/regel", galerie: "kreis-regel")
        #expect(seite.text.contains("In jeder der nächsten 26 Wochen"))
        let verwaltung = try buero.verbund.superuser()
        defer { verwaltung.close() }
        try verwaltung.execute("""
            INSERT INTO kreis.kassenschliesstag (tag, grund)
            SELECT tag::date, 'Betriebsferien'
             FROM generate_series('2026-12-28'::date, '2026-12-31', '1 day') tag
            """)
        let warnung = try await kasse.seite("/kreis/zahllaeufe/regel",
                                            galerie: "kreis-regel-warnung")
        #expect(warnung.text.contains("Kalenderwoche 53/2026"))
        #expect(warnung.text.contains("Betriebsferien"))
        #expect(try await kasse.seite("/kreis").text.contains("Kalenderwoche 53/2026"))
        try await buero.verbund.abbauen()
    }

    @Test("Bezahlkarten haben ihren eigenen Lauf; das leere Hauptbuch sagt, dass es leer ist")
    func bezahlkarte() async throws {
        let buero = try await Kreisbuero.neu()
        try await buero.auftraege([120, 60], .bezahlkarte)
        let kasse = try await buero.person("kasse_buchhaltung")
        #expect(try await kasse.seite("/kreis/hauptbuch", galerie: "kreis-hauptbuch-leer").text
            .contains("Noch ist nichts gebucht."))
        let lauf = try await buero.freigegebenerLauf(kasse, .bezahlkarte)
        let seite = try await kasse.seite(lauf, galerie: "kreis-lauf-bezahlkarte")
        #expect(seite.text.contains("Bezahlkarte · Ausführung 24.11.2026"))
        #expect(seite.text.contains("180,00"))
        let falsch = "/kreis/zahllaeufe"
        #expect(try await kasse.sende(falsch, auf: falsch,
                                      ["zahlweg": "ueberweisung", "ausfuehrung": "24.11.2026"])
            .status == 422)
        try await buero.verbund.abbauen()
    }

    /// Ein Lauf, den die Kasse heruntergeladen und als eingereicht gemeldet hat.
    private func uebergeben(_ betraege: [Geld]) async throws
        -> (Kreisbuero, Person, lauf: String, msgid: String) {
        let buero = try await Kreisbuero.neu()
        try await buero.auftraege(betraege)
        let kasse = try await buero.person("kasse_buchhaltung")
        let lauf = try await buero.freigegebenerLauf(kasse)
        _ = try await kasse.sende("\(lauf)/uebergabe", auf: lauf)
        let seite = try await kasse.seite(lauf)
        _ = try await kasse.sende(seite.aktion("bestaetigung"), auf: lauf)
        let msgid = try #require(seite.text.firstMatch(of: /ML-[0-9A-Z-]+/)).output
        return (buero, kasse, lauf, String(msgid))
    }

    private static func bericht(_ msgid: String, _ status: String, grund: String? = nil,
                                zahlungen: [(kennung: String, grund: String)] = []) -> String {
        func gruende(_ code: String?) -> String {
            code.map { "<StsRsnInf><Rsn><Cd>\($0)</Cd></Rsn></StsRsnInf>" } ?? ""
        }
        let einzelne = zahlungen.map {
            "<TxInfAndSts><OrgnlEndToEndId>\($0.kennung)</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
                + "\(gruende($0.grund))</TxInfAndSts>"
        }.joined()
        return """
            <?xml version="1.0"?>\
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>\
            <OrgnlGrpInfAndSts><OrgnlMsgId>\(msgid)</OrgnlMsgId><GrpSts>\(status)</GrpSts>\
            \(gruende(grund))</OrgnlGrpInfAndSts>\
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>\(msgid)</OrgnlPmtInfId>\(einzelne)\
            </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
            """
    }
}
