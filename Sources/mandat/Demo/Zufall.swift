/// Zahlen, die zufällig aussehen und aus demselben Anfang immer dieselben sind (SplitMix64).
struct Zufall: RandomNumberGenerator, Sendable {
    private var zustand: UInt64

    /// Jede Kommune und jeder Fall zieht aus einer eigenen Folge: Einer mehr ändert keinen anderen.
    init(_ anfang: Int, _ teile: Int...) {
        zustand = UInt64(bitPattern: Int64(anfang)) &* 0x9E37_79B9_7F4A_7C15
        for teil in teile {
            zustand = next() ^ UInt64(bitPattern: Int64(teil)) &* 0xD1B5_4A32_D192_ED03
        }
    }

    mutating func next() -> UInt64 {
        zustand &+= 0x9E37_79B9_7F4A_7C15
        var wert = zustand
        wert = (wert ^ (wert >> 30)) &* 0xBF58_476D_1CE4_E5B9
        wert = (wert ^ (wert >> 27)) &* 0x94D0_49BB_1331_11EB
        return wert ^ (wert >> 31)
    }

    /// Gleichverteilt in den Grenzen, beide eingeschlossen.
    mutating func zahl(_ grenzen: ClosedRange<Int>) -> Int {
        grenzen.lowerBound + Int(next() % UInt64(grenzen.count))
    }

    /// Trifft in `prozent` von hundert Fällen zu.
    mutating func trifft(_ prozent: Int) -> Bool { zahl(1...100) <= prozent }

    /// Eines aus einer Liste, die nicht leer ist.
    mutating func eines<T>(_ liste: [T]) -> T { liste[zahl(0...(liste.count - 1))] }

    /// Eines nach Gewicht.
    mutating func gewichtet<T>(_ liste: [(T, Int)]) -> T {
        var rest = zahl(1...liste.reduce(0) { $0 + $1.1 })
        for (wert, gewicht) in liste {
            rest -= gewicht
            if rest <= 0 { return wert }
        }
        return liste[liste.count - 1].0
    }
}
