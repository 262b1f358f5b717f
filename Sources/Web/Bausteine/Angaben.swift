import Grundwerte

/// Eine Tatsache mit ihrem Namen: `let eckdaten: [Eckdatum]`, `{{>eckdaten}}`.
package struct Eckdatum: Sendable {
    let name: String
    let wert: String
    let ziel: String?

    package init(_ name: String, _ wert: String, ziel: String? = nil) {
        self.name = name
        self.wert = wert
        self.ziel = ziel
    }
}

/// Die eine Zahl, um die es geht: `{{#ergebnis}}{{>ergebnis}}{{/ergebnis}}`.
package struct Ergebnis: Sendable {
    let text: String
    let zusatz: String?
    let betrag: String

    package init(_ text: String, _ betrag: Geld, zusatz: String? = nil) {
        self.text = text
        self.betrag = betrag.description
        self.zusatz = zusatz
    }
}

/// Der Weg eines Vorgangs: `{{#ablauf}}{{>schritte}}{{/ablauf}}`.
package struct Ablauf: Sendable {
    let titel: String
    let schritte: [Schritt]

    package init(_ titel: String, _ schritte: [Schritt]) {
        self.titel = titel
        self.schritte = schritte
    }
}

package struct Schritt: Sendable {
    package enum Stand: String, Sendable { case fertig, aktuell, offen }

    let text: String
    let angabe: String
    let klasse: String
    let aktuell: Bool
    let fertig: Bool

    package init(_ text: String, _ stand: Stand, angabe: String) {
        self.text = text
        self.angabe = angabe
        klasse = stand.rawValue
        aktuell = stand == .aktuell
        fertig = stand == .fertig
    }
}

/// Was wann durch wen geschah: `let verlauf: [Ereignis]`, `{{>verlauf}}`; das Neueste zuerst.
package struct Ereignis: Sendable {
    let zeit: String
    let wer: String
    let text: String
    let ziel: String?
    let klasse: String

    /// `geplant` liegt in der Zukunft.
    package init(
        _ zeit: String, wer: String, _ text: String, ziel: String? = nil, geplant: Bool = false
    ) {
        self.zeit = zeit
        self.wer = wer
        self.text = text
        self.ziel = ziel
        klasse = geplant ? "offen" : "fertig"
    }
}

/// Eine Zahl, die zur Arbeit führt: `let zaehler: [Zaehler]`, `{{>zaehler}}`.
package struct Zaehler: Sendable {
    let anzahl: String
    let text: String
    let ziel: String
    let klasse: String

    /// Dringend ist nur, was überfällig ist und nicht null.
    package init(_ anzahl: Int, _ text: String, ziel: String, dringend: Bool = false) {
        self.anzahl = String(anzahl)
        self.text = text
        self.ziel = ziel
        klasse = dringend && anzahl > 0 ? "dringend" : ""
    }
}

/// Eine SHA-256-Summe in Vierergruppen, der Anfang zum Vergleichen hervorgehoben:
/// `{{#pruefsumme}}{{>pruefsumme}}{{/pruefsumme}}`.
package struct Pruefsumme: Sendable {
    let anfang: String
    let rest: String

    package init(hex: String) {
        var gruppen: [Substring] = []
        var offen = hex[...]
        while !offen.isEmpty {
            gruppen.append(offen.prefix(4))
            offen = offen.dropFirst(4)
        }
        anfang = gruppen.prefix(2).joined(separator: " ")
        rest = gruppen.dropFirst(2).joined(separator: " ")
    }
}

/// Wochen mit ihren Arbeitstagen: `{{#kalender}}{{>kalender}}{{/kalender}}`.
package struct Kalender: Sendable {
    /// Was an einem Tag ist; das Wort steht unter der Zahl.
    package struct Eintrag: Sendable {
        package enum Art: String, Sendable { case lauf, zu }
        let art: Art
        let wort: String
        let ziel: String?

        package init(_ art: Art, _ wort: String, ziel: String? = nil) {
            self.art = art
            self.wort = wort
            self.ziel = ziel
        }
    }

    struct Tag: Sendable {
        let text: String
        let klasse: String?
        let heute: Bool
        let wort: String?
        let ziel: String?
    }

    struct Woche: Sendable {
        let nummer: Int
        let tage: [Tag]
    }

    let titel: String
    let kopf: [String]
    let wochen: [Woche]

    /// Montag bis Freitag von der Woche mit `beginn` an.
    package init(
        _ titel: String, ab beginn: Kalendertag, wochen anzahl: Int, heute: Kalendertag,
        eintraege: [Kalendertag: Eintrag]
    ) {
        self.titel = titel
        kopf = ["Mo", "Di", "Mi", "Do", "Fr"]
        let montag = beginn.plus(tage: 1 - beginn.wochentag)
        wochen = (0..<anzahl).map { woche in
            let erster = montag.plus(tage: 7 * woche)
            return Woche(nummer: erster.kalenderwoche.woche, tage: (0..<5).map { stelle in
                let tag = erster.plus(tage: stelle)
                return Kalender.tag(tag, eintrag: eintraege[tag], heute: tag == heute,
                                    mitMonat: (woche == 0 && stelle == 0) || tag.tag == 1)
            })
        }
    }

    private static func tag(
        _ tag: Kalendertag, eintrag: Eintrag?, heute: Bool, mitMonat: Bool
    ) -> Tag {
        let klassen = [eintrag?.art.rawValue, heute ? "heute" : nil].compactMap { $0 }
        return Tag(
            text: mitMonat ? "\(tag.tag). \(tag.monat.name.prefix(3))" : "\(tag.tag).",
            klasse: klassen.isEmpty ? nil : klassen.joined(separator: " "), heute: heute,
            wort: eintrag?.wort ?? (heute ? "heute" : nil), ziel: eintrag?.ziel)
    }
}
