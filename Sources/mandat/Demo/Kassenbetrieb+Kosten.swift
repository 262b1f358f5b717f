import Grundwerte
import Kreis
import Platform

/// Ein Vorhaben, das fünf Kommunen gemeinsam einführen, nach Einwohnern geteilt; bestätigen muss es
/// noch jemand (H-2.2).
extension Kassenbetrieb {
    func kosten(_ mandanten: [Mandant]) async throws {
        let tag = zeit.heute, vereinbart = Monat(tag.jahr, 1).ersterTag
        let einwohner = Dictionary(uniqueKeysWithValues: Schulungskommune.alle.map {
            ($0.kuerzel, Int64($0.einwohner))
        })
        let zahlen = mandanten.compactMap { mandant in
            einwohner[mandant.kuerzel].map { (mandant: mandant.id, anzahl: $0) }
        }
        let dabei = mandanten.filter {
            ["ahaus", "gronau", "heek", "legden", "vreden"].contains($0.kuerzel)
        }.map(\.id)
        try await schreiben(.abrechnung, abrechnung, .kostenteilungBearbeiten, am: tag) { session in
            try Einwohnerzahl.erfassen(
                zahlen, stichtag: Einwohnerzahl.stichtag(fuer: vereinbart),
                quelle: "Schulung: Zahlen verschiedener Jahre, nicht amtlich", in: session)
            _ = try Kostenteilung.erstellen(
                titel: "Terminbuchung im Serviceportal", betrag: Geld(cent: 1_875_000),
                vereinbartAm: vereinbart, kommunen: dabei, in: session)
        }
    }
}
