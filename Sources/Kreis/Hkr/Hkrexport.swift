import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Datei für die Finanzsoftware des Kreises: jede Zeile des Hauptbuchs genau einmal, in
/// fortlaufend nummerierten Dateien, ohne Angaben zu Personen.
package struct Hkrexport: Sendable, RowDecodable {
    package typealias ID = TypedID<Hkrexport>

    package let id: ID
    /// `HKR-2026-0001`
    package let nummer: String
    package let bis: Kalendertag
    package let zeilen: Int
    /// Soll und Haben sind gleich.
    package let summe: Geld
    package let sha256: [UInt8]
    package let erstelltVon: User.ID
    package let erstelltAm: Date
    /// Nach welcher Regel die Datei entstand.
    let fassung: Int

    package var dateiname: String { "\(nummer).csv" }
    package var pruefsumme: String { hexText(sha256) }

    package init(row: Row) throws {
        id = try row.decode("id")
        nummer = try row.decode("nummer")
        bis = try row.decode("bis")
        zeilen = try row.decode("zeilen")
        summe = try row.decode("soll_cent")
        sha256 = try row.decode("sha256")
        erstelltVon = try row.decode("erstellt_von")
        erstelltAm = try row.decode("erstellt_am")
        fassung = try row.decode("fassung")
    }

    private static let abfrage: SQL = """
        SELECT id, nummer, bis, zeilen, soll_cent, sha256, erstellt_von, erstellt_am, fassung
          FROM hkr_export
        """

    /// Alle, die jüngste zuerst.
    package static func alle(in session: KreisSession) throws -> [Hkrexport] {
        try session.all("\(abfrage) ORDER BY nummer DESC")
    }

    package static func laden(_ id: ID, in session: KreisSession) throws -> Hkrexport {
        guard let export: Hkrexport = try session.first("\(abfrage) WHERE id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return export
    }

    /// Die Bytes, wie sie bei der Ausgabe entstanden.
    package func bytes(in session: KreisSession) throws -> [UInt8] {
        try session.scalar("SELECT inhalt FROM hkr_export WHERE id = \(id)")
    }

    /// Dieselbe Datei noch einmal aus den Büchern gerechnet; gleich, solange nichts verfälscht ist.
    package func nachgerechnet(in session: KreisSession) throws -> [UInt8] {
        try Hkrdatei(nummer: nummer, bis: bis,
                     zeilen: Hkrdatei.zeilen(id, fassung: fassung, in: session)).bytes
    }

    /// Wie viele Zeilen des Hauptbuchs bis zu diesem Tag noch in keiner Datei stehen.
    package static func offen(bis tag: Kalendertag, in session: KreisSession) throws -> Int {
        try session.scalar("""
            SELECT count(*) FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
             WHERE b.buchungstag <= \(tag)
               AND NOT EXISTS (SELECT FROM hkr_export_zeile x WHERE x.buchungszeile_id = z.id)
            """)
    }
}

extension Hkrexport {
    /// Gibt alles aus, was bis zu diesem Tag gebucht und noch in keiner Datei ist.
    ///
    /// Fehlt für ein Konto das Sachkonto, entsteht keine Datei, und die Meldung nennt es.
    @discardableResult
    package static func ausgeben(bis tag: Kalendertag, in session: KreisSession) throws -> ID {
        // Wartet auf Buchungen, die gerade entstehen: Keine fällt zwischen zwei Dateien.
        try session.execute("SELECT hauptbuch_sperren()")
        guard tag < session.heute else {
            throw Hindernis(.eingabe, feld: "bis",
                            "Ausgegeben wird nur, was bis gestern gebucht ist.",
                            abhilfe: "Wählen Sie den "
                                + "\(session.heute.plus(tage: -1).deutsch) oder früher.")
        }
        try pruefeSachkonten(bis: tag, in: session)
        let id = ID()
        let zeilen = try session.execute("""
            INSERT INTO hkr_export_zeile (buchungszeile_id, export_id, produkt, sachkonto)
            SELECT z.id, \(id), k.produkt, k.sachkonto
              FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
              JOIN LATERAL (\(sachkonto)) k ON true
             WHERE b.buchungstag <= \(tag)
               AND NOT EXISTS (SELECT FROM hkr_export_zeile x WHERE x.buchungszeile_id = z.id)
            """)
        guard zeilen > 0 else {
            throw Hindernis(.regel, "Bis zum \(tag.deutsch) ist nichts Neues gebucht.")
        }
        let jahr = session.heute.jahr
        let lfd = try session.naechsteNummer("hkr/\(jahr)")
        let nummer = "HKR-\(jahr)-\(lfd.aufgefuellt(auf: 4))"
        let datei = Hkrdatei(
            nummer: nummer, bis: tag,
            zeilen: try Hkrdatei.zeilen(id, fassung: Hkrdatei.fassung, in: session))
        try session.execute("""
            INSERT INTO hkr_export (id, nummer, bis, zeilen, soll_cent, haben_cent, inhalt, sha256,
                                    erstellt_von, fassung)
            VALUES (\(id), \(nummer), \(tag), \(Int32(datei.zeilen.count)), \(datei.soll),
                    \(datei.haben), \(datei.bytes), \(Array(SHA256.hash(data: datei.bytes))),
                    \(session.benutzer()), \(Hkrdatei.fassung))
            """)
        try session.audit("hkr.ausgegeben", nummer,
                          ["buchungszeilen": "\(zeilen)", "soll": datei.soll.dezimal])
        return id
    }

    /// Das Sachkonto der Zeile `z` am Tag ihrer Buchung `b`.
    private static let sachkonto: SQL = """
        SELECT h.produkt, h.sachkonto FROM hkr_zuordnung h
         WHERE h.konto = z.konto AND h.gueltig_ab <= b.buchungstag
           AND (h.mandant_id IS NULL OR h.mandant_id = z.mandant_id)
         ORDER BY h.mandant_id NULLS LAST, h.gueltig_ab DESC LIMIT 1
        """

    private static func pruefeSachkonten(bis tag: Kalendertag, in session: KreisSession) throws {
        let fehlende = try session.all("""
            SELECT DISTINCT z.konto, coalesce(m.bezeichnung, '') AS kommune
              FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
              LEFT JOIN platform.mandant m ON m.id = z.mandant_id
              LEFT JOIN LATERAL (\(sachkonto)) k ON true
             WHERE b.buchungstag <= \(tag) AND k.sachkonto IS NULL
               AND NOT EXISTS (SELECT FROM hkr_export_zeile x WHERE x.buchungszeile_id = z.id)
             ORDER BY z.konto, 2 LIMIT 5
            """) {
            let konto = try $0.decode("konto", as: Hauptbuch.Konto.self).bezeichnung
            let kommune = try $0.decode("kommune", as: String.self)
            return kommune.isEmpty ? "„\(konto)“" : "„\(konto)“ (\(kommune))"
        }
        guard fehlende.isEmpty else {
            throw Hindernis(.regel, "Ein Sachkonto fehlt für \(fehlende.joined(separator: ", ")).",
                            abhilfe: "Tragen Sie es unten ein, gültig ab dem Tag der Buchung.")
        }
    }
}
