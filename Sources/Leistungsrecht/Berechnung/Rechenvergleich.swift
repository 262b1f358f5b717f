import Grundwerte

/// Dieselbe Lage nach zwei Ständen des Rechts: was herauskommt und welche Zeilen es ändern.
package struct Rechenvergleich: Sendable {
    /// Eine Zeile des Bogens, deren Betrag sich ändert, über alle Personen zusammen.
    package struct Grund: Hashable, Sendable {
        package let norm: String
        package let bezeichnung: String
        package let unterschied: Geld
    }

    package let alt: Monatsergebnis
    package let neu: Monatsergebnis

    package init(alt: Monatsergebnis, neu: Monatsergebnis) {
        self.alt = alt
        self.neu = neu
    }

    /// Die Summe der Unterschiede aller Gründe.
    package var unterschied: Geld { neu.leistung - alt.leistung }

    /// In der Folge des Bogens; leer, wenn jede Zeile gleich bleibt.
    package var gruende: [Grund] {
        var folge: [[String]] = [], unterschiede: [[String]: Geld] = [:]
        func zaehle(_ schritte: [Rechenschritt], _ vorzeichen: (Geld) -> Geld) {
            for schritt in schritte {
                let zeile = [schritt.norm, schritt.bezeichnung]
                if unterschiede[zeile] == nil { folge.append(zeile) }
                unterschiede[zeile, default: .null] += vorzeichen(schritt.betrag)
            }
        }
        zaehle(neu.schritte) { $0 }
        zaehle(alt.schritte) { -$0 }
        return folge.compactMap { zeile in
            guard let unterschied = unterschiede[zeile], unterschied != .null else { return nil }
            return Grund(norm: zeile[0], bezeichnung: zeile[1], unterschied: unterschied)
        }
    }
}

extension Parameter {
    /// Wo ein Stand von sich aus endet und keiner folgt, gilt er weiter: So lässt sich ein Entwurf
    /// für das nächste Jahr mit dem vergleichen, was heute gilt.
    package var fortgeschrieben: Parameter {
        var parameter = self
        parameter.bedarfssaetze = bedarfssaetze.fortgeschrieben
        parameter.einkommensregel = einkommensregel.fortgeschrieben
        parameter.sofortzuschlag = sofortzuschlag.fortgeschrieben
        parameter.regelbedarf = regelbedarf.fortgeschrieben
        parameter.schalter = schalter.fortgeschrieben
        parameter.einschraenkung = einschraenkung.fortgeschrieben
        parameter.wartezeit = wartezeit.fortgeschrieben
        parameter.arbeitsgelegenheit = arbeitsgelegenheit.fortgeschrieben
        parameter.mehrbedarf = mehrbedarf.fortgeschrieben
        parameter.bildung = bildung.fortgeschrieben
        parameter.wohnkosten = wohnkosten.fortgeschrieben
        parameter.analogEinkommen = analogEinkommen.fortgeschrieben
        parameter.analogVermoegen = analogVermoegen.fortgeschrieben
        parameter.vollverpflegung = vollverpflegung.fortgeschrieben
        return parameter
    }
}
