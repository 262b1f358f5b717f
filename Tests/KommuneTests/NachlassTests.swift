import Grundwerte
import Kommune
import Logging
import Platform
import Postgres
import TestSupport
import Testing

@Suite("Wer ausscheidet, lässt nichts liegen (B-1.2.4)")
struct NachlassTests {
    @Test("Fälle und Wiedervorlagen stehen zur Übergabe; Vertretungen enden mit dem letzten Tag")
    func uebergabe() async throws {
        let verbund = try await TestVerbund.neu(), tag = verbund.tag
        let ahaus = try await verbund.mandant("ahaus")
        let leitung = try await verbund.akteur("leitung", mandant: ahaus)
        let alte = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let neue = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        let von = try #require(alte.benutzer), an = try #require(neue.benutzer)
        let fall = Fall.ID()
        try await verbund.write(ahaus, als: alte) { session in
            try session.execute("""
                INSERT INTO fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
                VALUES (\(fall), 'AHS-1', \(von), \(von))
                """)
            _ = try Wiedervorlage.anlegen("Rückruf", zu: fall, faellig: tag, quelle: .selbst,
                                          in: session)
            try Vertretung.eintragen(
                .init(abwesend: von, vertreter: an, von: tag.plus(tage: 10),
                      bis: tag.plus(tage: 20)), in: session)
        }
        let vorher = try await verbund.read(ahaus, als: leitung) {
            try Nachlass.offene(in: $0).count
        }
        #expect(vorher == 0)
        let admin = try await verbund.akteur("fachadministration")
        try await verbund.database.writePlatform(.benutzerVerwalten, als: admin) {
            try User.ausscheiden(von, letzterTag: tag.plus(tage: -1), in: $0)
        }
        try await JobWorker(database: verbund.worker, registry: verbund.registry,
                            jobs: [AusgeschiedeneAbgleichen.self],
                            logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }).drain()
        try await verbund.write(ahaus, als: leitung) { session in
            #expect(try Vertretung.alle(in: session).isEmpty)
            let offen = try #require(try Nachlass.offene(in: session).first)
            #expect(offen.wer == von)
            #expect(offen.faelle == 1)
            #expect(offen.vorlagen == 1)
            let getan = try Nachlass.uebergeben(
                von: von, an: an, satz: "Zuständig ist jetzt Neue.", in: session)
            #expect(getan.faelle == 1)
            #expect(getan.vorlagen == 1)
            #expect(try Nachlass.offene(in: session).isEmpty)
            let vermerke = try Aktenvermerk.alle(zu: fall, in: session)
            #expect(vermerke.contains { $0.text == "Zuständig ist jetzt Neue." })
            #expect(throws: Hindernis.self) {
                try Nachlass.uebergeben(von: an, an: von, satz: "x", in: session)
            }
        }
        try await verbund.abbauen()
    }
}
