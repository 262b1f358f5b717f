import Grundwerte
import Kommune
import Uebergabe

extension Marke {
    /// Wo eine Zahlung steht: offen, unterwegs, angekommen oder zurück.
    init(_ zahlung: Zahlung) {
        let lauf = zahlung.lauf.isEmpty ? "" : ", Lauf \(zahlung.lauf)"
        switch zahlung.zustand {
        case .erfasst: self.init("festzustellen", .warnung)
        case .festgestellt: self.init("wartet auf Anordnung")
        case .angeordnet: self.init("angeordnet", .hinweis)
        case .imLauf, .uebergeben: self.init(zahlung.stand + lauf, .hinweis)
        case .gezahlt:
            self.init(zahlung.stand + (zahlung.gezahltAm.map { " am \($0.deutsch)" } ?? ""), .ok)
        case .unklar: self.init("unklar, die Kreiskasse klärt" + lauf, .warnung)
        case .rueckgelaufen, .bankAbgelehnt, .gesperrt: self.init(zahlung.stand, .gefahr)
        case .verworfen, .storniert: self.init(zahlung.zustand.bezeichnung)
        }
    }
}

extension Tabelle {
    /// Zahlungen mit Zustand; jede Zeile führt zur Zahlung. Mit `faelle` nennt sie auch den Fall.
    static func zahlungen(_ titel: String, _ zahlungen: [Zahlung], faelle: Bool = false,
                          pfad: (String) -> String) -> Tabelle {
        let geltende = zahlungen.filter { $0.zustand != .verworfen && $0.zustand != .storniert }
        let summe = geltende.map(\.betrag).summe()
        return Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Für"), Spalte("Empfänger"), Spalte("Konto"), Spalte("Fällig", .datum),
                      Spalte("Zustand"), Spalte("Betrag in €", .zahl)],
            zeilen: zahlungen.map { zahlung in
                [Zelle(zahlung.monat.deutsch,
                       zusatz: (faelle ? "\(zahlung.aktenzeichen) · " : "")
                           + zahlung.zweck.bezeichnung,
                       ziel: pfad("zahlungen/\(zahlung.id)")),
                 Zelle(zahlung.empfaenger,
                       zusatz: zahlung.empfaenger == zahlung.empfaengerSEPA ? nil
                           : "bei der Bank: \(zahlung.empfaengerSEPA)"),
                 Zelle(zahlung.kontotext, zusatz: zahlung.zahlweg.bezeichnung),
                 Zelle(zahlung.faellig),
                 Zelle(Marke(zahlung)), Zelle(zahlung.betrag)]
            },
            summe: ["Summe", "", "", "", "", Zelle(summe)])
    }
}

extension Zahlung {
    /// Das Konto in Kurzform; ohne Konto, wohin gebucht wird oder wo das Geld ist.
    var kontotext: String {
        istVerborgen ? "gesperrt" : iban?.gekuerzt ?? kassenzeichen ?? "Kreiskasse"
    }
}
