import Foundation
import Grundwerte
import Kommune
import Platform
import Postgres
import TestSupport

/// Fifty clerks who order payments at the same time, each one every half second:
/// `messung anordnung`.
///
/// Floor is a transaction that only writes one line of the Protokoll, at the same pace: what this
/// disk takes to commit. Reported are the median and the 99th percentile in milliseconds.
enum Anordnungsmessung {
    private static let leute = 50, jeder = 40
    /// Others that wait for an order meanwhile.
    private static let wartende = 2_000

    static func run() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        var personen: [Akteur] = []
        for _ in 0..<leute {
            personen.append(try await verbund.akteur("anordnung", mandant: ahaus))
        }
        let offen = try bestand(ahaus, verbund)
        let lasten = stride(from: 0, to: leute * jeder, by: jeder).map { offen[$0..<$0 + jeder] }
        try await messen("boden", personen, lasten) { akteur, zahlung in
            try await verbund.write(ahaus, als: akteur) {
                try $0.audit("messung", zahlung.description, [:])
            }
        }
        try await messen("anordnung", personen, lasten) { akteur, zahlung in
            let ergebnis = try await verbund.write(ahaus, als: akteur) {
                try Zahlung.anordnen([zahlung], in: $0)
            }
            guard ergebnis.angeordnet.count == 1 else { throw NichtAngeordnet(zahlung: zahlung) }
        }
        try await verbund.abbauen()
    }

    struct NichtAngeordnet: Error { let zahlung: Zahlung.ID }

    private static func messen(
        _ name: String, _ personen: [Akteur], _ lasten: [ArraySlice<Zahlung.ID>],
        _ handlung: @escaping @Sendable (Akteur, Zahlung.ID) async throws -> Void
    ) async throws {
        let zeiten = try await withThrowingTaskGroup(of: [Double].self) { gruppe in
            for (akteur, last) in zip(personen, lasten) {
                gruppe.addTask {
                    let clock = ContinuousClock()
                    var zeiten: [Double] = []
                    for zahlung in last {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 1..<1_000)))
                        let begin = clock.now
                        try await handlung(akteur, zahlung)
                        zeiten.append(Messung.seconds(clock.now - begin) * 1_000)
                    }
                    return zeiten
                }
            }
            return try await gruppe.reduce(into: []) { $0 += $1 }
        }.sorted()
        Messung.report("\(name)/median", zeiten[zeiten.count / 2])
        Messung.report("\(name)/p99", zeiten[zeiten.count * 99 / 100])
    }

    /// Determined payments to confirmed accounts, with last month's beside them; those to be
    /// ordered come back.
    private static func bestand(
        _ mandant: Mandant, _ verbund: TestVerbund
    ) throws -> [Zahlung.ID] {
        let anzahl = leute * jeder + wartende
        try Messbestand.fuellen(mandant, anzahl, danach: [], verbund)
        let server = try verbund.superuser()
        defer { server.close() }
        try server.runScript("SET search_path = \"\(mandant.schema)\", public;\n\(zahlungen)")
        try server.runScript("VACUUM ANALYZE")
        return try server.transaction { transaction in
            try transaction.all("""
                SELECT id FROM \(identifier: mandant.schema).zahlung WHERE zustand = 'festgestellt'
                 ORDER BY id LIMIT \(leute * jeder)
                """) { try $0.decode("id") }
        }
    }

    private static let zahlungen = """
        SET session_replication_role = replica;
        INSERT INTO bankverbindung (id, fall_id, zahlweg, inhaber, iban, gueltig_ab, erfasst_von)
        SELECT id, id, 'ueberweisung', 'Vorname Name', 'DE02120300000000202051', '2025-01-01', id
          FROM fall;
        INSERT INTO bankverbindung_bestaetigung (bankverbindung_id, bestaetigt_von)
        SELECT id, gen_random_uuid() FROM fall;
        INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                              erfasst_von)
        SELECT id, id, '2026-12-01', id, id, 45500, id FROM fall;
        INSERT INTO zahlung (id, fall_id, anspruch_id, monat, zweck, zahlweg, bankverbindung_id,
                             empfaenger_name, empfaenger_sepa, iban, betrag_cent, verwendungszweck,
                             faellig, endtoend, zustand, erfasst_von)
        SELECT gen_random_uuid(), id, id, m, 'lebensunterhalt', 'ueberweisung', id,
               'Vorname Name', 'Vorname Name', 'DE02120300000000202051', 45500,
               'Leistung ' || aktenzeichen, m - 1, 'MESSUNG-' || nr || to_char(m, '-YYMM'),
               CASE m WHEN '2026-12-01' THEN 'festgestellt' ELSE 'gezahlt' END, id
          FROM (SELECT id, aktenzeichen, row_number() OVER (ORDER BY id) AS nr FROM fall) f,
               unnest('{2026-11-01,2026-12-01}'::date[]) AS m;
        INSERT INTO feststellung (id, zahlung_id, benutzer_id, inhalt_sha256)
        SELECT gen_random_uuid(), z.id, gen_random_uuid(), zahlung_pruefsumme(z) FROM zahlung z;
        """
}
