import Foundation
import Grundwerte

// Wie Freigegebenes zu den amtlichen Werten tritt, die das Programm mitbringt.

extension Parameter {
    /// Die Größen, für die ein Stand freigegeben werden kann, mit dem Namen, unter dem er steht.
    package enum Groesse: String, CaseIterable, Sendable {
        case bedarfssaetze, einkommensregel, sofortzuschlag, regelbedarf, einschraenkung, wartezeit
        case arbeitsgelegenheit, mehrbedarf, bildung, wohnkosten
        case analogEinkommen = "analog_einkommen"
        case analogVermoegen = "analog_vermoegen"
        case vollverpflegung
    }

    /// Nimmt einen Stand auf, in der Form der amtlichen Dateien: Er gilt ab seinem Tag, am selben
    /// Tag anstelle des bisherigen.
    package mutating func aufnehmen(_ groesse: Groesse, json: Data) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        func ergaenzt<Wert>(_ reihe: Zeitreihe<Wert>) throws -> Zeitreihe<Wert>
        where Wert: Parameterwert {
            try reihe.mit(decoder.decode(Stand<Wert>.self, from: json))
        }
        switch groesse {
        case .bedarfssaetze: bedarfssaetze = try ergaenzt(bedarfssaetze)
        case .einkommensregel: einkommensregel = try ergaenzt(einkommensregel)
        case .sofortzuschlag: sofortzuschlag = try ergaenzt(sofortzuschlag)
        case .regelbedarf: regelbedarf = try ergaenzt(regelbedarf)
        case .einschraenkung: einschraenkung = try ergaenzt(einschraenkung)
        case .wartezeit: wartezeit = try ergaenzt(wartezeit)
        case .arbeitsgelegenheit: arbeitsgelegenheit = try ergaenzt(arbeitsgelegenheit)
        case .mehrbedarf: mehrbedarf = try ergaenzt(mehrbedarf)
        case .bildung: bildung = try ergaenzt(bildung)
        case .wohnkosten: wohnkosten = try ergaenzt(wohnkosten)
        case .analogEinkommen: analogEinkommen = try ergaenzt(analogEinkommen)
        case .analogVermoegen: analogVermoegen = try ergaenzt(analogVermoegen)
        case .vollverpflegung: vollverpflegung = try ergaenzt(vollverpflegung)
        }
    }
}

/// Was eine Kommune in einer streitigen Frage für einen Zeitraum festgelegt hat.
package struct Schaltersetzung: Hashable, Sendable {
    /// Wie in `schalter.json`: `stufe_sammelunterkunft`.
    package let name: String
    package let wert: String
    package let zeitraum: Zeitraum
    package let quelle: String

    package init(name: String, wert: String, zeitraum: Zeitraum, quelle: String) {
        self.name = name
        self.wert = wert
        self.zeitraum = zeitraum
        self.quelle = quelle
    }
}

/// Ein Schalter steht auf etwas, das er nicht kennt.
package struct Schalterfehler: Error, Hashable, Sendable, CustomStringConvertible {
    package let setzung: Schaltersetzung

    package var description: String {
        "Der Schalter „\(setzung.name)“ kennt den Wert „\(setzung.wert)“ nicht."
    }
}

extension Schalter {
    /// Die Namen, die in `Schaltersetzung` einen Schalter des Leistungsrechts meinen; eine Kommune
    /// hat auch andere.
    static let namen = Set(((try? Schalter.vorgabe.felder()) ?? [:]).keys)

    private func felder() throws -> [String: Any] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let objekt = try JSONSerialization.jsonObject(with: encoder.encode(self))
        return objekt as? [String: Any] ?? [:]
    }

    /// Mit einem anderen Wert. Die Form ist die der Datei, damit jeder Schalter ohne Weiteres geht.
    func mit(_ setzung: Schaltersetzung) throws(Schalterfehler) -> Schalter {
        do {
            var felder = try felder()
            if felder[setzung.name] is String {
                felder[setzung.name] = setzung.wert
            } else {
                felder[setzung.name] = Int(setzung.wert)
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(
                Schalter.self, from: JSONSerialization.data(withJSONObject: felder))
        } catch {
            throw Schalterfehler(setzung: setzung)
        }
    }
}

extension Zeitreihe<Schalter> {
    /// Die Vorgaben, wie die Kommune sie für ihre Zeiträume geändert hat. Was keinen Schalter des
    /// Leistungsrechts nennt, zählt nicht.
    package func mit(_ setzungen: [Schaltersetzung]) throws -> Zeitreihe<Schalter> {
        let eigene = setzungen.filter { Schalter.namen.contains($0.name) }
        guard let anfang = staende.first?.gueltigAb, !eigene.isEmpty else { return self }
        let wechsel = Set(staende.map(\.gueltigAb) + eigene.map(\.zeitraum.von)
            + eigene.compactMap { $0.zeitraum.bis?.plus(tage: 1) })
            .filter { $0 >= anfang }.sorted()
        return try Zeitreihe(fehlmeldung: fehlmeldung, staende: wechsel.map { tag in
            let grund = try stand(am: tag)
            let geltende = eigene.filter { $0.zeitraum.enthaelt(tag) }
            return Stand(
                gueltigAb: tag,
                fundstelle: ([grund.fundstelle] + geltende.map(\.quelle)).joined(separator: "; "),
                geprueftAm: grund.geprueftAm,
                wert: try geltende.reduce(grund.wert) { try $0.mit($1) })
        })
    }
}
