import Crypto
import Foundation
import Grundwerte
import Postgres

/// The Berechtigungskonzept (B-3.5), generated from what the program and PostgreSQL enforce: the
/// catalogue of permissions, the roles, the pairs nobody holds together, and what each database
/// login was granted. Nobody writes it, so it cannot differ from the program.
package struct Berechtigungskonzept: Codable, Equatable, Sendable {
    package struct Recht: Codable, Equatable, Sendable {
        /// `zahlung.anordnen`.
        package let name: String
        package let satz: String
    }

    package struct Rolle: Codable, Equatable, Sendable {
        package let name: String
        package let bezeichnung: String
        package let ebene: Role.Ebene
        package let aufgabe: String
        /// Names of permissions, in order.
        package let rechte: [String]
    }

    /// Two roles, by what they are called, and why nobody holds both.
    package struct Unvereinbar: Codable, Equatable, Sendable {
        package let eine: String
        package let andere: String
        package let grund: String
    }

    /// What a database login may do with the tables of one schema.
    package struct Zugriff: Codable, Equatable, Sendable {
        package let login: String
        /// `kreis`, `platform` or `eigenes Schema`.
        package let schema: String
        /// `SELECT`, `INSERT` …
        package let befehl: String
        package let tabellen: [String]
    }

    package let rechte: [Recht]
    package let rollen: [Rolle]
    package let unvereinbar: [Unvereinbar]
    package let zugriffe: [Zugriff]
    /// Nil in versions from before there were any.
    package let regeln: [Regel]?
}

extension Role.Ebene: Codable {}

extension Berechtigungskonzept {
    /// As it is enforced at this moment.
    package static func lesen(in transaction: Transaction) throws -> Berechtigungskonzept {
        let rollen = try transaction.all("""
            SELECT r.name, r.bezeichnung, r.ebene, r.aufgabe,
                   ARRAY(SELECT x.recht FROM rolle_recht x WHERE x.rolle = r.name
                          ORDER BY x.recht COLLATE "C") AS rechte
              FROM rolle r ORDER BY r.ebene DESC, r.bezeichnung COLLATE "C"
            """) {
            Rolle(name: try $0.decode("name"), bezeichnung: try $0.decode("bezeichnung"),
                  ebene: try $0.decode("ebene"), aufgabe: try $0.decode("aufgabe"),
                  rechte: try $0.decode("rechte"))
        }
        let unvereinbar = try transaction.all("""
            SELECT a.bezeichnung AS eine, b.bezeichnung AS andere, u.grund
              FROM rolle_unvereinbar u
              JOIN rolle a ON a.name = u.rolle_a JOIN rolle b ON b.name = u.rolle_b
             ORDER BY a.bezeichnung COLLATE "C", b.bezeichnung COLLATE "C"
            """) {
            Unvereinbar(eine: try $0.decode("eine"), andere: try $0.decode("andere"),
                        grund: try $0.decode("grund"))
        }
        return Berechtigungskonzept(
            rechte: Permission.allCases.map { Recht(name: $0.rawValue, satz: $0.satz) }
                .sorted { $0.name < $1.name },
            rollen: rollen, unvereinbar: unvereinbar, zugriffe: try zugriffe(in: transaction),
            regeln: try regeln(in: transaction))
    }

    /// All Mandanten have the same rights each in its own schema, so one of them stands for all.
    private static func zugriffe(in transaction: Transaction) throws -> [Zugriff] {
        try transaction.all("""
            SELECT CASE WHEN l.rolname LIKE 'm\\_%' THEN 'Kommune' ELSE l.rolname::text END AS login,
                   CASE WHEN n.nspname = l.rolname THEN 'eigenes Schema' ELSE n.nspname::text
                    END AS schema,
                   p.privilege_type AS befehl,
                   array_agg(c.relname::text ORDER BY c.relname::text COLLATE "C") AS tabellen
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              CROSS JOIN LATERAL aclexplode(c.relacl) p
              JOIN pg_roles l ON l.oid = p.grantee
             WHERE c.relkind IN ('r', 'p', 'v') AND p.grantee <> c.relowner
               AND (n.nspname IN ('platform', 'kreis')
                    OR n.nspname = (SELECT m.schema_name FROM mandant m
                                     ORDER BY m.schema_name LIMIT 1))
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """) {
            Zugriff(login: try $0.decode("login"), schema: try $0.decode("schema"),
                    befehl: try $0.decode("befehl"), tabellen: try $0.decode("tabellen"))
        }
        .sorted { ($0.login, $0.schema, $0.befehl) < ($1.login, $1.schema, $1.befehl) }
    }

    /// The same rules give the same bytes.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// What a database login is for.
    package static func zweck(_ login: String) -> String {
        switch login {
        case "Kommune": "Die Daten dieser einen Kommune; jede hat ihren eigenen Login."
        case "mandat_platform": "Anmeldung, Benutzer und Rollen: die Weboberfläche."
        case "mandat_arbeit": "Die Warteschlange: das Programm im Hintergrund."
        case "mandant_basis": "Was jede Kommune außerhalb ihres Schemas benutzen darf."
        case "kreis_kasse": "Zahlläufe, Bank und Bücher."
        case "kreis_abrechnung": "Erstattung, Krankenhilfe und Umlage."
        case "kreis_verwaltung": "Kommunen und Parameter."
        case "kreis_statistik": "Lieferungen der Statistik."
        case "kreis_controlling": "Veröffentlichte Kennzahlen."
        case "kreis_geheimhaltung": "Schützt Kennzahlen, bevor jemand sie sieht; keine Seite."
        case "statistik_export": "Ausgaben der Statistik durch die Datenbankverwaltung."
        default: "Weiterer Login."
        }
    }
}
