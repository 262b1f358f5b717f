import Grundwerte

extension AsylbLG {
    /// Wodurch eine Berechtigung nach § 1 endet oder ausgeschlossen ist.
    package enum Wegfall: Hashable, Sendable {
        /// Abs. 3 Satz 1 Nr. 1.
        case ausreise(Kalendertag)
        /// Abs. 3 Satz 1 Nr. 2: der Grund nach Abs. 1 ist an diesem Tag entfallen.
        case grundEntfallen(Kalendertag)
        /// Abs. 3 Satz 2: die Aufenthaltserlaubnis nach § 25 Abs. 5 eines Elternteils ist
        /// entfallen.
        case elternteil(Kalendertag)
        /// Abs. 3a: Fiktionsbescheinigung zu § 24 AufenthG nach erkennungsdienstlicher Behandlung.
        case fiktionsbescheinigung(Kalendertag)
        /// Abs. 2: ein anderer Titel ist an diesem Tag für so viele Monate erteilt.
        case andererTitel(Kalendertag, monate: Int)
    }

    /// § 1 Abs. 2, 3 und 3a AsylbLG: der letzte Tag mit Anspruch; nil, wenn er fortbesteht.
    package static func ende(nach wegfall: Wegfall) -> Entscheidung<Kalendertag?> {
        switch wegfall {
        case let .ausreise(tag):
            Entscheidung(tag, norm: "§ 1 Abs. 3 Satz 1 Nr. 1 AsylbLG",
                         begruendung: "Die Berechtigung endet mit der Ausreise.")
        case let .grundEntfallen(tag):
            Entscheidung(
                tag.monat.letzterTag, norm: "§ 1 Abs. 3 Satz 1 Nr. 2 AsylbLG",
                begruendung: "Die Voraussetzung ist am \(tag.deutsch) entfallen; die Berechtigung "
                    + "endet mit Ablauf dieses Monats.")
        case let .elternteil(tag):
            Entscheidung(
                tag.monat.letzterTag, norm: "§ 1 Abs. 3 Satz 2 AsylbLG",
                begruendung: "Das Kind verliert die Berechtigung mit dem Elternteil, der eine "
                    + "Aufenthaltserlaubnis nach § 25 Abs. 5 AufenthG besaß.")
        case let .fiktionsbescheinigung(tag):
            Entscheidung(
                tag.monat.letzterTag, norm: "§ 1 Abs. 3a AsylbLG",
                begruendung: "Ab dem Monat nach der Fiktionsbescheinigung vom \(tag.deutsch) "
                    + "besteht kein Anspruch mehr.")
        case let .andererTitel(tag, monate) where monate > 6:
            Entscheidung(
                tag.plus(tage: -1), norm: "§ 1 Abs. 2 AsylbLG",
                begruendung: "Ein anderer Aufenthaltstitel gilt mehr als sechs Monate.")
        case .andererTitel:
            Entscheidung(
                nil, norm: "§ 1 Abs. 2 AsylbLG",
                begruendung: "Der andere Aufenthaltstitel gilt nicht mehr als sechs Monate; die "
                    + "Berechtigung besteht fort.")
        }
    }
}
