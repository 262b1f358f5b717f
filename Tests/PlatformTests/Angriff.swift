import Foundation
import Grundwerte
@testable import Platform
import Postgres
import TestSupport
import Testing

/// One statement of somebody who runs SQL of his own under a login of the program, and what must
/// come of it.
struct Angriff: Sendable {
    enum Ausgang: Sendable, Equatable, CustomStringConvertible {
        /// Refused with this SQLSTATE.
        case abgelehnt(String)
        /// Carried out; the first column as text, NULL as "–".
        case ergebnis([String])

        var description: String {
            switch self {
            case let .abgelehnt(sqlState): "abgelehnt mit \(sqlState)"
            case let .ergebnis(zeilen): "Ergebnis \(zeilen)"
            }
        }
    }

    let name: String
    let sql: String
    let erwartet: Ausgang

    /// Refused.
    init(_ name: String, _ sql: String, _ sqlState: String) {
        self.name = name
        self.sql = sql
        erwartet = .abgelehnt(sqlState)
    }

    /// Carried out, but harmless: these rows and nothing else.
    init(_ name: String, _ sql: String, ergibt zeilen: [String]) {
        self.name = name
        self.sql = sql
        erwartet = .ergebnis(zeilen)
    }

    /// The statement with the names of this test's schemas and rows in place of `{…}`.
    func text(_ woerter: [String: String]) -> String {
        woerter.reduce(sql) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
    }

    /// Runs the attack on a connection of its own, so that no attack prepares another one's way.
    func ausfuehren(login: String, in szene: Angriffsszene) throws -> Ausgang {
        let verbindung = try szene.verbund.verbindung(login: login)
        defer { verbindung.close() }
        return try ausfuehren(auf: verbindung, szene.woerter(login: login))
    }

    func ausfuehren(
        auf verbindung: some StatementExecutor, _ woerter: [String: String]
    ) throws -> Ausgang {
        do {
            return .ergebnis(try verbindung.all("\(unescaped: text(woerter))") { zeile in
                guard !zeile.columnNames.isEmpty else { return "" }
                return try zeile.decode(at: 0, as: String?.self) ?? "–"
            })
        } catch let error as PostgresError {
            return .abgelehnt(error.sqlState.rawValue)
        }
    }

    func pruefen(login: String, in szene: Angriffsszene) throws {
        let ausgang = try ausfuehren(login: login, in: szene)
        #expect(ausgang == erwartet, "\(login): \(name)")
    }
}

/// Two Kommunen with something worth stealing in each: a payment, an order, a job.
final class Angriffsszene: Sendable {
    let verbund: TestVerbund
    let ahaus: Mandant
    let borken: Mandant
    private let kennungen: [String: String]

    static func neu() async throws -> Angriffsszene {
        let verbund = try await TestVerbund.neu()
        return try Angriffsszene(
            verbund, try await verbund.mandant("ahaus"), try await verbund.mandant("borken"))
    }

