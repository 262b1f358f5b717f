import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Widerspruch {
    package struct Beschluss: Sendable {
        package let ausgang: Ausgang
        package let begruendung: String
        /// Bei Teilabhilfe und Zurückweisung: das Gericht, bei dem geklagt werden kann.
        package let gericht: String
        /// Um wie viel eine Rückforderung sinkt; nur bei Teilabhilfe dagegen.
        package let minderung: Geld?

        package init(ausgang: Ausgang, begruendung: String, gericht: String = "",
                     minderung: Geld? = nil) {
            self.ausgang = ausgang
            self.begruendung = begruendung
            self.gericht = gericht
            self.minderung = minderung
        }
    }

    /// Das Gericht der letzten Entscheidung, als Vorschlag für die nächste; leer, wenn es keine
    /// gab.
    package static func letztesGericht(in session: MandantSession) throws -> String {
        try session.scalars("""
            SELECT gericht FROM widerspruch_entscheidung WHERE gericht <> ''
             ORDER BY entschieden_am DESC, widerspruch_id DESC LIMIT 1
            """, as: String.self).first ?? ""
    }

    /// Die Forderung, die der angegriffene Bescheid festsetzt; nil, wenn er keine festsetzt.
    package func forderung(in session: MandantSession) throws -> Rueckforderung.ID? {
        guard case let .schreiben(schreiben) = ziel else { return nil }
        return try session.first("""
            SELECT rueckforderung_id FROM rueckforderung_entscheidung
                   WHERE schreiben_id = \(schreiben)
            """) { try $0.decode("rueckforderung_id") }
    }

    /// Entscheidet, schreibt den Widerspruchsbescheid und mindert eine Rückforderung, der
    /// abgeholfen ist.
    package static func entscheiden(_ id: ID, _ beschluss: Beschluss, unterzeichner: Unterzeichner,
                                    in session: MandantSession) throws {
        guard let widerspruch = try gespeichert(id, in: session) else {
            throw Hindernis.nichtGefunden
        }
        _ = try Fall.aendern(widerspruch.fall, in: session)
        guard try gespeichert(id, in: session)?.ausgang == nil else {
            throw Hindernis(.konflikt, "Über diesen Widerspruch ist schon entschieden.")
        }
        guard !beschluss.ausgang.istKlagbar || !beschluss.gericht.isEmpty else {
            throw Hindernis(.eingabe, feld: "gericht",
                            "Für die Rechtsbehelfsbelehrung fehlt das Sozialgericht.",
                            abhilfe: "Nennen Sie Namen und Anschrift.")
        }
        let schreiben = try Schreiben.anlegen(
            .widerspruch, widerspruch.text(beschluss),
            akte: try Fallakte.heute(widerspruch.fall, in: session),
            unterzeichner: unterzeichner, in: session)
        try session.execute("""
            INSERT INTO widerspruch_entscheidung (widerspruch_id, art, begruendung, gericht,
                                                  schreiben_id,
                                                  entschieden_am, entschieden_von)
            VALUES (\(id), \(beschluss.ausgang), \(beschluss.begruendung),
                    \(beschluss.ausgang.istKlagbar ? beschluss.gericht : ""), \(schreiben),
                    \(session.heute),
                    \(session.benutzer()))
            """)
        try widerspruch.folgen(beschluss, in: session)
        try Aktenvermerk.schreiben(
            "Widerspruch gegen \(widerspruch.gegen): \(beschluss.ausgang.bezeichnung). "
                + "\(beschluss.begruendung)",
            zu: widerspruch.fall, in: session)
        try session.audit("widerspruch.entschieden", id.description,
                          ["ausgang": beschluss.ausgang.rawValue])
    }

    /// Was einer Rückforderung abgeholfen wird, mindert sie; einem anderen Bescheid folgt ein
    /// neuer.
    private func folgen(_ beschluss: Beschluss, in session: MandantSession) throws {
        guard beschluss.ausgang == .abhilfe || beschluss.ausgang == .teilabhilfe else { return }
        guard let forderung = try forderung(in: session) else {
            if case let .bescheid(bescheid) = ziel,
               try Bescheid.laden(bescheid, in: session)?.istAblehnungDesAntrags == true {
                try Fall.wiederaufnehmen(
                    fall, grund: "\(beschluss.ausgang.bezeichnung) gegen die Ablehnung.",
                    in: session)
            }
            try Wiedervorlage.anlegen("\(beschluss.ausgang.bezeichnung) gegen \(gegen): neuen "
                + "Bescheid erlassen.",
                                      zu: fall, faellig: session.heute, quelle: .automatisch,
                                      in: session)
            return
        }
        let offen = try Forderungskonto.laden(forderung, in: session).offen
        let betrag = beschluss.ausgang == .abhilfe ? offen : beschluss.minderung ?? .null
        guard beschluss.ausgang == .abhilfe || (betrag > .null && betrag < offen) else {
            throw Hindernis(.eingabe, feld: "minderung",
                            "Bei einer Teilabhilfe sinkt die Forderung, offen sind "
                            + "\(offen).", abhilfe: "Geben Sie einen kleineren Betrag als diesen "
                            + "an.")
        }
        if betrag > .null {
            try Rueckforderung.mindern(forderung, um: betrag,
                                       grund: "\(beschluss.ausgang.bezeichnung) nach Widerspruch",
                                       in: session)
        }
    }

    func text(_ beschluss: Beschluss) -> Schreibentext {
        let tenor = switch beschluss.ausgang {
        case .abhilfe: "Ihr Widerspruch ist begründet. Der Bescheid wird geändert, wie Sie es "
            + "verlangen."
        case .teilabhilfe: "Ihr Widerspruch ist zum Teil begründet. Im Übrigen wird er "
            + "zurückgewiesen."
        case .zurueckweisung: "Ihr Widerspruch wird zurückgewiesen."
        case .ruecknahme: "Sie haben Ihren Widerspruch zurückgenommen. Das Verfahren ist damit "
            + "beendet."
        }
        let kosten = switch beschluss.ausgang {
        case .abhilfe: "Notwendige Aufwendungen für das Verfahren werden Ihnen erstattet (§ 63 "
            + "SGB X)."
        case .teilabhilfe: "Notwendige Aufwendungen werden Ihnen zum Teil erstattet (§ 63 SGB X)."
        case .zurueckweisung, .ruecknahme: "Kosten werden nicht erstattet. Das Verfahren ist "
            + "kostenfrei "
            + "(§ 64 SGB X)."
        }
        let bescheid = beschluss.ausgang.istKlagbar
        return Schreibentext(
            titel: bescheid ? "Widerspruchsbescheid" : "Ihr Widerspruch",
            abschnitte: [
                .init(absaetze: ["auf Ihren Widerspruch vom \(eingegangen.deutsch) gegen den "
                    + "\(gegen) teilen wir "
                    + "mit: \(tenor)"]),
                .init(titel: "Gründe", absaetze: (istVerspaetet ? [
                    "Die Frist für den Widerspruch endete am \(frist.deutsch). \(versaeumnis)",
                ] : []) + Anhoerung.zeilen(beschluss.begruendung)),
                .init(titel: "Kosten", absaetze: [kosten]),
            ],
            rechtsbehelf: bescheid
                ? "Gegen den Bescheid in der Gestalt dieses Widerspruchsbescheids können Sie "
                    + "innerhalb eines "
                    + "Monats nach Bekanntgabe Klage erheben (§ 87 Sozialgerichtsgesetz), "
                    + "schriftlich, "
                    + "elektronisch nach § 65a Sozialgerichtsgesetz oder zur Niederschrift der "
                    + "Geschäftsstelle, bei:" : nil,
            rechtsbehelfsstelle: beschluss.gericht.nichtLeer,
            einfach: [("Was steht in diesem Brief?", einfach(beschluss.ausgang))] + (bescheid
                ? [("Sie sind nicht einverstanden?",
                    "Dann können Sie beim Sozialgericht klagen. Sie haben "
                    + "einen Monat Zeit. Das Verfahren kostet kein Geld.")] : []))
    }

    private func einfach(_ ausgang: Ausgang) -> String {
        switch ausgang {
        case .abhilfe: "Sie haben recht bekommen. Wir ändern den Bescheid."
        case .teilabhilfe: "Sie haben zum Teil recht bekommen."
        case .zurueckweisung: "Wir haben noch einmal geprüft. Der Bescheid bleibt."
        case .ruecknahme: "Sie haben den Widerspruch zurückgenommen. Der Bescheid bleibt."
        }
    }
}
