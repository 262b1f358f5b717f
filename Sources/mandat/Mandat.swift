import ArgumentParser
import Foundation
import Grundwerte
import Leistungsrecht
import Logging
import Platform
import Postgres

/// Das eine Programm: Weboberfläche, Aufträge und alles, was der IT-Betrieb von Hand anstößt.
@main
struct Mandat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mandat",
        abstract: "Leistungen nach dem AsylbLG für einen Kreis und seine Kommunen.",
        discussion: """
            Alle Einstellungen stehen in der Datei, die MANDAT_CONFIG nennt (Schlüssel = Wert). \
            MANDAT_<SCHLÜSSEL> in der Umgebung geht vor.

            Rückgabe: 0 in Ordnung, 1 Befund oder Fehler, 64 falscher Aufruf.
            """,
        subcommands: [
            ServeCommand.self, WorkCommand.self, MigrateCommand.self, MandantCommand.self,
            KasseCommand.self, StatistikCommand.self,
            BestandCommand.self, BerechnenCommand.self, IBANCommand.self, PruefenCommand.self,
            ControllingCommand.self, LoeschungCommand.self, GeheimnisCommand.self,
            BenutzerCommand.self,
            DemoCommand.self
        ])

    static func main() async {
        var command: any ParsableCommand
        do { command = try parseAsRoot() } catch { exit(withError: error) }
        LoggingSystem.bootstrap { LineSafeLogHandler(StreamLogHandler.standardError(label: $0)) }
        do {
            if var asynchron = command as? any AsyncParsableCommand {
                try await asynchron.run()
            } else {
                try command.run()
            }
        } catch let ende as ExitCode {
            exit(withError: ende)
        } catch let ende as CleanExit {
            exit(withError: ende)
        } catch {
            // Ohne Unterbefehl „laufen“ Gruppen in ihren Hilfetext; das erledigt die Bibliothek.
            guard let satz = Mandat.satz(zu: error) else { exit(withError: error) }
            Ausgabe.fehler(satz)
            exit(withError: ExitCode.failure)
        }
    }

    /// Was ein Mensch zu einem Fehler liest; nil, wenn er von der Befehlszeile selbst stammt.
    private static func satz(zu fehler: any Error) -> String? {
        switch fehler {
        case let hindernis as Hindernis: hindernis.satz
        case is PermissionDenied: "Dazu fehlt die Berechtigung."
        case let fehler as PostgresError: "Datenbank: \(fehler)"
        case let fehler as any CustomStringConvertible & Error: fehler.description
        default: nil
        }
    }
}

/// Was auf den Bildschirm geht: Ergebnisse nach stdout, Fehler nach stderr.
enum Ausgabe {
    static func zeile(_ text: String) { schreiben(text + "\n", nach: .standardOutput) }
    static func roh(_ daten: Data) { FileHandle.standardOutput.write(daten) }
    static func fehler(_ text: String) { schreiben("Fehler: \(text)\n", nach: .standardError) }
    static func hinweis(_ text: String) { schreiben(text + "\n", nach: .standardError) }

    private static func schreiben(_ text: String, nach ziel: FileHandle) {
        ziel.write(Data(text.utf8))
    }
}

/// Liest eine Datei oder, ohne Namen, die Standardeingabe.
func eingabe(_ pfad: String?) throws -> Data {
    guard let pfad else { return FileHandle.standardInput.readDataToEndOfFile() }
    guard let daten = FileManager.default.contents(atPath: pfad) else {
        throw Hindernis(.eingabe, "Die Datei „\(pfad)“ lässt sich nicht lesen.",
                        abhilfe: "Prüfen Sie Pfad und Leserechte.")
    }
    return daten
}

extension Kalendertag: ExpressibleByArgument {
    package init?(argument: String) {
        guard let tag = Kalendertag(eingabe: argument, heute: Uhr.system.heute) else { return nil }
        self = tag
    }
}
