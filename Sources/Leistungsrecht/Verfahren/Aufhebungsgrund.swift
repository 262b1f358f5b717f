import Grundwerte

/// Warum Gezahltes für einen Monat zurückzufordern ist: §§ 45, 47, 48 und 50 SGB X, anzuwenden über
/// § 9 Abs. 4 Satz 1 Nr. 1 AsylbLG.
package enum Aufhebungsgrund: String, Sendable, Codable, CaseIterable {
    case taeuschung = "45_taeuschung"
    case falscheAngaben = "45_angaben"
    case kannteFehler = "45_kenntnis"
    case zweckverfehlt = "47_zweck"
    case auflageVerletzt = "47_auflage"
    case nichtMitgeteilt = "48_mitteilung"
    case einkommenErzielt = "48_einkommen"
    case kannteWegfall = "48_kenntnis"
    case ohneBescheid = "50_ohne_bescheid"
    /// Das Vertrauen ist schutzwürdig: Für die Vergangenheit wird nichts zurückgenommen.
    case vertrauensschutz

    package var norm: String {
        switch self {
        case .taeuschung: "§ 45 Abs. 2 Satz 3 Nr. 1 SGB X"
        case .falscheAngaben: "§ 45 Abs. 2 Satz 3 Nr. 2 SGB X"
        case .kannteFehler: "§ 45 Abs. 2 Satz 3 Nr. 3 SGB X"
        case .zweckverfehlt: "§ 47 Abs. 2 Satz 1 Nr. 1 SGB X"
        case .auflageVerletzt: "§ 47 Abs. 2 Satz 1 Nr. 2 SGB X"
        case .nichtMitgeteilt: "§ 48 Abs. 1 Satz 2 Nr. 2 SGB X"
        case .einkommenErzielt: "§ 48 Abs. 1 Satz 2 Nr. 3 SGB X"
        case .kannteWegfall: "§ 48 Abs. 1 Satz 2 Nr. 4 SGB X"
        case .ohneBescheid: "§ 50 Abs. 2 SGB X"
        case .vertrauensschutz: "§ 45 Abs. 2 Satz 1 SGB X"
        }
    }

    package var bezeichnung: String {
        switch self {
        case .taeuschung: "Von Anfang an falsch: Täuschung, Drohung oder Bestechung"
        case .falscheAngaben: "Von Anfang an falsch: vorsätzlich oder grob fahrlässig falsche "
            + "Angaben"
        case .kannteFehler: "Von Anfang an falsch: Fehler bekannt oder grob fahrlässig nicht "
            + "erkannt"
        case .zweckverfehlt: "Widerruf: nicht für den Zweck verwendet"
        case .auflageVerletzt: "Widerruf: Auflage nicht erfüllt"
        case .nichtMitgeteilt: "Später geändert: Änderung vorsätzlich oder grob fahrlässig nicht "
            + "mitgeteilt"
        case .einkommenErzielt: "Später geändert: Einkommen oder Vermögen erzielt"
        case .kannteWegfall: "Später geändert: Wegfall bekannt oder grob fahrlässig nicht erkannt"
        case .ohneBescheid: "Ohne Bescheid gezahlt"
        case .vertrauensschutz: "Nicht zurückfordern: Vertrauen ist schutzwürdig"
        }
    }

    /// Der Satz im Bescheid, in der Anrede.
    package var begruendung: String {
        switch self {
        case .taeuschung:
            "Sie haben die Bewilligung durch arglistige Täuschung, Drohung oder Bestechung erwirkt."
        case .falscheAngaben:
            "Die Bewilligung beruht auf Angaben, die Sie vorsätzlich oder grob fahrlässig in "
                + "wesentlicher Beziehung "
                + "unrichtig oder unvollständig gemacht haben."
        case .kannteFehler:
            "Sie wussten oder wussten nur deshalb nicht, weil Sie die erforderliche Sorgfalt in "
                + "besonders schwerem "
                + "Maße verletzt haben, dass die Bewilligung nicht richtig war."
        case .zweckverfehlt: "Sie haben die Leistung nicht für den Zweck verwendet, für den sie "
            + "bestimmt war."
        case .auflageVerletzt: "Sie haben eine Auflage, die mit der Leistung verbunden war, nicht "
            + "erfüllt."
        case .nichtMitgeteilt:
            "Ihre Verhältnisse haben sich geändert. Sie waren verpflichtet, uns das mitzuteilen, "
                + "und haben es "
                + "vorsätzlich oder grob fahrlässig nicht getan."
        case .einkommenErzielt:
            "Sie haben nach der Bewilligung Einkommen oder Vermögen erzielt, das zum Wegfall oder "
                + "zur Minderung des "
                + "Anspruchs führt."
        case .kannteWegfall:
            "Sie wussten oder wussten nur deshalb nicht, weil Sie die erforderliche Sorgfalt in "
                + "besonders schwerem "
                + "Maße verletzt haben, dass der Anspruch weggefallen ist."
        case .ohneBescheid:
            "Der Betrag wurde ohne Bescheid gezahlt; die §§ 45 und 48 SGB X gelten entsprechend. "
                + "Auf Vertrauen "
                + "können Sie sich nicht berufen."
        case .vertrauensschutz: "Ihr Vertrauen auf die Bewilligung ist schutzwürdig."
        }
    }

    /// Ob der Grund zur Erstattung führt.
    package var fordert: Bool { self != .vertrauensschutz }

    /// Warum der Grund am Tag der Entscheidung nicht mehr trägt; nil, wenn er trägt.
    ///
    /// § 45 Abs. 4 Satz 2 SGB X: binnen eines Jahres seit Kenntnis der Tatsachen. § 45 Abs. 3
    /// Satz 3: zehn Jahre, außer bei Täuschung. § 48 Abs. 4, § 47 Abs. 2 Satz 5 und § 50 Abs. 2
    /// verweisen darauf.
    package func ausgeschlossen(monat: Monat, kenntnis: Kalendertag,
                                entscheidung: Kalendertag) -> String? {
        guard fordert else { return nil }
        let frist = kenntnis.plus(monate: 12)
        if entscheidung > frist {
            return "Die Jahresfrist des § 45 Abs. 4 Satz 2 SGB X endete am \(frist.deutsch): Die "
                + "Tatsachen sind seit "
                + "dem \(kenntnis.deutsch) bekannt."
        }
        if self != .taeuschung, entscheidung > monat.ersterTag.plus(monate: 120) {
            return "\(monat.deutsch) liegt mehr als zehn Jahre zurück (§ 45 Abs. 3 Satz 3 SGB X)."
        }
        return nil
    }
}

