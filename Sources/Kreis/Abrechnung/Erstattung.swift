import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Die Erstattungsanforderung an eine Kommune für einen Monat (B-5.3): genau die Bewegung ihrer
/// Forderung darin.
///
/// Abgeschlossen ändert sie sich nie; ein späterer Rückläufer ist eine negative Zeile seines
/// eigenen Monats.
package struct Erstattung: Sendable {
    package typealias ID = TypedID<Erstattung>

    package let id: ID
    package let mandant: Mandant.ID
    /// `Stadt Ahaus`.
    package let kommune: String
    package let monat: Monat
    /// `EA-2026-0007`, je Jahr lückenlos.
    package let nummer: String
    package let kassenzeichen: String
    package let gezahlt: Geld
    /// Nie positiv.
    package let ruecklauf: Geld
    /// Nie positiv: was beim Kreis auf Rückforderungen der Kommune einging (B-5.4).
    package let rueckforderung: Geld
    package let summe: Geld
    package let positionen: Int
    package let nachweisSHA256: [UInt8]
    package let faellig: Kalendertag
    package let abgeschlossenVon: User.ID
    package let abgeschlossenAm: Date
    /// Was die Kommune darauf gezahlt hat.
    package let eingegangen: Geld
    /// Was davon nach Eingängen und Verrechnungen noch offen ist; negativ ist ein Guthaben.
    package let offen: Geld
    package let hatSchreiben: Bool

    /// Die letzte Mahnung; nil, solange keine nötig war.
    package let mahnstufe: Forderung.Mahnstufe?

    /// Der offene Posten dazu.
    package var forderung: Forderung.ID { Forderung.ID(id.uuid) }

    package func stand(am heute: Kalendertag) -> Forderung.Stand {
        Forderung.Stand(offen: offen, eingegangen: eingegangen, faellig: faellig,
                        mahnstufe: mahnstufe, am: heute)
    }
}

