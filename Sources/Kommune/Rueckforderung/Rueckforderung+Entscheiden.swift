import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

extension Rueckforderung {
    /// Was über jeden Monat entschieden wird und warum.
    package struct Beschluss: Sendable {
        package let grundlagen: [Position.ID: Aufhebungsgrund]
        package let begruendung: String

        package init(grundlagen: [Position.ID: Aufhebungsgrund], begruendung: String) {
            self.grundlagen = grundlagen
            self.begruendung = begruendung
        }
    }

    /// Entscheidet nach der Anhörung: setzt fest, was zu erstatten ist, oder sieht davon ab, wenn
    /// das
    /// Vertrauen überall schutzwürdig ist. Was festgesetzt ist, steht als Erstes auf dem Konto.
    package static func entscheiden(_ id: ID, _ beschluss: Beschluss, unterzeichner: Unterzeichner,
                                    in session: MandantSession) throws {
        let forderung = try zumAendern(id, in: session)
        guard forderung.entscheidung == nil else {
            throw Hindernis(.konflikt, "Über diese Forderung ist schon entschieden.")
        }
        guard let anhoerung = try forderung.anhoerung.flatMap({
            try Anhoerung.gespeichert($0, in: session)
        }) else {
            throw Hindernis(.regel, "Vor der Entscheidung ist anzuhören (§ 24 SGB X).",
                            abhilfe: "Hören Sie an oder halten Sie fest, warum das nicht nötig "
                                + "ist.")
        }
        try anhoerung.verlangeReife(heute: session.heute)
        let posten = try forderung.geprueft(beschluss, heute: session.heute)
        let gefordert = posten.filter(\.grund.fordert).map(\.position.betrag).summe()
        if gefordert == .null {
            try forderung.absehen(beschluss, in: session)
        } else {
            try forderung.festsetzen(gefordert, posten, beschluss, anhoerung, unterzeichner,
                                     in: session)
        }
        try session.executeAll(posten.map { posten in
            """
            INSERT INTO rueckforderung_grundlage (position_id, rueckforderung_id, grundlage)
            VALUES (\(posten.position.id), \(id), \(posten.grund.rawValue))
            """
        })
        try Anhoerung.abschliessen(
            anhoerung.id, gefordert == .null ? .abgesehen : .entschieden,
            begruendung: beschluss.begruendung, in: session)
    }

    struct Posten: Sendable {
        let position: Position
        let grund: Aufhebungsgrund
    }

    /// Jede Position hat einen Grund, und keiner ist durch Zeitablauf ausgeschlossen.
    private func geprueft(_ beschluss: Beschluss, heute: Kalendertag) throws -> [Posten] {
        try positionen.map { position in
            let feld = "grundlage_\(position.id)"
            guard let grund = beschluss.grundlagen[position.id] else {
                throw Hindernis(.eingabe, feld: feld,
                                "Für \(position.monat.deutsch) fehlt die Rechtsgrundlage.",
                                abhilfe: "Wählen Sie sie für jeden Monat.")
            }
            if let ausschluss = grund.ausgeschlossen(monat: position.monat, kenntnis: kenntnisAm,
                                                     entscheidung: heute) {
                throw Hindernis(.eingabe, feld: feld, ausschluss,
                                abhilfe: "Für die Vergangenheit ist dann nichts mehr "
                                    + "zurückzunehmen.")
            }
            return Posten(position: position, grund: grund)
        }
    }

    private func absehen(_ beschluss: Beschluss, in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO rueckforderung_entscheidung (rueckforderung_id, begruendung, betrag_cent,
                                                     entschieden_am, entschieden_von)
            VALUES (\(id), \(beschluss.begruendung), 0, \(session.heute), \(session.benutzer()))
            """)
        try vermerken("Von der Rückforderung abgesehen. \(beschluss.begruendung)", "abgesehen",
                      in: session)
    }

    private func festsetzen(
        _ betrag: Geld, _ posten: [Posten], _ beschluss: Beschluss, _ anhoerung: Anhoerung,
        _ unterzeichner: Unterzeichner, in session: MandantSession
    ) throws {
        let frist = Widerspruchsfrist(abgesandt: session.heute, art: .post, belehrt: true)
        let akte = try Fallakte.heute(fall, in: session)
        let text = bescheidtext(betrag, posten, beschluss, anhoerung, faellig: frist.ende,
                                konto: try Einzahlungskonto.geltendes(in: session))
        let schreiben = try Schreiben.anlegen(.rueckforderung, text, an: schuldner, akte: akte,
                                              unterzeichner: unterzeichner, in: session)
        try session.execute("""
            INSERT INTO rueckforderung_entscheidung (rueckforderung_id, schreiben_id, begruendung,
                                                     betrag_cent, faellig, entschieden_am,
                                                     entschieden_von)
            VALUES (\(id), \(schreiben), \(beschluss.begruendung), \(betrag), \(frist.ende),
                    \(session.heute), \(session.benutzer()))
            """)
        try Forderungskonto.buchen(.forderung, betrag, auf: id, in: session)
        try Forderungseingang.anmelden(kassenzeichen, in: session)
        try Wiedervorlage.anlegen(
            "\(kassenzeichen): Rückforderung von \(betrag) ist fällig. Eingang prüfen.", zu: fall,
            faellig: frist.ende.plus(tage: 1), quelle: .automatisch, in: session)
        try vermerken("Rückforderungsbescheid über \(betrag) erlassen, fällig am "
            + "\(frist.ende.deutsch).",
                      "festgesetzt", ["betrag": betrag.dezimal], in: session)
    }
}
