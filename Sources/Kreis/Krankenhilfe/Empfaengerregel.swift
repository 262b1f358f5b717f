import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Wer als Empfänger eines Monats zählt und ab wann gezählt wird (B-6.7).
package struct Empfaengerregel: Sendable, RowDecodable {
    /// Gilt für diesen Monat und alle folgenden, bis die nächste beginnt.
    package let gueltigAb: Monat
    package let grundlagen: [Anspruchsgrundlage]
    /// Ab diesem Tag des Folgemonats wird gezählt.
    package let zaehltag: Int
    package let grund: String

    package init(row: Row) throws {
        gueltigAb = try row.decode("gueltig_ab")
        grundlagen = try row.decode("grundlagen", as: [String].self)
            .compactMap(Anspruchsgrundlage.init(rawValue:))
        zaehltag = try row.decode("zaehltag")
        grund = try row.decode("grund")
    }

    /// Alle Regeln, die jüngste zuerst.
    package static func alle(in session: KreisSession) throws -> [Empfaengerregel] {
        try session.all("""
            SELECT gueltig_ab, grundlagen, zaehltag::bigint AS zaehltag, grund
              FROM empfaengerregel ORDER BY gueltig_ab DESC
            """)
    }

    /// Der erste Tag, an dem der Monat gezählt werden darf.
    package func zaehltag(fuer monat: Monat) -> Kalendertag {
        monat.naechster.ersterTag.plus(tage: zaehltag - 1)
    }
}

extension [Empfaengerregel] {
    /// Die Regel, die für den Monat gilt.
    package func geltende(fuer monat: Monat) -> Empfaengerregel? {
        filter { $0.gueltigAb <= monat }.max { $0.gueltigAb < $1.gueltigAb }
    }
}
