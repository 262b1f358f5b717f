import Grundwerte
import Postgres

// Die Anfrage als Bedingungen an person_angabe, dort `a` genannt; die Indizes der Tabelle tragen
// sie.
extension Suchanfrage {
    var gefaltet: String { namen.joined(separator: " ") }

    /// Jeder Name der Anfrage passt zu einem der Person, nach Schreibung oder Klang; dazu der
    /// Geburtstag.
    var namenPassen: SQL {
        SQL.join(Klang.namen(namen).map { "(\(passt($0)))" } + geboren, separator: " AND ")
    }

    /// Auch mit Schreibfehlern; für den Fall, dass sonst niemand passt.
    var namenAehneln: SQL {
        SQL.join(Klang.namen(namen).map { name in
            "(\(passt(name)) OR \(alle(name) { "\($0) OPERATOR(erweiterung.<<%) a.suchname" }))"
        } + geboren, separator: " AND ")
    }

    private func passt(_ name: Klang.Name) -> SQL {
        let schrift = alle(name) { wort in
            // Ein kurzes Stück passte mitten in zu viele Namen.
            wort.count >= 3 ? "a.suchname LIKE \("%\(wort)%")"
                : "(a.suchname LIKE \("\(wort)%") OR a.suchname LIKE \("% \(wort)%"))"
        }
        return "\(schrift) OR a.klang && \(name.klaenge)::text[]"
    }

    private func alle(_ name: Klang.Name, _ bedingung: (String) -> SQL) -> SQL {
        SQL.join(name.geschrieben.map(bedingung), separator: " AND ")
    }

    private var geboren: [SQL] {
        var bedingungen: [SQL] = []
        if let geburtsdatum { bedingungen.append("a.geburtsdatum = \(geburtsdatum)") }
        if let jahr = geburtsjahr {
            bedingungen.append("""
                a.geburtsdatum BETWEEN \(Monat(jahr, 1).ersterTag) AND \(Monat(jahr, 12).letzterTag)
                """)
        }
        return bedingungen
    }
}
