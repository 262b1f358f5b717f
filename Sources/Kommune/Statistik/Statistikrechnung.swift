import Grundwerte
import Leistungsrecht
import Uebergabe

/// Rechnet aus den datierten Angaben eines Haushalts die Sätze einer Erhebung; rein, ohne Uhr und
/// Datenbank.
struct Statistikrechnung: Sendable {
    /// Die Werte eines Satzes nach dem Namen ihres Merkmals; was fehlt, ist leer.
    typealias Werte = [String: String]

    let erhebung: String
    let zeit: Zeitraum
    let ende: Kalendertag
    /// Der Gemeindeschlüssel der Kommune.
    let ags: String

    init(erhebung: String, beginn: Kalendertag, ende: Kalendertag, ags: String) {
        self.erhebung = erhebung
        self.ende = ende
        self.ags = ags
        zeit = Zeitraum(von: beginn, bis: ende)
    }

    /// Ein Haushalt mit der Nummer, unter der die Statistik ihn führt.
    struct Haushalt: Sendable {
        let nummer: String
        let akte: Fallakte
        let personen: [Statistikperson]
    }

    /// Der Satz einer Person; nil, wenn die Erhebung sie nicht zählt.
    func satz(_ person: Statistikperson, in haushalt: Haushalt) -> Werte? {
        switch erhebung {
        case "regelleistungen": regelleistung(person, haushalt)
        case "besondere_leistungen": besondereLeistung(person, haushalt)
        case "bildung_und_teilhabe": bildung(person, haushalt)
        case "fluechtlingsaufnahme": aufnahme(person, haushalt)
        case "azr_meldung": azrMeldung(person)
        default: nil
        }
    }

    /// Was alle Erhebungen von Personen fragen, wie es an einem Tag galt.
    private func stamm(
        _ person: Statistikperson, _ haushalt: Haushalt, am tag: Kalendertag
    ) -> Werte {
        guard let angabe = person.mitglied.angabe(am: tag) else { return [:] }
        return [
            "haushaltsnummer": haushalt.nummer,
            "geschlecht": angabe.geschlecht.statistisch,
            "geburtsmonat_und_jahr": angabe.geburtsdatum.monat.description,
            "staatsangehoerigkeit": angabe.staatsangehoerigkeit,
            "aufenthaltsrechtlicher_status": person.mitglied.aufenthalte
                .first { $0.gueltig.enthaelt(tag) }?.status.rawValue ?? "",
            "wohngemeinde": ags,
            "art_des_traegers": "oertlicher_traeger",
            "art_der_unterbringung": haushalt.akte.unterkunft(am: tag)?.art.statistisch ?? "",
        ]
    }

    /// Wer am letzten Tag zum Haushalt gehört, berechtigt ist und für dessen Monat etwas bewilligt
    /// ist.
    private func erhaelt(_ person: Statistikperson) -> Zeitraum? {
        guard person.mitglied.gehoertZumHaushalt(am: ende), person.bewilligt(ende.monat) else {
            return nil
        }
        return person.berechtigt(am: ende)
    }

    // § 12 Abs. 2 Nr. 1: Bestand am Stichtag.
    private func regelleistung(_ person: Statistikperson, _ haushalt: Haushalt) -> Werte? {
        guard let berechtigt = erhaelt(person) else { return nil }
        var werte = stamm(person, haushalt, am: ende)
        let amEnde = person.monate[ende.monat], analog = amEnde?.grundlage == .analogleistung
        let imJahr = person.monate.filter { zeit.enthaelt($0.key.letzterTag) }.values
        func formen(_ istAnalog: Bool) -> String {
            Self.formen(imJahr.filter { ($0.grundlage == .analogleistung) == istAnalog })
        }
        let ergebnisse = haushalt.personen.compactMap { $0.monate[ende.monat] }
        let einkommen = ergebnisse.map(\.angerechnet).summe()
        werte["beginn_der_leistungsgewaehrung"] = berechtigt.von.monat.description
        werte["form_paragraph_2_im_jahr"] = formen(true)
        werte["form_der_grundleistung_im_jahr"] = formen(false)
        if let amEnde {
            werte[analog ? "form_paragraph_2_am_ende" : "form_der_grundleistung_am_ende"] =
                Self.formen([amEnde])
            werte[analog ? "regelbedarfsstufe" : "typ_des_leistungsempfaengers"] =
                amEnde.stufe.map(String.init)
        }
        werte["eingesetztes_einkommen_cent"] = String(einkommen.cent)
        werte["eingesetztes_vermoegen_cent"] = String(ergebnisse.map(\.vermoegen).summe().cent)
        werte["arten_des_einkommens"] = einkommen > .null ? einkommensarten(haushalt) : ""
        werte["andere_leistungen_im_jahr"] = person.andereArten(in: zeit).joined(separator: "+")
        werte["andere_leistungen_am_ende"] = person.andereArten(in: Zeitraum(von: ende, bis: ende))
            .joined(separator: "+")
        werte["beteiligung_am_erwerbsleben"] = erwerb(person)
        return werte
    }

    // § 12 Abs. 2 Nr. 2: im Berichtsjahr nur andere Leistungen, keine Regelleistung.
    private func besondereLeistung(_ person: Statistikperson, _ haushalt: Haushalt) -> Werte? {
        let arten = person.andereArten(in: zeit)
        let monate = Monat.alle(von: zeit.von.monat, bis: ende.monat)
        guard !arten.isEmpty, let tag = person.letzterTag(in: zeit),
              !monate.contains(where: person.bewilligt) else { return nil }
        var werte = stamm(person, haushalt, am: tag)
        werte["leistung_im_jahr"] = arten.joined(separator: "+")
        werte["leistung_am_ende"] = person.andereArten(in: Zeitraum(von: ende, bis: ende))
            .joined(separator: "+")
        return werte
    }

