import Grundwerte
import Platform
import Postgres

extension Rueckforderung {
    /// Eine Zeile der Liste.
    package struct Eintrag: Sendable {
        package let forderung: Rueckforderung
        package let name: String
        package let stand: Forderungsstand
    }

    /// Was eine Sachbearbeitung zu verfolgen hat.
    package struct Summe: Sendable {
        package let sachbearbeitung: User.ID
        package let anzahl: Int
        package let offen: Geld
        package let ueberfaellig: Geld
    }

    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Eintrag] {
        try eintraege(session.all("""
            SELECT r.id, coalesce(n.name, '') AS name
              FROM rueckforderung r JOIN fall f ON f.id = r.fall_id
              LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
             WHERE r.fall_id = \(fall) ORDER BY r.angelegt_am DESC, r.id DESC
            """, kennung), in: session)
    }

    /// Was noch zu verfolgen ist: Überfälliges zuerst, dann nach Kassenzeichen.
    package static func offene(nur wer: [User.ID]? = nil, in session: MandantSession)
        throws -> [Eintrag] {
        let eintraege = try eintraege(session.all("""
            SELECT r.id, coalesce(n.name, '') AS name
              FROM rueckforderung r JOIN fall f ON f.id = r.fall_id
              LEFT JOIN LATERAL (\(Fall.nameDesVorstands)) n ON true
              LEFT JOIN rueckforderung_entscheidung e ON e.rueckforderung_id = r.id
              LEFT JOIN LATERAL (
                   SELECT b.stand_cent FROM rueckforderung_buchung b
                    WHERE b.rueckforderung_id = r.id ORDER BY b.lfd DESC LIMIT 1) s ON true
             WHERE (e.rueckforderung_id IS NULL OR s.stand_cent > 0)
               AND (\(wer)::uuid[] IS NULL OR f.sachbearbeitung = ANY (\(wer)))
             ORDER BY r.kassenzeichen
            """, kennung), in: session)
        return eintraege.filter(\.istUeberfaellig) + eintraege.filter { !$0.istUeberfaellig }
    }

    static func kennung(_ row: Row) throws -> (ID, String) {
        (try row.decode("id"), try row.decode("name"))
    }

    static func eintraege(_ kennungen: [(ID, String)], in session: MandantSession)
        throws -> [Eintrag] {
        try kennungen.compactMap { id, name in
            guard let forderung = try laden(id, in: session) else { return nil }
            return Eintrag(forderung: forderung, name: name,
                           stand: try Forderungsstand.laden(forderung, in: session))
        }
    }

    /// Je Sachbearbeitung, was festgesetzt und offen ist.
    package static func summen(_ eintraege: [Eintrag]) -> [Summe] {
        Dictionary(grouping: eintraege, by: \.forderung.sachbearbeitung).map { wer, teil in
            Summe(sachbearbeitung: wer, anzahl: teil.count, offen: teil.map(\.stand.offen).summe(),
                  ueberfaellig: teil.map(\.ueberfaellig).summe())
        }.sorted { ($0.offen, $0.sachbearbeitung) > ($1.offen, $1.sachbearbeitung) }
    }
}

extension Rueckforderung.Eintrag {
    package var ueberfaellig: Geld {
        if case let .ueberfaellig(betrag) = stand.lage { betrag } else { .null }
    }

    package var istUeberfaellig: Bool { ueberfaellig > .null }
}

extension Schreiben {
    /// Alle Schreiben zu einer Forderung, das jüngste zuerst.
    package static func alle(zu forderung: Rueckforderung, in session: MandantSession)
        throws -> [Schreiben] {
        let id = forderung.id
        return try alle(session.scalars("""
            SELECT a.schreiben_id FROM rueckforderung_anhoerung v
                   JOIN anhoerung a ON a.id = v.anhoerung_id
             WHERE v.rueckforderung_id = \(id) AND a.schreiben_id IS NOT NULL
            UNION SELECT schreiben_id FROM rueckforderung_entscheidung
                   WHERE rueckforderung_id = \(id) AND schreiben_id IS NOT NULL
            UNION SELECT schreiben_id FROM ratenplan WHERE rueckforderung_id = \(id)
            UNION SELECT schreiben_id FROM stundung WHERE rueckforderung_id = \(id)
            UNION SELECT schreiben_id FROM mahnung WHERE rueckforderung_id = \(id)
            """, as: ID.self), in: session)
    }
}
