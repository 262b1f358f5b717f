import CClp

/// A linear program, solved by Clp: minimise a cost over columns within bounds, under rows that
/// hold exactly. Solving again with other costs starts from the last solution.
final class Loeser {
    enum Ergebnis: Equatable { case optimum(Double), unbeschraenkt, unloesbar }

    struct Spalte {
        var unten: Double
        var oben: Double
        var kosten: Double
        /// Row and coefficient; a row at most once.
        var eintraege: [(zeile: Int, faktor: Double)]
    }

    static let unendlich = Double.greatestFiniteMagnitude
    private let modell = Clp_newModel()!
    private let breite: Int

    init(spalten: [Spalte], rechteSeiten: [Double]) {
        breite = spalten.count
        var anfaenge: [CoinBigIndex] = [0], zeilen: [Int32] = [], werte: [Double] = []
        for spalte in spalten {
            for (zeile, faktor) in spalte.eintraege {
                zeilen.append(Int32(zeile))
                werte.append(faktor)
            }
            anfaenge.append(CoinBigIndex(zeilen.count))
        }
        Clp_setLogLevel(modell, 0)
        Clp_loadProblem(modell, Int32(breite), Int32(rechteSeiten.count), anfaenge, zeilen, werte,
                        spalten.map(\.unten), spalten.map(\.oben), spalten.map(\.kosten),
                        rechteSeiten, rechteSeiten)
    }

    deinit { Clp_deleteModel(modell) }

    /// Solves with the costs it was made with.
    func loesen() -> Ergebnis {
        Clp_setOptimizationDirection(modell, 1)
        _ = Clp_dual(modell, 0)
        return ergebnis
    }

    /// The smallest (`richtung` 1) or largest (-1) value of one column.
    func grenze(_ spalte: Int, richtung: Double) -> Ergebnis {
        var kosten = [Double](repeating: 0, count: breite)
        kosten[spalte] = 1
        Clp_chgObjCoefficients(modell, kosten)
        Clp_setOptimizationDirection(modell, richtung)
        _ = Clp_primal(modell, 0)
        return ergebnis
    }

    /// The columns of the last solution.
    var loesung: UnsafeBufferPointer<Double> {
        UnsafeBufferPointer(start: Clp_primalColumnSolution(modell), count: breite)
    }

    private var ergebnis: Ergebnis {
        switch Clp_status(modell) {
        case 0: .optimum(Clp_objectiveValue(modell))
        case 2: .unbeschraenkt
        default: .unloesbar
        }
    }
}
