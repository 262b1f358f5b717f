import Foundation
import Grundwerte
import Leistungsrecht

/// A value with its form in JSON and the JSON Schema of that form; both come from the type, so the
/// published document says of every field what an answer really holds.
protocol Darstellbar: Sendable {
    static var schema: JSONWert { get }
    var json: JSONWert { get }
}

extension JSONWert {
    static func typ(_ typ: String, _ weiter: [(schluessel: String, wert: JSONWert)] = [])
        -> JSONWert {
        let art = [(schluessel: "type", wert: JSONWert.text(typ))]
        return .objekt(art + weiter)
    }

    static func format(_ format: String) -> JSONWert {
        .typ("string", [("format", .text(format))])
    }
}

extension String: Darstellbar {
    static var schema: JSONWert { .typ("string") }
    var json: JSONWert { .text(self) }
}

extension Int: Darstellbar {
    static var schema: JSONWert { .typ("integer") }
    var json: JSONWert { .zahl("\(self)") }
}

extension Bool: Darstellbar {
    static var schema: JSONWert { .typ("boolean") }
    var json: JSONWert { .wahrheit(self) }
}

extension Geld: Darstellbar {
    /// Euros as text, `"1234.50"`: a number would be a float for many readers.
    static var schema: JSONWert {
        .typ("string", [("pattern", .text(#"^-?[0-9]+\.[0-9]{2}$"#))])
    }
    var json: JSONWert { .text(dezimal) }
}

extension Kalendertag: Darstellbar {
    static var schema: JSONWert { .format("date") }
    var json: JSONWert { .text(description) }
}

extension Monat: Darstellbar {
    static var schema: JSONWert {
        .typ("string", [("pattern", .text("^[0-9]{4}-(0[1-9]|1[0-2])$"))])
    }
    var json: JSONWert { .text(description) }
}

extension Date: Darstellbar {
    static var schema: JSONWert { .format("date-time") }
    var json: JSONWert { .text(formatted(.iso8601)) }
}

extension TypedID: Darstellbar {
    static var schema: JSONWert { .format("uuid") }
    var json: JSONWert { .text(description) }
}

extension Optional: Darstellbar where Wrapped: Darstellbar {
    static var schema: JSONWert {
        .objekt([("anyOf", .liste([Wrapped.schema, .typ("null")]))])
    }
    var json: JSONWert { self?.json ?? .null }
}

extension Darstellbar where Self: RawRepresentable & CaseIterable, RawValue == String {
    static var schema: JSONWert {
        .typ("string", [("enum", .liste(allCases.map { .text($0.rawValue) }))])
    }
    var json: JSONWert { .text(rawValue) }
}

/// What the interface says of a thing: its fields in their order, each with its sentence.
struct Ressource<Wert>: Sendable {
    struct Feld: Sendable {
        let name: String
        let satz: String
        let schema: JSONWert
        let wert: @Sendable (Wert) -> JSONWert

        static func feld<T: Darstellbar>(
            _ name: String, _ satz: String, _ wert: @escaping @Sendable (Wert) -> T
        ) -> Feld {
            Feld(name: name, satz: satz, schema: T.schema) { wert($0).json }
        }
    }

    let name: String
    let kennung: @Sendable (Wert) -> UUIDv7
    /// What `If-Match` asks back; nil where nothing of it is changed through the interface.
    var fassung: (@Sendable (Wert) -> Int)?
    let felder: [Feld]

    init(_ name: String, kennung: @escaping @Sendable (Wert) -> UUIDv7,
         fassung: (@Sendable (Wert) -> Int)? = nil, _ felder: [Feld]) {
        self.name = name
        self.kennung = kennung
        self.fassung = fassung
        self.felder = felder
    }

    func json(_ wert: Wert) -> JSONWert { .objekt(felder.map { ($0.name, $0.wert(wert)) }) }

    var schema: JSONWert {
        let namen = felder.map { JSONWert.text($0.name) }
        let schemata = felder.map { feld -> (schluessel: String, wert: JSONWert) in
            let satz = [(schluessel: "description", wert: JSONWert.text(feld.satz))]
            return (feld.name, .objekt(satz + feld.schema.felder))
        }
        return .typ("object", [
            ("required", .liste(namen)), ("additionalProperties", .wahrheit(false)),
            ("properties", .objekt(schemata)),
        ])
    }
}

extension JSONWert {
    /// The fields of an object; none of anything else.
    var felder: [(schluessel: String, wert: JSONWert)] {
        if case let .objekt(felder) = self { felder } else { [] }
    }
}
