import Foundation
import Grundwerte
import Kommune
import Platform
import Postgres
import TestSupport

/// Reading, checking and writing a former system's files: `messung bestand FOLDER`.
///
/// Makes a Verbund of its own, names its database and schemas, and waits for a line before it goes.
enum Bestandsmessung {
    static func run(_ arguments: [String]) async throws {
        let folder = arguments.first ?? "."
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus"), borken = try await verbund.mandant("borken")
        let name: String = try verbund.superuser().scalar("SELECT current_database()")
        print("datenbank\t\(name) \(ahaus.schema) \(borken.schema)")
        fflush(nil)
        let leitung = try await verbund.akteur("leitung", mandant: ahaus)
        let clock = ContinuousClock(), begin = clock.now
        var dateien: [Bestandsdatei: [UInt8]] = [:]
        for datei in Bestandsdatei.allCases {
            let inhalt = FileManager.default.contents(atPath: "\(folder)/\(datei.name)")
            dateien[datei] = inhalt.map { Array($0) }
        }
        let gelesen = Bestand.lesen(dateien, benutzer: [:])
        let plan = try await verbund.database.read(ahaus, .bestandUebernehmen, als: leitung) {
            try Bestandsplan.aufstellen(gelesen, in: $0)
        }
        Messung.report("pruefen", Messung.seconds(clock.now - begin))
        _ = try await Bestandsuebernahme.ausfuehren(
            plan, bezeichnung: "Messung", mandant: ahaus, als: leitung, database: verbund.database)
        Messung.report("alles", Messung.seconds(clock.now - begin))
        fflush(nil)
        _ = readLine()
        try await verbund.abbauen()
    }
}
