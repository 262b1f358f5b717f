import Grundwerte
import Platform
import Postgres

extension Unterlage {
    /// Was gebraucht wird: nach Vorlagen, dazu Einzelnes.
    package struct Verlangen: Sendable {
        package let vorlagen: [Unterlagenvorlage]
        /// Eigene Bezeichnungen, die in keiner Vorlage stehen.
        package let weitere: [String]
        /// Nur von dieser Person; nil: wie die Vorlage sagt.
        package let person: Person.ID?
        package let frist: Kalendertag

        package init(vorlagen: [Unterlagenvorlage], weitere: [String] = [],
                     person: Person.ID? = nil, frist: Kalendertag) {
            self.vorlagen = vorlagen
            self.weitere = weitere
            self.person = person
            self.frist = frist
        }
    }

    private struct Posten: Hashable {
        let person: Person.ID?
        let bezeichnung: String
        let wozu: String
    }

    private static let hoechstfristTage = 183

    /// Setzt Unterlagen auf die Liste, mit Wiedervorlage am Tag nach der Frist. Was schon fehlt,
    /// kommt nicht doppelt. Zurück kommt, wie viele neu sind.
    @discardableResult
    package static func verlangen(
        _ neu: Verlangen, zu fall: Fall.ID, fassung: Int? = nil, in session: MandantSession
    ) throws -> Int {
        _ = try Fall.aendern(fall, fassung: fassung, in: session)
        guard (0...hoechstfristTage).contains(session.heute.tage(bis: neu.frist)) else {
            throw Hindernis(.eingabe, feld: "frist",
                            "Die Frist liegt nicht im nächsten halben Jahr.",
                            abhilfe: "Wählen Sie einen Tag ab heute.")
        }
        let akte = try Fallakte.heute(fall, in: session)
        let schon = Set(try offene(zu: fall, in: session).map {
            Posten(person: $0.person, bezeichnung: $0.bezeichnung, wozu: $0.wozu)
        })
        let posten = posten(neu, akte, am: session.heute).filter { !schon.contains($0) }
        guard !posten.isEmpty else {
            throw Hindernis(.eingabe, feld: "vorlagen", "Das alles steht schon auf der Liste.",
                            abhilfe: "Wählen Sie etwas anderes.")
        }
        let von = try session.benutzer()
        try session.executeAll(posten.map { posten in
            """
            INSERT INTO unterlage (id, fall_id, person_id, bezeichnung, wozu, frist, angelegt_von)
            VALUES (\(ID()), \(fall), \(posten.person), \(posten.bezeichnung), \(posten.wozu),
                    \(neu.frist), \(von))
            """
        })
        let anzahl = posten.count == 1 ? "1 Unterlage" : "\(posten.count) Unterlagen"
        try Wiedervorlage.anlegen("\(anzahl) fällig am \(neu.frist.deutsch): Eingang prüfen.",
                                  zu: fall, faellig: Feiertag.werktag(ab: neu.frist.plus(tage: 1)),
                                  quelle: .automatisch, in: session)
        try Aktenvermerk.schreiben(
            "Unterlagen verlangt bis \(neu.frist.deutsch): "
                + Set(posten.map(\.bezeichnung)).sorted().joined(separator: "; ") + ".",
            zu: fall, in: session)
        try session.audit("unterlage.verlangt", akte.fall.aktenzeichen)
        return posten.count
    }

    private static func posten(
        _ neu: Verlangen, _ akte: Fallakte, am tag: Kalendertag
    ) -> [Posten] {
        let alle = akte.mitglieder(am: tag).map(\.id)
        var posten: [Posten] = [], gesehen: Set<Posten> = []
        func dazu(_ person: Person.ID?, _ bezeichnung: String, _ wozu: String = "") {
            let neuer = Posten(person: person, bezeichnung: bezeichnung, wozu: wozu)
            if gesehen.insert(neuer).inserted { posten.append(neuer) }
        }
        for eintrag in neu.vorlagen.flatMap(\.unterlagen) {
            guard eintrag.jePerson == true else {
                dazu(neu.person, eintrag.bezeichnung, eintrag.wozu)
                continue
            }
            for person in neu.person.map({ [$0] }) ?? alle {
                dazu(person, eintrag.bezeichnung, eintrag.wozu)
            }
        }
        for bezeichnung in neu.weitere { dazu(neu.person, bezeichnung) }
        return posten
    }
}
