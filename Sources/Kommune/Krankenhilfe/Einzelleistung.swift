import Grundwerte
import Platform
import Postgres

/// Eine einzeln beantragte Leistung: Behandlung mit Kostenzusage (§ 4), sonstige Leistung (§ 6),
/// Bildung und Teilhabe (§ 3 Abs. 4 AsylbLG). Höchstens eine Entscheidung folgt darauf.
package struct Einzelleistung: Sendable {
    package typealias ID = TypedID<Einzelleistung>

    /// Wer behandelt, unterrichtet oder liefert und die Zusage erhält.
    package struct Stelle: Sendable, Equatable {
        package let name: String
        /// Leer, wenn nur der Name bekannt ist; dann geht kein Brief dorthin.
        package let strasse: String
        package let ort: String

        package init(name: String, strasse: String = "", ort: String = "") {
            self.name = name
            self.strasse = strasse
            self.ort = ort
        }
    }

    package struct Antrag: Sendable {
        package let person: Person.ID
        package let art: Art
        package internal(set) var gegenstand: String
        package internal(set) var begruendung: String
        package let beantragtAm: Kalendertag
        package let geschaetzt: Geld?
        package let stelle: Stelle?

        package init(person: Person.ID, art: Art, gegenstand: String, begruendung: String = "",
                     beantragtAm: Kalendertag, geschaetzt: Geld? = nil, stelle: Stelle? = nil) {
            self.person = person
            self.art = art
            self.gegenstand = gegenstand
            self.begruendung = begruendung
            self.beantragtAm = beantragtAm
            self.geschaetzt = geschaetzt
            self.stelle = stelle
        }
    }

    package struct Entscheidung: Sendable {
        package let bescheid: Bescheid.ID
        package let nummer: String
        package internal(set) var grund: String
        /// Nil: abgelehnt.
        package let umfang: Umfang?
        package let am: Kalendertag
        package let von: User.ID
        /// Ob es eine Zusage an die Stelle gibt.
        package let hatZusage: Bool
        /// Was von Rechnungen bisher anerkannt ist.
        package let anerkannt: Geld

        package var frei: Geld { umfang.map { $0.hoechstens - anerkannt } ?? .null }
    }

    /// Was bewilligt ist: bis zu welchem Betrag, für welche Zeit.
    package struct Umfang: Sendable, Equatable {
        package let hoechstens: Geld
        package let gueltig: Zeitraum

        package init(hoechstens: Geld, gueltig: Zeitraum) {
            self.hoechstens = hoechstens
            self.gueltig = gueltig
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let name: String
    package internal(set) var antrag: Antrag
    package let erfasstVon: User.ID
    /// Nil: noch offen.
    package internal(set) var entscheidung: Entscheidung?
}

extension Einzelleistung: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        let stelle = try row.decode("stelle", as: String.self)
        antrag = Antrag(
            person: try row.decode("person_id"), art: try row.decode("art"),
            gegenstand: try row.decode("gegenstand"), begruendung: try row.decode("begruendung"),
            beantragtAm: try row.decode("beantragt_am"),
            geschaetzt: try row.decode("geschaetzt_cent"),
            stelle: stelle.isEmpty ? nil : Stelle(
                name: stelle, strasse: try row.decode("stelle_strasse"),
                ort: try row.decode("stelle_ort")))
        erfasstVon = try row.decode("erfasst_von")
        guard let bescheid = try row.decode("bescheid_id", as: Bescheid.ID?.self) else {
            entscheidung = nil
            return
        }
        let umfang: Umfang? = if let hoechstens = try row.decode("hoechstens_cent", as: Geld?.self),
                                 let gueltig = try row.decode("gueltig", as: Zeitraum?.self) {
            Umfang(hoechstens: hoechstens, gueltig: gueltig)
        } else { nil }
        entscheidung = Entscheidung(
            bescheid: bescheid, nummer: try row.decode("nummer"), grund: try row.decode("grund"),
            umfang: umfang, am: try row.decode("entschieden_am"),
            von: try row.decode("entschieden_von"), hatZusage: try row.decode("hat_zusage"),
            anerkannt: try row.decode("anerkannt_cent"))
    }
}

