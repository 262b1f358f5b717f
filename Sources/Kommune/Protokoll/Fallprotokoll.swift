import Grundwerte
import Platform
import Postgres

/// Das Protokoll einer Kommune: was getan und welche Akte gelesen wurde (B-7.4, Art. 32 DSGVO).
package enum Fallprotokoll {
    /// Mehr Fälle, als so auf einen Namen passen, grenzt erst das Aktenzeichen ein.
    package static let hoechstensFaelle = 20

    /// Die Fälle, deren Protokoll gemeint ist: nach Aktenzeichen, Name, Geburtsdatum, IBAN.
    package static func faelle(_ suche: String, in session: MandantSession) throws -> [Fall.ID] {
        try Fall.suchen(suche, hoechstens: hoechstensFaelle, in: session)
            .filter(\.grund.istGenau).map(\.fall.id)
    }

    /// Nil: aller Fälle, auch das, was zu keinem gehört.
    package static func laden(
        _ filter: Protokollfilter, faelle: [Fall.ID]?, ab stelle: Protokollseite.Stelle = .anfang,
        hoechstens: Int, in session: MandantSession
    ) throws -> Protokollseite {
        try Protokollseite.laden(filter, ab: stelle, hoechstens: hoechstens,
                                 aus: quelle(faelle, in: session), in: session)
    }

    /// Alle Einträge auf einmal, für eine Datei; dass es sie gibt, steht danach selbst darin.
    package static func ausgeben(
        _ filter: Protokollfilter, faelle: [Fall.ID]?, hoechstens: Int, in session: MandantSession
    ) throws -> [Protokolleintrag] {
        let seite = try laden(filter, faelle: faelle, hoechstens: hoechstens, in: session)
        guard !seite.aeltere else { throw Protokollseite.zuViele(hoechstens) }
        try session.audit("protokoll.ausgegeben", faelle.map { $0.map(\.description) }?
            .joined(separator: " ") ?? "", ["anzahl": "\(seite.eintraege.count)"])
        return seite.eintraege
    }

    /// Das Protokoll mit den Lesezugriffen; zu bestimmten Fällen auch der Weg ihrer Zahlungen,
    /// den niemand einzeln vermerkt, wenn er viele zugleich geht.
    private static func quelle(_ faelle: [Fall.ID]?, in session: MandantSession) throws -> SQL {
        guard let faelle else {
            return "\(Protokollseite.audit) UNION ALL \(gelesen)"
        }
        let kennungen = try Gegenstand.kennungen(faelle, in: session)
        return """
            \(Protokollseite.audit) WHERE gegenstand = ANY(\(kennungen))
            UNION ALL \(gelesen) WHERE fall_id = ANY(\(faelle))
            UNION ALL
            SELECT md5(e.zahlung_id::text || e.lfd)::uuid, e.am, e.benutzer_id,
                   'zahlung.' || e.zustand, e.zahlung_id::text,
                   jsonb_strip_nulls(jsonb_build_object('grund', nullif(e.grund, '')))
              FROM zahlung_ereignis e JOIN zahlung z ON z.id = e.zahlung_id
             WHERE z.fall_id = ANY(\(faelle)) AND e.benutzer_id IS NOT NULL
            """
    }

    private static let gelesen: SQL = """
        SELECT id, am, benutzer_id, 'akte.gelesen' AS vorgang, fall_id::text AS gegenstand,
               jsonb_build_object('seite', seite,
                                  'zustaendig', CASE WHEN zustaendig THEN 'ja' ELSE 'nein' END)
                   AS angaben
          FROM lesezugriff
        """
}
