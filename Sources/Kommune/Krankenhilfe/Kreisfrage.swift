import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Eine Frage des Kreises nach der örtlichen Zuständigkeit, wie sie hier protokolliert ist (B-6.4):
/// was gefragt war, was der Kreis erfahren hat, und warum.
package struct Kreisfrage: Sendable, RowDecodable {
    package let id: Zustaendigkeitsfrage.ID
    package let gefragtVon: String
    package let gefragtAm: Date
    package let eingangsnummer: String
    package let steller: String
    package let schein: String
    package let familienname: String
    package let vorname: String
    package let geburtsdatum: Kalendertag
    package let behandelt: Zeitraum
    /// Mehr als das hat der Kreis nicht erfahren.
    package let antwort: Bool
    package let grund: String
    /// Nil, wenn hier niemand so heißt.
    package let fall: (id: Fall.ID, aktenzeichen: String)?
    /// Worauf der Kreis danach hingewiesen hat.
    package let hinweise: [String]

    package init(row: Row) throws {
        id = try row.decode("id")
        gefragtVon = try row.decode("gefragt_von")
        gefragtAm = try row.decode("gefragt_am")
        eingangsnummer = try row.decode("eingangsnummer")
        steller = try row.decode("steller")
        schein = try row.decode("schein")
        familienname = try row.decode("familienname")
        vorname = try row.decode("vorname")
        geburtsdatum = try row.decode("geburtsdatum")
        behandelt = try row.decode("behandelt")
        antwort = try row.decode("antwort")
        grund = try row.decode("grund")
        fall = if let id = try row.decode("fall_id", as: Fall.ID?.self) {
            (id, try row.decode("aktenzeichen"))
        } else { nil }
        hinweise = try row.decode("hinweise")
    }

    /// Eine Seite der Fragen und wie viele es sind, die jüngste zuerst.
    package static func alle(
        seite: Int, je: Int, in session: MandantSession
    ) throws -> (fragen: [Kreisfrage], anzahl: Int) {
        let fragen: [Kreisfrage] = try session.all("""
            SELECT q.id, q.gefragt_von, q.gefragt_am, q.eingangsnummer, q.steller, q.schein,
                   q.familienname, q.vorname, q.geburtsdatum, q.behandelt, q.antwort, q.grund,
                   q.fall_id, f.aktenzeichen,
                   ARRAY(SELECT k.text FROM kostenhinweis k WHERE k.frage_id = q.id
                          ORDER BY k.gemeldet_am, k.id) AS hinweise
              FROM zustaendigkeitsfrage q LEFT JOIN fall f ON f.id = q.fall_id
             ORDER BY q.gefragt_am DESC, q.id LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """)
        return (fragen, try session.scalar("SELECT count(*) FROM zustaendigkeitsfrage"))
    }

    /// `Rahmani, Yusuf`, wie auf der Rechnung.
    package var nameSortiert: String {
        [familienname, vorname].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Fragen, zu denen der Kreis eine andere Antwort hat als dieses Protokoll, oder nur einer von
    /// beiden eine.
    package static func befunde(in session: MandantSession) throws -> [String] {
        let hier = Dictionary(
            try session.all("SELECT id, antwort FROM zustaendigkeitsfrage") {
                (try $0.decode("id", as: Zustaendigkeitsfrage.ID.self),
                 try $0.decode("antwort", as: Bool.self))
            }, uniquingKeysWith: { erste, _ in erste })
        let dort = try Zustaendigkeitsfrage.antworten(in: session)
        return Set(hier.keys).union(dort.keys).filter { hier[$0] != dort[$0] }.sorted().map {
            "Zur Frage \($0) hat der Kreis nicht die Antwort, die hier protokolliert ist."
        }
    }
}
