import Grundwerte

/// Punkte, über die Gesetz und Rechtsprechung streiten. Jede Kommune legt sie datiert fest; hier
/// stehen die Vorgaben.
package struct Schalter: Hashable, Sendable, Codable {
    /// Stufe alleinstehender Erwachsener in Sammelunterkünften: 2 nach dem Wortlaut (§ 3a Abs. 1
    /// Nr. 2b), 1 nach BVerfG, 19.10.2022 – 1 BvL 3/21 (zu § 2) und mehreren Sozialgerichten.
    package var stufeSammelunterkunft: Bedarfsstufe
    /// Wovon die 25 % nach § 7 Abs. 3 Satz 1 gerechnet werden; der Wortlaut nennt das Einkommen.
    package var freibetragsbasis: Freibetragsbasis
    package var tageszaehlung: Tageszaehlung
    /// Rundung auf ganze Cent; das AsylbLG schweigt, Vorbild ist § 41 Abs. 2 SGB II.
    package var centRundung: Rundung

    package init(
        stufeSammelunterkunft: Bedarfsstufe = .eins, freibetragsbasis: Freibetragsbasis = .brutto,
        tageszaehlung: Tageszaehlung = .kalendertage, centRundung: Rundung = .kaufmaennisch
    ) {
        self.stufeSammelunterkunft = stufeSammelunterkunft
        self.freibetragsbasis = freibetragsbasis
        self.tageszaehlung = tageszaehlung
        self.centRundung = centRundung
    }

    package static let vorgabe = Schalter()

    package enum Freibetragsbasis: String, Codable, CaseIterable, Sendable {
        case brutto, bereinigt

        package var bezeichnung: String {
            switch self {
            case .brutto: "25 % vom Einkommen vor Abzügen"
            case .bereinigt: "25 % vom Einkommen nach Abzügen"
            }
        }
    }

    /// Wie Tage gezählt werden, wenn der Monat 30 hat (§ 3 Abs. 5 Satz 3 AsylbLG).
    package enum Tageszaehlung: String, Codable, CaseIterable, Sendable {
        /// Jeder Kalendertag zählt; ein voller Monat zählt 30, sein letzter Abschnitt den Rest.
        case kalendertage
        /// Der 31. zählt nicht, der letzte Tag des Februars auch für die fehlenden.
        case dreissigTage = "dreissig_tage"

        package var bezeichnung: String {
            switch self {
            case .kalendertage: "Kalendertage, voller Monat 30"
            case .dreissigTage: "jeder Monat hat 30 Tage, ohne den 31."
            }
        }
    }
}
