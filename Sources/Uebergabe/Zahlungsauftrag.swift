import Foundation
import Grundwerte
import Platform
import Postgres

/// Was die Kasse von einer Zahlung erfährt, und nicht mehr (B-1.2.6): Kommune, Empfänger, IBAN, Betrag, Zweck,
/// EndToEndId, Fälligkeit. Fall, Monat und Grund bleiben in der Kommune.
package struct Zahlungsauftrag: Sendable {
    package typealias ID = TypedID<Zahlungsauftrag>

    package let id: ID
    package let zahlweg: Zahlweg
    /// Einmalig für immer; höchstens 35 Zeichen aus A–Z, 0–9 und Bindestrich.
    package let endToEndId: String
    /// In SEPA-Zeichen, höchstens 70.
    package let empfaenger: String
    package let iban: IBAN
    package let betrag: Geld
    /// In SEPA-Zeichen, höchstens 140; nennt Dritten gegenüber das AsylbLG nicht.
    package let verwendungszweck: String
    /// ISO-20022-Zweckcode, etwa SSBE.
    package let zweckcode: String?
    package let faellig: Kalendertag

    package init(id: ID, zahlweg: Zahlweg, endToEndId: String, empfaenger: String, iban: IBAN, betrag: Geld,
                 verwendungszweck: String, zweckcode: String?, faellig: Kalendertag) {
        self.id = id
        self.zahlweg = zahlweg
        self.endToEndId = endToEndId
        self.empfaenger = empfaenger
        self.iban = iban
        self.betrag = betrag
        self.verwendungszweck = verwendungszweck
        self.zweckcode = zweckcode
        self.faellig = faellig
    }
}

/// Worüber die Kasse zahlt.
package enum Zahlweg: String, Sendable, Codable, CaseIterable, SQLEnum {
    case ueberweisung
    /// Die Karte hat eine eigene IBAN und wird durch eine Überweisung aufgeladen.
    case bezahlkarte

    package var bezeichnung: String {
        switch self {
        case .ueberweisung: "Überweisung"
        case .bezahlkarte: "Bezahlkarte"
        }
    }
}

extension Zahlungsauftrag {
    /// Reicht den Auftrag in der Transaktion der Anordnung bei der Kasse ein. Dieselbe Kennung mit gleichem Inhalt
    /// ändert nichts.
    package func einreichung(feststellung: User.ID, anordnung: User.ID) -> SQL {
        """
        SELECT kreis.auftrag_einreichen(\(id), \(zahlweg), \(endToEndId), \(empfaenger), \(iban),
                                        \(betrag), \(verwendungszweck), \(zweckcode), \(faellig),
                                        \(feststellung), \(anordnung))
        """
    }

    /// Zieht einen Auftrag zurück, solange kein Zahllauf ihn hat; sonst `false`.
    package static func zurueckziehen(_ id: ID, in session: MandantSession) throws -> Bool {
        try session.scalar("SELECT kreis.auftrag_zurueckziehen(\(id))")
    }
}
