import Grundwerte
import Leistungsrecht
import Platform

extension Rueckforderung {
    private func tabelle(_ kopf: [String], _ zeilen: [[String]]) -> [[String]] { [kopf] + zeilen }

    func anhoerungstext(frist: Kalendertag) -> Schreibentext {
        Schreibentext(
            titel: "Anhörung zu einer Rückforderung",
            ergebnis: ("Zu viel gezahlt nach unserer Kenntnis", summe),
            abschnitte: [
                .init(absaetze: [
                    "nach unserer Kenntnis haben Sie Leistungen erhalten, die Ihnen nicht "
                        + "zustanden. Bevor "
                        + "wir über eine Rückforderung entscheiden, können Sie sich äußern (§ 24 "
                        + "Abs. 1 "
                        + "SGB X).",
                ]),
                .init(titel: "Um welche Beträge es geht", tabelle: tabelle(
                    ["Monat", "Wofür", "Betrag in €"],
                    positionen.map { [$0.monat.deutsch, $0.zweck.bezeichnung, $0.betrag.betrag] }),
                    summe: ["Summe", "", summe.betrag]),
                .init(titel: "Was uns bekannt ist", absaetze: Anhoerung.zeilen(grund)),
                .init(titel: "Worauf es ankommt", absaetze: [
                    "Wir prüfen, ob die Bewilligung zurückzunehmen, zu widerrufen oder aufzuheben "
                        + "ist "
                        + "(§§ 45, 47, 48 SGB X, § 9 Abs. 4 AsylbLG) und ob Sie den Betrag "
                        + "erstatten müssen "
                        + "(§ 50 SGB X). Wichtig ist, was Sie wussten, was Sie uns mitgeteilt "
                        + "haben und ob "
                        + "Sie das Geld im Vertrauen auf den Bescheid verbraucht haben.",
                ]),
                .init(titel: "Was Sie tun können", absaetze: Anhoerung.aufforderung(frist)),
            ],
            kassenzeichen: kassenzeichen,
            einfach: Anhoerung.einfach(
                "Sie haben vielleicht zu viel Geld bekommen: \(summe). Wir prüfen, ob Sie es "
                    + "zurückzahlen "
                    + "müssen. Bitte zahlen Sie noch nichts.", frist))
    }

    func bescheidtext(_ betrag: Geld, _ posten: [Posten], _ beschluss: Beschluss,
                      _ anhoerung: Anhoerung, faellig: Kalendertag,
                      konto: Einzahlungskonto?) -> Schreibentext {
        let gefordert = posten.filter(\.grund.fordert)
        var gruende: [Aufhebungsgrund] = []
        for grund in gefordert.map(\.grund) where !gruende.contains(grund) { gruende.append(grund) }
        return Schreibentext(
            titel: "Bescheid über die Erstattung von Leistungen",
            ergebnis: ("Sie erstatten bis zum \(faellig.deutsch)", betrag),
            abschnitte: [
                .init(absaetze: [
                    (gruende == [.ohneBescheid]
                     ? "" : "die Bewilligung von Leistungen wird für die unten "
                        + "genannten Monate in der genannten Höhe aufgehoben. ")
                        + "Sie müssen erstatten, was zu viel gezahlt ist (§ 50 SGB X in "
                        + "Verbindung mit "
                        + "§ 9 Abs. 4 AsylbLG).",
                ]),
                .init(titel: "Was zu erstatten ist", tabelle: tabelle(
                    ["Monat", "Wofür", "Rechtsgrundlage", "Betrag in €"],
                    gefordert.map {
                        [$0.position.monat.deutsch, $0.position.zweck.bezeichnung, $0.grund.norm,
                         $0.position.betrag.betrag]
                    }), summe: ["Summe", "", "", betrag.betrag]),
                .init(titel: "Gründe", absaetze: Anhoerung.zeilen(grund) + gruende.map {
                    "\($0.begruendung) (\($0.norm))"
                } + [anhoerungssatz(anhoerung), fristsatz(posten)].compactMap(\.self)
                    + Anhoerung.zeilen(beschluss.begruendung)),
                .init(titel: "So zahlen Sie", absaetze: [
                    zahlsatz(konto),
                    "Können Sie nicht alles auf einmal zahlen, sprechen Sie mit uns: Raten oder "
                        + "ein Aufschub sind möglich. Kosten entstehen Ihnen durch diesen "
                        + "Bescheid nicht (§ 64 SGB X).",
                ]),
            ],
            kassenzeichen: kassenzeichen,
            rechtsbehelf: Schreibentext.widerspruchsbelehrung,
            einfach: [
                ("Was steht in diesem Brief?",
                 "Sie haben zu viel Geld bekommen. Sie müssen \(betrag) "
                    + "zurückzahlen."),
                ("Bis wann?", "Bis zum \(faellig.deutsch). Sie können um Raten bitten."),
                ("Sie sind nicht einverstanden?",
                 "Dann schreiben Sie uns oder kommen Sie zu uns. Sie haben "
                    + "einen Monat Zeit. Das heißt: Widerspruch. Er kostet kein Geld."),
            ])
    }

