import Grundwerte
import Platform

/// Das Verzeichnis der Verarbeitungstätigkeiten des Kreises (Art. 30 DSGVO): was er selbst
/// verantwortet (Abs. 1), und für wen er im Auftrag verarbeitet (Abs. 2). Erzeugt aus dem
/// Datenkatalog und den eingerichteten Kommunen: Es kann nicht veralten.
package struct Kreisverzeichnis: Sendable, Encodable {
    package struct Kategorie: Sendable, Encodable {
        package let name: String
        package let zweck: String
        package let grundlage: String
        package let betroffene: String
        package let empfaenger: [String]
        package let frist: String
        /// Jede Tabelle mit dem, was in ihr steht.
        package let tabellen: [String]
    }

    /// Eine Kommune, für die der Kreis das Programm betreibt und zahlt.
    package struct Auftraggeber: Sendable, Encodable {
        package let name: String
        package let anschrift: String
        package let zeitraum: String
    }

    package let verantwortlich: String
    package let anschrift: String
    package let erreichbar: String
    package let datenschutz: String
    package let stand: String
    package let kategorien: [Kategorie]
    package let auftraggeber: [Auftraggeber]
    package let massnahmen: [String]

    package static let vordruck = "Sources/Kreis/Vordrucke/verzeichnis.typ"

    package init(kreis: String, kontakt: Kontakt = Kontakt(), kommunen: [Mandant],
                 am tag: Kalendertag) {
        verantwortlich = kreis
        anschrift = kontakt.anschrift
        erreichbar = kontakt.erreichbar
        datenschutz = kontakt.datenschutz
        stand = tag.deutsch
        kategorien = Kreisdatenkategorie.allCases.map { kategorie in
            Kategorie(
                name: kategorie.bezeichnung, zweck: kategorie.zweck,
                grundlage: kategorie.grundlage, betroffene: kategorie.betroffene,
                empfaenger: kategorie.empfaenger, frist: kategorie.frist,
                tabellen: Kreisdatenkatalog.alle.filter { $0.kategorie == kategorie }.map {
                    $0.spalten.isEmpty ? $0.name
                        : "\($0.name): \($0.spalten.joined(separator: ", "))"
                })
        }
        auftraggeber = kommunen.map { kommune in
            Auftraggeber(
                name: kommune.bezeichnung,
                anschrift: "\(kommune.strasse), \(kommune.plz) \(kommune.ort)",
                zeitraum: kommune.aktivAb.map { ab in
                    "\(ab.deutsch) bis \(kommune.aktivBis?.deutsch ?? "auf Weiteres")"
                } ?? "noch nicht")
        }
        massnahmen = Self.massnahmen
    }

    /// Technische und organisatorische Maßnahmen, die das Programm selbst trifft (Art. 32 DSGVO).
    private static let massnahmen = [
        "Der Kreis erreicht keine Tabelle einer Kommune; was hinübergeht, sind einzelne Werte ohne "
            + "Anschrift und ohne Akte.",
        "Jedes Amt des Kreises hat eine eigene Anmeldung an der Datenbank mit eigenen Rechten.",
        "Zahlläufe, Rechnungen und Veröffentlichungen geben zwei Personen frei.",
        "Einsicht in einen Fall gewährt die Kommune, für Stunden und mit Protokoll; eine gesperrte "
            + "Anschrift sieht der Support nie.",
        "Protokolle sind versiegelt, jedes Siegel schließt das vorige ein und liegt auch außerhalb "
            + "der Datenbank.",
        "Kennwörter sind gehasht, Geheimnisse verschlüsselt; Passkeys liegen nur als öffentlicher "
            + "Schlüssel vor.",
        "Was veröffentlicht wird, ist vorher gegen Rückschlüsse auf Einzelne geprüft.",
    ]
}
