import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Die Seite `krankenhilfe/einzelliste.mustache`.
struct EinzellisteView: Sendable {
    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let zeile: String
    let reiter: [Reiter]
    let liste: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
}

/// Die Seite `krankenhilfe/einzelleistung.mustache`: Antrag, Entscheidung, Rechnungen.
struct EinzelleistungView: Sendable {
    struct Auftrag: Sendable {
        let titel: String
        let formular: Formular
        /// Die Felder untereinander und darunter die kurzen nebeneinander.
        let oben: [FeldView]
        let reihe: [FeldView]
        let ziel: String
        let knopf: String

        init(titel: String, formular: Formular, oben: Set<String>, ziel: String, knopf: String) {
            self.titel = titel
            self.formular = formular
            self.oben = formular.felder.filter { oben.contains($0.name) }
            reihe = formular.felder.filter { !oben.contains($0.name) }
            self.ziel = ziel
            self.knopf = knopf
        }
    }

    let page: Page
    let zeile: String
    let zustand: Marke
    let briefe: [Verweis]
    let antrag: [Eckdatum]
    let entscheidung: [Eckdatum]
    let hatEntscheidung: Bool
    let rechnungen: Tabelle?
    let hinweis: Meldung?
    let auftrag: Auftrag?
}

/// Die Seite `krankenhilfe/einzelwahl.mustache`: welche Leistung, für wen.
struct EinzelwahlView: Sendable {
    struct Bereich: Sendable {
        let titel: String
        let tabelle: Tabelle
    }

    let page: Page
    let zeile: String
    let bereiche: [Bereich]
}

/// Die Seite `krankenhilfe/fall.mustache`: der Reiter eines Falls.
struct WeitereLeistungenView: Sendable {
    let page: Page
    let kopf: FallKopf
    let beantragen: String?
    let einzelleistungen: Tabelle?
    let scheine: Tabelle?
    let leer: Leer?
}

extension Tabelle {
    /// Eine Zeile je Art, eine Spalte je Person; jede Zelle führt zum Antrag.
    static func einzelwahl(_ bereich: Einzelleistung.Art.Bereich,
                           _ personen: [(id: Person.ID, name: String)], ort: String) -> Tabelle {
        Tabelle(
            bereich.bezeichnung,
            spalten: [Spalte("Leistung")] + personen.map { Spalte("für \($0.name)") },
            zeilen: Einzelleistung.Art.allCases.filter { $0.bereich == bereich }.map { art in
                [Zelle(art.bezeichnung, zusatz: art.voraussetzung)] + personen.map {
                    Zelle($0.name, ziel: "\(ort)/\(art.rawValue)?person=\($0.id)")
                }
            })
    }

    static func einzelleistungen(_ titel: String, _ leistungen: [Einzelleistung],
                                 pfad: (String) -> String) -> Tabelle {
        Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Antrag"), Spalte("Person"), Spalte("Gegenstand"), Spalte("Zustand"),
                      Spalte("Bewilligt in €", .zahl), Spalte("Noch frei in €", .zahl)],
            zeilen: leistungen.map { leistung in
                [Zelle(leistung.antrag.art.bezeichnung, zusatz: leistung.antrag.beantragtAm.deutsch,
                       ziel: pfad("einzelleistungen/\(leistung.id)")),
                 Zelle(leistung.name, zusatz: leistung.aktenzeichen),
                 Zelle(leistung.antrag.gegenstand, zusatz: leistung.antrag.stelle?.name),
                 Zelle(leistung.marke),
                 leistung.entscheidung?.umfang.map { Zelle($0.hoechstens) } ?? "–",
                 leistung.zustand == .bewilligt ? Zelle(leistung.entscheidung?.frei ?? .null) : "–"]
            })
    }

    static func einzelrechnungen(_ rechnungen: [Einzelrechnung]) -> Tabelle {
        Tabelle(
            "Rechnungen", spalten: [
                Spalte("Rechnung"), Spalte("vom", .datum), Spalte("Kürzung"),
                Spalte("Betrag in €", .zahl), Spalte("Anerkannt in €", .zahl),
            ],
            zeilen: rechnungen.map {
                [Zelle($0.nummer), Zelle($0.vom), Zelle($0.kuerzung.isEmpty ? "–" : $0.kuerzung),
                 Zelle($0.betrag), Zelle($0.anerkannt)]
            },
            summe: ["Summe", "", "", Zelle(rechnungen.map(\.betrag).summe()),
                    Zelle(rechnungen.map(\.anerkannt).summe())])
    }
}

extension Einzelleistung {
    var marke: Marke {
        switch zustand {
        case .offen: Marke("offen", .hinweis)
        case .bewilligt: Marke("bewilligt", .ok)
        case .abgelehnt: Marke("abgelehnt")
        }
    }

    func antragsdaten(fall: String) -> [Eckdatum] {
        let anschrift = antrag.stelle.map { stelle in
            [stelle.name, stelle.strasse, stelle.ort].filter { !$0.isEmpty }.joined(separator: ", ")
        }
        return [
            Eckdatum("Person", name), Eckdatum("Fall", aktenzeichen, ziel: fall),
            Eckdatum("Gegenstand", antrag.gegenstand),
            Eckdatum("Eingegangen", antrag.beantragtAm.deutsch),
            antrag.geschaetzt.map { Eckdatum("Voraussichtlich", "\($0)") },
            anschrift.map { Eckdatum("Stelle", $0) },
            antrag.begruendung.isEmpty ? nil : Eckdatum("Begründung", antrag.begruendung),
        ].compactMap(\.self)
    }

    func entscheidungsdaten(namen: [User.ID: String]) -> [Eckdatum] {
        guard let entscheidung else { return [] }
        let umfang = entscheidung.umfang.map { umfang in
            [Eckdatum("Höchstens", "\(umfang.hoechstens)"), Eckdatum("Gültig", "\(umfang.gueltig)"),
             Eckdatum("Anerkannt", "\(entscheidung.anerkannt)"),
             Eckdatum("Noch frei", "\(entscheidung.frei)")]
        }
        return [Eckdatum("Bescheid", entscheidung.nummer),
                Eckdatum("Entschieden", "\(entscheidung.am.deutsch), "
                    + (namen[entscheidung.von] ?? "unbekannt"))]
            + (umfang ?? []) + [Eckdatum("Begründung", entscheidung.grund)]
    }
}
