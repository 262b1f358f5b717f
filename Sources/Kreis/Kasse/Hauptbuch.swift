import Grundwerte
import Platform
import Postgres

/// Das Hauptbuch der Kreiskasse für diese Gelder: nur Zugänge, jede Buchung ergibt null.
package enum Hauptbuch {
    package enum Konto: String, Sendable, CaseIterable, SQLEnum {
        case bank, schwebe, forderung, vorschuss, ungeklaert, durchlaufend

        package var bezeichnung: String {
            switch self {
            case .bank: "Bank"
            case .schwebe: "Schwebende Zahlläufe"
            case .forderung: "Forderungen gegen die Kommunen"
            case .vorschuss: "Vorschuss Sammelrechnungen"
            case .ungeklaert: "Ungeklärt"
            case .durchlaufend: "Durchlaufend"
            }
        }
    }

    /// Soll und Haben eines Kontos; bei Forderungen je Kommune, bei Schwebe je Lauf.
    package struct Saldo: Sendable, RowDecodable {
        package let konto: Konto
        package let mandant: Mandant.ID?
        /// Kommune oder Laufnummer; leer für die übrigen Konten.
        package let unterkonto: String
        package let soll: Geld
        package let haben: Geld

        package var saldo: Geld { soll - haben }

        package init(row: Row) throws {
            konto = try row.decode("konto")
            mandant = try row.decode("mandant_id")
            unterkonto = try row.decode("unterkonto")
            soll = try row.decode("soll")
            haben = try row.decode("haben")
        }
    }

    /// Die Summen- und Saldenliste bis zu einem Tag. Ausgeglichene Läufe auf Schwebe fehlen.
    package static func saldenliste(bis tag: Kalendertag? = nil, in session: KreisSession) throws -> [Saldo] {
        try session.all("""
            SELECT s.konto, s.mandant_id, coalesce(m.bezeichnung, l.nummer, '') AS unterkonto, s.soll, s.haben
              FROM (SELECT z.konto, z.mandant_id, z.lauf_id,
                           coalesce(sum(z.betrag_cent) FILTER (WHERE z.betrag_cent > 0), 0)::bigint AS soll,
                           coalesce(-sum(z.betrag_cent) FILTER (WHERE z.betrag_cent < 0), 0)::bigint AS haben
                      FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
                     WHERE \(tag)::date IS NULL OR b.buchungstag <= \(tag)
                     GROUP BY z.konto, z.mandant_id, z.lauf_id) s
              LEFT JOIN platform.mandant m ON m.id = s.mandant_id
              LEFT JOIN zahllauf l ON l.id = s.lauf_id
             WHERE s.konto <> 'schwebe' OR s.soll <> s.haben
             ORDER BY s.konto, unterkonto
            """)
    }

    package static func saldo(_ konto: Konto, mandant: Mandant.ID? = nil, in session: KreisSession) throws -> Geld {
        try session.scalar("""
            SELECT coalesce(sum(betrag_cent), 0)::bigint FROM buchungszeile
             WHERE konto = \(konto) AND (\(mandant)::uuid IS NULL OR mandant_id = \(mandant))
            """)
    }

    /// Die Summe aller Zeilen; alles andere als null wäre ein Fehler.
    package static func summe(in session: KreisSession) throws -> Geld {
        try session.scalar("SELECT coalesce(sum(betrag_cent), 0)::bigint FROM buchungszeile")
    }
}
