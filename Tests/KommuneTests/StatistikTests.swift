import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Gesetzliche Statistik in der Kommune (§ 12 AsylbLG, B-1.2.7)")
struct StatistikTests {
    private func familie(_ s: Statistikwelt) async throws -> Fall.ID {
        try await s.haushalt([
            Statistikwelt.mitglied("Yusuf", .haushaltsvorstand, .grundleistung),
            Statistikwelt.mitglied("Amina", .partner, .analogleistung, staat: "475",
                                   geschlecht: .weiblich),
            Statistikwelt.mitglied("Nadim", .sonstigeErwachsene, .keine),
        ])
    }

    @Test("Regelleistungen: wer am Stichtag berechtigt und bewilligt ist, mit jedem Merkmal")
    func regelleistungen() async throws {
        let s = try await Statistikwelt.neu()
        _ = try await familie(s)
        _ = try await s.welt.fall()  // nichts bewilligt
        let lauf = try await s.eroeffnen("regelleistungen")
        try await s.arbeite()
        let saetze = try await s.saetze(lauf)
        #expect(saetze.count == 2)
        let yusuf = try #require(saetze.first { $0["geschlecht"] == "maennlich" })
        let amina = try #require(saetze.first { $0["geschlecht"] == "weiblich" })
        #expect(yusuf["haushaltsnummer"] == amina["haushaltsnummer"])
        #expect(yusuf["staatsangehoerigkeit"] == "423")
        #expect(yusuf["aufenthaltsrechtlicher_status"] == "aufenthaltsgestattung")
        #expect(yusuf["wohngemeinde"] == "05554004")
        #expect(yusuf["art_der_unterbringung"] == "dezentral")
        #expect(yusuf["beginn_der_leistungsgewaehrung"] == "2026-11")
        #expect(yusuf["form_der_grundleistung_am_ende"] == "geldleistung")
        #expect(yusuf["form_paragraph_2_im_jahr"] == "")
        #expect(yusuf["typ_des_leistungsempfaengers"] == "2")
        #expect(amina["form_paragraph_2_am_ende"] == "geldleistung")
        #expect(amina["regelbedarfsstufe"] == "2")
        #expect(amina["typ_des_leistungsempfaengers"] == "")
        #expect(yusuf["eingesetztes_einkommen_cent"] == "0")
        #expect(yusuf["beteiligung_am_erwerbsleben"] == "nicht_erwerbstaetig")
    }

    @Test("Ausgaben: jede Zahlung teilt sich auf § 2 und § 3 wie ihre Berechnung, auf den Cent")
    func ausgaben() async throws {
        let s = try await Statistikwelt.neu()
        let fall = try await familie(s)
        try await s.welt.zahle(fall)
        for zahlung in try await s.welt.zahlungen(fall) { try await s.welt.zahltAus(zahlung.id) }
        let lauf = try await s.eroeffnen("ausgaben_einnahmen")
        try await s.arbeite()
        let satz = try #require(try await s.saetze(lauf).first)
        func cent(_ name: String) throws -> Int64 { try #require(Int64(satz[name] ?? "")) }
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET search_path = \(identifier: s.welt.ahaus.schema)")
        let gezahlt: Int64 = try server.scalar("""
            SELECT sum(betrag_cent)::bigint FROM zahlung WHERE gezahlt_am IS NOT NULL
            """)
        let analog: Int64 = try server.scalar("""
            SELECT (sum((p->>'leistung')::numeric) * 100)::bigint
              FROM anspruch a JOIN berechnung b ON b.id = a.berechnung_id
             CROSS JOIN jsonb_array_elements(b.ergebnis->'personen') p
             WHERE a.ersetzt_am IS NULL AND p->>'grundlage' = 'analogleistung'
            """)
        #expect(try cent("hlu_paragraph_2_ausserhalb_cent") == analog)
        #expect(try cent("hlu_paragraph_2_ausserhalb_cent")
                + cent("grundleistung_geld_ausserhalb_cent")
                + cent("grundleistung_sachleistung_ausserhalb_cent") == gezahlt)
        #expect(try cent("hlu_paragraph_2_in_einrichtungen_cent") == 0)
        #expect(try cent("grundleistung_geld_ausserhalb_cent") > 0)
    }

