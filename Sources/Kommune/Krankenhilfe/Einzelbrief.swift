import Foundation
import Grundwerte
import Leistungsrecht
import Platform

/// Was der Vordruck `einzelbescheid.typ` druckt: die Entscheidung an die Person.
struct Einzelbescheidinhalt: Sendable, Codable {
    static let vordruck = "einzelbescheid"

    struct Zeile: Sendable, Codable { let name: String; let wert: String }

    let absender: Bescheidinhalt.Absender
    let auskunft: Bescheidinhalt.Auskunft
    let empfaenger: [String]
    let aktenzeichen: String
    let datum: String
    let titel: String
    let entscheidung: String
    let angaben: [Zeile]
    let gruende: [String]
    let nebenbestimmungen: [String]
    let einfach: [Bescheidinhalt.Frage]
    let unterschrift: Bescheidinhalt.Unterschrift
    let widerspruchsstelle: String
}

/// Was der Vordruck `kostenzusage.typ` druckt: die Zusage an die Stelle. Warum bewilligt wurde,
/// geht sie nichts an.
package struct Kostenzusage: Sendable, Codable {
    static let vorlage = "Sources/Kommune/Vordrucke/kostenzusage.typ"

    let absender: Bescheidinhalt.Absender
    let auskunft: Bescheidinhalt.Auskunft
    let empfaenger: [String]
    let aktenzeichen: String
    let datum: String
    let nummer: String
    let person: String
    let geboren: String
    let leistung: String
    let hoechstens: String
    let gueltig: Bescheidinhalt.Spanne
    let unterschrift: Bescheidinhalt.Unterschrift

    package func setzen(am tag: Kalendertag, mit schriftsatz: Schriftsatz) async throws -> [UInt8] {
        try await schriftsatz.setzen(vorlage: Kostenzusage.vorlage, daten: try vordruckJSON(),
                                     zeitpunkt: Uhr.fest(am: tag).jetzt)
    }
}

/// Beide Briefe einer Entscheidung aus denselben Angaben.
struct Einzelbrief {
    let leistung: Einzelleistung
    let akte: Fallakte
    let mitglied: Fallakte.Mitglied
    let umfang: Einzelleistung.Umfang?
    let grund: String
    let mandant: Mandant
    let unterzeichner: Unterzeichner
    let tag: Kalendertag

    init(_ leistung: Einzelleistung, akte: Fallakte, mitglied: Fallakte.Mitglied,
         umfang: Einzelleistung.Umfang?, grund: String, mandant: Mandant,
         unterzeichner: Unterzeichner, am tag: Kalendertag) {
        self.leistung = leistung
        self.akte = akte
        self.mitglied = mitglied
        self.umfang = umfang
        self.grund = grund
        self.mandant = mandant
        self.unterzeichner = unterzeichner
        self.tag = tag
    }

    var bescheid: Einzelbescheidinhalt {
        Einzelbescheidinhalt(
            absender: .init(mandant), auskunft: .init(unterzeichner),
            empfaenger: akte.anschriftenfeld(am: tag), aktenzeichen: akte.fall.aktenzeichen,
            datum: tag.deutsch, titel: "Bescheid: \(antrag.art.bezeichnung)",
            entscheidung: entscheidung, angaben: angaben, gruende: gruende,
            nebenbestimmungen: umfang == nil ? [] : [
                "Was über den Höchstbetrag hinausgeht oder nach dem Zeitraum liegt, tragen wir "
                    + "nicht. Sprechen Sie vorher mit uns, wenn es nicht reicht.",
                "Die Rechnung richten Sie oder die Stelle an uns und nennen das Aktenzeichen.",
            ],
            einfach: einfach, unterschrift: .init(name: unterzeichner.name),
            widerspruchsstelle: "\(mandant.bezeichnung), \(mandant.strasse), "
                + "\(mandant.plz) \(mandant.ort)")
    }

    /// Nil, wenn abgelehnt wird oder die Anschrift der Stelle fehlt.
    func zusage(nummer: String) -> Kostenzusage? {
        guard let umfang, let stelle = antrag.stelle, !stelle.ort.isEmpty else { return nil }
        return Kostenzusage(
            absender: .init(mandant), auskunft: .init(unterzeichner),
            empfaenger: [stelle.name, stelle.strasse, stelle.ort],
            aktenzeichen: akte.fall.aktenzeichen, datum: tag.deutsch, nummer: nummer, person: name,
            geboren: angabe?.geburtsdatum.deutsch ?? "", leistung: antrag.gegenstand,
            hoechstens: umfang.hoechstens.betrag, gueltig: spanne(umfang.gueltig),
            unterschrift: .init(name: unterzeichner.name))
    }

    private var antrag: Einzelleistung.Antrag { leistung.antrag }
    private var angabe: Person.Angabe? { mitglied.angabe(am: tag) }
    private var name: String { angabe?.name ?? leistung.name }

    private var norm: String {
        antrag.art.norm(mitglied.berechtigung(am: umfang?.gueltig.von ?? tag)?.grundlage)
    }

    private var entscheidung: String {
        umfang == nil
            ? "den Antrag vom \(antrag.beantragtAm.deutsch) für \(name) lehnen wir ab (\(norm))."
            : "auf den Antrag vom \(antrag.beantragtAm.deutsch) bewilligen wir für \(name) die "
                + "folgende Leistung (\(norm))."
    }

    private var angaben: [Einzelbescheidinhalt.Zeile] {
        let stelle = antrag.stelle.map { Einzelbescheidinhalt.Zeile(name: "Stelle", wert: $0.name) }
        let grenze = umfang.map { umfang in
            let spanne = spanne(umfang.gueltig)
            return [Einzelbescheidinhalt.Zeile(name: "Höchstens", wert: "\(umfang.hoechstens)"),
                    .init(name: "Gültig", wert: "\(spanne.von) bis \(spanne.bis)")]
        }
        return [.init(name: umfang == nil ? "Beantragt" : "Leistung", wert: antrag.gegenstand)]
            + [stelle].compactMap(\.self) + (grenze ?? [])
    }

    private var gruende: [String] {
        let verlangt = "Diese Leistung setzt nach \(norm) voraus: \(antrag.art.voraussetzung)"
        return [umfang == nil ? verlangt : verlangt + " Das ist hier der Fall.", grund]
    }

    private var einfach: [Bescheidinhalt.Frage] {
        [
            .init(frage: "Was steht in diesem Brief?", antwort: umfang.map {
                "Wir bezahlen: \(antrag.gegenstand). Wir bezahlen höchstens \($0.hoechstens)."
            } ?? "Wir bezahlen das nicht: \(antrag.gegenstand)."),
            .init(frage: "Warum?", antwort: grund),
            .init(frage: "Was kann ich tun, wenn ich das falsch finde?",
                  antwort: "Sie können innerhalb eines Monats widersprechen. Schreiben Sie uns "
                    + "oder kommen Sie zu uns. Das kostet nichts."),
        ]
    }

    private func spanne(_ zeitraum: Zeitraum) -> Bescheidinhalt.Spanne {
        .init(von: zeitraum.von.deutsch, bis: zeitraum.bis?.deutsch ?? "")
    }
}
