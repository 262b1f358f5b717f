import Grundwerte
import Leistungsrecht
import Uebergabe

extension Fallakte {
    /// Kennung des Vermieters als Empfänger einer Direktzahlung.
    static let vermieter = "vermieter"

    /// Die Lage des Haushalts in einem Monat, wie das Leistungsrecht sie braucht.
    ///
    /// Angaben behalten ihre Zeiträume; die Berechnung schneidet sie auf den Monat zu.
    package func lage(im monat: Monat, schalter: Schalter? = nil) -> Haushaltslage {
        let zeitraum = monat.zeitraum
        let beteiligt = mitglieder.filter { mitglied in
            mitglied.mitgliedschaften.contains { $0.gueltig.ueberschneidet(zeitraum) }
        }
        let form: Leistungsform = bankverbindung(am: monat.letzterTag)?.zahlweg == .bezahlkarte
            ? .bezahlkarte : .geld
        return Haushaltslage(
            monat: monat,
            personen: beteiligt.map { person($0, im: monat, geld: form) },
            unterkuenfte: unterkuenfte.filter { $0.gueltig.ueberschneidet(zeitraum) }
                .map(unterkunft),
            auszahlung: .init(notwendigerBedarf: form, persoenlicherBedarf: form),
            schalter: schalter)
    }

    /// `geld` ist die Form, in der der Haushalt Geld erhält.
    private func person(
        _ mitglied: Mitglied, im monat: Monat, geld: Leistungsform
    ) -> Haushaltslage.Person {
        let angabe = mitglied.angabe(am: monat.letzterTag)
        let geburtsdatum = angabe?.geburtsdatum ?? monat.ersterTag
        return Haushaltslage.Person(
            kennung: mitglied.id.description, geburtsdatum: geburtsdatum,
            rolle: mitglied.rolle(am: monat.letzterTag) ?? mitglied.mitgliedschaften.last?.rolle
                ?? .sonstigeErwachsene,
            verheiratet: angabe?.familienstand == .verheiratet
                || angabe?.familienstand == .lebenspartnerschaft,
            imHaushalt: mitglied.mitgliedschaften.map(\.gueltig),
            anspruch: mitglied.berechtigungen.map { berechtigung in
                .init(berechtigung.grundlage, berechtigung.gueltig,
                      personenkreis: berechtigung.personenkreis,
                      einschraenkung: berechtigung.einschraenkung.map {
                          .init($0, form: berechtigung.form == .geld
                              ? geld : berechtigung.form ?? .sachleistung)
                      },
                      haertefall: berechtigung.haertefall)
            },
            einkommen: mitglied.einkommen.map(einkommen),
            vermoegen: mitglied.vermoegen.map {
                .init(betrag: $0.wert, zeitraum: $0.gueltig, nachweis: $0.art)
            },
            sachleistungen: unterkuenfte.filter { $0.verpflegung > .null }.map {
                .init(.ernaehrung, wert: $0.verpflegung, zeitraum: $0.gueltig)
            },
            mehrbedarfe: mitglied.mehrbedarfe.map {
                .init($0.art, $0.gueltig, betrag: $0.betrag, nachweis: $0.nachweis.nichtLeer)
            },
            einzelleistungen: mitglied.monatsbedarfe.map {
                .init($0.art, $0.gueltig, betrag: $0.betrag, begruendung: $0.begruendung.nichtLeer)
            },
            arbeitsgelegenheiten: mitglied.arbeitsgelegenheiten.map {
                .init(monat: $0.monat, minuten: $0.minuten, mehraufwand: $0.mehraufwand)
            })
    }

    private func einkommen(_ einkommen: Einkommen) -> Haushaltslage.Einkommen {
        let abzuege: [(Abzugsart, Geld)] = [
            (.steuern, einkommen.steuern), (.sozialversicherung, einkommen.sozialversicherung),
            (.versicherung, einkommen.versicherungen), (.notwendigeAusgaben, einkommen.ausgaben),
        ]
        return Haushaltslage.Einkommen(
            art: einkommen.art, betrag: einkommen.brutto, zeitraum: einkommen.gueltig,
            abzuege: abzuege.filter { $0.1 > .null }.map { .init($0.0, $0.1) },
            nachweis: einkommen.quelle.isEmpty ? nil : einkommen.quelle)
    }

    /// In Sammelunterkünften wird die Unterkunft als Sachleistung gewährt, sonst bezahlt: an den
    /// Vermieter, wenn einer eingetragen ist.
    private func unterkunft(_ unterkunft: Unterkunft) -> Haushaltslage.Unterkunft {
        let inSache = unterkunft.art.istSammelunterkunft
        let anVermieter = !inSache && unterkunft.vermieter != nil
        func kosten(_ art: Kostenart, _ betrag: Geld, anerkannt: Geld? = nil,
                    direkt: Bool) -> Haushaltslage.Kosten? {
            guard betrag > .null else { return nil }
            return Haushaltslage.Kosten(
                art, betrag, anerkannt: anerkannt,
                form: inSache ? .sachleistung : direkt ? .direktzahlung : .geld,
                empfaenger: direkt ? .dritter(Fallakte.vermieter) : nil)
        }
        return Haushaltslage.Unterkunft(
            art: unterkunft.art, zeitraum: unterkunft.gueltig,
            kosten: [
                kosten(.unterkunft, unterkunft.miete, anerkannt: unterkunft.mieteAnerkannt,
                       direkt: anVermieter),
                kosten(.nebenkosten, unterkunft.nebenkosten, direkt: anVermieter),
                kosten(.heizung, unterkunft.heizung, anerkannt: unterkunft.heizungAnerkannt,
                       direkt: anVermieter),
                kosten(.haushaltsenergie, unterkunft.energie, direkt: false),
            ].compactMap(\.self),
            warmwasserDezentral: unterkunft.warmwasserDezentral,
            vollverpflegung: unterkunft.vollverpflegung, karenzAb: unterkunft.karenzAb,
            senkungBis: unterkunft.senkungBis)
    }
}
