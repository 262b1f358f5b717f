import Grundwerte

extension Sequence {
    func summe(_ betrag: (Element) -> Geld) -> Geld {
        var summe = Geld.null
        for element in self { summe += betrag(element) }
        return summe
    }
}
