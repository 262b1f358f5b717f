import Grundwerte
import Platform
import Postgres

extension Zahllauf {
    /// Gibt genau die Datei frei, deren Prüfsumme mit `pruefziffern` beginnt. Die zweite Freigabe
    /// einer anderen Person gibt den Lauf frei.
    ///
    /// Wer die acht Zeichen abtippt, hat die Datei vor sich, die er freigibt (I7). Gibt zurück, ob
    /// der Lauf frei ist.
    @discardableResult
    package static func freigeben(
        _ id: ID, pruefziffern: String, in session: KreisSession
    ) throws -> Bool {
        let lauf = try sperren(id, in: session)
        let wer = try session.benutzer()
        guard lauf.zustand == .dateiErzeugt, let sha256 = lauf.sha256,
              let pruefsumme = lauf.pruefsumme else {
            throw Hindernis(.konflikt, "Dieser Zahllauf wartet nicht auf eine Freigabe "
                            + "(Zustand: \(lauf.zustand.bezeichnung)).")
        }
        let getippt = pruefziffern.lowercased().filter { !$0.isWhitespace }
        guard getippt.count == 8, pruefsumme.hasPrefix(getippt) else {
            throw Hindernis(.eingabe, feld: "pruefziffern",
                            "Das sind nicht die ersten acht Zeichen der Prüfsumme dieser Datei.",
                            abhilfe: "Tippen Sie sie von der Seite ab, die Sie geprüft haben.")
        }
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO lauf_freigabe (lauf_id, benutzer_id, sha256)
                    VALUES (\(id), \(wer), \(sha256))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "lauf_freigabe_pkey" {
            throw Hindernis(.regel, "Sie haben diesen Lauf schon freigegeben.",
                            abhilfe: "Die zweite Freigabe gibt eine andere Person.")
        } catch let fehler as PostgresError where fehler.constraint == "lauf_freigabe_vier_augen" {
            throw Hindernis(.regel, "Wer den Lauf erstellt oder eine Zahlung darin festgestellt "
                                + "oder angeordnet hat, gibt ihn nicht frei.",
                            abhilfe: "Bitten Sie eine andere Person der Kreiskasse.")
        } catch let fehler as PostgresError where fehler.constraint == "lauf_freigabe_wer" {
            throw Hindernis(.regel,
                            "Freigeben darf nur, wer dazu bestellt ist und nicht zugleich bucht.",
                            abhilfe: "Bitten Sie eine Person mit der Rolle Kreiskasse Freigabe.")
        }
        try session.audit("zahllauf.freigegeben", lauf.nummer, ["sha256": pruefsumme])
        guard lauf.freigaben == 1 else { return false }
        try session.execute("UPDATE zahllauf SET zustand = 'freigegeben' WHERE id = \(id)")
        return true
    }

    /// Verwirft einen Lauf, der sicher nicht bei der Bank ist; seine Aufträge werden wieder frei.
    package static func verwerfen(_ id: ID, grund: String, in session: KreisSession) throws {
        let lauf = try sperren(id, in: session)
        let grund = try verlangterGrund(grund)
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    UPDATE zahllauf SET zustand = 'verworfen', grund = \(grund) WHERE id = \(id)
                    """)
            }
        } catch let fehler as PostgresError
            where fehler.constraint == "zahllauf_nicht_mehr_verwerfen" {
            throw Hindernis(
                .regel,
                "Die Übergabe dieses Laufs hat begonnen; vielleicht ist er schon bei der Bank.",
                abhilfe: "Klären Sie zuerst mit der Bank, ob sie die Datei hat.")
        } catch let fehler as PostgresError where fehler.constraint == "zahllauf_uebergang" {
            throw Hindernis(.konflikt, "Dieser Zahllauf lässt sich nicht mehr verwerfen "
                            + "(Zustand: \(lauf.zustand.bezeichnung)).")
        }
        guard lauf.zustand != .verworfen else { return }
        try session.execute("""
            UPDATE lauf_position SET ausgetragen = true WHERE lauf_id = \(id) AND NOT ausgetragen
            """)
        try session.execute("""
            UPDATE zahlungsauftrag a SET zustand = 'offen'
              FROM lauf_position p
             WHERE p.lauf_id = \(id) AND p.auftrag_id = a.id AND a.zustand = 'im_lauf'
            """)
        try session.rueckmeldungAnkuendigen(mandanten(id, in: session))
        try session.audit("zahllauf.verworfen", lauf.nummer, ["grund": grund])
    }

    static func verlangterGrund(_ grund: String) throws -> String {
        let text = grund.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !text.isEmpty, text.count <= 500 else {
            throw Hindernis(
                .eingabe, feld: "grund", "Ein Grund mit höchstens 500 Zeichen ist nötig.",
                abhilfe: "Schreiben Sie in einem Satz, warum.")
        }
        return text
    }
}
