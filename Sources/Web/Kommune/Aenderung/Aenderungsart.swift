import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Was sich an einem Fall ändern lässt; der Rohwert steht im Pfad.
enum Aenderungsart: String, Sendable, CaseIterable {
    case unterkunft, einkommen, vermoegen, aufenthalt, berechtigung, mehrbedarf, monatsbedarf
    case arbeitsgelegenheit, wartezeit, angabe, zugang, auszug, bankverbindung, einstellung

    var bezeichnung: String {
        switch self {
        case .unterkunft: "Unterkunft ändern"
        case .einkommen: "Einkommen erfassen"
        case .vermoegen: "Vermögen erfassen"
        case .aufenthalt: "Aufenthalt ändern"
        case .berechtigung: "Berechtigung ändern"
        case .mehrbedarf: "Mehrbedarf erfassen"
        case .monatsbedarf: "Weiterer Bedarf im Monat"
        case .arbeitsgelegenheit: "Arbeitsgelegenheit erfassen"
        case .wartezeit: "Wartezeit nach § 2"
        case .angabe: "Angaben zur Person ändern"
        case .zugang: "Person aufnehmen"
        case .auszug: "Auszug erfassen"
        case .bankverbindung: "Bankverbindung erfassen"
        case .einstellung: "Fall einstellen"
        }
    }

    var erklaerung: String {
        switch self {
        case .unterkunft: "Umzug oder neue Kosten; was vorher galt, bleibt lesbar."
        case .einkommen: "Arbeit, Rente, Kindergeld und anderes, auch wenn es endet."
        case .vermoegen: "Was verwertet werden kann."
        case .aufenthalt: "Neuer Status oder verlängertes Dokument."
        case .berechtigung: "Grund nach § 1 und Art der Leistung."
        case .mehrbedarf: "Schwangerschaft, Merkzeichen G, Alleinerziehende, Ernährung (§ 2)."
        case .monatsbedarf: "§ 6 und Einzelfälle. Bildung und Teilhabe kommt aus dem Antrag darauf."
        case .arbeitsgelegenheit: "Stunden eines Monats (§ 5)."
        case .wartezeit: "Unterbrechung des Aufenthalts oder Rechtsmissbrauch."
        case .angabe: "Name, Geburtsdatum, Familienstand, AZR-Nummer."
        case .zugang: "Geburt oder Zuzug in den Haushalt."
        case .auszug: "Eine Person verlässt den Haushalt."
        case .bankverbindung: "Eine zweite Person bestätigt sie, bevor dorthin gezahlt wird."
        case .einstellung: "Der Haushalt erhält nach diesem Tag nichts mehr."
        }
    }

    /// Ob es um eine bestimmte Person geht.
    var brauchtPerson: Bool {
        switch self {
        case .einkommen, .vermoegen, .aufenthalt, .berechtigung, .mehrbedarf, .monatsbedarf,
             .arbeitsgelegenheit, .wartezeit, .angabe, .auszug: true
        case .unterkunft, .zugang, .bankverbindung, .einstellung: false
        }
    }

    var recht: Permission { self == .bankverbindung ? .bankverbindungErfassen : .fallAendern }

    var knopf: String { self == .einstellung ? "Fall einstellen" : "Speichern" }

    /// Ob sich danach die Leistung ändern kann; dann sieht man vor dem Speichern, wie.
    var aendertLeistung: Bool { self != .bankverbindung && self != .wartezeit }

    /// Ob sich die Angaben ohne den Bescheid speichern lassen, der ihnen folgt.
    var gehtOhneBescheid: Bool { self != .einstellung }
}

/// Eine geprüfte Änderung, noch nicht gespeichert.
enum Aenderung: Sendable {
    case angaben(Fallaenderung)
    case konto(NeuerFall.Konto, ab: Kalendertag)
    case einstellung(zum: Kalendertag, grund: String)

    /// Hält die Angaben fest; die Leistung ändert erst ein Bescheid. Wer als neue Person kommt
    /// und es schon geben könnte, kommt erst, wenn er in `geprueft` steht.
    func eintragen(
        _ fall: Fall.ID, fassung: Int, geprueft: Set<Kommune.Person.ID>, in session: MandantSession
    ) throws {
        switch self {
        case .angaben(.zugang(var mitglied, let tag)):
            try Doppelwarnung.pruefen(&mitglied, geprueft, in: session)
            try Fall.aendern(fall, fassung: fassung, .zugang(mitglied, ab: tag), in: session)
        case let .angaben(aenderung):
            try Fall.aendern(fall, fassung: fassung, aenderung, in: session)
        case let .konto(konto, ab):
            try Bankverbindung.erfassen(konto, fuer: fall, ab: ab, fassung: fassung, in: session)
        case let .einstellung(ende, grund):
            try Fall.beenden(fall, fassung: fassung, zum: ende, grund: grund, in: session)
        }
    }
}

/// Was mit einem ausgefüllten Formular geschehen soll; der Rohwert steht im Knopf.
enum Aenderungsschritt: String {
    case pruefen, speichern, bewilligen, zurueck
}
