import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Sammelposition {
    /// Hält fest, was die Prüfung eines gezogenen Postens ergab. Bis die Rechnung geprüft ist, gilt
    /// das letzte.
    package static func beurteilen(
        _ rechnung: Sammelrechnung.ID, lfd: Int, _ ergebnis: Ergebnis, vermerk: String,
        in session: KreisSession
    ) throws {
        let kopf = try Sammelrechnung.laden(rechnung, in: session)
        let position = try laden(rechnung, lfd: lfd, in: session)
        guard position.zustaendigkeit != .offen else { throw antwortFehlt }
        if ergebnis == .beanstandet, vermerk.isEmpty {
            throw Hindernis(.eingabe, feld: "vermerk", "Eine Beanstandung braucht einen Grund.",
                            abhilfe: "Schreiben Sie, was nicht stimmt.")
        }
        if ergebnis == .inOrdnung, vermerk.isEmpty, position.zustaendigkeit != .ja {
            throw Hindernis(.eingabe, feld: "vermerk",
                            "Keine Kommune hat gesagt, dass sie zuständig ist.",
                            abhilfe: "Schreiben Sie, warum der Posten dennoch in Ordnung ist, oder "
                                + "beanstanden Sie ihn.")
        }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO stichprobe_ergebnis (id, rechnung_id, lfd, ergebnis, vermerk, von)
                    VALUES (\(UUIDv7()), \(rechnung), \(Int32(lfd)), \(ergebnis), \(vermerk),
                            \(session.benutzer()))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "sammelrechnung_ungeprueft" {
            throw Hindernis(.konflikt, "Die Rechnung ist inzwischen geprüft oder zurückgegeben.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        try session.audit("stichprobe.beurteilt", "\(kopf.eingangsnummer)/\(lfd)",
                          ["ergebnis": ergebnis.rawValue])
    }

    private static let antwortFehlt = Hindernis(
        .regel, "Die Kommune hat noch nicht geantwortet.",
        abhilfe: "Ihre Antwort kommt von selbst, sobald ihr Auftrag gelaufen ist; bleibt sie aus, "
            + "fragen Sie den IT-Betrieb nach „krankenhilfe.beantworten“.")

    /// Weist die zuständige Kommune auf einen Anspruch hin, den jemand anders haben könnte; ihr
    /// legt das Programm den Hinweis auf den Tisch (B-6.4). Prüfen und fordern ist ihre Sache.
    package static func hinweisen(
        _ rechnung: Sammelrechnung.ID, lfd: Int, _ art: Kostenhinweis.Art, text: String,
        in session: KreisSession
    ) throws {
        let kopf = try Sammelrechnung.laden(rechnung, in: session)
        let position = try laden(rechnung, lfd: lfd, in: session)
        guard let frage = position.frage, position.zustaendigkeit == .ja else {
            throw Hindernis(.regel, "Keine Kommune hat gesagt, dass sie zuständig ist.",
                            abhilfe: "Einen Hinweis bekommt nur die zuständige Kommune.")
        }
        let neu = try session.execute("""
            INSERT INTO kostenhinweis (id, frage_id, art, text, von, von_name)
            VALUES (\(UUIDv7()), \(frage), \(art), \(text), \(session.benutzer()),
                    \(String(session.akteur.name.prefix(120))))
            ON CONFLICT (frage_id, art) DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, feld: "art", "Darauf ist die Kommune schon hingewiesen.",
                            abhilfe: "Wählen Sie einen anderen Anspruch.")
        }
        try session.audit("kostenhinweis.gegeben", "\(kopf.eingangsnummer)/\(lfd)",
                          ["art": art.rawValue])
    }

    /// Worauf die Kommune zu diesem Posten hingewiesen ist, das Jüngste zuerst.
    package func gegebeneHinweise(in session: KreisSession) throws -> [Kostenhinweis] {
        guard let frage else { return [] }
        return try session.all("""
            SELECT id, frage_id, art, text, von_name, am FROM kostenhinweis
             WHERE frage_id = \(frage) ORDER BY am DESC, id DESC
            """)
    }
}
