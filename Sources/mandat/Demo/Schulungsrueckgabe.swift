import Grundwerte
import Postgres
import Uebergabe

/// Eine angekommene Zahlung, die die Bank der Schulung zurückgeben kann.
struct Schulungsrueckgabe: Sendable, RowDecodable {
    let endToEndId: String
    let empfaenger: String
    let betrag: Geld
    let zahlweg: Zahlweg

    init(row: Row) throws {
        endToEndId = try row.decode("endtoend")
        empfaenger = try row.decode("empfaenger_sepa")
        betrag = try row.decode("betrag_cent")
        zahlweg = try row.decode("zahlweg")
    }
}
