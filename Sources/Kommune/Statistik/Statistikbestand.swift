import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Liest, was die Statistik von einigen Fällen braucht: wie es am Ende des Zeitraums galt, nach dem
/// Wissen eines Tages.
struct Statistikbestand {
    let zeit: Zeitraum
    let stand: Stand
    private let session: MandantSession

    init(zeit: Zeitraum, stand: Stand, in session: MandantSession) {
        self.zeit = zeit
        self.stand = stand
        self.session = session
    }

    /// Je Fall seine Akte und die Personen, die zuletzt im Zeitraum zu ihm gehörten; jede Person
    /// steht so in genau einem Fall.
    func haushalte(_ faelle: [Fall.ID]) throws -> [(akte: Fallakte, personen: [Statistikperson])] {
        let akten = try Fallakte.alle(faelle, stand: stand, in: session)
        let personen = akten.flatMap { $0.mitglieder.map(\.id) }
        let zuletzt = try zuletzt(personen)
        let monate = try monatsanteile(personen), altmonate = try altmonate(personen)
        let andere = try andereLeistungen(personen), rechnungen = try bildungsrechnungen(personen)
        return akten.map { akte in
            let eigene = akte.mitglieder.filter { zuletzt[$0.id] == akte.fall.id }
            return (akte, eigene.map { mitglied in
                Statistikperson(
                    fall: akte.fall.id, mitglied: mitglied, monate: monate[mitglied.id] ?? [:],
                    altmonate: Set(altmonate[mitglied.id] ?? []),
                    andere: (andere[mitglied.id] ?? []) + mitglied.weitereLeistungen,
                    rechnungen: rechnungen[mitglied.id] ?? [:])
            })
        }
    }

    private func zuletzt(_ personen: [Person.ID]) throws -> [Person.ID: Fall.ID] {
        let zeilen = try session.all("""
            SELECT DISTINCT ON (t.person_id) t.person_id, t.fall_id FROM mitglied t
             WHERE t.person_id = ANY (\(personen)) AND \(stand.gewusst) AND t.gueltig && \(zeit)
             ORDER BY t.person_id, lower(t.gueltig) DESC
            """) { (try $0.decode("person_id", as: Person.ID.self),
                    try $0.decode("fall_id", as: Fall.ID.self)) }
        return Dictionary(uniqueKeysWithValues: zeilen)
    }

    /// Was den Personen in jedem bewilligten Monat zustand, in welchem Fall auch immer.
    private func monatsanteile(
        _ personen: [Person.ID]
    ) throws -> [Person.ID: [Monat: Statistikperson.Monatsanteil]] {
        var anteile: [Person.ID: [Monat: Statistikperson.Monatsanteil]] = [:]
        try session.transaction.forEach("""
            SELECT t.monat, p.inhalt->>'person' AS person, p.inhalt->>'grundlage' AS grundlage,
                   (p.inhalt->>'stufe')::bigint AS stufe,
                   p.inhalt->>'angerechnetesEinkommen' AS einkommen,
                   p.inhalt->>'eingesetztesVermoegen' AS vermoegen,
                   ARRAY(SELECT DISTINCT a->>'form'
                           FROM jsonb_array_elements(b.ergebnis->'auszahlungen') a
                          WHERE a->>'betrag' <> '0.00') AS formen,
                   ARRAY(SELECT (s->>'norm') || '|' || (s->>'betrag')
                           FROM jsonb_array_elements(b.ergebnis->'schritte') s
                          WHERE s->>'norm' LIKE '%§ 34 Abs.%'
                            AND s->'personen' ? (p.inhalt->>'person')) AS bildung
              FROM anspruch t
              JOIN berechnung b ON b.fall_id = t.fall_id AND b.id = t.berechnung_id
              CROSS JOIN LATERAL jsonb_array_elements(b.ergebnis->'personen') AS p (inhalt)
             WHERE t.fall_id IN (SELECT m.fall_id FROM mitglied m
                                  WHERE m.person_id = ANY (\(personen)))
               AND t.monat BETWEEN \(zeit.von) AND \(zeit.bis) AND t.leistung_cent > 0
               AND \(stand.gewusst) AND p.inhalt->>'grundlage' <> 'keine'
             ORDER BY t.monat, t.fall_id
            """) { zeile in
            guard let person = Person.ID(try zeile.decode("person", as: String.self)) else {
                return
            }
            anteile[person, default: [:]][try zeile.decode("monat")] = try .init(zeile: zeile)
        }
        return anteile
    }

