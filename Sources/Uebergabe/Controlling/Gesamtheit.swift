/// Was gezählt wird. Die Mandanten zählen nach diesen Definitionen, und sie stehen bei jedem
/// Bericht.
package enum Gesamtheit: String, Sendable, CaseIterable {
    case empfaenger
    case zugaenge
    case abgaenge
    case ausgaben
    case auszahlungen
    case entscheidungen
    case aufgaben
    case rueckforderungen
    /// Zählt nicht die Kommune für das Controlling: Es ist ihre Meldung zur Umlage.
    case umlage = "umlage_empfaenger"

    package var bezeichnung: String {
        switch self {
        case .empfaenger: "Leistungsberechtigte"
        case .zugaenge: "Zugänge"
        case .abgaenge: "Abgänge"
        case .ausgaben: "Ausgaben in €"
        case .auszahlungen: "Auszahlungen in €"
        case .entscheidungen: "erste Entscheidungen"
        case .aufgaben: "offene Aufgaben"
        case .rueckforderungen: "Rückforderungen in €"
        case .umlage: "Empfänger der Umlage"
        }
    }

    /// Cent statt Personen oder Fälle; dann gelten die Dominanzregeln.
    package var istBetrag: Bool {
        switch self {
        case .ausgaben, .auszahlungen, .rueckforderungen: true
        case .empfaenger, .zugaenge, .abgaenge, .entscheidungen, .aufgaben, .umlage: false
        }
    }

    /// Wonach Berichte und Sonderauswertungen sie gliedern dürfen.
    package var merkmale: [Berichtsmerkmal] {
        switch self {
        case .empfaenger, .zugaenge, .abgaenge:
            [.leistungsart, .alter, .haushalt, .staatengruppe, .unterbringung, .bezugsdauer]
        case .ausgaben: [.ausgabeart]
        case .auszahlungen: [.zahlweg]
        case .entscheidungen: [.dauer]
        case .aufgaben: [.aufgabe]
        case .rueckforderungen: [.forderung]
        case .umlage: []
        }
    }

    package var definition: String {
        switch self {
        case .empfaenger:
            "Wer an mindestens einem Tag des Monats einem Haushalt angehörte, nach dem AsylbLG "
                + "berechtigt war und für dessen Fall im Monat eine Leistung bewilligt ist. Jede "
                + "Person zählt einmal, mit den Merkmalen ihres letzten solchen Tages. Wer im "
                + "Monat die Kommune wechselt, zählt in beiden."
        case .zugaenge:
            "Leistungsberechtigte des Monats, die es in derselben Kommune im Vormonat nicht waren."
        case .abgaenge:
            "Leistungsberechtigte des Vormonats, die es in derselben Kommune in diesem Monat nicht "
                + "mehr sind, mit den Merkmalen des Vormonats."
        case .ausgaben:
            "Im Monat ausgezahlte Zahlungen und im Monat anerkannte Rechnungen der "
                + "Einzelfallhilfe, vor Rückläufern; ohne die Krankenhilfe, die der Kreis zahlt "
                + "und umlegt. Wer beiträgt, ist der Fall."
        case .auszahlungen:
            "Im Monat von der Kreiskasse ausgezahlte Zahlungen, vor Rückläufern: Lebensunterhalt "
                + "und Unterkunft. Wer beiträgt, ist der Fall."
        case .entscheidungen:
            "Fälle, deren erste Bewilligung oder Ablehnung im Monat erlassen wurde; Tage vom "
                + "Anlegen des Falls bis zum Bescheid."
        case .aufgaben:
            "Stand am letzten Tag des Monats: offene Wiedervorlagen und festgestellte Zahlungen, "
                + "die noch nicht angeordnet sind."
        case .rueckforderungen:
            "Im Monat gebucht: festgesetzte Rückforderungen, Eingänge und Aufrechnungen, Erlasse "
                + "und Niederschlagungen. Wer beiträgt, ist die Rückforderung."
        case .umlage:
            "Empfänger des Monats, die die Kommune für die Umlage der Krankenhilfe gemeldet hat "
                + "(B-6.7). Kommunen, die nicht teilnehmen, stehen nicht darin."
        }
    }
}
