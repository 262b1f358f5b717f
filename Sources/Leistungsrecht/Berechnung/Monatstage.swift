import Grundwerte

/// Aufeinanderfolgende Tage eines Monats, gezählt ab 1; beide Ränder gehören dazu.
struct Tagesspanne: Hashable {
    var von: Int
    var bis: Int

    var anzahl: Int { bis - von + 1 }

    func enthaelt(_ tag: Int) -> Bool { von <= tag && tag <= bis }
}

/// Ein Monat, auf den Zeiträume zugeschnitten werden.
struct Monatstage {
    let monat: Monat
    let anzahl: Int
    private let vorErstem: Int32

    init(_ monat: Monat) {
        self.monat = monat
        anzahl = monat.tage
        vorErstem = monat.ersterTag.tageSeit2000 - 1
    }

    func spanne(_ zeitraum: Zeitraum) -> Tagesspanne? {
        let von = max(1, nummer(zeitraum.von))
        let bis = min(anzahl, zeitraum.bis.map(nummer) ?? anzahl)
        return von <= bis ? Tagesspanne(von: von, bis: bis) : nil
    }

    /// Die Nummer des Tages in diesem Monat; außerhalb kleiner als 1 oder größer als `anzahl`.
    func nummer(_ tag: Kalendertag) -> Int { Int(tag.tageSeit2000 - vorErstem) }

    func tag(_ nummer: Int) -> Kalendertag {
        Kalendertag(tageSeit2000: vorErstem + Int32(nummer))
    }

    /// „1. bis 15.11.“ oder „am 31.12.“
    func text(_ spanne: Tagesspanne) -> String {
        let ende = tag(spanne.bis).deutschKurz
        return spanne.von == spanne.bis ? "am \(ende)" : "\(spanne.von). bis \(ende)"
    }
}
