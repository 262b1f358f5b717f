import Grundwerte
import Platform
import Postgres

/// Ein Merkmal einer Erhebung: was über die Theke gehen darf, und nach welcher Norm.
package struct Erhebungsmerkmal: Sendable, RowDecodable {
    package enum Ebene: String, Sendable, SQLEnum { case person, haushalt, traeger, hilfsmerkmal }
    package enum Typ: String, Sendable, SQLEnum {
        case code, codes, monat, tag, land, ags, cent, stufe, nummer, azr, text
    }

    /// Der Platz im Satz, ab 1.
    package let platz: Int
    package let name: String
    package let bezeichnung: String
    package let ebene: Ebene
    package let norm: String
    package let typ: Typ
    package let freiwillig: Bool
    package let auspraegungen: [String]
    /// Ob eine Quelle die Ausprägungen nennt; sonst sind sie ein Vorschlag des Programms.
    package let belegt: Bool

    package init(
        platz: Int, name: String, bezeichnung: String, ebene: Ebene = .person, norm: String = "",
        typ: Typ, freiwillig: Bool = false, auspraegungen: [String] = [], belegt: Bool = true
    ) {
        self.platz = platz
        self.name = name
        self.bezeichnung = bezeichnung
        self.ebene = ebene
        self.norm = norm
        self.typ = typ
        self.freiwillig = freiwillig
        self.auspraegungen = auspraegungen
        self.belegt = belegt
    }

    package init(row: Row) throws {
        self.init(
            platz: Int(try row.decode("lfd", as: Int32.self)), name: try row.decode("name"),
            bezeichnung: try row.decode("bezeichnung"), ebene: try row.decode("ebene"),
            norm: try row.decode("norm"), typ: try row.decode("typ"),
            freiwillig: try row.decode("freiwillig"),
            auspraegungen: try row.decode("auspraegungen"), belegt: try row.decode("belegt"))
    }

    /// Die Merkmale einer Erhebung, wie sie am Ende des Zeitraums gelten, in der Folge des Satzes.
    package static func alle(
        _ erhebung: String, am ende: Kalendertag, in session: some Session
    ) throws -> [Erhebungsmerkmal] {
        try session.all("""
            SELECT lfd, name, bezeichnung, ebene, norm, typ, freiwillig, auspraegungen, belegt
              FROM kreis.statistik_merkmale(\(erhebung), \(ende)) ORDER BY lfd
            """)
    }

    /// Ob der Wert zum Typ passt. Ein leerer passt immer: Wo er fehlen darf, sagen die Regeln.
    package func gilt(_ wert: String) -> Bool {
        guard !wert.isEmpty else { return true }
        switch typ {
        case .code: return auspraegungen.contains(wert)
        case .codes: return wert.split(separator: "+").allSatisfy {
            auspraegungen.contains(String($0))
        }
        case .monat: return Monat(wert) != nil
        case .tag: return Kalendertag(wert) != nil
        case .land: return istZiffern(wert, 3)
        case .ags: return istZiffern(wert, 8)
        case .nummer, .azr: return istZiffern(wert, 12)
        case .stufe: return ["1", "2", "3", "4", "5", "6"].contains(wert)
        case .cent: return Int64(wert) != nil
        case .text:
            return wert.count <= 60 && !wert.unicodeScalars.contains {
                $0 == ";" || $0 == "\"" || $0 == "\\" || $0.properties.generalCategory == .control
            }
        }
    }

    private func istZiffern(_ wert: String, _ anzahl: Int) -> Bool {
        wert.utf8.count == anzahl && wert.utf8.allSatisfy { (48...57).contains($0) }
    }
}

/// Worüber und worin eine Erhebung berichtet.
package enum Erhebungsperiode: String, Sendable, SQLEnum {
    case jahr, quartal, monat

    /// Der Berichtszeitraum, zu dem ein Tag gehört.
    package func zeitraum(_ tag: Kalendertag) -> (beginn: Kalendertag, ende: Kalendertag) {
        switch self {
        case .jahr: (Monat(tag.jahr, 1).ersterTag, Monat(tag.jahr, 12).letzterTag)
        case .quartal: (Quartal(tag).ersterTag, Quartal(tag).letzterTag)
        case .monat: (tag.monat.ersterTag, tag.monat.letzterTag)
        }
    }

    /// `2026`, `4. Quartal 2026`, `November 2026`.
    package func bezeichnung(_ ende: Kalendertag) -> String {
        switch self {
        case .jahr: String(ende.jahr)
        case .quartal: Quartal(ende).deutsch
        case .monat: ende.monat.deutsch
        }
    }
}

/// Wo die Sätze bleiben: Meldungen zu Personen gehen nie an den Kreis.
package enum Statistikverbleib: String, Sendable, SQLEnum { case kreis, kommune }
