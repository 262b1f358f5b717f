import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ordnet gebuchte Umsätze Zahlungen und Erstattungen zu und bucht sie, so weit es ohne einen
/// Menschen sicher ist.
///
/// Jeder Umsatz steht sofort gegen die Bank in den Büchern: bei bekanntem Zahllauf auf dessen
/// Schwebekonto, sonst auf Ungeklärt. Von dort wandert, was zugeordnet ist, auf die Forderung gegen
/// die Kommune. So gleicht das Konto Bank immer dem Auszug, und was fehlt, bleibt sichtbar stehen.
struct Zuordnung {
    /// Alles, was ein Schritt zuordnet und bucht, trägt seine Kennung.
    let stapel: UUIDv7

    /// Bucht die Umsätze einer eben gespeicherten Datei und ordnet zu, was sicher ist, auch aus
    /// früheren Dateien.
    func neueBuchen(datei: Bankdatei.ID, einzelheiten: [Bankumsatz.ID: [Umsatz.Einzelheit]],
                    in session: KreisSession) throws {
        try laeufeErkennen(datei, in: session)
        try gegenBankBuchen(datei, in: session)
        try zuordnen(einzelheiten, in: session)
    }

    /// Versucht, was ungeklärt ist, noch einmal zuzuordnen, etwa nach einer entschiedenen Übergabe.
    static func nachholen(in session: KreisSession) throws {
        try Zuordnung(stapel: UUIDv7()).zuordnen([:], in: session)
    }

    private func zuordnen(
        _ einzelheiten: [Bankumsatz.ID: [Umsatz.Einzelheit]], in session: KreisSession
    ) throws {
        try sammler(einzelheiten, in: session)
        try einzelne(.zahlung, in: session)
        try zustandFolgt(in: session)
        // Erst jetzt: Eine Rückgabe kann im selben Auszug stehen wie ihre Belastung oder vor ihr
        // gekommen sein.
        try einzelne(.ruecklauf, in: session)
        try erstattungen(in: session)
        try rueckforderungen(in: session)
        try abschliessen(in: session)
        try Umsatzhinweis.schreiben(in: session)
    }

    /// Buchungen, Zustände und Rückmeldungen zu allem, was der Stapel zugeordnet hat.
    func abschliessen(in session: KreisSession) throws {
        try zustandFolgt(in: session)
        try Bankmeldung.rueckgabenMelden(stapel, in: session)
        try buchen(in: session)
        try umsaetzeAbschliessen(in: session)
        let mandanten = try session.scalars("""
            SELECT DISTINCT coalesce(a.mandant_id, z.mandant_id) AS mandant_id
              FROM umsatz_zuordnung z LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
             WHERE z.stapel = \(stapel)
               AND coalesce(a.mandant_id, z.mandant_id) IS NOT NULL
             ORDER BY 1
            """, as: Mandant.ID.self)
        if !mandanten.isEmpty { try session.rueckmeldungAnkuendigen(mandanten) }
    }
}

// MARK: Zuordnen

extension Zuordnung {
    enum Art: String, SQLEnum {
        case zahlung, ruecklauf, erstattung, durchlaufend, rueckforderung, barkasse, umlage, kosten
    }

    /// Aus PmtInfId oder MsgId der Sammelbuchung, sonst aus der EndToEndId.
    private func laeufeErkennen(_ datei: Bankdatei.ID, in session: KreisSession) throws {
        try session.execute("""
            UPDATE umsatz u SET lauf_id = l.id
              FROM auszug x, zahllauf l
             WHERE x.bankdatei_id = \(datei) AND u.auszug_id = x.id AND u.betrag_cent < 0
               AND u.pmtinf_id <> '' AND l.msgid = u.pmtinf_id
            """)
        try session.execute("""
            UPDATE umsatz u SET lauf_id = p.lauf_id
              FROM auszug x, zahlungsauftrag a, lauf_position p
             WHERE x.bankdatei_id = \(datei) AND u.auszug_id = x.id AND u.lauf_id IS NULL
               AND u.endtoend <> '' AND (u.betrag_cent < 0 OR u.rueckgabe)
               AND a.endtoend = u.endtoend AND p.auftrag_id = a.id AND NOT p.ausgetragen
            """)
    }

