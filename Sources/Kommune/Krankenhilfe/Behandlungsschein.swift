import Foundation
import Grundwerte
import Platform
import Postgres

/// Ein Behandlungsschein: Mit ihm behandelt eine Praxis zu Lasten der Kommune (§ 4 AsylbLG).
///
/// Sein Inhalt ist mit der Ausgabe festgehalten. Er wird nie geändert oder gelöscht, nur
/// widerrufen.
package struct Behandlungsschein: Sendable {
    package typealias ID = TypedID<Behandlungsschein>

    package enum Art: String, Sendable, Codable, CaseIterable, SQLEnum {
        case aerztlich, zahnaerztlich, fachaerztlich, vorsorge, schwangerschaft

        package var bezeichnung: String {
            switch self {
            case .aerztlich: "ärztlich"
            case .zahnaerztlich: "zahnärztlich"
            case .fachaerztlich: "fachärztlich auf Überweisung"
            case .vorsorge: "Vorsorge und Schutzimpfung"
            case .schwangerschaft: "Schwangerschaft und Geburt"
            }
        }

        /// Die Vorschrift, nach der die Kommune diese Behandlung trägt.
        package var norm: String {
            switch self {
            case .aerztlich, .zahnaerztlich, .fachaerztlich: "§ 4 Abs. 1 Satz 1 AsylbLG"
            case .vorsorge: "§ 4 Abs. 1 Satz 2 AsylbLG"
            case .schwangerschaft: "§ 4 Abs. 2 AsylbLG"
            }
        }
    }

    package struct Widerruf: Sendable, Equatable {
        package let am: Date
        package let von: User.ID
        package let grund: String
    }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let person: Person.ID
    /// `Yusuf Rahmani`, wie auf dem Schein.
    package let name: String
    /// `2026/00017`.
    package let nummer: String
    package let art: Art
    /// Nur bei Überweisung, sonst leer.
    package let fachrichtung: String
    package let quartal: Quartal
    package let gueltig: Zeitraum
    /// Warum es im Quartal einen zweiten dieser Art gibt; sonst leer.
    package let zweitgrund: String
    package let ausgestelltAm: Kalendertag
    package let ausgestelltVon: User.ID
    package let widerruf: Widerruf?
    /// Ob das PDF schon gesetzt ist.
    package let istGesetzt: Bool

    /// `fachärztlich auf Überweisung, Orthopädie`.
    package var bezeichnung: String {
        fachrichtung.isEmpty ? art.bezeichnung : "\(art.bezeichnung), \(fachrichtung)"
    }
}

extension Behandlungsschein: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        person = try row.decode("person_id")
        name = try row.decode("name")
        nummer = Behandlungsschein.nummer(
            try row.decode("jahr", as: Int.self), try row.decode("lfd", as: Int.self))
        art = try row.decode("art")
        fachrichtung = try row.decode("fachrichtung")
        quartal = Quartal(try row.decode("quartal", as: Kalendertag.self))
        gueltig = try row.decode("gueltig")
        zweitgrund = try row.decode("zweitgrund")
        ausgestelltAm = try row.decode("ausgestellt_am")
        ausgestelltVon = try row.decode("ausgestellt_von")
        istGesetzt = try row.decode("gesetzt")
        if let am = try row.decode("widerrufen_am", as: Date?.self) {
            widerruf = Widerruf(am: am, von: try row.decode("widerrufen_von"),
                                grund: try row.decode("widerrufsgrund"))
        } else {
            widerruf = nil
        }
    }

    static func nummer(_ jahr: Int, _ lfd: Int) -> String { "\(jahr)/\(lfd.aufgefuellt(auf: 5))" }
}
