import Grundwerte
import Uebergabe

/// Was eine Überweisungsdatei über das Schema von ISO 20022 hinaus einhalten muss: die Regeln der
/// Deutschen Kreditwirtschaft (Anlage 3 des DFÜ-Abkommens) und unsere eigenen.
///
/// Ein Verstoß nennt den Posten nur mit seiner EndToEndId, nie mit Namen oder Konto.
package enum DKRegeln {
    package struct Kontrollwerte: Hashable, Sendable {
        package let anzahl: Int
        package let summe: Geld

        package init(anzahl: Int, summe: Geld) {
            self.anzahl = anzahl
            self.summe = summe
        }
    }

    package struct Verstoss: Hashable, Sendable {
        package let regel: Regel
        /// Nil, wenn die Datei als Ganze gemeint ist.
        package let posten: Fundort?

        package var satz: String { (posten.map { "\($0): " } ?? "") + regel.satz }
    }

    package struct Fundort: Hashable, Sendable, CustomStringConvertible {
        /// Ab 1, in der Reihenfolge der Datei.
        package let nummer: Int
        package let endToEndId: String

        package var description: String { "Zahlung \(nummer) (\(endToEndId))" }
    }

    package struct Verstoesse: Error, Sendable {
        package let liste: [Verstoss]

        package var grund: String { liste.map(\.satz).joined(separator: "\n") }
    }

    /// Alle Verstöße, zuerst die der Datei, dann die der Posten in ihrer Reihenfolge.
    package static func pruefen(kopf: Zahlungsdatei.Kopf, posten: [Zahlungsdatei.Posten],
                                erwartet: Kontrollwerte, heute: Kalendertag) -> [Verstoss] {
        let datei = regeln(fuer: kopf, heute: heute) + regeln(fuer: posten, erwartet: erwartet)
        var verstoesse = datei.map { Verstoss(regel: $0, posten: nil) }
        var kennungen = Set<String>(minimumCapacity: posten.count)
        for (stelle, einer) in posten.enumerated() {
            var gebrochen = regeln(fuer: einer)
            if !kennungen.insert(einer.endToEndId).inserted { gebrochen.append(.endToEndIdDoppelt) }
            guard !gebrochen.isEmpty else { continue }
            let ort = Fundort(nummer: stelle + 1, endToEndId: einer.endToEndId)
            verstoesse += gebrochen.map { Verstoss(regel: $0, posten: ort) }
        }
        return verstoesse
    }

    private static func regeln(fuer kopf: Zahlungsdatei.Kopf, heute: Kalendertag) -> [Regel] {
        var gebrochen: [Regel] = []
        if let fehler = SEPAKennung.fehler(kopf.msgId) { gebrochen.append(.msgId(fehler)) }
        if let fehler = SEPAKennung.fehler(kopf.pmtInfId) { gebrochen.append(.pmtInfId(fehler)) }
        if let fehler = Textfehler(kopf.auftraggeber, feld: .name) {
            gebrochen.append(.auftraggeber(fehler))
        }
        if !kopf.iban.istEWR { gebrochen.append(.auftraggeberkonto(land: kopf.iban.land)) }
        if let bic = kopf.bic, !istBIC(bic) { gebrochen.append(.bic) }
        gebrochen += regeln(fuer: kopf.ausfuehrungstag, istEilig: kopf.istEilig, heute: heute)
        return gebrochen
    }

    private static func regeln(fuer ausfuehrung: Kalendertag, istEilig: Bool,
                               heute: Kalendertag) -> [Regel] {
        let tage = heute.tage(bis: ausfuehrung)
        var gebrochen: [Regel] = []
        if tage < 0 { gebrochen.append(.ausfuehrungVergangen(ausfuehrung)) }
        if tage > hoechsterVorlaufTage {
            gebrochen.append(.ausfuehrungZuFern(ausfuehrung, tage: tage))
        }
        if !istEilig, !Bankkalender.istBanktag(ausfuehrung) {
            gebrochen.append(.keinBanktag(ausfuehrung))
        }
        return gebrochen
    }

    private static func regeln(fuer posten: [Zahlungsdatei.Posten],
        erwartet: Kontrollwerte) -> [Regel] {
        guard !posten.isEmpty else { return [.leererLauf] }
        var gebrochen: [Regel] = []
        if posten.count != erwartet.anzahl {
            gebrochen.append(.anzahl(posten.count, erwartet: erwartet.anzahl))
        }
        // Nur zulässige Beträge zählen, so läuft die Summe nicht über.
        let summe = posten.lazy.map(\.betrag).filter(betraege.contains).summe()
        if summe != erwartet.summe { gebrochen.append(.summe(summe, erwartet: erwartet.summe)) }
        return gebrochen
    }

    private static func regeln(fuer posten: Zahlungsdatei.Posten) -> [Regel] {
        var gebrochen: [Regel] = []
        if let fehler = SEPAKennung.fehler(posten.endToEndId) {
            gebrochen.append(.endToEndId(fehler))
        }
        if !betraege.contains(posten.betrag) { gebrochen.append(.betrag(posten.betrag)) }
        if !posten.iban.istEWR, !(posten.iban.istSEPAMitAnschrift && posten.anschrift != nil) {
            gebrochen.append(.empfaengerkonto(land: posten.iban.land))
        }
        if let fehler = Textfehler(posten.empfaenger, feld: .name) {
            gebrochen.append(.empfaenger(fehler))
        }
        if let fehler = Textfehler(posten.verwendungszweck, feld: .verwendungszweck) {
            gebrochen.append(.verwendungszweck(fehler))
        }
        if let code = posten.purposeCode, !istCode(code) { gebrochen.append(.purposeCode) }
        return gebrochen
    }

    static let betraege = Geld(cent: 1)...Geld(cent: 99_999_999_999)
    static let hoechsterVorlaufTage = 15

    private static func istBIC(_ bic: String) -> Bool {
        let zeichen = Array(bic.utf8)
        guard zeichen.count == 8 || zeichen.count == 11 else { return false }
        return zeichen.enumerated().allSatisfy { stelle, zeichen in
            (65...90).contains(zeichen)
            || ((48...57).contains(zeichen) && !(4...5).contains(stelle))
        }
    }

    private static func istCode(_ code: String) -> Bool {
        code.utf8.count == 4 && code.utf8.allSatisfy { (65...90).contains($0) }
    }
}
