import Foundation
import Grundwerte
import Kommune
import Uebergabe

extension ErstattungsabgleichView {
    init(_ stand: Erstattungsstand, _ abgleich: [Erstattungsabgleich],
         _ gesagt: [Zeilenaeusserung], _ posten: Kreisforderung?, bestaetigen: Formular?,
         page: Page, pfad: (String) -> String) {
        self.page = page
        unterzeile = (stand.nummer.map { "Anforderung \($0)" } ?? "Der Monat läuft noch")
            + (stand.faellig.map { " · fällig am \($0.deutsch)" } ?? "")
        csv = pfad("erstattung/\(stand.monat)/csv")
        ergebnis = stand.summe.istNegativ
            ? Ergebnis("Der Kreis schreibt der Kommune gut", .null - stand.summe)
            : Ergebnis("Die Kommune erstattet dem Kreis", stand.summe)
        let eingaenge = abgleich.filter { $0.zeile.kassenzeichen != nil }.count
        let zurueck = abgleich.filter(\.zeile.betrag.istNegativ).count - eingaenge
        let gezahlt = abgleich.count - zurueck - eingaenge
        let verrechnet: [[Zelle]] = eingaenge == 0 ? [] : [
            ["Eingänge auf Rückforderungen", Zelle(eingaenge), Zelle(stand.rueckforderung)],
        ]
        zusammensetzung = Tabelle(
            "Zusammensetzung", form: .zahlen,
            spalten: [Spalte("Bewegung"), Spalte("Anzahl", .zahl), Spalte("Betrag in €", .zahl)],
            zeilen: [["Zahlungen, gebucht nach Kontoauszug", Zelle(gezahlt), Zelle(stand.gezahlt)],
                     ["Rücküberweisungen", Zelle(zurueck), Zelle(stand.ruecklauf)]] + verrechnet,
            summe: ["Erstattung", Zelle(abgleich.count), Zelle(stand.summe)])
        let fremde = abgleich.filter { $0.abweichung != nil }
        meldung = ErstattungsabgleichView.befund(stand, abgleich)
        let monat = stand.monat
        abweichungen = fremde.isEmpty ? nil
            : .abgleich("Abweichungen", fremde, monat, gesagt, pfad: pfad)
        zeilen = abgleich.isEmpty ? nil
            : .abgleich("Alle Zeilen", abgleich, monat, gesagt, pfad: pfad)
        leer = abgleich.isEmpty ? Leer("In diesem Monat ist nichts gebucht.") : nil
        let letzte = Dictionary(gesagt.compactMap { eine in eine.zeile.map { ($0, eine) } },
                                uniquingKeysWith: { _, spaetere in spaetere })
        let einwaende = letzte.values.filter(\.istEinwand).count
        let bestaetigt = gesagt.last { $0.zeile == nil }
        self.bestaetigen = bestaetigt == nil ? bestaetigen : nil
        bestaetigungsziel = pfad("erstattung/\(stand.monat)/bestaetigung")
        self.gesagt = gesagt.isEmpty ? nil : [
            bestaetigt.map { "\($0.wer) hat dem Kreis am \(Uhr.berlinTag($0.am).deutsch) alle "
                + "übrigen Zeilen bestätigt." },
            einwaende == 0 ? nil : einwaende == 1 ? "Gegen eine Zeile steht ein Einwand."
                : "Gegen \(einwaende) Zeilen stehen Einwände.",
        ].compactMap(\.self).joined(separator: " ")
        self.posten = posten.map {
            [Eckdatum("Kassenzeichen", $0.kassenzeichen), Eckdatum("Fällig", $0.faellig.deutsch),
             Eckdatum("Beim Kreis eingegangen", $0.eingegangen.description),
             Eckdatum("Noch offen", $0.offen.description)]
        } ?? []
    }

