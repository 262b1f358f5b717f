import Grundwerte
import Platform

extension Vertretung {
    /// Wessen Aufgaben die angemeldete Person heute sieht: ihre eigenen und die der Vertretenen.
    package static func tische(in session: MandantSession) throws -> [User.ID] {
        let ich = try session.benutzer()
        return try [ich] + heute(durch: ich, in: session).map(\.abwesend)
    }
}
