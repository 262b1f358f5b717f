import Grundwerte

/// Wie ein Bescheid den Menschen erreicht, für den er bestimmt ist.
package enum Bekanntgabeart: String, Sendable, Codable, CaseIterable {
    case post, elektronisch, uebergabe, zustellung

    package var bezeichnung: String {
        switch self {
        case .post: "mit der Post"
        case .elektronisch: "elektronisch übermittelt"
        case .uebergabe: "persönlich übergeben"
        case .zustellung: "förmlich zugestellt"
        }
    }
}

/// § 84 SGG: binnen eines Monats nach Bekanntgabe; Bekanntgabe nach § 37 Abs. 2 SGB X.
///
/// Ohne richtige Belehrung gilt ein Jahr (§ 66 Abs. 2 SGG). Die Frist im Ausland (drei Monate) ist
/// nicht abgebildet: Wer Leistungen erhält, hält sich im Bundesgebiet auf.
package struct Widerspruchsfrist: Sendable, Equatable {
    package let bekanntgabe: Kalendertag
    /// Der letzte Tag, an dem der Widerspruch rechtzeitig eingeht.
    package let ende: Kalendertag
    /// Die Schritte der Rechnung in ganzen Sätzen, für die Akte.
    package let rechenweg: [String]

    /// Was bis Ende 2024 zur Post ging, gilt am dritten Tag als bekannt gegeben, seither am
    /// vierten (§ 37 Abs. 2 SGB X in der Fassung des Postrechtsmodernisierungsgesetzes,
    /// BGBl. 2024 I Nr. 236).
    private static let vierTageAb = Monat(2025, 1).ersterTag

    /// - Parameters:
    ///   - abgesandt: Tag der Aufgabe zur Post, Absendung, Übergabe oder Zustellung.
    ///   - tatsaechlich: Späterer Zugang, wenn er feststeht; er verdrängt die Vermutung.
    package init(abgesandt: Kalendertag, art: Bekanntgabeart, tatsaechlich: Kalendertag? = nil,
                 belehrt: Bool) {
        var weg: [String] = []
        let vermutet: Kalendertag
        switch art {
        case .post, .elektronisch:
            let tage = abgesandt < Self.vierTageAb ? 3 : 4
            vermutet = abgesandt.plus(tage: tage)
            weg.append("\(art == .post ? "Zur Post gegeben" : "Abgesandt") am "
                + "\(abgesandt.deutsch); gilt am "
                + "\(tage == 3 ? "dritten" : "vierten") Tag danach als bekannt gegeben (§ 37 Abs. "
                + "2 SGB X): "
                + "\(vermutet.deutsch).")
        case .uebergabe, .zustellung:
            vermutet = abgesandt
            weg.append("Bekannt gegeben am \(abgesandt.deutsch), \(art.bezeichnung).")
        }
        // Die Vermutung ist keine Frist: Auf ein Wochenende fallend verschiebt sie sich nicht.
        bekanntgabe = max(vermutet, tatsaechlich ?? vermutet)
        if bekanntgabe != vermutet {
            weg.append("Tatsächlich zugegangen am \(bekanntgabe.deutsch).")
        }
        let rechnerisch = bekanntgabe.plus(monate: belehrt ? 1 : 12)
        weg.append(belehrt
            ? "Ein Monat danach (§ 84 Abs. 1 SGG): \(rechnerisch.deutsch)."
            : "Ohne richtige Rechtsbehelfsbelehrung ein Jahr (§ 66 Abs. 2 SGG): "
                + "\(rechnerisch.deutsch).")
        ende = Feiertag.werktag(ab: rechnerisch)
        if ende != rechnerisch {
            let tag = Feiertag.name(rechnerisch) ?? "ein \(rechnerisch.wochentagName)"
            weg.append("Das ist \(tag); die Frist endet am nächsten Werktag (§ 64 Abs. 3 SGG): "
                + "\(ende.deutsch).")
        }
        rechenweg = weg
    }

    package func istGewahrt(eingang: Kalendertag) -> Bool { eingang <= ende }
}

extension AsylbLG {
    /// § 44 SGB X mit § 9 Abs. 4 Satz 2 Nr. 2 AsylbLG: Ab wann ein Überprüfungsantrag noch zu
    /// Nachzahlungen führt: ein Jahr, gerechnet vom Beginn des Jahres, in dem er gestellt ist.
    package static func nachzahlungAb(ueberpruefung antrag: Kalendertag) -> Kalendertag {
        Monat(antrag.jahr - 1, 1).ersterTag
    }
}

/// § 11 Abs. 4 AsylbLG: Wann der Widerspruch nichts aufschiebt. Sonst gilt § 86a Abs. 1 SGG.
package enum AufschiebendeWirkung {
    /// Was der angegriffene Bescheid regelt.
    package enum Regelung: String, Sendable, CaseIterable {
        case ablehnung, entzug, einschraenkung, erstattung

        package var bezeichnung: String {
            switch self {
            case .ablehnung: "bewilligt zu wenig oder lehnt ab"
            case .entzug: "entzieht eine Leistung oder hebt ihre Bewilligung auf"
            case .einschraenkung: "stellt eine Einschränkung nach § 1a oder § 11 Abs. 2a fest"
            case .erstattung: "fordert Gezahltes zurück"
            }
        }
    }

    /// Warum der Widerspruch keine aufschiebende Wirkung hat; nil, wenn er sie hat.
    package static func entfaellt(bei regelung: Regelung) -> String? {
        switch regelung {
        case .entzug: "§ 11 Abs. 4 Nr. 1 AsylbLG: Entzug einer Leistung oder Aufhebung ihrer "
            + "Bewilligung."
        case .einschraenkung: "§ 11 Abs. 4 Nr. 2 AsylbLG: Einschränkung des Anspruchs."
        // Die Erstattung nach § 50 SGB X nennt § 11 Abs. 4 nicht; eine Ablehnung lässt sich nicht
        // aufschieben.
        case .ablehnung, .erstattung: nil
        }
    }
}
