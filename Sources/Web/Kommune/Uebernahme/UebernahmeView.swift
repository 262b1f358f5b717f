import Grundwerte
import Kommune
import Platform
import Uebergabe

/// Die Seite `uebernahme/liste.mustache`.
struct UebernahmelisteView: Sendable {
    let page: Page
    let neu: String?
    /// Hochgeladenes, über das noch nicht entschieden ist.
    let eingaenge: Tabelle?
    let tabelle: Tabelle?
    let leer: Leer?

    static func tabelle(_ eingaenge: [Bestandseingang], namen: [User.ID: String],
                        pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Hochgeladen",
            spalten: [Spalte("Bestand"), Spalte("Stand"), Spalte("Hochgeladen"),
                      Spalte("Neue Fälle", .zahl)],
            zeilen: eingaenge.map { eingang in
                [Zelle(eingang.bezeichnung, ziel: pfad("uebernahmen/eingang/\(eingang.id)")),
                 Zelle(eingang.marke),
                 Zelle(Uhr.berlinTag(eingang.angelegtAm).deutsch,
                       zusatz: namen[eingang.angelegtVon]),
                 eingang.pruefung.map { Zelle($0.neu) } ?? ""]
            })
    }

    static func tabelle(_ alle: [Bestandsuebernahme], namen: [User.ID: String],
                        pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Übernahmen",
            spalten: [Spalte("Übernahme"), Spalte("Stand"), Spalte("Begonnen"),
                      Spalte("Fälle", .zahl), Spalte("Konten offen", .zahl)],
            zeilen: alle.map { uebernahme in
                [Zelle(uebernahme.bezeichnung, ziel: pfad("uebernahmen/\(uebernahme.id)")),
                 Zelle(uebernahme.marke),
                 Zelle(Uhr.berlinTag(uebernahme.begonnenAm).deutsch,
                       zusatz: namen[uebernahme.begonnenVon]),
                 Zelle(uebernahme.uebernommen), Zelle(uebernahme.offeneKonten)]
            })
    }
}

/// Die Seite `uebernahme/zeigen.mustache`: das Protokoll einer Übernahme und ihre Konten.
struct UebernahmeView: Sendable {
    /// Alles für die Seite, in einer Transaktion gelesen.
    struct Daten: Sendable {
        let uebernahme: Bestandsuebernahme
        let dateien: [Bestand.Datei]
        let befunde: [(schwere: Bestandsbefund.Schwere, satz: String)]
        let konten: [Bestandsuebernahme.OffenesKonto]

    }

    struct Bestaetigung: Sendable {
        let formular: Formular
        let ziel: String
        let text: String
    }

    let page: Page
    let zeile: String
    let marke: Marke
    let meldung: Meldung?
    let eckdaten: [Eckdatum]
    let dateien: Tabelle
    let befunde: Tabelle?
    let konten: Tabelle?
    let weitere: String?
    let kontenCSV: String
    let pruefsumme: Pruefsumme?
    let bestaetigung: Bestaetigung?

    /// So viele Konten zeigt die Seite; verglichen wird die ganze Liste.
    private static let hoechstens = 20

