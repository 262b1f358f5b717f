import Geheimhaltung
import Grundwerte
import Uebergabe

/// Was auf einmal veröffentlicht wird: ein Monat des Katalogs oder eine Sonderauswertung.
package struct Berichtsteil: Sendable {
    /// Eine gemeldete Zahl; `merkmale` wie in `Kennzahlmeldung`.
    package struct Rohzahl: Sendable {
        package let kommune: String
        package let gesamtheit: Gesamtheit
        package let merkmale: String
        package let wert: Int64
        package let beitragende: Int64
        package let groesster: Int64
        package let zweiter: Int64

        package init(kommune: String, gesamtheit: Gesamtheit, merkmale: String, wert: Int64,
                     beitragende: Int64, groesster: Int64, zweiter: Int64) {
            self.kommune = kommune
            self.gesamtheit = gesamtheit
            self.merkmale = merkmale
            self.wert = wert
            self.beitragende = beitragende
            self.groesster = groesster
            self.zweiter = zweiter
        }

        /// Personen oder Fälle: Jeder trägt eins bei.
        package init(kommune: String, _ gesamtheit: Gesamtheit, _ merkmale: String, anzahl: Int) {
            self.init(kommune: kommune, gesamtheit: gesamtheit, merkmale: merkmale,
                      wert: Int64(anzahl), beitragende: Int64(anzahl),
                      groesster: anzahl > 0 ? 1 : 0, zweiter: anzahl > 1 ? 1 : 0)
        }
    }

    package let monat: Monat
    package let kommunen: [String]
    package let tabellen: [Kreuztabelle]
    /// Der Stand steht fest, sobald veröffentlicht ist.
    package let zellen: [(zelle: Zelle, stand: Zellstand?)]

    /// Ein Monat des Katalogs aus dem, was die Kommunen gemeldet haben. Die Umlage fehlt, wenn sie
    /// noch nicht abgeschlossen ist.
    package init(monat: Monat, kommunen: [String], rohzahlen: [Rohzahl]) {
        let beteiligt = kommunen.filter { kommune in
            rohzahlen.contains { $0.gesamtheit == .umlage && $0.kommune == kommune }
        }
        self.init(monat: monat, kommunen: kommunen,
                  tabellen: Self.katalogtabellen(monat, kommunen, umlage: beteiligt),
                  rohzahlen: rohzahlen)
    }

    /// Eine Sonderauswertung (B-4.2).
    package init(monat: Monat, kommunen: [String], gesamtheit: Gesamtheit,
                 merkmale: [Berichtsmerkmal], rohzahlen: [Rohzahl]) {
        self.init(monat: monat, kommunen: kommunen,
                  tabellen: [Self.tabelle(gesamtheit, merkmale, monat, kommunen)],
                  rohzahlen: rohzahlen)
    }

    /// Was schon veröffentlicht ist. Die Tabellen ergeben sich aus den Namen der Zellen.
    package init(monat: Monat, veroeffentlicht zellen: [(zelle: Zelle, stand: Zellstand?)]) {
        let merkmale = zellen.map { ($0.zelle.name.gesamtheit, $0.zelle.name.merkmale) }
        let kommunen = Set(merkmale.compactMap { $0.1["kommune"] }).sorted()
        let umlage = Set(merkmale.compactMap {
            $0.0 == Gesamtheit.umlage.rawValue ? $0.1["kommune"] : nil
        }).sorted()
        var formen: Set<String> = [], sonder: [Kreuztabelle] = []
        for (gesamtheit, werte) in merkmale where werte.count > 3 {
            let namen = werte.keys.filter { $0 != "monat" && $0 != "kommune" }.sorted()
            guard let gesamtheit = Gesamtheit(rawValue: gesamtheit),
                  formen.insert("\(gesamtheit)\(namen)").inserted else { continue }
            sonder.append(Self.tabelle(gesamtheit, gesamtheit.merkmale.filter {
                namen.contains($0.name)
            }, monat, kommunen))
        }
        self.monat = monat
        self.kommunen = kommunen
        tabellen = Self.katalogtabellen(monat, kommunen, umlage: umlage) + sonder
        self.zellen = zellen
    }

    private init(monat: Monat, kommunen: [String], tabellen: [Kreuztabelle],
                 rohzahlen: [Rohzahl]) {
        self.monat = monat
        self.kommunen = kommunen
        self.tabellen = tabellen
        var gegeben: [Zellname: Zelle] = [:]
        for zahl in rohzahlen {
            let name = Zellname(text: [zahl.gesamtheit.rawValue, zahl.merkmale]
                .filter { !$0.isEmpty }.joined(separator: "|"))
            let voll = Zellname(name.gesamtheit, name.merkmale.merging(
                ["kommune": zahl.kommune, "monat": monat.description]) { $1 })
            gegeben[voll] = Zelle(name: voll, art: zahl.gesamtheit.istBetrag ? .summe : .anzahl,
                                  wert: zahl.wert, beitragende: zahl.beitragende,
                                  groesster: zahl.groesster, zweiter: zahl.zweiter)
        }
        var gesehen: Set<Zellname> = []
        zellen = tabellen.flatMap { tabelle in
            let betrag = Gesamtheit(rawValue: tabelle.gesamtheit)?.istBetrag == true
            return tabelle.zellen(gegeben, art: betrag ? .summe : .anzahl)
                .filter { gesehen.insert($0.name).inserted }
                .map { (zelle: $0, stand: Zellstand?.none) }
        }
    }

    private static func katalogtabellen(
        _ monat: Monat, _ kommunen: [String], umlage: [String]
    ) -> [Kreuztabelle] {
        Bericht.tabellen.map { tabelle($0.0, $0.1, monat, kommunen) }
            + (umlage.isEmpty ? [] : [tabelle(.umlage, [], monat, umlage)])
    }

    private static func tabelle(
        _ gesamtheit: Gesamtheit, _ merkmale: [Berichtsmerkmal], _ monat: Monat,
        _ kommunen: [String]
    ) -> Kreuztabelle {
        Kreuztabelle(
            gesamtheit.rawValue, fest: ["monat": monat.description],
            merkmale: [.init("kommune", kommunen, sensibel: false)] + merkmale.map {
                .init($0.name, $0.auspraegungen.map(\.schluessel), sensibel: $0.sensibel)
            })
    }
}
