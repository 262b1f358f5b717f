import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport

/// Lists of cases on 100,000 persons in 50,000 cases: `messung listen`.
///
/// Each filter is measured as the page asks it: the first page with its count, the last page, and
/// the step to the next case from the middle. Floor is the first page of plain ids. Medians in
/// milliseconds.
enum Listenmessung {
    private static let filter: [(name: String, werte: [String: String])] = [
        ("alle", [:]), ("grundlage", ["grundlage": "analogleistung"]),
        ("status_selten", ["status": "asylgesuch"]),
        ("wohnen_selten", ["wohnen": "aufnahmeeinrichtung"]),
        ("dokument_bis", ["dokument_bis": "+30"]), ("bewilligt_bis", ["bewilligt_bis": "31.10."]),
        ("wiedervorlage", ["offen": "wiedervorlage"]),
        ("nichts_bewilligt", ["offen": "bewilligung"]),
        ("zwei", ["grundlage": "analogleistung", "status": "duldung"]),
        ("niemand", ["status": "flughafen", "wohnen": "wohnung"]),
    ]

    static func run() async throws {
        let verbund = try await TestVerbund.neu()
        let ahaus = try await verbund.mandant("ahaus")
        let frau = try await verbund.akteur("sachbearbeitung", mandant: ahaus)
        for anfang in stride(from: 0, to: Suchmessung.personen, by: 5_000) {
            try await verbund.write(ahaus, als: frau) {
                try Suchmessung.fuellen(ab: anfang, anzahl: 5_000, in: $0)
            }
        }
        let server = try verbund.superuser()
        try server.runScript("SET search_path = \"\(ahaus.schema)\";\n\(angaben)")
        try server.runScript("VACUUM ANALYZE")
        server.close()
        for (name, werte) in filter {
            let filter = Fallfilter { $0 == "wer" ? "alle" : werte[$0] }
            let zeiten = try await verbund.read(ahaus, als: frau) { try messen(filter, in: $0) }
            for (was, dauer) in zeiten { Messung.report("\(name)/\(was)", dauer) }
        }
        try await verbund.abbauen()
    }

    private static func messen(
        _ filter: Fallfilter, in session: MandantSession
    ) throws -> [(String, Double)] {
        let mitte = "AHA-2026-25000"
        var treffer = 0
        return [
            ("seite", try Suchmessung.median {
                treffer = try Fall.anzahl(filter, in: session)
                return try Fall.seite(filter, in: session).eintraege.count
            }.0),
            ("letzte", try Suchmessung.median {
                try Fall.seite(filter, .vor("B"), in: session).eintraege.count
            }.0),
            ("naechster", try Suchmessung.median {
                try Fall.nachbar(filter, .nach(mitte), in: session) == nil ? 0 : 1
            }.0),
            ("boden", try Suchmessung.median {
                try session.all("""
                    SELECT id FROM fall WHERE eingestellt_zum IS NULL ORDER BY aktenzeichen LIMIT 50
                    """) { try $0.decode("id", as: Fall.ID.self) }.count
            }.0),
            ("treffer", Double(treffer)),
        ]
    }

    /// What the filters ask about, evenly spread and the same in every run: 2 % with § 2, one in a
    /// thousand of the rare values, twelve granted months, a tenth with something due.
    private static let angaben = """
        SET session_replication_role = replica;
        CREATE TEMP TABLE reihe AS
            SELECT m.person_id, m.fall_id, row_number() OVER (ORDER BY m.id) AS nr FROM mitglied m;
        INSERT INTO berechtigung (id, person_id, personenkreis, grundlage, gueltig, erfasst_von)
        SELECT gen_random_uuid(), person_id, 'nr_1',
               CASE WHEN nr % 50 = 0 THEN 'analogleistung' ELSE 'grundleistung' END,
               '[2026-01-01,)', person_id FROM reihe;
        INSERT INTO aufenthalt (id, person_id, status, dokument_bis, gueltig, erfasst_von)
        SELECT gen_random_uuid(), person_id,
               CASE WHEN nr % 1000 = 0 THEN 'asylgesuch' WHEN nr % 4 = 0 THEN 'duldung'
                    ELSE 'aufenthaltsgestattung' END,
               '2026-11-01'::date + (nr % 700)::integer, '[2026-01-01,)', person_id FROM reihe;
        CREATE TEMP TABLE faelle AS
            SELECT id, row_number() OVER (ORDER BY aktenzeichen) AS nr FROM fall;
        INSERT INTO unterkunft (id, fall_id, art, strasse, plz, ort, gueltig, erfasst_von)
        SELECT gen_random_uuid(), id,
               CASE WHEN nr % 1000 = 0 THEN 'aufnahmeeinrichtung' ELSE 'wohnung' END,
               'Weg 1', '48683', 'Ahaus', '[2026-01-01,)', id FROM faelle;
        INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                              erfasst_von)
        SELECT gen_random_uuid(), id, m, id, id, 45500, id
          FROM faelle, generate_series('2025-12-01'::date, '2026-11-01', '1 month') AS m
         WHERE nr % 100 <> 1 AND (nr % 20 <> 0 OR m < '2026-11-01');
        INSERT INTO wiedervorlage (id, fall_id, faellig, text, fuer, quelle)
        SELECT gen_random_uuid(), id, '2026-11-20'::date + (nr % 40)::integer, 'x', id, 'selbst'
          FROM faelle WHERE nr % 4 = 0;
        """
}
