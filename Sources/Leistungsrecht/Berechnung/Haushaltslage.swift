import Grundwerte

/// Alles, was für die Leistung eines Haushalts in einem Monat zählt: ein reiner Wert.
///
/// Angaben mit Zeitraum dürfen über den Monat hinausreichen; die Berechnung schneidet selbst. So
/// gibt die Fallbearbeitung ihre datierten Angaben unverändert hinein.
package struct Haushaltslage: Hashable, Sendable, Codable {
    package var monat: Monat
    package var personen: [Person]
    /// Dürfen sich nicht überschneiden.
    package var unterkuenfte: [Unterkunft]
    package var auszahlung: Auszahlungswunsch
    package var gerichtsabweichungen: [Gerichtsabweichung]
    /// Nur für Was-wäre-wenn; sonst gelten die Schalter aus `Parameter`.
    package var schalter: Schalter?

    package init(
        monat: Monat, personen: [Person], unterkuenfte: [Unterkunft],
        auszahlung: Auszahlungswunsch = Auszahlungswunsch(),
        gerichtsabweichungen: [Gerichtsabweichung] = [], schalter: Schalter? = nil
    ) {
        self.monat = monat
        self.personen = personen
        self.unterkuenfte = unterkuenfte
        self.auszahlung = auszahlung
        self.gerichtsabweichungen = gerichtsabweichungen
        self.schalter = schalter
    }
}

extension Haushaltslage {
    package struct Person: Hashable, Sendable, Codable {
        /// Eindeutig im Haushalt, etwa die UUID; steht in jedem Rechenschritt.
        package var kennung: String
        package var geburtsdatum: Kalendertag
        package var rolle: Haushaltsrolle
        /// Verheiratet oder verpartnert; wichtig nur unter 25 Jahren (§ 3a Abs. 1 Nr. 3a, § 16).
        package var verheiratet: Bool
        /// Wann die Person im Haushalt lebt.
        package var imHaushalt: [Zeitraum]
        /// Wonach sie berechtigt ist; ohne Eintrag an einem Tag ist sie es nicht.
        package var anspruch: [Anspruch]
        package var einkommen: [Einkommen]
        package var vermoegen: [Vermoegen]
        package var sachleistungen: [Sachleistung]
        /// § 30 SGB XII; zählt nur bei Leistungen nach § 2.
        package var mehrbedarfe: [Mehrbedarf]
        /// Bildung und Teilhabe, § 6 und, was im Einzelfall hinzukommt.
        package var einzelleistungen: [Einzelleistung]
        /// § 5 AsylbLG.
        package var arbeitsgelegenheiten: [Arbeitsgelegenheit]
        /// Woraus sich der Tag ergibt, ab dem § 2 gilt; nur zur Auskunft.
        package var aufenthalt: Aufenthalt?
        /// Eigener Bedarf einer nicht berechtigten Person; nur ihr Einkommen darüber wird
        /// eingesetzt.
        package var bedarfAusserhalb: Geld?
        /// Wenn diese Person ihre Leistung anders erhält als der Haushalt.
        package var auszahlung: Auszahlungswunsch?

        package init(
            kennung: String, geburtsdatum: Kalendertag, rolle: Haushaltsrolle,
            verheiratet: Bool = false, imHaushalt: [Zeitraum], anspruch: [Anspruch],
            einkommen: [Einkommen] = [], vermoegen: [Vermoegen] = [],
            sachleistungen: [Sachleistung] = [], mehrbedarfe: [Mehrbedarf] = [],
            einzelleistungen: [Einzelleistung] = [],
            arbeitsgelegenheiten: [Arbeitsgelegenheit] = [], aufenthalt: Aufenthalt? = nil,
            bedarfAusserhalb: Geld? = nil, auszahlung: Auszahlungswunsch? = nil
        ) {
            self.kennung = kennung
            self.geburtsdatum = geburtsdatum
            self.rolle = rolle
            self.verheiratet = verheiratet
            self.imHaushalt = imHaushalt
            self.anspruch = anspruch
            self.einkommen = einkommen
            self.vermoegen = vermoegen
            self.sachleistungen = sachleistungen
            self.mehrbedarfe = mehrbedarfe
            self.einzelleistungen = einzelleistungen
            self.arbeitsgelegenheiten = arbeitsgelegenheiten
            self.aufenthalt = aufenthalt
            self.bedarfAusserhalb = bedarfAusserhalb
            self.auszahlung = auszahlung
        }
    }
}
