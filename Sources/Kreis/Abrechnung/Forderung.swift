import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine Forderung des Kreises gegen eine Kommune, gleich wofür: ein offener Posten mit Eingängen,
/// Verrechnungen und Mahnungen.
package struct Forderung: Sendable, RowDecodable {
    package typealias ID = TypedID<Forderung>

    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        case erstattung, umlage, kosten

        package var bezeichnung: String {
            switch self {
            case .erstattung: "Erstattung"
            case .umlage: "Umlage"
            case .kosten: "Kostenteilung"
            }
        }
    }

    package let id: ID
    package let mandant: Mandant.ID
    /// `Stadt Ahaus`.
    package let kommune: String
    package let art: Art
    package let monat: Monat
    package let nummer: String
    package let kassenzeichen: String
    /// Negativ ist ein Guthaben der Kommune.
    package let betrag: Geld
    package let faellig: Kalendertag
    package let eingegangen: Geld
    /// Was noch offen ist; negativ ist ein Guthaben.
    package let offen: Geld
    package let mahnstufe: Mahnstufe?
    /// Bis wann die letzte Mahnung Zeit lässt.
    package let mahnfrist: Kalendertag?
    /// Bis wann nicht gemahnt wird, was offen ist, weil eine Zahlung oder Verrechnung
    /// zurückgenommen ist, auf die sich die Kommune verlassen hat.
    package let schonfrist: Kalendertag?

    /// Was aus Guthaben anderer Posten darauf verrechnet ist; negativ, was von hier wegging.
    package var verrechnet: Geld { betrag - eingegangen - offen }
    package var guthaben: Geld { max(-offen, .null) }

    package enum Mahnstufe: Int, Sendable, CaseIterable {
        case erinnerung = 1, mahnung, letzteMahnung

        package var bezeichnung: String {
            switch self {
            case .erinnerung: "Zahlungserinnerung"
            case .mahnung: "Mahnung"
            case .letzteMahnung: "Letzte Mahnung"
            }
        }

        /// Wie viel Zeit sie lässt.
        package var fristTage: Int { self == .erinnerung ? 14 : 10 }
        package var naechste: Mahnstufe? { Mahnstufe(rawValue: rawValue + 1) }
    }

    package enum Stand: Sendable, Equatable {
        case offen, ueberfaellig, teilweise, beglichen, ueberzahlt
        case gemahnt(Mahnstufe)

        package var bezeichnung: String {
            switch self {
            case .offen: "Offen"
            case .ueberfaellig: "Überfällig"
            case .teilweise: "Teilweise gezahlt"
            case .beglichen: "Beglichen"
            case .ueberzahlt: "Guthaben"
            case let .gemahnt(stufe): stufe.bezeichnung
            }
        }

        init(offen: Geld, eingegangen: Geld, faellig: Kalendertag, mahnstufe: Mahnstufe?,
             am heute: Kalendertag) {
            self = if offen == .null {
                .beglichen
            } else if offen < .null {
                .ueberzahlt
            } else if let mahnstufe {
                .gemahnt(mahnstufe)
            } else if heute > faellig {
                .ueberfaellig
            } else {
                eingegangen > .null ? .teilweise : .offen
            }
        }
    }

    package func stand(am heute: Kalendertag) -> Stand {
        Stand(offen: offen, eingegangen: eingegangen, faellig: faellig, mahnstufe: mahnstufe,
              am: heute)
    }

    /// Die Stufe, in der jetzt gemahnt werden kann; nil, solange Fälligkeit oder eine Frist läuft,
    /// nichts offen ist oder alle Stufen durchlaufen sind.
    package func mahnbar(am heute: Kalendertag) -> Mahnstufe? {
        guard offen > .null, heute > faellig, mahnfrist.map({ heute > $0 }) ?? true,
              schonfrist.map({ heute > $0 }) ?? true else { return nil }
        return mahnstufe.map(\.naechste) ?? .erinnerung
    }

    package init(row: Row) throws {
        id = try row.decode("id")
        mandant = try row.decode("mandant_id")
        kommune = try row.decode("bezeichnung")
        art = try row.decode("art")
        monat = try row.decode("monat")
        nummer = try row.decode("nummer")
        kassenzeichen = try row.decode("kassenzeichen")
        betrag = try row.decode("betrag_cent")
        faellig = try row.decode("faellig")
        eingegangen = try row.decode("eingegangen")
        offen = try row.decode("offen")
        mahnstufe = Mahnstufe(rawValue: try row.decode("stufe"))
        mahnfrist = try row.decode("frist")
        schonfrist = try row.decode("schonfrist")
    }

    static let abfrage: SQL = """
        SELECT f.id, f.mandant_id, m.bezeichnung, f.art, f.monat, f.nummer, f.kassenzeichen,
               f.betrag_cent, f.faellig, coalesce(z.summe, 0)::bigint AS eingegangen,
               (f.betrag_cent - coalesce(z.summe, 0) - coalesce(v.summe, 0))::bigint AS offen,
               coalesce(g.stufe, 0) AS stufe, g.frist,
               CASE WHEN f.betrag_cent - coalesce(z.summe, 0) - coalesce(v.summe, 0) > 0
                    THEN forderung_schonfrist(f.id) END AS schonfrist
          FROM forderung f
          JOIN platform.mandant m ON m.id = f.mandant_id
          LEFT JOIN (SELECT forderung_id, sum(betrag_cent) AS summe FROM forderungszahlungen()
                      GROUP BY forderung_id) z ON z.forderung_id = f.id
          LEFT JOIN (SELECT id, sum(betrag_cent) AS summe
                       FROM (SELECT auf_id AS id, betrag_cent FROM forderung_verrechnung
                             UNION ALL
                             SELECT von_id, -betrag_cent FROM forderung_verrechnung) b
                      GROUP BY id) v ON v.id = f.id
          LEFT JOIN (SELECT forderung_id, max(stufe) AS stufe, max(frist) AS frist
                       FROM forderung_mahnung GROUP BY forderung_id) g ON g.forderung_id = f.id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Forderung {
        guard let forderung: Forderung = try session.first("\(abfrage) WHERE f.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return forderung
    }

    /// Alle Forderungen eines Jahres gegen alle oder eine Kommune, der älteste Monat zuerst.
    package static func alle(jahr: Int, mandant: Mandant.ID? = nil, in session: KreisSession) throws
        -> [Forderung] {
        try session.all("""
            \(abfrage)
             WHERE f.monat BETWEEN \(Monat(jahr, 1)) AND \(Monat(jahr, 12))
               AND (\(mandant)::uuid IS NULL OR f.mandant_id = \(mandant))
             ORDER BY f.monat, m.bezeichnung, f.art
            """)
    }

    /// Was offen ist oder ein Guthaben hat, das am längsten Fällige zuerst.
    package static func offene(mandant: Mandant.ID? = nil, in session: KreisSession) throws
        -> [Forderung] {
        try session.all("""
            SELECT * FROM (\(abfrage)) AS o
             WHERE o.offen <> 0 AND (\(mandant)::uuid IS NULL OR o.mandant_id = \(mandant))
             ORDER BY o.faellig, o.bezeichnung, o.nummer
            """)
    }

    /// Was gemahnt werden kann: nicht, solange der Kreis derselben Kommune etwas schuldet.
    package static func mahnbare(_ offene: [Forderung], am heute: Kalendertag) -> [Forderung] {
        let mitGuthaben = Set(offene.filter { $0.guthaben > .null }.map(\.mandant))
        return offene.filter {
            $0.mahnbar(am: heute) != nil && !mitGuthaben.contains($0.mandant)
        }
    }

    package static func anzahlMahnbar(in session: KreisSession) throws -> Int {
        try mahnbare(offene(in: session), am: session.heute).count
    }
}
