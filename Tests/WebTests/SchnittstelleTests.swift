import Grundwerte
import HTTPTypes
import Kommune
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

@Suite("JSON-Schnittstelle: Zugänge, Rechte, Blätter, Fassungen (ASVS V4, V8, V9)")
struct SchnittstelleTests {
    static let kommune = "/api/v1/m/ahaus"
    static let kreis = "/api/v1/kreis"

    @Test("Ohne gültigen Schlüssel gibt es 401, auch mit der Sitzung einer Person")
    func ohneSchluessel() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let abgelaufen = try await buero.zugang(ahaus, [.fallLesen], tage: 0)
        let widerrufen = try await buero.zugang(ahaus, [.fallLesen])
        let server = try buero.verbund.superuser()
        try server.execute("""
            UPDATE platform.schnittstelle SET widerrufen_am = now(), widerrufen_von = angelegt_von
             WHERE id = (SELECT schnittstelle_id FROM platform.schnittstelle_bestaetigung
                          WHERE token_sha256 = sha256(convert_to(\(widerrufen), 'UTF8')))
            """)
        server.close()
        #expect(try await buero.programm(abgelaufen, .get, "\(Self.kommune)/faelle").status == 200)
        let keiner = "mandat_" + String(repeating: "0", count: 64)
        for token in [nil, "", "mandat_", keiner, widerrufen] {
            let antwort = try await buero.programm(token, .get, "\(Self.kommune)/faelle")
            #expect(antwort.status == 401)
            #expect(antwort.headers[.wwwAuthenticate] == "Bearer")
            #expect(antwort.headers[.contentType] == "application/problem+json")
        }
        _ = try await buero.programm(widerrufen, .get, "\(Self.kommune)/faelle")
        let blick = try buero.verbund.superuser()
        #expect(try blick.scalars("""
            SELECT angaben->>'grund' FROM platform.audit WHERE vorgang = 'schnittstelle.abgewiesen'
            """, as: String.self) == ["widerrufen"], "Einmal je Viertelstunde, unbekannte nie.")
        blick.close()
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        #expect(try await frau.seite("\(Self.kommune)/faelle").status == 401)
        try await buero.verbund.abbauen()
    }

    @Test("Jede Adresse öffnet nur ihr eigenes Recht: jede × jedes einzelne Recht")
    func matrix() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let bereiche: [(Mandant?, Role.Ebene, String, [Endpunkt])] = [
            (ahaus, .kommune, Self.kommune, Kommunenwege.alle.map(\.endpunkt)),
            (nil, .kreis, Self.kreis, Kreiswege.alle.map(\.endpunkt)),
        ]
        for (mandant, ebene, vorsatz, wege) in bereiche {
            let moeglich = try #require(Schnittstelle.moeglich[ebene])
            #expect(Set(wege.flatMap(\.rechte)) == Set(moeglich), "Jedes Recht öffnet etwas.")
            for recht in moeglich {
                let token = try await buero.zugang(mandant, [recht])
                for weg in wege {
                    let pfad = weg.pfad.replacing("{id}", with: "\(UUIDv7())")
                    let antwort = try await buero.programm(token, weg.method, "\(vorsatz)/\(pfad)")
                    let wort = "\(recht): \(weg.name) ergibt \(antwort.status)"
                    #expect((antwort.status == 403) == !weg.rechte.contains(recht), "\(wort)")
                    #expect(antwort.status < 500, "\(wort)")
                }
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Der Zugang einer Kommune findet weder die Nachbarin noch den Kreis, und umgekehrt")
    func fremd() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let borken = try await buero.verbund.mandant("borken")
        let token = try await buero.zugang(ahaus, [.fallLesen, .zahlungLesen])
        let imKreis = try await buero.zugang(nil, [.zahllaufLesen])
        let fremde = try await buero.kennungen(borken)
        let fall = try #require(fremde["faelle"]), zahlung = try #require(fremde["zahlungen"])
        for (wer, pfad) in [
            (token, "/api/v1/m/borken/faelle"), (token, "/api/v1/m/gibtesnicht/faelle"),
            (token, "\(Self.kreis)/zahllaeufe"), (imKreis, "\(Self.kommune)/faelle"),
            (token, "\(Self.kommune)/faelle/\(fall)"),
            (token, "\(Self.kommune)/faelle/\(fall)/personen"),
            (token, "\(Self.kommune)/zahlungen/\(zahlung)"),
        ] {
            #expect(try await buero.programm(wer, .get, pfad).status == 404, "\(pfad)")
        }
        let liste = try await buero.programm(token, .get, "\(Self.kommune)/faelle")
        #expect(liste.text == #"{"eintraege":[],"naechste":null}"#)
        try await buero.verbund.abbauen()
    }

    @Test("Geld ordnet keine Schnittstelle an: Die Datenbank nimmt solche Rechte nicht an")
    func nieGeld() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let darf = Set(Schnittstelle.moeglich.values.joined())
        for recht in Permission.allCases where !darf.contains(recht) {
            for mandant in [ahaus, nil] {
                await #expect(throws: (any Error).self, "\(recht)") {
                    try await buero.zugang(mandant, [recht], amAnwendungsfallVorbei: true)
                }
            }
        }
        await #expect(throws: Hindernis.self) { try await buero.zugang(ahaus, [.zahllaufLesen]) }
        await #expect(throws: Hindernis.self) { try await buero.zugang(nil, [.fallLesen]) }
        await #expect(throws: Hindernis.self) {
            try await buero.zugang(ahaus, [.fallLesen], tage: 400)
        }
        try await buero.verbund.abbauen()
    }

    @Test("Den Schlüssel zeigt nur die Seite der Kommune, einmal; der Kreis sieht ihn nie (B-7.4)")
    func seite() async throws {
        let buero = try await Kreisbuero.neu()
        let person = try await buero.person("fachadministration")
        let ort = "/kreis/programmzugaenge"
        let angelegt = try await person.sende(ort, auf: ort, [
            "stelle": "ahaus", "bezeichnung": "Dokumentenverwaltung", "rechte": "fall.lesen",
            "gueltig_bis": "31.12.2026",
        ])
        #expect(angelegt.ziel == ort)
        let imKreis = try await person.seite(ort).text
        #expect(imKreis.contains("wartet auf die Kommune") && !imKreis.contains("mandat_"))
        let ahaus = try await buero.verbund.mandant("ahaus")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let offen = "/m/ahaus/zugaenge/offen"
        #expect(try await leitung.seite("/m/ahaus").text.contains("gilt noch nicht"))
        let wartet = try await leitung.seite(offen, galerie: "zugang-offen")
        #expect(wartet.text.contains("Dokumentenverwaltung"))
        let ja = try await leitung.sende("\(offen)/programm", auf: offen, [
            "programm": wartet.wert("programm"), "antwort": "bestaetigen"],
            galerie: "zugang-schluessel")
        #expect(ja.status == 200)
        let token = try #require(ja.text.firstMatch(of: /mandat_[0-9a-f]{64}/)?.output)
        #expect(try await !leitung.seite(offen).text.contains(token))
        let nochmal = try await leitung.sende("\(offen)/programm", auf: offen, [
            "programm": wartet.wert("programm"), "antwort": "bestaetigen"])
        #expect(nochmal.status == 409 && nochmal.text.contains("schon entschieden"))
        #expect(try await buero.programm(
            String(token), .get, "\(Self.kommune)/faelle").status == 200)
        let danach = try await person.seite(ort)
        #expect(!danach.text.contains(token))
        #expect(danach.text.contains("zuletzt gebraucht"))
        _ = try await person.sende(danach.aktion("widerruf"), auf: ort)
        #expect(try await buero.programm(
            String(token), .get, "\(Self.kommune)/faelle").status == 401)
        try await buero.verbund.abbauen()
    }

    @Test("Was ein Programm liest, steht im Protokoll der Kommune: wer, was, wann (B-7.4)")
    func lesespur() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let fall = try #require(try await buero.kennungen(ahaus)["faelle"])
        let token = try await buero.zugang(ahaus, [.fallLesen])
        let pfade = ["faelle", "faelle/\(fall)", "faelle/\(fall)/personen", "faelle"]
        for pfad in pfade {
            #expect(try await buero.programm(token, .get, "\(Self.kommune)/\(pfad)").status == 200)
        }
        // Was nicht gefunden oder verwehrt wird, hat niemand gelesen.
        for pfad in ["faelle/\(UUIDv7())", "zahlungen"] {
            let antwort = try await buero.programm(token, .get, "\(Self.kommune)/\(pfad)")
            #expect(antwort.status >= 400)
        }
        let server = try buero.verbund.superuser()
        defer { server.close() }
        let akten = try server.scalars("""
            SELECT l.seite FROM \(identifier: ahaus.schema).lesezugriff l
              JOIN platform.schnittstelle s ON s.id = l.benutzer_id
             WHERE l.fall_id::text = \("\(fall)") AND NOT l.zustaendig ORDER BY l.seite
            """, as: String.self)
        #expect(akten == ["schnittstelle/faelle", "schnittstelle/faelle/{id}",
                          "schnittstelle/faelle/{id}/personen"])
        for rolle in ["rechnungspruefung", "datenschutz_kommune"] {
            let person = try await buero.person(rolle, mandant: ahaus)
            let seite = try await person.seite("/m/ahaus/protokoll?art=gelesen").text
            #expect(seite.matches(of: /hat über die Schnittstelle gelesen/).count == pfade.count)
            #expect(seite.contains("Schnittstelle Probe"))
        }
        try await buero.verbund.abbauen()
    }

    @Test("30 Tage vor dem Ende erinnern Startseite und Liste, bis ein Nachfolger gilt (V6.4.5)")
    func erinnerung() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let borken = try await buero.verbund.mandant("borken")
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let nachbar = try await buero.person("leitung", mandant: borken)
        let auskunft = try await buero.person("sachbearbeitung", mandant: ahaus)
        let admin = try await buero.person("fachadministration")
        let satz = "Schlüssel für Programme zu erneuern", tag = "läuft am 24.12.2026 ab"
        let offen = "/m/ahaus/zugaenge/offen", liste = "/kreis/programmzugaenge"
        func erinnert() async throws -> [Bool] {
            var seiten: [Bool] = []
            for (wer, ort) in [(leitung, "/m/ahaus"), (admin, "/kreis"), (nachbar, "/m/borken"),
                               (auskunft, "/m/ahaus")] {
                seiten.append(try await wer.seite(ort).text.contains(satz))
            }
            return seiten
        }
        try await buero.zugang(ahaus, [.fallLesen], tage: 31, name: "Archiv")
        #expect(try await erinnert() == [false, false, false, false])
        try await buero.zugang(ahaus, [.fallLesen], tage: 30, name: "Posteingang")
        #expect(try await erinnert() == [true, true, false, false])
        let dort = try await leitung.seite(offen, galerie: "zugang-erinnerung").text
        #expect(dort.contains(tag) && dort.contains("Nach dem 24.12.2026 öffnet der Schlüssel"))
        let hier = try await admin.seite(liste, galerie: "programmzugaenge-erinnerung").text
        #expect(hier.contains(tag) && hier.contains("Legen Sie unten einen neuen"))
        try await buero.zugang(ahaus, [.zahlungLesen], tage: 200, name: "Fachverfahren")
        try await buero.zugang(borken, [.fallLesen], tage: 200, name: "Posteingang")
        #expect(try await erinnert() == [true, true, false, false], "Andere Namen, andere Stelle.")
        #expect(dort.contains("Bitten Sie die Fachadministration"))
        let neuer = Schnittstelle.Neu(
            id: .init(), mandant: ahaus.id, bezeichnung: "Posteingang", rechte: [.fallLesen],
            gueltigBis: buero.verbund.database.uhr.heute.plus(tage: 200))
        _ = try await buero.verbund.database.writePlatform(
            .benutzerVerwalten, als: buero.verbund.akteur("fachadministration")
        ) { try Schnittstelle.anlegen(neuer, in: $0) }
        #expect(try await erinnert() == [true, true, false, false], "Er wartet noch.")
        let wartend = try await leitung.seite(offen).text
        #expect(wartend.contains("Der neue wartet auf dieser Seite auf Ihre Bestätigung."))
        #expect(!wartend.contains("Bitten Sie die Fachadministration"))
        try await buero.zugang(ahaus, [.fallLesen], tage: 200, name: "Posteingang")
        #expect(try await erinnert() == [false, false, false, false])
        try await buero.zugang(nil, [.mandantLesen], tage: 6, name: "Kasse")
        #expect(try await erinnert() == [false, true, false, false])
        try await buero.verbund.abbauen()
    }

    @Test("Die Kommune weist ein Programm ab, auch eines, das sie eingelassen hatte (B-7.4)")
    func abweisen() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let borken = try await buero.verbund.mandant("borken")
        let token = try await buero.zugang(ahaus, [.fallLesen])
        let leitung = try await buero.person("leitung", mandant: ahaus)
        let nachbar = try await buero.person("leitung", mandant: borken)
        let offen = "/m/ahaus/zugaenge/offen", dort = "/m/borken/zugaenge/offen"
        let programm = try await leitung.seite(offen).wert("programm")
        #expect(!programm.isEmpty)
        let fremd = try await nachbar.sende("\(dort)/programm", auf: dort, [
            "programm": programm, "antwort": "abweisen"])
        #expect(fremd.status == 404)
        #expect(try await buero.programm(token, .get, "\(Self.kommune)/faelle").status == 200)
        let nein = try await leitung.sende("\(offen)/programm", auf: offen, [
            "programm": programm, "antwort": "abweisen"])
        #expect(nein.ziel == offen)
        #expect(try await buero.programm(token, .get, "\(Self.kommune)/faelle").status == 401)
        try await buero.verbund.abbauen()
    }
}

extension Kreisbuero {
    /// Ein neuer Zugang dieses Namens, in einer Kommune von ihr bestätigt; zurück kommt sein
    /// Schlüssel.
    @discardableResult
    func zugang(_ mandant: Mandant?, _ rechte: [Permission], tage: Int = 30, name: String = "Probe",
                amAnwendungsfallVorbei: Bool = false) async throws -> String {
        let admin = try await verbund.akteur("fachadministration")
        let neu = Schnittstelle.Neu(
            id: .init(), mandant: mandant?.id, bezeichnung: name, rechte: rechte,
            gueltigBis: verbund.database.uhr.heute.plus(tage: tage))
        let imKreis = try await verbund.database.writePlatform(
            .benutzerVerwalten, als: admin
        ) { session -> String? in
            guard amAnwendungsfallVorbei else { return try Schnittstelle.anlegen(neu, in: session) }
            try session.execute("""
                INSERT INTO schnittstelle (id, mandant_id, bezeichnung, token_sha256, rechte,
                                           angelegt_von, gueltig_bis)
                VALUES (\(neu.id), \(neu.mandant), 'x',
                        CASE WHEN \(neu.mandant)::uuid IS NULL THEN sha256('\\x00') END,
                        \(rechte.map(\.rawValue)), \(session.benutzer()), \(neu.gueltigBis))
                """)
            return nil
        }
        guard let mandant else { return imKreis ?? "" }
        let leitung = try await verbund.akteur("leitung", mandant: mandant)
        return try await verbund.database.write(mandant, .zugangBeantragen, als: leitung) {
            try Schnittstelle.bestaetigen(neu.id, in: $0)
        }
    }
}
