import Foundation
import Grundwerte
import Hummingbird
import Platform
import Postgres

/// The context of every request inside a Kommune: the Mandant and the person are known and belong
/// together.
///
/// `read` and `write` are the only ways to its data, and each names a permission.
package struct MandantContext: ChildRequestContext, WebContext {
    package typealias ParentContext = BackofficeContext

    package var coreContext: CoreRequestContextStorage
    package var facts: RequestFacts
    package let mandant: Mandant
    package let login: LoginSession
    package let services: WebServices

    package init(context: BackofficeContext) throws {
        guard let signedIn = context.signedIn, let mandant = signedIn.mandant,
              let services = context.services
        else { throw Fehlerbild.nichtGefunden() }
        coreContext = context.coreContext
        facts = context.facts
        self.mandant = mandant
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
        _ recht: Permission, _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await services.database.read(mandant, recht, als: akteur, body)
    }

    package func write<R: Sendable>(
        _ recht: Permission, _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await services.database.write(mandant, recht, als: akteur, body)
    }

    /// Names of the Kommune's users, for "who did it" columns.
    package func benutzernamen() async throws -> [User.ID: String] {
        let id = mandant.id
        return try await services.database.platform.read { try User.namen(mandant: id, in: $0) }
    }

    /// The Kommune's users by what they sign in with.
    package func anmeldenamen() async throws -> [String: User.ID] {
        let id = mandant.id
        let leute = try await services.database.platform.read { try User.alle(mandant: id, in: $0) }
        return Dictionary(uniqueKeysWithValues: leute.map { ($0.anmeldename, $0.id) })
    }

    /// How a job of this Kommune stands that a page waits for, found by its key.
    package func auftrag<J: Job>(
        _ job: J.Type, key: String, _ recht: Permission
    ) async throws -> JobOverview.Stand? {
        let id = mandant.id
        return try await services.database.readPlatform(recht, als: akteur) {
            try JobOverview.stand(of: job, key: key, mandant: id, in: $0)
        }
    }

    /// Who in this Kommune may do this today, for fields that choose a person.
    package func kollegen(_ recht: Permission) async throws -> [User] {
        let id = mandant.id, heute = heute
        return try await services.database.platform.read {
            try User.mit(recht, mandant: id, am: heute, in: $0)
        }
    }

    /// Path of a page of this Kommune: `pfad("faelle")` is `/m/ahaus/faelle`.
    package func pfad(_ rest: String = "") -> String {
        "/m/\(mandant.kuerzel)" + (rest.isEmpty ? "" : "/\(rest)")
    }
}

/// The areas of a Kommune's navigation.
package enum Kommunebereich: Sendable {
    case aufgaben, faelle, zahlungen, anordnung, krankenhilfe, rueckforderungen, widersprueche
    case erstattung, uebernahmen, druck, statistik, kennzahlen, zugaenge, protokoll, datenschutz
}

extension MandantContext {
    /// Head, navigation and search of this Kommune; only what the person may open.
    package func rahmen(_ aktiv: Kommunebereich? = nil, gesucht: String = "") -> Rahmen {
        var rahmen = Rahmen(.kommune, ort: mandant.bezeichnung, start: pfad(), heute: heute,
                            statics: services.pages.statics)
        rahmen.schulung = services.schulung
        rahmen.wer = Wer(name: login.user.name, rolle: login.rollen.joined(separator: ", "),
                         konto: pfad("konto"), abmelden: "/abmeldung")
        if darf(.fallLesen) {
            rahmen.suche = Suche(
                pfad("suche"), wonach: "Name, Geburtsdatum, Aktenzeichen, AZR, IBAN", wert: gesucht)
        }
        let punkte: [(Permission, String, String, Kommunebereich, taste: String?)] = [
            (.fallLesen, "Meine Aufgaben", pfad(), .aufgaben, nil),
            (.fallLesen, "Fälle", pfad("faelle"), .faelle, "g f"),
            (.zahlungLesen, "Zahlungen", pfad("zahlungen"), .zahlungen, "g z"),
            (.zahlungAnordnen, "Anordnung", pfad("anordnung"), .anordnung, "g o"),
            (.rueckforderungLesen, "Rückforderungen", pfad("rueckforderungen"), .rueckforderungen,
             "g r"),
            (.fallLesen, "Widersprüche", pfad("widersprueche"), .widersprueche, "g p"),
            (.erstattungPruefen, "Erstattung", pfad("erstattung"), .erstattung, "g e"),
        ]
        rahmen.nav = punkte.filter { darf($0.0) }.map {
            Punkt($0.1, $0.2, aktiv: $0.3 == aktiv, taste: $0.taste)
        }
        if darf(.kennzahlenLesen) {
            rahmen.nav.append(Punkt("Kennzahlen", pfad("kennzahlen"),
                                    aktiv: aktiv == .kennzahlen))
        }
        if darf(.krankenhilfeLesen) {
            let stellt = darf(.behandlungsscheinAusstellen)
            rahmen.nav.append(Punkt(
                "Krankenhilfe", pfad(stellt ? "behandlungsschein" : "behandlungsscheine"),
                aktiv: aktiv == .krankenhilfe, taste: "b"))
        }
        if darf(.durchleitungMelden), !darf(.erstattungPruefen) {
            rahmen.nav.append(Punkt("Einnahmen", pfad("einnahmen"), aktiv: aktiv == .erstattung))
        }
        if darf(.statistikPruefen) {
            rahmen.nav.append(Punkt("Statistik", pfad("statistik"), aktiv: aktiv == .statistik))
        }
        if darf(.briefDrucken) {
            rahmen.nav.append(Punkt("Druck", pfad("druck"), aktiv: aktiv == .druck))
        }
        if darf(.auditLesen) {
            rahmen.nav.append(Punkt("Protokoll", pfad("protokoll"), aktiv: aktiv == .protokoll))
        }
        if darf(.loeschungPruefen) {
            rahmen.nav.append(Punkt("Löschung", pfad("loeschung"), aktiv: aktiv == .datenschutz))
        }
        if darf(.bestandBestaetigen) {
            rahmen.nav.append(
                Punkt("Übernahmen", pfad("uebernahmen"), aktiv: aktiv == .uebernahmen))
        }
        if darf(.zugangBeantragen) {
            rahmen.nav.append(Punkt("Zugänge", pfad("zugaenge"), aktiv: aktiv == .zugaenge))
        }
        return rahmen
    }

    package func page(_ titel: String, _ aktiv: Kommunebereich? = nil, pfad: [Verweis] = [],
                      gesucht: String = "", fehler: Formularfehler? = nil) -> Page {
        Page(titel, in: rahmen(aktiv, gesucht: gesucht), pfad: pfad, facts: facts, fehler: fehler)
    }
}
