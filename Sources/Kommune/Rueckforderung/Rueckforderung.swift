import Foundation
import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was eine Person der Kommune zurückzahlen soll (B-5.4). Das Konto dazu ist `Forderungskonto`.
package struct Rueckforderung: Sendable {
    package typealias ID = TypedID<Rueckforderung>

    package struct Position: Sendable, RowDecodable {
        package typealias ID = TypedID<Position>

        package let id: ID
        package let monat: Monat
        package let zweck: Zahlung.Zweck
        package let betrag: Geld
        package let bescheidnummer: String?
        /// Nil, solange nicht entschieden ist.
        package let grundlage: Aufhebungsgrund?

        package init(row: Row) throws {
            id = try row.decode("id")
            monat = try row.decode("monat")
            zweck = try row.decode("zweck")
            betrag = try row.decode("betrag_cent")
            bescheidnummer = try row.decode("nummer")
            grundlage = try row.decode("grundlage", as: String?.self).flatMap(Aufhebungsgrund.init)
        }
    }

    package struct Entscheidung: Sendable, RowDecodable {
        /// Nil: Es wird nicht zurückgefordert.
        package let schreiben: Schreiben.ID?
        package let begruendung: String
        package let betrag: Geld
        package let faellig: Kalendertag?
        package let am: Kalendertag

        package init(row: Row) throws {
            schreiben = try row.decode("schreiben_id")
            begruendung = try row.decode("begruendung")
            betrag = try row.decode("betrag_cent")
            faellig = try row.decode("faellig")
            am = try row.decode("entschieden_am")
        }
    }

    package let id: ID
    package let fall: Fall.ID
    package let aktenzeichen: String
    package let sachbearbeitung: User.ID
    package let kassenzeichen: String
    package let schuldner: Person.ID
    package let grund: String
    package let kenntnisAm: Kalendertag
    package let angelegtAm: Date
    package let anhoerung: Anhoerung.ID?
    package let positionen: [Position]
    package let entscheidung: Entscheidung?

    /// Was verlangt werden soll oder verlangt ist.
    package var summe: Geld { entscheidung?.betrag ?? positionen.map(\.betrag).summe() }

    package static func laden(_ id: ID, in session: MandantSession) throws -> Rueckforderung? {
        let positionen = try session.all("""
            SELECT p.id, p.monat, p.zweck, p.betrag_cent, b.nummer, g.grundlage
              FROM rueckforderung_position p
              LEFT JOIN bescheid b ON b.id = p.bescheid_id
              LEFT JOIN rueckforderung_grundlage g ON g.position_id = p.id
             WHERE p.rueckforderung_id = \(id) ORDER BY p.monat, p.zweck, p.id
            """, as: Position.self)
        let entscheidung = try session.first("""
            SELECT schreiben_id, begruendung, betrag_cent, faellig, entschieden_am
              FROM rueckforderung_entscheidung WHERE rueckforderung_id = \(id)
            """, as: Entscheidung.self)
        return try session.first("""
            SELECT r.id, r.fall_id, f.aktenzeichen, f.sachbearbeitung, r.kassenzeichen,
                   r.schuldner_id,
                   r.grund, r.kenntnis_am, r.angelegt_am, a.anhoerung_id
              FROM rueckforderung r JOIN fall f ON f.id = r.fall_id
              LEFT JOIN rueckforderung_anhoerung a ON a.rueckforderung_id = r.id
             WHERE r.id = \(id)
            """) { row in
            Rueckforderung(
                id: try row.decode("id"), fall: try row.decode("fall_id"),
                aktenzeichen: try row.decode("aktenzeichen"),
                sachbearbeitung: try row.decode("sachbearbeitung"),
                kassenzeichen: try row.decode("kassenzeichen"),
                schuldner: try row.decode("schuldner_id"),
                grund: try row.decode("grund"), kenntnisAm: try row.decode("kenntnis_am"),
                angelegtAm: try row.decode("angelegt_am"),
                anhoerung: try row.decode("anhoerung_id"),
                positionen: positionen, entscheidung: entscheidung)
        }
    }

    /// Lädt und sperrt den Fall, damit zwei Handlungen an einer Forderung nacheinander geschehen.
    static func zumAendern(_ id: ID, in session: MandantSession) throws -> Rueckforderung {
        guard let fall = try session.first("SELECT fall_id FROM rueckforderung WHERE id = \(id)", {
            try $0.decode("fall_id", as: Fall.ID.self)
        }) else { throw Hindernis.nichtGefunden }
        _ = try Fall.aendern(fall, in: session)
        guard let forderung = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        return forderung
    }

    /// Das Schreiben, mit dem sie festgesetzt ist.
    func festgesetzt() throws -> Schreiben.ID {
        guard let schreiben = entscheidung?.schreiben else {
            throw Hindernis(.regel, "Die Forderung ist noch nicht festgesetzt.",
                            abhilfe: "Erlassen Sie zuerst den Rückforderungsbescheid.")
        }
        return schreiben
    }

    func vermerken(_ text: String, _ vorgang: String, _ angaben: [String: String] = [:],
                   in session: MandantSession) throws {
        try Aktenvermerk.schreiben("\(kassenzeichen): \(text)", zu: fall, in: session)
        try session.audit("rueckforderung.\(vorgang)", id.description, angaben)
    }
}
