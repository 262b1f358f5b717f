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
        /// Eigener Bedarf einer nicht berechtigten Person; nur ihr Einkommen darüber wird
        /// eingesetzt.
        package var bedarfAusserhalb: Geld?
        /// Wenn diese Person ihre Leistung anders erhält als der Haushalt.
        package var auszahlung: Auszahlungswunsch?

        package init(
            kennung: String, geburtsdatum: Kalendertag, rolle: Haushaltsrolle,
            verheiratet: Bool = false, imHaushalt: [Zeitraum], anspruch: [Anspruch],
            einkommen: [Einkommen] = [], vermoegen: [Vermoegen] = [],
            sachleistungen: [Sachleistung] = [], bedarfAusserhalb: Geld? = nil,
            auszahlung: Auszahlungswunsch? = nil
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
            self.bedarfAusserhalb = bedarfAusserhalb
            self.auszahlung = auszahlung
        }
    }

    package struct Anspruch: Hashable, Sendable, Codable {
        package var zeitraum: Zeitraum
        package var grundlage: Anspruchsgrundlage

        package init(_ grundlage: Anspruchsgrundlage, _ zeitraum: Zeitraum) {
            self.grundlage = grundlage
            self.zeitraum = zeitraum
        }
    }

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

    package struct Unterkunft: Hashable, Sendable, Codable {
        package var art: Unterbringungsart
        package var zeitraum: Zeitraum
        package var kosten: [Kosten]

        package init(art: Unterbringungsart, zeitraum: Zeitraum, kosten: [Kosten] = []) {
            self.art = art
            self.zeitraum = zeitraum
            self.kosten = kosten
        }
    }

    /// Kosten des ganzen Haushalts im Monat; auf nicht berechtigte Mitbewohner entfällt ihr
    /// Kopfteil.
    package struct Kosten: Hashable, Sendable, Codable {
        package var art: Kostenart
        package var betrag: Geld
        /// Der angemessene Teil, wenn nicht alles anerkannt ist.
        package var anerkannt: Geld?
        package var form: Leistungsform
        /// Vermieter oder Versorger bei Direktzahlung; sonst erhält der Haushalt das Geld.
        package var empfaenger: Empfaenger?
        /// Begründung auf dem Bogen, etwa „Tatsächlicher Abschlag an die Stadtwerke.“
        package var begruendung: String?
        package var nachweis: String?

        package init(
            _ art: Kostenart, _ betrag: Geld, anerkannt: Geld? = nil, form: Leistungsform = .geld,
            empfaenger: Empfaenger? = nil, begruendung: String? = nil, nachweis: String? = nil
        ) {
            self.art = art
            self.betrag = betrag
            self.anerkannt = anerkannt
            self.form = form
            self.empfaenger = empfaenger
            self.begruendung = begruendung
            self.nachweis = nachweis
        }
    }

    /// Von wem eine Zahlung empfangen wird: eine Person des Haushalts oder ein Dritter.
    package struct Empfaenger: Hashable, Sendable, Codable {
        package var person: String?
        package var dritter: String?

        package static func person(_ kennung: String) -> Empfaenger {
            Empfaenger(person: kennung, dritter: nil)
        }

        package static func dritter(_ kennung: String) -> Empfaenger {
            Empfaenger(person: nil, dritter: kennung)
        }

        private init(person: String?, dritter: String?) {
            self.person = person
            self.dritter = dritter
        }
    }

    /// In welcher Form und an wen der Bedarfssatz ausgezahlt wird; ohne Empfänger an den
    /// Haushaltsvorstand, bei einer eigenen Angabe der Person an diese selbst.
    package struct Auszahlungswunsch: Hashable, Sendable, Codable {
        package var notwendigerBedarf: Leistungsform
        package var persoenlicherBedarf: Leistungsform
        package var empfaenger: Empfaenger?

        package init(
            notwendigerBedarf: Leistungsform = .geld, persoenlicherBedarf: Leistungsform = .geld,
            empfaenger: Empfaenger? = nil
        ) {
            self.notwendigerBedarf = notwendigerBedarf
            self.persoenlicherBedarf = persoenlicherBedarf
            self.empfaenger = empfaenger
        }
    }

    /// Was ein Gericht für eine Person anders bestimmt hat: ihre Stufe oder ihren Monatsbetrag.
    package struct Gerichtsabweichung: Hashable, Sendable, Codable {
        package var person: String
        package var zeitraum: Zeitraum
        /// Gericht und Aktenzeichen: „SG Trier, S 3 AY 65/24 ER“.
        package var aktenzeichen: String
        package var stufe: Bedarfsstufe?
        /// Tritt an die Stelle des Bedarfssatzes (beider Teile zusammen).
        package var betrag: Geld?

        package init(
            person: String, zeitraum: Zeitraum, aktenzeichen: String, stufe: Bedarfsstufe? = nil,
            betrag: Geld? = nil
        ) {
            self.person = person
            self.zeitraum = zeitraum
            self.aktenzeichen = aktenzeichen
            self.stufe = stufe
            self.betrag = betrag
        }
    }
}
