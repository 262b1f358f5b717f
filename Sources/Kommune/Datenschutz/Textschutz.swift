import Grundwerte
import Platform
import Postgres

/// Macht in freiem Text unkenntlich, was eine gesperrte Anschrift verrät: für alle Fälle einer
/// Seite mit einer Abfrage (§ 51 BMG).
///
/// Wer für die Sperre benannt ist, liest den Text, wie er ist, das Programm ebenso. Unkenntlich
/// wird er erst beim Lesen: Was gespeichert wird, kommt nie aus einem so gelesenen Text.
struct Textschutz: Sendable {
    private let schwaerzungen: [Fall.ID: Schwaerzung]

    /// `eigene` ist die Anschrift der Kommune: Was in ihr vorkommt, verrät kein Brief von ihr.
    init(_ faelle: [Fall.ID], eigene: String = "", in session: MandantSession) throws {
        guard !faelle.isEmpty, let ich = session.akteur.benutzer,
              try Auskunftssperre.giltEine(in: session) else {
            schwaerzungen = [:]
            return
        }
        let worte = try session.all("""
            SELECT w.fall_id, w.wort
              FROM geheime_worte(\(faelle)::uuid[], \(session.heute), \(session.mandant.ort)) w
             WHERE NOT EXISTS (SELECT FROM auskunftssperre_einsicht e
                                WHERE e.sperre_id = w.sperre_id AND e.benutzer_id = \(ich))
             ORDER BY w.fall_id, w.wort
            """) {
            (try $0.decode("fall_id", as: Fall.ID.self), try $0.decode("wort", as: String.self))
        }
        schwaerzungen = Dictionary(grouping: worte.filter { !eigene.contains($0.1) }, by: \.0)
            .mapValues { Schwaerzung(worte: Set($0.map(\.1))) }
    }

    func lesbar(_ text: String, in fall: Fall.ID) -> String {
        let text = Textschutz.ohneKommune(text)
        return schwaerzungen[fall]?.anwenden(text) ?? text
    }

    /// Ein Satz des Abgleichs nennt die Kommune, die jemanden kennt oder nach jemandem gefragt hat.
    /// Ob er das noch darf, weiß nur die Seite „Andere Kommunen fragen“: Die Person kann sich
    /// inzwischen auch dort geschützt haben.
    static func ohneKommune(_ text: String) -> String {
        guard let anfang = text.firstRange(of: "Abgleich: ") else { return text }
        let satz = text[anfang.upperBound...]
        let rest: Substring
        if let kennt = satz.firstRange(of: " kennt "),
           let anrufen = satz[kennt.upperBound...].firstRange(of: " Anrufen: ") {
            rest = satz[kennt.lowerBound..<anrufen.lowerBound]
        } else if let gefragt = satz.ranges(of: " gefragt und erfahren").last,
                  let hat = satz[..<gefragt.lowerBound].ranges(of: " hat am ").last {
            // Das letzte: Auch in der Auskunft davor kann es stehen.
            rest = satz[hat.lowerBound...]
        } else {
            return text
        }
        return String(text[..<anfang.upperBound]) + "Eine andere Kommune" + String(rest)
    }

    /// Ob der Text vor der angemeldeten Person verborgen ist.
    func trifft(_ text: String, in fall: Fall.ID) -> Bool {
        schwaerzungen[fall]?.trifft(text) ?? false
    }
}
