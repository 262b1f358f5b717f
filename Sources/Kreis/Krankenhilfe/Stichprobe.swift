import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

/// Wie viele Einzelposten geprüft werden; gilt für Rechnungen, die ab dem Tag eingehen (B-6.4).
package struct Stichprobenregel: Sendable, Equatable, RowDecodable {
    package let gueltigAb: Kalendertag
    /// In Tausendsteln.
    package let anteilPromille: Int
    package let mindestens: Int
    package let hoechstens: Int
    package let grund: String

    package init(gueltigAb: Kalendertag, anteilPromille: Int, mindestens: Int, hoechstens: Int,
                 grund: String) {
        self.gueltigAb = gueltigAb
        self.anteilPromille = anteilPromille
        self.mindestens = mindestens
        self.hoechstens = hoechstens
        self.grund = grund
    }

    package init(row: Row) throws {
        gueltigAb = try row.decode("gueltig_ab")
        anteilPromille = try row.decode("anteil_promille")
        mindestens = try row.decode("mindestens")
        hoechstens = try row.decode("hoechstens")
        grund = try row.decode("grund")
    }

    /// So viele von `anzahl`: der Anteil, aufgerundet, in den Grenzen der Regel.
    package func umfang(von anzahl: Int) -> Int {
        min(anzahl, hoechstens, max(mindestens, (anzahl * anteilPromille + 999) / 1000))
    }
}

/// Die gezogenen Einzelposten einer Sammelrechnung und wie es zu ihnen kam (B-6.4).
///
/// Die Saat gibt die Datenbank, nachdem die Liste feststeht; ab da ist die Ziehung bestimmt, und
/// jeder kann sie nachrechnen. Die Datenbank nimmt keine andere an.
package struct Stichprobe: Sendable, RowDecodable {
    package let regel: Stichprobenregel
    /// So viele Einzelposten hat die Liste.
    package let anzahl: Int
    package let umfang: Int
    package let saat: [UInt8]
    package let von: User.ID
    package let am: Date

    package init(row: Row) throws {
        regel = try Stichprobenregel(row: row)
        anzahl = try row.decode("anzahl")
        umfang = try row.decode("umfang")
        saat = try row.decode("saat")
        von = try row.decode("von")
        am = try row.decode("am")
    }

    /// Zieht `umfang` der Stellen 1 bis `anzahl`, in der Reihenfolge ihrer Ziehung.
    ///
    /// Jede Stelle bekommt die SHA-256-Summe aus der Saat und ihrer Nummer (vier Bytes, das
    /// höchste zuerst); gezogen sind die kleinsten Summen. Gleiche Saat, gleiche Ziehung.
    package static func ziehen(saat: [UInt8], anzahl: Int, umfang: Int) -> [Int] {
        (1...max(anzahl, 1)).prefix(anzahl)
            .map { (stelle: $0, summe: summe(saat, $0)) }
            .sorted { $0.summe.lexicographicallyPrecedes($1.summe) }
            .prefix(umfang).map(\.stelle)
    }

    private static func summe(_ saat: [UInt8], _ stelle: Int) -> [UInt8] {
        let nummer = withUnsafeBytes(of: UInt32(stelle).bigEndian) { Array($0) }
        return Array(SHA256.hash(data: saat + nummer))
    }

    /// Nil, solange keine gezogen ist.
    package static func laden(
        _ rechnung: Sammelrechnung.ID, in session: KreisSession
    ) throws -> Stichprobe? {
        try session.first("""
            SELECT s.anzahl::bigint AS anzahl, s.umfang::bigint AS umfang, s.saat, s.von, s.am,
                   r.gueltig_ab, r.anteil_promille::bigint AS anteil_promille,
                   r.mindestens::bigint AS mindestens, r.hoechstens::bigint AS hoechstens, r.grund
              FROM stichprobe s JOIN stichprobenregel r ON r.gueltig_ab = s.regel
             WHERE s.rechnung_id = \(rechnung)
            """)
    }

    /// Stichproben, die nicht die sind, die aus ihrer Saat folgen.
    package static func abweichende(in session: KreisSession) throws -> [String] {
        try session.all("""
            SELECT r.eingangsnummer, s.saat, s.anzahl::bigint AS anzahl, s.umfang::bigint AS umfang,
                   coalesce(array_agg(p.lfd::bigint ORDER BY p.lfd)
                            FILTER (WHERE p.lfd IS NOT NULL), '{}') AS gezogen
              FROM stichprobe s
              JOIN sammelrechnung r ON r.id = s.rechnung_id
              LEFT JOIN stichprobe_position p ON p.rechnung_id = s.rechnung_id
             GROUP BY r.eingangsnummer, s.saat, s.anzahl, s.umfang ORDER BY r.eingangsnummer
            """) { row in
            (nummer: try row.decode("eingangsnummer", as: String.self),
             gezogen: try row.decode("gezogen", as: [Int].self),
             soll: ziehen(saat: try row.decode("saat"), anzahl: try row.decode("anzahl"),
                          umfang: try row.decode("umfang")).sorted())
        }.filter { $0.gezogen != $0.soll }.map(\.nummer)
    }
}
