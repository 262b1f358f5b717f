import Grundwerte
import Hummingbird
import Platform

/// Das Formular `zugang/neu.mustache`.
struct ZugangNeuView: Sendable {
    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    let page: Page
    let untertitel: String
    let reiter: [Reiter]
    let hatReiter: Bool
    let eckdaten: [Eckdatum]
    let hatEckdaten: Bool
    let formular: Formular
    let ziel: String
    let zurueck: String
}

/// Beim Kreis beantragen: eine neue Person, andere Rollen, deren Ende, ein Ausscheiden.
struct ZugangNeuRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zugaenge/neu/{art}") { try await zeigen($0, $1, zurueck: nil) }
        group.post("zugaenge/neu/{art}", use: stellen)
    }

    private func art(_ context: MandantContext) throws -> Zugangsantrag.Art {
        guard let art = context.parameters.get("art").flatMap(Zugangsantrag.Art.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return art
    }

    /// Um wen es geht; nil bei einer neuen Person.
    private func person(_ kennung: String?, _ art: Zugangsantrag.Art, _ context: MandantContext)
        async throws -> User.Konto? {
        guard art != .neuePerson else { return nil }
        guard let id = kennung.flatMap(User.ID.init) else { throw Fehlerbild.nichtGefunden() }
        let konto = try await context.readPlatform(.zugangBeantragen) {
            try User.konto(id, in: $0)
        }
        guard konto.user.mandant == context.mandant.id else { throw Fehlerbild.nichtGefunden() }
        return konto
    }

    private func zeigen(_ request: Request, _ context: MandantContext, zurueck: Zurueck?)
        async throws -> Response {
        let art = try art(context)
        let kennung = zurueck?.form["person"] ?? request.uri.queryParameters.get("person")
        let konto = try await person(kennung, art, context)
        let rollen = try await context.readPlatform(.zugangBeantragen) {
            try Role.alle(.kommune, in: $0)
        }
        let ort = context.pfad("zugaenge/neu")
        let reiter = konto.map { konto in
            Zugangsantrag.Art.allCases.filter { $0 != .neuePerson }.map {
                ZugangNeuView.Reiter(
                    text: $0.bezeichnung,
                    ziel: "\(ort)/\($0.rawValue)?person=\(konto.user.id)", aktiv: $0 == art)
            }
        } ?? []
        let daten = konto.map { eckdaten($0, context.heute) } ?? []
        let view = ZugangNeuView(
            page: context.page(konto.map { "Zugang ändern: \($0.user.name)" } ?? "Neue Person",
                               .zugaenge, pfad: [Verweis("Zugänge", context.pfad("zugaenge"))],
                               fehler: zurueck?.fehler),
            untertitel: "Der Antrag geht an die Fachadministration des Kreises. Was sie "
                + "einrichtet, bestätigen Sie hier.",
            reiter: reiter, hatReiter: !reiter.isEmpty, eckdaten: daten,
            hatEckdaten: !daten.isEmpty,
            formular: zurueck.formular(
                "neu", ZugangForm.felder(art, konto, rollen, heute: context.heute),
                werte: ["person": konto.map { "\($0.user.id)" } ?? "",
                        "von": context.heute.deutsch],
                facts: context.facts),
            ziel: "\(ort)/\(art.rawValue)", zurueck: context.pfad("zugaenge"))
        return .html(try pages.render("zugang/neu", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func eckdaten(_ konto: User.Konto, _ heute: Kalendertag) -> [Eckdatum] {
        let rollen = konto.rollen.filter { $0.gueltig.bis.map { $0 >= heute } ?? true }.map {
            "\($0.bezeichnung) (\($0.gueltig))"
        }
        return [Eckdatum("Anmeldename", konto.user.anmeldename),
                Eckdatum("Rollen", rollen.isEmpty ? "keine" : rollen.joined(separator: ", "))]
    }

    private func stellen(_ request: Request, context: MandantContext) async throws -> Response {
        let art = try art(context), mandant = context.mandant.id, heute = context.heute
        return try await context.schritt(
            "neu", erfolg: .erfolg("Der Antrag ist gestellt. Der Kreis richtet ihn ein."),
            zeigen: { try await zeigen(request, context, zurueck: $0) },
            tun: { form in
                let konto = try await person(form["person"], art, context)
                let rollen = try await context.readPlatform(.zugangBeantragen) {
                    try Role.alle(.kommune, in: $0)
                }
                let (neu, vorgang) = try ZugangForm.lies(
                    form, art, konto, rollen, heute: heute)
                let id = try await context.writePlatform(.zugangBeantragen) {
                    try Zugangsantrag.stellen(neu, vorgang: vorgang, fuer: mandant, in: $0)
                }
                return context.pfad("zugaenge/antraege/\(id)")
            })
    }
}

/// Die Angaben eines Antrags, je nachdem, worum es geht.
enum ZugangForm {
    static func felder(_ art: Zugangsantrag.Art, _ konto: User.Konto?, _ rollen: [Role],
                       heute: Kalendertag) -> [Feld] {
        let grund = Feld("grund", "Warum", .mehrzeilig,
                         hinweis: "Steht im Antrag und im Verlauf des Kontos.", maximal: 1_000)
        let bis = Feld("bis", art.gibt ? "Letzter Tag" : "Letzter Tag der Rolle", .datum,
                       hinweis: art.gibt ? "Leer: bis auf Weiteres" : nil, freiwillig: art.gibt)
        let wahl = Feld("rollen", art == .wechsel ? "Nur noch diese Rollen" : "Rollen",
                        .mehrere(wahl(art, konto, rollen, heute)))
        let zeit = [Feld("sachgebiet", "Sachgebiet", hinweis: "Leer: das ganze Amt",
                         freiwillig: true, maximal: 80, breite: .mittel),
                    Feld("von", "Gilt ab", .datum), bis]
        switch art {
        case .neuePerson:
            return [Feld("name", "Name", hinweis: "Vor- und Nachname, wie er in Vermerken steht",
                         maximal: 120),
                    Feld("anmeldename", "Anmeldename",
                         hinweis: "Kleine Buchstaben, Ziffern, Punkt, Minus, Unterstrich, @",
                         maximal: 80, breite: .mittel),
                    Feld("telefon", "Telefon", freiwillig: true, maximal: 40, breite: .mittel),
                    Feld("zimmer", "Zimmer", freiwillig: true, maximal: 20, breite: .kurz), wahl]
                + zeit + [grund]
        case .weitereRollen, .wechsel:
            return [personfeld, wahl] + zeit + [grund]
        case .rollenende: return [personfeld, wahl, bis, grund]
        case .ausscheiden:
            return [personfeld, Feld(
                "bis", "Letzter Arbeitstag", .datum,
                hinweis: "Danach enden alle Rollen, Sitzungen und Vertretungen."), grund]
        }
    }

    private static let personfeld = Feld("person", "Person", .versteckt)

    /// Was man geben kann, oder was die Person hat und enden kann.
    private static func wahl(_ art: Zugangsantrag.Art, _ konto: User.Konto?, _ rollen: [Role],
                             _ heute: Kalendertag) -> [Option] {
        guard art == .rollenende, let konto else {
            return rollen.map { Option($0.name, $0.bezeichnung) }
        }
        let laufende = konto.rollen.filter { $0.gueltig.bis.map { $0 >= heute } ?? true }
        return laufende.map { Option($0.rolle, $0.bezeichnung, hinweis: $0.gueltig.description) }
    }

    static func lies(_ form: FormData, _ art: Zugangsantrag.Art, _ konto: User.Konto?,
                     _ rollen: [Role], heute: Kalendertag) throws
        -> (Zugangsantrag.Neu, UUIDv7) {
        var e = Eingabe(form, felder(art, konto, rollen, heute: heute), heute: heute)
        let neu = art == .neuePerson
        let name = neu ? e.text("name") : "", anmeldename = neu ? e.text("anmeldename") : ""
        let telefon = neu ? e.text("telefon") : nil, zimmer = neu ? e.text("zimmer") : nil
        let gewaehlt = art == .ausscheiden ? [] : e.mehrere("rollen")
        let sachgebiet = art.gibt ? e.text("sachgebiet") : nil
        let von = art.gibt ? e.datum("von") : nil, bis = e.datum("bis"), grund = e.text("grund")
        pruefe(von, bis, heute, &e)
        guard let name, let anmeldename, let grund, e.ohneFehler else { throw e.formularfehler }
        return (Zugangsantrag.Neu(
            art: art, person: konto?.user.id, name: name, anmeldename: anmeldename,
            telefon: telefon ?? "", zimmer: zimmer ?? "", rollen: gewaehlt,
            sachgebiet: sachgebiet ?? "", von: von, bis: bis, grund: grund), try e.vorgang())
    }

    private static func pruefe(_ von: Kalendertag?, _ bis: Kalendertag?, _ heute: Kalendertag,
                               _ e: inout Eingabe) {
        if let von, von < heute {
            e.melde("von", grund: "liegt in der Vergangenheit",
                    abhilfe: "Wählen Sie heute oder einen späteren Tag.")
        }
        if let von, let bis, bis < von { e.melde("bis", grund: "liegt vor dem Beginn") }
        if von == nil, let bis, bis < heute {
            e.melde("bis", grund: "liegt in der Vergangenheit",
                    abhilfe: "Wählen Sie heute oder einen späteren Tag. Soll die Person sofort "
                        + "nichts mehr tun, rufen Sie die Fachadministration an: sie sperrt das "
                        + "Konto.")
        }
    }
}
