import Platform

/// Was die Kommune mit dem Kreis abrechnet, wie die Reiter über den Seiten es nennen.
enum Abrechnungsbereich: CaseIterable {
    case erstattung, umlage, posten, einnahmen

    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    private var text: String {
        switch self {
        case .posten: "Offene Posten"
        case .erstattung: "Erstattung"
        case .umlage: "Umlage Krankenhilfe"
        case .einnahmen: "Einnahmen"
        }
    }

    private var pfad: String {
        switch self {
        case .posten: "posten"
        case .erstattung: "erstattung"
        case .umlage: "umlage"
        case .einnahmen: "einnahmen"
        }
    }

    static func reiter(_ aktiv: Abrechnungsbereich, _ context: MandantContext) -> [Reiter] {
        allCases
            .filter { context.darf($0 == .einnahmen ? .durchleitungMelden : .erstattungPruefen) }
            .map { Reiter(text: $0.text, ziel: context.pfad($0.pfad), aktiv: $0 == aktiv) }
    }
}
