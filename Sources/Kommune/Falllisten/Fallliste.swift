import Grundwerte
import Platform
import Postgres

/// Ein Filter mit einem Namen: die eigene Liste einer Person oder eine der ganzen Kommune.
package struct Fallliste: Sendable, RowDecodable {
    package typealias ID = TypedID<Fallliste>

    package let id: ID
    package let name: String
    /// Die Abfrage, wie sie in der Adresse steht.
    package let filter: String
    package let istGemeinsam: Bool

    package init(row: Row) throws {
        id = try row.decode("id")
        name = try row.decode("name")
        filter = try row.decode("filter")
        istGemeinsam = try row.decode("gemeinsam")
    }

    /// Die eigenen zuerst, dann die gemeinsamen.
    package static func alle(in session: MandantSession) throws -> [Fallliste] {
        try session.all("""
            SELECT id, name, filter, besitzer IS NULL AS gemeinsam FROM fallliste
             WHERE ersetzt_am IS NULL
               AND (besitzer = \(session.benutzer()) OR besitzer IS NULL)
             ORDER BY besitzer IS NULL, name, id
            """)
    }

    /// Speichert einen Filter; eine gemeinsame Liste verlangt das Recht dazu.
    @discardableResult
    package static func speichern(_ name: String, filter: String, gemeinsam: Bool,
                                  in session: MandantSession) throws -> ID {
        if gemeinsam { try session.akteur.verlange(.listeTeilen) }
        let id = ID(), ich = try session.benutzer()
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO fallliste (id, name, filter, besitzer, erfasst_von)
                    VALUES (\(id), \(name), \(filter), \(gemeinsam ? nil : ich), \(ich))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "fallliste_einmal" {
            throw Hindernis(.konflikt, feld: "name", "Eine Liste mit diesem Namen gibt es schon.",
                            abhilfe: "Wählen Sie einen anderen Namen oder entfernen Sie die alte.")
        }
        try session.audit("fallliste.gespeichert", id.description,
                          ["gemeinsam": gemeinsam ? "ja" : "nein"])
        return id
    }

    /// Entfernt eine Liste; ein zweites Mal ändert nichts. Die Fälle bleiben, wie sie sind.
    package static func entfernen(_ id: ID, in session: MandantSession) throws {
        let liste = try alle(in: session).first { $0.id == id }
        guard let liste else { return }
        if liste.istGemeinsam { try session.akteur.verlange(.listeTeilen) }
        try session.execute("UPDATE fallliste SET ersetzt_am = now() WHERE id = \(id)")
        try session.audit("fallliste.entfernt", id.description)
    }
}
