import Grundwerte
import Kommune

/// Was aus einem erfundenen Haushalt wird: wie er ankommt und was ihm in den Monaten danach
/// geschieht.
struct Fallplan: Sendable {
    /// Laufend in der Kommune, ab 0.
    let nummer: Int
    let beginn: Kalendertag
    let mitglieder: [NeuerFall.Mitglied]
    let unterkunft: Unterkunft
    let konto: NeuerFall.Konto
    /// Nach Monaten geordnet.
    let ereignisse: [Ereignis]

    struct Ereignis: Sendable {
        /// In welchem Monat die Sachbearbeitung davon erfährt.
        let bekannt: Monat
        let was: Was
    }

    enum Was: Sendable {
        case lohn(person: Int, Einkommen)
        case umzug(Unterkunft)
        case geburt(NeuerFall.Mitglied, am: Kalendertag)
        case konto(NeuerFall.Konto)
        /// Ein neues Aufenthaltsdokument für den ganzen Haushalt; kein Bescheid folgt daraus.
        case dokument(bis: Kalendertag)
        case einstellung(zum: Kalendertag, grund: String)
    }

    /// Mit denen, die noch geboren werden.
    var personen: Int {
        mitglieder.count
            + ereignisse.filter { if case .geburt = $0.was { true } else { false } }.count
    }
}

/// Die Zeit, von der die Schulung erzählt.
struct Schulungszeit: Sendable {
    static let monate = 14

    let heute: Kalendertag

    /// Der Verbund hat an diesem Ersten begonnen (B-11).
    var beginn: Monat { heute.monat.plus(-(Schulungszeit.monate - 1)) }
    var alle: [Monat] { Monat.alle(von: beginn, bis: heute.monat) }
}
