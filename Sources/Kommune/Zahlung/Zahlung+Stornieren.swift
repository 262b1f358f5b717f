import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Zahlung {
    /// Nimmt eine Zahlung zurück, solange kein Zahllauf sie hat. Der Grund bleibt in der Akte.
    package static func stornieren(_ id: ID, grund: String, in session: MandantSession) throws {
        try session.execute("SELECT FROM zahlung WHERE id = \(id) FOR UPDATE")
        guard let zahlung = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        guard try zahlung.zuruecknehmen(grund: grund, in: session) else {
            throw Hindernis(
                .konflikt, "Die Zahlung ist \(zahlung.zustand.bezeichnung) und lässt sich nicht mehr stornieren.",
                abhilfe: "Zu viel Gezahltes fordern Sie zurück; eine zurückgekommene Zahlung zahlen Sie neu.")
        }
        try Aktenvermerk.schreiben(
            "Zahlung \(zahlung.monat.deutsch), \(zahlung.betrag) storniert: \(grund)", zu: zahlung.fall, in: session)
        try session.audit("zahlung.storniert", id.description, ["grund": grund])
    }

    /// Verwirft oder storniert, je nach Zustand; `false`, wenn es zu spät ist.
    func zuruecknehmen(grund: String, in session: MandantSession) throws -> Bool {
        switch zustand {
        case .erfasst, .festgestellt, .gesperrt:
            try Zahlung.setze(.verworfen, id, grund: grund, in: session)
            return true
        case .angeordnet:
            guard try Zahlungsauftrag.zurueckziehen(Zahlungsauftrag.ID(id.uuid), in: session) else { return false }
            try Zahlung.setze(.storniert, id, grund: grund, in: session)
            return true
        default:
            return false
        }
    }

    /// Zahlt einen Betrag neu, der zurückkam oder von der Bank abgelehnt wurde, auf das heute gültige Konto.
    ///
    /// Die alte Zahlung bleibt, wie sie ist; jede wird höchstens einmal ersetzt.
    @discardableResult
    package static func neuZahlen(_ id: ID, in session: MandantSession) throws -> ID {
        guard let alt = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        guard alt.zustand == .rueckgelaufen || alt.zustand == .bankAbgelehnt else {
            throw Hindernis(.regel, "Neu gezahlt wird nur, was zurückkam oder abgelehnt wurde; diese Zahlung ist "
                            + "\(alt.zustand.bezeichnung).")
        }
        _ = try Fall.aendern(alt.fall, in: session)
        guard let akte = try Fallakte.laden(alt.fall, stand: Stand(am: session.heute), in: session) else {
            throw Hindernis.nichtGefunden
        }
        let plan = try akte.zahlung(alt.zweck, alt.betrag, im: alt.monat, heute: session.heute,
                                    mandant: session.mandant)
        // Ein neuer Bescheid für den Monat hat den Betrag schon wieder eingeplant.
        let anspruch = try session.first("""
            SELECT a.id FROM zahlung z JOIN anspruch a ON a.id = z.anspruch_id
             WHERE z.id = \(id) AND a.ersetzt_am IS NULL
            """) { try $0.decode("id", as: UUIDv7.self) }
        guard let anspruch else {
            throw Hindernis(.regel, "Für \(alt.monat.deutsch) gilt inzwischen ein anderer Bescheid.",
                            abhilfe: "Was noch zu zahlen ist, steht bei den Zahlungen dieses Bescheids.")
        }
        do {
            let neu = try session.transaction.savepoint {
                try erfassen(plan, fall: alt.fall, anspruch: anspruch, ersetzt: id, in: session)
            }
            try Aktenvermerk.schreiben("Zahlung \(alt.monat.deutsch), \(alt.betrag) neu erfasst.", zu: alt.fall, in: session)
            return neu
        } catch let fehler as PostgresError where fehler.constraint == "zahlung_ersatz_einmal" {
            throw Hindernis(.konflikt, "Diese Zahlung wurde schon neu gezahlt.", abhilfe: "Sehen Sie im Verlauf nach.")
        }
    }
}
