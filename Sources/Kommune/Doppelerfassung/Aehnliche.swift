import Grundwerte
import Leistungsrecht
import Platform
import Postgres
import Uebergabe

/// Eine Person der Kommune, die dieselbe sein könnte wie eine andere, mit dem Fall, in dem sie
/// geführt wird.
package struct Aehnliche: Sendable {
    package let person: Person.ID
    package let angabe: Person.Angabe
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let gruende: [Doppelgrund]

    package init(person: Person.ID, angabe: Person.Angabe, fall: Fall.ID, aktenzeichen: String,
                 gruende: [Doppelgrund]) {
        self.person = person
        self.angabe = angabe
        self.fall = fall
        self.aktenzeichen = aktenzeichen
        self.gruende = gruende
    }

    /// Wer schon da ist und diese neue Person sein könnte, die sicherste zuerst.
    ///
    /// `iban` ist das Konto, das mit ihr erfasst wird.
    package static func zu(_ neu: Person.Angabe, iban: IBAN? = nil, hoechstens: Int = 10,
                           in session: MandantSession) throws -> [Aehnliche] {
        let geburt = neu.geburtsdatum.teile
        let kandidaten = try session.all("""
            SELECT DISTINCT ON (a.person_id) \(spalten), k.fall_id IS NOT NULL AS konto
              FROM person_angabe a
              JOIN mitglied m ON m.person_id = a.person_id AND m.ersetzt_am IS NULL
              JOIN fall f ON f.id = m.fall_id
              LEFT JOIN (SELECT DISTINCT fall_id FROM bankverbindung WHERE iban = \(iban)) k
                ON k.fall_id = f.id AND m.rolle = 'haushaltsvorstand'
             WHERE a.ersetzt_am IS NULL
               AND (a.azr_nummer = \(neu.azrNummer) OR k.fall_id IS NOT NULL
                    OR a.klang && \(neu.klang)::text[]
                       AND (extract(year FROM a.geburtsdatum) = \(geburt.jahr)::integer
                            OR extract(month FROM a.geburtsdatum) = \(geburt.monat)::integer
                               AND extract(day FROM a.geburtsdatum) = \(geburt.tag)::integer))
             ORDER BY a.person_id, upper(a.gueltig) DESC NULLS FIRST,
                      upper(m.gueltig) DESC NULLS FIRST
            """) { row in
            let konto: Bool = try row.decode("konto")
            return try Aehnliche(row: row) {
                Personenvergleich.gruende(neu, $0) + (konto ? [.iban] : [])
            }
        }
        let moegliche = kandidaten.filter { !$0.gruende.isEmpty }.sorted(by: sicherer)
        return Array(moegliche.prefix(hoechstens))
    }

    static let spalten: SQL = """
        a.person_id, m.fall_id, f.aktenzeichen, a.familienname, a.vorname, a.weitere_namen,
        a.geburtsdatum, a.geschlecht, a.staatsangehoerigkeit, a.azr_nummer, a.familienstand
        """

    init(row: Row, gruende: (Person.Angabe) -> [Doppelgrund]) throws {
        person = try row.decode("person_id")
        angabe = try Person.Angabe(row: row)
        fall = try row.decode("fall_id")
        aktenzeichen = try row.decode("aktenzeichen")
        self.gruende = gruende(angabe)
    }

    static func sicherer(_ eine: Aehnliche, _ andere: Aehnliche) -> Bool {
        (eine.gruende.first?.rang ?? 9, eine.aktenzeichen, eine.person)
            < (andere.gruende.first?.rang ?? 9, andere.aktenzeichen, andere.person)
    }
}

extension Doppelgrund {
    /// Kleiner ist sicherer.
    var rang: Int { Doppelgrund.allCases.firstIndex(of: self) ?? 0 }
}

extension NeuerFall {
    /// Eine neue Person und wer sie schon sein könnte.
    package struct Fund: Sendable {
        package let neu: Person.Angabe
        package let aehnliche: [Aehnliche]

        package init(neu: Person.Angabe, aehnliche: [Aehnliche]) {
            self.neu = neu
            self.aehnliche = aehnliche
        }
    }

    /// Vergleicht alle Personen mit dem Bestand; zurück kommt, worüber noch nicht entschieden ist.
    package mutating func vergleichen(geprueft: Set<Person.ID>, in session: MandantSession) throws
        -> [Fund] {
        try mitglieder.indices.compactMap { stelle in
            let iban = mitglieder[stelle].rolle == .haushaltsvorstand ? konto?.iban : nil
            let offen = try mitglieder[stelle].vergleichen(geprueft: geprueft, iban: iban,
                                                           in: session)
            return offen.isEmpty ? nil : Fund(neu: mitglieder[stelle].angabe, aehnliche: offen)
        }
    }
}

extension NeuerFall.Mitglied {
    /// Merkt sich, wer schon als andere Person erkannt ist; zurück kommt, wer noch zu vergleichen
    /// ist.
    package mutating func vergleichen(geprueft: Set<Person.ID>, iban: IBAN? = nil,
                                      in session: MandantSession) throws -> [Aehnliche] {
        let alle = try Aehnliche.zu(angabe, iban: iban, in: session)
        verschiedenVon = alle.map(\.person).filter(geprueft.contains)
        return alle.filter { !geprueft.contains($0.person) }
    }
}
