import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Wer bei der Ausgabe eines Scheins gefunden wird.
package struct Scheinperson: Sendable, RowDecodable {
    package let person: Person.ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let angabe: Person.Angabe
    /// Was heute gilt; nil, wenn nichts erfasst ist.
    package let grundlage: Anspruchsgrundlage?

    package init(row: Row) throws {
        person = try row.decode("person_id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        angabe = try Person.Angabe(row: row)
        grundlage = try row.decode("grundlage", as: String?.self)
            .flatMap(Anspruchsgrundlage.init(rawValue:))
    }

    /// Sucht nach Name, Geburtsdatum, AZR-Nummer oder Aktenzeichen; je Person ein Treffer.
    ///
    /// Ein Name findet auch Schreibweisen, die ihm ähneln, wenn keiner genau passt.
    package static func suchen(_ eingabe: String, hoechstens: Int = 20,
                               in session: MandantSession) throws -> [Scheinperson] {
        let text = eingabe.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.count >= 2 else { return [] }
        if text.first?.isNumber == true {
            let ziffern = text.filter(\.isNumber)
            let bedingung: SQL = if ziffern.count == 12 {
                "a.azr_nummer = \(ziffern)"
            } else {
                "a.geburtsdatum = \(Kalendertag(eingabe: text, heute: session.heute))"
            }
            return try treffer(bedingung, hoechstens, in: session)
        }
        if text.contains(where: \.isNumber) {
            let anfang = text.uppercased() + "%"
            return try treffer("f.aktenzeichen LIKE \(anfang)", hoechstens, in: session)
        }
        let name = Suchname.falten(text)
        guard !name.isEmpty else { return [] }
        let woerter = name.split(separator: " ").map { "%" + $0 + "%" }
        let genau = try treffer("a.suchname LIKE ALL (\(woerter))", hoechstens, in: session)
        guard genau.isEmpty else { return genau }
        return try treffer("a.suchname OPERATOR(erweiterung.%) \(name)", hoechstens, in: session)
    }

    private static func treffer(_ bedingung: SQL, _ hoechstens: Int,
                                in session: MandantSession) throws -> [Scheinperson] {
        try session.all("""
            SELECT * FROM (
                SELECT DISTINCT ON (a.person_id) a.person_id, m.fall_id, f.aktenzeichen,
                       a.familienname, a.vorname, a.weitere_namen, a.geburtsdatum, a.geschlecht,
                       a.staatsangehoerigkeit, a.azr_nummer, a.familienstand, b.grundlage
                  FROM person_angabe a
                  JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
                  JOIN fall f ON f.id = m.fall_id
                  LEFT JOIN berechtigung b ON b.person_id = a.person_id AND b.ersetzt_am IS NULL
                       AND b.gueltig @> \(session.heute)
                 WHERE a.ersetzt_am IS NULL AND \(bedingung)
                 ORDER BY a.person_id, upper(m.gueltig) DESC NULLS FIRST,
                          upper(a.gueltig) DESC NULLS FIRST) t
             ORDER BY familienname, vorname, geburtsdatum, person_id LIMIT \(hoechstens)
            """)
    }

    /// Der Fall, zu dem die Person zuletzt gehörte.
    package static func fall(_ person: Person.ID, in session: MandantSession) throws -> Fall.ID? {
        try session.first("""
            SELECT fall_id FROM mitglied WHERE person_id = \(person) AND ersetzt_am IS NULL
             ORDER BY upper(gueltig) DESC NULLS FIRST LIMIT 1
            """) { try $0.decode("fall_id") }
    }
}
