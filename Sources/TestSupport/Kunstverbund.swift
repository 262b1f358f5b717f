import Grundwerte

/// Persons who do not exist, in 16 Kommunen of different size, over many months: what their
/// Mandanten would report to the controlling. Repeatable.
package struct Kunstverbund {
    /// As a Mandant hands it over; the keys are those of the catalogue.
    package struct Zahl: Sendable {
        package let kommune: String
        package let gesamtheit: String
        package let merkmale: String
        package let wert: Int64
        package let beitragende: Int64
        package let groesster: Int64
        package let zweiter: Int64
    }

    package static let kommunen = [
        "ahaus", "bocholt", "borken", "gescher", "gronau", "heek", "heiden", "isselburg", "legden",
        "raesfeld", "reken", "rhede", "schoeppingen", "stadtlohn", "suedlohn", "vreden",
    ]
    private static let anteile = [11, 20, 12, 5, 13, 2, 3, 3, 2, 3, 4, 5, 2, 6, 3, 6]

    private struct Mensch {
        let fall: Int
        let kommune: Int
        let merkmale: [String: String]
        let seit: Int
    }

    private var zufall: Folge
    private var menschen: [Mensch] = []
    private var naechsterFall = 1
    private let groesse: Int
    private var monat = 0

    package init(personen: Int, saat: UInt64 = 1) {
        zufall = Folge(zustand: saat)
        groesse = personen
        while menschen.count < personen { zuzug(vor: Int.random(in: 0..<60, using: &zufall)) }
    }

    /// The next month's numbers.
    package mutating func weiter() -> [Zahl] {
        monat += 1
        var saetze: [Satz] = []
        let bleibt = Dictionary(grouping: menschen, by: \.fall).keys.sorted()
            .filter { _ in Int.random(in: 0..<100, using: &zufall) >= 3 }
        let menge = Set(bleibt)
        for mensch in menschen where !menge.contains(mensch.fall) {
            saetze.append(Satz("abgaenge", mensch.kommune, mensch.merkmale, 1, saetze.count))
        }
        menschen.removeAll { !menge.contains($0.fall) }
        while menschen.count < groesse {
            let vorher = menschen.count
            zuzug(vor: 0)
            for mensch in menschen[vorher...] {
                saetze.append(Satz("zugaenge", mensch.kommune, mensch.merkmale, 1, saetze.count))
            }
        }
        for mensch in menschen {
            var merkmale = mensch.merkmale
            let dauer = monat - mensch.seit
            merkmale["bezugsdauer"] = dauer < 6 ? "00-05" : dauer < 18 ? "06-17"
                : dauer < 36 ? "18-35" : "36-"
            saetze.append(Satz("empfaenger", mensch.kommune, merkmale, 1, saetze.count))
        }
        faelle(&saetze)
        return Self.zahlen(saetze)
    }

    private mutating func zuzug(vor monate: Int) {
        let kommune = wahl(Array(zip(Self.kommunen.indices, Self.anteile)))
        let haushalt = wahl([(1, 55), (2, 13), (3, 11), (4, 10), (6, 11)])
        let staat = wahl([("europa", 24), ("afrika", 20), ("amerika", 1), ("asien", 50),
                          ("uebrige", 5)])
        let art = wahl([("grundleistung", 46), ("analogleistung", 51),
                        ("anspruchseinschraenkung", 2), ("ueberbrueckungsleistung", 1)])
        let wohnt = wahl([("wohnung", 50), ("gemeinschaftsunterkunft", 42),
                          ("vergleichbare_unterkunft", 5), ("andere", 3)])
        let jung = [("00-05", 20), ("06-13", 25), ("14-17", 12), ("18-24", 8)]
        let alt = [("18-24", 22), ("25-39", 48), ("40-59", 24), ("60-", 6)]
        for stelle in 0..<haushalt {
            let kind = haushalt > 1 && stelle > 0 && (haushalt > 2 ? stelle > 1 : false)
            menschen.append(Mensch(fall: naechsterFall, kommune: kommune, merkmale: [
                "haushalt": haushalt > 4 ? "5-" : "\(haushalt)", "staatengruppe": staat,
                "leistungsart": art, "unterbringung": wohnt, "alter": wahl(kind ? jung : alt),
            ], seit: monat - monate))
        }
        naechsterFall += 1
    }

    private mutating func faelle(_ saetze: inout [Satz]) {
        let faelle = Dictionary(grouping: menschen, by: \.fall).sorted { $0.key < $1.key }
        for (fall, leute) in faelle {
            let kommune = leute[0].kommune
            let unterhalt = Int64.random(in: 18_000...46_000, using: &zufall) * Int64(leute.count)
            let zahlweg = wahl([("ueberweisung", 62), ("bezahlkarte", 33), ("bar", 4),
                                ("umbuchung", 1)])
            saetze.append(Satz("ausgaben", kommune, ["ausgabeart": "lebensunterhalt"], unterhalt,
                               fall))
            saetze.append(Satz("auszahlungen", kommune, ["zahlweg": zahlweg], unterhalt, fall))
            if leute[0].merkmale["unterbringung"] == "wohnung" {
                let miete = Int64.random(in: 35_000...95_000, using: &zufall)
                saetze.append(Satz("ausgaben", kommune, ["ausgabeart": "unterkunft"], miete, fall))
                saetze.append(Satz("auszahlungen", kommune, ["zahlweg": "ueberweisung"], miete,
                                   fall))
            }
            if let art = wahl([("krankenhilfe" as String?, 4), ("sonstige", 2), ("bildung", 6),
                               (nil, 88)]) {
                saetze.append(Satz("ausgaben", kommune, ["ausgabeart": art],
                                   Int64.random(in: 1_500...40_000, using: &zufall), fall))
            }
            if leute[0].seit == monat {
                let dauer = wahl([("00-07", 30), ("08-14", 34), ("15-30", 25), ("31-60", 9),
                                  ("61-", 2)])
                saetze.append(Satz("entscheidungen", kommune, ["dauer": dauer], 1, fall))
            }
            if let aufgabe = wahl([("ueberfaellig" as String?, 4), ("offen", 18), ("anordnung", 3),
                                   (nil, 75)]) {
                saetze.append(Satz("aufgaben", kommune, ["aufgabe": aufgabe], 1, fall))
            }
            if let vorgang = wahl([("festgesetzt" as String?, 2), ("eingegangen", 5),
                                   ("erlassen", 1), (nil, 92)]) {
                saetze.append(Satz("rueckforderungen", kommune, ["forderung": vorgang],
                                   Int64.random(in: 2_000...90_000, using: &zufall), fall))
            }
        }
    }

    private mutating func wahl<T>(_ moegliche: [(T, Int)]) -> T {
        var punkt = Int.random(in: 0..<moegliche.reduce(0) { $0 + $1.1 }, using: &zufall)
        for (wert, gewicht) in moegliche {
            punkt -= gewicht
            if punkt < 0 { return wert }
        }
        return moegliche[0].0
    }
}

