import Foundation
import Grundwerte
import Kommune
import Platform

extension Doppelpruefung.Ergebnis: Auswaehlbar {}

extension FalllisteView {
    /// Die Arbeitsliste „Mögliche Doppelerfassungen“.
    static func tabelle(_ verdacht: [Doppelverdacht], pfad: (String) -> String) -> Tabelle? {
        guard !verdacht.isEmpty else { return nil }
        return Tabelle(
            "Mögliche Doppelerfassungen, das Sicherste zuerst", form: .lang,
            spalten: [Spalte("Person"), Spalte("Andere Person"), Spalte("Warum"), Spalte("Stand")],
            zeilen: verdacht.map { paar in
                [Zelle(paar.eine.bezeichnung, zusatz: paar.eine.aktenzeichen,
                       ziel: pfad("doppelerfassungen/\(paar.paar.a)/\(paar.paar.b)")),
                 Zelle(paar.andere.bezeichnung, zusatz: paar.andere.aktenzeichen),
                 Zelle(paar.gruende.map(\.bezeichnung).joined(separator: "; ")),
                 Zelle(paar.ergebnis == .dieselbe
                       ? Marke("dieselbe: einen Fall einstellen", .gefahr)
                           : Marke("zu prüfen", .warnung))]
            })
    }
}

extension Aehnliche {
    /// `Rahmani, Yusuf, 07.03.1990`.
    var bezeichnung: String { "\(angabe.nameSortiert), \(angabe.geburtsdatum.deutsch)" }
}

/// Die Seite `doppelt/vergleich.mustache`: zwei Personen nebeneinander und die Entscheidung über
/// sie.
struct DoppelvergleichView: Sendable {
    let page: Page
    let zeile: String
    let vergleich: Tabelle
    /// Was bisher entschieden wurde, das Jüngste zuerst.
    let verlauf: [Ereignis]
    let hatVerlauf: Bool
    /// Nil ohne Recht.
    let formular: Formular?
    let ziel: String
    let zurueck: String

    static let felder = [
        Feld("ergebnis", "Ergebnis", .eine([
            Option("verschieden", "Verschiedene Personen",
                   hinweis: "Das Paar verschwindet von der Liste."),
            Option("dieselbe", "Dieselbe Person",
                   hinweis: "Stellen Sie einen der beiden Fälle ein oder lassen Sie die "
                       + "Person dort ausziehen; bis dahin bleibt das Paar auf der Liste."),
            Option("offen", "Noch offen", hinweis: "Hebt eine frühere Entscheidung auf."),
        ])),
        Feld("grund", "Woran haben Sie es erkannt?", .mehrzeilig, maximal: 500),
    ]

    init(_ verdacht: Doppelverdacht, _ pruefungen: [Doppelpruefung], page: Page,
         formular: Formular?,
         namen: [User.ID: String], pfad: (String) -> String) {
        self.page = page
        zeile = verdacht.gruende.isEmpty ? "Nach den jetzigen Angaben nicht mehr ähnlich"
            : verdacht.gruende.map(\.bezeichnung).joined(separator: "; ")
        vergleich = DoppelvergleichView.vergleich(verdacht, pfad: pfad)
        verlauf = pruefungen.map {
            Ereignis("\(Uhr.berlinTag($0.am).deutsch), \(Uhr.berlinUhrzeit($0.am))",
                     wer: namen[$0.von] ?? "–",
                     "\($0.ergebnis.bezeichnung): \($0.grund)")
        }
        hatVerlauf = !pruefungen.isEmpty
        self.formular = formular
        ziel = pfad("doppelerfassungen/\(verdacht.paar.a)/\(verdacht.paar.b)")
        zurueck = pfad("doppelerfassungen")
    }

    private static func vergleich(_ verdacht: Doppelverdacht, pfad: (String) -> String) -> Tabelle {
        let a = verdacht.eine, b = verdacht.andere
        func zeile(_ merkmal: String, _ lies: (Kommune.Person.Angabe) -> String) -> [Zelle] {
            let links = lies(a.angabe), rechts = lies(b.angabe)
            let urteil = links.isEmpty && rechts.isEmpty ? Zelle("–")
                : Zelle(links == rechts ? Marke("gleich", .ok) : Marke("verschieden"))
            return [Zelle(merkmal), Zelle(links.isEmpty ? "–" : links),
                    Zelle(rechts.isEmpty ? "–" : rechts), urteil]
        }
        return Tabelle(
            "Beide Personen im Vergleich",
            spalten: [Spalte("Merkmal"), Spalte("Eine Person"), Spalte("Andere Person"),
                      Spalte("Vergleich")],
            zeilen: [
                [Zelle("Fall"), Zelle(a.aktenzeichen, ziel: pfad("faelle/\(a.fall)")),
                 Zelle(b.aktenzeichen, ziel: pfad("faelle/\(b.fall)")),
                 Zelle(a.fall == b.fall ? Marke("derselbe Fall", .warnung) : Marke("zwei Fälle"))],
                zeile("Familienname", \.familienname), zeile("Vorname", \.vorname),
                zeile("Weitere Schreibweisen", \.weitereNamen),
                    zeile("Geburtsdatum", \.geburtsdatum.deutsch),
                zeile("Geschlecht", \.geschlecht.bezeichnung),
                zeile("Staatsangehörigkeit") { Staatsangehoerigkeit.name($0.staatsangehoerigkeit) },
                zeile("AZR-Nummer") { $0.azrNummer ?? "" },
                zeile("Familienstand", \.familienstand.bezeichnung),
            ])
    }
}
