import ArgumentParser
import Kommune
import Platform

struct LoeschungCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loeschung", abstract: "Löschung nach Regel (Art. 17 DSGVO).",
        subcommands: [Nachholen.self])

    struct Nachholen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "nachholen",
            abstract: "Löscht nach einer Wiederherstellung noch einmal, was schon gelöscht war.",
            discussion: """
                Eine Sicherung bringt zurück, was seither gelöscht wurde. Das Löschbuch im Ordner \
                „siegelbuch“ nennt es, ohne zu sagen, wer es war. Darf wiederholt werden.
                """)

        func run() throws {
            let configuration = try Configuration.laden()
            guard let ordner = try configuration.siegelbuch?.ordner else {
                throw Hindernis(.regel, "Die Einstellung „siegelbuch“ fehlt.",
                                abhilfe: "Nennen Sie den Ordner, in dem das Löschbuch liegt.")
            }
            let buch = Loeschbuch(ordner: ordner)
            for (kuerzel, faelle) in try configuration.installation
                .loeschungNachholen({ try buch.steine($0) }) {
                Ausgabe.zeile("\(kuerzel): \(faelle)")
            }
        }
    }
}
