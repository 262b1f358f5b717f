import Foundation
import Grundwerte
@testable import Web

/// Die Vorlagen und Dateien, wie sie im Baum liegen.
enum Vorlagen {
    static let web = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Web").standardizedFileURL.path

    static func statics() throws -> StaticFiles { try StaticFiles(directory: web + "/Static") }

    static func pages(mit weitere: [String: String] = [:]) throws -> Pages {
        let sources = try Pages.sources(in: web + "/Templates")
        return try Pages(sources: sources.merging(weitere) { $1 }, statics: statics())
    }

    static let heute = Kalendertag(tageSeit2000: 9_824)

    static func rahmen(_ bereich: Rahmen.Bereich = .kommune) throws -> Rahmen {
        var rahmen = Rahmen(
            bereich, ort: bereich == .kreis ? "Kreis Hohenmark · Kreiskasse" : "Stadt Eschental",
            start: "/m/eschental/", heute: heute, statics: try statics())
        rahmen.schulung = true
        guard bereich != .portal else { return rahmen }
        rahmen.wer = Wer(name: "Ines Brockhoff", rolle: "Sachbearbeitung", konto: "/konto",
                         abmelden: "/abmeldung")
        rahmen.suche = Suche("/suche", wonach: "Name, Geburtsdatum, Aktenzeichen, AZR, IBAN")
        rahmen.nav = [
            Punkt("Meine Aufgaben", "/aufgaben", anzahl: 14),
            Punkt("Fälle", "/faelle", aktiv: true), Punkt("Posteingang", "/post", anzahl: 6),
            Punkt("Zahlungen", "/zahlungen"), Punkt("Kennzahlen", "/kennzahlen"),
        ]
        return rahmen
    }
}