    private func altmonate(_ personen: [Person.ID]) throws -> [Person.ID: [Monat]] {
        let zeilen = try session.all("""
            SELECT t.person_id, v.monat
              FROM altbewilligung v
              JOIN uebernahme u ON u.id = v.uebernahme_id
              JOIN mitglied t ON t.fall_id = v.fall_id AND \(stand.gewusst)
               AND t.gueltig && daterange(v.monat, (v.monat + interval '1 month')::date)
             WHERE t.person_id = ANY (\(personen)) AND v.bewilligt_cent > 0
               AND v.monat BETWEEN \(zeit.von) AND \(zeit.bis) AND \(bekannt("u.begonnen_am"))
             ORDER BY t.person_id, v.monat
            """) { (try $0.decode("person_id", as: Person.ID.self),
                    try $0.decode("monat", as: Monat.self)) }
        return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Behandlungsscheine und Zusagen, die in den Zeitraum reichen.
    private func andereLeistungen(
        _ personen: [Person.ID]
    ) throws -> [Person.ID: [Statistikperson.AndereLeistung]] {
        let scheine = try session.all("""
            SELECT person_id, gueltig FROM behandlungsschein
             WHERE person_id = ANY (\(personen)) AND gueltig && \(zeit)
               AND \(bekannt("angelegt_am")) AND NOT (\(widerrufen))
             ORDER BY person_id, gueltig, id
            """) { (try $0.decode("person_id", as: Person.ID.self),
                    Statistikperson.AndereLeistung(art: .krankheit,
                                                   gueltig: try $0.decode("gueltig"))) }
        let zusagen = try session.all("""
            SELECT e.person_id, e.art, d.gueltig
              FROM einzelleistung e JOIN einzelentscheidung d ON d.einzelleistung_id = e.id
             WHERE e.person_id = ANY (\(personen)) AND d.bewilligt AND d.gueltig && \(zeit)
               AND (\(stand.bekannt)::date IS NULL OR d.entschieden_am <= \(stand.bekannt))
             ORDER BY e.person_id, d.gueltig, e.id
            """) { zeile -> (Person.ID, Statistikperson.AndereLeistung)? in
            let art = try zeile.decode("art", as: Einzelleistung.Art.self)
            guard art.bereich != .bildung else { return nil }
            return (try zeile.decode("person_id"),
                    .init(art: art.bereich == .krankenhilfe ? .krankheit : .sonstige,
                          gueltig: try zeile.decode("gueltig")))
        }
        return Dictionary(grouping: scheine + zusagen.compactMap(\.self), by: \.0)
            .mapValues { $0.map(\.1) }
    }

    private func bildungsrechnungen(
        _ personen: [Person.ID]
    ) throws -> [Person.ID: [Monat: [Bildungsart: Geld]]] {
        var summen: [Person.ID: [Monat: [Bildungsart: Geld]]] = [:]
        try session.transaction.forEach("""
            SELECT e.person_id, e.art, r.vom, r.anerkannt_cent
              FROM einzelrechnung r JOIN einzelleistung e ON e.id = r.einzelleistung_id
             WHERE e.person_id = ANY (\(personen)) AND r.vom BETWEEN \(zeit.von) AND \(zeit.bis)
               AND \(bekannt("r.erfasst_am"))
             ORDER BY e.person_id, r.vom, r.id
            """) { zeile in
            guard let art = Bildungsart(try zeile.decode("art", as: Einzelleistung.Art.self)) else {
                return
            }
            let monat = try zeile.decode("vom", as: Kalendertag.self).monat
            summen[try zeile.decode("person_id"), default: [:]][monat, default: [:]][
                art, default: .null] += try zeile.decode("anerkannt_cent", as: Geld.self)
        }
        return summen
    }

    private var widerrufen: SQL {
        "widerrufen_am IS NOT NULL AND \(bekannt("widerrufen_am"))"
    }

    /// Ob ein Zeitpunkt bis zum Kenntnisstand liegt.
    private func bekannt(_ spalte: SQL) -> SQL {
        guard let tag = stand.bekannt else { return "true" }
        return "\(spalte) AT TIME ZONE 'Europe/Berlin' < \(tag)::date + 1"
    }
}

extension Statistikperson.Monatsanteil {
    fileprivate init(zeile: Row) throws {
        var bildung: [Bildungsart: Geld] = [:]
        for schritt in try zeile.decode("bildung", as: [String].self) {
            let teile = schritt.split(separator: "|")
            guard teile.count == 2, let art = Bildungsart(norm: String(teile[0])),
                  let betrag = Geld(dezimal: String(teile[1])) else { continue }
            bildung[art, default: .null] += betrag
        }
        func geld(_ spalte: String) throws -> Geld {
            Geld(dezimal: try zeile.decode(spalte, as: String.self)) ?? .null
        }
        self.init(
            grundlage: try zeile.decode("grundlage"),
            stufe: try zeile.decode("stufe", as: Int?.self),
            formen: Set(try zeile.decode("formen", as: [String].self)
                .compactMap(Leistungsform.init(rawValue:))),
            angerechnet: try geld("einkommen"), vermoegen: try geld("vermoegen"),
            bildung: bildung)
    }
}

extension Fallakte.Mitglied {
    /// Was neben Scheinen und Zusagen zu den anderen Leistungen zählt (§§ 5 und 6).
    fileprivate var weitereLeistungen: [Statistikperson.AndereLeistung] {
        arbeitsgelegenheiten.map { .init(art: .arbeitsgelegenheit, gueltig: $0.monat.zeitraum) }
            + monatsbedarfe.filter { $0.art == .sonstige }
                .map { .init(art: .sonstige, gueltig: $0.gueltig) }
    }
}
