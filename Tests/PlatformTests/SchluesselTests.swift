import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

@Suite("Schlüssel und Kennwörter")
struct SchluesselTests {
    @Test("SCRAM-SHA-256 nach dem Beispiel aus RFC 7677")
    func rfc7677() throws {
        let salt = try #require(Data(base64Encoded: "W22ZaJ0SNY7soEsUEjb6gQ=="))
        let verifier = try ScramVerifier(password: "pencil", salt: Array(salt), iterations: 4096)
        #expect(verifier.text == "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
                + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")
    }

    @Test("Der Server nimmt den Prüfwert an und weist ein anderes Kennwort ab")
    func server() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        try verbund.verbindung(login: ahaus.loginRole).close()
        #expect(throws: PostgresError.self) {
            try verbund.verbindung(login: ahaus.loginRole, generation: 2)
        }
        try await verbund.abbauen()
    }

    @Test("Verschiedene Logins, Generationen und Zwecke teilen keinen Schlüssel")
    func ableitung() throws {
        let key = try TestVerbund.key()
        let woerter = [
            key.password(login: "a", generation: 1), key.password(login: "a", generation: 2),
            key.password(login: "b", generation: 1)
        ]
        #expect(Set(woerter).count == 3)
        #expect(woerter.allSatisfy { $0.count == 64 })
        #expect(key.password(login: "a", generation: 1) == woerter[0])
        #expect(key.derive("cookie") != key.derive("formular"))
    }

    @Test(
        "Ein Hauptschlüssel hat 64 Hexadezimalziffern",
        arguments: [
            ("", false), (String(repeating: "0", count: 63), false),
            (String(repeating: "0", count: 65), false),
            (String(repeating: "g", count: 64), false), (String(repeating: "Ab", count: 32), true),
            (String(repeating: "0", count: 64) + "\n", true),
            (String(repeating: "+1", count: 32), false),
            (String(repeating: "0", count: 64) + "\n" + String(repeating: "1", count: 64), true),
            (String(repeating: "0", count: 64) + "\nx", false)
        ])
    func hauptschluessel(hex: String, gilt: Bool) {
        #expect(((try? MasterKey(hex: hex)) != nil) == gilt)
    }

    @Test("Der neueste Schlüssel macht, was neu ist; die früheren öffnen, was noch von ihnen ist")
    func wechsel() throws {
        let alt = MasterKey.random(), neu = MasterKey.random(), fremd = MasterKey.random()
        let vorher = try MasterKey(hex: alt), beide = try MasterKey(hex: "\(neu)\n\(alt)")
        let nachher = try MasterKey(hex: neu), wer = User.ID(), geheimnis: [UInt8] = [1, 2, 3]
        #expect(beide.passwords(login: "a", generation: 1)
            == [nachher, vorher].map { $0.password(login: "a", generation: 1) })
        #expect(beide.ids == nachher.ids + vorher.ids)

        let kiste = try Geheimnisschloss(vorher).verschliessen(geheimnis, fuer: wer)
        let umgepackt = try #require(
            try Geheimnisschloss(beide).neuVerschliessen(kiste, fuer: wer))
        #expect(try Geheimnisschloss(beide).oeffnen(kiste, fuer: wer) == geheimnis)
        #expect(try Geheimnisschloss(nachher).oeffnen(umgepackt, fuer: wer) == geheimnis)
        #expect(try Geheimnisschloss(beide).neuVerschliessen(umgepackt, fuer: wer) == nil)
        // So lag es, bevor davorstand, welcher Schlüssel es war.
        let namenlos = kiste.dropFirst(8)
        #expect(try Geheimnisschloss(beide).oeffnen(Data(namenlos), fuer: wer) == geheimnis)
        for schloss in [Geheimnisschloss(nachher), Geheimnisschloss(try MasterKey(hex: fremd))] {
            #expect(throws: (any Error).self) { try schloss.oeffnen(kiste, fuer: wer) }
        }
        #expect(throws: (any Error).self) {
            try Geheimnisschloss(beide).oeffnen(kiste, fuer: User.ID())
        }

        let marken = Markenschluessel(beide)
        #expect(marken.alle("x") == [Markenschluessel(nachher), Markenschluessel(vorher)]
            .map { $0.marke("x") })
    }

    @Test("Ein Prozess bemerkt eine geänderte Datei und behält bei einer kaputten, was er weiß")
    func datei() async throws {
        let datei = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
        defer { try? FileManager.default.removeItem(at: datei) }
        let alt = MasterKey.random(), neu = MasterKey.random()
        try Data(alt.utf8).write(to: datei)
        let key = try MasterKey(file: datei), vorher = key.ids
        try Data("\(neu)\n\(alt)\n".utf8).write(to: datei)
        try await Task.sleep(for: .milliseconds(600))
        #expect(key.ids.count == 2 && key.ids.last == vorher.first)
        try Data("kaputt".utf8).write(to: datei)
        try await Task.sleep(for: .milliseconds(600))
        #expect(key.ids.count == 2)
    }

    @Test(
        "Ein Kennwort passt zu seinem Hash und kein anderes",
        arguments: ["a", "Straße 12 ä", "🔑", ""])
    func kennwort(wort: String) throws {
        let hash = try PasswordHash(password: wort, cost: .test)
        #expect(PasswordHash(text: hash.text).matches(wort))
        #expect(!hash.matches(wort + "x"))
        #expect(try PasswordHash(password: wort, cost: .test).text != hash.text)
    }

    @Test("Zerlegt oder zusammengesetzt getippt ist dasselbe Kennwort")
    func normalform() throws {
        #expect(try PasswordHash(password: "Ko\u{0308}ln", cost: .test).matches("K\u{00F6}ln"))
    }

    @Test("Ein beschädigter Hash passt zu nichts", arguments: [
        "", "$scrypt$", "$scrypt$ln=10,r=8,p=1$AAAA$", "$argon2id$ln=10,r=8,p=1$AAAA$AAAA",
        "$scrypt$ln=99,r=8,p=1$AAAA$AAAA", "$scrypt$ln=10,r=8,p=1$%%%$AAAA",
    ])
    func beschaedigt(text: String) {
        #expect(!PasswordHash(text: text).matches(""))
    }
}
