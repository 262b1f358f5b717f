import Postgres

/// What a Mandant's job says of itself: a word that stands in the program, or how far it is.
///
/// The Kreis reads it in its overview of all jobs, daily and per Kommune. A number of people, files
/// or documents there would go past the counter and past disclosure control, and two days compared
/// would tell of single people. So there is no way to make one: the word is a literal without
/// interpolation, and a share comes in full tens of percent, because "33 %" of a short list would
/// say that it has three entries. What was counted belongs into the Mandant's own audit or onto its
/// own page.
package struct Jobstand: Sendable, Equatable, ExpressibleByStringLiteral {
    package let text: String

    package init(stringLiteral word: StaticString) { text = word.description }

    private init(text: String) { self.text = text }

    /// `.anteil(37, von: 52, "gedruckt")` is „70 % gedruckt“.
    package static func anteil(_ done: Int, von all: Int, _ word: StaticString) -> Jobstand {
        prozent(all > 0 ? Int(Double(done) * 100 / Double(all)) : 100, word)
    }

    package static func prozent(_ percent: Int, _ word: StaticString) -> Jobstand {
        let tens = min(max(percent, 0), 100) / 10 * 10
        return Jobstand(text: "\(tens) % \(word.description)")
    }
}

extension Jobstand {
    /// The same rule where jobs are read: of a Mandant's job only what could be a `Jobstand`. It
    /// holds for rows of earlier versions too, and whatever writes to the table.
    static func visible(_ progress: SQL, mandant: SQL) -> SQL {
        """
        CASE WHEN \(mandant) IS NULL OR \(progress) ~ '^(([0-9]0|0|100) % )?[^0-9]*$'
             THEN \(progress) END
        """
    }

    /// Why a Mandant's job failed, without numbers: a refusal may say how many cases it met. What
    /// PostgreSQL refused names only the state and objects concerned (`PostgresError.description`);
    /// the worker's log has every error in full.
    static func visibleError(_ error: SQL, mandant: SQL) -> SQL {
        """
        CASE WHEN \(mandant) IS NULL OR \(error) ~ '^PostgreSQL [A-Z]+ [0-9A-Z]{5}(,|$)'
             THEN \(error) ELSE regexp_replace(\(error), '[0-9]+', '…', 'g') END
        """
    }
}
