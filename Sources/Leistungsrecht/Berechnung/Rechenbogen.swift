import Grundwerte

/// Der Bogen, während er entsteht: die Zeilen und, für die Verteilung, was auf jede Person
/// entfällt.
struct Rechenbogen {
    private(set) var schritte: [Rechenschritt] = []
    var anteile: [Anteil]
    /// Kopfteile der gesonderten Kosten, je Person.
    private(set) var kostenanteile: [Kostenanteil] = []
    private let kennungen: [String]

    struct Anteil {
        var persoenlich = Geld.null
        var notwendig = Geld.null
        var unterkunft = Geld.null
        var tage = 0
        var stufe: Bedarfsstufe?
        /// Einkommen nach Abzügen und Freibeträgen.
        var einkommen = Geld.null
        /// Was davon oder von der Familie den Bedarf deckt.
        var angerechnet = Geld.null
        var vermoegen = Geld.null

        var bedarf: Geld { persoenlich + notwendig + unterkunft }
        var ungedeckt: Geld { bedarf - angerechnet - vermoegen }
    }

    struct Kostenanteil {
        let person: Int
        let kosten: Kostenstelle
        let art: Kostenart
        let form: Leistungsform
        let betrag: Geld
    }

    /// Wo Kosten in der Haushaltslage stehen.
    struct Kostenstelle {
        let unterkunft: Int
        let nummer: Int
    }

    init(_ personen: [Haushaltslage.Person]) {
        kennungen = personen.map(\.kennung)
        anteile = Array(repeating: Anteil(), count: personen.count)
        schritte.reserveCapacity(personen.count * 2 + 4)
    }

    mutating func schritt(
        _ abschnitt: Rechenschritt.Abschnitt, personen: [Int], norm: String, fundstelle: String,
        bezeichnung: String, begruendung: String, rechnung: String, betrag: Geld
    ) {
        schritte.append(Rechenschritt(
            nummer: schritte.count + 1, abschnitt: abschnitt,
            personen: personen.map { kennungen[$0] }, norm: norm, fundstelle: fundstelle,
            bezeichnung: bezeichnung, begruendung: begruendung, rechnung: rechnung, betrag: betrag))
    }

    mutating func schritt(
        _ abschnitt: Rechenschritt.Abschnitt, person: Int?, norm: String, fundstelle: String,
        bezeichnung: String, begruendung: String, rechnung: String, betrag: Geld
    ) {
        schritt(
            abschnitt, personen: person.map { [$0] } ?? [], norm: norm, fundstelle: fundstelle,
            bezeichnung: bezeichnung, begruendung: begruendung, rechnung: rechnung, betrag: betrag)
    }

    /// Verteilt anerkannte Kosten nach Köpfen.
    mutating func verteilen(
        _ betrag: Geld, auf personen: Personenmenge, fuer kosten: Haushaltslage.Kosten,
        _ stelle: Kostenstelle
    ) {
        let koepfe = anteile.indices.filter(personen.enthaelt)
        let teile = betrag.verteilt(nach: koepfe.map { _ in 1 })
        for (person, teil) in zip(koepfe, teile) where teil > .null {
            anteile[person].unterkunft += teil
            kostenanteile.append(Kostenanteil(
                person: person, kosten: stelle, art: kosten.art, form: kosten.form, betrag: teil))
        }
    }
}

extension Sequence {
    func summe(_ betrag: (Element) -> Geld) -> Geld {
        var summe = Geld.null
        for element in self { summe += betrag(element) }
        return summe
    }
}

extension Geld {
    /// Teilt einen nicht negativen Betrag im Verhältnis der Gewichte in ganze Cent, die zusammen
    /// genau ihn ergeben: erst abgerundet, dann je ein Cent nach größtem Rest, bei Gleichstand von
    /// vorn.
    func verteilt(nach gewichte: [Int64]) -> [Geld] {
        let summe = gewichte.reduce(0, +)
        guard summe > 0 else { return gewichte.map { _ in .null } }
        if gewichte.count == 1 { return [self] }
        var teile: [Geld] = [], reste: [(rest: Int64, stelle: Int)] = []
        for (stelle, gewicht) in gewichte.enumerated() {
            let (ganze, rest) = summe.dividingFullWidth(cent.multipliedFullWidth(by: gewicht))
            teile.append(Geld(cent: ganze))
            reste.append((rest, stelle))
        }
        let uebrig = Int((self - teile.summe { $0 }).cent)
        reste.sort { ($1.rest, $0.stelle) < ($0.rest, $1.stelle) }
        for (_, stelle) in reste.prefix(uebrig) { teile[stelle] += Geld(cent: 1) }
        return teile
    }
}
