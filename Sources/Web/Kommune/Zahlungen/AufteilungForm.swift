import Grundwerte
import Kommune
import Platform
import Uebergabe

/// Die Angaben, wie eine Zahlung in Teilen ausgezahlt wird. Leere Zeilen zählen nicht.
struct AufteilungForm {
    let teile: [Zahlungsteil]
    let grund: String
    let vorgang: UUIDv7

    private static let geplant = "geplant", eilig = "eilig", bar = "bar",
        umbuchung = "umbuchung"

    static func felder(_ zahlung: Zahlung, _ empfaenger: [Zahlungsempfaenger]) -> [Feld] {
        let wege = [
            Option(geplant, "Wie vorgesehen: \(zahlung.empfaengerSEPA)"),
            Option(eilig, "Eilüberweisung, sofort"),
            Option(bar, "Bar oder Scheck an der Kreiskasse"),
            Option(umbuchung, "Umbuchung auf eine Forderung der Kommune"),
        ] + empfaenger.map {
            Option($0.id.description, "Direkt an \($0.name), mit \($0.zeichen)")
        }
        return (1...Zahlung.hoechstensTeile).flatMap { nummer in
            [Feld("betrag\(nummer)", "\(nummer). Teil", .betrag, freiwillig: nummer > 1,
                  breite: .kurz),
             Feld("weg\(nummer)", "Weg des \(nummer). Teils", .auswahl(wege),
                  freiwillig: nummer > 1, breite: .lang),
             Feld("zeichen\(nummer)", "Angabe für den Empfänger, \(nummer). Teil",
                  hinweis: nummer == 1 ? "Bei einer Direktzahlung etwa die Kundennummer, bei "
                      + "einer Umbuchung das Kassenzeichen" : nil,
                  freiwillig: true, maximal: 60, breite: .mittel)]
        } + [Feld("grund", "Grund", hinweis: "Steht im Verlauf des Falls.", maximal: 200)]
    }

    static func werte(_ zahlung: Zahlung) -> [String: String] {
        ["betrag1": zahlung.betrag.csv, "weg1": geplant]
    }

    init(_ form: FormData, _ felder: [Feld], heute: Kalendertag) throws {
        var eingabe = Eingabe(form, felder, heute: heute)
        var teile: [Zahlungsteil] = []
        for nummer in 1...Zahlung.hoechstensTeile {
            let betrag = eingabe.betrag("betrag\(nummer)"), weg = eingabe.auswahl("weg\(nummer)"),
                zeichen = eingabe.text("zeichen\(nummer)") ?? ""
            guard let betrag else { continue }
            guard let weg else {
                eingabe.melde("weg\(nummer)", grund: "noch keine Auswahl",
                              abhilfe: "Wählen Sie, welchen Weg dieser Teil nimmt.")
                continue
            }
            switch weg {
            case Self.geplant: teile.append(Zahlungsteil(betrag: betrag, weg: .geplant))
            case Self.eilig: teile.append(Zahlungsteil(betrag: betrag, weg: .eilig))
            case Self.bar: teile.append(Zahlungsteil(betrag: betrag, weg: .bar))
            case Self.umbuchung:
                if Einnahmezeichen(zeichen) == nil {
                    eingabe.melde("zeichen\(nummer)", grund: zeichen.isEmpty ? "fehlt noch"
                                      : "ist kein Kassenzeichen",
                                  abhilfe: "Übernehmen Sie es aus dem Gebührenbescheid: "
                                      + "Buchstaben, Ziffern, Punkt, Schrägstrich, Bindestrich.")
                }
                teile.append(Zahlungsteil(betrag: betrag, weg: .umbuchung, zeichen: zeichen))
            default:
                guard let id = Zahlungsempfaenger.ID(weg) else { continue }
                if zeichen.isEmpty {
                    eingabe.melde("zeichen\(nummer)", grund: "fehlt noch",
                                  abhilfe: "Der Empfänger braucht sie, um das Geld zuzuordnen.")
                }
                teile.append(Zahlungsteil(betrag: betrag, weg: .empfaenger(id), zeichen: zeichen))
            }
        }
        let grund = eingabe.text("grund")
        guard let grund, eingabe.ohneFehler else { throw eingabe.formularfehler }
        self.teile = teile
        self.grund = grund
        vorgang = try eingabe.vorgang()
    }
}
