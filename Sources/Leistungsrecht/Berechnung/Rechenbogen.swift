import Grundwerte

/// Der Bogen, während er entsteht: die Zeilen und, für die Verteilung, was auf jede Person
/// entfällt.
struct Rechenbogen {
    private(set) var schritte: [Rechenschritt] = []
    var anteile: [Anteil]
    /// Kopfteile der gesonderten Kosten, je Person.
    private(set) var kostenanteile: [Kostenanteil] = []
    /// Was in eigener Form erbracht wird: eingeschränkte und einzelne Leistungen.
    private(set) var einzelposten: [Einzelposten] = []
    private let kennungen: [String]

    struct Anteil {
        var persoenlich = Geld.null
        var notwendig = Geld.null
        var unterkunft = Geld.null
        /// Eingeschränkte und einzelne Leistungen in eigener Form.
        var einzeln = Geld.null
        /// Was nicht vom Einkommen abhängt (§ 5).
        var weitere = Geld.null
        var tage = 0
        var stufe: Bedarfsstufe?
        var grundlage = Anspruchsgrundlage.keine
        /// Einkommen nach Abzügen und Freibeträgen.
        var einkommen = Geld.null
        /// Was davon oder von der Familie den Bedarf deckt.
        var angerechnet = Geld.null
        var vermoegen = Geld.null

        var bedarf: Geld { persoenlich + notwendig + unterkunft + einzeln }
        var ungedeckt: Geld { bedarf - angerechnet - vermoegen }
        var leistung: Geld { ungedeckt + weitere }
    }

    struct Kostenanteil {
        let person: Int
        let kosten: Kostenstelle
        let art: Kostenart
        let form: Leistungsform
        let betrag: Geld
    }

    struct Einzelposten {
        let person: Int
        let form: Leistungsform
        let empfaenger: Haushaltslage.Empfaenger?
        let zweck: Zweck
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

    mutating func einzeln(
        _ person: Int, _ betrag: Geld, form: Leistungsform,
        empfaenger: Haushaltslage.Empfaenger? = nil, zweck: Zweck
    ) {
        anteile[person].einzeln += betrag
        einzelposten.append(Einzelposten(
            person: person, form: form, empfaenger: empfaenger, zweck: zweck, betrag: betrag))
    }

    /// Verteilt anerkannte Kosten nach Köpfen, übrige Cent von vorn.
    mutating func verteilen(
        _ betrag: Geld, auf personen: Personenmenge, fuer kosten: Haushaltslage.Kosten,
        _ stelle: Kostenstelle
    ) {
        let koepfe = Int64(personen.anzahl)
        guard koepfe > 0 else { return }
        let (je, rest) = betrag.cent.quotientAndRemainder(dividingBy: koepfe)
        var uebrig = rest
        for person in anteile.indices where personen.enthaelt(person) {
            let teil = Geld(cent: uebrig > 0 ? je + 1 : je)
            uebrig -= 1
            guard teil > .null else { continue }
            anteile[person].unterkunft += teil
            kostenanteile.append(Kostenanteil(
                person: person, kosten: stelle, art: kosten.art, form: kosten.form, betrag: teil))
        }
    }
}
