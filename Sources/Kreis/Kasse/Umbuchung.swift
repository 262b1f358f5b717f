import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein Teil einer Leistung, der in der Kommune bleibt: Was sie zahlen müsste, gleicht eine
/// Forderung aus, die ihr selbst zusteht.
///
/// Kein Geld verlässt die Bank. Gebucht wird auf einem Konto, das sich je Kommune stets ausgleicht;
/// in der Erstattung steht davon nichts (B-5.3).
package enum Umbuchung {
    /// Ein Auftrag auf einer freigegebenen Liste.
    package struct Posten: Sendable, RowDecodable {
        package let auftrag: Zahlungsauftrag.ID
        package let kommune: String
        package let endToEndId: String
        package let kassenzeichen: String
        package let betrag: Geld
        package let zweck: String
        package let lauf: Zahllauf.ID
        package let laufnummer: String
        package let zustand: Auftragszustand
        /// Der Tag der Buchung oder der Rückgabe; nil, solange sie wartet.
        package let tag: Kalendertag?
        /// Warum nicht umgebucht wurde; sonst leer.
        package let grund: String

        package init(row: Row) throws {
            auftrag = try row.decode("id")
            kommune = try row.decode("bezeichnung")
            endToEndId = try row.decode("endtoend")
            kassenzeichen = try row.decode("kassenzeichen")
            betrag = try row.decode("betrag_cent")
            zweck = try row.decode("verwendungszweck")
            lauf = try row.decode("lauf_id")
            laufnummer = try row.decode("nummer")
            zustand = try row.decode("zustand")
            tag = try row.decode("tag")
            grund = try row.decode("grund")
        }

        fileprivate static let abfrage: SQL = """
            SELECT a.id, m.bezeichnung, a.endtoend, a.kassenzeichen, a.betrag_cent,
                   a.verwendungszweck, p.lauf_id, l.nummer, a.zustand, u.tag,
                   coalesce(u.grund, '') AS grund
              FROM zahlungsauftrag a
              JOIN platform.mandant m ON m.id = a.mandant_id
              JOIN lauf_position p ON p.auftrag_id = a.id AND NOT p.ausgetragen
              JOIN zahllauf l ON l.id = p.lauf_id
              LEFT JOIN umbuchung u ON u.auftrag_id = a.id
             WHERE a.zahlweg = 'umbuchung'
            """
    }

    /// Was aus diesem Lauf noch zu buchen ist.
    package static func offene(_ lauf: Zahllauf.ID, in session: KreisSession) throws -> [Posten] {
        try session.all("""
            \(Posten.abfrage) AND p.lauf_id = \(lauf) AND a.zustand = 'uebergeben'
             ORDER BY m.bezeichnung, a.kassenzeichen, a.id
            """)
    }

    package static func laden(_ id: Zahlungsauftrag.ID, in session: KreisSession) throws -> Posten {
        guard let posten: Posten = try session.first("\(Posten.abfrage) AND a.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return posten
    }

    /// Bestätigt alles, was aus diesem Lauf noch zu buchen ist. Ein zweites Mal ändert nichts.
    package static func buchen(_ id: Zahllauf.ID, in session: KreisSession) throws {
        let lauf = try Zahllauf.sperren(id, in: session)
        try session.execute("""
            SELECT FROM zahlungsauftrag a JOIN lauf_position p ON p.auftrag_id = a.id
             WHERE p.lauf_id = \(id) ORDER BY a.id FOR UPDATE OF a
            """)
        let posten = try offene(id, in: session), wer = try session.benutzer()
        guard !posten.isEmpty else {
            guard lauf.zahlweg == .umbuchung, lauf.zustand == .gebucht else {
                throw Hindernis(.regel, "Aus diesem Lauf ist nichts umzubuchen "
                                + "(Zustand: \(lauf.zustand.bezeichnung)).")
            }
            return
        }
        let auftraege = posten.map(\.auftrag), buchung = UUIDv7()
        try session.execute("""
            INSERT INTO umbuchung (auftrag_id, gebucht, tag, von)
            SELECT u.auftrag, true, \(session.heute), \(wer)
              FROM unnest(\(auftraege)) AS u (auftrag)
            """)
        try session.execute("""
            UPDATE zahlungsauftrag SET zustand = 'gezahlt' WHERE id = ANY (\(auftraege))
            """)
        try session.execute("""
            INSERT INTO buchung (id, buchungstag, text, stapel, gebucht_von)
            VALUES (\(buchung), greatest(\(session.heute), hauptbuch_offen_ab()),
                    \("Umbuchung Lauf \(lauf.nummer)"), \(UUIDv7()), \(wer))
            """)
        try session.execute("""
            INSERT INTO buchungszeile (id, buchung_id, konto, mandant_id, auftrag_id, kassenzeichen,
                                       betrag_cent)
            SELECT gen_random_uuid(), \(buchung), 'umbuchung', a.mandant_id, a.id, NULL,
                   a.betrag_cent
              FROM zahlungsauftrag a WHERE a.id = ANY (\(auftraege))
            UNION ALL
            SELECT gen_random_uuid(), \(buchung), 'umbuchung', a.mandant_id, NULL, a.kassenzeichen,
                   -a.betrag_cent
              FROM zahlungsauftrag a WHERE a.id = ANY (\(auftraege))
            """)
        try folgen(id, "umbuchung.gebucht", lauf.nummer, ["anzahl": "\(posten.count)"], in: session)
    }

    /// Die Kasse findet die Forderung nicht oder darf sie nicht ausgleichen: Die Kommune liest den
    /// Grund und entscheidet neu.
    package static func zurueckgeben(_ id: Zahlungsauftrag.ID, grund: String,
                                     in session: KreisSession) throws {
        try session.execute("SELECT FROM zahlungsauftrag WHERE id = \(id) FOR UPDATE")
        let posten = try laden(id, in: session), grund = try Zahllauf.verlangterGrund(grund)
        guard posten.zustand == .uebergeben else {
            throw Hindernis(.konflikt, "Über diese Umbuchung ist schon entschieden "
                            + "(Zustand: \(posten.zustand.bezeichnung(.umbuchung))).")
        }
        try session.execute("""
            INSERT INTO umbuchung (auftrag_id, gebucht, grund, tag, von)
            VALUES (\(id), false, \(grund), \(session.heute), \(session.benutzer()))
            """)
        try session.execute("""
            UPDATE zahlungsauftrag SET zustand = 'bank_abgelehnt' WHERE id = \(id)
            """)
        try folgen(posten.lauf, "umbuchung.zurueckgegeben", posten.endToEndId, ["grund": grund],
                   in: session)
    }

    private static func folgen(_ lauf: Zahllauf.ID, _ vorgang: String, _ gegenstand: String,
                               _ angaben: [String: String], in session: KreisSession) throws {
        try Zahllauf.gebuchtWennErledigt(lauf, in: session)
        try session.rueckmeldungAnkuendigen(Zahllauf.mandanten(lauf, in: session))
        try session.audit(vorgang, gegenstand, angaben)
    }
}
