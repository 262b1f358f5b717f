import Grundwerte
import Kommune

/// Der Zeitraum einer Bewilligung; beim Erlassen dazu, auf welche Fassung des Falls sich die
/// Vorschau bezog.
struct BewilligungForm {
    let von: Monat, bis: Monat, fassung: Int, vorgang: UUIDv7

    static let felder = [
        Feld("von", "Erster Monat", .monat),
        Feld("bis", "Letzter Monat", .monat),
    ]

    static func werte(von: Monat, bis: Monat) -> [String: String] {
        ["von": BewilligungForm.text(von), "bis": BewilligungForm.text(bis)]
    }

    static func text(_ monat: Monat) -> String {
        "\(monat.nummer < 10 ? "0" : "")\(monat.nummer).\(monat.jahr)"
    }

    init(_ form: FormData, heute: Kalendertag) throws {
        var e = Eingabe(form, Self.felder, heute: heute)
        let von = e.monat("von"), bis = e.monat("bis")
        guard let von, let bis, e.ohneFehler else { throw e.formularfehler }
        guard let fassung = form["fassung"].flatMap(Int.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt die Fassung des Falls.")
        }
        (self.von, self.bis, self.fassung, vorgang) = (von, bis, fassung, try e.vorgang())
    }

    /// Der gewünschte Zeitraum einer Vorschau; nil, wenn keiner genannt ist.
    static func zeitraum(
        _ abfrage: FormData, heute: Kalendertag
    ) throws -> (von: Monat, bis: Monat)? {
        guard abfrage["von"] != nil || abfrage["bis"] != nil else { return nil }
        var e = Eingabe(abfrage, felder, heute: heute)
        let von = e.monat("von"), bis = e.monat("bis")
        guard let von, let bis, e.ohneFehler else { throw e.formularfehler }
        return (von, bis)
    }
}
