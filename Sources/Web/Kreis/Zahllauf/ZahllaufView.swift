import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Seite `zahllauf/zeigen.mustache`: ein Lauf mit allem, was an ihm zu tun ist.
struct ZahllaufView: Sendable {
    struct Laufend: Sendable {
        let text: String
        let ziel: String
    }

    /// Ein Formular der Seite mit seinem Ziel.
    struct Schrittformular: Sendable {
        let formular: Formular
        let ziel: String
        let text: String
        let offen: Bool
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let ablauf: Ablauf
    let meldungen: [Meldung]
    let laufend: Laufend?
    let nochmals: Schrittformular?
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme?
    let freigabe: Schrittformular?
    let freigabetitel: String
    let nichtFreigeben: String?
    let uebergabe: Schrittformular?
    let bestaetigung: Schrittformular?
    let entscheidung: Schrittformular?
    let verwerfen: Schrittformular?
    let ansehen: Schrittformular?
    let jeKommune: Tabelle?
    let kommunenCSV: String
    let stand: Tabelle?
    let ausgelassen: Tabelle?
    let verlauf: [Ereignis]
    let kalender: Kalender
}

/// Was eine Seite über einen Lauf wissen muss, in einer Transaktion gelesen.
struct Zahllaufdaten: Sendable {
    let lauf: Zahllauf
    let freigaben: [Zahllauf.Freigabe]
    let uebergaben: [Zahllauf.Uebergabe]
    let jeKommune: [Zahllauf.Kommunensumme]
    let stand: [(zustand: Auftragszustand, anzahl: Int, summe: Geld)]
    let ausgelassen: [Zahllauf.Ausgelassen]
    let hindernis: String?
    let nachbarn: [Zahllauf]

    init(_ id: Zahllauf.ID, in session: KreisSession) throws {
        lauf = try Zahllauf.laden(id, in: session)
        freigaben = try Zahllauf.freigaben(id, in: session)
        uebergaben = try Zahllauf.uebergaben(id, in: session)
        jeKommune = try Zahllauf.jeKommune(id, in: session)
        stand = try Zahllauf.stand(id, in: session)
        ausgelassen = try Zahllauf.ausgelassene(id, in: session)
        hindernis = lauf.zustand == .dateiErzeugt ? try Zahllauf.freigabehindernis(id, in: session) : nil
        nachbarn = try Zahllauf.liste(je: 40, in: session).laeufe
    }

    /// Der Versuch, von dem niemand weiß, ob die Bank die Datei hat.
    var unklar: Zahllauf.Uebergabe? { uebergaben.last(where: \.istUnklar) }
}

extension Zahllauf {
    /// Felder der Formulare auf der Seite des Laufs.
    enum Felder {
        static let freigabe = [
            Feld("pruefziffern", "Erste acht Zeichen der Prüfsumme aus dem Bankprogramm oder von der geprüften Datei",
                 hinweis: "Leerzeichen spielen keine Rolle.", maximal: 20, breite: .mittel),
        ]
        static let verwerfen = [
            Feld("grund", "Warum wird der Lauf verworfen?", .mehrzeilig, maximal: 500),
        ]
        static let entscheidung = [
            Feld("ergebnis", "Hat die Bank die Datei?", .eine([
                Option("ja", "Ja, die Bank hat sie angenommen"),
                Option("nein", "Nein, die Bank hat sie sicher nicht",
                       hinweis: "Der Lauf kann dann noch einmal übergeben oder verworfen werden."),
            ])),
            Feld("grund", "Woher wissen Sie das?", .mehrzeilig,
                 hinweis: "Zum Beispiel: Auskunft der Bank am Telefon, Name und Uhrzeit.", maximal: 500),
        ]
    }
}
