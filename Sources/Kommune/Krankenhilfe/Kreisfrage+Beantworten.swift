import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Kreisfrage {
    /// Beantwortet, was der Kreis gefragt hat, und legt vor, worauf er hinweist; zurück kommt, wie
    /// viele Fragen es waren.
    ///
    /// Ja heißt: Am ersten Tag der Behandlung gehört eine Person mit diesem Namen und
    /// Geburtsdatum hier zu einem Haushalt und erhält Krankenhilfe nach § 4 AsylbLG, also nicht
    /// nach § 2 (B-6.1). Jede Frage wird mit ihrer Antwort protokolliert.
    @discardableResult
    package static func beantworten(in session: MandantSession) throws -> Int {
        var beantwortet = 0
        for frage in try Zustaendigkeitsfrage.offene(in: session) {
            let urteil = try urteil(frage, in: session)
            guard try frage.antworten(urteil.ja, in: session) else { continue }
            try protokollieren(frage, urteil, in: session)
            beantwortet += 1
        }
        for hinweis in try Kostenhinweis.abholen(in: session) {
            try vorlegen(hinweis, in: session)
        }
        return beantwortet
    }

    /// Die Antwort und warum sie so lautet; der Grund bleibt hier.
    private struct Urteil {
        let ja: Bool
        let grund: String
        var wer: (fall: Fall.ID, person: Person.ID)?
    }

    private static func urteil(
        _ frage: Zustaendigkeitsfrage, in session: MandantSession
    ) throws -> Urteil {
        let tag = frage.behandelt.von
        var abgelehnt: Urteil?
        for wer in try gemeinte(frage, in: session) {
            guard let akte = try Fallakte.laden(wer.fall, stand: Stand(am: tag), in: session),
                  let mitglied = akte.mitglieder.first(where: { $0.id == wer.person })
            else { continue }
            guard mitglied.gehoertZumHaushalt(am: tag) else {
                abgelehnt = abgelehnt ?? Urteil(
                    ja: false, grund: "Gehört am \(tag.deutsch) zu keinem Haushalt hier.", wer: wer)
                continue
            }
            do {
                try mitglied.verlangeKrankenhilfe(am: tag)
                return Urteil(ja: true, grund: "Erhält am \(tag.deutsch) Krankenhilfe nach "
                    + "§ 4 AsylbLG.", wer: wer)
            } catch let hindernis {
                abgelehnt = Urteil(ja: false, grund: hindernis.grund, wer: wer)
            }
        }
        return abgelehnt ?? Urteil(
            ja: false, grund: "Niemand mit diesem Namen und Geburtsdatum ist hier bekannt.")
    }

    /// Wer gemeint sein kann: das Geburtsdatum und jedes Wort der beiden Namen stimmen, oder das
    /// Geburtsdatum und der Behandlungsschein.
    private static func gemeinte(
        _ frage: Zustaendigkeitsfrage, in session: MandantSession
    ) throws -> [(fall: Fall.ID, person: Person.ID)] {
        let woerter = Set(Suchname.woerter("\(frage.familienname) \(frage.vorname)"))
        return try session.all("""
            SELECT DISTINCT m.fall_id, m.person_id, a.suchname,
                   EXISTS (SELECT FROM behandlungsschein s
                            WHERE s.person_id = m.person_id
                              AND s.jahr || '/' || lpad(s.lfd::text, 5, '0') = \(frage.schein)
                          ) AS hat_schein
              FROM person_angabe a
              JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
             WHERE a.geburtsdatum = \(frage.geburtsdatum) AND a.ersetzt_am IS NULL
             ORDER BY m.fall_id, m.person_id, a.suchname
            """) { row in
            let namen = Suchname.woerter(try row.decode("suchname"))
            let hatSchein = try row.decode("hat_schein", as: Bool.self)
            return (fall: try row.decode("fall_id", as: Fall.ID.self),
                    person: try row.decode("person_id", as: Person.ID.self),
                    passt: hatSchein || !woerter.isEmpty && woerter.isSubset(of: namen))
        }.filter(\.passt).map { (fall: $0.fall, person: $0.person) }
    }

    private static func protokollieren(
        _ frage: Zustaendigkeitsfrage, _ urteil: Urteil, in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO zustaendigkeitsfrage (id, gefragt_von, gefragt_am, eingangsnummer, steller,
                schein, familienname, vorname, geburtsdatum, behandelt, antwort, grund, fall_id,
                person_id)
            VALUES (\(frage.id), \(frage.gefragtVon), \(frage.gefragtAm), \(frage.eingangsnummer),
                    \(frage.steller), \(frage.schein), \(frage.familienname), \(frage.vorname),
                    \(frage.geburtsdatum), \(frage.behandelt), \(urteil.ja), \(urteil.grund),
                    \(urteil.wer?.fall), \(urteil.wer?.person))
            """)
        try session.audit("zustaendigkeit.beantwortet", frage.eingangsnummer,
                          ["antwort": urteil.ja ? "ja" : "nein", "von": frage.gefragtVon])
        guard let wer = urteil.wer else { return }
        try Aktenvermerk.schreiben(
            "Der Kreis (\(frage.gefragtVon)) hat zur Sammelrechnung \(frage.eingangsnummer) von "
                + "\(frage.steller) gefragt, ob die Kommune am \(frage.behandelt.von.deutsch) für "
                + "\(frage.vorname) \(frage.familienname) zuständig war; erfahren hat er "
                + "„\(urteil.ja ? "ja" : "nein")“.", zu: wer.fall, in: session)
    }

    /// Legt den Hinweis auf den Tisch dessen, der den Fall führt.
    private static func vorlegen(_ hinweis: Kostenhinweis, in session: MandantSession) throws {
        let (fall, name, tag) = try session.one("""
            SELECT fall_id, vorname || ' ' || familienname AS name, lower(behandelt) AS tag
              FROM zustaendigkeitsfrage WHERE id = \(hinweis.frage)
            """) { (try $0.decode("fall_id", as: Fall.ID.self),
                    try $0.decode("name", as: String.self),
                    try $0.decode("tag", as: Kalendertag.self)) }
        let satz = "Krankenhilfe für \(name), behandelt ab \(tag.deutsch): "
            + "\(hinweis.art.bezeichnung). Anspruch prüfen und geltend machen."
        let vorlage = try Wiedervorlage.anlegen(
            String("\(satz) Hinweis des Kreises: \(hinweis.text)".prefix(500)), zu: fall,
            faellig: session.heute, quelle: .automatisch, in: session)
        try session.execute("""
            INSERT INTO kostenhinweis (id, frage_id, art, text, gemeldet_von, gemeldet_am,
                                       wiedervorlage_id)
            VALUES (\(hinweis.id), \(hinweis.frage), \(hinweis.art),
                    \("\(hinweis.art.bezeichnung): \(hinweis.text)"), \(hinweis.von),
                    \(hinweis.am), \(vorlage))
            """)
        try Aktenvermerk.schreiben("\(satz) Hinweis des Kreises (\(hinweis.von)): \(hinweis.text)",
                                   zu: fall, in: session)
        try session.audit("kostenhinweis.erhalten", hinweis.id.description)
    }
}

/// Beantwortet die Fragen des Kreises zu seinen Sammelrechnungen und legt seine Hinweise vor.
package struct KreisfragenBeantworten: Job {
    package static let kind = "krankenhilfe.beantworten"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            try Kreisfrage.beantworten(in: session)
            return nil
        }
    }
}
