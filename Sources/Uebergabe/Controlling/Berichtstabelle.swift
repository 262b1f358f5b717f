import Grundwerte

/// Ein Bericht eines Monats, wie er veröffentlicht ist: jede Ausprägung jedes Rands in fester
/// Reihe.
package struct Berichtstabelle: Sendable {
    package struct Zeile: Sendable {
        /// `Insgesamt` für den Rand, nil für den Kreis.
        package let kommune: Zahlenwerk.Kommunenname?
        /// Ohne Eintrag: der Rand.
        package let auspraegung: Berichtsmerkmal.Auspraegung?
        package let wert: Zahlenwerk.Wert
    }

    package let titel: String
    package let definition: String
    package let monat: Monat
    package let gesamtheit: Gesamtheit
    /// Ein Quotient ist keine Summe: Sein Kreiswert ist nicht `Insgesamt`.
    package let istQuotient: Bool
    package let merkmal: Berichtsmerkmal?
    package let zeilen: [Zeile]

    package init?(_ bericht: Bericht, _ monat: Monat, aus werk: Zahlenwerk) {
        titel = bericht.titel
        definition = bericht.definition
        self.monat = monat
        switch bericht.inhalt {
        case let .tabelle(gesamtheit, merkmale):
            self.gesamtheit = gesamtheit
            merkmal = merkmale.first
            istQuotient = false
            zeilen = Self.zeilen(gesamtheit, merkmale.first, monat, werk) {
                werk.wert(gesamtheit, monat, $0)
            }
        case let .quotient(gesamtheit, durch: teiler):
            self.gesamtheit = gesamtheit
            merkmal = nil
            istQuotient = true
            zeilen = Self.zeilen(teiler, nil, monat, werk) { ort in
                Self.quotient(werk.wert(gesamtheit, monat, ort), werk.wert(teiler, monat, ort))
            }
        case .umlage:
            gesamtheit = .umlage
            merkmal = nil
            istQuotient = false
            zeilen = Self.zeilen(.umlage, nil, monat, werk) { werk.wert(.umlage, monat, $0) }
        }
        if zeilen.isEmpty { return nil }
    }

    private static func quotient(
        _ summe: Zahlenwerk.Wert, _ anzahl: Zahlenwerk.Wert
    ) -> Zahlenwerk.Wert {
        guard let summe = summe.zahl, let anzahl = anzahl.zahl, anzahl > 0 else {
            return .gesperrt
        }
        return .offen(Rundung.kaufmaennisch.teile(summe, durch: anzahl))
    }

    private static func zeilen(
        _ gesamtheit: Gesamtheit, _ merkmal: Berichtsmerkmal?, _ monat: Monat, _ werk: Zahlenwerk,
        _ wert: ([String: String]) -> Zahlenwerk.Wert
    ) -> [Zeile] {
        let kommunen = werk.kommunen(gesamtheit, monat)
        guard !kommunen.isEmpty else { return [] }
        return (kommunen.map(Optional.some) + [nil]).flatMap { kommune in
            ((merkmal?.auspraegungen ?? []).map(Optional.some) + [nil]).map { auspraegung in
                var ort: [String: String] = [:]
                ort["kommune"] = kommune?.kuerzel
                if let merkmal { ort[merkmal.name] = auspraegung?.schluessel }
                return Zeile(kommune: kommune, auspraegung: auspraegung, wert: wert(ort))
            }
        }
    }

    package var gesperrt: Int { zeilen.count { $0.wert == .gesperrt } }

    /// Kopfzeile, eine Spalte je Merkmal mit demselben Namen in jeder Tabelle, eine Spalte `wert`;
    /// `.` ist gesperrt, `0` eine echte Null.
    package var csv: [UInt8] {
        Array(felder.reduce("") { $0 + CSVZeile.text($1) }.utf8)
    }

    /// Dieselben Zeilen wie die CSV, die erste ist der Kopf.
    package var felder: [[String]] {
        [["monat", "kennzahl", "kommune"] + (merkmal.map { [$0.name] } ?? []) + ["wert"]]
            + zeilen.map { zeile in
                var felder = [monat.description, istQuotient ? titel : gesamtheit.bezeichnung]
                felder.append(zeile.kommune?.bezeichnung ?? (istQuotient ? "Kreis" : Self.rand))
                if merkmal != nil { felder.append(zeile.auspraegung?.bezeichnung ?? Self.rand) }
                return felder + [darstellung(zeile.wert)]
            }
    }

    package static let rand = "Insgesamt"

    private func darstellung(_ wert: Zahlenwerk.Wert) -> String {
        guard case .offen(let zahl) = wert else { return "." }
        guard gesamtheit.istBetrag else { return String(zahl) }
        return zahl == 0 ? "0" : Geld(cent: zahl).dezimal
    }
}
