import ArgumentParser
import Foundation
import Kreis
import Platform

struct KasseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kasse", abstract: "Werkzeuge der Kreiskasse.", subcommands: [Auszug.self])

    struct Auszug: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "auszug", abstract: "Kontoauszüge der Bank.", subcommands: [Lesen.self])
    }

    struct Lesen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lesen",
            abstract: "Zeigt als JSON, was eine Datei der Bank sagt (camt.052 bis .054, pain.002).",
            discussion: "Bucht nichts und braucht keine Datenbank.")

        @Argument(help: ArgumentHelp("Datei der Bank.", valueName: "datei"))
        var datei: String

        func run() throws {
            let bytes = Array(try eingabe(datei))
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let bild: any Encodable
            do {
                bild = switch Bankdatei.Art(anfang: bytes.prefix(4096)) {
                case .auszug: Auszugsbild(try Kontoauszugsdatei.lesen(bytes))
                case .statusbericht: Statusbild(try Statusbericht.lesen(bytes))
                }
            } catch let fehler as Lesefehler {
                throw Hindernis(.eingabe, fehler.grund)
            }
            Ausgabe.roh(try encoder.encode(bild))
            Ausgabe.zeile("")
        }
    }
}
