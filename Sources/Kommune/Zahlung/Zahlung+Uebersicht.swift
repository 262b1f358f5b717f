import Grundwerte
import Platform
import Postgres

extension Zahlung {
    /// Die Stationen einer Zahlung, wie die Liste sie zusammenfasst.
    package enum Station: String, Sendable, CaseIterable {
        case feststellen, festgestellt, angeordnet
        case imLauf = "im-lauf"
        case gezahlt, zurueck

        package var bezeichnung: String {
            switch self {
            case .feststellen: "Festzustellen"
            case .festgestellt: "Warten auf Anordnung"
            case .angeordnet: "Angeordnet"
            case .imLauf: "Im Zahllauf"
            case .gezahlt: "Gezahlt im Monat"
            case .zurueck: "Zurück oder abgelehnt"
            }
        }

        package var zustaende: [Zustand] {
            switch self {
            case .feststellen: [.erfasst, .gesperrt]
            case .festgestellt: [.festgestellt]
            case .angeordnet: [.angeordnet]
            case .imLauf: [.imLauf, .uebergeben]
            case .gezahlt: [.gezahlt]
            case .zurueck: [.rueckgelaufen, .bankAbgelehnt, .unklar]
            }
        }
    }

    package struct Umfang: Sendable, Equatable {
        package var anzahl: Int
        package var summe: Geld

        package static let leer = Umfang(anzahl: 0, summe: .null)
    }

    /// Wie viele Zahlungen an jeder Station stehen und welche Summe sie haben; von den gezahlten
    /// die des laufenden Monats. Liest nur Indexe, deren Größe nicht mit den Jahren wächst
    /// (`zahlung_laufend`, `zahlung_gezahlt`).
    package static func umfang(in session: MandantSession) throws -> [Station: Umfang] {
        let zeilen = try session.all("""
            SELECT zustand, count(*) AS anzahl, sum(betrag_cent)::bigint AS summe_cent
              FROM (\(umfangAb(session.heute.monat))) AS z GROUP BY zustand ORDER BY zustand
            """) { row in
            (zustand: try row.decode("zustand", as: Zustand.self),
             anzahl: try row.decode("anzahl", as: Int.self),
             summe: try row.decode("summe_cent", as: Geld.self))
        }
        var umfang: [Station: Umfang] = [:]
        for zeile in zeilen {
            for station in Station.allCases where station.zustaende.contains(zeile.zustand) {
                umfang[station, default: .leer].anzahl += zeile.anzahl
                umfang[station, default: .leer].summe += zeile.summe
            }
        }
        return umfang
    }

    static func umfangAb(_ monat: Monat) -> SQL {
        """
        SELECT zustand, betrag_cent FROM zahlung
         WHERE zustand IN ('erfasst', 'festgestellt', 'gesperrt', 'angeordnet', 'im_lauf',
                           'uebergeben', 'unklar', 'rueckgelaufen', 'bank_abgelehnt')
        UNION ALL
        SELECT 'gezahlt', betrag_cent FROM zahlung
         WHERE zustand = 'gezahlt' AND gezahlt_am >= \(monat.ersterTag)
        """
    }

    /// Wie viele auf die Anordnung warten.
    package static func wartende(in session: MandantSession) throws -> Int {
        try session.scalar("SELECT count(*) FROM zahlung WHERE zustand = 'festgestellt'")
    }

    /// Die Zahlungen einer Station: Gezahltes vom jüngsten an, alles andere vom frühesten Fälligen.
    /// Mit `meine` nur aus Fällen, die die angemeldete Person bearbeitet oder heute vertritt.
    package static func liste(_ station: Station, meine: Bool, hoechstens: Int = 500,
                              in session: MandantSession) throws -> [Zahlung] {
        let nur: SQL = meine
            ? "AND f.sachbearbeitung = ANY (\(try Vertretung.tische(in: session)))" : ""
        let folge: SQL = station == .gezahlt || station == .zurueck
            ? "z.gezahlt_am DESC NULLS FIRST, f.aktenzeichen, z.id"
            : "z.faellig, f.aktenzeichen, z.id"
        return try session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.zustand = ANY (\(station.zustaende.map(\.rawValue))) \(nur)
             ORDER BY \(folge) LIMIT \(hoechstens)
            """)
    }

    /// Nach Kennung; was es hier nicht gibt, fehlt.
    static func alle(ids: [ID], in session: MandantSession) throws -> [ID: Zahlung] {
        let zahlungen = try session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.id = ANY (\(ids)) ORDER BY z.id
            """, as: Zahlung.self)
        return Dictionary(zahlungen.map { ($0.id, $0) }, uniquingKeysWith: { erste, _ in erste })
    }

    /// Die Zahlung, die an die Stelle dieser zurückgekommenen trat.
    package static func ersatz(_ id: ID, in session: MandantSession) throws -> ID? {
        try session.first("SELECT id FROM zahlung WHERE ersetzt_zahlung_id = \(id)") {
            try $0.decode("id")
        }
    }
}
