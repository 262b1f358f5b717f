import Grundwerte
import Platform
import Postgres

/// Eine Rechnung zu einer bewilligten Einzelleistung, geprüft gegen die Zusage. Gezahlt wird sie
/// nicht hier.
package struct Einzelrechnung: Sendable, RowDecodable {
    package let nummer: String
    package let vom: Kalendertag
    package let betrag: Geld
    package let anerkannt: Geld
    /// Warum weniger anerkannt ist, als die Rechnung verlangt; sonst leer.
    package let kuerzung: String

    package init(nummer: String, vom: Kalendertag, betrag: Geld, anerkannt: Geld,
                 kuerzung: String) {
        self.nummer = nummer
        self.vom = vom
        self.betrag = betrag
        self.anerkannt = anerkannt
        self.kuerzung = kuerzung
    }

    package init(row: Row) throws {
        nummer = try row.decode("nummer")
        vom = try row.decode("vom")
        betrag = try row.decode("betrag_cent")
        anerkannt = try row.decode("anerkannt_cent")
        kuerzung = try row.decode("kuerzung")
    }

    package static func alle(zu leistung: Einzelleistung.ID,
                             in session: MandantSession) throws -> [Einzelrechnung] {
        try session.all("""
            SELECT nummer, vom, betrag_cent, anerkannt_cent, kuerzung FROM einzelrechnung
             WHERE einzelleistung_id = \(leistung) ORDER BY vom, nummer
            """)
    }

    /// Erkennt höchstens an, was von der Zusage noch frei ist; was gekürzt wird, hat einen Grund.
    package static func erfassen(_ rechnung: Einzelrechnung, zu id: Einzelleistung.ID,
                                 in session: MandantSession) throws {
        let (leistung, _) = try Einzelleistung.sperren(id, in: session)
        guard let entscheidung = leistung.entscheidung, entscheidung.umfang != nil else {
            throw Hindernis(.regel, "Zu diesem Antrag gibt es keine Zusage.",
                            abhilfe: "Entscheiden Sie zuerst über den Antrag.")
        }
        let doppelt = try alle(zu: id, in: session).contains { $0.nummer == rechnung.nummer }
        guard !doppelt else {
            throw Hindernis(.konflikt, feld: "nummer", "Diese Rechnung ist schon erfasst.",
                            abhilfe: "Vergleichen Sie die Nummer mit der Liste.")
        }
        guard rechnung.anerkannt <= entscheidung.frei else {
            throw Hindernis(.regel, feld: "anerkannt", "Von der Zusage sind noch "
                + "\(entscheidung.frei) frei.", abhilfe: "Kürzen Sie und nennen Sie den Grund.")
        }
        try session.execute("""
            INSERT INTO einzelrechnung (id, einzelleistung_id, nummer, vom, betrag_cent,
                anerkannt_cent, kuerzung, erfasst_von)
            VALUES (\(UUIDv7()), \(id), \(rechnung.nummer), \(rechnung.vom), \(rechnung.betrag),
                \(rechnung.anerkannt), \(rechnung.kuerzung), \(session.benutzer()))
            """)
        try Aktenvermerk.schreiben(
            "Rechnung \(rechnung.nummer) vom \(rechnung.vom.deutsch) über \(rechnung.betrag) zu "
                + "Bescheid \(entscheidung.nummer): \(rechnung.anerkannt) anerkannt."
                + (rechnung.kuerzung.isEmpty ? "" : " \(rechnung.kuerzung)"),
            zu: leistung.fall, in: session)
        try session.audit("einzelleistung.rechnung", id.description)
    }
}
