import Foundation
import Grundwerte

/// Welche Unterlagen in einer Lage gebraucht werden. Die Listen mit ihrem Stand stehen in
/// `Unterlagen/Daten/unterlagen.json`.
package struct Unterlagenvorlage: Sendable, Codable {
    package struct Posten: Sendable, Codable {
        package let bezeichnung: String
        /// Setzt im Brief den Satz fort: „Mietvertrag: zeigt Miete und Nebenkosten“.
        package let wozu: String
        /// Von jeder Person des Haushalts gesondert.
        let jePerson: Bool?
    }

    /// Ändert sich nie; steht in Formularen.
    package let schluessel: String
    package let gueltigAb: Kalendertag
    package let gueltigBis: Kalendertag?
    package let bezeichnung: String
    /// Wie viele Tage dafür üblich sind.
    package let fristTage: Int
    package let unterlagen: [Posten]

    /// Alle Vorlagen, auch frühere; sie sind Teil des Programms und durch Tests geprüft.
    package static let alle: [Unterlagenvorlage] = {
        do {
            return try laden()
        } catch {
            preconditionFailure("Die mitgelieferten Unterlagenlisten sind fehlerhaft: \(error)")
        }
    }()

    package static func auswahl(am tag: Kalendertag) -> [Unterlagenvorlage] {
        alle.filter { Zeitraum(von: $0.gueltigAb, bis: $0.gueltigBis).enthaelt(tag) }
    }

    private struct Datei: Codable { let vorlagen: [Unterlagenvorlage] }

    private static func laden() throws -> [Unterlagenvorlage] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            Datei.self, from: Data(PackageResources.unterlagen_json)).vorlagen
    }
}
