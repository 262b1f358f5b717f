import Grundwerte
import Kommune
import Platform

/// Die Seite `druck/liste.mustache`: was wartet, zum Ankreuzen, und die letzten Läufe.
struct DruckView: Sendable {
    struct Zeile: Sendable {
        let id: String
        let brief: String
        let pdf: String
        let aktenzeichen: String
        let name: String
        let fall: String
        let gesetzt: String
        let gewaehlt: Bool
        let marke: Marke?
    }

    struct Inhalt: Sendable {
        let briefe: [Druckbrief]
        let laeufe: [Drucklauf]
        let ungesetzte: [UngesetzterBrief]
    }

    let page: Page
    let unterzeile: String
    let filter: Formular
    let filterZiel: String
    let mitAllen: Bool
    let ziel: String
    let csrf: String
    let vorgang: String
    let zeilen: [Zeile]
    let hatZeilen: Bool
    let anzahl: Int
    let wort: String
    let grenze: String?
    let leer: Leer?
    let laeufe: Tabelle?
    let ungesetzte: Tabelle?
    let tage = UngesetzterBrief.tage

    init(_ inhalt: Inhalt, page: Page, filter: Formular, mitAllen: Bool,
         namen: [User.ID: String], facts: RequestFacts, pfad: (String) -> String) {
        let briefe = inhalt.briefe, laeufe = inhalt.laeufe
        self.page = page
        self.filter = filter
        self.mitAllen = mitAllen
        filterZiel = pfad("druck")
        ziel = pfad("druck")
        csrf = facts.csrfToken
        vorgang = UUIDv7().description
        zeilen = briefe.map {
            Zeile(id: $0.id.description, brief: $0.bezeichnung,
                  pdf: pfad("faelle/\($0.fall)/dokumente"), aktenzeichen: $0.aktenzeichen,
                  name: $0.name, fall: pfad("faelle/\($0.fall)"), gesetzt: $0.gesetztAm.deutsch,
                  gewaehlt: !$0.eingeschraenkt,
                  marke: $0.eingeschraenkt ? Marke("Verarbeitung eingeschränkt", .warnung) : nil)
        }
        hatZeilen = !briefe.isEmpty
        anzahl = briefe.count { !$0.eingeschraenkt }
        wort = anzahl == 1 ? "Brief" : "Briefe"
        let eingeschraenkt = Set(briefe.filter(\.eingeschraenkt).map(\.fall)).count
        unterzeile = briefe.isEmpty ? "Gesetzte Briefe, die noch niemand gedruckt hat"
            : "\(briefe.count) " + (briefe.count == 1 ? "Brief wartet" : "Briefe warten")
                + " auf den Druck" + (Einschraenkung.satz(eingeschraenkt).map { ". \($0)" } ?? "")
        grenze = briefe.count == Drucklauf.hoechstens
            ? "Gezeigt sind die ältesten \(Drucklauf.hoechstens); mehr fasst ein Lauf nicht." : nil
        leer = briefe.isEmpty ? Leer("Kein Brief wartet auf den Druck.",
                                     rat: "Briefe erscheinen hier, sobald ihr PDF gesetzt ist.")
            : nil
        self.laeufe = laeufe.isEmpty ? nil : Tabelle(
            "Letzte Druckläufe",
            spalten: [Spalte("Lauf"), Spalte("Angelegt"), Spalte("Briefe", .zahl),
                      Spalte("Seiten", .zahl), Spalte("Stand")],
            zeilen: laeufe.map { lauf in
                [Zelle(lauf.nummer, ziel: pfad("druck/\(lauf.id)")),
                 Zelle(Uhr.berlinTag(lauf.angelegtAm).deutsch, zusatz: namen[lauf.angelegtVon]),
                 Zelle(lauf.briefe), lauf.seiten.map { Zelle($0) } ?? "", Zelle(lauf.marke)]
            })
        ungesetzte = inhalt.ungesetzte.isEmpty ? nil
            : DruckView.tabelle(inhalt.ungesetzte, pfad: pfad)
    }

