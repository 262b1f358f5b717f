import Foundation
import Grundwerte
import Platform
import Postgres

/// Ein Halt nach einer Rückgabe der Bank: Bis jemand entscheidet, wird für den Fall nichts mehr
/// gezahlt oder, mit IBAN, keine Miete mehr auf dieses Konto, gleich aus welchem Fall.
package struct Zahlungssperre: Sendable, RowDecodable {
    package typealias ID = TypedID<Zahlungssperre>

    package let id: ID
    /// Der Fall, für den gefragt wurde; ein Konto kann auch der eines anderen Falls gesperrt haben.
    package let fall: Fall.ID
    package let aktenzeichen: String
    /// `Rahmani, Yusuf`.
    package let name: String
    /// Das Konto des Vermieters; nil: der ganze Fall.
    package let iban: IBAN?
    package let grund: String
    package let gesperrtAm: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        iban = try row.decode("iban")
        grund = try row.decode("grund")
        gesperrtAm = try row.decode("gesperrt_am")
    }

    /// Offene Sperren eines Falls: seine eigene und die der Konten, an die er jemals Miete zahlt.
    package static func offene(
        zu fall: Fall.ID, in session: MandantSession
    ) throws -> [Zahlungssperre] {
        try session.all("""
            \(zeile("EXISTS (SELECT FROM unterkunft u WHERE u.fall_id = f.id "
                    + "AND u.vermieter_iban = s.iban AND u.ersetzt_am IS NULL)"))
               AND f.id = \(fall) ORDER BY s.gesperrt_am, s.id
            """)
    }

    /// Worüber diese Personen in ihren laufenden Fällen zu entscheiden hat. Hat die Unterkunft
    /// inzwischen ein anderes Konto, gibt es nichts mehr zu entscheiden.
    package static func offene(
        fuer: [User.ID], in session: MandantSession
    ) throws -> [Zahlungssperre] {
        try session.all("""
            \(zeile("EXISTS (SELECT FROM unterkunft u WHERE u.fall_id = f.id "
                    + "AND u.vermieter_iban = s.iban AND u.ersetzt_am IS NULL "
                    + "AND upper(u.gueltig) IS NULL)"))
               AND f.sachbearbeitung = ANY (\(fuer)) AND f.eingestellt_zum IS NULL
             ORDER BY s.gesperrt_am, f.aktenzeichen
            """)
    }

    private static func zeile(_ mietet: String) -> SQL {
        """
        SELECT s.id, f.id AS fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, s.iban, s.grund,
               s.gesperrt_am
          FROM zahlungssperre s
          JOIN fall f ON s.iban IS NULL AND f.id = s.fall_id
                      OR s.iban IS NOT NULL AND \(unescaped: mietet)
          LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
         WHERE s.aufgehoben_am IS NULL
        """
    }

    /// Der Halt nach dem Rücklauf `zahlung`; besteht er schon, bleibt er, wie er ist.
    static func setzen(
        _ grund: String, nach zahlung: Zahlung, iban: IBAN?, in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO zahlungssperre (id, fall_id, iban, zahlung_id, grund)
            VALUES (\(ID()), \(zahlung.fall), \(iban), \(zahlung.id), \(grund))
            ON CONFLICT DO NOTHING
            """)
        try session.audit("zahlung.gesperrt", zahlung.id.description, ["grund": grund])
    }

    /// Die Entscheidung, dass wieder gezahlt werden darf, mit ihrem Grund. Anordnen muss weiterhin
    /// jemand anderes.
    package static func aufheben(
        _ id: ID, fall: Fall.ID, entscheidung: String, in session: MandantSession
    ) throws {
        _ = try Fall.aendern(fall, in: session)
        guard let sperre = try offene(zu: fall, in: session).first(where: { $0.id == id }) else {
            throw Hindernis(.konflikt, "Diese Sperre ist nicht mehr offen.",
                            abhilfe: "Sehen Sie im Verlauf nach.")
        }
        try session.execute("""
            UPDATE zahlungssperre SET aufgehoben_am = now(), aufgehoben_von = \(session.benutzer()),
                   entscheidung = \(entscheidung)
             WHERE id = \(id) AND aufgehoben_am IS NULL
            """)
        let was = sperre.iban.map { "des Kontos \($0.gekuerzt)" } ?? "aller Zahlungen"
        try Aktenvermerk.schreiben(
            "Sperre \(was) aufgehoben: \(entscheidung)", zu: fall, in: session)
        try session.audit("zahlung.entsperrt", id.description, ["entscheidung": entscheidung])
    }
}
