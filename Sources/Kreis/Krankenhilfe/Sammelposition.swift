import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein gezogener Einzelposten: was auf ihm steht, was die Kommune sagt und was die Prüfung ergab.
package struct Sammelposition: Sendable, RowDecodable {
    package enum Ergebnis: String, Sendable, CaseIterable, SQLEnum {
        case inOrdnung = "in_ordnung"
        case beanstandet

        package var bezeichnung: String {
            switch self {
            case .inOrdnung: "in Ordnung"
            case .beanstandet: "beanstandet"
            }
        }
    }

    /// Was die Kommune auf die Frage nach ihrer örtlichen Zuständigkeit sagt.
    package enum Zustaendigkeit: Sendable, Equatable {
        /// Keine Kommune, die an der zentralen Krankenhilfe teilnimmt: Niemand ist gefragt.
        case niemand
        case offen
        case ja, nein
    }

    package let posten: Einzelnachweis.Posten
    /// Die Kommune, die gemeint ist; sonst, wie der Rechnungssteller sie nennt.
    package let kommune: String
    package let frage: Zustaendigkeitsfrage.ID?
    package let zustaendigkeit: Zustaendigkeit
    package let beantwortetAm: Date?
    package let ergebnis: Ergebnis?
    package let vermerk: String
    package let ergebnisVon: User.ID?
    package let ergebnisAm: Date?
    /// Andere Rechnungen mit derselben Person, demselben Beginn und demselben Betrag.
    package let auchIn: [String]
    package let hinweise: Int

    package init(row: Row) throws {
        posten = try Einzelnachweis.Posten(row: row)
        kommune = try row.decode("bezeichnung")
        frage = try row.decode("frage_id")
        beantwortetAm = try row.decode("beantwortet_am")
        let antwort = try row.decode("antwort", as: Bool?.self)
        zustaendigkeit = frage == nil ? .niemand
            : antwort.map { $0 ? .ja : .nein } ?? .offen
        ergebnis = try row.decode("ergebnis")
        vermerk = try row.decode("vermerk", as: String?.self) ?? ""
        ergebnisVon = try row.decode("ergebnis_von")
        ergebnisAm = try row.decode("ergebnis_am")
        auchIn = try row.decode("auch_in")
        hinweise = try row.decode("hinweise")
    }

    /// Die gezogenen Posten einer Rechnung in der Reihenfolge der Liste.
    package static func gezogene(
        _ rechnung: Sammelrechnung.ID, nur lfd: Int? = nil, in session: KreisSession
    ) throws -> [Sammelposition] {
        try session.all("""
            SELECT p.lfd::bigint AS lfd, p.kommune, p.schein, p.familienname, p.vorname,
                   p.geburtsdatum, p.behandelt_von, p.behandelt_bis, p.leistung, p.betrag_cent,
                   coalesce(m.bezeichnung, p.kommune) AS bezeichnung, f.id AS frage_id,
                   f.antwort, f.beantwortet_am,
                   e.ergebnis, e.vermerk, e.von AS ergebnis_von, e.am AS ergebnis_am,
                   ARRAY(SELECT DISTINCT r.eingangsnummer
                           FROM sammelrechnung_position a
                           JOIN sammelrechnung r ON r.id = a.rechnung_id
                          WHERE a.geburtsdatum = p.geburtsdatum
                            AND a.behandelt_von = p.behandelt_von
                            AND a.betrag_cent = p.betrag_cent
                            AND (a.rechnung_id, a.lfd) <> (p.rechnung_id, p.lfd)
                            AND lower(a.familienname) = lower(p.familienname)
                            AND lower(a.vorname) = lower(p.vorname)
                            AND NOT EXISTS (SELECT FROM sammelrechnung_rueckgabe z
                                             WHERE z.rechnung_id = a.rechnung_id)
                          ORDER BY 1) AS auch_in,
                   (SELECT count(*) FROM kostenhinweis k WHERE k.frage_id = f.id) AS hinweise
              FROM stichprobe_position g
              JOIN sammelrechnung_position p ON p.rechnung_id = g.rechnung_id AND p.lfd = g.lfd
              LEFT JOIN platform.mandant m ON m.id = p.mandant_id
              LEFT JOIN zustaendigkeitsfrage f ON f.rechnung_id = p.rechnung_id AND f.lfd = p.lfd
              LEFT JOIN LATERAL (SELECT x.ergebnis, x.vermerk, x.von, x.am
                                   FROM stichprobe_ergebnis x
                                  WHERE x.rechnung_id = p.rechnung_id AND x.lfd = p.lfd
                                  ORDER BY x.am DESC, x.id DESC LIMIT 1) e ON true
             WHERE g.rechnung_id = \(rechnung) AND (\(lfd)::bigint IS NULL OR g.lfd = \(lfd))
             ORDER BY g.lfd
            """)
    }

    package static func laden(
        _ rechnung: Sammelrechnung.ID, lfd: Int, in session: KreisSession
    ) throws -> Sammelposition {
        guard let position = try gezogene(rechnung, nur: lfd, in: session).first else {
            throw Hindernis.nichtGefunden
        }
        return position
    }
}

extension Einzelnachweis.Posten: RowDecodable {
    package init(row: Row) throws {
        self.init(
            lfd: try row.decode("lfd"), kommune: try row.decode("kommune"),
            schein: try row.decode("schein"), familienname: try row.decode("familienname"),
            vorname: try row.decode("vorname"), geburtsdatum: try row.decode("geburtsdatum"),
            behandelt: Zeitraum(von: try row.decode("behandelt_von"),
                                bis: try row.decode("behandelt_bis")),
            leistung: try row.decode("leistung"), betrag: try row.decode("betrag_cent"))
    }

    /// `Rahmani, Yusuf`.
    package var nameSortiert: String {
        [familienname, vorname].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
