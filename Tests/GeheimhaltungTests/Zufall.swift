import Geheimhaltung
import Grundwerte

/// Repeatable random numbers.
struct Zufall: RandomNumberGenerator {
    private var zustand: UInt64

    init(_ saat: Int) { zustand = UInt64(saat) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        zustand &+= 0x9E37_79B9_7F4A_7C15
        var z = zustand
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Geheimhaltungsregel {
    static let test = Geheimhaltungsregel(
        gueltigAb: Kalendertag(2020, 1, 1)!, mindestfallzahl: 5, dominanzEiner: 70,
        dominanzZweier: 85, prozent: 15, spanne: 2)
}

/// One table with random content.
struct Zufallstabelle {
    let tabelle: Kreuztabelle
    let zellen: [Zelle]

    /// Counts, most of them small in a sparse table.
    init(_ gesamtheit: String, breite: [Int], hoechstens: Int, leer: Double,
         _ zufall: inout Zufall) {
        tabelle = Kreuztabelle(
            gesamtheit, fest: ["monat": "2026-10"],
            merkmale: breite.enumerated().map { stelle, anzahl in
                .init("m\(stelle)", (0..<anzahl).map { "a\($0)" }, sensibel: stelle > 0)
            })
        var innere: [Zellname: Zelle] = [:]
        for ort in tabelle.orte where ort.allSatisfy({ $0 != nil }) {
            let wert = Double.random(in: 0..<1, using: &zufall) < leer
                ? 0 : Int64.random(in: 0...Int64(hoechstens), using: &zufall)
            innere[tabelle.name(ort)] = .anzahl(tabelle.name(ort), wert)
        }
        zellen = tabelle.zellen(innere, art: .anzahl)
    }

    /// Sums of random contributions in cents.
    init(summen breite: [Int], beitragende: Int, _ zufall: inout Zufall) {
        tabelle = Kreuztabelle(
            "ausgaben", fest: ["monat": "2026-10"],
            merkmale: breite.enumerated().map { stelle, anzahl in
                .init("m\(stelle)", (0..<anzahl).map { "a\($0)" }, sensibel: false)
            })
        var innere: [Zellname: Zelle] = [:]
        for ort in tabelle.orte where ort.allSatisfy({ $0 != nil }) {
            let name = tabelle.name(ort)
            let beitraege = (0..<Int.random(in: 0...beitragende, using: &zufall)).map { _ in
                Int64.random(in: 1...200, using: &zufall)
                    * Int64.random(in: 10...9000, using: &zufall)
            }.sorted(by: >)
            innere[name] = .summe(name, beitraege.reduce(0, +), beitragende: Int64(beitraege.count),
                                  groesster: beitraege.first ?? 0,
                                  zweiter: beitraege.dropFirst().first ?? 0)
        }
        zellen = tabelle.zellen(innere, art: .summe)
    }

    func werk() throws -> Zellwerk {
        var werk = Zellwerk()
        try werk.aufnehmen(zellen.map { ($0, nil) })
        try werk.verbinden(tabelle.beziehungen)
        return werk
    }
}
