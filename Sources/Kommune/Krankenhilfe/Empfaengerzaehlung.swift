import Crypto
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Wen die Kommune in einem Monat als Empfänger zählt (B-6.7).
///
/// Empfänger ist, wer an mindestens einem Tag des Monats zum Haushalt eines Falls gehörte, am
/// selben Tag nach einer Grundlage der Regel berechtigt war und für dessen Fall im Monat eine
/// Leistung bewilligt ist. Jede Person zählt einmal. Die Liste bleibt hier; der Kreis bekommt ihre
/// Länge und ihre Prüfsumme.
package enum Empfaengerzaehlung {
    /// Zählt und meldet jeden offenen Monat; zurück kommt, wie viele es waren.
    @discardableResult
    package static func melden(in session: MandantSession) throws -> Int {
        var gemeldet = 0
        for offen in try Empfaengerzahl.offene(in: session) {
            let personen = try empfaenger(im: offen.monat, nach: offen.grundlagen, in: session)
            let summe = pruefsumme(personen, im: offen.monat, session)
            guard try Empfaengerzahl.melden(
                offen, anzahl: personen.count, sha256: summe, in: session) else { continue }
            try festhalten(offen, personen, summe, in: session)
            gemeldet += 1
        }
        return gemeldet
    }

    private static func empfaenger(
        im monat: Monat, nach grundlagen: [String], in session: MandantSession
    ) throws -> [Person.ID] {
        try session.scalars("""
            SELECT DISTINCT m.person_id
              FROM mitglied m
              JOIN berechtigung b ON b.person_id = m.person_id AND b.ersetzt_am IS NULL
             WHERE m.ersetzt_am IS NULL AND b.grundlage = ANY (\(grundlagen))
               AND NOT isempty(m.gueltig * b.gueltig * \(monat.zeitraum))
               AND (EXISTS (SELECT FROM anspruch a
                             WHERE a.fall_id = m.fall_id AND a.monat = \(monat)
                               AND a.ersetzt_am IS NULL AND a.leistung_cent > 0)
                 OR EXISTS (SELECT FROM altbewilligung v
                             WHERE v.fall_id = m.fall_id AND v.monat = \(monat)
                               AND v.bewilligt_cent > 0))
             ORDER BY m.person_id
            """)
    }

    /// Über Kommune, Monat und die geordneten Kennungen, je eine Zeile.
    static func pruefsumme(
        _ personen: [Person.ID], im monat: Monat, _ session: MandantSession
    ) -> [UInt8] {
        var sha = SHA256()
        for zeile in ["\(session.mandant.id)", "\(monat)"] + personen.map(\.description) {
            sha.update(data: Array("\(zeile)\n".utf8))
        }
        return Array(sha.finalize())
    }

    private static func festhalten(
        _ offen: Empfaengerzahl.Offen, _ personen: [Person.ID], _ summe: [UInt8],
        in session: MandantSession
    ) throws {
        try session.execute("""
            INSERT INTO empfaengerzaehlung (monat, regel, grundlagen, anzahl, sha256, gezaehlt_zum)
            VALUES (\(offen.monat), \(offen.regel), \(offen.grundlagen), \(personen.count),
                    \(summe), \(session.heute))
            """)
        try session.execute("""
            INSERT INTO empfaengerzaehlung_person (monat, person_id)
            SELECT \(offen.monat), p FROM unnest(\(personen)) AS p
            """)
        try session.audit("empfaenger.gemeldet", offen.monat.description,
                          ["anzahl": String(personen.count)])
    }

    /// Monate, in denen Liste, eigene Zählung und Meldung an den Kreis nicht dasselbe sagen.
    package static func befunde(in session: MandantSession) throws -> [String] {
        let gezaehlt = try session.all("""
            SELECT monat, anzahl, sha256 FROM empfaengerzaehlung ORDER BY monat
            """) { (try $0.decode("monat", as: Monat.self), try $0.decode("anzahl", as: Int.self),
                    try $0.decode("sha256", as: [UInt8].self)) }
        let gemeldet = Dictionary(
            try Empfaengerzahl.gemeldete(in: session).map { ($0.monat, $0) },
            uniquingKeysWith: { erste, _ in erste })
        var befunde = Set(gemeldet.keys).subtracting(gezaehlt.map(\.0)).sorted().map {
            "Für den \($0.deutsch) sind Empfänger gemeldet, deren Liste fehlt."
        }
        for (monat, anzahl, summe) in gezaehlt {
            let personen = try session.scalars("""
                SELECT person_id FROM empfaengerzaehlung_person WHERE monat = \(monat)
                 ORDER BY person_id
                """, as: Person.ID.self)
            let dort = gemeldet[monat]
            if personen.count != anzahl || pruefsumme(personen, im: monat, session) != summe
                || dort?.anzahl != anzahl || dort?.sha256 != summe {
                befunde.append("Die Liste der Empfänger im \(monat.deutsch) ergibt nicht die "
                    + "gemeldete Zahl oder Prüfsumme.")
            }
        }
        return befunde
    }
}

/// Meldet dem Kreis die Empfänger der Monate, die gezählt werden müssen.
package struct EmpfaengerMelden: Job {
    package static let kind = "empfaenger.melden"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            let monate = try Empfaengerzaehlung.melden(in: session)
            return monate == 0 ? nil : "gemeldet"
        }
    }
}
