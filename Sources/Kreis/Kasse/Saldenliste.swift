import Crypto
import Grundwerte
import Platform
import Postgres

/// Die Summen- und Saldenliste eines Monats, wie sie vorgelegt und geschlossen wird.
package struct Saldenliste: Sendable {
    package let monat: Monat
    package let salden: [Hauptbuch.Saldo]

    package static func laden(_ monat: Monat, in session: KreisSession) throws -> Saldenliste {
        Saldenliste(monat: monat, salden: try Hauptbuch.saldenliste(monat, in: session))
    }

    /// Alle Umsätze im Soll.
    package var soll: Geld { salden.map(\.soll).summe() }

    /// UTF-8 mit BOM, Semikolon, Dezimalkomma, CRLF; die letzte Zeile ist die Summe.
    package var csv: [UInt8] {
        var text = "\u{FEFF}Konto;Kennung;Bezeichnung;Anfangssaldo;Soll;Haben;Endsaldo\r\n"
        for saldo in salden {
            text += "\(saldo.konto.bezeichnung);\(saldo.kennung);\(saldo.unterkonto.csvFeld);"
                + "\(saldo.anfang.csv);\(saldo.soll.csv);\(saldo.haben.csv);\(saldo.saldo.csv)\r\n"
        }
        text += "Summe;;;\(salden.map(\.anfang).summe().csv);\(soll.csv);"
            + "\(salden.map(\.haben).summe().csv);\(salden.map(\.saldo).summe().csv)\r\n"
        return Array(text.utf8)
    }

    package var sha256: [UInt8] { Array(SHA256.hash(data: csv)) }

    package static func dateiname(_ monat: Monat) -> String { "Saldenliste-\(monat).csv" }

    /// Konten und Beträge ohne die Bezeichnungen, die sich mit den Jahren ändern dürfen.
    static func betraege(_ csv: [UInt8]) -> [String] {
        String(decoding: csv, as: UTF8.self).split(separator: "\r\n").map { zeile in
            var felder = zeile.split(separator: ";", omittingEmptySubsequences: false)
            if felder.count > 6 { felder.removeSubrange(2..<(felder.count - 4)) }
            return felder.joined(separator: ";")
        }
    }
}

extension String {
    /// In Anführungszeichen, wo es eine CSV verlangt.
    package var csvFeld: String {
        guard contains(where: { ";\"\r\n".contains($0) }) else { return self }
        return "\"\(replacing("\"", with: "\"\""))\""
    }
}
