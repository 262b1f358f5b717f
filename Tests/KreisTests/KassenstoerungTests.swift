import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Was im Betrieb schiefgeht oder zur Unzeit kommt: Nichts zählt doppelt, nichts geht verloren, und
/// was fehlt, ist zu sehen.
@Suite("Störungen in der Kreiskasse")
struct KassenstoerungTests {
    private static let oktober = Monat(2026, 10)
    private static let dezember = Monat(2026, 12)

    /// An einem anderen Tag.
    private func am<R: Sendable>(
        _ tag: Kalendertag, _ welt: Kassenwelt, _ login: KreisOffice = .abrechnung,
        _ recht: Permission = .erstattungAbschliessen, als wer: Akteur? = nil,
        _ tun: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        let web = try welt.verbund.web(am: tag)
        do {
            let ergebnis = try await web.write(login, recht, als: wer ?? welt.abrechnung, tun)
            await web.shutdown()
            return ergebnis
        } catch {
            await web.shutdown()
            throw error
        }
    }

    private func einlesen(
        _ bytes: [UInt8], am tag: Kalendertag, _ welt: Kassenwelt
    ) async throws {
        _ = try await am(tag, welt, .kasse, .bankEinlesen, als: welt.buchhaltung) {
            try Bankdatei.einlesen(name: "auszug.xml", bytes: bytes, in: $0)
        }
    }

    @Test("Ordnet eine Kommune an, während der Lauf entsteht, ist jeder Auftrag darin oder offen")
    func anordnungImLauf() async throws {
        let welt = try await Kassenwelt.neu()
        for lfd in 1...5 { try await welt.auftrag("A-\(lfd)", 10) }
        let id = try await welt.kasse {
            try Zahllauf.anlegen(.ueberweisung, ausfuehrung: Kassenwelt.heute, in: $0)
        }
        async let erstellt: Void = welt.arbeiten()
        let spaete = try await withThrowingTaskGroup(of: Zahlungsauftrag.ID.self) { gruppe in
            for lfd in 6...25 { gruppe.addTask { try await welt.auftrag("A-\(lfd)", 10) } }
            return try await gruppe.reduce(into: []) { $0.append($1) }
        }
        try await erstellt
        let lauf = try await welt.kasse { try Zahllauf.laden(id, in: $0) }
        var darin = 5
        for auftrag in spaete {
            switch try await welt.zustand(auftrag) {
            case .imLauf: darin += 1
            case .offen: break
            case let anderer: Issue.record("\(anderer)")
            }
        }
        #expect(lauf.anzahl == darin && lauf.summe == Geld(cent: Int64(darin) * 1_000))
        #expect(try await welt.befunde() == [])
    }

