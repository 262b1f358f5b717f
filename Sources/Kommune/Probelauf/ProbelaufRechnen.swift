import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Rechnet alle laufenden Fälle dieser Kommune nach den Entwürfen des Kreises durch. Die Fälle
/// bleiben hier; an den Kreis gehen Summen je Monat.
package struct ProbelaufRechnen: Job {
    package static let kind = Probelaufauftrag.kind
    static let jeSchritt = 1_000

    package let lauf: Probelaufauftrag.ID

    package func run(_ run: JobRun) async throws {
        let lauf = lauf
        guard let plan = try await run.write({ try Probeplan(lauf, in: $0) }) else {
            return try await run.finish { _ in "An diesem Lauf ist die Kommune nicht beteiligt." }
        }
        // Nach einer Unterbrechung geht es hinter dem letzten fertigen Fall weiter.
        while let anteil = try await run.write({ try plan.schritt(Self.jeSchritt, in: $0) }) {
            try await run.progress(.prozent(anteil, "gerechnet"))
        }
        try await run.finish { session in
            try plan.abschliessen(in: session)
            return "fertig"
        }
    }
}

/// Alles, was für einen Lauf feststeht, bevor der erste Fall gerechnet wird.
struct Probeplan: Sendable {
    private let lauf: Probelaufauftrag.ID
    private let monate: [Monat]
    private let bisher: Parameter
    private let entwurf: Parameter

    /// Nil, wenn die Kommune nicht beteiligt ist. Hält fest, dass der Lauf begonnen hat.
    init?(_ lauf: Probelaufauftrag.ID, in session: MandantSession) throws {
        guard let auftrag = try Probelaufauftrag.laden(lauf, in: session) else { return nil }
        let geltend = try Parameter.geltende(in: session)
        var mitEntwurf = geltend
        var worte: [String] = []
        for stand in auftrag.entwuerfe {
            guard let groesse = Parameter.Groesse(rawValue: stand.name) else { continue }
            try mitEntwurf.aufnehmen(groesse, json: stand.json)
            worte.append(
                "\(groesse.bezeichnung) ab \(stand.gueltigAb.deutsch) (\(stand.fundstelle))")
        }
        self.lauf = lauf
        monate = Monat.alle(von: auftrag.von, bis: auftrag.bis)
        bisher = geltend.fortgeschrieben
        entwurf = mitEntwurf.fortgeschrieben
        try session.execute("""
            INSERT INTO probelauf (id, von, bis, entwuerfe)
            VALUES (\(lauf), \(auftrag.von), \(auftrag.bis), \(worte)) ON CONFLICT DO NOTHING
            """)
    }

    /// Rechnet die nächsten Fälle; zurück kommt, wie viel Prozent fertig sind, nil am Ende.
    func schritt(_ anzahl: Int, in session: MandantSession) throws -> Int? {
        let bis = try session.first("""
            SELECT bis_fall FROM probelauf WHERE id = \(lauf) FOR UPDATE
            """) { try $0.decode("bis_fall", as: Fall.ID?.self) } ?? nil
        let laufend: SQL = """
            (eingestellt_zum IS NULL OR eingestellt_zum >= \(monate.first?.ersterTag))
            """
        let ids = try session.scalars("""
            SELECT id FROM fall WHERE \(laufend) AND (\(bis)::uuid IS NULL OR id > \(bis))
             ORDER BY id LIMIT \(anzahl)
            """, as: Fall.ID.self)
        guard let letzter = ids.last else { return nil }
        let akten = try Fallakte.alle(ids, stand: Stand(am: session.heute), in: session)
        try festhalten(akten.flatMap {
            Probefall.rechnen($0, monate: monate, bisher: bisher, entwurf: entwurf)
        }, in: session)
        try session.execute("UPDATE probelauf SET bis_fall = \(letzter) WHERE id = \(lauf)")
        return try session.scalar("""
            SELECT 100 * count(*) FILTER (WHERE id <= \(letzter)) / greatest(count(*), 1)
              FROM fall WHERE \(laufend)
            """)
    }

    private func festhalten(_ faelle: [Probefall], in session: MandantSession) throws {
        guard !faelle.isEmpty else { return }
        try session.execute("""
            INSERT INTO probelauf_fall (probelauf_id, fall_id, monat, personen, alt_cent, neu_cent,
                                        warum, hindernis)
            SELECT \(lauf), n.* FROM unnest(
                \(faelle.map(\.fall))::uuid[], \(faelle.map(\.monat.ersterTag))::date[],
                \(faelle.map { Int32($0.personen) })::integer[],
                \(faelle.map(\.alt.cent))::bigint[], \(faelle.map(\.neu.cent))::bigint[],
                \(faelle.map(\.warum))::text[], \(faelle.map(\.hindernis))::text[]) AS n
            """)
    }

    /// Gibt die Summen ab und lässt nur den jüngsten Lauf stehen.
    func abschliessen(in session: MandantSession) throws {
        try session.execute("UPDATE probelauf SET fertig_am = now() WHERE id = \(lauf)")
        let eigener: Probelauf = try session.one("""
            SELECT id, von, bis, entwuerfe, begonnen_am, fertig_am FROM probelauf
             WHERE id = \(lauf)
            """)
        try Probelaufsumme.melden(eigener.summen(in: session), zu: lauf, in: session)
        try session.execute("""
            DELETE FROM probelauf
             WHERE id < (SELECT id FROM probelauf WHERE fertig_am IS NOT NULL
                          ORDER BY id DESC LIMIT 1)
            """)
        try session.audit("probelauf.gerechnet", lauf.description)
    }
}