    @Test("Ein früherer Kenntnisstand zählt, wie man es damals wusste")
    func kenntnisstand() async throws {
        let s = try await Statistikwelt.neu()
        _ = try await familie(s)
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        // Amina wurde erst im Februar 2027 als Berechtigte bekannt, alles andere 2026.
        let schema = s.welt.ahaus.schema
        for tabelle in ["person_angabe", "mitglied", "berechtigung", "aufenthalt", "unterkunft",
                        "anspruch"] {
            try server.execute("""
                UPDATE \(identifier: schema).\(identifier: tabelle) SET erfasst_am = '2026-12-01'
                """)
        }
        try server.execute("""
            UPDATE \(identifier: schema).berechtigung SET erfasst_am = '2027-02-01'
             WHERE grundlage = 'analogleistung'
            """)
        let damals = try await s.eroeffnen(
            "regelleistungen", kenntnis: Monat(2027, 1).letzterTag)
        try await s.arbeite()
        #expect(try await s.saetze(damals).count == 1)
        let monat = try await s.eroeffnen(
            "fluechtlingsaufnahme", beginn: Monat(2026, 12).ersterTag,
            ende: Statistikwelt.jahr.ende)
        try await s.arbeite()
        #expect(try await s.saetze(monat).count == 2)
    }

