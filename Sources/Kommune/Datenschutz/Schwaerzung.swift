import Grundwerte
import Platform
import Postgres

/// Macht Angaben anderer Personen unkenntlich (Art. 15 Abs. 4 DSGVO).
struct Schwaerzung: Sendable {
    static let balken = "█████"

    /// Längste zuerst, damit kein Teil eines Namens stehen bleibt.
    private let worte: [String]

    var istLeer: Bool { worte.isEmpty }

    /// Ob der Text etwas enthält, das unkenntlich würde.
    func trifft(_ text: String) -> Bool { anwenden(text) != text }

    /// Alle, die je mit der Person in einem dieser Fälle waren, außer ihr selbst.
    init(ausser person: Person.ID, in faelle: [Fall.ID], session: MandantSession) throws {
        let angaben = try session.all("""
            SELECT a.person_id, a.familienname, a.vorname, a.weitere_namen, a.geburtsdatum,
                   a.azr_nummer
              FROM person_angabe a
             WHERE a.person_id = \(person) OR a.person_id IN
                   (SELECT m.person_id FROM mitglied m WHERE m.fall_id = ANY(\(faelle)))
             ORDER BY a.person_id, a.id
            """) { row in
            (person: try row.decode("person_id", as: Person.ID.self), worte: [
                try row.decode("familienname", as: String.self), try row.decode("vorname"),
                try row.decode("weitere_namen"),
                try row.decode("geburtsdatum", as: Kalendertag.self).deutsch,
                try row.decode("geburtsdatum", as: Kalendertag.self).description,
                try row.decode("azr_nummer", as: String?.self) ?? "",
            ])
        }
        // Wohin der Haushalt zog, als die Person nicht mehr dazugehörte.
        let wohnungen = try session.scalars("""
            SELECT u.strasse FROM unterkunft u WHERE u.fall_id = ANY(\(faelle)) AND NOT EXISTS (
                SELECT FROM unterkunft v JOIN mitglied m ON m.fall_id = v.fall_id
                 WHERE v.fall_id = u.fall_id AND v.strasse = u.strasse AND m.person_id = \(person)
                   AND m.ersetzt_am IS NULL AND m.gueltig && v.gueltig)
             ORDER BY 1
            """, as: String.self)
        let eigene = Set(angaben.filter { $0.person == person }.flatMap(\.worte))
        let fremde = Set(angaben.filter { $0.person != person }.flatMap(\.worte))
        self.init(worte: fremde.subtracting(eigene).union(wohnungen)
            .union(try Anschriftenschutz.fremdeWorte(person, faelle, in: session)))
    }

    init(worte: Set<String>) {
        self.worte = worte.filter { $0.count > 1 }.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// Nur ganze Wörter: „Ali“ bleibt in „Alina“ stehen.
    func anwenden(_ text: String) -> String {
        worte.reduce(text) { text, wort in
            var ergebnis = "", rest = text[...]
            while let fund = rest.firstRange(of: wort) {
                let davor = text[..<fund.lowerBound].last, danach = text[fund.upperBound...].first
                let ganz = davor?.isLetter != true && danach?.isLetter != true
                    && davor?.isNumber != true && danach?.isNumber != true
                ergebnis += rest[..<fund.lowerBound] + (ganz ? Schwaerzung.balken[...]
                    : text[fund])
                rest = rest[fund.upperBound...]
            }
            return ergebnis + rest
        }
    }
}