    @Test("Stirbt die Verbindung mitten im Abschluss des Monats, ist nichts geschehen")
    func abschlussAbgebrochen() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: Self.oktober.letzterTag.plus(tage: -1))
        auszug.sammler(lauf.msgId, 100)
        try await welt.einlesen(auszug)
        let server = try welt.verbund.superuser(), zweite = try welt.verbund.superuser()
        defer { server.close(); zweite.close() }
        // Der Abschluss wartet auf die Tabelle seiner Positionen, und da stirbt er.
        try server.runScript("BEGIN; LOCK TABLE kreis.erstattung_position IN EXCLUSIVE MODE")
        let abschluss = Task {
            _ = try await welt.abrechnungsstelle {
                try Erstattung.abschliessen(KassenstoerungTests.oktober, in: $0)
            }
        }
        let getoetet: SQL = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND usename = 'kreis_abrechnung'
               AND datname = current_database()
            """
        var tote = 0
        for _ in 0..<200 where tote == 0 {
            tote = try zweite.scalar(getoetet, as: Int.self)
            if tote == 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(tote == 1)
        await #expect(throws: (any Error).self) { try await abschluss.value }
        try server.runScript("ROLLBACK")
        let vorher = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        #expect(vorher.isEmpty)
        try await welt.abrechnungsstelle { try Erstattung.abschliessen(Self.oktober, in: $0) }
        let alle = try await welt.abrechnungsstelle { try Erstattung.alle(jahr: 2026, in: $0) }
        #expect(alle.map(\.summe) == [100] && alle.map(\.nummer) == ["EA-2026-0001"])
        #expect(try await welt.befunde() == [])
    }

    @Test("Eine Zahlung des Vorjahrs, die im Januar zurückkommt, mindert den Januar")
    func vorjahr() async throws {
        let welt = try await Kassenwelt.neu()
        let id = try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var alt = Testauszug(tag: Self.dezember.letzterTag)
        alt.sammler(lauf.msgId, 100)
        let januar = Self.dezember.naechster, heute = januar.ersterTag.plus(tage: 19)
        try await einlesen(alt.bytes, am: heute, welt)
        try await am(heute, welt) {
            _ = try Erstattung.abschliessen(KassenstoerungTests.dezember, in: $0)
        }
        var neu = Testauszug(nummer: 1, tag: januar.ersterTag.plus(tage: 18), anfang: alt.schluss)
        neu.rueckgabe("A-1", 100)
        let bytes = String(decoding: neu.bytes, as: UTF8.self)
            .replacingOccurrences(of: "<Id>S1</Id>", with: "<Id>S1-2027</Id>")
            .replacingOccurrences(of: "<AcctSvcrRef>R1-", with: "<AcctSvcrRef>R1-2027-")
        try await einlesen(Array(bytes.utf8), am: heute, welt)
        #expect(try await welt.zustand(id) == .rueckgelaufen)
        let summen = try await welt.abrechnungsstelle { session in
            try [KassenstoerungTests.dezember, januar].map { monat in
                try Erstattung.vorschau(monat, in: session).map(\.summe)
            }
        }
        #expect(summen == [[100], [-100]])
        #expect(try await welt.befunde() == [])
    }

    @Test("Nach dem Abschluss angeordnet, für einen alten Tag fällig: Es zählt der Tag der Bank")
    func nachAbschluss() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let erster = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: Self.oktober.letzterTag.plus(tage: -1))
        auszug.sammler(erster.msgId, 100)
        try await welt.einlesen(auszug)
        try await welt.abrechnungsstelle { try Erstattung.abschliessen(Self.oktober, in: $0) }
        try await welt.auftrag("A-2", 40, faellig: Self.oktober.ersterTag)
        let zweiter = try await welt.uebergebenerLauf()
        var spaeter = Testauszug(nummer: 2, anfang: auszug.schluss)
        spaeter.sammler(zweiter.msgId, 40)
        try await welt.einlesen(spaeter)
        let summen = try await welt.abrechnungsstelle { session in
            try [Self.oktober, Self.oktober.naechster].map { monat in
                try Erstattung.vorschau(monat, in: session).map(\.summe)
            }
        }
        #expect(summen == [[100], [40]])
        #expect(try await welt.befunde() == [])
    }

    @Test("Dieselbe Datei noch einmal angesehen sind dieselben Bytes, und jeder Blick ist vermerkt")
    func nochmalsAngesehen() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var dateien = Set<[UInt8]>()
        for _ in 1...3 {
            dateien.insert(try await welt.kasse {
                try Zahllauf.dateiAnsehen(lauf.id, in: $0).bytes
            })
        }
        #expect(dateien.count == 1)
        let vermerkt = try await welt.kasse {
            try $0.scalar("""
                SELECT count(*) FROM audit WHERE vorgang = 'zahllauf.datei_angesehen'
                   AND gegenstand = \(lauf.nummer)
                """, as: Int.self)
        }
        #expect(vermerkt == 3)
        #expect(try await welt.kasse { try Zahllauf.uebergaben(lauf.id, in: $0).count } == 1)
    }

    @Test("Sagt die Bank zu einem Lauf gar nichts, steht er nach zwei Banktagen bei der Kasse",
          arguments: [(1, 0), (2, 0), (3, 1), (9, 1)])
    func schweigen(banktage: Int, vermisst: Int) async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        let tag = (0..<banktage).reduce(Kassenwelt.heute) { tag, _ in
            Bankkalender.naechsterBanktag(nach: tag)
        }
        let gesehen = try await am(tag, welt, .kasse, .zahllaufLesen, als: welt.buchhaltung) {
            try Kassentag.laden(in: $0).vermisst.map(\.id)
        }
        #expect(gesehen == (vermisst == 1 ? [lauf.id] : []))
        // Von selbst ändert sich dadurch nichts: Gezahlt oder abgelehnt sagt nur die Bank.
        #expect(try await welt.kasse { try Zahllauf.laden(lauf.id, in: $0).zustand } == .uebergeben)
    }

    @Test("Ein Lauf mit einer einzigen Zahlung ist eine ganze Datei")
    func eineZahlung() async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", Geld(cent: 1))
        let lauf = try await welt.erstellterLauf()
        let datei = try await welt.kasse { try Zahllauf.dateiAnsehen(lauf.id, in: $0) }
        let text = String(decoding: datei.bytes, as: UTF8.self)
        #expect(text.contains("<NbOfTxs>1</NbOfTxs><CtrlSum>0.01</CtrlSum>"))
        #expect(text.components(separatedBy: "<CdtTrfTxInf>").count == 2)
    }
}
