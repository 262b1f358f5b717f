import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport

/// The export of 1,000,000 statistical records: `messung statistik`.
///
/// Prints the database, waits for a line, writes the CSV to the path that the line names, prints
/// the seconds, and waits for another line.
enum Statistikmessung {
    static let stichtag = Monat(2025, 12).letzterTag

    static func run() async throws {
        let verbund = try await TestVerbund.neu()
        let erste = try await verbund.akteur("statistik"), tag = verbund.tag
        let lauf = try await verbund.write(.statistik, als: erste) { session in
            try Kreisstatistik.eroeffnen(
                .init(erhebung: "regelleistungen", ende: stichtag, fristKommunen: tag, frist: tag,
                      fristQuelle: "Messung"), in: session)
        }
        let server = try verbund.superuser()
        print("\(try server.scalar("SELECT current_database()", as: String.self))\t\(lauf)")
        fflush(nil)
        guard let pfad = readLine() else { return }
        let export = Statistikexport(erhebung: "regelleistungen", stichtag: stichtag, ags: nil)
        let uhr = ContinuousClock()
        let beginn = uhr.now
        let saetze = try await verbund.database.write(
            .statistikExport, .statistikLesen, als: .programm(anfrage: UUIDv7())
        ) { session in
            guard let datei = fopen(pfad, "w") else { return 0 }
            defer { fclose(datei) }
            return try export.ausgeben(.csv, in: session) {
                fwrite($0.baseAddress, 1, $0.count, datei)
            }.saetze
        }
        Messung.report("sekunden", Messung.seconds(uhr.now - beginn))
        Messung.report("saetze", Double(saetze))
        fflush(nil)
        _ = readLine()
        server.close()
    }
}
