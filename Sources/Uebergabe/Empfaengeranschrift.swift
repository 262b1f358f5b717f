import Grundwerte
import Postgres

/// Anschrift und Bank eines Empfängers außerhalb des Europäischen Wirtschaftsraums. Dorthin nimmt
/// die Bank eine Überweisung nur mit beidem an, und die Anschrift nur in Teilen.
package struct Empfaengeranschrift: Hashable, Sendable {
    package let strasse: String
    package let hausnummer: String
    package let plz: String
    package let ort: String
    /// ISO 3166, `CH`.
    package let land: String
    /// Der Bank des Empfängers.
    package let bic: String

    /// Was an einer Eingabe falsch ist, mit dem Feld.
    package struct Fehler: Error, Hashable, Sendable {
        package let feld: String
        package let grund: String
    }

    /// In SEPA-Zeichen; zu Langes wird nicht gekürzt, sondern abgelehnt.
    package init(strasse: String, hausnummer: String, plz: String, ort: String, land: String,
                 bic: String) throws(Fehler) {
        self.strasse = try Self.text(strasse, "strasse", hoechstens: 70)
        self.hausnummer = try Self.text(hausnummer, "hausnummer", hoechstens: 16)
        self.plz = try Self.text(plz, "plz", hoechstens: 16)
        self.ort = try Self.text(ort, "ort", hoechstens: 35)
        self.land = land.uppercased()
        self.bic = bic.filter { $0 != " " }.uppercased()
        guard self.land.utf8.count == 2, self.land.utf8.allSatisfy({ (65...90).contains($0) })
        else {
            throw Fehler(feld: "land", grund: "Das Land hat zwei Buchstaben, zum Beispiel CH.")
        }
        let zeichen = Array(self.bic.utf8)
        guard zeichen.count == 8 || zeichen.count == 11,
              zeichen.prefix(6).allSatisfy({ (65...90).contains($0) }),
              zeichen.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) }) else {
            throw Fehler(feld: "bic", grund: "Der BIC hat acht oder elf Zeichen, zum Beispiel "
                         + "POFICHBEXXX.")
        }
    }

    private static func text(_ eingabe: String, _ feld: String, hoechstens laenge: Int)
        throws(Fehler) -> String {
        let text: String
        do { text = try SEPAText(eingabe, feld: .verwendungszweck).text } catch {
            throw Fehler(feld: feld, grund: "Die Angabe fehlt oder ist nicht in lateinischer "
                         + "Schrift.")
        }
        guard text.count <= laenge else {
            throw Fehler(feld: feld, grund: "Die Bank nimmt höchstens \(laenge) Zeichen an.")
        }
        return text
    }

    /// Die Spalten einer Zeile; nil, wo keine Anschrift steht.
    package static func aus(_ row: Row) throws -> Empfaengeranschrift? {
        guard let land = try row.decode("land", as: String?.self) else { return nil }
        return try Empfaengeranschrift(
            strasse: row.decode("strasse"), hausnummer: row.decode("hausnummer"),
            plz: row.decode("plz"), ort: row.decode("ort"), land: land, bic: row.decode("bic"))
    }
}

extension IBAN {
    /// Die Länder des SEPA-Raums außerhalb des Europäischen Wirtschaftsraums (EPC409-09).
    private static let sepaOhneEWR: Set<String> = [
        "AD", "AL", "CH", "GB", "GI", "MC", "MD", "ME", "MK", "RS", "SM", "VA",
    ]

    /// Ob eine SEPA-Überweisung dorthin möglich ist, wenn Anschrift und BIC dabeistehen.
    package var istSEPAMitAnschrift: Bool { IBAN.sepaOhneEWR.contains(land) }
}
