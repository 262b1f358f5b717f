import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was eine Person über einen ungeklärten Umsatz weiß.
package enum Klaerung: Sendable {
    /// Rückgabe dieser Zahlung; der Betrag darf kleiner sein, wenn unterwegs Entgelt abging.
    case ruecklauf(Zahlungsauftrag.ID)
    /// Eine Kommune hat gezahlt.
    case erstattung(Erstattung.ID)
    /// Eine Kommune hat ihren Teil der Umlage gezahlt, oder der Kreis ihr das Guthaben.
    case umlage(Umlageteil.ID)
    /// Eine Kommune hat ihren Anteil an geteilten Kosten gezahlt.
    case kosten(Forderung.ID)
    /// Jemand hat auf die Rückforderung einer Kommune gezahlt.
    case rueckforderung(Forderungszeichen)
    /// Sammelbelastung des erkannten Laufs, in der diese Zahlungen fehlen.
    case sammler(ausser: [Zahlungsauftrag.ID])
    /// Geld, das weder Zahlung noch Erstattung ist, etwa ein Entgelt der Bank oder fremdes Geld.
    case durchlaufend
    /// Bargeld, das für die Barkasse geholt oder eingezahlt wurde, oder ein eingelöster Scheck.
    case barkasse
}

extension Bankumsatz {
    /// Ordnet einen ungeklärten Umsatz zu und bucht ihn von Ungeklärt oder Schwebe um. Spricht
    /// etwas dagegen, so sagt es ein Hindernis am Feld `trotzdem`.
    ///
    /// Mit `teil` wird nur so viel zugeordnet, und der Rest bleibt zu klären; nicht bei einem
    /// Rückläufer und nicht bei einem Zahllauf.
    package static func klaeren(
        _ id: ID, als klaerung: Klaerung, teil: Geld? = nil, grund: String, trotzdem: Bool = false,
        in session: KreisSession
    ) throws {
        try session.execute("SELECT id FROM umsatz WHERE id = \(id) FOR UPDATE")
        let umsatz = try laden(id, in: session)
        guard umsatz.istUngeklaert else {
            throw Hindernis(.konflikt, "Dieser Umsatz ist inzwischen zugeordnet.")
        }
        let betrag = try umsatz.zuzuordnen(teil, klaerung)
        let grund = try Zahllauf.verlangterGrund(grund), wer = try session.benutzer()
        if !trotzdem { try umsatz.pruefeBedenken(klaerung, betrag, in: session) }
        if let forderung = klaerung.forderung {
            try verlangeZahlung(betrag, auf: forderung, in: session)
        }
        let zuordnung = Zuordnung(stapel: UUIDv7())
        do {
            try umsatz.zuordnen(klaerung, betrag, zuordnung, wer, grund, in: session)
        } catch let fehler as PostgresError
            where fehler.constraint == "umsatz_zuordnung_guthaben" {
            throw Hindernis(.konflikt, "Das Guthaben ist inzwischen kleiner.",
                            abhilfe: "Sehen Sie sich die Forderung noch einmal an.")
        }
        try zuordnung.abschliessen(in: session)
        try session.audit("bank.geklaert", id.description, ["grund": grund])
    }

    private func zuordnen(
        _ klaerung: Klaerung, _ betrag: Geld, _ zuordnung: Zuordnung, _ wer: User.ID,
        _ grund: String, in session: KreisSession
    ) throws {
        switch klaerung {
        case let .ruecklauf(auftrag):
            try ruecklauf(auftrag, zuordnung, wer, grund, in: session)
        case let .erstattung(erstattung):
            try zuordnung.erstattungZuordnen(id, erstattung, betrag, von: wer, grund: grund,
                                             in: session)
        case let .umlage(teil):
            try zuordnung.umlageZuordnen(id, teil, betrag, von: wer, grund: grund, in: session)
        case let .kosten(forderung):
            try zuordnung.kostenZuordnen(id, forderung, betrag, von: wer, grund: grund, in: session)
        case let .rueckforderung(zeichen):
            guard offen > .null else {
                throw Hindernis(
                    .eingabe, "Nur eine Gutschrift kann auf eine Rückforderung gezahlt sein.")
            }
            try zuordnung.rueckforderungZuordnen(id, zeichen, betrag, von: wer, grund: grund,
                                                 in: session)
        case let .sammler(ausser):
            try sammler(ausser, zuordnung, wer, grund, in: session)
        case .durchlaufend, .barkasse:
            let art = if case .barkasse = klaerung { Zuordnung.Art.barkasse } else {
                Zuordnung.Art.durchlaufend
            }
            try session.execute("""
                INSERT INTO umsatz_zuordnung (id, umsatz_id, art, betrag_cent, stapel, von, grund)
                VALUES (\(UUIDv7()), \(id), \(art), \(betrag), \(zuordnung.stapel), \(wer),
                        \(grund))
                """)
        }
    }

    /// Der Teil, mit dem Vorzeichen des Umsatzes; ohne Angabe alles, was offen ist.
    private func zuzuordnen(_ teil: Geld?, _ klaerung: Klaerung) throws -> Geld {
        guard let teil, teil != max(offen, -offen) else { return offen }
        switch klaerung {
        case .ruecklauf, .sammler:
            throw Hindernis(.eingabe, feld: "teil", "Das lässt sich nur ganz zuordnen.",
                            abhilfe: "Lassen Sie den Betrag leer.")
        case .erstattung, .umlage, .kosten, .rueckforderung, .durchlaufend, .barkasse: break
        }
        guard teil > .null, teil < max(offen, -offen) else {
            throw Hindernis(.eingabe, feld: "teil",
                            "Offen sind nur noch \(max(offen, -offen)).",
                            abhilfe: "Nennen Sie höchstens das; leer heißt alles.")
        }
        return offen.istNegativ ? -teil : teil
    }

