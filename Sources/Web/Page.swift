import Grundwerte

/// What every page has around its content; each view embeds one as `page`.
package struct Page: Sendable {
    /// The page's name: heading and, with `ort`, window title.
    package let titel: String
    /// Class of the head: white in a Kommune, tinted with a dark strip in the Kreis.
    let bereich: String
    package let ort: String
    package let start: String
    package let nav: [Punkt]
    let hatNav: Bool
    package let wer: Wer?
    package let suche: Suche?
    package let pfad: [Verweis]
    let hatPfad: Bool
    package let csrf: String
    package let meldung: Meldung?
    package let heute: String
    package let schulung: Bool
    let stil: String
    let skript: String
    let symbol: String
    /// Whether single letters act as keys; users may switch them off (WCAG 2.1.4).
    let tasten: Bool
    /// `4 Angaben prüfen`: steht vorn im Fenstertitel, wenn das Formular Fehler hat.
    let fehler: String?
    /// Where the signed-in user finds the Berechtigungskonzept.
    let konzept: String?
    /// Die Seite wartet auf eine Arbeit; ohne Skript lädt sie sich selbst neu.
    package var laufend = false

    package init(
        _ titel: String, in rahmen: Rahmen, pfad: [Verweis] = [], facts: RequestFacts? = nil,
        fehler: Formularfehler? = nil
    ) {
        self.titel = titel
        bereich = rahmen.bereich.rawValue
        ort = rahmen.ort
        start = rahmen.start
        nav = rahmen.nav
        hatNav = !rahmen.nav.isEmpty
        wer = rahmen.wer
        suche = rahmen.suche
        self.pfad = pfad
        hatPfad = !pfad.isEmpty
        csrf = facts?.csrfToken ?? ""
        meldung = facts?.flash
        heute = "\(rahmen.heute.wochentagName), \(rahmen.heute.deutsch)"
        schulung = rahmen.schulung
        stil = rahmen.statics.path("mandat.css")
        skript = rahmen.statics.path("mandat.js")
        symbol = rahmen.statics.path("favicon.svg")
        tasten = facts?.tasten ?? true
        konzept = rahmen.wer.map { _ in rahmen.start + "/berechtigungskonzept" }
        self.fehler = fehler?.anzahlText
    }
}

/// What the pages of one user in one area share; made once per request by the area's context.
package struct Rahmen: Sendable {
    package enum Bereich: String, Sendable {
        case kommune = "kopf"
        case kreis = "kopf kopf--kreis"
        case portal = "kopf kopf--portal"
    }

    package var bereich: Bereich
    /// `Stadt Eschental` or `Kreis Hohenmark · Kreiskasse`.
    package var ort: String
    /// Where the product's name leads.
    package var start: String
    package var heute: Kalendertag
    package var statics: StaticFiles
    package var nav: [Punkt] = []
    package var wer: Wer?
    package var suche: Suche?
    /// All persons and amounts are invented; the foot says so.
    package var schulung = false

    package init(
        _ bereich: Bereich, ort: String, start: String, heute: Kalendertag, statics: StaticFiles
    ) {
        self.bereich = bereich
        self.ort = ort
        self.start = start
        self.heute = heute
        self.statics = statics
    }
}

/// A link with its words.
package struct Verweis: Sendable {
    package let text: String
    package let ziel: String

    package init(_ text: String, _ ziel: String) {
        self.text = text
        self.ziel = ziel
    }
}

/// One entry of the main navigation. Only what the role may open belongs there.
package struct Punkt: Sendable {
    package let text: String
    package let ziel: String
    package let anzahl: Int?
    package let aktiv: Bool
    /// Der Buchstabe, der von jeder Seite hierher führt.
    package let taste: String?

    package init(_ text: String, _ ziel: String, anzahl: Int? = nil, aktiv: Bool = false,
                 taste: String? = nil) {
        self.text = text
        self.ziel = ziel
        self.anzahl = anzahl
        self.aktiv = aktiv
        self.taste = taste
    }
}

/// The signed-in user.
package struct Wer: Sendable {
    package let name: String
    package let rolle: String
    package let konto: String
    package let abmelden: String

    package init(name: String, rolle: String, konto: String, abmelden: String) {
        self.name = name
        self.rolle = rolle
        self.konto = konto
        self.abmelden = abmelden
    }
}

/// The search box of the head.
package struct Suche: Sendable {
    package let ziel: String
    /// What can be searched for: `Name, Geburtsdatum, Aktenzeichen`.
    package let wonach: String
    /// What was searched for last; stays in the box.
    package let wert: String

    package init(_ ziel: String, wonach: String, wert: String = "") {
        self.ziel = ziel
        self.wonach = wonach
        self.wert = wert
    }
}