extension Einzelleistung {
    package enum Zustand: String, Sendable, CaseIterable {
        case offen, bewilligt, abgelehnt

        package var bezeichnung: String { rawValue }

        fileprivate var bedingung: SQL {
            switch self {
            case .offen: "d.einzelleistung_id IS NULL"
            case .bewilligt: "d.bewilligt"
            case .abgelehnt: "NOT d.bewilligt"
            }
        }
    }

    package var zustand: Zustand {
        entscheidung.map { $0.umfang == nil ? .abgelehnt : .bewilligt } ?? .offen
    }

    private static let abfrage: SQL = """
        SELECT e.id, e.fall_id, f.aktenzeichen, e.person_id, concat_ws(' ', nullif(n.vorname, ''),
               nullif(n.familienname, '')) AS name, e.art, e.gegenstand, e.begruendung,
               e.beantragt_am, e.geschaetzt_cent, e.stelle, e.stelle_strasse, e.stelle_ort,
               e.erfasst_von, d.bescheid_id, b.nummer, d.grund, d.hoechstens_cent, d.gueltig,
               d.entschieden_am, d.entschieden_von, d.zusage IS NOT NULL AS hat_zusage,
               (SELECT coalesce(sum(r.anerkannt_cent), 0)::bigint FROM einzelrechnung r
                 WHERE r.einzelleistung_id = e.id) AS anerkannt_cent
          FROM einzelleistung e
          JOIN fall f ON f.id = e.fall_id
          LEFT JOIN einzelentscheidung d ON d.einzelleistung_id = e.id
          LEFT JOIN bescheid b ON b.id = d.bescheid_id
          LEFT JOIN LATERAL (
               SELECT a.vorname, a.familienname FROM person_angabe a
                WHERE a.person_id = e.person_id AND a.ersetzt_am IS NULL
                ORDER BY upper(a.gueltig) DESC NULLS FIRST LIMIT 1) n ON true
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Einzelleistung? {
        try gespeichert(id, in: session)?.lesbar(in: session)
    }

    /// Wie sie gespeichert ist, zum Entscheiden; Seiten zeigen, was `laden` gibt.
    static func gespeichert(_ id: ID, in session: MandantSession) throws -> Einzelleistung? {
        try session.first("\(abfrage) WHERE e.id = \(id)")
    }

    /// Die jüngste zuerst.
    package static func alle(zu fall: Fall.ID,
                             in session: MandantSession) throws -> [Einzelleistung] {
        try session.all("""
            \(abfrage) WHERE e.fall_id = \(fall) ORDER BY e.beantragt_am DESC, e.id DESC
            """, as: Einzelleistung.self).lesbar(in: session)
    }

    /// Eine Seite der Liste; offene die älteste zuerst, sonst die jüngste.
    package static func liste(
        _ zustand: Zustand, seite: Int = 1, je: Int = 50, in session: MandantSession
    ) throws -> (leistungen: [Einzelleistung], anzahl: Int) {
        let anzahl = try session.scalar("""
            SELECT count(*) FROM einzelleistung e
              LEFT JOIN einzelentscheidung d ON d.einzelleistung_id = e.id
             WHERE \(zustand.bedingung)
            """, as: Int.self)
        let folge: SQL = zustand == .offen ? "e.beantragt_am, e.id"
            : "e.beantragt_am DESC, e.id DESC"
        let leistungen = try session.all("""
            \(abfrage) WHERE \(zustand.bedingung)
             ORDER BY \(folge) LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """, as: Einzelleistung.self)
        return (try leistungen.lesbar(in: session), anzahl)
    }
}
