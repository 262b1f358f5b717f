import Grundwerte
import Kreis
import Leistungsrecht

/// Die Werte eines Standes neben denen, die er ablöst.
struct Standvergleich: Sendable {
    let groesse: Parameter.Groesse
    let neu: Standangaben
    /// Nil beim ersten Stand der Größe.
    let alt: Standangaben?

    /// „3 von 12 Werten sind anders als ab dem 01.01.2025.“
    var satz: String {
        let werte = groesse.angaben.count
        guard let alt else { return "Das ist der erste Stand." }
        let seit = "ab dem \(alt.gueltigAb.deutsch)"
        let anders = groesse.angaben.count { alt[$0.pfad] != neu[$0.pfad] }
        let wieviele = switch anders {
        case 0: "Kein Wert ist"
        case werte: werte == 1 ? "Der Wert ist" : "Alle \(werte) Werte sind"
        default: "\(anders) von \(werte) Werten \(anders == 1 ? "ist" : "sind")"
        }
        return "\(wieviele) anders als \(seit)."
    }

    var tabelle: Tabelle {
        let vorher = alt.map { [Spalte("ab \($0.gueltigAb.deutsch)", .zahl)] } ?? []
        let aenderung = alt == nil ? [] : [Spalte("Änderung", .zahl)]
        let kopf = bezug.map { [Spalte("Angabe (\($0))"), Spalte("Norm")] }
            ?? [Spalte("Angabe"), Spalte("Norm"), Spalte("Bezug")]
        return Tabelle(
            "\(groesse.bezeichnung) ab \(neu.gueltigAb.deutsch)",
            spalten: kopf + vorher
                + [Spalte("ab \(neu.gueltigAb.deutsch)", .zahl)] + aenderung,
            zeilen: groesse.angaben.map(zeile))
    }

    /// Haben alle Werte denselben, steht er einmal im Kopf.
    private var bezug: String? {
        let alle = Set(groesse.angaben.map(\.bezug))
        return alle.count == 1 ? alle.first : nil
    }

    private func zeile(_ angabe: Parameterangabe) -> [Zelle] {
        let kopf = [Zelle(angabe.bezeichnung), Zelle(angabe.norm)]
            + (bezug == nil ? [Zelle(angabe.bezug)] : [])
        let nachher = neu[angabe.pfad], text = nachher.map(angabe.einheit.text) ?? "–"
        guard let alt else { return kopf + [Zelle(text)] }
        let vorher = alt[angabe.pfad]
        return kopf + [
            Zelle(vorher.map(angabe.einheit.text) ?? "–"),
            vorher == nachher ? Zelle(text) : .geaendert(text),
            Zelle(angabe.einheit.unterschied(vorher, nachher)),
        ]
    }
}

extension Parameterangabe.Einheit {
    /// „+7,00 €“, „−18 Monate“, „gleich“.
    func unterschied(
        _ vorher: Standangaben.Feld.Wert?, _ nachher: Standangaben.Feld.Wert?
    ) -> String {
        if vorher == nachher { return "gleich" }
        switch (vorher, nachher) {
        case let (.betrag(alt)?, .betrag(neu)?): return "\((neu - alt).mitVorzeichen) €"
        case let (.zahl(alt)?, .zahl(neu)?):
            let betrag: Standangaben.Feld.Wert = .zahl(abs(neu - alt))
            // Zwischen zwei Anteilen liegen Punkte, keine Prozente.
            let text = zeichen == "%" ? "\(eingabe(betrag)) Punkte" : text(betrag)
            return (neu > alt ? "+" : "−") + text
        default: return vorher == nil ? "neu" : "entfällt"
        }
    }
}

/// Wie die Seiten Stände schreiben.
enum Parameteranzeige {
    static func gilt(_ stand: Standangaben) -> String {
        "ab \(stand.gueltigAb.deutsch)" + (stand.gueltigBis.map { " bis \($0.deutsch)" } ?? "")
    }

    /// Was er ablöst: mit Verweis, wenn `ziel` eines kennt.
    static func eckdaten(
        _ neu: Standangaben, alt: Standangaben?, ziel: String? = nil
    ) -> [Eckdatum] {
        [Eckdatum("Gilt", gilt(neu)), Eckdatum("Fundstelle", neu.fundstelle),
         Eckdatum("Davor", alt.map(gilt) ?? "nichts", ziel: ziel),
         Eckdatum("Fundstelle davor", alt?.fundstelle ?? "–")]
    }
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
