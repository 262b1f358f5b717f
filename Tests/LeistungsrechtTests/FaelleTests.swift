import Foundation
import Grundwerte
import Testing
@testable import Leistungsrecht

/// Ein Haushalt aus `Faelle/` mit dem erwarteten Ergebnis und dem Rechenweg dorthin.
struct Fall: CustomTestStringConvertible {
    let datei: String
    let inhalt: JSONWert

    var testDescription: String { inhalt["titel"]?.alsText ?? datei }

    static let alle: [Fall] = {
        let ordner = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Faelle")
        let dateien = (try? FileManager.default.contentsOfDirectory(atPath: ordner.path)) ?? []
        return dateien.filter { $0.hasSuffix(".json") }.sorted().compactMap { datei in
            guard let daten = try? Data(contentsOf: ordner.appending(path: datei)),
                  let inhalt = try? JSONLeser.lesen(daten) else { return nil }
            return Fall(datei: datei, inhalt: inhalt)
        }
    }()
}

@Suite("Ganze Haushalte ergeben, was im Rechenweg steht")
struct FaelleTests {
    @Test("Alle Dateien sind lesbar")
    func vollstaendig() { #expect(Fall.alle.count >= 50) }

    @Test("Fall", arguments: Fall.alle)
    func fall(_ fall: Fall) throws {
        #expect(fall.inhalt["rechenweg"] != nil)
        let eingabe = try #require(fall.inhalt["eingabe"])
        let erwartet = try #require(fall.inhalt["erwartet"])
        let (lage, parameter) = try BerechnungJSON.lesen(Data(eingabe.json.utf8))
        let ergebnis = try Monatsberechnung.berechnen(lage, nach: parameter)
        try pruefen("leistung", erwartet["leistung"], ergebnis.leistung)
        for abschnitt in Rechenschritt.Abschnitt.allCases {
            try pruefen(abschnitt.rawValue, erwartet[abschnitt.rawValue], ergebnis.summe(abschnitt))
        }
        try pruefen("kostenerstattung", erwartet["kostenerstattung"], ergebnis.kostenerstattung)
        for person in ergebnis.personen {
            try pruefen(person.person, erwartet["personen"]?[person.person], person.leistung)
            if case let .zahl(stufe)? = erwartet["stufen"]?[person.person] {
                #expect(person.stufe?.rawValue == Int(stufe))
            }
        }
        if case let .objekt(schritte)? = erwartet["schritte"] {
            for (bezeichnung, betrag) in schritte {
                let schritt = try #require(
                    ergebnis.schritte.first { $0.bezeichnung == bezeichnung }, "\(bezeichnung)")
                try pruefen(bezeichnung, betrag, schritt.betrag)
            }
        }
        for person in lage.personen {
            guard let ab = erwartet["analog_ab"]?[person.kennung]?.alsText else { continue }
            let aufenthalt = try #require(person.aufenthalt)
            #expect(AsylbLG.wartezeit(aufenthalt, nach: parameter).ab == tag(ab))
        }
        if let auszahlungen = erwartet["auszahlungen"]?.alsListe?.compactMap(\.alsText) {
            #expect(ergebnis.auszahlungen.map {
                "\($0.form.rawValue) \($0.empfaenger?.person ?? $0.empfaenger?.dritter ?? "–"): "
                    + $0.betrag.betrag
            } == auszahlungen)
        }
        ergebnis.pruefeInvarianten()
    }

    private func pruefen(_ name: String, _ erwartet: JSONWert?, _ ist: Geld) throws {
        guard case let .zahl(text)? = erwartet else { return }
        let soll = try #require(Geld(dezimal: text))
        #expect(ist == soll, "\(name): \(ist) statt \(soll)")
    }
}

extension Monatsergebnis {
    /// Was für jedes Ergebnis gilt.
    func pruefeInvarianten() {
        #expect(schritte.map(\.betrag).summe() == leistung)
        #expect(personen.map(\.leistung).summe() == leistung)
        #expect(auszahlungen.map(\.betrag).summe() == leistung)
        #expect(schritte.map(\.nummer) == Array(schritte.indices.map { $0 + 1 }))
        #expect(!leistung.istNegativ)
        #expect(personen.allSatisfy { !$0.leistung.istNegativ })
        #expect(auszahlungen.allSatisfy { $0.betrag <= $0.bedarf })
    }
}
