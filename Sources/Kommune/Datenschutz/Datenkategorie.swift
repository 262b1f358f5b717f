/// Eine Kategorie personenbezogener Daten, mit dem, was Auskunft und Verzeichnis der
/// Verarbeitungstätigkeiten dazu sagen müssen (Art. 15 Abs. 1, Art. 30 Abs. 1 DSGVO).
package enum Datenkategorie: String, Sendable, CaseIterable {
    case stammdaten, haushalt, aufenthalt, einkommen, gesundheit, konto, entscheidung, zahlung
    case verfahren, schriftgut, abgleich, statistik, protokoll, beschaeftigte, betrieb

    package var bezeichnung: String {
        switch self {
        case .stammdaten: "Angaben zur Person"
        case .haushalt: "Haushalt und Unterkunft"
        case .aufenthalt: "Aufenthalt und Leistungsberechtigung"
        case .einkommen: "Einkommen, Vermögen und Bedarf"
        case .gesundheit: "Krankenhilfe und einzelne Leistungen"
        case .konto: "Bankverbindungen"
        case .entscheidung: "Berechnungen und Bescheide"
        case .zahlung: "Zahlungen"
        case .verfahren: "Anhörung, Rückforderung und Widerspruch"
        case .schriftgut: "Akte: Schreiben, Unterlagen, Vermerke"
        case .abgleich: "Abgleich mit anderen Stellen"
        case .statistik: "Statistik und Kennzahlen"
        case .protokoll: "Protokoll der Zugriffe und Änderungen"
        case .beschaeftigte: "Beschäftigte der Kommune"
        case .betrieb: "Betrieb des Programms, ohne Personenbezug"
        }
    }

    package var zweck: String {
        switch self {
        case .stammdaten, .haushalt, .aufenthalt, .einkommen, .entscheidung:
            "Leistungen nach dem Asylbewerberleistungsgesetz prüfen, berechnen und bewilligen"
        case .gesundheit: "Hilfe bei Krankheit und im Einzelfall gewähren (§§ 4 und 6 AsylbLG)"
        case .konto, .zahlung: "Leistungen auszahlen und die Zahlung belegen"
        case .verfahren: "Zu viel Gezahltes zurückfordern, über Widersprüche entscheiden"
        case .schriftgut: "Das Verfahren ordnungsgemäß führen und nachweisen"
        case .abgleich: "Doppelte Leistungen vermeiden, die zuständige Kommune finden"
        case .statistik: "Gesetzliche Statistik (§ 12 AsylbLG); Kennzahlen ohne Personenbezug"
        case .protokoll: "Nachweisen, wer was getan und gelesen hat"
        case .beschaeftigte: "Vertretung regeln, Listen und Texte führen"
        case .betrieb: "Das Programm betreiben"
        }
    }

    package var grundlage: String {
        switch self {
        case .stammdaten, .haushalt, .aufenthalt, .einkommen, .entscheidung, .konto, .verfahren:
            "Art. 6 Abs. 1 Buchst. e DSGVO mit §§ 1 bis 9 AsylbLG"
        case .gesundheit: "Art. 9 Abs. 2 Buchst. b und h DSGVO mit §§ 4 und 6 AsylbLG"
        case .zahlung: "Art. 6 Abs. 1 Buchst. c und e DSGVO mit der KomHVO NRW"
        case .schriftgut: "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 DSG NRW"
        case .abgleich: "Art. 6 Abs. 1 Buchst. e DSGVO mit §§ 10a und 11 AsylbLG"
        case .statistik: "Art. 6 Abs. 1 Buchst. c DSGVO mit § 12 AsylbLG"
        case .protokoll: "Art. 5 Abs. 2 und Art. 32 DSGVO"
        case .beschaeftigte: "Art. 6 Abs. 1 Buchst. e DSGVO mit § 18 DSG NRW"
        case .betrieb: "keine personenbezogenen Daten"
        }
    }

    /// Wer die Daten außer der Kommune bekommt.
    package var empfaenger: [String] {
        switch self {
        case .gesundheit: [
            "Praxen, Krankenhäuser und Apotheken (Behandlungsschein, Kostenzusage)",
            "Kreis als Abrechnungsstelle",
        ]
        case .konto, .zahlung: ["Kreiskasse", "Bank des Kreises", "Vermieter (nur die Miete)"]
        case .verfahren: ["Kreiskasse (Kassenzeichen und Betrag)", "Gerichte bei Klage"]
        case .abgleich: ["andere Kommunen im Kreis (Kennzeichen ohne Namen)"]
        case .statistik: [
            "Statistisches Landesamt über den Kreis (unter Kenn-Nummer)",
            "Bundesamt für Migration und Flüchtlinge (Ausländerzentralregister)",
        ]
        case .stammdaten, .haushalt, .aufenthalt, .einkommen, .entscheidung, .schriftgut: []
        case .protokoll, .beschaeftigte: []
        case .betrieb: []
        }
    }

    /// Nach welcher Regel gelöscht wird; nil ohne Personenbezug.
    package var loeschart: Loeschregel.Art? {
        switch self {
        case .zahlung: .zahlung
        case .statistik: .statistik
        case .protokoll, .beschaeftigte: .protokoll
        case .betrieb: nil
        default: .fallakte
        }
    }
}
