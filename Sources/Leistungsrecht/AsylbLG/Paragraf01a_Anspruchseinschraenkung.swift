import Grundwerte

extension Einschraenkungsabsatz {
    /// Für wen der Absatz gilt.
    package var personenkreise: [Personenkreis] {
        switch self {
        case .absatz1: [.nr5]
        case .absatz2, .absatz3: [.nr4, .nr5, .nr6]
        case .absatz4: [.nr1, .nr1a, .nr5]
        case .absatz5: [.nr1, .nr1a, .nr7]
        case .absatz6, .absatz7: Personenkreis.allCases
        }
    }

    /// § 14 AsylbLG: sechs Monate; Abs. 7 höchstens einer.
    package var hoechstdauerMonate: Int { self == .absatz7 ? 1 : 6 }

    /// § 14 Abs. 2 AsylbLG: ob die Einschränkung bei fortbestehendem Grund weiterläuft. Eine neue
    /// nach Abs. 7 braucht eine neue Störung.
    package var istFortsetzbar: Bool { self != .absatz7 }
}

extension AsylbLG {
    /// § 1a Abs. 1 bis 7 und § 14 AsylbLG: ob die Einschränkung so festgesetzt werden kann.
    ///
    /// `alter` ist das am ersten Tag; Abs. 6 gilt erst ab 18 Jahren.
    package static func einschraenkung(
        _ absatz: Einschraenkungsabsatz, personenkreis: Personenkreis, alter: Int,
        zeitraum: Zeitraum
    ) -> Entscheidung<Bool> {
        let norm = absatz.norm + " AsylbLG"
        guard absatz.personenkreise.contains(personenkreis) else {
            let namen = absatz.personenkreise.map { "Nr. " + $0.rawValue.dropFirst(3) }
            return Entscheidung(
                false, norm: norm, begruendung: "Der Absatz gilt nicht für den Personenkreis "
                    + "\(personenkreis.norm), nur für \(namen.joined(separator: ", ")).")
        }
        if absatz == .absatz6, alter < 18 {
            return Entscheidung(false, norm: norm, begruendung: "Der Absatz gilt ab 18 Jahren.")
        }
        let dauer = absatz == .absatz7 ? "einen Monat" : "sechs Monate"
        let spaetestens = hoechstensBis(zeitraum.von, absatz)
        guard let bis = zeitraum.bis, bis <= spaetestens else {
            return Entscheidung(
                false, norm: absatz == .absatz7 ? norm : "§ 14 Abs. 1 AsylbLG",
                begruendung: "Die Einschränkung ist auf \(dauer) zu befristen, hier bis "
                    + "\(spaetestens.deutsch).")
        }
        return Entscheidung(
            true, norm: norm, begruendung: "Bis \(bis.deutsch). Widerspruch und Klage haben keine "
                + "aufschiebende Wirkung (§ 11 Abs. 4 AsylbLG).")
    }

    /// Der letzte Tag, bis zu dem eine an `beginn` festgesetzte Einschränkung laufen darf.
    package static func hoechstensBis(
        _ beginn: Kalendertag, _ absatz: Einschraenkungsabsatz
    ) -> Kalendertag {
        beginn.plus(monate: absatz.hoechstdauerMonate).plus(tage: -1)
    }

    /// § 14 Abs. 2 AsylbLG: der Zeitraum, für den die Einschränkung fortzusetzen ist, wenn ihr
    /// Grund fortbesteht; nil, wenn sie nicht fortgesetzt werden kann.
    package static func fortsetzung(
        _ absatz: Einschraenkungsabsatz, nach ende: Kalendertag
    ) -> Zeitraum? {
        guard absatz.istFortsetzbar else { return nil }
        let beginn = ende.plus(tage: 1)
        return Zeitraum(von: beginn, bis: hoechstensBis(beginn, absatz))
    }

    /// § 1a Abs. 1 Satz 2 und § 1 Abs. 4 Satz 2 AsylbLG: was von der Leistung bleibt, nach Tagen.
    ///
    /// Ernährung, Gesundheits- und Körperpflege nach der Tafel der Praxis; die Unterkunft mit
    /// Heizung rechnet `unterkunft`. Sachleistung, wenn nichts anderes bestimmt ist.
    static func eingeschraenkterBedarf(
        der person: Int, _ lage: Personenlage, in haushalt: Haushaltsmonat,
        nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        let stand = try parameter.einschraenkung.stand(am: haushalt.lage.monat.ersterTag)
        let gericht = lage.lage.gericht.map { haushalt.lage.gerichtsabweichungen[$0] }
        let satz = stand.wert[lage.lage.stufe]
        let monatlich = gericht?.betrag ?? satz.gesamt
        let betrag = anteilig(
            monatlich, tage: lage.tage, vorher: lage.vorher, rundung: haushalt.schalter.centRundung)
        let ueberbrueckung = lage.lage.grundlage == .ueberbrueckungsleistung
        bogen.einzeln(person, betrag, form: ueberbrueckung ? .sachleistung
            : lage.lage.einschraenkung?.form ?? .sachleistung, zweck: .eingeschraenkt)
        let absatz = lage.lage.einschraenkung?.absatz
        let voll = lage.tage == 30
        let norm = ueberbrueckung ? "§ 1 Abs. 4" : absatz?.norm ?? "§ 1a"
        let tafel = [satz.ernaehrung, satz.gesundheitspflege, satz.koerperpflege]
            .map(\.betrag).joined(separator: " + ")
        bogen.schritt(
            .bedarf, person: person, norm: voll ? norm : norm + ", § 3 Abs. 5",
            fundstelle: gericht?.aktenzeichen ?? stand.fundstelle,
            bezeichnung: (ueberbrueckung ? "Überbrückungsleistung" : "Eingeschränkte Leistung")
                + (voll ? "" : ", \(haushalt.tage.text(lage.spanne))"),
            begruendung: gericht != nil ? "So hat es das Gericht angeordnet."
                : "Nur Ernährung, Gesundheits- und Körperpflege, neben der Unterkunft. "
                    + "Ein Widerspruch schiebt dies nicht auf (§ 11 Abs. 4).",
            rechnung: !voll ? "\(monatlich.betrag) × \(lage.tage)/30"
                : gericht?.betrag == nil ? tafel : monatlich.betrag,
            betrag: betrag)
    }
}
