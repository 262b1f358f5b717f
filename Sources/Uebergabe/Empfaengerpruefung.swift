import Grundwerte
import Platform
import Postgres

/// Was die Bank bei der Empfängerüberprüfung zu Name und Konto einer Zahlung gesagt hat.
package struct Empfaengerpruefung: Sendable, RowDecodable {
    package enum Ergebnis: String, Sendable {
        case beinahe = "RVMC", nicht = "RVNM", unmoeglich = "RVNA"
    }

    package let auftrag: Zahlungsauftrag.ID
    package let ergebnis: Ergebnis
    /// Unter welchem Namen die Bank das Konto führt; leer, wenn sie ihn nicht nennt.
    package let bankname: String

    package init(row: Row) throws {
        auftrag = try row.decode("auftrag_id")
        ergebnis = Ergebnis(rawValue: try row.decode("status")) ?? .beinahe
        bankname = try row.decode("bankname")
    }

    package var satz: String {
        let name = bankname.isEmpty ? "" : " Die Bank führt das Konto unter „\(bankname)“."
        return switch ergebnis {
        case .beinahe: "Der Name stimmt nur beinahe mit dem Konto überein.\(name)"
        case .nicht: "Der Name passt nicht zum Konto.\(name)"
        case .unmoeglich: "Die Bank konnte Name und Konto nicht vergleichen."
        }
    }

    /// Die Auffälligkeiten zu diesen eigenen Aufträgen; die letzte Meldung der Bank gilt.
    package static func alle(zu auftraege: [Zahlungsauftrag.ID], in session: MandantSession) throws
        -> [Empfaengerpruefung] {
        guard !auftraege.isEmpty else { return [] }
        return try session.all("""
            SELECT auftrag_id, status, bankname FROM kreis.empfaengerpruefungen(\(auftraege))
             ORDER BY auftrag_id
            """)
    }
}
