import Grundwerte

/// Die Beschreibung der CSV-Dateien für Menschen, aus denselben Angaben wie die Prüfung.
package enum Bestandsform {
    /// Die Kopfzeile einer leeren Datei.
    package static func vorlage(_ datei: Bestandsdatei) -> String {
        "\u{FEFF}" + CSVText.zeile(datei.felder.map(\.name))
    }

    package static var beschreibung: String {
        var text = """
            Bestand für Mandat: die Dateien und ihre Felder

            Alle Dateien liegen in einem Verzeichnis. Trennzeichen ist das Semikolon, die erste
            Zeile nennt die Felder in beliebiger Reihenfolge. Zeichensatz ist UTF-8, auch mit
            Kennung, oder Windows-1252; so speichert Excel. Werte mit Semikolon, Anführungszeichen
            oder Umbruch stehen in Anführungszeichen. Ein offenes Ende und fehlende freiwillige
            Angaben bleiben leer. Felder mit * müssen gefüllt sein.

            Zeiträume derselben Art dürfen sich nicht überschneiden; beide Tage gehören dazu.
            Schlüssel und Postleitzahlen gehören als Text in eine Tabelle, sonst kürzt das
            Tabellenprogramm führende Nullen und lange Zahlen.


            """
        for datei in Bestandsdatei.allCases {
            text += "\(datei.name)\n\(datei.zweck)\n"
            for feld in datei.felder {
                text += "  \(feld.name)\(feld.istPflicht ? " *" : "")\n      \(feld.form)\n"
                if !feld.erklaerung.isEmpty { text += "      \(feld.erklaerung)\n" }
            }
            text += "\n"
        }
        return text
    }
}
