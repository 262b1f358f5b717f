import Grundwerte

/// Ein Formular, wie die Vorlagen es zeigen: `{{>formular/anfang}}`, Felder, `{{>formular/ende}}`.
///
/// Einzeln: `{{#formular.feld.ende}}{{>feld}}{{/formular.feld.ende}}`; alle in ihrer Reihenfolge:
/// `{{#formular.felder}}{{>feld}}{{/formular.felder}}`.
package struct Formular: Sendable {
    let feld: [String: FeldView]
    let felder: [FeldView]
    let fehler: Fehlerliste?
    let csrf: String
    let vorgang: String
    let mitDatei: Bool

    /// Ein neues Formular, vorbelegt mit `werte`.
    package init(_ felder: [Feld], werte: [String: String] = [:], facts: RequestFacts) {
        self.init(felder, werte: { werte[$0].map { [$0] } ?? [] }, fehler: nil, vorgang: UUIDv7(),
                  csrf: facts.csrfToken)
    }

    /// Ein neues Formular, in dem ein Feld mit mehreren Werten vorbelegt sein kann.
    package init(_ felder: [Feld], mehrfach werte: [String: [String]], facts: RequestFacts) {
        self.init(felder, werte: { werte[$0] ?? [] }, fehler: nil, vorgang: UUIDv7(),
                  csrf: facts.csrfToken)
    }

    /// Dasselbe Formular noch einmal: mit allem, was eingegeben war, und einem Satz an jedem
    /// Fehler.
    package init(
        _ felder: [Feld], erneut form: FormData, fehler: Formularfehler, facts: RequestFacts
    ) {
        self.init(felder, werte: form.all, fehler: fehler,
                  vorgang: form["vorgang"].flatMap(UUIDv7.init) ?? UUIDv7(), csrf: facts.csrfToken)
    }

    /// Dieselben Eingaben ohne Urteil: für einen Zwischenschritt oder nach einer fremden Änderung.
    package init(
        _ felder: [Feld], eingaben form: FormData, ersetzt: [String: String] = [:],
        facts: RequestFacts
    ) {
        self.init(felder, werte: { name in ersetzt[name].map { [$0] } ?? form.all(name) },
                  fehler: nil, vorgang: form["vorgang"].flatMap(UUIDv7.init) ?? UUIDv7(),
                  csrf: facts.csrfToken)
    }

    private init(
        _ felder: [Feld], werte: (String) -> [String], fehler: Formularfehler?, vorgang: UUIDv7,
        csrf: String
    ) {
        self.felder = felder.map { feld in
            FeldView(feld, werte: werte(feld.name),
                     fehler: fehler?.fehler.first { $0.feld == feld.name })
        }
        feld = Dictionary(
            self.felder.map { ($0.name, $0) }, uniquingKeysWith: { erstes, _ in erstes })
        self.fehler = fehler.map { Fehlerliste($0, felder: felder) }
        self.vorgang = vorgang.description
        self.csrf = csrf
        mitDatei = felder.contains { if case .datei = $0.art { true } else { false } }
    }
}

/// Die Zusammenfassung über einem Formular mit Fehlern.
struct Fehlerliste: Sendable {
    struct Zeile: Sendable {
        let ziel: String
        let text: String
        let hatZiel: Bool
    }

    let anzahl: String
    let zeilen: [Zeile]
    let rest: String

    init(_ fehler: Formularfehler, felder: [Feld]) {
        anzahl = fehler.anzahlText
        zeilen = fehler.fehler.map { eintrag in
            let feld = felder.first { $0.name == eintrag.feld }
            return Zeile(
                ziel: "#\(FeldView.id(eintrag.feld))",
                text: feld.map { "\($0.beschriftung): \(eintrag.grund)" } ?? eintrag.grund,
                hatZiel: feld != nil)
        }
        let verloren = felder.compactMap { feld in
            switch feld.art {
            case .datei, .kennwort: feld.beschriftung
            default: nil as String?
            }
        }
        rest = verloren.isEmpty ? "Alle Eingaben sind noch da."
            : "Alle anderen Eingaben sind noch da. Neu anzugeben: "
                + verloren.joined(separator: ", ") + "."
    }
}

