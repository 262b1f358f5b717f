import Foundation
import Grundwerte

// Wie die Parameter in JSON stehen. Dieselbe Form dient den amtlichen Dateien, der Datenbank und
// der Überschreibung in `mandat berechnen`.

extension Parameter {
    /// Die amtlichen Werte aus `Parameter/Daten`. Sie sind Teil des Programms und durch Tests
    /// geprüft.
    package static let amtlich: Parameter = {
        do {
            return try laden()
        } catch {
            preconditionFailure("Die mitgelieferten Parameter sind fehlerhaft: \(error)")
        }
    }()

    static func laden() throws -> Parameter {
        Parameter(
            bedarfssaetze: try Zeitreihe(json: PackageResources.asylblg_03a_json),
            einkommensregel: try Zeitreihe(json: PackageResources.asylblg_07_json),
            sofortzuschlag: try Zeitreihe(json: PackageResources.asylblg_16_json),
            regelbedarf: try Zeitreihe(json: PackageResources.sgb12_regelbedarf_json),
            schalter: try Zeitreihe(json: PackageResources.schalter_json),
            einschraenkung: try Zeitreihe(json: PackageResources.asylblg_01a_json),
            wartezeit: try Zeitreihe(json: PackageResources.asylblg_02_json),
            arbeitsgelegenheit: try Zeitreihe(json: PackageResources.asylblg_05_json),
            mehrbedarf: try Zeitreihe(json: PackageResources.sgb12_30_json),
            bildung: try Zeitreihe(json: PackageResources.sgb12_34_json),
            wohnkosten: try Zeitreihe(json: PackageResources.sgb12_35_json),
            analogEinkommen: try Zeitreihe(json: PackageResources.sgb12_82_json),
            analogVermoegen: try Zeitreihe(json: PackageResources.sgb12_90_json),
            vollverpflegung: try Zeitreihe(json: PackageResources.sgb12_142_json))
    }
}

/// Ein Wert, der neben Datum und Fundstelle in einem Parameterstand stehen kann.
package protocol Parameterwert: Hashable, Sendable {
    /// Form in JSON, neben `gueltig_ab` und `fundstelle`.
    associatedtype Datei: Codable
    init(datei: Datei) throws
    var datei: Datei { get }
}

extension Zeitreihe: Codable where Wert: Parameterwert {
    package init(json: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Zeitreihe.self, from: Data(json))
    }

    private struct Datei: Codable {
        /// Nur für den Leser der Datei.
        var norm: String?
        var einheit: String?
        var fehlmeldung: String
        var staende: [Stand<Wert>]
    }

    package init(from decoder: any Decoder) throws {
        let datei = try Datei(from: decoder)
        try self.init(fehlmeldung: datei.fehlmeldung, staende: datei.staende)
    }

    package func encode(to encoder: any Encoder) throws {
        try Datei(fehlmeldung: fehlmeldung, staende: staende).encode(to: encoder)
    }
}

extension Stand: Codable where Wert: Parameterwert {
    private struct Kopf: Codable {
        var gueltigAb: Kalendertag
        var gueltigBis: Kalendertag?
        var fundstelle: String
        var geprueftAm: Kalendertag
    }

    package init(from decoder: any Decoder) throws {
        let kopf = try Kopf(from: decoder)
        self.init(
            gueltigAb: kopf.gueltigAb, gueltigBis: kopf.gueltigBis, fundstelle: kopf.fundstelle,
            geprueftAm: kopf.geprueftAm, wert: try Wert(datei: Wert.Datei(from: decoder)))
    }

    package func encode(to encoder: any Encoder) throws {
        try Kopf(gueltigAb: gueltigAb, gueltigBis: gueltigBis, fundstelle: fundstelle,
                 geprueftAm: geprueftAm).encode(to: encoder)
        try wert.datei.encode(to: encoder)
    }
}

/// Für jede der sechs Stufen ein Wert, in JSON unter den Schlüsseln „1“ bis „6“.
package struct Stufenliste<Wert: Codable>: Codable {
    package var stufen: [String: Wert]

    init(_ wert: (Bedarfsstufe) -> Wert) {
        stufen = Dictionary(uniqueKeysWithValues: Bedarfsstufe.allCases.map {
            (String($0.rawValue), wert($0))
        })
    }

    func inFolge() throws -> [Wert] {
        guard stufen.count == Bedarfsstufe.allCases.count else { throw Stufenfehler() }
        return try Bedarfsstufe.allCases.map {
            guard let wert = stufen[String($0.rawValue)] else { throw Stufenfehler() }
            return wert
        }
    }
}

struct Stufenfehler: Error, CustomStringConvertible {
    var description: String { "Ein Stand braucht genau die Stufen 1 bis 6." }
}

extension Bedarfssaetze: Parameterwert {
    package init(datei: Stufenliste<Bedarfssatz>) throws {
        guard let saetze = Bedarfssaetze(try datei.inFolge()) else { throw Stufenfehler() }
        self = saetze
    }

    package var datei: Stufenliste<Bedarfssatz> { Stufenliste { self[$0] } }
}

extension Regelbedarf: Parameterwert {
    package init(datei: Stufenliste<Geld>) throws {
        guard let betraege = Regelbedarf(try datei.inFolge()) else { throw Stufenfehler() }
        self = betraege
    }

    package var datei: Stufenliste<Geld> { Stufenliste { self[$0] } }
}

extension Einschraenkungssaetze: Parameterwert {
    package init(datei: Stufenliste<Einschraenkungssatz>) throws {
        guard let saetze = Einschraenkungssaetze(try datei.inFolge()) else { throw Stufenfehler() }
        self = saetze
    }

    package var datei: Stufenliste<Einschraenkungssatz> { Stufenliste { self[$0] } }
}

/// Ein Wert, der in JSON so steht, wie er ist.
package protocol SchlichterParameterwert: Parameterwert, Codable where Datei == Self {}

extension SchlichterParameterwert {
    package init(datei: Self) { self = datei }
    package var datei: Self { self }
}

extension Einkommensregel: SchlichterParameterwert {}
extension Schalter: SchlichterParameterwert {}
extension Wartezeitregel: SchlichterParameterwert {}
extension Mehrbedarfsregel: SchlichterParameterwert {}
extension Bildungsregel: SchlichterParameterwert {}
extension Wohnkostenregel: SchlichterParameterwert {}
extension AnalogEinkommensregel: SchlichterParameterwert {}
extension AnalogVermoegensregel: SchlichterParameterwert {}
extension Vollverpflegung: SchlichterParameterwert {}

/// Ein einzelner Monatsbetrag als Parameter.
package struct Betragsdatei: Codable {
    package var betrag: Geld
}

extension Geld: Parameterwert {
    package init(datei: Betragsdatei) { self = datei.betrag }
    package var datei: Betragsdatei { Betragsdatei(betrag: self) }
}
