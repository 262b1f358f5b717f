import Foundation
import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Die Seite eines Laufs `statistik/lauf.mustache`.
struct StatistiklaufView: Sendable {
    struct Datei: Sendable {
        let csv: String
        let datml: String
        let name: String
        let pruefsumme: Pruefsumme
        let hinweis: Meldung?
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let ablauf: Ablauf
    let meldungen: [Meldung]
    let laufend: Laufend?
    let eckdaten: [Eckdatum]
    let kommunen: Tabelle
    let quittungen: Tabelle?
    let datei: Datei?
    let feststellen: Formular?
    let liefern: Formular?
    let auftrag: Formular?
    let abbruch: Formular?
    let quittung: Formular?
    let berichtigung: Formular?
    let basis: String
}

/// Baut die Seite eines Laufs.
struct Statistiklaufanzeige {
    let lauf: Kreisstatistik
    let abgaben: [Kreisstatistik.Abgabe]
    let quittungen: [Statistikquittung]
    let datei: Statistikdatei?
    let auftraege: [JobOverview.Live]
    let namen: [User.ID: String]
    let context: KreisContext
    let zurueck: Zurueck?

    static let quittungsfelder = [
        Feld("tag", "Antwort vom", .datum),
        Feld("ergebnis", "Ergebnis", .eine(Option.alle(Statistikquittung.Ergebnis.self))),
        Feld("kennzeichen", "Kennzeichen der Quittung", .text, maximal: 80),
        Feld("vermerk", "Vermerk", .mehrzeilig, freiwillig: true, maximal: 500),
    ]
    static let berichtigungsfelder = [
        Feld("grund", "Warum wird berichtigt?", .mehrzeilig, maximal: 300),
        Feld("frist", "Lieferung bis", .datum),
    ]

    private var alleAbgegeben: Bool { abgaben.allSatisfy { $0.zustand == .abgegeben } }
    private var rechnend: Bool { abgaben.contains { $0.auftrag(auftraege) != nil } }

    var view: StatistiklaufView {
        var page = context.page(lauf.titel, .statistik, pfad: [
            Verweis("Statistik", context.pfad("statistik")),
        ], fehler: zurueck?.fehler)
        page.laufend = rechnend
        let selbst = lauf.festgestellt?.von == context.benutzer
        let liegtVor = lauf.festgestellt != nil && lauf.geliefert == nil
        let liegen = abgaben.contains {
            $0.zustand == .erwartet && $0.auftrag(auftraege) == nil
        }
        func formular(_ name: String, _ wenn: Bool, _ recht: Permission, _ felder: [Feld] = [])
            -> Formular? {
            wenn && context.darf(recht)
                ? zurueck.formular(name, felder, facts: context.facts) : nil
        }
        return StatistiklaufView(
            page: page,
            untertitel: "\(lauf.beginn.deutsch) bis \(lauf.ende.deutsch) · Lieferung bis "
                + "\(lauf.frist.deutsch)",
            marke: lauf.marke(abgaben, am: context.heute), ablauf: ablauf,
            meldungen: meldungen(selbst: selbst && liegtVor),
            laufend: rechnend ? Laufend(
                "\(abgaben.count { $0.auftrag(auftraege) != nil }) von \(abgaben.count) Kommunen "
                    + "rechnen.", ziel: basis) : nil,
            eckdaten: eckdaten, kommunen: kommunen,
            quittungen: quittungen.isEmpty ? nil : quittungstabelle,
            datei: datei.map(ausgabe),
            feststellen: formular("feststellen", lauf.verbleib == .kreis && alleAbgegeben
                && lauf.festgestellt == nil, .statistikFeststellen),
            liefern: formular("liefern", liegtVor && !selbst, .statistikFreigeben),
            auftrag: formular("auftrag", liegen, .statistikErheben),
            abbruch: formular("abbruch", rechnend, .statistikErheben),
            quittung: formular("quittung", lauf.geliefert != nil && lauf.quittung != .angenommen,
                               .statistikFeststellen, Self.quittungsfelder),
            berichtigung: formular("berichtigung", lauf.geliefert != nil, .statistikErheben,
                                   Self.berichtigungsfelder),
            basis: basis)
    }

    private var basis: String { context.pfad("statistik/laeufe/\(lauf.id)") }

    private func meldungen(selbst: Bool) -> [Meldung] {
        var meldungen: [Meldung] = []
        if lauf.verbleib == .kommune {
            meldungen.append(.hinweis("Diese Meldungen nennen Personen. Jede Kommune sendet ihre "
                + "selbst; hier steht nur, wie weit sie ist."))
        }
        if selbst {
            meldungen.append(.hinweis("Sie haben diese Datei festgestellt. Freigeben muss eine "
                + "andere Person."))
        }
        if lauf.quittung == .abgelehnt {
            meldungen.append(.gefahr("Die Erhebungsstelle hat die Lieferung abgelehnt. Beginnen "
                + "Sie eine Berichtigung."))
        }
        return meldungen
    }

