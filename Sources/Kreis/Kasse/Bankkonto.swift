import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein Konto des Kreises, von dem ein Zahlweg bezahlt wird.
package struct Bankkonto: Sendable, RowDecodable {
    package let iban: IBAN
    package let bic: String?
    package let inhaber: String
    package let bezeichnung: String
    package let zahlweg: Zahlweg
    package let gueltig: Zeitraum

    package init(iban: IBAN, bic: String?, inhaber: String, bezeichnung: String, zahlweg: Zahlweg,
                 gueltig: Zeitraum) {
        self.iban = iban
        self.bic = bic
        self.inhaber = inhaber
        self.bezeichnung = bezeichnung
        self.zahlweg = zahlweg
        self.gueltig = gueltig
    }

    package init(row: Row) throws {
        iban = try row.decode("iban")
        bic = try row.decode("bic")
        inhaber = try row.decode("inhaber")
        bezeichnung = try row.decode("bezeichnung")
        zahlweg = try row.decode("zahlweg")
        gueltig = try row.decode("gueltig")
    }

    package static func laden(
        _ zahlweg: Zahlweg, am tag: Kalendertag, in session: KreisSession
    ) throws -> Bankkonto? {
        try session.first("""
            SELECT iban, bic, inhaber, bezeichnung, zahlweg, gueltig FROM bankkonto
             WHERE zahlweg = \(zahlweg.konto) AND gueltig @> \(tag)
            """)
    }

    package static func alle(in session: KreisSession) throws -> [Bankkonto] {
        try session.all("""
            SELECT iban, bic, inhaber, bezeichnung, zahlweg, gueltig FROM bankkonto
             ORDER BY zahlweg, gueltig
            """)
    }

    /// Hinterlegt ein Konto; je Zahlweg gilt zu jeder Zeit höchstens eines.
    package func anlegen(in session: KreisSession) throws {
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO bankkonto (iban, bic, inhaber, bezeichnung, zahlweg, gueltig)
                    VALUES (\(iban), \(bic), \(inhaber), \(bezeichnung), \(zahlweg), \(gueltig))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "bankkonto_zahlweg" {
            throw Hindernis(.konflikt, feld: "gueltig",
                            "Für diesen Zahlweg gilt in dieser Zeit schon ein Konto.",
                            abhilfe: "Wählen Sie einen Beginn nach dem Ende des bisherigen.")
        } catch let fehler as PostgresError where fehler.constraint == "bankkonto_pkey" {
            throw Hindernis(.konflikt, feld: "iban", "Dieses Konto ist schon hinterlegt.")
        }
        try session.audit("bankkonto.angelegt", iban.gekuerzt)
    }
}

extension Zahlweg {
    /// Der Zahlweg, unter dem das Konto hinterlegt ist, von dem dieser bezahlt wird.
    fileprivate var konto: Zahlweg { self == .eilueberweisung ? .ueberweisung : self }
}
