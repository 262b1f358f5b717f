import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Bestand übernehmen")
struct BestandUebernehmenTests {
    @Test("Fälle mit Haushalt, Akte und Suche sind da; Konten warten auf ein zweites Augenpaar")
    func uebernahme() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        let plan = try await welt.plan(Bestandsbeispiel().dateien)
        #expect(plan.befunde == [] && plan.neueFaelle == 2 && plan.neuePersonen == 4)
        let id = try #require(try await welt.uebernimm(plan, als: leitung))
        let (fall, akte) = try await welt.tue(leitung) { session in
            let fall = try session.scalar("SELECT id FROM fall WHERE aktenzeichen = 'ALT-50-17'",
                                          as: Fall.ID.self)
            return (fall, try #require(try Fallakte.laden(fall, stand: Stand(am: session.heute),
                                                          in: session)))
        }
        #expect(akte.mitglieder.map { $0.angaben.first?.angabe.vorname } == ["Sami", "Rima",
            "Noor"])
        #expect(akte.unterkuenfte.first?.miete == 400)
        #expect(akte.bankverbindungen.map(\.istBereit) == [false])
        let gefunden = try await welt.tue(leitung) { try Fall.suchen("Hadad Sami", in: $0) }
        #expect(gefunden.map(\.fall.id).contains(fall))
        // In der Liste der einzelnen Konten stehen sie nicht, in der ihrer Übernahme schon.
        let konten = try await welt.tue(leitung) { session in
            (einzeln: try Bankverbindung.offene(in: session).count,
             liste: try Bestandsuebernahme.offeneKonten(id, in: session).count)
        }
        #expect(konten.einzeln == 0 && konten.liste == 1)
        let spuren = try await welt.tue(leitung) { session in
            try session.scalars("SELECT vorgang FROM audit ORDER BY id", as: String.self)
        }
        #expect(spuren == ["bestand.begonnen", "bestand.uebernommen"])
        #expect(try await welt.tue(leitung) { try Aktenvermerk.alle(zu: fall, in: $0).count } == 1)
    }

    @Test("Was eingeschränkt ist, kommt eingeschränkt an und steht in der Ausgabe (Art. 18 DSGVO)")
    func eingeschraenkt() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.faelle, 2, "eingeschraenkt", "rechtsanspruch")
        let plan = try await welt.plan(beispiel.dateien)
        #expect(plan.befunde == [])
        try await welt.uebernimm(plan, als: leitung)
        let grund = try await welt.tue(leitung) { session in
            let fall = try session.scalar("SELECT id FROM fall WHERE aktenzeichen = 'ALT-50-17'",
                                          as: Fall.ID.self)
            return try Einschraenkung.geltende(fall, in: session)?.grund
        }
        #expect(grund == .rechtsanspruch)
        let faelle = try await welt.ausgabe()[.faelle].map { String(decoding: $0, as: UTF8.self) }
        let zeile = try #require(faelle?.split(separator: "\n").first { $0.hasPrefix("F1;") })
        #expect(zeile.hasSuffix(";rechtsanspruch"))
        beispiel.setze(.faelle, 3, "eingeschraenkt", "vielleicht")
        let befunde = Bestand.lesen(beispiel.dateien, benutzer: [:]).befunde
        #expect(befunde.map(\.feld) == ["eingeschraenkt"])
    }

    @Test("Ein zweites Mal kommt nichts doppelt; geänderte Zeilen werden gemeldet")
    func zweitesMal() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        try await welt.uebernimm(try await welt.plan(Bestandsbeispiel().dateien), als: leitung)
        let vorher = try await welt.ausgabe()
        var geaendert = Bestandsbeispiel()
        geaendert.setze(.einkommen, 2, "brutto", "1300,00")
        let plan = try await welt.plan(geaendert.dateien)
        #expect(plan.neueFaelle == 0 && plan.schonDa == 2 && plan.fehler == 0)
        #expect(plan.befunde.map(\.zeile) == [2] && plan.hinweise == 1)
        #expect(try await welt.uebernimm(plan, als: leitung) == nil)
        #expect(try await welt.ausgabe() == vorher)
    }

    @Test("Mit einem Fehler kommt nichts; auf Wunsch nur die fehlerfreien Fälle, nie ein halber")
    func fehlerhafte() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        var beispiel = Bestandsbeispiel()
        beispiel.setze(.einkommen, 2, "brutto", "viel")
        let plan = try await welt.plan(beispiel.dateien)
        #expect(plan.fehlerhaft == 1 && plan.neueFaelle == 1)
        await #expect(throws: Hindernis.self) { try await welt.uebernimm(plan, als: leitung) }
        #expect(try await anzahlen(welt, leitung) == [0, 0, 0])
        let id = try #require(try await welt.uebernimm(plan, als: leitung, ohneFehlerhafte: true))
        #expect(try await anzahlen(welt, leitung) == [1, 1, 1])
        let protokoll = try await welt.tue(leitung) { session in
            (try #require(try Bestandsuebernahme.laden(id, in: session)).ausgelassen,
             try Bestandsuebernahme.befunde(id, in: session).map(\.satz))
        }
        #expect(protokoll.0 == 1)
        #expect(protokoll.1.first?.hasPrefix("einkommen.csv, Zeile 2, brutto") == true)
        // Von einem falschen Verweis weiß niemand, welchem Fall die Zeile fehlt.
        beispiel.setze(.berechtigungen, 2, "person", "P7")
        let unklar = try await welt.plan(beispiel.dateien)
        await #expect(throws: Hindernis.self) {
            try await welt.uebernimm(unklar, als: leitung, ohneFehlerhafte: true)
        }
    }

    private func anzahlen(_ welt: Kommunenwelt, _ leitung: Akteur) async throws -> [Int] {
        try await welt.tue(leitung) { session in
            [try session.scalar("SELECT count(*) FROM fall"),
             try session.scalar("SELECT count(*) FROM person"),
             try session.scalar("SELECT count(*) FROM herkunft WHERE art = 'fall'")]
        }
    }

    @Test("Scheitert ein Stapel, bleiben ganze Fälle; derselbe Aufruf setzt die Übernahme fort")
    func fortsetzung() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        let plan = try await welt.plan(Bestandsbeispiel().dateien)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let schema = welt.ahaus.schema
        try server.execute("""
            ALTER TABLE \(identifier: schema).fall ADD CONSTRAINT stolperstein
                CHECK (aktenzeichen <> 'AHA-2026-00041')
            """)
        await #expect(throws: PostgresError.self) { try await welt.uebernimm(plan, als: leitung,
            stapel: 1) }
        let mittendrin = try await welt.tue(leitung) { try Bestandsuebernahme.alle(in: $0) }
        #expect(mittendrin.map(\.uebernommen) == [1] && mittendrin.first?.beendetAm == nil)
        try server.execute("ALTER TABLE \(identifier: schema).fall DROP CONSTRAINT stolperstein")
        let rest = try await welt.plan(Bestandsbeispiel().dateien)
        #expect(rest.neueFaelle == 1 && rest.schonDa == 1)
        try await welt.uebernimm(rest, als: leitung)
        let danach = try await welt.tue(leitung) { try Bestandsuebernahme.alle(in: $0) }
        #expect(danach.map(\.id) == mittendrin.map(\.id) && danach.map(\.uebernommen) == [2])
        #expect(danach.first?.beendetAm != nil)
    }

    @Test("Vergebene Aktenzeichen und schon geführte Personen halten auf; Nummern gehen weiter")
    func vorhandenes() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        try await welt.uebernimm(try await welt.plan(Bestandsbeispiel().dateien), als: leitung)
        var neuer = Bestandsbeispiel()
        neuer.dazu(.faelle, ["F3", "AHA-2026-00042", "", "", ""])
        neuer.dazu(.mitglieder, ["F3", "P4", "haushaltsvorstand", "01.11.2026", ""])
        let fehler = try await welt.plan(neuer.dateien).befunde.filter { $0.schwere == .fehler }
        #expect(fehler.map(\.feld) == ["person"])
        let fall = try await welt.fall(bestaetigt: false)
        let vergeben = try await welt.tue(leitung) { try Fall.laden(fall, in: $0)?.aktenzeichen }
        #expect(vergeben == "AHA-2026-00042")
        var anderes = Bestandsbeispiel()
        anderes.setze(.faelle, 2, "aktenzeichen", "AHA-2026-00042")
        anderes.setze(.faelle, 2, "fall", "G1")
        let plan = try await welt.plan(anderes.dateien)
        #expect(plan.befunde.contains { $0.feld == "aktenzeichen" && $0.zeile == 2 })
    }

    @Test("Ohne das Recht der Leitung übernimmt niemand")
    func recht() async throws {
        let welt = try await Kommunenwelt.neu()
        let plan = try await welt.plan(Bestandsbeispiel().dateien)
        for akteur in [welt.frau, welt.anordner] {
            await #expect(throws: PermissionDenied.self) { try await welt.uebernimm(plan,
                als: akteur) }
        }
    }

    @Test("Wer übernahm, bestätigt die Konten nicht; eine zweite Person bestätigt genau ihre Liste")
    func vierAugen() async throws {
        let welt = try await Kommunenwelt.neu(), leitung = try await welt.leitung()
        let plan = try await welt.plan(Bestandsbeispiel().dateien)
        let id = try #require(try await welt.uebernimm(plan, als: leitung))
        let ziffern = try await welt.tue(leitung) { session in
            String(Bestandsuebernahme.pruefsumme(try Bestandsuebernahme.offeneKonten(id,
                in: session))
                .prefix(8))
        }
        let zweite = try await welt.leitung()
        await #expect(throws: Hindernis.self) {
            try await welt.tue(leitung) {
                _ = try Bestandsuebernahme.kontenBestaetigen(id, pruefziffern: ziffern, in: $0)
            }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.tue(zweite) {
                _ = try Bestandsuebernahme.kontenBestaetigen(id, pruefziffern: "00000000", in: $0)
            }
        }
        #expect(try await welt.tue(zweite) {
            try Bestandsuebernahme.kontenBestaetigen(id, pruefziffern: ziffern, in: $0)
        } == 1)
        #expect(try await welt.tue(zweite) { try Bestandsuebernahme.laden(id,
            in: $0)?.offeneKonten } == 0)
        // Die Datenbank hält dasselbe fest, auch am Programm vorbei.
        await #expect(throws: PostgresError.self) {
            try await welt.tue(leitung) { session in
                try session.execute("""
                    INSERT INTO bankverbindung_bestaetigung (bankverbindung_id, bestaetigt_von)
                    SELECT id, erfasst_von FROM bankverbindung
                    """)
            }
        }
    }
}

