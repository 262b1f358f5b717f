import Grundwerte
import Platform
import Postgres

extension Zahlung {
    package struct Feststellungsergebnis: Sendable {
        package let festgestellt: Int
        /// Zahlungen und Fälle, die außen vor blieben, weil die Verarbeitung eingeschränkt ist.
        package let ausgelassen: Int
        package let eingeschraenkt: Int
    }

    /// Bestätigt, dass Grund und Betrag sachlich und rechnerisch richtig sind (§ 31 KomHVO NRW).
    ///
    /// Was nicht mehr erfasst ist, bleibt, wie es ist, und eingeschränkte Fälle bleiben unter
    /// anderen außen vor. Für sich allein geht auch ein solcher: Was bewilligt ist, muss die
    /// Familie bekommen (Art. 18 Abs. 2 DSGVO: Schutz der Rechte der Person).
    @discardableResult
    package static func feststellen(_ ids: [ID], in session: MandantSession) throws
        -> Feststellungsergebnis {
        let gewaehlt = try session.all("""
            SELECT id, fall_id FROM zahlung
             WHERE id = ANY (\(ids)) AND zustand = 'erfasst' ORDER BY id FOR UPDATE
            """) { (id: try $0.decode("id", as: ID.self),
                    fall: try $0.decode("fall_id", as: Fall.ID.self)) }
        let aus = Set(gewaehlt.map(\.fall)).count > 1
            ? try Einschraenkung.ausgelassene(gewaehlt.map(\.fall), in: session) : []
        let offen = gewaehlt.filter { !aus.contains($0.fall) }
        let von = try session.benutzer()
        try session.executeAll(offen.flatMap { zahlung -> [SQL] in
            [
                """
                INSERT INTO feststellung (id, zahlung_id, benutzer_id, inhalt_sha256)
                SELECT \(UUIDv7()), z.id, \(von), zahlung_pruefsumme(z) FROM zahlung z
                 WHERE z.id = \(zahlung.id)
                """,
                wechsel(.festgestellt, zahlung.id, von: von),
            ]
        })
        for (fall, zahlungen) in Dictionary(grouping: offen, by: \.fall) {
            try Aktenvermerk.schreiben(
                "\(zahlungen.count) Zahlung\(zahlungen.count == 1 ? "" : "en") sachlich und "
                    + "rechnerisch festgestellt.",
                zu: fall, in: session)
        }
        return Feststellungsergebnis(festgestellt: offen.count,
                                     ausgelassen: gewaehlt.count - offen.count,
                                     eingeschraenkt: aus.count)
    }

    /// Die nächste festzustellende aus den eigenen und vertretenen Fällen, wenn man sie nach dieser
    /// durcharbeitet; nil, wenn es die letzte war.
    package static func naechsteFestzustellende(
        nach id: ID, in session: MandantSession
    ) throws -> ID? {
        guard let diese = try laden(id, in: session) else { return nil }
        return try session.first("""
            SELECT z.id FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.zustand = 'erfasst' AND z.id <> \(id)
               AND f.sachbearbeitung = ANY (\(Vertretung.tische(in: session)))
             ORDER BY (z.faellig, f.aktenzeichen, z.id)
                      < (\(diese.faellig), \(diese.aktenzeichen), \(id)),
                      z.faellig, f.aktenzeichen, z.id LIMIT 1
            """) { try $0.decode("id") }
    }

    /// Gibt festgestellte Zahlungen mit Grund an die Sachbearbeitung zurück.
    package static func zurueckgeben(_ id: ID, grund: String, in session: MandantSession) throws {
        guard let zahlung = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        try session.execute("SELECT FROM zahlung WHERE id = \(id) FOR UPDATE")
        guard try laden(id, in: session)?.zustand == .festgestellt else {
            throw Hindernis(.konflikt, "Die Zahlung wartet nicht mehr auf eine Anordnung.",
                            abhilfe: "Laden Sie die Liste neu.")
        }
        try session.execute("""
            UPDATE feststellung SET aufgehoben_am = now()
             WHERE zahlung_id = \(id) AND aufgehoben_am IS NULL
            """)
        try setze(.erfasst, id, grund: grund, in: session)
        let text = "Anordnung abgelehnt, \(zahlung.monat.deutsch), \(zahlung.betrag): \(grund)"
        try Aktenvermerk.schreiben(text, zu: zahlung.fall, in: session)
        try Wiedervorlage.anlegen(text, zu: zahlung.fall, faellig: session.heute,
                                  quelle: .anordnung, in: session)
        try session.audit("zahlung.zurueckgegeben", id.description, ["grund": grund])
    }
}
