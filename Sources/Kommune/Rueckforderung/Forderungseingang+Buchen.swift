import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Forderungseingang {
    /// Bucht, was bei der Kreiskasse einging, auf die Konten der Forderungen, jeden Eingang einmal.
    /// Zurück kommt, wie viele es waren.
    package static func buchen(hoechstens anzahl: Int, in session: MandantSession) throws -> Int {
        let neue = try uebernehmen(hoechstens: anzahl, in: session)
        for eingang in neue { try eingang.buchen(in: session) }
        return neue.count
    }

    private func buchen(in session: MandantSession) throws {
        let id = try session.first("""
            SELECT id FROM rueckforderung WHERE kassenzeichen = \(kassenzeichen)
            """) { try $0.decode("id", as: Rueckforderung.ID.self) }
        guard let id else {
            throw Hindernis(.regel, "Zu \(kassenzeichen) gibt es hier keine Rückforderung.")
        }
        let forderung = try Rueckforderung.zumAendern(id, in: session)
        let getilgt = min(betrag, try Forderungskonto.laden(id, in: session).offen)
        if getilgt > .null {
            try Forderungskonto.buchen(
                .zahlung, -getilgt, auf: id,
                .init(tag: tag, grund: "Kreiskasse, mit der Erstattung weitergereicht",
                      eingang: lfd), in: session)
        }
        try forderung.vermerken("\(betrag) am \(tag.deutsch) bei der Kreiskasse eingegangen.",
                                "eingang", ["betrag": betrag.dezimal, "weg": "kreis"], in: session)
        guard getilgt < betrag else { return }
        try Wiedervorlage.anlegen(
            "\(kassenzeichen): \(betrag - getilgt) mehr eingegangen, als offen war. Der Person "
                + "zurückzahlen.",
            zu: forderung.fall, faellig: session.heute, quelle: .ruecklauf, in: session)
    }
}
