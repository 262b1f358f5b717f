/// Die Arten von Einkommen, die § 7 AsylbLG verschieden behandelt oder die Statistik trennt.
package enum Einkommensart: String, Codable, CaseIterable, Sendable {
    case erwerbstaetigkeit
    case selbstaendigkeit
    case ausbildungsverguetung
    case ehrenamt
    case rente
    case kindergeld
    case elterngeld
    case unterhalt
    case arbeitslosengeld
    case krankengeld
    case wohngeld
    case kapitalertrag
    case sonstiges
    case leistungAsylblg = "leistung_asylblg"
    case entschaedigungSgb14 = "entschaedigung_sgb_14"
    case renteBeg = "rente_beg"
    case schmerzensgeld
    case arbeitsgelegenheit
    case integrationsmassnahme
    case fahrtkostenBamf = "fahrtkosten_bamf"
    /// § 8: was Dritte zum Lebensunterhalt leisten, auch in Natur; zählt nur für die Person selbst.
    case leistungDritter = "leistung_dritter"

    package var bezeichnung: String {
        switch self {
        case .erwerbstaetigkeit: "Bruttolohn"
        case .selbstaendigkeit: "Einnahmen aus selbständiger Arbeit"
        case .ausbildungsverguetung: "Ausbildungsvergütung"
        case .ehrenamt: "Steuerfreie Bezüge aus dem Ehrenamt"
        case .rente: "Rente"
        case .kindergeld: "Kindergeld"
        case .elterngeld: "Elterngeld"
        case .unterhalt: "Unterhalt"
        case .arbeitslosengeld: "Arbeitslosengeld"
        case .krankengeld: "Krankengeld"
        case .wohngeld: "Wohngeld"
        case .kapitalertrag: "Kapitalertrag"
        case .sonstiges: "Sonstiges Einkommen"
        case .leistungAsylblg: "Leistung nach dem AsylbLG"
        case .entschaedigungSgb14: "Leistung entsprechend dem SGB XIV"
        case .renteBeg: "Rente oder Beihilfe nach dem BEG"
        case .schmerzensgeld: "Schmerzensgeld"
        case .arbeitsgelegenheit: "Aufwandsentschädigung Arbeitsgelegenheit"
        case .integrationsmassnahme: "Mehraufwandsentschädigung Integrationsmaßnahme"
        case .fahrtkostenBamf: "Fahrtkostenzuschuss des BAMF"
        case .leistungDritter: "Leistung Dritter, etwa nach Verpflichtungserklärung"
        }
    }

    /// Wie § 7 Abs. 2 und 3 AsylbLG die Art behandelt.
    package enum Behandlung: Hashable, Sendable {
        case erwerb, ehrenamt, ungekuerzt
        /// Deckt den Bedarf der Person, ohne Einkommen zu sein (§ 8 AsylbLG).
        case dritter
        /// Zählt nicht als Einkommen, nach dieser Norm.
        case frei(norm: String)
    }

    package var behandlung: Behandlung {
        switch self {
        case .erwerbstaetigkeit, .selbstaendigkeit, .ausbildungsverguetung: .erwerb
        case .ehrenamt: .ehrenamt
        case .leistungDritter: .dritter
        case .leistungAsylblg: .frei(norm: "§ 7 Abs. 2 Nr. 1")
        case .entschaedigungSgb14: .frei(norm: "§ 7 Abs. 2 Nr. 2")
        case .renteBeg: .frei(norm: "§ 7 Abs. 2 Nr. 3")
        case .schmerzensgeld: .frei(norm: "§ 7 Abs. 2 Nr. 4")
        case .arbeitsgelegenheit: .frei(norm: "§ 7 Abs. 2 Nr. 5")
        case .integrationsmassnahme: .frei(norm: "§ 7 Abs. 2 Nr. 6")
        case .fahrtkostenBamf: .frei(norm: "§ 7 Abs. 2 Nr. 7")
        case .rente, .kindergeld, .elterngeld, .unterhalt, .arbeitslosengeld, .krankengeld,
             .wohngeld, .kapitalertrag, .sonstiges: .ungekuerzt
        }
    }
}

/// Was vom Einkommen abzusetzen ist (§ 7 Abs. 3 Satz 3 AsylbLG).
package enum Abzugsart: String, Codable, CaseIterable, Sendable {
    case steuern, sozialversicherung, versicherung
    case notwendigeAusgaben = "notwendige_ausgaben"

    package var bezeichnung: String {
        switch self {
        case .steuern: "Steuern"
        case .sozialversicherung: "Sozialversicherung"
        case .versicherung: "Vorgeschriebene Versicherung"
        case .notwendigeAusgaben: "Notwendige Ausgaben"
        }
    }

    /// Nach § 7 AsylbLG; § 82 Abs. 2 Satz 1 SGB XII zählt dieselben vier auf.
    package var norm: String {
        switch self {
        case .steuern: "§ 7 Abs. 3 Satz 3 Nr. 1"
        case .sozialversicherung: "§ 7 Abs. 3 Satz 3 Nr. 2"
        case .versicherung: "§ 7 Abs. 3 Satz 3 Nr. 3"
        case .notwendigeAusgaben: "§ 7 Abs. 3 Satz 3 Nr. 4"
        }
    }
    var analogNorm: String {
        switch self {
        case .steuern: "§ 82 Abs. 2 Nr. 1 SGB XII"
        case .sozialversicherung: "§ 82 Abs. 2 Nr. 2 SGB XII"
        case .versicherung: "§ 82 Abs. 2 Nr. 3 SGB XII"
        case .notwendigeAusgaben: "§ 82 Abs. 2 Nr. 4 SGB XII"
        }
    }
}
