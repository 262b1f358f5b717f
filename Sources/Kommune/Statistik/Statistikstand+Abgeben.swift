import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Statistikstand {
    /// Lässt neu rechnen, etwa nach einer Berichtigung im Fall; nach dem Abschluss nicht mehr.
    package static func neuRechnen(_ lauf: Statistiklauf.ID, in session: MandantSession) throws {
        guard try sperren(lauf, in: session)?.abgeschlossen == nil else { throw schonAbgeschlossen }
        try session.enqueue(StatistikErheben(lauf: lauf), key: lauf.description)
        try session.audit("statistik.neu", lauf.description)
    }

    /// Schließt ab, was keine Fehler mehr hat. Freigeben muss eine andere Person.
    package static func abschliessen(_ lauf: Statistiklauf.ID, in session: MandantSession) throws {
        guard let stand = try sperren(lauf, in: session), stand.gerechnetAm != nil else {
            throw Hindernis(.regel, "Die Erhebung ist noch nicht gerechnet.",
                            abhilfe: "Warten Sie, bis der Auftrag fertig ist.")
        }
        guard stand.abgeschlossen == nil else { throw schonAbgeschlossen }
        let fehler = try zahlen(lauf, in: session).fehler
        guard fehler == 0 else {
            throw Hindernis(.regel, fehler == 1 ? "Ein Fehler ist noch offen."
                            : "\(fehler) Fehler sind noch offen.",
                            abhilfe: "Berichtigen Sie die Fälle und lassen Sie neu rechnen.")
        }
        try session.execute("""
            UPDATE statistik_stand
               SET abgeschlossen_von = \(session.benutzer()), abgeschlossen_am = now(),
                   sha256 = \(pruefsumme(lauf, in: session).sha256)
             WHERE lauf_id = \(lauf)
            """)
        try session.audit("statistik.abgeschlossen", lauf.description)
    }

    /// Nimmt den Abschluss zurück, solange nichts freigegeben ist.
    package static func oeffnen(_ lauf: Statistiklauf.ID, in session: MandantSession) throws {
        guard let stand = try sperren(lauf, in: session), stand.abgeschlossen != nil,
              stand.freigegeben == nil else {
            throw Hindernis(.regel, "Zurückzunehmen ist hier nichts.")
        }
        try session.execute("""
            UPDATE statistik_stand
               SET abgeschlossen_von = NULL, abgeschlossen_am = NULL, sha256 = NULL
             WHERE lauf_id = \(lauf)
            """)
        try session.audit("statistik.geoeffnet", lauf.description)
    }

    /// Gibt frei, was eine andere Person abgeschlossen hat; ein Auftrag übergibt es dem Kreis.
    package static func freigeben(_ lauf: Statistiklauf.ID, in session: MandantSession) throws {
        guard let stand = try sperren(lauf, in: session), let abschluss = stand.abgeschlossen,
              stand.freigegeben == nil else {
            throw Hindernis(.regel, "Freizugeben ist hier nichts.",
                            abhilfe: "Erst schließt eine Person ab, dann gibt eine andere frei.")
        }
        guard try abschluss.von != session.benutzer() else {
            throw Hindernis(.regel, "Wer abgeschlossen hat, gibt nicht frei.",
                            abhilfe: "Bitten Sie eine andere Person um die Freigabe.")
        }
        try session.execute("""
            UPDATE statistik_stand
               SET freigegeben_von = \(session.benutzer()), freigegeben_am = now()
             WHERE lauf_id = \(lauf)
            """)
        try session.audit("statistik.freigegeben", lauf.description)
        try session.enqueue(StatistikAbgeben(lauf: lauf), key: lauf.description)
    }

    /// Löscht, wen die Kenn-Nummern meinten, sobald niemand mehr zurückfragen kann.
    package static func zuordnungLoeschen(
        _ lauf: Statistiklauf.ID, in session: MandantSession
    ) throws {
        guard let stand = try sperren(lauf, in: session), stand.abgegebenAm != nil,
              stand.geloeschtAm == nil else { return }
        try session.execute("""
            UPDATE statistik_stand SET geloescht_am = now() WHERE lauf_id = \(lauf)
            """)
        for tabelle: SQL in ["statistik_befund", "statistik_satz", "statistik_kennnummer"] {
            try session.execute("DELETE FROM \(tabelle) WHERE lauf_id = \(lauf)")
        }
        try session.audit("statistik.geloescht", lauf.description)
    }

    private static let schonAbgeschlossen = Hindernis(
        .regel, "Die Erhebung ist abgeschlossen.",
        abhilfe: "Nehmen Sie den Abschluss zurück, solange nichts freigegeben ist.")
}

