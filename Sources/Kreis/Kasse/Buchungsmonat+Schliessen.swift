import Grundwerte
import Platform
import Postgres

extension Buchungsmonat {
    /// Legt die Summen- und Saldenliste eines vergangenen Monats zum Schließen vor; noch einmal
    /// vorgelegt gilt die neuere. Gibt es Hinweise, verlangt sie einen Vermerk.
    package static func vorlegen(_ monat: Monat, vermerk: String, in session: KreisSession) throws {
        guard monat < session.heute.monat else {
            throw Hindernis(
                .regel, "Der \(monat.deutsch) ist noch nicht vorbei.",
                abhilfe: "Vorlegen lässt er sich ab dem \(monat.naechster.ersterTag.deutsch).")
        }
        try session.execute("SELECT hauptbuch_sperren()")
        try verlangeOffen(monat, in: session)
        let hinweise = try hinweise(monat, in: session)
        guard hinweise.isEmpty || !vermerk.isEmpty else {
            throw Hindernis(.eingabe, feld: "vermerk", "Zu den Hinweisen fehlt ein Vermerk.",
                            abhilfe: "Schreiben Sie, warum der Monat trotzdem schließen kann.")
        }
        let liste = try Saldenliste.laden(monat, in: session)
        let buchungen = try session.scalar("""
            SELECT count(*) FROM buchung
             WHERE buchungstag BETWEEN \(monat.ersterTag) AND \(monat.letzterTag)
            """, as: Int.self)
        try session.execute("""
            INSERT INTO monatsvorlage (id, monat, buchungen, soll_cent, liste, sha256, hinweise,
                                       vermerk, von)
            VALUES (\(UUIDv7()), \(monat), \(buchungen), \(liste.soll), \(liste.csv),
                    \(liste.sha256), \(hinweise.joined(separator: "\n")), \(vermerk),
                    \(session.benutzer()))
            """)
        try session.audit("hauptbuch.vorgelegt", monat.description,
                          ["buchungen": String(buchungen), "soll": liste.soll.dezimal])
    }

    /// Schließt die Bücher des Monats so, wie eine andere Person sie vorgelegt hat. Die Vorlage
    /// wird genannt, damit niemand eine andere schließt, als er gesehen hat; gehen Bücher und Bank
    /// anders auseinander, als sie sagt, gilt sie nicht mehr.
    package static func schliessen(_ monat: Monat, vorlage: Vorlage.ID, in session: KreisSession)
        throws {
        try session.execute("SELECT hauptbuch_sperren()")
        try verlangeOffen(monat, in: session)
        guard let gilt = try laden(monat, in: session).vorlage, gilt.id == vorlage,
              try Saldenliste.laden(monat, in: session).sha256 == gilt.sha256,
              try unstimmig(monat, in: session).allSatisfy(gilt.hinweise.contains) else {
            throw geaendert
        }
        do {
            try session.execute("""
                INSERT INTO monatsabschluss (monat, vorlage_id, von)
                VALUES (\(monat), \(vorlage), \(session.benutzer()))
                """)
        } catch let fehler as PostgresError
            where fehler.constraint == "monatsabschluss_vorlage_gilt" {
            throw geaendert
        } catch let fehler as PostgresError
            where fehler.constraint == "monatsabschluss_zwei_personen" {
            throw Hindernis(.regel, "Es schließt eine andere Person als die, die vorgelegt hat.",
                            abhilfe: "Bitten Sie jemanden aus Buchhaltung oder Freigabe darum.")
        }
        try session.audit("hauptbuch.geschlossen", monat.description)
    }

    private static let geaendert = Hindernis(
        .konflikt, "Seit der Vorlage hat sich der Monat geändert.",
        abhilfe: "Lassen Sie ihn noch einmal vorlegen.")

    private static func verlangeOffen(_ monat: Monat, in session: KreisSession) throws {
        if let ab = try Hauptbuch.offenAb(in: session), monat.ersterTag < ab {
            throw Hindernis(.konflikt, "Die Bücher des \(monat.deutsch) sind schon geschlossen.")
        }
        if let frueher = try offene(in: session).first(where: { $0.monat < monat }) {
            throw Hindernis(.regel, "Der \(frueher.monat.deutsch) ist noch offen.",
                            abhilfe: "Die Bücher schließen Monat für Monat.")
        }
    }
}
