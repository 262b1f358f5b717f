import Foundation
import Grundwerte
import Postgres

/// One line of an audit: what somebody did, when, and to what.
package struct Protokolleintrag: Sendable, RowDecodable {
    package let kennung: UUIDv7
    package let am: Date
    /// Microseconds since 1970; with `kennung` the place of this line among all.
    package let mikro: Int
    /// Nil when the program itself acted.
    package let benutzer: User.ID?
    package let vorgang: String
    package let gegenstand: String
    package let angaben: [String: String]

    package init(row: Row) throws {
        kennung = try row.decode("kennung")
        am = try row.decode("am")
        mikro = try row.decode("mikro")
        benutzer = try row.decode("benutzer_id")
        vorgang = try row.decode("vorgang")
        gegenstand = try row.decode("gegenstand")
        angaben = try row.decode("angaben", as: JSON<[String: String]>.self).value
    }
}

/// What of an audit is asked for.
package struct Protokollfilter: Sendable, Equatable {
    package var wer: User.ID?
    package var gruppe: Vorgangsgruppe?
    /// First and last day, in Berlin.
    package var von: Kalendertag?
    package var bis: Kalendertag?

    package init(wer: User.ID? = nil, gruppe: Vorgangsgruppe? = nil, von: Kalendertag? = nil,
                 bis: Kalendertag? = nil) {
        self.wer = wer
        self.gruppe = gruppe
        self.von = von
        self.bis = bis
    }

    fileprivate var bedingungen: [SQL] {
        let teile: [SQL?] = [
            wer.map { "p.benutzer_id = \($0)" },
            gruppe.map { "split_part(p.vorgang, '.', 1) = ANY(\($0.vorsaetze))" },
            von.map { "p.am >= \($0)::timestamp AT TIME ZONE 'Europe/Berlin'" },
            bis.map { "p.am < \($0.plus(tage: 1))::timestamp AT TIME ZONE 'Europe/Berlin'" },
        ]
        return teile.compactMap(\.self)
    }
}

/// A page of an audit, the newest line first, and whether there are others on either side.
package struct Protokollseite: Sendable {
    /// Where a page begins: at the newest line, or beside one that is known.
    package enum Stelle: Sendable, Equatable {
        case anfang
        case vor(mikro: Int, kennung: UUIDv7)
        case nach(mikro: Int, kennung: UUIDv7)
    }

    package let eintraege: [Protokolleintrag]
    package let neuere: Bool
    package let aeltere: Bool

    /// The audit of a party itself.
    package static let audit: SQL = """
        SELECT id, am, benutzer_id, vorgang, gegenstand, angaben FROM audit
        """

    /// `quelle` selects id, am, benutzer_id, vorgang, gegenstand and angaben; by keyset, so that
    /// the last page is found as fast as the first.
    package static func laden(
        _ filter: Protokollfilter, ab stelle: Stelle = .anfang, hoechstens: Int,
        aus quelle: SQL = Protokollseite.audit, in session: some Session
    ) throws -> Protokollseite {
        var bedingungen = filter.bedingungen
        switch stelle {
        case .anfang: break
        case let .vor(mikro, kennung):
            bedingungen.append("(p.am, p.id) < (\(zeit(mikro)), \(kennung))")
        case let .nach(mikro, kennung):
            bedingungen.append("(p.am, p.id) > (\(zeit(mikro)), \(kennung))")
        }
        let vorwaerts = if case .nach = stelle { true } else { false }
        let wo: SQL = bedingungen.isEmpty ? ""
            : "WHERE " + SQL.join(bedingungen, separator: " AND ")
        let folge: SQL = vorwaerts ? "p.am, p.id" : "p.am DESC, p.id DESC"
        var gefunden = try session.all("""
            SELECT p.id AS kennung, p.am, (extract(epoch FROM p.am) * 1000000)::bigint AS mikro,
                   p.benutzer_id, p.vorgang, p.gegenstand,
                   -- Numbers too are shown as text.
                   (SELECT coalesce(jsonb_object_agg(e.key, coalesce(e.value, '')), '{}')
                      FROM jsonb_each_text(p.angaben) e) AS angaben
              FROM (\(quelle)) p \(wo)
             ORDER BY \(folge) LIMIT \(hoechstens + 1)
            """, as: Protokolleintrag.self)
        let mehr = gefunden.count > hoechstens
        if mehr { gefunden.removeLast() }
        return vorwaerts
            ? Protokollseite(eintraege: gefunden.reversed(), neuere: mehr, aeltere: true)
            : Protokollseite(eintraege: gefunden, neuere: stelle != .anfang, aeltere: mehr)
    }

    /// More lines than a file may hold.
    package static func zuViele(_ hoechstens: Int) -> Hindernis {
        Hindernis(.regel, "Das sind mehr als \(hoechstens) Einträge.",
                  abhilfe: "Grenzen Sie auf eine Person, einen Fall oder weniger Tage ein.")
    }

    private static func zeit(_ mikro: Int) -> SQL {
        "TIMESTAMPTZ 'epoch' + \(mikro)::bigint * INTERVAL '1 microsecond'"
    }
}
