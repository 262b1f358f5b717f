import Foundation
import Grundwerte
import Platform
import Postgres

/// Was die Kasse von einer Zahlung erfährt, und nicht mehr (B-1.2.6): Kommune, Empfänger, IBAN,
/// Betrag, Zweck, EndToEndId, Fälligkeit. Fall, Monat und Grund bleiben in der Kommune.
package struct Zahlungsauftrag: Sendable {
    package typealias ID = TypedID<Zahlungsauftrag>

    package let id: ID
    package let zahlweg: Zahlweg
    /// Einmalig für immer; höchstens 35 Zeichen aus A–Z, 0–9 und Bindestrich.
    package let endToEndId: String
    /// In SEPA-Zeichen, höchstens 70.
    package let empfaenger: String
    /// Nil, wenn bar gezahlt oder umgebucht wird.
    package let iban: IBAN?
    package let betrag: Geld
    /// In SEPA-Zeichen, höchstens 140; nennt Dritten gegenüber das AsylbLG nicht.
    package let verwendungszweck: String
    /// ISO-20022-Zweckcode, etwa SSBE.
    package let zweckcode: String?
    package let faellig: Kalendertag
    /// Worauf umgebucht wird: eine Forderung der Kommune selbst; sonst nil.
    package let kassenzeichen: Einnahmezeichen?

    package init(id: ID, zahlweg: Zahlweg, endToEndId: String, empfaenger: String,
                 iban: IBAN?, betrag: Geld, verwendungszweck: String, zweckcode: String?,
                 faellig: Kalendertag, kassenzeichen: Einnahmezeichen? = nil) {
        self.id = id
        self.zahlweg = zahlweg
        self.endToEndId = endToEndId
        self.empfaenger = empfaenger
        self.iban = iban
        self.betrag = betrag
        self.verwendungszweck = verwendungszweck
        self.zweckcode = zweckcode
        self.faellig = faellig
        self.kassenzeichen = kassenzeichen
    }
}

/// Worüber die Kasse zahlt.
package enum Zahlweg: String, Sendable, Codable, CaseIterable, SQLEnum {
    case ueberweisung
    /// Echtzeitüberweisung für Eilfälle: in Sekunden da, auch am Wochenende.
    case eilueberweisung
    /// Die Karte hat eine eigene IBAN und wird durch eine Überweisung aufgeladen.
    case bezahlkarte
    /// An der Kreiskasse gegen Quittung, in Geld oder als Scheck.
    case bar
    /// Bleibt in der öffentlichen Hand: auf eine Forderung der Kommune, etwa die Gebühr für ihre
    /// Unterkunft. Der Kreis legt nichts aus, also ist nichts zu erstatten.
    case umbuchung

    package var bezeichnung: String {
        switch self {
        case .ueberweisung: "Überweisung"
        case .eilueberweisung: "Eilüberweisung"
        case .bezahlkarte: "Bezahlkarte"
        case .bar: "Bar oder Scheck"
        case .umbuchung: "Umbuchung"
        }
    }

    /// Bei wem ein Auftrag liegt, sobald der Lauf hinausgegangen ist.
    package var ort: String {
        switch self {
        case .ueberweisung, .eilueberweisung, .bezahlkarte: "bei der Bank"
        case .bar: "bei der Barkasse"
        case .umbuchung: "bei der Buchhaltung"
        }
    }

    /// Wie es heißt, wenn von dort die Bestätigung da ist, und wenn sie nicht kommt.
    package var vollzug: (ja: String, nein: String) {
        switch self {
        case .ueberweisung, .eilueberweisung, .bezahlkarte: ("gezahlt", "von der Bank abgelehnt")
        case .bar: ("gezahlt", "nicht abgeholt")
        case .umbuchung: ("umgebucht", "nicht umgebucht")
        }
    }

    /// Der Lauf ist eine Liste der Kasse und keine Datei für die Bank.
    package var istKassenliste: Bool { self == .bar || self == .umbuchung }

    /// Die Wege, auf denen ein eigenes Konto oder eine Karte gezahlt wird.
    package static let zumKonto: [Zahlweg] = [.ueberweisung, .bezahlkarte]

    /// Wartet nicht auf den nächsten geplanten Lauf.
    package var istEilig: Bool { self == .eilueberweisung || istKassenliste }
}

extension Zahlungsauftrag {
    /// Reicht den Auftrag in der Transaktion der Anordnung bei der Kasse ein. Dieselbe Kennung mit
    /// gleichem Inhalt ändert nichts.
    package func einreichung(feststellung: User.ID, anordnung: User.ID) -> SQL {
        """
        SELECT kreis.auftrag_einreichen(\(id), \(zahlweg), \(endToEndId), \(empfaenger), \(iban),
                                        \(betrag), \(verwendungszweck), \(zweckcode), \(faellig),
                                        \(feststellung), \(anordnung), \(kassenzeichen?.wert))
        """
    }

    /// Zieht einen Auftrag zurück, solange kein Zahllauf ihn hat; sonst `false`.
    package static func zurueckziehen(_ id: ID, in session: MandantSession) throws -> Bool {
        try session.scalar("SELECT kreis.auftrag_zurueckziehen(\(id))")
    }
}
