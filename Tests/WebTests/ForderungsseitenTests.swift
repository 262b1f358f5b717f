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
