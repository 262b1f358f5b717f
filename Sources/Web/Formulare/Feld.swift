/// Was ein Formular fragt: Name, Beschriftung, Art und Grenzen eines Feldes. Einmal beschrieben,
/// gilt es für die Anzeige (`Formular`) und für das Lesen (`Eingabe`).
package struct Feld: Sendable {
    package enum Art: Sendable {
        case text, kennwort, datum, monat, betrag, zahl, iban
        case mehrzeilig
        /// Eine aus vielen, als Klappliste.
        case auswahl([Option])
        /// Eine aus wenigen, alle sichtbar.
        case eine([Option])
        case mehrere([Option])
        /// Ein einzelner Haken; die Beschriftung steht daneben.
        case haken
        /// Eine Datei oder mehrere; `annehmen` wie in HTML, etwa `application/pdf,.pdf`.
        case datei(annehmen: String, mehrere: Bool = false)
        case versteckt
    }

    package enum Breite: String, Sendable {
        case kurz = "b-kurz", mittel = "b-mittel", lang = "b-lang", voll = "b-voll"
    }

    package let name: String
    package let beschriftung: String
    package let art: Art
    package var hinweis: String?
    /// Die meisten Felder sind Pflicht; gekennzeichnet werden die freiwilligen.
    package var freiwillig: Bool
    /// Höchste Zahl an Zeichen.
    package var maximal: Int
    /// Wie in HTML, etwa `username`; die Daten der Leute soll der Browser sich nicht merken.
    package var autocomplete: String
    package var breite: Breite?
    /// Ob die Seite mit der Schreibmarke in diesem Feld beginnt; höchstens eines je Seite.
    package var fokus: Bool
    /// Texte, die ein Textfeld beim Tippen anbietet; ein anderer ist erlaubt.
    package var vorschlaege: [String]
    /// Zu welcher Wahl in einem anderen Feld es gehört; ohne sie ist es nicht zu sehen.
    package var nur: Wahl?

    package struct Wahl: Sendable {
        let feld: String
        let wert: String
    }

    package init(
        _ name: String, _ beschriftung: String, _ art: Art = .text, hinweis: String? = nil,
        freiwillig: Bool = false, maximal: Int? = nil, autocomplete: String = "off",
        breite: Breite? = nil, fokus: Bool = false, vorschlaege: [String] = [], nur: Wahl? = nil
    ) {
        self.name = name
        self.beschriftung = beschriftung
        self.art = art
        self.hinweis = hinweis
        self.freiwillig = freiwillig
        self.maximal = maximal ?? art.maximal
        self.autocomplete = autocomplete
        self.breite = breite
        self.fokus = fokus
        self.vorschlaege = vorschlaege
        self.nur = nur
    }
}

extension Feld {
    /// Nach einem Fehler steht die Schreibmarke auf der Zusammenfassung.
    var ohneFokus: Feld {
        var feld = self
        feld.fokus = false
        return feld
    }
}

extension [Feld] {
    /// Mit der Schreibmarke im ersten Feld, das zu sehen ist.
    var mitFokus: [Feld] {
        let erstes = firstIndex { if case .versteckt = $0.art { false } else { true } }
        return enumerated().map { stelle, feld in
            var feld = feld
            feld.fokus = stelle == erstes
            return feld
        }
    }
}

/// Eine Möglichkeit zur Auswahl.
package struct Option: Sendable {
    package let wert: String
    package let text: String
    package let hinweis: String?

    package init(_ wert: String, _ text: String, hinweis: String? = nil) {
        self.wert = wert
        self.text = text
        self.hinweis = hinweis
    }

    /// Alle Fälle einer Aufzählung in ihrer Reihenfolge.
    package static func alle<Wert: Auswaehlbar>(_ typ: Wert.Type) -> [Option] {
        Wert.allCases.map { Option($0.rawValue, $0.bezeichnung) }
    }
}

/// Eine Aufzählung, aus der man in einem Formular wählen kann.
package protocol Auswaehlbar: RawRepresentable<String>, CaseIterable {
    /// Wie der Fall auf dem Bildschirm heißt.
    var bezeichnung: String { get }
}

extension Feld.Art {
    var maximal: Int {
        switch self {
        case .mehrzeilig: 4_000
        case .datum, .monat, .betrag, .zahl: 40
        case .iban: 60
        default: 200
        }
    }

    var optionen: [Option] {
        switch self {
        case let .auswahl(optionen), let .eine(optionen), let .mehrere(optionen): optionen
        default: []
        }
    }
}
