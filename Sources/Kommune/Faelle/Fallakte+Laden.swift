import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Fallakte {
    package static func laden(
        _ id: Fall.ID, stand: Stand, in session: MandantSession
    ) throws -> Fallakte? {
        guard var akte = try alle([id], stand: stand, in: session).first,
              !akte.fall.istGeloescht else { return nil }
        akte.sperren = try Zahlungssperre.offene(zu: id, in: session)
        akte.einschraenkung = try Einschraenkung.geltende(id, in: session)
        akte.loeschsperre = try Loeschsperre.grund(id, in: session)
        if let ende = akte.fall.eingestelltZum {
            akte.istAbgelehnt = try session.scalar("""
                SELECT EXISTS (SELECT FROM bescheid WHERE fall_id = \(id) AND art = 'ablehnung'
                                  AND erlassen_am = \(ende))
                """)
        }
        return akte
    }

    /// Die Akten dieser Fälle mit einer Abfrage je Art von Angabe, gleich wie viele es sind; in der
    /// Folge ihrer Kennungen und ohne Sperren und Ablehnung, an denen keine Berechnung hängt.
    static func alle(
        _ ids: [Fall.ID], stand: Stand, in session: MandantSession
    ) throws -> [Fallakte] {
        let faelle = try session.all("""
            SELECT id, aktenzeichen, sachbearbeitung, eingestellt_zum, fassung FROM fall
             WHERE id = ANY (\(ids)) ORDER BY id
            """, as: Fall.self)
        let personen = try Personenangaben(ids, stand: stand, in: session)
        let unterkuenfte = try unterkuenfte(ids, stand, in: session)
        let konten = try bankverbindungen(ids, stand, in: session)
        let mitglieder = try jeFall("""
            SELECT t.fall_id, t.person_id, t.rolle, t.gueltig FROM mitglied t
             WHERE t.fall_id = ANY (\(ids)) AND \(stand.gewusst)
             ORDER BY t.person_id, t.gueltig
            """, in: session) {
            (person: try $0.decode("person_id", as: Person.ID.self),
             zeit: try Mitgliedschaft(row: $0))
        }
        let schutz = try Anschriftenschutz(ids, in: session), mandant = session.mandant
        let woanders = schutz.giltEine ? try Anschriftenschutz.woanders(ids, in: session) : [:]
        return faelle.map { fall in
            let jePerson = Dictionary(grouping: mitglieder[fall.id] ?? [], by: \.person)
            let verborgen = schutz.verborgen(fall.id), wohnungen = unterkuenfte[fall.id] ?? []
            var akte = Fallakte(
                fall: fall, stand: stand,
                mitglieder: jePerson.map { personen.mitglied($0, $1.map(\.zeit)) }
                    .sorted(by: vorher),
                unterkuenfte: verborgen ? wohnungen.map(\.verborgen) : wohnungen,
                bankverbindungen: konten[fall.id] ?? [])
            akte.anschriftVerborgen = verborgen
            akte.kommunenweg = ["über \(mandant.bezeichnung)", mandant.strasse,
                                "\(mandant.plz) \(mandant.ort)"]
            akte.zustellungUeber = schutz.gesperrt(fall.id) ? akte.kommunenweg : nil
            akte.woanders = woanders[fall.id] ?? []
            return akte
        }
    }

    private static func vorher(_ links: Mitglied, _ rechts: Mitglied) -> Bool {
        func rang(_ mitglied: Mitglied) -> (Int, Kalendertag, Person.ID) {
            let rolle = mitglied.mitgliedschaften.last?.rolle ?? .sonstigeErwachsene
            return (Haushaltsrolle.allCases.firstIndex(of: rolle) ?? 0,
                    mitglied.angaben.last?.angabe.geburtsdatum ?? Kalendertag(tageSeit2000: 0),
                    mitglied.id)
        }
        return rang(links) < rang(rechts)
    }

    private static func unterkuenfte(
        _ ids: [Fall.ID], _ stand: Stand, in session: MandantSession
    ) throws -> [Fall.ID: [Unterkunft]] {
        try jeFall("""
            SELECT t.fall_id, t.id, t.art, t.strasse, t.plz, t.ort, t.miete_cent,
                   t.nebenkosten_cent, t.heizung_cent, t.energie_cent, t.vermieter_name,
                   t.vermieter_iban, t.mietzeichen, t.verpflegung_cent, t.miete_anerkannt_cent,
                   t.heizung_anerkannt_cent, t.karenz_ab, t.senkung_bis, t.warmwasser_dezentral,
                   t.vollverpflegung, t.gueltig
              FROM unterkunft t WHERE t.fall_id = ANY (\(ids)) AND \(stand.gewusst)
             ORDER BY t.gueltig
            """, in: session, Unterkunft.init(row:))
    }

    private static func bankverbindungen(
        _ ids: [Fall.ID], _ stand: Stand, in session: MandantSession
    ) throws -> [Fall.ID: [Bankverbindung]] {
        try jeFall("""
            SELECT t.fall_id, t.id, t.zahlweg, t.inhaber, t.iban, t.gueltig_ab, t.erfasst_von,
                   b.bestaetigt_von, s.grund AS sperrgrund
              FROM bankverbindung t
              LEFT JOIN bankverbindung_bestaetigung b ON b.bankverbindung_id = t.id
              LEFT JOIN bankverbindung_sperre s
                ON s.bankverbindung_id = t.id AND s.aufgehoben_am IS NULL
             WHERE t.fall_id = ANY (\(ids))
               AND (\(stand.bekannt)::date IS NULL
                    OR t.erfasst_am AT TIME ZONE 'Europe/Berlin' < \(stand.bekannt)::date + 1)
             ORDER BY t.gueltig_ab, t.erfasst_am, t.id
            """, in: session, Bankverbindung.init(row:))
    }

    private static func jeFall<T>(
        _ sql: SQL, in session: MandantSession, _ lesen: (Row) throws -> T
    ) throws -> [Fall.ID: [T]] {
        let zeilen = try session.all(sql) {
            (try $0.decode("fall_id", as: Fall.ID.self), try lesen($0))
        }
        return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
    }
}

