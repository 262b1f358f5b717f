import ArgumentParser
import Foundation
import Leistungsrecht

struct BerechnenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "berechnen",
        abstract: "Berechnet die Leistung eines Haushalts in einem Monat, von JSON nach JSON.",
        discussion: """
            Ohne DATEI wird die Standardeingabe gelesen. Die Eingabe darf Parameter überschreiben \
            („Was wäre, wenn“); gespeichert wird nichts.
            """)

    @Argument(help: ArgumentHelp("Haushalt als JSON.", valueName: "datei"))
    var datei: String?
    @Flag(help: "Gibt einen kommentierten Haushalt aus, der so gerechnet werden kann.")
    var beispiel = false
    @Flag(help: "Gibt das JSON Schema der Eingabe aus.")
    var schema = false

    func validate() throws {
        guard [beispiel, schema, datei != nil].filter(\.self).count <= 1 else {
            throw ValidationError("DATEI, --beispiel und --schema schließen einander aus.")
        }
    }

    func run() throws {
        if beispiel { return Ausgabe.zeile(BerechnungJSON.beispiel()) }
        if schema { return Ausgabe.zeile(BerechnungJSON.schema()) }
        Ausgabe.roh(try BerechnungJSON.berechnen(try eingabe(datei)))
        Ausgabe.zeile("")
    }
}
