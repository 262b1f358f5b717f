import Foundation
import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Die Seite `leistung/bogen.mustache`: jeder Schritt mit Norm, Fundstelle, Rechnung und Betrag.
struct BerechnungsbogenView: Sendable {
    struct Zeile: Sendable {
        let nummer: Int
        let bezeichnung: String
        let begruendung: String
        let norm: String
        let fundstelle: String
        let rechnung: String
        let betrag: String
    }

    struct Gruppe: Sendable {
        let titel: String
        let zeilen: [Zeile]
        let summentitel: String
        let summe: String
    }

    /// Was nur da ist, wenn gerechnet werden konnte.
    struct Bogen: Sendable {
        let ergebnis: Ergebnis
        let gruppen: [Gruppe]
        let leistung: String
        let auszahlung: Tabelle
        let erstattung: String?
        let fuss: String
        let pruefzeichen: String
        let pdf: String
    }

    let page: Page
    let unterzeile: String
    let absender: String
    let auskunft: String
    let monat: String
    let zurueck: Verweis
    let weiter: Verweis
    let meldung: Meldung?
    let bogen: Bogen?
}

extension BerechnungsbogenView {
    init(_ bogen: Berechnungsbogen, neu: Bool, page: Page, context: MandantContext) throws {
        let fall = context.pfad("faelle/\(bogen.akte.fall.id)"), monat = bogen.monat
        let mandant = context.mandant, person = context.login.user
        self.page = page
        unterzeile = "\(bogen.haushalt) · \(bogen.akte.fall.aktenzeichen) · "
            + "Leistungen nach \(bogen.norm)"
        absender = "Fachbereich Soziales · \(mandant.strasse), \(mandant.plz) \(mandant.ort)"
        auskunft = "Auskunft: \(person.name)"
            + (person.telefon.isEmpty ? "" : ", Telefon \(person.telefon)")
        self.monat = monat.deutsch
        let abfrage = neu ? "?neu=1" : ""
        func verweis(_ monat: Monat) -> Verweis {
            Verweis("\(monat.name) \(monat.jahr)", "\(fall)/berechnung/\(monat)\(abfrage)")
        }
        zurueck = verweis(monat.voriger)
        weiter = verweis(monat.naechster)
        meldung = BerechnungsbogenView.meldung(bogen)
        let pdf = "\(fall)/berechnung/\(monat)/pdf\(abfrage)"
        self.bogen = try bogen.ergebnis.map { try Bogen($0, bogen, pdf: pdf) }
    }

    private static func meldung(_ bogen: Berechnungsbogen) -> Meldung? {
        switch bogen.rechnung {
        case .bewilligt: nil
        case .vorlaeufig:
            .hinweis("Vorschau, nicht bewilligt: gerechnet mit den Angaben von heute. Bewilligt "
                + "ist erst, was in einem Bescheid steht.")
        case let .keine(hindernis):
            .warnung("\(bogen.monat.deutsch) wird nicht gerechnet: \(hindernis.satz)")
        }
    }
}

extension BerechnungsbogenView.Bogen {
    init(_ ergebnis: Monatsergebnis, _ bogen: Berechnungsbogen, pdf: String) throws {
        self.ergebnis = Ergebnis(
            "Der Haushalt erhält für \(ergebnis.monat.deutsch)", ergebnis.leistung)
        let namen = bogen.namen
        gruppen = Rechenschritt.Abschnitt.allCases.compactMap { abschnitt in
            let schritte = ergebnis.schritte.filter { $0.abschnitt == abschnitt }
            guard !schritte.isEmpty else { return nil }
            return BerechnungsbogenView.Gruppe(
                titel: abschnitt.bezeichnung, zeilen: schritte.map { .init($0, namen: namen) },
                summentitel: abschnitt.summe, summe: ergebnis.summe(abschnitt).betrag)
        }
        leistung = ergebnis.leistung.betrag
        let wege = bogen.akte.wege(ergebnis)
        auszahlung = Tabelle(
            "Auszahlung der Leistung",
            spalten: [Spalte("An"), Spalte("Zahlweg"), Spalte("Betrag in €", .zahl)],
            zeilen: wege.map { [Zelle($0.an), Zelle($0.zahlweg), Zelle($0.betrag)] },
            summe: ["Summe", "", Zelle(wege.map(\.betrag).summe())])
        erstattung = ergebnis.kostenerstattung == .null ? nil
            : "Für Sachleistungen sind \(ergebnis.kostenerstattung) zu erstatten "
                + "(§ 7 Abs. 1 Satz 3 AsylbLG)."
        fuss = "Paragrafen ohne Gesetz sind solche des AsylbLG. "
            + BerechnungsbogenView.Bogen.gerechnet(bogen)
            + "Dieselben Angaben ergeben immer dasselbe Ergebnis."
        pruefzeichen = try ergebnis.pruefzeichen()
        self.pdf = pdf
    }

    private static func gerechnet(_ bogen: Berechnungsbogen) -> String {
        guard case let .bewilligt(_, am) = bogen.rechnung else { return "Nicht bewilligt. " }
        return "Gerechnet am \(Uhr.berlinTag(am).deutsch), \(Uhr.berlinUhrzeit(am)). "
    }
}

extension BerechnungsbogenView.Zeile {
    init(_ schritt: Rechenschritt, namen: [String: String]) {
        self.init(
            nummer: schritt.nummer, bezeichnung: schritt.mitNamen(namen),
            begruendung: schritt.begruendung, norm: schritt.norm, fundstelle: schritt.fundstelle,
            rechnung: schritt.rechnung, betrag: schritt.betrag.betrag)
    }
}
