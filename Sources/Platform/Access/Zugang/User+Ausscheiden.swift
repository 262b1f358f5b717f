import Foundation
import Grundwerte
import Postgres

extension User {
    /// The person leaves: after `letzterTag` no role holds and nobody signs in with the account.
    /// Deputies end by a job of the Kommune.
    package static func ausscheiden(
        _ id: ID, letzterTag: Kalendertag, in session: PlatformSession
    ) throws {
        try verlangeAnderen(id, in: session)
        let gestern = session.heute.plus(tage: -1)
        guard letzterTag >= gestern else {
            throw Hindernis(
                .eingabe, feld: "letzter_tag", "Was war, bleibt stehen",
                abhilfe: "Der früheste letzte Tag ist der \(gestern.deutsch).")
        }
        try session.execute("UPDATE benutzer SET dienst_bis = \(letzterTag) WHERE id = \(id)")
        try session.execute("""
            UPDATE rollenzuweisung
               SET gueltig = gueltig * daterange(NULL, \(letzterTag.plus(tage: 1)))
             WHERE benutzer_id = \(id) AND lower(gueltig) <= \(letzterTag)
               AND (upper_inf(gueltig) OR upper(gueltig) > \(letzterTag.plus(tage: 1)))
            """)
        if letzterTag < session.heute { try sitzungenBeenden(id, in: session) }
        try session.audit("benutzer.ausgeschieden", id.description,
                          ["letzter_tag": letzterTag.description])
        try session.execute("""
            INSERT INTO job (id, mandant_id, kind, unique_key, vt)
            SELECT \(UUIDv7()), b.mandant_id, 'ausgeschiedene.abgleichen', now()::text,
                   virtuelle_zeit()
              FROM benutzer b WHERE b.id = \(id) AND b.mandant_id IS NOT NULL
            ON CONFLICT DO NOTHING
            """)
    }

    /// The person stays after all; roles are given anew.
    package static func zurueckkehren(_ id: ID, in session: PlatformSession) throws {
        try verlangeAnderen(id, in: session)
        try session.execute("UPDATE benutzer SET dienst_bis = NULL WHERE id = \(id)")
        try session.audit("benutzer.zurueckgekehrt", id.description)
    }
}
