import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Umbuchung: Geld bleibt in der Kommune, der Kreis legt nichts aus")
struct UmbuchungTests {
    /// Zwei Umbuchungen, eine für Ahaus und eine für Borken, und eine Überweisung daneben; die
    /// Liste liegt bei der Buchhaltung.
    private struct Szene {
        let welt: Kassenwelt
        let lauf: Zahllauf
        let ahaus: Zahlungsauftrag.ID
        let borken: Zahlungsauftrag.ID
    }

    private func szene() async throws -> Szene {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-0", 300)
        let ids = [try await welt.auftrag("A-1", Geld(cent: 18_050), zahlweg: .umbuchung),
                   try await welt.auftrag("B-1", 90, mandant: welt.borken, zahlweg: .umbuchung)]
        let lauf = try await welt.erstellterLauf(.umbuchung)
        try await welt.freigeben(lauf)
        try await welt.kasse { try Zahllauf.anKasseGeben(lauf.id, in: $0) }
        return Szene(welt: welt, lauf: lauf, ahaus: ids[0], borken: ids[1])
    }

    @Test("Die Liste ist ein eigener Lauf mit Kassenzeichen, Anzahl und Summe, ohne Bank")
    func liste() async throws {
        let szene = try await szene(), welt = szene.welt
        let datei = try await welt.kasse { try Zahllauf.dateiAnsehen(szene.lauf.id, in: $0) }
        let zeilen = String(decoding: datei.bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(zeilen[0]
            == "\u{FEFF}Umbuchungsliste;\(szene.lauf.msgId);Anzahl;2;Summe;270,50")
        #expect(zeilen[3]
            == "1;A-1;Stadt Ahaus;4711.0815;180,50;Leistung November 2026")
        #expect(datei.name.hasSuffix(".csv"))
        let eilig = try await welt.kasse { try Kassentag.eilige(in: $0).map(\.zahlweg) }
        #expect(eilig.isEmpty)
    }

