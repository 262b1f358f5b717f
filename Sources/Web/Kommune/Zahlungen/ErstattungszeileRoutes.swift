import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Die Seite `abgleich/zeile.mustache`.
struct ErstattungszeileView: Sendable {
    let page: Page
    let unterzeile: String
    let marke: Marke
    let eckdaten: [Eckdatum]
    let hinweis: Meldung?
    let verlauf: [Ereignis]
    let hatVerlauf: Bool
    let einwenden: Formular?
    let zuruecknehmen: Formular?
    let ziel: String

    static let felder = [
        Feld("grund", "Grund des Einwands", .mehrzeilig,
             hinweis: "Geht an die Abrechnungsstelle des Kreises. Nennen Sie keine Person.",
             maximal: 300),
    ]
}

/// Eine Zeile der Erstattung neben dem eigenen Fall, und was die Kommune dem Kreis dazu sagt.
struct ErstattungszeileRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("erstattung/{monat}/zeilen/{lfd}") { try await zeigen($1) }
        group.post("erstattung/{monat}/zeilen/{lfd}/einwand", use: einwenden)
        group.post("erstattung/{monat}/zeilen/{lfd}/bestaetigung", use: zuruecknehmen)
        group.post("erstattung/{monat}/bestaetigung", use: bestaetigen)
    }

    private func monat(_ context: MandantContext) throws -> Monat {
        guard let monat = context.parameters.get("monat").flatMap(Monat.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return monat
    }

    private func lfd(_ context: MandantContext) throws -> Int {
        guard let lfd = context.parameters.get("lfd").flatMap(Int.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return lfd
    }

    private func ort(_ context: MandantContext) throws -> String {
        context.pfad("erstattung/\(try monat(context))/zeilen/\(try lfd(context))")
    }

    private func zeigen(_ context: MandantContext, form: FormData? = nil,
                        fehler: Formularfehler? = nil) async throws -> Response {
        let monat = try monat(context), lfd = try lfd(context)
        let (eintrag, alle) = try await context.read(.erstattungPruefen) { session in
            let zeilen = try Erstattungsabgleich.alle(monat, in: session)
            guard let eintrag = zeilen.first(where: { $0.zeile.lfd == lfd }) else {
                throw Hindernis.nichtGefunden
            }
            return (eintrag, try Zeilenaeusserung.alle(monat, in: session)
                .filter { $0.zeile == lfd })
        }
        let darf = context.darf(.erstattungAeussern), hatEinwand = alle.last?.istEinwand ?? false
        let formular = if let form, let fehler {
            Formular(ErstattungszeileView.felder, erneut: form, fehler: fehler,
                     facts: context.facts)
        } else {
            Formular(ErstattungszeileView.felder, facts: context.facts)
        }
        let view = ErstattungszeileView(
            page: context.page("Zeile \(lfd), Erstattung \(monat.deutsch)", .erstattung, pfad: [
                Verweis("Erstattung", context.pfad("erstattung")),
                Verweis(monat.deutsch, context.pfad("erstattung/\(monat)")),
            ], fehler: fehler),
            unterzeile: eintrag.zeile.kassenzeichen.map { "Rückforderung \($0)" }
                ?? "Zahlung \(eintrag.zeile.endToEndId)",
            marke: eintrag.marke, eckdaten: eckdaten(eintrag, context),
            hinweis: eintrag.fehlzahlung.map { zeichen in
                .hinweis("Zu dieser Zahlung läuft die Rückforderung \(zeichen). Auch zu Unrecht "
                    + "Gezahltes erstattet die Kommune; was die Person zurückzahlt, gehört ihr.")
            },
            verlauf: verlauf(alle), hatVerlauf: !alle.isEmpty,
            einwenden: darf && !hatEinwand ? formular : nil,
            zuruecknehmen: darf && hatEinwand ? Formular([], facts: context.facts) : nil,
            ziel: try ort(context))
        return .html(try pages.render("abgleich/zeile", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func eckdaten(_ eintrag: Erstattungsabgleich, _ context: MandantContext) -> [Eckdatum] {
        let zahlung = eintrag.zahlung
        return [
            Eckdatum("Kreis fordert", eintrag.zeile.betrag.description),
            Eckdatum("Hier gebucht", eintrag.hier.description),
            Eckdatum("Unterschied", eintrag.unterschied.description),
            Eckdatum("Gebucht", eintrag.zeile.buchungstag.deutsch),
            zahlung.map {
                Eckdatum("Zahlung", "\($0.monat.deutsch), \($0.zweck.bezeichnung)",
                         ziel: context.pfad("zahlungen/\($0.id)"))
            },
            zahlung.map {
                Eckdatum("Fall", $0.aktenzeichen, ziel: context.pfad("faelle/\($0.fall)/zahlungen"))
            },
        ].compactMap(\.self)
    }

    private func verlauf(_ alle: [Zeilenaeusserung]) -> [Ereignis] {
        alle.reversed().flatMap { eine in
            [eine.antwort.map { Ereignis("", wer: "Kreis", $0) },
             Ereignis("\(Uhr.berlinTag(eine.am).deutsch), \(Uhr.berlinUhrzeit(eine.am))",
                      wer: eine.wer,
                      eine.istEinwand ? "Einwand: \(eine.grund)" : "Zeile bestätigt")]
                .compactMap(\.self)
        }
    }

    private func einwenden(_ request: Request, context: MandantContext) async throws -> Response {
        let monat = try monat(context), lfd = try lfd(context), ort = try ort(context)
        let form = try context.form()
        do {
            var eingabe = Eingabe(form, ErstattungszeileView.felder, heute: context.heute)
            guard let grund = eingabe.text("grund"), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            return try await aeussern(eingabe, "Der Einwand ist beim Kreis.", ort, context) {
                try Zeilenaeusserung.einwenden(monat, zeile: lfd, grund: grund, in: $0)
            }
        } catch let fehler as Formularfehler {
            return try await zeigen(context, form: form, fehler: fehler)
        }
    }

    private func zuruecknehmen(_ request: Request, context: MandantContext) async throws
        -> Response {
        let monat = try monat(context), lfd = try lfd(context)
        let eingabe = Eingabe(try context.form(), [], heute: context.heute)
        return try await aeussern(eingabe, "Der Einwand ist zurückgenommen.", ort(context),
                                  context) {
            try Zeilenaeusserung.bestaetigen(monat, zeile: lfd, in: $0)
        }
    }

    private func bestaetigen(_ request: Request, context: MandantContext) async throws -> Response {
        let monat = try monat(context), ort = context.pfad("erstattung/\(monat)")
        let eingabe = Eingabe(try context.form(), [], heute: context.heute)
        return try await aeussern(eingabe, "Der Kreis weiß, dass alle übrigen Zeilen stimmen.",
                                  ort, context) {
            try Zeilenaeusserung.bestaetigen(monat, zeile: nil, in: $0)
        }
    }

    private func aeussern(
        _ eingabe: Eingabe, _ erfolg: String, _ ziel: String, _ context: MandantContext,
        _ tun: @escaping @Sendable (MandantSession) throws -> Void
    ) async throws -> Response {
        let vorgang = try eingabe.vorgang()
        let weiter = try await context.write(.erstattungAeussern) { session in
            try session.einmal(vorgang) {
                try tun(session)
                return ziel
            }
        }
        return .weiter(nach: weiter).mit(.erfolg(erfolg))
    }
}
