import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Einzelleistung {
    /// Hält einen Antrag fest, auch von jemandem, der heute nicht berechtigt ist: Auch darauf
    /// ergeht ein Bescheid.
    package static func beantragen(_ antrag: Antrag, zu fall: Fall.ID,
                                   in session: MandantSession) throws -> ID {
        let id = ID(), stand = Stand(am: session.heute)
        guard let akte = try Fallakte.laden(fall, stand: stand, in: session),
              let mitglied = akte.mitglieder.first(where: { $0.id == antrag.person })
        else { throw Hindernis.nichtGefunden }
        guard antrag.beantragtAm <= session.heute else {
            throw Hindernis(.eingabe, feld: "beantragt", "Der Antrag liegt in der Zukunft.",
                            abhilfe: "Nennen Sie den Tag, an dem er einging.")
        }
        try session.execute("""
            INSERT INTO einzelleistung (id, fall_id, person_id, art, gegenstand, begruendung,
                beantragt_am, geschaetzt_cent, stelle, stelle_strasse, stelle_ort, erfasst_von)
            VALUES (\(id), \(fall), \(antrag.person), \(antrag.art), \(antrag.gegenstand),
                \(antrag.begruendung), \(antrag.beantragtAm), \(antrag.geschaetzt),
                \(antrag.stelle?.name ?? ""), \(antrag.stelle?.strasse ?? ""),
                \(antrag.stelle?.ort ?? ""), \(session.benutzer()))
            """)
        let wer = mitglied.angabe(am: session.heute)?.name ?? ""
        try Aktenvermerk.schreiben(
            "\(antrag.art.bezeichnung) für \(wer) beantragt am \(antrag.beantragtAm.deutsch): "
                + antrag.gegenstand, zu: fall, in: session)
        try session.audit("einzelleistung.beantragt", id.description)
        return id
    }

    /// Bewilligt mit `umfang` oder lehnt ohne ihn ab, durch Bescheid an die Person und, wenn
    /// bewilligt ist und die Stelle eine Anschrift hat, mit einer Kostenzusage an sie.
    package static func entscheiden(
        _ id: ID, umfang: Umfang?, grund: String, unterzeichner: Unterzeichner,
        in session: MandantSession
    ) throws {
        let (leistung, akte) = try sperren(id, in: session)
        guard leistung.entscheidung == nil else {
            throw Hindernis(.konflikt, "Über diesen Antrag ist inzwischen entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        let gesucht = akte.mitglieder.first { $0.id == leistung.antrag.person }
        guard let mitglied = gesucht else { throw Hindernis.nichtGefunden }
        if let umfang { try mitglied.verlange(leistung.antrag.art, am: umfang.gueltig.von) }
        let brief = Einzelbrief(
            leistung, akte: akte, mitglied: mitglied, umfang: umfang, grund: grund,
            mandant: session.mandant, unterzeichner: unterzeichner, am: session.heute)
        let (bescheid, nummer) = try Bescheid.anlegen(
            fall: leistung.fall, art: umfang == nil ? .ablehnung : .bewilligung,
            zeitraum: umfang?.gueltig ?? Zeitraum(von: session.heute, bis: session.heute),
            vordruck: Einzelbescheidinhalt.vordruck, inhalt: brief.bescheid, in: session)
        let zusage = brief.zusage(nummer: nummer)
        try session.execute("""
            INSERT INTO einzelentscheidung (einzelleistung_id, bescheid_id, bewilligt, grund,
                hoechstens_cent, gueltig, zusage, entschieden_am, entschieden_von)
            VALUES (\(id), \(bescheid), \(umfang != nil), \(grund), \(umfang?.hoechstens),
                \(umfang?.gueltig), \(zusage.map { JSON($0) }), \(session.heute),
                \(session.benutzer()))
            """)
        if let umfang { try leistung.inDenMonat(umfang, in: session) }
        let was = umfang.map { "bewilligt bis \($0.hoechstens), gültig \($0.gueltig)" }
        try Aktenvermerk.schreiben(
            "\(leistung.antrag.art.bezeichnung) für \(leistung.name) \(was ?? "abgelehnt") mit "
                + "Bescheid \(nummer): \(grund)", zu: leistung.fall, in: session)
        try session.audit("einzelleistung.entschieden", id.description)
        try session.enqueue(BescheidSetzen(bescheid: bescheid), key: bescheid.description)
        guard zusage != nil else { return }
        try session.enqueue(KostenzusageSetzen(leistung: id), key: id.description)
    }

    /// Bildung und Teilhabe, die keine Stelle abrechnet, erhält der Haushalt: Sie geht in die
    /// Rechnung des Monats ein, und nur so. Was das Gesetz beziffert, zählt im ganzen Zeitraum,
    /// anderes einmal.
    private func inDenMonat(_ umfang: Umfang, in session: MandantSession) throws {
        guard antrag.stelle == nil, let art = antrag.art.monatsart else { return }
        let von = umfang.gueltig.von
        try antrag.person.monatsbedarfErfassen(
            Monatsbedarf(
                art: art, betrag: art.hatFestenBetrag ? nil : umfang.hoechstens,
                begruendung: antrag.gegenstand,
                gueltig: art.hatFestenBetrag ? umfang.gueltig : Zeitraum(von: von, bis: von)),
            in: session)
        try Wiedervorlage.anlegen(
            "\(antrag.art.bezeichnung) ist bewilligt: Leistung ab \(von.monat.deutsch) neu "
                + "bewilligen.", zu: fall, faellig: session.heute, quelle: .automatisch,
            in: session)
    }

    /// Sperrt den Fall bis zum Ende der Transaktion: Zugleich entscheidet und rechnet hier nur
    /// eine Person.
    static func sperren(_ id: ID, in session: MandantSession) throws -> (Einzelleistung, Fallakte) {
        let fall = try session.first("""
            SELECT f.id FROM fall f WHERE f.id IN
                (SELECT e.fall_id FROM einzelleistung e WHERE e.id = \(id)) FOR UPDATE
            """) { try $0.decode("id", as: Fall.ID.self) }
        guard let fall, let leistung = try gespeichert(id, in: session),
              let akte = try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)
        else { throw Hindernis.nichtGefunden }
        return (leistung, akte)
    }
}
