import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Wer durch einen Bescheid verliert, wird vorher gehört (§ 24 SGB X), oder es steht da, warum
/// nicht.
package struct Anhoerung: Sendable, RowDecodable {
    package typealias ID = TypedID<Anhoerung>

    package enum Anlass: String, Sendable, SQLEnum {
        case rueckforderung, einschraenkung
    }

    package enum Ergebnis: String, Sendable, SQLEnum, CaseIterable {
        case entschieden, abgesehen
    }

    package enum Stand: Sendable, Equatable {
        case verzichtet, wartet(bis: Kalendertag), beantwortet, fristAbgelaufen
        case abgeschlossen(Ergebnis)
    }

    package struct Antwort: Sendable, RowDecodable {
        package let eingegangen: Kalendertag
        package internal(set) var text: String

        package init(row: Row) throws {
            eingegangen = try row.decode("eingegangen")
            text = try row.decode("text")
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let anlass: Anlass
    package let norm: String
    package let person: Person.ID
    package internal(set) var sachverhalt: String
    /// Nil, wenn von der Anhörung abgesehen wurde.
    package let schreiben: Schreiben.ID?
    package let frist: Kalendertag?
    package let verzicht: Anhoerungsverzicht?
    package internal(set) var verzichtGrund: String
    package let angelegtAm: Date
    package internal(set) var antworten: [Antwort]
    package let ergebnis: Ergebnis?
    package internal(set) var ergebnisGrund: String

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        anlass = try row.decode("anlass")
        norm = try row.decode("norm")
        person = try row.decode("person_id")
        sachverhalt = try row.decode("sachverhalt")
        schreiben = try row.decode("schreiben_id")
        frist = try row.decode("frist")
        verzicht = try row.decode("verzicht", as: String?.self).flatMap(Anhoerungsverzicht.init)
        verzichtGrund = try row.decode("verzicht_grund")
        angelegtAm = try row.decode("angelegt_am")
        ergebnis = try row.decode("ergebnis")
        ergebnisGrund = try row.decode("begruendung")
        antworten = []
    }

    private init(_ ohne: Anhoerung, antworten: [Antwort]) {
        id = ohne.id
        fall = ohne.fall
        anlass = ohne.anlass
        norm = ohne.norm
        person = ohne.person
        sachverhalt = ohne.sachverhalt
        schreiben = ohne.schreiben
        frist = ohne.frist
        verzicht = ohne.verzicht
        verzichtGrund = ohne.verzichtGrund
        angelegtAm = ohne.angelegtAm
        ergebnis = ohne.ergebnis
        ergebnisGrund = ohne.ergebnisGrund
        self.antworten = antworten
    }

    package func stand(heute: Kalendertag) -> Stand {
        if let ergebnis { return .abgeschlossen(ergebnis) }
        guard let frist else { return .verzichtet }
        if !antworten.isEmpty { return .beantwortet }
        return heute <= frist ? .wartet(bis: frist) : .fristAbgelaufen
    }

    /// Ob entschieden werden darf: gehört, beantwortet oder Frist abgelaufen.
    package func istEntscheidungsreif(heute: Kalendertag) -> Bool {
        switch stand(heute: heute) {
        case .verzichtet, .beantwortet, .fristAbgelaufen: true
        case .wartet, .abgeschlossen: false
        }
    }

    private static let auswahl: SQL = """
        SELECT a.id, a.fall_id, a.anlass, a.norm, a.person_id, a.sachverhalt, a.schreiben_id,
               a.frist,
               a.verzicht, a.verzicht_grund, a.angelegt_am, e.ergebnis,
               coalesce(e.begruendung, '') AS begruendung
          FROM anhoerung a LEFT JOIN anhoerung_ergebnis e ON e.anhoerung_id = a.id
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Anhoerung? {
        try gespeichert(id, in: session)?.lesbar(in: session)
    }

    /// Wie sie gespeichert ist, zum Entscheiden; Seiten zeigen, was `laden` gibt.
    static func gespeichert(_ id: ID, in session: MandantSession) throws -> Anhoerung? {
        let ohne = try session.first("\(auswahl) WHERE a.id = \(id)", as: Anhoerung.self)
        return try ohne.map { try mitAntworten($0, in: session) }
    }

    /// Die jüngste zuerst.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Anhoerung] {
        try session.all("\(auswahl) WHERE a.fall_id = \(fall) ORDER BY a.angelegt_am DESC, a.id",
                        as: Anhoerung.self).map { try mitAntworten($0, in: session) }
            .lesbar(in: session)
    }

    private static func mitAntworten(_ ohne: Anhoerung, in session: MandantSession)
        throws -> Anhoerung {
        Anhoerung(ohne, antworten: try session.all("""
            SELECT eingegangen, text FROM anhoerung_antwort
             WHERE anhoerung_id = \(ohne.id) ORDER BY eingegangen, id
            """))
    }
}
