import Foundation
import Grundwerte
import Platform
import Postgres

/// Alles, was die Kommune über eine Person weiß, zusammengestellt nach dem Datenkatalog.
struct Auskunftsinhalt: Sendable {
    /// Ein Dokument der Akte, wie es ins Paket kommt.
    struct Dokument: Sendable {
        enum Herkunft: Sendable {
            /// Wie abgelegt: Es betrifft niemanden sonst.
            case abgelegt(Schriftstueck.ID)
            /// Noch einmal zu setzen, mit unkenntlichen Angaben anderer.
            case geschwaerzt(vordruck: String, inhalt: String, am: Kalendertag)
        }

        let name: String
        let herkunft: Herkunft
    }

    let akte: Fallakte
    let person: Person.ID
    let angabe: Person.Angabe
    /// Tabelle und ihre Zeilen als JSON.
    let tabellen: [(name: String, json: String)]
    let dokumente: [Dokument]
    /// Was aus Rücksicht auf andere fehlt.
    let ausgelassen: [String]
    let brief: Schreibeninhalt

    static func sammeln(
        _ auskunft: Auskunft, unterzeichner: Unterzeichner, in session: MandantSession
    ) throws -> Auskunftsinhalt {
        let person = auskunft.person
        let faelle = try session.scalars("""
            SELECT m.fall_id FROM mitglied m WHERE m.person_id = \(person)
             GROUP BY m.fall_id
             ORDER BY max(coalesce(upper(m.gueltig), 'infinity'))
                          FILTER (WHERE m.ersetzt_am IS NULL) DESC NULLS LAST,
                      max(m.erfasst_am) DESC, m.fall_id
            """, as: Fall.ID.self)
        guard let letzter = faelle.first else { throw Hindernis.nichtGefunden }
        let akte = try Fallakte.heute(letzter, in: session)
        guard let angabe = akte.mitglieder.first(where: { $0.id == person })?
            .angabe(am: session.heute) else { throw Hindernis.nichtGefunden }
        let schwaerzung = try Schwaerzung(ausser: person, in: faelle, session: session)
        let gefunden = try dokumente(person, faelle, schwaerzung, in: session)
        let dokumente = gefunden.compactMap(\.self)
        var ausgelassen: [String] = []
        if !schwaerzung.istLeer {
            ausgelassen.append("Angaben anderer Personen des Haushalts sind ausgelassen oder "
                + "geschwärzt (Art. 15 Abs. 4 DSGVO).")
        }
        if gefunden.count > dokumente.count {
            ausgelassen.append("Dokumente, die sich nicht schwärzen lassen, fehlen "
                + "(Art. 15 Abs. 4 DSGVO).")
        }
        let text = try Auskunftstext(
            person: person, faelle: faelle, schwaerzung: schwaerzung,
            dokumente: dokumente.map(\.name), in: session).schreiben(auskunft)
        return Auskunftsinhalt(
            akte: akte, person: person, angabe: angabe,
            tabellen: try tabellen(person, faelle, schwaerzung, in: session),
            dokumente: dokumente,
            ausgelassen: ausgelassen,
            brief: Schreibeninhalt(text, an: person, akte: akte, mandant: session.mandant,
                                   unterzeichner: unterzeichner, am: session.heute))
    }

    private static func tabellen(
        _ person: Person.ID, _ faelle: [Fall.ID], _ schwaerzung: Schwaerzung,
        in session: MandantSession
    ) throws -> [(name: String, json: String)] {
        try Datenkatalog.alle.compactMap { tabelle -> (name: String, json: String)? in
            guard let bedingung = tabelle.bedingung(person, faelle),
                  tabelle.kategorie != .betrieb else { return nil }
            let weg = schwaerzung.istLeer ? [] : Array(tabelle.gemeinsam)
            let json = try session.scalar("""
                SELECT coalesce(jsonb_agg(to_jsonb(t) - \(weg) - 'inhalt_sha256' - 'sha256')::text,
                                '[]')
                  FROM \(identifier: tabelle.name) t
                 WHERE (\(bedingung)) \(ohneAbgleich(tabelle.name))
                """, as: String.self)
            guard json != "[]" else { return nil }
            return (name: tabelle.name, json: schwaerzung.anwenden(json))
        }
    }

    /// Wer eine Person kennt oder nach ihr gefragt hat, sagt auch, wo sie ist.
    private static func ohneAbgleich(_ tabelle: String) -> SQL {
        switch tabelle {
        case "aktenvermerk", "wiedervorlage": "AND t.text NOT LIKE '%Abgleich: %'"
        case "berichtigung_empfaenger": "AND t.woher NOT LIKE 'Abgleich%'"
        default: ""
        }
    }

    /// Nil, was eine gesperrte Anschrift nennen kann und sich nicht neu setzen lässt.
    private static func dokumente(
        _ person: Person.ID, _ faelle: [Fall.ID], _ schwaerzung: Schwaerzung,
        in session: MandantSession
    ) throws -> [Dokument?] {
        let gesperrte = Set(try Anschriftenschutz.fremde(person, faelle, in: session))
        return try session.all("""
            SELECT s.id, s.fall_id, s.bezeichnung, b.vordruck, b.erlassen_am, r.datum,
                   coalesce(b.inhalt, r.inhalt)::text AS inhalt
              FROM schriftstueck s
              LEFT JOIN bescheid b ON b.id = s.bescheid_id
              LEFT JOIN einzelentscheidung d ON d.bescheid_id = b.id
              LEFT JOIN schreiben r ON r.id = s.schreiben_id
              LEFT JOIN anhoerung h ON h.schreiben_id = r.id
              LEFT JOIN behandlungsschein k ON k.id = s.behandlungsschein_id
              LEFT JOIN einzelleistung e ON e.id = coalesce(s.einzelleistung_id,
                                                            d.einzelleistung_id)
             WHERE s.fall_id = ANY(\(faelle))
               AND coalesce(k.person_id, e.person_id, h.person_id, \(person)) = \(person)
             ORDER BY s.erstellt_am, s.id
            """) { row in
            let id = try row.decode("id", as: Schriftstueck.ID.self)
            let name = try row.decode("bezeichnung", as: String.self)
            let inhalt = try row.decode("inhalt", as: String?.self)
            guard !schwaerzung.istLeer, let inhalt else {
                return gesperrte.contains(try row.decode("fall_id", as: Fall.ID.self)) ? nil
                    : Dokument(name: name, herkunft: .abgelegt(id))
            }
            let am = try row.decode("erlassen_am", as: Kalendertag?.self)
                ?? row.decode("datum", as: Kalendertag.self)
            return Dokument(name: "\(name) (geschwärzt)", herkunft: .geschwaerzt(
                vordruck: try row.decode("vordruck", as: String?.self)
                    ?? Schreibeninhalt.vordruck,
                inhalt: schwaerzung.anwenden(inhalt), am: am))
        }
    }
}
