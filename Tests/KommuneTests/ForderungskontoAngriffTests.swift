import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Das Konto einer Rückforderung hält auch gegen die eigene Anmeldung der Kommune")
struct ForderungskontoAngriffTests {
    /// Was der Angreifer am Konto versucht, und woran er scheitert. `{r}` ist die Forderung über
    /// 300 €, `{b}` wer
    /// einen Erlass vorgeschlagen hat, `{v}` der Vorschlag über 100 €.
    @Test("Am Programm vorbei gebucht wird nichts Falsches", arguments: [
        ("unter null", buchung(art: "zahlung", cent: -30_001, stand: -1),
         "rueckforderung_buchung_nie_unter_null"),
        ("falsch gerechnet", buchung(art: "zahlung", cent: -100, stand: 29_800),
         "rueckforderung_buchung_rechnung"),
        ("falscher Stand davor", buchung(art: "zahlung", cent: -100, vorher: 40_000, stand: 39_900),
         "rueckforderung_buchung_folgt"),
        ("Lücke in der Folge", buchung(lfd: 3, vorige: 2, art: "zahlung", cent: -100,
                                       stand: 29_900),
         "rueckforderung_buchung_folgt"),
        ("an der Kette vorbei", buchung(lfd: 3, vorige: nil, art: "zahlung", cent: -100,
                                        stand: 29_900),
         "rueckforderung_buchung_kette"),
        ("zweimal dieselbe Nummer", buchung(lfd: 1, vorige: nil, art: "forderung", cent: 1,
                                            vorher: 0, stand: 1, fest: "1"),
         "rueckforderung_buchung_wie_festgesetzt|_pkey|_festgesetzt"),
        ("Zahlung erhöht", buchung(art: "zahlung", cent: 100, stand: 30_100),
         "rueckforderung_buchung_vorzeichen"),
        ("null Euro", buchung(art: "zahlung", cent: 0, stand: 30_000),
         "rueckforderung_buchung_vorzeichen"),
        ("zweite Festsetzung", buchung(art: "forderung", cent: 30_000, stand: 60_000,
                                       fest: "30000"),
         "rueckforderung_buchung_erste"),
        ("Erlass ohne Vorschlag", buchung(art: "erlass", cent: -100, stand: 29_900, grund: "x"),
         "rueckforderung_buchung_vier_augen"),
        ("Erlass des eigenen Vorschlags",
         buchung(art: "erlass", cent: -10_000, stand: 20_000, grund: "x", verzicht: "'{v}'",
                 von: "'{b}'"),
         "rueckforderung_buchung_vier_augen"),
        ("mehr Erlass als vorgeschlagen",
         buchung(art: "erlass", cent: -20_000, stand: 10_000, grund: "x", wer: "gen_random_uuid()",
                 verzicht: "'{v}'", von: "'{b}'"), "rueckforderung_buchung_verzicht"),
        ("anderer Vorschlagender",
         buchung(art: "erlass", cent: -10_000, stand: 20_000, grund: "x", verzicht: "'{v}'",
                 von: "gen_random_uuid()"), "rueckforderung_buchung_verzicht"),
        ("Minderung ohne Grund", buchung(art: "minderung", cent: -100, stand: 29_900),
         "rueckforderung_buchung_begruendet"),
        ("Storno von nichts", buchung(art: "storno", cent: -100, stand: 29_900, grund: "x"),
         "rueckforderung_buchung_storno"),
        ("Storno der Festsetzung",
         buchung(art: "storno", cent: -30_000, stand: 0, grund: "x",
                 storno: "1, 'forderung', 30000"),
         "rueckforderung_buchung_storno"),
        ("Aufrechnung ohne Zahlung", buchung(art: "aufrechnung", cent: -100, stand: 29_900),
         "rueckforderung_buchung_aufrechnung"),
        ("niemand", buchung(art: "zahlung", cent: -100, stand: 29_900, wer: "NULL"),
         "rueckforderung_buchung_person"),
        ("fremde Forderung", buchung(r: "gen_random_uuid()", lfd: 1, vorige: nil, art: "forderung",
                                     cent: 5,
                                     vorher: 0, stand: 5, fest: "5"),
                                     "rueckforderung_buchung_festgesetzt"),
    ])
    func angriff(was: String, sql: String, bedingung: String) async throws {
        let ziel = try await Ziel.gemeinsam.werte()
        let verbindung = try ziel.verbund.verbindung(login: ziel.login)
        defer { verbindung.close() }
        let satz = sql.replacing("{r}", with: ziel.forderung).replacing("{b}",
            with: ziel.vorschlagender)
            .replacing("{v}", with: ziel.verzicht)
        let fehler = #expect(throws: PostgresError.self, "\(was)") {
            try verbindung.execute("SET search_path = \(identifier: ziel.login)")
            try verbindung.execute("\(unescaped: satz)")
        }
        #expect(
            bedingung.split(separator: "|").contains { fehler?.constraint?.hasSuffix($0) == true },
            "\(was): \(fehler?.constraint ?? "kein Name")")
    }

    @Test("Nichts wird geändert, gelöscht oder geleert", arguments: [
        "UPDATE rueckforderung_buchung SET betrag_cent = -1", "DELETE FROM rueckforderung_buchung",
        "TRUNCATE rueckforderung_buchung", "UPDATE rueckforderung_entscheidung SET betrag_cent = 1",
        "DELETE FROM rueckforderung", "UPDATE widerspruch SET frist = frist + 30",
        "UPDATE anhoerung SET verzicht = NULL", "UPDATE mahnung SET stufe = 1",
        "DELETE FROM rueckforderung_verzicht", "DELETE FROM einbehalt",
        "UPDATE einbehalt SET betrag_cent = 1",
        "ALTER TABLE rueckforderung_buchung DROP CONSTRAINT rueckforderung_buchung_nie_unter_null",
    ])
    func geschichte(sql: String) async throws {
        let ziel = try await Ziel.gemeinsam.werte()
        let verbindung = try ziel.verbund.verbindung(login: ziel.login)
        defer { verbindung.close() }
        let fehler = #expect(throws: PostgresError.self, "\(sql)") {
            try verbindung.execute("SET search_path = \(identifier: ziel.login)")
            try verbindung.execute("\(unescaped: sql)")
        }
        #expect(fehler.map { "\($0.sqlState)" } == "42501", "\(sql)")
    }

    @Test("Vereinbarungen werden ersetzt, nicht geändert")
    func ersetzt() async throws {
        let forderung = try await Forderungswelt.festgesetzt(), heute = Kommunenwelt.heute
        try await forderung.tue {
            try Rueckforderung.ratenVereinbaren(forderung.id, rate: 50, erste: heute,
                                                unterzeichner: Kommunenwelt.unterzeichner, in: $0)
        }
        let fehler = await #expect(throws: PostgresError.self) {
            try await forderung.tue { try $0.execute("UPDATE ratenplan SET rate_cent = 1") }
        }
        #expect(fehler?.constraint == "nur_ersetzen")
        try await forderung.welt.verbund.abbauen()
    }

    @Test("Zwei zahlen zugleich: Eine von beiden Buchungen wartet und rechnet richtig weiter")
    func zugleich() async throws {
        let forderung = try await Forderungswelt.festgesetzt()
        try await withThrowingTaskGroup(of: Void.self) { gruppe in
            for _ in 1...4 { gruppe.addTask { try await forderung.zahlt(75) } }
            try await gruppe.waitForAll()
        }
        #expect(try await forderung.konto().buchungen.map(\.stand) == [300, 225, 150, 75, 0])
        try await forderung.welt.verbund.abbauen()
    }

    private static func buchung(
        r: String = "'{r}'", lfd: Int = 2, vorige: Int? = 1, art: String, cent: Int,
        vorher: Int = 30_000,
        stand: Int, grund: String = "", wer: String = "'{b}'", storno: String = "NULL, NULL, NULL",
        verzicht: String = "NULL", von: String = "NULL", fest: String = "NULL"
    ) -> String {
        """
        INSERT INTO rueckforderung_buchung (
            rueckforderung_id, lfd, art, betrag_cent, tag, grund, benutzer_id, vorige_lfd,
            vorher_cent, stand_cent,
            storniert_lfd, storniert_art, storniert_cent, verzicht_id, vorgeschlagen_von,
            festgesetzt_cent)
        VALUES (\(r), \(lfd), '\(art)', \(cent), '2026-11-24', '\(grund)', \(wer),
        \(vorige.map(String.init) ?? "NULL"),
                \(vorher), \(stand), \(storno), \(verzicht), \(von), \(fest))
        """
    }
}

/// Eine festgesetzte Forderung mit einem offenen Vorschlag, einmal für alle Angriffe: Keiner ändert
/// etwas.
private actor Ziel {
    static let gemeinsam = Ziel()

    struct Werte: Sendable {
        let verbund: TestVerbund
        let login: String
        let forderung: String
        let vorschlagender: String
        let verzicht: String
    }

    private var aufbau: Task<Werte, any Error>?

    func werte() async throws -> Werte {
        if let aufbau { return try await aufbau.value }
        let neu = Task { () async throws -> Werte in
            let forderung = try await Forderungswelt.festgesetzt(), id = forderung.id
            try await forderung.tue { try Rueckforderung.verzichtVorschlagen(id, .erlass, 100,
                grund: "arm", in: $0) }
            let verzicht = try await forderung.tue {
                try #require(try Verzicht.offene(in: $0).first)
            }
            return Werte(verbund: forderung.welt.verbund, login: forderung.welt.ahaus.loginRole,
                         forderung: id.description, vorschlagender: verzicht.von.description,
                         verzicht: verzicht.id.description)
        }
        aufbau = neu
        return try await neu.value
    }
}
