import Geheimhaltung
import Grundwerte
import Kommune
import Kreis
import Platform
import Postgres
import TestSupport
import Uebergabe

/// `messung controlling PERSONS MONTHS`: every month of the catalogue published beside all earlier
/// ones, the whole attacked with everything in hand.
enum Controllingmessung {
    private static let regel = Geheimhaltungsregel(
        gueltigAb: Monat(2020, 1).ersterTag, mindestfallzahl: 5, dominanzEiner: 70,
        dominanzZweier: 85, prozent: 15, spanne: 2)

    static func run(_ arguments: [String]) throws {
        let personen = arguments.first.flatMap { Int($0) } ?? 25_000
        let monate = arguments.dropFirst().first.flatMap { Int($0) } ?? 24
        var verbund = Kunstverbund(personen: personen), fruehere: [Berichtsteil] = []
        var felder = 0, gesperrt = 0, summe = 0.0, verloren = 0.0, laengste = 0.0
        var letzter: Angriff?
        let uhr = ContinuousClock()
        for stelle in 0..<monate {
            let teil = Berichtsteil(
                monat: Monat(2025, 1).plus(stelle), kommunen: Kunstverbund.kommunen,
                rohzahlen: verbund.weiter().compactMap { zahl in
                    Gesamtheit(rawValue: zahl.gesamtheit).map {
                        .init(kommune: zahl.kommune, gesamtheit: $0, merkmale: zahl.merkmale,
                              wert: zahl.wert, beitragende: zahl.beitragende,
                              groesster: zahl.groesster, zweiter: zahl.zweiter)
                    }
                })
            let beginn = uhr.now
            let schutz = try Monatsschutz(teil, neben: fruehere, nach: regel)
            laengste = max(laengste, Messung.seconds(uhr.now - beginn))
            for (zelle, _) in teil.zellen {
                let zu = schutz.werk.stand(zelle.name)?.istGesperrt == true
                felder += 1
                gesperrt += zu ? 1 : 0
                summe += Double(zelle.beitragende)
                verloren += zu ? Double(zelle.beitragende) : 0
            }
            letzter = schutz.angriff
            fruehere.append(Berichtsteil(monat: teil.monat, veroeffentlicht: teil.zellen.map {
                ($0.zelle, schutz.werk.stand($0.zelle.name))
            }))
        }
        Messung.report("aufgedeckt", Double(letzter?.aufgedeckt.count ?? -1))
        Messung.report("angegriffen", Double(letzter?.gesperrt ?? 0))
        Messung.report("felder", Double(felder))
        Messung.report("gesperrt_prozent", Double(gesperrt) / Double(felder) * 100)
        Messung.report("verloren_prozent", verloren / summe * 100)
        Messung.report("monat_hoechstens", laengste)
    }
}
