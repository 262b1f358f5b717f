import Foundation
import Grundwerte
import Kommune
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Das Protokoll: wer was getan und wessen Akte gelesen hat (B-7.4)")
struct ProtokollseitenTests {
    @Test("Wer eine Akte öffnet, steht damit im Protokoll; je Tag und Seite einmal")
    func lesezugriffe() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let ids = try await buero.kennungen(ahaus)
        let fall = try #require(ids["faelle"]), zahlung = try #require(ids["zahlungen"])
        let leser = try await buero.person("auskunft", mandant: ahaus)
        for _ in 1...2 { _ = try await leser.seite("/m/ahaus/faelle/\(fall)") }
        _ = try await leser.seite("/m/ahaus/faelle/\(UUIDv7())")
        let pruefer = try await buero.person("rechnungspruefung", mandant: ahaus)
        _ = try await pruefer.seite("/m/ahaus/zahlungen/\(zahlung)")
        let seite = try await pruefer.seite("/m/ahaus/protokoll?art=gelesen", galerie: "protokoll")
        #expect(seite.text.matches(of: /hat die Akte gelesen/).count == 2)
        #expect(seite.text.contains("nicht für den Fall zuständig"))
        #expect(seite.text.contains("Test auskunft"))
        try await buero.verbund.abbauen()
    }

    @Test("Ein Fall, gesucht nach Namen, zeigt alles, was mit ihm geschah; ein fremder Name nichts")
    func zumFall() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        _ = try await buero.kennungen(ahaus)
        let datenschutz = try await buero.person("datenschutz_kommune", mandant: ahaus)
        let seite = try await datenschutz.seite("/m/ahaus/protokoll?fall=Rahmani").text
        for satz in ["hat den Fall angelegt", "hat eine Bankverbindung bestätigt",
                     "hat einen Bescheid erlassen", "hat eine Zahlung festgestellt"] {
            #expect(seite.contains(satz), "\(satz)")
        }
        let leer = try await datenschutz.seite("/m/ahaus/protokoll?fall=Niemand&von=gestern+abend")
        #expect(leer.text.contains("Kein Fall passt"))
        #expect(leer.text.contains("Das ist kein Datum"))
        try await buero.verbund.abbauen()
    }

    @Test("Blättern über die Stelle führt durch jeden Eintrag genau einmal, hin und zurück")
    func blaettern() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        for nummer in 1...7 {
            try await buero.verbund.write(ahaus, als: frau) { session in
                for teil in 1...3 { try session.audit("fall.geaendert", "\(nummer)-\(teil)") }
            }
        }
        let (vor, zurueck) = try await buero.verbund.read(ahaus, als: frau) { session in
            func seite(_ stelle: Protokollseite.Stelle) throws -> Protokollseite {
                try Fallprotokoll.laden(Protokollfilter(), faelle: nil, ab: stelle, hoechstens: 4,
                                        in: session)
            }
            var stelle = Protokollseite.Stelle.anfang, vor: [[String]] = [], mehr = true
            var letzte: Protokolleintrag?
            while mehr {
                let seite = try seite(stelle)
                vor.append(seite.eintraege.map(\.gegenstand))
                letzte = seite.eintraege.last
                mehr = seite.aeltere
                if let letzte { stelle = .vor(mikro: letzte.mikro, kennung: letzte.kennung) }
            }
            guard let letzte else { return (vor, [String]()) }
            let davor = try seite(.nach(mikro: letzte.mikro, kennung: letzte.kennung))
            return (vor, davor.eintraege.map(\.gegenstand))
        }
        #expect(vor.joined().count == 21 && Set(vor.joined()).count == 21)
        #expect(zurueck == Array(vor.joined().dropLast().suffix(4)))
        try await buero.verbund.abbauen()
    }

    @Test("Die Ausgabe als CSV steht selbst im Protokoll und enthält keine Formel")
    func csv() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let frau = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        try await buero.verbund.write(ahaus, als: frau) {
            try $0.audit("vorlagetext.aufgenommen", "=HYPERLINK(\"x\")")
        }
        let pruefer = try await buero.person("rechnungspruefung", mandant: ahaus)
        let datei = try await pruefer.seite("/m/ahaus/protokoll/csv").text
        #expect(datei.contains("\"'=HYPERLINK(\"\"x\"\")\""))
        let seite = try await pruefer.seite("/m/ahaus/protokoll?art=datenschutz").text
        #expect(seite.contains("hat Einträge des Protokolls als Datei ausgegeben"))
        try await buero.verbund.abbauen()
    }

    @Test("Der Datenschutz des Kreises liest dessen Protokoll und das der Anmeldungen")
    func kreis() async throws {
        let buero = try await Kreisbuero.neu()
        let datenschutz = try await buero.person("datenschutz")
        let anmeldungen = try await datenschutz.seite("/kreis/protokoll?quelle=anmeldung",
                                                      galerie: "protokoll-kreis")
        #expect(anmeldungen.text.contains("hat sich angemeldet"))
        #expect(try await datenschutz.seite("/kreis/protokoll/csv").text.contains("Zeit;Wer;Was"))
        let aemter = try await datenschutz.seite("/kreis/protokoll").text
        #expect(aemter.contains("als Datei ausgegeben") && !aemter.contains("hat sich angemeldet"))
        try await buero.verbund.abbauen()
    }

    @Test("Alles, was das Programm ins Protokoll schreibt, hat einen Satz und eine Gruppe")
    func saetze() throws {
        let quellen = TestVerbund.sql.deletingLastPathComponent()
            .appendingPathComponent("Sources").path
        let dateien = try #require(FileManager.default.enumerator(atPath: quellen))
        var namen: Set<String> = []
        for case let datei as String in dateien where datei.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(quellen)/\(datei)", encoding: .utf8)
            for treffer in text.matches(of: /(?:audit|vermerken)\(\s*"([a-z_]+\.[a-z_]+)"/) {
                namen.insert(String(treffer.output.1))
            }
        }
        #expect(namen.count > 100)
        let ohneSatz = namen.filter { Vorgangssatz.satz($0) == nil }.sorted()
        #expect(ohneSatz == [], "Es fehlt ein Satz in Vorgangssatz.swift.")
        let vorsaetze = Set(Vorgangsgruppe.allCases.flatMap(\.vorsaetze))
        let ohneGruppe = namen.filter { name in
            !vorsaetze.contains(String(name.prefix { $0 != "." }))
        }.sorted()
        #expect(ohneGruppe == [])
    }
}
