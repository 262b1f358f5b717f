import Foundation
import Grundwerte
import Kommune
import Uebergabe

extension ErstattungsstaendeView {
    init(_ staende: [Erstattungsstand], _ posten: [Kreisforderung], page: Page,
         bereiche: [Abrechnungsbereich.Reiter], heute: Kalendertag, pfad: (String) -> String) {
        self.page = page
        self.bereiche = bereiche
        unterzeile = "Erstattet wird, was der Kreis im Monat für die Kommune gezahlt hat."
        let faellig = posten.filter { $0.offen > .null && heute > $0.faellig }
        mahnungen = posten.flatMap(\.meldungen)
        eckdaten = posten.isEmpty ? [] : [
            Eckdatum("Offen", posten.map(\.offen).summe().description),
            Eckdatum("Davon überfällig", faellig.map(\.offen).summe().description),
        ]
        let jahr = staende.first?.monat.jahr ?? heute.jahr
        self.jahr = String(jahr)
        bild = staende.isEmpty ? nil : ErstattungsstaendeView.bild(jahr, staende, posten)
        tabelle = staende.isEmpty ? nil
            : ErstattungsstaendeView.tabelle(staende, posten, pfad: pfad)
        leer = staende.isEmpty ? Leer("Noch hat der Kreis nichts für die Kommune gezahlt.") : nil
    }

    private static func bild(
        _ jahr: Int, _ staende: [Erstattungsstand], _ posten: [Kreisforderung]
    ) -> Saeulenbild {
        let monate = Monat.alle(von: Monat(jahr, 1), bis: Monat(jahr, 12))
        return Saeulenbild(
            "Erstattung und eigene Zahlungen \(jahr), in Euro", monate: monate,
            erste: ("Erstattung", monate.map { monat in
                staende.filter { $0.monat == monat }.map(\.summe).summe()
            }),
            zweite: ("An den Kreis gezahlt", monate.map { monat in
                posten.filter { $0.monat == monat && $0.art == "erstattung" }
                    .map(\.eingegangen).summe()
            }))
    }

    static func tabelle(
        _ staende: [Erstattungsstand], _ posten: [Kreisforderung], pfad: (String) -> String
    ) -> Tabelle {
        let jeMonat = Dictionary(posten.filter { $0.art == "erstattung" }.map { ($0.monat, $0) },
                                 uniquingKeysWith: { eine, _ in eine })
        return Tabelle(
            "Erstattung je Monat",
            spalten: [Spalte("Monat"), Spalte("Stand"), Spalte("Zeilen", .zahl),
                      Spalte("Gezahlt in €", .zahl), Spalte("Zurück in €", .zahl),
                      Spalte("Rückforderungen in €", .zahl), Spalte("Erstattung in €", .zahl),
                      Spalte("Fällig", .datum), Spalte("Offen in €", .zahl)],
            zeilen: staende.map { stand in
                [Zelle(stand.monat.deutsch, zusatz: stand.nummer,
                       ziel: pfad("erstattung/\(stand.monat)")),
                 Zelle(Marke(stand)), Zelle(stand.positionen), Zelle(stand.gezahlt),
                 Zelle(stand.ruecklauf), Zelle(stand.rueckforderung), Zelle(stand.summe),
                 Zelle(stand.faellig?.deutsch ?? "–"),
                 jeMonat[stand.monat].map { Zelle($0.offen) } ?? "–"]
            })
    }
}

extension Marke {
    init(_ stand: Erstattungsstand) {
        self = stand.nummer == nil ? Marke("läuft noch", .hinweis) : Marke("abgeschlossen", .ok)
    }
}
