import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Datei für die Finanzsoftware des Kreises")
struct HkrexportTests {
    static let zahltag = Kassenwelt.heute.plus(tage: -1)

    /// Gestern gezahlt: 100 € für Ahaus, 50 € für Borken.
    private func welt(sachkonten: Bool = true) async throws -> Kassenwelt {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        try await welt.auftrag("B-1", 50, mandant: welt.borken)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug(tag: Self.zahltag)
        auszug.sammler(lauf.msgId, 150)
        try await welt.einlesen(auszug)
        guard sachkonten else { return welt }
        let ahaus = welt.ahaus.id
        try await welt.kasse { session in
            for (konto, sachkonto) in [(Hauptbuch.Konto.bank, "1811"), (.schwebe, "3799"),
                                       (.forderung, "1711"), (.ungeklaert, "3790")] {
                try Hkrzuordnung.eintragen(konto, mandant: nil, produkt: "31301",
                                           sachkonto: sachkonto, ab: Monat(2026, 1).ersterTag,
                                           in: session)
            }
            try Hkrzuordnung.eintragen(.forderung, mandant: ahaus, produkt: "31301",
                                       sachkonto: "1711.04", ab: Monat(2026, 11).ersterTag,
                                       in: session)
        }
        return welt
    }

    @Test("zählt zusammen, ist nummeriert und ausgeglichen und kommt Byte für Byte wieder")
    func ausgeben() async throws {
        let welt = try await welt()
        let (export, bytes, nach) = try await welt.kasse { session in
            let id = try Hkrexport.ausgeben(bis: Self.zahltag, in: session)
            let export = try Hkrexport.laden(id, in: session)
            return (export, try export.bytes(in: session), try export.nachgerechnet(in: session))
        }
        #expect(export.nummer == "HKR-2026-0001")
        #expect(export.summe == 300)
        #expect(bytes == nach)
        let lauf = try await welt.kasse { try Zahllauf.liste(in: $0).laeufe[0].nummer }
        let zeilen = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(zeilen.dropFirst() == [
            "K;HKR-2026-0001;1;23.11.2026;gebucht bis",
            "B;HKR-2026-0001;1;23.11.2026;Belastung;bank;;;;;31301;1811;0,00;150,00;1",
            "B;HKR-2026-0001;2;23.11.2026;Belastung;schwebe;;;\(lauf);;31301;3799;150,00;0,00;1",
            "B;HKR-2026-0001;3;23.11.2026;Zahlungen;forderung;05554004;Stadt Ahaus;;;31301;1711.04;"
                + "100,00;0,00;1",
            "B;HKR-2026-0001;4;23.11.2026;Zahlungen;forderung;05554012;Stadt Borken;;;31301;1711;"
                + "50,00;0,00;1",
            "B;HKR-2026-0001;5;23.11.2026;Zahlungen;schwebe;;;\(lauf);;31301;3799;0,00;150,00;1",
            "S;HKR-2026-0001;5;;Summen;;;;;;;;300,00;300,00;5", "",
        ])
    }

    @Test("enthält jede Zeile einmal: Ein zweites Mal gibt es nichts Neues, Späteres kommt danach")
    func einmal() async throws {
        let welt = try await welt()
        try await welt.kasse { _ = try Hkrexport.ausgeben(bis: Self.zahltag, in: $0) }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { _ = try Hkrexport.ausgeben(bis: Self.zahltag, in: $0) }
        }
        var auszug = Testauszug(nummer: 2, tag: Self.zahltag, anfang: 999_850)
        auszug.gutschrift("Irrläufer", 7)
        try await welt.einlesen(auszug)
        let zweite = try await welt.kasse { session in
            try Hkrexport.laden(Hkrexport.ausgeben(bis: Self.zahltag, in: session), in: session)
        }
        #expect(zweite.nummer == "HKR-2026-0002" && zweite.summe == 7)
        #expect(try await welt.kasse { try Hkrexport.offen(bis: Self.zahltag, in: $0) } == 0)
    }

    @Test("entsteht nicht, solange ein Sachkonto fehlt oder der Tag nicht vorbei ist")
    func abgelehnt() async throws {
        let welt = try await welt(sachkonten: false)
        await #expect {
            try await welt.kasse { _ = try Hkrexport.ausgeben(bis: Self.zahltag, in: $0) }
        } throws: { ($0 as? Hindernis)?.grund.contains("„Bank“") == true }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { _ = try Hkrexport.ausgeben(bis: $0.heute, in: $0) }
        }
    }

    @Test("nennt auch das Kassenzeichen einer bezahlten Umlage; ältere bleiben, wie sie sind")
    func umlage() async throws {
        let umlage = try await Umlagewelt.neu(), welt = umlage.kasse
        try await umlage.rechnung("1", 30, am: Umlagewelt.oktober.ersterTag.plus(tage: 14))
        let teil = try await umlage.umlegen()[0]
        var auszug = Testauszug(tag: Self.zahltag)
        auszug.gutschrift("UMLAGE \(teil.kassenzeichen)", 20)
        try await welt.einlesen(auszug)
        let id = try await welt.kasse { session in
            for konto in [Hauptbuch.Konto.bank, .forderung, .ungeklaert, .vorschuss,
                          .durchlaufend] {
                try Hkrzuordnung.eintragen(konto, mandant: nil, produkt: "31301",
                                           sachkonto: "1711", ab: Monat(2026, 1).ersterTag,
                                           in: session)
            }
            return try Hkrexport.ausgeben(bis: Self.zahltag, in: session)
        }
        func dateien() async throws -> (String, String) {
            try await welt.kasse { session in
                let export = try Hkrexport.laden(id, in: session)
                return (String(decoding: try export.bytes(in: session), as: UTF8.self),
                        String(decoding: try export.nachgerechnet(in: session), as: UTF8.self))
            }
        }
        let (datei, wieder) = try await dateien()
        #expect(datei.contains(";\(teil.kassenzeichen);"))
        #expect(datei == wieder)
        let server = try welt.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("UPDATE kreis.hkr_export SET fassung = 1")
        #expect(try await !dateien().1.contains(teil.kassenzeichen))
    }
}
