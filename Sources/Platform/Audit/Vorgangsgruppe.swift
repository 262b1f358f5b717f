/// What the lines of an audit are about, to pick some out. The first word of a line's name says
/// which group it belongs to.
package enum Vorgangsgruppe: String, Sendable, CaseIterable {
    case gelesen, fall, leistung, zahlung, konto, krankenhilfe, verfahren, druck, statistik
    case uebernahme, datenschutz
    case kasse, abrechnung, verwaltung, anmeldung

    package var bezeichnung: String {
        switch self {
        case .gelesen: "Akten gelesen"
        case .fall: "Fälle und Wiedervorlagen"
        case .leistung: "Berechnung und Bescheide"
        case .zahlung: "Zahlungen"
        case .konto: "Bankverbindungen"
        case .krankenhilfe: "Krankenhilfe"
        case .verfahren: "Rückforderung und Widerspruch"
        case .druck: "Druck"
        case .statistik: "Statistik und Kennzahlen"
        case .uebernahme: "Übernahme des Bestands"
        case .datenschutz: "Datenschutz und Protokoll"
        case .kasse: "Zahlläufe, Bank und Bücher"
        case .abrechnung: "Abrechnung mit den Kommunen"
        case .verwaltung: "Parameter und Empfänger"
        case .anmeldung: "Anmeldung, Benutzer und Rollen"
        }
    }

    /// The first words of its lines' names.
    package var vorsaetze: [String] {
        switch self {
        case .gelesen: ["akte"]
        case .fall: [
            "fall", "unterlage", "mitwirkung", "rechtsfeststellung", "doppelpruefung",
            "personenabgleich", "wiedervorlage", "vertretung", "vorlagetext", "fallliste",
            "kostenerstattung",
        ]
        case .leistung: ["bescheid", "anhoerung", "anpassung", "probelauf"]
        case .zahlung: ["zahlung", "zahlungstext", "durchleitung"]
        case .konto: ["bankverbindung"]
        case .krankenhilfe: [
            "behandlungsschein", "einzelleistung", "zustaendigkeit", "kostenhinweis",
            "sammelrechnung", "stichprobe", "rechnungssteller",
        ]
        case .verfahren: ["rueckforderung", "widerspruch"]
        case .druck: ["drucklauf", "brief"]
        case .statistik: ["statistik", "controlling", "sonderauswertung"]
        case .uebernahme: ["bestand"]
        case .datenschutz: [
            "protokoll", "auskunft", "auskunftssperre", "einschraenkung", "loeschung",
            "auftragsverarbeiter", "berichtigung", "verzeichnis",
        ]
        case .kasse: [
            "zahllauf", "bank", "bankmeldung", "bankkonto", "barauszahlung", "hauptbuch", "hkr",
        ]
        case .abrechnung: [
            "erstattung", "forderung", "umlage", "durchleitung", "kostenteilung", "einwohnerzahl",
        ]
        case .verwaltung: ["parameter", "probelauf", "empfaenger", "auftrag"]
        case .anmeldung: [
            "anmeldung", "anbieter", "benutzer", "rolle", "zweiter_faktor", "passkey", "konzept",
            "rezertifizierung", "nachweis", "wiederherstellungscode",
            "schnittstelle", "support", "zugang", "zugangsregel", "arbeit",
        ]
        }
    }

    package static let kommune: [Vorgangsgruppe] = [
        .gelesen, .fall, .leistung, .zahlung, .konto, .krankenhilfe, .verfahren, .druck,
        .statistik, .uebernahme, .datenschutz, .anmeldung,
    ]
    package static let kreis: [Vorgangsgruppe] = [
        .kasse, .abrechnung, .krankenhilfe, .statistik, .verwaltung, .datenschutz,
    ]
    package static let plattform: [Vorgangsgruppe] = [.anmeldung, .verwaltung]
}