extension Kunstverbund {
    private struct Satz {
        let gesamtheit: String
        let kommune: Int
        let merkmale: [String: String]
        let wert: Int64
        let wer: Int

        init(_ gesamtheit: String, _ kommune: Int, _ merkmale: [String: String], _ wert: Int64,
             _ wer: Int) {
            self.gesamtheit = gesamtheit
            self.kommune = kommune
            self.merkmale = merkmale
            self.wert = wert
            self.wer = wer
        }
    }

    private struct Ort: Hashable {
        let gesamtheit: String
        let kommune: Int
        let merkmale: String
    }

    /// Totals and each feature by itself, as the Mandanten count.
    private static func zahlen(_ saetze: [Satz]) -> [Zahl] {
        var beitraege: [Ort: [Int: Int64]] = [:]
        for satz in saetze {
            for merkmale in [""] + satz.merkmale.map({ "\($0.key)=\($0.value)" }) {
                let ort = Ort(gesamtheit: satz.gesamtheit, kommune: satz.kommune,
                              merkmale: merkmale)
                beitraege[ort, default: [:]][satz.wer, default: 0] += satz.wert
            }
        }
        return beitraege.map { ort, werte in
            let groesste = werte.values.sorted(by: >)
            return Zahl(kommune: kommunen[ort.kommune], gesamtheit: ort.gesamtheit,
                        merkmale: ort.merkmale, wert: groesste.reduce(0, +),
                        beitragende: Int64(groesste.count), groesster: groesste[0],
                        zweiter: groesste.count > 1 ? groesste[1] : 0)
        }
    }

    private struct Folge: RandomNumberGenerator {
        var zustand: UInt64

        mutating func next() -> UInt64 {
            zustand &+= 0x9E37_79B9_7F4A_7C15
            var z = zustand
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