/// Was über alle Personen einiger Fälle bekannt ist.
private struct Personenangaben {
    private let angaben: [Person.ID: [(gueltig: Zeitraum, angabe: Person.Angabe)]]
    private let berechtigungen: [Person.ID: [Berechtigung]]
    private let aufenthalte: [Person.ID: [Aufenthalt]]
    private let einkommen: [Person.ID: [Einkommen]]
    private let vermoegen: [Person.ID: [Vermoegen]]
    private let mehrbedarfe: [Person.ID: [Mehrbedarf]]
    private let monatsbedarfe: [Person.ID: [Monatsbedarf]]
    private let arbeitsgelegenheiten: [Person.ID: [Arbeitsgelegenheit]]
    private let wartezeithindernisse: [Person.ID: [Wartezeithindernis]]

    init(_ faelle: [Fall.ID], stand: Stand, in session: MandantSession) throws {
        func jePerson<T>(
            _ spalten: SQL, _ tabelle: SQL, folge: SQL = "", _ lesen: (Row) throws -> T
        ) throws -> [Person.ID: [T]] {
            let zeilen = try session.all("""
                SELECT t.person_id, \(spalten), t.gueltig FROM \(tabelle) t
                 WHERE t.person_id IN (SELECT person_id FROM mitglied
                                        WHERE fall_id = ANY (\(faelle)))
                   AND \(stand.gewusst)
                 ORDER BY t.person_id, \(folge) t.gueltig
                """) { (try $0.decode("person_id", as: Person.ID.self), try lesen($0)) }
            return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
        }
        angaben = try jePerson("""
            t.familienname, t.vorname, t.weitere_namen, t.geburtsdatum, t.geschlecht,
            t.staatsangehoerigkeit, t.azr_nummer, t.familienstand
            """, "person_angabe") {
            (gueltig: try $0.decode("gueltig", as: Zeitraum.self),
             angabe: try Person.Angabe(row: $0))
        }
        berechtigungen = try jePerson(
            "t.personenkreis, t.grundlage, t.einschraenkung, t.form, t.haertefall", "berechtigung",
            Berechtigung.init(row:))
        aufenthalte = try jePerson(
            "t.status, t.eingereist_am, t.dokument_bis", "aufenthalt", Aufenthalt.init(row:))
        einkommen = try jePerson("""
            t.art, t.brutto_cent, t.steuern_cent, t.sozialversicherung_cent,
            t.versicherungen_cent, t.ausgaben_cent, t.quelle
            """, "einkommen", folge: "t.art, t.quelle,", Einkommen.init(row:))
        vermoegen = try jePerson(
            "t.art, t.wert_cent", "vermoegen", folge: "t.art,", Vermoegen.init(row:))
        mehrbedarfe = try jePerson(
            "t.art, t.betrag_cent, t.nachweis", "mehrbedarf", folge: "t.art,",
            Mehrbedarf.init(row:))
        monatsbedarfe = try jePerson(
            "t.art, t.betrag_cent, t.begruendung", "monatsbedarf",
            folge: "t.art, t.begruendung,", Monatsbedarf.init(row:))
        arbeitsgelegenheiten = try jePerson(
            "t.minuten, t.mehraufwand_cent", "arbeitsgelegenheit", Arbeitsgelegenheit.init(row:))
        wartezeithindernisse = try jePerson(
            "t.art, t.grund", "wartezeithindernis", Wartezeithindernis.init(row:))
    }

    func mitglied(_ id: Person.ID, _ zeiten: [Mitgliedschaft]) -> Fallakte.Mitglied {
        Fallakte.Mitglied(
            id: id, angaben: angaben[id] ?? [], mitgliedschaften: zeiten,
            berechtigungen: berechtigungen[id] ?? [], aufenthalte: aufenthalte[id] ?? [],
            einkommen: einkommen[id] ?? [], vermoegen: vermoegen[id] ?? [],
            mehrbedarfe: mehrbedarfe[id] ?? [], monatsbedarfe: monatsbedarfe[id] ?? [],
            arbeitsgelegenheiten: arbeitsgelegenheiten[id] ?? [],
            wartezeithindernisse: wartezeithindernisse[id] ?? [])
    }
}
