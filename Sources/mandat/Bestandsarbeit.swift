import Foundation
import Grundwerte
import Kommune
import Platform
import Postgres

/// Was alle Befehle zum Bestand brauchen: die Kommune, ihre Leute, die Dateien.
struct Bestandsarbeit: Sendable {
    let database: Database
    let mandant: Mandant
    private let benutzer: [User]

    init(mandant kuerzel: String) async throws {
        let database = try Configuration.laden().database(.web)
        guard let mandant = try await MandantRegistry(database: database).all()
            .first(where: { $0.kuerzel == kuerzel }) else {
            throw Hindernis(.nichtGefunden, "Einen Mandanten „\(kuerzel)“ gibt es nicht.",
                            abhilfe: "`mandat mandant liste` zeigt alle.")
        }
        self.database = database
        self.mandant = mandant
        benutzer = try await database.platform.read { try User.alle(mandant: mandant.id, in: $0) }
    }

    /// Die Person, in deren Namen gearbeitet wird, mit den Rechten, die sie heute hat.
    func akteur(_ anmeldename: String) async throws -> Akteur {
        guard let person = benutzer.first(where: { $0.anmeldename == anmeldename }) else {
            throw Hindernis(.nichtGefunden, "„\(anmeldename)“ gibt es in \(mandant.name) nicht.",
                            abhilfe: "Nennen Sie den Anmeldenamen der Leitung.")
        }
        let heute = database.uhr.heute, id = person.id
        let rechte = try await database.platform.read { try User.rechte(id, am: heute,
            in: $0).rechte }
        let akteur = Akteur(benutzer: id, name: person.name, rechte: rechte, anfrage: UUIDv7())
        try akteur.verlange(.bestandUebernehmen)
        return akteur
    }

    func plan(_ verzeichnis: String) async throws -> Bestandsplan {
        let namen = Dictionary(uniqueKeysWithValues: benutzer.map { ($0.anmeldename, $0.id) })
        let gelesen = Bestand.lesen(try Bestandsordner.lesen(verzeichnis), benutzer: namen)
        return try await database.read(
            mandant, .bestandUebernehmen, als: .programm(anfrage: UUIDv7())
        ) { try Bestandsplan.aufstellen(gelesen, in: $0) }
    }

    /// Erst das Protokoll, dann die Daten: Auch eine abgebrochene Ausgabe ist vermerkt.
    func ausgeben(nach ordner: Bestandsordner, als akteur: Akteur) async throws -> [Bestand.Datei] {
        try await database.write(mandant, .bestandUebernehmen, als: akteur) {
            try $0.audit("bestand.ausgegeben")
        }
        let namen = Dictionary(uniqueKeysWithValues: benutzer.map { ($0.id, $0.anmeldename) })
        return try await database.read(
            mandant, .bestandUebernehmen, als: akteur, isolation: .repeatableRead
        ) { session in
            var offen: [Bestandsdatei: FileHandle] = [:]
            for datei in Bestandsdatei.allCases { offen[datei] = try ordner.oeffnen(datei.name) }
            return try Bestandsausgabe.schreiben(anmeldenamen: namen, in: session) { datei, bytes in
                try offen[datei]?.write(contentsOf: bytes)
            }
        }
    }
}

/// Ein Verzeichnis mit Bestandsdateien; was hier entsteht, liest nur das eigene Konto.
struct Bestandsordner: Sendable {
    private let ort: URL

    init(neu pfad: String) throws {
        guard !FileManager.default.fileExists(atPath: pfad) else {
            throw Hindernis(.eingabe, "„\(pfad)“ besteht schon.",
                            abhilfe: "Nennen Sie ein neues Verzeichnis.")
        }
        ort = URL(fileURLWithPath: pfad, isDirectory: true)
        try FileManager.default.createDirectory(
            at: ort, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func schreiben(_ name: String, _ daten: Data) throws {
        try oeffnen(name).write(contentsOf: daten)
    }

    /// Leert die Datei, falls ein zweiter Versuch sie noch einmal schreibt.
    func oeffnen(_ name: String) throws -> FileHandle {
        let pfad = ort.appendingPathComponent(name)
        guard FileManager.default.createFile(
            atPath: pfad.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw Hindernis(.eingabe, "„\(pfad.path)“ lässt sich nicht anlegen.",
                            abhilfe: "Prüfen Sie die Rechte und den freien Platz.")
        }
        return try FileHandle(forWritingTo: pfad)
    }

    static func lesen(_ verzeichnis: String) throws -> [Bestandsdatei: [UInt8]] {
        let namen: [String]
        do { namen = try FileManager.default.contentsOfDirectory(atPath: verzeichnis) } catch {
            throw Hindernis(.eingabe, "Das Verzeichnis „\(verzeichnis)“ lässt sich nicht lesen.",
                            abhilfe: "Prüfen Sie Pfad und Leserechte.")
        }
        var dateien: [Bestandsdatei: [UInt8]] = [:]
        for datei in Bestandsdatei.allCases where namen.contains(datei.name) {
            dateien[datei] = Array(try eingabe("\(verzeichnis)/\(datei.name)"))
        }
        return dateien
    }
}

enum Bestandsanzeige {
    private static let hoechstens = 50

    /// Zahlen, die ersten Befunde und auf Wunsch alle als CSV.
    static func zeigen(_ plan: Bestandsplan, liste: String?) throws {
        Ausgabe.tabelle(["Datei", "Zeilen", "Summe"], plan.bestand.dateien.map {
            [$0.name, String($0.zeilen), $0.summe.description]
        })
        Ausgabe.zeile("\(plan.bestand.anzahlFaelle) Fälle, "
                      + "\(plan.bestand.anzahlPersonen) Personen: "
                      + "\(plan.neueFaelle) Fälle neu, \(plan.schonDa) schon da, "
                      + "\(plan.fehlerhaft) fehlerhaft.")
        for befund in plan.befunde.prefix(hoechstens) {
            Ausgabe.zeile("\(befund.schwere == .fehler ? "Fehler" : "Hinweis"): \(befund.satz)")
        }
        if plan.befunde.count > hoechstens {
            Ausgabe.zeile("… und \(plan.befunde.count - hoechstens) weitere"
                          + (liste == nil ? "; --liste schreibt alle in eine Datei." : "."))
        }
        Ausgabe.zeile("\(plan.fehler) Fehler, \(plan.hinweise) Hinweise.")
        guard let liste else { return }
        guard FileManager.default.createFile(
            atPath: liste, contents: Data(Bestandsbefund.csv(plan.befunde).utf8),
            attributes: [.posixPermissions: 0o600]) else {
            throw Hindernis(.eingabe, "„\(liste)“ lässt sich nicht schreiben.",
                            abhilfe: "Prüfen Sie Pfad und Rechte.")
        }
    }
}
