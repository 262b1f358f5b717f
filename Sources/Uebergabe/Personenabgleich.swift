import Foundation
import Grundwerte
import Platform
import Postgres

/// Die Frage, ob eine andere Kommune eine Person kennt (§ 10a AsylbLG: niemand erhält Leistungen
/// zweimal).
///
/// Über die Theke gehen nur Marken: Hashes mit einem Schlüssel, den kein Login der Datenbank hat.
/// Zurück kommt, dass eine Kommune die Person kennt und wen man dort anruft. Beide Seiten behalten,
/// wer wann gefragt hat.
package enum Personenabgleich {
    /// Eine Person in der Nummerierung der Kommune, die sie führt; anderswo bedeutet die Kennung
    /// nichts.
    package struct Eintrag: Sendable {
        package let person: UUIDv7
        package let marken: [[UInt8]]

        package init(person: UUIDv7, marken: [[UInt8]]) {
            self.person = person
            self.marken = marken
        }
    }

    /// So viele Personen nimmt die Theke auf einmal.
    package static let buendel = 500

    /// Hinterlegt die Marken dieser Personen anstelle der bisherigen; ohne Marken ist die Person
    /// danach unbekannt.
    package static func hinterlegen(_ eintraege: [Eintrag], in session: MandantSession) throws {
        for anfang in stride(from: 0, to: eintraege.count, by: buendel) {
            let teil = eintraege[anfang..<min(anfang + buendel, eintraege.count)]
            try session.execute("""
                SELECT kreis.personenmarken_setzen(
                    \(teil.map(\.person)),
                        \(teil.flatMap { eintrag in eintrag.marken.map { _ in eintrag.person } }),
                    \(teil.flatMap(\.marken)))
                """)
        }
    }

    /// Nimmt alles zurück, was über diese Personen hinterlegt ist; für die Löschung nach
    /// Fristablauf.
    package static func vergessen(_ personen: [UUIDv7], in session: MandantSession) throws {
        try hinterlegen(personen.map { Eintrag(person: $0, marken: []) }, in: session)
    }

    /// Sagt, von wem andere nicht erfahren, welche Kommune sie kennt: Die Anschrift ist gesperrt.
    /// Es gilt auch für Antworten, die es schon gibt; wer hier fehlt, ist nicht mehr geschützt.
    ///
    /// `personen` liest die Liste erst, wenn keine andere Transaktion der Kommune eine setzt: Sonst
    /// nähme die eine den Schutz weg, den die andere gerade gibt.
    package static func schuetzen(
        _ personen: () throws -> [UUIDv7], in session: MandantSession
    ) throws {
        try session.execute("SELECT kreis.personenschutz_beginnen()")
        try session.execute("SELECT kreis.personenschutz_setzen(\(personen()))")
    }

    /// Alle Personen, über die diese Kommune etwas hinterlegt hat.
    package static func hinterlegte(in session: MandantSession) throws -> [UUIDv7] {
        var alle: [UUIDv7] = []
        while true {
            let teil = try session.scalars("""
                SELECT kreis.hinterlegte_personen(\(alle.last), \(buendel)::integer)
                """, as: UUIDv7.self)
            alle += teil
            if teil.count < buendel { return alle }
        }
    }

    /// Stellt die Frage. Die Antwort gibt es erst, wenn diese Transaktion steht: Niemand fragt,
    /// ohne dass es bleibt.
    package static func fragen(_ eintrag: Eintrag, in session: MandantSession) throws {
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    SELECT kreis.person_fragen(\(UUIDv7()), \(eintrag.person),
                        \(String(session.akteur.name.prefix(120))),
                                               \(eintrag.marken))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "personenfrage_tagesgrenze" {
            throw Hindernis(.regel,
                "Ihre Kommune hat heute schon so oft gefragt, wie an einem Tag möglich ist.",
                            abhilfe: "Fragen Sie morgen weiter; in dringenden Fällen rufen Sie die "
                                + "Kommunen an.")
        }
    }

    /// Eine Frage und, wenn eine Kommune die Person kennt, wen man dort anruft.
    package struct Antwort: Sendable {
        package let frage: UUIDv7
        package let person: UUIDv7
        package let von: String
        package let am: Date
        /// `Stadt Borken`, oder `Eine andere Kommune`, wenn sie die Person schützt; nil, wenn
        /// niemand die Person kennt.
        package let kommune: String?
        package let auskunft: String?
    }

    /// Was diese Kommune über diese Personen gefragt hat, das Jüngste zuerst; je antwortende
    /// Kommune ein Eintrag.
    package static func antworten(zu personen: [UUIDv7], in session: MandantSession) throws
        -> [Antwort] {
        try session.all("""
            SELECT frage_id, person_id, gefragt_von, gefragt_am, kommune, auskunft
              FROM kreis.personenfragen(\(personen)) ORDER BY gefragt_am DESC, frage_id, kommune
            """) { row in
            Antwort(frage: try row.decode("frage_id"), person: try row.decode("person_id"),
                    von: try row.decode("gefragt_von"), am: try row.decode("gefragt_am"),
                    kommune: try row.decode("kommune"), auskunft: try row.decode("auskunft"))
        }
    }

    /// Was noch in keiner Akte steht.
    package enum Neuigkeit: Sendable {
        /// Eine andere Kommune hat nach einer Person gefragt, die hier bekannt ist; ist die Person
        /// dort geschützt, ohne den Namen der Kommune, und `von` ist leer.
        case eingang(person: UUIDv7, kommune: String, auskunft: String, von: String, am: Date)
        /// Die Antwort auf eine eigene Frage; ohne Kommune kennt niemand die Person.
        case antwort(person: UUIDv7, kommune: String?, auskunft: String?)
    }

    /// Holt alle Neuigkeiten ab; jede kommt einmal, in der Transaktion, die sie vermerkt.
    package static func abholen(in session: MandantSession) throws -> [Neuigkeit] {
        try session.all("""
            SELECT art, person_id, kommune, auskunft, gefragt_von, gefragt_am FROM
                kreis.personenfragen_abholen()
            """) { row in
            let person: UUIDv7 = try row.decode("person_id")
            guard try row.decode("art", as: String.self) == "eingang" else {
                return .antwort(person: person, kommune: try row.decode("kommune"),
                                auskunft: try row.decode("auskunft"))
            }
            return .eingang(person: person, kommune: try row.decode("kommune"),
                            auskunft: try row.decode("auskunft"),
                            von: try row.decode("gefragt_von"), am: try row.decode("gefragt_am"))
        }
    }
}