/// Rechnet und prüft eine Erhebung in dieser Kommune. Unterbrochen, geht sie beim nächsten Fall
/// weiter; ihr Auftrag sagt nur, wie viel Prozent. Wie viele Sätze und Befunde es sind, meldet sie
/// an der Theke.
package struct StatistikErheben: Job {
    package static let kind = "statistik.erheben"
    static let jeSchritt = 200

    package let lauf: Statistiklauf.ID

    package init(lauf: Statistiklauf.ID) { self.lauf = lauf }

    package func run(_ run: JobRun) async throws {
        let lauf = lauf
        guard let plan = try await run.write({ try Statistikplan(lauf, in: $0) }) else {
            return try await run.finish { _ in "nichts zu rechnen" }
        }
        while let anteil = try await run.write({ try plan.schritt(Self.jeSchritt, in: $0) }) {
            try await run.progress(.prozent(anteil, "gerechnet"))
        }
        try await run.finish { try plan.abschliessen(in: $0) }
    }

    /// Dasselbe in einer Transaktion, für kleine Bestände.
    package func rechnen(in session: MandantSession) throws {
        guard let plan = try Statistikplan(lauf, in: session) else { return }
        while try plan.schritt(Self.jeSchritt, in: session) != nil {}
        _ = try plan.abschliessen(in: session)
    }
}

/// Übergibt dem Kreis, was freigegeben ist. Dieselben Sätze noch einmal ändern nichts, und die
/// Abgabe gilt erst, wenn Anzahl und Prüfsumme stimmen.
package struct StatistikAbgeben: Job {
    package static let kind = "statistik.abgeben"
    static let jeSchritt = 1_000

    package let lauf: Statistiklauf.ID

    package init(lauf: Statistiklauf.ID) { self.lauf = lauf }

    package func run(_ run: JobRun) async throws {
        let lauf = lauf
        let auftrag = try await run.read { session -> Statistikauftrag? in
            guard let stand = try Statistikstand.laden(lauf, in: session),
                  stand.freigegeben != nil, stand.abgegebenAm == nil else { return nil }
            return try Statistikauftrag.laden(lauf, in: session)
        }
        guard let auftrag else { return try await run.finish { _ in nil } }
        var nach: String? = auftrag.verbleib == .kreis ? "" : nil
        var anzahl = 0
        while let letzte = nach {
            nach = try await run.write { try Self.schritt(lauf, nach: letzte, in: $0) }
            if nach != nil { anzahl += Self.jeSchritt }
            try await run.progress(.anteil(
                min(anzahl, auftrag.saetze), von: auftrag.saetze, "abgegeben"))
        }
        try await run.finish {
            try Self.schluss(lauf, in: $0)
            return "abgegeben"
        }
    }

    /// Dasselbe in einer Transaktion, für kleine Bestände.
    package func uebergeben(in session: MandantSession) throws {
        var nach: String? = ""
        while let letzte = nach { nach = try Self.schritt(lauf, nach: letzte, in: session) }
        try Self.schluss(lauf, in: session)
    }

    private static func schluss(_ lauf: Statistiklauf.ID, in session: MandantSession) throws {
        let (anzahl, summe) = try Statistikstand.pruefsumme(lauf, in: session)
        try Statistiksatz.abgeben(lauf, anzahl: anzahl, sha256: summe, in: session)
        try session.execute("""
            UPDATE statistik_stand SET abgegeben_am = now() WHERE lauf_id = \(lauf)
            """)
    }

    /// Die nächsten Sätze nach dieser Kenn-Nummer; zurück kommt die letzte, nil am Ende.
    private static func schritt(
        _ lauf: Statistiklauf.ID, nach: String, in session: MandantSession
    ) throws -> String? {
        let saetze = try session.all("""
            SELECT kennnummer, werte FROM statistik_satz
             WHERE lauf_id = \(lauf) AND kennnummer > \(nach)
             ORDER BY kennnummer LIMIT \(jeSchritt)
            """) { Statistiksatz(kennnummer: try $0.decode("kennnummer"),
                                 werte: try $0.decode("werte")) }
        guard let letzter = saetze.last else { return nil }
        try Statistiksatz.uebergeben(saetze, zu: lauf, in: session)
        return letzter.kennnummer
    }
}

/// Löscht die Zuordnung der Kenn-Nummern aller Läufe, deren Lieferung angenommen ist (§ 12 BStatG).
package struct StatistikZuordnungLoeschen: Job {
    package static let kind = "statistik.loeschen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            let angenommen = try Statistikauftrag.alle(in: session).filter {
                $0.verbleib == .kreis && $0.quittiert
            }
            for auftrag in angenommen {
                try Statistikstand.zuordnungLoeschen(auftrag.lauf, in: session)
            }
            return nil
        }
    }
}

extension Statistikstand {
    /// Freigegebene Meldungen, die die Kommune selbst sendet: Strichpunkte, eine Kopfzeile.
    package static func datei(
        _ auftrag: Statistikauftrag, in session: MandantSession
    ) throws -> [UInt8] {
        guard try laden(auftrag.lauf, in: session)?.abgegebenAm != nil else {
            throw Hindernis(.regel, "Die Meldungen sind noch nicht freigegeben.")
        }
        let namen = try Erhebungsmerkmal.alle(auftrag.erhebung, am: auftrag.ende, in: session)
            .map(\.name)
        var text = namen.joined(separator: ";") + "\n"
        try session.transaction.forEach("""
            SELECT array_to_string(werte, ';') AS zeile FROM statistik_satz
             WHERE lauf_id = \(auftrag.lauf) ORDER BY kennnummer
            """) { text += try $0.decode("zeile", as: String.self) + "\n" }
        try session.audit("statistik.datei", auftrag.lauf.description)
        return Array(text.utf8)
    }
}
