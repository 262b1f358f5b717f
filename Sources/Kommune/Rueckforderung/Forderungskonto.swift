import Foundation
import Grundwerte
import Platform
import Postgres

/// Das Konto einer Rückforderung: Buchungen mit Vorzeichen, jede mit dem Stand danach.
///
/// Nichts wird geändert oder gelöscht, und der Stand fällt nie unter null; dafür sorgen die
/// Bedingungen der Tabelle `rueckforderung_buchung`, gleich wer schreibt.
package struct Forderungskonto: Sendable {
    package enum Art: String, Sendable, SQLEnum {
        case forderung, zahlung, aufrechnung, minderung, erlass, niederschlagung, storno

        package var bezeichnung: String {
            switch self {
            case .forderung: "Festsetzung"
            case .zahlung: "Zahlung"
            case .aufrechnung: "Aufrechnung"
            case .minderung: "Minderung"
            case .erlass: "Erlass"
            case .niederschlagung: "Niederschlagung"
            case .storno: "Gegenbuchung"
            }
        }
    }

    package struct Buchung: Sendable, RowDecodable {
        package let lfd: Int
        package let art: Art
        /// Positiv, was die Forderung erhöht.
        package let betrag: Geld
        /// Was danach offen ist.
        package let stand: Geld
        package let tag: Kalendertag
        package let grund: String
        /// Nil: das Programm, als eine gekürzte Zahlung gezahlt war oder der Kreis es meldete.
        package let von: User.ID?
        /// Welche Buchung sie aufhebt.
        package let storniert: Int?
        /// Ob eine spätere Buchung sie aufhebt.
        package let istStorniert: Bool

        package init(row: Row) throws {
            lfd = Int(try row.decode("lfd", as: Int32.self))
            art = try row.decode("art")
            betrag = try row.decode("betrag_cent")
            stand = try row.decode("stand_cent")
            tag = try row.decode("tag")
            grund = try row.decode("grund")
            von = try row.decode("benutzer_id")
            storniert = try row.decode("storniert_lfd", as: Int32?.self).map(Int.init)
            istStorniert = try row.decode("ist_storniert")
        }

        /// Ob eine Gegenbuchung sie noch aufheben kann. Was ein Bescheid sagt, ändert nur ein
        /// Bescheid.
        package var istStornierbar: Bool {
            switch art {
            case .zahlung, .aufrechnung, .niederschlagung: !istStorniert
            case .forderung, .minderung, .erlass, .storno: false
            }
        }
    }

    /// In der Reihenfolge des Kontos.
    package let buchungen: [Buchung]

    package var offen: Geld { buchungen.last?.stand ?? .null }

    /// Was bezahlt oder aufgerechnet ist, ohne Zurückgenommenes.
    package var getilgt: Geld {
        -buchungen.filter { !$0.istStorniert && ($0.art == .zahlung || $0.art == .aufrechnung) }
            .map(\.betrag).summe()
    }

    package static func laden(_ id: Rueckforderung.ID, in session: MandantSession)
        throws -> Forderungskonto {
        Forderungskonto(buchungen: try session.all("""
            SELECT b.lfd, b.art, b.betrag_cent, b.stand_cent, b.tag, b.grund, b.benutzer_id,
                   b.storniert_lfd,
                   EXISTS (SELECT FROM rueckforderung_buchung s
                            WHERE s.rueckforderung_id = b.rueckforderung_id
                              AND s.storniert_lfd = b.lfd) AS ist_storniert
              FROM rueckforderung_buchung b WHERE b.rueckforderung_id = \(id) ORDER BY b.lfd
            """))
    }

    /// Was eine Buchung außer Art und Betrag trägt.
    struct Beleg: Sendable {
        var tag: Kalendertag?
        var grund = ""
        var storniert: Buchung?
        var verzicht: (id: Verzicht.ID, von: User.ID)?
        var zahlung: Zahlung.ID?
        /// Nummer des Eingangs bei der Kreiskasse.
        var eingang: Int?
    }

    /// Bucht hinter die letzte Buchung. Mehr als offen ist, lässt sich nicht tilgen.
    static func buchen(_ art: Art, _ betrag: Geld, auf id: Rueckforderung.ID,
                       _ beleg: Beleg = Beleg(),
                       in session: MandantSession) throws {
        let konto = try laden(id, in: session)
        let vorige = konto.buchungen.last
        guard konto.offen + betrag >= .null else {
            throw Hindernis(.eingabe, feld: "betrag", "Offen sind nur noch \(konto.offen).",
                            abhilfe: "Geben Sie höchstens diesen Betrag an; was darüber liegt, "
                                + "ist zu erstatten.")
        }
        try session.execute("""
            INSERT INTO rueckforderung_buchung (
                rueckforderung_id, lfd, art, betrag_cent, tag, grund, benutzer_id, vorige_lfd,
                vorher_cent, stand_cent, storniert_lfd, storniert_art, storniert_cent, verzicht_id,
                vorgeschlagen_von, zahlung_id, eingang_lfd, festgesetzt_cent)
            VALUES (\(id), \((vorige?.lfd ?? 0) + 1), \(art), \(betrag),
                    \(beleg.tag ?? session.heute),
                    \(beleg.grund), \(session.akteur.benutzer), \(vorige?.lfd), \(konto.offen),
                    \(konto.offen + betrag), \(beleg.storniert?.lfd), \(beleg.storniert?.art),
                    \(beleg.storniert?.betrag), \(beleg.verzicht?.id), \(beleg.verzicht?.von),
                    \(beleg.zahlung), \(beleg.eingang), \(art == .forderung ? betrag : nil))
            """)
    }
}

