import Foundation
import Grundwerte
import Platform
import Postgres

/// Ein Konto eines Rechnungsstellers. Gezahlt wird auf das zuletzt bestätigte; wer es erfasst hat,
/// bestätigt es nicht.
package struct Rechnungsstellerkonto: Sendable, RowDecodable {
    package typealias ID = TypedID<Rechnungsstellerkonto>

    package let id: ID
    package let steller: Rechnungssteller.ID
    package let iban: IBAN
    package let inhaber: String
    package let erfasstVon: User.ID
    package let erfasstAm: Date
    package let bestaetigtVon: User.ID?
    package let bestaetigtAm: Date?
    /// Ob heute auf dieses Konto gezahlt wird.
    package let gilt: Bool

    package init(row: Row) throws {
        id = try row.decode("id")
        steller = try row.decode("steller_id")
        iban = try row.decode("iban")
        inhaber = try row.decode("inhaber")
        erfasstVon = try row.decode("erfasst_von")
        erfasstAm = try row.decode("erfasst_am")
        bestaetigtVon = try row.decode("von")
        bestaetigtAm = try row.decode("am")
        gilt = try row.decode("gilt")
    }

    private static let abfrage: SQL = """
        SELECT k.id, k.steller_id, k.iban, k.inhaber, k.erfasst_von, k.erfasst_am, b.von, b.am,
               coalesce(k.id = rechnungssteller_zahlkonto(k.steller_id), false) AS gilt
          FROM rechnungssteller_konto k
          LEFT JOIN rechnungssteller_konto_bestaetigung b ON b.konto_id = k.id
        """

    /// Die Konten eines Rechnungsstellers, das jüngste zuerst.
    package static func alle(
        _ steller: Rechnungssteller.ID, in session: KreisSession
    ) throws -> [Rechnungsstellerkonto] {
        try session.all("""
            \(abfrage) WHERE k.steller_id = \(steller) ORDER BY k.erfasst_am DESC, k.id DESC
            """)
    }

    /// Das Konto, auf das gezahlt wird; nil, solange keines bestätigt ist.
    package static func geltendes(
        _ steller: Rechnungssteller.ID, in session: KreisSession
    ) throws -> Rechnungsstellerkonto? {
        try session.first("\(abfrage) WHERE k.id = rechnungssteller_zahlkonto(\(steller))")
    }

    /// Konten, die auf eine zweite Person warten.
    package static func unbestaetigte(in session: KreisSession) throws -> [Rechnungsstellerkonto] {
        try session.all("\(abfrage) WHERE b.konto_id IS NULL ORDER BY k.erfasst_am, k.id")
    }

    package static func erfassen(
        _ iban: IBAN, inhaber: String, fuer steller: Rechnungssteller.ID, in session: KreisSession
    ) throws {
        let name = try Rechnungssteller.laden(steller, in: session).name
        try session.execute("""
            INSERT INTO rechnungssteller_konto (id, steller_id, iban, inhaber, erfasst_von)
            VALUES (\(ID()), \(steller), \(iban), \(inhaber), \(session.benutzer()))
            """)
        try session.audit("rechnungssteller.konto_erfasst", name, ["iban": iban.gekuerzt])
    }

    package static func bestaetigen(_ id: ID, in session: KreisSession) throws {
        guard let konto: Rechnungsstellerkonto = try session.first("\(abfrage) WHERE k.id = \(id)")
        else { throw Hindernis.nichtGefunden }
        guard try konto.erfasstVon != session.benutzer() else {
            throw Hindernis(.regel, "Wer ein Konto erfasst, bestätigt es nicht.",
                            abhilfe: "Bitten Sie eine andere Person der Abrechnungsstelle, es mit "
                                + "dem Schreiben des Rechnungsstellers zu vergleichen.")
        }
        let neu = try session.execute("""
            INSERT INTO rechnungssteller_konto_bestaetigung (konto_id, von)
            VALUES (\(id), \(session.benutzer())) ON CONFLICT DO NOTHING
            """)
        guard neu == 1 else {
            throw Hindernis(.konflikt, "Das Konto ist schon bestätigt.")
        }
        try session.audit("rechnungssteller.konto_bestaetigt", konto.iban.gekuerzt)
    }
}
