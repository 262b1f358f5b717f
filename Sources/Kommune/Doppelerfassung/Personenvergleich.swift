import Grundwerte

/// Warum zwei Einträge dieselbe Person meinen könnten.
package enum Doppelgrund: String, Sendable, CaseIterable {
    case azr, nameUndGeburt, nameUndGeburtAehnlich, iban

    package var bezeichnung: String {
        switch self {
        case .azr: "gleiche AZR-Nummer"
        case .nameUndGeburt: "gleicher Klang des Namens, gleiches Geburtsdatum"
        case .nameUndGeburtAehnlich: "gleicher Klang des Namens, ähnliches Geburtsdatum"
        case .iban: "gleiche IBAN"
        }
    }
}

/// Vergleicht zwei Personen nach Namen und Geburtsdatum, wie es ein Mensch täte, der viele Papiere
/// gesehen hat.
package enum Personenvergleich {
    package static func gruende(_ eine: Person.Angabe, _ andere: Person.Angabe) -> [Doppelgrund] {
        var gruende: [Doppelgrund] = []
        if let azr = eine.azrNummer, azr == andere.azrNummer { gruende.append(.azr) }
        let (gemeinsam, kuerzer) = klaenge(eine, andere)
        // Ein Name allein genügt nur, wenn jemand nicht mehr als den einen führt.
        if eine.geburtsdatum == andere.geburtsdatum, gemeinsam >= min(2, kuerzer), gemeinsam > 0 {
            gruende.append(.nameUndGeburt)
        } else if gemeinsam == kuerzer, kuerzer >= 2,
            sindNah(eine.geburtsdatum, andere.geburtsdatum) {
            gruende.append(.nameUndGeburtAehnlich)
        }
        return gruende
    }

    /// Tag und Monat vertauscht, ein Teil des Datums verschrieben, oder ein unbekannter Tag als 1.
    /// Januar geführt.
    static func sindNah(_ eines: Kalendertag, _ anderes: Kalendertag) -> Bool {
        let a = eines.teile, b = anderes.teile
        let gleiche = [a.jahr == b.jahr, a.monat == b.monat, a.tag == b.tag].count { $0 }
        if gleiche >= 2 { return true }
        guard a.jahr == b.jahr else { return false }
        return (a.monat, a.tag) == (b.tag, b.monat) || (a.monat, a.tag) == (1, 1)
            || (b.monat, b.tag) == (1, 1)
    }

    /// Wie viele Wörter beider Namen gleich klingen, jedes höchstens einmal gezählt, und wie viele
    /// der kürzere hat.
    ///
    /// Andere Schreibweisen desselben Worts zählen mit ihm zusammen.
    static func klaenge(_ eine: Person.Angabe, _ andere: Person.Angabe)
        -> (gemeinsam: Int, kuerzer: Int) {
        let links = klangwoerter(eine)
        var rechts = klangwoerter(andere)
        let kuerzer = min(links.count, rechts.count)
        let gemeinsam = links.count { wort in
            guard let stelle = rechts.firstIndex(where: { !$0.isDisjoint(with: wort) })
            else { return false }
            rechts.remove(at: stelle)
            return true
        }
        return (gemeinsam, kuerzer)
    }

    private static func klangwoerter(_ angabe: Person.Angabe) -> [Set<String>] {
        Klang.woerter(angabe.suchname).reduce(into: []) { woerter, schluessel in
            let neu = Set(schluessel)
            if !woerter.contains(where: { !$0.isDisjoint(with: neu) }) { woerter.append(neu) }
        }
    }
}
