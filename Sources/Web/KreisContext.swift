import Foundation
import Grundwerte
import Hummingbird
import Platform
import Postgres

/// The context of every request inside the area of the Kreis. It reaches no Mandant's data: its
/// `read` and `write` name one of the Kreis's offices.
package struct KreisContext: ChildRequestContext, WebContext {
    package typealias ParentContext = BackofficeContext

    package var coreContext: CoreRequestContextStorage
    package var facts: RequestFacts
    package let login: LoginSession
    package let services: WebServices

    package init(context: BackofficeContext) throws {
        guard let signedIn = context.signedIn, signedIn.mandant == nil,
              let services = context.services
        else {
            throw Fehlerbild.nichtGefunden()
        }
        coreContext = context.coreContext
        facts = context.facts
        login = signedIn.login
        self.services = services
    }

    package var heute: Kalendertag { services.heute }
    package var benutzer: User.ID { login.user.id }

    package var akteur: Akteur {
        Akteur(benutzer: login.user.id, name: login.user.name, rechte: login.rechte,
               anfrage: requestID)
    }

    package func darf(_ recht: Permission) -> Bool { login.rechte.contains(recht) }

    package func read<R: Sendable>(
        _ office: KreisOffice, _ recht: Permission,
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await services.database.read(office, recht, als: akteur, body)
    }

    package func write<R: Sendable>(
        _ office: KreisOffice, _ recht: Permission,
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await services.database.write(office, recht, als: akteur, body)
    }

    package func benutzernamen() async throws -> [User.ID: String] {
        try await services.database.platform.read { try User.namen(mandant: nil, in: $0) }
    }

    /// `pfad("zahllaeufe")` is `/kreis/zahllaeufe`.
    package func pfad(_ rest: String = "") -> String { "/kreis" + (rest.isEmpty ? "" : "/\(rest)") }
}

/// The areas of the Kreis's navigation.
package enum Kreisbereich: Sendable {
    case zahllaeufe, bank, erstattung, krankenhilfe, kosten, hauptbuch, statistik, controlling,
        kommunen, empfaenger, parameter, benutzer, neueZugaenge, bestaetigung, support, auftraege,
        protokoll, verzeichnis
}

extension KreisContext {
    package func rahmen(_ aktiv: Kreisbereich? = nil) -> Rahmen {
        var rahmen = Rahmen(.kreis, ort: services.kreis, start: pfad(), heute: heute,
                            statics: services.pages.statics)
        rahmen.schulung = services.schulung
        rahmen.wer = Wer(name: login.user.name, rolle: login.rollen.joined(separator: ", "),
                         konto: pfad("konto"), abmelden: "/abmeldung")
        let punkte: [(Permission, String, String, Kreisbereich)] = [
            (.zahllaufLesen, "Zahlläufe", pfad("zahllaeufe"), .zahllaeufe),
            (.bankLesen, "Bank", pfad("bank"), .bank),
            (.erstattungLesen, "Erstattung", pfad("erstattung"), .erstattung),
            (.umlageLesen, "Krankenhilfe", pfad("krankenhilfe/umlage"), .krankenhilfe),
            (.kostenteilungLesen, "Kostenteilung", pfad("kostenteilungen"), .kosten),
            (.bankLesen, "Hauptbuch", pfad("hauptbuch"), .hauptbuch),
            (.statistikLesen, "Statistik", pfad("statistik"), .statistik),
            (.controllingLesen, "Controlling", pfad("controlling"), .controlling),
            (.mandantLesen, "Kommunen", pfad("kommunen"), .kommunen),
            (.empfaengerErfassen, "Empfänger", pfad("empfaenger"), .empfaenger),
            (.parameterLesen, "Parameter", pfad("parameter"), .parameter),
            (.benutzerVerwalten, "Benutzer", pfad("benutzer"), .benutzer),
            (.zugangBestaetigen, "Neue Zugänge", pfad("bestaetigungen"), .neueZugaenge),
            (.zugangBestaetigen, "Rollen", pfad("rollenbestaetigung"), .bestaetigung),
            (.supportBeantragen, "Support", pfad("support"), .support),
            (.auftragLesen, "Aufträge", pfad("auftraege"), .auftraege),
            (.auditLesen, "Protokoll", pfad("protokoll"), .protokoll),
            (.auditLesen, "Verzeichnis", pfad("verzeichnis"), .verzeichnis),
        ]
        rahmen.nav = punkte.filter { darf($0.0) }.map { Punkt($0.1, $0.2, aktiv: $0.3 == aktiv) }
        return rahmen
    }

    package func page(_ titel: String, _ aktiv: Kreisbereich? = nil, pfad: [Verweis] = [],
                      fehler: Formularfehler? = nil) -> Page {
        Page(titel, in: rahmen(aktiv), pfad: pfad, facts: facts, fehler: fehler)
    }
}
