import Grundwerte

extension AsylbLG {
    /// § 3 Abs. 4, § 6 Abs. 1, § 1a Abs. 1 Satz 3 und § 1 Abs. 4 AsylbLG: was neben den Sätzen
    /// einzeln bewilligt ist.
    ///
    /// Der Betrag zählt voll in jedem Monat, in dem die Person an einem Tag des Zeitraums nach dem
    /// passenden Recht berechtigt ist. Schulbedarf und Teilhabe nennt das Gesetz.
    static func einzelleistungen(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        for person in haushalt.personen.indices {
            for (stelle, leistung) in haushalt.personen[person].einzelleistungen.enumerated() {
                guard let grundlage = try grundlage(leistung, stelle, person, haushalt),
                      let schritt = try schritt(leistung, person, grundlage, haushalt, parameter)
                else { continue }
                bogen.einzeln(
                    person, schritt.betrag, form: leistung.form ?? leistung.art.form,
                    empfaenger: leistung.empfaenger,
                    zweck: leistung.art.istBildung ? .bildung : .sonstiges)
                bogen.schritt(
                    .bedarf, person: person, norm: leistung.art.norm(grundlage),
                    fundstelle: leistung.nachweis ?? schritt.fundstelle,
                    bezeichnung: schritt.bezeichnung,
                    begruendung: leistung.begruendung ?? schritt.begruendung,
                    rechnung: schritt.rechnung, betrag: schritt.betrag)
            }
        }
    }

    /// Wonach die Person im Zeitraum berechtigt ist; nil, wenn sie es in diesem Monat nicht ist.
    private static func grundlage(
        _ leistung: Haushaltslage.Einzelleistung, _ stelle: Int, _ person: Int,
        _ haushalt: Haushaltsmonat
    ) throws -> Anspruchsgrundlage? {
        guard let zeit = haushalt.tage.spanne(leistung.zeitraum) else { return nil }
        let grundlagen = haushalt.lagen[person]
            .filter { $0.spanne.von <= zeit.bis && zeit.von <= $0.spanne.bis }
            .map(\.lage.grundlage)
        if let passende = grundlagen.first(where: leistung.art.passt) { return passende }
        guard let erste = grundlagen.first else { return nil }
        throw Lagefehler(
            feld: "\(haushalt.feld(person)).einzelleistungen[\(stelle)].art",
            grund: "„\(leistung.art.bezeichnung)“ gibt es nicht neben \(erste.bezeichnung) "
                + "(\(erste.norm)).",
            abhilfe: "Bitte die Leistung beenden oder eine passende Art wählen.")
    }

    private static func schritt(
        _ leistung: Haushaltslage.Einzelleistung, _ person: Int, _ grundlage: Anspruchsgrundlage,
        _ haushalt: Haushaltsmonat, _ parameter: Parameter
    ) throws -> Rechenschritt? {
        let monat = haushalt.lage.monat
        switch leistung.art {
        case .schulbedarf: return try SGBXII.schulbedarf(im: monat, nach: parameter)
        case .teilhabe:
            guard let tag = haushalt.ersterTag(person), haushalt.alter(person, am: tag) < 18 else {
                return nil
            }
            return try SGBXII.teilhabe(im: monat, nach: parameter)
        default:
            guard let betrag = leistung.betrag, betrag > .null else { return nil }
            return Rechenschritt(
                nummer: 0, abschnitt: .bedarf, personen: [], norm: "", fundstelle: "",
                bezeichnung: leistung.art.bezeichnung,
                begruendung: leistung.zeitraum.von == leistung.zeitraum.bis
                    ? "Einmalig am \(leistung.zeitraum.von.deutsch)." : "Im Monat bewilligt.",
                rechnung: betrag.betrag, betrag: betrag)
        }
    }
}
