import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Zählt einen Monat für das anonymisierte Controlling und friert die Grundlage ein (B-4.1).
///
/// Eingefroren werden Ausprägungen, keine Personen; wer gezählt wurde, bleibt als Liste in der
/// Kommune, damit der nächste Monat Zu- und Abgänge kennt. Über die Theke gehen Anzahlen und
/// Summen.
package enum Controllingzaehlung {
    /// Zählt und meldet jeden offenen Monat und jede beschlossene Sonderauswertung; zurück kommt,
    /// wie viele es waren.
    @discardableResult
    package static func melden(in session: MandantSession) throws -> Int {
        var gemeldet = 0
        for monat in try Kennzahlmeldung.offeneMonate(in: session).sorted() {
            try einfrieren(monat, in: session)
            let zahlen = try Gesamtheit.allCases.flatMap { try zaehlen($0, monat, in: session) }
            guard try Kennzahlmeldung.melden(monat, zahlen, in: session) else { continue }
            try session.audit("controlling.gemeldet", monat.description,
                              ["zahlen": String(zahlen.count)])
            gemeldet += 1
        }
        for auftrag in try Kennzahlmeldung.sonderauftraege(in: session) {
            let zahlen = try zaehlen(auftrag.gesamtheit, auftrag.monat,
                                     nach: teilmengen([auftrag.merkmale]), in: session)
            guard try Kennzahlmeldung.melden(auftrag.id, zahlen, in: session) else { continue }
            try session.audit("sonderauswertung.gezaehlt", auftrag.id.description)
            gemeldet += 1
        }
        return gemeldet
    }

    private static func zaehlen(
        _ gesamtheit: Gesamtheit, _ monat: Monat, in session: MandantSession
    ) throws -> [Kennzahlmeldung] {
        let tabellen = Bericht.tabellen.filter { $0.0 == gesamtheit }.map { $0.1.map(\.name) }
        return try zaehlen(gesamtheit, monat, nach: teilmengen(tabellen), in: session)
    }

    /// Jede Zelle und jeder Rand, die in diesen Tabellen vorkommen: Teilmengen der Merkmale.
    static func teilmengen(_ tabellen: [[String]]) -> [String] {
        var alle: Set<String> = []
        for merkmale in tabellen {
            for maske in 0..<(1 << merkmale.count) {
                alle.insert(merkmale.indices.filter { maske >> $0 & 1 == 1 }
                    .map { merkmale[$0] }.sorted().joined(separator: "|"))
            }
        }
        return alle.sorted()
    }

    /// Zählt die eingefrorenen Sätze. Beiträge desselben Beitragenden zählen in jeder Zelle
    /// zusammen, damit auch ein Rand zeigt, wer ihn beherrscht.
    private static func zaehlen(
        _ gesamtheit: Gesamtheit, _ monat: Monat, nach teilmengen: [String],
        in session: MandantSession
    ) throws -> [Kennzahlmeldung] {
        try session.all("""
            WITH beitrag AS (
                SELECT k.merkmale, s.beitragend, sum(s.wert) AS wert
                  FROM controlling_satz s
                  CROSS JOIN unnest(\(teilmengen)) AS t (namen)
                  CROSS JOIN LATERAL (
                       SELECT coalesce(string_agg(n || '=' || (s.merkmale ->> n), '|'
                                                  ORDER BY n COLLATE "C"), '') AS merkmale
                         FROM unnest(string_to_array(t.namen, '|')) AS n) k
                 WHERE s.monat = \(monat) AND s.gesamtheit = \(gesamtheit.rawValue)
                 GROUP BY k.merkmale, s.beitragend)
            SELECT \(gesamtheit.rawValue) AS gesamtheit, b.merkmale, sum(b.wert)::bigint AS wert,
                   count(*) AS beitragende, max(b.wert)::bigint AS groesster,
                   coalesce((array_agg(b.wert ORDER BY b.wert DESC))[2], 0)::bigint AS zweiter
              FROM beitrag b GROUP BY b.merkmale ORDER BY b.merkmale
            """)
    }
}

/// Zählt für das Controlling, was zu zählen ist.
package struct ControllingZaehlen: Job {
    package static let kind = "controlling.zaehlen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            let gemeldet = try Controllingzaehlung.melden(in: session)
            return gemeldet == 0 ? nil : "gemeldet"
        }
    }
}