    /// Sammelbelastungen: stimmt der Betrag mit den offenen Zahlungen des Laufs überein, sind alle
    /// gezahlt; sonst nur die, welche die Bank einzeln nennt.
    private func sammler(
        _ einzelheiten: [Bankumsatz.ID: [Umsatz.Einzelheit]], in session: KreisSession
    ) throws {
        let offene = try session.all("""
            SELECT u.id, u.lauf_id, u.betrag_cent FROM umsatz u
             WHERE u.zustand = 'ungeklaert' AND u.betrag_cent < 0 AND u.lauf_id IS NOT NULL
               AND u.endtoend = ''
               AND NOT EXISTS (SELECT FROM umsatz_zuordnung z WHERE z.umsatz_id = u.id)
             ORDER BY u.id
            """) { (id: try $0.decode("id", as: Bankumsatz.ID.self),
                    lauf: try $0.decode("lauf_id", as: Zahllauf.ID.self),
                    betrag: try $0.decode("betrag_cent", as: Geld.self)) }
        for umsatz in offene {
            let (summe, abgelehnt) = try session.one("""
                SELECT coalesce(sum(p.betrag_cent) FILTER (WHERE a.zustand <> 'bank_abgelehnt'),
                                0)::bigint AS offen,
                       coalesce(sum(p.betrag_cent) FILTER (WHERE a.zustand = 'bank_abgelehnt'),
                                0)::bigint AS abgelehnt
                  FROM lauf_position p JOIN zahlungsauftrag a ON a.id = p.auftrag_id
                 WHERE p.lauf_id = \(umsatz.lauf) AND NOT p.ausgetragen
                   AND a.zustand IN ('uebergeben', 'unklar', 'bank_abgelehnt')
                """) {
                (try $0.decode("offen", as: Geld.self), try $0.decode("abgelehnt", as: Geld.self))
            }
            // Manche Bank belastet auch Abgelehntes und schreibt es wieder gut: Dann bleibt der
            // Rest ungeklärt.
            if summe == -umsatz.betrag || summe > .null && summe + abgelehnt == -umsatz.betrag {
                try laufZuordnen(umsatz.id, lauf: umsatz.lauf, ausser: [], in: session)
            } else if let genannt = einzelheiten[umsatz.id] {
                try genannteZuordnen(umsatz.id, lauf: umsatz.lauf, genannt, in: session)
            }
            // Der nächste Umsatz desselben Laufs soll nur noch sehen, was offen ist.
            try zustandFolgt(in: session)
        }
    }

