import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

extension Zahlung {
    /// Lenkt um, was vorgesehen ist und an ein Konto ginge, das dafür nicht mehr gilt: Die alte
    /// Zahlung wird zurückgenommen, eine neue über denselben Betrag ist festzustellen und
    /// anzuordnen wie jede. Was schon ein Zahllauf hat, bleibt. Zurück kommt, wie viele es waren.
    @discardableResult
    static func umleiten(_ fall: Fall.ID, in session: MandantSession) throws -> Int {
        try session.execute("""
            SELECT FROM zahlung WHERE fall_id = \(fall) ORDER BY id FOR UPDATE
            """)
        let akte = try Fallakte.heute(fall, in: session)
        let vorgesehen = try alle(zu: fall, in: session).filter(\.istVorgesehen)
        let anzahl = try vorgesehen.filter { try $0.umleiten(akte, in: session) }.count
        if anzahl > 0 {
            try Aktenvermerk.schreiben(
                (anzahl == 1
                    ? "Eine vorgesehene Zahlung geht" : "\(anzahl) vorgesehene Zahlungen gehen")
                    + " nun auf das neue Konto; neu festzustellen.", zu: fall, in: session)
        }
        return anzahl
    }

    /// Falsch, wenn sie bleibt, wie sie ist.
    private func umleiten(_ akte: Fallakte, in session: MandantSession) throws -> Bool {
        // Bar und an Dritte ist mit Bedacht gewählt; ein neues Konto ändert daran nichts.
        guard let iban, zahlungsempfaenger == nil, zahlweg != .eilueberweisung else { return false }
        let plan: GeplanteZahlung
        do {
            plan = try akte.zahlung(zweck, betrag, im: monat, heute: session.heute,
                                    texte: Zahlungstexte.laden(in: session))
        } catch is Hindernis {
            // Kein Konto gilt; davon wissen Anordnung und nächste Schritte.
            return false
        }
        guard plan.iban != iban || plan.zahlweg != zahlweg
            || plan.sepa.text != empfaengerSEPA else { return false }
        let anspruch = try session.first("""
            SELECT id FROM anspruch
             WHERE fall_id = \(fall) AND monat = \(monat) AND ersetzt_am IS NULL
            """) { try $0.decode("id", as: UUIDv7.self) }
        guard let anspruch, try zuruecknehmen(grund: "neues Konto", in: session) else {
            return false
        }
        let neu = try Zahlung.erfassen(plan, fall: fall, anspruch: anspruch, in: session)
        try Einbehalt.uebertragen(von: id, auf: neu, in: session)
        return true
    }
}

extension Unterkunft {
    /// Ob sich gegenüber einer früheren Angabe nur ändert, an wen die Miete geht.
    func unterscheidetSichImVermieter(von alt: Unterkunft) -> Bool {
        var gleich = alt
        gleich.id = id
        gleich.vermieter = vermieter
        gleich.gueltig = gueltig
        return gleich == self && alt.vermieter != vermieter
            && alt.vermieter != nil && vermieter != nil
    }
}
