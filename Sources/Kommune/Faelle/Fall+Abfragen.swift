import Grundwerte
import Platform
import Postgres

extension Fall {
    /// Name des Haushaltsvorstands eines Falls `f`, zum Einbau in Abfragen.
    static let nameDesVorstands: SQL = """
        SELECT a.familienname
               || CASE WHEN a.familienname <> '' AND a.vorname <> '' THEN ', ' ELSE '' END
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
        /// Ob die Verarbeitung eingeschränkt ist (Art. 18 DSGVO).
        package let istEingeschraenkt: Bool

        package init(row: Row) throws {
            id = try row.decode("id")
            aktenzeichen = try row.decode("aktenzeichen")
            name = try row.decode("name")
            geburtsdatum = try row.decode("geburtsdatum")
            personen = try row.decode("personen")
            sachbearbeitung = try row.decode("sachbearbeitung")
            eingestelltZum = try row.decode("eingestellt_zum")
            bewilligtBis = try row.decode("bewilligt_bis")
            istEingeschraenkt = try row.decode("eingeschraenkt")
        }
    }

    /// Die Spalten eines Eintrags; im FROM stehen `fall f` und `vorstand`.
    static let eintragsspalten: SQL = """
        f.id, f.aktenzeichen, coalesce(n.name, '') AS name, n.geburtsdatum, f.sachbearbeitung,
        f.eingestellt_zum,
        (SELECT count(DISTINCT m.person_id) FROM mitglied m
          WHERE m.fall_id = f.id AND m.ersetzt_am IS NULL) AS personen,
        (SELECT max(a.monat) FROM anspruch a
          WHERE a.fall_id = f.id AND a.ersetzt_am IS NULL) AS bewilligt_bis,
        \(Einschraenkung.gilt("f.id")) AS eingeschraenkt
        """

    static let vorstand: SQL = "LEFT JOIN LATERAL (\(nameDesVorstands)) n ON true"

    /// Wie viele laufende Fälle diese Personen bearbeiten.
    package static func anzahl(fuer: [User.ID], in session: MandantSession) throws -> Int {
        try session.scalar("""
            SELECT count(*) FROM fall
             WHERE eingestellt_zum IS NULL AND sachbearbeitung = ANY (\(fuer))
            """)
    }
}
