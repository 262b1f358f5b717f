import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Die Seite `fall/liste.mustache`, für Listen von Fällen und die der möglichen Doppelerfassungen.
struct FalllisteView: Sendable {
    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let zeile: String
    let reiter: [Reiter]
    let hatReiter: Bool
    /// Nil bei den Doppelerfassungen.
    let filter: Listenfilter?
    let liste: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
    let neuerFall: String?

    static func tabelle(_ titel: String, _ eintraege: [Fall.Eintrag], namen: [User.ID: String],
                        pfad: (String) -> String) -> Tabelle? {
        guard !eintraege.isEmpty else { return nil }
        return Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Fall"), Spalte("Geboren", .datum), Spalte("Personen", .zahl),
                      Spalte("Bewilligt bis"), Spalte("Zustand"), Spalte("Sachbearbeitung")],
            zeilen: eintraege.map { fall in
                [Zelle(fall.name.isEmpty ? fall.aktenzeichen : fall.name, zusatz: fall.unterzeile,
                       ziel: pfad("faelle/\(fall.id)")),
                 Zelle(fall.geburtsdatum?.deutsch ?? "–"), Zelle(fall.personen),
                 Zelle(fall.bewilligtBis?.deutsch ?? "noch nichts"),
                 fall.eingestelltZum.map { Zelle(Marke("eingestellt zum \($0.deutsch)")) }
                     ?? Zelle(Marke("laufend", .ok)),
                 Zelle(namen[fall.sachbearbeitung] ?? "–")]
            })
    }
}

extension Fall.Eintrag {
    /// Das Aktenzeichen und, unübersehbar, ob die Verarbeitung eingeschränkt ist (Erwägungsgrund
    /// 67 DSGVO).
    var unterzeile: String {
        istEingeschraenkt ? "\(aktenzeichen) · Verarbeitung eingeschränkt" : aktenzeichen
    }
}

extension FalllisteView {
    /// Die festen Listen, dann die gespeicherten; ohne `offen` ist die der Doppelerfassungen
    /// offen.
    static func reiter(_ offen: Fallfilter?, liste: Fallliste.ID? = nil, listen: [Fallliste] = [],
                       ort: String, doppelt: String) -> [Reiter] {
        let immer = feste.map { name, filter in
            Reiter(text: name, ziel: adresse(filter.abfrage, ort: ort),
                   aktiv: liste == nil && filter == offen)
        }
        let eigene = listen.map {
            Reiter(text: $0.istGemeinsam ? "\($0.name) (gemeinsam)" : $0.name,
                   ziel: adresse("\($0.filter)&liste=\($0.id)", ort: ort), aktiv: $0.id == liste)
        }
        return immer + eigene
            + [Reiter(text: "Mögliche Doppelerfassungen", ziel: doppelt, aktiv: offen == nil)]
    }

    private static var feste: [(name: String, filter: Fallfilter)] {
        var alle = Fallfilter()
        alle.bearbeitung = .alle
        var eingestellte = alle
        eingestellte.zustand = .eingestellt
        return [("Meine laufenden", Fallfilter()), ("Alle laufenden", alle),
                ("Eingestellte", eingestellte)]
    }

    static func adresse(_ abfrage: String, ort: String) -> String {
        let abfrage = abfrage.hasPrefix("&") ? String(abfrage.dropFirst()) : abfrage
        return abfrage.isEmpty ? ort : "\(ort)?\(abfrage)"
    }

    /// Wie eine Liste ohne eigenen Namen heißt.
    static func name(_ filter: Fallfilter) -> String {
        feste.first { $0.filter == filter }?.name ?? "Gefilterte Fälle"
    }
}

/// Die Felder, mit denen eine Liste eingegrenzt, gespeichert und entfernt wird.
struct Listenfilter: Sendable {
    struct Wahl: Sendable {
        let wert: String
        let text: String
        let gewaehlt: Bool
    }

    struct Auswahl: Sendable {
        let name: String
        let titel: String
        let wahl: [Wahl]
    }

    struct Tag: Sendable {
        let name: String
        let titel: String
        let wert: String
        let fehler: String?
    }

    let ort: String
    let csrf: String
    let auswahlen: [Auswahl]
    let tage: [Tag]
    /// Aufgeklappt, solange etwas über die festen Listen hinaus eingegrenzt ist.
    let offen: Bool
    let abfrage: String
    /// Nil, wenn die Liste schon gespeichert ist.
    let speichern: Formular?
    let speichernOffen: Bool
    /// Nil, wenn es nichts zu entfernen gibt oder das Recht fehlt.
    let entfernen: String?

    private static let keinDatum =
        "Das ist kein Datum und grenzt nicht ein. Schreiben Sie Tag, Monat und Jahr."

    static func felder(teilen: Bool) -> [Feld] {
        [Feld("name", "Name der Liste", maximal: 80)]
            + (teilen ? [Feld("gemeinsam", "Für alle in der Kommune", .haken)] : [])
    }

    init(_ filter: Fallfilter, ort: String, kollegen: [User], heute: Kalendertag, csrf: String,
         speichern: Formular?, entfernen: String?) {
        self.ort = ort
        self.csrf = csrf
        self.speichern = speichern
        speichernOffen = speichern?.fehler != nil
        self.entfernen = entfernen
        abfrage = filter.abfrage
        auswahlen = Listenfilter.auswahlen(filter, kollegen)
        let unlesbar = filter.unlesbar(heute: heute)
        tage = [("bewilligt_bis", "Bewilligung endet bis", filter.bewilligtBis),
                ("dokument_bis", "Dokument gilt höchstens bis", filter.dokumentBis)].map {
            Tag(name: $0.0, titel: $0.1, wert: $0.2 ?? "",
                fehler: unlesbar.contains($0.0) ? Listenfilter.keinDatum : nil)
        }
        offen = FalllisteView.name(filter) == "Gefilterte Fälle"
    }

    private static func auswahlen(_ filter: Fallfilter, _ kollegen: [User]) -> [Auswahl] {
        let gesetzt = Dictionary(uniqueKeysWithValues: filter.werte.map { ($0.name, $0.wert) })
        func auswahl(_ name: String, _ titel: String, _ optionen: [(String, String)]) -> Auswahl {
            Auswahl(name: name, titel: titel, wahl: optionen.map {
                Wahl(wert: $0.0, text: $0.1, gewaehlt: $0.0 == gesetzt[name] ?? "")
            })
        }
        func alle<Wert: RawRepresentable<String>>(
            _ werte: [Wert], _ text: (Wert) -> String
        ) -> [(String, String)] { [("", "alle")] + werte.map { ($0.rawValue, text($0)) } }
        let wer = [("", "ich"), ("tische", "ich und wen ich vertrete"), ("alle", "alle")]
            + kollegen.map { ("\($0.id)", $0.name) }
        return [
            auswahl("wer", "Sachbearbeitung", wer),
            auswahl("zustand", "Zustand", Fallfilter.Zustand.allCases.map {
                ($0 == .laufend ? "" : $0.rawValue, $0.bezeichnung)
            }),
            auswahl("grundlage", "Leistung", alle(Anspruchsgrundlage.allCases) {
                $0 == .keine ? $0.bezeichnung : "\($0.bezeichnung) \($0.norm)"
            }),
            auswahl("status", "Aufenthalt", alle(Aufenthaltsstatus.allCases) { $0.bezeichnung }),
            auswahl("wohnen", "Unterkunft", alle(Unterbringungsart.allCases) { $0.bezeichnung }),
            auswahl("offen", "Offenes", alle(Fallfilter.Offenes.allCases) { $0.bezeichnung }),
        ]
    }
}
