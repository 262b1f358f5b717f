import Grundwerte
import Platform
import Postgres

extension Drucklauf {
    package static let hoechstens = 1_000

    /// Nimmt die Briefe in einen Lauf und lässt sein PDF erstellen. Was inzwischen gedruckt oder in
    /// einem anderen Lauf ist oder aus einem eingeschränkten Fall kommt, bleibt draußen.
    package static func anlegen(
        _ ids: [Schriftstueck.ID], doppelseitig: Bool, in session: MandantSession
    ) throws -> ID {
        let briefe = try wartende(ids, in: session)
        let id = ID(), jahr = session.heute.jahr
        let lfd = try session.naechsteNummer("drucklauf/\(jahr)")
        let nummer = "D-\(jahr)/\(lfd.aufgefuellt(auf: 5))"
        try session.execute("""
            INSERT INTO drucklauf (id, nummer, doppelseitig, angelegt_von)
            VALUES (\(id), \(nummer), \(doppelseitig), \(session.benutzer()))
            """)
        try session.executeAll(briefe.enumerated().map { stelle, brief in
            """
            INSERT INTO drucklauf_brief (drucklauf_id, lfd, schriftstueck_id)
            VALUES (\(id), \(stelle + 1), \(brief.id))
            """
        })
        try session.audit("drucklauf.angelegt", nummer, ["briefe": "\(briefe.count)"])
        try session.enqueue(DrucklaufErstellen(drucklauf: id), key: id.description)
        return id
    }

    /// Hält fest, dass die Briefe am Platz gedruckt sind. Zurück kommt, wie viele es waren.
    @discardableResult
    package static func amPlatzGedruckt(
        _ ids: [Schriftstueck.ID], in session: MandantSession
    ) throws -> Int {
        let briefe = try wartende(ids, in: session), von = try session.benutzer()
        let vermerke: [SQL] = briefe.flatMap { brief in
            [vermerk(brief, lauf: nil, von: von),
             Aktenvermerk.eintrag("\(brief.bezeichnung) am Platz gedruckt.", zu: brief.fall,
                                  von: von)]
        }
        try session.executeAll(vermerke)
        try session.audit("brief.gedruckt", "", ["briefe": "\(briefe.count)"])
        return briefe.count
    }

    /// Aus wie vielen Fällen kein Brief mitgedruckt wird, weil ihre Verarbeitung eingeschränkt ist.
    package static func eingeschraenkt(
        _ ids: [Schriftstueck.ID], in session: MandantSession
    ) throws -> Int {
        let briefe = try Druckbrief.wartende(unter: ids, in: session)
        return try Einschraenkung.ausgelassene(briefe.map(\.fall), in: session).count
    }

    /// Was von den Briefen noch wartet, ohne die aus eingeschränkten Fällen. Wer zugleich druckt,
    /// steht am Zähler an und sieht dann, was schon vergeben ist.
    private static func wartende(
        _ ids: [Schriftstueck.ID], in session: MandantSession
    ) throws -> [Druckbrief] {
        guard ids.count <= hoechstens else {
            throw Hindernis(.eingabe, "Ein Drucklauf fasst höchstens \(hoechstens) Briefe.",
                            abhilfe: "Wählen Sie weniger aus.")
        }
        _ = try session.naechsteNummer("druck")
        let briefe = try Druckbrief.wartende(unter: ids, in: session)
        guard !briefe.isEmpty else {
            throw Hindernis(.konflikt, "Keiner der gewählten Briefe wartet noch auf den Druck.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        let aus = try Einschraenkung.ausgelassene(briefe.map(\.fall), in: session)
        guard briefe.contains(where: { !aus.contains($0.fall) }) else {
            throw Einschraenkung.einzeln
        }
        return briefe.filter { !aus.contains($0.fall) }
    }

    static func vermerk(_ brief: Druckbrief, lauf: ID?, von: User.ID) -> SQL {
        """
        INSERT INTO druckvermerk (schriftstueck_id, drucklauf_id, benutzer_id)
        VALUES (\(brief.id), \(lauf), \(von))
        """
    }
}
