import Crypto
import Grundwerte

/// Der Nachweis einer Umlage als zwei Listen; seine Prüfsumme geht über beide, erst die Verteilung.
///
/// UTF-8 mit BOM, Semikolon, Dezimalkomma, CRLF, wie es jede Tabellenkalkulation öffnet.
package struct Umlagenachweis: Sendable {
    /// Eine Zeile je Kommune mit allen Schritten der Rechnung.
    package let verteilung: [UInt8]
    /// Eine Zeile je Rechnung, Gutschrift und Durchleitung.
    package let positionen: [UInt8]

    package init(_ rechnung: Umlagerechnung) {
        let netto = rechnung.netto, summe = rechnung.empfaenger
        verteilung = Self.csv(
            ["Monat", "AGS", "Kommune", "Umzulegen", "Empfänger", "Empfänger zusammen",
             "Regel ab", "Gezählt am", "Prüfsumme der Liste", "Abgerundet", "Rest", "Zusatzcent",
             "Anteil", "Durchleitung", "Betrag"],
            rechnung.zeilen.map { zeile in
                [rechnung.monat.description, zeile.ags, zeile.kommune, netto.csv,
                 String(zeile.anteil.gewicht), String(summe), rechnung.regel.ersterTag.deutsch,
                 zeile.zahl?.gezaehltZum.deutsch ?? "",
                 zeile.zahl.map { Self.hex($0.sha256) } ?? "", zeile.anteil.ganze.csv,
                 String(zeile.anteil.rest), zeile.anteil.zusatzcent ? "1" : "0",
                 zeile.anteil.betrag.csv, zeile.durchleitung.csv, zeile.betrag.csv]
            })
        positionen = Self.csv(
            ["Monat", "Lfd", "Gebucht", "Beleg", "Rechnungssteller", "Betrag"],
            rechnung.positionen.enumerated().map { stelle, position in
                [rechnung.monat.description, String(stelle + 1), position.tag.deutsch,
                 position.text, position.rechnungssteller, position.betrag.csv]
            })
    }

    package var sha256: [UInt8] { Array(SHA256.hash(data: verteilung + positionen)) }

    static func csv(_ kopf: [String], _ zeilen: [[String]]) -> [UInt8] {
        let text = ([kopf] + zeilen).map { zeile in
            zeile.map(feld).joined(separator: ";") + "\r\n"
        }
        return Array(("\u{FEFF}" + text.joined()).utf8)
    }

    /// In Anführungszeichen, was sonst die Spalten verschöbe.
    private static func feld(_ text: String) -> String {
        guard text.contains(where: { $0 == ";" || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let ziffern = String(byte, radix: 16)
            return byte < 16 ? "0\(ziffern)" : ziffern
        }.joined()
    }
}
