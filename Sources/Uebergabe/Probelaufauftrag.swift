import Foundation
import Grundwerte
import Platform
import Postgres

/// Was der Kreis von jeder Kommune durchgerechnet haben will: seine Entwürfe und die Monate.
package struct Probelaufauftrag: Sendable {
    package enum Zweck {}
    package typealias ID = TypedID<Zweck>

    /// Unter diesem Namen reiht `probelauf_beginnen` je Kommune einen Auftrag ein.
    package static let kind = "probelauf.rechnen"

    package let von: Monat
    package let bis: Monat
    package let entwuerfe: [Parameterstand]

    /// Nil, wenn die fragende Kommune an diesem Lauf nicht beteiligt ist.
    package static func laden(
        _ id: ID, in session: MandantSession
    ) throws -> Probelaufauftrag? {
        let zeilen = try session.all("""
            SELECT von, bis, \(Parameterstand.columns) FROM platform.probelauf_auftrag(\(id))
             ORDER BY name, gueltig_ab
            """) {
            (von: try $0.decode("von", as: Monat.self), bis: try $0.decode("bis", as: Monat.self),
             entwurf: try Parameterstand(row: $0))
        }
        guard let erste = zeilen.first else { return nil }
        return Probelaufauftrag(von: erste.von, bis: erste.bis, entwuerfe: zeilen.map(\.entwurf))
    }
}

/// Was ein Probelauf einer Kommune über einen Monat an den Kreis gibt: Summen, nie ein Fall. Auch
/// die liest dort niemand einzeln, nur alle Kommunen zusammen und durch die Geheimhaltung
/// (`probelauf_summen`); was die zwei größten Fälle beitragen, braucht nur sie.
package struct Probelaufsumme: Sendable, Equatable {
    package let monat: Monat
    package let faelle: Int
    package let personen: Int
    package let alt: Geld
    package let neu: Geld
    package let geaenderteFaelle: Int
    package let geaendertePersonen: Int
    /// Fälle, die sich nicht rechnen lassen; in keiner anderen Zahl enthalten.
    package let ohneErgebnis: Int
    package let altGroesster: Geld
    package let altZweiter: Geld
    /// Was sich je Fall ändert, ohne Vorzeichen.
    package let bewegt: Geld
    package let bewegtGroesster: Geld
    package let bewegtZweiter: Geld

    package init(
        monat: Monat, faelle: Int, personen: Int, alt: Geld, neu: Geld, geaenderteFaelle: Int,
        geaendertePersonen: Int, ohneErgebnis: Int, altGroesster: Geld, altZweiter: Geld,
        bewegt: Geld, bewegtGroesster: Geld, bewegtZweiter: Geld
    ) {
        self.monat = monat
        self.faelle = faelle
        self.personen = personen
        self.alt = alt
        self.neu = neu
        self.geaenderteFaelle = geaenderteFaelle
        self.geaendertePersonen = geaendertePersonen
        self.ohneErgebnis = ohneErgebnis
        self.altGroesster = altGroesster
        self.altZweiter = altZweiter
        self.bewegt = bewegt
        self.bewegtGroesster = bewegtGroesster
        self.bewegtZweiter = bewegtZweiter
    }

    /// Gibt die Summen ab; ein zweites Mal ändert nichts.
    package static func melden(
        _ summen: [Probelaufsumme], zu lauf: Probelaufauftrag.ID, in session: MandantSession
    ) throws {
        func zahlen(_ wert: KeyPath<Probelaufsumme, Int>) -> [Int64] {
            summen.map { Int64($0[keyPath: wert]) }
        }
        try session.execute("""
            SELECT platform.probelauf_melden(
                \(lauf), \(summen.map(\.monat.ersterTag)), \(zahlen(\.faelle)),
                \(zahlen(\.personen)), \(summen.map(\.alt.cent)), \(summen.map(\.neu.cent)),
                \(zahlen(\.geaenderteFaelle)), \(zahlen(\.geaendertePersonen)),
                \(zahlen(\.ohneErgebnis)), \(summen.map(\.altGroesster.cent)),
                \(summen.map(\.altZweiter.cent)), \(summen.map(\.bewegt.cent)),
                \(summen.map(\.bewegtGroesster.cent)), \(summen.map(\.bewegtZweiter.cent)))
            """)
    }
}