    private init(_ verbund: TestVerbund, _ ahaus: Mandant, _ borken: Mandant) throws {
        self.verbund = verbund
        self.ahaus = ahaus
        self.borken = borken
        let namen = [
            "auftrag", "job", "claim", "zahlung", "person", "fall", "lauf", "benutzer", "fest",
            "fremde", "probe", "liste", "konto", "frage", "eigene"
        ]
        kennungen = Dictionary(uniqueKeysWithValues: namen.map { ($0, "\(UUIDv7())") })
        let admin = try verbund.superuser()
        defer { admin.close() }
        try admin.runScript(
            "SET search_path = \"\(ahaus.schema)\"; \(text(Angriffsszene.eigeneZahlung))")
        try admin.runScript(
            "SET search_path = \"\(borken.schema)\"; \(text(Angriffsszene.eigeneZahlung))")
        let dort = try verbund.verbindung(login: borken.loginRole)
        defer { dort.close() }
        try dort.execute("\(unescaped: text(Angriffsszene.auftrag))")
        try dort.execute("\(unescaped: text("""
            SELECT platform.einreihen('{job}', 'rueckmeldung.uebernehmen', NULL, '{}'::jsonb, NULL)
            """))")
        try dort.execute("\(unescaped: text("""
            SELECT kreis.personenmarken_setzen(ARRAY['{person}']::uuid[], ARRAY['{person}']::uuid[],
                                               \(AngriffMandant.stehlen))
            """))")
        try dort.execute("""
            SELECT kreis.empfaenger_melden('2026-10-01', '2020-01-01', 7, sha256('x'), '2026-11-20')
            """)
        try admin.runScript(text(AngriffStichprobe.szene))
        try admin.runScript(
            text("""
                RESET search_path;
                INSERT INTO platform.benutzer (id, anmeldename, name, mandant_id, kennwort)
                SELECT '{fremde}', 'fremde-{fremde}', 'Fremde', id, '' FROM platform.mandant
                 WHERE kuerzel = 'borken';
                INSERT INTO platform.mandant_schalter (id, mandant_id, name, wert, gueltig, quelle)
                SELECT '{fremde}', id, 'stufe_sammelunterkunft', '2', '[2026-01-01,)', 'Beschluss'
                  FROM platform.mandant WHERE kuerzel = 'borken';
                INSERT INTO platform.parameterstand (id, name, gueltig_ab, wert, fundstelle,
                                                     erfasst_von)
                VALUES ('{fremde}', 'sofortzuschlag', '2027-01-01', '{}', 'Entwurf', '{fremde}');
                UPDATE platform.job SET state = 1, claim_id = '{claim}',
                       lease_until = now() + interval '1 hour'
                 WHERE id = '{job}';
                INSERT INTO kreis.zahllauf (id, nummer, zahlweg, ausfuehrungstag, faellig_bis,
                                            msgid, erstellt_von)
                VALUES ('{lauf}', '2026-001', 'ueberweisung', '2026-11-27', '2026-11-30', 'ML-1',
                        '{benutzer}');
                """))
    }

    func text(_ sql: String) -> String {
        kennungen.reduce(sql) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
    }

    /// `{ich}` is the attacker's own schema, `{er}` the other Kommune's.
    func woerter(login: String) -> [String: String] {
        let er = login == borken.loginRole ? ahaus : borken
        return kennungen.merging(["ich": login, "er": er.schema]) { alt, _ in alt }
    }

    private static let auftrag = """
        SELECT kreis.auftrag_einreichen('{auftrag}', 'ueberweisung', 'BORKEN-1', 'Amina Rahmani',
            'DE02120300000000202051', 45500, 'Leistung 11/2026', NULL, '2026-11-27', '{person}',
            '{fall}')
        """

    private static let eigeneZahlung = """
        INSERT INTO fall (id, aktenzeichen, sachbearbeitung, angelegt_von)
        VALUES ('{fall}', 'A-1', '{benutzer}', '{benutzer}');
        INSERT INTO person (id) VALUES ('{person}');
        INSERT INTO person_angabe (id, person_id, familienname, vorname, suchname, geburtsdatum,
                                   geschlecht,
                                   staatsangehoerigkeit, familienstand, gueltig, erfasst_von)
        VALUES ('{person}', '{person}', 'Rahmani', 'Amina', 'rahmani amina', '1990-01-01', 'w',
                '423', 'ledig',
                '[2026-01-01,)', '{benutzer}');
        INSERT INTO berechnung (id, fall_id, monat, eingabe, ergebnis, leistung_cent, erstellt_von)
        VALUES ('{fall}', '{fall}', '2026-11-01', '{}', '{}', 45500, '{benutzer}');
        INSERT INTO bescheid (id, fall_id, nummer, art, zeitraum, erlassen_am, erlassen_von, inhalt)
        VALUES ('{fall}', '{fall}', 'B-1', 'bewilligung', '[2026-11-01,2026-12-01)', '2026-11-02',
                '{benutzer}',
                '{}');
        INSERT INTO anspruch (id, fall_id, monat, berechnung_id, bescheid_id, leistung_cent,
                              erfasst_von)
        VALUES ('{fall}', '{fall}', '2026-11-01', '{fall}', '{fall}', 45500, '{benutzer}');
        INSERT INTO bankverbindung (id, fall_id, zahlweg, inhaber, iban, gueltig_ab, erfasst_von)
        VALUES ('{fall}', '{fall}', 'ueberweisung', 'Amina Rahmani', 'DE02120300000000202051',
                '2026-01-01',
                '{benutzer}');
        INSERT INTO zahlung (id, fall_id, anspruch_id, monat, zweck, zahlweg, bankverbindung_id,
                             empfaenger_name,
                             empfaenger_sepa, iban, betrag_cent, verwendungszweck, faellig,
                             endtoend, erfasst_von)
        VALUES ('{zahlung}', '{fall}', '{fall}', '2026-11-01', 'lebensunterhalt', 'ueberweisung',
                '{fall}',
                'Amina Rahmani', 'Amina Rahmani', 'DE02120300000000202051', 45500,
                'Leistung 11/2026',
                '2026-11-27', 'A-1', '{benutzer}');
        SET session_replication_role = replica;
        INSERT INTO feststellung (id, zahlung_id, benutzer_id, inhalt_sha256)
        VALUES ('{fest}', '{zahlung}', '{benutzer}', '\\x00');
        RESET session_replication_role;
        INSERT INTO audit (id, vorgang) VALUES ('{fall}', 'fall.angelegt');
        INSERT INTO vorgang (id, ziel) VALUES ('{fall}', 'geheim');
        """
}
