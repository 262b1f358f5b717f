import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die amtlichen Namen und Schlüssel einer Erhebung, wie sie für einen Tag geladen sind. Ausgegeben
/// werden sie nur, wenn keiner fehlt.
package struct Statistikschluessel: Sendable {
    /// Wie viele Namen und Werte fehlen.
    package let fehlend: Int
    private let amtlich: [String: [String: String]]

    package var istAmtlich: Bool { fehlend == 0 }

    /// Nichts geladen: Es gelten die Kennungen des Programms.
    static let interne = Statistikschluessel(fehlend: 1, amtlich: [:])

    private init(fehlend: Int, amtlich: [String: [String: String]]) {
        self.fehlend = fehlend
        self.amtlich = amtlich
    }

    init(
        _ erhebung: String, am tag: Kalendertag, geladenBis: Date?,
        _ merkmale: [Erhebungsmerkmal], in session: KreisSession
    ) throws {
        let zeilen = try session.all("""
            SELECT merkmal, intern, amtlich FROM statistik_schluessel
             WHERE erhebung = \(erhebung) AND gueltig @> \(tag)
               AND (\(geladenBis)::timestamptz IS NULL OR geladen_am <= \(geladenBis))
             ORDER BY merkmal, intern
            """) { (try $0.decode("merkmal", as: String.self),
                    try $0.decode("intern", as: String.self),
                    try $0.decode("amtlich", as: String.self)) }
        amtlich = Dictionary(grouping: zeilen, by: \.0).mapValues {
            Dictionary($0.map { ($0.1, $0.2) }, uniquingKeysWith: { _, neu in neu })
        }
        let geladen = amtlich
        let verlangt = ["ERHID", "MELDID", "STAID"].map { ("", $0) }
            + merkmale.flatMap { merkmal in
                ([""] + merkmal.auspraegungen).map { (merkmal.name, $0) }
            }
        fehlend = verlangt.count { geladen[$0.0]?[$0.1] == nil }
    }

    /// `ERHID`, `MELDID`, `STAID`.
    func angabe(_ name: String) -> String? { amtlich[""]?[name] }

    func name(_ merkmal: Erhebungsmerkmal) -> String {
        istAmtlich ? amtlich[merkmal.name]?[""] ?? merkmal.name : merkmal.name
    }

    func wert(_ merkmal: Erhebungsmerkmal, _ wert: String) -> String {
        guard istAmtlich, merkmal.typ == .code || merkmal.typ == .codes, !wert.isEmpty else {
            return wert
        }
        return wert.split(separator: "+").map { amtlich[merkmal.name]?[String($0)] ?? String($0) }
            .joined(separator: "+")
    }
}

/// Eine Zeile der Schlüsseltabelle, wie ein Administrator sie lädt.
package struct Schluesselzeile: Sendable {
    package let erhebung: String
    /// Leer: eine Kennung der Erhebung.
    package let merkmal: String
    /// Leer: der amtliche Name des Merkmals.
    package let intern: String
    package let amtlich: String

    package init(erhebung: String, merkmal: String, intern: String, amtlich: String) {
        self.erhebung = erhebung
        self.merkmal = merkmal
        self.intern = intern
        self.amtlich = amtlich
    }

    /// Lädt alle Zeilen oder keine; zurück kommt, wie viele es waren. Eine Zeile, die es für den
    /// Zeitraum schon gibt, wird verlangt gleich zu sein.
    @discardableResult
    package static func laden(
        _ zeilen: [Schluesselzeile], ab tag: Kalendertag, quelle: String, in session: KreisSession
    ) throws -> Int {
        for (stelle, zeile) in zeilen.enumerated() {
            let bekannt: Bool = try session.scalar("""
                SELECT EXISTS (
                    SELECT FROM statistik_merkmal m
                     WHERE m.erhebung = \(zeile.erhebung)
                       AND (m.name = \(zeile.merkmal)
                            AND (\(zeile.intern) = '' OR \(zeile.intern) = ANY (m.auspraegungen))
                            OR \(zeile.merkmal) = ''
                            AND \(zeile.intern) IN ('ERHID', 'MELDID', 'STAID')))
                """)
            guard bekannt else {
                throw Hindernis(.eingabe, "Zeile \(stelle + 2): „\(zeile.erhebung);"
                    + "\(zeile.merkmal);\(zeile.intern)“ steht nicht im Katalog.",
                    abhilfe: "`mandat statistik schluessel --vorlage` zeigt, was es gibt.")
            }
            try session.execute("""
                INSERT INTO statistik_schluessel (id, erhebung, merkmal, intern, amtlich, gueltig,
                                                  quelle)
                VALUES (\(UUIDv7()), \(zeile.erhebung), \(zeile.merkmal), \(zeile.intern),
                        \(zeile.amtlich), \(Zeitraum(von: tag)), \(quelle))
                """)
        }
        try session.audit("statistik.schluessel", quelle, ["zeilen": String(zeilen.count)])
        return zeilen.count
    }

    /// Was zu laden ist, mit leerer letzter Spalte.
    package static func vorlage(in session: KreisSession) throws -> [Schluesselzeile] {
        try session.all("""
            SELECT e.kennung AS erhebung, '' AS merkmal, k.name AS intern, 0 AS lfd, 0 AS stelle
              FROM statistik_erhebung e
              CROSS JOIN unnest(ARRAY['ERHID', 'MELDID', 'STAID']) AS k (name)
             WHERE e.verbleib = 'kreis'
            UNION ALL
            SELECT m.erhebung, m.name, a.wert, m.lfd, a.stelle
              FROM statistik_merkmal m JOIN statistik_erhebung e ON e.kennung = m.erhebung
              CROSS JOIN LATERAL unnest(array_prepend(''::text, m.auspraegungen))
                                WITH ORDINALITY AS a (wert, stelle)
             WHERE e.verbleib = 'kreis'
             ORDER BY 1, 4, 5, 3
            """) {
            Schluesselzeile(erhebung: try $0.decode("erhebung"), merkmal: try $0.decode("merkmal"),
                            intern: try $0.decode("intern"), amtlich: "")
        }
    }
}
