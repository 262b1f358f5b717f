import Grundwerte
import Platform
import Postgres

/// Die Stufen, in denen an eine überfällige Forderung erinnert wird.
package enum Mahnstufe: Int, Sendable, CaseIterable {
    case erinnerung = 1, mahnung, ankuendigung

    package var bezeichnung: String {
        switch self {
        case .erinnerung: "Zahlungserinnerung"
        case .mahnung: "Mahnung"
        case .ankuendigung: "Ankündigung der Vollstreckung"
        }
    }

    /// Wie lange die Person dann Zeit hat. § 19 VwVG NRW verlangt mindestens eine Woche.
    package var fristTage: Int { self == .erinnerung ? 14 : 10 }
}

extension Rueckforderung {
    /// Mahnt an, was überfällig ist, in der nächsten Stufe. Davor muss die Frist der letzten
    /// abgelaufen sein. Gebühren entstehen nicht (§ 64 SGB X).
    @discardableResult
    package static func mahnen(_ id: ID, unterzeichner: Unterzeichner,
                               in session: MandantSession) throws -> Mahnstufe {
        let forderung = try zumAendern(id, in: session)
        let schreiben = try forderung.festgesetzt()
        try forderung.verlangeVollziehbar(in: session)
        let stand = try Forderungsstand.laden(forderung, in: session)
        guard case let .ueberfaellig(betrag) = stand.lage else {
            throw Hindernis(.regel, "Nichts ist überfällig: Die Forderung ist "
                + "\(stand.lage.bezeichnung).",
                            abhilfe: "Gemahnt wird erst nach der Fälligkeit.")
        }
        if let frist = stand.mahnfrist, session.heute <= frist {
            throw Hindernis(.regel, "Die Frist der letzten Mahnung läuft bis zum \(frist.deutsch).",
                            abhilfe: "Mahnen Sie danach wieder.")
        }
        guard let stufe = Mahnstufe(rawValue: stand.mahnstufe + 1) else {
            throw Hindernis(.regel, "Alle Mahnstufen sind durchlaufen.",
                            abhilfe: "Geben Sie die Forderung an die Vollstreckung ab oder "
                                + "treffen Sie eine "
                                + "Vereinbarung.")
        }
        let frist = session.heute.plus(tage: stufe.fristTage)
        let bescheid = try Schreiben.laden(schreiben, in: session)
        let brief = try Schreiben.anlegen(
            .mahnung, forderung.mahntext(stufe, betrag, frist: frist, bescheid: bescheid,
                                       konto: try Einzahlungskonto.geltendes(in: session)),
            an: forderung.schuldner, akte: try Fallakte.heute(forderung.fall, in: session),
            unterzeichner: unterzeichner, in: session)
        try session.execute("""
            INSERT INTO mahnung (id, rueckforderung_id, stufe, betrag_cent, frist, schreiben_id,
                                 erfasst_von)
            VALUES (\(UUIDv7()), \(id), \(stufe.rawValue), \(betrag), \(frist), \(brief),
                    \(session.benutzer()))
            """)
        try Wiedervorlage.anlegen("\(forderung.kassenzeichen): Frist der \(stufe.bezeichnung) ist "
            + "abgelaufen.",
                                  zu: forderung.fall, faellig: frist.plus(tage: 1),
                                  quelle: .automatisch,
                                  in: session)
        try forderung.vermerken("\(stufe.bezeichnung) über \(betrag), Frist \(frist.deutsch).",
                                "gemahnt",
                                ["stufe": "\(stufe.rawValue)"], in: session)
        return stufe
    }
}
