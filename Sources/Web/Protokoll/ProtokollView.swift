import Grundwerte
import Platform

/// Die Seite `protokoll/liste.mustache`, für Kommune und Kreis.
struct ProtokollView: Sendable {
    struct Auswahl: Sendable {
        let name: String
        let titel: String
        let wahl: [Listenfilter.Wahl]
    }

    struct Fallsuche: Sendable {
        let wert: String
    }

    let page: Page
    let ort: String
    let untertitel: String
    /// Die Suche nach Fall oder Person; nil, wo es keine Fälle gibt.
    let fall: Fallsuche?
    let auswahlen: [Auswahl]
    let tage: [Listenfilter.Tag]
    let hinweis: Meldung?
    let tabelle: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
    let csv: String
    let siegel: String

    static func auswahl(_ name: String, _ titel: String, _ optionen: [(String, String)],
                        gewaehlt: String) -> Auswahl {
        Auswahl(name: name, titel: titel, wahl: ([("", "alle")] + optionen).map {
            .init(wert: $0.0, text: $0.1, gewaehlt: $0.0 == gewaehlt)
        })
    }

    static func wer(_ namen: [User.ID: String], _ anfrage: Protokollanfrage) -> Auswahl {
        auswahl("wer", "Wer", namen.map { ("\($0.key)", $0.value) }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }, gewaehlt: anfrage.wert("wer"))
    }

    static func art(_ gruppen: [Vorgangsgruppe], _ anfrage: Protokollanfrage) -> Auswahl {
        auswahl("art", "Was", gruppen.map { ($0.rawValue, $0.bezeichnung) },
                gewaehlt: anfrage.wert("art"))
    }

    static func tage(_ anfrage: Protokollanfrage) -> [Listenfilter.Tag] {
        [("von", "Von"), ("bis", "Bis")].map { name, titel in
            .init(name: name, titel: titel, wert: anfrage.wert(name),
                  fehler: anfrage.unlesbar.contains(name)
                      ? "Das ist kein Datum und grenzt nicht ein. Schreiben Sie Tag, Monat, Jahr."
                      : nil)
        }
    }

    /// Bis wohin das Protokoll versiegelt ist.
    static func siegel(_ letztes: Siegel?) -> String {
        guard let letztes else { return "Noch ist kein Tag versiegelt." }
        let anfang = hexText(letztes.sha256).prefix(16)
        return "Versiegelt bis \(letztes.tag.deutsch), Prüfsumme \(anfang)…"
    }

    /// `bezug` nennt zu einem Eintrag, worauf er sich bezieht, mit dem Weg dorthin.
    static func tabelle(_ eintraege: [Protokolleintrag], namen: [User.ID: String],
                        bezug: (Protokolleintrag) -> Zelle) -> Tabelle? {
        guard !eintraege.isEmpty else { return nil }
        return Tabelle(
            "Einträge, der neueste zuerst", form: .lang,
            spalten: [Spalte("Zeit", .datum), Spalte("Wer"), Spalte("Was"), Spalte("Wozu")],
            zeilen: eintraege.map { eintrag in
                [Zelle(eintrag.zeit), Zelle(wer(eintrag, namen)),
                 Zelle(eintrag.satz, zusatz: eintrag.einzelheiten), bezug(eintrag)]
            })
    }

    static func wer(_ eintrag: Protokolleintrag, _ namen: [User.ID: String]) -> String {
        guard let wer = eintrag.benutzer else { return "das Programm" }
        return namen[wer] ?? "eine Person einer anderen Stelle"
    }

    /// Semikolon, UTF-8 mit Kennung; `bezug` ist das Aktenzeichen oder die Nummer.
    static func csv(_ eintraege: [Protokolleintrag], namen: [User.ID: String],
                    bezug: (Protokolleintrag) -> String) -> String {
        let zeilen = eintraege.map { eintrag in
            [eintrag.zeit, wer(eintrag, namen), eintrag.satz, bezug(eintrag),
             eintrag.einzelheiten ?? "", eintrag.vorgang].map(\.csvTextfeld)
                .joined(separator: ";")
        }
        return "\u{FEFF}" + (["Zeit;Wer;Was;Wozu;Einzelheiten;Vorgang"] + zeilen)
            .joined(separator: "\r\n") + "\r\n"
    }
}

extension String {
    /// Ein Feld einer CSV aus freiem Text: in Anführungszeichen, und nie eine Formel.
    var csvTextfeld: String {
        let harmlos = first.map { "=+-@\t".contains($0) } == true ? "'\(self)" : self
        return "\"\(harmlos.replacing("\"", with: "\"\""))\""
    }
}
