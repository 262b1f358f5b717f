import Grundwerte
import Leistungsrecht
import Postgres

extension Auskunftstext {
    /// Eine Tabelle der Auskunft; `sql` gibt je Zeile fertigen Text.
    struct Abfrage: Sendable {
        let titel: String
        let spalten: [String]
        let sql: SQL
        /// Was in einer Spalte als Schlüssel steht und wie es heißt.
        var worte: [Int: @Sendable (String) -> String] = [:]

        func zeile(_ werte: [String]) -> [String] {
            werte.enumerated().map { stelle, wert in worte[stelle]?(wert) ?? wert }
        }
    }

    static func abfragen(_ person: Person.ID, _ faelle: [Fall.ID]) -> [Abfrage] {
        zurPerson(person) + zumHaushalt(faelle) + verlauf(person, faelle)
    }

    private static let gilt: SQL = """
        to_char(lower(gueltig), 'DD.MM.YYYY') || ' bis '
        || coalesce(to_char(upper(gueltig) - 1, 'DD.MM.YYYY'), 'heute')
        """

    private static func euro(_ spalte: SQL) -> SQL {
        "replace((\(spalte) / 100)::text || '.' || lpad((\(spalte) % 100)::text, 2, '0'), '.', ',')"
    }

    private static func zurPerson(_ person: Person.ID) -> [Abfrage] {
        [
            Abfrage(titel: "Angaben zur Person",
                    spalten: ["Name", "Weitere Namen", "Geboren", "Staat", "AZR", "Gültig"],
                    sql: """
                SELECT ARRAY[trim(vorname || ' ' || familienname), weitere_namen,
                             to_char(geburtsdatum, 'DD.MM.YYYY'),
                             staatsangehoerigkeit, coalesce(azr_nummer, ''), \(gilt)]
                  FROM person_angabe WHERE person_id = \(person) ORDER BY gueltig, erfasst_am
                """, worte: [3: { Staatsangehoerigkeit.name($0) }]),
            Abfrage(titel: "Aufenthalt", spalten: ["Status", "Eingereist", "Gültig"], sql: """
                SELECT ARRAY[status, coalesce(to_char(eingereist_am, 'DD.MM.YYYY'), ''), \(gilt)]
                  FROM aufenthalt WHERE person_id = \(person) ORDER BY gueltig, erfasst_am
                """, worte: [0: { Aufenthaltsstatus(rawValue: $0)?.bezeichnung ?? $0 }]),
            Abfrage(titel: "Leistungsberechtigung",
                    spalten: ["Personenkreis", "Grundlage", "Gültig"], sql: """
                SELECT ARRAY[personenkreis, grundlage, \(gilt)]
                  FROM berechtigung WHERE person_id = \(person) ORDER BY gueltig, erfasst_am
                """, worte: [0: { Personenkreis(rawValue: $0)?.norm ?? $0 },
                             1: { Anspruchsgrundlage(rawValue: $0)?.bezeichnung ?? $0 }]),
            Abfrage(titel: "Einkommen", spalten: ["Art", "Quelle", "Gültig", "Brutto in €"],
                    sql: """
                SELECT ARRAY[art, quelle, \(gilt), \(euro("brutto_cent"))]
                  FROM einkommen WHERE person_id = \(person) ORDER BY gueltig, erfasst_am
                """, worte: [0: { Einkommensart(rawValue: $0)?.bezeichnung ?? $0 }]),
            Abfrage(titel: "Vermögen", spalten: ["Art", "Gültig", "Wert in €"], sql: """
                SELECT ARRAY[art, \(gilt), \(euro("wert_cent"))]
                  FROM vermoegen WHERE person_id = \(person) ORDER BY gueltig, erfasst_am
                """),
            Abfrage(titel: "Krankenhilfe", spalten: ["Schein", "Art", "Gültig"], sql: """
                SELECT ARRAY[jahr || '/' || lpad(behandlungsschein.lfd::text, 5, '0'),
                             art || coalesce(' ' || nullif(fachrichtung, ''), ''), \(gilt)]
                  FROM behandlungsschein WHERE person_id = \(person)
                 ORDER BY gueltig, behandlungsschein.lfd
                """),
            Abfrage(titel: "Einzelne Leistungen", spalten: ["Gegenstand", "Beantragt"], sql: """
                SELECT ARRAY[gegenstand, to_char(beantragt_am, 'DD.MM.YYYY')]
                  FROM einzelleistung WHERE person_id = \(person) ORDER BY beantragt_am, id
                """),
        ]
    }