@Suite("Übernommene Beträge rechnen mit")
struct AltbewilligungTests {
    /// Ein Mensch in einer Wohnung wie in `Kommunenwelt`: 455,00 € und 400,00 € an den Vermieter.
    private func welt(gezahlt: (String, String)) async throws -> (Kommunenwelt, Fall.ID, Akteur) {
        let welt = try await Kommunenwelt.neu()
        let schluessel = try await welt.fall().description
        var zeilen = try await welt.ausgabe()
        let text = Bestandsform.vorlage(.bewilligungen)
            + CSVText.zeile([schluessel, "01.11.2026", "855,00", gezahlt.0, gezahlt.1, "A 7", ""])
            + CSVText.zeile([schluessel, "01.12.2026", "855,00", "", "", "A 7", ""])
        zeilen[.bewilligungen] = Array(text.utf8)
        zeilen[.summen] = nil
        let plan = try await welt.plan(zeilen, fuer: welt.borken)
        let borkens = try await welt.leitung(welt.borken)
        let id = try #require(try await welt.uebernimm(plan, nach: welt.borken, als: borkens))
        let zweite = try await welt.leitung(welt.borken)
        let neu = try await welt.verbund.write(welt.borken, als: zweite) { session in
            let konten = try Bestandsuebernahme.offeneKonten(id, in: session)
            _ = try Bestandsuebernahme.kontenBestaetigen(
                id, pruefziffern: String(Bestandsuebernahme.pruefsumme(konten).prefix(8)),
                in: session)
            return try session.scalar("SELECT id FROM fall", as: Fall.ID.self)
        }
        return (welt, neu, zweite)
    }

