import Grundwerte
import Platform
import Postgres

/// Raten, wie vereinbart: gleich hoch am gleichen Tag des Monats, die letzte ist der Rest.
package struct Ratenplan: Sendable, Equatable, RowDecodable {
    package struct Rate: Sendable, Equatable {
        package let lfd: Int
        package let faellig: Kalendertag
        package let betrag: Geld
    }

    /// Was offen war, als er vereinbart wurde.
    package let ausgang: Geld
    package let rate: Geld
    package let erste: Kalendertag

    package init(ausgang: Geld, rate: Geld, erste: Kalendertag) {
        self.ausgang = ausgang
        self.rate = rate
        self.erste = erste
    }

    package init(row: Row) throws {
        ausgang = try row.decode("ausgang_cent")
        rate = try row.decode("rate_cent")
        erste = try row.decode("erste")
    }

    package var anzahl: Int { Int((ausgang.cent + rate.cent - 1) / rate.cent) }

    package var raten: [Rate] {
        (0..<anzahl).map { stelle in
            Rate(lfd: stelle + 1, faellig: erste.plus(monate: stelle),
                 betrag: min(rate, ausgang - rate * stelle))
        }
    }

    /// Was bis zum Tag hätte gezahlt sein müssen.
    package func faellig(am tag: Kalendertag) -> Geld {
        raten.filter { $0.faellig <= tag }.map(\.betrag).summe()
    }

    /// Wie viel von der Rate schon gedeckt ist, wenn jetzt `offen` ist; getilgt wird der Reihe
    /// nach.
    package func gedeckt(_ rate: Rate, offen: Geld) -> Geld {
        let bisher = self.rate * (rate.lfd - 1)
        return min(rate.betrag, max(.null, ausgang - offen - bisher))
    }
}

extension Rueckforderung {
    private static let hoechstensRaten = 120

    /// Vereinbart Raten über alles, was offen ist. Ein früherer Plan und eine Stundung enden.
    package static func ratenVereinbaren(_ id: ID, rate: Geld, erste: Kalendertag,
                                         unterzeichner: Unterzeichner,
                                         in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        _ = try forderung.festgesetzt()
        let offen = try Forderungskonto.laden(id, in: session).offen
        guard rate > .null, rate <= offen else {
            throw Hindernis(.eingabe, feld: "rate", "Offen sind \(offen).",
                            abhilfe: "Geben Sie eine Rate zwischen 0,01 € und diesem Betrag an.")
        }
        guard erste >= session.heute, erste <= session.heute.plus(monate: 6) else {
            throw Hindernis(.eingabe, feld: "erste",
                            "Die erste Rate liegt nicht in den nächsten sechs Monaten.",
                            abhilfe: "Wählen Sie einen Tag ab heute.")
        }
        let plan = Ratenplan(ausgang: offen, rate: rate, erste: erste)
        guard plan.anzahl <= hoechstensRaten else {
            throw Hindernis(.eingabe, feld: "rate",
                            "Das wären \(plan.anzahl) Raten, mehr als zehn Jahre.",
                            abhilfe: "Erhöhen Sie die Rate oder schlagen Sie für einen Teil den "
                                + "Erlass vor.")
        }
        let schreiben = try Schreiben.anlegen(
            .ratenplan,
            forderung.ratentext(plan, konto: try Einzahlungskonto.geltendes(in: session)),
            an: forderung.schuldner,
            akte: try Fallakte.heute(forderung.fall, in: session), unterzeichner: unterzeichner,
            in: session)
        try vereinbarungenEnden(id, in: session)
        try session.execute("""
            INSERT INTO ratenplan (id, rueckforderung_id, ausgang_cent, rate_cent, erste,
                                   schreiben_id,
                                   erfasst_von)
            VALUES (\(UUIDv7()), \(id), \(offen), \(rate), \(erste), \(schreiben),
            \(session.benutzer()))
            """)
        try forderung.vermerken("\(plan.anzahl) Raten zu \(rate) ab \(erste.deutsch) vereinbart.",
                                "raten",
                                ["rate": rate.dezimal], in: session)
    }

    /// Stundet alles, was offen ist. Ein Ratenplan endet; danach ist wieder alles fällig.
    package static func stunden(_ id: ID, bis: Kalendertag, grund: String,
                                unterzeichner: Unterzeichner,
                                in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        _ = try forderung.festgesetzt()
        let offen = try Forderungskonto.laden(id, in: session).offen
        guard offen > .null else { throw Hindernis(.regel, "Es ist nichts mehr offen.") }
        guard bis > session.heute, bis <= session.heute.plus(monate: 24) else {
            throw Hindernis(.eingabe, feld: "bis", "Gestundet wird für höchstens zwei Jahre.",
                            abhilfe: "Wählen Sie einen Tag nach heute und vor dem "
                                + "\(session.heute.plus(monate: 24).deutsch).")
        }
        let schreiben = try Schreiben.anlegen(
            .stundung, forderung.stundungstext(offen, bis: bis, grund: grund),
            an: forderung.schuldner,
            akte: try Fallakte.heute(forderung.fall, in: session), unterzeichner: unterzeichner,
            in: session)
        try vereinbarungenEnden(id, in: session)
        try session.execute("""
            INSERT INTO stundung (id, rueckforderung_id, bis, grund, schreiben_id, erfasst_von)
            VALUES (\(UUIDv7()), \(id), \(bis), \(grund), \(schreiben), \(session.benutzer()))
            """)
        try Wiedervorlage.anlegen("\(forderung.kassenzeichen): Die Stundung endet. Eingang prüfen.",
                                  zu: forderung.fall, faellig: bis, quelle: .automatisch,
                                  in: session)
        try forderung.vermerken("\(offen) bis \(bis.deutsch) gestundet: \(grund)", "gestundet",
                                in: session)
    }

    private static func vereinbarungenEnden(_ id: ID, in session: MandantSession) throws {
        try session.executeAll([
            "UPDATE ratenplan SET ersetzt_am = now() WHERE rueckforderung_id = \(id) AND "
                + "ersetzt_am IS NULL",
            "UPDATE stundung SET ersetzt_am = now() WHERE rueckforderung_id = \(id) AND "
                + "ersetzt_am IS NULL",
        ])
    }
}