    private func anhoerungssatz(_ anhoerung: Anhoerung) -> String {
        if let verzicht = anhoerung.verzicht {
            return "Von einer Anhörung wurde abgesehen (\(verzicht.norm)): "
                + "\(anhoerung.verzichtGrund)"
        }
        guard !anhoerung.antworten.isEmpty else {
            return "Sie wurden angehört und haben sich nicht geäußert."
        }
        return "Sie wurden angehört und haben sich am "
            + "\(anhoerung.antworten[0].eingegangen.deutsch) geäußert. "
            + "Ihre Gründe haben wir geprüft."
    }

    /// Wo das Vertrauen schutzwürdig ist, steht im Bescheid, dass nichts verlangt wird.
    private func fristsatz(_ posten: [Posten]) -> String? {
        let geschuetzt = posten.filter { !$0.grund.fordert }
        guard !geschuetzt.isEmpty else { return nil }
        return "Nicht zurückgefordert wird für "
            + geschuetzt.map { $0.position.monat.deutsch }.joined(separator: ", ")
            + ": Ihr Vertrauen ist dort schutzwürdig (§ 45 Abs. 2 SGB X)."
    }

    func ratentext(_ plan: Ratenplan, konto: Einzahlungskonto?) -> Schreibentext {
        Schreibentext(
            titel: "Ratenzahlung",
            ergebnis: ("Monatliche Rate", plan.rate),
            abschnitte: [
                .init(absaetze: ["Sie können den Betrag von \(plan.ausgang) in Raten zahlen."]),
                .init(titel: "Ihre Raten", tabelle: tabelle(
                    ["Rate", "fällig am", "Betrag in €"],
                    plan.raten.map { ["\($0.lfd)", $0.faellig.deutsch, $0.betrag.betrag] }),
                    summe: ["Summe", "", plan.ausgang.betrag]),
                .init(titel: "Was Sie beachten müssen", absaetze: [
                    zahlsatz(konto),
                    "Zahlen Sie eine Rate nicht, mahnen wir. Wenn Sie nicht zahlen können, melden "
                        + "Sie sich vorher.",
                ]),
            ],
            kassenzeichen: kassenzeichen,
            einfach: [("Was muss ich tun?", "Zahlen Sie ab dem \(plan.erste.deutsch) jeden Monat "
                + "\(plan.rate).")])
    }

    func stundungstext(_ betrag: Geld, bis: Kalendertag, grund: String) -> Schreibentext {
        Schreibentext(
            titel: "Stundung",
            ergebnis: ("Sie müssen bis zum \(bis.deutsch) nicht zahlen", betrag),
            abschnitte: [
                .init(absaetze: [
                    "wir stunden den offenen Betrag bis zum \(bis.deutsch). Zinsen entstehen "
                        + "nicht. Danach "
                        + "ist er in einer Summe fällig, wenn wir nichts anderes vereinbaren.",
                ]),
                .init(titel: "Gründe", absaetze: Anhoerung.zeilen(grund)),
            ],
            kassenzeichen: kassenzeichen,
            einfach: [("Was muss ich tun?",
                       "Im Moment nichts. Melden Sie sich vor dem \(bis.deutsch).")])
    }

    func erlasstext(_ betrag: Geld, offen: Geld) -> Schreibentext {
        Schreibentext(
            titel: "Erlass einer Rückforderung",
            ergebnis: ("Wir erlassen Ihnen", betrag),
            abschnitte: [
                .init(absaetze: ["Sie müssen diesen Betrag nicht mehr zahlen."]),
                .init(titel: "Was offen bleibt", absaetze: [
                    offen == .null ? "Es ist nichts mehr offen." : "Offen bleiben \(offen).",
                ]),
            ],
            kassenzeichen: kassenzeichen,
            einfach: [("Was steht in diesem Brief?",
                       "Sie müssen \(betrag) nicht mehr zurückzahlen.")])
    }

    func mahntext(_ stufe: Mahnstufe, _ betrag: Geld, frist: Kalendertag,
                  bescheid: Schreiben?, konto: Einzahlungskonto?) -> Schreibentext {
        let woraus = bescheid.map { "aus unserem Bescheid \($0.nummer) vom \($0.datum.deutsch)" }
            ?? "aus unserem Bescheid"
        let folge = switch stufe {
        case .erinnerung: "Vielleicht haben Sie es übersehen. Haben Sie inzwischen gezahlt, ist "
            + "nichts mehr zu tun."
        case .mahnung: "Zahlen Sie bis dahin nicht, kündigen wir die Vollstreckung an."
        case .ankuendigung: "Zahlen Sie bis dahin nicht, wird der Betrag vollstreckt (§ 6 VwVG "
            + "NRW)."
        }
        return Schreibentext(
            titel: stufe.bezeichnung,
            ergebnis: ("Zu zahlen bis zum \(frist.deutsch)", betrag),
            abschnitte: [
                .init(absaetze: ["\(woraus) ist ein Betrag überfällig."]),
                .init(titel: "Wie es weitergeht", absaetze: [
                    folge, zahlsatz(konto),
                    "Können Sie nicht zahlen, sprechen Sie mit uns über Raten. Gebühren entstehen "
                        + "Ihnen nicht.",
                ]),
            ],
            kassenzeichen: kassenzeichen,
            einfach: [("Was muss ich tun?",
                       "Zahlen Sie \(betrag) bis zum \(frist.deutsch) oder rufen Sie "
                + "uns an.")])
    }
}
