import Crypto
import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Der Bogen eines Monats: die bewilligte Rechnung, wie sie festgehalten ist, sonst eine von jetzt.
package struct Berechnungsbogen: Sendable {
    package enum Rechnung: Sendable {
        /// Wie am Tag des Bescheids festgehalten.
        case bewilligt(Monatsergebnis, am: Date)
        /// Jetzt gerechnet und nicht bewilligt.
        case vorlaeufig(Monatsergebnis)
        /// Der Monat lässt sich nicht rechnen; das Hindernis sagt, woran es liegt.
        case keine(Hindernis)
    }

    package let akte: Fallakte
    package let monat: Monat
    package let rechnung: Rechnung

    /// Nil, wenn es den Fall hier nicht gibt. Mit `neu` zählt auch für einen bewilligten Monat, was
    /// die Akte heute sagt: so zeigt eine Änderung ihren Rechenweg, bevor sie erlassen ist.
    package static func laden(
        _ fall: Fall.ID, _ monat: Monat, neu: Bool = false, in session: MandantSession
    ) throws -> Berechnungsbogen? {
        guard let akte = try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)
        else { return nil }
        if !neu, let geltende = try Berechnung.geltende(fall, monat, in: session) {
            return Berechnungsbogen(
                akte: akte, monat: monat,
                rechnung: .bewilligt(geltende.ergebnis, am: geltende.erstelltAm))
        }
        do {
            let ergebnis = try Bewilligung.rechnen(
                akte.lage(im: monat), Parameter.geltende(in: session))
            return Berechnungsbogen(akte: akte, monat: monat, rechnung: .vorlaeufig(ergebnis))
        } catch let hindernis as Hindernis {
            return Berechnungsbogen(akte: akte, monat: monat, rechnung: .keine(hindernis))
        }
    }

    package var ergebnis: Monatsergebnis? {
        switch rechnung {
        case let .bewilligt(ergebnis, _), let .vorlaeufig(ergebnis): ergebnis
        case .keine: nil
        }
    }

    /// „Haushalt Rahmani“, sonst mit dem einen Namen, den es gibt.
    package var haushalt: String {
        let angabe = akte.vorstand(am: monat.letzterTag)?.angabe(am: monat.letzterTag)
        return "Haushalt \(angabe?.familienname.nichtLeer ?? angabe?.vorname ?? "")"
    }

    /// Die Vorschriften, nach denen der Haushalt Leistungen erhält: „§ 3 AsylbLG“.
    package var norm: String {
        var normen: [String] = []
        for person in ergebnis?.personen ?? [] where person.grundlage != .keine
            && !normen.contains(person.grundlage.norm) { normen.append(person.grundlage.norm) }
        return normen.isEmpty ? "§ 3 AsylbLG" : normen.joined(separator: ", ")
    }

    package var namen: [String: String] { akte.namen(am: monat.letzterTag) }
}

extension Monatsergebnis {
    /// Acht Zeichen, an denen zu sehen ist, ob zwei Bögen dieselbe Rechnung zeigen: „7c1e 40b9“.
    package func pruefzeichen() throws -> String {
        let hex = SHA256.hash(data: try vordruckJSON()).prefix(4)
            .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return hex[0] + hex[1] + " " + hex[2] + hex[3]
    }
}

/// Was der Vordruck `berechnungsbogen.typ` druckt.
package struct Bogeninhalt: Sendable, Codable {
    package static let vorlage = "Sources/Kommune/Vordrucke/berechnungsbogen.typ"

    let absender: Bescheidinhalt.Absender
    let auskunft: Bescheidinhalt.Auskunft
    let haushalt: String
    let aktenzeichen: String
    let norm: String
    let berechnung: Bescheidinhalt.Rechnung
    let auszahlung: [Bescheidinhalt.Weg]
    let gerechnet: String
    let pruefzeichen: String

    package init(_ bogen: Berechnungsbogen, _ ergebnis: Monatsergebnis, mandant: Mandant,
                 unterzeichner: Unterzeichner, gerechnetAm: Date) throws {
        absender = Bescheidinhalt.Absender(mandant)
        auskunft = Bescheidinhalt.Auskunft(unterzeichner)
        haushalt = bogen.haushalt
        aktenzeichen = bogen.akte.fall.aktenzeichen
        norm = bogen.norm
        berechnung = Bescheidinhalt.Rechnung(ergebnis, namen: bogen.namen)
        auszahlung = bogen.akte.wege(ergebnis).map(Bescheidinhalt.Weg.init)
        gerechnet = Uhr.berlinTag(gerechnetAm).deutsch + ", " + Uhr.berlinUhrzeit(gerechnetAm)
        pruefzeichen = try ergebnis.pruefzeichen()
    }
}
