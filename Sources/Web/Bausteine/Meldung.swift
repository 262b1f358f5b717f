/// A message on a page: `{{#meldung}}{{>meldung}}{{/meldung}}`.
package struct Meldung: Sendable {
    package enum Art: String, Sendable {
        case erfolg, hinweis, warnung, gefahr
    }

    package let art: Art
    /// The finding as a whole sentence.
    package let text: String
    /// Details, one per line of the list.
    package let einzelheiten: [Verweis]
    let hatEinzelheiten: Bool
    let klasse: String
    let rolle: String

    package init(_ art: Art, _ text: String, einzelheiten: [Verweis] = []) {
        self.art = art
        self.text = text
        self.einzelheiten = einzelheiten
        hatEinzelheiten = !einzelheiten.isEmpty
        klasse = "meldung--\(art.rawValue)"
        rolle = art == .gefahr ? "alert" : "status"
    }

    package static func erfolg(_ text: String) -> Meldung { Meldung(.erfolg, text) }
    package static func hinweis(_ text: String) -> Meldung { Meldung(.hinweis, text) }
    package static func warnung(_ text: String) -> Meldung { Meldung(.warnung, text) }
    package static func gefahr(_ text: String) -> Meldung { Meldung(.gefahr, text) }
}

/// A state: a word and a sign of its own shape. `{{#zustand}}{{>marke}}{{/zustand}}`.
package struct Marke: Sendable {
    package enum Art: String, Sendable {
        case neutral, ok, hinweis, warnung, gefahr
    }

    package let wort: String
    let klasse: String

    /// `ok` done, `hinweis` running, `warnung` needs a decision, `gefahr` wrong or overdue.
    package init(_ wort: String, _ art: Art = .neutral) {
        self.wort = wort
        klasse = "marke--\(art.rawValue)"
    }
}
