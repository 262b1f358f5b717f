import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Seite `zahllauf/zeigen.mustache`: ein Lauf mit allem, was an ihm zu tun ist.
struct ZahllaufView: Sendable {
    /// Ein Formular der Seite mit seinem Ziel.
    struct Schrittformular: Sendable {
        let name: String
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
    let uebergabetitel: String
    let uebergabesatz: String
    let umbuchung: Schrittformular?
    let umbuchungen: Tabelle?
    let bestaetigung: Schrittformular?
    let entscheidung: Schrittformular?
    let ablehnung: Schrittformular?
    let verwerfen: Schrittformular?
    let ansehen: Schrittformular?
    let jeKommune: Tabelle?
    let kommunenCSV: String
    let stand: Tabelle?
    let bankmeldungen: Tabelle?
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
    let kalender: Zahllaufkalender
    let bankmeldungen: [Bankmeldung]
    let umbuchungen: [Umbuchung.Posten]

    init(_ id: Zahllauf.ID, in session: KreisSession) throws {
        lauf = try Zahllauf.laden(id, in: session)
        freigaben = try Zahllauf.freigaben(id, in: session)
        uebergaben = try Zahllauf.uebergaben(id, in: session)
        jeKommune = try Zahllauf.jeKommune(id, in: session)
        stand = try Zahllauf.stand(id, in: session)
        ausgelassen = try Zahllauf.ausgelassene(id, in: session)
        hindernis = lauf.zustand == .dateiErzeugt
            ? try Zahllauf.freigabehindernis(id, in: session) : nil
        nachbarn = try Zahllauf.liste(je: 40, in: session).laeufe
        kalender = try Zahllaufkalender.laden(in: session)
        bankmeldungen = try Bankmeldung.alle(zu: id, in: session)
        umbuchungen = lauf.zahlweg == .umbuchung ? try Umbuchung.offene(id, in: session) : []
    }

    /// Der Versuch, von dem niemand weiß, ob die Bank die Datei hat.
    var unklar: Zahllauf.Uebergabe? { uebergaben.last(where: \.istUnklar) }

    /// Die Ablehnung der ganzen Datei, über die noch niemand entschieden hat.
    var ablehnung: Bankmeldung? {
        bankmeldungen.first { $0.ebene == .datei && $0.istAblehnung && $0.zustand == .offen }
    }
}

extension Zahllauf {
    /// Felder der Formulare auf der Seite des Laufs.
    enum Felder {
        static let freigabe = [
            Feld("pruefziffern", "Erste acht Zeichen der Prüfsumme der geprüften Datei",
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
                 hinweis: "Zum Beispiel: Auskunft der Bank am Telefon, Name und Uhrzeit.",
                 maximal: 500),
        ]
        static let ablehnung = [
            Feld("folge", "Was geschieht mit den Zahlungen?", .eine([
                Option(Ablehnungsfolge.naechsterLauf.rawValue, "Der nächste Lauf nimmt sie auf",
                       hinweis:
                    "Der Lauf wird verworfen. Was die Bank einzeln wegen des Kontos beanstandet, "
                        + "geht an die Kommune."),
                Option(Ablehnungsfolge.abgelehnt.rawValue, "Sie gelten als abgelehnt",
                       hinweis: "Jede Kommune erfährt es und ordnet neu an."),
                Option(Ablehnungsfolge.irrtum.rawValue, "Die Bank führt die Datei doch aus",
                       hinweis: "Die Meldung war ein Irrtum; die Zahlungen bleiben bei der Bank."),
            ])),
            Feld("grund", "Woher wissen Sie das?", .mehrzeilig,
                 hinweis: "Fragen Sie die Bank, ob sie wirklich nichts ausgeführt hat: Name und "
                     + "Uhrzeit.", maximal: 500),
        ]
    }
}
