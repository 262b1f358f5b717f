import Foundation
import Grundwerte
import Hummingbird
import NIOCore
import Platform

/// Das Berechtigungskonzept: für jede Person, in beiden Bereichen, als Seite und als PDF (B-3.5).
struct KonzeptRoutes<Context: Bereichskontext>: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<Context>) {
        group.get("berechtigungskonzept", use: zeigen)
        group.post("berechtigungskonzept/kenntnis", use: bestaetigen)
        group.get("berechtigungskonzept/{fassung}/pdf", use: pdf)
    }

    private func zeigen(_ request: Request, context: Context) async throws -> Response {
        let wunsch = request.uri.queryParameters.get("fassung", as: Int.self)
        let mandant = context.login.user.mandant, ich = context.login.user.id
        let inhalt = try await context.readPlatform(.konzeptLesen) { session in
            let geltende = try Konzeptfassung.geltende(in: session)
            let fassung = try wunsch.map { try Konzeptfassung.laden($0, in: session) } ?? geltende
            guard let fassung else { throw Hindernis.nichtGefunden }
            return KonzeptView.Inhalt(
                fassung: fassung, gilt: fassung.nummer == geltende?.nummer,
                alle: try Konzeptfassung.alle(in: session),
                gelesenAm: try fassung.kenntnis(von: ich, in: session),
                ausstehend: try fassung.ausstehend(mandant: mandant, in: session))
        }
        return .html(try pages.render("konzept/zeigen", KonzeptView(inhalt, context)))
    }

    private func bestaetigen(_ request: Request, context: Context) async throws -> Response {
        guard let nummer = try context.form()["fassung"].flatMap(Int.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt die Fassung.")
        }
        try await context.writePlatform(.konzeptLesen) {
            try Konzeptfassung.bestaetigen(nummer, in: $0)
        }
        return .weiter(nach: context.pfad("berechtigungskonzept"))
            .mit(.erfolg("Vermerkt: Sie haben Fassung \(nummer) gelesen."))
    }

    /// Die Fassung, wie sie galt; dieselbe ergibt immer dieselben Bytes.
    private func pdf(_ request: Request, context: Context) async throws -> Response {
        guard let nummer = context.parameters.get("fassung", as: Int.self) else {
            throw Fehlerbild.nichtGefunden()
        }
        let fassung = try await context.readPlatform(.konzeptLesen) {
            try Konzeptfassung.laden(nummer, in: $0)
        }
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Das Satzprogramm ist hier nicht eingerichtet.",
                            abhilfe: "Lesen Sie die Seite, oder fragen Sie den IT-Betrieb.")
        }
        let blatt = Konzeptblatt(fassung, kreis: context.services.kreis)
        let bytes = try await schriftsatz.setzen(
            vorlage: Konzeptblatt.vordruck, daten: JSONEncoder().encode(blatt),
            zeitpunkt: fassung.seit)
        return .datei(ByteBuffer(bytes: bytes), name: "Berechtigungskonzept-\(nummer).pdf",
                      typ: .pdf, zeigen: true)
    }
}

/// Was der Vordruck `berechtigungskonzept.typ` bekommt.
private struct Konzeptblatt: Encodable {
    static let vordruck = "Sources/Platform/Vordrucke/berechtigungskonzept.typ"

    struct Login: Encodable {
        let name: String
        let zweck: String
        let zugriffe: [Berechtigungskonzept.Zugriff]
    }

    let kreis: String
    let fassung: Int
    let seit: String
    let pruefsumme: String
    let rollen: [Berechtigungskonzept.Rolle]
    let rechte: [Berechtigungskonzept.Recht]
    let regeln: [Berechtigungskonzept.Regel]
    let unvereinbar: [Berechtigungskonzept.Unvereinbar]
    let logins: [Login]

    init(_ fassung: Konzeptfassung, kreis: String) {
        let konzept = fassung.konzept
        self.kreis = kreis
        self.fassung = fassung.nummer
        seit = Uhr.berlinTag(fassung.seit).deutsch
        pruefsumme = hexadecimal(fassung.sha256)
        rollen = konzept.rollen
        rechte = konzept.rechte
        regeln = konzept.regeln ?? []
        unvereinbar = konzept.unvereinbar
        logins = konzept.logins.map { name in
            Login(name: name, zweck: Berechtigungskonzept.zweck(name),
                  zugriffe: konzept.zugriffe.filter { $0.login == name })
        }
    }
}

extension Berechtigungskonzept {
    /// Alle Logins, die etwas dürfen, jeder einmal.
    var logins: [String] {
        zugriffe.map(\.login).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
