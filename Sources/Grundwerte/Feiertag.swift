/// Gesetzliche Feiertage in Nordrhein-Westfalen (§ 2 Feiertagsgesetz NW).
///
/// Sie zählen für Fristen und Sprechzeiten. Für Überweisungen gilt der Kalender der Banken.
package enum Feiertag {
    /// Der Name des Feiertags; nil an jedem anderen Tag, auch am Sonntag.
    package static func name(_ tag: Kalendertag) -> String? {
        let (jahr, monat, tagImMonat) = tag.teile
        switch (monat, tagImMonat) {
        case (1, 1): return "Neujahr"
        case (5, 1): return "Tag der Arbeit"
        case (10, 3): return "Tag der Deutschen Einheit"
        case (11, 1): return "Allerheiligen"
        case (12, 25): return "1. Weihnachtstag"
        case (12, 26): return "2. Weihnachtstag"
        default: break
        }
        return switch Kalendertag.ostersonntag(jahr).tage(bis: tag) {
        case -2: "Karfreitag"
        case 1: "Ostermontag"
        case 39: "Christi Himmelfahrt"
        case 50: "Pfingstmontag"
        case 60: "Fronleichnam"
        default: nil
        }
    }

    /// Weder Samstag noch Sonntag noch Feiertag.
    package static func istWerktag(_ tag: Kalendertag) -> Bool {
        tag.wochentag <= 5 && name(tag) == nil
    }

    /// Der Tag selbst, oder der nächste Werktag (§ 193 BGB, § 64 Abs. 3 SGG).
    package static func werktag(ab tag: Kalendertag) -> Kalendertag {
        var kandidat = tag
        while !istWerktag(kandidat) { kandidat = kandidat.plus(tage: 1) }
        return kandidat
    }
}

extension Kalendertag {
    /// Ostersonntag im gregorianischen Kalender (J.-M. Oudin, 1940).
    package static func ostersonntag(_ jahr: Int) -> Kalendertag {
        let jahrhundert = jahr / 100
        let goldeneZahl = jahr % 19
        let korrektur = (jahrhundert - 17) / 25
        var mond = (jahrhundert - jahrhundert / 4 - (jahrhundert - korrektur) / 3
            + 19 * goldeneZahl + 15) % 30
        mond -= (mond / 28) * (1 - (mond / 28) * (29 / (mond + 1)) * ((21 - goldeneZahl) / 11))
        let wochentag = (jahr + jahr / 4 + mond + 2 - jahrhundert + jahrhundert / 4) % 7
        // Tage nach dem 28. März; der Wert kann negativ sein.
        return Monat(jahr, 3).ersterTag.plus(tage: 27 + mond - wochentag)
    }
}