    @Test("Bestätigt: gezahlt, im Hauptbuch je Kommune ausgeglichen, in keiner Erstattung (B-5.3)")
    func gebucht() async throws {
        let szene = try await szene(), welt = szene.welt
        for _ in 1...2 { try await welt.kasse { try Umbuchung.buchen(szene.lauf.id, in: $0) } }
        #expect(try await welt.zustand(szene.ahaus) == .gezahlt)
        #expect(try await welt.rueckmeldungen(szene.ahaus).zustaende.last == "gezahlt")
        #expect(try await welt.kasse { try Zahllauf.laden(szene.lauf.id, in: $0).zustand }
            == .gebucht)
        let monat = Kassenwelt.heute.monat
        let salden = try await welt.kasse { try Hauptbuch.saldenliste(monat, in: $0) }
        #expect(salden.map(\.konto) == [.umbuchung, .umbuchung])
        #expect(salden.map(\.soll) == [Geld(cent: 18_050), 90])
        #expect(salden.allSatisfy { $0.saldo == .null })
        #expect(try await welt.abrechnungsstelle { try Erstattung.vorschau(monat, in: $0) }.isEmpty)
        #expect(try await welt.befunde() == [])
        // Die Finanzsoftware erfährt das Kassenzeichen.
        let spur = try await welt.kasse { session in
            try Zahlungsspur.laden(szene.ahaus, in: session).bewegungen(in: session)
        }
        #expect(spur.map(\.betrag) == [Geld(cent: 18_050)])
    }

    @Test("Passt das Kassenzeichen nicht, liest die Kommune warum; die übrigen werden gebucht")
    func zurueck() async throws {
        let szene = try await szene(), welt = szene.welt
        try await welt.kasse {
            try Umbuchung.zurueckgeben(szene.ahaus, grund: "Bescheid ist aufgehoben", in: $0)
        }
        let antwort = try await welt.rueckmeldungen(szene.ahaus)
        #expect(antwort.zustaende.last == "bank_abgelehnt")
        #expect(Rueckgabegrund(code: antwort.grund).satz
            == "Die Kreiskasse konnte nicht umbuchen. „Bescheid ist aufgehoben“")
        await #expect(throws: Hindernis.self) {
            try await welt.kasse {
                try Umbuchung.zurueckgeben(szene.ahaus, grund: "Noch einmal", in: $0)
            }
        }
        try await welt.kasse { try Umbuchung.buchen(szene.lauf.id, in: $0) }
        #expect(try await welt.zustand(szene.ahaus) == .bankAbgelehnt)
        #expect(try await welt.zustand(szene.borken) == .gezahlt)
        #expect(try await welt.saldo(.umbuchung) == 0)
        #expect(try await welt.befunde() == [])
    }

    @Test("Ohne Liste, ohne Freigabe oder aus einem fremden Lauf bucht niemand um")
    func ohneListe() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100, zahlweg: .umbuchung)
        let lauf = try await welt.erstellterLauf(.umbuchung)
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Umbuchung.buchen(lauf.id, in: $0) }
        }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Zahllauf.anKasseGeben(lauf.id, in: $0) }
        }
    }

    @Test("Fünfzig bestätigen zugleich: gebucht wird einmal")
    func zugleich() async throws {
        let szene = try await szene(), welt = szene.welt
        try await withThrowingTaskGroup(of: Void.self) { gruppe in
            for _ in 1...50 {
                gruppe.addTask {
                    try await welt.kasse { try Umbuchung.buchen(szene.lauf.id, in: $0) }
                }
            }
            try await gruppe.waitForAll()
        }
        let zeilen = try await welt.kasse {
            try $0.scalar("SELECT count(*) FROM buchungszeile WHERE konto = 'umbuchung'",
                          as: Int.self)
        }
        #expect(zeilen == 4)
    }

    @Test("Auch am Programm vorbei: nur ihr Konto, je Kommune ausgeglichen, nie aus der Bank")
    func invarianten() async throws {
        let szene = try await szene()
        let a = szene.ahaus.description, ahaus = szene.welt.ahaus.id.description,
            borken = szene.welt.borken.id.description, neu = UUIDv7().description
        func buchung(_ zeilen: String) -> String {
            """
            INSERT INTO buchung (id, buchungstag, text, stapel)
            VALUES ('\(neu)', '2026-11-24', 'X', '\(neu)');
            INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, auftrag_id,
                                       kassenzeichen, betrag_cent)
            SELECT gen_random_uuid(), '\(neu)', x.konto, x.kommune::uuid, x.auftrag::uuid,
                   x.zeichen, x.cent
              FROM (VALUES \(zeilen)) AS x (konto, kommune, auftrag, zeichen, cent)
            """
        }
        let soll = "('umbuchung', '\(ahaus)', '\(a)', NULL, 18050)"
        let versuche = [
            // Als Vorschuss des Kreises stünde sie in der Erstattung.
            (buchung("('forderung', '\(ahaus)', '\(a)', NULL, 18050), "
                     + "('bank', NULL, NULL, NULL, -18050)"), "buchungszeile_umbuchung"),
            (buchung(soll + ", ('bank', NULL, NULL, NULL, -18050)"), "buchungszeile_umbuchung"),
            (buchung(soll + ", ('umbuchung', '\(borken)', NULL, 'K-1', -18050)"),
             "buchungszeile_umbuchung"),
            (buchung("('umbuchung', '\(ahaus)', '\(a)', NULL, 1), "
                     + "('umbuchung', '\(ahaus)', NULL, 'K-1', -1)"), "buchungszeile_umbuchung"),
            (buchung("('umbuchung', '\(ahaus)', NULL, NULL, 5), "
                     + "('umbuchung', '\(ahaus)', NULL, 'K-1', -5)"), "buchungszeile_umbuchung"),
            ("UPDATE zahlungsauftrag SET zustand = 'gezahlt' WHERE id = '\(a)'",
             "zahlungsauftrag_nur_aus_umsatz"),
            ("""
             INSERT INTO umbuchung (auftrag_id, gebucht, tag, von)
             SELECT id, true, '2026-11-24', '\(neu)' FROM zahlungsauftrag WHERE endtoend = 'A-0'
             """, "umbuchung_liste"),
            ("UPDATE zahlungsauftrag SET kassenzeichen = 'K-2' WHERE id = '\(a)'",
             "zahlungsauftrag_inhalt_bleibt"),
            ("DELETE FROM umbuchung", "nur_anfuegen"),
        ]
        let server = try szene.welt.verbund.superuser()
        defer { server.close() }
        for (satz, schranke) in versuche {
            #expect {
                defer { try? server.runScript("ROLLBACK") }
                try server.runScript("BEGIN; SET LOCAL search_path = kreis, platform; \(satz)")
            } throws: { ($0 as? PostgresError)?.constraint == schranke }
        }
    }
}
