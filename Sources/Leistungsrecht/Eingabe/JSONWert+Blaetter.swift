extension JSONWert {
    /// Ein Wert, der kein Objekt ist, mit dem Weg dorthin: `["stufen", "1", "notwendiger_bedarf"]`.
    struct Blatt: Equatable {
        let pfad: [String]
        let wert: JSONWert
    }

    /// Alle Blätter in der Folge der Datei; ein leeres Objekt hat keine.
    var blaetter: [Blatt] { blaetter(unter: []) }

    private func blaetter(unter pfad: [String]) -> [Blatt] {
        guard case let .objekt(felder) = self else { return [Blatt(pfad: pfad, wert: self)] }
        return felder.flatMap { $0.wert.blaetter(unter: pfad + [$0.schluessel]) }
    }

    /// Das Objekt mit diesen Blättern, die Umkehrung von `blaetter`. Jeder Schlüssel steht, wo er
    /// zuerst vorkommt; kein Weg darf der Anfang eines anderen sein.
    init(blaetter: [Blatt]) {
        self = JSONWert.objekt(aus: blaetter.map { ($0.pfad[...], $0.wert) })
    }

    /// Ein Blatt mit dem Rest seines Weges.
    private typealias Rest = (pfad: ArraySlice<String>, wert: JSONWert)

    private static func objekt(aus blaetter: [Rest]) -> JSONWert {
        var schluessel: [String] = []
        var unter: [String: [Rest]] = [:]
        for (pfad, wert) in blaetter {
            guard let name = pfad.first else { return wert }
            if unter[name] == nil { schluessel.append(name) }
            unter[name, default: []].append((pfad.dropFirst(), wert))
        }
        return .objekt(schluessel.map { ($0, objekt(aus: unter[$0] ?? [])) })
    }
}