    private static func zumHaushalt(_ faelle: [Fall.ID]) -> [Abfrage] {
        [
            Abfrage(titel: "Ihre Fälle", spalten: ["Aktenzeichen", "Angelegt", "Eingestellt"],
                    sql: """
                SELECT ARRAY[aktenzeichen, to_char(angelegt_am, 'DD.MM.YYYY'),
                             coalesce(to_char(eingestellt_zum, 'DD.MM.YYYY'), 'läuft')]
                  FROM fall WHERE id = ANY(\(faelle)) ORDER BY aktenzeichen
                """),
            Abfrage(titel: "Unterkunft",
                    spalten: ["Anschrift", "Vermieter", "Gültig", "Miete in €"], sql: """
                SELECT ARRAY[strasse || ', ' || plz || ' ' || ort, coalesce(vermieter_name, ''),
                             \(gilt), \(euro("miete_cent"))]
                  FROM unterkunft WHERE fall_id = ANY(\(faelle)) ORDER BY gueltig, erfasst_am
                """),
            Abfrage(titel: "Bankverbindungen", spalten: ["Inhaber", "IBAN", "Ab"], sql: """
                SELECT ARRAY[inhaber, iban, to_char(gueltig_ab, 'DD.MM.YYYY')]
                  FROM bankverbindung WHERE fall_id = ANY(\(faelle)) ORDER BY gueltig_ab, id
                """),
            Abfrage(titel: "Bescheide", spalten: ["Nummer", "Art", "Zeitraum", "Vom"], sql: """
                SELECT ARRAY[nummer, art, to_char(lower(zeitraum), 'DD.MM.YYYY') || ' bis '
                             || coalesce(to_char(upper(zeitraum) - 1, 'DD.MM.YYYY'), ''),
                             to_char(erlassen_am, 'DD.MM.YYYY')]
                  FROM bescheid WHERE fall_id = ANY(\(faelle)) ORDER BY erlassen_am, nummer
                """, worte: [1: { Bescheid.Art(rawValue: $0)?.bezeichnung ?? $0 }]),
            Abfrage(titel: "Zahlungen", 
                    spalten: ["Monat", "Zweck", "An", "Stand", "Gezahlt am", "Betrag in €"],
                    sql: """
                SELECT ARRAY[to_char(monat, 'MM/YYYY'), zweck, empfaenger_name, zustand,
                             coalesce(to_char(gezahlt_am, 'DD.MM.YYYY'), ''),
                             \(euro("betrag_cent"))]
                  FROM zahlung WHERE fall_id = ANY(\(faelle)) ORDER BY monat, id
                """, worte: [1: { Zahlung.Zweck(rawValue: $0)?.bezeichnung ?? $0 },
                             3: { Zahlung.Zustand(rawValue: $0)?.bezeichnung ?? $0 }]),
        ]
    }

    private static func verlauf(_ person: Person.ID, _ faelle: [Fall.ID]) -> [Abfrage] {
        [
            Abfrage(titel: "Rückforderungen", spalten: ["Kassenzeichen", "Grund", "Vom"], sql: """
                SELECT ARRAY[kassenzeichen, grund, to_char(angelegt_am, 'DD.MM.YYYY')]
                  FROM rueckforderung WHERE schuldner_id = \(person) ORDER BY angelegt_am, id
                """),
            Abfrage(titel: "Widersprüche", spalten: ["Erhoben von", "Begründung", "Eingang"],
                    sql: """
                SELECT ARRAY[erhoben_von, begruendung, to_char(eingegangen, 'DD.MM.YYYY')]
                  FROM widerspruch WHERE fall_id = ANY(\(faelle)) ORDER BY eingegangen, id
                """),
            Abfrage(titel: "Vermerke in der Akte", spalten: ["Vermerk", "Am"], sql: """
                SELECT ARRAY[text, to_char(am AT TIME ZONE 'Europe/Berlin', 'DD.MM.YYYY')]
                  FROM aktenvermerk
                 WHERE fall_id = ANY(\(faelle)) AND text NOT LIKE '%Abgleich: %' ORDER BY am, id
                """),
            // Wer von den Beschäftigten es war, gehört nicht dazu (EuGH, 22.06.2023, C-579/21).
            Abfrage(titel: "Wann Ihre Akte gelesen wurde", spalten: ["Von", "Am"], sql: """
                SELECT ARRAY[CASE WHEN zustaendig THEN 'zuständige Sachbearbeitung'
                                  ELSE 'andere Stelle der Kommune' END,
                             to_char(tag, 'DD.MM.YYYY')]
                  FROM lesezugriff WHERE fall_id = ANY(\(faelle))
                 GROUP BY tag, zustaendig ORDER BY tag, zustaendig
                """),
        ]
    }
}