/// § 50 Abs. 4 SGB X: vier Jahre nach Ablauf des Jahres, in dem der Bescheid unanfechtbar wurde.
package func erstattungVerjaehrt(unanfechtbarSeit tag: Kalendertag) -> Kalendertag {
    Monat(tag.jahr + 4, 12).letzterTag
}

/// § 24 Abs. 2 SGB X: Wann von der Anhörung abgesehen werden kann. § 28 Abs. 2 VwVfG NRW ist ihr
/// nachgebildet, soweit ein Gericht ihn für das AsylbLG heranzieht.
package enum Anhoerungsverzicht: String, Sendable, Codable, CaseIterable {
    case gefahr, frist
    case eigeneAngaben = "eigene_angaben"
    case allgemein, einkommen, vollstreckung, geringfuegig

    package var norm: String {
        switch self {
        case .gefahr: "§ 24 Abs. 2 Nr. 1 SGB X"
        case .frist: "§ 24 Abs. 2 Nr. 2 SGB X"
        case .eigeneAngaben: "§ 24 Abs. 2 Nr. 3 SGB X"
        case .allgemein: "§ 24 Abs. 2 Nr. 4 SGB X"
        case .einkommen: "§ 24 Abs. 2 Nr. 5 SGB X"
        case .vollstreckung: "§ 24 Abs. 2 Nr. 6 SGB X"
        case .geringfuegig: "§ 24 Abs. 2 Nr. 7 SGB X"
        }
    }

    package var bezeichnung: String {
        switch self {
        case .gefahr: "Gefahr im Verzug oder öffentliches Interesse"
        case .frist: "Eine maßgebliche Frist wäre nicht zu halten"
        case .eigeneAngaben: "Von den eigenen Angaben wird nicht zuungunsten abgewichen"
        case .allgemein: "Allgemeinverfügung oder viele gleichartige Bescheide"
        case .einkommen: "Nur Anpassung an geändertes Einkommen"
        case .vollstreckung: "Maßnahme der Vollstreckung"
        case .geringfuegig: "Aufrechnung von weniger als 70 Euro"
        }
    }
}
