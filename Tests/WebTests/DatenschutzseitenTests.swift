import Foundation
import Grundwerte
import HTTPTypes
import Kommune
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("Gesperrte Anschriften und eingeschränkte Verarbeitung (§ 51 BMG, Art. 18 DSGVO)")
struct DatenschutzseitenTests {
    private static let worte = ["Bahnhofstraße", "Bahnhofstr."]

    private func person(_ fall: String, _ akteur: Akteur, _ buero: Kreisbuero, _ ahaus: Mandant)
        async throws -> Kommune.Person.ID {
        let id = try #require(Fall.ID(fall))
        return try await buero.verbund.read(ahaus, als: akteur) { session in
            try #require(try Fallakte.heute(id, in: session).mitglieder.first?.id)
        }
    }

    @Test("Keine Seite eines Falls nennt die gesperrte Anschrift; Benannte sehen sie")
    func anschrift() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        var ids = try await buero.kennungen(ahaus)
        let fall = try #require(ids["faelle"])
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let person = try await person(fall, akteur, buero, ahaus)
        let papier = try await dokumente(fall, person, akteur, buero, ahaus)
        ids.merge(papier) { _, neu in neu }
        #expect(try await frau.seite("/m/ahaus/faelle/\(fall)").text.contains("Bahnhofstraße 4"))
        let ort = "/m/ahaus/personen/\(person)/auskunftssperre"
        let formular = try await leitung.seite(ort, galerie: "auskunftssperre")
        let ich = try #require(formular.text.firstMatch(
            of: /value="([0-9a-f-]{36})" checked/)?.output.1)
        let antwort = try await leitung.sende(ort, auf: ort, [
            "grund": "gewaltschutz", "bis": "24.11.2028", "einsicht": String(ich), "vermerk": "",
        ])
        #expect(antwort.ziel == "/m/ahaus/faelle/\(fall)/datenschutz")
        #expect(try await leitung.seite("/m/ahaus/faelle/\(fall)").text
            .contains("Bahnhofstraße 4"), "Wer benannt ist, sieht sie.")
        // Wer die Fälle führt, wer den Datenschutz prüft, wer alles liest, wer zahlen lässt.
        var gesehen = 0
        for rolle in ["sachbearbeitung", "datenschutz_kommune", "rechnungspruefung", "anordnung"] {
            let leser = try await buero.person(rolle, mandant: ahaus)
            for endpunkt in Endpunkt.kommune where endpunkt.method == .get {
                let art = String(endpunkt.pfad.prefix { $0 != "/" })
                let adresse = Bereich.kommune.adresse(endpunkt, id: ids[art] ?? fall)
                let seite = try await leser.seite(adresse)
                for wort in Self.worte {
                    #expect(!seite.text.contains(wort),
                            "\(endpunkt.name) nennt „\(wort)“ vor \(rolle).")
                }
                gesehen += seite.status == 200 ? 1 : 0
            }
        }
        #expect(gesehen > 45)
        let waechter = try await buero.person("datenschutz_kommune", mandant: ahaus)
        let auskunft = "/m/ahaus/auskuenfte/" + (ids["auskuenfte"] ?? "")
        let abgewiesen = try await waechter.sende("\(auskunft)/pdf", auf: auskunft)
        #expect(abgewiesen.status >= 400 && !abgewiesen.text.contains("%PDF"))
        #expect(try await leitung.sende("\(auskunft)/pdf", auf: auskunft).text
            .contains("Bahnhofstraße"), "Wer benannt ist, holt sie ab.")
        for art in ["schreiben", "druck"] {
            let ort = "/m/ahaus/\(art)/" + (ids[art] ?? "") + "/pdf"
            #expect(try await leitung.seite(ort).text.contains("Bahnhofstraße"))
            #expect(try await frau.seite(ort).text.contains("gesperrte Anschrift"))
        }
        let haushalt = try await frau.seite("/m/ahaus/faelle/\(fall)", galerie: "gesperrt").text
        #expect(haushalt.contains("Anschrift gesperrt"))
        let bescheid = try #require(ids["bescheide"])
        #expect(try await frau.seite("/m/ahaus/bescheide/\(bescheid)/pdf").text
            .contains("gesperrte Anschrift"))
        try await buero.verbund.abbauen()
    }

    @Test("Keine Seite des Falls nennt den Vermieter, wenn die Anschrift gesperrt ist")
    func vermieter() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let fall = try #require(try await buero.kennungen(ahaus)["faelle"])
        let id = try #require(Fall.ID(fall))
        let leitung = try await buero.verbund.akteur("leitung", mandant: ahaus)
        let benannte = try #require(leitung.benutzer)
        let wer = try await person(fall, leitung, buero, ahaus)
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        try await buero.verbund.write(ahaus, als: akteur) { session in
            let akte = try Fallakte.heute(id, in: session)
            guard var wohnung = akte.unterkuenfte.last else { return }
            wohnung.vermieter = .init(name: "Schutzhaus e.V.",
                                      iban: try IBAN("DE02120300000000202051"),
                                      mietzeichen: "SH-4711")
            try Fall.aendern(id, fassung: akte.fall.fassung, .unterkunft(wohnung), in: session)
        }
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let seiten = ["", "/leistung", "/zahlungen", "/verlauf", "/aenderung/unterkunft",
                      "/bewilligung"]
        #expect(try await frau.seite("/m/ahaus/faelle/\(fall)").text.contains("Schutzhaus"))
        try await buero.verbund.write(ahaus, als: leitung) {
            try Auskunftssperre.eintragen(.init(
                grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                einsicht: [benannte]), fuer: wer, in: $0)
        }
        for seite in seiten {
            let text = try await frau.seite("/m/ahaus/faelle/\(fall)\(seite)").text
            for wort in ["Schutzhaus", "SH-4711", "DE02 1203"] {
                #expect(!text.contains(wort), "\(seite) nennt \(wort).")
            }
        }
        try await buero.verbund.abbauen()
    }

    /// Ein Brief, ein Drucklauf und eine Auskunft, alle mit der Anschrift von vor der Sperre.
    private func dokumente(_ fall: String, _ person: Kommune.Person.ID, _ akteur: Akteur,
                           _ buero: Kreisbuero, _ ahaus: Mandant) async throws -> [String: String] {
        let id = try #require(Fall.ID(fall)), brief = UUIDv7(), schreiben = UUIDv7()
        let bytes = Array("%PDF Bahnhofstraße 4".utf8)
        return try await buero.verbund.write(ahaus, als: akteur) { session in
            try session.execute("""
                INSERT INTO schreiben (id, fall_id, nummer, art, bezeichnung, datum, erstellt_von,
                                       inhalt)
                VALUES (\(schreiben), \(id), 'S-2026/00001', 'mahnung', 'Brief',
                        \(session.heute), \(session.benutzer()), '{}')
                """)
            try session.execute("""
                INSERT INTO schriftstueck (id, fall_id, schreiben_id, bezeichnung, medientyp,
                                           sha256, groesse)
                VALUES (\(brief), \(id), \(schreiben), 'Brief', 'application/pdf',
                        sha256(\(bytes)::bytea), \(bytes.count))
                """)
            try session.execute("""
                INSERT INTO schriftstueck_teil (schriftstueck_id, lfd, inhalt)
                VALUES (\(brief), 1, \(bytes))
                """)
            let lauf = try Drucklauf.anlegen([Schriftstueck.ID(brief)], doppelseitig: false,
                                             in: session)
            try session.execute("""
                INSERT INTO drucklauf_ergebnis (drucklauf_id, seiten, sha256, groesse)
                VALUES (\(lauf), 1, sha256(\(bytes)::bytea), \(bytes.count))
                """)
            try session.execute("""
                INSERT INTO drucklauf_teil (drucklauf_id, lfd, inhalt)
                VALUES (\(lauf), 1, \(bytes))
                """)
            let auskunft = try Auskunft.verlangen(person, am: session.heute, identitaet: .ausweis,
                                                  in: session)
            try session.execute("""
                INSERT INTO auskunft_datei (auskunft_id, art, sha256, groesse)
                VALUES (\(auskunft), 'pdf', sha256(\(bytes)::bytea), \(bytes.count))
                """)
            try session.execute("""
                INSERT INTO auskunft_teil (auskunft_id, art, lfd, inhalt)
                VALUES (\(auskunft), 'pdf', 1, \(bytes))
                """)
            return ["schreiben": "\(schreiben)", "druck": "\(lauf)", "auskuenfte": "\(auskunft)"]
        }
    }

    @Test("Der Sammeldruck öffnet keinen Schein mit gesperrter Anschrift und vermerkt jede Akte")
    func sammeldruck() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let ids = try await buero.kennungen(ahaus)
        let fall = try #require(Fall.ID(ids["faelle"] ?? ""))
        let akteur = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let leitung = try await buero.verbund.akteur("leitung", mandant: ahaus)
        let person = try await person("\(fall)", akteur, buero, ahaus)
        let scheine = try await buero.verbund.write(ahaus, als: akteur) { session in
            try Behandlungsschein.ausstellen(
                Scheinwunsch(fall: fall, personen: [person], art: .aerztlich, fachrichtung: "",
                             quartal: Quartal(session.heute), ab: nil, zweitgrund: ""),
                unterzeichner: Unterzeichner(name: "Ines Brockhoff", zimmer: "12", telefon: ""),
                in: session)
        }
        let druck = "/m/ahaus/behandlungsschein/druck?s=\(try #require(scheine.first))"
        func gelesen() async throws -> Int {
            try await buero.verbund.read(ahaus, als: akteur) {
                try $0.scalar("""
                    SELECT count(*) FROM lesezugriff
                     WHERE fall_id = \(fall) AND seite = 'behandlungsscheine/{id}/pdf'
                    """, as: Int.self)
            }
        }
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        #expect(!(try await frau.seite(druck).text.contains("gesperrte Anschrift")))
        #expect(try await gelesen() == 1)
        let benannte = try #require(leitung.benutzer)
        try await buero.verbund.write(ahaus, als: leitung) {
            try Auskunftssperre.eintragen(.init(
                grund: .gewaltschutz, vermerk: "", bis: $0.heute.plus(monate: 24),
                einsicht: [benannte]), fuer: person, in: $0)
        }
        let andere = try await buero.person("sachbearbeitung_krankenhilfe", mandant: ahaus)
        let verwehrt = try await andere.seite(druck)
        #expect(verwehrt.status >= 400 && verwehrt.text.contains("gesperrte Anschrift"))
        #expect(try await gelesen() == 1, "Was niemand sah, hat niemand gelesen.")
        try await buero.verbund.abbauen()
    }

    @Test("Was zum Kreis hinübergeht, trägt keine Anschrift: in keiner Tabelle steht die Straße")
    func theke() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let ids = try await buero.kennungen(ahaus)
        let fall = try #require(Fall.ID(ids["faelle"] ?? ""))
        let anordner = try await buero.verbund.akteur("anordnung", mandant: ahaus)
        let ergebnis = try await buero.verbund.write(ahaus, als: anordner) { session in
            try Zahlung.anordnen(Zahlung.alle(zu: fall, in: session).map(\.id), in: session)
        }
        #expect(!ergebnis.angeordnet.isEmpty)
        let server = try buero.verbund.superuser()
        defer { server.close() }
        let tabellen = try server.scalars("""
            SELECT table_schema || '.' || table_name FROM information_schema.tables
             WHERE table_schema IN ('kreis', 'platform') AND table_type = 'BASE TABLE' ORDER BY 1
            """, as: String.self)
        #expect(tabellen.contains("kreis.zahlungsauftrag"))
        for tabelle in tabellen {
            let teile = tabelle.split(separator: ".").map(String.init)
            let treffer = try server.scalar("""
                SELECT count(*) FROM \(identifier: teile[0]).\(identifier: teile[1]) t
                 WHERE t::text LIKE '%Bahnhofstr%'
                """, as: Int.self)
            #expect(treffer == 0, "\(tabelle)")
        }
        try await buero.verbund.abbauen()
    }

    @Test("Briefe gehen über die Kommune; wer nicht benannt ist, ändert weder Wohnung noch Sperre")
    func brief() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let ids = try await buero.kennungen(ahaus)
        let fall = try #require(Fall.ID(ids["faelle"] ?? ""))
        let leitung = try await buero.verbund.akteur("leitung", mandant: ahaus)
        let frau = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let person = try await person("\(fall)", frau, buero, ahaus)
        let benannte = try #require(leitung.benutzer)
        func sperren(_ wer: Akteur) async throws {
            try await buero.verbund.write(ahaus, als: wer) {
                try Auskunftssperre.eintragen(.init(
                    grund: .meldegesetz, vermerk: "", bis: $0.heute.plus(monate: 24),
                    einsicht: [benannte]), fuer: person, in: $0)
            }
        }
        try await sperren(leitung)
        await #expect(throws: Hindernis.self) { try await sperren(frau) }
        await #expect(throws: Hindernis.self) {
            try await buero.verbund.write(ahaus, als: frau) {
                try Auskunftssperre.beenden(person, in: $0)
            }
        }
        await #expect(throws: Hindernis.self) {
            try await buero.verbund.write(ahaus, als: frau) { session in
                let akte = try Fallakte.heute(fall, in: session)
                guard let wohnung = akte.unterkuenfte.first else { return }
                try Fall.aendern(fall, fassung: akte.fall.fassung, .unterkunft(wohnung),
                                 in: session)
            }
        }
        for akteur in [leitung, frau] {
            let akte = try await buero.verbund.read(ahaus, als: akteur) {
                try Fallakte.heute(fall, in: $0)
            }
            #expect(akte.zustellungUeber == ["über Stadt Ahaus", ahaus.strasse,
                                             "\(ahaus.plz) \(ahaus.ort)"])
            #expect(akte.anschriftVerborgen == (akteur.benutzer == frau.benutzer))
        }
        try await buero.verbund.abbauen()
    }

    @Test("Wer einen fremden Vorschlag nicht bestätigt, kann jemand anderen vorschlagen (§ 51 BMG)")
    func benennung() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let fall = try #require(try await buero.kennungen(ahaus)["faelle"])
        let akteur = try await buero.verbund.akteur("leitung", mandant: ahaus)
        let benannte = try #require(akteur.benutzer)
        let frau = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus).benutzer
        let kollege = try await buero.verbund.akteur("auskunft", mandant: ahaus).benutzer
        let zuerst = try #require(frau), dann = try #require(kollege)
        let person = try await person(fall, akteur, buero, ahaus)
        try await buero.verbund.write(ahaus, als: akteur) {
            try Auskunftssperre.eintragen(.init(
                grund: .meldegesetz, vermerk: "", bis: $0.heute.plus(monate: 24),
                einsicht: [benannte]), fuer: person, in: $0)
        }
        let eine = try await buero.person("leitung", mandant: ahaus)
        let andere = try await buero.person("datenschutz_kommune", mandant: ahaus)
        let sperre = "/m/ahaus/personen/\(person)/auskunftssperre", ort = "\(sperre)/benennung"
        let knopf = "Vorschlag bestätigen"
        #expect(try await eine.sende(ort, auf: ort, [
            "benannt": "\(zuerst)", "grund": "Krank"]).ziel == sperre)
        let eigener = try await eine.seite(ort).text
        #expect(!eigener.contains(knopf) && eigener.contains("Ihr Vorschlag wartet darauf"))
        let fremder = try await andere.seite(ort, galerie: "benennung").text
        #expect(fremder.contains(knopf) && fremder.contains("Jemand anderen vorschlagen"))
        #expect(!fremder.contains("\(zuerst)") && fremder.contains("\(dann)"))
        #expect(try await andere.sende(ort, auf: ort, [
            "benannt": "\(dann)", "grund": "Da"]).ziel == sperre)
        let vorschlag = try await eine.seite(ort).wert("vorschlag")
        #expect(try await eine.sende("\(ort)/bestaetigung", auf: ort, [
            "vorschlag": vorschlag]).ziel == sperre)
        let einsicht = try await buero.verbund.read(ahaus, als: akteur) {
            try Auskunftssperre.geltende(person, in: $0)?.einsicht
        }
        #expect(einsicht == [benannte, dann])
        try await buero.verbund.abbauen()
    }

    @Test("Das Verzeichnis nennt, wie Kommune und Datenschutz zu erreichen sind (Art. 30 DSGVO)")
    func kontakt() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let ort = "/m/ahaus/verzeichnis"
        #expect(try await leitung.seite(ort).text.contains("noch nicht eingetragen"))
        #expect(try await leitung.sende("\(ort)/kontakt", auf: "\(ort)/kontakt").status == 422)
        for nummer in 1...2 {
            let antwort = try await leitung.sende("\(ort)/kontakt", auf: "\(ort)/kontakt", [
                "erreichbar": "post@ahaus.example", "datenschutz": "Frau Probe \(nummer)",
            ])
            #expect(antwort.ziel == ort)
        }
        let seite = try await leitung.seite(ort, galerie: "verzeichnis").text
        for wort in ["Rathausplatz 1", "post@ahaus.example", "Frau Probe 2"] {
            #expect(seite.contains(wort), "\(wort)")
        }
        #expect(!seite.contains("Frau Probe 1") && !seite.contains("noch nicht eingetragen"))
        try await buero.verbund.abbauen()
    }

    @Test("Der Datenschutz des Kreises liest dessen Verzeichnis; andere Ämter nicht")
    func kreisverzeichnis() async throws {
        let buero = try await Kreisbuero.neu()
        let seite = try await buero.person("datenschutz")
            .seite("/kreis/verzeichnis", galerie: "kreisverzeichnis")
        #expect(seite.status == 200)
        for wort in ["platform.passkey", "kreis.sammelrechnung_position", "Rathausplatz 1",
                     "Für wen der Kreis im Auftrag verarbeitet"] {
            #expect(seite.text.contains(wort), "\(wort)")
        }
        #expect(!seite.text.contains("Auftragsverarbeiter eintragen"))
        #expect(try await buero.person("kasse_buchhaltung").seite("/kreis/verzeichnis").status
            == 403)
        try await buero.verbund.abbauen()
    }

    @Test("Ein eingeschränkter Fall zeigt es und nimmt von anderen keine Änderung an")
    func eingeschraenkt() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let ids = try await buero.kennungen(ahaus), fall = try #require(ids["faelle"])
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let ort = "/m/ahaus/faelle/\(fall)"
        let fehler = try await leitung.sende("\(ort)/einschraenkung", auf: "\(ort)/einschraenkung")
        #expect(fehler.status == 422)
        let getan = try await leitung.sende("\(ort)/einschraenkung", auf: "\(ort)/einschraenkung", [
            "grund": "richtigkeit", "vermerk": "Bestreitet das Einkommen.",
        ])
        #expect(getan.ziel == "\(ort)/datenschutz")
        #expect(try await leitung.seite("\(ort)/datenschutz", galerie: "datenschutz").text
            .contains("Bestreitet das Einkommen."))
        let seite = try await frau.seite(ort).text
        #expect(seite.contains("Die Verarbeitung ist eingeschränkt"))
        #expect(!seite.contains("\(ort)/aenderung\""))
        let versuch = try await frau.sende("\(ort)/aenderung/vermoegen",
                                           auf: "\(ort)/aenderung/vermoegen", ["art": "bargeld"])
        #expect(versuch.text.contains("ist eingeschränkt") && versuch.status >= 400)
        _ = try await leitung.sende("\(ort)/einschraenkung/ende", auf: "\(ort)/einschraenkung", [
            "entscheidung": "Das Einkommen war richtig.",
        ])
        #expect(!(try await frau.seite(ort).text.contains("ist eingeschränkt")))
        try await buero.verbund.abbauen()
    }
}
