import Grundwerte
import Kommune
import Platform
import Postgres
import TestSupport
import Testing
@testable import Web

/// Die Theke ist der einzige Weg für Zahlen einer Kommune zum Kreis (Art. 5 Abs. 1 Buchst. c
/// DSGVO); die Warteschlange ist keiner.
@Suite("Aufträge, wie der Kreis sie sieht")
struct AuftraegeseitenTests {
    /// Was früher dort stand oder stehen könnte.
    private static let verraeter = [
        "7.777 Personen", "7.777 Akten gelöscht, 7.777 gehalten", "7.777 von 7.777 Sätzen",
        "40 % von 7.777 Sätzen", "7.777 % gerechnet", "Dokument 7.777 von 7.777",
    ]

    @Test("Kein Auftrag einer Kommune zeigt dort eine Zahl, gleich welcher Art er ist")
    func alleArten() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let fach = try await buero.person("fachadministration")
        let arten = Mandantauftraege.alle.map { $0.kind }
        #expect(Set(arten).count == arten.count)
        // Die Seite zeigt zwanzig fertige; keine Art soll dahinter verschwinden.
        for beginn in stride(from: 0, to: arten.count, by: 20) {
            let teil = Array(arten[beginn..<min(beginn + 20, arten.count)])
            for text in Self.verraeter {
                try ablegen(teil, text, ahaus, buero)
                let seite = try await fach.seite("/kreis/auftraege").text
                #expect(seite.contains("Stadt Ahaus"))
                #expect(!seite.contains("7.777"), "\(text)")
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Prozent und Worte einer Kommune stehen dort, und was der Kreis selbst gezählt hat")
    func erlaubt() async throws {
        let buero = try await Kreisbuero.neu()
        let ahaus = try await buero.verbund.mandant("ahaus")
        let fach = try await buero.person("fachadministration")
        try ablegen(["statistik.erheben"], "40 % gerechnet", ahaus, buero)
        #expect(try await fach.seite("/kreis/auftraege").text.contains("40 % gerechnet"))
        try ablegen(["statistik.erheben"], "abgeglichen", ahaus, buero)
        let worte = try await fach.seite("/kreis/auftraege").text
        #expect(worte.contains("abgeglichen"))
        #expect(worte.contains("Die Dateien haben ….… Fehler"))
        try ablegen(["zahllauf.erstellen"], "7.777 Zahlungen", nil, buero)
        #expect(try await fach.seite("/kreis/auftraege").text.contains("7.777 Zahlungen"))
        try await buero.verbund.abbauen()
    }

    /// Je Art ein laufender, ein wartender, ein fertiger und ein gescheiterter Auftrag.
    private func ablegen(
        _ arten: [String], _ text: String, _ mandant: Mandant?, _ buero: Kreisbuero
    ) throws {
        let server = try buero.verbund.superuser()
        defer { server.close() }
        let fehler = "Die Dateien haben 7.777 Fehler in 7.777 Fällen."
        try server.execute("DELETE FROM platform.job")
        try server.execute("DELETE FROM platform.job_done")
        for art in arten {
            try server.execute("""
                INSERT INTO platform.job (id, mandant_id, kind, state, attempt, claim_id,
                                          lease_until, progress, last_error)
                VALUES (\(UUIDv7()), \(mandant?.id), \(art), 1, 1, \(UUIDv7()),
                        now() + interval '1 hour', \(text), \(fehler)),
                       (\(UUIDv7()), \(mandant?.id), \(art), 0, 1, NULL, NULL, \(text), \(fehler))
                """)
            try server.execute("""
                INSERT INTO platform.job_done (id, mandant_id, kind, outcome, attempts, payload,
                                               progress, error, created_at)
                VALUES (\(UUIDv7()), \(mandant?.id), \(art), 'done', 1, '{}', \(text), NULL, now()),
                       (\(UUIDv7()), \(mandant?.id), \(art), 'dead', 10, '{}', \(text), \(fehler),
                        now())
                """)
        }
    }
}
