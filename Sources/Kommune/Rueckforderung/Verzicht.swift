import Grundwerte
import Platform
import Postgres

/// Erlass oder Niederschlagung: Eine Person schlägt vor, eine andere gibt frei.
package struct Verzicht: Sendable, RowDecodable {
    package typealias ID = TypedID<Verzicht>

    package enum Art: String, Sendable, SQLEnum, CaseIterable {
        case erlass, niederschlagung

        package var bezeichnung: String {
            switch self {
            case .erlass: "Erlass"
            case .niederschlagung: "Niederschlagung"
            }
        }

        /// Was es bedeutet, in einem Satz.
        package var erlaeuterung: String {
            switch self {
            case .erlass: "Die Person schuldet den Betrag nicht mehr."
            case .niederschlagung: "Die Person schuldet den Betrag weiter; er wird nicht mehr "
                + "verfolgt."
            }
        }

        fileprivate var buchung: Forderungskonto.Art { self == .erlass
            ? .erlass : .niederschlagung }
    }

    package let id: ID
    package let forderung: Rueckforderung.ID
    package let kassenzeichen: String
    package let aktenzeichen: String
    package let art: Art
    package let betrag: Geld
    package let grund: String
    package let von: User.ID
    package let am: Kalendertag

    package init(row: Row) throws {
        id = try row.decode("id")
        forderung = try row.decode("rueckforderung_id")
        kassenzeichen = try row.decode("kassenzeichen")
        aktenzeichen = try row.decode("aktenzeichen")
        art = try row.decode("art")
        betrag = -(try row.decode("betrag_cent", as: Geld.self))
        grund = try row.decode("grund")
        von = try row.decode("benutzer_id")
        am = Uhr.berlinTag(try row.decode("am"))
    }

    /// Was auf Freigabe wartet, das Älteste zuerst; mit `forderung` nur deren Vorschläge.
    package static func offene(zu forderung: Rueckforderung.ID? = nil,
                               in session: MandantSession) throws -> [Verzicht] {
        try session.all("""
            SELECT v.id, v.rueckforderung_id, r.kassenzeichen, f.aktenzeichen, v.art,
                   v.betrag_cent, v.grund,
                   v.benutzer_id, v.am
              FROM rueckforderung_verzicht v
              JOIN rueckforderung r ON r.id = v.rueckforderung_id
              JOIN fall f ON f.id = r.fall_id
             WHERE NOT EXISTS (SELECT FROM rueckforderung_buchung b WHERE b.verzicht_id = v.id)
               AND NOT EXISTS (SELECT FROM rueckforderung_verzicht_ablehnung a
                               WHERE a.verzicht_id = v.id)
               AND (\(forderung)::uuid IS NULL OR v.rueckforderung_id = \(forderung))
             ORDER BY v.am, v.id
            """)
    }
}

extension Rueckforderung {
    /// Schlägt vor, auf einen Betrag zu verzichten.
    package static func verzichtVorschlagen(_ id: ID, _ art: Verzicht.Art, _ betrag: Geld,
                                            grund: String,
                                            in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        _ = try forderung.festgesetzt()
        let offen = try Forderungskonto.laden(id, in: session).offen
        guard betrag > .null, betrag <= offen else {
            throw Hindernis(.eingabe, feld: "betrag", "Offen sind \(offen).",
                            abhilfe: "Geben Sie höchstens diesen Betrag an.")
        }
        guard try Verzicht.offene(zu: id, in: session).isEmpty else {
            throw Hindernis(.konflikt, "Ein Vorschlag wartet schon auf Freigabe.",
                            abhilfe: "Warten Sie die Entscheidung ab.")
        }
        try session.execute("""
            INSERT INTO rueckforderung_verzicht (id, rueckforderung_id, art, betrag_cent, grund,
                                                 benutzer_id)
            VALUES (\(Verzicht.ID()), \(id), \(art), \(-betrag), \(grund), \(session.benutzer()))
            """)
        try forderung.vermerken("\(art.bezeichnung) von \(betrag) vorgeschlagen: \(grund)",
                                "verzicht_vorgeschlagen",
                                ["art": art.rawValue, "betrag": betrag.dezimal], in: session)
    }

    /// Gibt einen Vorschlag frei. Wer ihn gemacht hat, kann es nicht. Den Erlass erfährt die
    /// Person;
    /// eine Niederschlagung bleibt intern.
    @discardableResult
    package static func verzichtFreigeben(_ verzicht: Verzicht.ID, unterzeichner: Unterzeichner,
                                          in session: MandantSession) throws -> ID {
        let (forderung, vorschlag) = try vorschlag(verzicht, in: session)
        guard try session.benutzer() != vorschlag.von else {
            throw Hindernis(.regel, "Sie haben das selbst vorgeschlagen.",
                            abhilfe: "Freigeben muss eine andere Person.")
        }
        try Forderungskonto.buchen(
            vorschlag.art.buchung, -vorschlag.betrag, auf: forderung.id,
            .init(grund: vorschlag.grund, verzicht: (verzicht, vorschlag.von)), in: session)
        if vorschlag.art == .erlass {
            let offen = try Forderungskonto.laden(forderung.id, in: session).offen
            _ = try Schreiben.anlegen(
                .erlass, forderung.erlasstext(vorschlag.betrag, offen: offen),
                an: forderung.schuldner,
                akte: try Fallakte.heute(forderung.fall, in: session), unterzeichner: unterzeichner,
                in: session)
        }
        try forderung.vermerken("\(vorschlag.art.bezeichnung) von \(vorschlag.betrag) freigegeben.",
                                "verzicht_freigegeben", ["verzicht": verzicht.description],
                                in: session)
        return forderung.id
    }

    /// Lehnt einen Vorschlag mit Grund ab; auch, wer ihn gemacht hat, kann ihn so zurücknehmen.
    package static func verzichtAblehnen(_ verzicht: Verzicht.ID, grund: String,
                                         in session: MandantSession) throws {
        let (forderung, vorschlag) = try vorschlag(verzicht, in: session)
        try session.execute("""
            INSERT INTO rueckforderung_verzicht_ablehnung (verzicht_id, grund, benutzer_id)
            VALUES (\(verzicht), \(grund), \(session.benutzer()))
            """)
        try forderung.vermerken("\(vorschlag.art.bezeichnung) abgelehnt: \(grund)",
                                "verzicht_abgelehnt",
                                ["verzicht": verzicht.description], in: session)
        try Wiedervorlage.anlegen("\(forderung.kassenzeichen): \(vorschlag.art.bezeichnung) "
            + "abgelehnt: \(grund)",
                                  zu: forderung.fall, faellig: session.heute, quelle: .anordnung,
                                  fuer: vorschlag.von, in: session)
    }

    private static func vorschlag(_ id: Verzicht.ID, in session: MandantSession) throws
        -> (Rueckforderung, Verzicht) {
        let forderung = try session.first(
            "SELECT rueckforderung_id FROM rueckforderung_verzicht WHERE id = \(id)",
            { try $0.decode("rueckforderung_id", as: Rueckforderung.ID.self) })
        guard let forderung else { throw Hindernis.nichtGefunden }
        let gesperrt = try zumAendern(forderung, in: session)
        guard let offen = try Verzicht.offene(zu: forderung,
                                              in: session).first(where: { $0.id == id }) else {
            throw Hindernis(.konflikt, "Über diesen Vorschlag ist schon entschieden.")
        }
        return (gesperrt, offen)
    }
}
