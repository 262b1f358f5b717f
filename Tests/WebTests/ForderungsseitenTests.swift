import Foundation
import Grundwerte
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Offene Posten auf den Seiten von Kreis und Kommune (B-5.3, B-5.4)")
struct ForderungsseitenTests {
    /// Oktober gebucht und für Ahaus abgeschlossen; fällig war die Erstattung vor einem Monat.
    private func buero() async throws -> (Kreisbuero, stelle: Person, forderung: String) {
        let (buero, _) = try await Kreisbuero.mitGebuchtemLauf()
        let stelle = try await buero.person("abrechnungsstelle")
        let monat = "/kreis/erstattung/2026-10"
        _ = try await stelle.sende("\(monat)/abschluss", auf: monat)
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        let laengst = buero.verbund.tag.plus(tage: -30)
        try server.execute("UPDATE kreis.forderung SET faellig = \(laengst)")
        let liste = try await stelle.seite("/kreis/forderungen?nur=mahnbar",
                                           galerie: "kreis-offene-posten")
        return (buero, stelle, try verweis(liste, #//kreis/forderungen/[0-9a-f-]+/#))
    }

    @Test("Überfälliges wird gemahnt, mit Schreiben; die Kommune sieht es bei sich")
    func mahnen() async throws {
        let (buero, stelle, forderung) = try await buero()
        #expect(try await stelle.seite("/kreis").text.contains("Forderungen zu mahnen"))
        let vorher = try await stelle.seite(forderung)
        #expect(vorher.text.contains("Zahlungserinnerung über 832,50"))
        #expect(try await stelle.sende("\(forderung)/mahnung", auf: forderung).status == 303)
        let danach = try await stelle.seite(forderung, galerie: "kreis-forderung-gemahnt")
        #expect(danach.text.contains("08.12.2026"))
        #expect(!danach.text.contains("über 832,50"))
        let ohneFormular = ["vorgang": UUIDv7().description]
        #expect(try await stelle.sende("\(forderung)/mahnung", auf: forderung, ohneFormular)
            .status == 422)
        #expect(try await stelle.seite("/kreis/forderungen.csv").text
            .contains("Stadt Ahaus;2026-10"))
        if Kreisbuero.python != nil {
            let pdf = try await stelle.seite(
                try verweis(danach, #//kreis/forderungen/[0-9a-f-]+/mahnungen/[0-9a-f-]+/#))
            #expect(pdf.text.hasPrefix("%PDF"))
        }
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let eigene = try await leitung.seite("/m/ahaus/erstattung", galerie: "erstattung-eigene")
        #expect(eigene.text.contains("hat EA-2026-0001 gemahnt"))
        #expect(eigene.text.contains("<svg"))
        let freigabe = try await buero.person("kasse_freigabe")
        #expect(try await freigabe.sende("\(forderung)/mahnung", auf: forderung, ohneFormular)
            .status == 403)
        try await buero.verbund.abbauen()
    }

    private func kennungen(_ satz: SQL, _ buero: Kreisbuero) throws -> [String] {
        let server = try buero.verbund.superuser()
        defer { server.close() }
        return try server.scalars(satz, as: UUIDv7.self).map(\.description)
    }

    @Test("Eine falsche Zuordnung nimmt die Buchhaltung zu zweit zurück; die Kommune erfährt es")
    func ruecknahme() async throws {
        let (buero, stelle, forderung) = try await buero()
        let eine = try await buero.person("kasse_buchhaltung"),
            andere = try await buero.person("kasse_buchhaltung"),
            freigabe = try await buero.person("kasse_freigabe")
        let umsatz = try verweis(try await eine.seite("/kreis/bank"),
                                 #//kreis/bank/umsaetze/[0-9a-f-]+/#)
        let posten = try #require(forderung.split(separator: "/").last).description
        #expect(try await eine.sende("\(umsatz)/klaerung", auf: umsatz, [
            "als": "erstattung", "erstattung": posten, "grund": "Anruf",
        ]).status == 303)
        let zuordnung = try #require(try kennungen("""
            SELECT id FROM kreis.umsatz_zuordnung WHERE erstattung_id IS NOT NULL
            """, buero).first)
        let angaben = ["zuordnung": zuordnung, "irrtum": "War Borken",
                       "vorgang": UUIDv7().description]
        let ziel = "\(umsatz)/ruecknahme"
        for person in [eine, freigabe] {
            #expect(try await !person.seite(umsatz).text.contains("Zuordnung zurücknehmen</h2>"))
        }
        // Wer Läufe freigibt, bucht nicht (§ 31 KomHVO NRW).
        #expect(try await freigabe.sende(ziel, auf: umsatz, angaben).status == 403)
        #expect(try await andere.seite(umsatz, galerie: "kreis-umsatz-zurueck").text
            .contains("Zuordnung zurücknehmen</h2>"))
        // Noch einmal gesendet, gilt die erste Antwort.
        for _ in 1...2 {
            #expect(try await andere.sende(ziel, auf: umsatz, angaben).status == 303)
        }
        let danach = try await andere.seite(umsatz, galerie: "kreis-umsatz-zurueckgenommen")
        #expect(danach.text.contains("Zurückgenommen") && danach.text.contains("War Borken"))
        let offen = try await stelle.seite(forderung, galerie: "kreis-forderung-zurueck")
        #expect(offen.text.contains("War Borken") && offen.text.contains("wird nicht gemahnt"))
        #expect(try await stelle.sende("\(forderung)/mahnung", auf: forderung,
                                       ["vorgang": UUIDv7().description]).status == 422)
        let leitung = try await buero.person("leitung",
                                             mandant: try await buero.verbund.mandant("ahaus"))
        #expect(try await leitung.seite("/m/ahaus").text
            .contains("Zahlungen an den Kreis zurückgenommen"))
        for seite in ["/m/ahaus/posten", "/m/ahaus/erstattung"] {
            #expect(try await leitung.seite(seite).text
                .contains("was auf EA-2026-0001 verbucht war"))
        }
        try await buero.verbund.abbauen()
    }

    @Test("Eine falsche Verrechnung hebt eine andere Person auf; beide Einträge bleiben zu sehen")
    func verrechnungZurueck() async throws {
        let (buero, stelle, forderung) = try await buero()
        let ahaus = try await buero.verbund.mandant("ahaus").id, guthaben = UUIDv7()
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            INSERT INTO kreis.forderung (id, mandant_id, art, monat, nummer, kassenzeichen,
                                         betrag_cent, faellig)
            VALUES (\(guthaben), \(ahaus), 'umlage', '2026-10-01', 'UL-2026-0001', 'U1', -500,
                    '2026-11-01')
            """)
        let seite = "/kreis/forderungen/\(guthaben)"
        let posten = try #require(forderung.split(separator: "/").last).description
        #expect(try await stelle.sende("\(seite)/verrechnung", auf: seite, [
            "auf": posten, "betrag": "5,00", "grund": "Guthaben",
        ]).status == 303)
        let welche = try #require(
            try kennungen("SELECT id FROM kreis.forderung_verrechnung", buero).first)
        let angaben = ["verrechnung": welche, "irrtum": "Falscher Monat",
                       "vorgang": UUIDv7().description]
        let ziel = "\(seite)/verrechnung/ruecknahme"
        #expect(try await !stelle.seite(seite).text.contains("Verrechnung zurücknehmen</h2>"))
        #expect(try await stelle.sende(ziel, auf: seite, angaben).status == 422)
        let andere = try await buero.person("abrechnungsstelle")
        #expect(try await andere.seite(seite, galerie: "kreis-verrechnung-zurueck").text
            .contains("Verrechnung zurücknehmen</h2>"))
        for _ in 1...2 {
            #expect(try await andere.sende(ziel, auf: seite, angaben).status == 303)
        }
        let danach = try await andere.seite(seite)
        #expect(danach.text.contains("Falscher Monat"))
        #expect(danach.text.contains("Verrechnung zurückgenommen"))
        try await buero.verbund.abbauen()
    }

    @Test("Ein Einwand der Kommune kommt beim Kreis an, seine Antwort bei ihr")
    func einwand() async throws {
        let (buero, stelle, _) = try await buero()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let monat = "/m/ahaus/erstattung/2026-10", zeile = "\(monat)/zeilen/2"
        // Die Aufträge des Tests kennt keine Zahlung der Kommune: genau das fällt auf.
        let abgleich = try await leitung.seite(monat, galerie: "erstattung-abgleich")
        #expect(abgleich.text.contains("hier nicht bekannt") && abgleich.text.contains("382,50"))
        #expect(try await leitung.sende("\(zeile)/einwand", auf: zeile).status == 422)
        #expect(try await leitung.sende("\(zeile)/einwand", auf: zeile,
                                        ["grund": "Diesen Auftrag gab es bei uns nicht."])
            .status == 303)
        #expect(try await leitung.sende("\(monat)/bestaetigung", auf: monat).status == 303)
        #expect(try await leitung.seite(monat).text.contains("alle übrigen Zeilen bestätigt"))
        let einwaende = try await stelle.seite("/kreis/einwaende", galerie: "kreis-einwaende")
        #expect(einwaende.text.contains("Diesen Auftrag gab es bei uns nicht."))
        let ziel = einwaende.aktion("antwort")
        let feld = "antwort-" + String(ziel.split(separator: "/")[2])
        #expect(try await stelle.sende(ziel, auf: "/kreis/einwaende").status == 422)
        #expect(try await stelle.sende(ziel, auf: "/kreis/einwaende",
                                       [feld: "Angeordnet am 24.11., siehe Lauf."]).status == 303)
        #expect(try await leitung.seite(zeile, galerie: "erstattung-zeile").text
            .contains("Angeordnet am 24.11., siehe Lauf."))
        let pruefer = try await buero.person("rechnungspruefung", mandant: ahaus)
        #expect(try await pruefer.seite(zeile).status == 200)
        #expect(try await pruefer.sende(
            "\(zeile)/einwand", auf: zeile,
            ["grund": "x", "vorgang": UUIDv7().description]).status == 403)
        #expect(try await leitung.seite("\(monat)/zeilen/99").status == 404)
        try await buero.verbund.abbauen()
    }

    @Test("Das Jahr einer Kommune zeigt ein Bild und daneben dieselben Zahlen")
    func jahr() async throws {
        let (buero, stelle, _) = try await buero()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let seite = try await stelle.seite("/kreis/erstattung/kommunen/\(ahaus.id)?jahr=2026",
                                           galerie: "kreis-kommune-jahr")
        #expect(seite.text.contains("role=\"img\"") && seite.text.contains("Gefordert 832,50"))
        #expect(seite.text.contains("EA-2026-0001"))
        #expect(!seite.text.contains("style="))
        #expect(try await stelle.seite("/kreis/erstattung/kommunen/\(UUIDv7())").status == 404)
        try await buero.verbund.abbauen()
    }

    @Test("Die Striche eines Bildes sind rund, umfassen alle Werte und die Null", arguments: [
        (von: Geld(cent: 0), bis: Geld(cent: 83_250), striche: 3),
        (von: Geld(cent: -1_000), bis: Geld(cent: 1_000), striche: 5),
        (von: Geld(cent: 0), bis: Geld(cent: 0), striche: 2),
        (von: Geld(cent: 0), bis: Geld(cent: 18_815_925), striche: 5),
    ])
    func skala(von: Geld, bis: Geld, striche: Int) {
        let skala = Saeulenbild.Skala(von: von, bis: bis)
        #expect(skala.striche.count == striche)
        #expect(skala.striche.contains(.null))
        #expect((skala.striche.first ?? 1) <= von && (skala.striche.last ?? -1) >= bis)
        #expect(skala.y(bis) <= skala.y(von))
    }
}