    private func ausgabe(_ datei: Statistikdatei) -> StatistiklaufView.Datei {
        .init(csv: "\(basis)/datei.csv", datml: "\(basis)/datei.xml", name: datei.name(.csv),
              pruefsumme: Pruefsumme(hex: Kreisanzeige.hex(datei.summe(.csv))),
              hinweis: datei.istAmtlich ? nil : .warnung(
                "Nicht amtlich: Es fehlen \(datei.fehlendeSchluessel) amtliche Namen oder "
                    + "Schlüssel. Die Datei trägt interne Kennungen und sagt das auch selbst."))
    }

    private func wer(_ schritt: Kreisstatistik.Schritt) -> String {
        "\(Uhr.berlinTag(schritt.am).deutsch), \(namen[schritt.von] ?? "unbekannte Person")"
    }

    private var ablauf: Ablauf {
        let abgegeben = abgaben.count { $0.zustand == .abgegeben }
        var schritte = [
            Schritt("Begonnen", .fertig, angabe: wer(lauf.eroeffnet)),
            Schritt("Kommunen", alleAbgegeben ? .fertig : .aktuell,
                    angabe: "\(abgegeben) von \(abgaben.count) abgegeben"),
        ]
        guard lauf.verbleib == .kreis else { return Ablauf("Stand", schritte) }
        schritte += [
            Schritt("Festgestellt", lauf.festgestellt != nil ? .fertig
                        : alleAbgegeben ? .aktuell : .offen,
                    angabe: lauf.festgestellt.map(wer) ?? "vollständig und richtig"),
            Schritt("Geliefert", lauf.geliefert != nil ? .fertig
                        : lauf.festgestellt != nil ? .aktuell : .offen,
                    angabe: lauf.geliefert.map(wer) ?? "durch eine andere Person"),
            Schritt("Quittiert", lauf.quittung == .angenommen ? .fertig
                        : lauf.geliefert != nil ? .aktuell : .offen,
                    angabe: lauf.quittung?.bezeichnung ?? "durch die Erhebungsstelle"),
        ]
        return Ablauf("Stand der Erhebung", schritte)
    }

    private var eckdaten: [Eckdatum] {
        var eckdaten = [
            Eckdatum("Kommunen bis", lauf.fristKommunen.deutsch),
            Eckdatum("Frist gesetzt durch", lauf.fristQuelle),
            Eckdatum("Kenntnisstand", lauf.kenntnis?.deutsch ?? "beim Rechnen"),
        ]
        if let nummer = lauf.nummer { eckdaten.append(Eckdatum("Nummer der Lieferung", nummer)) }
        if let alt = lauf.berichtigt {
            eckdaten.append(Eckdatum("Berichtigt", "die frühere Lieferung",
                                     ziel: context.pfad("statistik/laeufe/\(alt)")))
            eckdaten.append(Eckdatum("Grund", lauf.grund))
        }
        return eckdaten
    }

    private var kommunen: Tabelle {
        Tabelle(
            "Stand je Kommune", spalten: [
                Spalte("Kommune"), Spalte("Sätze", .zahl), Spalte("Offene Fehler", .zahl),
                Spalte("Hinweise", .zahl), Spalte("Abgegeben", .datum), Spalte("Stand"),
            ],
            zeilen: abgaben.map { abgabe in
                let offen = abgabe.zustand == .erwartet
                return [
                    Zelle(abgabe.kommune, zusatz: abgabe.ags),
                    offen ? "–" : Zelle(abgabe.saetze), offen ? "–" : Zelle(abgabe.fehler),
                    offen ? "–" : Zelle(abgabe.hinweise),
                    Zelle(abgabe.abgegebenAm.map { Uhr.berlinTag($0).deutsch } ?? "–"),
                    Zelle(abgabe.marke(auftraege), zusatz: abgabe.zusatz(auftraege)),
                ]
            },
            summe: ["Zusammen", Zelle(abgaben.reduce(0) { $0 + $1.saetze }),
                    Zelle(abgaben.reduce(0) { $0 + $1.fehler }),
                    Zelle(abgaben.reduce(0) { $0 + $1.hinweise }), "", ""])
    }

    private var quittungstabelle: Tabelle {
        Tabelle(
            "Quittungen", spalten: [
                Spalte("Antwort vom", .datum), Spalte("Ergebnis"), Spalte("Kennzeichen"),
                Spalte("Vermerk"),
            ],
            zeilen: quittungen.map {
                [Zelle($0.tag),
                 Zelle(Marke($0.ergebnis.bezeichnung, $0.ergebnis == .angenommen ? .ok : .gefahr)),
                 Zelle($0.kennzeichen), Zelle($0.vermerk.isEmpty ? "–" : $0.vermerk)]
            })
    }
}
