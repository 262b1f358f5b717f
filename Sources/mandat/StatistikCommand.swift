import ArgumentParser
import Foundation
import Grundwerte
import Kreis
import Platform

struct StatistikCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistik",
        abstract: "Abgegebene Statistiken ausgeben und amtliche Schlüssel laden.",
        subcommands: [Export.self, Liste.self, Schluessel.self, Verbindung.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Schreibt, was die Kommunen zu einem Stichtag abgegeben haben.",
            discussion: """
                Arbeitet unter der Anmeldung statistik_export, die nur Funktionen der Statistik \
                erreicht. Jede Ausgabe wird in der Datenbank vermerkt.
                """)

        @Option(help: ArgumentHelp("Etwa „regelleistungen“; „liste“ zeigt alle.",
                                   valueName: "name"))
        var erhebung: String
        @Option(help: ArgumentHelp("Letzter Tag des Berichtszeitraums.", valueName: "datum"))
        var stichtag: Kalendertag
        @Option(help: ArgumentHelp("Nur diese Kommune.", valueName: "kürzel"))
        var mandant: String?
        @Option(help: ArgumentHelp("csv oder datml.", valueName: "format"))
        var format = Statistikdatei.Format.csv
        @Option(help: ArgumentHelp("Verzeichnis für die Datei.", valueName: "verzeichnis"))
        var nach: String

        func validate() throws {
            guard erhebung.wholeMatch(of: /[a-z_]{3,40}/) != nil else {
                throw ValidationError("„\(erhebung)“ ist keine Erhebung.")
            }
        }

        func run() async throws {
            let database = try Configuration.laden().database(.web)
            let ags = try await ags(database)
            let export = Statistikexport(erhebung: erhebung, stichtag: stichtag, ags: ags)
            let ziel = URL(fileURLWithPath: nach, isDirectory: true).appendingPathComponent(
                "\(export.dateiname).\(format == .csv ? "csv" : "xml")")
            let format = format
            let (saetze, summe) = try await database.write(
                .statistikExport, .statistikLesen, als: .programm(anfrage: UUIDv7())
            ) { session in
                let datei = try Ausgabedatei(ziel)
                let fertig = try export.ausgeben(format, in: session) { try datei.schreiben($0) }
                try datei.schliessen()
                return fertig
            }
            await database.shutdown()
            Ausgabe.zeile("\(ziel.path): \(saetze) \(saetze == 1 ? "Satz" : "Sätze"), "
                          + "SHA-256 \(summe.map { String(format: "%02x", $0) }.joined())")
        }

        private func ags(_ database: Database) async throws -> String? {
            guard let mandant else { return nil }
            let alle = try await MandantRegistry(database: database).all()
            guard let einer = alle.first(where: { $0.kuerzel == mandant }) else {
                throw Hindernis(.nichtGefunden, "Einen Mandanten „\(mandant)“ gibt es nicht.",
                                abhilfe: "`mandat mandant liste` zeigt alle.")
            }
            return einer.ags
        }
    }

    struct Liste: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "liste", abstract: "Zeigt, zu welchen Stichtagen etwas abgegeben ist.")

        func run() async throws {
            let database = try Configuration.laden().database(.web)
            let zeilen = try await database.read(
                .statistikExport, .statistikLesen, als: .programm(anfrage: UUIDv7())
            ) { session in
                try Statistikexport.vorhandene(in: session).map {
                    [$0.erhebung, $0.stichtag.deutsch, String($0.kommunen), String($0.saetze)]
                }
            }
            await database.shutdown()
            Ausgabe.tabelle(["Erhebung", "Stichtag", "Kommunen", "Sätze"], zeilen)
        }
    }

    struct Schluessel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schluessel",
            abstract: "Lädt amtliche Namen und Schlüsselwerte, oder zeigt mit --vorlage, welche.",
            discussion: """
                Eine CSV-Datei mit den Spalten erhebung;merkmal;intern;amtlich. Ohne merkmal: eine \
                Kennung der Erhebung (ERHID, MELDID, STAID); ohne intern: der Name des Merkmals.
                """)

        @Flag(help: "Gibt die Zeilen aus, die zu laden sind.")
        var vorlage = false
        @Option(help: ArgumentHelp("Ab wann sie gelten.", valueName: "datum"))
        var ab: Kalendertag?
        @Option(help: ArgumentHelp("Woher sie stammen.", valueName: "text"))
        var quelle: String?
        @Argument(help: ArgumentHelp("Die CSV-Datei.", valueName: "datei"))
        var datei: String?

        func validate() throws {
            guard vorlage || (ab != nil && quelle?.isEmpty == false) else {
                throw ValidationError("Verlangt werden --ab, --quelle und eine Datei.")
            }
        }

        func run() async throws {
            let database = try Configuration.laden().database(.web)
            let akteur = Akteur.programm(anfrage: UUIDv7())
            if vorlage {
                let zeilen = try await database.read(.statistik, .statistikErheben, als: akteur) {
                    try Schluesselzeile.vorlage(in: $0)
                }
                Ausgabe.zeile("erhebung;merkmal;intern;amtlich")
                for zeile in zeilen {
                    Ausgabe.zeile("\(zeile.erhebung);\(zeile.merkmal);\(zeile.intern);")
                }
            } else if let ab, let quelle {
                let zeilen = try gelesen()
                let anzahl = try await database.write(.statistik, .statistikErheben, als: akteur) {
                    try Schluesselzeile.laden(zeilen, ab: ab, quelle: quelle, in: $0)
                }
                Ausgabe.zeile("\(anzahl) Schlüssel geladen, gültig ab \(ab.deutsch).")
            }
            await database.shutdown()
        }

        private func gelesen() throws -> [Schluesselzeile] {
            let text = String(decoding: try eingabe(datei), as: UTF8.self)
            return try text.split(whereSeparator: \.isNewline).enumerated().dropFirst().map {
                stelle, zeile in
                let teile = zeile.split(separator: ";", omittingEmptySubsequences: false)
                guard teile.count == 4, !teile[3].isEmpty else {
                    throw Hindernis(.eingabe, "Zeile \(stelle + 1) hat keine vier Spalten oder "
                                    + "keinen amtlichen Wert.",
                                    abhilfe: "Ergänzen Sie sie oder löschen Sie die Zeile.")
                }
                return Schluesselzeile(
                    erhebung: String(teile[0]), merkmal: String(teile[1]),
                    intern: String(teile[2]), amtlich: String(teile[3]))
            }
        }
    }

    struct Verbindung: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verbindung",
            abstract: "Zeigt die Verbindungszeichenkette der Anmeldung statistik_export.",
            discussion: "Für psql; sie enthält das Passwort.")

        func run() throws {
            let database = try Configuration.laden().database(.web)
            Ausgabe.zeile(database.connectionString(
                login: KreisOffice.statistikExport.rawValue, generation: 1))
        }
    }
}

