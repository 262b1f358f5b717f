import Grundwerte
import Platform
import Postgres

/// Wozu an einem eingeschränkten Fall trotzdem etwas geschieht (Art. 18 Abs. 2 DSGVO).
package enum Verarbeitungszweck: String, Sendable, CaseIterable, SQLEnum {
    case einwilligung, rechtsanspruch, schutz, oeffentlich

    package var bezeichnung: String {
        switch self {
        case .einwilligung: "Die betroffene Person willigt ein"
        case .rechtsanspruch: "Um Rechtsansprüche geltend zu machen, auszuüben oder zu verteidigen"
        case .schutz: "Um die Rechte einer anderen Person zu schützen"
        case .oeffentlich: "Aus Gründen eines wichtigen öffentlichen Interesses"
        }
    }
}

// Genannt wird der Grund einmal am Tag, bevor etwas geschieht. Er gilt für diese Person und diesen
// Fall und steht als Vermerk in der Akte.

extension Einschraenkung {
    /// Der eingeschränkte Fall hinter einer Kennung, zu dem die handelnde Person heute noch keinen
    /// Grund genannt hat; nil, wenn keiner eingeschränkt oder der Grund genannt ist.
    package static func zweckFehlt(
        zu ziel: UUIDv7, in session: MandantSession
    ) throws -> Fall.ID? {
        try session.first("""
            SELECT f.id FROM fall f
             WHERE f.id IN (SELECT g.fall_id FROM (\(Gegenstand.alle)) g WHERE g.ziel = \(ziel))
               AND \(ohneZweck("f.id", in: session))
             ORDER BY f.id LIMIT 1
            """) { try $0.decode("id") }
    }

    /// Die Bedingung, dass der Fall in `spalte` eingeschränkt ist und die handelnde Person heute
    /// nicht gesagt hat, wozu sie ihn braucht.
    static func ohneZweck(_ spalte: SQL, in session: MandantSession) -> SQL {
        """
        EXISTS (SELECT FROM einschraenkung es
                 WHERE es.fall_id = \(spalte) AND es.aufgehoben_am IS NULL
                   AND NOT EXISTS (SELECT FROM einschraenkung_zweck ez
                                    WHERE ez.einschraenkung_id = es.id
                                      AND ez.benutzer_id = \(session.akteur.benutzer)
                                      AND ez.tag = \(session.heute)))
        """
    }

    /// Nennt, wozu die handelnde Person heute an dem eingeschränkten Fall arbeitet.
    package static func zweckNennen(
        _ fall: Fall.ID, _ zweck: Verarbeitungszweck, grund: String, in session: MandantSession
    ) throws {
        guard let gefunden = try Fall.laden(fall, in: session) else {
            throw Hindernis.nichtGefunden
        }
        guard let geltende = try Einschraenkung.geltende(fall, in: session) else {
            throw Hindernis(.konflikt, "Die Verarbeitung ist nicht mehr eingeschränkt.",
                            abhilfe: "Tun Sie, was Sie vorhaben; einen Grund braucht es nicht.")
        }
        try session.execute("""
            INSERT INTO einschraenkung_zweck
                   (id, einschraenkung_id, benutzer_id, tag, art, grund)
            VALUES (\(UUIDv7()), \(geltende.id), \(session.benutzer()), \(session.heute),
                    \(zweck), \(grund))
            """)
        try Aktenvermerk.schreiben(
            "Trotz Einschränkung verarbeitet (Art. 18 Abs. 2 DSGVO): \(zweck.bezeichnung). "
                + grund, zu: fall, in: session)
        try session.audit("einschraenkung.zweck", gefunden.aktenzeichen, [
            "zweck": zweck.rawValue,
        ])
    }
}
