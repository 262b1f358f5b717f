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
            let treffer = try holen(nachNamen(anfrage, hoechstens), hoechstens, in: session)
            guard treffer.isEmpty else { return treffer }
            return try holen(mitSchreibfehlern(anfrage, hoechstens), hoechstens, in: session)
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

    /// So viele Angaben je gesuchtem Fall kommen in die engere Wahl; mehr Personen gleichen Namens
    /// hat kein Haushalt.
    private static let engereWahl = 4

    private static func angaben(_ grund: String, _ bedingung: SQL) -> SQL {
        """
        SELECT m.fall_id, a.id AS angabe, \(grund) AS grund, 0 AS rang, 1::real AS naehe
          FROM person_angabe a JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
         WHERE a.ersetzt_am IS NULL AND \(bedingung)
        """
    }

    /// Ein häufiger Name passt auf Tausende: Erst der Rang und `auswahl` lassen wenige übrig, erst
    /// für diese zählen Ähnlichkeit und Fall.
    private static func angaben(_ grund: String, _ bedingung: SQL, rang: SQL, auswahl: SQL,
                                naehe: SQL, hoechstens: Int) -> SQL {
        """
        SELECT m.fall_id, a.id AS angabe, \(grund) AS grund, a.rang, \(naehe) AS naehe
          FROM (SELECT a.id, a.person_id, a.suchname, \(rang) AS rang
                  FROM person_angabe a WHERE a.ersetzt_am IS NULL AND \(bedingung)
                 ORDER BY rang, \(auswahl), a.id LIMIT \(hoechstens * engereWahl)) a
          JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
        """
    }

    private static func nachNamen(_ anfrage: Suchanfrage, _ hoechstens: Int) -> SQL {
        func jedes(_ text: SQL, _ muster: (String) -> String) -> SQL {
            SQL.join(anfrage.namen.map { "\(text) LIKE \(muster($0))" }, separator: " AND ")
        }
        // Was klingt, aber so nicht dasteht, ist am häufigsten und entscheidet sich zuerst.
        let rang: SQL = """
            CASE WHEN \(jedes("a.suchname") { "%\($0)%" }) THEN
                 CASE WHEN \(jedes("' ' || a.suchname || ' '") { "% \($0) %" }) THEN 0
                      WHEN \(jedes("' ' || a.suchname") { "% \($0)%" }) THEN 1
                      ELSE 2 END
                 ELSE 3 END
            """
        return angaben("name", anfrage.namenPassen, rang: rang, auswahl: "length(a.suchname)",
                       naehe: "erweiterung.similarity(a.suchname, \(anfrage.gefaltet))",
                       hoechstens: hoechstens)
    }

    private static func mitSchreibfehlern(_ anfrage: Suchanfrage, _ hoechstens: Int) -> SQL {
        let naehe: SQL = "erweiterung.strict_word_similarity(\(anfrage.gefaltet), a.suchname)"
        return angaben("schreibfehler", anfrage.namenAehneln, rang: "4", auswahl: "\(naehe) DESC",
                       naehe: naehe, hoechstens: hoechstens)
    }

    /// Erst die besten Funde, dann zu ihnen alles, was die Liste zeigt.
    private static func holen(_ funde: SQL, _ hoechstens: Int, in session: MandantSession) throws
        -> [Treffer] {
        // Welcher Index der beste ist, hängt an den gesuchten Wörtern.
        try session.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        return try session.all("""
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
