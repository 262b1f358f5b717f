import Grundwerte
import Platform
import Postgres

/// Wann die Kasse zahlt (B-5.2): Daten des Kreises, kein Programm. Gilt ab einem Montag, bis die
/// nächste beginnt.
package struct Zahllaufregel: Hashable, Sendable {
    package let gueltigAb: Kalendertag
    /// Montag = 1 bis Freitag = 5, aufsteigend; die Vereinbarung verlangt mindestens zwei.
    package let wochentage: [Int]
    /// Banktage von der Ausführung, bis das Geld sicher beim Empfänger ist.
    package let vorlaufBanktage: Int
    /// Bis zu dieser Uhrzeit (Berlin) am Tag des Laufs Angeordnetes kommt mit.
    package let annahmeschluss: Uhrzeit
    /// Warum sie so gilt.
    package let grund: String

    /// Was die Datenbank zusichert, verlangt auch dieser Wert.
    package init?(gueltigAb: Kalendertag, wochentage: [Int], vorlaufBanktage: Int = 1,
                  annahmeschluss: Uhrzeit,
                  grund: String) {
        let tage = Set(wochentage)
        guard gueltigAb.wochentag == 1, tage.count >= 2, tage.allSatisfy({ (1...5).contains($0) }),
              (1...5).contains(vorlaufBanktage) else { return nil }
        self.gueltigAb = gueltigAb
        self.wochentage = tage.sorted()
        self.vorlaufBanktage = vorlaufBanktage
        self.annahmeschluss = annahmeschluss
        self.grund = grund
    }
}

extension Zahllaufregel: RowDecodable {
    package init(row: Row) throws {
        guard let annahmeschluss = Uhrzeit(try row.decode("annahmeschluss", as: String.self)),
              let regel = Zahllaufregel(
                gueltigAb: try row.decode("gueltig_ab"), wochentage: try row.decode("wochentage"),
                vorlaufBanktage: try row.decode("vorlauf_banktage"), annahmeschluss: annahmeschluss,
                grund: try row.decode("grund"))
        else { throw Hindernis(.regel, "Eine Zahllaufregel in der Datenbank ist nicht erlaubt.") }
        self = regel
    }

    /// Alle, die älteste zuerst.
    package static func alle(in session: some Session) throws -> [Zahllaufregel] {
        try session.all("""
            SELECT gueltig_ab, wochentage, vorlauf_banktage, annahmeschluss, grund
              FROM kreis.zahllaufregeln() ORDER BY gueltig_ab
            """)
    }
}
