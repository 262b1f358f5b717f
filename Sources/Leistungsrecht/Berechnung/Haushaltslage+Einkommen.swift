import Grundwerte

extension Haushaltslage {
    /// Ein Einkommen, als Monatsbetrag vor Abzügen.
    ///
    /// Es zählt voll in dem Monat, in dem es zufließt: am `zahltag`, sonst am letzten Tag des
    /// Monats, und nur, wenn der Zeitraum diesen Tag enthält. Ein Zeitraum von einem Tag ist eine
    /// einmalige Einnahme, die an diesem Tag zufließt.
    package struct Einkommen: Hashable, Sendable, Codable {
        package var art: Einkommensart
        package var betrag: Geld
        package var zeitraum: Zeitraum
        /// 1 bis 31; in kürzeren Monaten deren letzter Tag.
        package var zahltag: Int?
        package var abzuege: [Abzug]
        /// Beleg, etwa „Lohnabrechnung November“; steht als Fundstelle auf dem Berechnungsbogen.
        package var nachweis: String?

        package init(
            art: Einkommensart, betrag: Geld, zeitraum: Zeitraum, zahltag: Int? = nil,
            abzuege: [Abzug] = [], nachweis: String? = nil
        ) {
            self.art = art
            self.betrag = betrag
            self.zeitraum = zeitraum
            self.zahltag = zahltag
            self.abzuege = abzuege
            self.nachweis = nachweis
        }
    }

    package struct Abzug: Hashable, Sendable, Codable {
        package var art: Abzugsart
        package var betrag: Geld
        /// Etwa „Fahrkarte zur Arbeit“; sonst die Bezeichnung der Art.
        package var bezeichnung: String?
        package var nachweis: String?

        package init(
            _ art: Abzugsart, _ betrag: Geld, bezeichnung: String? = nil, nachweis: String? = nil
        ) {
            self.art = art
            self.betrag = betrag
            self.bezeichnung = bezeichnung
            self.nachweis = nachweis
        }
    }

    /// Verwertbares Vermögen nach seinem Stand am Ersten des Monats oder am ersten Tag im Haushalt.
    ///
    /// Unentbehrliches für Ausbildung oder Arbeit (§ 7 Abs. 5 Satz 2 AsylbLG) gehört nicht hinein.
    package struct Vermoegen: Hashable, Sendable, Codable {
        package var betrag: Geld
        package var zeitraum: Zeitraum
        package var nachweis: String?

        package init(betrag: Geld, zeitraum: Zeitraum, nachweis: String? = nil) {
            self.betrag = betrag
            self.zeitraum = zeitraum
            self.nachweis = nachweis
        }
    }

    /// Ein Teil des Bedarfssatzes, den die Person als Sachleistung erhält, mit seinem Monatswert.
    package struct Sachleistung: Hashable, Sendable, Codable {
        package var art: Sachleistungsart
        package var wert: Geld
        package var zeitraum: Zeitraum

        package init(_ art: Sachleistungsart, wert: Geld, zeitraum: Zeitraum) {
            self.art = art
            self.wert = wert
            self.zeitraum = zeitraum
        }
    }
}
