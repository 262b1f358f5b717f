import Foundation
import Grundwerte
import Platform
import Postgres

extension Fall {
    /// Name des Haushaltsvorstands eines Falls `f`, zum Einbau in Abfragen.
    static let nameDesVorstands: SQL = """
        SELECT a.familienname || CASE WHEN a.familienname <> '' AND a.vorname <> '' THEN ', ' ELSE '' END
               || a.vorname AS name, a.geburtsdatum
          FROM mitglied m JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
         WHERE m.fall_id = f.id AND m.ersetzt_am IS NULL AND m.rolle = 'haushaltsvorstand'
         ORDER BY upper(m.gueltig) DESC NULLS FIRST, upper(a.gueltig) DESC NULLS FIRST LIMIT 1
        """

    /// Eine Zeile der Fallliste.
    package struct Eintrag: Sendable, RowDecodable {
        package let id: ID
        package let aktenzeichen: String
        package let name: String
        package let geburtsdatum: Kalendertag?
        package let personen: Int
        package let sachbearbeitung: User.ID
        package let eingestelltZum: Kalendertag?
        /// Bis wann bewilligt ist; nil, wenn noch nie.
        package let bewilligtBis: Monat?

        package init(row: Row) throws {
            id = try row.decode("id")
            aktenzeichen = try row.decode("aktenzeichen")
            name = try row.decode("name")
            geburtsdatum = try row.decode("geburtsdatum")
            personen = try row.decode("personen")
            sachbearbeitung = try row.decode("sachbearbeitung")
            eingestelltZum = try row.decode("eingestellt_zum")
            bewilligtBis = try row.decode("bewilligt_bis")
        }
    }

    private static let eintrag: SQL = """
        SELECT f.id, f.aktenzeichen, coalesce(n.name, '') AS name, n.geburtsdatum, f.sachbearbeitung,
               f.eingestellt_zum,
               (SELECT count(DISTINCT m.person_id) FROM mitglied m
                 WHERE m.fall_id = f.id AND m.ersetzt_am IS NULL) AS personen,
               (SELECT max(a.monat) FROM anspruch a
                 WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL) AS bewilligt_bis
          FROM fall f LEFT JOIN LATERAL (\(nameDesVorstands)) n ON true
        """

    package enum Auswahl: String, Sendable, CaseIterable {
        case meine, alle, eingestellte

        package var bezeichnung: String {
            switch self {
            case .meine: "Meine laufenden"
            case .alle: "Alle laufenden"
            case .eingestellte: "Eingestellte"
            }
        }
    }

    /// Wie viele laufende Fälle die Person bearbeitet.
    package static func anzahl(fuer benutzer: User.ID, in session: MandantSession) throws -> Int {
        try session.scalar("SELECT count(*) FROM fall WHERE eingestellt_zum IS NULL AND sachbearbeitung = \(benutzer)")
    }

    /// Eine Seite der Liste, nach Aktenzeichen.
    package static func liste(_ auswahl: Auswahl, seite: Int = 1, je: Int = 50,
                              in session: MandantSession) throws -> (eintraege: [Eintrag], anzahl: Int) {
        let bedingung: SQL = switch auswahl {
        case .meine: "f.eingestellt_zum IS NULL AND f.sachbearbeitung = \(try session.benutzer())"
        case .alle: "f.eingestellt_zum IS NULL"
        case .eingestellte: "f.eingestellt_zum IS NOT NULL"
        }
        let anzahl = try session.scalar("SELECT count(*) FROM fall f WHERE \(bedingung)", as: Int.self)
        let eintraege = try session.all("""
            \(eintrag) WHERE \(bedingung)
             ORDER BY f.aktenzeichen LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """, as: Eintrag.self)
        return (eintraege, anzahl)
    }

