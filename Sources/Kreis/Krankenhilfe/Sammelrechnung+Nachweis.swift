import Crypto
import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Sammelrechnung {
    /// Nimmt die Liste der Einzelposten auf, zieht die Stichprobe und fragt die Kommunen, die auf
    /// den gezogenen Posten stehen, ob sie zuständig sind (B-6.4); in einem Zug, damit niemand
    /// nach der Ziehung noch an der Liste ändert.
    package static func nachweisen(
        _ id: ID, name: String, csv: [UInt8], in session: KreisSession
    ) throws {
        let rechnung = try laden(id, in: session)
        guard rechnung.zustand == .erfasst, try Stichprobe.laden(id, in: session) == nil else {
            throw Hindernis(.konflikt, feld: "nachweis",
                            "Zu \(rechnung.eingangsnummer) wird keine Liste mehr erwartet.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
        let nachweis = try Einzelnachweis(csv: csv, heute: session.heute)
        guard nachweis.summe == rechnung.betrag else {
            throw Hindernis(
                .regel, feld: "nachweis", "Die Posten ergeben zusammen \(nachweis.summe), die "
                    + "Rechnung lautet auf \(rechnung.betrag).",
                abhilfe: "Prüfen Sie, ob die Liste zu dieser Rechnung gehört. Tut sie es, geben "
                    + "Sie die Rechnung zurück.")
        }
        try rechnung.ablegen(nachweis, name: name, csv: csv, in: session)
        let gezogen = try rechnung.ziehen(in: session)
        let fragen = try rechnung.fragen(in: session)
        try session.audit("sammelrechnung.stichprobe", rechnung.eingangsnummer, [
            "posten": "\(nachweis.posten.count)", "gezogen": "\(gezogen)", "fragen": "\(fragen)",
        ])
    }

    /// Die Beträge aller Posten der Liste; leer, wenn es keine gibt.
    package static func postenbetraege(
        _ id: ID, in session: KreisSession
    ) throws -> [Geld] {
        try session.scalars("""
            SELECT betrag_cent FROM sammelrechnung_position WHERE rechnung_id = \(id) ORDER BY lfd
            """, as: Geld.self)
    }

    /// Die Liste, wie sie kam; nil, solange es keine gibt.
    package func einzelnachweis(in session: KreisSession) throws -> [UInt8]? {
        try session.scalars("""
            SELECT inhalt FROM sammelrechnung_nachweis WHERE rechnung_id = \(id)
            """, as: [UInt8].self).first
    }

    private func ablegen(
        _ nachweis: Einzelnachweis, name: String, csv: [UInt8], in session: KreisSession
    ) throws {
        let abgelegt = try session.execute("""
            INSERT INTO sammelrechnung_nachweis (rechnung_id, name, inhalt, sha256, eingelesen_von)
            VALUES (\(id), \(String(name.prefix(200))), \(csv), \(Array(SHA256.hash(data: csv))),
                    \(session.benutzer()))
            ON CONFLICT (sha256) DO NOTHING
            """)
        guard abgelegt == 1 else {
            throw Hindernis(.konflikt, feld: "nachweis",
                            "Genau diese Liste gehört schon zu einer anderen Rechnung.",
                            abhilfe: "Wählen Sie die Liste dieser Rechnung; ist sie doppelt "
                                + "abgerechnet, geben Sie die Rechnung zurück.")
        }
        let posten = nachweis.posten
        let kommunen = try Kommunenliste.laden(in: session)
        try session.execute("""
            INSERT INTO sammelrechnung_position (rechnung_id, lfd, kommune, mandant_id, schein,
                familienname, vorname, geburtsdatum, behandelt_von, behandelt_bis, leistung,
                betrag_cent)
            SELECT \(id), u.lfd, u.kommune, u.mandant_id, u.schein, u.familienname, u.vorname,
                   u.geburtsdatum, u.von, u.bis, u.leistung, u.betrag_cent
              FROM unnest(\(posten.map { Int32($0.lfd) }), \(posten.map(\.kommune)),
                          \(posten.map { kommunen.mandant($0.kommune) }),
                          \(posten.map(\.schein)), \(posten.map(\.familienname)),
                          \(posten.map(\.vorname)), \(posten.map(\.geburtsdatum)),
                          \(posten.map(\.behandelt.von)),
                          \(posten.map { $0.behandelt.bis ?? $0.behandelt.von }),
                          \(posten.map(\.leistung)), \(posten.map(\.betrag)))
                   AS u (lfd, kommune, mandant_id, schein, familienname, vorname, geburtsdatum,
                         von, bis, leistung, betrag_cent)
            """)
    }

    /// Zieht, was die Saat ergibt; zurück kommt, wie viele es sind.
    private func ziehen(in session: KreisSession) throws -> Int {
        try session.execute("""
            INSERT INTO stichprobe (rechnung_id, von) VALUES (\(id), \(session.benutzer()))
            """)
        guard let stichprobe = try Stichprobe.laden(id, in: session) else {
            throw Hindernis.nichtGefunden
        }
        let gezogen = Stichprobe.ziehen(
            saat: stichprobe.saat, anzahl: stichprobe.anzahl, umfang: stichprobe.umfang)
        try session.execute("""
            INSERT INTO stichprobe_position (rechnung_id, lfd)
            SELECT \(id), g.lfd FROM unnest(\(gezogen.map { Int32($0) })) AS g (lfd)
            """)
        return gezogen.count
    }

    /// Fragt je gezogenem Posten die genannte Kommune, wenn sie im Monat teilnimmt.
    private func fragen(in session: KreisSession) throws -> Int {
        try session.execute("""
            INSERT INTO zustaendigkeitsfrage (id, rechnung_id, lfd, mandant_id, von, von_name)
            SELECT gen_random_uuid(), p.rechnung_id, p.lfd, p.mandant_id, \(session.benutzer()),
                   \(String(session.akteur.name.prefix(120)))
              FROM stichprobe_position g
              JOIN sammelrechnung_position p ON p.rechnung_id = g.rechnung_id AND p.lfd = g.lfd
             WHERE g.rechnung_id = \(id)
               AND platform.krankenhilfe_zentral(
                       p.mandant_id, date_trunc('month', p.behandelt_von)::date)
            """)
    }
}

/// Welche Kommune ein Rechnungssteller meint: nach Gemeindeschlüssel, Kürzel oder Namen.
private struct Kommunenliste {
    private let nachName: [String: Mandant.ID]

    static func laden(in session: KreisSession) throws -> Kommunenliste {
        let alle = try session.all("""
            SELECT id, ags, kuerzel, bezeichnung FROM platform.mandant ORDER BY ags
            """) { row in
            (id: try row.decode("id", as: Mandant.ID.self),
             namen: [try row.decode("ags", as: String.self),
                     try row.decode("kuerzel", as: String.self),
                     try row.decode("bezeichnung", as: String.self)])
        }
        return Kommunenliste(nachName: Dictionary(
            alle.flatMap { eine in
                (eine.namen + [eine.namen[2].split(separator: " ").dropFirst()
                    .joined(separator: " ")]).map { ($0.lowercased(), eine.id) }
            }, uniquingKeysWith: { erste, _ in erste }))
    }

    func mandant(_ name: String) -> Mandant.ID? { nachName[name.lowercased()] }
}
