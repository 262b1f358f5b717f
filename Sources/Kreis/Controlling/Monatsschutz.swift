import Geheimhaltung
import Grundwerte
import Uebergabe

/// Schützt eine Veröffentlichung neben allem, was je veröffentlicht wurde, und greift sie an
/// (B-4.1).
package struct Monatsschutz: Sendable {
    package let werk: Zellwerk
    package let angriff: Angriff

    package init(
        _ neu: Berichtsteil, neben fruehere: [Berichtsteil], nach regel: Geheimhaltungsregel
    ) throws {
        werk = try Schutz.schuetzen(try Self.werk(fruehere + [neu]), nach: regel)
        angriff = Angriff(auf: werk, regel: regel)
    }

    /// Alle Zellen mit allem, was zwischen ihnen gilt. Der Angreifer kennt die Definitionen.
    package static func werk(_ teile: [Berichtsteil]) throws -> Zellwerk {
        var werk = Zellwerk()
        for teil in teile { try werk.aufnehmen(teil.zellen.map { ($0.zelle, $0.stand) }) }
        for teil in teile {
            for tabelle in teil.tabellen { try werk.verbinden(tabelle.beziehungen) }
        }
        let monate = Dictionary(teile.map { ($0.monat, $0.kommunen) },
                                uniquingKeysWith: { erste, _ in erste })
        // In fester Reihe: Dieselben Zahlen ergeben immer denselben Schutz.
        for (monat, kommunen) in monate.sorted(by: { $0.key < $1.key }) {
            for kommune in kommunen.map(Optional.some) + [nil] {
                try werk.verbinden([auszahlungen(monat, kommune)])
                if let vorher = monate[monat.voriger],
                   kommune.map(vorher.contains) ?? (vorher == kommunen) {
                    try werk.verbinden([fortschreibung(monat, kommune)])
                }
            }
            // Die Umlage zählt fast dieselben Personen: Wo die einen gesperrt sind, sind es beide.
            werk.koppeln((kommunen.map(Optional.some) + [nil]).map {
                [zelle(.empfaenger, monat, $0), zelle(.umlage, monat, $0)]
            })
        }
        return werk
    }

    private static func zelle(
        _ gesamtheit: Gesamtheit, _ monat: Monat, _ kommune: String?,
        _ merkmale: [String: String] = [:]
    ) -> Zellname {
        var alle = merkmale
        alle["monat"] = monat.description
        alle["kommune"] = kommune
        return Zellname(gesamtheit.rawValue, alle)
    }

    /// Der Bestand ist der des Vormonats und die Zugänge ohne die Abgänge.
    private static func fortschreibung(_ monat: Monat, _ kommune: String?) -> Beziehung {
        Beziehung([.init(zelle(.empfaenger, monat, kommune), -1),
                   .init(zelle(.empfaenger, monat.voriger, kommune), 1),
                   .init(zelle(.zugaenge, monat, kommune), 1),
                   .init(zelle(.abgaenge, monat, kommune), -1)])
    }

    /// Ausgezahlt werden Lebensunterhalt und Unterkunft.
    private static func auszahlungen(_ monat: Monat, _ kommune: String?) -> Beziehung {
        .rand(zelle(.auszahlungen, monat, kommune), ["lebensunterhalt", "unterkunft"].map {
            zelle(.ausgaben, monat, kommune, ["ausgabeart": $0])
        })
    }
}
