import Grundwerte
import Kreis
import Leistungsrecht

/// Wie die Seiten Größen, ihre Felder und Stände schreiben.
enum Parameteranzeige {
    /// `["stufen", "1", "notwendiger_bedarf"]` wird „Stufe 1: notwendiger Bedarf“.
    static func name(_ pfad: [String]) -> String {
        var namen: [String] = []
        for (stelle, teil) in pfad.enumerated() where teil != "stufen" {
            let istStufe = stelle > 0 && Int(teil) != nil
            namen.append(istStufe ? "Stufe \(teil)" : namenDerFelder[teil] ?? teil)
        }
        return namen.joined(separator: ": ")
    }

    static func wert(_ feld: Standangaben.Feld) -> String {
        switch feld.wert {
        case let .betrag(betrag): betrag.description
        case let .zahl(zahl): String(zahl)
        }
    }

    /// Was sich von `alt` nach `neu` ändert: „+12,00 €“; nil, wenn nichts.
    static func aenderung(_ alt: Standangaben.Feld?, _ neu: Standangaben.Feld) -> String? {
        switch (alt?.wert, neu.wert) {
        case (nil, _): return "neu"
        case let (.betrag(vorher)?, .betrag(nachher)):
            guard vorher != nachher else { return nil }
            return (nachher > vorher ? "+" : "") + (nachher - vorher).description
        case let (.zahl(vorher)?, .zahl(nachher)):
            guard vorher != nachher else { return nil }
            return (nachher > vorher ? "+" : "−") + String(abs(nachher - vorher))
        default: return "andere Art"
        }
    }

    static func gilt(_ stand: Standangaben) -> String {
        "ab \(stand.gueltigAb.deutsch)" + (stand.gueltigBis.map { " bis \($0.deutsch)" } ?? "")
    }

    private static let namenDerFelder = [
        "notwendiger_bedarf": "notwendiger Bedarf",
        "notwendiger_persoenlicher_bedarf": "notwendiger persönlicher Bedarf",
        "erwerb_prozent": "frei vom Erwerbseinkommen, in %",
        "erwerb_hoechstprozent": "höchstens, in % des Satzes",
        "ehrenamt": "frei aus Ehrenamt, im Monat",
        "vermoegen": "freies Vermögen je Person",
        "betrag": "Betrag",
        "ernaehrung": "Ernährung",
        "gesundheitspflege": "Gesundheitspflege",
        "koerperpflege": "Körperpflege",
        "monate": "Monate",
        "merkzeichen_g": "Merkzeichen G, in Tausendsteln",
        "schwangerschaft": "Schwangerschaft, in Tausendsteln",
        "alleinerziehend": "alleinerziehend, in Tausendsteln",
        "je_kind": "je Kind, in Tausendsteln",
        "je_kind_hoechstens": "je Kind höchstens, in Tausendsteln",
        "warmwasser": "Warmwasser, in Tausendsteln",
        "erstes_halbjahr": "Schulbedarf zum 1. August",
        "zweites_halbjahr": "Schulbedarf zum 1. Februar",
        "teilhabe": "Teilhabe im Monat",
        "karenz_monate": "Karenzzeit, in Monaten",
        "senkung_monate": "Zeit zur Senkung der Kosten, in Monaten",
        "volljaehrig": "je volljährige Person",
        "unterhalten": "je überwiegend unterhaltene Person",
    ]
}

extension Parametersatz {
    var marke: Marke {
        switch zustand {
        case .entwurf: Marke("Entwurf", .warnung)
        case .freigegeben: Marke("freigegeben", .ok)
        case .verworfen: Marke("verworfen")
        }
    }

    /// „freigegeben am … von …“.
    var herkunft: String {
        guard let entscheidung else {
            return "erfasst am \(Kreisanzeige.zeit(erfasst.am)) von \(erfasst.wer)"
        }
        let am = Kreisanzeige.zeit(entscheidung.am)
        return "\(zustand.rawValue) am \(am) von \(entscheidung.wer)"
    }
}
