import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Alles, was über einen Fall nach einem Wissensstand bekannt ist: jede Angabe mit ihrem Zeitraum.
///
/// Der Stichtag `stand.am` wählt nur aus, was Seiten zeigen; die Berechnung braucht alle Zeiträume.
package struct Fallakte: Sendable {
    package struct Mitglied: Sendable {
        package let id: Person.ID
        package let angaben: [(gueltig: Zeitraum, angabe: Person.Angabe)]
        package let mitgliedschaften: [Mitgliedschaft]
        package let berechtigungen: [Berechtigung]
        package let aufenthalte: [Aufenthalt]
        package let einkommen: [Einkommen]
        package let vermoegen: [Vermoegen]
        package var mehrbedarfe: [Mehrbedarf] = []
        package var monatsbedarfe: [Monatsbedarf] = []
        package var arbeitsgelegenheiten: [Arbeitsgelegenheit] = []
        package var wartezeithindernisse: [Wartezeithindernis] = []

        /// Die Angaben, die am Tag galten, sonst die nächstliegenden: Einen Namen hat man immer.
        package func angabe(am tag: Kalendertag) -> Person.Angabe? {
            (angaben.first { $0.gueltig.enthaelt(tag) } ?? angaben.last { $0.gueltig.von <= tag }
                ?? angaben.first)?.angabe
        }

        package func gehoertZumHaushalt(am tag: Kalendertag) -> Bool {
            mitgliedschaften.contains { $0.gueltig.enthaelt(tag) }
        }

        package func rolle(am tag: Kalendertag) -> Haushaltsrolle? {
            mitgliedschaften.first { $0.gueltig.enthaelt(tag) }?.rolle
        }
    }

    package let fall: Fall
    package let stand: Stand
    /// In der Reihenfolge des Bescheids: Vorstand, Partner, Kinder nach Alter, weitere.
    package let mitglieder: [Mitglied]
    package let unterkuenfte: [Unterkunft]
    package let bankverbindungen: [Bankverbindung]
    /// Woran nach einer Rückgabe der Bank heute keine Zahlung vorbeikommt.
    package internal(set) var sperren: [Zahlungssperre] = []

    package func mitglieder(am tag: Kalendertag) -> [Mitglied] {
        mitglieder.filter { $0.gehoertZumHaushalt(am: tag) }
    }

    package func unterkunft(am tag: Kalendertag) -> Unterkunft? {
        unterkuenfte.first { $0.gueltig.enthaelt(tag) }
    }

    /// Das Konto, auf das am Tag gezahlt wird: das bestätigte, das zuletzt begonnen hat.
    package func bankverbindung(am tag: Kalendertag) -> Bankverbindung? {
        bankverbindungen.last { $0.bestaetigtVon != nil && $0.gueltigAb <= tag }
    }

    /// Wer den Brief erhält.
    package func vorstand(am tag: Kalendertag) -> Mitglied? {
        mitglieder.first { $0.rolle(am: tag) == .haushaltsvorstand } ?? mitglieder(am: tag).first
            ?? mitglieder.first
    }
}

