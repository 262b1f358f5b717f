import ArgumentParser
import Foundation
import Grundwerte
import Platform
import Uebergabe

struct ControllingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controlling", abstract: "Anonymisierte Berichte.", subcommands: [Export.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Schreibt die veröffentlichten Berichte eines Monats als CSV.",
            discussion: """
                Eine Datei je Bericht: Kopfzeile, Merkmale in Spalten, der Rand heißt Insgesamt, \
                eine Spalte wert, ein Punkt für gesperrte Zellen, 0 für echte Nullen. Dazu das \
                Prüfblatt. Unveröffentlichtes kann dieser Befehl nicht lesen.
                """)

        @Option(help: ArgumentHelp("Der Monat, etwa 2026-10.", valueName: "jjjj-mm"))
        var monat: String

        @Option(help: ArgumentHelp("Das Verzeichnis; es wird angelegt.", valueName: "dir"))
        var nach: String

        func validate() throws {
            guard Monat(monat) != nil else {
                throw ValidationError("--monat nimmt einen Monat wie 2026-10.")
            }
        }

        func run() async throws {
            let database = try Configuration.laden().database(.worker)
            let gesucht = Monat(monat)
            let (eine, werk) = try await database.read(
                .controlling, .controllingLesen, als: .programm(anfrage: UUIDv7())
            ) { session in
                guard let eine = try Veroeffentlichung.alle(in: session)
                    .first(where: { $0.monat == gesucht && $0.sonder == nil })
                else {
                    throw Hindernis(.nichtGefunden, "Dieser Monat ist nicht veröffentlicht.",
                                    abhilfe: "Zwei Personen geben ihn unter Controlling frei.")
                }
                return (eine, try Zahlenwerk.laden([eine], in: session))
            }
            await database.shutdown()
            try schreiben(eine, werk)
        }

        private func schreiben(_ eine: Veroeffentlichung, _ werk: Zahlenwerk) throws {
            let ordner = URL(fileURLWithPath: nach, isDirectory: true)
            try FileManager.default.createDirectory(at: ordner, withIntermediateDirectories: true)
            for bericht in Bericht.katalog {
                guard let tabelle = Berichtstabelle(bericht, eine.monat, aus: werk)
                else { continue }
                let datei = ordner.appendingPathComponent("\(bericht.schluessel).csv")
                try Data(tabelle.csv).write(to: datei)
                Ausgabe.zeile("\(datei.path): \(tabelle.zeilen.count) Zeilen, "
                    + "\(tabelle.gesperrt) gesperrt")
            }
            try Data(eine.pruefblatt.utf8)
                .write(to: ordner.appendingPathComponent("pruefblatt.txt"))
        }
    }
}

extension Veroeffentlichung {
    /// Das Prüfblatt als Text.
    fileprivate var pruefblatt: String {
        let spanne = nachweis.engsteSpanne.map(String.init) ?? "keine begrenzt"
        return """
        Veröffentlichung \(nummer), \(monat.deutsch)
        Felder: \(nachweis.zellen), davon gesperrt: \(nachweis.gesperrt)
        Dem Angriff bekannt: \(nachweis.bekannt) veröffentlichte Zahlen, \
        \(nachweis.gleichungen) Beziehungen
        Angegriffene Felder, je zwei Linearprogramme: \(nachweis.angegriffen)
        Aufgedeckt: \(nachweis.aufgedeckt)
        Engste Spanne einer gesperrten Anzahl: \(spanne)
        SHA-256: \(sha256.map { String(format: "%02x", $0) }.joined())
        SHA-256 der Kette: \(kette.map { String(format: "%02x", $0) }.joined())

        """
    }
}
