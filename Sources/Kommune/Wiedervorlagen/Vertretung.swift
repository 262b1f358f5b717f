import Grundwerte
import Platform
import Postgres

/// Wer wen von wann bis wann vertritt: Die Vertretung sieht am Tag auch die Aufgaben der
/// abwesenden Person. Rechte gibt sie keine; wer vertritt, darf, was die eigene Rolle erlaubt.
package struct Vertretung: Sendable, RowDecodable {
    package typealias ID = TypedID<Vertretung>

    package struct Neu: Sendable {
        package let abwesend: User.ID
        package let vertreter: User.ID
        package let von: Kalendertag
        package let bis: Kalendertag
        /// Was die Vertretung wissen muss; darf leer sein.
        package let hinweis: String

        package init(abwesend: User.ID, vertreter: User.ID, von: Kalendertag, bis: Kalendertag,
                     hinweis: String = "") {
            self.abwesend = abwesend
            self.vertreter = vertreter
            self.von = von
            self.bis = bis
            self.hinweis = hinweis
        }
    }

    package let id: ID
    package let abwesend: User.ID
    package let vertreter: User.ID
    package let gueltig: Zeitraum
    package let hinweis: String
    package let erfasstVon: User.ID

    package init(row: Row) throws {
        id = try row.decode("id")
        abwesend = try row.decode("abwesend")
        vertreter = try row.decode("vertreter")
        gueltig = try row.decode("gueltig")
        hinweis = try row.decode("hinweis")
        erfasstVon = try row.decode("erfasst_von")
    }

    private static let auswahl: SQL = """
        SELECT id, abwesend, vertreter, gueltig, hinweis, erfasst_von
          FROM vertretung WHERE ersetzt_am IS NULL
        """

    /// Laufende und kommende, die nächste zuerst.
    package static func alle(in session: MandantSession) throws -> [Vertretung] {
        try session.all("""
            \(auswahl) AND upper(gueltig) > \(session.heute) ORDER BY lower(gueltig), id
            """)
    }

    /// Wen diese Person heute vertritt.
    package static func heute(
        durch wer: User.ID, in session: MandantSession
    ) throws -> [Vertretung] {
        try session.all("""
            \(auswahl) AND vertreter = \(wer) AND gueltig @> \(session.heute)
             ORDER BY lower(gueltig), id
            """)
    }

    /// Trägt eine Vertretung ein; für andere nur, wer Vertretungen regelt.
    @discardableResult
    package static func eintragen(_ neu: Neu, in session: MandantSession) throws -> ID {
        let ich = try session.benutzer()
        if neu.abwesend != ich { try session.akteur.verlange(.vertretungRegeln) }
        let zeitraum = try neu.geprueft(heute: session.heute)
        try neu.verlangeAnwesenheit(im: zeitraum, in: session)
        let id = ID()
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO vertretung (id, abwesend, vertreter, gueltig, hinweis, erfasst_von)
                    VALUES (\(id), \(neu.abwesend), \(neu.vertreter), \(zeitraum), \(neu.hinweis),
                            \(ich))
                    """)
            }
        } catch let fehler as PostgresError {
            throw hindernis(fehler)
        }
        try session.audit("vertretung.eingetragen", id.description, [
            "abwesend": neu.abwesend.description, "vertreter": neu.vertreter.description,
            "gueltig": zeitraum.description,
        ])
        return id
    }

    /// Beendet sie mit dem gestrigen Tag; was noch nicht begonnen hat, entfällt. Ein zweites Mal
    /// ändert nichts.
    package static func beenden(_ id: ID, in session: MandantSession) throws {
        guard let alt = try session.first("\(auswahl) AND id = \(id) FOR UPDATE",
                                          as: Vertretung.self) else { return }
        let ich = try session.benutzer()
        if alt.abwesend != ich { try session.akteur.verlange(.vertretungRegeln) }
        try alt.kuerzen(bis: session.heute.plus(tage: -1), von: ich, in: session)
    }

    /// Beendet alles, worin eine ausgeschiedene Person vertritt oder vertreten wird, mit ihrem
    /// letzten Tag; wie vieles, ist das Ergebnis.
    static func beendenNachAusscheiden(
        _ wer: User.ID, letzterTag: Kalendertag, in session: MandantSession
    ) throws -> Int {
        let offene: [Vertretung] = try session.all("""
            \(auswahl) AND (abwesend = \(wer) OR vertreter = \(wer))
               AND upper(gueltig) > \(letzterTag.plus(tage: 1)) ORDER BY id FOR UPDATE
            """)
        for vertretung in offene {
            try vertretung.kuerzen(bis: letzterTag, von: vertretung.erfasstVon, in: session)
        }
        return offene.count
    }

    private func kuerzen(
        bis letzterTag: Kalendertag, von wer: User.ID, in session: MandantSession
    ) throws {
        try session.execute("UPDATE vertretung SET ersetzt_am = now() WHERE id = \(id)")
        if let rest = Zeitraum(pruefe: gueltig.von, bis: letzterTag) {
            try session.execute("""
                INSERT INTO vertretung (id, abwesend, vertreter, gueltig, hinweis, erfasst_von)
                VALUES (\(ID()), \(abwesend), \(vertreter), \(rest), \(hinweis), \(wer))
                """)
        }
        try session.audit("vertretung.beendet", id.description)
    }

    private static func hindernis(_ fehler: PostgresError) -> any Error {
        switch fehler.constraint {
        case "vertretung_eindeutig":
            Hindernis(.konflikt, feld: "von", "In dieser Zeit ist die Vertretung schon geregelt.",
                      abhilfe: "Beenden Sie erst die bisherige.")
        case "vertretung_von_hier":
            Hindernis(.eingabe, feld: "vertreter", "Diese Person arbeitet nicht hier.",
                      abhilfe: "Wählen Sie jemanden aus der Liste.")
        default: fehler
        }
    }
}

extension Vertretung.Neu {
    private static let hoechstensTage = 366

    fileprivate func geprueft(heute: Kalendertag) throws -> Zeitraum {
        guard abwesend != vertreter else {
            throw Hindernis(.eingabe, feld: "vertreter", "Niemand vertritt sich selbst.",
                            abhilfe: "Wählen Sie eine andere Person.")
        }
        guard bis >= heute else {
            throw Hindernis(.eingabe, feld: "bis", "Diese Zeit ist schon vorbei.",
                            abhilfe: "Geben Sie einen Tag ab heute an.")
        }
        guard let zeitraum = Zeitraum(pruefe: von, bis: bis) else {
            throw Hindernis(.eingabe, feld: "bis", "Das Ende liegt vor dem Beginn.",
                            abhilfe: "Prüfen Sie beide Tage.")
        }
        guard von.tage(bis: bis) < Self.hoechstensTage else {
            throw Hindernis(.eingabe, feld: "bis", "Das ist länger als ein Jahr.",
                            abhilfe: "Prüfen Sie das Jahr; übergeben Sie sonst die Aufgaben.")
        }
        return zeitraum
    }

    /// Wer selbst vertreten wird, ist nicht da; und wer vertritt, geht nicht, ohne dass jemand es
    /// sieht.
    fileprivate func verlangeAnwesenheit(im zeitraum: Zeitraum, in session: MandantSession) throws {
        let fehlt = try session.scalar("""
            SELECT EXISTS (SELECT FROM vertretung WHERE ersetzt_am IS NULL
                              AND abwesend = \(vertreter) AND gueltig && \(zeitraum))
            """, as: Bool.self)
        guard !fehlt else {
            throw Hindernis(.regel, feld: "vertreter",
                            "Diese Person ist in der Zeit selbst abwesend.",
                            abhilfe: "Wählen Sie jemand anderen oder eine andere Zeit.")
        }
        let vertritt = try session.scalar("""
            SELECT EXISTS (SELECT FROM vertretung WHERE ersetzt_am IS NULL
                              AND vertreter = \(abwesend) AND gueltig && \(zeitraum))
            """, as: Bool.self)
        guard !vertritt else {
            throw Hindernis(.regel, feld: "von",
                            "Wer in dieser Zeit fehlt, vertritt gerade andere.",
                            abhilfe: "Regeln Sie zuerst deren Vertretung neu.")
        }
    }
}
