import Foundation
import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Alle offenen Wiedervorlagen, mit einer Handlung für viele zugleich: proben, ausführen, und was
/// nicht ging, mit Grund.
struct WiedervorlagenRoutes: Sendable {
    static let hoechstens = 500

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("wiedervorlagen", use: zeigen)
        group.post("wiedervorlagen", use: ausfuehren)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage()
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        let formular = Formular(
            VorlageaktionForm.felder(kollegen),
            werte: ["aktion": VorlageaktionForm.Art.verschieben.rawValue], facts: context.facts)
        return try await seite(Vorlagenauswahl(abfrage, heute: context.heute), formular, kollegen,
                               context, markiert: abfrage["markiert"] == "alle" ? nil : [])
    }

    func ausfuehren(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), auswahl = Vorlagenauswahl(form, heute: context.heute)
        let gewaehlte = form.all("z").compactMap(Wiedervorlage.Gewaehlt.init)
        let kollegen = try await context.kollegen(.wiedervorlageBearbeiten)
        let felder = VorlageaktionForm.felder(kollegen)
        do {
            guard !gewaehlte.isEmpty else {
                throw Formularfehler("", grund: "Es ist keine Wiedervorlage ausgewählt",
                                     abhilfe: "Kreuzen Sie mindestens eine an.")
            }
            let angaben = try VorlageaktionForm(form, kollegen: kollegen, heute: context.heute)
            guard form["schritt"] != "probe" else {
                let ergebnis = try await context.read(.wiedervorlageBearbeiten) {
                    try Wiedervorlage.ausfuehren(
                        angaben.aktion, auf: gewaehlte, probe: true, in: $0)
                }
                return try await seite(
                    auswahl, Formular(felder, eingaben: form, facts: context.facts), kollegen,
                    context, markiert: Set(gewaehlte.map(\.id)),
                    ausgang: .init(ergebnis, angaben.aktion, probe: true) { context.pfad($0) })
            }
            return try await getan(angaben, gewaehlte, auswahl, kollegen, context)
        } catch let fehler as Formularfehler {
            return try await seite(
                auswahl, Formular(felder, erneut: form, fehler: fehler, facts: context.facts),
                kollegen, context, markiert: Set(gewaehlte.map(\.id)), fehler: fehler)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            let fehler = Formularfehler(hindernis)
            return try await seite(
                auswahl, Formular(felder, erneut: form, fehler: fehler, facts: context.facts),
                kollegen, context, markiert: Set(gewaehlte.map(\.id)), fehler: fehler)
        }
    }

    private func getan(
        _ angaben: VorlageaktionForm, _ gewaehlte: [Wiedervorlage.Gewaehlt],
        _ auswahl: Vorlagenauswahl, _ kollegen: [User], _ context: MandantContext
    ) async throws -> Response {
        let ziel = context.pfad("wiedervorlagen") + auswahl.abfrage
        let ergebnis = try await context.write(.wiedervorlageBearbeiten) { session in
            var ergebnis: Wiedervorlage.Ergebnis?
            _ = try session.einmal(angaben.vorgang) {
                ergebnis = try Wiedervorlage.ausfuehren(
                    angaben.aktion, notiz: angaben.notiz, auf: gewaehlte, in: session)
                return ziel
            }
            return ergebnis
        }
        guard let ergebnis else {
            return .weiter(nach: ziel).mit(.hinweis("Dieses Formular war schon angekommen."))
        }
        guard ergebnis.getan.count == ergebnis.anzahl else {
            // Was liegen blieb, steht mit seinem Grund auf der Seite, die den neuen Stand zeigt.
            let formular = Formular(
                VorlageaktionForm.felder(kollegen),
                werte: ["aktion": VorlageaktionForm.Art.verschieben.rawValue], facts: context.facts)
            return try await seite(
                auswahl, formular, kollegen, context, markiert: [],
                ausgang: .init(ergebnis, angaben.aktion, probe: false) { context.pfad($0) })
        }
        return .weiter(nach: ziel).mit(.erfolg(
            WiedervorlagenView.Ausgang.satz(ergebnis.getan.count, angaben.aktion)))
    }

    /// `markiert` nil: alle.
    private func seite(
        _ auswahl: Vorlagenauswahl, _ formular: Formular, _ kollegen: [User],
        _ context: MandantContext, markiert: Set<Wiedervorlage.ID>?,
        ausgang: WiedervorlagenView.Ausgang? = nil, fehler: Formularfehler? = nil
    ) async throws -> Response {
        let vorlagen = try await context.read(.wiedervorlageBearbeiten) { session in
            try auswahl.vorlagen(hoechstens: Self.hoechstens, in: session)
        }
        let view = WiedervorlagenView(
            vorlagen, auswahl: auswahl, markiert: markiert, formular: formular, ausgang: ausgang,
            kollegen: kollegen, namen: try await context.benutzernamen(), ich: context.benutzer,
            page: context.page("Wiedervorlagen", .aufgaben,
                               pfad: [Verweis("Meine Aufgaben", context.pfad())], fehler: fehler),
            heute: context.heute, texte: context.darf(.listeTeilen)) { context.pfad($0) }
        return .html(try pages.render("wiedervorlage/liste", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}

/// Welche Wiedervorlagen die Liste zeigt; steht in der Adresse.
struct Vorlagenauswahl: Sendable {
    enum Wer: Sendable, Equatable {
        /// Die eigenen und die der Vertretenen.
        case meine
        case alle
        case person(User.ID)
    }

    let wer: Wer
    /// Wie eingegeben: `+14`, `heute`, `1.3.`.
    let bisText: String
    let bis: Kalendertag

    init(_ abfrage: FormData, heute: Kalendertag) {
        wer = switch abfrage["wer"] {
        case "alle": .alle
        case let wert?: User.ID(wert).map(Wer.person) ?? .meine
        case nil: .meine
        }
        let text = (abfrage["bis"] ?? "").trimmingCharacters(in: .whitespaces)
        let tag = Kalendertag(eingabe: text, heute: heute)
        bisText = tag == nil ? "+14" : text
        bis = tag ?? heute.plus(tage: 14)
    }

    var werWert: String {
        switch wer {
        case .meine: "meine"
        case .alle: "alle"
        case let .person(id): "\(id)"
        }
    }

    var abfrage: String { "?wer=\(werWert)&bis=\(bisText.alsAbfragewert)" }

    func vorlagen(hoechstens: Int, in session: MandantSession) throws -> [Wiedervorlage] {
        switch wer {
        case .meine:
            try Array(Wiedervorlage.offene(
                fuer: Vertretung.tische(in: session), bis: bis, in: session).prefix(hoechstens))
        case let .person(id):
            try Array(Wiedervorlage.offene(fuer: [id], bis: bis, in: session).prefix(hoechstens))
        case .alle: try Wiedervorlage.offene(bis: bis, hoechstens: hoechstens, in: session)
        }
    }
}
