import Fuzzing
import Grundwerte
import HTTPTypes
import Leistungsrecht
import Platform
import TestSupport
import Testing
@testable import Web

// Was über die Schnittstelle hin und her geht: Blätter, Fassungen, Körper und ihre Beschreibung.

extension SchnittstelleTests {
    @Test("Eine Liste kommt Blatt für Blatt, ohne Lücke und ohne Wiederholung")
    func blaetter() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        _ = try await buero.kennungen(ahaus)
        let token = try await buero.zugang(ahaus, [.zahlungLesen])
        let imKreis = try await buero.zugang(nil, [.mandantLesen])
        let alle = try await buero.liste(imKreis, "\(Self.kreis)/kommunen")
        #expect(alle.kennungen.count == 2)
        let erstes = try await buero.liste(imKreis, "\(Self.kreis)/kommunen?anzahl=1")
        let naechste = try #require(erstes.naechste)
        let zweites = try await buero.liste(
            imKreis, "\(Self.kreis)/kommunen?anzahl=1&nach=\(naechste)")
        #expect(erstes.kennungen + zweites.kennungen == alle.kennungen)
        #expect(zweites.naechste == nil)
        let zahlungen = try await buero.liste(token, "\(Self.kommune)/zahlungen")
        let letzte = try #require(zahlungen.kennungen.last)
        let danach = try await buero.liste(token, "\(Self.kommune)/zahlungen?nach=\(letzte)")
        #expect(danach.kennungen.isEmpty)
        let gezahlte = try await buero.liste(token, "\(Self.kommune)/zahlungen?zustand=gezahlt")
        #expect(gezahlte.kennungen.isEmpty)
        for falsch in ["anzahl=0", "anzahl=201", "anzahl=%2B5", "nach=x", "zustand=weg"] {
            let antwort = try await buero.programm(
                token, .get, "\(Self.kommune)/zahlungen?\(falsch)")
            #expect(antwort.status == 400, "\(falsch)")
        }
        try await buero.verbund.abbauen()
    }

    @Test("Eine Vorlage entsteht je Schlüssel einmal und trägt im Verlauf den Namen des Programms")
    func vorlegen() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let fall = try #require(try await buero.kennungen(ahaus)["faelle"])
        let token = try await buero.zugang(ahaus, [.wiedervorlageBearbeiten])
        let ort = "\(Self.kommune)/wiedervorlagen"
        let koerper = #"{"fall":"\#(fall)","faellig":"2026-11-30","text":"Mietvertrag kam an"}"#
        let koepfe: HTTPFields = [.contentType: "application/json", .idempotencyKey: "eingang-17"]
        let vorher = try await buero.liste(token, ort).kennungen.count
        let erste = try await buero.programm(token, .post, ort, koepfe, koerper)
        #expect(erste.status == 201)
        let wieder = try await buero.programm(token, .post, ort, koepfe, koerper)
        #expect(wieder.text == erste.text && wieder.status == 201)
        #expect(try await buero.liste(token, ort).kennungen.count == vorher + 1)

        let adresse = try #require(erste.headers[.location])
        let fassung = try #require(try await buero.programm(token, .get, adresse).headers[.eTag])
        let gleich = try await buero.programm(token, .get, adresse, [.ifNoneMatch: fassung])
        #expect(gleich.status == 304)
        let erledigung = "\(adresse)/erledigung"
        for (koepfe, status) in [
            ([:], 428), ([.ifMatch: "\"4711\""], 412), ([.ifMatch: fassung], 204),
            ([.ifMatch: fassung], 412),
        ] as [(HTTPFields, Int)] {
            let antwort = try await buero.programm(token, .post, erledigung, koepfe)
            #expect(antwort.status == status, "\(antwort.text)")
        }
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let verlauf = try await frau.seite("/m/ahaus/faelle/\(fall)/verlauf")
        #expect(verlauf.text.contains("Schnittstelle Probe"))
        try await buero.verbund.abbauen()
    }

    @Test("Was am Körper nicht stimmt, wird mit Feld und Grund abgewiesen", arguments: [
        ("{", 400), ("[]", 400), ("{}", 422),
        (#"{"fall":"x","faellig":"2026-11-30","text":"a"}"#, 422),
        (#"{"fall":"ID","faellig":"2026-02-30","text":"a"}"#, 422),
        (#"{"fall":"ID","faellig":"2026-11-30","text":""}"#, 422),
        (#"{"fall":"ID","faellig":"2026-11-30","text":"a\u0000b"}"#, 422),
        (#"{"fall":"ID","faellig":"2026-11-30","text":"a","mehr":1}"#, 422),
        (#"{"fall":"ID","faellig":"2020-01-01","text":"a"}"#, 422),
        (#"{"fall":"ID","faellig":"2026-11-30","text":"a"}"#, 404),
    ])
    func koerper(_ text: String, _ status: Int) async throws {
        let buero = try await Kreisbuero.neu()
        let token = try await buero.zugang(
            try await buero.verbund.mandant("ahaus"), [.wiedervorlageBearbeiten])
        let antwort = try await buero.programm(
            token, .post, "\(Self.kommune)/wiedervorlagen",
            [.contentType: "application/json", .idempotencyKey: "1"],
            text.replacing("ID", with: "\(UUIDv7())"))
        #expect(antwort.status == status, "\(antwort.text)")
        try await buero.verbund.abbauen()
    }

    @Test("Verfälschte Körper, Schlüssel und Abfragen: nie ein Fehler 500 (ASVS V2, V4)")
    func verfaelscht() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let token = try await buero.zugang(ahaus, [.wiedervorlageBearbeiten, .zahlungLesen])
        let heil = #"{"fall":"\#(UUIDv7())","faellig":"2026-11-30","text":"Mietvertrag \u00fc"}"#
        let lauf = FuzzRun("Schnittstelle", seeds: [
            heil, token, "anzahl=5&nach=\(UUIDv7())&zustand=gezahlt",
        ].map { Array($0.utf8) }, words: [#"\ud800\u0041"#, #""text""#, "null", "mandat_", "[["])
        while let eingabe = lauf.next() {
            let text = String(decoding: eingabe, as: UTF8.self)
            let kopf = String(text.unicodeScalars.filter { $0.value > 31 && $0.value < 127 })
            let antworten = [
                try await buero.programm(token, .post, "\(Self.kommune)/wiedervorlagen", [
                    .contentType: "application/json", .idempotencyKey: kopf], text),
                try await buero.programm(token, .get, "\(Self.kommune)/zahlungen?\(kopf)"),
                try await buero.programm(kopf, .get, "\(Self.kommune)/zahlungen"),
            ]
            for antwort in antworten where antwort.status >= 500 {
                lauf.unexpected("Status \(antwort.status)")
            }
        }
        lauf.finish()
        #expect(lauf.isClean, "\(lauf.report)")
        try await buero.verbund.abbauen()
    }

    @Test("Die Beschreibung nennt jede Adresse und nur sie, und die Antworten halten sich daran")
    func beschreibung() async throws {
        let buero = try await Kreisbuero.neu()
        let antwort = try await buero.programm(nil, .get, "/api/v1/openapi.json")
        let dokument = try JSONLeser.lesen(antwort.text.utf8)
        let wege = Kommunenwege.alle.map { "\(SchnittstelleRoutes.kommune)/\($0.endpunkt.pfad)" }
            + Kreiswege.alle.map { "\(SchnittstelleRoutes.kreis)/\($0.endpunkt.pfad)" }
        let pfade = try #require(dokument["paths"]).felder.map(\.schluessel)
        #expect(Set(pfade) == Set(wege))
        let ahaus = try await buero.verbund.mandant("ahaus")
        _ = try await buero.kennungen(ahaus)
        let moeglich = try #require(Schnittstelle.moeglich[.kommune])
        let token = try await buero.zugang(ahaus, moeglich)
        let liste = try await buero.programm(token, .get, "\(Self.kommune)/faelle")
        let fall = try #require(try JSONLeser.lesen(liste.text.utf8)["eintraege"]?.alsListe?.first)
        let schema = try #require(dokument["components"]?["schemas"]?["Fall"]?["properties"])
        #expect(fall.felder.map(\.schluessel) == schema.felder.map(\.schluessel))
        try await buero.verbund.abbauen()
    }
}

extension Kreisbuero {
    fileprivate func liste(_ token: String, _ pfad: String) async throws
        -> (kennungen: [String], naechste: String?) {
        let antwort = try await programm(token, .get, pfad)
        #expect(antwort.status == 200, "\(antwort.text)")
        let blatt = try JSONLeser.lesen(antwort.text.utf8)
        return (blatt["eintraege"]?.alsListe?.compactMap { $0["id"]?.alsText } ?? [],
                blatt["naechste"]?.alsText)
    }
}
