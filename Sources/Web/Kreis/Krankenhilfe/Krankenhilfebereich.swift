/// Die Seiten der zentralen Krankenhilfe, wie die Reiter über ihnen sie nennen.
enum Krankenhilfebereich: CaseIterable {
    case umlage, rechnungen, durchleitungen, empfaenger, steller

    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    private var text: String {
        switch self {
        case .umlage: "Umlage"
        case .durchleitungen: "Durchleitungen"
        case .empfaenger: "Empfängerzahlen"
        case .rechnungen: "Sammelrechnungen"
        case .steller: "Rechnungssteller"
        }
    }

    private var pfad: String {
        switch self {
        case .umlage: "krankenhilfe/umlage"
        case .durchleitungen: "krankenhilfe/durchleitungen"
        case .empfaenger: "krankenhilfe"
        case .rechnungen: "krankenhilfe/rechnungen"
        case .steller: "krankenhilfe/rechnungssteller"
        }
    }

    static func reiter(_ aktiv: Krankenhilfebereich, _ context: KreisContext) -> [Reiter] {
        allCases.map {
            Reiter(text: $0.text, ziel: context.pfad($0.pfad), aktiv: $0 == aktiv)
        }
    }
}
