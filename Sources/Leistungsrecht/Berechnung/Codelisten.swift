// Die festen Listen des Leistungsrechts. Ihre Rohwerte stehen in der Datenbank und in Dateien und
// ändern sich nie; was auf dem Schirm steht, ist die Bezeichnung.

/// Wie der Haushalt untergebracht ist (§ 3a Abs. 1 Nr. 1 bis 3, § 12 Abs. 2 Nr. 1 Buchst. d
/// AsylbLG).
package enum Unterbringungsart: String, Codable, CaseIterable, Sendable {
    case wohnung
    case aufnahmeeinrichtung
    case gemeinschaftsunterkunft
    case vergleichbareUnterkunft = "vergleichbare_unterkunft"
    case stationaereEinrichtung = "stationaere_einrichtung"
    case kurzfristigeUnterkunft = "kurzfristige_unterkunft"

    package var bezeichnung: String {
        switch self {
        case .wohnung: "Wohnung"
        case .aufnahmeeinrichtung: "Aufnahmeeinrichtung (§ 44 AsylG)"
        case .gemeinschaftsunterkunft: "Gemeinschaftsunterkunft (§ 53 AsylG)"
        case .vergleichbareUnterkunft: "vergleichbare Unterkunft, nicht nur kurzfristig"
        case .stationaereEinrichtung: "stationäre Einrichtung"
        case .kurzfristigeUnterkunft: "kurzfristige Unterkunft"
        }
    }

    /// Ob § 3a Abs. 1 Nr. 2 Buchst. b AsylbLG sie nennt.
    package var istSammelunterkunft: Bool {
        switch self {
        case .aufnahmeeinrichtung, .gemeinschaftsunterkunft, .vergleichbareUnterkunft: true
        case .wohnung, .stationaereEinrichtung, .kurzfristigeUnterkunft: false
        }
    }
}

/// Der aufenthaltsrechtliche Status, gegliedert nach § 1 Abs. 1 AsylbLG.
package enum Aufenthaltsstatus: String, Codable, CaseIterable, Sendable {
    case aufenthaltsgestattung
    case asylgesuch
    case flughafen
    case aufenthaltserlaubnis231Krieg = "aufenthaltserlaubnis_23_1_krieg"
    case aufenthaltserlaubnis2541 = "aufenthaltserlaubnis_25_4_1"
    case aufenthaltserlaubnis255 = "aufenthaltserlaubnis_25_5"
    case duldung
    case vollziehbarAusreisepflichtig = "vollziehbar_ausreisepflichtig"
    case familienangehoerige
    case folgeOderZweitantrag = "folge_oder_zweitantrag"
    case aufenthaltserlaubnis24OderFiktion = "aufenthaltserlaubnis_24_oder_fiktion"
    case andererTitel = "anderer_titel"

    package var bezeichnung: String {
        switch self {
        case .aufenthaltsgestattung: "Aufenthaltsgestattung"
        case .asylgesuch: "Asylgesuch (Ankunftsnachweis)"
        case .flughafen: "Einreise über einen Flughafen"
        case .aufenthaltserlaubnis231Krieg: "Aufenthaltserlaubnis § 23 Abs. 1 AufenthG (Krieg)"
        case .aufenthaltserlaubnis2541: "Aufenthaltserlaubnis § 25 Abs. 4 Satz 1 AufenthG"
        case .aufenthaltserlaubnis255: "Aufenthaltserlaubnis § 25 Abs. 5 AufenthG"
        case .duldung: "Duldung"
        case .vollziehbarAusreisepflichtig: "vollziehbar ausreisepflichtig"
        case .familienangehoerige: "Familienangehörige"
        case .folgeOderZweitantrag: "Folgeantrag oder Zweitantrag"
        case .aufenthaltserlaubnis24OderFiktion:
            "Aufenthaltserlaubnis § 24 AufenthG oder Fiktionsbescheinigung"
        case .andererTitel: "anderer Aufenthaltstitel"
        }
    }
}

