import Grundwerte
import Kommune
import Platform

/// Die Seite `uebernahme/neu.mustache`.
struct UploadView: Sendable {
    let page: Page
    let formular: Formular
    let ziel: String
    let zurueck: String
    /// Welche Dateien und Felder es gibt.
    let beschreibung: String
}

/// Die Seite `uebernahme/eingang.mustache`: der Probelauf und was daraus wird.
struct EingangView: Sendable {
    struct Start: Sendable {
        let formular: Formular
        let ziel: String
        let knopf: String
        /// Ob Fälle wegzulassen sind.
        let mitFehlern: Bool
    }

    struct Verwerfung: Sendable {
        let ziel: String
        let csrf: String
    }

    /// So viele Befunde zeigt die Seite; die Liste zum Herunterladen hat alle.
    static let hoechstens = 200

    let page: Page
    let zeile: String
    let marke: Marke
    let laufend: Laufend?
    let meldung: Meldung?
    let eckdaten: [Eckdatum]
    let hatEckdaten: Bool
    let befunde: Tabelle?
    let weitere: String?
    let befundeCSV: String
    let start: Start?
    let verwerfung: Verwerfung?

    init(_ eingang: Bestandseingang, _ befunde: [Bestandsbefund], page: Page, laufend: Laufend?,
         formular: Formular, namen: [User.ID: String], pfad: (String) -> String) {
        let ort = pfad("uebernahmen/eingang/\(eingang.id)")
        self.page = page
        self.laufend = laufend
        zeile = "Hochgeladen am \(Uhr.berlinTag(eingang.angelegtAm).deutsch) von "
            + (namen[eingang.angelegtVon] ?? "unbekannt")
        marke = eingang.marke
        meldung = laufend == nil ? EingangView.meldung(eingang, pfad: pfad) : nil
        eckdaten = eingang.pruefung.map {
            [Eckdatum("Fälle in den Dateien", String($0.faelle)),
             Eckdatum("Personen", String($0.personen)),
             Eckdatum("Neue Fälle", String($0.neu)),
             Eckdatum("Fälle, die schon da sind", String($0.schonDa)),
             Eckdatum("Fälle mit Fehlern", String($0.fehlerhaft))]
        } ?? []
        hatEckdaten = eingang.pruefung != nil
        self.befunde = befunde.isEmpty ? nil : EingangView.tabelle(befunde)
        weitere = befunde.count > EingangView.hoechstens
            ? "Die ersten \(EingangView.hoechstens) Befunde; die Liste hat alle." : nil
        befundeCSV = "\(ort)/befunde"
        let offen = laufend == nil && eingang.ergebnis == nil
        start = offen && eingang.pruefung?.istUebernehmbar == true
            ? EingangView.start(eingang, formular, ziel: "\(ort)/uebernahme") : nil
        verwerfung = offen && eingang.pruefung != nil
            ? Verwerfung(ziel: "\(ort)/verwerfung", csrf: page.csrf) : nil
    }

    private static func start(
        _ eingang: Bestandseingang, _ formular: Formular, ziel: String
    ) -> Start? {
        guard let pruefung = eingang.pruefung else { return nil }
        return Start(
            formular: formular, ziel: ziel,
            knopf: pruefung.neu == 1 ? "1 Fall übernehmen" : "\(pruefung.neu) Fälle übernehmen",
            mitFehlern: pruefung.fehlerhaft > 0)
    }

    private static func meldung(
        _ eingang: Bestandseingang, pfad: (String) -> String
    ) -> Meldung? {
        switch eingang.ergebnis {
        case .verworfen: return .hinweis("Verworfen; die Dateien sind gelöscht.")
        case .uebernommen:
            guard let id = eingang.uebernahme else {
                return .hinweis("Alles war schon da; die Dateien sind gelöscht.")
            }
            return Meldung(.erfolg, "Übernommen; die hochgeladenen Dateien sind gelöscht.",
                           einzelheiten: [Verweis("Protokoll und Konten der Übernahme",
                                                  pfad("uebernahmen/\(id)"))])
        case nil: break
        }
        guard let pruefung = eingang.pruefung else {
            return .warnung("Der Probelauf ist nicht zu Ende gekommen. Der IT-Betrieb sieht den "
                + "Grund bei den Aufträgen.")
        }
        if pruefung.ohneFall > 0 {
            return .gefahr("Von einigen Fehlern lässt sich nicht sagen, welchen Fall sie treffen. "
                + "Berichtigen Sie die Dateien und laden Sie sie neu hoch.")
        }
        guard pruefung.fehlerhaft == 0 else {
            return .warnung("Fälle mit Fehlern kommen nicht mit. Berichtigen Sie die Dateien und "
                + "laden Sie sie neu hoch, oder lassen Sie diese Fälle weg.")
        }
        return pruefung.neu > 0
            ? .hinweis("Nichts ist übernommen. Brach eine Übernahme ab, geht es dort weiter.")
            : .hinweis("Alles aus diesen Dateien ist schon da.")
    }

    private static func tabelle(_ befunde: [Bestandsbefund]) -> Tabelle {
        Tabelle(
            "Befunde des Probelaufs", form: .lang,
            spalten: [Spalte("Datei"), Spalte("Zeile", .zahl), Spalte("Feld"), Spalte("Befund"),
                      Spalte("Schwere")],
            zeilen: befunde.prefix(hoechstens).map { befund in
                [Zelle(befund.datei), befund.zeile == 0 ? "" : Zelle(befund.zeile),
                 Zelle(befund.feld, zusatz: befund.wert.isEmpty ? nil : "„\(befund.wert)“"),
                 Zelle(befund.regel, zusatz: befund.abhilfe), Zelle(befund.schwere.marke)]
            })
    }
}

extension Bestandseingang {
    var marke: Marke {
        switch ergebnis {
        case .uebernommen: Marke("übernommen", .ok)
        case .verworfen: Marke("verworfen")
        case nil where pruefung == nil: Marke("wird geprüft", .hinweis)
        case nil: pruefung?.fehlerhaft == 0 && pruefung?.ohneFall == 0
            ? Marke("geprüft", .ok) : Marke("mit Fehlern", .warnung)
        }
    }
}
