import Crypto
import Grundwerte
import Platform
import Postgres

extension Sammelrechnung {
    /// Was auf einer eingegangenen Rechnung steht.
    package struct Eingang: Sendable {
        package let steller: Rechnungssteller.ID
        package let art: Art
        package let nummer: String
        package let monat: Monat
        package let rechnungsdatum: Kalendertag
        package let betrag: Geld
        package let dokumentname: String
        package let dokument: [UInt8]
        /// Jemand hat die Hinweise gesehen und will die Rechnung dennoch erfassen.
        package let hinweiseGeprueft: Bool

        package init(
            steller: Rechnungssteller.ID, art: Art, nummer: String, monat: Monat,
            rechnungsdatum: Kalendertag, betrag: Geld, dokumentname: String, dokument: [UInt8],
            hinweiseGeprueft: Bool
        ) {
            self.steller = steller
            self.art = art
            self.nummer = nummer
            self.monat = monat
            self.rechnungsdatum = rechnungsdatum
            self.betrag = betrag
            self.dokumentname = dokumentname
            self.dokument = dokument
            self.hinweiseGeprueft = hinweiseGeprueft
        }
    }

    /// Erfasst eine Rechnung mit ihrem Dokument.
    ///
    /// Dieselbe Nummer desselben Stellers und dasselbe Dokument gibt es nur einmal; auf eine
    /// mögliche Doppelung und ungewöhnliche Angaben weist ein Hindernis am Feld
    /// `hinweise_geprueft` hin, bis jemand sie bestätigt.
    @discardableResult
    package static func erfassen(_ eingang: Eingang, in session: KreisSession) throws -> ID {
        try verlangePlausibel(eingang, am: session.heute)
        _ = try Rechnungssteller.laden(eingang.steller, in: session)
        // Wer gleichzeitig dieselbe erfasst, wartet hier, und sieht sie danach.
        let nummer = "SR-\(session.heute.jahr)-"
            + (try session.naechsteNummer("sammelrechnung/\(session.heute.jahr)"))
                .aufgefuellt(auf: 4)
        try verlangeNeu(eingang, in: session)
        let hinweise = try hinweise(eingang, in: session)
        guard hinweise.isEmpty || eingang.hinweiseGeprueft else {
            throw Hindernis(.regel, feld: "hinweise_geprueft", hinweise.joined(separator: " "),
                            abhilfe: "Vergleichen Sie die Dokumente. Ist die Rechnung richtig, "
                                + "setzen Sie den Haken.")
        }
        let id = ID()
        try session.execute("""
            INSERT INTO sammelrechnung (id, eingangsnummer, steller_id, art, nummer, monat,
                                        rechnungsdatum, betrag_cent, hinweise, erfasst_von)
            VALUES (\(id), \(nummer), \(eingang.steller), \(eingang.art), \(eingang.nummer),
                    \(eingang.monat), \(eingang.rechnungsdatum), \(eingang.betrag),
                    \(hinweise.joined(separator: " ")), \(session.benutzer()))
            """)
        try session.execute("""
            INSERT INTO sammelrechnung_dokument (rechnung_id, name, inhalt, sha256)
            VALUES (\(id), \(String(eingang.dokumentname.prefix(200))), \(eingang.dokument),
                    \(pruefsumme(eingang)))
            """)
        try session.audit("sammelrechnung.erfasst", nummer,
                          ["betrag": eingang.betrag.dezimal, "hinweise": "\(hinweise.count)"])
        return id
    }

    private static func pruefsumme(_ eingang: Eingang) -> [UInt8] {
        Array(SHA256.hash(data: eingang.dokument))
    }

    private static func verlangePlausibel(_ eingang: Eingang, am heute: Kalendertag) throws {
        guard eingang.betrag > .null else {
            throw Hindernis(.eingabe, feld: "betrag", "Der Betrag ist nicht größer als null.",
                            abhilfe: "Eine Gutschrift erfassen Sie positiv, mit ihrer Art.")
        }
        guard eingang.rechnungsdatum <= heute else {
            throw Hindernis(.eingabe, feld: "rechnungsdatum", "Das Datum liegt in der Zukunft.",
                            abhilfe: "Übernehmen Sie das Datum vom Dokument.")
        }
        guard eingang.monat <= eingang.rechnungsdatum.monat else {
            throw Hindernis(.eingabe, feld: "monat",
                            "Der Monat beginnt erst nach dem Datum der Rechnung.",
                            abhilfe: "Abgerechnet wird, was schon geleistet ist.")
        }
        guard eingang.dokument.starts(with: Array("%PDF-".utf8)) else {
            throw Hindernis(.eingabe, feld: "dokument", "Die Datei ist kein PDF.",
                            abhilfe: "Laden Sie die Rechnung als PDF hoch.")
        }
    }

    private static func verlangeNeu(_ eingang: Eingang, in session: KreisSession) throws {
        if let schon = try eingangsnummer("""
            SELECT eingangsnummer FROM sammelrechnung
             WHERE steller_id = \(eingang.steller) AND nummer = \(eingang.nummer)
            """, in: session) {
            throw Hindernis(.konflikt, feld: "nummer", "Diese Nummer ist schon erfasst: \(schon).",
                            abhilfe: "Prüfen Sie, ob die Rechnung ein zweites Mal gekommen ist.")
        }
        if let schon = try eingangsnummer("""
            SELECT r.eingangsnummer FROM sammelrechnung r
              JOIN sammelrechnung_dokument d ON d.rechnung_id = r.id
             WHERE d.sha256 = \(pruefsumme(eingang))
            """, in: session) {
            throw Hindernis(.konflikt, feld: "dokument",
                            "Genau dieses Dokument gehört schon zu \(schon).",
                            abhilfe: "Laden Sie das Dokument dieser Rechnung hoch.")
        }
    }

    private static func eingangsnummer(_ sql: SQL, in session: KreisSession) throws -> String? {
        try session.scalars(sql, as: String.self).first
    }

    /// Was ungewöhnlich ist, ohne falsch sein zu müssen.
    private static func hinweise(_ eingang: Eingang, in session: KreisSession) throws -> [String] {
        var hinweise: [String] = []
        if let gleiche = try eingangsnummer("""
            SELECT r.eingangsnummer FROM sammelrechnung r
             WHERE r.steller_id = \(eingang.steller) AND r.monat = \(eingang.monat)
               AND r.betrag_cent = \(eingang.betrag) AND r.art = \(eingang.art)
               AND NOT EXISTS (SELECT FROM sammelrechnung_rueckgabe z WHERE z.rechnung_id = r.id)
             ORDER BY r.eingangsnummer LIMIT 1
            """, in: session) {
            hinweise.append("\(gleiche) hat denselben Steller, Monat und Betrag.")
        }
        if eingang.monat.monate(bis: eingang.rechnungsdatum.monat) > 12 {
            hinweise.append("Zwischen Monat und Rechnung liegt mehr als ein Jahr.")
        }
        return hinweise
    }
}
