import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahllauf {
    /// Was aus den Zahlungen einer Datei wird, die die Bank als Ganze abgelehnt hat.
    package enum Ablehnungsfolge: String, Sendable, CaseIterable {
        /// Der Lauf ist verworfen, der nächste nimmt seine Zahlungen auf; ohne die, deren Konto die
        /// Bank beanstandet.
        case naechsterLauf = "naechster_lauf"
        /// Jede gilt als abgelehnt; ihre Kommune erfährt es und entscheidet.
        case abgelehnt
        /// Die Bank führt die Datei doch aus; die Meldung war ein Irrtum.
        case irrtum
    }

    /// Die Ablehnung der ganzen Datei, über die noch niemand entschieden hat.
    package static func offeneAblehnung(_ id: ID, in session: KreisSession) throws
        -> Bankmeldung.ID? {
        try session.scalars("""
            SELECT id FROM bankmeldung
             WHERE lauf_id = \(id) AND ebene = 'datei' AND status = 'RJCT' AND zustand = 'offen'
             ORDER BY am, id LIMIT 1
            """, as: Bankmeldung.ID.self).first
    }

    /// Entscheidet über eine abgelehnte Datei; nie die Person, die sie übergeben hat.
    package static func ablehnungEntscheiden(_ id: ID, folge: Ablehnungsfolge, grund: String,
                                             in session: KreisSession) throws {
        let lauf = try sperren(id, in: session), grund = try verlangterGrund(grund),
            wer = try session.benutzer()
        guard try offeneAblehnung(id, in: session) != nil else {
            throw Hindernis(.konflikt, "Über die Ablehnung dieses Laufs ist schon entschieden.")
        }
        guard try !uebergaben(id, in: session).contains(where: { $0.benutzer == wer }) else {
            throw Hindernis(.regel, "Sie haben diesen Lauf selbst übergeben.",
                            abhilfe: "Bitten Sie eine andere Person der Kreiskasse um die "
                                + "Entscheidung.")
        }
        switch folge {
        case .naechsterLauf: try zurueckgeben(lauf, grund: grund, in: session)
        case .abgelehnt: try alleAblehnen(lauf, in: session)
        case .irrtum: break
        }
        try session.execute("""
            UPDATE bankmeldung SET zustand = 'erledigt', hinweis = '', entschieden_von = \(wer),
                entscheidung = \(grund)
             WHERE lauf_id = \(id) AND ebene = 'datei' AND status = 'RJCT' AND zustand = 'offen'
            """)
        try session.rueckmeldungAnkuendigen(mandanten(id, in: session))
        try session.audit("zahllauf.ablehnung_entschieden", lauf.nummer,
                          ["folge": folge.rawValue, "grund": grund])
    }

    private static func zurueckgeben(_ lauf: Zahllauf, grund: String,
                                     in session: KreisSession) throws {
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    UPDATE zahllauf SET zustand = 'verworfen', grund = \(grund)
                     WHERE id = \(lauf.id)
                    """)
            }
        } catch let fehler as PostgresError
            where fehler.constraint == "zahllauf_nicht_mehr_verwerfen"
            || fehler.constraint == "zahllauf_uebergang" {
            throw Hindernis(.regel, "Die Bank hat diesen Lauf schon belastet, oder er ist nicht "
                            + "als übergeben vermerkt (Zustand: \(lauf.zustand.bezeichnung)).",
                            abhilfe: "Klären Sie zuerst das mit der Bank.")
        }
        try beanstandeteAblehnen(lauf, in: session)
        try session.execute("""
            UPDATE lauf_position SET ausgetragen = true
             WHERE lauf_id = \(lauf.id) AND NOT ausgetragen
            """)
        try session.execute("""
            UPDATE zahlungsauftrag a SET zustand = 'offen'
              FROM lauf_position p
             WHERE p.lauf_id = \(lauf.id) AND p.auftrag_id = a.id AND a.zustand = 'uebergeben'
            """)
    }

    /// Sie kämen aus dem nächsten Lauf genauso zurück.
    private static func beanstandeteAblehnen(_ lauf: Zahllauf, in session: KreisSession) throws {
        let codes = try session.scalars("""
            SELECT DISTINCT grund FROM bankmeldung
             WHERE lauf_id = \(lauf.id) AND ebene = 'zahlung' AND status = 'RJCT' ORDER BY grund
            """, as: String.self)
            .filter { [.kontoSperren, .personSperren].contains(Rueckgabegrund(code: $0).reaktion) }
        try session.execute("""
            UPDATE zahlungsauftrag a SET zustand = 'bank_abgelehnt'
              FROM bankmeldung m
             WHERE m.lauf_id = \(lauf.id) AND m.ebene = 'zahlung' AND m.status = 'RJCT'
               AND m.grund = ANY (\(codes))
               AND a.id = m.auftrag_id AND a.zustand = 'uebergeben'
            """)
    }

    private static func alleAblehnen(_ lauf: Zahllauf, in session: KreisSession) throws {
        try session.execute("""
            UPDATE zahlungsauftrag a SET zustand = 'bank_abgelehnt'
              FROM lauf_position p
             WHERE p.lauf_id = \(lauf.id) AND NOT p.ausgetragen AND p.auftrag_id = a.id
               AND a.zustand IN ('uebergeben', 'unklar')
            """)
        try gebuchtWennErledigt(lauf.id, in: session)
    }

    /// Ein Lauf, in dem keine Zahlung mehr offen ist, ist gebucht.
    static func gebuchtWennErledigt(_ id: ID, in session: KreisSession) throws {
        try session.execute("""
            UPDATE zahllauf l SET zustand = 'gebucht'
             WHERE l.id = \(id) AND l.zustand = 'uebergeben'
               AND NOT EXISTS (SELECT FROM lauf_position p
                               JOIN zahlungsauftrag a ON a.id = p.auftrag_id
                                WHERE p.lauf_id = l.id AND NOT p.ausgetragen
                                  AND a.zustand IN ('im_lauf', 'uebergeben', 'unklar'))
            """)
    }
}
