import Grundwerte

/// § 1 Abs. 1 AsylbLG: die Gründe, aus denen jemand leistungsberechtigt ist.
///
/// Ausschlüsse nach Abs. 2 und 3a und das Ende nach Abs. 3 stehen in
/// `Paragraf01_EndeDerBerechtigung`; die Fallbearbeitung setzt danach den Anspruchszeitraum der
/// `Haushaltslage`.
package enum Personenkreis: String, Codable, CaseIterable, Sendable {
    case nr1 = "nr_1"
    case nr1a = "nr_1a"
    case nr2 = "nr_2"
    case nr3a = "nr_3a"
    case nr3b = "nr_3b"
    case nr3c = "nr_3c"
    case nr4 = "nr_4"
    case nr5 = "nr_5"
    case nr6 = "nr_6"
    case nr7 = "nr_7"
    case nr8 = "nr_8"

    package var norm: String {
        switch self {
        case .nr1: "§ 1 Abs. 1 Nr. 1 AsylbLG"
        case .nr1a: "§ 1 Abs. 1 Nr. 1a AsylbLG"
        case .nr2: "§ 1 Abs. 1 Nr. 2 AsylbLG"
        case .nr3a: "§ 1 Abs. 1 Nr. 3 Buchst. a AsylbLG"
        case .nr3b: "§ 1 Abs. 1 Nr. 3 Buchst. b AsylbLG"
        case .nr3c: "§ 1 Abs. 1 Nr. 3 Buchst. c AsylbLG"
        case .nr4: "§ 1 Abs. 1 Nr. 4 AsylbLG"
        case .nr5: "§ 1 Abs. 1 Nr. 5 AsylbLG"
        case .nr6: "§ 1 Abs. 1 Nr. 6 AsylbLG"
        case .nr7: "§ 1 Abs. 1 Nr. 7 AsylbLG"
        case .nr8: "§ 1 Abs. 1 Nr. 8 AsylbLG"
        }
    }

    package var bezeichnung: String {
        switch self {
        case .nr1: "Besitzt eine Aufenthaltsgestattung"
        case .nr1a: "Hat ein Asylgesuch geäußert"
        case .nr2: "Einreise über einen Flughafen, noch nicht gestattet"
        case .nr3a: "Aufenthaltserlaubnis § 23 Abs. 1 AufenthG wegen Krieges im Heimatland"
        case .nr3b: "Aufenthaltserlaubnis § 25 Abs. 4 Satz 1 AufenthG"
        case .nr3c: "Aufenthaltserlaubnis § 25 Abs. 5 AufenthG, Aussetzung jünger als 18 Monate"
        case .nr4: "Besitzt eine Duldung"
        case .nr5: "Vollziehbar ausreisepflichtig"
        case .nr6: "Ehegatte, Lebenspartner oder minderjähriges Kind einer Person der Nr. 1 bis 5"
        case .nr7: "Stellt einen Folgeantrag oder Zweitantrag"
        case .nr8:
            "§ 24 AufenthG, erteilt vom 25.02. bis 31.05.2022, nicht erkennungsdienstlich erfasst"
        }
    }

    /// Seit wann der Grund im Gesetz steht; für die übrigen genügt der Beginn der geführten Monate.
    package var gueltig: Zeitraum {
        switch self {
        case .nr8: Zeitraum(von: Monat(2022, 6).ersterTag)
        default: Zeitraum(von: Monat(2020, 1).ersterTag)
        }
    }

    package static func auswahl(am tag: Kalendertag) -> [Personenkreis] {
        allCases.filter { $0.gueltig.enthaelt(tag) }
    }
}
