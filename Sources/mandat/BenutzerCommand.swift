import ArgumentParser
import Foundation
import Grundwerte
import Platform

struct BenutzerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benutzer", abstract: "Die ersten Zugänge einer Installation.",
        subcommands: [Anlegen.self])

    struct Anlegen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "anlegen",
            abstract: "Richtet die erste Leitung einer Kommune oder die erste Fachadministration "
                + "oder Leitung des Kreises ein.",
            discussion: """
                Nur solange dort niemand Zugänge einrichten oder bestätigen kann. Was der Kreis \
                danach in einer Kommune einrichtet, gilt erst, wenn deren Leitung es bestätigt; \
                im Kreis bestätigt dessen Leitung die Rollen, die Geld freigeben, Zugänge \
                verwalten oder alles lesen. Diese ersten Personen gelten mit der Einrichtung als \
                bestätigt, und das Protokoll der Plattform vermerkt es. Mit der ersten \
                Fachadministration wird der zweite Faktor Pflicht für alle, deren Rolle ihn \
                verlangt. Der Befehl gibt einen Einmalcode aus; damit meldet sich die Person an \
                und wählt ihr eigenes Kennwort.
                """)

        @Option(help: ArgumentHelp("Womit sich die Person anmeldet.", valueName: "text"))
        var anmeldename: String
        @Option(help: ArgumentHelp("Vor- und Nachname.", valueName: "text"))
        var name: String
        @Option(help: ArgumentHelp("Kürzel der Kommune; ohne es arbeitet die Person für den Kreis.",
                                   valueName: "kürzel"))
        var kommune: String?
        @Flag(help: "Ohne Kommune: die erste Leitung des Kreises statt der Fachadministration.")
        var leitung = false

        func validate() throws {
            guard kommune == nil || !leitung else {
                throw ValidationError("--leitung gilt für den Kreis, also ohne --kommune.")
            }
        }

        func run() async throws {
            let configuration = try Configuration.laden()
            let code = Einmalcode.neu()
            try configuration.installation.ersterZugang(
                anmeldename: anmeldename, name: name,
                einmalcode: try await code.hash(PasswordThread()), kommune: kommune,
                leitung: leitung, ab: try configuration.uhr.heute)
            let kreis = leitung ? "Leitung des Kreises" : "Fachadministration des Kreises"
            Ausgabe.zeile("\(anmeldename) ist eingerichtet: "
                + (kommune.map { "Leitung in \($0)" } ?? kreis) + ".")
            Ausgabe.zeile("Einmalcode: \(code.text)")
            Ausgabe.zeile("Er gilt \(Einmalcode.tage) Tage und öffnet einmal: statt des Kennworts "
                + "auf der Anmeldeseite.")
        }
    }
}