extension Rueckforderung {
    /// Bucht, was die Person an die Kommune gezahlt hat. Was beim Kreis eingeht, bucht
    /// `Forderungseingang`.
    package static func eingang(_ id: ID, _ betrag: Geld, am tag: Kalendertag,
                                vermerk: String, in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        _ = try forderung.festgesetzt()
        guard tag <= session.heute, tag >= forderung.entscheidung?.am ?? tag else {
            throw Hindernis(.eingabe, feld: "tag",
                            "An diesem Tag kann die Zahlung nicht gekommen sein.",
                            abhilfe: "Wählen Sie einen Tag zwischen Bescheid und heute.")
        }
        let grund = ["Kasse der Kommune", vermerk].filter { !$0.isEmpty }.joined(separator: ". ")
        try Forderungskonto.buchen(.zahlung, -betrag, auf: id, .init(tag: tag, grund: grund),
                                   in: session)
        try forderung.vermerken("\(betrag) am \(tag.deutsch) eingegangen (Kasse der Kommune).",
                                "eingang",
                                ["betrag": betrag.dezimal, "weg": "kommune"], in: session)
    }

    /// Hebt eine falsche Buchung durch eine Gegenbuchung auf. Beide bleiben stehen.
    package static func gegenbuchen(_ id: ID, lfd: Int, grund: String,
                                    in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        let konto = try Forderungskonto.laden(id, in: session)
        guard let buchung = konto.buchungen.first(where: { $0.lfd == lfd }) else {
            throw Hindernis.nichtGefunden
        }
        guard buchung.istStornierbar else {
            throw Hindernis(.regel, buchung.istStorniert ? "Diese Buchung ist schon aufgehoben."
                : "\(buchung.art.bezeichnung): Das lässt sich nicht gegenbuchen.")
        }
        try Forderungskonto.buchen(.storno, -buchung.betrag, auf: id,
                                   .init(grund: grund, storniert: buchung), in: session)
        try forderung.vermerken(
            "Buchung \(lfd) (\(buchung.art.bezeichnung), \(buchung.betrag)) aufgehoben: \(grund)",
            "gegengebucht",
            ["lfd": "\(lfd)"], in: session)
    }

    /// Mindert die Forderung, weil einem Widerspruch ganz oder teilweise abgeholfen ist.
    static func mindern(_ id: ID, um betrag: Geld, grund: String,
                        in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        try Forderungskonto.buchen(.minderung, -betrag, auf: id, .init(grund: grund), in: session)
        try forderung.vermerken("Um \(betrag) gemindert: \(grund)", "gemindert",
                                ["betrag": betrag.dezimal], in: session)
    }
}
