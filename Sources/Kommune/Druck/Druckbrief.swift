import Grundwerte
import Platform
import Postgres

/// Ein gesetzter Brief, wie ihn der Druck kennt.
package struct Druckbrief: Sendable {
    package enum Art: String, Sendable, CaseIterable {
        case bescheid, schreiben, kostenzusage

        package var bezeichnung: String {
            switch self {
            case .bescheid: "Bescheide"
            case .schreiben: "Schreiben"
            case .kostenzusage: "Kostenzusagen"
            }
        }

        fileprivate var bedingung: SQL {
            switch self {
            case .bescheid: "s.bescheid_id IS NOT NULL"
            case .schreiben: "s.schreiben_id IS NOT NULL"
            case .kostenzusage: "s.einzelleistung_id IS NOT NULL"
            }
        }
    }

    /// Was von den wartenden Briefen gezeigt wird.
    package struct Auswahl: Sendable {
        package var art: Art?
        package var von: Kalendertag?
        package var bis: Kalendertag?
        /// Nur Fälle dieser Sachbearbeitung.
        package var sachbearbeitung: User.ID?

        package init(art: Art? = nil, von: Kalendertag? = nil, bis: Kalendertag? = nil,
                     sachbearbeitung: User.ID? = nil) {
            self.art = art
            self.von = von
            self.bis = bis
            self.sachbearbeitung = sachbearbeitung
        }
    }

    package let id: Schriftstueck.ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    /// `Rahmani, Yusuf`.
    package let name: String
    package let bezeichnung: String
    package let gesetztAm: Kalendertag
    /// Ob die Verarbeitung des Falls eingeschränkt ist: nicht mit anderen zusammen zu drucken.
    package var eingeschraenkt = false

    static let spalten: SQL = """
        s.id, s.fall_id, f.aktenzeichen, coalesce(n.name, '') AS name, s.bezeichnung,
        (s.erstellt_am AT TIME ZONE 'Europe/Berlin')::date AS gesetzt_am,
        \(Einschraenkung.gilt("s.fall_id")) AS eingeschraenkt
        """

    static let herkunft: SQL = """
        schriftstueck s JOIN fall f ON f.id = s.fall_id
        LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
        """

    /// Weder gedruckt noch in einem Drucklauf, der noch nicht fertig ist.
    private static let wartet: SQL = """
        s.behandlungsschein_id IS NULL
        AND NOT EXISTS (SELECT FROM druckvermerk d WHERE d.schriftstueck_id = s.id)
        AND NOT EXISTS (SELECT FROM drucklauf_brief b WHERE b.schriftstueck_id = s.id
                           AND NOT EXISTS (SELECT FROM drucklauf_ergebnis e
                                            WHERE e.drucklauf_id = b.drucklauf_id))
        """

    /// Was auf den Druck wartet, das Älteste zuerst.
    package static func wartende(
        _ auswahl: Auswahl = Auswahl(), hoechstens: Int, in session: MandantSession
    ) throws -> [Druckbrief] {
        try session.all("""
            SELECT \(spalten) FROM \(herkunft)
             WHERE \(wartet) AND \(auswahl.art?.bedingung ?? "true")
               AND (\(auswahl.sachbearbeitung)::uuid IS NULL
                    OR f.sachbearbeitung = \(auswahl.sachbearbeitung))
               AND (\(auswahl.von)::date IS NULL
                    OR s.erstellt_am >= (\(auswahl.von)::date)::timestamp
                                        AT TIME ZONE 'Europe/Berlin')
               AND (\(auswahl.bis)::date IS NULL
                    OR s.erstellt_am < (\(auswahl.bis)::date + 1)::timestamp
                                       AT TIME ZONE 'Europe/Berlin')
             ORDER BY s.erstellt_am, s.id LIMIT \(hoechstens)
            """)
    }

    /// Die genannten, soweit sie noch warten.
    static func wartende(
        unter ids: [Schriftstueck.ID], in session: MandantSession
    ) throws -> [Druckbrief] {
        try session.all("""
            SELECT \(spalten) FROM \(herkunft)
             WHERE s.id = ANY (\(ids.map(\.uuid))::uuid[]) AND \(wartet)
             ORDER BY s.erstellt_am, s.id
            """)
    }
}

extension Druckbrief: RowDecodable {
    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        name = try row.decode("name")
        bezeichnung = try row.decode("bezeichnung")
        gesetztAm = try row.decode("gesetzt_am")
        eingeschraenkt = try row.decode("eingeschraenkt")
    }
}
