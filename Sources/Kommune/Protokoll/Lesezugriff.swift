import Grundwerte
import Platform
import Postgres

/// Wer welche Akte geöffnet hat: je Person oder Programm, Fall, Seite und Tag das erste Mal.
package enum Lesezugriff {
    /// Vermerkt, dass die angemeldete Person eine Seite geöffnet hat, die etwas aus einem Fall
    /// zeigt. `ziel` ist die Kennung in ihrer Adresse, `seite` die Adresse ohne sie.
    package static func vermerken(
        _ ziel: UUIDv7, seite: String, in session: MandantSession
    ) throws {
        let ich = try session.benutzer(), tische = try Vertretung.tische(in: session)
        let faelle = try session.scalars("""
            SELECT DISTINCT g.fall_id FROM (\(Gegenstand.alle)) g
             WHERE g.ziel = \(ziel) ORDER BY g.fall_id
            """, as: Fall.ID.self)
        for fall in faelle {
            try session.execute("""
                INSERT INTO lesezugriff (id, fall_id, benutzer_id, tag, seite, zustaendig, anfrage)
                SELECT \(UUIDv7()), f.id, \(ich), \(session.heute), \(seite),
                       f.sachbearbeitung = ANY(\(tische)), \(session.akteur.anfrage)
                  FROM fall f WHERE f.id = \(fall)
                ON CONFLICT ON CONSTRAINT lesezugriff_einmal DO NOTHING
                """)
        }
    }

    /// Vermerkt, dass ein Programm gelesen hat, was diese Kennungen nennen: jeden Abruf in einer
    /// Zeile, und an jeder Akte, die darin vorkam.
    package static func abgerufen(
        _ ziele: [UUIDv7], seite: String, in session: MandantSession
    ) throws {
        let ich = try session.benutzer()
        let faelle = try session.scalars("""
            SELECT DISTINCT g.fall_id FROM (\(Gegenstand.alle)) g
             WHERE g.ziel = ANY(\(ziele)) ORDER BY g.fall_id
            """, as: Fall.ID.self)
        let zeilen = faelle.map { _ in UUIDv7() }
        try session.execute("""
            INSERT INTO lesezugriff (id, fall_id, benutzer_id, tag, seite, zustaendig, anfrage)
            SELECT x.id, x.fall_id, \(ich), \(session.heute), \(seite), false,
                   \(session.akteur.anfrage)
              FROM unnest(\(zeilen)::uuid[], \(faelle)::uuid[]) AS x (id, fall_id)
             ORDER BY x.fall_id
            ON CONFLICT ON CONSTRAINT lesezugriff_einmal DO NOTHING
            """)
        try session.audit("akte.abgerufen", ziele.count == 1 ? ziele[0].description : "",
                          ["seite": seite, "anzahl": "\(ziele.count)"])
    }
}
