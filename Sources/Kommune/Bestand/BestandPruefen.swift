import Grundwerte
import Platform
import Postgres

/// Der Probelauf: prüft hochgeladene Dateien und hält fest, was zu übernehmen wäre und was jeder
/// Zeile fehlt.
package struct BestandPruefen: Job {
    package static let kind = "bestand.pruefen"
    package let eingang: Bestandseingang.ID

    package func run(_ run: JobRun) async throws {
        let id = eingang
        guard let stand = try await run.read({ try Bestandseingang.laden(id, in: $0) }) else {
            throw Hindernis.nichtGefunden
        }
        guard stand.pruefung == nil, stand.ergebnis == nil else {
            return try await run.finish { _ in nil }
        }
        try await run.progress("Die Dateien werden geprüft.")
        let plan = try await run.read { try Bestandseingang.plan(id, in: $0) }
        try await run.finish { session in
            try Bestandseingang.festhalten(plan, zu: id, in: session)
            return "geprüft"
        }
    }
}

extension Bestandseingang {
    static func festhalten(_ plan: Bestandsplan, zu id: ID, in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO bestandseingang_pruefung (eingang_id, faelle, personen, neu, schon_da,
                                                  fehlerhaft, ohne_fall)
            VALUES (\(id), \(plan.bestand.anzahlFaelle), \(plan.bestand.anzahlPersonen),
                    \(plan.neueFaelle), \(plan.schonDa), \(plan.fehlerhaft), \(plan.ohneFall))
            """)
        try session.transaction.copyIn("""
            COPY bestandseingang_befund (eingang_id, lfd, schwere, datei, zeile, feld, wert, regel,
                                         abhilfe)
            FROM STDIN WITH (FORMAT binary)
            """) { writer in
            for (stelle, befund) in plan.befunde.enumerated() {
                try writer.typedRow(
                    id, Int32(stelle + 1), befund.schwere, befund.datei, Int32(befund.zeile),
                    befund.feld, befund.wert, befund.regel, befund.abhilfe)
            }
        }
    }
}

/// Übernimmt hochgeladene Dateien, in Stapeln ganzer Fälle. Bricht es ab, geht es beim nächsten
/// Versuch dort weiter.
package struct BestandUebernehmen: Job {
    package static let kind = "bestand.uebernehmen"
    package let eingang: Bestandseingang.ID
    /// In wessen Namen: wer gestartet hat.
    package let als: User.ID
    package let ohneFehlerhafte: Bool

    package func run(_ run: JobRun) async throws {
        let id = eingang, als = als
        guard let stand = try await run.read({ try Bestandseingang.laden(id, in: $0) }) else {
            throw Hindernis.nichtGefunden
        }
        guard stand.ergebnis == nil else { return try await run.finish { _ in nil } }
        let plan = try await run.read { try Bestandseingang.plan(id, in: $0) }
        let akteur = Akteur(benutzer: als, name: "", rechte: [.bestandUebernehmen],
                            anfrage: run.akteur.anfrage)
        let uebernahme = try await Bestandsuebernahme.ausfuehren(
            plan, bezeichnung: stand.bezeichnung, ohneFehlerhafte: ohneFehlerhafte, stapel: 200,
            mandant: run.verlangterMandant(), als: akteur, database: run.database
        ) { fertig, alle in try await run.progress(.anteil(fertig, von: alle, "übernommen")) }
        try await run.finish { session in
            try Bestandseingang.entscheiden(id, .uebernommen, uebernahme: uebernahme, von: als,
                                            in: session)
            return "übernommen"
        }
    }
}
