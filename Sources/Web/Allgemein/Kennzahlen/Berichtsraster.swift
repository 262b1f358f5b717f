import Grundwerte
import Uebergabe

/// Ein Bericht, wie Seite und PDF ihn zeigen: Kommunen in den Zeilen, Ausprägungen in den Spalten,
/// der Kreis zuletzt. Die Umlage zeigt den Anteil dazu.
struct Berichtsraster: Sendable {
    struct Zeile: Sendable {
        let name: String
        /// Je Spalte ein Text; nil ist verdeckt.
        let felder: [String?]
    }

    /// Ohne die erste, in der die Kommunen stehen.
    let spalten: [String]
    let zeilen: [Zeile]

    init(_ bericht: Berichtstabelle, umlage: Geld?) {
        let rand = Berichtstabelle.rand, auspraegungen = bericht.merkmal?.auspraegungen ?? []
        let einheit = bericht.istQuotient ? "in €" : bericht.gesamtheit.bezeichnung
        let istUmlage = bericht.gesamtheit == .umlage
        spalten = auspraegungen.map(\.bezeichnung) + [bericht.merkmal == nil ? einheit : rand]
            + (istUmlage ? ["Anteil in €"] : [])
        let jeZeile = auspraegungen.count + 1, istBetrag = bericht.gesamtheit.istBetrag
        let summe = bericht.zeilen.last?.wert.zahl
        zeilen = stride(from: 0, to: bericht.zeilen.count, by: jeZeile).map { beginn in
            let gruppe = bericht.zeilen[beginn..<beginn + jeZeile]
            let name = gruppe.first?.kommune?.bezeichnung
            let werte = gruppe.map { $0.wert.zahl.map { Self.text($0, istBetrag) } }
            let anteil = Self.anteil(gruppe.last?.wert.zahl, von: summe, an: umlage)
            return Zeile(name: name ?? (bericht.istQuotient ? "Kreis" : rand),
                         felder: werte + (istUmlage ? [anteil] : []))
        }
    }

    private static func text(_ zahl: Int64, _ istBetrag: Bool) -> String {
        istBetrag ? Geld(cent: zahl).betrag : zahl.deutsch
    }

    private static func anteil(_ zahl: Int64?, von summe: Int64?, an umlage: Geld?) -> String? {
        guard let zahl, let summe, summe > 0, let umlage else { return nil }
        return umlage.anteil(Int(zahl), von: Int(summe), rundung: .kaufmaennisch).betrag
    }
}
