import Grundwerte
import Platform
import Postgres

extension Fall {
    /// Ein gefundener Fall mit der Person, die gepasst hat, und dem, woran.
    package struct Treffer: Sendable, RowDecodable {
        package enum Grund: String, Sendable, SQLEnum {
            case aktenzeichen, azr, geburt, iban, name, anfang, teil, klang, schreibfehler

            package var bezeichnung: String {
                switch self {
                case .aktenzeichen: "Aktenzeichen"
                case .azr: "AZR-Nummer"
                case .geburt: "Geburtsdatum"
                case .iban: "IBAN"
                case .name: "Name"
                case .anfang: "Anfang des Namens"
                case .teil: "Teil des Namens"
                case .klang: "klingt gleich"
                case .schreibfehler: "ähnlich geschrieben"
                }
            }

            /// Ob gefunden ist, was dastand, und nicht nur Ähnliches.
            package var istGenau: Bool { self != .klang && self != .schreibfehler }
        }

        package let fall: Eintrag
        package let grund: Grund
        /// Die Person, die gepasst hat; nil, wenn der Fall selbst es war.
        package let person: String?
        package let geburtsdatum: Kalendertag?

        package init(row: Row) throws {
            fall = try Eintrag(row: row)
            grund = try row.decode("grund")
            person = try row.decode("person")
            geburtsdatum = try row.decode("person_geboren")
        }
    }

    /// Sucht nach allem, was die Eingabe heißen kann; je Fall ein Treffer, der genaueste zuerst.
    ///
    /// Namen werden in jeder Reihenfolge gefunden, nach Schreibung und nach Klang; nur wenn beides
    /// nichts findet, auch mit Schreibfehlern.
    package static func suchen(_ eingabe: String, hoechstens: Int = 50,
                               in session: MandantSession) throws -> [Treffer] {
        let anfrage = Suchanfrage(eingabe, heute: session.heute)
        guard !anfrage.istLeer else { return [] }
        guard anfrage.namen.isEmpty else {
            let treffer = try holen(nachNamen(anfrage), hoechstens, in: session)
            return treffer.isEmpty ? try holen(mitSchreibfehlern(anfrage), hoechstens, in: session)
                : treffer
        }
        let funde: [SQL?] = [
            anfrage.azrNummer.map { angaben("azr", "a.azr_nummer = \($0)") },
            anfrage.geburtsdatum.map { angaben("geburt", "a.geburtsdatum = \($0)") },
            anfrage.aktenzeichen.map {
                """
                SELECT f.id AS fall_id, NULL::uuid AS angabe, 'aktenzeichen' AS grund, 0 AS rang,
                       1::real AS naehe
                  FROM fall f WHERE f.aktenzeichen ILIKE \($0)
                """
            },
            anfrage.ibanEnde.map {
                """
                SELECT b.fall_id, NULL::uuid AS angabe, 'iban' AS grund, 1 AS rang, 1::real AS naehe
                  FROM bankverbindung b
                 WHERE right(b.iban, 4) = \(String($0.suffix(4))) AND b.iban LIKE \("%" + $0)
                """
            },
        ]
        return try holen(SQL.join(funde.compactMap(\.self), separator: " UNION ALL "), hoechstens,
                         in: session)
    }

    private static func angaben(_ grund: String, _ bedingung: SQL, rang: SQL = "0",
                                naehe: SQL = "1::real") -> SQL {
        """
        SELECT m.fall_id, a.id AS angabe, \(grund) AS grund, \(rang) AS rang, \(naehe) AS naehe
          FROM person_angabe a JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
         WHERE a.ersetzt_am IS NULL AND \(bedingung)
        """
    }

    private static func nachNamen(_ anfrage: Suchanfrage) -> SQL {
        let ganz = anfrage.namen.map { "% \($0) %" }, anfang = anfrage.namen.map { "% \($0)%" }
        let teil = anfrage.namen.map { "%\($0)%" }
        let rang: SQL = """
            CASE WHEN ' ' || a.suchname || ' ' LIKE ALL (\(ganz)) THEN 0
                 WHEN ' ' || a.suchname LIKE ALL (\(anfang)) THEN 1
                 WHEN a.suchname LIKE ALL (\(teil)) THEN 2
                 ELSE 3 END
            """
        return angaben("name", anfrage.namenPassen, rang: rang,
                       naehe: "erweiterung.similarity(a.suchname, \(anfrage.gefaltet))")
    }

    private static func mitSchreibfehlern(_ anfrage: Suchanfrage) -> SQL {
        angaben("schreibfehler", anfrage.namenAehneln, rang: "4",
                naehe: "erweiterung.strict_word_similarity(\(anfrage.gefaltet), a.suchname)")
    }

    /// Erst die besten Funde, dann zu ihnen alles, was die Liste zeigt.
    private static func holen(_ funde: SQL, _ hoechstens: Int, in session: MandantSession) throws
        -> [Treffer] {
        try session.all("""
            SELECT \(eintragsspalten),
                   CASE WHEN b.grund <> 'name' THEN b.grund
                        ELSE (ARRAY['name', 'anfang', 'teil', 'klang'])[b.rang + 1] END AS grund,
                   a.geburtsdatum AS person_geboren,
                   a.familienname
                   || CASE WHEN a.familienname <> '' AND a.vorname <> '' THEN ', ' ELSE '' END
                   || a.vorname AS person
              FROM (SELECT * FROM (SELECT DISTINCT ON (fall_id) fall_id, angabe, grund, rang, naehe
                                     FROM (\(funde)) alle
                                    ORDER BY fall_id, rang, naehe DESC, angabe) je_fall
                     ORDER BY rang, naehe DESC, fall_id LIMIT \(hoechstens)) b
              JOIN fall f ON f.id = b.fall_id
              LEFT JOIN person_angabe a ON a.id = b.angabe
              \(vorstand)
             ORDER BY b.rang, f.eingestellt_zum IS NOT NULL, b.naehe DESC, f.aktenzeichen
            """)
    }
}
