import Foundation
import Hummingbird
import Platform

/// What the contexts of both areas share, for pages that Kommune and Kreis have in common.
package protocol Bereichskontext: ChildRequestContext, WebContext {
    var login: LoginSession { get }
    var services: WebServices { get }
    var akteur: Akteur { get }

    func pfad(_ rest: String) -> String
    /// A page of the area that belongs to none of its main parts.
    func seite(_ titel: String, pfad: [Verweis]) -> Page
}

extension MandantContext: Bereichskontext {
    package func seite(_ titel: String, pfad: [Verweis]) -> Page { page(titel, pfad: pfad) }
}

extension KreisContext: Bereichskontext {
    package func seite(_ titel: String, pfad: [Verweis]) -> Page { page(titel, pfad: pfad) }
}

extension Bereichskontext {
    /// One transaction on the platform's tables, if the person may.
    package func readPlatform<R: Sendable>(
        _ recht: Permission, _ body: @escaping @Sendable (PlatformSession) throws -> R
    ) async throws -> R {
        try await services.database.readPlatform(recht, als: akteur, body)
    }

    package func writePlatform<R: Sendable>(
        _ recht: Permission, _ body: @escaping @Sendable (PlatformSession) throws -> R
    ) async throws -> R {
        try await services.database.writePlatform(recht, als: akteur, body)
    }
}
