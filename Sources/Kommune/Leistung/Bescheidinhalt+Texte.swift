import Grundwerte
import Leistungsrecht

// Die Sätze des Bescheids: was er regelt, warum, und was das in einfachen Worten heißt.

extension Bescheidinhalt {
    /// Wonach der Haushalt Leistungen erhält: „§ 2 und § 3 AsylbLG“.
    static func norm(_ bewilligung: Bewilligung) -> String {
        let personen = bewilligung.monate.flatMap(\.ergebnis.personen)
        let normen = Anspruchsgrundlage.allCases.filter { grundlage in
            personen.contains { $0.grundlage == grundlage }
        }.compactMap(\.paragraf)
        return normen.isEmpty ? "AsylbLG" : normen.aufgezaehlt + " AsylbLG"
    }

    static func titel(_ art: Bescheid.Art, norm: String) -> String {
        let leistungen = norm == "AsylbLG"
            ? "Leistungen nach dem AsylbLG" : "Leistungen nach \(norm)"
        return switch art {
        case .bewilligung: "Bescheid über \(leistungen)"
        case .aenderung: "Bescheid über die Änderung von \(leistungen)"
        case .einstellung: "Bescheid über die Einstellung von \(leistungen)"
        case .ablehnung: "Bescheid über die Ablehnung von \(leistungen)"
        }
    }

    static func verfuegung(
        _ bewilligung: Bewilligung, _ art: Bescheid.Art, norm: String
    ) -> [String] {
        let von = bewilligung.monate[0].monat.ersterTag.deutsch
        let bis = bewilligung.monate[bewilligung.monate.count - 1].monat.letzterTag.deutsch
        let haushalt = bewilligung.monate.contains { $0.ergebnis.personen.count > 1 }
        let wem = haushalt ? "Ihnen und Ihrem Haushalt" : "Ihnen"
        var saetze: [String] = switch art {
        case .einstellung:
            ["wir stellen die Leistungen zum "
                + "\(bewilligung.akte.fall.eingestelltZum?.deutsch ?? von) ein. Frühere Bescheide "
                + "heben wir auf, soweit sie für die Zeit danach Leistungen bewilligen."]
        case .aenderung:
            ["wir ändern Ihre Leistungen für die Zeit vom \(von) bis \(bis). Es gelten die Beträge "
                + "dieses Bescheids; frühere Bescheide heben wir für diese Zeit auf, soweit sie "
                + "davon abweichen."]
        case .bewilligung, .ablehnung:
            ["wir bewilligen \(wem) für die Zeit vom \(von) bis \(bis) Leistungen nach \(norm)."]
        }
        if bewilligung.ueberzahlung > .null {
            saetze.append(
                "Für diese Zeit sind \(bewilligung.ueberzahlung) mehr gezahlt, als Ihnen zustehen. "
                    + "Ob wir diesen Betrag zurückfordern, entscheiden wir gesondert; vorher hören "
                    + "wir Sie an.")
        }
        return saetze
    }

    static func begruendung(_ bewilligung: Bewilligung, _ art: Bescheid.Art) -> [String] {
        var absaetze: [String] = []
        if art == .einstellung {
            absaetze.append(
                "Die Voraussetzungen der Leistung sind entfallen. Der frühere Bescheid ist deshalb "
                    + "für die Zeit danach aufzuheben (§ 9 Abs. 4 AsylbLG in Verbindung mit "
                    + "§ 48 SGB X).")
        }
        let grundlagen = Set(bewilligung.monate.flatMap(\.ergebnis.personen).map(\.grundlage))
        if !grundlagen.isSubset(of: [.keine]) {
            absaetze.append(
                "Sie und die genannten Personen gehören zum Personenkreis des § 1 AsylbLG. "
                    + Anspruchsgrundlage.allCases.filter(grundlagen.contains).compactMap(\.satz)
                    .joined(separator: " "))
        }
        if bewilligung.monate.contains(where: { $0.ergebnis.summe(.einkommen) != .null }) {
            absaetze.append(
                "Einkommen ist vorrangig zu verbrauchen. Freibeträge und Abzüge stehen mit ihrer "
                    + "Norm in der Berechnung.")
        }
        if bewilligung.monate.contains(where: { $0.ergebnis.personen.contains { $0.tage < 30 } }) {
            absaetze.append(
                "Wo Leistungen nicht für den vollen Monat zustehen, werden sie anteilig gezahlt; "
                    + "der Monat wird mit 30 Tagen gerechnet (§ 3 Abs. 5 Satz 3 AsylbLG).")
        }
        absaetze += einbehalte(bewilligung)
        if art == .aenderung {
            absaetze.append(
                "In den Verhältnissen, die dem früheren Bescheid zugrunde lagen, ist eine "
                    + "wesentliche Änderung eingetreten. Dieser Bescheid ersetzt frühere Bescheide "
                    + "für die genannten Monate (§ 9 Abs. 4 AsylbLG in Verbindung mit § 48 SGB X).")
        }
        if entzieht(bewilligung, art) {
            absaetze.append(
                "Soweit dieser Bescheid eine Leistung entzieht oder ihre Bewilligung aufhebt, "
                    + "haben Widerspruch und Klage keine aufschiebende Wirkung (§ 11 Abs. 4 Nr. 1 "
                    + "AsylbLG).")
        }
        return absaetze
    }