/// Wonach eine Person in einem Zeitraum Leistungen erhält.
package enum Anspruchsgrundlage: String, Codable, CaseIterable, Sendable {
    case grundleistung
    case analogleistung
    case anspruchseinschraenkung
    case ueberbrueckungsleistung
    /// Lebt im Haushalt, ohne selbst nach dem AsylbLG berechtigt zu sein.
    case keine

    package var bezeichnung: String {
        switch self {
        case .grundleistung: "Grundleistungen"
        case .analogleistung: "Analogleistungen"
        case .anspruchseinschraenkung: "Anspruchseinschränkung"
        case .ueberbrueckungsleistung: "Überbrückungsleistungen"
        case .keine: "nicht leistungsberechtigt"
        }
    }

    package var norm: String {
        switch self {
        case .grundleistung: "§ 3 AsylbLG"
        case .analogleistung: "§ 2 AsylbLG"
        case .anspruchseinschraenkung: "§ 1a AsylbLG"
        case .ueberbrueckungsleistung: "§ 1 Abs. 4 AsylbLG"
        case .keine: "§ 1 AsylbLG"
        }
    }
}

/// Stellung einer Person im Haushalt.
package enum Haushaltsrolle: String, Codable, CaseIterable, Sendable {
    case haushaltsvorstand
    case partner
    /// Kind des Haushaltsvorstands oder des Partners, gleich welchen Alters.
    case kind
    case sonstigeErwachsene = "sonstige_erwachsene"

    package var bezeichnung: String {
        switch self {
        case .haushaltsvorstand: "Haushaltsvorstand"
        case .partner: "Partnerin oder Partner"
        case .kind: "Kind"
        case .sonstigeErwachsene: "weitere erwachsene Person"
        }
    }

    /// Ob die Kinder des Haushalts die Kinder dieser Person sind.
    var istElternteil: Bool { self == .haushaltsvorstand || self == .partner }

    /// Reihenfolge auf dem Berechnungsbogen.
    var rang: Int {
        switch self {
        case .haushaltsvorstand: 0
        case .partner: 1
        case .kind: 2
        case .sonstigeErwachsene: 3
        }
    }
}

/// In welcher Form eine Leistung erbracht wird (§ 3 Abs. 2, 3 AsylbLG).
package enum Leistungsform: String, Codable, CaseIterable, Sendable {
    case sachleistung, direktzahlung, gutschein, bezahlkarte, geld

    /// Wie eine eingeschränkte Leistung erbracht werden kann, die Regel zuerst (§ 1a Abs. 1
    /// Satz 4 AsylbLG).
    package static let beiEinschraenkung: [Leistungsform] = [.sachleistung, .gutschein, .geld]

    package var bezeichnung: String {
        switch self {
        case .sachleistung: "Sachleistung"
        case .direktzahlung: "Direktzahlung"
        case .gutschein: "Wertgutschein"
        case .bezahlkarte: "Bezahlkarte"
        case .geld: "Geldleistung"
        }
    }
}

/// Was gesondert neben den Bedarfssätzen erbracht wird (§ 3 Abs. 3 Satz 2 AsylbLG).
package enum Kostenart: String, Codable, CaseIterable, Sendable {
    case unterkunft, nebenkosten, heizung, haushaltsenergie, hausrat, wohnungsinstandhaltung

    package var bezeichnung: String {
        switch self {
        case .unterkunft: "Unterkunft"
        case .nebenkosten: "Nebenkosten"
        case .heizung: "Heizung"
        case .haushaltsenergie: "Haushaltsenergie"
        case .hausrat: "Hausrat"
        case .wohnungsinstandhaltung: "Wohnungsinstandhaltung"
        }
    }
}

/// Welcher Teil des Bedarfssatzes als Sachleistung erbracht wird (§ 3 Abs. 1 AsylbLG).
package enum Sachleistungsart: String, Codable, CaseIterable, Sendable {
    case ernaehrung, kleidung, gesundheitspflege
    case haushaltsgueter = "haushaltsgueter"
    case persoenlicherBedarf = "persoenlicher_bedarf"

    package var bezeichnung: String {
        switch self {
        case .ernaehrung: "Ernährung"
        case .kleidung: "Kleidung"
        case .gesundheitspflege: "Gesundheitspflege"
        case .haushaltsgueter: "Gebrauchs- und Verbrauchsgüter des Haushalts"
        case .persoenlicherBedarf: "persönlicher Bedarf"
        }
    }
}
