extension Int {
    /// Mit führenden Nullen auf wenigstens so viele Stellen; nur für nicht negative Zahlen.
    package func aufgefuellt(auf stellen: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, stellen - text.count)) + text
    }
}

func zweistellig(_ zahl: Int) -> String { zahl < 10 ? "0\(zahl)" : "\(zahl)" }

func vierstellig(_ zahl: Int) -> String { zahl.aufgefuellt(auf: 4) }
