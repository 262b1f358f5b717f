import Crypto
import Grundwerte
import Platform
import Postgres

extension Sammelrechnung {
    /// Bestätigt, dass die Rechnung sachlich und rechnerisch richtig ist.
    ///
    /// Mit einer Liste der Einzelposten erst, wenn die Stichprobe geprüft ist; ohne Liste und bei
    /// einer Beanstandung nur mit einem Vermerk, warum.
    package static func pruefen(_ id: ID, vermerk: String, in session: KreisSession) throws {
        let rechnung = try laden(id, in: session)
        try rechnung.verlange(.erfasst)
        try rechnung.verlangeStichprobe(vermerk, in: session)
        try rechnung.schritt(in: session) {
            try session.execute("""
                INSERT INTO sammelrechnung_pruefung (rechnung_id, von, vermerk)
                VALUES (\(id), \(session.benutzer()), \(vermerk))
                """)
        }
        try session.audit("sammelrechnung.geprueft", rechnung.eingangsnummer)
    }

    private func verlangeStichprobe(_ vermerk: String, in session: KreisSession) throws {
        let gezogene = try Sammelposition.gezogene(id, in: session)
        let offen = gezogene.count { $0.ergebnis == nil }
        guard offen == 0 else {
            throw Hindernis(
                .regel, offen == 1 ? "Ein gezogener Posten ist noch nicht geprüft."
                    : "\(offen) gezogene Posten sind noch nicht geprüft.",
                abhilfe: "Prüfen Sie zuerst die Stichprobe.")
        }
        guard vermerk.isEmpty else { return }
        if gezogene.contains(where: { $0.ergebnis == .beanstandet }) {
            throw Hindernis(.eingabe, feld: "vermerk", "Die Stichprobe ist beanstandet.",
                            abhilfe: "Schreiben Sie, warum die Rechnung dennoch richtig ist, oder "
                                + "geben Sie sie zurück.")
        }
        if gezogene.isEmpty, art == .rechnung {
            throw Hindernis(.eingabe, feld: "vermerk", "Es gibt keine Liste der Einzelposten.",
                            abhilfe: "Lesen Sie sie ein, oder schreiben Sie, warum es keine gibt, "
                                + "etwa bei einem Abschlag.")
        }
    }

    /// Gibt eine geprüfte Rechnung frei und bucht sie: was der Kreis für die Kommunen auslegt,
    /// steht bis zur Umlage auf Vorschuss, was zu zahlen bleibt, bis zum Auszug auf Durchlaufend.
    /// Ist ein Konto des Rechnungsstellers bestätigt, ist sie damit auch angewiesen.
    package static func freigeben(_ id: ID, in session: KreisSession) throws {
        let rechnung = try laden(id, in: session)
        try rechnung.verlange(.geprueft)
        guard try rechnung.pruefung?.von != session.benutzer() else { throw vierAugen }
        try rechnung.schritt(in: session) {
            try session.execute("""
                INSERT INTO sammelrechnung_freigabe (rechnung_id, buchung_id, tag, von)
                VALUES (\(id), \(UUIDv7()), \(session.heute), \(session.benutzer()))
                """)
        }
        try session.audit("sammelrechnung.freigegeben", rechnung.eingangsnummer,
                          ["betrag": rechnung.wirkung.dezimal])
        if rechnung.art == .rechnung,
           try Rechnungsstellerkonto.geltendes(rechnung.steller, in: session) != nil {
            try anweisen(id, in: session)
        }
    }

    /// Gibt eine Rechnung zurück, die nicht Sache des Kreises ist (B-6.5).
    package static func zurueckgeben(_ id: ID, grund: String, in session: KreisSession) throws {
        let rechnung = try laden(id, in: session)
        guard rechnung.istOffen else {
            throw rechnung.schonEntschieden
        }
        try rechnung.schritt(in: session) {
            try session.execute("""
                INSERT INTO sammelrechnung_rueckgabe (rechnung_id, grund, von)
                VALUES (\(id), \(grund), \(session.benutzer()))
                """)
        }
        try session.audit("sammelrechnung.zurueckgegeben", rechnung.eingangsnummer)
    }

    private func verlange(_ verlangt: Zustand) throws {
        guard zustand != verlangt else { return }
        guard zustand == .erfasst else { throw schonEntschieden }
        throw Hindernis(.regel, "Die Rechnung ist noch nicht geprüft.",
                        abhilfe: "Erst prüft sie eine Person, dann gibt eine andere sie frei.")
    }

    private var schonEntschieden: Hindernis {
        let stand = zustand == .geprueft ? "schon geprüft" : zustand.bezeichnung
        return Hindernis(.konflikt, "\(eingangsnummer) ist inzwischen \(stand).",
                         abhilfe: "Laden Sie die Seite neu.")
    }

    private static let vierAugen = Hindernis(
        .regel, "Wer geprüft hat, gibt nicht frei.",
        abhilfe: "Bitten Sie eine andere Person der Abrechnungsstelle um die Freigabe.")

    /// Zwei Schritte zugleich: Die Datenbank lässt einen zu.
    private func schritt(in session: KreisSession, _ tun: () throws -> Void) throws {
        do {
            try session.transaction.savepoint(tun)
        } catch let fehler as PostgresError {
            switch fehler.constraint {
            case "sammelrechnung_vier_augen": throw Self.vierAugen
            case "sammelrechnung_zurueckgegeben", "sammelrechnung_freigegeben",
                 "sammelrechnung_pruefung_pkey", "sammelrechnung_freigabe_pkey",
                 "sammelrechnung_rueckgabe_pkey", "sammelrechnung_stichprobe_offen",
                 "sammelrechnung_pruefung_vermerk":
                throw Hindernis(.konflikt, "\(eingangsnummer) ist inzwischen weiterbearbeitet.",
                                abhilfe: "Laden Sie die Seite neu.")
            default: throw fehler
            }
        }
    }

    /// Legt das Schreiben zur Rückgabe ab; es gibt genau eines.
    package func schreibenAblegen(_ pdf: [UInt8], in session: KreisSession) throws {
        let abgelegt = try session.execute("""
            INSERT INTO sammelrechnung_schreiben (rechnung_id, inhalt, sha256)
            VALUES (\(id), \(pdf), \(Array(SHA256.hash(data: pdf)))) ON CONFLICT DO NOTHING
            """)
        if abgelegt == 1 { try session.audit("sammelrechnung.schreiben", eingangsnummer) }
    }

    /// Das abgelegte Schreiben als PDF.
    package func schreiben(in session: KreisSession) throws -> [UInt8]? {
        try session.scalars("""
            SELECT inhalt FROM sammelrechnung_schreiben WHERE rechnung_id = \(id)
            """, as: [UInt8].self).first
    }
}
