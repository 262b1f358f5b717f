import Grundwerte
import Leistungsrecht

/// Was bei einem Fall als Nächstes ansteht, aus seinen Angaben geschlossen; niemand muss es sich
/// merken.
package struct NaechsterSchritt: Sendable, Equatable {
    package enum Art: Sendable, Equatable {
        case unterkunft, bankverbindung, bestaetigung, bewilligung
        case sperre(Zahlungssperre.ID)
        case aufenthalt(Person.ID)
        case berechtigung(Person.ID)
        case angabe(Person.ID)
    }

    package let art: Art
    package let satz: String
    package let erlaeuterung: String
}

extension Fallakte {
    /// So früh kündigt sich an, was an einem Tag eintritt.
    private static let vorlaufTage = 60

    /// `bewilligtBis` ist der letzte bewilligte Monat, nil, wenn noch nichts bewilligt ist.
    package func naechsteSchritte(heute: Kalendertag, bewilligtBis: Monat?) -> [NaechsterSchritt] {
        guard eingestelltZum == nil, !mitglieder.isEmpty else { return [] }
        return sperrschritte(heute) + unterkunftsschritte(heute) + kontoschritte(heute)
            + bewilligungsschritte(heute, bewilligtBis)
            + mitglieder(am: heute).flatMap { schritte($0, heute) }
    }

    /// Gilt nach der Unterkunft inzwischen ein anderes Konto des Vermieters, ist nichts mehr zu
    /// entscheiden.
    private func sperrschritte(_ heute: Kalendertag) -> [NaechsterSchritt] {
        sperren.filter {
            $0.iban == nil || $0.iban == unterkunft(am: heute)?.vermieter?.iban
        }.map { sperre in
            NaechsterSchritt(
                art: .sperre(sperre.id),
                satz: sperre.iban == nil ? "Über die gesperrten Zahlungen entscheiden"
                    : "Konto des Vermieters klären",
                erlaeuterung: sperre.iban.map {
                    "\($0.gekuerzt) ist für Miete gesperrt: \(sperre.grund)"
                } ?? sperre.grund)
        }
    }

    private func unterkunftsschritte(_ heute: Kalendertag) -> [NaechsterSchritt] {
        guard unterkunft(am: heute) == nil else { return [] }
        return [NaechsterSchritt(art: .unterkunft, satz: "Unterkunft erfassen",
                                 erlaeuterung: "Ohne Unterkunft lässt sich kein Bedarf rechnen.")]
    }

    private func kontoschritte(_ heute: Kalendertag) -> [NaechsterSchritt] {
        if let offen = bankverbindungen.last(where: {
            $0.bestaetigtVon == nil && $0.sperrgrund == nil
        }) {
            return [NaechsterSchritt(
                art: .bestaetigung, satz: "Bankverbindung \(offen.iban.gekuerzt) bestätigen",
                erlaeuterung: "Wer sie nicht erfasst hat, vergleicht sie mit der Vorlage. Vorher "
                    + "wird dorthin nicht gezahlt.")]
        }
        guard let konto = bankverbindung(am: heute) else {
            return bankverbindungen.isEmpty ? [NaechsterSchritt(
                art: .bankverbindung, satz: "Bankverbindung erfassen",
                erlaeuterung: "Ohne Konto oder Bezahlkarte kann nichts ausgezahlt werden.")] : []
        }
        return konto.sperrgrund.map {
            [NaechsterSchritt(art: .bankverbindung, satz: "Neue Bankverbindung erfragen",
                              erlaeuterung: "\(konto.iban.gekuerzt) ist gesperrt: \($0)")]
        } ?? []
    }

    private func bewilligungsschritte(_ heute: Kalendertag, _ bis: Monat?) -> [NaechsterSchritt] {
        guard let bis else {
            return [NaechsterSchritt(art: .bewilligung, satz: "Leistung bewilligen",
                                     erlaeuterung: "Für diesen Fall ist noch nichts bewilligt.")]
        }
        guard bis <= heute.monat else { return [] }
        return [NaechsterSchritt(
            art: .bewilligung, satz: "Leistung ab \(bis.naechster.deutsch) bewilligen",
            erlaeuterung: bis < heute.monat ? "Die Bewilligung endete mit \(bis.deutsch)."
                : "Die Bewilligung endet mit diesem Monat.")]
    }

    private func schritte(_ mitglied: Mitglied, _ heute: Kalendertag) -> [NaechsterSchritt] {
        guard let angabe = mitglied.angabe(am: heute) else { return [] }
        var schritte: [NaechsterSchritt] = []
        if let bis = mitglied.aufenthalt(am: heute)?.dokumentBis,
           heute.tage(bis: bis) <= Self.vorlaufTage {
            schritte.append(NaechsterSchritt(
                art: .aufenthalt(mitglied.id), satz: "Aufenthalt von \(angabe.name) aktualisieren",
                erlaeuterung: "Das Dokument \(bis < heute ? "galt" : "gilt") bis \(bis.deutsch)."))
        }
        for alter in Vorlageregel.stufenalter {
            let tag = angabe.geburtsdatum.plus(monate: 12 * alter)
            guard (0...Self.vorlaufTage).contains(heute.tage(bis: tag)) else { continue }
            schritte.append(NaechsterSchritt(
                art: .bewilligung, satz: "Bedarfsstufe von \(angabe.name) prüfen",
                erlaeuterung: "Wird am \(tag.deutsch) \(alter) Jahre alt."))
        }
        if let schritt = wartezeit(mitglied, angabe, heute) { schritte.append(schritt) }
        if angabe.azrNummer == nil, mitglied.berechtigung(am: heute)?.grundlage != .keine {
            schritte.append(NaechsterSchritt(
                art: .angabe(mitglied.id), satz: "AZR-Nummer von \(angabe.name) nachtragen",
                erlaeuterung: "Mit ihr fallen doppelte Fälle in einer anderen Kommune auf."))
        }
        return schritte
    }

    private func wartezeit(_ mitglied: Mitglied, _ angabe: Person.Angabe,
                           _ heute: Kalendertag) -> NaechsterSchritt? {
        guard mitglied.berechtigung(am: heute)?.grundlage == .grundleistung,
              let einreise = mitglied.aufenthalt(am: heute)?.eingereistAm,
              let wartezeit = mitglied.wartezeit(am: heute, nach: .amtlich) else { return nil }
        let seit = mitglied.wartezeithindernisse.isEmpty
            ? "seit der Einreise am \(einreise.deutsch)" : "nach der letzten Unterbrechung"
        guard let ab = wartezeit.ab, heute.tage(bis: ab) <= Self.vorlaufTage else { return nil }
        return NaechsterSchritt(
            art: .berechtigung(mitglied.id), satz: "Leistungen nach § 2 für \(angabe.name) prüfen",
            erlaeuterung: "Die Wartezeit \(seit) "
                + "\(ab > heute ? "endet" : "endete") am \(ab.plus(tage: -1).deutsch).")
    }
}
