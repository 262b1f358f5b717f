import Foundation
import Grundwerte
import HTTPTypes
import Platform

/// What every route may use; made once at start.
package struct WebServices: Sendable {
    package let database: Database
    package let registry: MandantRegistry
    package let signIn: SignIn
    package let pages: Pages
    /// Hashes the passwords that people choose, and the one-time codes that let them.
    package let kennwoerter: PasswordThread
    /// Sets letters that are asked for before the worker has set them; nil where the setter is not
    /// installed.
    package let schriftsatz: Schriftsatz?
    /// Folder that the bank's programme collects files from; nil: files are downloaded.
    package let ablage: URL?
    /// `Kreis Borken`.
    package let kreis: String
    /// How the Kreis and its data protection officer are reached.
    package let kreiskontakt: Kontakt
    /// All persons and amounts are invented.
    package let schulung: Bool
    /// The users come over TLS.
    package let isSecure: Bool
    /// To which address passkeys are bound and providers send back; nil: there are neither.
    package let oeffentlich: RelyingParty?
    /// How much one person or program may ask.
    package let grenze: Anfragegrenze

    package init(database: Database, registry: MandantRegistry, signIn: SignIn, pages: Pages,
                 kennwoerter: PasswordThread = PasswordThread(),
                 schriftsatz: Schriftsatz? = nil, ablage: URL? = nil,
                 kreis: String, kreiskontakt: Kontakt = Kontakt(), schulung: Bool, isSecure: Bool,
                 oeffentlich: RelyingParty? = nil, grenze: Anfragegrenze = Anfragegrenze()) {
        self.database = database
        self.registry = registry
        self.signIn = signIn
        self.pages = pages
        self.kennwoerter = kennwoerter
        self.schriftsatz = schriftsatz
        self.ablage = ablage
        self.kreis = kreis
        self.kreiskontakt = kreiskontakt
        self.schulung = schulung
        self.isSecure = isSecure
        self.oeffentlich = oeffentlich
        self.grenze = grenze
    }

    package var heute: Kalendertag { database.uhr.heute }

    package var cookies: CookieRule { CookieRule(isSecure: isSecure) }

    package var sessionCookie: String { cookies.name(Self.sitzung) }

    /// The name of the session's cookie, without what `CookieRule` puts in front.
    static let sitzung = "mandat_sitzung"

    /// Of the one that holds the token of the session before its owner last proved who he is.
    static let vorher = "mandat_vorher"

    /// Of the one that holds a browser to the sign-in at a provider that it began.
    static let anbieter = "mandat_anbieter"
}
