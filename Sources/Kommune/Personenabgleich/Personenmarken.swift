import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Woran eine andere Kommune dieselbe Person erkennt: die AZR-Nummer, oder zwei gleich klingende
/// Namen mit demselben Geburtsdatum.
package enum Personenmarken {
    /// So viele Marken nimmt die Theke je Person.
    static let hoechstens = 40

    /// Die Texte, aus denen Marken werden; in jeder Kommune dieselben für dieselbe Person.
    ///
    /// Namen gehen als Paare ihrer Klänge ein, gleich in welcher Reihenfolge und wie viele noch
    /// dabeistehen. Wer nur einen Namen führt, geht mit diesem einen ein.
    package static func texte(_ angaben: [Person.Angabe]) -> [String] {
        let nummern = angaben.compactMap(\.azrNummer).map { "azr|\($0)" }
        let namen = angaben.flatMap { angabe in
            paare(Klang.woerter(angabe.suchname)).map { "name|\($0)|\(angabe.geburtsdatum)" }
        }
        var gesehen: Set<String> = []
        return Array((nummern + namen).filter { gesehen.insert($0).inserted }.prefix(hoechstens))
    }

    private static func paare(_ woerter: [[String]]) -> [String] {
        let woerter = woerter.prefix(6)
        guard woerter.count > 1 else { return woerter.first ?? [] }
        return woerter.indices.flatMap { links in
            woerter[(links + 1)...].flatMap { rechts in
                woerter[links].flatMap { eines in
                    rechts.map { [eines, $0].sorted().joined(separator: "+") }
                }
            }
        }
    }

    /// Wer heute oder künftig zum Haushalt eines laufenden Falls gehört, mit allen Namen, die
    /// gelten oder galten.
    private static func geltende(_ auswahl: SQL, in session: MandantSession) throws
        -> [Person.ID: [Person.Angabe]] {
        let zeilen = try session.all("""
            SELECT a.person_id, a.familienname, a.vorname, a.weitere_namen, a.geburtsdatum,
                   a.geschlecht, a.staatsangehoerigkeit, a.azr_nummer, a.familienstand
              FROM person_angabe a
             WHERE a.ersetzt_am IS NULL AND \(auswahl)
               AND EXISTS (SELECT FROM mitglied m JOIN fall f ON f.id = m.fall_id
                            WHERE m.person_id = a.person_id AND m.ersetzt_am IS NULL
                              AND (upper_inf(m.gueltig) OR upper(m.gueltig) > \(session.heute))
                              AND (f.eingestellt_zum IS NULL
                                   OR f.eingestellt_zum >= \(session.heute)))
             ORDER BY a.person_id, a.gueltig
            """) { (try $0.decode("person_id", as: Person.ID.self), try Person.Angabe(row: $0)) }
        return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Hinterlegt, was für diese Personen jetzt gilt; gehört jemand zu keinem laufenden Fall mehr,
    /// endet es.
    package static func nachfuehren(_ personen: [Person.ID], in session: MandantSession) throws {
        let geltend = try geltende("a.person_id = ANY (\(personen))", in: session)
        try Personenabgleich.hinterlegen(personen.map { person in
            Personenabgleich.Eintrag(person: person.uuid,
                                     marken: marken(geltend[person] ?? [], session))
        }, in: session)
    }

    /// Sagt dem Abgleich, wessen Anschrift hier gesperrt ist: Davon erfahren andere nicht, welche
    /// Kommune die Person kennt.
    static func schuetzen(in session: MandantSession) throws {
        try Personenabgleich.schuetzen({
            try session.scalars("""
                SELECT DISTINCT p.person_id FROM gesperrte_personen(\(session.heute)) p
                 ORDER BY p.person_id
                """, as: UUIDv7.self)
        }, in: session)
    }

    /// Wie `nachfuehren` für den ganzen Haushalt eines Falls.
    static func nachfuehren(_ fall: Fall.ID, in session: MandantSession) throws {
        let personen = try session.scalars("""
            SELECT DISTINCT person_id FROM mitglied WHERE fall_id = \(fall) ORDER BY person_id
            """, as: Person.ID.self)
        try nachfuehren(personen, in: session)
    }

    /// Bringt alles Hinterlegte auf den Stand: was gilt, was seit gestern endet, was gelöscht ist.
    @discardableResult
    package static func abgleichen(in session: MandantSession) throws -> Int {
        let geltend = try geltende("true", in: session)
        try Personenabgleich.hinterlegen(geltend.sorted { $0.key < $1.key }.map { person, angaben in
            Personenabgleich.Eintrag(person: person.uuid, marken: marken(angaben, session))
        }, in: session)
        let vorbei = try Personenabgleich.hinterlegte(in: session)
            .filter { geltend[Person.ID($0)] == nil }
        try Personenabgleich.vergessen(vorbei, in: session)
        try schuetzen(in: session)
        return geltend.count
    }

    static func marken(_ angaben: [Person.Angabe], _ session: MandantSession) -> [[UInt8]] {
        texte(angaben).map(session.marken.marke)
    }

    /// Was andere von diesen Angaben hinterlegt haben können, auch mit dem Schlüssel davor.
    static func moeglich(_ angaben: [Person.Angabe], _ session: MandantSession) -> [[UInt8]] {
        texte(angaben).flatMap(session.marken.alle)
    }
}

/// Täglich und nach jeder neuen Fassung der Regeln: hält das Hinterlegte auf dem Stand.
package struct PersonenmarkenAbgleichen: Job {
    package static let kind = "personenmarken.abgleichen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            try Personenmarken.abgleichen(in: session)
            return "abgeglichen"
        }
    }
}
