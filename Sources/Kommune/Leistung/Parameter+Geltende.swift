import Leistungsrecht
import Platform

extension Parameter {
    /// Wonach diese Kommune rechnet: die Werte des Programms, was seither freigegeben ist, und ihre
    /// eigenen Schalter, jedes ab seinem Tag. `wobei` lässt Freigegebenes weg, um zu sehen, was
    /// ohne es gälte.
    package static func geltende(
        in session: MandantSession, wobei zaehlt: (Parameterstand) -> Bool = { _ in true }
    ) throws -> Parameter {
        do {
            var parameter = Parameter.amtlich
            for stand in try Parameterstand.freigegebene(in: session) where zaehlt(stand) {
                // Was diese Fassung des Programms nicht kennt, braucht sie auch nicht.
                guard let groesse = Groesse(rawValue: stand.name) else { continue }
                try parameter.aufnehmen(groesse, json: stand.json)
            }
            parameter.schalter = try parameter.schalter.mit(
                Mandant.Schalter.eigene(in: session).map {
                    Schaltersetzung(name: $0.name, wert: $0.wert, zeitraum: $0.gueltig,
                                    quelle: $0.quelle)
                })
            return parameter
        } catch let fehler as Schalterfehler {
            throw unbrauchbar(fehler.description)
        } catch let fehler as Parameterfehler {
            throw unbrauchbar(fehler.description)
        } catch is DecodingError {
            throw unbrauchbar("Ein freigegebener Parameter ist nicht lesbar.")
        }
    }

    private static func unbrauchbar(_ grund: String) -> Hindernis {
        Hindernis(.regel, grund, abhilfe: "Bis das berichtigt ist, wird nicht gerechnet. Wenden "
            + "Sie sich an die Fachadministration des Kreises.")
    }
}
