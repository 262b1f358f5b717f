import Foundation
import Grundwerte

/// Ein Stand ohne seinen Typ: wann er gilt, woher er kommt und was in seinen Feldern steht.
package struct Standangaben: Sendable {
    /// Ein Betrag oder eine Zahl und der Weg dorthin: `["stufen", "1", "notwendiger_bedarf"]`.
    package struct Feld: Hashable, Sendable {
        package enum Wert: Hashable, Sendable {
            case betrag(Geld)
            case zahl(Int)
        }

        package let pfad: [String]
        package let wert: Wert

        package init(pfad: [String], wert: Wert) {
            self.pfad = pfad
            self.wert = wert
        }

        init?(_ blatt: JSONWert.Blatt) {
            if let text = blatt.wert.alsText {
                guard let betrag = Geld(dezimal: text) else { return nil }
                self.init(pfad: blatt.pfad, wert: .betrag(betrag))
            } else {
                guard let zahl = blatt.wert.alsZahl else { return nil }
                self.init(pfad: blatt.pfad, wert: .zahl(zahl))
            }
        }

        /// Wie der Wert in der Datei steht.
        var blatt: JSONWert.Blatt {
            switch wert {
            case let .betrag(betrag): .init(pfad: pfad, wert: .text(betrag.dezimal))
            case let .zahl(zahl): .init(pfad: pfad, wert: .zahl(String(zahl)))
            }
        }
    }

    package let gueltigAb: Kalendertag
    package let gueltigBis: Kalendertag?
    package let fundstelle: String
    /// In der Folge ihrer Namen.
    package let felder: [Feld]
    /// Dieselben Felder, wie sie in der Datei stehen.
    let inhalt: JSONWert

    static let kopf: Set = ["gueltig_ab", "gueltig_bis", "fundstelle", "geprueft_am"]

    /// Nil, wenn `stand` nicht ist, was ein geprüfter Stand schreibt.
    init?(_ stand: JSONWert) {
        guard case let .objekt(alle) = stand,
              let ab = stand["gueltig_ab"]?.alsText.flatMap({ Kalendertag($0) }),
              let fundstelle = stand["fundstelle"]?.alsText
        else { return nil }
        gueltigAb = ab
        gueltigBis = stand["gueltig_bis"]?.alsText.flatMap { Kalendertag($0) }
        self.fundstelle = fundstelle
        inhalt = .objekt(alle.filter { !Standangaben.kopf.contains($0.schluessel) })
        felder = inhalt.blaetter.compactMap(Feld.init)
    }

    /// Nil, wenn der Stand diesen Wert nicht hat.
    package subscript(pfad: [String]) -> Feld.Wert? { felder.first { $0.pfad == pfad }?.wert }

    /// Der Stand in der Form, in der ein Entwurf einzugeben ist, mit anderem Tag und ohne
    /// Fundstelle.
    package func vorlage(ab tag: Kalendertag) -> String {
        let kopf: [(schluessel: String, wert: JSONWert)] = [
            ("gueltig_ab", .text(tag.description)), ("fundstelle", .text("")),
        ]
        guard case let .objekt(werte) = inhalt else { return "" }
        return JSONWert.objekt(kopf + werte).eingerueckt
    }
}

extension JSONWert {
    /// Für Leser: jedes Feld auf seiner Zeile, Beträge in deutscher Schreibweise.
    fileprivate var eingerueckt: String { eingerueckt(tiefe: 1) }

    private func eingerueckt(tiefe: Int) -> String {
        switch self {
        case let .objekt(felder):
            let rand = String(repeating: "  ", count: tiefe)
            let zeilen = felder.map {
                "\(rand)\(JSONWert.text($0.schluessel).json): "
                    + $0.wert.eingerueckt(tiefe: tiefe + 1)
            }
            return "{\n" + zeilen.joined(separator: ",\n") + "\n\(rand.dropLast(2))}"
        case let .text(text):
            return JSONWert.text(Geld(dezimal: text)?.betrag ?? text).json
        default:
            return json
        }
    }
}

extension Parameter {
    /// Alle Stände einer Größe, der älteste zuerst.
    package func staende(_ groesse: Groesse) throws -> [Standangaben] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let reihe = try JSONLeser.lesen(encoder.encode(reihe(groesse)))
        return (reihe["staende"]?.alsListe ?? []).compactMap(Standangaben.init)
    }

    /// Was am Tag gilt; gilt nichts, was davor zuletzt galt.
    package func angaben(_ groesse: Groesse, am tag: Kalendertag) throws -> Standangaben? {
        try staende(groesse).last { $0.gueltigAb <= tag }
    }

    private func reihe(_ groesse: Groesse) -> any Encodable {
        switch groesse {
        case .bedarfssaetze: bedarfssaetze
        case .einkommensregel: einkommensregel
        case .sofortzuschlag: sofortzuschlag
        case .regelbedarf: regelbedarf
        case .einschraenkung: einschraenkung
        case .wartezeit: wartezeit
        case .arbeitsgelegenheit: arbeitsgelegenheit
        case .mehrbedarf: mehrbedarf
        case .bildung: bildung
        case .wohnkosten: wohnkosten
        case .analogEinkommen: analogEinkommen
        case .analogVermoegen: analogVermoegen
        case .vollverpflegung: vollverpflegung
        }
    }
}