/// Ein Feld, wie `feld.mustache` es zeigt.
struct FeldView: Sendable {
    struct Wahl: Sendable {
        let id: String
        let wert: String
        let text: String
        let hinweis: String?
        let gewaehlt: Bool
        let fokus: Bool
    }

    let vorlage: String
    let id: String
    let name: String
    let beschriftung: String
    let freiwillig: Bool
    /// Ob „freiwillig“ dabeisteht; was zu einer Wahl gehört, ist mit ihr Pflicht.
    let istFrei: Bool
    let nur: Feld.Wahl?
    let hinweis: String?
    let fehler: String?
    let beschrieben: String?
    let wert: String
    let wahl: [Wahl]
    let klasse: String
    let typ: String
    let tastatur: String?
    let autocomplete: String
    let maximal: Int
    let annehmen: String
    let mehrereDateien: Bool
    let gewaehlt: Bool
    let fokus: Bool
    let vorschlaege: [String]
    let hatVorschlaege: Bool

    static func id(_ name: String) -> String { "feld-\(name)" }

    init(_ feld: Feld, werte: [String], fehler fehlt: Feldfehler?) {
        let darstellung = Darstellung(feld.art)
        let id = FeldView.id(feld.name)
        vorlage = "feld/\(darstellung.vorlage)"
        self.id = id
        name = feld.name
        beschriftung = feld.beschriftung
        freiwillig = feld.freiwillig
        istFrei = feld.freiwillig && feld.nur == nil
        nur = feld.nur
        hinweis = feld.hinweis ?? darstellung.hinweis
        fehler = fehlt?.saetze
        let bezuege = (hinweis == nil ? [] : ["\(id)-h"]) + (fehlt == nil ? [] : ["\(id)-f"])
        beschrieben = bezuege.isEmpty ? nil : bezuege.joined(separator: " ")
        wert = darstellung.typ == "password" ? "" : werte.first ?? ""
        let optionen = feld.art.optionen
        let erste = optionen.firstIndex { werte.contains($0.wert) } ?? 0
        wahl = optionen.enumerated().map { stelle, option in
            Wahl(id: "\(id)-\(stelle)", wert: option.wert, text: option.text,
                 hinweis: option.hinweis, gewaehlt: werte.contains(option.wert),
                 fokus: feld.fokus && stelle == erste)
        }
        fokus = feld.fokus
        klasse = feld.breite?.rawValue ?? darstellung.klasse
        typ = darstellung.typ
        tastatur = darstellung.tastatur
        autocomplete = feld.autocomplete
        maximal = feld.maximal
        if case let .datei(annehmen, mehrere) = feld.art {
            self.annehmen = annehmen
            mehrereDateien = mehrere
        } else {
            annehmen = ""
            mehrereDateien = false
        }
        gewaehlt = !werte.isEmpty
        vorschlaege = feld.vorschlaege
        hatVorschlaege = !feld.vorschlaege.isEmpty
    }

    /// Was aus der Art eines Feldes für seine Darstellung folgt.
    private struct Darstellung {
        var vorlage = "eingabe"
        var klasse = ""
        var typ = "text"
        var tastatur: String?
        var hinweis: String?

        init(_ art: Feld.Art) {
            switch art {
            case .text: klasse = "b-lang"
            case .kennwort: (klasse, typ) = ("b-mittel", "password")
            case .datum: (klasse, hinweis) = ("b-datum", "Auch 161026, 16.10., heute, +1m")
            case .monat: (klasse, hinweis) = ("b-datum", "MM.JJJJ, zum Beispiel 11.2026")
            case .betrag: (klasse, tastatur) = ("b-betrag", "decimal")
            case .zahl: (klasse, tastatur) = ("b-kurz", "numeric")
            case .iban: klasse = "b-iban"
            case .mehrzeilig: (vorlage, klasse) = ("mehrzeilig", "b-voll")
            case .auswahl: vorlage = "auswahl"
            case .eine: vorlage = "eine"
            case .mehrere: vorlage = "mehrere"
            case .haken: vorlage = "haken"
            case .datei: vorlage = "datei"
            case .versteckt: vorlage = "versteckt"
            }
        }
    }
}

extension String {
    func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
