import Grundwerte
import Platform
import Postgres

/// Der Inhalt einer Datei für die Finanzsoftware: CSV in UTF-8 mit Kennung, Semikolon und
/// Dezimalkomma.
///
/// Satzart `K` ist der Kopf, `B` eine Buchung, `S` die Summen. Zeilen gleichen Tages, Vorgangs und
/// Kontos sind zusammengezählt; einzelne Zahlungen und Personen stehen nicht darin.
struct Hkrdatei {
    struct Zeile: RowDecodable {
        let buchungstag: Kalendertag
        let vorgang: String
        let konto: Hauptbuch.Konto
        let kommune: String
        let ags: String
        let lauf: String
        let kassenzeichen: String
        let produkt: String
        let sachkonto: String
        let soll: Geld
        let haben: Geld
        let anzahl: Int

        init(row: Row) throws {
            buchungstag = try row.decode("buchungstag")
            vorgang = try row.decode("text")
            konto = try row.decode("konto")
            kommune = try row.decode("kommune")
            ags = try row.decode("ags")
            lauf = try row.decode("lauf")
            kassenzeichen = try row.decode("kassenzeichen")
            produkt = try row.decode("produkt")
            sachkonto = try row.decode("sachkonto")
            soll = try row.decode("soll")
            haben = try row.decode("haben")
            anzahl = try row.decode("anzahl")
        }
    }

    let nummer: String
    let bis: Kalendertag
    let zeilen: [Zeile]

    var soll: Geld { zeilen.lazy.map(\.soll).summe() }
    var haben: Geld { zeilen.lazy.map(\.haben).summe() }

    var bytes: [UInt8] {
        let kopf = [
            ["Satzart", "Export", "Nr", "Buchungstag", "Vorgang", "Konto", "AGS", "Kommune",
             "Zahllauf", "Kassenzeichen", "Produkt", "Sachkonto", "Soll", "Haben", "Anzahl"],
            ["K", nummer, "1", bis.deutsch, "gebucht bis"],
        ]
        let buchungen = zeilen.enumerated().map { stelle, z in
            ["B", nummer, "\(stelle + 1)", z.buchungstag.deutsch, z.vorgang, z.konto.rawValue,
             z.ags, z.kommune, z.lauf, z.kassenzeichen, z.produkt, z.sachkonto,
             z.soll.csv, z.haben.csv, "\(z.anzahl)"]
        }
        let summe = ["S", nummer, "\(zeilen.count)", "", "Summen", "", "", "", "", "", "", "",
                     soll.csv, haben.csv, "\(zeilen.map(\.anzahl).reduce(0, +))"]
        return Array((CSVZeile.kennung
                      + (kopf + buchungen + [summe]).map { CSVZeile.text($0) }.joined()).utf8)
    }

    /// Die Fassung neuer Dateien: Seit der zweiten steht das Kassenzeichen jeder bezahlten
    /// Forderung darin, vorher nur das einer Erstattung.
    static let fassung = 2

    /// Was zu dieser Datei gehört, in einer Reihenfolge, die nur vom Inhalt abhängt.
    static func zeilen(_ id: Hkrexport.ID, fassung: Int, in session: KreisSession) throws
        -> [Zeile] {
        let weiteres: SQL = fassung < 2 ? "NULL" : "f.kassenzeichen"
        let zeichen: SQL = "coalesce(z.kassenzeichen, e.kassenzeichen, \(weiteres), '')"
        return try session.all("""
            SELECT b.buchungstag, b.text, z.konto, coalesce(m.bezeichnung, '') AS kommune,
                   coalesce(m.ags, '') AS ags, coalesce(l.nummer, '') AS lauf,
                   \(zeichen) AS kassenzeichen, x.produkt, x.sachkonto,
                   coalesce(sum(z.betrag_cent) FILTER (WHERE z.betrag_cent > 0), 0)::bigint AS soll,
                   coalesce(-sum(z.betrag_cent) FILTER (WHERE z.betrag_cent < 0), 0)::bigint
                       AS haben,
                   count(*) AS anzahl
              FROM hkr_export_zeile x
              JOIN buchungszeile z ON z.id = x.buchungszeile_id
              JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN platform.mandant m ON m.id = z.mandant_id
              LEFT JOIN zahllauf l ON l.id = z.lauf_id
              LEFT JOIN umsatz_zuordnung u ON u.id = z.zuordnung_id
              LEFT JOIN erstattung e ON e.id = u.erstattung_id
              LEFT JOIN forderung f ON f.id = coalesce(u.umlageteil_id, u.forderung_id)
             WHERE x.export_id = \(id)
             GROUP BY b.buchungstag, b.text, z.konto, m.bezeichnung, m.ags, l.nummer,
                      \(zeichen), x.produkt, x.sachkonto
             ORDER BY b.buchungstag, b.text COLLATE "C", z.konto COLLATE "C",
                      m.ags COLLATE "C" NULLS FIRST, l.nummer COLLATE "C" NULLS FIRST,
                      \(zeichen) COLLATE "C",
                      x.produkt COLLATE "C", x.sachkonto COLLATE "C"
            """)
    }
}
