import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Um wie viel eine Zahlung kleiner ist, weil für eine Forderung aufgerechnet wird.
///
/// Auf dem Konto der Forderung zählt er erst, wenn die gekürzte Zahlung gezahlt ist, und kommt sie
/// zurück, nicht mehr.
package struct Einbehalt: Sendable, Equatable {
    package let forderung: Rueckforderung.ID
    package let kassenzeichen: String
    package let betrag: Geld

    /// Die Einbehalte der Zahlungen eines Falls.
    package static func alle(fall: Fall.ID, in session: MandantSession) throws
        -> [Zahlung.ID: [Einbehalt]] {
        let zeilen = try session.all("""
            SELECT e.zahlung_id, e.rueckforderung_id, r.kassenzeichen, e.betrag_cent
              FROM einbehalt e
              JOIN zahlung z ON z.id = e.zahlung_id
              JOIN rueckforderung r ON r.id = e.rueckforderung_id
             WHERE z.fall_id = \(fall) ORDER BY r.kassenzeichen
            """) { row in
            (try row.decode("zahlung_id", as: Zahlung.ID.self),
             Einbehalt(forderung: try row.decode("rueckforderung_id"),
                       kassenzeichen: try row.decode("kassenzeichen"),
                       betrag: try row.decode("betrag_cent")))
        }
        return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
    }

    static func speichern(_ einbehalte: [Einbehalt], zu zahlung: Zahlung.ID,
                          in session: MandantSession) throws {
        try session.executeAll(einbehalte.map {
            """
            INSERT INTO einbehalt (zahlung_id, rueckforderung_id, betrag_cent)
            VALUES (\(zahlung), \($0.forderung), \($0.betrag))
            """
        })
    }

    /// Eine neue Zahlung an der Stelle einer alten ist um dasselbe gekürzt.
    static func uebertragen(von alt: Zahlung.ID, auf neu: Zahlung.ID,
                            in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO einbehalt (zahlung_id, rueckforderung_id, betrag_cent)
            SELECT \(neu), rueckforderung_id, betrag_cent FROM einbehalt WHERE zahlung_id = \(alt)
            """)
    }
}

extension Einbehalt {
    private struct Folge {
        let zahlung: Zahlung.ID
        let monat: Monat
        let fall: Fall.ID
        let einbehalt: Einbehalt
    }

    /// Bucht, was gekürzte und nun gezahlte Zahlungen getilgt haben, jede einmal.
    static func buchen(gezahlt ids: [Zahlung.ID], in session: MandantSession) throws {
        for folge in try folgen(ids, in: session) {
            let konto = try Forderungskonto.laden(folge.einbehalt.forderung, in: session)
            let betrag = min(folge.einbehalt.betrag, konto.offen)
            if betrag > .null {
                try Forderungskonto.buchen(
                    .aufrechnung, -betrag, auf: folge.einbehalt.forderung,
                    .init(grund: "einbehalten für \(folge.monat.deutsch)", zahlung: folge.zahlung),
                    in: session)
            }
            guard betrag < folge.einbehalt.betrag else { continue }
            // Inzwischen ist anders gezahlt worden: Was zu viel einbehalten ist, gehört der Person.
            try Wiedervorlage.anlegen(
                "\(folge.einbehalt.kassenzeichen): Für \(folge.monat.deutsch) sind "
                    + "\(folge.einbehalt.betrag - betrag) zu viel einbehalten. Auszahlen.",
                zu: folge.fall, faellig: session.heute, quelle: .ruecklauf, in: session)
        }
    }

    /// Hebt auf, was eine zurückgekommene Zahlung getilgt hatte.
    static func aufheben(zurueck ids: [Zahlung.ID], in session: MandantSession) throws {
        for folge in try folgen(ids, in: session) {
            let lfd = try session.first("""
                SELECT lfd FROM rueckforderung_buchung
                 WHERE rueckforderung_id = \(folge.einbehalt.forderung)
                   AND zahlung_id = \(folge.zahlung)
                """) { Int(try $0.decode("lfd", as: Int32.self)) }
            let konto = try Forderungskonto.laden(folge.einbehalt.forderung, in: session)
            guard let buchung = konto.buchungen.first(where: { $0.lfd == lfd }),
                  buchung.istStornierbar else { continue }
            try Forderungskonto.buchen(
                .storno, -buchung.betrag, auf: folge.einbehalt.forderung,
                .init(grund: "Zahlung für \(folge.monat.deutsch) kam zurück", storniert: buchung),
                in: session)
        }
    }

    /// Die Einbehalte dieser Zahlungen; ihre Fälle sind bis zum Ende der Transaktion gesperrt.
    private static func folgen(_ ids: [Zahlung.ID], in session: MandantSession) throws -> [Folge] {
        let folgen = try session.all("""
            SELECT e.zahlung_id, z.monat, z.fall_id, e.rueckforderung_id, r.kassenzeichen,
                   e.betrag_cent
              FROM einbehalt e
              JOIN zahlung z ON z.id = e.zahlung_id
              JOIN rueckforderung r ON r.id = e.rueckforderung_id
             WHERE e.zahlung_id = ANY (\(ids)) ORDER BY z.fall_id, e.zahlung_id, r.kassenzeichen
            """) { row in
            Folge(zahlung: try row.decode("zahlung_id"), monat: try row.decode("monat"),
                  fall: try row.decode("fall_id"),
                  einbehalt: Einbehalt(forderung: try row.decode("rueckforderung_id"),
                                       kassenzeichen: try row.decode("kassenzeichen"),
                                       betrag: try row.decode("betrag_cent")))
        }
        guard !folgen.isEmpty else { return [] }
        try session.execute("""
            SELECT FROM fall WHERE id = ANY (\(folgen.map(\.fall))) ORDER BY id FOR UPDATE
            """)
        return folgen
    }
}
