import Grundwerte
import Platform
import Postgres

// Was an mehreren Fällen zugleich geschieht, geht an eingeschränkten vorbei: Art. 18 Abs. 2 DSGVO
// verlangt für jeden Schritt einen Grund, und den prüft niemand, der vierzig Zeilen ankreuzt.

extension Einschraenkung {
    /// Warum ein eingeschränkter Fall liegen bleibt, wenn er mit anderen zusammen gewählt ist.
    package static let einzeln = Hindernis(
        .regel, "Die Verarbeitung dieses Falls ist eingeschränkt (Art. 18 DSGVO).",
        abhilfe: "Mit anderen zusammen geschieht für ihn nichts. Geben Sie am Fall den Grund an "
            + "(Art. 18 Abs. 2 DSGVO) und wählen Sie ihn für sich allein.")

    /// Die Bedingung, dass die Verarbeitung des Falls in `spalte` eingeschränkt ist.
    static func gilt(_ spalte: SQL) -> SQL {
        """
        EXISTS (SELECT FROM einschraenkung es
                 WHERE es.fall_id = \(spalte) AND es.aufgehoben_am IS NULL)
        """
    }

    /// Die eingeschränkten unter den Fällen, an denen zugleich etwas geschehen soll. Leer, wenn es
    /// nur einer ist und die handelnde Person einschränken darf oder heute den Grund genannt hat.
    package static func ausgelassene(
        _ faelle: some Sequence<Fall.ID>, in session: MandantSession
    ) throws -> Set<Fall.ID> {
        let alle = Set(faelle)
        let darf = session.akteur.rechte.contains(.verarbeitungEinschraenken)
        guard !alle.isEmpty, alle.count > 1 || !darf else { return [] }
        let bleibt: SQL = alle.count > 1 ? gilt("f.id") : ohneZweck("f.id", in: session)
        return Set(try session.scalars("""
            SELECT f.id FROM fall f WHERE f.id = ANY (\(Array(alle))) AND \(bleibt)
             ORDER BY f.id
            """, as: Fall.ID.self))
    }

    /// `1 Fall bleibt außen vor: Seine Verarbeitung ist eingeschränkt (Art. 18 DSGVO).`; nil bei 0.
    package static func satz(_ faelle: Int) -> String? {
        switch faelle {
        case 0: nil
        case 1: "1 Fall bleibt außen vor: Seine Verarbeitung ist eingeschränkt (Art. 18 DSGVO)."
        default: "\(faelle) Fälle bleiben außen vor: Ihre Verarbeitung ist eingeschränkt "
            + "(Art. 18 DSGVO)."
        }
    }
}
