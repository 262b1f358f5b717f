import Crypto
import Grundwerte
import Platform
import Postgres

extension Erstattung {
    /// Schließt einen vergangenen Monat für eine Kommune, oder mit nil für alle mit Bewegung, die
    /// noch offen sind.
    ///
    /// Positionen, Nummer und Prüfsumme des Nachweises stehen damit für immer fest. Gibt die neuen
    /// zurück.
    @discardableResult
    package static func abschliessen(_ monat: Monat, mandant: Mandant.ID? = nil,
                                     in session: KreisSession) throws -> [ID] {
        guard monat < session.heute.monat else {
            throw Hindernis(
                .regel, "Der \(monat.deutsch) ist noch nicht vorbei.",
                abhilfe: "Abschließen lässt er sich ab dem \(monat.naechster.ersterTag.deutsch).")
        }
        // Wartet auf Buchungen, die gerade entstehen, und hält weitere bis zum Ende auf.
        try session.execute("SELECT hauptbuch_sperren()")
        let alle = try vorschau(monat, in: session).filter {
            mandant == nil || $0.mandant == mandant
        }
        let offene = alle.filter { $0.abgeschlossen == nil }
        if mandant != nil, let fertig = alle.first, fertig.abgeschlossen != nil {
            throw Hindernis(
                .konflikt, "Der \(monat.deutsch) ist für \(fertig.kommune) schon abgeschlossen.")
        }
        guard !offene.isEmpty else {
            throw Hindernis(.regel, alle.isEmpty ? "Im \(monat.deutsch) ist nichts gezahlt worden."
                            : "Der \(monat.deutsch) ist für alle Kommunen abgeschlossen.")
        }
        return try offene.map { try abschliessen($0, monat, in: session) }
    }

    private static func abschliessen(
        _ stand: Vorschau, _ monat: Monat, in session: KreisSession
    ) throws -> ID {
        let id = ID(), jahr = session.heute.jahr
        let lfd = try session.naechsteNummer("erstattung/\(jahr)")
        let nummer = "EA-\(jahr)-\(lfd.aufgefuellt(auf: 4))"
        let zeilen = try Erstattungsnachweis.bewegung(stand.mandant, monat, in: session)
        let nachweis = Erstattungsnachweis(nummer: nummer, zeilen: zeilen)
        try session.execute("""
            INSERT INTO erstattung (id, mandant_id, monat, nummer, kassenzeichen, gezahlt_cent,
                                    ruecklauf_cent, rueckforderung_cent, summe_cent, positionen,
                                    nachweis_sha256, faellig, abgeschlossen_von)
            VALUES (\(id), \(stand.mandant), \(monat), \(nummer),
                    \(Kassenzeichen(.erstattung, jahr: jahr, nummer: lfd).wert),
                    \(stand.gezahlt), \(stand.ruecklauf), \(stand.rueckforderung), \(stand.summe),
                    \(Int32(zeilen.count)),
                    \(nachweis.sha256), \(Bankkalender.frist(14, ab: session.heute)),
                    \(session.benutzer()))
            """)
        try session.execute("""
            INSERT INTO erstattung_position (erstattung_id, buchungszeile_id, lfd)
            SELECT \(id), u.zeile, u.lfd
              FROM unnest(\(zeilen.map(\.buchungszeile))) WITH ORDINALITY AS u (zeile, lfd)
            """)
        try session.audit("erstattung.abgeschlossen", nummer,
                          ["monat": monat.description, "summe": stand.summe.dezimal])
        return id
    }

    /// Der eingefrorene Nachweis, Byte für Byte wie beim Abschluss.
    package func nachweis(in session: KreisSession) throws -> Erstattungsnachweis {
        let nachweis = Erstattungsnachweis(
            nummer: nummer, zeilen: try Erstattungsnachweis.eingefroren(id, in: session))
        guard nachweis.sha256 == nachweisSHA256 else {
            throw Hindernis(
                .konflikt, "Der Nachweis zu \(nummer) ergibt nicht mehr seine Prüfsumme.",
                abhilfe: "Lassen Sie die Daten prüfen (`mandat pruefen`).")
        }
        return nachweis
    }

    /// Legt das Schreiben zum Monat ab; es gibt genau eines.
    package func schreibenAblegen(_ pdf: [UInt8], in session: KreisSession) throws {
        let abgelegt = try session.execute("""
            INSERT INTO erstattung_schreiben (erstattung_id, inhalt, sha256)
            VALUES (\(id), \(pdf), \(Array(SHA256.hash(data: pdf)))) ON CONFLICT DO NOTHING
            """)
        if abgelegt == 1 { try session.audit("erstattung.schreiben", nummer) }
    }

    /// Das abgelegte Schreiben als PDF.
    package func schreiben(in session: KreisSession) throws -> [UInt8]? {
        try session.first("SELECT inhalt FROM erstattung_schreiben WHERE erstattung_id = \(id)") {
            try $0.decode("inhalt", as: [UInt8].self)
        }
    }
}
