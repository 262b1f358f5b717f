import Grundwerte
import Postgres

// Die Anfrage als Bedingungen an person_angabe mit dem Kürzel `a`; die Indizes der Tabelle tragen
// sie.
extension Suchanfrage {
    var gefaltet: String { namen.joined(separator: " ") }

    /// Jedes Wort der Anfrage passt zu einem Wort der Person, nach Schreibung oder Klang; dazu der
    /// Geburtstag.
    var namenPassen: SQL {
        SQL.join(namen.map { "(\(passt($0)))" } + geboren, separator: " AND ")
    }

    /// Auch mit Schreibfehlern; für den Fall, dass sonst niemand passt.
    var namenAehneln: SQL {
        SQL.join(namen.map { "(\(passt($0)) OR \($0) OPERATOR(erweiterung.<<%) a.suchname)" }
                 + geboren,
                 separator: " AND ")
    }

    private func passt(_ wort: String) -> SQL {
        // Ein kurzes Stück passte mitten in zu viele Namen.
        let schrift: SQL = wort.count >= 3 ? "a.suchname LIKE \("%\(wort)%")"
            : "a.suchname LIKE \("\(wort)%") OR a.suchname LIKE \("% \(wort)%")"
        return "\(schrift) OR a.klang && \(Klang.schluessel(wort))::text[]"
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
