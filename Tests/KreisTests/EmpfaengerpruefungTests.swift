import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Empfängerüberprüfung und Rückgaben, die die Kasse selbst klärt")
struct EmpfaengerpruefungTests {
    /// Ein Lauf bei der Bank, zu dessen Zahlungen A-1 und A-2 sie etwas anmerkt.
    private func welt() async throws -> (Kassenwelt, Zahllauf, [Zahlungsauftrag.ID]) {
        let welt = try await Kassenwelt.neu()
        let ids = [try await welt.auftrag("A-1", 100), try await welt.auftrag("A-2", 50)]
        let lauf = try await welt.uebergebenerLauf()
        let bytes = String(decoding: Testbericht.bytes(
            lauf.msgId, datei: "RVCM", zahlungen: [("A-1", "RVMC", ""), ("A-2", "RVNM", "")]),
            as: UTF8.self)
            .replacing("<TxSts>RVMC</TxSts>", with: "<TxSts>RVMC</TxSts><OrgnlTxRef><Cdtr><Pty><Nm>"
                + "Yusuf Rahimi</Nm></Pty></Cdtr></OrgnlTxRef>")
            .replacing("<StsRsnInf><Rsn><Cd></Cd></Rsn></StsRsnInf>", with: "")
        _ = try await welt.hochladen(Array(bytes.utf8))
        return (welt, lauf, ids)
    }

    private func offene(_ welt: Kassenwelt) async throws -> [Bankmeldung] {
        try await welt.kasse { try Bankmeldung.offene(in: $0) }
    }

    @Test("zeigt den Namen der Bank und lässt eine andere Person mit Grund entscheiden")
    func entscheiden() async throws {
        let (welt, _, ids) = try await welt()
        let meldungen = try await offene(welt).filter(\.istNamenspruefung)
        #expect(meldungen.map(\.endToEndId).sorted() == ["A-1", "A-2"])
        let beinahe = try #require(meldungen.first { $0.endToEndId == "A-1" })
        #expect(beinahe.bankname == "Yusuf Rahimi")
        #expect(beinahe.hinweis.contains("Entscheiden Sie"))
        // Weder ablegen noch wer den Lauf übergeben hat, noch ohne Grund.
        await #expect(throws: Hindernis.self) {
            try await welt.kasse { try Bankmeldung.ablegen(beinahe.id, grund: "gut", in: $0) }
        }
        for (wer, grund) in [(welt.buchhaltung, "Ausweis liegt vor"), (welt.freigabe, " ")] {
            await #expect(throws: Hindernis.self) {
                try await welt.kasse(als: wer) {
                    try Bankmeldung.namenspruefungEntscheiden(
                        beinahe.id, zahlen: true, grund: grund, in: $0)
                }
            }
        }
        try await welt.kasse(als: welt.freigabe) {
            try Bankmeldung.namenspruefungEntscheiden(
                beinahe.id, zahlen: true, grund: "Schreibweise laut Ausweis", in: $0)
        }
        let danach = try await welt.kasse { try Bankmeldung.laden(beinahe.id, in: $0) }
        #expect(danach.entscheidung == "Zahlen: Schreibweise laut Ausweis")
        // Der angeordnete Name bleibt; die Kommune erfährt, was die Bank sagt.
        let name = try await welt.kasse {
            try $0.scalar("SELECT empfaenger_name FROM zahlungsauftrag WHERE id = \(ids[0])",
                          as: String.self)
        }
        #expect(name == "Yusuf Rahmani")
        let auskunft = try await welt.verbund.read(welt.ahaus, als: welt.anordnung) {
            try Empfaengerpruefung.alle(zu: ids, in: $0)
        }
        #expect(Set(auskunft.map(\.ergebnis)) == [.beinahe, .nicht])
        let fremde = try await welt.verbund.read(welt.borken, als: welt.anordnung) {
            try Empfaengerpruefung.alle(zu: ids, in: $0)
        }
        #expect(fremde.isEmpty)
    }

    @Test("Eine Rückgabe als „doppelt“ alarmiert die Kasse, eine wegen des Kontos nicht",
          arguments: [
        ("AM05", 1), ("RR04", 1), ("AC04", 0),
    ])
    func alarm(grund: String, meldungen: Int) async throws {
        let welt = try await Kassenwelt.neu()
        try await welt.auftrag("A-1", 100)
        let lauf = try await welt.uebergebenerLauf()
        var auszug = Testauszug()
        auszug.sammler(lauf.msgId, 100)
        auszug.rueckgabe("A-1", 100, grund: grund)
        try await welt.einlesen(auszug)
        let offene = try await offene(welt)
        #expect(offene.count == meldungen)
        if grund == "AM05" {
            #expect(offene[0].hinweis.contains("doppelte Zahlung"))
            let id = offene[0].id
            try await welt.kasse { try Bankmeldung.ablegen(id, grund: "Bank geklärt", in: $0) }
            #expect(try await self.offene(welt).isEmpty)
        }
    }
}
