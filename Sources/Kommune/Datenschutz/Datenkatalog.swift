import Grundwerte
import Platform
import Postgres

/// Jede Tabelle einer Kommune mit ihrer Kategorie und dem Weg zur Person. Daraus entstehen Auskunft
/// und Verzeichnis der Verarbeitungstätigkeiten; ein Test fällt, wenn eine Spalte fehlt.
package enum Datenkatalog {
    /// Wie man von einer Zeile zu der Person kommt, die sie betrifft.
    package enum Bezug: Sendable {
        /// Die Spalte nennt die Person.
        case person(String = "person_id")
        /// Die Spalte nennt den Fall: Die Zeile betrifft den ganzen Haushalt.
        case fall(String = "fall_id")
        /// Zu einem Fall und darin zu einer Person oder zu allen.
        case fallUndPerson
        /// Über eine andere Tabelle dieses Katalogs.
        case ueber(String, String, ziel: String = "id")
        /// Betrifft niemanden, oder nicht mehr auffindbar.
        case keiner
    }

    package struct Tabelle: Sendable {
        package let name: String
        package let kategorie: Datenkategorie
        package let bezug: Bezug
        /// Was über die Person oder ihren Haushalt darin steht.
        package let spalten: [String]
        /// Enthält den ganzen Haushalt und gehört deshalb nicht ungeschwärzt in eine Auskunft.
        package let gemeinsam: Set<String>

        init(_ name: String, _ kategorie: Datenkategorie, _ bezug: Bezug, _ spalten: String = "",
             gemeinsam: String = "") {
            self.name = name
            self.kategorie = kategorie
            self.bezug = bezug
            self.spalten = spalten.split(separator: " ").map(String.init)
            self.gemeinsam = Set(gemeinsam.split(separator: " ").map(String.init))
        }
    }

    /// Schlüssel, Zeitpunkte der Erfassung und wer erfasst hat: bei jeder Tabelle das Innere.
    package static let inneres: Set<String> = [
        "id", "fall_id", "person_id", "lfd", "fassung", "anfrage", "benutzer_id", "am",
        "erfasst_am", "erfasst_von", "ersetzt_am", "angelegt_am", "angelegt_von", "erstellt_am",
        "erstellt_von", "entschieden_am", "entschieden_von", "bestaetigt_von", "bestaetigt_am",
        "aufgehoben_am", "aufgehoben_von", "sha256", "inhalt_sha256", "zeile_sha256", "groesse",
        "schluessel",
        "bescheid_id", "schreiben_id", "zahlung_id", "anhoerung_id", "rueckforderung_id",
        "einzelleistung_id", "behandlungsschein_id", "bankverbindung_id", "unterkunft_id",
        "anspruch_id", "berechnung_id", "unterlage_id", "mitwirkung_id", "schriftstueck_id",
        "uebernahme_id", "ueberzahlung_id", "verzicht_id", "position_id", "widerspruch_id",
        "lauf_id", "auskunft_id", "eingang_id", "drucklauf_id", "probelauf_id", "frage_id",
        "wiedervorlage_id", "zahlungsempfaenger_id",
    ]

    package static var alle: [Tabelle] { person + fall + vorgaenge + uebriges }

    package static func tabelle(_ name: String) -> Tabelle? { alle.first { $0.name == name } }
}

extension Datenkatalog.Tabelle {
    /// Die Bedingung, mit der nur Zeilen dieser Person und ihrer Fälle bleiben; nil: keine.
    func bedingung(_ person: Person.ID, _ faelle: [Fall.ID]) -> SQL? {
        switch bezug {
        case let .person(spalte): "\(identifier: spalte) = \(person)"
        case let .fall(spalte): "\(identifier: spalte) = ANY(\(faelle))"
        case .fallUndPerson:
            "fall_id = ANY(\(faelle)) AND (person_id = \(person) OR person_id IS NULL)"
        case let .ueber(tabelle, spalte, ziel):
            Datenkatalog.tabelle(tabelle)?.bedingung(person, faelle).map { bedingung -> SQL in
                """
                \(identifier: spalte) IN (SELECT \(identifier: ziel) FROM \(identifier: tabelle)
                                           WHERE \(bedingung))
                """
            }
        case .keiner: nil
        }
    }
}
