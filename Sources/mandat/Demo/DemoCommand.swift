import ArgumentParser
import Grundwerte
import Platform

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Füllt ein Schulungssystem mit einem erfundenen Verbund.",
        discussion: """
            Sechzehn Kommunen, erfundene Menschen, vierzehn Monate Bescheide und Zahlungen bis \
            heute. Gleicher Anfang und gleicher Tag ergeben gleiche Daten. Ein unterbrochener \
            Aufbau beginnt beim nächsten Aufruf von vorn. Verlangt die Einstellung „demo = ja“.
            """)

    @Flag(help: "Tut nichts, wenn es schon Kommunen gibt.")
    var wennLeer = false
    @Flag(help: "Zeigt nur die Anmeldungen.")
    var logins = false
    @Option(help: ArgumentHelp("Wie viele Menschen der Bestand hat.", valueName: "anzahl"))
    var personen = 2500
    @Option(help: ArgumentHelp("Anfang der Zufallsfolge.", valueName: "zahl"))
    var seed = 1
    @Option(help: ArgumentHelp("Letzter Tag der Geschichte, sonst heute.", valueName: "datum"))
    var bis: Kalendertag?

    func validate() throws {
        guard (16...200_000).contains(personen) else {
            throw ValidationError("--personen nimmt eine Zahl von 16 bis 200000.")
        }
    }

    func run() async throws {
        if logins { return zeigen() }
        let configuration = try Configuration.laden()
        guard try configuration.istDemo else {
            throw Hindernis(
                .regel, "Dies ist kein Schulungssystem.",
                abhilfe: "Erfundene Daten gibt es nur, wo in den Einstellungen „demo = ja“ steht.")
        }
        let vermerk = try Aufbauvermerk(try configuration.verwaltung)
        defer { vermerk.freigeben() }
        if try vermerk.istAbgebrochen {
            Ausgabe.hinweis("Der letzte Aufbau wurde unterbrochen; er beginnt von vorn.")
            try vermerk.verwerfen()
            _ = try configuration.installation.migrate()
        }
        guard try await istLeer(configuration) else { return }
        let letzter = try bis ?? configuration.uhr.heute
        try vermerk.setzen()
        let dauer = try await ContinuousClock().measure {
            try await Verbundaufbau(
                configuration: configuration, zeit: Schulungszeit(heute: letzter),
                personen: personen, anfang: seed, melden: { Ausgabe.hinweis($0) }).ausfuehren()
        }
        Ausgabe.zeile("\(personen) Menschen in \(Schulungskommune.alle.count) Kommunen, "
                      + "\(dauer.components.seconds) Sekunden.")
    }

    /// Nur in eine leere Datenbank wird geladen; mit `--wenn-leer` ist eine volle kein Fehler.
    private func istLeer(_ configuration: Configuration) async throws -> Bool {
        let database = try configuration.database(.web)
        let vorhanden = try await MandantRegistry(database: database).all().count
        await database.shutdown()
        if vorhanden == 0 { return true }
        if wennLeer { return false }
        throw Hindernis(.regel, "Es gibt schon \(vorhanden) Kommunen.",
                        abhilfe: "Die Schulung beginnt in einer leeren Datenbank.")
    }

    private func zeigen() {
        let zuerst = Schulungsbenutzer.zuerst.compactMap { name in
            Schulungsbenutzer.alle.first { $0.anmeldename == name }
        }
        let weitere = Schulungsbenutzer.alle.filter {
            !Schulungsbenutzer.zuerst.contains($0.anmeldename)
        }
        Ausgabe.tabelle(
            ["Anmeldename", "Kennwort", "Rolle", "Adresse"],
            (zuerst + weitere).map {
                [$0.anmeldename, Schulungsbenutzer.kennwort, $0.bezeichnung, $0.pfad]
            })
    }
}