    /// Alle offenen Zahlungen des Laufs außer den genannten.
    func laufZuordnen(
        _ umsatz: Bankumsatz.ID, lauf: Zahllauf.ID, ausser: [Zahlungsauftrag.ID],
        von: User.ID? = nil, grund: String = "", in session: KreisSession
    ) throws {
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, auftrag_id, betrag_cent, stapel,
                                          von, grund)
            SELECT gen_random_uuid(), \(umsatz), 'zahlung', a.id, -p.betrag_cent, \(stapel), \(von),
                   \(grund)
              FROM lauf_position p JOIN zahlungsauftrag a ON a.id = p.auftrag_id
             WHERE p.lauf_id = \(lauf) AND NOT p.ausgetragen
               AND a.zustand IN ('uebergeben', 'unklar')
               AND a.id <> ALL (\(ausser))
            """)
    }

    private func genannteZuordnen(
        _ umsatz: Bankumsatz.ID, lauf: Zahllauf.ID, _ genannt: [Umsatz.Einzelheit],
        in session: KreisSession
    ) throws {
        var kennungen: [String] = [], betraege: [Geld] = []
        for einer in genannt where einer.richtung == .belastung {
            guard let kennung = einer.endToEndId, let betrag = einer.betrag else { continue }
            kennungen.append(kennung)
            betraege.append(betrag)
        }
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, auftrag_id, betrag_cent, stapel)
            SELECT DISTINCT ON (a.id)
                   gen_random_uuid(), \(umsatz), 'zahlung', a.id, -a.betrag_cent, \(stapel)
              FROM unnest(\(kennungen), \(betraege)) AS n (endtoend, betrag)
              JOIN zahlungsauftrag a ON a.endtoend = n.endtoend AND a.betrag_cent = n.betrag
              JOIN lauf_position p ON p.auftrag_id = a.id AND p.lauf_id = \(lauf)
                                  AND NOT p.ausgetragen
             WHERE a.zustand IN ('uebergeben', 'unklar')
             ORDER BY a.id
            """)
    }

    /// Einzelne Belastungen und Rückgaben über die EndToEndId, wenn auch der Betrag stimmt; nie
    /// über den Betrag allein. Kommt dieselbe zweimal, bleibt die zweite für einen Menschen.
    private func einzelne(_ art: Art, in session: KreisSession) throws {
        let bedingung: SQL = art == .zahlung
            ? "u.betrag_cent = -a.betrag_cent AND a.zustand IN ('uebergeben', 'unklar')"
            : "u.rueckgabe AND u.betrag_cent = a.betrag_cent AND a.zustand = 'gezahlt'"
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, auftrag_id, betrag_cent, stapel)
            SELECT DISTINCT ON (a.id)
                   gen_random_uuid(), u.id, \(art), a.id, u.betrag_cent, \(stapel)
              FROM umsatz u JOIN zahlungsauftrag a ON a.endtoend = u.endtoend
             WHERE u.zustand = 'ungeklaert' AND u.endtoend <> '' AND \(bedingung)
               AND NOT EXISTS (SELECT FROM umsatz_zuordnung z WHERE z.umsatz_id = u.id)
             ORDER BY a.id, u.buchungstag, u.id
            """)
    }

    /// Gutschriften, die niemand zugeordnet hat und die etwas sagen.
    func offeneEingaenge(
        in session: KreisSession
    ) throws -> [(id: Bankumsatz.ID, zweck: String, betrag: Geld)] {
        try session.all("""
            SELECT u.id, u.zweck, u.betrag_cent FROM umsatz u
             WHERE u.zustand = 'ungeklaert' AND u.betrag_cent > 0 AND NOT u.rueckgabe
               AND u.zweck <> ''
               AND NOT EXISTS (SELECT FROM umsatz_zuordnung z WHERE z.umsatz_id = u.id)
             ORDER BY u.id
            """) { (id: try $0.decode("id", as: Bankumsatz.ID.self),
                    zweck: try $0.decode("zweck", as: String.self),
                    betrag: try $0.decode("betrag_cent", as: Geld.self)) }
    }

    /// Eingänge der Kommunen, die ihr Kassenzeichen nennen.
    private func erstattungen(in session: KreisSession) throws {
        for eingang in try offeneEingaenge(in: session) {
            let genannt = Kassenzeichen.alle(in: eingang.zweck).map(\.wert)
            let treffer = try session.scalars("""
                SELECT id FROM erstattung WHERE kassenzeichen = ANY (\(genannt)) ORDER BY id
                """, as: Erstattung.ID.self)
            let teile = try session.scalars("""
                SELECT id FROM umlage_teil WHERE kassenzeichen = ANY (\(genannt)) ORDER BY id
                """, as: Umlageteil.ID.self)
            let kosten = try session.scalars("""
                SELECT id FROM forderung WHERE art = 'kosten' AND kassenzeichen = ANY (\(genannt))
                 ORDER BY id
                """, as: Forderung.ID.self)
            // Nennt jemand zwei, weiß nur er, wie sich der Betrag teilt.
            guard treffer.count + teile.count + kosten.count == 1,
                  genannt.count == 1 else { continue }
            if let erstattung = treffer.first {
                try erstattungZuordnen(eingang.id, erstattung, eingang.betrag, in: session)
            } else if let teil = teile.first {
                try umlageZuordnen(eingang.id, teil, eingang.betrag, in: session)
            } else if let forderung = kosten.first {
                try kostenZuordnen(eingang.id, forderung, eingang.betrag, in: session)
            }
        }
    }

    func umlageZuordnen(_ umsatz: Bankumsatz.ID, _ teil: Umlageteil.ID, _ betrag: Geld,
                        von: User.ID? = nil, grund: String = "", in session: KreisSession) throws {
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, umlageteil_id, betrag_cent, stapel,
                                          von, grund)
            VALUES (\(UUIDv7()), \(umsatz), 'umlage', \(teil), \(betrag), \(stapel), \(von),
                    \(grund))
            """)
    }

    func kostenZuordnen(_ umsatz: Bankumsatz.ID, _ forderung: Forderung.ID, _ betrag: Geld,
                        von: User.ID? = nil, grund: String = "", in session: KreisSession) throws {
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, forderung_id, betrag_cent, stapel,
                                          von, grund)
            VALUES (\(UUIDv7()), \(umsatz), 'kosten', \(forderung), \(betrag), \(stapel), \(von),
                    \(grund))
            """)
    }

    func erstattungZuordnen(
        _ umsatz: Bankumsatz.ID, _ erstattung: Erstattung.ID, _ betrag: Geld, von: User.ID? = nil,
        grund: String = "", in session: KreisSession
    ) throws {
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, erstattung_id, betrag_cent, stapel,
                                          von, grund)
            VALUES (\(UUIDv7()), \(umsatz), 'erstattung', \(erstattung), \(betrag), \(stapel),
                    \(von), \(grund))
            """)
    }

    private func zustandFolgt(in session: KreisSession) throws {
        for (art, zustand) in [
            (Art.zahlung, Auftragszustand.gezahlt), (.ruecklauf, .rueckgelaufen),
        ] {
            try session.execute("""
                UPDATE zahlungsauftrag a SET zustand = \(zustand)
                  FROM umsatz_zuordnung z
                 WHERE z.stapel = \(stapel) AND z.art = \(art) AND a.id = z.auftrag_id
                   AND a.zustand = ANY (\(art == .zahlung ? ["uebergeben", "unklar"] : ["gezahlt"]))
                """)
        }
    }
}
