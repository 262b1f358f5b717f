import Foundation
import Grundwerte

/// Ein Stand, wie ihn jemand vorschlägt: streng gelesen, noch nicht freigegeben.
package struct Standentwurf: Sendable {
    package let angaben: Standangaben
    /// Was gilt, als JSON ohne Tag und Fundstelle; mit `gueltig_bis`, wenn der Stand von sich aus
    /// endet.
    package let wert: String

    /// Alles auf einmal, was an einem Entwurf nicht stimmt.
    package struct Maengel: Error, Sendable {
        package let fehler: [Lagefehler]
    }

    /// Liest einen Stand in der Form der amtlichen Dateien. Er muss dieselben Felder haben wie der
    /// jüngste Stand der Größe in `parameter` und sich in deren Folge fügen.
    package init(
        _ bytes: some Sequence<UInt8>, als groesse: Parameter.Groesse, nach parameter: Parameter
    ) throws {
        let stand: JSONWert
        do { stand = try JSONLeser.lesen(bytes) } catch { throw Maengel(fehler: [error]) }
        var pruefung = Standpruefung(groesse)
        pruefung.kopf(stand)
        if let muster = try parameter.staende(groesse).last?.inhalt {
            pruefung.inhalt(stand, muster: muster)
        }
        guard pruefung.fehler.isEmpty, case let .objekt(felder) = stand,
              let ab = stand["gueltig_ab"]
        else { throw Maengel(fehler: pruefung.fehler) }
        let ohnePruefung = felder.filter { $0.schluessel != "geprueft_am" }
        let vollstaendig = JSONWert.objekt(ohnePruefung + [("geprueft_am", ab)])
        angaben = try Standentwurf.gefuegt(vollstaendig, groesse, parameter)
        wert = JSONWert.objekt(felder.filter {
            $0.schluessel == "gueltig_bis" || !Standangaben.kopf.contains($0.schluessel)
        }).json
    }

    /// Einzeln eingegebene Werte in der Form der amtlichen Dateien, wie `init` sie liest.
    package static func datei(
        ab: Kalendertag, bis: Kalendertag?, fundstelle: String, werte: [Standangaben.Feld]
    ) -> [UInt8] {
        let kopf = [("gueltig_ab", ab.description), ("gueltig_bis", bis?.description),
                    ("fundstelle", fundstelle)].compactMap { name, text in
            text.map { JSONWert.Blatt(pfad: [name], wert: .text($0)) }
        }
        return Array(JSONWert(blaetter: kopf + werte.map(\.blatt)).json.utf8)
    }

    /// Der Stand an seinem Platz in der Folge der anderen.
    private static func gefuegt(
        _ stand: JSONWert, _ groesse: Parameter.Groesse, _ parameter: Parameter
    ) throws -> Standangaben {
        var probe = parameter
        do {
            try probe.aufnehmen(groesse, json: Data(stand.json.utf8))
        } catch let fehler as Parameterfehler {
            throw Maengel(fehler: [Lagefehler(
                feld: "gueltig_bis", grund: fehler.description,
                abhilfe: "Vergleichen Sie beide Tage mit den Ständen davor und danach.")])
        }
        let ab = stand["gueltig_ab"]?.alsText
        guard let angaben = try probe.staende(groesse).first(where: {
            $0.gueltigAb.description == ab
        }) else { throw Stufenfehler() }
        return angaben
    }
}

/// Vergleicht einen Entwurf Feld für Feld mit einem Stand, der stimmt.
private struct Standpruefung {
    private(set) var fehler: [Lagefehler] = []
    /// Was eine Zahl höchstens sein kann, nach ihrem Feld.
    private let hoechstens: [String: Int]

    private static let hoechsterBetrag: Geld = 1_000_000
    private static let hoechsteZahl = 100_000

    init(_ groesse: Parameter.Groesse) {
        hoechstens = Dictionary(uniqueKeysWithValues: groesse.angaben.compactMap { angabe in
            angabe.einheit.hoechstens.map { (angabe.feld, $0) }
        })
    }

    private mutating func melde(_ feld: String, _ grund: String, _ abhilfe: String) {
        fehler.append(Lagefehler(feld: feld, grund: grund, abhilfe: abhilfe))
    }

