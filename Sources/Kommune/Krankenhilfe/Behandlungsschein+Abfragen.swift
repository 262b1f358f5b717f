import Grundwerte
import Platform
import Postgres

extension Behandlungsschein {
    /// Was eine Liste zeigen soll; nil heißt: alle.
    package struct Auswahl: Sendable {
        package enum Zustand: String, Sendable, CaseIterable {
            case gueltig, widerrufen

            package var bezeichnung: String { self == .gueltig ? "gültig" : "widerrufen" }
        }

        package var quartal: Quartal?
        package var art: Art?
        package var zustand: Zustand?

        package init(quartal: Quartal? = nil, art: Art? = nil, zustand: Zustand? = nil) {
            self.quartal = quartal
            self.art = art
            self.zustand = zustand
        }

        fileprivate var bedingung: SQL {
            let widerrufen: Bool? = zustand.map { $0 == .widerrufen }
            return """
                (\(quartal?.ersterTag)::date IS NULL OR s.quartal = \(quartal?.ersterTag))
                AND (\(art)::text IS NULL OR s.art = \(art))
                AND (\(widerrufen)::boolean IS NULL
                     OR (s.widerrufen_am IS NOT NULL) = \(widerrufen))
                """
        }
    }

    static let abfrage: SQL = """
        SELECT s.id, s.fall_id, f.aktenzeichen, s.person_id, s.inhalt->'person'->>'name' AS name,
               s.jahr, s.lfd, s.art, s.fachrichtung, s.quartal, s.gueltig, s.zweitgrund,
               s.ausgestellt_am, s.ausgestellt_von, s.widerrufen_am, s.widerrufen_von,
               s.widerrufsgrund,
               EXISTS (SELECT FROM schriftstueck d WHERE d.behandlungsschein_id = s.id) AS gesetzt
          FROM behandlungsschein s JOIN fall f ON f.id = s.fall_id
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Behandlungsschein? {
        try session.first("\(abfrage) WHERE s.id = \(id)")
    }

    /// Eine Seite der Liste, der jüngste zuerst.
    package static func liste(
        _ auswahl: Auswahl, seite: Int = 1, je: Int = 50, in session: MandantSession
    ) throws -> (scheine: [Behandlungsschein], anzahl: Int) {
        let anzahl = try session.scalar(
            "SELECT count(*) FROM behandlungsschein s WHERE \(auswahl.bedingung)", as: Int.self)
        let scheine = try session.all("""
            \(abfrage) WHERE \(auswahl.bedingung)
             ORDER BY s.jahr DESC, s.lfd DESC LIMIT \(je) OFFSET \((max(seite, 1) - 1) * je)
            """, as: Behandlungsschein.self)
        return (scheine, anzahl)
    }

    /// Alle eines Falls, der jüngste zuerst.
    package static func alle(zu fall: Fall.ID,
                             in session: MandantSession) throws -> [Behandlungsschein] {
        try session.all("\(abfrage) WHERE s.fall_id = \(fall) ORDER BY s.jahr DESC, s.lfd DESC")
    }

    /// Die gültigen einer Person, wie sie einem neuen im Weg stehen können.
    static func gueltige(
        _ person: Person.ID, _ art: Art, fachrichtung: String, _ quartal: Quartal,
        in session: MandantSession
    ) throws -> [Behandlungsschein] {
        try session.all("""
            \(abfrage)
             WHERE s.person_id = \(person) AND s.art = \(art) AND s.fachrichtung = \(fachrichtung)
               AND s.quartal = \(quartal.ersterTag) AND s.widerrufen_am IS NULL
             ORDER BY s.jahr, s.lfd
            """)
    }

    /// Was die Scheine sagen, in der Reihenfolge der Kennungen; unbekannte fehlen.
    package static func inhalte(_ ids: [ID], in session: MandantSession) throws -> [Scheininhalt] {
        let zeilen = try session.all(
            "SELECT id, inhalt FROM behandlungsschein WHERE id = ANY(\(ids)) ORDER BY jahr, lfd") {
            (try $0.decode("id", as: ID.self),
             try $0.decode("inhalt", as: JSON<Scheininhalt>.self).value)
        }
        let je = Dictionary(uniqueKeysWithValues: zeilen)
        return ids.compactMap { je[$0] }
    }
}
