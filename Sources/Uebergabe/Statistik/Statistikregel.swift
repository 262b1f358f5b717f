import Grundwerte
import Platform
import Postgres

/// Eine Plausibilitätsregel: Trifft `wenn` auf einen Satz zu, muss `dann` gelten.
package struct Statistikregel: Sendable, RowDecodable {
    package enum Schwere: String, Sendable, SQLEnum {
        /// Hindert den Abschluss.
        case fehler
        case hinweis
    }

    package enum Probe: String, Sendable, SQLEnum {
        case leer, gefuellt, `in`, nichtIn = "nicht_in", hoechstens, mindestens
    }

    /// Eine Bedingung an ein Merkmal. `wert` nennt, was gilt, mit `+` getrennt, oder mit `@` ein
    /// anderes Merkmal, den Monat des ersten (`@beginn`) oder letzten Tages (`@stichtag`), auch so
    /// viele Jahre früher (`@stichtag-15`).
    package struct Bedingung: Sendable {
        package let merkmal: String
        package let probe: Probe
        package let wert: String

        package init(_ merkmal: String, _ probe: Probe, _ wert: String = "") {
            self.merkmal = merkmal
            self.probe = probe
            self.wert = wert
        }
    }

    package let kennung: String
    package let schwere: Schwere
    package let wenn: Bedingung?
    package let dann: Bedingung
    package let satz: String
    package let abhilfe: String

    package init(_ kennung: String, _ schwere: Schwere, wenn: Bedingung? = nil, dann: Bedingung,
                 satz: String, abhilfe: String) {
        self.kennung = kennung
        self.schwere = schwere
        self.wenn = wenn
        self.dann = dann
        self.satz = satz
        self.abhilfe = abhilfe
    }

    package init(row: Row) throws {
        let wenn = try row.decode("wenn_merkmal", as: String?.self)
        self.init(
            try row.decode("kennung"), try row.decode("schwere"),
            wenn: try wenn.map {
                Bedingung($0, try row.decode("wenn_probe"), try row.decode("wenn_wert"))
            },
            dann: Bedingung(try row.decode("dann_merkmal"), try row.decode("dann_probe"),
                            try row.decode("dann_wert")),
            satz: try row.decode("satz"), abhilfe: try row.decode("abhilfe"))
    }

    /// Die Regeln, die am Ende des Zeitraums gelten.
    package static func alle(
        _ erhebung: String, am ende: Kalendertag, in session: some Session
    ) throws -> [Statistikregel] {
        try session.all("""
            SELECT kennung, schwere, wenn_merkmal, wenn_probe, wenn_wert, dann_merkmal, dann_probe,
                   dann_wert, satz, abhilfe
              FROM kreis.statistik_regeln(\(erhebung), \(ende)) ORDER BY kennung
            """)
    }
}
