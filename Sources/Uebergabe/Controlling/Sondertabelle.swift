import Grundwerte

/// Das veröffentlichte Ergebnis einer Sonderauswertung: jede Kombination mit ihren Rändern.
package struct Sondertabelle: Sendable {
    package let monat: Monat
    package let gesamtheit: Gesamtheit
    package let merkmale: [Berichtsmerkmal]
    /// Kommune und Ausprägungen in Worten, dann der Wert.
    package let zeilen: [(orte: [String], wert: Zahlenwerk.Wert)]

    package init(_ gesamtheit: Gesamtheit, nach merkmale: [Berichtsmerkmal], _ monat: Monat,
                 aus werk: Zahlenwerk) {
        self.monat = monat
        self.gesamtheit = gesamtheit
        self.merkmale = merkmale
        var orte: [(worte: [String], ort: [String: String])] = werk.kommunen(gesamtheit, monat)
            .map { ([$0.bezeichnung], ["kommune": $0.kuerzel]) }
            + [([Berichtstabelle.rand], [:])]
        for merkmal in merkmale {
            orte = orte.flatMap { ort in
                merkmal.auspraegungen.map { eine in
                    (ort.worte + [eine.bezeichnung],
                     ort.ort.merging([merkmal.name: eine.schluessel]) { $1 })
                } + [(ort.worte + [Berichtstabelle.rand], ort.ort)]
            }
        }
        zeilen = orte.map { ($0.worte, werk.wert(gesamtheit, monat, $0.ort)) }
    }

    package var csv: [UInt8] {
        var text = CSVZeile.text(["monat", "kennzahl", "kommune"] + merkmale.map(\.name) + ["wert"])
        for (orte, wert) in zeilen {
            text += CSVZeile.text([monat.description, gesamtheit.bezeichnung] + orte
                + [wert.zahl.map { String($0) } ?? "."])
        }
        return Array(text.utf8)
    }
}
