import Grundwerte
import Kommune
import Leistungsrecht
import Platform

extension Verfahrensschritt {
    /// Ein Widerspruch geht ein. Ist er zu spät, nennt das Formular die Frist und verlangt den
    /// Grund.
    static func widerspruch(
        _ ziel: Widerspruch.Ziel, _ gegenstand: Widerspruch.Gegenstand, _ akte: Fallakte,
        ort: String,
        zurueck: String, heute: Kalendertag
    ) -> Verfahrensschritt {
        Verfahrensschritt(
            titel: "Widerspruch gegen Bescheid \(gegenstand.nummer)", knopf: "Widerspruch erfassen",
            erfolg: "Widerspruch erfasst, Frist und Wiedervorlagen sind angelegt.",
            recht: .widerspruchBearbeiten, fall: akte.fall, felder: felder(gegenstand),
            werte: [
                "eingegangen": [heute.deutsch], "abgesandt": [gegenstand.erlassen.deutsch],
                "erhoben_von": [akte.vorstand(am: heute)?.angabe(am: heute)?.name ?? ""],
                "form": [Widerspruch.Form.schriftlich.rawValue],
                "bekanntgabe": [Bekanntgabeart.post.rawValue], "belehrt": ["ja"],
                "regelung": [gegenstand.regelung.rawValue],
            ],
            hinweis: fristsatz(gegenstand), ziel: ort, zurueck: zurueck,
            lesen: { lesen(&$0, ziel) })
    }

    private static func fristsatz(_ gegenstand: Widerspruch.Gegenstand) -> Meldung {
        let frist = Widerspruchsfrist(abgesandt: gegenstand.erlassen, art: .post, belehrt: true)
        return .hinweis("Ging der Bescheid am \(gegenstand.erlassen.deutsch) mit Belehrung zur "
            + "Post, endet die "
            + "Frist am \(frist.ende.deutsch). " + frist.rechenweg.joined(separator: " "))
    }

    private static func felder(_ gegenstand: Widerspruch.Gegenstand) -> [Feld] {
        [
            Feld("eingegangen", "Eingegangen am", .datum),
            Feld("erhoben_von", "Erhoben von"),
            Feld("form", "Form", .eine(Widerspruch.Form.allCases.map { Option($0.rawValue,
                $0.bezeichnung) })),
            Feld("begruendung", "Was die Person vorbringt", .mehrzeilig, freiwillig: true,
                 maximal: 4_000),
            Feld("bekanntgabe", "Bescheid bekannt gegeben", .auswahl(Bekanntgabeart.allCases.map {
                Option($0.rawValue, $0.bezeichnung)
            })),
            Feld("abgesandt", "Am", .datum,
                 hinweis: "Zur Post gegeben, abgesandt, übergeben oder zugestellt."),
            Feld("zugang", "Tatsächlich später zugegangen am", .datum, freiwillig: true),
            Feld("belehrt", "Rechtsbehelfsbelehrung", .eine([
                Option("ja", "war richtig: ein Monat"), Option("nein",
                                                               "fehlte oder war falsch: ein Jahr"),
            ])),
            Feld("regelung", "Der Bescheid", .eine(AufschiebendeWirkung.Regelung.allCases.map {
                Option($0.rawValue, $0.bezeichnung,
                       hinweis: AufschiebendeWirkung.entfaellt(bei: $0).map { "Keine "
                           + "aufschiebende Wirkung. \($0)" })
            })),
            Feld("versaeumnis", "Nur bei Verspätung: warum und was daraus folgt", .mehrzeilig,
                 freiwillig: true,
                 maximal: 1_000),
        ]
    }

    private static func lesen(_ e: inout Eingabe, _ ziel: Widerspruch.Ziel) -> Tun? {
        let eingegangen = e.datum("eingegangen"), von = e.text("erhoben_von")
        let form = e.auswahl("form", als: Widerspruch.Form.self),
        begruendung = e.text("begruendung") ?? ""
        let bekanntgabe = e.auswahl("bekanntgabe", als: Bekanntgabeart.self)
        let abgesandt = e.datum("abgesandt"), zugang = e.datum("zugang"),
        belehrt = e.auswahl("belehrt")
        let regelung = e.auswahl("regelung", als: AufschiebendeWirkung.Regelung.self)
        let versaeumnis = e.text("versaeumnis") ?? ""
        guard let eingegangen, let von, let form, let bekanntgabe, let abgesandt, let belehrt,
        let regelung,
              e.ohneFehler else { return nil }
        let eingang = Widerspruchseingang(
            eingegangen: eingegangen, erhobenVon: von, form: form, begruendung: begruendung,
            bekanntgabe: bekanntgabe, abgesandt: abgesandt, zugang: zugang,
            belehrt: belehrt == "ja",
            regelung: regelung, versaeumnis: versaeumnis)
        return { _ = try Widerspruch.erfassen(eingang, gegen: ziel, in: $0) }
    }

    static func entscheidung(_ inhalt: Widerspruchsinhalt, ort: String,
                             wer: Unterzeichner) -> Verfahrensschritt {
        let id = inhalt.widerspruch.id, mitForderung = inhalt.forderung != nil
        return Verfahrensschritt(
            titel: "Über den Widerspruch entscheiden", knopf: "Entscheiden und versenden",
            erfolg: "Über den Widerspruch ist entschieden.", recht: .widerspruchBearbeiten,
            fall: inhalt.akte.fall,
            felder: [
                Feld("ausgang", "Ergebnis", .eine(Widerspruch.Ausgang.allCases.map {
                    Option($0.rawValue, $0.bezeichnung)
                })),
                Feld("begruendung", "Begründung", .mehrzeilig, hinweis: "Steht im Brief.",
                     maximal: 8_000),
            ] + (mitForderung ? [
                Feld("minderung", "Nur bei Teilabhilfe: um wie viel die Forderung sinkt", .betrag,
                     freiwillig: true, breite: .kurz),
            ] : []) + [
                Feld("gericht", "Sozialgericht", hinweis: "Name und Anschrift, für die Klage gegen "
                    + "Teilabhilfe oder Zurückweisung.", freiwillig: true),
            ],
            werte: ["gericht": [inhalt.gericht]], ziel: "\(ort)/entscheidung", zurueck: ort,
            lesen: { e in
                let ausgang = e.auswahl("ausgang", als: Widerspruch.Ausgang.self)
                let begruendung = e.text("begruendung"), gericht = e.text("gericht") ?? ""
                let minderung = mitForderung ? e.betrag("minderung") : nil
                guard let ausgang, let begruendung, e.ohneFehler else { return nil }
                return {
                    try Widerspruch.entscheiden(
                        id, .init(ausgang: ausgang, begruendung: begruendung, gericht: gericht,
                                  minderung: minderung), unterzeichner: wer, in: $0)
                }
            })
    }
}