extension Statistikdatei.Format: ExpressibleByArgument {}

/// Eine Datei, die erst am Ende unter ihrem Namen steht.
private final class Ausgabedatei {
    private let ziel: URL
    private let entwurf: URL
    private let datei: FileHandle
    private var puffer = Data()

    init(_ ziel: URL) throws {
        self.ziel = ziel
        entwurf = ziel.appendingPathExtension("teil")
        guard FileManager.default.createFile(atPath: entwurf.path, contents: nil) else {
            throw Hindernis(.eingabe, "In „\(ziel.deletingLastPathComponent().path)“ lässt sich "
                            + "nicht schreiben.", abhilfe: "Prüfen Sie Pfad und Schreibrechte.")
        }
        datei = try FileHandle(forWritingTo: entwurf)
        puffer.reserveCapacity(1 << 20)
    }

    /// Was nicht fertig wurde, bleibt nicht liegen; nach `schliessen` ist hier nichts mehr.
    deinit { _ = try? FileManager.default.removeItem(at: entwurf) }

    func schreiben(_ bytes: UnsafeRawBufferPointer) throws {
        puffer.append(contentsOf: bytes)
        if puffer.count > 1 << 19 { try leeren() }
    }

    private func leeren() throws {
        try datei.write(contentsOf: puffer)
        puffer.removeAll(keepingCapacity: true)
    }

    func schliessen() throws {
        try leeren()
        try datei.close()
        _ = try? FileManager.default.removeItem(at: ziel)
        try FileManager.default.moveItem(at: entwurf, to: ziel)
    }
}
