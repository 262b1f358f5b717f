import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was bei einer Person gegen Leistungen nach § 2 AsylbLG steht.
package struct Wartezeithindernis: Sendable, Equatable {
    package enum Art: String, Sendable, CaseIterable, SQLEnum {
        /// Eine wesentliche Unterbrechung des Aufenthalts; danach beginnt die Wartezeit neu.
        case unterbrechung
        /// Die Dauer des Aufenthalts ist rechtsmissbräuchlich selbst beeinflusst; auf Dauer.
        case rechtsmissbrauch

        package var bezeichnung: String {
            switch self {
            case .unterbrechung: "Wesentliche Unterbrechung des Aufenthalts"
            case .rechtsmissbrauch: "Rechtsmissbrauch"
            }
        }
    }

    package var art: Art
    package var grund: String
    package var gueltig: Zeitraum

    package init(art: Art, grund: String, gueltig: Zeitraum) {
        self.art = art
        self.grund = grund
        self.gueltig = gueltig
    }
}

extension Wartezeithindernis: RowDecodable {
    package init(row: Row) throws {
        self.init(art: try row.decode("art"), grund: try row.decode("grund"),
                  gueltig: try row.decode("gueltig"))
    }

    /// Was gilt, je Person; für Auswertungen über alle Fälle.
    static func alle(in session: MandantSession) throws -> [Person.ID: [Wartezeithindernis]] {
        let zeilen = try session.all("""
            SELECT person_id, art, grund, gueltig FROM wartezeithindernis
             WHERE ersetzt_am IS NULL ORDER BY person_id, gueltig
            """) { (try $0.decode("person_id", as: Person.ID.self),
                    try Wartezeithindernis(row: $0)) }
        return Dictionary(grouping: zeilen, by: \.0).mapValues { $0.map(\.1) }
    }
}

extension Person.ID {
    func wartezeithindernisErfassen(
        _ neu: Wartezeithindernis, in session: MandantSession
    ) throws {
        try Tatsache.wartezeithindernis.abloesen(
            uuid, im: neu.gueltig, weiter: "AND art = \(neu.art)", in: session)
        try session.execute("""
            INSERT INTO wartezeithindernis (id, person_id, art, grund, gueltig, erfasst_von)
            VALUES (\(UUIDv7()), \(self), \(neu.art), \(neu.grund), \(neu.gueltig),
                    \(session.benutzer()))
            """)
    }
}

extension Haushaltslage.Aufenthalt {
    /// Der Aufenthalt, wie die Wartezeit nach § 2 ihn ansieht.
    init(seit einreise: Kalendertag, analogbezug: [Zeitraum],
         _ hindernisse: [Wartezeithindernis]) {
        self.init(
            beginn: einreise,
            unterbrechungen: hindernisse.filter { $0.art == .unterbrechung }.map(\.gueltig),
            analogbezug: analogbezug,
            rechtsmissbrauchAb: hindernisse.filter { $0.art == .rechtsmissbrauch }
                .map(\.gueltig.von).min())
    }
}

extension Fallakte.Mitglied {
    /// Ab wann § 2 gilt, und warum; nil, solange kein Tag der Einreise erfasst ist.
    package func wartezeit(am tag: Kalendertag, nach parameter: Parameter) -> AsylbLG.Wartezeit? {
        guard let einreise = aufenthalt(am: tag)?.eingereistAm else { return nil }
        return AsylbLG.wartezeit(
            .init(seit: einreise,
                  analogbezug: berechtigungen.filter { $0.grundlage == .analogleistung }
                      .map(\.gueltig), wartezeithindernisse), nach: parameter)
    }
}
