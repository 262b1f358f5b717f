import Foundation
import Grundwerte
import Kreis
import Platform

/// Der Nachweis eines Monats `umlage/monat.mustache`, ob Vorschlag oder abgeschlossen.
struct UmlagemonatView: Sendable {
    struct Nachgerechnet: Sendable {
        let marke: Marke
        let text: String
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let ablauf: Ablauf
    let meldungen: [Meldung]
    let ergebnis: Ergebnis
    let formel: String
    let verteilung: Tabelle?
    let forderungen: Tabelle?
    let belege: Tabelle?
    let verteilungCSV: String
    let belegeCSV: String
    let eckdaten: [Eckdatum]
    let pruefungen: [Nachgerechnet]
    let hatPruefungen: Bool
    let pruefsumme: Pruefsumme
    let feststellen: Formular?
    let abschliessen: Formular?
    let schreiben: Formular?
    let schreibentext: String
    let basis: String
    let leer: Leer?
}

extension Umlagerechnung {
    /// `Anteil = 100,01 € × Empfänger der Kommune ÷ 432 Empfänger …`.
    var formel: String {
        "Anteil = \(netto) × Empfänger der Kommune ÷ \(empfaenger) Empfänger, auf ganze Cent "
            + "abgerundet. Übrig: \(zusatzcents) Cent; je einen tragen die größten Reste, bei "
            + "gleichem Rest das größere Gewicht, dann der kleinere AGS."
    }

    /// Jede Zeile mit ihren Schritten.
    var verteilung: Tabelle {
        Tabelle(
            "Rechenweg je Kommune", spalten: [
                Spalte("Kommune"), Spalte("Empfänger", .zahl), Spalte("Quote in %", .zahl),
                Spalte("Abgerundet in €", .zahl), Spalte("Rest von \(empfaenger)", .zahl),
                Spalte("Zusatzcent", .zahl), Spalte("Anteil in €", .zahl),
            ],
            zeilen: zeilen.map { zeile in
                [Zelle(zeile.kommune, zusatz: zeile.zahl == nil ? "\(zeile.ags) · ohne Zahl"
                        : zeile.ags),
                 Zelle(zeile.anteil.gewicht), Zelle(quote(zeile)), Zelle(zeile.anteil.ganze),
                 Zelle(zeile.anteil.rest), zeile.anteil.zusatzcent ? "+ 0,01" : "–",
                 Zelle(zeile.anteil.betrag)]
            },
            summe: ["Zusammen", Zelle(empfaenger), empfaenger > 0 ? "100,0000" : "–",
                    Zelle(zeilen.map(\.anteil.ganze).summe()), "", Zelle(zusatzcents),
                    Zelle(zeilen.map(\.anteil.betrag).summe())])
    }

    /// Vier Nachkommastellen, kaufmännisch; gerechnet wird mit den ganzen Zahlen.
    private func quote(_ zeile: Zeile) -> String {
        guard empfaenger > 0 else { return "–" }
        let zehntausendstel = Rundung.kaufmaennisch.teile(
            zeile.anteil.gewicht * 1_000_000, durch: empfaenger)
        let rest = String(zehntausendstel % 10_000)
        return "\(zehntausendstel / 10_000),"
            + String(repeating: "0", count: 4 - rest.count) + rest
    }

    func belege(_ context: KreisContext) -> Tabelle {
        Tabelle(
            "Belege", spalten: [
                Spalte("Beleg"), Spalte("Von"), Spalte("Gebucht", .datum),
                Spalte("Betrag in €", .zahl),
            ],
            zeilen: positionen.map { position in
                let kommune = zeilen.first { $0.mandant == position.mandant }?.kommune
                return [Zelle(position.text, zusatz: position.tag.monat < monat
                            ? "aus einem früheren Monat" : nil,
                              ziel: position.rechnung.map {
                                  context.pfad("krankenhilfe/rechnungen/\($0)")
                              }),
                        Zelle(kommune ?? position.rechnungssteller), Zelle(position.tag),
                        Zelle(position.betrag)]
            },
            summe: ["Umzulegen", "", "", Zelle(netto)])
    }

    /// Was die Kommunen zahlen; nur wo durchgeleitet wird, ist es mehr als der Anteil.
    var durchgeleitet: Tabelle? {
        guard zeilen.contains(where: { $0.durchleitung != .null }) else { return nil }
        return Tabelle(
            "Zu zahlen mit durchgeleiteten Einnahmen", form: .zahlen, spalten: [
                Spalte("Kommune"), Spalte("Anteil in €", .zahl), Spalte("Durchleitung in €", .zahl),
                Spalte("Zu zahlen in €", .zahl),
            ],
            zeilen: zeilen.filter { $0.durchleitung != .null }.map {
                [Zelle($0.kommune), Zelle($0.anteil.betrag), Zelle($0.durchleitung),
                 Zelle($0.betrag)]
            })
    }
}

extension Umlageteil {
    func marke(am heute: Kalendertag) -> Marke {
        let stand = stand(am: heute)
        let art: Marke.Art = switch stand {
        case .beglichen: .ok
        case .offen, .teilweise, .guthaben: .hinweis
        case .ueberzahlt: .warnung
        case .ueberfaellig: .gefahr
        }
        return Marke(stand.bezeichnung, art)
    }
}