    /// Sucht nach Aktenzeichen, Geburtsdatum, Ende der IBAN, AZR-Nummer oder Name; je Fall ein Treffer.
    ///
    /// Ein Name findet auch Schreibweisen, die ihm ähneln (Trigramme).
    package static func suchen(_ eingabe: String, hoechstens: Int = 50,
                               in session: MandantSession) throws -> [Eintrag] {
        let text = eingabe.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.count >= 2 else { return [] }
        let ziffern = text.filter { $0.isNumber && $0.isASCII }
        if let tag = Kalendertag(eingabe: text, heute: session.heute), text.first?.isNumber == true {
            return try treffer("""
                SELECT m.fall_id FROM mitglied m JOIN person_angabe a ON a.person_id = m.person_id
                 WHERE a.geburtsdatum = \(tag) AND a.ersetzt_am IS NULL AND m.ersetzt_am IS NULL
                """, hoechstens, in: session)
        }
        if text.uppercased().range(of: "^[A-Z]{2,3}-?[0-9]{4}-?[0-9]{0,5}$", options: .regularExpression) != nil {
            return try treffer("SELECT id AS fall_id FROM fall WHERE aktenzeichen LIKE \(text.uppercased() + "%")",
                               hoechstens, in: session)
        }
        if ziffern.count == 12, ziffern.count == text.filter({ $0 != " " }).count {
            return try treffer("""
                SELECT m.fall_id FROM mitglied m JOIN person_angabe a ON a.person_id = m.person_id
                 WHERE a.azr_nummer = \(ziffern) AND a.ersetzt_am IS NULL AND m.ersetzt_am IS NULL
                """, hoechstens, in: session)
        }
        if ziffern.count >= 4, text.allSatisfy({ $0.isNumber || $0.isUppercase || $0 == " " }) {
            return try treffer("""
                SELECT fall_id FROM bankverbindung
                 WHERE right(iban, 4) = \(String(ziffern.suffix(4))) AND iban LIKE \("%" + ziffern.suffix(16))
                """, hoechstens, in: session)
        }
        return try nachName(Suchname.falten(text), hoechstens, in: session)
    }

    /// Fälle, in denen es diese Person schon geben könnte: dieselbe AZR-Nummer, oder derselbe Geburtstag bei
    /// ähnlichem Namen.
    package static func aehnliche(_ angabe: Person.Angabe, in session: MandantSession) throws -> [Eintrag] {
        let name = Suchname.falten("\(angabe.familienname) \(angabe.vorname) \(angabe.weitereNamen)")
        return try treffer("""
            SELECT m.fall_id FROM person_angabe a JOIN mitglied m ON m.person_id = a.person_id
             WHERE a.ersetzt_am IS NULL AND m.ersetzt_am IS NULL
               AND (a.azr_nummer = \(angabe.azrNummer)
                    OR a.geburtsdatum = \(angabe.geburtsdatum)
                       AND a.suchname OPERATOR(erweiterung.%) \(name))
            """, 10, in: session)
    }

    private static func nachName(_ name: String, _ hoechstens: Int, in session: MandantSession) throws -> [Eintrag] {
        guard !name.isEmpty else { return [] }
        let woerter = name.split(separator: " ").map { "%" + $0 + "%" }
        let genau = try treffer("""
            SELECT m.fall_id FROM person_angabe a JOIN mitglied m ON m.person_id = a.person_id
             WHERE a.suchname LIKE ALL (\(woerter)) AND a.ersetzt_am IS NULL AND m.ersetzt_am IS NULL
            """, hoechstens, in: session)
        guard genau.isEmpty else { return genau }
        return try treffer("""
            SELECT m.fall_id FROM person_angabe a JOIN mitglied m ON m.person_id = a.person_id
             WHERE a.suchname OPERATOR(erweiterung.%) \(name) AND a.ersetzt_am IS NULL AND m.ersetzt_am IS NULL
            """, hoechstens, in: session)
    }

    private static func treffer(_ faelle: SQL, _ hoechstens: Int, in session: MandantSession) throws -> [Eintrag] {
        try session.all("""
            \(eintrag) WHERE f.id IN (\(faelle))
             ORDER BY f.eingestellt_zum NULLS FIRST, f.aktenzeichen LIMIT \(hoechstens)
            """)
    }
}