    @Test("Ein Fehler hindert den Abschluss, bis der Fall berichtigt und neu gerechnet ist")
    func fehler() async throws {
        let s = try await Statistikwelt.neu()
        let fall = try await s.haushalt([
            Statistikwelt.mitglied("Yusuf", .haushaltsvorstand, .grundleistung),
        ])
        let lauf = try await s.eroeffnen(
            "azr_meldung", beginn: Monat(2026, 11).ersterTag, ende: Monat(2026, 11).letzterTag)
        try await s.arbeite()
        let befunde = try await s.welt.tue(s.welt.frau) {
            try Statistikbefund.seite(1, je: 10, zu: lauf, in: $0).befunde
        }
        #expect(befunde.map(\.regel) == ["AZ-01"])
        #expect(befunde.first?.fall?.id == fall)
        await #expect(throws: Hindernis.self) {
            try await s.welt.tue(s.welt.frau) { try Statistikstand.abschliessen(lauf, in: $0) }
        }
        try await s.welt.tue(s.welt.frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            guard let person = akte.mitglieder.first,
                  var angabe = person.angabe(am: session.heute) else { return }
            angabe.azrNummer = "123456789012"
            try Fall.aendern(fall, fassung: akte.fall.fassung,
                             .angabe(person.id, angabe, ab: Monat(2026, 11).ersterTag),
                             in: session)
            try Statistikstand.neuRechnen(lauf, in: session)
        }
        try await s.arbeite()
        try await s.welt.tue(s.welt.frau) { try Statistikstand.abschliessen(lauf, in: $0) }
        await #expect(throws: Hindernis.self) {
            try await s.welt.tue(s.welt.frau) { try Statistikstand.freigeben(lauf, in: $0) }
        }
        try await s.welt.tue(s.leitung) { try Statistikstand.freigeben(lauf, in: $0) }
        try await s.arbeite()
        // AZR-Nummern nennen Personen: Der Kreis bekommt nur Zahl und Prüfsumme.
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("SELECT count(*) FROM kreis.statistik_satz", as: Int.self) == 0)
        #expect(try server.scalar("""
            SELECT saetze FROM kreis.statistik_abgabe WHERE ags = '05554004'
            """, as: Int.self) == 1)
    }

    @Test("Nur Freigegebenes geht über die Theke; danach ist es fest")
    func abgabe() async throws {
        let s = try await Statistikwelt.neu()
        _ = try await familie(s)
        let lauf = try await s.eroeffnen("regelleistungen")
        try await s.arbeite()
        let server = try s.welt.verbund.superuser()
        defer { server.close() }
        #expect(try server.scalar("SELECT count(*) FROM kreis.statistik_satz", as: Int.self) == 0)
        try await s.abgeben(lauf)
        #expect(try server.scalar("SELECT count(*) FROM kreis.statistik_satz", as: Int.self) == 2)
        for sql in ["UPDATE kreis.statistik_satz SET werte = '{}'",
                    "DELETE FROM kreis.statistik_satz",
                    "UPDATE kreis.statistik_abgabe SET saetze = 9 WHERE ags = '05554004'",
                    "UPDATE \(s.welt.ahaus.schema).statistik_stand SET sha256 = sha256('x')",
                    "DELETE FROM \(s.welt.ahaus.schema).statistik_kennnummer"] {
            #expect(throws: PostgresError.self) { try server.execute("\(unescaped: sql)") }
        }
    }

    @Test("Was kein Merkmal ist, nimmt die Theke nicht an")
    func theke() async throws {
        let s = try await Statistikwelt.neu()
        _ = try await familie(s)
        let lauf = try await s.eroeffnen("regelleistungen")
        try await s.arbeite()
        for zeile in ["Rahmani;Yusuf", String(repeating: ";", count: 22),
                      "x" + String(repeating: ";", count: 21)] {
            await #expect(throws: PostgresError.self) {
                try await s.welt.tue(s.welt.frau) { session in
                    try session.execute("""
                        SELECT kreis.statistik_saetze_annehmen(
                            \(lauf), ARRAY['123456789012'], \([zeile]))
                        """)
                }
            }
        }
    }

    @Test("Stimmt der Katalog mit dem Programm überein? Jede Erhebung rechnet sich, auch leer")
    func alle() async throws {
        let s = try await Statistikwelt.neu()
        _ = try await familie(s)
        for (erhebung, beginn) in [
            ("besondere_leistungen", Statistikwelt.jahr.beginn),
            ("ausgaben_einnahmen", Statistikwelt.jahr.beginn),
            ("bildung_und_teilhabe", Monat(2026, 10).ersterTag),
        ] {
            let lauf = try await s.eroeffnen(erhebung, beginn: beginn)
            try await s.arbeite()
            let saetze = try await s.saetze(lauf)
            #expect(saetze.count == (erhebung == "ausgaben_einnahmen" ? 1 : 0), "\(erhebung)")
        }
    }

    @Test("Eine Regel: wenn und dann, mit Bezug auf Stichtag und andere Merkmale")
    func regeln() {
        let merkmale = [
            Erhebungsmerkmal(platz: 1, name: "geburt", bezeichnung: "Geburt", typ: .monat),
            Erhebungsmerkmal(platz: 2, name: "beginn", bezeichnung: "Beginn", typ: .monat),
            Erhebungsmerkmal(platz: 3, name: "cent", bezeichnung: "Betrag", typ: .cent),
        ]
        func pruefe(_ wenn: Statistikregel.Bedingung?, _ dann: Statistikregel.Bedingung,
                    _ werte: [String]) -> Int {
            Plausibilitaet(
                merkmale: merkmale,
                regeln: [Statistikregel("XX-01", .fehler, wenn: wenn, dann: dann, satz: "",
                                        abhilfe: "")],
                beginn: Monat(2026, 1).ersterTag, ende: Monat(2026, 12).letzterTag)
                .befunde(werte).count
        }
        #expect(pruefe(nil, .init("geburt", .hoechstens, "@stichtag"), ["2027-01", "", "1"]) == 1)
        #expect(pruefe(nil, .init("geburt", .hoechstens, "@stichtag"), ["2026-12", "", "1"]) == 0)
        #expect(pruefe(nil, .init("beginn", .mindestens, "@geburt"),
                       ["2020-02", "2020-01", ""]) == 1)
        #expect(pruefe(.init("cent", .mindestens, "10"), .init("beginn", .gefuellt),
                       ["", "", "9"]) == 0)
        #expect(pruefe(.init("cent", .mindestens, "10"), .init("beginn", .gefuellt),
                       ["", "", "10"]) == 1)
        #expect(pruefe(nil, .init("geburt", .hoechstens, "@stichtag-15"), ["2011-12", "", ""]) == 0)
        #expect(pruefe(nil, .init("geburt", .hoechstens, "@stichtag-15"), ["2012-01", "", ""]) == 1)
        #expect(pruefe(nil, .init("cent", .gefuellt), ["Mai", "", "1"]) == 1, "kein Monat")
    }
}
