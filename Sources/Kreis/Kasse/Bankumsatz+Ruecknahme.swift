import Foundation
import Grundwerte
import Platform
import Postgres

/// Eine einzelne Zuordnung eines Umsatzes, oder das Gegenstück, das eine zurücknimmt.
package struct Einzelzuordnung: Sendable, RowDecodable {
    package typealias ID = TypedID<Einzelzuordnung>

    package let id: ID
    package let umsatz: Bankumsatz.ID
    package let art: Bankumsatz.Zuordnungen.Art
    /// EndToEndId, Nummer der Forderung oder Kassenzeichen; leer, wenn es nichts davon gibt.
    package let gegenstand: String
    package let betrag: Geld
    /// Nil, wenn das Programm zugeordnet hat.
    package let von: User.ID?
    package let grund: String
    package let am: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        umsatz = try row.decode("umsatz_id")
        art = try row.decode("art")
        gegenstand = try row.decode("gegenstand")
        betrag = try row.decode("betrag_cent")
        von = try row.decode("von")
        grund = try row.decode("grund")
        am = try row.decode("am")
    }

    /// Ob `wer` sie zurücknehmen kann: Wer zugeordnet hat, prüft sich nicht selbst, und was eine
    /// Kommune als gezahlt oder zurückgekommen gemeldet bekam, bleibt.
    package func istRuecknehmbar(von wer: User.ID) -> Bool { art.istRuecknehmbar && von != wer }

    /// Die geltenden Zuordnungen eines Umsatzes, ohne die vielen Zahlungen einer Sammelbelastung.
    package static func alle(zu umsatz: Bankumsatz.ID, in session: KreisSession) throws
        -> [Einzelzuordnung] {
        try laden(umsatz, """
            z.art <> 'zahlung' AND z.nimmt_zurueck IS NULL
            AND NOT EXISTS (SELECT FROM umsatz_zuordnung r WHERE r.nimmt_zurueck = z.id)
            """, in: session)
    }

    /// Was von einem Umsatz zurückgenommen ist: wer es tat, wann und warum; der Betrag ist der
    /// Gegenbetrag.
    package static func zurueckgenommene(zu umsatz: Bankumsatz.ID, in session: KreisSession) throws
        -> [Einzelzuordnung] {
        try laden(umsatz, "z.nimmt_zurueck IS NOT NULL", in: session)
    }

    private static func laden(_ umsatz: Bankumsatz.ID, _ bedingung: SQL, in session: KreisSession)
        throws -> [Einzelzuordnung] {
        try session.all("""
            SELECT z.id, z.umsatz_id, z.art, z.betrag_cent, z.von, z.grund, z.am,
                   coalesce(a.endtoend, e.nummer, t.nummer, f.nummer, z.kassenzeichen, '')
                       AS gegenstand
              FROM umsatz_zuordnung z
              LEFT JOIN zahlungsauftrag a ON a.id = z.auftrag_id
              LEFT JOIN erstattung e ON e.id = z.erstattung_id
              LEFT JOIN umlage_teil t ON t.id = z.umlageteil_id
              LEFT JOIN forderung f ON f.id = z.forderung_id
             WHERE z.umsatz_id = \(umsatz) AND \(bedingung)
             ORDER BY z.am, z.id
            """)
    }
}

extension Bankumsatz.Zuordnungen.Art {
    /// Ein Irrtum lässt sich gegenbuchen, solange ihn niemand außerhalb der Kasse erfahren hat.
    package var istRuecknehmbar: Bool {
        switch self {
        case .erstattung, .umlage, .kosten, .durchlaufend, .barkasse: true
        case .zahlung, .ruecklauf, .rueckforderung: false
        }
    }
}

extension Bankumsatz {
    /// Hebt eine falsche Zuordnung durch ihr Gegenstück auf und bucht es. Der Umsatz steht danach
    /// wieder zur Klärung; was in den Büchern stand, bleibt darin stehen.
    package static func zuruecknehmen(
        _ id: Einzelzuordnung.ID, von umsatz: ID, grund: String, in session: KreisSession
    ) throws {
        try session.execute("SELECT id FROM umsatz WHERE id = \(umsatz) FOR UPDATE")
        let grund = try Zahllauf.verlangterGrund(grund), wer = try session.benutzer()
        guard let alte = try Einzelzuordnung.alle(zu: umsatz, in: session)
            .first(where: { $0.id == id }) else {
            throw Hindernis(.konflikt, feld: "zuordnung",
                            "Diese Zuordnung ist inzwischen zurückgenommen.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        guard alte.art.istRuecknehmbar else {
            throw Hindernis(
                .regel, feld: "zuordnung",
                "Ein Eingang dieser Art („\(alte.art.bezeichnung)“) ist der Kommune gemeldet.",
                abhilfe: "Klären Sie ihn mit ihr.")
        }
        guard alte.von != wer else {
            throw Hindernis(
                .regel, feld: "zuordnung", "Sie haben selbst so zugeordnet.",
                abhilfe: "Bitten Sie eine andere Person der Buchhaltung (Vier-Augen-Prinzip).")
        }
        let zuordnung = Zuordnung(stapel: UUIDv7())
        do {
            try session.transaction.savepoint {
                try zuordnung.aufheben(alte, von: wer, grund: grund, in: session)
            }
        } catch let fehler as PostgresError {
            throw ruecknahmehindernis(fehler) ?? fehler
        }
        try zuordnung.abschliessen(in: session)
        try session.execute("UPDATE umsatz SET zustand = 'ungeklaert' WHERE id = \(umsatz)")
        try Umsatzhinweis.schreiben(in: session)
        try session.audit("bank.zurueckgenommen", umsatz.description,
                          ["zuordnung": id.description, "art": alte.art.rawValue,
                           "gegenstand": alte.gegenstand, "betrag": alte.betrag.dezimal,
                           "grund": grund])
    }

    private static func ruecknahmehindernis(_ fehler: PostgresError) -> Hindernis? {
        switch fehler.constraint {
        case "umsatz_zuordnung_zurueck_gutschrift":
            Hindernis(.regel, feld: "zuordnung",
                      "Dieser Eingang gehört zu einer Gutschrift der Krankenhilfe.",
                      abhilfe: "Zuerst löst ihn die Abrechnungsstelle von der Gutschrift.")
        case "umsatz_zuordnung_zurueck_guthaben":
            Hindernis(.regel, feld: "zuordnung",
                      "Das Guthaben aus dieser Zahlung ist schon verrechnet oder ausgezahlt.",
                      abhilfe: "Zuerst ist die Auszahlung oder die Verrechnung zurückzunehmen.")
        case "umsatz_zuordnung_zurueck_einmal":
            Hindernis(.konflikt, feld: "zuordnung",
                      "Diese Zuordnung ist inzwischen zurückgenommen.",
                      abhilfe: "Laden Sie die Seite neu.")
        default: nil
        }
    }
}

extension Zuordnung {
    fileprivate func aufheben(_ alte: Einzelzuordnung, von: User.ID, grund: String,
                              in session: KreisSession) throws {
        try session.execute("""
            INSERT INTO umsatz_zuordnung (id, umsatz_id, art, erstattung_id, umlageteil_id,
                                          forderung_id, betrag_cent, stapel, von, grund,
                                          nimmt_zurueck, tag)
            SELECT \(UUIDv7()), umsatz_id, art, erstattung_id, umlageteil_id, forderung_id,
                   -betrag_cent, \(stapel), \(von), \(grund), id, \(session.heute)
              FROM umsatz_zuordnung WHERE id = \(alte.id)
            """)
    }
}
