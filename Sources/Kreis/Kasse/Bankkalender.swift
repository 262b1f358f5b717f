import Grundwerte

/// Die Geschäftstage des Zahlungssystems TARGET (T2).
///
/// Nur sie zählen für SEPA: An deutschen Feiertagen wie dem 3. Oktober wird überwiesen, am
/// Karfreitag nicht.
package enum Bankkalender {
    package static func istBanktag(_ tag: Kalendertag) -> Bool {
        tag.wochentag <= 5 && feiertag(tag) == nil
    }

    /// Der Name eines Schließtags von TARGET, auch wenn er auf ein Wochenende fällt.
    package static func feiertag(_ tag: Kalendertag) -> String? {
        let (jahr, monat, tagImMonat) = tag.teile
        switch (monat, tagImMonat) {
        case (1, 1): return "Neujahr"
        case (5, 1): return "Tag der Arbeit"
        case (12, 25): return "1. Weihnachtstag"
        case (12, 26): return "2. Weihnachtstag"
        case (3, _), (4, _): break
        default: return nil
        }
        return switch Kalendertag.ostersonntag(jahr).tage(bis: tag) {
        case -2: "Karfreitag"
        case 1: "Ostermontag"
        default: nil
        }
    }

    /// Das Ende einer Frist von so vielen Tagen: an einem Tag, an dem die Banken arbeiten.
    package static func frist(_ tage: Int, ab tag: Kalendertag) -> Kalendertag {
        let ende = tag.plus(tage: tage)
        return istBanktag(ende) ? ende : naechsterBanktag(nach: ende)
    }

    package static func naechsterBanktag(nach tag: Kalendertag) -> Kalendertag {
        var kandidat = tag.plus(tage: 1)
        while !istBanktag(kandidat) { kandidat = kandidat.plus(tage: 1) }
        return kandidat
    }

    package static func vorigerBanktag(vor tag: Kalendertag) -> Kalendertag {
        var kandidat = tag.plus(tage: -1)
        while !istBanktag(kandidat) { kandidat = kandidat.plus(tage: -1) }
        return kandidat
    }

    /// Spätester Tag, an dem eine am Banktag `ausfuehrung` ausgeführte Überweisung beim Empfänger
    /// ist (§ 675s Abs. 1 BGB: ein Geschäftstag).
    package static func gutschrift(ausfuehrung: Kalendertag) -> Kalendertag {
        naechsterBanktag(nach: ausfuehrung)
    }
}
