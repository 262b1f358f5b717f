import Foundation
import Grundwerte
import Platform
import TestSupport
import Testing
@testable import Web

@Suite("Hauptbuch und Wege des Geldes auf den Seiten (B-5.3)")
struct HauptbuchseitenTests {
    @Test("Zwei Personen schließen einen Monat über die Seite; die Liste trägt ihr Siegel")
    func schliessen() async throws {
        let (buero, kasse) = try await Kreisbuero.mitGebuchtemLauf()
        let monat = "/kreis/hauptbuch/2026-10"
        #expect(try await kasse.seite("/kreis").text.contains("Bücher zu schließen"))
        let offen = try await kasse.seite(monat, galerie: "kreis-hauptbuch-offen")
        #expect(offen.text.contains("noch nicht abgeschlossen"))
        let ohne = try await kasse.sende("\(monat)/vorlage", auf: monat,
                                         galerie: "kreis-hauptbuch-fehler")
        #expect(ohne.status == 422)
        #expect(ohne.text.contains("fehlt ein Vermerk"))
        #expect(try await kasse.sende("\(monat)/vorlage", auf: monat,
                                      ["vermerk": "Mit der Bank besprochen"]).status == 303)
        let eigene = try await kasse.seite(monat)
        #expect(eigene.text.contains("vorgelegt"))
        #expect(!eigene.text.contains("Bücher schließen</button>"))
        let andere = try await buero.person("kasse_freigabe")
        let vorgelegt = try await andere.seite(monat, galerie: "kreis-hauptbuch-vorgelegt")
        #expect(vorgelegt.text.contains("Mit der Bank besprochen"))
        let erfunden = try await andere.sende("\(monat)/abschluss", auf: monat,
                                              ["vorlage": UUIDv7().description])
        #expect(erfunden.status == 422)
        #expect(try await andere.sende("\(monat)/abschluss", auf: monat,
                                       ["vorlage": vorgelegt.wert("vorlage")]).status == 303)
        let zu = try await andere.seite(monat, galerie: "kreis-hauptbuch-geschlossen")
        #expect(zu.text.contains("nimmt keine Buchung mehr an"))
        let csv = try await kasse.seite("\(monat)/saldenliste.csv")
        #expect(csv.text.contains("Stadt Ahaus;0,00;832,50;0,00;832,50"))
        #expect(csv.text.contains("Summe;;;0,00;1672,00;1672,00;0,00"))
        #expect(try await kasse.seite("/kreis/hauptbuch/2026-13").status == 404)
        #expect(try await kasse.seite("/kreis/hauptbuch/1999-01").status == 404)
        try await buero.verbund.abbauen()
    }

    @Test("Ein Betrag führt zur Buchung, zur Zahlung, zum Lauf, zum Umsatz und zur Erstattung")
    func wege() async throws {
        let (buero, kasse) = try await Kreisbuero.mitGebuchtemLauf()
        let stelle = try await buero.person("abrechnungsstelle")
        let oktober = "/kreis/erstattung/2026-10"
        _ = try await stelle.sende("\(oktober)/abschluss", auf: oktober)
        let hauptbuch = try await kasse.seite("/kreis/hauptbuch/2026-10")
        let blatt = try verweis(
            hauptbuch,
            #//kreis/hauptbuch/2026-10/buchungen\?konto=forderung&amp;kommune=[0-9a-f-]+/#)
        let konto = try await kasse.seite(blatt.replacing("&amp;", with: "&"),
                                          galerie: "kreis-kontoblatt")
        #expect(konto.text.contains("Forderungen gegen die Kommunen, Stadt Ahaus Oktober 2026"))
        #expect(konto.text.contains("832,50"))
        #expect(konto.text.contains("EA-2026-0001"))
        let buchung = try await kasse.seite(try verweis(konto, #//kreis/buchungen/[0-9a-f-]+/#),
                                            galerie: "kreis-buchung")
        #expect(buchung.text.contains("Hauptkonto, Auszug 1, Umsatz 1"))
        #expect(buchung.text.contains("AHS-1") && buchung.text.contains("AHS-2"))
        let umsatz = try await kasse.seite(
            try verweis(buchung, #//kreis/bank/umsaetze/[0-9a-f-]+/#))
        #expect(umsatz.text.contains("Belastung") && umsatz.text.contains("Zahlungen"))
        let spur = try await kasse.seite(try verweis(buchung, #//kreis/zahlungen/[0-9a-f-]+/#),
                                         galerie: "kreis-spur")
        #expect(spur.text.contains("Zeile 1") || spur.text.contains("Zeile 2"))
        #expect(!spur.text.contains("Rahmani"))
        #expect(spur.text.firstMatch(of: #//kreis/zahllaeufe/[0-9a-f-]+/#) != nil)
        let zeilen = try await stelle.seite(
            try verweis(konto, #//kreis/erstattungen/[0-9a-f-]+/#) + "/zeilen",
            galerie: "kreis-nachweis")
        #expect(zeilen.text.contains("AHS-2"))
        #expect(zeilen.text.firstMatch(of: #//kreis/zahlungen/[0-9a-f-]+/#) != nil)
        let fremd = try await buero.person("fachadministration")
        for seite in [blatt, try verweis(konto, #//kreis/buchungen/[0-9a-f-]+/#),
                      try verweis(buchung, #//kreis/zahlungen/[0-9a-f-]+/#)] {
            #expect(try await fremd.seite(seite).status == 403)
        }
        try await buero.verbund.abbauen()
    }
}

extension Kreisbuero {
    /// Ein Lauf über 832,50 €, den die Bank im Oktober bucht, und eine Gutschrift ohne Zeichen.
    static func mitGebuchtemLauf() async throws -> (Kreisbuero, Person) {
        let buero = try await Kreisbuero.neu()
        try await buero.auftraege([450, Geld(cent: 38_250)])
        let kasse = try await buero.person("kasse_buchhaltung")
        let lauf = try await buero.freigegebenerLauf(kasse)
        _ = try await kasse.sende("\(lauf)/uebergabe", auf: lauf)
        _ = try await kasse.sende(try await kasse.seite(lauf).aktion("bestaetigung"), auf: lauf)
        let msgid = try #require(
            try await kasse.seite(lauf).text.firstMatch(of: /ML-[0-9A-Z-]+/)).output
        let oktober = buero.verbund.tag.monat.voriger.letzterTag
        let eintraege = buero.eintrag(
            Geld(cent: -83_250), am: oktober,
            "<NtryDtls><Btch><PmtInfId>\(msgid)</PmtInfId></Btch></NtryDtls>")
            + buero.eintrag(7, am: oktober, "<NtryDtls><TxDtls><RmtInf><Ustrd>Irrtum</Ustrd>"
                + "</RmtInf></TxDtls></NtryDtls>")
        _ = try await kasse.hochladen(
            buero.auszug(1, am: oktober, anfang: 10_000, schluss: Geld(cent: 917_450),
                         eintraege: eintraege), nach: "/kreis/bank")
        try await buero.arbeiten()
        return (buero, kasse)
    }
}

/// Der erste Verweis dieser Form auf der Seite.
func verweis(_ antwort: Antwort, _ muster: Regex<Substring>) throws -> String {
    String(try #require(antwort.text.firstMatch(of: muster)).output)
}
