/// What the same login tries at the counter where Kommunen ask about persons. Borken has left one
/// mark there, of which the attacker knows nothing; a few attacks assume that somebody has stolen
/// it.
extension AngriffMandant {
    static let abgleich: [Angriff] = [
        Angriff("liest Marken", "SELECT marke::text FROM kreis.personenmarke", "42501"),
        Angriff("liest Fragen", "SELECT gefragt_von FROM kreis.personenfrage", "42501"),
        Angriff("liest Treffer", "SELECT person_id::text FROM kreis.personentreffer", "42501"),
        Angriff("setzt seine Tagesgrenze zurück", "DELETE FROM kreis.personenfrage_tag", "42501"),
        Angriff("liest, wer geschützt ist", "SELECT person_id::text FROM kreis.personenschutz",
                "42501"),
        Angriff("fragt am Schutz vorbei",
                "SELECT kommune FROM kreis.auskunft_ueber('{fall}', '{}')", "42501"),
        Angriff("fragt Treffer ohne Frage", "SELECT kommune FROM kreis.trefferauskunft('{fall}')",
                "42501"),
        Angriff("schützt im Großen", """
            SELECT kreis.personenschutz_setzen(ARRAY(SELECT gen_random_uuid() FROM
                generate_series(1, 10001)))::text
            """, "22023"),
        Angriff("hält andere Kommunen auf",
                "SELECT schema_name FROM platform.mandant FOR NO KEY UPDATE", "42501"),
        Angriff("schützt nichts", "SELECT kreis.personenschutz_setzen(NULL)::text", "22023"),
        Angriff("löscht die Spur", "DELETE FROM kreis.personenfrage", "42501"),
        Angriff("ändert fremde Marken", "UPDATE kreis.personenmarke SET person_id = '{fall}'",
                "42501"),
        Angriff("fragt an der Theke vorbei",
                "SELECT gefragt_von FROM kreis.gestellte_personenfragen('{fall}')",
                "42501"),
        Angriff("fragt die Plattform", "SELECT kommune FROM platform.auskunftsstelle('{fall}')",
                "42501"),
        Angriff("weckt andere", "SELECT platform.personenfrage_ankuendigen('{}')::text", "42501"),
        Angriff("fremde Personen", "SELECT kreis.hinterlegte_personen(NULL, 1000)::text",
                ergibt: []),
        Angriff("Personen ohne Grenze", "SELECT kreis.hinterlegte_personen(NULL, NULL)::text",
                ergibt: []),

        Angriff("fragt mit geratenen Marken", fragen("{person}", """
            ARRAY(SELECT sha256(convert_to('name|RMN+JSF|1990-01-' || n, 'UTF8')) FROM
                generate_series(1, 80) n)
            """), ergibt: [""]),
        Angriff("erfährt nichts",
                "SELECT kommune FROM kreis.personenfragen(ARRAY['{person}']::uuid[])",
                ergibt: ["–"]),
        Angriff("fragt ohne Marke", fragen("{person}", "'{}'"), "22023"),
        Angriff("fragt mit NULL", fragen("{person}", "NULL"), "22023"),
        Angriff("fragt im Großen", fragen("{person}", """
            ARRAY(SELECT sha256(convert_to(n::text, 'UTF8')) FROM generate_series(1, 81) n)
            """), "22023"),
        Angriff("fragt ohne Namen", fragen("{person}", stehlen, wer: ""), "23514"),
        Angriff("fragt für eine andere Kommune nach",
                "SELECT kommune FROM kreis.personenfragen(ARRAY['{fall}']::uuid[])",
                ergibt: []),
        // Even with a stolen mark there is no answer to a question that could still be undone.
        Angriff("fragt und liest in einem Satz", """
            SELECT f::text || (SELECT count(*) FROM
                kreis.personenfragen(ARRAY['{zahlung}']::uuid[]))
              FROM (\(fragen("{zahlung}", stehlen)) OFFSET 0) AS x (f)
            """, ergibt: ["0"]),
        Angriff("fragt und holt in einem Satz", """
            SELECT f::text || (SELECT count(*) FROM kreis.personenfragen_abholen() WHERE person_id =
                '{auftrag}')
              FROM (\(fragen("{auftrag}", stehlen)) OFFSET 0) AS x (f)
            """, ergibt: ["0"]),

        Angriff("nimmt fremde Marken weg",
                "SELECT kreis.personenmarken_setzen(ARRAY['{person}']::uuid[], '{}', '{}')::text",
                ergibt: [""]),
        Angriff("hinterlegt für Ungenannte", setzen(personen: "'{}'", marke: "sha256('x')"),
                "22023"),
        Angriff("hinterlegt keine Marke", setzen(marke: "NULL"), "23502"),
        Angriff("hinterlegt Klartext", setzen(marke: "'\\x52'"), "23514"),
        Angriff("hinterlegt nichts", "SELECT kreis.personenmarken_setzen(NULL, NULL, NULL)::text",
                "22023"),
        Angriff("hinterlegt im Großen", """
            SELECT kreis.personenmarken_setzen(ARRAY(SELECT gen_random_uuid() FROM
                generate_series(1, 1001)), '{}', '{}')::text
            """, "22023"),
    ]

    /// The mark that Borken left.
    static let stehlen = "ARRAY[sha256('gestohlen')]"

    private static func fragen(_ person: String, _ marken: String, wer: String = "Angreifer")
        -> String {
        "SELECT kreis.person_fragen(gen_random_uuid(), '\(person)', '\(wer)', \(marken))::text"
    }

    private static func setzen(personen: String = "ARRAY['{person}']::uuid[]", marke: String)
        -> String {
        """
        SELECT kreis.personenmarken_setzen(\(personen), ARRAY['{person}']::uuid[],
                                           ARRAY[\(marke)]::bytea[])::text
        """
    }
}
