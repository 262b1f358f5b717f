import Foundation
import Grundwerte
import Platform
import Postgres

/// Ein gebuchter Auszug in der Liste.
package struct Auszug: Sendable, RowDecodable {
    package typealias ID = TypedID<Auszug>

    package let id: ID
    package let datei: Bankdatei.ID
    package let dateiname: String
    package let iban: IBAN
    package let nummer: Int?
    package let von: Kalendertag?
    package let bis: Kalendertag
    package let anfangssaldo: Geld
    package let schlusssaldo: Geld
    /// Lücke in der Nummernfolge, Sprung im Saldo, Differenz: in Sätzen, leer wenn alles stimmt.
    package let befund: String
    package let umsaetze: Int
    package let ungeklaert: Int
    package let eingelesenAm: Date

    package init(row: Row) throws {
        id = try row.decode("id")
        datei = try row.decode("bankdatei_id")
        dateiname = try row.decode("name")
        iban = try row.decode("iban")
        nummer = try row.decode("nummer")
        von = try row.decode("von")
        bis = try row.decode("bis")
        anfangssaldo = try row.decode("saldo_alt_cent")
        schlusssaldo = try row.decode("saldo_neu_cent")
        befund = try row.decode("befund")
        umsaetze = try row.decode("umsaetze")
        ungeklaert = try row.decode("ungeklaert")
        eingelesenAm = try row.decode("eingelesen_am")
    }

    private static let abfrage: SQL = """
        SELECT a.id, a.bankdatei_id, d.name, a.iban, a.nummer, a.von, a.bis, a.saldo_alt_cent,
               a.saldo_neu_cent,
               a.befund, d.eingelesen_am,
               (SELECT count(*) FROM umsatz u WHERE u.auszug_id = a.id) AS umsaetze,
               (SELECT count(*) FROM umsatz u WHERE u.auszug_id = a.id
                AND u.zustand = 'ungeklaert') AS ungeklaert
          FROM auszug a JOIN bankdatei d ON d.id = a.bankdatei_id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Auszug {
        guard let auszug: Auszug = try session.first("\(abfrage) WHERE a.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return auszug
    }

    /// Eine Seite, der jüngste Auszug zuerst.
    package static func liste(seite: Int = 1, je: Int = 50,
                              in session: KreisSession) throws
                                  -> (auszuege: [Auszug], anzahl: Int) {
        let anzahl = try session.scalar("SELECT count(*) FROM auszug", as: Int.self)
        let auszuege = try session.all("""
            \(abfrage) ORDER BY a.bis DESC, a.nummer DESC NULLS LAST, a.id DESC
             LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """, as: Auszug.self)
        return (auszuege, anzahl)
    }

    /// Die Auszüge einer Datei.
    package static func alle(aus datei: Bankdatei.ID, in session: KreisSession) throws -> [Auszug] {
        try session.all("\(abfrage) WHERE a.bankdatei_id = \(datei) ORDER BY a.bis, a.nummer, a.id")
    }
}
