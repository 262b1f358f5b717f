import ArgumentParser
import Platform

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Legt die Datenbank an und bringt jedes Schema auf den neuesten Stand.",
        discussion: """
            Darf wiederholt und nach einem Abbruch fortgesetzt werden: Je Schema ist es eine \
            Transaktion, und was schon neu ist, bleibt.
            """)

    func run() async throws {
        let bericht = try Configuration.laden().installation.migrate {
            Ausgabe.hinweis("Mandant \($0) …")
        }
        for (schema, schritte) in bericht.steps.sorted(by: { $0.key < $1.key }) {
            Ausgabe.zeile("\(schema): \(schritte) \(schritte == 1 ? "Schritt" : "Schritte")")
        }
        if bericht.steps.isEmpty { Ausgabe.zeile("Alles ist auf dem neuesten Stand.") }
        Ausgabe.zeile("Mandanten: \(bericht.mandanten)")
    }
}
