import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Die Reiter eines Falls rund um das Geld: Leistung und Zahlungen.
struct LeistungRoutes: Sendable {
    private static let rueckblick = 12

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/leistung", use: leistung)
        group.get("faelle/{id}/zahlungen", use: zahlungen)
        group.post("faelle/{id}/feststellung", use: feststellen)
    }

    func leistung(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context)
        let inhalt = try await context.read(.fallLesen) { session in
            let id = anfrage.id, monat = anfrage.stand.am.monat
            guard let bogen = try Berechnungsbogen.laden(id, monat, in: session) else {
                throw Hindernis.nichtGefunden
            }
            return LeistungView.Inhalt(
                akte: try anfrage.akte(in: session), bogen: bogen,
                monate: try BewilligterMonat.alle(
                    zu: id, ab: monat.plus(-Self.rueckblick), in: session),
                bescheide: try Bescheid.alle(zu: id, in: session),
                zahlungen: try Zahlung.lesbar(Zahlung.alle(zu: id, in: session), in: session),
                warBewilligt: try Fall.warBewilligt(id, in: session))
        }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(
            inhalt.akte, .leistung, anfrage: anfrage, namen: namen, context: context)
        let view = LeistungView(
            inhalt, page: page(kopf, .leistung, context), kopf: kopf, namen: namen,
            pfad: { context.pfad($0) },
            darfBewilligen: anfrage.istHeute && context.darf(.leistungBerechnen),
            darfAblehnen: anfrage.istHeute && context.darf(.bescheidErlassen))
        return .html(try pages.render("leistung/leistung", view))
    }

    func zahlungen(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context)
        let (akte, zahlungen) = try await context.read(.zahlungLesen) { session in
            (try anfrage.akte(in: session),
             try Zahlung.lesbar(Zahlung.alle(zu: anfrage.id, in: session), in: session))
        }
        let kopf = FallKopf(
            akte, .zahlungen, anfrage: anfrage, namen: try await context.benutzernamen(),
            context: context)
        // Was hier niemand sieht, stellt hier niemand fest; das geht in der Liste der Zahlungen.
        let offen = zahlungen.filter { $0.zustand == .erfasst && !$0.istVerborgen }
        let anzahl = "\(offen.count) \(offen.count == 1 ? "Zahlung" : "Zahlungen")"
        let view = FallzahlungenView(
            page: page(kopf, .zahlungen, context), kopf: kopf,
            feststellung: offen.isEmpty || !context.darf(.zahlungFeststellen) ? nil : .init(
                ziel: context.pfad("faelle/\(anfrage.id)/feststellung"),
                knopf: "\(anzahl) feststellen, zusammen \(offen.map(\.betrag).summe())",
                csrf: context.facts.csrfToken, vorgang: UUIDv7().description,
                zahlungen: offen.map(\.id.description), weiter: kopf.listenweg != nil),
            tabelle: zahlungen.isEmpty ? nil
                : .zahlungen("Zahlungen des Falls", zahlungen) { context.pfad($0) },
            leer: zahlungen.isEmpty ? Leer("Noch gibt es keine Zahlung.",
                                           rat: "Zahlungen entstehen mit dem Bescheid.") : nil)
        return .html(try pages.render("leistung/zahlungen", view))
    }

    /// Festgestellt wird, was die Seite zeigte, nicht was inzwischen dazukam.
    func feststellen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try Fallanfrage.id(context), form = try context.form()
        let fall = context.pfad("faelle/\(id)")
        return try await context.feststellen(
            form.all("z").compactMap(Zahlung.ID.init), form,
            ziel: form["schritt"] == "naechster"
                ? "\(fall)/naechster?reiter=\(Fallreiter.zahlungen.rawValue)" : "\(fall)/zahlungen")
    }

    private func page(_ kopf: FallKopf, _ reiter: Fallreiter, _ context: MandantContext) -> Page {
        context.page("\(kopf.name), \(reiter.bezeichnung)", .faelle,
                     pfad: [Verweis("Fälle", context.pfad("faelle"))])
    }
}