extension Erstattung: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        kommune = try row.decode("bezeichnung")
        monat = try row.decode("monat")
        nummer = try row.decode("nummer")
        kassenzeichen = try row.decode("kassenzeichen")
        gezahlt = try row.decode("gezahlt_cent")
        ruecklauf = try row.decode("ruecklauf_cent")
        rueckforderung = try row.decode("rueckforderung_cent")
        summe = try row.decode("summe_cent")
        positionen = try row.decode("positionen")
        nachweisSHA256 = try row.decode("nachweis_sha256")
        faellig = try row.decode("faellig")
        abgeschlossenVon = try row.decode("abgeschlossen_von")
        abgeschlossenAm = try row.decode("abgeschlossen_am")
        eingegangen = try row.decode("eingegangen")
        offen = try row.decode("offen")
        hatSchreiben = try row.decode("hat_schreiben")
        mahnstufe = Forderung.Mahnstufe(rawValue: try row.decode("mahnstufe"))
    }

    static let abfrage: SQL = """
        SELECT e.id, e.mandant_id, m.bezeichnung, e.monat, e.nummer, e.kassenzeichen,
               e.gezahlt_cent, e.ruecklauf_cent, e.rueckforderung_cent, e.summe_cent, e.positionen,
               e.nachweis_sha256, e.faellig, e.abgeschlossen_von, e.abgeschlossen_am,
               coalesce((SELECT sum(z.betrag_cent) FROM forderungszahlungen() z
                          WHERE z.forderung_id = e.id), 0)::bigint AS eingegangen,
               forderung_offen(e.id) AS offen,
               coalesce((SELECT max(g.stufe) FROM forderung_mahnung g
                          WHERE g.forderung_id = e.id), 0) AS mahnstufe,
               EXISTS (SELECT FROM erstattung_schreiben s
                        WHERE s.erstattung_id = e.id) AS hat_schreiben
          FROM erstattung e JOIN platform.mandant m ON m.id = e.mandant_id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Erstattung {
        guard let erstattung: Erstattung = try session.first("\(abfrage) WHERE e.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return erstattung
    }

    /// Alle Erstattungen für Monate eines Jahres, der jüngste Monat zuerst.
    package static func alle(jahr: Int, in session: KreisSession) throws -> [Erstattung] {
        try session.all("""
            \(abfrage) WHERE e.monat BETWEEN \(Monat(jahr, 1)) AND \(Monat(jahr, 12))
             ORDER BY e.monat DESC, m.bezeichnung, e.id
            """)
    }

    package static func alle(mandant: Mandant.ID, in session: KreisSession) throws -> [Erstattung] {
        try session.all("\(abfrage) WHERE e.mandant_id = \(mandant) ORDER BY e.monat DESC")
    }

    /// Noch nicht beglichene, für die Zuordnung eines Eingangs.
    package static func offene(in session: KreisSession) throws -> [Erstattung] {
        try session.all("""
            SELECT * FROM (\(abfrage)) AS e WHERE e.offen <> 0 ORDER BY e.faellig, e.bezeichnung
            """)
    }

    /// Die Bewegung eines Monats je Kommune, abgeschlossen oder nicht.
    package struct Vorschau: Sendable, RowDecodable {
        package let mandant: Mandant.ID
        package let kommune: String
        package let gezahlt: Geld
        package let ruecklauf: Geld
        package let rueckforderung: Geld
        package let summe: Geld
        package let positionen: Int
        /// Nil, solange der Monat für diese Kommune offen ist.
        package let abgeschlossen: Erstattung.ID?

        package init(row: Row) throws {
            mandant = try row.decode("id")
            kommune = try row.decode("bezeichnung")
            gezahlt = try row.decode("gezahlt")
            ruecklauf = try row.decode("ruecklauf")
            rueckforderung = try row.decode("rueckforderung")
            summe = try row.decode("summe")
            positionen = try row.decode("positionen")
            abgeschlossen = try row.decode("erstattung_id")
        }
    }

    /// Auch für den laufenden Monat; Kommunen ohne Bewegung fehlen.
    package static func vorschau(_ monat: Monat, in session: KreisSession) throws -> [Vorschau] {
        try session.all("""
            SELECT m.id, m.bezeichnung, s.gezahlt, s.ruecklauf, s.rueckforderung, s.summe,
                   s.positionen, e.id AS erstattung_id
              FROM (SELECT z.mandant_id, count(*) AS positionen,
                           sum(z.betrag_cent)::bigint AS summe,
                           coalesce(sum(z.betrag_cent)
                                    FILTER (WHERE z.betrag_cent > 0), 0)::bigint AS gezahlt,
                           coalesce(sum(z.betrag_cent) FILTER (
                               WHERE z.betrag_cent < 0 AND z.kassenzeichen IS NULL),
                               0)::bigint AS ruecklauf,
                           coalesce(sum(z.betrag_cent) FILTER (
                               WHERE z.kassenzeichen IS NOT NULL), 0)::bigint AS rueckforderung
                      FROM buchungszeile z JOIN buchung b ON b.id = z.buchung_id
                     WHERE z.konto = 'forderung' AND z.in_erstattung
                       AND b.buchungstag BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)
                     GROUP BY z.mandant_id) s
              JOIN platform.mandant m ON m.id = s.mandant_id
              LEFT JOIN erstattung e ON e.mandant_id = m.id AND e.monat = \(monat)
             ORDER BY m.bezeichnung, m.id
            """)
    }

    /// Was vor dem Abschluss eines Monats zu bedenken ist; es hindert ihn nicht.
    package static func warnungen(_ monat: Monat, in session: KreisSession) throws -> [String] {
        var saetze: [String] = []
        let ungeklaert = try session.scalar("""
            SELECT count(*) FROM umsatz
             WHERE zustand = 'ungeklaert' AND buchungstag <= \(monat.letzterTag)
            """, as: Int.self)
        if ungeklaert > 0 {
            saetze.append("\(ungeklaert) Umsätze bis zum \(monat.letzterTag.deutsch) sind "
                + "ungeklärt. Was später geklärt wird, zählt im nächsten offenen Monat.")
        }
        let konten = try session.all("""
            SELECT k.bezeichnung, max(a.bis) AS bis FROM bankkonto k
              LEFT JOIN auszug a ON a.iban = k.iban
             WHERE k.gueltig && daterange(\(monat.ersterTag), \(monat.letzterTag), '[]')
             GROUP BY k.iban, k.bezeichnung ORDER BY k.bezeichnung
            """) { (try $0.decode("bezeichnung", as: String.self),
                    try $0.decode("bis", as: Kalendertag?.self)) }
        let letzter = Bankkalender.vorigerBanktag(vor: monat.naechster.ersterTag)
        for (konto, bis) in konten where bis.map({ $0 < letzter }) ?? true {
            saetze.append("\(konto): Der letzte Auszug ist "
                + "\(bis.map { "vom \($0.deutsch)" } ?? "noch nicht da"); der Monat endet für die "
                + "Bank am \(letzter.deutsch).")
        }
        return saetze
    }
}