    // § 12 Abs. 5: Beträge für jeden Monat des Quartals getrennt.
    private func bildung(_ person: Statistikperson, _ haushalt: Haushalt) -> Werte? {
        guard let tag = person.letzterTag(in: zeit) else { return nil }
        var werte = stamm(person, haushalt, am: tag), summe = Geld.null
        for (stelle, monat) in Monat.alle(von: zeit.von.monat, bis: ende.monat).enumerated() {
            for art in Bildungsart.allCases {
                let betrag = (person.monate[monat]?.bildung[art] ?? .null)
                    + (person.rechnungen[monat]?[art] ?? .null)
                summe += betrag
                werte["\(art.rawValue)_monat_\(stelle + 1)_cent"] = String(betrag.cent)
            }
        }
        return summe > .null ? werte : nil
    }

    // § 4 FlüAG: wer am Monatsende Leistungen erhält, außer in Einrichtungen des Landes.
    private func aufnahme(_ person: Statistikperson, _ haushalt: Haushalt) -> Werte? {
        guard let berechtigt = erhaelt(person) else { return nil }
        var werte = stamm(person, haushalt, am: ende)
        guard werte["art_der_unterbringung"] != "aufnahmeeinrichtung" else { return nil }
        werte["personenkreis"] = person.mitglied.berechtigungen
            .first { $0.gueltig.enthaelt(ende) }?.personenkreis.rawValue
        werte["beginn_der_leistungsgewaehrung"] = berechtigt.von.monat.description
        return werte
    }

    /// Beginn und Ende der Berechtigung, soweit sie in den Monat fallen.
    private func azrMeldung(_ person: Statistikperson) -> Werte? {
        let ketten = Set(person.mitglied.berechtigungen.compactMap {
            person.berechtigt(am: $0.gueltig.von)
        })
        let beginn = ketten.map(\.von).filter(zeit.enthaelt).max()
        let schluss = ketten.compactMap(\.bis).filter(zeit.enthaelt).max()
        guard beginn != nil || schluss != nil, let tag = person.letzterTag(in: zeit),
              let angabe = person.mitglied.angabe(am: tag) else { return nil }
        return ["azr_nummer": angabe.azrNummer ?? "", "beginn_am": beginn?.description ?? "",
                "ende_am": schluss?.description ?? "",
                "staatsangehoerigkeit": angabe.staatsangehoerigkeit]
    }

    private static let codes = ["sachleistung", "wertgutschein", "geldleistung", "bezahlkarte"]

    private static func formen(_ anteile: [Statistikperson.Monatsanteil]) -> String {
        let vorhanden = Set(anteile.flatMap { $0.formen.map(\.statistisch) })
        return codes.filter(vorhanden.contains).joined(separator: "+")
    }

    private func einkommensarten(_ haushalt: Haushalt) -> String {
        let arten = haushalt.personen.filter { $0.mitglied.gehoertZumHaushalt(am: ende) }
            .flatMap { $0.mitglied.einkommen.filter { $0.gueltig.enthaelt(ende) } }
            .compactMap(\.art.statistisch)
        return Einkommensart.statistische.filter(Set(arten).contains).joined(separator: "+")
    }

    private func erwerb(_ person: Statistikperson) -> String {
        let arten = Set(person.mitglied.einkommen.filter { $0.gueltig.enthaelt(ende) }.map(\.art))
        return arten.contains(.erwerbstaetigkeit) ? "abhaengig"
            : arten.contains(.selbstaendigkeit) ? "selbstaendig"
            : arten.contains(.ausbildungsverguetung) ? "ausbildung" : "nicht_erwerbstaetig"
    }
}

extension Person.Geschlecht {
    fileprivate var statistisch: String {
        switch self {
        case .maennlich: "maennlich"
        case .weiblich: "weiblich"
        case .divers: "divers"
        case .ohneAngabe: "ohne_angabe"
        }
    }
}

extension Unterbringungsart {
    fileprivate var statistisch: String {
        switch self {
        case .aufnahmeeinrichtung: "aufnahmeeinrichtung"
        case .gemeinschaftsunterkunft, .vergleichbareUnterkunft: "gemeinschaftsunterkunft"
        case .wohnung, .stationaereEinrichtung, .kurzfristigeUnterkunft: "dezentral"
        }
    }
}

extension Leistungsform {
    /// Was an den Vermieter geht, bleibt eine Geldleistung (§ 35a Abs. 3 SGB XII entsprechend).
    fileprivate var statistisch: String {
        switch self {
        case .sachleistung: "sachleistung"
        case .gutschein: "wertgutschein"
        case .geld, .direktzahlung: "geldleistung"
        case .bezahlkarte: "bezahlkarte"
        }
    }
}

extension Einkommensart {
    fileprivate static let statistische = [
        "erwerb", "selbstaendigkeit", "rente", "familienleistung", "unterhalt", "sozialleistung",
        "kapital", "sonstiges",
    ]

    /// Nil für das, was § 7 Abs. 2 nicht zum Einkommen zählt.
    fileprivate var statistisch: String? {
        if case .frei = behandlung { return nil }
        return switch self {
        case .erwerbstaetigkeit, .ausbildungsverguetung, .ehrenamt: "erwerb"
        case .selbstaendigkeit: "selbstaendigkeit"
        case .rente: "rente"
        case .kindergeld, .elterngeld: "familienleistung"
        case .unterhalt: "unterhalt"
        case .arbeitslosengeld, .krankengeld, .wohngeld: "sozialleistung"
        case .kapitalertrag: "kapital"
        default: "sonstiges"
        }
    }
}