    /// Ob die Zeilen die Summe ergeben und jede zu einer eigenen Zahlung passt.
    private static func befund(
        _ stand: Erstattungsstand, _ abgleich: [Erstattungsabgleich]
    ) -> Meldung {
        let summe = abgleich.map(\.zeile.betrag).summe()
        let fremde = abgleich.filter { $0.abweichung != nil }.count
        guard summe == stand.summe else {
            return .gefahr("Die Zeilen ergeben \(summe), angefordert sind \(stand.summe). "
                + "Fragen Sie die Abrechnungsstelle des Kreises.")
        }
        guard fremde == 0 else {
            return .warnung("\(fremde) von \(abgleich.count) Zeilen "
                + "\(fremde == 1 ? "weicht" : "weichen") von den eigenen Fällen ab. "
                + "Klären Sie sie mit der Abrechnungsstelle des Kreises.")
        }
        return .erfolg("Alle \(abgleich.count) Zeilen stimmen mit den eigenen Fällen überein, "
            + "und ihre Summe ist die "
            + (stand.nummer == nil ? "des Kreises." : "angeforderte."))
    }

    /// Mit BOM, damit Tabellenprogramme die Umlaute lesen; keine Namen, das Aktenzeichen führt
    /// zum Fall.
    static func csv(_ abgleich: [Erstattungsabgleich]) -> String {
        var text = "\u{FEFF}zeile;buchungstag;kennung;aktenzeichen;monat;zweck;betrag;hier;"
            + "unterschied;abweichung;rueckforderung\r\n"
        for eintrag in abgleich {
            let zahlung = eintrag.zahlung
            text += [
                eintrag.zeile.lfd.map(String.init) ?? "",
                eintrag.zeile.buchungstag.description, eintrag.zeile.kennung,
                zahlung?.aktenzeichen ?? "",
                zahlung?.monat.description ?? "", zahlung?.zweck.bezeichnung ?? "",
                eintrag.zeile.betrag.csv,
                eintrag.hier.csv, eintrag.unterschied.csv, eintrag.abweichung?.satz ?? "",
                eintrag.fehlzahlung ?? "",
            ].joined(separator: ";") + "\r\n"
        }
        return text
    }
}

extension Tabelle {
    static func abgleich(
        _ titel: String, _ zeilen: [Erstattungsabgleich], _ monat: Monat,
        _ gesagt: [Zeilenaeusserung], pfad: (String) -> String
    ) -> Tabelle {
        let letzte = Dictionary(gesagt.compactMap { eine in eine.zeile.map { ($0, eine) } },
                                uniquingKeysWith: { _, spaetere in spaetere })
        return Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Zahlung"), Spalte("Fall"), Spalte("Gebucht", .datum),
                      Spalte("Abgleich"), Spalte("Zeile"), Spalte("Betrag in €", .zahl),
                      Spalte("Unterschied in €", .zahl)],
            zeilen: zeilen.map { eintrag in
                let zahlung = eintrag.zahlung, lfd = eintrag.zeile.lfd
                let einwand = lfd.flatMap { letzte[$0] }?.istEinwand ?? false
                return [
                    zahlung.map { Zelle($0.monat.deutsch, zusatz: $0.zweck.bezeichnung,
                                        ziel: pfad("zahlungen/\($0.id)")) }
                        ?? Zelle(eintrag.zeile.kassenzeichen.map { "Rückforderung \($0)" }
                            ?? "Auftrag \(eintrag.zeile.endToEndId)"),
                    zahlung.map {
                        Zelle($0.aktenzeichen, ziel: pfad("faelle/\($0.fall)/zahlungen"))
                    } ?? "–",
                    Zelle(eintrag.zeile.buchungstag),
                    Zelle(eintrag.marke,
                          zusatz: eintrag.fehlzahlung.map { "zurückgefordert, \($0)" }),
                    lfd.map { Zelle("Zeile \($0)", zusatz: einwand ? "Einwand" : nil,
                                    ziel: pfad("erstattung/\(monat)/zeilen/\($0)")) } ?? "–",
                    Zelle(eintrag.zeile.betrag), Zelle(eintrag.unterschied),
                ]
            },
            summe: ["Summe", "", "", "", "", Zelle(zeilen.map(\.zeile.betrag).summe()),
                    Zelle(zeilen.map(\.unterschied).summe())])
    }
}

extension Erstattungsabgleich {
    var marke: Marke { abweichung.map { Marke($0.satz, .warnung) } ?? Marke("gleich", .ok) }
}
