/// Die Absätze des § 1a AsylbLG.
package enum Einschraenkungsabsatz: String, Codable, CaseIterable, Sendable {
    case absatz1 = "absatz_1"
    case absatz2 = "absatz_2"
    case absatz3 = "absatz_3"
    case absatz4 = "absatz_4"
    case absatz5 = "absatz_5"
    case absatz6 = "absatz_6"
    case absatz7 = "absatz_7"

    package var norm: String {
        switch self {
        case .absatz1: "§ 1a Abs. 1"
        case .absatz2: "§ 1a Abs. 2"
        case .absatz3: "§ 1a Abs. 3"
        case .absatz4: "§ 1a Abs. 4"
        case .absatz5: "§ 1a Abs. 5"
        case .absatz6: "§ 1a Abs. 6"
        case .absatz7: "§ 1a Abs. 7"
        }
    }

    package var bezeichnung: String {
        switch self {
        case .absatz1: "Abs. 1: Ausreisetermin und Ausreisemöglichkeit stehen fest"
        case .absatz2: "Abs. 2: eingereist, um Leistungen zu erlangen"
        case .absatz3: "Abs. 3: verhindert selbst, dass der Aufenthalt beendet wird"
        case .absatz4: "Abs. 4: ein anderer Staat ist zuständig oder gewährt Schutz"
        case .absatz5: "Abs. 5: Mitwirkung im Asylverfahren verletzt"
        case .absatz6: "Abs. 6: Vermögen verschwiegen"
        case .absatz7: "Abs. 7: schwere Störung der Ordnung in der Unterkunft"
        }
    }
}

/// Die Mehrbedarfe des § 30 SGB XII, die von der Person abhängen.
package enum Mehrbedarfsart: String, Codable, CaseIterable, Sendable {
    case merkzeichenG = "merkzeichen_g"
    case schwangerschaft
    case alleinerziehend
    case ernaehrung

    package var bezeichnung: String {
        switch self {
        case .merkzeichenG: "Mehrbedarf Merkzeichen G"
        case .schwangerschaft: "Mehrbedarf Schwangerschaft"
        case .alleinerziehend: "Mehrbedarf Alleinerziehende"
        case .ernaehrung: "Mehrbedarf Ernährung"
        }
    }

    var norm: String {
        switch self {
        case .merkzeichenG: "§ 30 Abs. 1 SGB XII"
        case .schwangerschaft: "§ 30 Abs. 2 SGB XII"
        case .alleinerziehend: "§ 30 Abs. 3 SGB XII"
        case .ernaehrung: "§ 30 Abs. 5 SGB XII"
        }
    }

    var begruendung: String {
        switch self {
        case .merkzeichenG: "Altersgrenze erreicht oder voll erwerbsgemindert, Merkzeichen G."
        case .schwangerschaft:
            "Nach der 12. Schwangerschaftswoche bis zum Ende des Monats der Entbindung."
        case .alleinerziehend: "Sorgt allein für Pflege und Erziehung minderjähriger Kinder."
        case .ernaehrung: "Aus medizinischen Gründen kostenaufwändige Ernährung."
        }
    }
}

/// Leistungen, die einzeln bewilligt werden und in die Rechnung eines Monats eingehen.
package enum Einzelleistungsart: String, Codable, CaseIterable, Sendable {
    case schulausflug, klassenfahrt, schulbedarf, schuelerbefoerderung, lernfoerderung
    case mittagsverpflegung, teilhabe
    /// § 6 AsylbLG.
    case sonstige
    /// § 1a Abs. 1 Satz 3 AsylbLG: weitere Leistungen bei eingeschränktem Anspruch.
    case einzelfall
    /// § 1 Abs. 4 AsylbLG: besondere Härte bei Überbrückungsleistungen.
    case haerte

    package var bezeichnung: String {
        switch self {
        case .schulausflug: "Ausflug von Schule oder Kita"
        case .klassenfahrt: "Klassenfahrt"
        case .schulbedarf: "Schulbedarf"
        case .schuelerbefoerderung: "Schülerbeförderung"
        case .lernfoerderung: "Lernförderung"
        case .mittagsverpflegung: "Mittagsverpflegung in Schule oder Kita"
        case .teilhabe: "Teilhabe am sozialen und kulturellen Leben"
        case .sonstige: "Sonstige Leistung (§ 6)"
        case .einzelfall: "Weitere Leistung im Einzelfall"
        case .haerte: "Leistung wegen besonderer Härte"
        }
    }

    /// Bildung und Teilhabe, § 3 Abs. 4 AsylbLG mit § 34 SGB XII.
    package var istBildung: Bool {
        switch self {
        case .schulausflug, .klassenfahrt, .schulbedarf, .schuelerbefoerderung, .lernfoerderung,
             .mittagsverpflegung, .teilhabe: true
        case .sonstige, .einzelfall, .haerte: false
        }
    }

    /// Ob das Gesetz den Betrag nennt.
    package var hatFestenBetrag: Bool { self == .schulbedarf || self == .teilhabe }

    /// Wie sie erbracht wird, wenn nichts anderes bestimmt ist (§ 34a Abs. 2 SGB XII, § 6 Abs. 1
    /// Satz 2 AsylbLG).
    var form: Leistungsform {
        switch self {
        case .schulbedarf, .schuelerbefoerderung: .geld
        case .schulausflug, .klassenfahrt, .lernfoerderung, .mittagsverpflegung, .teilhabe:
            .gutschein
        case .sonstige, .einzelfall, .haerte: .sachleistung
        }
    }
}
