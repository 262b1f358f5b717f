import Grundwerte
import Kommune
import Platform

/// Die Seite `krankenhilfe/suche.mustache`: für wen ein Schein entstehen soll.
struct ScheinsucheView: Sendable {
    let page: Page
    let ziel: String
    let wonach: String
    let treffer: Tabelle?
    let leer: Leer?
    let wege: [Verweis]
}

/// Die Seite `krankenhilfe/ausgabe.mustache`.
struct ScheinausgabeView: Sendable {
    struct Ohne: Sendable {
        let name: String
        let grund: String
        let abhilfe: String
    }

    let page: Page
    let zeile: String
    let hinweis: Meldung?
    let formular: Formular?
    let fall: String
    let ziel: String
    let alle: Verweis?
    let ohne: [Ohne]
    let hatOhne: Bool
    let scheine: Tabelle?
    let zurueck: String
}

/// Die Seite `krankenhilfe/liste.mustache`.
struct ScheinlisteView: Sendable {
    let page: Page
    let zeile: String
    let ziel: String
    let filter: Formular
    let liste: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
    let kreisfragen: String
    let ausstellen: String?
}

/// Die Seite `krankenhilfe/schein.mustache`: ein Schein und sein Widerruf.
struct ScheinView: Sendable {
    let page: Page
    let zeile: String
    let zustand: Marke
    let eckdaten: [Eckdatum]
    let pdf: String
    let widerruf: Formular?
    let ziel: String
}

extension Tabelle {
    /// `personen`: mit der Spalte, für wen der Schein ist.
    static func scheine(_ titel: String, _ scheine: [Behandlungsschein], namen: [User.ID: String],
                        personen: Bool = true, pfad: (String) -> String) -> Tabelle {
        Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Nummer")] + (personen ? [Spalte("Person")] : [])
                + [Spalte("Behandlung"), Spalte("Quartal"), Spalte("Gültig"),
                   Spalte("Ausgestellt", .datum), Spalte("Zustand"), Spalte("Drucken")],
            zeilen: scheine.map { schein in
                let ort = pfad("behandlungsscheine/\(schein.id)")
                return [Zelle(schein.nummer, ziel: ort)]
                    + (personen ? [Zelle(schein.name, zusatz: schein.aktenzeichen)] : [])
                    + [Zelle(schein.bezeichnung), Zelle(schein.quartal.deutsch),
                       Zelle("\(schein.gueltig)"),
                       Zelle(schein.ausgestelltAm.deutsch, zusatz: namen[schein.ausgestelltVon]),
                       Zelle(schein.marke), Zelle("PDF \(schein.nummer)", ziel: "\(ort)/pdf")]
            })
    }
}

extension Behandlungsschein {
    var marke: Marke {
        widerruf == nil ? Marke("gültig", .ok) : Marke("widerrufen", .gefahr)
    }

    func eckdaten(namen: [User.ID: String], fall: String) -> [Eckdatum] {
        [
            Eckdatum("Person", name), Eckdatum("Fall", aktenzeichen, ziel: fall),
            Eckdatum("Behandlung", bezeichnung), Eckdatum("Grundlage", art.norm),
            Eckdatum("Quartal", quartal.deutsch), Eckdatum("Gültig", "\(gueltig)"),
            Eckdatum("Ausgestellt", "\(ausgestelltAm.deutsch), "
                + (namen[ausgestelltVon] ?? "unbekannt")),
            zweitgrund.isEmpty ? nil : Eckdatum("Zweiter Schein, weil", zweitgrund),
            widerruf.map {
                Eckdatum("Widerrufen", "\(Uhr.berlinTag($0.am).deutsch), "
                    + "\(namen[$0.von] ?? "unbekannt"): \($0.grund)")
            },
        ].compactMap(\.self)
    }
}
