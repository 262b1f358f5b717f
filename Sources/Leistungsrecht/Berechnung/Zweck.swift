/// Wofür ausgezahlt wird; mehrere Zwecke lesen sich als Aufzählung.
struct Zweck: OptionSet, Hashable {
    let rawValue: UInt32

    static let lebensunterhalt = Zweck(rawValue: 1)
    static let eingeschraenkt = Zweck(rawValue: 1 << 16)
    static let bildung = Zweck(rawValue: 1 << 17)
    static let sonstiges = Zweck(rawValue: 1 << 18)
    static let arbeitsgelegenheit = Zweck(rawValue: 1 << 19)

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ art: Kostenart) {
        let stelle: UInt32 = switch art {
        case .unterkunft: 1
        case .nebenkosten: 2
        case .heizung: 3
        case .haushaltsenergie: 4
        case .hausrat: 5
        case .wohnungsinstandhaltung: 6
        }
        self.init(rawValue: 1 << stelle)
    }

    init(_ art: Sachleistungsart) {
        let stelle: UInt32 = switch art {
        case .ernaehrung: 8
        case .kleidung: 9
        case .gesundheitspflege: 10
        case .haushaltsgueter: 11
        case .persoenlicherBedarf: 12
        }
        self.init(rawValue: 1 << stelle)
    }

    /// In der Folge, in der sie aufgezählt werden.
    private static let namen: [(zweck: Zweck, name: String)] =
        [(.lebensunterhalt, "Lebensunterhalt")]
        + Kostenart.allCases.map { (Zweck($0), $0.bezeichnung) }
        + Sachleistungsart.allCases.map { (Zweck($0), $0.bezeichnung) }
        + [(.eingeschraenkt, "Ernährung, Gesundheits- und Körperpflege"),
           (.bildung, "Bildung und Teilhabe"), (.sonstiges, "Leistung im Einzelfall"),
           (.arbeitsgelegenheit, "Arbeitsgelegenheit")]

    var text: String {
        if self == .lebensunterhalt { return "Lebensunterhalt" }
        var namen: [String] = []
        for (zweck, name) in Zweck.namen where contains(zweck) { namen.append(name) }
        guard let letzter = namen.popLast() else { return "" }
        return namen.isEmpty ? letzter : namen.joined(separator: ", ") + " und " + letzter
    }
}
