import Foundation
import Grundwerte
import Platform
import Postgres

/// Was der Kreis an Einsicht erbittet, wie die Kommune es sieht: in einen Fall, für Stunden. Sie
/// gewährt, lehnt ab, beendet und sieht jede Seite, die gelesen wurde.
package struct Supportanfrage: Sendable, RowDecodable {
    package typealias ID = Supportzugang.ID

    package let id: ID
    package let aktenzeichen: String
    package let ticket: String
    package let grund: String
    package let stunden: Int
    /// Wer fragt und lesen wird.
    package let wer: String
    package let beantragtAm: Date
    package let stand: Supportzugang.Stand
    package let fall: Fall.ID?
    package let bis: Date?
    package let antwort: String
    package let beantwortetVon: User.ID?
    package let beendetAm: Date?

    package init(row: Row) throws {
        id = try row.decode("id")
        aktenzeichen = try row.decode("aktenzeichen")
        ticket = try row.decode("ticket")
        grund = try row.decode("grund")
        stunden = try row.decode("stunden")
        wer = try row.decode("wer")
        beantragtAm = try row.decode("beantragt_am")
        stand = try row.decode("stand")
        fall = try row.decode("fall_id")
        bis = try row.decode("bis")
        antwort = try row.decode("antwort", as: String?.self) ?? ""
        beantwortetVon = try row.decode("beantwortet_von")
        beendetAm = try row.decode("beendet_am")
    }

    private static let abfrage: SQL = """
        SELECT id, aktenzeichen, ticket, grund, stunden, wer, beantragt_am, stand, fall_id, bis,
               antwort, beantwortet_von, beendet_am FROM platform.supportzugaenge_hier()
        """

    package static func alle(in session: MandantSession) throws -> [Supportanfrage] {
        try session.all("\(abfrage) ORDER BY beantragt_am DESC, id DESC")
    }

    package static func laden(_ id: ID, in session: MandantSession) throws -> Supportanfrage {
        guard let gefunden = try session.first(
            "\(abfrage) WHERE id = \(id)", as: Supportanfrage.self)
        else { throw Hindernis.nichtGefunden }
        return gefunden
    }

    /// Der Fall mit dem genannten Aktenzeichen; nil: Den gibt es hier nicht.
    package func gemeinterFall(in session: MandantSession) throws -> Fall.ID? {
        try session.scalars(
            "SELECT id FROM fall WHERE aktenzeichen = \(aktenzeichen)", as: Fall.ID.self).first
    }

    /// Gewährt die Einsicht in den genannten Fall, höchstens für die erbetenen Stunden ab jetzt.
    package func gewaehren(stunden: Int, in session: MandantSession) throws {
        guard let fall = try gemeinterFall(in: session) else {
            throw Hindernis(.regel, "Diesen Fall gibt es hier nicht",
                            abhilfe: "Lehnen Sie ab und nennen Sie das richtige Aktenzeichen.")
        }
        try antworten(fall: fall, stunden: stunden, grund: "", in: session)
        try Aktenvermerk.schreiben(
            "Support des Kreises darf diesen Fall lesen: \(wer), \(stunden) Stunden.", zu: fall,
            in: session)
        try session.audit("support.gewaehrt", id.description, ["stunden": "\(stunden)"])
    }

    package func ablehnen(_ grund: String, in session: MandantSession) throws {
        try antworten(fall: nil, stunden: nil, grund: grund, in: session)
        try session.audit("support.abgelehnt", id.description, ["grund": grund])
    }

    /// Beendet die Einsicht sofort; ein zweites Mal ändert nichts.
    package func beenden(in session: MandantSession) throws {
        let beendet = try session.scalar("""
            SELECT platform.support_beenden(\(id), \(session.benutzer()))
            """, as: Bool.self)
        if beendet { try session.audit("support.beendet", id.description) }
    }

    private func antworten(
        fall: Fall.ID?, stunden: Int?, grund: String, in session: MandantSession
    ) throws {
        let getan = try session.scalar("""
            SELECT platform.support_antworten(\(id), \(session.benutzer()), \(fall),
                                              \(stunden.map(Int32.init)), \(grund))
            """, as: Bool.self)
        guard getan else {
            throw Hindernis(.konflikt, "Über diese Anfrage ist schon entschieden",
                            abhilfe: "Laden Sie die Seite neu.")
        }
    }

    /// Eine gelesene Seite.
    package struct Zugriff: Sendable {
        package let am: Date
        package let seite: String
    }

    /// Was gelesen wurde, das Jüngste zuerst; die Datenbank schreibt es mit, bevor sie etwas zeigt.
    package func zugriffe(in session: MandantSession) throws -> [Zugriff] {
        try session.all("""
            SELECT am, angaben ->> 'seite' AS seite FROM audit
             WHERE gegenstand = \(id.description) AND vorgang = 'support.gelesen'
             ORDER BY am DESC, id DESC
            """) { Zugriff(am: try $0.decode("am"), seite: try $0.decode("seite")) }
    }
}
