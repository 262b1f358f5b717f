import Grundwerte
import Platform
import Postgres
import Uebergabe

extension Fall {
    /// Fragt für jede Person des Haushalts, ob eine andere Kommune sie kennt; zurück kommt, für wie
    /// viele.
    ///
    /// Die Antworten liegen bereit, sobald die Transaktion steht.
    package static func andereFragen(_ id: ID, in session: MandantSession) throws -> Int {
        guard let akte = try Fallakte.laden(id, stand: Stand(am: session.heute), in: session) else {
            throw Hindernis.nichtGefunden
        }
        let mitglieder = akte.mitglieder(am: session.heute)
        guard !mitglieder.isEmpty else {
            throw Hindernis(.regel, "Heute gehört niemand zum Haushalt.",
                            abhilfe: "Nehmen Sie zuerst die Personen auf.")
        }
        for mitglied in mitglieder {
            try Personenabgleich.fragen(
                .init(person: mitglied.id.uuid, marken: Personenmarken.moeglich(
                    fragen(mitglied.angaben.map(\.angabe)), session)),
                in: session)
        }
        let wie = mitglieder.count == 1 ? "1 Person" : "\(mitglieder.count) Personen"
        try Aktenvermerk.schreiben("Andere Kommunen gefragt, ob sie \(wie) des Haushalts kennen.",
                                   zu: id, in: session)
        try session.audit("personenabgleich.gefragt", akte.fall.aktenzeichen)
        return mitglieder.count
    }

    /// Gefragt wird auch mit vertauschtem Tag und Monat: So verschreiben sich Papiere am
    /// häufigsten.
    private static func fragen(_ angaben: [Person.Angabe]) -> [Person.Angabe] {
        angaben + angaben.compactMap { angabe in
            let teile = angabe.geburtsdatum.teile
            guard teile.monat != teile.tag,
                let tag = Kalendertag(teile.jahr, teile.tag, teile.monat) else { return nil }
            var vertauscht = angabe
            vertauscht.geburtsdatum = tag
            return vertauscht
        }
    }

    /// Was über die Personen eines Haushalts gefragt und geantwortet wurde, das Jüngste zuerst.
    package static func antwortenAnderer(_ personen: [Person.ID], in session: MandantSession) throws
        -> [Person.ID: [Personenabgleich.Antwort]] {
        let antworten = try Personenabgleich.antworten(zu: personen.map(\.uuid), in: session)
        return Dictionary(grouping: antworten) { Person.ID($0.person) }
    }
}

/// Vermerkt in den Akten, wer nach einer Person gefragt hat und was auf eigene Fragen geantwortet
/// wurde.
package struct PersonenfragenUebernehmen: Job {
    package static let kind = "personenfragen.uebernehmen"

    package init() {}

    package func run(_ run: JobRun) async throws {
        try await run.finish { session in
            try PersonenfragenUebernehmen.uebernehmen(in: session)
            return nil
        }
    }

    package static func uebernehmen(in session: MandantSession) throws {
        var bekannt: [Person.ID] = []
        for neuigkeit in try Personenabgleich.abholen(in: session) {
            switch neuigkeit {
            case let .eingang(person, kommune, auskunft, von, am):
                let wer = von.isEmpty ? "\(kommune) (Auskunft: \(auskunft))"
                    : "\(kommune) (\(von); \(auskunft))"
                try eingang(Person.ID(person), wer, am: Uhr.berlinTag(am), in: session)
            case let .antwort(person, kommune, _):
                let person = Person.ID(person)
                if kommune == nil {
                    try unbekannt(person, in: session)
                } else if !bekannt.contains(person) {
                    bekannt.append(person)
                }
            }
        }
        for person in bekannt { try antwort(person, in: session) }
    }

    private static func eingang(_ person: Person.ID, _ wer: String, am tag: Kalendertag,
                                in session: MandantSession) throws {
        try session.audit("personenabgleich.beantwortet", person.description, ["wer": wer])
        guard let (fall, name) = try zuletzt(person, in: session) else { return }
        let geschuetzt = try session.scalar("""
            SELECT EXISTS (SELECT FROM gesperrte_personen(\(session.heute)) p
                            WHERE p.person_id = \(person))
            """, as: Bool.self)
        if geschuetzt { return try melden(person, zu: fall, in: session) }
        try Aktenvermerk.schreiben(
            "Abgleich: \(wer) hat am \(tag.deutsch) nach \(name) gefragt und erfahren, dass die "
                + "Person hier bekannt ist.",
            zu: fall, in: session)
    }

    /// Dass nach einer geschützten Person gefragt wurde, sehen nur die Benannten: Die Vorlage sagt
    /// es ihnen, wer es war, steht auf der Seite der Sperre, und im Verlauf des Falls steht nichts.
    private static func melden(_ person: Person.ID, zu fall: Fall.ID, in session: MandantSession)
        throws {
        let benannte = try Auskunftssperre.benannte(fuer: person, in: session).map(Optional.some)
        for wer in benannte.isEmpty ? [nil] : benannte {
            try Wiedervorlage.anlegen(
                "Anfrage zu einer gesperrten Anschrift: Wer gefragt hat, sehen die Benannten auf "
                    + "der Seite der Sperre.",
                zu: fall, faellig: session.heute, quelle: .automatisch, fuer: wer, in: session)
        }
    }

    private static func unbekannt(_ person: Person.ID, in session: MandantSession) throws {
        guard let (fall, name) = try zuletzt(person, in: session) else { return }
        try Aktenvermerk.schreiben("Abgleich: Keine andere Kommune kennt \(name).",
                                   zu: fall, in: session)
    }

    /// Welche Kommune es ist, sagt nur die Seite: Sie fragt jedes Mal neu, ob sie es noch sagen
    /// darf. Die Akte bliebe, auch wenn die Person sich später dort schützen lässt.
    private static func antwort(_ person: Person.ID, in session: MandantSession) throws {
        guard let (fall, name) = try zuletzt(person, in: session) else { return }
        let satz = "Abgleich: Eine andere Kommune kennt \(name). Wen Sie anrufen, steht unter "
            + "„Andere Kommunen fragen“."
        try Aktenvermerk.schreiben(satz, zu: fall, in: session)
        try Wiedervorlage.anlegen(satz, zu: fall, faellig: session.heute, quelle: .automatisch,
                                  in: session)
    }

    /// Der Fall, in dem die Person zuletzt geführt wurde, und ihr Name.
    private static func zuletzt(_ person: Person.ID, in session: MandantSession) throws
        -> (Fall.ID, String)? {
        try session.first("""
            SELECT m.fall_id, a.familienname, a.vorname, a.weitere_namen, a.geburtsdatum,
                   a.geschlecht, a.staatsangehoerigkeit, a.azr_nummer, a.familienstand
              FROM mitglied m
              JOIN person_angabe a ON a.person_id = m.person_id AND a.ersetzt_am IS NULL
             WHERE m.person_id = \(person) AND m.ersetzt_am IS NULL
             ORDER BY upper(m.gueltig) DESC NULLS FIRST, upper(a.gueltig) DESC NULLS FIRST LIMIT 1
            """) { (try $0.decode("fall_id", as: Fall.ID.self), try Person.Angabe(row: $0).name) }
    }
}
