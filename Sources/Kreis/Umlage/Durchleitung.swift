import Foundation
import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Was eine Kommune von ambulanten Kosten wieder einnahm und dem Kreis weitergibt (B-6.6), wie die
/// Abrechnungsstelle es sieht.
package struct Durchleitung: Sendable, RowDecodable {
    package typealias ID = Durchleitungsmeldung.ID

    package let id: ID
    package let nummer: String
    package let kommune: String
    package let monat: Monat
    package let eingangAm: Kalendertag
    package let herkunft: Durchleitungsmeldung.Herkunft
    /// Negativ, wenn sie eine frühere Meldung zurücknimmt.
    package let betrag: Geld
    package let vermerk: String
    package let gemeldetAm: Date
    package let zustand: Durchleitungsmeldung.Zustand
    /// Warum sie abgelehnt ist.
    package let grund: String

    package init(row: Row) throws {
        id = try row.decode("id")
        nummer = try row.decode("nummer")
        kommune = try row.decode("bezeichnung")
        monat = try row.decode("monat")
        eingangAm = try row.decode("eingang_am")
        herkunft = try row.decode("herkunft")
        betrag = try row.decode("betrag_cent")
        vermerk = try row.decode("vermerk")
        gemeldetAm = try row.decode("gemeldet_am")
        zustand = try row.decode("zustand")
        grund = try row.decode("grund")
    }

    private static let abfrage: SQL = """
        SELECT d.id, d.nummer, m.bezeichnung, d.monat, d.eingang_am, d.herkunft, d.betrag_cent,
               d.vermerk, d.gemeldet_am, coalesce(l.grund, '') AS grund,
               CASE WHEN l.durchleitung_id IS NOT NULL THEN 'abgelehnt'
                    WHEN a.durchleitung_id IS NOT NULL THEN 'uebernommen'
                    ELSE 'gemeldet' END AS zustand
          FROM durchleitung d JOIN platform.mandant m ON m.id = d.mandant_id
          LEFT JOIN durchleitung_annahme a ON a.durchleitung_id = d.id
          LEFT JOIN durchleitung_ablehnung l ON l.durchleitung_id = d.id
        """

    package static func laden(_ id: ID, in session: KreisSession) throws -> Durchleitung {
        guard let eine: Durchleitung = try session.first("\(abfrage) WHERE d.id = \(id)") else {
            throw Hindernis.nichtGefunden
        }
        return eine
    }

    /// Was zu entscheiden ist, das Älteste zuerst.
    package static func offene(in session: KreisSession) throws -> [Durchleitung] {
        try session.all("""
            \(abfrage) WHERE a.durchleitung_id IS NULL AND l.durchleitung_id IS NULL
             ORDER BY d.gemeldet_am, d.nummer
            """)
    }

    /// Die zuletzt entschiedenen.
    package static func entschiedene(hoechstens: Int = 100, in session: KreisSession) throws
        -> [Durchleitung] {
        try session.all("""
            \(abfrage) WHERE a.durchleitung_id IS NOT NULL OR l.durchleitung_id IS NOT NULL
             ORDER BY d.gemeldet_am DESC, d.nummer DESC LIMIT \(hoechstens)
            """)
    }

    /// Übernimmt die Meldung und bucht sie: Die Kommune schuldet den Betrag, und die Umlage für
    /// alle sinkt.
    package func uebernehmen(in session: KreisSession) throws {
        try entscheiden {
            try session.execute("""
                INSERT INTO durchleitung_annahme (durchleitung_id, buchung_id, tag, von)
                VALUES (\(id), \(UUIDv7()), \(session.heute), \(session.benutzer()))
                """)
        }
        try session.audit("durchleitung.uebernommen", nummer, ["betrag": betrag.dezimal])
    }

    package func ablehnen(grund: String, in session: KreisSession) throws {
        try entscheiden {
            try session.execute("""
                INSERT INTO durchleitung_ablehnung (durchleitung_id, grund, von)
                VALUES (\(id), \(grund), \(session.benutzer()))
                """)
        }
        try session.audit("durchleitung.abgelehnt", nummer)
    }

    private func entscheiden(_ tun: () throws -> Void) throws {
        do { try tun() } catch let fehler as PostgresError
            where fehler.constraint == "durchleitung_entschieden" {
            throw Hindernis(.konflikt, "Über \(nummer) ist inzwischen entschieden.",
                            abhilfe: "Laden Sie die Seite neu.")
        }
    }
}
