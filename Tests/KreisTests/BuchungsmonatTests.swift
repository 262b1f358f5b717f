import Grundwerte
@testable import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Die Bücher werden Monat für Monat von zwei Personen geschlossen.
@Suite("Geschlossene Bücher (B-5.3)")
struct BuchungsmonatTests {
    static let oktober = ErstattungTests.oktober

    /// Im Oktober an Ahaus 100 € gezahlt; 20 € kamen an, zu denen niemand etwas weiß.
    private func welt() async throws -> (Kassenwelt, Testauszug) {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: ErstattungTests.zahltag)
        auszug.sammler(lauf.msgId, lauf.summe)
        auszug.gutschrift("unleserlich", 20)
        try await welt.einlesen(auszug)
        return (welt, auszug)
    }

    private func schliessen(_ monat: Monat, _ welt: Kassenwelt) async throws {
        try await welt.kasse {
            try Buchungsmonat.vorlegen(monat, vermerk: "geprüft", in: $0)
        }
        try await welt.kasse(als: welt.freigabe) { session in
            let vorlage = try #require(try Buchungsmonat.laden(monat, in: session).vorlage)
            try Buchungsmonat.schliessen(monat, vorlage: vorlage.id, in: session)
        }
    }

    @Test("Die Liste nennt Anfang, Soll, Haben und Ende je Konto; der nächste Monat beginnt damit")
    func saldenliste() async throws {
        let (welt, _) = try await welt()
        let (oktober, november) = try await welt.kasse {
            (try Saldenliste.laden(Self.oktober, in: $0),
             try Saldenliste.laden(Self.oktober.naechster, in: $0))
        }
        let zeilen = String(decoding: oktober.csv, as: UTF8.self).split(separator: "\r\n")
        #expect(zeilen.contains("Bank;\(Kassenwelt.konto);Hauptkonto;0,00;20,00;100,00;-80,00"))
        #expect(zeilen.contains(
            "Forderungen gegen die Kommunen;05554004;Stadt Ahaus;0,00;100,00;0,00;100,00"))
        #expect(zeilen.contains("Ungeklärt;;;0,00;0,00;20,00;-20,00"))
        #expect(zeilen.last == "Summe;;;0,00;220,00;220,00;0,00")
        #expect(november.salden.map(\.anfang) == oktober.salden.map(\.saldo).filter { $0 != .null })
        #expect(november.salden.allSatisfy { $0.soll == .null && $0.haben == .null })
    }

    @Test("Vorlegen und Schließen brauchen zwei Personen; Hinweise brauchen einen Vermerk")
    func zweiPersonen() async throws {
        let (welt, _) = try await welt()
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Buchungsmonat.vorlegen(Self.oktober, vermerk: "", in: $0) }
        }
        try await welt.kasse {
            try Buchungsmonat.vorlegen(Self.oktober, vermerk: "geprüft", in: $0)
        }
        let vorlage = try #require(try await welt.kasse {
            try Buchungsmonat.laden(Self.oktober, in: $0).vorlage
        })
        #expect(vorlage.hinweise.contains("Erstattung"))
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Buchungsmonat.schliessen(Self.oktober, vorlage: vorlage.id, in: $0)
            }
        }
        // Auch wer am Programm vorbei schreibt, schließt nicht allein.
        await #expect(throws: PostgresError.self) {
            try await welt.kasse { session in
                try session.execute("""
                    INSERT INTO monatsabschluss (monat, vorlage_id, von)
                    VALUES (\(Self.oktober), \(vorlage.id), \(vorlage.von))
                    """)
            }
        }
        try await welt.kasse(als: welt.zweiteBuchhaltung) {
            try Buchungsmonat.schliessen(Self.oktober, vorlage: vorlage.id, in: $0)
        }
        #expect(try await welt.befunde() == [])
        await #expect(throws: Hindernis.self) { try await schliessen(Self.oktober, welt) }
    }

    @Test("Was seit der Vorlage gebucht wurde, und eine neuere Vorlage, halten das Schließen auf")
    func veraltet() async throws {
        let (welt, auszug) = try await welt()
        try await welt.kasse { try Buchungsmonat.vorlegen(Self.oktober, vermerk: "1", in: $0) }
        let alte = try #require(try await welt.kasse {
            try Buchungsmonat.laden(Self.oktober, in: $0).vorlage
        })
        var spaeter = Testauszug(nummer: 2, tag: ErstattungTests.zahltag, anfang: auszug.schluss)
        spaeter.gutschrift("noch eine", 5)
        try await welt.einlesen(spaeter)
        func schliesst(_ vorlage: Buchungsmonat.Vorlage.ID) async throws {
            try await welt.kasse(als: welt.freigabe) {
                try Buchungsmonat.schliessen(Self.oktober, vorlage: vorlage, in: $0)
            }
        }
        await #expect(throws: Hindernis.self) { try await schliesst(alte.id) }
        try await welt.kasse { try Buchungsmonat.vorlegen(Self.oktober, vermerk: "2", in: $0) }
        await #expect(throws: Hindernis.self) { try await schliesst(alte.id) }
        let neue = try #require(try await welt.kasse {
            try Buchungsmonat.laden(Self.oktober, in: $0).vorlage
        })
        try await schliesst(neue.id)
        #expect(try await welt.befunde() == [])
    }

    @Test("Kommt nach der Vorlage ein Hinweis dazu, wird noch einmal vorgelegt")
    func neuerHinweis() async throws {
        let (welt, auszug) = try await welt()
        try await welt.kasse { try Buchungsmonat.vorlegen(Self.oktober, vermerk: "1", in: $0) }
        let vorlage = try #require(try await welt.kasse {
            try Buchungsmonat.laden(Self.oktober, in: $0).vorlage
        })
        // Die Bank meldet einen anderen Saldo, ohne dass etwas gebucht wäre.
        let schief = Testauszug(nummer: 2, tag: ErstattungTests.zahltag,
                                anfang: auszug.schluss + 3)
        try await welt.einlesen(schief)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse(als: welt.freigabe) {
                try Buchungsmonat.schliessen(Self.oktober, vorlage: vorlage.id, in: $0)
            }
        }
    }

    @Test("Der laufende Monat schließt nicht, und kein Monat vor einem früheren")
    func reihenfolge() async throws {
        let (welt, _) = try await welt()
        let november = Self.oktober.naechster
        await #expect(throws: Hindernis.self) { try await schliessen(november, welt) }
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let erste = UUIDv7()
        try server.execute("""
            INSERT INTO kreis.monatsvorlage (id, monat, buchungen, soll_cent, liste, sha256, von)
            VALUES (\(erste), \(november), 0, 0, '', sha256(''), \(UUIDv7()))
            """)
        #expect(throws: PostgresError.self) {
            try server.execute("""
                INSERT INTO kreis.monatsabschluss (monat, vorlage_id, von)
                VALUES (\(november), \(erste), \(UUIDv7()))
                """)
        }
    }

    @Test("Ein geschlossener Monat nimmt keine Buchung an, auch nicht vom Eigner der Tabellen",
          arguments: ["kreis_kasse", "mandat_eigner", "superuser"])
    func verschlossen(wer: String) async throws {
        let (welt, _) = try await welt()
        let alte = try await welt.kasse {
            try $0.scalar("""
                SELECT id FROM buchung WHERE buchungstag = \(ErstattungTests.zahltag) LIMIT 1
                """, as: UUIDv7.self)
        }
        try await schliessen(Self.oktober, welt)
        let buchung = UUIDv7()
        let saetze: [SQL] = [
            """
            INSERT INTO kreis.buchung (id, buchungstag, text, stapel)
            VALUES (\(buchung), \(ErstattungTests.zahltag), 'zu spät', \(UUIDv7()))
            """,
            """
            INSERT INTO kreis.buchungszeile (id, buchung_id, konto, betrag_cent)
            VALUES (gen_random_uuid(), \(alte), 'bank', 1),
                   (gen_random_uuid(), \(alte), 'durchlaufend', -1)
            """,
            "UPDATE kreis.buchung SET buchungstag = buchungstag + 31",
            "DELETE FROM kreis.monatsabschluss",
            "TRUNCATE kreis.buchungszeile, kreis.erstattung_position",
        ]
        if wer == "kreis_kasse" {
            for satz in saetze {
                await #expect(throws: PostgresError.self) {
                    try await welt.kasse { _ = try $0.execute(satz) }
                }
            }
        } else {
            let server = try welt.verbund.superuser()
            defer { server.close() }
            if wer == "mandat_eigner" { try server.execute("SET ROLE mandat_eigner") }
            for satz in saetze {
                #expect(throws: PostgresError.self) { try server.execute(satz) }
            }
        }
        #expect(try await welt.befunde() == [])
    }

    @Test("Was die Bank zu einem geschlossenen Monat nachreicht, steht am ersten offenen Tag")
    func nachgereicht() async throws {
        let (welt, auszug) = try await welt()
        try await schliessen(Self.oktober, welt)
        var spaet = Testauszug(nummer: 2, tag: ErstattungTests.zahltag, anfang: auszug.schluss)
        spaet.rueckgabe("A-1", 100)
        spaet.gutschrift("rätselhaft", 7)
        try await welt.einlesen(spaet)
        let umsatz = try #require(try await welt.kasse {
            try Bankumsatz.ungeklaerte(in: $0).first { $0.betrag == 7 }
        })
        try await welt.kasse {
            try Bankumsatz.klaeren(umsatz.id, als: .durchlaufend, grund: "Irrläufer", in: $0)
        }
        let november = try await welt.kasse {
            try Saldenliste.laden(Self.oktober.naechster, in: $0).salden
        }
        #expect(november.first { $0.konto == .forderung }?.haben == 100)
        #expect(november.first { $0.konto == .durchlaufend }?.haben == 7)
        #expect(november.first { $0.konto == .bank }?.soll == 107)
        #expect(try await welt.befunde() == [])
    }

    @Test("Ist auch die Erstattung des ersten offenen Monats zu, steht es am Tag danach")
    func erstattungZu() async throws {
        let dezember = Kassenwelt.heute.plus(tage: 7), november = Self.oktober.naechster
        let welt = try await Kassenwelt.neu(am: dezember)
        var erster = Testauszug(tag: ErstattungTests.zahltag)
        erster.gutschrift("unleserlich", 20)
        try await welt.einlesen(erster)
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf(am: dezember)
        var zweiter = Testauszug(nummer: 2, tag: Kassenwelt.heute, anfang: erster.schluss)
        zweiter.sammler(lauf.msgId, lauf.summe)
        try await welt.einlesen(zweiter)
        // Die Bücher bis Oktober sind zu; eine Erstattung gibt es nur für November.
        try await schliessen(Self.oktober, welt)
        try await welt.abrechnungsstelle { try Erstattung.abschliessen(november, in: $0) }
        var spaet = Testauszug(nummer: 3, tag: ErstattungTests.zahltag, anfang: zweiter.schluss)
        spaet.rueckgabe("A-1", 100)
        try await welt.einlesen(spaet)
        let danach = try await welt.abrechnungsstelle {
            try Erstattung.vorschau(november.naechster, in: $0).map(\.ruecklauf)
        }
        #expect(danach == [-100])
        #expect(try await welt.saldo(.forderung, welt.ahaus) == .null)
    }

    @Test("Wer die Bücher an den Wächtern vorbei ändert, den findet die Prüfung")
    func pruefung() async throws {
        let (welt, _) = try await welt()
        try await schliessen(Self.oktober, welt)
        #expect(try await welt.befunde() == [])
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            UPDATE kreis.buchungszeile SET betrag_cent = betrag_cent * 2
             WHERE buchung_id IN (SELECT buchung_id FROM kreis.buchungszeile
                                   WHERE konto = 'ungeklaert')
            """)
        let befunde = try await welt.befunde()
        #expect(befunde.contains(
            "Die Bücher Oktober 2026 ergeben andere Salden als beim Schließen."))
    }
}
