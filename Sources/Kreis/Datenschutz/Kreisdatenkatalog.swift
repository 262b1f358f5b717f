/// Jede Tabelle des Kreises und der Plattform mit ihrer Kategorie. Daraus entsteht sein Verzeichnis
/// der Verarbeitungstätigkeiten; ein Test fällt, wenn eine Tabelle oder Spalte fehlt. Was die
/// Kommunen speichern, steht in deren eigenem Verzeichnis.
package enum Kreisdatenkatalog {
    package struct Tabelle: Sendable {
        /// Mit ihrem Schema: `kreis.zahlungsauftrag`.
        package let name: String
        package let kategorie: Kreisdatenkategorie
        /// Was darin steht, ohne das Innere.
        package let spalten: [String]

        init(_ name: String, _ kategorie: Kreisdatenkategorie, _ spalten: String = "") {
            self.name = name
            self.kategorie = kategorie
            self.spalten = spalten.split(separator: " ").map(String.init)
        }
    }

    /// Schlüssel, Prüfsummen, Zeitpunkte und wer etwas tat: bei jeder Tabelle das Innere.
    package static let inneres: Set<String> = [
        "abgegeben_am", "abgeholt_am", "abgeschlossen_am", "abgeschlossen_von", "aeusserung_id",
        "am", "anbieter_id", "anfrage", "angelegt_am", "angelegt_von", "angemeldet_am",
        "anmeldung_id", "antrag_id", "auf_id", "auftrag_id", "auszug_id", "bankdatei_id",
        "beantragt_am", "beantragt_von",
        "beantwortet_am", "beendet_am", "beendet_von", "begonnen_am", "begonnen_von",
        "benutzer_id", "beschlossen_am", "bestaetigt_am", "buchung_id", "buchungszeile_id",
        "csv_sha256", "datml_sha256", "durchleitung_id", "eingelesen_am", "eingelesen_von",
        "eingereicht_am", "einwohnerzahl_id", "entschieden_von", "entwurf_id", "erfasst_am",
        "erfasst_von", "eroeffnet_am", "eroeffnet_von", "erstattung_id", "erstellt_am",
        "erstellt_von", "erzeugt_am", "export_id", "feststellung_id", "forderung_id", "frage_id",
        "freigegeben_am", "freigegeben_von", "gebucht_am", "gebucht_von", "geladen_am",
        "gemeldet_am", "gemeldet_von", "gezaehlt_zum", "id", "inhalt_sha256", "kette_sha256",
        "konto_id", "kostenteilung_id", "lauf_id", "lfd", "mahnung_id", "mandant_id",
        "nachweis_sha256", "parameterstand_id", "probelauf_id", "rechnung_id", "runde_id",
        "schnittstelle_id", "sha256", "sonder_id", "stapel", "steller_id", "teil_id", "umlage_id",
        "umlageteil_id", "umsatz_id", "vergeben_am", "vergeben_von", "verknuepft_am",
        "verworfen_am",
        "verworfen_von", "von", "von_id", "vorgelegt_von", "vorlage_id", "widerrufen_am",
        "widerrufen_von", "zugang_id", "zuordnung_id", "zuweisung_id",
    ]

    package static var alle: [Tabelle] { geld + zaehlung + beschaeftigte + betrieb }
}
