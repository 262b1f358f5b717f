import Grundwerte
import Hummingbird
import Platform

/// Die Liste `verwaltung/benutzerliste.mustache`.
struct BenutzerlisteView: Sendable {
    struct Stelle: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let stellen: [Stelle]
    let neu: String
    let wege: [Verweis]
    let benutzer: Tabelle?
    let leer: Leer?
}

/// Das Formular `verwaltung/benutzerneu.mustache`.
struct BenutzerNeuView: Sendable {
    let page: Page
    let untertitel: String
    let formular: Formular
    let ziel: String
}

/// Wer mit dem Programm arbeitet, je Kommune und Kreis, und neue Personen (B-1.2.4, B-3.4.4).
struct BenutzerRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("benutzer", use: liste)
        group.get("benutzer/neu") { try await neu($0, $1, zurueck: nil) }
        group.post("benutzer", use: anlegen)
    }

    /// Die Stelle, um die es geht: nil ist der Kreis.
    private static func stelle(
        _ kuerzel: String?, _ context: KreisContext
    ) async throws -> Mandant? {
        guard let kuerzel, kuerzel != "kreis" else { return nil }
        guard let mandant = try await context.services.registry.all()
            .first(where: { $0.kuerzel == kuerzel })
        else { throw Fehlerbild.nichtGefunden() }
        return mandant
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let mandant = try await Self.stelle(
            request.uri.queryParameters.get("stelle").map { String($0) }, context)
        let mandanten = try await context.services.registry.all()
        let konten = try await context.readPlatform(.benutzerVerwalten) {
            try User.konten(mandant: mandant?.id, in: $0)
        }
        let basis = context.pfad("benutzer")
        let view = BenutzerlisteView(
            page: context.page(
                "Benutzer: \(mandant?.bezeichnung ?? context.services.kreis)", .benutzer),
            stellen: [BenutzerlisteView.Stelle(text: context.services.kreis, ziel: basis,
                                               aktiv: mandant == nil)]
                + mandanten.map {
                    BenutzerlisteView.Stelle(text: $0.name, ziel: "\(basis)?stelle=\($0.kuerzel)",
                                             aktiv: $0 == mandant)
                },
            neu: "\(basis)/neu?stelle=\(mandant?.kuerzel ?? "kreis")",
            wege: [Verweis("Anträge der Kommunen", context.pfad("zugaenge")),
                   Verweis("Rollen bestätigen", context.pfad("rollenbestaetigung")),
                   Verweis("Lange nicht benutzt", "\(basis)/ungenutzt"),
                   Verweis("Gescheiterte Anmeldungen", "\(basis)/fehlversuche"),
                   Verweis("Zugänge für Programme", context.pfad("programmzugaenge")),
                   Verweis("Anmeldung über Anbieter", context.pfad("anbieter")),
                   Verweis("Regeln", "\(basis)/regel")],
            benutzer: konten.isEmpty ? nil : tabelle(konten, context),
            leer: konten.isEmpty ? Leer("Hier arbeitet noch niemand mit dem Programm.") : nil)
        return .html(try pages.render("verwaltung/benutzerliste", view))
    }

    private func tabelle(_ konten: [User.Konto], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Benutzer", form: .lang,
            spalten: [Spalte("Name"), Spalte("Rollen heute"), Spalte("Zuletzt angemeldet"),
                      Spalte("Stand")],
            zeilen: konten.map { konto in
                [
                    Zelle(konto.user.name, zusatz: konto.user.anmeldename,
                          ziel: context.pfad("benutzer/\(konto.user.id)")),
                    Zelle(konto.rollentext(am: context.heute)),
                    Zelle(konto.zuletztAngemeldet.map(Kreisanzeige.zeit) ?? "noch nie"),
                    Zelle(konto.marke(am: context.heute)),
                ]
            })
    }

    private func neu(
        _ request: Request, _ context: KreisContext, zurueck: Zurueck?
    ) async throws -> Response {
        let kuerzel = zurueck?.form["stelle"]
            ?? request.uri.queryParameters.get("stelle").map { String($0) }
        let mandant = try await Self.stelle(kuerzel, context)
        let rollen = try await context.readPlatform(.benutzerVerwalten) {
            try Role.alle(mandant == nil ? .kreis : .kommune, in: $0)
        }
        let stelle = mandant?.bezeichnung ?? context.services.kreis
        let view = BenutzerNeuView(
            page: context.page("Benutzer anlegen", .benutzer, pfad: [
                Verweis("Benutzer: \(stelle)",
                        context.pfad("benutzer?stelle=\(mandant?.kuerzel ?? "kreis")")),
            ], fehler: zurueck?.fehler),
            untertitel: "Die Person arbeitet für: \(stelle)",
            formular: zurueck.formular("neu", BenutzerForm.felder(rollen), werte: [
                "stelle": mandant?.kuerzel ?? "kreis", "ab": context.heute.deutsch,
            ], facts: context.facts),
            ziel: context.pfad("benutzer"))
        return .html(try pages.render("verwaltung/benutzerneu", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func anlegen(_ request: Request, context: KreisContext) async throws -> Response {
        try await context.schritt(
            "neu", zeigen: { try await neu(request, context, zurueck: $0) },
            antworten: { form in
                let mandant = try await Self.stelle(form["stelle"], context)
                let rollen = try await context.readPlatform(.benutzerVerwalten) {
                    try Role.alle(mandant == nil ? .kreis : .kommune, in: $0)
                }
                let angaben = try BenutzerForm(form, rollen: rollen, heute: context.heute)
                let (code, hash) = try await context.neuerEinmalcode()
                let neu = angaben.neu(mandant: mandant?.id, einmalcode: hash), ab = angaben.ab
                let konto = try await context.writePlatform(.benutzerVerwalten) {
                    try User.konto(try User.einrichten(neu, ab: ab, in: $0), in: $0)
                }
                return try await context.einmalcodeSeite(
                    code, konto, weiter: Verweis("Konto von \(konto.user.name)",
                                                 context.pfad("benutzer/\(konto.user.id)")), pages)
            })
    }
}

/// Die Angaben zu einer neuen Person.
struct BenutzerForm {
    let ab: Kalendertag
    private let name: String
    private let anmeldename: String
    private let telefon: String
    private let zimmer: String
    private let rollen: [String]

    static func felder(_ rollen: [Role]) -> [Feld] {
        [Feld("stelle", "Stelle", .versteckt),
         Feld("name", "Name", hinweis: "Vor- und Nachname, wie er in Vermerken stehen soll",
              maximal: 120),
         Feld("anmeldename", "Anmeldename",
              hinweis: "Kleine Buchstaben, Ziffern, Punkt, Minus, Unterstrich, @",
              maximal: 80, breite: .mittel),
         Feld("telefon", "Telefon", freiwillig: true, maximal: 40, breite: .mittel),
         Feld("zimmer", "Zimmer", freiwillig: true, maximal: 20, breite: .kurz),
         Feld("rollen", "Rollen", .mehrere(rollen.map { Option($0.name, $0.bezeichnung) })),
         Feld("ab", "Rollen gelten ab", .datum)]
    }

    init(_ form: FormData, rollen: [Role], heute: Kalendertag) throws {
        var eingabe = Eingabe(form, Self.felder(rollen), heute: heute)
        let name = eingabe.text("name"), anmeldename = eingabe.text("anmeldename")
        let ab = eingabe.datum("ab")
        telefon = eingabe.text("telefon") ?? ""
        zimmer = eingabe.text("zimmer") ?? ""
        self.rollen = eingabe.mehrere("rollen")
        if let ab, ab < heute {
            eingabe.melde("ab", grund: "liegt in der Vergangenheit",
                          abhilfe: "Wählen Sie heute oder einen späteren Tag.")
        }
        guard let name, let anmeldename, let ab, eingabe.ohneFehler else {
            throw eingabe.formularfehler
        }
        (self.name, self.anmeldename, self.ab) = (name, anmeldename, ab)
    }

    func neu(mandant: Mandant.ID?, einmalcode: PasswordHash) -> User.Neu {
        User.Neu(anmeldename: anmeldename, name: name, mandant: mandant, einmalcode: einmalcode,
                 telefon: telefon, zimmer: zimmer, rollen: rollen)
    }
}

extension User.Konto {
    var marke: Marke {
        gesperrtAm.map { Marke("gesperrt seit \(Uhr.berlinTag($0).deutsch)", .gefahr) }
            ?? Marke("aktiv", .ok)
    }
}
