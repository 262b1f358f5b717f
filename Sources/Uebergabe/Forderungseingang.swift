import Grundwerte
import Platform
import Postgres

/// Was bei der Kreiskasse auf eine Rückforderung der Kommune einging und mit der Erstattung an sie
/// weitergeht (B-5.4).
package struct Forderungseingang: Sendable, RowDecodable {
    /// Lückenlos je Kommune, vom Kreis vergeben.
    package let lfd: Int
    package let kassenzeichen: String
    package let betrag: Geld
    /// Der Buchungstag der Bank.
    package let tag: Kalendertag

    package init(row: Row) throws {
        lfd = try row.decode("lfd")
        kassenzeichen = try row.decode("kassenzeichen")
        betrag = try row.decode("betrag_cent")
        tag = try row.decode("tag")
    }

    /// Lässt den Kreis wissen, dass Geld mit diesem Kassenzeichen der Kommune gehört. Noch einmal
    /// gesagt ändert es nichts.
    package static func anmelden(_ kassenzeichen: String, in session: MandantSession) throws {
        try session.execute("SELECT kreis.forderung_anmelden(\(kassenzeichen))")
    }

    /// Die nächsten Eingänge, von denen die Kommune noch nicht weiß; sie gelten danach als
    /// übernommen und sind in derselben Transaktion zu buchen.
    package static func uebernehmen(
        hoechstens anzahl: Int, in session: MandantSession
    ) throws -> [Forderungseingang] {
        try session.all("""
            SELECT lfd, kassenzeichen, betrag_cent, tag
              FROM forderungseingaenge_uebernehmen(\(anzahl)::int) ORDER BY lfd
            """)
    }

    /// Alle übernommenen, der älteste zuerst.
    package static func alle(in session: MandantSession) throws -> [Forderungseingang] {
        try session.all("""
            SELECT lfd, kassenzeichen, betrag_cent, tag FROM forderungseingang ORDER BY lfd
            """)
    }
}
