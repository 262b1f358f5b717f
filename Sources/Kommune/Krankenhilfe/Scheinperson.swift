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

    /// Sucht nach Name, Geburtsdatum, AZR-Nummer oder Aktenzeichen wie das Suchfeld; je Person
    /// ein Treffer.
    package static func suchen(_ eingabe: String, hoechstens: Int = 20,
                               in session: MandantSession) throws -> [Scheinperson] {
        let anfrage = Suchanfrage(eingabe, heute: session.heute)
        guard !anfrage.istLeer else { return [] }
        guard anfrage.namen.isEmpty else {
            let genau = try treffer(anfrage.namenPassen, hoechstens, in: session)
            guard genau.isEmpty else { return genau }
            return try treffer(anfrage.namenAehneln, hoechstens, in: session)
        }
        let moegliche: [SQL?] = [
            anfrage.azrNummer.map { "a.azr_nummer = \($0)" },
            anfrage.geburtsdatum.map { "a.geburtsdatum = \($0)" },
            anfrage.aktenzeichen.map { "f.aktenzeichen ILIKE \($0)" },
        ]
        let bedingungen = moegliche.compactMap(\.self)
        guard !bedingungen.isEmpty else { return [] }
        return try treffer("(\(SQL.join(bedingungen, separator: " OR ")))", hoechstens, in: session)
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
