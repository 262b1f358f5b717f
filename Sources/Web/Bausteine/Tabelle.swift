import Grundwerte

/// Eine Tabelle aus fertigem Text: `{{#tabelle}}{{>tabelle}}{{/tabelle}}`.
///
/// Text steht links, Zahlen rechts; die erste Zelle einer Zeile ist ihr Kopf. Ist die Zeile
/// anklickbar, trägt ihr Kopf den Verweis. Unter 576 px wird jede Zeile zu einem Block, außer bei
/// `.zahlen`.
package struct Tabelle: Sendable {
    package enum Form: String, Sendable {
        case liste = "tab--stapel"
        /// Lange Liste: Der Kopf bleibt beim Rollen stehen.
        case lang = "tab--stapel tab--fest"
        /// Reine Zahlen; auf schmalen Schirmen rollt die Tabelle in ihrem Rahmen.
        case zahlen = ""
    }

    let titel: String
    let klasse: String
    let kopf: HTML
    let zeilen: HTML
    let fuss: HTML?

    package init(
        _ titel: String, form: Form = .liste, spalten: [Spalte], zeilen: [[Zelle]],
        summe: [Zelle]? = nil
    ) {
        self.titel = titel
        klasse = form.rawValue
        kopf = spalten.reduce(into: "") { $0 += $1.kopf }
        self.zeilen = zeilen.reduce(into: "") { $0 += Tabelle.zeile($1, spalten: spalten) }
        fuss = summe.map { Tabelle.zeile($0, spalten: spalten) }
    }

    private static func zeile(_ zellen: [Zelle], spalten: [Spalte]) -> HTML {
        var html: HTML = "<tr>"
        if let kopf = zellen.first { html += "<th scope=\"row\">\(kopf.inhalt)</th>" }
        for (zelle, spalte) in zip(zellen, spalten).dropFirst() { html += zelle.html(in: spalte) }
        return "\(html)</tr>\n"
    }
}

/// Eine Spalte: Überschrift, Ausrichtung und, wenn man danach ordnen kann, der Verweis dazu.
package struct Spalte: Sendable {
    package enum Art: String, Sendable { case text = "", zahl, datum, tun }
    package enum Sortierung: String, Sendable {
        case aufsteigend = "ascending", absteigend = "descending"
    }

    let text: String
    let klasse: String?
    let ziel: String?
    let sortierung: String?

    package init(
        _ text: String, _ art: Art = .text, sortieren ziel: String? = nil,
        sortiert: Sortierung? = nil
    ) {
        self.text = text
        klasse = art == .text ? nil : art.rawValue
        self.ziel = ziel
        sortierung = sortiert?.rawValue
    }

    fileprivate var kopf: HTML {
        let inhalt: HTML = if let ziel { "<a href=\"\(ziel)\">\(text)</a>" } else { "\(text)" }
        let klasse: HTML = "\(klasse, { " class=\"\($0)\"" })"
        let sortierung: HTML = "\(sortierung, { " aria-sort=\"\($0)\"" })"
        return "<th scope=\"col\"\(klasse)\(sortierung)>\(inhalt)</th>"
    }
}

/// Eine Zelle: Text, darunter klein das Zweitwichtigste, dazu ein Verweis oder eine Marke.
package struct Zelle: Sendable, ExpressibleByStringLiteral {
    let text: String
    let zusatz: String?
    let ziel: String?
    let marke: Marke?
    private var istVerdeckt = false
    private var istGeaendert = false

    package init(_ text: String, zusatz: String? = nil, ziel: String? = nil) {
        self.text = text
        self.zusatz = zusatz
        self.ziel = ziel
        marke = nil
    }

    package init(_ marke: Marke, zusatz: String? = nil) {
        text = ""
        self.zusatz = zusatz
        ziel = nil
        self.marke = marke
    }

    package init(stringLiteral text: String) { self.init(text) }

    /// Eine Zahl, die die statistische Geheimhaltung verbirgt: ein Punkt, für Vorleser das Wort.
    package static var verdeckt: Zelle {
        var zelle = Zelle("")
        zelle.istVerdeckt = true
        return zelle
    }

    /// Text, der sich gegenüber einem früheren Stand geändert hat: hervorgehoben.
    package static func geaendert(_ text: String) -> Zelle {
        var zelle = Zelle(text)
        zelle.istGeaendert = true
        return zelle
    }

    /// Ohne Währung: Die Einheit steht im Kopf der Spalte.
    package init(_ betrag: Geld) { self.init(betrag.betrag) }
    package init(_ tag: Kalendertag) { self.init(tag.deutsch) }
    package init(_ anzahl: some BinaryInteger) { self.init(anzahl.deutsch) }

    fileprivate func html(in spalte: Spalte) -> HTML {
        "<td\(spalte.klasse, { " class=\"\($0)\"" }) data-kopf=\"\(spalte.text)\">\(inhalt)</td>"
    }

    fileprivate var inhalt: HTML {
        if istVerdeckt {
            return """
                <span class="verdeckt" aria-hidden="true">·</span>\
                <span class="nur-vorlesen">verdeckt</span>
                """
        }
        var html: HTML = if let marke {
            "<span class=\"marke \(marke.klasse)\">\(marke.wort)</span>"
        } else if let ziel {
            "<a href=\"\(ziel)\"\(Zelle.ungebrochen(text), { " class=\"\($0)\"" })>\(text)</a>"
        } else if istGeaendert {
            "<ins>\(text)</ins>"
        } else {
            "\(text)"
        }
        if let zusatz {
            html += "<small\(Zelle.ungebrochen(zusatz), { " class=\"\($0)\"" })>\(zusatz)</small>"
        }
        return html
    }

    /// Ein Aktenzeichen oder eine Nummer wie `EA-2026-0117` bleibt auf einer Zeile.
    private static func ungebrochen(_ text: String) -> String? {
        text.utf8.count <= 20 && text.contains("-") && !text.contains(" ") ? "nowrap" : nil
    }
}

/// Was statt einer leeren Liste steht: `{{#leer}}{{>leer}}{{/leer}}`.
package struct Leer: Sendable {
    let satz: String
    let rat: String?
    let verweis: Verweis?

    package init(_ satz: String, rat: String? = nil, verweis: Verweis? = nil) {
        self.satz = satz
        self.rat = rat
        self.verweis = verweis
    }
}

/// Vor und zurück in langen Listen: `{{#blaettern}}{{>blaettern}}{{/blaettern}}`.
package struct Blaettern: Sendable {
    let stand: String
    let zurueck: String?
    let weiter: String?

    init(stand: String, zurueck: String?, weiter: String?) {
        self.stand = stand
        self.zurueck = zurueck
        self.weiter = weiter
    }

    /// `seite` ab 1; `ziel` baut den Verweis auf eine Seite.
    package init(seite: Int, proSeite: Int, gesamt: Int, ziel: (Int) -> String) {
        let erste = gesamt == 0 ? 0 : (seite - 1) * proSeite + 1
        stand = "\(erste) bis \(min(seite * proSeite, gesamt)) von \(gesamt)"
        zurueck = seite > 1 ? ziel(seite - 1) : nil
        weiter = seite * proSeite < gesamt ? ziel(seite + 1) : nil
    }
}
