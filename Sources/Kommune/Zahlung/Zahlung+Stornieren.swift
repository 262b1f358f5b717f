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
                .konflikt,
                "Die Zahlung ist \(zahlung.zustand.bezeichnung) und lässt sich nicht mehr "
                    + "stornieren.",
                abhilfe: "Zu viel Gezahltes fordern Sie zurück; eine zurückgekommene Zahlung "
                    + "zahlen Sie neu.")
        }
        try Aktenvermerk.schreiben(
            "Zahlung \(zahlung.monat.deutsch), \(zahlung.betrag) storniert: \(grund)",
            zu: zahlung.fall, in: session)
        try session.audit("zahlung.storniert", id.description, ["grund": grund])
    }

    /// Verwirft oder storniert, je nach Zustand; `false`, wenn es zu spät ist.
    func zuruecknehmen(grund: String, in session: MandantSession) throws -> Bool {
        switch zustand {
        case .erfasst, .festgestellt, .gesperrt:
            try Zahlung.setze(.verworfen, id, grund: grund, in: session)
            return true
        case .angeordnet:
            guard try Zahlungsauftrag.zurueckziehen(Zahlungsauftrag.ID(id.uuid), in: session)
            else { return false }
            try Zahlung.setze(.storniert, id, grund: grund, in: session)
            return true
        default:
            return false
        }
    }
}
