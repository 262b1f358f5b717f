import Foundation
import Grundwerte
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Seiten der Kreiskasse")
struct KreisseitenTests {
    @Test("""
        Ein Zahllauf von der Erstellung bis zur bezahlten Erstattung, \
        nur über die Seiten (B-5.2, B-5.3)
        """)
    func vonAnfangBisEnde() async throws {
        let buero = try await Kreisbuero.neu()
        try await buero.auftraege([450, Geld(cent: 38_250)])
        let kasse = try await buero.person("kasse_buchhaltung")
        let erste = try await buero.person("kasse_freigabe")
        let zweite = try await buero.person("kasse_freigabe")

        #expect(try await kasse.seite("/kreis", galerie: "kreis-start").text
            .contains("Läufe heute zu erstellen"))
        let liste = try await kasse.seite("/kreis/zahllaeufe", galerie: "kreis-zahllaeufe")
        #expect(liste.text.contains("832,50"))
        let falsch = try await kasse.sende(
            "/kreis/zahllaeufe", auf: "/kreis/zahllaeufe",
            ["zahlweg": "ueberweisung", "ausfuehrung": "28.11.2026"])
        #expect(falsch.status == 422)
        #expect(falsch.text.contains("arbeiten die Banken nicht"))
        let angelegt = try await kasse.sende(
            "/kreis/zahllaeufe", auf: "/kreis/zahllaeufe",
            ["zahlweg": "ueberweisung", "ausfuehrung": "24.11.2026"])
        #expect(angelegt.status == 303)
        let lauf = angelegt.ziel
        #expect(try await kasse.seite(lauf, galerie: "kreis-lauf-entsteht").text
            .contains("data-laufend"))
        try await buero.arbeiten()

        let eigene = try await kasse.seite(lauf)
        #expect(!eigene.text.contains("Lauf freigeben"))
        let vorher = try await erste.seite(lauf, galerie: "kreis-lauf-freigabe")
        let ziffern = vorher.pruefziffern
        let vertippt = try await erste.sende(
            "\(lauf)/freigabe", auf: lauf, ["pruefziffern": "00000000"],
            galerie: "kreis-lauf-fehler")
        #expect(vertippt.status == 422)
        #expect(vertippt.text.contains("nicht die ersten acht Zeichen"))
        let richtig = ["pruefziffern": ziffern]
        #expect(try await erste.sende("\(lauf)/freigabe", auf: lauf, richtig).status == 303)
        #expect(try await erste.seite(lauf).text.contains("schon freigegeben"))
        #expect(try await zweite.sende("\(lauf)/freigabe", auf: lauf, richtig).status == 303)

        #expect(try await kasse.sende("\(lauf)/uebergabe", auf: lauf).status == 303)
        let begonnen = try await kasse.seite(lauf, galerie: "kreis-lauf-uebergabe")
        #expect(begonnen.text.contains("Die Bank hat die Datei angenommen"))
        let fremd = try await erste.seite(lauf, galerie: "kreis-lauf-unklar")
        #expect(fremd.text.contains("Ausgang der Übergabe entscheiden"))
        let bestaetigung = begonnen.aktion("bestaetigung")
        #expect(try await kasse.sende(bestaetigung, auf: lauf).status == 303)
        #expect(try await kasse.seite(lauf).text.contains("bei der Bank"))
        #expect(try await kasse.seite("\(lauf)/positionen", galerie: "kreis-positionen").text
            .contains("AHS-1"))
        #expect(try await kasse.seite("\(lauf)/kommunen.csv").text
            .contains("Stadt Ahaus;2;832,50"))

        try await bank(buero, kasse, lauf: lauf)
        try await erstattung(buero, kasse)
        try await buero.verbund.abbauen()
    }

    /// Der Auszug belastet den Lauf im Oktober-Nachweis nicht: Gebucht wird am Tag der Bank.
    private func bank(_ buero: Kreisbuero, _ kasse: Person, lauf: String) async throws {
        let tag = buero.verbund.tag
        let seite = try await kasse.seite(lauf)
        let msgid = seite.text.firstMatch(of: /ML-[0-9A-Z-]+/).map { String($0.output) } ?? ""
        let oktober = tag.monat.voriger.letzterTag
        let belastung = buero.eintrag(
            Geld(cent: -83_250), am: oktober,
            "<NtryDtls><Btch><PmtInfId>\(msgid)</PmtInfId></Btch></NtryDtls>")
        let gutschrift = buero.eintrag(
            123, am: oktober,
            "<NtryDtls><TxDtls><RmtInf><Ustrd>Irrtum</Ustrd></RmtInf></TxDtls></NtryDtls>")
        let auszug = buero.auszug(
            1, am: oktober, anfang: 10_000, schluss: Geld(cent: 929_050),
            eintraege: belastung + gutschrift)
        #expect(try await kasse.seite("/kreis/bank", galerie: "kreis-bank-leer").status == 200)
        let abgeschnitten = try await kasse.hochladen(
            String(auszug.dropLast(200)), nach: "/kreis/bank")
        #expect(abgeschnitten.status == 422)
        #expect(abgeschnitten.text.contains("feld-datei-f"))
        let eingelesen = try await kasse.hochladen(auszug, nach: "/kreis/bank")
        #expect(eingelesen.status == 303)
        #expect(try await kasse.seite(eingelesen.ziel,
                                      galerie: "kreis-datei-laeuft").text.contains("data-laufend"))
        #expect(try await kasse.seite(eingelesen.ziel).text.contains("http-equiv=\"refresh\""))
        try await buero.arbeiten()
        let datei = try await kasse.seite(eingelesen.ziel, galerie: "kreis-datei")
        #expect(datei.text.contains("eingelesen und gebucht"))
        let ziel = try #require(
            datei.text.firstMatch(of: #//kreis/bank/auszuege/[0-9a-f-]+/#)).output
        #expect(try await kasse.seite(String(ziel),
                                      galerie: "kreis-auszug").text.contains("2 × Zahlung"))
        let wieder = try await kasse.hochladen(auszug, nach: "/kreis/bank")
        #expect(wieder.status == 422)
        #expect(wieder.text.contains("schon eingelesen am"))

        let uebersicht = try await kasse.seite("/kreis/bank", galerie: "kreis-bank")
        #expect(uebersicht.text.contains("gleich"))
        let umsatz = try #require(
            uebersicht.text.firstMatch(of: #//kreis/bank/umsaetze/[0-9a-f-]+/#)).output
        let offen = try await kasse.seite(String(umsatz), galerie: "kreis-umsatz")
        #expect(offen.text.contains("Umsatz klären"))
        let ohne = try await kasse.sende(
            "\(umsatz)/klaerung", auf: String(umsatz), ["als": "durchlaufend"])
        #expect(ohne.status == 422)
        let klar = try await kasse.sende("\(umsatz)/klaerung", auf: String(umsatz),
                                         ["als": "durchlaufend", "grund": "Gehört der Stadtkasse"])
        #expect(klar.status == 303)
        #expect(try await kasse.seite("/kreis/hauptbuch", galerie: "kreis-hauptbuch").text
            .contains("Die Summe aller Zeilen ist null"))
    }

    private func erstattung(_ buero: Kreisbuero, _ kasse: Person) async throws {
        let stelle = try await buero.person("abrechnungsstelle")
        #expect(try await stelle.seite("/kreis", galerie: "kreis-start-abrechnung").text
            .contains("Oktober 2026"))
        let jahr = try await stelle.seite(
            "/kreis/erstattung?jahr=2026", galerie: "kreis-erstattung-jahr")
        #expect(jahr.text.contains("832,50"))
        let monat = "/kreis/erstattung/2026-10"
        #expect(try await stelle.seite(monat, galerie: "kreis-erstattung-monat").text
            .contains("abschließen"))
        let fertig = try await stelle.sende("\(monat)/abschluss", auf: monat)
        #expect(fertig.status == 303)
        let danach = try await stelle.seite(monat)
        let forderung = try #require(
            danach.text.firstMatch(of: #//kreis/erstattungen/[0-9a-f-]+/#)).output
        let seite = try await stelle.seite(String(forderung), galerie: "kreis-erstattung")
        #expect(seite.text.contains("EA-2026-0001"))
        #expect(!seite.text.contains("ungleich"))
        #expect(seite.text.contains("endgültig abgeschlossen"))
        #expect(try await stelle.seite("\(forderung)/nachweis.csv").text
            .contains("AHS-2;382,50;Zahlung"))
        #expect(try await stelle.seite("\(forderung)/schreiben.pdf").status == 404)
        #expect(try await kasse.seite(monat).status == 200)
        guard Kreisbuero.python != nil else { return }
        for _ in 1...2 {
            _ = try await stelle.sende("\(forderung)/schreiben", auf: String(forderung))
        }
        let pdf = try await stelle.seite("\(forderung)/schreiben.pdf")
        #expect(pdf.text.hasPrefix("%PDF"))
        #expect(try await stelle.seite("\(forderung)/schreiben.pdf").text == pdf.text)
    }

    @Test(
        "Wer das Recht nicht hat, bekommt die Seite nicht und sieht keinen Weg zu ihr",
        arguments: [
            ("abrechnungsstelle", "/kreis/zahllaeufe"), ("kasse_freigabe", "/kreis/benutzer"),
            ("fachadministration", "/kreis/bank"), ("statistik", "/kreis/erstattung"),
            ("statistik", "/kreis/auftraege"), ("kasse_buchhaltung", "/kreis/kommunen"),
        ])
    func ohneRecht(rolle: String, pfad: String) async throws {
        let buero = try await Kreisbuero.neu()
        let person = try await buero.person(rolle)
        #expect(try await person.seite(pfad).status == 403)
        #expect(try await !person.seite("/kreis").text.contains("href=\"\(pfad)\""))
        try await buero.verbund.abbauen()
    }

    @Test("""
        Benutzer: unvereinbare Rollen nennt das Formular mit ihrem Grund, \
        eine Sperre wirkt sofort (B-1.2.4)
        """)
    func benutzer() async throws {
        let buero = try await Kreisbuero.neu()
        let admin = try await buero.person("fachadministration")
        let neu = "/kreis/benutzer/neu?stelle=ahaus"
        #expect(try await admin.seite(neu, galerie: "kreis-benutzer-neu").text
            .contains("Anordnung"))
        var angaben = ["stelle": "ahaus", "name": "Ines Brockhoff", "anmeldename": "ines.brockhoff",
                       "rollen": "sachbearbeitung", "ab": "gestern"]
        #expect(try await admin.sende("/kreis/benutzer", auf: neu, angaben).status == 422)
        angaben["ab"] = "24.11.2026"
        let angelegt = try await admin.sende("/kreis/benutzer", auf: neu, angaben)
        #expect(angelegt.status == 200)
        #expect(angelegt.text.contains("id=\"einmalcode\""))
        let konto = String(try #require(
            angelegt.text.firstMatch(of: /\/kreis\/benutzer\/[0-9a-f-]{36}/)).output)
        #expect(try await admin.seite(konto).text.contains("noch keines, Einmalcode bis"))
        let doppelt = try await admin.sende("/kreis/benutzer", auf: neu, angaben)
        #expect(doppelt.text.contains("Diesen Anmeldenamen gibt es schon"))
        let unvereinbar = try await admin.sende(
            "\(konto)/rollen", auf: konto, ["rolle": "anordnung", "ab": "heute"],
            galerie: "kreis-konto-fehler")
        #expect(unvereinbar.status == 422)
        #expect(unvereinbar.text.contains("Wer feststellt, ordnet nicht an"))
        let ende = try await admin.seite(konto, galerie: "kreis-konto").aktion("ende")
        #expect(try await admin.sende(ende, auf: konto, ["letzter_tag": "01.01.2026"]).status
            == 422)
        #expect(try await admin.sende(ende, auf: konto, ["letzter_tag": "heute"]).status == 303)
        #expect(try await admin.sende("\(konto)/sperre", auf: konto, ["grund": "ausgeschieden"])
            .status == 303)
        #expect(try await admin.seite(konto).text.contains("gesperrt seit"))
        let kollegen = try await admin.seite(
            "/kreis/benutzer?stelle=ahaus", galerie: "kreis-benutzer")
        #expect(kollegen.text.contains("Ines Brockhoff"))
        #expect(try await admin.seite("/kreis/kommunen", galerie: "kreis-kommunen").text
            .contains("05554004"))
        try await buero.verbund.abbauen()
    }

    @Test("Wartende Aufträge lassen sich abbrechen, gescheiterte erneut versuchen")
    func auftraege() async throws {
        let buero = try await Kreisbuero.neu()
        let admin = try await buero.person("fachadministration")
        let arbeit = buero.verbund.worker.platform, wartend = UUIDv7(), tot = UUIDv7()
        try await arbeit.write { transaction in
            try transaction.execute("INSERT INTO job (id, kind) VALUES (\(wartend), 'test.warten')")
            try transaction.execute("""
                INSERT INTO job_done (id, kind, outcome, attempts, payload, error, created_at)
                VALUES (\(tot), 'test.tot', 'dead', 10, '{}', 'Die Bank antwortet nicht.', now())
                """)
        }
        let ort = "/kreis/auftraege"
        let seite = try await admin.seite(ort, galerie: "kreis-auftraege")
        #expect(seite.text.contains("Die Bank antwortet nicht."))
        let weg = try await admin.sende("\(ort)/\(wartend)/abbruch", auf: ort)
        #expect(weg.status == 303)
        for _ in 1...2 {
            _ = try await admin.sende("\(ort)/\(tot)/wiederholung", auf: ort)
        }
        #expect(try await JobQueue(pool: arbeit, worker: "test").rescue() == 0)
        let danach = try await arbeit.query("SELECT kind FROM job ORDER BY kind") {
            try $0.decode("kind", as: String.self)
        }
        #expect(danach == ["test.tot"])
        #expect(try await admin.seite(ort).text.contains("abgebrochen"))
        try await buero.verbund.abbauen()
    }
}
