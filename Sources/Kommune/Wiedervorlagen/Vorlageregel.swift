import Grundwerte

/// Woran das Programm von selbst erinnert.
package enum Vorlageanlass: String, Sendable, CaseIterable {
    case bewilligung, wartezeit, geburtstag, dokument, einschraenkung, anhoerung, auskunftssperre

    /// Ob noch vorgelegt wird, was schon eingetreten ist: Eine abgelaufene Bewilligung bleibt zu
    /// erneuern; ein Geburtstag vor der Aufnahme des Falls ist in dessen Bescheid schon enthalten.
    var auchNachtraeglich: Bool { self != .geburtstag }
}

/// Wie lange vor dem Ereignis vorgelegt wird, und warum gerade dann. Jede Regel gilt ab einem Tag.
package struct Vorlageregel: Sendable {
    package let anlass: Vorlageanlass
    package let gueltigAb: Kalendertag
    /// Negativ: nach dem Ereignis.
    package let vorlaufTage: Int
    /// Setzt den Satz fort „Vier Wochen vorher, …“.
    package let zweck: String

    /// An diesen Geburtstagen wechselt die Bedarfsstufe (§ 3a Abs. 1, 2 AsylbLG).
    package static let stufenalter = [6, 14, 18, 25]
    /// So weit voraus legt das Programm an: Was später fällig wird, kann sich noch ändern.
    static let horizontTage = 60

    private static let beginn = Monat(2026, 1).ersterTag

    package static let alle = [
        Vorlageregel(
            anlass: .bewilligung, gueltigAb: beginn, vorlaufTage: 28,
            zweck: "damit Unterlagen vorliegen und der nächste Monat rechtzeitig angeordnet ist."),
        Vorlageregel(
            anlass: .wartezeit, gueltigAb: beginn, vorlaufTage: 56,
            zweck: "weil zu § 2 auch die Krankenkasse nach § 264 SGB V anzumelden ist."),
        Vorlageregel(
            anlass: .geburtstag, gueltigAb: beginn, vorlaufTage: 28,
            zweck: "damit der Änderungsbescheid vor dem Zahllauf des Monats ergeht."),
        Vorlageregel(
            anlass: .dokument, gueltigAb: beginn, vorlaufTage: 28,
            zweck: "damit die Verlängerung noch vor dem Ablauf vorgelegt werden kann."),
        Vorlageregel(
            anlass: .einschraenkung, gueltigAb: beginn, vorlaufTage: 42,
            zweck: "weil vor einer Fortsetzung (§ 14 Abs. 2) mit Frist anzuhören ist."),
        Vorlageregel(
            anlass: .anhoerung, gueltigAb: beginn, vorlaufTage: -1,
            zweck: "weil nach Ablauf der Frist zu entscheiden ist."),
        Vorlageregel(
            anlass: .auskunftssperre, gueltigAb: beginn, vorlaufTage: 56,
            zweck: "weil danach alle die Anschrift sehen, die den Fall lesen dürfen, und die "
                + "Verlängerung (§ 51 Abs. 4 BMG) vorher zu beantragen ist."),
    ]

    /// Die am Tag geltende Regel; vor der ersten gilt diese.
    static func geltende(_ anlass: Vorlageanlass, am tag: Kalendertag) -> Vorlageregel {
        let eigene = alle.filter { $0.anlass == anlass }.sorted { $0.gueltigAb < $1.gueltigAb }
        guard let regel = eigene.last(where: { $0.gueltigAb <= tag }) ?? eigene.first else {
            preconditionFailure("Zum Anlass \(anlass) fehlt die Regel.")
        }
        return regel
    }

    /// `4 Wochen vorher, damit …`.
    var satz: String {
        switch vorlaufTage {
        case -1: "Am Tag danach, \(zweck)"
        case ..<0: "\(-vorlaufTage) Tage danach, \(zweck)"
        case let tage where tage % 7 == 0: "\(tage / 7) Wochen vorher, \(zweck)"
        default: "\(vorlaufTage) Tage vorher, \(zweck)"
        }
    }
}
