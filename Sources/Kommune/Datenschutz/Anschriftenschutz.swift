import Grundwerte
import Platform
import Postgres

/// Welche Fälle eine gesperrte Anschrift haben und vor wem sie verborgen ist. Alles, was eine
/// Anschrift zeigt oder in einen Brief setzt, kommt aus der Fallakte; dort wird sie verborgen.
package struct Anschriftenschutz: Sendable {
    static let ersatz = "Anschrift gesperrt"

    private let faelle: [Fall.ID: Bool]
    /// Ob in der Kommune heute überhaupt eine Sperre gilt; meist nicht, und dann ist nichts zu
    /// suchen.
    let giltEine: Bool

    /// Verborgen ist sie vor jeder angemeldeten Person, die nicht benannt ist; das Programm selbst
    /// arbeitet mit ihr. Welche Sperre welchen Fall betrifft, sagt `anschriftensperren`.
    init(_ ids: [Fall.ID], in session: MandantSession) throws {
        giltEine = try !ids.isEmpty && Auskunftssperre.giltEine(in: session)
        guard giltEine else {
            faelle = [:]
            return
        }
        let ich = session.akteur.benutzer
        let paare = try session.all("""
            SELECT g.fall_id, bool_or(\(ich)::uuid IS NOT NULL AND NOT EXISTS (
                       SELECT FROM auskunftssperre_einsicht e
                        WHERE e.sperre_id = g.sperre_id AND e.benutzer_id = \(ich))) AS verborgen
              FROM anschriftensperren(\(ids)::uuid[], \(session.heute)) g
             GROUP BY g.fall_id ORDER BY g.fall_id
            """) {
            (try $0.decode("fall_id", as: Fall.ID.self),
             try $0.decode("verborgen", as: Bool.self))
        }
        faelle = Dictionary(uniqueKeysWithValues: paare)
    }

    func gesperrt(_ fall: Fall.ID) -> Bool { faelle[fall] != nil }
    func verborgen(_ fall: Fall.ID) -> Bool { faelle[fall] ?? false }

    /// Je Fall, wer zu ihm gehörte, eine gesperrte Anschrift hat und anderswo wohnt; auf Wunsch
    /// nur, wessen Anschrift vor der angemeldeten Person verborgen ist.
    static func woanders(
        _ ids: [Fall.ID], nurVerborgene: Bool = false, in session: MandantSession
    ) throws -> [Fall.ID: Set<Person.ID>] {
        guard !ids.isEmpty else { return [:] }
        let ich = session.akteur.benutzer
        let paare = try session.all("""
            SELECT DISTINCT m.fall_id, m.person_id
              FROM gesperrte_personen(\(session.heute)) p
              JOIN mitglied m ON m.person_id = p.person_id
             WHERE m.fall_id = ANY (\(ids))
               AND NOT EXISTS (SELECT FROM anschriftensperren(\(ids)::uuid[], \(session.heute)) g
                                WHERE g.fall_id = m.fall_id AND g.sperre_id = p.sperre_id)
               AND (NOT \(nurVerborgene)::boolean OR \(ich)::uuid IS NOT NULL AND NOT EXISTS (
                    SELECT FROM auskunftssperre_einsicht e
                     WHERE e.sperre_id = p.sperre_id AND e.benutzer_id = \(ich)))
             ORDER BY m.fall_id, m.person_id
            """) {
            (try $0.decode("fall_id", as: Fall.ID.self),
             try $0.decode("person_id", as: Person.ID.self))
        }
        return Dictionary(grouping: paare, by: \.0).mapValues { Set($0.map(\.1)) }
    }

    /// Was die Auskunft an diese Person nicht nennt: jede Anschrift, die wegen jemand anderem
    /// gesperrt ist, aus allen Fällen, in denen diese andere Person je war. Was ihr selbst gehört,
    /// nennt sie: die Wohnung eines eigenen Falls, der nicht gesperrt ist, und bei eigener Sperre
    /// die eigene Anschrift.
    static func fremdeWorte(
        _ person: Person.ID, _ faelle: [Fall.ID], in session: MandantSession
    ) throws -> Set<String> {
        let heute = session.heute, ort = session.mandant.ort
        let eigene: SQL = """
            SELECT p.sperre_id FROM gesperrte_personen(\(heute)) p WHERE p.person_id = \(person)
            """
        return Set(try session.scalars("""
            SELECT w.wort FROM geheime_worte(\(faelle)::uuid[], \(heute), \(ort)) w
             WHERE w.sperre_id NOT IN (\(eigene))
            EXCEPT
            SELECT w.wort FROM geheime_worte(\(faelle)::uuid[], \(heute), \(ort)) w
             WHERE w.sperre_id IN (\(eigene))
            EXCEPT
            SELECT w.wort FROM unterkunft u CROSS JOIN LATERAL anschriftworte(u, NULL) w (wort)
             WHERE u.fall_id = ANY (\(faelle)) AND u.ersetzt_am IS NULL
               AND NOT EXISTS (SELECT FROM anschriftensperren(\(faelle)::uuid[], \(heute)) g
                                WHERE g.fall_id = u.fall_id)
            ORDER BY 1
            """, as: String.self))
    }

    /// Die Fälle einer Person, in denen jemand anderes eine gesperrte Anschrift hat und sie selbst
    /// keine: Ihr verrät die Kommune sie auch mit einer Auskunft nicht.
    static func fremde(
        _ person: Person.ID, _ faelle: [Fall.ID], in session: MandantSession
    ) throws -> [Fall.ID] {
        guard try Auskunftssperre.geltende(person, in: session) == nil else { return [] }
        return try Anschriftenschutz(faelle, in: session).faelle.keys.sorted()
    }

    /// Was über die Person zusammengestellt ist, nennt ihre Anschrift; wer sie nicht sehen darf,
    /// bekommt es nicht in die Hand.
    static func verlangeSicht(_ person: Person.ID, in session: MandantSession) throws {
        let faelle = try session.scalars("""
            SELECT DISTINCT fall_id FROM mitglied WHERE person_id = \(person) ORDER BY fall_id
            """, as: Fall.ID.self)
        guard try Anschriftenschutz(faelle, in: session).faelle.values.contains(true) else {
            return
        }
        throw Hindernis(.regel, "Diese Auskunft betrifft eine gesperrte Anschrift.",
                        abhilfe: "Abholen kann sie, wer für die Sperre benannt ist.")
    }
}

extension Unterkunft {
    /// Ohne Straße und Ort. Vermieter und Mietzeichen bleiben, weil nach ihnen gezahlt wird; zu
    /// sehen sind auch sie nicht: Ein Frauenhaus verrät schon sein Name.
    var verborgen: Unterkunft {
        var ohne = self
        ohne.strasse = Anschriftenschutz.ersatz
        ohne.plz = ""
        ohne.ort = ""
        ohne.istVerborgen = true
        return ohne
    }
}