    private static func tabelle(
        _ briefe: [UngesetzterBrief], pfad: (String) -> String
    ) -> Tabelle {
        Tabelle(
            "Noch ohne PDF",
            spalten: [Spalte("Brief"), Spalte("Fall"), Spalte("Vom", .datum)],
            zeilen: briefe.map { brief in
                let ort = brief.istBescheid ? "bescheide" : "schreiben"
                return [Zelle(brief.bezeichnung, zusatz: "Jetzt setzen",
                              ziel: pfad("\(ort)/\(brief.id)/pdf")),
                        Zelle(brief.aktenzeichen, ziel: pfad("faelle/\(brief.fall)/dokumente")),
                        Zelle(brief.datum)]
            })
    }
}

/// Die Seite `druck/lauf.mustache`: ein Drucklauf mit seiner Liste.
struct DrucklaufView: Sendable {
    let page: Page
    let zeile: String
    let marke: Marke
    let laufend: Laufend?
    let meldung: Meldung?
    let pdf: String?
    let fehler: Tabelle?
    let briefe: Tabelle

    init(_ lauf: Drucklauf, _ blaetter: [Drucklauf.Blatt], page: Page, laufend: Laufend?,
         namen: [User.ID: String], pfad: (String) -> String) {
        self.page = page
        self.laufend = laufend
        zeile = "Angelegt am \(Uhr.berlinTag(lauf.angelegtAm).deutsch) von "
            + (namen[lauf.angelegtVon] ?? "unbekannt")
            + (lauf.doppelseitig ? ", für doppelseitigen Druck" : "")
        marke = lauf.marke
        pdf = lauf.seiten == nil ? nil : pfad("druck/\(lauf.id)/pdf")
        meldung = DrucklaufView.meldung(lauf, laeuft: laufend != nil)
        let schlechte = blaetter.filter { $0.fehler != nil }
        fehler = schlechte.isEmpty ? nil : Tabelle(
            "Nicht gedruckt", spalten: [Spalte("Brief"), Spalte("Fall"), Spalte("Warum")],
            zeilen: schlechte.map {
                [Zelle($0.brief.bezeichnung), DrucklaufView.fall($0.brief, pfad),
                 Zelle($0.fehler ?? "")]
            })
        briefe = Tabelle(
            "Briefe in der Reihenfolge des PDFs", form: .lang,
            spalten: [Spalte("Nr."), Spalte("Brief"), Spalte("Fall")],
            zeilen: blaetter.filter { $0.fehler == nil }.map {
                [Zelle($0.lfd), Zelle($0.brief.bezeichnung), DrucklaufView.fall($0.brief, pfad)]
            })
    }

    private static func fall(_ brief: Druckbrief, _ pfad: (String) -> String) -> Zelle {
        Zelle(brief.aktenzeichen, zusatz: brief.name, ziel: pfad("faelle/\(brief.fall)/dokumente"))
    }

    private static func meldung(_ lauf: Drucklauf, laeuft: Bool) -> Meldung? {
        guard lauf.istFertig else {
            return laeuft ? nil : .warnung("Das PDF ist nicht entstanden. Der IT-Betrieb sieht den "
                + "Grund bei den Aufträgen und stößt ihn dort wieder an.")
        }
        guard lauf.fehler > 0 else { return nil }
        return .warnung(lauf.fehler == 1 ? "Ein Brief ließ sich nicht drucken und wartet weiter."
            : "\(lauf.fehler) Briefe ließen sich nicht drucken und warten weiter.")
    }
}

extension Drucklauf {
    var marke: Marke {
        guard istFertig else { return Marke("entsteht", .hinweis) }
        guard seiten != nil else { return Marke("ohne PDF", .gefahr) }
        return fehler > 0 ? Marke("\(fehler) nicht gedruckt", .warnung) : Marke("gedruckt", .ok)
    }
}
