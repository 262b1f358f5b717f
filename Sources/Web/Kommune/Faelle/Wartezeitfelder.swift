import Grundwerte
import Kommune
import Leistungsrecht

extension Wartezeithindernis.Art: Auswaehlbar {}

/// Was gegen Leistungen nach § 2 AsylbLG steht.
enum Wartezeitfelder {
    static let felder = [
        Feld("art", "Was ist geschehen?", .eine(Option.alle(Wartezeithindernis.Art.self))),
        Feld("ab", "Seit", .datum),
        Feld("bis", "Bei Unterbrechung: letzter Tag", .datum,
             hinweis: "Leer, wenn der Aufenthalt noch unterbrochen ist.", freiwillig: true),
        Feld("grund", "Warum", .mehrzeilig,
             hinweis: "Tatsachen und Nachweise; bei Rechtsmissbrauch auch, wie er die Dauer des "
                 + "Aufenthalts beeinflusst hat.", maximal: 500),
    ]

    static func lies(_ e: inout Eingabe, _ mitglied: Fallakte.Mitglied) -> Wartezeithindernis? {
        let art = e.auswahl("art", als: Wartezeithindernis.Art.self), ab = e.datum("ab")
        let bis = e.datum("bis"), grund = e.text("grund")
        guard let art, let ab, let grund else { return nil }
        if let einreise = mitglied.aufenthalt(am: e.heute)?.eingereistAm, ab < einreise {
            e.melde("ab", grund: "liegt vor der Einreise am \(einreise.deutsch)",
                    abhilfe: "Die Wartezeit beginnt erst mit ihr.")
        }
        if art == .rechtsmissbrauch, bis != nil {
            e.melde("bis", grund: "gehört nur zu einer Unterbrechung",
                    abhilfe: "Rechtsmissbrauch schließt § 2 auf Dauer aus; leeren Sie das Feld.")
        }
        guard let zeitraum = Zeitraum(pruefe: ab, bis: bis) else {
            e.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Tauschen Sie die Tage.")
            return nil
        }
        return Wartezeithindernis(art: art, grund: grund, gueltig: zeitraum)
    }
}
