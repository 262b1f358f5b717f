import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahllauf {
    /// Ob die angemeldete Person diesen Lauf freigeben dürfte, und wenn nicht, warum; nil heißt ja.
    ///
    /// Entscheiden tut die Datenbank beim Freigeben; hier erfährt man es vorher.
    package static func freigabehindernis(_ id: ID, in session: KreisSession) throws -> String? {
        let wer = try session.benutzer()
        if try freigaben(id, in: session).contains(where: { $0.benutzer == wer }) {
            return "Sie haben diesen Lauf schon freigegeben. Die zweite Freigabe gibt eine "
                + "andere Person."
        }
        if try session.scalar("SELECT lauf_beteiligt(\(id), \(wer))", as: Bool.self) {
            return "Sie haben den Lauf erstellt oder eine Zahlung darin festgestellt oder "
                + "angeordnet. Freigeben muss ihn eine andere Person der Kreiskasse."
        }
        return nil
    }

    /// Die Aufträge zu diesen EndToEndIds im Lauf; unbekannte kommen als zweites zurück.
    package static func auftraege(_ id: ID, endToEndIds: [String], in session: KreisSession) throws
        -> (gefunden: [Zahlungsauftrag.ID], unbekannt: [String]) {
        let paare = try session.all("""
            SELECT a.endtoend, a.id FROM lauf_position p
              JOIN zahlungsauftrag a ON a.id = p.auftrag_id
             WHERE p.lauf_id = \(id) AND NOT p.ausgetragen AND a.endtoend = ANY (\(endToEndIds))
             ORDER BY p.lfd
            """) { (try $0.decode("endtoend", as: String.self),
                    try $0.decode("id", as: Zahlungsauftrag.ID.self)) }
        let bekannt = Set(paare.map(\.0))
        return (paare.map(\.1), endToEndIds.filter { !bekannt.contains($0) })
    }
}