    init(_ daten: Daten, page: Page, formular: Formular, namen: [User.ID: String], ich: User.ID,
         pfad: (String) -> String) {
        let uebernahme = daten.uebernahme, ort = pfad("uebernahmen/\(uebernahme.id)")
        self.page = page
        zeile = "Begonnen am \(Uhr.berlinTag(uebernahme.begonnenAm).deutsch) von "
            + (namen[uebernahme.begonnenVon] ?? "unbekannt")
        marke = uebernahme.marke
        meldung = UebernahmeView.meldung(uebernahme, ich: ich)
        eckdaten = [
            Eckdatum("Fälle", "\(uebernahme.uebernommen) von \(uebernahme.faelle)"),
            Eckdatum("Personen", String(uebernahme.personen)),
            Eckdatum("Weggelassene Fälle", String(uebernahme.ausgelassen)),
            Eckdatum("Beendet",
                     uebernahme.beendetAm.map { Uhr.berlinTag($0).deutsch } ?? "noch nicht"),
        ]
        dateien = Tabelle(
            "Dateien", form: .zahlen,
            spalten: [Spalte("Datei"), Spalte("Zeilen", .zahl), Spalte("Summe in €", .zahl)],
            zeilen: daten.dateien.map { [Zelle($0.name), Zelle($0.zeilen), Zelle($0.summe)] })
        befunde = daten.befunde.isEmpty ? nil : Tabelle(
            "Befunde", spalten: [Spalte("Befund"), Spalte("Schwere")],
            zeilen: daten.befunde.map { [Zelle($0.satz), Zelle($0.schwere.marke)] })
        konten = daten.konten.isEmpty ? nil : UebernahmeView.tabelle(daten.konten, pfad: pfad)
        weitere = daten.konten.count > UebernahmeView.hoechstens
            ? "Die ersten \(UebernahmeView.hoechstens) von \(daten.konten.count) Konten." : nil
        kontenCSV = "\(ort)/konten"
        pruefsumme = daten.konten.isEmpty ? nil
            : Pruefsumme(hex: Bestandsuebernahme.pruefsumme(daten.konten))
        bestaetigung = daten.konten.isEmpty || uebernahme.beendetAm == nil
            || uebernahme.begonnenVon == ich ? nil
            : Bestaetigung(formular: formular, ziel: "\(ort)/bestaetigung",
                           text: daten.konten.count == 1 ? "1 Konto bestätigen"
                               : "\(daten.konten.count) Konten bestätigen")
    }

    private static func meldung(_ uebernahme: Bestandsuebernahme, ich: User.ID) -> Meldung? {
        guard uebernahme.beendetAm != nil else {
            return .warnung("Die Übernahme läuft noch oder wurde unterbrochen. Dieselben Dateien, "
                            + "noch einmal gestartet, setzen sie fort.")
        }
        guard uebernahme.offeneKonten > 0 else { return nil }
        return uebernahme.begonnenVon == ich
            ? .hinweis("Sie haben diesen Bestand übernommen; seine Konten bestätigt eine zweite "
                + "Person.")
            : .hinweis("Auf übernommene Konten wird erst gezahlt, wenn die Liste bestätigt ist.")
    }

    private static func tabelle(_ konten: [Bestandsuebernahme.OffenesKonto],
                                pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Konten, die auf eine Bestätigung warten",
            spalten: [Spalte("Fall"), Spalte("Inhaber"), Spalte("Konto"), Spalte("Ab", .datum)],
            zeilen: konten.prefix(hoechstens).map { konto in
                [Zelle(konto.aktenzeichen, ziel: pfad("faelle/\(konto.fall)")),
                 Zelle(konto.inhaber),
                 Zelle(konto.iban.gruppiert, zusatz: konto.zahlweg.bezeichnung),
                 Zelle(konto.gueltigAb)]
            })
    }
}

extension UebernahmeView.Daten {
    init(_ id: Bestandsuebernahme.ID, in session: MandantSession) throws {
        guard let uebernahme = try Bestandsuebernahme.laden(id, in: session) else {
            throw Hindernis.nichtGefunden
        }
        self.init(uebernahme: uebernahme, dateien: try Bestandsuebernahme.dateien(id, in: session),
                  befunde: try Bestandsuebernahme.befunde(id, in: session),
                  konten: try Bestandsuebernahme.offeneKonten(id, in: session))
    }
}

extension Bestandsuebernahme {
    var marke: Marke {
        guard beendetAm != nil else { return Marke("unterbrochen oder läuft", .warnung) }
        return offeneKonten > 0 ? Marke("Konten offen", .hinweis) : Marke("fertig", .ok)
    }
}

extension Bestandsbefund.Schwere {
    var marke: Marke {
        switch self {
        case .fehler: Marke("Fehler", .gefahr)
        case .hinweis: Marke("Hinweis", .hinweis)
        }
    }
}
