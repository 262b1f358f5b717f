import Grundwerte

extension Anhoerung {
    /// Das Schreiben der Anhörung vor einer Einschränkung nach § 1a oder § 11 Abs. 2a.
    static func text(_ vorhaben: Vorhaben, frist: Kalendertag) -> Schreibentext {
        Schreibentext(
            titel: "Anhörung zur Einschränkung Ihrer Leistungen",
            abschnitte: [
                .init(absaetze: [
                    "wir prüfen, ob Ihre Leistungen nach \(vorhaben.norm) einzuschränken sind. "
                        + "Bevor wir "
                        + "entscheiden, können Sie sich dazu äußern (§ 24 Abs. 1 SGB X).",
                ]),
                .init(titel: "Was uns bekannt ist", absaetze: zeilen(vorhaben.sachverhalt)),
                .init(titel: "Was das bedeuten kann", absaetze: [
                    "Sie erhalten dann nur noch Leistungen für Ernährung, Unterkunft mit Heizung "
                        + "und für "
                        + "Körper- und Gesundheitspflege (§ 1a Abs. 1 AsylbLG). Die Einschränkung "
                        + "ist auf "
                        + "längstens sechs Monate befristet (§ 14 AsylbLG).",
                ]),
                .init(titel: "Was Sie tun können", absaetze: aufforderung(frist)),
            ],
            einfach: einfach(
                "Wir prüfen, ob Sie weniger Geld bekommen. Der Grund steht auf Seite 1.", frist))
    }

    static func zeilen(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    static func aufforderung(_ frist: Kalendertag) -> [String] {
        ["Äußern Sie sich bis zum \(frist.deutsch), schriftlich oder persönlich bei uns. Nennen "
            + "Sie auch "
            + "Gründe, die für Sie sprechen, und legen Sie Belege bei. Äußern Sie sich nicht, "
            + "entscheiden "
            + "wir nach dem, was uns bekannt ist."]
    }

    static func einfach(_ worum: String, _ frist: Kalendertag) -> [(String, String)] {
        [("Was steht in diesem Brief?", worum),
         ("Was muss ich tun?", "Sagen Sie uns bis zum \(frist.deutsch) Ihre Meinung. Sie können "
            + "schreiben oder zu uns kommen. Sie dürfen jemanden mitbringen."),
         ("Ist schon etwas entschieden?", "Nein. Wir entscheiden erst danach.")]
    }
}
