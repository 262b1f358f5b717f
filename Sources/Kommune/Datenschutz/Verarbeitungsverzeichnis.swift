import Grundwerte
import Platform
import Postgres

/// Das Verzeichnis der Verarbeitungstätigkeiten (Art. 30 DSGVO), erzeugt aus dem Datenkatalog, den
/// Löschregeln und den eingetragenen Auftragsverarbeitern: Es kann nicht veralten.
package struct Verarbeitungsverzeichnis: Sendable, Encodable {
    package struct Kategorie: Sendable, Encodable {
        package let name: String
        package let zweck: String
        package let grundlage: String
        package let empfaenger: [String]
        package let frist: String
        /// Jede Tabelle mit dem, was in ihr steht.
        package let tabellen: [String]
    }

    package struct Verarbeiter: Sendable, Encodable {
        package let name: String
        package let aufgabe: String
        package let vertrag: String
        package let zeitraum: String
    }

    package let verantwortlich: String
    package let anschrift: String
    package let erreichbar: String
    package let datenschutz: String
    package let stand: String
    package let kategorien: [Kategorie]
    package let verarbeiter: [Verarbeiter]
    package let massnahmen: [String]

    package static let vordruck = "Sources/Kommune/Vordrucke/verzeichnis.typ"

    package init(in session: MandantSession) throws {
        let regeln = try Loeschregel.geltende(am: session.heute, in: session)
        let kontakt = try Verzeichniskontakt.geltender(in: session)
        verantwortlich = session.mandant.bezeichnung
        anschrift = kontakt.anschrift
        erreichbar = kontakt.erreichbar
        datenschutz = kontakt.datenschutz
        stand = session.heute.deutsch
        kategorien = Datenkategorie.allCases.map { kategorie in
            Kategorie(
                name: kategorie.bezeichnung, zweck: kategorie.zweck,
                grundlage: kategorie.grundlage, empfaenger: kategorie.empfaenger,
                frist: kategorie.loeschart.flatMap { regeln[$0] }
                    .map { "\($0.dauer) (\($0.fundstelle))" } ?? "keine",
                tabellen: Datenkatalog.alle.filter { $0.kategorie == kategorie }.map {
                    $0.spalten.isEmpty ? $0.name
                        : "\($0.name): \($0.spalten.joined(separator: ", "))"
                })
        }
        verarbeiter = try Auftragsverarbeiter.alle(in: session).map {
            Verarbeiter(name: $0.name, aufgabe: $0.aufgabe, vertrag: $0.vertragVom.deutsch,
                        zeitraum: "\($0.gueltig.von.deutsch) bis "
                            + ($0.gueltig.bis?.deutsch ?? "auf Weiteres"))
        }
        massnahmen = Self.massnahmen
    }

    /// Technische und organisatorische Maßnahmen, die das Programm selbst trifft (Art. 32 DSGVO).
    private static let massnahmen = [
        "Jede Kommune hat ein eigenes Schema und eine eigene Anmeldung an der Datenbank; keine "
            + "erreicht die Daten einer anderen.",
        "Jede Seite und jeder Schritt verlangt ein Recht; Rollen sind datiert und im "
            + "Berechtigungskonzept veröffentlicht.",
        "Feststellung und Anordnung, Freigaben und Löschungen geschehen zu zweit.",
        "Wer eine Akte öffnet oder etwas ändert, steht im Protokoll; jeder Tag ist versiegelt, "
            + "jedes Siegel schließt das vorige ein und liegt auch außerhalb der Datenbank.",
        "Angaben werden ersetzt, nicht überschrieben; was wann bekannt war, bleibt nachlesbar.",
        "Gesperrte Anschriften sehen nur benannte Personen.",
        "Nach Ablauf der Frist wird nach Regel gelöscht, auch nach der Wiederherstellung einer "
            + "Sicherung.",
        "Anmeldung mit Kennwort und, wo er eingerichtet ist, mit zweitem Faktor; Protokolle der "
            + "Dienste enthalten keine personenbezogenen Daten.",
    ]
}
