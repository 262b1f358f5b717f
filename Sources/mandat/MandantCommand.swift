import ArgumentParser
import Grundwerte
import Platform

struct MandantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mandant", abstract: "Kommunen anlegen, auflisten und aktivieren.",
        subcommands: [Anlegen.self, Liste.self, Aktivieren.self, Auskunft.self, Verbindung.self])

    struct Anlegen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "anlegen",
            abstract: "Legt eine Kommune mit eigenem Schema und eigener Datenbankanmeldung an.",
            discussion: "Sie ruht, bis sie ein Datum der Aktivierung hat.")

        @Option(help: ArgumentHelp("Teil der Adresse nach /m/, etwa „ahaus“.", valueName: "text"))
        var kuerzel: String
        @Option(help: ArgumentHelp("Name der Kommune, etwa „Ahaus“.", valueName: "text"))
        var name: String
        @Option(help: ArgumentHelp("Wie sie unterzeichnet, etwa „Stadt Ahaus“.", valueName: "text"))
        var bezeichnung: String
        @Option(
            help: ArgumentHelp("Amtlicher Gemeindeschlüssel, acht Ziffern.", valueName: "ziffern"))
        var ags: String
        @Option(help: ArgumentHelp("Straße und Hausnummer des Rathauses.", valueName: "text"))
        var strasse: String
        @Option(help: ArgumentHelp("Postleitzahl.", valueName: "ziffern"))
        var plz: String
        @Option(help: ArgumentHelp("Ort.", valueName: "text"))
        var ort: String
        @Option(help: ArgumentHelp("Erster Arbeitstag im Verbund.", valueName: "datum"))
        var aktivAb: Kalendertag?

        func run() async throws {
            let installation = try Configuration.laden().installation
            let mandant = try installation.anlegen(
                Installation.Angaben(
                    kuerzel: kuerzel, name: name, bezeichnung: bezeichnung, ags: ags,
                    strasse: strasse, plz: plz,
                    ort: ort))
            if let aktivAb { try installation.aktivieren(kuerzel: kuerzel, ab: aktivAb) }
            Ausgabe.zeile("\(mandant.bezeichnung) angelegt, "
                          + (aktivAb.map { "aktiv ab \($0.deutsch)" } ?? "noch nicht aktiv") + ".")
        }
    }

    struct Liste: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "liste", abstract: "Zeigt alle Kommunen nach Gemeindeschlüssel.")

        func run() async throws {
            let database = try Configuration.laden().database(.web)
            let zeilen = try await MandantRegistry(database: database).all().map { mandant in
                [mandant.ags, mandant.kuerzel, mandant.bezeichnung, mandant.zeitraum]
            }
            await database.shutdown()
            Ausgabe.tabelle(["AGS", "Kürzel", "Bezeichnung", "Aktiv"], zeilen)
        }
    }

    struct Aktivieren: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "aktivieren",
            abstract: "Setzt den ersten Arbeitstag einer Kommune im Verbund.")

        @Argument(help: ArgumentHelp("Kürzel der Kommune.", valueName: "kürzel"))
        var kuerzel: String
        @Option(help: ArgumentHelp("Erster Arbeitstag.", valueName: "datum"))
        var ab: Kalendertag

        func run() async throws {
            try Configuration.laden().installation.aktivieren(kuerzel: kuerzel, ab: ab)
            Ausgabe.zeile("\(kuerzel) ist aktiv ab \(ab.deutsch).")
        }
    }

    struct Auskunft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "auskunft",
            abstract: "Setzt, wen andere Kommunen anrufen, wenn diese eine Person kennt.")

        @Argument(help: ArgumentHelp("Kürzel der Kommune.", valueName: "kürzel"))
        var kuerzel: String
        @Argument(help: ArgumentHelp("Stelle und Telefon, etwa „Soziales, 02861 939-0“.",
                                     valueName: "text"))
        var stelle: String

        func validate() throws {
            guard stelle.count <= 200 else {
                throw ValidationError("Die Stelle hat höchstens 200 Zeichen.")
            }
        }

        func run() async throws {
            try Configuration.laden().installation.auskunftsstelle(kuerzel: kuerzel, stelle)
            Ausgabe.zeile("\(kuerzel): \(stelle)")
        }
    }

    struct Verbindung: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verbindung",
            abstract: "Gibt den libpq-Verbindungstext der eigenen Anmeldung einer Kommune aus.",
            discussion: "Er enthält das Kennwort: für psql, nicht für Protokolle.")

        @Argument(help: ArgumentHelp("Kürzel der Kommune.", valueName: "kürzel"))
        var kuerzel: String

        func run() async throws {
            let database = try Configuration.laden().database(.web)
            let gefunden = try await MandantRegistry(database: database).all().first {
                $0.kuerzel == kuerzel
            }
            await database.shutdown()
            guard let mandant = gefunden else {
                throw Hindernis(.nichtGefunden, "Einen Mandanten „\(kuerzel)“ gibt es nicht.",
                                abhilfe: "`mandat mandant liste` zeigt alle.")
            }
            Ausgabe.zeile(database.connectionString(
                login: mandant.loginRole, generation: mandant.loginGeneration))
        }
    }
}

extension Mandant {
    /// „ab 01.10.2025“ oder „ruht“.
    fileprivate var zeitraum: String {
        guard let aktivAb else { return "ruht" }
        return Zeitraum(von: aktivAb, bis: aktivBis).description
    }
}

extension Ausgabe {
    /// Spalten, so breit wie ihr längster Eintrag.
    static func tabelle(_ kopf: [String], _ zeilen: [[String]]) {
        let breiten = kopf.indices.map { spalte in
            ([kopf] + zeilen).map { $0[spalte].count }.max() ?? 0
        }
        for zeile in [kopf] + zeilen {
            let text = zip(zeile, breiten).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            self.zeile(text.joined(separator: "  ").trimmingSuffix())
        }
    }
}

extension String {
    fileprivate func trimmingSuffix() -> String {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