    private func vorschau(_ welt: Kommunenwelt, _ fall: Fall.ID, _ akteur: Akteur) async throws
        -> Bewilligung {
        try await welt.verbund.read(welt.borken, als: akteur) {
            try Bewilligung.vorschau(fall: fall, von: Kommunenwelt.november,
                bis: Kommunenwelt.dezember,
                                     parameter: .amtlich, in: $0)
        }
    }

    @Test("Was das alte Verfahren zahlte, wird nicht noch einmal gezahlt; der Rest ist Nachzahlung")
    func nachzahlung() async throws {
        let (welt, fall, akteur) = try await welt(gezahlt: ("400,00", "400,00"))
        let bewilligung = try await vorschau(welt, fall, akteur)
        #expect(bewilligung.monate[0].bisher == 855 && bewilligung.monate[0].gebunden == 800)
        #expect(bewilligung.monate[0].neueZahlungen.map(\.betrag) == [55])
        #expect(bewilligung.monate[1].neueZahlungen.map(\.betrag) == [455, 400])
        #expect(bewilligung.nachzahlung(heute: Kommunenwelt.heute) == 55)
        #expect(bewilligung.istAenderung)
    }

    @Test("Mehr gezahlt als zusteht ist Überzahlung, je Zweck")
    func ueberzahlung() async throws {
        let (welt, fall, akteur) = try await welt(gezahlt: ("500,00", "400,00"))
        let bewilligung = try await vorschau(welt, fall, akteur)
        #expect(bewilligung.monate[0].ueberzahlt == [.lebensunterhalt: 45])
        #expect(bewilligung.monate[0].neueZahlungen.isEmpty)
    }

