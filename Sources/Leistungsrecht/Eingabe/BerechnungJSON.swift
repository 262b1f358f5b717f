import Foundation
import Grundwerte

/// Eine Berechnung von JSON nach JSON, für `mandat berechnen`.
package enum BerechnungJSON {
    /// Ein Haushalt mit Kommentaren, der so gerechnet werden kann.
    package static func beispiel() -> String {
        String(decoding: PackageResources.beispiel_json, as: UTF8.self)
    }

    /// Die Form der Eingabe als JSON Schema 2020-12; sie ist zugleich das, wogegen geprüft wird.
    package static func schema() -> String {
        String(decoding: PackageResources.haushaltslage_schema_json, as: UTF8.self)
    }

    /// Rechnet einen Haushalt. Fehler in der Eingabe sind `Lagefehler` mit dem Pfad im JSON.
    package static func berechnen(_ json: Data) throws -> Data {
        let (lage, parameter) = try lesen(json)
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: parameter)
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(Ausgabe(ergebnis, lage, parameter))
    }

    /// Liest einen Haushalt und die amtlichen Parameter mit den Überschreibungen der Eingabe.
    package static func lesen(_ json: Data) throws -> (Haushaltslage, Parameter) {
        let schema = JSONSchema(try JSONLeser.lesen(PackageResources.haushaltslage_schema_json))
        let geprueft = try schema.pruefen(try JSONLeser.lesen(json))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let daten = Data(geprueft.json.utf8)
        do {
            let lage = try decoder.decode(Haushaltslage.self, from: daten)
            let eingabe = try decoder.decode(Eingabe.self, from: daten)
            return (lage, try eingabe.parameter?.angewandt(auf: .amtlich) ?? .amtlich)
        } catch let fehler as DecodingError {
            throw Lagefehler(fehler)
        }
    }

    private struct Eingabe: Decodable {
        var parameter: Ueberschreibung?
    }

    /// Stände, die neben oder an die Stelle der amtlichen treten.
    private struct Ueberschreibung: Decodable {
        var bedarfssaetze: [Stand<Bedarfssaetze>]?
        var einkommensregel: [Stand<Einkommensregel>]?
        var sofortzuschlag: [Stand<Geld>]?
        var regelbedarf: [Stand<Regelbedarf>]?
        var einschraenkung: [Stand<Einschraenkungssaetze>]?
        var arbeitsgelegenheit: [Stand<Geld>]?
        var bildung: [Stand<Bildungsregel>]?
        var analogEinkommen: [Stand<AnalogEinkommensregel>]?
        var analogVermoegen: [Stand<AnalogVermoegensregel>]?

        func angewandt(auf amtlich: Parameter) throws -> Parameter {
            var parameter = amtlich
            try parameter.bedarfssaetze.ersetzen(bedarfssaetze)
            try parameter.einkommensregel.ersetzen(einkommensregel)
            try parameter.sofortzuschlag.ersetzen(sofortzuschlag)
            try parameter.regelbedarf.ersetzen(regelbedarf)
            try parameter.einschraenkung.ersetzen(einschraenkung)
            try parameter.arbeitsgelegenheit.ersetzen(arbeitsgelegenheit)
            try parameter.bildung.ersetzen(bildung)
            try parameter.analogEinkommen.ersetzen(analogEinkommen)
            try parameter.analogVermoegen.ersetzen(analogVermoegen)
            return parameter
        }
    }

    /// Ab wann § 2 für eine Person gilt, wenn die Eingabe ihren Aufenthalt nennt.
    private struct Wartezeit: Encodable {
        let person: String
        let ab: Kalendertag?
        let zeiten: [Zeitraum]
        let gruende: [String]
    }

    private struct Ausgabe: Encodable {
        let monat: Monat
        let leistung: Geld
        let summen: [String: Geld]
        let schritte: [Rechenschritt]
        let personen: [Personenergebnis]
        let auszahlungen: [Auszahlung]
        let kostenerstattung: Geld
        let wartezeit: [Wartezeit]?

        init(_ ergebnis: Monatsergebnis, _ lage: Haushaltslage, _ parameter: Parameter) {
            monat = ergebnis.monat
            leistung = ergebnis.leistung
            summen = Dictionary(uniqueKeysWithValues: Rechenschritt.Abschnitt.allCases.map {
                ($0.rawValue, ergebnis.summe($0))
            })
            schritte = ergebnis.schritte
            personen = ergebnis.personen
            auszahlungen = ergebnis.auszahlungen
            kostenerstattung = ergebnis.kostenerstattung
            let wartezeit = lage.personen.compactMap { person in
                person.aufenthalt.map { aufenthalt in
                    let wartezeit = AsylbLG.wartezeit(aufenthalt, nach: parameter)
                    return Wartezeit(person: person.kennung, ab: wartezeit.ab,
                                     zeiten: wartezeit.zeiten, gruende: wartezeit.gruende)
                }
            }
            self.wartezeit = wartezeit.isEmpty ? nil : wartezeit
        }
    }
}

extension Zeitreihe {
    fileprivate mutating func ersetzen(_ staende: [Stand<Wert>]?) throws {
        for stand in staende ?? [] { self = try mit(stand) }
    }
}

extension Lagefehler {
    /// Was erst beim Aufbau der Werte auffällt, etwa ein Zeitraum, der vor seinem Beginn endet.
    fileprivate init(_ fehler: DecodingError) {
        let (pfad, grund): ([any CodingKey], String) = switch fehler {
        case let .dataCorrupted(ort): (ort.codingPath, ort.debugDescription)
        case let .keyNotFound(schluessel, ort): (ort.codingPath + [schluessel], "Die Angabe fehlt.")
        case let .valueNotFound(_, ort): (ort.codingPath, "Die Angabe fehlt.")
        case let .typeMismatch(_, ort): (ort.codingPath, "Die Angabe hat die falsche Art.")
        @unknown default: ([], "Die Eingabe ist nicht lesbar.")
        }
        let feld = pfad.reduce(into: "") { text, schluessel in
            if let stelle = schluessel.intValue {
                text += "[\(stelle)]"
            } else {
                text += (text.isEmpty ? "" : ".") + schluessel.stringValue.mitUnterstrichen
            }
        }
        self.init(
            feld: feld.isEmpty ? "Eingabe" : feld, grund: grund, abhilfe: "Bitte berichtigen.")
    }
}

extension String {
    /// `imHaushalt` heißt in JSON `im_haushalt`.
    fileprivate var mitUnterstrichen: String {
        reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
    }
}