    /// Eine Gutschrift, oder eine Belastung, die höchstens das Guthaben der Kommune zurückzahlt.
    private static func verlangeZahlung(_ betrag: Geld, auf forderung: Forderung.ID,
                                        in session: KreisSession) throws {
        guard betrag.istNegativ else { return }
        let guthaben = try Forderung.laden(forderung, in: session).guthaben
        guard -betrag <= guthaben else {
            throw Hindernis(
                .eingabe, "Zurückgezahlt wird höchstens ein Guthaben; hier sind es \(guthaben).",
                abhilfe: "Sonst kann nur eine Gutschrift die Zahlung einer Kommune sein.")
        }
    }

    private func ruecklauf(
        _ auftrag: Zahlungsauftrag.ID, _ zuordnung: Zuordnung, _ wer: User.ID, _ grund: String,
        in session: KreisSession
    ) throws {
        let gefunden = try session.first("""
            SELECT betrag_cent, zustand FROM zahlungsauftrag WHERE id = \(auftrag) FOR UPDATE
            """) { (betrag: try $0.decode("betrag_cent", as: Geld.self),
                    zustand: try $0.decode("zustand", as: Auftragszustand.self)) }
        guard let gefunden else { throw Hindernis.nichtGefunden }
        guard gefunden.zustand == .gezahlt else {
            throw Hindernis(.regel, "Zurückkommen kann nur eine gezahlte Zahlung; diese ist "
                            + "„\(gefunden.zustand.bezeichnung)“.")
        }
        guard offen > .null, offen <= gefunden.betrag else {
            throw Hindernis(
                .eingabe, "Zurück kommt nie mehr, als gezahlt wurde (\(gefunden.betrag)).")
        }
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, auftrag_id, betrag_cent, stapel,
                                          von, grund)
            VALUES (\(UUIDv7()), \(id), 'ruecklauf', \(auftrag), \(offen), \(zuordnung.stapel),
                    \(wer), \(grund))
            """)
    }

    private func sammler(
        _ ausser: [Zahlungsauftrag.ID], _ zuordnung: Zuordnung, _ wer: User.ID, _ grund: String,
        in session: KreisSession
    ) throws {
        guard let lauf, offen < .null else {
            throw Hindernis(.eingabe, "Dieser Umsatz ist keine Belastung eines Zahllaufs.")
        }
        let rest = try session.scalar("""
            SELECT coalesce(sum(p.betrag_cent), 0)::bigint
              FROM lauf_position p JOIN zahlungsauftrag a ON a.id = p.auftrag_id
             WHERE p.lauf_id = \(lauf) AND NOT p.ausgetragen
               AND a.zustand IN ('uebergeben', 'unklar')
               AND a.id <> ALL (\(ausser))
            """, as: Geld.self)
        guard rest == -offen else {
            throw Hindernis(
                .eingabe, "Ohne diese Zahlungen wären es \(rest), belastet sind \(-offen).",
                abhilfe: "Wählen Sie genau die Zahlungen, die in der Belastung fehlen.")
        }
        try zuordnung.laufZuordnen(
            id, lauf: lauf, ausser: ausser, von: wer, grund: grund, in: session)
    }

    /// Eine Zahlung, die zu einer Rückgabe passen könnte.
    package struct Vorschlag: Sendable, RowDecodable {
        package let auftrag: Zahlungsauftrag.ID
        package let kommune: String
        package let endToEndId: String
        package let empfaenger: String
        package let betrag: Geld
        package let gezahltAm: Kalendertag
        /// Auch das Konto oder der Name stimmt überein.
        package let passtGut: Bool

        package init(row: Row) throws {
            auftrag = try row.decode("id")
            kommune = try row.decode("bezeichnung")
            endToEndId = try row.decode("endtoend")
            empfaenger = try row.decode("empfaenger_name")
            betrag = try row.decode("betrag_cent")
            gezahltAm = try row.decode("buchungstag")
            passtGut = try row.decode("passt")
        }
    }

    /// Gezahlte Zahlungen mit diesem Betrag aus dem letzten Jahr, die besten zuerst; entscheiden
    /// muss ein Mensch.
    package func vorschlaege(in session: KreisSession) throws -> [Vorschlag] {
        guard offen > .null else { return [] }
        return try session.all("""
            SELECT a.id, coalesce(m.bezeichnung, 'Kreis') AS bezeichnung, a.endtoend,
                   a.empfaenger_name, a.betrag_cent, u.buchungstag,
                   (a.iban = \(gegenkonto) OR a.endtoend = \(endToEndId)
                    OR upper(a.empfaenger_name) = upper(\(gegenname))) AS passt
              FROM zahlungsauftrag a
              LEFT JOIN platform.mandant m ON m.id = a.mandant_id
              JOIN umsatz_zuordnung z ON z.auftrag_id = a.id AND z.art = 'zahlung'
              JOIN umsatz u ON u.id = z.umsatz_id
             WHERE a.zustand = 'gezahlt'
               AND (a.betrag_cent = \(offen) OR a.endtoend = \(endToEndId))
               AND u.buchungstag BETWEEN \(buchungstag.plus(tage: -365)) AND \(buchungstag)
             ORDER BY passt DESC, u.buchungstag DESC, a.id LIMIT 20
            """)
    }
}
