import Grundwerte
import Leistungsrecht
import Platform

/// Ein Fall in einem Monat: nach dem, was gilt, und nach den Entwürfen.
package struct Probefall: Sendable, Equatable {
    package let fall: Fall.ID
    package let monat: Monat
    /// Mit Anspruch nach den Entwürfen.
    package let personen: Int
    package let alt: Geld
    package let neu: Geld
    /// Welche Zeilen des Bogens sich um wie viel ändern.
    package let warum: String
    /// Warum der Monat nicht zu rechnen ist; leer, wenn er es ist.
    package let hindernis: String

    /// Rechnet `monate` zweimal, ohne Datenbank; Monate, in denen niemand zum Haushalt gehört,
    /// fehlen.
    package static func rechnen(
        _ akte: Fallakte, monate: [Monat], bisher: Parameter, entwurf: Parameter
    ) -> [Probefall] {
        monate.compactMap { monat in
            let lage = akte.lage(im: monat)
            guard !lage.personen.isEmpty else { return nil }
            do {
                return Probefall(akte.fall.id, Rechenvergleich(
                    alt: try Bewilligung.rechnen(lage, bisher),
                    neu: try Bewilligung.rechnen(lage, entwurf)))
            } catch let hindernis as Hindernis {
                return Probefall(akte.fall.id, monat, ohne: hindernis.satz)
            } catch {
                return Probefall(akte.fall.id, monat, ohne: "\(error)")
            }
        }
    }

    private init(_ fall: Fall.ID, _ vergleich: Rechenvergleich) {
        self.fall = fall
        monat = vergleich.neu.monat
        personen = vergleich.neu.personen.count { $0.stufe != nil }
        alt = vergleich.alt.leistung
        neu = vergleich.neu.leistung
        // Was gleich bleibt, muss niemandem erklärt werden.
        warum = alt == neu ? "" : vergleich.gruende.map(\.satz).joined(separator: "; ")
        hindernis = ""
    }

    private init(_ fall: Fall.ID, _ monat: Monat, ohne hindernis: String) {
        self.fall = fall
        self.monat = monat
        (personen, alt, neu, warum) = (0, .null, .null, "")
        self.hindernis = hindernis
    }
}

extension Rechenvergleich.Grund {
    /// „Bedarfsstufe 1 (§ 3a Abs. 1 Nr. 1) +12,00 €“.
    package var satz: String {
        "\(bezeichnung) (\(norm)) \(unterschied > .null ? "+" : "")\(unterschied)"
    }
}
