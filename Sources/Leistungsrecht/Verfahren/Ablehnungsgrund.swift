import Foundation
import Grundwerte

/// Warum ein Antrag auf Leistungen im Ganzen abzulehnen ist. Die Gründe mit Norm, Text und Stand
/// stehen in `Verfahren/Daten/ablehnungsgruende.json`.
package struct Ablehnungsgrund: Sendable, Codable, Equatable {
    /// Ändert sich nie; steht in Formularen.
    package let schluessel: String
    package let norm: String
    package let gueltigAb: Kalendertag
    package let gueltigBis: Kalendertag?
    /// Für die Auswahl.
    package let bezeichnung: String
    private let satz: [String]
    private let einfach: [String]
    /// § 66 Abs. 3 SGB I: nur, nachdem mit Frist schriftlich auf die Folge hingewiesen war.
    package let verlangtAufforderung: Bool?
    package let fundstelle: String
    package let geprueftAm: Kalendertag

    /// Für den Bescheid, als ganze Sätze.
    package var text: String { satz.joined() }
    /// Für die Seite in einfacher Sprache.
    package var inEinfacherSprache: String { einfach.joined() }
    package var gueltig: Zeitraum { Zeitraum(von: gueltigAb, bis: gueltigBis) }

    /// Alle Gründe, auch frühere; sie sind Teil des Programms und durch Tests geprüft.
    package static let alle: [Ablehnungsgrund] = {
        do {
            return try laden()
        } catch {
            preconditionFailure("Die mitgelieferten Ablehnungsgründe sind fehlerhaft: \(error)")
        }
    }()

    package static func auswahl(am tag: Kalendertag) -> [Ablehnungsgrund] {
        alle.filter { $0.gueltig.enthaelt(tag) }
    }

    private struct Datei: Codable { let gruende: [Ablehnungsgrund] }

    private static func laden() throws -> [Ablehnungsgrund] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            Datei.self, from: Data(PackageResources.ablehnungsgruende_json)).gruende
    }
}
