import Grundwerte
import Platform
import Postgres

extension Berichtigungsverlangen {
    /// Vermerkt das Verlangen mit der Liste derer, die die Angaben bekommen haben, und legt es für
    /// den letzten Tag der Frist vor. `namen` nennt die Programme, die lesen dürfen.
    package static func erfassen(
        _ was: String, von wer: Wer, am tag: Kalendertag, zu fall: Fall.ID,
        namen: [User.ID: String] = [:], in session: MandantSession
    ) throws -> ID {
        guard tag <= session.heute else {
            throw Hindernis(.eingabe, feld: "verlangt_am", "Der Tag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, an dem die Berichtigung verlangt wurde.")
        }
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let id = ID(), frist = tag.plus(monate: Auskunft.fristMonate)
        try session.execute("""
            INSERT INTO berichtigungsverlangen (id, fall_id, verlangt_am, wer, was, erfasst_von)
            VALUES (\(id), \(fall), \(tag), \(wer), \(was), \(session.benutzer()))
            """)
        try eintragen(zu: id, fall, namen: namen, in: session)
        try Aktenvermerk.schreiben(
            "Berichtigung verlangt (Art. 16 DSGVO), zu entscheiden bis \(frist.deutsch): \(was)",
            zu: fall, in: session)
        try Wiedervorlage.anlegen("Über die verlangte Berichtigung entscheiden (Art. 16 DSGVO)",
                                  zu: fall, faellig: max(frist.plus(tage: -7), session.heute),
                                  quelle: .selbst, in: session)
        try session.audit("berichtigung.verlangt", gefunden.aktenzeichen)
        return id
    }

    /// Entscheidet; die Angabe selbst ersetzt die Sachbearbeitung auf der Seite „Angaben ändern“.
    /// Wer die alte Angabe seit dem Verlangen bekommen hat, kommt in die Liste.
    package func entscheiden(
        _ entscheidung: Entscheidung, begruendung: String, namen: [User.ID: String] = [:],
        in session: MandantSession
    ) throws {
        let entschieden = try session.execute("""
            UPDATE berichtigungsverlangen
               SET entscheidung = \(entscheidung), begruendung = \(begruendung),
                   entschieden_von = \(session.benutzer()), entschieden_am = now()
             WHERE id = \(id) AND entscheidung = ''
            """)
        guard entschieden == 1 else {
            throw Hindernis(.konflikt, "Über dieses Verlangen ist schon entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        if entscheidung != .abgelehnt {
            try Self.eintragen(zu: id, fall, namen: namen, in: session)
        }
        try Aktenvermerk.schreiben(
            "Berichtigung (Art. 16 DSGVO): \(entscheidung.bezeichnung). \(begruendung)", zu: fall,
            in: session)
        try session.audit("berichtigung.entschieden", id.description,
                          ["entscheidung": entscheidung.bezeichnung])
    }

    /// Hakt ab, wer von der Berichtigung erfahren hat; einmal abgehakt bleibt es.
    package func unterrichtet(_ nummern: [Int], in session: MandantSession) throws {
        let neu = try session.execute("""
            UPDATE berichtigung_empfaenger
               SET unterrichtet_von = \(session.benutzer()), unterrichtet_am = now()
             WHERE verlangen_id = \(id) AND lfd = ANY (\(nummern))
               AND unterrichtet_am IS NULL
            """)
        guard neu > 0 else { return }
        try Aktenvermerk.schreiben(
            "\(neu) Empfänger von der Berichtigung unterrichtet (Art. 19 DSGVO).", zu: fall,
            in: session)
        try session.audit("berichtigung.unterrichtet", id.description, ["anzahl": "\(neu)"])
    }
}