    mutating func kopf(_ stand: JSONWert) {
        guard case .objekt = stand else {
            return melde("Entwurf", "Das ist kein Objekt in geschweiften Klammern.",
                         "Geben Sie einen Stand in der Form der Vorlage ein.")
        }
        if stand["staende"] != nil {
            return melde("staende", "Das ist eine Datei mit mehreren Ständen.",
                         "Geben Sie nur den einen Stand ein, der neu ist.")
        }
        let ab = tag("gueltig_ab", stand, pflicht: true)
        let bis = tag("gueltig_bis", stand, pflicht: false)
        if let ab, let bis, bis < ab {
            melde("gueltig_bis", "Der letzte Tag liegt vor dem ersten.", "Prüfen Sie beide Tage.")
        }
        let fundstelle = stand["fundstelle"]?.alsText ?? ""
        if !fundstelle.contains(where: { !$0.isWhitespace }) {
            melde("fundstelle", "Die Fundstelle fehlt.",
                  "Nennen Sie die Quelle, zum Beispiel \"BGBl. 2025 I Nr. 251\".")
        }
    }

    private mutating func tag(
        _ name: String, _ stand: JSONWert, pflicht: Bool
    ) -> Kalendertag? {
        guard let wert = stand[name] else {
            if pflicht { melde(name, "Der Tag fehlt.", "Schreiben Sie ihn als \"2027-01-01\".") }
            return nil
        }
        if let tag = wert.alsText.flatMap({ Kalendertag($0) }) { return tag }
        melde(name, "\(wert.json) ist kein Tag.", "Schreiben Sie ihn als \"2027-01-01\".")
        return nil
    }

    mutating func inhalt(_ stand: JSONWert, muster: JSONWert) {
        guard case let .objekt(felder) = stand, stand["staende"] == nil else { return }
        let eigene = felder.filter { !Standangaben.kopf.contains($0.schluessel) }
        vergleiche(.objekt(eigene), muster, pfad: "")
    }

    private mutating func vergleiche(_ wert: JSONWert, _ muster: JSONWert, pfad: String) {
        switch muster {
        case let .objekt(verlangt): objekt(wert, muster, verlangt.map(\.schluessel), pfad: pfad)
        case .text: betrag(wert, pfad: pfad)
        default: zahl(wert, pfad: pfad)
        }
    }

    private mutating func objekt(
        _ wert: JSONWert, _ muster: JSONWert, _ verlangt: [String], pfad: String
    ) {
        let vorsatz = pfad.isEmpty ? "" : "\(pfad)."
        guard case let .objekt(felder) = wert else {
            return melde(pfad, "Hier gehören Felder in geschweifte Klammern.",
                         "Verlangt sind: \(verlangt.joined(separator: ", ")).")
        }
        for name in verlangt where wert[name] == nil {
            melde(vorsatz + name, "Das Feld fehlt.",
                  "Ergänzen Sie es, auch wenn sich nichts ändert.")
        }
        for feld in felder {
            if let sein = muster[feld.schluessel] {
                vergleiche(feld.wert, sein, pfad: vorsatz + feld.schluessel)
            } else {
                melde(vorsatz + feld.schluessel, "Dieses Feld gibt es hier nicht.",
                      "Bekannt sind: \(verlangt.joined(separator: ", ")).")
            }
        }
    }

    private mutating func betrag(_ wert: JSONWert, pfad: String) {
        let gelesen: Geld? = switch wert {
        case let .text(text): text.contains(",") ? Geld(deutsch: text) : Geld(dezimal: text)
        case .zahl: wert.alsZahl.flatMap { Int64(exactly: $0) }.flatMap {
            $0.magnitude < 1_000_000_000 ? Geld(cent: $0 * 100) : nil
        }
        default: nil
        }
        guard let gelesen else {
            return melde(pfad, "\(wert.json) ist kein Betrag.",
                         "Schreiben Sie ganze Euro als Zahl, sonst Text, etwa \"12,50\".")
        }
        guard gelesen >= .null, gelesen <= Standpruefung.hoechsterBetrag else {
            return melde(pfad, "\(gelesen) liegt außerhalb des Möglichen.",
                         "Erlaubt sind 0 bis \(Standpruefung.hoechsterBetrag).")
        }
    }

    private mutating func zahl(_ wert: JSONWert, pfad: String) {
        let grenze = hoechstens[pfad] ?? Standpruefung.hoechsteZahl
        guard let zahl = wert.alsZahl, (0...grenze).contains(zahl) else {
            return melde(pfad, "\(wert.json) gilt hier nicht.",
                         "Schreiben Sie ohne Anführungszeichen eine Zahl von 0 bis \(grenze).")
        }
    }
}
