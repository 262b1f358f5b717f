import ArgumentParser
import Foundation
import Grundwerte
import Kommune
import Platform

struct BestandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bestand",
        abstract: "Fälle aus einem alten Verfahren übernehmen und in derselben Form ausgeben.",
        discussion: """
            Die Dateien beschreibt `mandat bestand vorlage`. Erst `pruefen`, dann `uebernehmen`: \
            Es übernimmt alles oder nichts und setzt eine unterbrochene Übernahme fort.
            """,
        subcommands: [Pruefen.self, Uebernehmen.self, Ausgeben.self, Vorlage.self])
}

extension BestandCommand {
    struct Pruefen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pruefen",
            abstract: "Prüft alle Dateien und nennt jeden Fehler; ändert nichts.")

        @OptionGroup var ort: Bestandsort
        @Option(help: ArgumentHelp("Alle Befunde auch als CSV in diese Datei.", valueName: "datei"))
        var liste: String?

        func run() async throws {
            let arbeit = try await Bestandsarbeit(mandant: ort.mandant)
            let plan = try await arbeit.plan(ort.verzeichnis)
            await arbeit.database.shutdown()
            try Bestandsanzeige.zeigen(plan, liste: liste)
            if plan.fehler > 0 { throw ExitCode.failure }
        }
    }

    struct Uebernehmen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "uebernehmen",
            abstract: "Übernimmt alle Fälle, die noch nicht da sind.",
            discussion: """
                Hat eine Zeile einen Fehler, wird nichts übernommen. Die Konten bestätigt danach \
                eine zweite Person auf der Seite „Übernahmen“; erst dann wird dorthin gezahlt.
                """)

        @OptionGroup var ort: Bestandsort
        @Option(help: ArgumentHelp("Anmeldename der Leitung, die die Übernahme verantwortet.",
                                   valueName: "name"))
        var als: String
        @Option(help: ArgumentHelp("Woher der Bestand kommt, für Akte und Protokoll.",
                                   valueName: "text"))
        var quelle = "Altverfahren"
        @Option(help: ArgumentHelp("Alle Befunde auch als CSV in diese Datei.", valueName: "datei"))
        var liste: String?
        @Option(help: ArgumentHelp("Fälle je Transaktion.", valueName: "anzahl"))
        var stapel = 500
        @Flag(help: "Lässt Fälle mit Fehlern weg, statt alles aufzuhalten.")
        var ohneFehlerhafte = false

        func validate() throws {
            guard (1...100_000).contains(stapel) else {
                throw ValidationError("--stapel nimmt eine Zahl von 1 bis 100000.")
            }
            guard (1...200).contains(quelle.count) else {
                throw ValidationError("--quelle nimmt einen Text von 1 bis 200 Zeichen.")
            }
        }

        func run() async throws {
            let arbeit = try await Bestandsarbeit(mandant: ort.mandant)
            let akteur = try await arbeit.akteur(als)
            let plan = try await arbeit.plan(ort.verzeichnis)
            try Bestandsanzeige.zeigen(plan, liste: liste)
            let id = try await Bestandsuebernahme.ausfuehren(
                plan, bezeichnung: quelle, ohneFehlerhafte: ohneFehlerhafte, stapel: stapel,
                mandant: arbeit.mandant, als: akteur, database: arbeit.database) { fertig, alle in
                Ausgabe.hinweis("\(fertig) von \(alle) Fällen übernommen")
            }
            await arbeit.database.shutdown()
            Ausgabe.zeile(id == nil ? "Alles war schon da."
                : "Übernommen: \(plan.neueFaelle) Fälle, \(plan.neuePersonen) Personen.")
        }
    }

    struct Ausgeben: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ausgeben",
            abstract: "Schreibt den ganzen Bestand einer Kommune in dieselben Dateien.",
            discussion: "Sie enthalten alle Personen und Konten; das Verzeichnis darf noch nicht "
                + "bestehen; nur das eigene Konto kann es lesen. Die Ausgabe steht im Protokoll.")

        @Option(help: ArgumentHelp("Kürzel der Kommune.", valueName: "kürzel"))
        var mandant: String
        @Option(help: ArgumentHelp("Anmeldename der Leitung, die die Ausgabe verantwortet.",
                                   valueName: "name"))
        var als: String
        @Option(help: ArgumentHelp("Neues Verzeichnis.", valueName: "verzeichnis"))
        var nach: String

        func run() async throws {
            let arbeit = try await Bestandsarbeit(mandant: mandant)
            let akteur = try await arbeit.akteur(als)
            let ordner = try Bestandsordner(neu: nach)
            let dateien = try await arbeit.ausgeben(nach: ordner, als: akteur)
            await arbeit.database.shutdown()
            Ausgabe.tabelle(["Datei", "Zeilen", "Summe"],
                            dateien.map { [$0.name, String($0.zeilen), $0.summe.description] })
        }
    }

    struct Vorlage: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "vorlage",
            abstract: "Beschreibt die Dateien und Felder; mit --nach auch leere Dateien.")

        @Option(help: ArgumentHelp("Neues Verzeichnis für leere Dateien.",
            valueName: "verzeichnis"))
        var nach: String?

        func run() throws {
            guard let nach else { return Ausgabe.zeile(Bestandsform.beschreibung) }
            let ordner = try Bestandsordner(neu: nach)
            for datei in Bestandsdatei.allCases {
                try ordner.schreiben(datei.name, Data(Bestandsform.vorlage(datei).utf8))
            }
            try ordner.schreiben("LIESMICH.txt", Data(Bestandsform.beschreibung.utf8))
            let anzahl = Bestandsdatei.allCases.count
            Ausgabe.zeile("\(anzahl) leere Dateien und LIESMICH.txt angelegt.")
        }
    }
}

struct Bestandsort: ParsableArguments {
    @Option(help: ArgumentHelp("Kürzel der Kommune.", valueName: "kürzel"))
    var mandant: String
    @Argument(help: ArgumentHelp("Verzeichnis mit den CSV-Dateien.", valueName: "verzeichnis"))
    var verzeichnis: String
}
