import HTTPTypes
import Hummingbird
import Platform

/// One address of an area with a method, and the permissions that open it: whoever holds one of
/// them may knock. None listed: everybody who is signed in to the area.
///
/// This is the first of two locks. The door asks before anything of the request is read; the use
/// case asks again by naming its permission in `read` or `write`, and may ask for more.
package struct Endpunkt: Sendable {
    package let method: HTTPRequest.Method
    /// `faelle/{id}`, below the area.
    package let pfad: String
    package let rechte: [Permission]
    /// Asks who sits there if the person last proved it more than two hours ago.
    package private(set) var brauchtNachweis = false

    /// For what moves money or gives rights.
    var mitNachweis: Endpunkt {
        var endpunkt = self
        endpunkt.brauchtNachweis = true
        return endpunkt
    }

    static func get(_ pfad: String, _ rechte: Permission...) -> Endpunkt {
        Endpunkt(method: .get, pfad: pfad, rechte: rechte)
    }

    static func post(_ pfad: String, _ rechte: Permission...) -> Endpunkt {
        Endpunkt(method: .post, pfad: pfad, rechte: rechte)
    }

    /// `GET faelle/{id}`.
    package var name: String { "\(method.rawValue) \(pfad)" }
}

extension Endpunkt {
    /// The addresses outside of both areas, open to everybody; forms among them prove their origin.
    static let offen: [Endpunkt] = [
        .get(""), .get("anmeldung"), .post("anmeldung"), .post("abmeldung"),
        .get("anmeldung/code"), .post("anmeldung/code"),
        .get("anmeldung/kennwort"), .post("anmeldung/kennwort"),
        .post("anmeldung/code/passkey"), .post("anmeldung/code/passkey/aufgabe"),
        .post("anmeldung/passkey"), .post("anmeldung/passkey/aufgabe"),
        .get("anmeldung/anbieter/{id}"), .get("anmeldung/anbieter/{id}/antwort"),
        .get("konto"), .post("konto/tasten"),
        .get("hilfe"), .get("barrierefreiheit"), .get("health"),
        .get("favicon.ico"), .get("statisch/{hash}/{name}"), .get("api/v1/openapi.json"),
    ]
}

/// Lets nobody through to an address whose permission he does not hold, nor to one without entry.
struct Tuer: Sendable {
    private let endpunkte: [String: Endpunkt]
    private let bereich: String

    init(_ area: AreaGuard.Area) {
        switch area {
        case .kommune: self.init("/m/{kuerzel}", Endpunkt.kommune)
        case .kreis: self.init("/kreis", Endpunkt.kreis)
        }
    }

    init(_ vorsatz: String, _ endpunkte: [Endpunkt]) {
        bereich = vorsatz
        self.endpunkte = Dictionary(uniqueKeysWithValues: endpunkte.map {
            ("\($0.method.rawValue) \(vorsatz)\($0.pfad.isEmpty ? "" : "/\($0.pfad)")", $0)
        })
    }

    /// `pfad` is the route that was matched, not what the browser sent.
    func oeffne(_ request: Request, _ pfad: String?, fuer login: LoginSession) throws {
        let method = request.method == .head ? .get : request.method
        guard let pfad, let endpunkt = endpunkte["\(method.rawValue) \(pfad)"],
              endpunkt.rechte.isEmpty || endpunkt.rechte.contains(where: login.rechte.contains)
        else { throw Fehlerbild.verboten() }
        guard endpunkt.brauchtNachweis, !login.istFrisch else { return }
        throw Nachweisfehlt(ziel: nachweis(request.uri.path, pfad))
    }

    /// Afterwards the person goes on where the form stood.
    private func nachweis(_ ort: String, _ pfad: String) -> String {
        let stelle = endpunkte["GET \(pfad)"] == nil
            ? ort.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } : ort
        let tiefe = bereich.split(separator: "/").count
        let start = ort.split(separator: "/").prefix(tiefe).reduce("") { "\($0)/\($1)" }
        return "\(start)/konto/nachweis?ziel=\(stelle.alsAbfragewert)"
    }
}

/// The person must first prove who he is; `ziel` is the page that asks.
struct Nachweisfehlt: Error {
    let ziel: String
}
