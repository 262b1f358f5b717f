import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import TestSupport
import Testing
import Uebergabe
@testable import Web

/// Wiedervorlagen, Vertretungen, Listen und Bestätigungen über ihre Seiten.
@Suite("Die Seiten, auf denen eine Sachbearbeitung ihre Liste abarbeitet")
struct AufgabenseitenTests {
    private static let november = Monat(2026, 11).ersterTag

    private func fall(_ buero: Kreisbuero, _ ahaus: Mandant, _ wer: Akteur) async throws
        -> Fall.ID {
        let neu = NeuerFall(
            ab: Self.november,
            mitglieder: [.init(
                angabe: .init(familienname: "Rahmani", vorname: "Yusuf",
                              geburtsdatum: Monat(1990, 3).ersterTag, geschlecht: .maennlich,
                              staatsangehoerigkeit: "423", familienstand: .ledig),
                rolle: .haushaltsvorstand, personenkreis: .nr1, status: .aufenthaltsgestattung)],
            unterkunft: Unterkunft(
                art: .wohnung, strasse: "Bahnhofstraße 4", plz: "48683", ort: "Ahaus", miete: 400,
                gueltig: Zeitraum(von: Self.november)),
            konto: .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                         iban: try IBAN("DE89370400440532013000")))
        return try await buero.verbund.write(ahaus, als: wer) { try Fall.anlegen(neu, in: $0) }
    }

    /// Die vorgewählte Person des Formulars: die angemeldete.
    private func gewaehlte(_ seite: Antwort) throws -> String {
        String(try #require(
            seite.text.firstMatch(of: /value="([0-9a-f-]{36})" selected/)?.output.1))
    }

    @Test("Anlegen mit üblichem Tag, bearbeiten, einmal; ein zweites Senden ändert nichts")
    func wiedervorlage() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let fall = try await fall(buero, ahaus, akteur), ort = "/m/ahaus/faelle/\(fall)"
        let neu = "\(ort)/wiedervorlagen"
        let seite = try await frau.seite(neu)
        #expect(seite.text.contains("<option value=\"Mietvertrag anfordern\">"))
        let ich = try gewaehlte(seite)
        let frei = ["text": "Frei", "fuer": ich]
        #expect(try await frau.sende(neu, auf: neu, frei).status == 422)
        let ohneTag = ["text": "Mietvertrag anfordern", "fuer": ich]
        #expect(try await frau.sende(neu, auf: neu, ohneTag).ziel == ort)
        let (vorlage, offen) = try await buero.verbund.read(ahaus, als: akteur) { session in
            let offene = try Wiedervorlage.offene(zu: fall, in: session)
            return (try #require(offene.first), offene.count)
        }
        #expect(offen == 1 && vorlage.faellig == buero.verbund.tag.plus(tage: 14))
        let eine = "/m/ahaus/wiedervorlagen/\(vorlage.id)"
        #expect(try await frau.seite(eine).text.contains("Mietvertrag anfordern"))
        #expect(try await frau.sende(eine, auf: eine, ["aktion": "verschieben"]).status == 422)
        let angaben = ["aktion": "verschieben", "faellig": "+3", "fassung": "1",
                       "schritt": "naechste"]
        #expect(try await frau.sende(eine, auf: eine, angaben).status == 303)
        // Mit der alten Fassung: Jemand war schneller.
        let zuSpaet = try await frau.sende(eine, auf: eine, angaben)
        #expect(zuSpaet.status == 422 && zuSpaet.text.contains("Jemand hat sie inzwischen"))
        #expect(try await frau.sende(eine, auf: eine, ["aktion": "erledigen", "fassung": "2"]).ziel
                == ort)
        #expect(try await frau.seite(eine).ziel == "/m/ahaus")
        let fremde = try await buero.person(
            "sachbearbeitung", mandant: buero.verbund.mandant("borken"))
        #expect(try await fremde.seite(eine).status == 404)
        let leser = try await buero.person("rechnungspruefung", mandant: ahaus)
        for weg in [eine, neu, "/m/ahaus/wiedervorlagen", "/m/ahaus/vertretungen"] {
            #expect(try await leser.seite(weg).status == 403, "\(weg)")
        }
        try await buero.verbund.abbauen()
    }

    @Test("Viele zugleich: Probe, Ausführung und die Liste dessen, was nicht ging")
    func viele() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let fall = try await fall(buero, ahaus, akteur)
        let id = try await buero.verbund.write(ahaus, als: akteur) {
            try Wiedervorlage.anlegen(
                "Rückruf", zu: fall, faellig: $0.heute, quelle: .selbst, in: $0)
        }
        let liste = "/m/ahaus/wiedervorlagen?wer=alle"
        #expect(try await frau.seite(liste).text.contains("1 offene"))
        func sende(_ schritt: String, _ anders: [String: String] = [:]) async throws -> Antwort {
            try await frau.sende("/m/ahaus/wiedervorlagen", auf: liste, [
                "z": "\(id).1", "aktion": "verschieben", "faellig": "+1", "wer": "alle",
                "bis": "+14", "schritt": schritt].merging(anders) { $1 })
        }
        let probe = try await sende("probe")
        #expect(probe.status == 200 && probe.text.contains("Probe: 1 von 1")
                && probe.text.contains("Noch ist nichts geschehen"))
        let keine = try await sende("ausfuehren", ["z": ""])
        #expect(keine.text.contains("keine Wiedervorlage ausgewählt"))
        #expect(try await sende("ausfuehren", ["faellig": "gestern"]).status == 422)
        #expect(try await sende("ausfuehren").status == 303)
        let nichtMehr = try await sende("ausfuehren", ["faellig": "+2"])
        #expect(nichtMehr.status == 200 && nichtMehr.text.contains("0 von 1")
                && nichtMehr.text.contains("Jemand hat sie inzwischen"))
        try await buero.verbund.abbauen()
    }

    @Test("Die Vertretung anderer regelt die Leitung; wer vertritt, sieht deren Aufgaben")
    func vertretung() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let abwesend = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let fall = try await fall(buero, ahaus, abwesend)
        try await buero.verbund.write(ahaus, als: abwesend) {
            try Wiedervorlage.anlegen(
                "Rückruf", zu: fall, faellig: $0.heute, quelle: .selbst, in: $0)
        }
        let weg = "/m/ahaus/vertretungen"
        let wer = try #require(abwesend.benutzer)
        let ich = try gewaehlte(try await frau.seite("/m/ahaus/faelle/\(fall)/wiedervorlagen"))
        let angaben = ["abwesend": "\(wer)", "vertreter": ich, "von": "heute", "bis": "+4",
                       "hinweis": "Bitte Rahmani anrufen."]
        #expect(!(try await frau.seite("/m/ahaus").text.contains("Rückruf")))
        #expect(try await leitung.sende(weg, auf: weg, ["vertreter": ich]).status == 422)
        #expect(try await leitung.sende(weg, auf: weg, angaben).status == 303)
        #expect(try await leitung.sende(weg, auf: weg, angaben).status == 422)
        let start = try await frau.seite("/m/ahaus").text
        for text in ["Rückruf", "Sie vertreten", "Bitte Rahmani anrufen.",
                     "für Test sachbearbeitung"] {
            #expect(start.contains(text), "\(text)")
        }
        #expect(!(try await frau.seite(weg).text.contains("/ende\"")))
        let ende = try await leitung.seite(weg).aktion("ende")
        #expect(try await leitung.sende(ende, auf: weg).status == 303)
        #expect(!(try await frau.seite("/m/ahaus").text.contains("Rückruf")))
        try await buero.verbund.abbauen()
    }

    @Test("Eine Liste wird eingegrenzt, gemerkt, durchlaufen und entfernt")
    func liste() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let fall = try await fall(buero, ahaus, akteur)
        let filter = "/m/ahaus/faelle?wer=alle&status=aufenthaltsgestattung"
        #expect(try await frau.seite(filter).text.contains("Gefilterte Fälle: 1 Fall"))
        #expect(try await frau.seite("/m/ahaus/faelle?wer=alle&dokument_bis=bald").text
            .contains("Das ist kein Datum"))
        let speichern = "/m/ahaus/faelle/listen?wer=alle&status=aufenthaltsgestattung"
        #expect(try await frau.sende(speichern, auf: filter).status == 422)
        let antwort = try await frau.sende(
            speichern, auf: filter, ["name": "Gestattung", "gemeinsam": "1"])
        #expect(antwort.status == 303 && antwort.ziel.contains("liste="))
        let doppelt = try await frau.sende(
            speichern, auf: filter, ["name": "Gestattung", "gemeinsam": "1"])
        #expect(doppelt.status == 422 && doppelt.text.contains("gibt es schon"))
        #expect(try await frau.seite("/m/ahaus").text.contains("Gestattung"))
        let gemerkt = try await frau.seite(antwort.ziel)
        #expect(gemerkt.text.contains("Gestattung: 1 Fall")
                && gemerkt.cookies.contains("mandat_liste="))
        // Ohne offene Liste führt der Weg durch die eigenen Fälle.
        #expect(try await frau.seite("/m/ahaus/faelle/\(fall)/naechster").ziel == "/m/ahaus/faelle")
        let weg = gemerkt.aktion("entfernung")
        #expect(try await frau.sende(weg, auf: antwort.ziel).status == 303)
        #expect(!(try await frau.seite("/m/ahaus").text.contains("Gestattung")))
        try await buero.verbund.abbauen()
    }

    @Test("Bankverbindungen: eine nach der anderen; die eigene nur zum Ansehen")
    func bestaetigung() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        for _ in 1...2 { _ = try await fall(buero, ahaus, akteur) }
        let start = try await frau.seite("/m/ahaus").text
        let erste = try #require(start.firstMatch(
            of: /href="(\/m\/ahaus\/bankverbindungen\/[0-9a-f-]+)" data-taste="g k"/)?.output.1)
        #expect(try await frau.seite("\(erste)").text.contains("2 warten auf Sie"))
        let zweite = try await frau.sende("\(erste)/bestaetigung", auf: "\(erste)").ziel
        #expect(zweite != "\(erste)" && zweite.hasPrefix("/m/ahaus/bankverbindungen/"))
        #expect(try await frau.seite("\(erste)").ziel == "/m/ahaus")
        #expect(try await frau.sende("\(zweite)/bestaetigung", auf: zweite).ziel == "/m/ahaus")
        try await buero.verbund.abbauen()
    }
}
