import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was in den Daten einer Kommune nicht stimmt, unter ihrer eigenen Anmeldung gefragt. Nennt keine
/// Personen.
package enum Mandantpruefung {
    /// Leer, wenn alles in Ordnung ist.
    package static func befunde(in session: MandantSession) throws -> [String] {
        try anmeldung(in: session) + zahlungen(in: session)
            + Empfaengerzaehlung.befunde(in: session) + Kreisfrage.befunde(in: session)
    }

    /// Die Anmeldung besitzt nichts, darf nichts Besonderes und sieht keine andere Kommune.
    private static func anmeldung(in session: MandantSession) throws -> [String] {
        var befunde: [String] = []
        let sonderrechte = try session.scalar("""
            SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
              FROM pg_roles WHERE rolname = session_user
            """, as: Bool.self)
        if sonderrechte { befunde.append("Die Datenbankanmeldung hat Sonderrechte.") }
        let eigenes = try session.scalar("""
            SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
             WHERE r.rolname = session_user
            """, as: Int.self)
        if eigenes > 0 {
            befunde.append(
                "Der Datenbankanmeldung gehören \(eigenes) Tabellen; sie darf keine besitzen.")
        }
        let fremde = try session.scalars("""
            SELECT nspname FROM pg_namespace
             WHERE nspname LIKE 'm\\_%' AND nspname <> session_user
               AND (has_schema_privilege(oid, 'USAGE') OR has_schema_privilege(oid, 'CREATE'))
             ORDER BY nspname
            """, as: String.self)
        befunde += fremde.map { "Die Datenbankanmeldung erreicht das fremde Schema \($0)." }
        return befunde
    }

    private static func zahlungen(in session: MandantSession) throws -> [String] {
        let stand = try session.scalar("""
            SELECT lfd FROM rueckmeldung_stand WHERE eins = 1
            """, as: Int.self)
        // Was die Kommune selbst zurückzog, weiß sie.
        let offen = try session.scalar("""
            SELECT count(*) FROM kreis.rueckmeldungen(\(stand), 10000)
             WHERE zustand <> 'zurueckgezogen'
            """, as: Int.self)
        guard offen == 0 else {
            return ["\(offen) Rückmeldungen der Kreiskasse sind noch nicht übernommen; "
                + "läuft ein Worker?"]
        }
        return try eingaenge(in: session) + erstattung(in: session)
    }

    /// Jeder Eingang bei der Kreiskasse ist übernommen und auf seinem Konto höchstens mit seinem
    /// Betrag gebucht (B-5.4).
    private static func eingaenge(in session: MandantSession) throws -> [String] {
        let stand = try Forderungseingang.alle(in: session).last?.lfd ?? 0
        let offen = try session.scalar("""
            SELECT count(*) FROM kreis.forderungseingaenge(\(stand), 10000)
            """, as: Int.self)
        guard offen == 0 else {
            return ["\(offen) Eingänge auf Rückforderungen sind noch nicht übernommen; läuft ein "
                + "Worker?"]
        }
        return try session.scalars("""
            SELECT 'Eingang ' || e.lfd || ' auf ' || e.kassenzeichen
                   || ' ist mit einem anderen Betrag oder auf einem anderen Konto gebucht.'
              FROM forderungseingang e
              JOIN rueckforderung_buchung b ON b.eingang_lfd = e.lfd
              JOIN rueckforderung r ON r.id = b.rueckforderung_id
             WHERE r.kassenzeichen <> e.kassenzeichen OR -b.betrag_cent > e.betrag_cent
             ORDER BY e.lfd
            """, as: String.self)
    }

    private struct Bewegung: Hashable {
        let monat: Monat
        let zahlung: Zahlung.ID
        let betrag: Geld
    }

    /// Jede gezahlte Zahlung steht genau einmal in der Erstattung ihres Monats, jede
    /// zurückgekommene noch einmal mit Minus, und sonst steht dort nichts (B-5.3). Für Umgebuchtes
    /// hat der Kreis nichts ausgelegt.
    private static func erstattung(in session: MandantSession) throws -> [String] {
        let gezahlt = try session.all("""
            SELECT id, betrag_cent, gezahlt_am, zustand = 'rueckgelaufen' AS zurueck
              FROM zahlung WHERE gezahlt_am IS NOT NULL AND zahlweg <> 'umbuchung' ORDER BY id
            """) { row in
            (bewegung: Bewegung(monat: try row.decode("gezahlt_am", as: Kalendertag.self).monat,
                                zahlung: try row.decode("id"),
                                betrag: try row.decode("betrag_cent")),
             zurueck: try row.decode("zurueck", as: Bool.self))
        }
        var offen = Set(gezahlt.map(\.bewegung))
        var zurueck = Set(gezahlt.filter(\.zurueck).map(\.bewegung.zahlung))
        var eingaenge = try Forderungseingang.alle(in: session), befunde: [String] = []
        for stand in try Erstattungsstand.alle(in: session) {
            let zeilen = try Erstattungszeile.alle(stand.monat, in: session)
            let summe = zeilen.map(\.betrag).summe()
            if summe != stand.summe {
                befunde.append("Erstattung \(stand.monat.deutsch): Die Zeilen ergeben \(summe), "
                    + "verlangt sind \(stand.summe).")
            }
            for zeile in zeilen {
                let passt: Bool
                if let auftrag = zeile.auftrag {
                    let zahlung = Zahlung.ID(auftrag.uuid)
                    passt = zeile.betrag > .null
                        ? offen.remove(Bewegung(monat: stand.monat, zahlung: zahlung,
                                                betrag: zeile.betrag)) != nil
                        : zurueck.remove(zahlung) != nil
                } else {
                    let stelle = eingaenge.firstIndex(where: zeile.meint)
                    if let stelle { eingaenge.remove(at: stelle) }
                    passt = stelle != nil
                }
                if !passt {
                    befunde.append("Erstattung \(stand.monat.deutsch): Zu \(zeile.kennung), "
                                   + "\(zeile.betrag), gibt es keine solche Zahlung.")
                }
            }
        }
        befunde += offen.sorted { $0.zahlung < $1.zahlung }.map {
            "Zahlung \($0.zahlung), gezahlt im \($0.monat.deutsch), fehlt in der Erstattung."
        }
        befunde += eingaenge.map {
            "Der Eingang \($0.lfd) auf \($0.kassenzeichen) fehlt in der Erstattung."
        }
        befunde += zurueck.sorted().map {
            "Der Rücklauf der Zahlung \($0) fehlt in der Erstattung."
        }
        return befunde
    }
}
