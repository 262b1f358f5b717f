import Grundwerte
import Platform

/// Eine Kommune des Verbunds der Schulung: die sechzehn, die mit dem Kreis Borken vereinbart haben,
/// dass er das gemeinsame Verfahren führt (Schöppingen ist nicht dabei).
struct Schulungskommune: Sendable {
    let nummer: Int
    let angaben: Installation.Angaben
    /// Einwohner, nur als Gewicht.
    let einwohner: Int
    /// Ob die Krankenhilfe zentral abgerechnet wird (B-0: Bocholt nimmt nicht teil).
    let krankenhilfeZentral: Bool

    var kuerzel: String { angaben.kuerzel }

    private static let vereinbarung: [(String, String, String, String, String, String, Int)] = [
        ("ahaus", "Ahaus", "Stadt", "05554004", "Rathausplatz 1", "48683", 39_443),
        ("bocholt", "Bocholt", "Stadt", "05554008", "Kaiser-Wilhelm-Str. 52-58", "46395", 71_985),
        ("borken", "Borken", "Stadt", "05554012", "Im Piepershagen 17", "46325", 40_896),
        ("gescher", "Gescher", "Stadt", "05554016", "Marktplatz 1", "48712", 17_019),
        ("gronau", "Gronau", "Stadt", "05554020", "Konrad-Adenauer-Str. 1", "48599", 48_321),
        ("heek", "Heek", "Gemeinde", "05554024", "Bahnhofstraße 60", "48619", 8_198),
        ("heiden", "Heiden", "Gemeinde", "05554028", "Rathausplatz 1", "46359", 8_125),
        ("isselburg", "Isselburg", "Stadt", "05554032", "Minervastraße 12", "46419", 11_153),
        ("legden", "Legden", "Gemeinde", "05554036", "Amtshausstraße 1", "48739", 6_780),
        ("raesfeld", "Raesfeld", "Gemeinde", "05554040", "Weseler Straße 19", "46348", 11_206),
        ("reken", "Reken", "Gemeinde", "05554044", "Kirchstraße 14", "48734", 14_278),
        ("rhede", "Rhede", "Stadt", "05554048", "Rathausplatz 9", "46414", 19_043),
        ("stadtlohn", "Stadtlohn", "Stadt", "05554056", "Markt 3", "48703", 20_554),
        ("suedlohn", "Südlohn", "Gemeinde", "05554060", "Winterswyker Str. 1", "46354", 8_905),
        ("velen", "Velen", "Stadt", "05554064", "Ramsdorfer Str. 19", "46342", 12_923),
        ("vreden", "Vreden", "Stadt", "05554068", "Burgstraße 14", "48691", 22_357),
    ]

    static let alle = vereinbarung.enumerated().map { nummer, zeile in
        Schulungskommune(
            nummer: nummer,
            angaben: Installation.Angaben(
                kuerzel: zeile.0, name: zeile.1, bezeichnung: "\(zeile.2) \(zeile.1)", ags: zeile.3,
                strasse: zeile.4, plz: zeile.5, ort: zeile.1),
            einwohner: zeile.6, krankenhilfeZentral: zeile.0 != "bocholt")
    }

    /// Verteilt Personen nach Einwohnern, in ganzen Zahlen und ohne Rest (größte Reste).
    static func verteilen(_ personen: Int) -> [Int] {
        let gesamt = alle.reduce(0) { $0 + $1.einwohner }
        var anteile = alle.map { $0.einwohner * personen / gesamt }
        let reste = alle.map { ($0.einwohner * personen % gesamt, -$0.nummer) }
        let fehlend = personen - anteile.reduce(0, +)
        for stelle in alle.indices.sorted(by: { reste[$0] > reste[$1] }).prefix(fehlend) {
            anteile[stelle] += 1
        }
        return anteile
    }
}