    /// Ob etwas wegfällt, das schon bewilligt war.
    private static func entzieht(_ bewilligung: Bewilligung, _ art: Bescheid.Art) -> Bool {
        art == .einstellung || bewilligung.monate.contains {
            $0.bisher != nil && $0.unterschied < .null
        }
    }

    static func einfach(
        _ bewilligung: Bewilligung, _ art: Bescheid.Art, _ unterzeichner: Unterzeichner
    ) -> [Frage] {
        let erster = bewilligung.monate[0]
        let inhalt = switch art {
        case .einstellung:
            "Sie bekommen ab dem "
                + "\(bewilligung.akte.fall.eingestelltZum?.plus(tage: 1).deutsch ?? "") kein Geld "
                + "mehr von uns."
        case .aenderung:
            "Sie bekommen jetzt einen anderen Betrag. Für \(erster.monat.deutsch) sind es "
                + "\(erster.ergebnis.leistung)."
        case .bewilligung, .ablehnung:
            "Sie bekommen Geld zum Leben. Für \(erster.monat.deutsch) sind es "
                + "\(erster.ergebnis.leistung)."
        }
        let tun = art == .einstellung
            ? "Wenn Sie wieder Hilfe brauchen, stellen Sie einen neuen Antrag."
            : "Nichts. Das Geld kommt von selbst. Wenn sich etwas ändert, sagen Sie es uns sofort."
        let wer = [
            unterzeichner.name, unterzeichner.telefon.nichtLeer.map { "Telefon \($0)" },
            unterzeichner.zimmer.nichtLeer.map { "Zimmer \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
        return [
            Frage(frage: "Was steht in diesem Brief?", antwort: inhalt),
            Frage(frage: "Was muss ich tun?", antwort: tun),
            Frage(
                frage: "Was kann ich tun, wenn etwas falsch ist?",
                antwort: "Sie können innerhalb eines Monats widersprechen. Schreiben Sie uns oder "
                    + "kommen Sie zu uns."),
            Frage(frage: "Wen kann ich fragen?", antwort: wer),
        ]
    }
}

extension Anspruchsgrundlage {
    /// Nil, wo keine Leistung zusteht.
    fileprivate var paragraf: String? {
        switch self {
        case .grundleistung: "§ 3"
        case .analogleistung: "§ 2"
        case .anspruchseinschraenkung: "§ 1a"
        case .ueberbrueckungsleistung: "§ 1 Abs. 4"
        case .keine: nil
        }
    }

    /// Woraus sich der Bedarf ergibt.
    fileprivate var satz: String? {
        switch self {
        case .grundleistung:
            "Der Bedarf ergibt sich aus § 3 und § 3a AsylbLG in der jeweils geltenden "
                + "Fassung; Unterkunft, Heizung und Haushaltsenergie kommen nach § 3 Abs. 3 Satz 2 "
                + "AsylbLG hinzu."
        case .analogleistung:
            "Nach § 2 AsylbLG ist das SGB XII entsprechend anzuwenden; der Bedarf ergibt sich aus "
                + "§ 27a, § 30 und § 35 SGB XII."
        case .anspruchseinschraenkung:
            "Nach § 1a AsylbLG bestehen nur Ansprüche auf Ernährung, Unterkunft mit Heizung "
                + "sowie Körper- und Gesundheitspflege. Widerspruch und Klage dagegen haben keine "
                + "aufschiebende Wirkung (§ 11 Abs. 4 AsylbLG)."
        case .ueberbrueckungsleistung:
            "Nach § 1 Abs. 4 AsylbLG stehen bis zur Ausreise nur Überbrückungsleistungen zu."
        case .keine: nil
        }
    }
}

extension [String] {
    /// „a“, „a und b“, „a, b und c“.
    var aufgezaehlt: String {
        guard let letzter = last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " und " + letzter
    }
}
