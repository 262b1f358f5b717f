import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Uebergabe

/// Die Seite `leistung/bewilligung.mustache`: was der Bescheid bewirkt, bevor ihn jemand erlässt.
struct BewilligungView: Sendable {
    /// Was nur da ist, wenn der Zeitraum sich rechnen lässt.
    struct Vorschau: Sendable {
        let folgen: FolgenView
        let von: String
        let bis: String
        let fassung: Int
        let darfErlassen: Bool
    }

    let page: Page
    let unterzeile: String
    let zeitraum: Formular
    let vorschauZiel: String
    let ziel: String
    let zurueck: String
    let meldung: Meldung?
    let verlauf: Verweis?
    let hindernis: Abhilfe?
    let vorschau: Vorschau?
}

/// Was einer Bewilligung im Weg steht und wo es sich beheben lässt.
struct Abhilfe: Sendable {
    let grund: String
    let abhilfe: String
    let verweis: Verweis?

    init(_ hindernis: Hindernis, fall: String) {
        grund = hindernis.grund
        abhilfe = hindernis.abhilfe
        verweis = switch hindernis.feld {
        case "bankverbindung", "inhaber": Verweis("Zur Bankverbindung", "\(fall)#konten")
        case "vermieter_name": Verweis("Zur Unterkunft", "\(fall)/aenderung/unterkunft")
        case "sperre": Verweis("Zu den nächsten Schritten des Falls", fall)
        default: nil
        }
    }
}

extension BewilligungView.Vorschau {
    init(
        _ bewilligung: Bewilligung, von: Monat, bis: Monat, parameter grenze: String?,
        fall: String, heute: Kalendertag, darfErlassen: Bool
    ) {
        folgen = FolgenView(bewilligung, grenze: grenze, boegen: fall, heute: heute)
        self.von = BewilligungForm.text(von)
        self.bis = BewilligungForm.text(bis)
        fassung = bewilligung.akte.fall.fassung
        self.darfErlassen = darfErlassen
    }
}
