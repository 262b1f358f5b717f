import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Bestandsuebernahme {
    /// Ein übernommenes Konto, das auf ein zweites Augenpaar wartet.
    package struct OffenesKonto: Sendable {
        package let id: Bankverbindung.ID
        package let fall: Fall.ID
        package let aktenzeichen: String
        package let zahlweg: Zahlweg
        package let inhaber: String
        package let iban: IBAN
        package let gueltigAb: Kalendertag
    }

    private static func offen(_ id: ID) -> SQL {
        """
        FROM uebernahme_konto k
        JOIN bankverbindung b ON b.id = k.bankverbindung_id
        JOIN fall f ON f.id = b.fall_id
        WHERE k.uebernahme_id = \(id)
          AND NOT EXISTS (SELECT FROM bankverbindung_bestaetigung c
                           WHERE c.bankverbindung_id = b.id)
          AND NOT EXISTS (SELECT FROM bankverbindung_sperre s
                           WHERE s.bankverbindung_id = b.id AND s.aufgehoben_am IS NULL)
        """
    }

    /// Die Liste, die eine zweite Person mit dem alten Verfahren vergleicht, nach Aktenzeichen.
    package static func offeneKonten(_ id: ID,
        in session: MandantSession) throws -> [OffenesKonto] {
        try session.all("""
            SELECT b.id, b.fall_id, f.aktenzeichen, b.zahlweg, b.inhaber, b.iban, b.gueltig_ab
            \(offen(id)) ORDER BY f.aktenzeichen, b.gueltig_ab, b.id
            """)
    }

    /// Die Liste als CSV; ihre SHA-256-Summe nennt, was bestätigt wird.
    package static func kontenliste(_ konten: [OffenesKonto]) -> String {
        "\u{FEFF}" + CSVText.zeile(["aktenzeichen", "zahlweg", "inhaber", "iban", "ab"])
            + konten.map { konto in
                CSVText.zeile([konto.aktenzeichen, konto.zahlweg.rawValue, konto.inhaber,
                               konto.iban.wert, konto.gueltigAb.deutsch])
            }.joined()
    }

    package static func pruefsumme(_ konten: [OffenesKonto]) -> String {
        hexText(SHA256.hash(data: Array(kontenliste(konten).utf8)))
    }

    /// Zweites Augenpaar für alle Konten einer Übernahme, auf genau die Liste mit diesen
    /// Prüfziffern.
    ///
    /// Wer übernommen hat, hat die Konten erfasst und bestätigt sie nicht; das hält auch die
    /// Datenbank fest. Zurück kommt, wie viele bestätigt wurden.
    package static func kontenBestaetigen(_ id: ID, pruefziffern: String,
                                          in session: MandantSession) throws -> Int {
        let von = try session.benutzer()
        guard let uebernahme = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        guard uebernahme.begonnenVon != von else {
            throw Hindernis(.regel, "Sie haben diesen Bestand selbst übernommen.",
                            abhilfe: "Eine zweite Person vergleicht die Liste und bestätigt sie.")
        }
        guard uebernahme.beendetAm != nil else {
            throw Hindernis(.regel, "Die Übernahme ist noch nicht fertig.",
                            abhilfe: "Setzen Sie sie fort; bestätigt wird die ganze Liste.")
        }
        let konten = try offeneKonten(id, in: session), summe = pruefsumme(konten)
        let eingabe = pruefziffern.lowercased().filter { !$0.isWhitespace }
        guard eingabe.count == 8, summe.hasPrefix(eingabe) else {
            throw Hindernis(.eingabe, feld: "pruefziffern",
                "Das sind nicht die Prüfziffern der Liste.",
                            abhilfe: "Laden Sie die Liste neu; sie stehen auf der Seite daneben.")
        }
        try session.execute("""
            INSERT INTO bankverbindung_bestaetigung (bankverbindung_id, bestaetigt_von)
            SELECT b.id, \(von) \(offen(id)) ON CONFLICT DO NOTHING
            """)
        let faelle = Set(konten.map(\.fall)).sorted()
        try session.execute("UPDATE fall SET fassung = fassung + 1 WHERE id = ANY (\(faelle))")
        try session.transaction.copyIn("""
            COPY aktenvermerk (id, fall_id, benutzer_id, text) FROM STDIN WITH (FORMAT binary)
            """) { writer in
            for fall in faelle {
                try writer.typedRow(UUIDv7(), fall, von, "Übernommene Bankverbindung bestätigt.")
            }
        }
        try session.audit("bestand.konten_bestaetigt", id.description,
                          ["konten": "\(konten.count)", "pruefsumme": summe])
        return konten.count
    }
}

extension Bestandsuebernahme.OffenesKonto: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        zahlweg = try row.decode("zahlweg")
        inhaber = try row.decode("inhaber")
        iban = try row.decode("iban")
        gueltigAb = try row.decode("gueltig_ab")
    }
}
