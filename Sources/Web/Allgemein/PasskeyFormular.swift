import Foundation
import Grundwerte
import HTTPTypes
import Hummingbird
import NIOCore
import Platform

/// Das Formular `konto/passkey.mustache`, das `passkey.js` sichtbar macht und ausfüllt.
struct PasskeyFormular: Sendable {
    let ziel: String
    let aufgabe: String
    let skript: String
    let csrf: String
    let knopf: String

    /// Unter `weg` geht die Lösung ein, darunter wird die Aufgabe gestellt; nil, wenn es hier keine
    /// Passkeys gibt.
    init?(_ weg: String, _ knopf: String, wunsch: String = "", _ services: WebServices,
          _ facts: RequestFacts) {
        guard services.oeffentlich != nil else { return nil }
        ziel = weg + wunsch
        aufgabe = "\(weg)/aufgabe"
        skript = services.pages.statics.path("passkey.js")
        csrf = facts.csrfToken
        self.knopf = knopf
    }
}

/// Was `passkey.js` dem Gerät gibt; Bytes stehen in Base64url.
struct Passkeyaufgabe: Encodable {
    struct Person: Encodable {
        let id: String
        let anmeldename: String
        let name: String
    }

    let aufgabe: String
    let stelle: String
    let kennungen: [String]
    let verfahren: [Int64]
    let person: Person?

    init(_ neu: Passkey.Aufforderung, bei stelle: RelyingParty, fuer user: User? = nil) {
        aufgabe = neu.aufgabe
        self.stelle = stelle.id
        kennungen = neu.kennungen.map { base64URL($0) }
        verfahren = COSEKey.algorithms
        person = user.map { user in
            Person(id: base64URL(Data(user.id.description.utf8)),
                   anmeldename: user.anmeldename, name: user.name)
        }
    }

    func antwort() throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(self))))
    }
}

extension WebServices {
    /// Die Adresse, an die Passkeys gebunden sind; 404, wo keine eingestellt ist.
    func verlangeStelle() throws -> RelyingParty {
        guard let oeffentlich else {
            throw Fehlerbild.nichtGefunden(grund: "Passkeys sind hier nicht eingerichtet.")
        }
        return oeffentlich
    }
}

extension RelyingParty.Assertion {
    /// Was ein Gerät zum Nachweis geschickt hat; 400, wenn ein Teil fehlt.
    init(_ form: FormData) throws {
        self.init(
            credential: try geraeteangabe("kennung", form),
            clientData: try geraeteangabe("angaben", form),
            authenticatorData: try geraeteangabe("pruefdaten", form),
            signature: try geraeteangabe("unterschrift", form),
            user: bytes(base64URL: form["inhaber"] ?? "") ?? Data())
    }
}

extension RelyingParty.Registration {
    /// Was ein Gerät zu einem neuen Schlüssel geschickt hat; 400, wenn ein Teil fehlt.
    init(_ form: FormData) throws {
        self.init(clientData: try geraeteangabe("angaben", form),
                  attestation: try geraeteangabe("bescheinigung", form))
    }
}

private func geraeteangabe(_ name: String, _ form: FormData) throws -> Data {
    guard let text = form[name], !text.isEmpty, let data = bytes(base64URL: text) else {
        throw Fehlerbild.anfrage(grund: "Die Antwort des Geräts ist nicht vollständig angekommen.")
    }
    return data
}
