/// Die sechs Bedarfsstufen nach § 3a Abs. 1 und 2 AsylbLG; die Nummer ist die des Gesetzes.
package enum Bedarfsstufe: Int, Codable, CaseIterable, Sendable, Comparable {
    case eins = 1, zwei, drei, vier, fuenf, sechs

    package static func < (links: Bedarfsstufe, rechts: Bedarfsstufe) -> Bool {
        links.rawValue < rechts.rawValue
    }

    package var bezeichnung: String {
        switch self {
        case .eins: "Bedarfssatz Stufe 1"
        case .zwei: "Bedarfssatz Stufe 2"
        case .drei: "Bedarfssatz Stufe 3"
        case .vier: "Bedarfssatz Stufe 4"
        case .fuenf: "Bedarfssatz Stufe 5"
        case .sechs: "Bedarfssatz Stufe 6"
        }
    }
}
