import Grundwerte
import Platform
import Postgres

extension Zahlung {
    /// Erledigt ist, was `z` nicht gezahlt hat, sobald eine Zahlung an seine Stelle trat, ein
    /// Bescheid den Monat neu geregelt hat oder für ihn nichts mehr bewilligt ist. Bedingung zum
    /// Einbau in Abfragen.
    package static let unerledigt: SQL = """
        NOT EXISTS (SELECT FROM zahlung n WHERE n.ersetzt_zahlung_id = z.id)
        AND NOT EXISTS (SELECT FROM anspruch a
                         WHERE a.fall_id = z.fall_id AND a.monat = z.monat
                           AND (a.erfasst_am > z.zustand_am
                                OR a.ersetzt_am IS NULL AND a.leistung_cent = 0))
        """

    /// Was in den laufenden Fällen dieser Personen nicht ankam und noch zu klären ist, das Älteste
    /// zuerst.
    package static func zurueckgekommene(
        fuer: [User.ID], in session: MandantSession
    ) throws -> [Zahlung] {
        try lesbar(session.all("""
            SELECT \(spalten) FROM zahlung z JOIN fall f ON f.id = z.fall_id
             WHERE z.zustand IN ('rueckgelaufen', 'bank_abgelehnt', 'unklar')
               AND f.sachbearbeitung = ANY (\(fuer)) AND f.eingestellt_zum IS NULL AND \(unerledigt)
             ORDER BY z.zustand_am, z.id
            """), in: session)
    }

    /// Ob ein Betrag, der nicht ankam, noch einmal gezahlt werden kann.
    package var istNeuZahlbar: Bool {
        [.rueckgelaufen, .bankAbgelehnt, .storniert].contains(zustand)
    }

    /// Zahlt einen Betrag neu, der zurückkam, abgelehnt oder zurückgenommen wurde, auf das heute
    /// gültige Konto.
    ///
    /// Die alte Zahlung bleibt, wie sie ist; jede wird höchstens einmal ersetzt, und nie wird mehr
    /// gezahlt, als für den Monat bewilligt ist.
    @discardableResult
    package static func neuZahlen(_ id: ID, in session: MandantSession) throws -> ID {
        guard let alt = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        guard alt.istNeuZahlbar else {
            throw Hindernis(.regel, "Neu gezahlt wird nur, was zurückkam, abgelehnt oder storniert "
                                + "wurde; diese Zahlung ist \(alt.zustand.bezeichnung).")
        }
        _ = try Fall.aendern(alt.fall, in: session)
        guard try ersatz(id, in: session) == nil else { throw schonErsetzt }
        let anspruch = try verlangeAnspruch(alt, in: session)
        guard let akte = try Fallakte.laden(alt.fall, stand: Stand(am: session.heute), in: session)
        else { throw Hindernis.nichtGefunden }
        let plan = try akte.zahlung(alt.zweck, alt.betrag, im: alt.monat, heute: session.heute,
                                    texte: Zahlungstexte.laden(in: session))
        do {
            let neu = try session.transaction.savepoint {
                try erfassen(plan, fall: alt.fall, anspruch: anspruch, ersetzt: id, in: session)
            }
            try Einbehalt.uebertragen(von: id, auf: neu, in: session)
            try Aktenvermerk.schreiben(
                "Zahlung \(alt.monat.deutsch), \(alt.betrag) neu erfasst.",
                zu: alt.fall, in: session)
            return neu
        } catch let fehler as PostgresError where fehler.constraint == "zahlung_ersatz_einmal" {
            throw schonErsetzt
        }
    }

    private static let schonErsetzt = Hindernis(
        .konflikt, "Diese Zahlung wurde schon neu gezahlt.", abhilfe: "Sehen Sie im Verlauf nach.")

    /// Der Anspruch, der heute für den Monat gilt, wenn neben dem Vorgesehenen noch Platz für den
    /// Betrag ist.
    private static func verlangeAnspruch(
        _ alt: Zahlung, in session: MandantSession
    ) throws -> UUIDv7 {
        let anspruch = try session.first("""
            SELECT id FROM anspruch
             WHERE fall_id = \(alt.fall) AND monat = \(alt.monat) AND ersetzt_am IS NULL
            """) { try $0.decode("id", as: UUIDv7.self) }
        let bewilligt = try Berechnung.geltende(alt.fall, alt.monat, in: session)
            .flatMap { Fallakte.jeZweck($0.ergebnis)[alt.zweck] } ?? .null
        let vorgesehen = try alle(zu: alt.fall, in: session)
            .filter { $0.monat == alt.monat && $0.zweck == alt.zweck && $0.zaehlt }
            .map(\.betrag).summe()
            + Altbewilligung.alle(zu: alt.fall, in: session).filter { $0.monat == alt.monat }
                .map { $0.gezahlt(fuer: alt.zweck) }.summe()
        guard let anspruch, vorgesehen + alt.betrag <= bewilligt else {
            throw Hindernis(
                .regel, "Für \(alt.monat.deutsch) ist so viel nicht mehr zu zahlen: Bewilligt sind "
                    + "\(bewilligt), gezahlt oder vorgesehen \(vorgesehen).",
                abhilfe: "Was noch fehlt, zahlt eine neue Bewilligung des Monats.")
        }
        return anspruch
    }

    /// Gezahlt, unterwegs oder vorgesehen.
    private var zaehlt: Bool {
        zustand == .angeordnet || Zustand.gebunden.contains(zustand)
            || Zustand.offen.contains(zustand)
    }
}
