import Crypto
import Grundwerte
import Platform
import Postgres

extension Forderung {
    /// Mahnt den offenen Betrag in der nächsten Stufe. Zinsen und Gebühren verlangt die
    /// Vereinbarung nicht; es entstehen keine.
    @discardableResult
    package static func mahnen(_ id: ID, in session: KreisSession) throws -> Mahnung.ID {
        try session.execute("SELECT hauptbuch_sperren()")
        let forderung = try laden(id, in: session)
        guard let stufe = forderung.mahnbar(am: session.heute) else {
            throw forderung.nichtMahnbar(am: session.heute)
        }
        let guthaben = try offene(mandant: forderung.mandant, in: session)
            .filter { $0.guthaben > .null }
        guard guthaben.isEmpty else {
            throw Hindernis(
                .regel, "\(forderung.kommune) hat ein Guthaben von "
                    + "\(guthaben.map(\.guthaben).summe()) aus "
                    + "\(guthaben.map(\.nummer).joined(separator: ", ")).",
                abhilfe: "Verrechnen Sie es zuerst; gemahnt wird, was dann noch offen ist.")
        }
        let mahnung = Mahnung.ID()
        try session.execute("""
            INSERT INTO forderung_mahnung (id, forderung_id, stufe, offen_cent, tag, frist,
                                           benutzer_id)
            VALUES (\(mahnung), \(id), \(Int16(stufe.rawValue)), \(forderung.offen),
                    \(session.heute), \(Bankkalender.frist(stufe.fristTage, ab: session.heute)),
                    \(session.benutzer()))
            """)
        try session.audit("forderung.gemahnt", forderung.nummer,
                          ["stufe": stufe.bezeichnung, "offen": forderung.offen.dezimal])
        return mahnung
    }

    private func nichtMahnbar(am heute: Kalendertag) -> Hindernis {
        if offen <= .null { return Hindernis(.regel, "Auf \(nummer) ist nichts mehr offen.") }
        if heute <= faellig {
            return Hindernis(.regel, "\(nummer) ist erst am \(faellig.deutsch) fällig.",
                             abhilfe: "Gemahnt wird danach.")
        }
        if let mahnfrist, heute <= mahnfrist {
            return Hindernis(
                .regel, "Die Frist der letzten Mahnung läuft bis zum \(mahnfrist.deutsch).",
                abhilfe: "Mahnen Sie danach wieder.")
        }
        if let schonfrist, heute <= schonfrist {
            return Hindernis(
                .regel, "Was auf \(nummer) verbucht war, ist zurückgenommen; die Kommune erfährt "
                    + "es gerade erst.",
                abhilfe: "Mahnen Sie nach dem \(schonfrist.deutsch).")
        }
        return Hindernis(.regel, "Alle Mahnstufen sind durchlaufen.",
                         abhilfe: "Klären Sie den Rückstand mit der Leitung der Kommune.")
    }

    /// Legt das Schreiben zur Mahnung ab; es gibt genau eines.
    package static func mahnschreibenAblegen(
        _ mahnung: Mahnung.ID, _ pdf: [UInt8], in session: KreisSession
    ) throws {
        try session.execute("""
            INSERT INTO forderung_mahnschreiben (mahnung_id, inhalt, sha256)
            VALUES (\(mahnung), \(pdf), \(Array(SHA256.hash(data: pdf)))) ON CONFLICT DO NOTHING
            """)
    }

    package static func mahnschreiben(_ mahnung: Mahnung.ID, in session: KreisSession) throws
        -> [UInt8]? {
        try session.first("""
            SELECT inhalt FROM forderung_mahnschreiben WHERE mahnung_id = \(mahnung)
            """) { try $0.decode("inhalt", as: [UInt8].self) }
    }

    /// Verrechnet ein Guthaben dieser Forderung mit einer offenen derselben Kommune. Gebucht wird
    /// nichts: Beide stehen auf demselben Konto.
    package static func verrechnen(
        _ id: ID, mit andere: ID, _ betrag: Geld, grund: String, in session: KreisSession
    ) throws {
        let grund = try Zahllauf.verlangterGrund(grund)
        let forderung = try laden(id, in: session), schuld = try laden(andere, in: session)
        guard forderung.mandant == schuld.mandant else { throw Hindernis.nichtGefunden }
        let hoechstens = min(forderung.guthaben, schuld.offen)
        guard betrag > .null, betrag <= hoechstens else {
            throw Hindernis(
                .eingabe, feld: "betrag", "Zu verrechnen sind höchstens \(max(hoechstens, .null)).",
                abhilfe: "Guthaben \(forderung.guthaben), offen auf \(schuld.nummer): "
                    + "\(max(schuld.offen, .null)).")
        }
        do {
            try session.execute("""
                INSERT INTO forderung_verrechnung (id, von_id, auf_id, betrag_cent, tag, grund,
                                                   benutzer_id)
                VALUES (\(UUIDv7()), \(id), \(andere), \(betrag), \(session.heute), \(grund),
                        \(session.benutzer()))
                """)
        } catch let fehler as PostgresError
            where fehler.constraint == "forderung_verrechnung_grenze" {
            throw Hindernis(.konflikt, "Inzwischen ist eine der beiden Forderungen anders.",
                            abhilfe: "Sehen Sie sich beide noch einmal an.")
        }
        try session.audit("forderung.verrechnet", forderung.nummer,
                          ["auf": schuld.nummer, "betrag": betrag.dezimal, "grund": grund])
    }

    /// Hebt eine falsche Verrechnung durch ihr Gegenstück auf: Guthaben und Schuld sind wieder da.
    package static func verrechnungZuruecknehmen(
        _ welche: Verrechnung.ID, von id: ID, grund: String, in session: KreisSession
    ) throws {
        let grund = try Zahllauf.verlangterGrund(grund), wer = try session.benutzer()
        let forderung = try laden(id, in: session)
        guard let alte = try forderung.verrechnungen(in: session).first(where: { $0.id == welche }),
              alte.istAufhebbar else {
            throw Hindernis(.konflikt, feld: "verrechnung",
                            "Diese Verrechnung ist inzwischen zurückgenommen.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        guard alte.von != wer else {
            throw Hindernis(
                .regel, feld: "verrechnung", "Sie haben selbst so verrechnet.",
                abhilfe: "Bitten Sie eine andere Person (Vier-Augen-Prinzip).")
        }
        do {
            try session.execute("""
                INSERT INTO forderung_verrechnung (id, von_id, auf_id, betrag_cent, tag, grund,
                                                   benutzer_id, nimmt_zurueck)
                SELECT \(UUIDv7()), von_id, auf_id, -betrag_cent, \(session.heute), \(grund),
                       \(wer), id FROM forderung_verrechnung WHERE id = \(welche)
                """)
        } catch let fehler as PostgresError {
            switch fehler.constraint {
            case "forderung_verrechnung_zurueck_guthaben":
                throw Hindernis(.regel, feld: "verrechnung",
                                "Ein Guthaben daraus ist schon verrechnet oder ausgezahlt.",
                                abhilfe: "Zuerst ist das zurückzunehmen.")
            case "forderung_verrechnung_zurueck_einmal":
                throw Hindernis(.konflikt, feld: "verrechnung",
                                "Diese Verrechnung ist inzwischen zurückgenommen.",
                                abhilfe: "Laden Sie die Seite neu.")
            default: throw fehler
            }
        }
        try session.audit("forderung.verrechnung_zurueck", forderung.nummer,
                          ["mit": alte.nummer, "betrag": alte.betrag.dezimal, "grund": grund])
    }
}
