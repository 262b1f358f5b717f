import Grundwerte
import Platform
import Postgres

/// Wer welche Akte geöffnet hat: je Person, Fall, Seite und Tag das erste Mal.
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
}
