import Grundwerte
import Platform
import Postgres

/// Ein Brief, der keine Leistung bewilligt: Anhörung, Rückforderung, Mahnung, Entscheidung über
/// einen Widerspruch. Sein Inhalt ist mit dem Tag festgehalten und druckt sich für immer gleich.
package struct Schreiben: Sendable, RowDecodable {
    package typealias ID = TypedID<Schreiben>

    package enum Art: String, Sendable, SQLEnum {
        case anhoerung, rueckforderung, mahnung, ratenplan, stundung, erlass, widerspruch
        case mitwirkung, kostenerstattung

        /// Gegen ihn ist Widerspruch gegeben.
        package var istBescheid: Bool { self == .rueckforderung }
    }

    package let id: ID
    package let fall: Fall.ID
    package let nummer: String
    package let art: Art
    package let bezeichnung: String
    package let datum: Kalendertag
    package let erstelltVon: User.ID
    /// Ob das PDF schon gesetzt ist.
    package let istGesetzt: Bool

    package init(row: Row) throws {
        id = try row.decode("id")
        fall = try row.decode("fall_id")
        nummer = try row.decode("nummer")
        art = try row.decode("art")
        bezeichnung = try row.decode("bezeichnung")
        datum = try row.decode("datum")
        erstelltVon = try row.decode("erstellt_von")
        istGesetzt = try row.decode("gesetzt")
    }

    private static let spalten: SQL = """
        b.id, b.fall_id, b.nummer, b.art, b.bezeichnung, b.datum, b.erstellt_von,
        EXISTS (SELECT FROM schriftstueck s WHERE s.schreiben_id = b.id) AS gesetzt
        """

    package static func laden(_ id: ID, in session: MandantSession) throws -> Schreiben? {
        try session.first("SELECT \(spalten) FROM schreiben b WHERE b.id = \(id)")
    }

    /// Die genannten, das jüngste zuerst.
    package static func alle(_ ids: [ID], in session: MandantSession) throws -> [Schreiben] {
        try session.all("""
            SELECT \(spalten) FROM schreiben b WHERE b.id = ANY (\(ids))
             ORDER BY b.datum DESC, b.nummer DESC
            """)
    }

    /// Das jüngste zuerst.
    package static func alle(zu fall: Fall.ID, in session: MandantSession) throws -> [Schreiben] {
        try session.all("""
            SELECT \(spalten) FROM schreiben b WHERE b.fall_id = \(fall)
             ORDER BY b.datum DESC, b.nummer DESC
            """)
    }

    /// Alles, was der Brief sagt, für den Satz.
    package static func inhalt(_ id: ID, in session: MandantSession) throws -> Schreibeninhalt? {
        try session.first("SELECT inhalt FROM schreiben WHERE id = \(id)") {
            try $0.decode("inhalt", as: JSON<Schreibeninhalt>.self).value
        }
    }

    /// Hält den Brief fest und lässt ihn setzen.
    static func anlegen(_ art: Art, _ text: Schreibentext, an person: Person.ID? = nil,
                        akte: Fallakte, unterzeichner: Unterzeichner,
                        in session: MandantSession) throws -> ID {
        let id = ID(), lfd = try session.naechsteNummer("schreiben/\(session.heute.jahr)")
        let nummer = "S-\(session.heute.jahr)/\(lfd.aufgefuellt(auf: 5))"
        let inhalt = Schreibeninhalt(text, an: person, akte: akte, mandant: session.mandant,
                                     unterzeichner: unterzeichner, am: session.heute)
        try session.execute("""
            INSERT INTO schreiben (id, fall_id, nummer, art, bezeichnung, datum, inhalt,
                                   erstellt_von)
            VALUES (\(id), \(akte.fall.id), \(nummer), \(art), \(text.titel), \(session.heute),
                    \(JSON(inhalt)), \(session.benutzer()))
            """)
        try session.enqueue(SchreibenSetzen(schreiben: id), key: id.description)
        return id
    }
}

extension Fallakte {
    /// Die Akte, wie sie heute bekannt ist; ohne Fall ein Hindernis.
    package static func heute(_ fall: Fall.ID, in session: MandantSession) throws -> Fallakte {
        guard let akte = try laden(fall, stand: Stand(am: session.heute), in: session) else {
            throw Hindernis.nichtGefunden
        }
        return akte
    }
}
