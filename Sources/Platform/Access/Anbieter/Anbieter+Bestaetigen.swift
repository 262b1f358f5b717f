import Grundwerte
import Postgres

/// Whose people sign in at a provider says whether it may open anything (B-3.4.4, B-7.4): whoever
/// commands it could sign in as each of them.
extension Anbieter {
    /// The Kommune's word, by its own login.
    package static func bestaetigen(_ id: ID, in session: MandantSession) throws {
        let getan = try session.scalar("""
            SELECT platform.anbieter_bestaetigen(\(id), \(session.benutzer()))
            """, as: Bool.self)
        guard getan else { throw Hindernis.nichtGefunden }
        try session.audit("anbieter.bestaetigt", id.description)
    }

    /// The Kommune switches it off, whether it had confirmed it or not; the sessions that it opened
    /// are over.
    package static func abweisen(_ id: ID, in session: MandantSession) throws {
        let getan = try session.scalar("""
            SELECT platform.anbieter_abweisen(\(id), \(session.benutzer()))
            """, as: Bool.self)
        guard getan else { throw Hindernis.nichtGefunden }
        try session.audit("anbieter.abgeschaltet", id.description)
    }

    /// The Kreis's own provider: a second person confirms it, never the one who set it up.
    package static func bestaetigenImKreis(_ id: ID, in session: PlatformSession) throws {
        let getan = try session.scalar("""
            SELECT anbieter_im_kreis_bestaetigen(\(id), \(session.benutzer()))
            """, as: Bool.self)
        guard getan else { throw Hindernis.nichtGefunden }
    }
}
