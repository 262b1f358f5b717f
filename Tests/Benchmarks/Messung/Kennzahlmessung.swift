import Foundation
import Grundwerte
import Kommune
import Kreis
import Platform
import Postgres
import TestSupport
import Uebergabe

/// One month of the controlling from the cases to the draft: `messung kennzahlen PERSONS`, in the
/// databases of sixteen Kommunen.
enum Kennzahlmessung {
    private static let monat = Monat(2026, 10)

    static func run(_ arguments: [String]) async throws {
        let personen = arguments.first.flatMap { Int($0) } ?? 25_000
        let verbund = try await TestVerbund.neu(am: monat.plus(1).ersterTag.plus(tage: 9))
        let mandanten = try await kommunen(verbund)
        // One and a half persons per case (Messbestand).
        for mandant in mandanten {
            try Messbestand.fuellen(mandant, personen * 2 / 3 / mandanten.count,
                                    danach: ["mitglied", "berechtigung"], verbund)
            try bewilligen(mandant, verbund)
        }
        let uhr = ContinuousClock(), beginn = uhr.now
        let wer = Akteur.programm(anfrage: UUIDv7())
        // As many at once as a worker of a Kreis has processors.
        for paar in stride(from: 0, to: mandanten.count, by: 2) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for mandant in mandanten[paar..<min(paar + 2, mandanten.count)] {
                    group.addTask {
                        try await verbund.worker.write(mandant, .kennzahlenLesen, als: wer) {
                            _ = try Controllingzaehlung.melden(in: $0)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        Messung.report("zaehlen", Messung.seconds(uhr.now - beginn))
        try await verbund.worker.write(.geheimhaltung, .controllingLesen, als: wer) {
            _ = try Controllingschutz.erstellen(in: $0)
        }
        Messung.report("alles", Messung.seconds(uhr.now - beginn))
        let server = try verbund.superuser()
        Messung.report("personen", Double(try server.scalar("""
            SELECT coalesce(sum(wert), 0)::bigint FROM kreis.controlling_rohzahl
             WHERE gesamtheit = 'empfaenger' AND merkmale = '' AND monat = \(monat)
            """, as: Int64.self)))
        server.close()
        try await verbund.abbauen()
    }

    /// The two Kommunen of every test and fourteen more.
    private static func kommunen(_ verbund: TestVerbund) async throws -> [Mandant] {
        let da = Set(try await verbund.registry.all().map(\.kuerzel))
        for (stelle, kuerzel) in Kunstverbund.kommunen.enumerated() where !da.contains(kuerzel) {
            _ = try verbund.installation.anlegen(.init(
                kuerzel: kuerzel, name: kuerzel.capitalized, bezeichnung: kuerzel.capitalized,
                ags: "055540\(stelle + 70)", strasse: "Markt 1", plz: "48683",
                ort: kuerzel.capitalized))
            try verbund.installation.aktivieren(kuerzel: kuerzel, ab: Monat(2025, 1).ersterTag)
        }
        return try await MandantRegistry(database: verbund.database).all()
    }

    /// Every case granted and paid for the month.
    private static func bewilligen(_ mandant: Mandant, _ verbund: TestVerbund) throws {
        let server = try verbund.superuser(), wer = UUIDv7()
        defer { server.close() }
        try server.runScript("""
            SET search_path = "\(mandant.schema)", public;
            SET session_replication_role = replica;
            INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                                  erfasst_von)
            SELECT gen_random_uuid(), id, '\(monat.ersterTag)', gen_random_uuid(),
                   gen_random_uuid(), 46000, '\(wer)' FROM fall;
            INSERT INTO zahlung (id, fall_id, anspruch_id, monat, zweck, zahlweg,
                   bankverbindung_id, empfaenger_name, empfaenger_sepa, iban, betrag_cent,
                   verwendungszweck, faellig, endtoend, zustand, gezahlt_am, erfasst_von)
            SELECT gen_random_uuid(), fall_id, id, monat, 'lebensunterhalt', 'ueberweisung',
                   gen_random_uuid(), 'Vorname Name', 'Vorname Name', 'DE89370400440532013000',
                   46000, 'Leistung', monat, left(replace(upper(id::text), '-', ''), 30),
                   'gezahlt', '\(monat.letzterTag)', '\(wer)' FROM anspruch;
            """)
        try server.runScript("VACUUM ANALYZE \"\(mandant.schema)\".anspruch")
    }
}
