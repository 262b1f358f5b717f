import Grundwerte
import Platform
import Postgres

/// Was eine Kommune dem Kreis für das Controlling meldet (B-4.1): Anzahlen und Summen je
/// Ausprägung, bei Summen die beiden größten Beiträge für die Dominanzregeln. Keine Person, kein
/// Fall. Das Controlling des Kreises kann die Meldung nicht lesen.
package struct Kennzahlmeldung: Sendable, Equatable, RowDecodable {
    package let gesamtheit: String
    /// `alter=18-24|leistungsart=grundleistung`, nach Namen geordnet; leer für die Summe.
    package let merkmale: String
    package let wert: Int64
    package let beitragende: Int64
    package let groesster: Int64
    package let zweiter: Int64

    package init(row: Row) throws {
        gesamtheit = try row.decode("gesamtheit")
        merkmale = try row.decode("merkmale")
        wert = try row.decode("wert")
        beitragende = try row.decode("beitragende")
        groesster = try row.decode("groesster")
        zweiter = try row.decode("zweiter")
    }

    /// Die Monate, die die fragende Kommune noch zu zählen hat.
    package static func offeneMonate(in session: MandantSession) throws -> [Monat] {
        try session.scalars("""
            SELECT monat FROM kreis.offene_controllingmonate(\(session.heute)) ORDER BY monat
            """)
    }

    /// Meldet einen Monat; `false`, wenn er schon gemeldet ist. Was gemeldet ist, steht fest.
    package static func melden(
        _ monat: Monat, _ zahlen: [Kennzahlmeldung], in session: MandantSession
    ) throws -> Bool {
        try session.scalar("""
            SELECT kreis.controlling_melden(
                \(monat), \(zahlen.map(\.gesamtheit)), \(zahlen.map(\.merkmale)),
                \(zahlen.map(\.wert)), \(zahlen.map(\.beitragende)), \(zahlen.map(\.groesster)),
                \(zahlen.map(\.zweiter)))
            """)
    }

    /// Eine beschlossene Sonderauswertung, die diese Kommune noch nicht gezählt hat (B-4.2).
    package struct Sonderauftrag: Sendable, RowDecodable {
        package let id: UUIDv7
        package let monat: Monat
        package let gesamtheit: Gesamtheit
        package let merkmale: [String]

        package init(row: Row) throws {
            id = try row.decode("id")
            monat = try row.decode("monat")
            merkmale = try row.decode("merkmale")
            gesamtheit = try row.decode("gesamtheit")
        }
    }

    package static func sonderauftraege(in session: MandantSession) throws -> [Sonderauftrag] {
        try session.all("""
            SELECT id, monat, gesamtheit, merkmale FROM kreis.controlling_sonderauftraege()
             ORDER BY id
            """)
    }

    package static func melden(
        _ auftrag: UUIDv7, _ zahlen: [Kennzahlmeldung], in session: MandantSession
    ) throws -> Bool {
        try session.scalar("""
            SELECT kreis.controlling_sonder_melden(
                \(auftrag), \(zahlen.map(\.merkmale)), \(zahlen.map(\.wert)),
                \(zahlen.map(\.beitragende)), \(zahlen.map(\.groesster)),
                \(zahlen.map(\.zweiter)))
            """)
    }
}

extension Gesamtheit: SQLEnum {}
