import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Bankverbindung {
    /// Erfasst ein Konto; bezahlt wird dorthin erst, wenn eine zweite Person es bestätigt hat.
    @discardableResult
    package static func erfassen(_ konto: NeuerFall.Konto, fuer fall: Fall.ID, ab: Kalendertag,
                                 fassung: Int? = nil, in session: MandantSession) throws -> ID {
        // Ein neuer Fall hat noch keine Fassung, die jemand anderes geändert haben könnte.
        if let fassung { _ = try Fall.aendern(fall, fassung: fassung, in: session) }
        guard konto.iban.istEWR else {
            throw Hindernis(
                .eingabe, feld: "iban",
                "Das Konto liegt außerhalb des Europäischen Wirtschaftsraums.",
                abhilfe: "Tragen Sie ein Konto innerhalb des EWR oder eine Bezahlkarte ein.")
        }
        let id = ID()
        try session.execute("""
            INSERT INTO bankverbindung (id, fall_id, zahlweg, inhaber, iban, gueltig_ab,
                                        erfasst_von)
            VALUES (\(id), \(fall), \(konto.zahlweg), \(konto.inhaber), \(konto.iban), \(ab),
                    \(session.benutzer()))
            """)
        try Aktenvermerk.schreiben(
            "\(konto.zahlweg.bezeichnung) \(konto.iban.gekuerzt) ab \(ab.deutsch) erfasst, "
                + "Bestätigung offen.",
            zu: fall, in: session)
        try session.audit("bankverbindung.erfasst", id.description)
        return id
    }

    /// Zweites Augenpaar. Wer das Konto erfasst hat, bestätigt es nicht. Was für seine Zeit schon
    /// vorgesehen ist, geht dann dorthin.
    package static func bestaetigen(_ id: ID, in session: MandantSession) throws {
        let von = try session.benutzer()
        let fall = try session.first("SELECT fall_id FROM bankverbindung WHERE id = \(id)") {
            try $0.decode("fall_id", as: Fall.ID.self)
        }
        guard let fall else { throw Hindernis.nichtGefunden }
        _ = try Fall.aendern(fall, in: session)
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO bankverbindung_bestaetigung (bankverbindung_id, bestaetigt_von)
                    VALUES (\(id), \(von)) ON CONFLICT DO NOTHING
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "bankverbindung_vier_augen" {
            throw Hindernis(
                .regel, "Sie haben diese Bankverbindung selbst erfasst.",
                abhilfe: "Bitten Sie eine Kollegin oder einen Kollegen um die Bestätigung.")
        }
        try Aktenvermerk.schreiben("Bankverbindung bestätigt.", zu: fall, in: session)
        try Zahlung.umleiten(fall, in: session)
        try session.audit("bankverbindung.bestaetigt", id.description)
    }

    package struct Offen: Sendable, RowDecodable {
        package let id: ID
        package let fall: Fall.ID
        package let aktenzeichen: String
        package let inhaber: String
        package let iban: IBAN
        package let gueltigAb: Kalendertag
        package let erfasstVon: User.ID

        package init(row: Row) throws {
            id = try row.decode("id")
            fall = try row.decode("fall_id")
            aktenzeichen = try row.decode("aktenzeichen")
            inhaber = try row.decode("inhaber")
            iban = try row.decode("iban")
            gueltigAb = try row.decode("gueltig_ab")
            erfasstVon = try row.decode("erfasst_von")
        }
    }

    /// Konten, die auf ein zweites Augenpaar warten, das älteste zuerst; ohne die einer Übernahme,
    /// deren Liste als Ganzes bestätigt wird.
    package static func offene(in session: MandantSession) throws -> [Offen] {
        try session.all("""
            SELECT b.id, b.fall_id, f.aktenzeichen, b.inhaber, b.iban, b.gueltig_ab, b.erfasst_von
              FROM bankverbindung b JOIN fall f ON f.id = b.fall_id
             WHERE NOT EXISTS (SELECT FROM bankverbindung_bestaetigung c
                                WHERE c.bankverbindung_id = b.id)
               AND NOT EXISTS (SELECT FROM uebernahme_konto k WHERE k.bankverbindung_id = b.id)
             ORDER BY b.erfasst_am, b.id
            """)
    }

    /// Die nächste, die diese Person bestätigen kann, wenn man sie nach dieser durcharbeitet; nil,
    /// wenn es die letzte war.
    package static func naechsteOffene(
        nach id: ID, fuer benutzer: User.ID, in session: MandantSession
    ) throws -> ID? {
        let reihe = try offene(in: session).filter { $0.erfasstVon != benutzer }.map(\.id)
        let stelle = reihe.firstIndex(of: id).map { $0 + 1 } ?? 0
        return (reihe[stelle...] + reihe[..<stelle]).first { $0 != id }
    }

    /// Nach einer Rückgabe der Bank: Niemand zahlt mehr dorthin, bis eine neue Verbindung bestätigt
    /// ist.
    static func sperren(_ id: ID, grund: String, in session: MandantSession) throws {
        try session.execute("""
            INSERT INTO bankverbindung_sperre (id, bankverbindung_id, grund)
            VALUES (\(UUIDv7()), \(id), \(grund)) ON CONFLICT DO NOTHING
            """)
        try session.audit("bankverbindung.gesperrt", id.description, ["grund": grund])
    }
}
