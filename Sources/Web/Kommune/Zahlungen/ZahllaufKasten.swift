import Foundation
import Grundwerte
import Kreis

/// Die nächsten Zahlläufe des Kreises, wie eine Kommune sie braucht: wann gezahlt wird und bis wann
/// dafür angeordnet sein muss. Nur Termine, keine Daten des Kreises.
struct ZahllaufKasten: Sendable {
    struct Termin: Sendable {
        let lauf: String
        let anordnung: String
        let gutschrift: String
    }

    let termine: [Termin]

    /// Die nächsten zwei, in die noch kommt, was jetzt angeordnet wird.
    init(jetzt: Date, kalender: Zahllaufkalender) {
        var termine: [Termin] = []
        var lauf = kalender.naechsterLauf(angeordnet: jetzt)
        while termine.count < 2, let naechster = lauf {
            let tag = naechster.tag.mitWochentag
            let regel = kalender.regel(am: naechster.tag)
            let schluss = regel.map { ", \($0.annahmeschluss) Uhr" } ?? ""
            termine.append(Termin(
                lauf: tag, anordnung: tag + schluss,
                gutschrift: naechster.gutschrift.mitWochentag))
            lauf = kalender.naechsterLauf(ab: naechster.tag.plus(tage: 1))
        }
        self.termine = termine
    }
}

extension Kalendertag {
    /// `Di 24.11.`
    var mitWochentag: String { "\(wochentagName.prefix(2)) \(deutschKurz)" }
}
