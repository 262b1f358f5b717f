import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

/// Erstellt das PDF eines Drucklaufs, legt es ab und vermerkt jeden Brief darin als gedruckt; alles
/// oder nichts. Ein Brief, der sich nicht drucken lässt, steht mit Grund in der Liste und wartet
/// weiter.
package struct DrucklaufErstellen: Job {
    package static let kind = "drucklauf.erstellen"
    package let drucklauf: Drucklauf.ID

    package init(drucklauf: Drucklauf.ID) { self.drucklauf = drucklauf }

    package func run(_ run: JobRun) async throws {
        let id = drucklauf
        let gefunden = try await run.read { session in
            (try Drucklauf.laden(id, in: session), try Drucklauf.blaetter(id, in: session))
        }
        guard let lauf = gefunden.0 else { throw Hindernis.nichtGefunden }
        guard !lauf.istFertig else { return try await run.finish { _ in nil } }
        let mandant = try run.verlangterMandant(), schriftsatz = try run.schriftsatz()
        let gelesen = try await lesen(gefunden.1, schriftsatz, run)
        let bindung = gelesen.gute.isEmpty ? nil : try await binden(
            lauf, gelesen.gute, mandant: mandant, schriftsatz)
        try await run.finish { session in
            try lauf.abschliessen(bindung, gelesen.gute.map(\.blatt), fehler: gelesen.fehler,
                                  in: session)
            return gelesen.fehler.isEmpty ? "erstellt" : "erstellt, nicht alle Briefe im PDF"
        }
    }

    private struct Brief: Sendable {
        let blatt: Drucklauf.Blatt
        let pdf: [UInt8]
        let seiten: Int
    }

    private func lesen(
        _ blaetter: [Drucklauf.Blatt], _ schriftsatz: Schriftsatz, _ run: JobRun
    ) async throws -> (gute: [Brief], fehler: [(lfd: Int, grund: String)]) {
        var gute: [Brief] = [], fehler: [(lfd: Int, grund: String)] = []
        for blatt in blaetter {
            if blatt.lfd % 25 == 1 {
                try await run.progress(.anteil(blatt.lfd - 1, von: blaetter.count, "gelesen"))
            }
            guard let pdf = try await run.read({
                try Schriftstueck.unversehrt(blatt.brief.id, in: $0)
            }) else {
                fehler.append((blatt.lfd, "Das abgelegte PDF stimmt nicht mit seiner Prüfsumme "
                    + "überein."))
                continue
            }
            do {
                gute.append(Brief(blatt: blatt, pdf: pdf,
                                  seiten: try await schriftsatz.seitenzahl(pdf)))
            } catch let grund as Schriftsatz.Verbindungsfehler {
                fehler.append((blatt.lfd, grund.description))
            }
        }
        return (gute, fehler)
    }

    /// Deckblatt, dann die Briefe; doppelseitig beginnt jeder auf einem neuen Blatt. Die letzte
    /// Seite des Deckblatts ist leer und füllt auf.
    private func binden(
        _ lauf: Drucklauf, _ briefe: [Brief], mandant: Mandant, _ schriftsatz: Schriftsatz
    ) async throws -> Schriftsatz.Bindung {
        let tag = Uhr.berlinTag(lauf.angelegtAm)
        let inhalt = Deckblattinhalt(
            absender: .init(mandant), nummer: lauf.nummer, datum: tag.deutsch,
            seiten: String(briefe.map(\.seiten).reduce(0, +)),
            briefe: briefe.map {
                .init(nummer: String($0.blatt.lfd), brief: $0.blatt.brief.bezeichnung,
                      aktenzeichen: $0.blatt.brief.aktenzeichen, name: $0.blatt.brief.name,
                      seiten: String($0.seiten))
            })
        let deckblatt = try await schriftsatz.setzen(
            vorlage: "Sources/Kommune/Vordrucke/drucklauf.typ", daten: try inhalt.vordruckJSON(),
            zeitpunkt: Uhr.fest(am: tag).jetzt)
        let deckseiten = try await schriftsatz.seitenzahl(deckblatt) - 1
        let leer = Schriftsatz.Stueck(0, seiten: "r1")
        func auffuellen(_ seiten: Int) -> [Schriftsatz.Stueck] {
            lauf.doppelseitig && !seiten.isMultiple(of: 2) ? [leer] : []
        }
        let stuecke = [Schriftsatz.Stueck(0, seiten: "1-\(deckseiten)")] + auffuellen(deckseiten)
            + briefe.enumerated().flatMap { stelle, brief in
                [Schriftsatz.Stueck(stelle + 1)] + auffuellen(brief.seiten)
            }
        return try await schriftsatz.verbinden([deckblatt] + briefe.map(\.pdf), stuecke)
    }
}

/// Was der Vordruck `drucklauf.typ` druckt.
struct Deckblattinhalt: Sendable, Codable {
    struct Zeile: Sendable, Codable {
        let nummer: String
        let brief: String
        let aktenzeichen: String
        let name: String
        let seiten: String
    }

    let absender: Bescheidinhalt.Absender
    let nummer: String
    let datum: String
    let seiten: String
    let briefe: [Zeile]
}

extension Drucklauf {
    fileprivate func abschliessen(
        _ bindung: Schriftsatz.Bindung?, _ gedruckte: [Blatt],
        fehler: [(lfd: Int, grund: String)], in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO drucklauf_ergebnis (drucklauf_id, seiten, sha256, groesse)
            VALUES (\(id), \(bindung?.seiten), \(bindung.map { Data(SHA256.hash(data: $0.pdf)) }),
                    \(bindung?.pdf.count))
            """)
        for (lfd, teil) in Schriftstueck.inStuecken(bindung?.pdf ?? []) {
            try session.execute("""
                INSERT INTO drucklauf_teil (drucklauf_id, lfd, inhalt)
                VALUES (\(id), \(lfd), \(teil))
                """)
        }
        for (lfd, grund) in fehler {
            try session.execute("""
                INSERT INTO drucklauf_fehler (drucklauf_id, lfd, grund)
                VALUES (\(id), \(lfd), \(grund))
                """)
        }
        let vermerke: [SQL] = gedruckte.flatMap { blatt in
            [Drucklauf.vermerk(blatt.brief, lauf: id, von: angelegtVon),
             Aktenvermerk.eintrag("\(blatt.brief.bezeichnung) gedruckt mit Drucklauf \(nummer).",
                                  zu: blatt.brief.fall, von: nil)]
        }
        try session.executeAll(vermerke)
        try session.audit("drucklauf.erstellt", nummer,
                          ["gedruckt": "\(gedruckte.count)", "fehler": "\(fehler.count)"])
    }
}
