import Grundwerte

/// Eine Fassung eines Werts: ab wann sie gilt und woher sie kommt.
package struct Stand<Wert: Hashable & Sendable>: Hashable, Sendable {
    package let gueltigAb: Kalendertag
    /// Nur bei Werten, die von sich aus enden, etwa den jährlichen Bedarfssätzen; sonst gilt der
    /// Stand, bis der nächste beginnt.
    package let gueltigBis: Kalendertag?
    package let fundstelle: String
    package let geprueftAm: Kalendertag
    package let wert: Wert

    package init(
        gueltigAb: Kalendertag, gueltigBis: Kalendertag? = nil, fundstelle: String,
        geprueftAm: Kalendertag, wert: Wert
    ) {
        self.gueltigAb = gueltigAb
        self.gueltigBis = gueltigBis
        self.fundstelle = fundstelle
        self.geprueftAm = geprueftAm
        self.wert = wert
    }

    fileprivate func endend(_ tag: Kalendertag?) -> Stand {
        Stand(gueltigAb: gueltigAb, gueltigBis: tag, fundstelle: fundstelle,
              geprueftAm: geprueftAm, wert: wert)
    }
}

/// Die Stände eines Werts in zeitlicher Folge. Alte Stände bleiben: vergangene Monate rechnen wie
/// damals.
package struct Zeitreihe<Wert: Hashable & Sendable>: Hashable, Sendable {
    /// Was fehlt, wenn es keinen Stand gibt: „kein Bedarfssatz nach § 3a AsylbLG“.
    package let fehlmeldung: String
    package let staende: [Stand<Wert>]

    /// Weist unsortierte, doppelte, sich überschneidende und quellenlose Stände ab.
    package init(fehlmeldung: String, staende: [Stand<Wert>]) throws(Parameterfehler) {
        for (stelle, stand) in staende.enumerated() {
            guard stand.fundstelle.contains(where: { $0 != " " }) else {
                throw Parameterfehler(stand: stand.gueltigAb, grund: "nennt keine Fundstelle")
            }
            if let ende = stand.gueltigBis, ende < stand.gueltigAb {
                throw Parameterfehler(stand: stand.gueltigAb, grund: "endet vor seinem Beginn")
            }
            guard stelle > 0 else { continue }
            let voriger = staende[stelle - 1]
            guard voriger.gueltigAb != stand.gueltigAb else {
                throw Parameterfehler(stand: stand.gueltigAb, grund: "ist doppelt")
            }
            guard voriger.gueltigAb < stand.gueltigAb else {
                throw Parameterfehler(
                    stand: stand.gueltigAb, grund: "steht nicht in zeitlicher Folge")
            }
            if let ende = voriger.gueltigBis, ende >= stand.gueltigAb {
                throw Parameterfehler(
                    stand: stand.gueltigAb, grund: "beginnt, bevor der vorige endet")
            }
        }
        self.fehlmeldung = fehlmeldung
        self.staende = staende
    }

    /// Der am Tag geltende Stand. Fehlt er, wird nicht geraten.
    package func stand(am tag: Kalendertag) throws(KeinStand) -> Stand<Wert> {
        for stand in staende.reversed() where stand.gueltigAb <= tag {
            if let ende = stand.gueltigBis, ende < tag { break }
            return stand
        }
        throw KeinStand(name: fehlmeldung, am: tag)
    }

    /// Mit einem weiteren oder, am selben Tag, einem ersetzten Stand: für Entwürfe und
    /// Was-wäre-wenn. Der Stand davor endet am Tag vorher.
    package func mit(_ stand: Stand<Wert>) throws(Parameterfehler) -> Zeitreihe {
        var alle = staende.filter { $0.gueltigAb != stand.gueltigAb }
        let stelle = alle.firstIndex { $0.gueltigAb > stand.gueltigAb } ?? alle.endIndex
        if stelle > 0, let ende = alle[stelle - 1].gueltigBis, ende >= stand.gueltigAb {
            alle[stelle - 1] = alle[stelle - 1].endend(stand.gueltigAb.plus(tage: -1))
        }
        alle.insert(stand, at: stelle)
        return try Zeitreihe(fehlmeldung: fehlmeldung, staende: alle)
    }
}

extension Zeitreihe {
    /// Der letzte Stand gilt weiter, auch wenn er von sich aus endet. Nur für Probeläufe: bewilligt
    /// wird danach nie.
    var fortgeschrieben: Zeitreihe {
        guard let letzter = staende.last, letzter.gueltigBis != nil else { return self }
        let alle = staende.dropLast() + [letzter.endend(nil)]
        // Ohne das Ende des letzten bleibt die Folge in Ordnung.
        return (try? Zeitreihe(fehlmeldung: fehlmeldung, staende: Array(alle))) ?? self
    }
}

/// Für einen Tag ist kein Wert freigegeben.
package struct KeinStand: Error, Hashable, Sendable, CustomStringConvertible {
    /// „kein Bedarfssatz nach § 3a AsylbLG“.
    package let name: String
    package let am: Kalendertag

    package var description: String { "Für \(am.monat.deutsch) ist \(name) freigegeben." }
}

/// Eine Parameterliste ist nicht in Ordnung.
package struct Parameterfehler: Error, Hashable, Sendable, CustomStringConvertible {
    package let stand: Kalendertag
    package let grund: String

    package var description: String { "Der Parameterstand vom \(stand.deutsch) \(grund)." }
}
