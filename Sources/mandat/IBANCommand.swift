import ArgumentParser
import Grundwerte

struct IBANCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iban", abstract: "Kontonummern prüfen.", subcommands: [Pruefen.self])

    struct Pruefen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pruefen",
            abstract: "Sagt je Wert „gültig“ oder „ungültig: Grund“.",
            discussion: """
                Geprüft wird, ob der Wert so gespeichert werden darf: ohne Leerzeichen, in \
                Großbuchstaben. Die Rückgabe ist 1, wenn einer es nicht darf.
                """)

        @Argument(help: ArgumentHelp("Eine oder mehrere IBAN.", valueName: "wert"))
        var werte: [String]

        func run() throws {
            let gruende = werte.map(Pruefen.grund)
            for grund in gruende { Ausgabe.zeile(grund.map { "ungültig: \($0)" } ?? "gültig") }
            if gruende.contains(where: { $0 != nil }) { throw ExitCode.failure }
        }

        /// Warum der Wert nicht gespeichert werden darf; nil, wenn er es darf.
        private static func grund(_ wert: String) -> String? {
            do {
                let iban = try IBAN(wert)
                return iban.wert == wert ? nil
                    : "Gespeichert wird sie ohne Leerzeichen und in Großbuchstaben: \(iban.wert)."
            } catch {
                return error.grund
            }
        }
    }
}
