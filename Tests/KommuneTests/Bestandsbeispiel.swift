import Grundwerte
@testable import Kommune
import Platform
import Postgres
import TestSupport

/// Ein kleiner, fehlerfreier Bestand: ein Paar mit Kind und ein alleinstehender Mensch.
struct Bestandsbeispiel {
    private var zeilen: [Bestandsdatei: [[String]]]

    init() {
        zeilen = [
            .faelle: [["F1", "ALT-50-17", "Asyl", "", ""],
                ["F2", "AHA-2026-00041", "", "", "31.10.2026"]],
            .personen: [
                person("P1", "Haddad", "Sami", "05.03.1985", "m"),
                person("P2", "Haddad", "Rima", "1987-07-21", "w"),
                person("P3", "Haddad", "Noor", "12.09.2019", "w"),
                person("P4", "", "Abdul", "01.01.1999", "m"),
            ],
            .mitglieder: [
                ["F1", "P1", "haushaltsvorstand", "01.02.2025", ""],
                ["F1", "P2", "partner", "01.02.2025", ""], ["F1", "P3", "kind", "01.02.2025", ""],
                ["F2", "P4", "haushaltsvorstand", "01.04.2026", "31.10.2026"],
            ],
            .berechtigungen: ["P1", "P2", "P3", "P4"].map {
                [$0, "nr_1", "grundleistung", "01.02.2025", ""]
            },
            .aufenthalte: ["P1", "P2", "P3", "P4"].map {
                [$0, "aufenthaltsgestattung", "30.01.2025", "", "01.02.2025", ""]
            },
            .unterkuenfte: [[
                "F1", "wohnung", "Bahnhofstraße 4; Hinterhaus", "48683", "Ahaus", "400,00", "",
                "80", "",
                "Wohnbau \"Süd\" eG", "DE02120300000000202051", "M-17", "", "01.02.2025", "",
            ]],
            .einkommen: [[
                "P1", "erwerbstaetigkeit", "1.234,50", "100,00", "200,00", "", "", "Bäckerei Ross",
                "01.05.2026", "",
            ]],
            .vermoegen: [["P1", "Sparguthaben", "150,00", "01.02.2025", ""]],
            .konten: [["F1", "ueberweisung", "Sami Haddad", "DE89370400440532013000",
                "01.02.2025"]],
            .bewilligungen: [
                ["F1", "01.10.2026", "1900,00", "1420,00", "480,00", "2026/117", "03.09.2026"],
                ["F1", "2026-11", "1900,00", "1420,00", "480,00", "2026/117", "03.09.2026"],
            ],
        ]
    }

    /// Eine Zelle anders; `zeile` zählt ab 2, wie im Editor.
    mutating func setze(_ datei: Bestandsdatei, _ zeile: Int, _ feld: String, _ wert: String) {
        guard let stelle = datei.felder.firstIndex(where: { $0.name == feld }) else { return }
        let fehlen = stelle + 1 - (zeilen[datei]?[zeile - 2].count ?? 0)
        if fehlen > 0 { zeilen[datei]?[zeile - 2] += Array(repeating: "", count: fehlen) }
        zeilen[datei]?[zeile - 2][stelle] = wert
    }

    mutating func dazu(_ datei: Bestandsdatei, _ zellen: [String]) {
        zeilen[datei, default: []].append(zellen)
    }

    var dateien: [Bestandsdatei: [UInt8]] {
        zeilen.reduce(into: [:]) { dateien, eintrag in
            let text = Bestandsform.vorlage(eintrag.key)
                + eintrag.value.map { zellen in
                    // Freiwillige Felder am Ende dürfen in einer Zeile des Beispiels fehlen.
                    let rest = eintrag.key.felder.count - zellen.count
                    return CSVText.zeile(zellen + Array(repeating: "", count: max(0, rest)))
                }.joined()
            dateien[eintrag.key] = Array(text.utf8)
        }
    }
}

private func person(_ schluessel: String, _ familienname: String, _ vorname: String,
    _ geboren: String,
                    _ geschlecht: String) -> [String] {
    [schluessel, familienname, vorname, "", geboren, geschlecht, "475", "", "ledig", "01.02.2025",
        ""]
}

extension Kommunenwelt {
    /// Die Leitung, die übernimmt.
    func leitung(_ mandant: Mandant? = nil) async throws -> Akteur {
        try await verbund.akteur("leitung", mandant: mandant ?? ahaus)
    }

    func plan(_ dateien: [Bestandsdatei: [UInt8]], fuer mandant: Mandant? = nil,
              benutzer: [String: User.ID] = [:]) async throws -> Bestandsplan {
        let gelesen = Bestand.lesen(dateien, benutzer: benutzer)
        return try await verbund.database.read(
            mandant ?? ahaus, .bestandUebernehmen, als: .programm(anfrage: UUIDv7())
        ) { try Bestandsplan.aufstellen(gelesen, in: $0) }
    }

    @discardableResult
    func uebernimm(_ plan: Bestandsplan, nach mandant: Mandant? = nil, als akteur: Akteur,
                   ohneFehlerhafte: Bool = false, stapel: Int = 500) async throws
        -> Bestandsuebernahme.ID? {
        try await Bestandsuebernahme.ausfuehren(
            plan, bezeichnung: "Altverfahren", ohneFehlerhafte: ohneFehlerhafte, stapel: stapel,
            mandant: mandant ?? ahaus, als: akteur, database: verbund.database)
    }

    func ausgabe(_ mandant: Mandant? = nil, anmeldenamen: [User.ID: String] = [:]) async throws
        -> [Bestandsdatei: [UInt8]] {
        try await verbund.database.read(
            mandant ?? ahaus, .bestandUebernehmen, als: .programm(anfrage: UUIDv7()),
            isolation: .repeatableRead
        ) { session in
            var dateien: [Bestandsdatei: [UInt8]] = [:]
            _ = try Bestandsausgabe.schreiben(anmeldenamen: anmeldenamen, in: session) { datei,
                bytes in
                dateien[datei, default: []] += bytes
            }
            return dateien
        }
    }
}
