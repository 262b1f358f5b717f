import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Seite des einen Falls, den eine Kommune dem Support geöffnet hat. Die Datenbank prüft bei
/// jedem Lesen, ob der Zugang noch gilt, und schreibt es der Kommune auf.
package struct Supportakte: Decodable, Sendable {
    package enum Seite: String, Sendable, CaseIterable {
        case haushalt, leistung, zahlungen, verlauf
    }

    package struct Person: Decodable, Sendable {
        package let name: String
        package let geburtsdatum: Kalendertag
        package let rolle: String
        package let von: Kalendertag
        package let bis: Kalendertag?
        package let personenkreis: String?
        package let grundlage: String?
        package let status: String?
    }

    package struct Unterkunft: Decodable, Sendable {
        package let art: String
        package let anschrift: String
        package let mieteCent: Int64
        package let von: Kalendertag
        package let bis: Kalendertag?
    }

    package struct Einkommen: Decodable, Sendable {
        package let art: String
        package let bruttoCent: Int64
        package let von: Kalendertag
        package let bis: Kalendertag?
    }

    package struct Anspruch: Decodable, Sendable {
        package let monat: Kalendertag
        package let leistungCent: Int64
        package let bescheid: String
    }

    package struct Bescheid: Decodable, Sendable {
        package let nummer: String
        package let art: String
        package let von: Kalendertag
        package let bis: Kalendertag?
        package let erlassenAm: Kalendertag
    }

    package struct Zahlung: Decodable, Sendable {
        package let monat: Kalendertag
        package let zweck: String
        package let empfaenger: String
        package let betragCent: Int64
        package let faellig: Kalendertag
        package let zustand: String
    }

    package struct Vermerk: Decodable, Sendable {
        package let am: Kalendertag
        package let text: String
    }

    package struct Vorlage: Decodable, Sendable {
        package let faellig: Kalendertag
        package let text: String
    }

    package let aktenzeichen: String
    /// Ob die Verarbeitung eingeschränkt ist (Art. 18 DSGVO).
    package let eingeschraenkt: Bool
    // Jede Seite hat das Ihre; das Übrige fehlt.
    package let personen: [Person]?
    package let unterkuenfte: [Unterkunft]?
    package let einkommen: [Einkommen]?
    package let ansprueche: [Anspruch]?
    package let bescheide: [Bescheid]?
    package let zahlungen: [Zahlung]?
    package let vermerke: [Vermerk]?
    package let vorlagen: [Vorlage]?

    /// Liest eine Seite. Gilt der Zugang nicht oder nicht mehr, gibt es sie nicht.
    package static func lesen(
        _ seite: Seite, zugang: Supportzugang.ID, bei mandant: Mandant, in session: KreisSession
    ) throws -> Supportakte {
        do {
            let text = try session.scalar("""
                SELECT \(identifier: mandant.schema).support_lesen(
                           \(zugang), \(session.benutzer()), \(seite.rawValue))::text
                """, as: String.self)
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Supportakte.self, from: Data(text.utf8))
        } catch let fehler as PostgresError where fehler.sqlState.rawValue == "42501" {
            throw Hindernis.nichtGefunden
        }
    }
}
