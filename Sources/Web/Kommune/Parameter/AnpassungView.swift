import Grundwerte
import Kommune
import Platform

/// Die Seite `anpassung/liste.mustache`: Fälle, die nach neuen Sätzen neu zu bewilligen sind.
struct AnpassungView: Sendable {
    struct Zeile: Sendable {
        let wert: String
        let cent: String
        let gewaehlt: Bool
        let waehlbar: Bool
        let name: String
        let aktenzeichen: String
        let ziel: String
        let was: String
        let zeitraum: String
        let bisher: String
        let neu: String
        let unterschied: String
        let warum: String
        let marke: Marke?
    }

    /// Was eine Probe oder ein Erlass ergab.
    struct Ausgang: Sendable {
        let titel: String
        let klasse: String
        let zeilen: [AnordnungView.Zeilentext]
    }

    let page: Page
    let unterzeile: String
    let reiter: [FalllisteView.Reiter]
    let ausgang: Ausgang?
    let leer: Leer?
    let hatZeilen: Bool
    let zeilen: [Zeile]
    let darf: Bool
    let ziel: String
    let csrf: String
    let vorgang: String
    let auswahl: String
    let anzahl: Int
    let wort: String
    let summe: String

    /// `1 Bescheid`, `12 Bescheide`.
    static func bescheide(_ anzahl: Int) -> String {
        anzahl == 1 ? "1 Bescheid" : "\(anzahl) Bescheide"
    }
}

extension AnpassungView {
    /// `gewaehlt` nil: alles, was sich zusammen erlassen lässt und seither unverändert ist.
    init(
        _ anpassungen: [Anpassung], anzahl: Int, auswahl: Anpassung.Auswahl,
        gewaehlt: Set<Anpassung.ID>?, ausgang: Ausgang?, vorgang: UUIDv7, darf: Bool, page: Page,
        pfad: (String) -> String
    ) {
        self.page = page
        self.ausgang = ausgang
        self.darf = darf
        csrf = page.csrf
        self.vorgang = vorgang.description
        self.auswahl = auswahl.rawValue
        ziel = pfad("anpassungen")
        reiter = Anpassung.Auswahl.allCases.map {
            .init(text: $0.bezeichnung, ziel: pfad("anpassungen") + "?auswahl=\($0.rawValue)",
                  aktiv: $0 == auswahl)
        }
        let gezeigt = anzahl > anpassungen.count
            ? "; die ersten \(anpassungen.count) sind hier" : ""
        let aussen = Einschraenkung.satz(anpassungen.count { $0.eingeschraenkt })
            .map { " \($0)" } ?? ""
        unterzeile = anzahl == 0 ? "Nichts ist nach neuen Sätzen neu zu bewilligen."
            : "\(anzahl) \(anzahl == 1 ? "Fall ist" : "Fälle sind") nach neuen Sätzen neu zu "
                + "bewilligen\(gezeigt).\(aussen)"
        zeilen = anpassungen.map { anpassung in
            Zeile(anpassung, gewaehlt: gewaehlt, pfad: pfad)
        }
        hatZeilen = !zeilen.isEmpty
        leer = zeilen.isEmpty ? Leer(
            "Hier wartet nichts.",
            rat: "Gibt der Kreis neue Sätze frei, bereitet das Programm für jeden betroffenen Fall "
                + "den Bescheid vor. Sie prüfen und erlassen ihn hier.") : nil
        let gewaehlte = zip(anpassungen, zeilen).filter(\.1.gewaehlt).map(\.0)
        self.anzahl = gewaehlte.count
        wort = gewaehlte.count == 1 ? "Bescheid" : "Bescheide"
        summe = gewaehlte.map { $0.neu - $0.bisher }.summe().mitVorzeichen + " €"
    }
}

extension AnpassungView.Zeile {
    init(_ anpassung: Anpassung, gewaehlt: Set<Anpassung.ID>?, pfad: (String) -> String) {
        let gut = anpassung.hindernis.isEmpty
        wert = "\(anpassung.id):\(anpassung.fassung)"
        cent = String((anpassung.neu - anpassung.bisher).cent)
        waehlbar = gut
        self.gewaehlt = gut && (gewaehlt?.contains(anpassung.id)
            ?? !(anpassung.seitherGeaendert || anpassung.eingeschraenkt))
        name = anpassung.name.isEmpty ? anpassung.aktenzeichen : anpassung.name
        aktenzeichen = anpassung.aktenzeichen
        ziel = pfad("faelle/\(anpassung.fall)/bewilligung/neu")
        was = anpassung.art.bezeichnung
        zeitraum = anpassung.von.deutsch(bis: anpassung.bis)
        bisher = anpassung.bisher.betrag
        neu = gut ? anpassung.neu.betrag : "–"
        unterschied = gut ? (anpassung.neu - anpassung.bisher).mitVorzeichen : "–"
        warum = gut ? anpassung.warum : anpassung.hindernis
        marke = !gut ? Marke("nicht zu rechnen", .gefahr)
            : anpassung.eingeschraenkt ? Marke("Verarbeitung eingeschränkt", .warnung)
            : anpassung.seitherGeaendert ? Marke("Fall seither geändert", .warnung) : nil
    }
}

extension AnpassungView.Ausgang {
    /// `probe`: Nichts ist geschehen, der Satz sagt, was geschähe.
    init(
        _ ergebnis: Anpassung.Ergebnis, probe: Bool, heute: Kalendertag, pfad: (String) -> String
    ) {
        let gut = ergebnis.erlassen.count
        let alle = gut + ergebnis.offen.count + ergebnis.hinfaellig.count + ergebnis.verschwunden
        let nachzahlung = ergebnis.nachzahlung(heute: heute)
        let folgen = [
            nachzahlung > .null ? "\(nachzahlung) Nachzahlung" : nil,
            ergebnis.ueberzahlung > .null ? "\(ergebnis.ueberzahlung) Überzahlung" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        let aussen = Einschraenkung.satz(ergebnis.eingeschraenkt).map { ". \($0)" } ?? ""
        titel = (probe ? "Probe: \(gut) von \(alle) gewählten Bescheiden können ergehen"
            : "\(gut) von \(alle) Bescheiden erlassen")
            + (folgen.isEmpty ? aussen : "; \(folgen)\(aussen)")
        klasse = gut == alle ? "meldung--erfolg" : "meldung--hinweis"
        var zeilen = ergebnis.offen.map { offen in
            AnordnungView.Zeilentext(
                ziel: pfad("faelle/\(offen.anpassung.fall)/leistung"),
                name: "\(offen.anpassung.name), \(offen.anpassung.aktenzeichen)",
                satz: offen.hindernis.satz)
        }
        zeilen += ergebnis.hinfaellig.map {
            .init(ziel: pfad("faelle/\($0.fall)/leistung"), name: "\($0.name), \($0.aktenzeichen)",
                  satz: "Hier ist nichts mehr zu ändern.")
        }
        if ergebnis.verschwunden > 0 {
            zeilen.append(.init(
                ziel: pfad("anpassungen"), name: "\(ergebnis.verschwunden) nicht mehr in der Liste",
                satz: "Darüber ist inzwischen ein Bescheid ergangen."))
        }
        if probe {
            zeilen += ergebnis.erlassen.map {
                .init(ziel: pfad("faelle/\($0.anpassung.fall)/leistung"),
                      name: "\($0.anpassung.name), \($0.anpassung.aktenzeichen)",
                      satz: $0.folge.befund(heute: heute) + ".")
            }
        }
        self.zeilen = zeilen
    }
}