extension Fallakte {
    /// Lädt die Akte mit einer Abfrage je Art von Angabe, gleich wie groß der Haushalt ist.
    package static func laden(_ id: Fall.ID, stand: Stand, in session: MandantSession) throws -> Fallakte? {
        guard let fall = try Fall.laden(id, in: session) else { return nil }
        let gewusst = stand.gewusst
        func jePerson<T>(_ sql: SQL, _ lesen: (Row) throws -> T) throws -> [Person.ID: [T]] {
            let zeilen = try session.all(sql) { (try $0.decode("person_id", as: Person.ID.self), try lesen($0)) }
            return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
        }
        let personen: SQL = "t.person_id IN (SELECT person_id FROM mitglied WHERE fall_id = \(id))"
        let mitgliedschaften = try jePerson("""
            SELECT t.person_id, t.rolle, t.gueltig FROM mitglied t
             WHERE t.fall_id = \(id) AND \(gewusst) ORDER BY t.person_id, t.gueltig
            """, Mitgliedschaft.init(row:))
        let angaben = try jePerson("""
            SELECT t.person_id, t.familienname, t.vorname, t.weitere_namen, t.geburtsdatum, t.geschlecht,
                   t.staatsangehoerigkeit, t.azr_nummer, t.familienstand, t.gueltig
              FROM person_angabe t WHERE \(personen) AND \(gewusst) ORDER BY t.person_id, t.gueltig
            """) { (gueltig: try $0.decode("gueltig", as: Zeitraum.self), angabe: try Person.Angabe(row: $0)) }
        let berechtigungen = try jePerson("""
            SELECT t.person_id, t.personenkreis, t.grundlage, t.einschraenkung, t.form, t.haertefall,
                   t.gueltig
              FROM berechtigung t WHERE \(personen) AND \(gewusst) ORDER BY t.person_id, t.gueltig
            """, Berechtigung.init(row:))
        let aufenthalte = try jePerson("""
            SELECT t.person_id, t.status, t.eingereist_am, t.dokument_bis, t.gueltig
              FROM aufenthalt t WHERE \(personen) AND \(gewusst) ORDER BY t.person_id, t.gueltig
            """, Aufenthalt.init(row:))
        let einkommen = try jePerson("""
            SELECT t.person_id, t.art, t.brutto_cent, t.steuern_cent, t.sozialversicherung_cent,
                   t.versicherungen_cent, t.ausgaben_cent, t.quelle, t.gueltig
              FROM einkommen t WHERE \(personen) AND \(gewusst) ORDER BY t.person_id, t.art, t.quelle, t.gueltig
            """, Einkommen.init(row:))
        let vermoegen = try jePerson("""
            SELECT t.person_id, t.art, t.wert_cent, t.gueltig
              FROM vermoegen t WHERE \(personen) AND \(gewusst) ORDER BY t.person_id, t.art, t.gueltig
            """, Vermoegen.init(row:))
        let mehrbedarfe = try jePerson("""
            SELECT t.person_id, t.art, t.betrag_cent, t.nachweis, t.gueltig
              FROM mehrbedarf t WHERE \(personen) AND \(gewusst)
             ORDER BY t.person_id, t.art, t.gueltig
            """, Mehrbedarf.init(row:))
        let monatsbedarfe = try jePerson("""
            SELECT t.person_id, t.art, t.betrag_cent, t.begruendung, t.gueltig
              FROM monatsbedarf t WHERE \(personen) AND \(gewusst)
             ORDER BY t.person_id, t.art, t.begruendung, t.gueltig
            """, Monatsbedarf.init(row:))
        let arbeitsgelegenheiten = try jePerson("""
            SELECT t.person_id, t.minuten, t.mehraufwand_cent, t.gueltig
              FROM arbeitsgelegenheit t WHERE \(personen) AND \(gewusst)
             ORDER BY t.person_id, t.gueltig
            """, Arbeitsgelegenheit.init(row:))
        let hindernisse = try jePerson("""
            SELECT t.person_id, t.art, t.grund, t.gueltig
              FROM wartezeithindernis t WHERE \(personen) AND \(gewusst)
             ORDER BY t.person_id, t.gueltig
            """, Wartezeithindernis.init(row:))
        let mitglieder = mitgliedschaften.map { id, zeiten in
            Mitglied(id: id, angaben: angaben[id] ?? [], mitgliedschaften: zeiten,
                     berechtigungen: berechtigungen[id] ?? [], aufenthalte: aufenthalte[id] ?? [],
                     einkommen: einkommen[id] ?? [], vermoegen: vermoegen[id] ?? [],
                     mehrbedarfe: mehrbedarfe[id] ?? [],
                     monatsbedarfe: monatsbedarfe[id] ?? [],
                     arbeitsgelegenheiten: arbeitsgelegenheiten[id] ?? [],
                     wartezeithindernisse: hindernisse[id] ?? [])
        }
        return Fallakte(
            fall: fall, stand: stand, mitglieder: mitglieder.sorted(by: vorher),
            unterkuenfte: try unterkuenfte(id, gewusst, in: session),
            bankverbindungen: try bankverbindungen(id, stand, in: session),
            sperren: try Zahlungssperre.offene(zu: id, in: session))
    }

    private static func vorher(_ links: Mitglied, _ rechts: Mitglied) -> Bool {
        func rang(_ mitglied: Mitglied) -> (Int, Kalendertag, Person.ID) {
            let rolle = mitglied.mitgliedschaften.last?.rolle ?? .sonstigeErwachsene
            return (Haushaltsrolle.allCases.firstIndex(of: rolle) ?? 0,
                    mitglied.angaben.last?.angabe.geburtsdatum ?? Kalendertag(tageSeit2000: 0), mitglied.id)
        }
        return rang(links) < rang(rechts)
    }

    private static func unterkuenfte(_ id: Fall.ID, _ gewusst: SQL, in session: MandantSession) throws -> [Unterkunft] {
        try session.all("""
            SELECT t.id, t.art, t.strasse, t.plz, t.ort, t.miete_cent, t.nebenkosten_cent, t.heizung_cent,
                   t.energie_cent, t.vermieter_name, t.vermieter_iban, t.mietzeichen,
                   t.verpflegung_cent, t.miete_anerkannt_cent, t.heizung_anerkannt_cent,
                   t.karenz_ab, t.senkung_bis, t.warmwasser_dezentral, t.vollverpflegung, t.gueltig
              FROM unterkunft t WHERE t.fall_id = \(id) AND \(gewusst) ORDER BY t.gueltig
            """)
    }

    private static func bankverbindungen(_ id: Fall.ID, _ stand: Stand,
                                         in session: MandantSession) throws -> [Bankverbindung] {
        try session.all("""
            SELECT t.id, t.zahlweg, t.inhaber, t.iban, t.gueltig_ab, t.erfasst_von, b.bestaetigt_von,
                   s.grund AS sperrgrund
              FROM bankverbindung t
              LEFT JOIN bankverbindung_bestaetigung b ON b.bankverbindung_id = t.id
              LEFT JOIN bankverbindung_sperre s ON s.bankverbindung_id = t.id AND s.aufgehoben_am IS NULL
             WHERE t.fall_id = \(id)
               AND (\(stand.bekannt)::date IS NULL
                    OR t.erfasst_am AT TIME ZONE 'Europe/Berlin' < \(stand.bekannt)::date + 1)
             ORDER BY t.gueltig_ab, t.erfasst_am, t.id
            """)
    }
}
