import Grundwerte
import Kommune
import Platform

/// Ein Abschnitt einer Seite: Überschrift, ein Satz, eine Tabelle oder was statt ihrer steht.
struct Abschnitt: Sendable {
    let id: String
    let titel: String
    var verweis: Verweis?
    var absaetze: [String] = []
    var tabelle: Tabelle?
    var leer: Leer?
}

/// Ein Verweis, der wie ein Knopf aussieht.
struct Knopf: Sendable {
    let text: String
    let ziel: String
    let klasse: String

    init(_ text: String, _ ziel: String, haupt: Bool = false) {
        self.text = text
        self.ziel = ziel
        klasse = haupt ? "knopf knopf--haupt" : "knopf"
    }
}

/// Eine Liste von Vorgängen: `verfahren/liste.mustache`.
struct VerfahrenslisteView: Sendable {
    struct Wahl: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let unterzeile: String
    let auswahl: [Wahl]
    let zaehler: [Zaehler]
    let abschnitte: [Abschnitt]
}

/// Der Reiter eines Falls: `verfahren/fall.mustache`.
struct FallverfahrenView: Sendable {
    let page: Page
    let kopf: FallKopf
    let handlungen: [Knopf]
    let abschnitte: [Abschnitt]
}

/// Ein Vorgang mit allem, was zu ihm gehört: `verfahren/vorgang.mustache`.
struct VorgangView: Sendable {
    /// Ein Knopf, der gleich etwas tut.
    struct Freigabe: Sendable {
        let satz: String
        let grund: String
        let ziel: String
        let knopf: String
        let csrf: String
        let vorgang: String
        let ablehnen: Verweis?
        /// Wer vorgeschlagen hat, gibt nicht frei.
        let darf: Bool
    }

    let page: Page
    let unterzeile: String
    let zustand: Marke
    var ergebnis: Ergebnis?
    /// Was als Nächstes zu tun ist.
    let naechstes: Meldung?
    let handlungen: [Knopf]
    let freigaben: [Freigabe]
    let abschnitte: [Abschnitt]
    let eckdaten: [Eckdatum]
}

extension Tabelle {
    static func schreiben(_ schreiben: [Schreiben], namen: [User.ID: String],
                          pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Schreiben",
            spalten: [Spalte("Schreiben"), Spalte("Nummer"), Spalte("Datum", .datum),
                Spalte("Von")],
            zeilen: schreiben.map {
                [Zelle($0.bezeichnung, zusatz: "PDF", ziel: pfad("schreiben/\($0.id)/pdf")),
                 Zelle($0.nummer), Zelle($0.datum), Zelle(namen[$0.erstelltVon] ?? "unbekannt")]
            })
    }
}
