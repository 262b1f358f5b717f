import Grundwerte
import Platform
import Postgres

/// Das Hauptbuch der Kreiskasse für diese Gelder: nur Zugänge, jede Buchung ergibt null.
package enum Hauptbuch {
    package enum Konto: String, Sendable, CaseIterable, SQLEnum {
        case bank, barkasse, schwebe, forderung, vorschuss, ungeklaert, durchlaufend, umbuchung

        package var bezeichnung: String {
            switch self {
            case .bank: "Bank"
            case .barkasse: "Barkasse und Schecks"
            case .schwebe: "Schwebende Zahlläufe"
            case .forderung: "Forderungen gegen die Kommunen"
            case .vorschuss: "Vorschuss Sammelrechnungen"
            case .ungeklaert: "Ungeklärt"
            case .durchlaufend: "Durchlaufend"
            case .umbuchung: "Umbuchungen der Kommunen"
            }
        }
    }

    /// Ein Konto in einem Monat; bei der Bank je Konto des Kreises, bei Forderungen je Kommune, bei
    /// Schwebe je Lauf.
    package struct Saldo: Sendable, RowDecodable {
        package let konto: Konto
        package let mandant: Mandant.ID?
        package let lauf: Zahllauf.ID?
        /// IBAN, AGS oder Laufnummer; leer für die übrigen Konten.
        package let kennung: String
        /// Bezeichnung des Bankkontos oder der Kommune, Laufnummer; leer für die übrigen Konten.
        package let unterkonto: String
        package let anfang: Geld
        package let soll: Geld
        package let haben: Geld

        package var saldo: Geld { anfang + soll - haben }
        /// Weder bewegt noch mit einem Rest.
        package var istLeer: Bool { anfang == .null && soll == .null && haben == .null }

        package init(row: Row) throws {
            konto = try row.decode("konto")
            mandant = try row.decode("mandant_id")
            lauf = try row.decode("lauf_id")
            kennung = try row.decode("kennung")
            unterkonto = try row.decode("unterkonto")
            anfang = try row.decode("anfang")
            soll = try row.decode("soll")
            haben = try row.decode("haben")
        }
    }

    /// Die Summen- und Saldenliste eines Monats. Konten ohne Saldo und Bewegung fehlen.
    package static func saldenliste(_ monat: Monat, in session: KreisSession) throws -> [Saldo] {
        try session.all("""
            SELECT s.konto, s.mandant_id, s.lauf_id, s.anfang, s.soll, s.haben,
                   coalesce(s.iban, m.ags, l.nummer, '') AS kennung,
                   coalesce(k.bezeichnung, m.bezeichnung, l.nummer, '') AS unterkonto
              FROM (SELECT z.konto, z.mandant_id, z.lauf_id, x.iban,
                           coalesce(sum(z.betrag_cent) FILTER (
                               WHERE b.buchungstag < \(monat.ersterTag)), 0)::bigint AS anfang,
                           coalesce(sum(z.betrag_cent) FILTER (
                               WHERE b.buchungstag >= \(monat.ersterTag)
                                 AND z.betrag_cent > 0), 0)::bigint AS soll,
                           coalesce(-sum(z.betrag_cent) FILTER (
                               WHERE b.buchungstag >= \(monat.ersterTag)
                                 AND z.betrag_cent < 0), 0)::bigint AS haben
                      FROM buchungszeile z
                      JOIN buchung b ON b.id = z.buchung_id
                      LEFT JOIN umsatz u ON z.konto = 'bank' AND u.id = b.umsatz_id
                      LEFT JOIN auszug x ON x.id = u.auszug_id
                     WHERE b.buchungstag <= \(monat.letzterTag)
                     GROUP BY z.konto, z.mandant_id, z.lauf_id, x.iban) s
              LEFT JOIN bankkonto k ON k.iban = s.iban
              LEFT JOIN platform.mandant m ON m.id = s.mandant_id
              LEFT JOIN zahllauf l ON l.id = s.lauf_id
             ORDER BY s.konto COLLATE "C", coalesce(s.iban, m.ags, l.nummer, '') COLLATE "C"
            """, as: Saldo.self).filter { !$0.istLeer }
    }

    /// Der erste Tag, der noch Buchungen annimmt; nil, solange kein Monat geschlossen ist.
    package static func offenAb(in session: KreisSession) throws -> Kalendertag? {
        try session.scalar("SELECT hauptbuch_offen_ab()", as: Kalendertag?.self)
    }

    package static func saldo(
        _ konto: Konto, mandant: Mandant.ID? = nil, in session: KreisSession
    ) throws -> Geld {
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
