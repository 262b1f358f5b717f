import ArgumentParser
import Grundwerte
import Kommune
import Kreis
import Platform

struct PruefenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pruefen",
        abstract: "Prüft Schemas, Rechte und Zahlungen; sagt „in Ordnung“ oder nennt jeden Befund.",
        discussion: """
            Ändert nichts und arbeitet unter den Anmeldungen, die auch die Weboberfläche benutzt. \
            Die Rückgabe ist 1, wenn es einen Befund gibt.
            """)

    func run() async throws {
        let configuration = try Configuration.laden()
        let database = try configuration.database(.web)
        var befunde = try await Installation.check(database, sql: try configuration.sql)
        let akteur = Akteur.programm(anfrage: UUIDv7())
        let buch = try configuration.siegelbuch
        befunde += try await database.read(.kasse, .bankLesen, als: akteur) { session in
            try Pruefung.befunde(in: session) + Siegel.befunde(in: session)
                + (buch?.befunde("kreis", in: session) ?? [])
        }
        befunde += try await database.read(.controlling, .controllingLesen, als: akteur) {
            try Meldestand.gebrochene(in: $0).map {
                "Die Veröffentlichung \($0) trägt ein Siegel, das nicht zu ihr passt."
            }
        }
        for mandant in try await MandantRegistry(database: database).all() {
            let gefunden = try await database.read(mandant, .zahlungLesen, als: akteur) { session in
                try Mandantpruefung.befunde(in: session) + Siegel.befunde(in: session)
                    + (buch?.befunde(mandant.kuerzel, in: session) ?? [])
            }
            befunde += gefunden.map { "\(mandant.kuerzel): \($0)" }
        }
        await database.shutdown()
        guard befunde.isEmpty else {
            for befund in befunde { Ausgabe.zeile(befund) }
            throw ExitCode.failure
        }
        Ausgabe.zeile("in Ordnung")
    }
}
