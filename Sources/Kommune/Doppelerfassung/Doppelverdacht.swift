import Grundwerte
import Platform
import Postgres

/// Zwei Personen laufender Fälle, die dieselbe sein könnten.
package struct Doppelverdacht: Sendable {
    package let paar: Doppelpruefung.Paar
    package let eine: Aehnliche
    package let andere: Aehnliche
    package let gruende: [Doppelgrund]
    /// Nil, wenn noch niemand hingesehen hat. `dieselbe` bleibt auf der Liste, bis nur ein Fall
    /// läuft.
    package let ergebnis: Doppelpruefung.Ergebnis?

    /// Höchstens so viele Paare nimmt die Liste auf einmal.
    package static let hoechstens = 200

    /// Die Arbeitsliste: noch nicht geprüft, oder dieselbe und noch zweimal geführt; das Sicherste
    /// zuerst.
    package static func offene(in session: MandantSession) throws -> [Doppelverdacht] {
        let paare = try session.all("""
            SELECT p.a, p.b, p.konto, d.ergebnis
              FROM (SELECT a, b, bool_or(konto) AS konto FROM (\(paare)) alle GROUP BY a, b) p
              LEFT JOIN LATERAL (SELECT ergebnis FROM doppelpruefung
                                  WHERE person_a = p.a AND person_b = p.b
                                  ORDER BY entschieden_am DESC, id DESC LIMIT 1) d ON true
             WHERE d.ergebnis IS DISTINCT FROM 'verschieden'
             ORDER BY p.a, p.b
            """) { row in
            (a: try row.decode("a", as: Person.ID.self), b: try row.decode("b", as: Person.ID.self),
             konto: try row.decode("konto", as: Bool.self),
             ergebnis: try row.decode("ergebnis", as: Doppelpruefung.Ergebnis?.self))
        }
        let personen = try personen(Array(Set(paare.flatMap { [$0.a, $0.b] })), in: session)
        let verdacht = paare.compactMap { paar -> Doppelverdacht? in
            guard let eine = personen[paar.a], let andere = personen[paar.b],
                  let kennung = Doppelpruefung.Paar(paar.a, paar.b) else { return nil }
            let gruende = Personenvergleich.gruende(eine.angabe, andere.angabe)
                + (paar.konto ? [.iban] : [])
            guard !gruende.isEmpty else { return nil }
            return Doppelverdacht(paar: kennung, eine: eine, andere: andere, gruende: gruende,
                                  ergebnis: paar.ergebnis == .offen ? nil : paar.ergebnis)
        }
        return Array(verdacht.sorted(by: sicherer).prefix(hoechstens))
    }

    /// Ein Paar, wie es jetzt aussieht; nil, wenn eine der Personen in keinem Fall geführt wird.
    package static func laden(_ paar: Doppelpruefung.Paar, in session: MandantSession) throws
        -> Doppelverdacht? {
        let personen = try personen([paar.a, paar.b], in: session)
        guard let eine = personen[paar.a], let andere = personen[paar.b] else { return nil }
        let konto = try session.scalar("""
            SELECT EXISTS (SELECT FROM bankverbindung x JOIN bankverbindung y ON y.iban = x.iban
                            WHERE x.fall_id = \(eine.fall) AND y.fall_id = \(andere.fall)
                              AND x.fall_id <> y.fall_id)
            """, as: Bool.self)
        return Doppelverdacht(
            paar: paar, eine: eine, andere: andere,
            gruende: Personenvergleich.gruende(eine.angabe, andere.angabe) + (konto ? [.iban] : []),
            ergebnis: try Doppelpruefung.alle(zu: paar, in: session).first?.ergebnis)
    }

    /// Die jetzigen Angaben aller, die in einem laufenden Fall zum Haushalt gehören.
    private static let laufende: SQL = """
        SELECT a.person_id, a.geburtsdatum, a.klang, a.azr_nummer, m.fall_id, m.rolle
          FROM person_angabe a
          JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
               AND upper_inf(m.gueltig)
          JOIN fall f ON f.id = m.fall_id AND f.eingestellt_zum IS NULL
         WHERE a.ersetzt_am IS NULL AND upper_inf(a.gueltig)
        """

    /// Wer sich genauer ansehen lässt; über die Namen entscheidet danach `Personenvergleich`.
    private static let paare: SQL = """
        WITH p AS MATERIALIZED (\(laufende))
        SELECT x.person_id AS a, y.person_id AS b, false AS konto
          FROM p x JOIN p y ON y.geburtsdatum = x.geburtsdatum AND y.klang && x.klang
         WHERE x.person_id < y.person_id
        UNION ALL
        SELECT x.person_id, y.person_id, false
          FROM p x JOIN p y ON y.klang = x.klang
         WHERE x.person_id < y.person_id AND x.geburtsdatum <> y.geburtsdatum
           AND (extract(year FROM x.geburtsdatum) = extract(year FROM y.geburtsdatum)
                OR to_char(x.geburtsdatum, 'MMDD') = to_char(y.geburtsdatum, 'MMDD'))
        UNION ALL
        SELECT x.person_id, y.person_id, false
          FROM p x JOIN p y ON y.azr_nummer = x.azr_nummer
         WHERE x.person_id < y.person_id
        UNION ALL
        SELECT x.person_id, y.person_id, true
          FROM p x
          JOIN bankverbindung k ON k.fall_id = x.fall_id
          JOIN bankverbindung l ON l.iban = k.iban AND l.fall_id <> k.fall_id
          JOIN p y ON y.fall_id = l.fall_id AND y.rolle = 'haushaltsvorstand'
         WHERE x.rolle = 'haushaltsvorstand' AND x.person_id < y.person_id
        """

    private static func personen(_ ids: [Person.ID], in session: MandantSession) throws
        -> [Person.ID: Aehnliche] {
        let alle = try session.all("""
            SELECT DISTINCT ON (a.person_id) \(Aehnliche.spalten)
              FROM person_angabe a
              JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
              JOIN fall f ON f.id = m.fall_id
             WHERE a.person_id = ANY (\(ids)) AND a.ersetzt_am IS NULL
             ORDER BY a.person_id, upper(a.gueltig) DESC NULLS FIRST,
                      upper(m.gueltig) DESC NULLS FIRST
            """) { try Aehnliche(row: $0) { _ in [] } }
        return Dictionary(alle.map { ($0.person, $0) }) { erste, _ in erste }
    }

    private static func sicherer(_ einer: Doppelverdacht, _ anderer: Doppelverdacht) -> Bool {
        (einer.gruende.first?.rang ?? 9, einer.eine.aktenzeichen, einer.paar.a, einer.paar.b)
            < (anderer.gruende.first?.rang ?? 9, anderer.eine.aktenzeichen, anderer.paar.a,
               anderer.paar.b)
    }
}