    @Test("Vorgeschlagen wird der erste Monat, den das alte Verfahren nicht mehr gezahlt hat")
    func vorschlag() async throws {
        let (welt, fall, akteur) = try await welt(gezahlt: ("455,00", "400,00"))
        let von = try await welt.verbund.read(welt.borken, als: akteur) { session in
            let akte = try #require(try Fallakte.laden(fall, stand: Stand(am: session.heute),
                in: session))
            return try Bewilligung.vorschlag(akte, parameter: .amtlich, in: session).von
        }
        #expect(von == Kommunenwelt.dezember)
    }

    @Test("Übernommene Beträge sind keine Zahlungen: kein Auftrag, keine Erstattung")
    func keineZahlung() async throws {
        let (welt, _, akteur) = try await welt(gezahlt: ("455,00", "400,00"))
        let zahlungen = try await welt.verbund.read(welt.borken, als: akteur) { session in
            try session.scalar("SELECT count(*) FROM zahlung", as: Int.self)
        }
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let auftraege = try server.scalar("SELECT count(*) FROM kreis.zahlungsauftrag",
            as: Int.self)
        #expect(zahlungen == 0 && auftraege == 0)
    }
}

@Suite("Bestand ausgeben")
struct BestandAusgebenTests {
    @Test("Ausgabe, Übernahme in eine leere Kommune und wieder Ausgabe sind byteweise gleich")
    func rundreise() async throws {
        let welt = try await Kommunenwelt.neu()
        let leitung = try await welt.leitung(), borkens = try await welt.leitung(welt.borken)
        try await welt.uebernimm(try await welt.plan(Bestandsbeispiel().dateien), als: leitung)
        // Dazu ein in Mandat geführter Fall mit Zahlung, Auszug, zweitem Konto und neuem Namen.
        let fall = try await welt.fall()
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) where zahlung.monat == Kommunenwelt.november {
            try await welt.zahltAus(zahlung.id)
        }
        try await welt.tue(welt.frau) { session in
            let akte = try #require(try Fallakte.laden(fall, stand: Stand(am: session.heute),
                in: session))
            let person = akte.mitglieder[0].id
            var angabe = try #require(akte.mitglieder[0].angaben.first?.angabe)
            angabe.familienname = "Rahmani; \"Müller\""
            try Fall.aendern(fall, fassung: akte.fall.fassung,
                .angabe(person, angabe, ab: session.heute),
                             in: session)
            try Bankverbindung.erfassen(
                .init(zahlweg: .bezahlkarte, inhaber: "Yusuf Rahmani",
                      iban: try IBAN("DE02120300000000202051")), fuer: fall, ab: session.heute,
                in: session)
        }
        let namen = [try #require(welt.frau.benutzer): "a.brink",
                     try #require(leitung.benutzer): "l.tung"]
        let erste = try await welt.ausgabe(anmeldenamen: namen)
        #expect(Set(erste.keys) == Set(Bestandsdatei.allCases))
        let leute = ["a.brink": User.ID(), "l.tung": User.ID()]
        let plan = try await welt.plan(erste, fuer: welt.borken, benutzer: leute)
        #expect(plan.befunde == [] && plan.neueFaelle == 3)
        try await welt.uebernimm(plan, nach: welt.borken, als: borkens, stapel: 1)
        let zweite = try await welt.ausgabe(
            welt.borken, anmeldenamen: Dictionary(uniqueKeysWithValues: leute.map { ($1, $0) }))
        for datei in Bestandsdatei.allCases {
            #expect(erste[datei].map { String(decoding: $0, as: UTF8.self) }
                    == zweite[datei].map { String(decoding: $0, as: UTF8.self) }, "\(datei.name)")
        }
    }

    @Test("Die Ausgabe nennt gezahlte Beträge und Kontrollsummen; gesperrte Konten fehlen")
    func inhalt() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall()
        try await welt.bewillige(fall)
        try await welt.zahle(fall)
        for zahlung in try await welt.zahlungen(fall) { try await welt.zahltAus(zahlung.id) }
        let ausgabe = try await welt.ausgabe().mapValues { String(decoding: $0, as: UTF8.self) }
        let zeile = ";01.11.2026;855,00;455,00;400,00;2026/00001;"
        #expect(ausgabe[.bewilligungen]?.contains(zeile) == true)
        #expect(ausgabe[.summen]?.contains("bewilligungen.csv;1;1710,00\n") == true)
        #expect(ausgabe[.konten]?.contains("DE89370400440532013000") == true)
        try await welt.tue(welt.frau) { session in
            let konto = try session.scalar("SELECT id FROM bankverbindung",
                as: Bankverbindung.ID.self)
            try Bankverbindung.sperren(konto, grund: "Rückgabe", in: session)
        }
        #expect(try await welt.ausgabe()[.konten] == Array(Bestandsform.vorlage(.konten).utf8))
    }

    @Test("Beschreibung und Vorlage nennen jedes Feld, das die Prüfung kennt")
    func vorlage() {
        for datei in Bestandsdatei.allCases {
            #expect(Bestandsform.beschreibung.contains("\n\(datei.name)\n"))
            for feld in datei.felder {
                #expect(Bestandsform.vorlage(datei).contains(feld.name))
                #expect(Bestandsform.beschreibung.contains("\n  \(feld.name)"))
            }
        }
    }
}
