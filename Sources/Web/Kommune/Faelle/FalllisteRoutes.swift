import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Listen der Fälle: eingrenzen, blättern, speichern, und der Weg durch sie von Fall zu Fall.
struct FalllisteRoutes: Sendable {
    static let proSeite = 50
    static let hoechstens = 1_000

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle", use: liste)
        group.post("faelle/listen", use: speichern)
        group.post("faelle/listen/{liste}/entfernung", use: entfernen)
        group.get("faelle/{id}/naechster", use: naechster)
        group.get("faelle/{id}/vorheriger", use: vorheriger)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(try request.abfrage(), context: context)
    }

    func speichern(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), abfrage = try request.abfrage()
        var e = Eingabe(form, felder(context), heute: context.heute)
        let filter = Fallfilter(abfrage).abfrage, ort = context.pfad("faelle")
        do {
            guard let name = e.text("name"), e.ohneFehler else { throw e.formularfehler }
            let vorgang = try e.vorgang(), gemeinsam = e.haken("gemeinsam")
            let ziel = try await context.write(.fallLesen) { session in
                try session.einmal(vorgang) {
                    let id = try Fallliste.speichern(
                        name, filter: filter, gemeinsam: gemeinsam, in: session)
                    return FalllisteView.adresse("\(filter)&liste=\(id)", ort: ort)
                }
            }
            return .weiter(nach: ziel).mit(.erfolg("Die Liste ist gespeichert."))
        } catch let fehler as Formularfehler {
            return try await seite(abfrage, erneut: (form, fehler), context: context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await seite(abfrage, erneut: (form, Formularfehler(hindernis)),
                                   context: context)
        }
    }

    func entfernen(_ request: Request, context: MandantContext) async throws -> Response {
        guard let id = context.parameters.get("liste").flatMap(Fallliste.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        try await context.write(.fallLesen) { try Fallliste.entfernen(id, in: $0) }
        return .weiter(nach: context.pfad("faelle")).mit(.erfolg("Die Liste ist entfernt."))
    }

    func naechster(_ request: Request, context: MandantContext) async throws -> Response {
        try await weiter(request, context, ende: "Das war der letzte Fall der Liste.") { .nach($0) }
    }

    func vorheriger(_ request: Request, context: MandantContext) async throws -> Response {
        try await weiter(request, context, ende: "Das war der erste Fall der Liste.") { .vor($0) }
    }

    private func weiter(
        _ request: Request, _ context: MandantContext, ende: String,
        _ stelle: @escaping @Sendable (String) -> Fall.Stelle
    ) async throws -> Response {
        let id = try Fallanfrage.id(context)
        let reiter = try request.abfrage()["reiter"].flatMap(Fallreiter.init) ?? .haushalt
        let ort = context.pfad("faelle")
        let liste = Listenherkunft(request, context)
            ?? Listenherkunft(name: "", abfrage: "", ort: ort)
        let filter = liste.filter
        let nachbar = try await context.read(.fallLesen) { session in
            guard let fall = try Fall.laden(id, in: session) else { throw Hindernis.nichtGefunden }
            return try Fall.nachbar(filter, stelle(fall.aktenzeichen), in: session)
        }
        guard let nachbar else { return .weiter(nach: liste.ziel).mit(.hinweis(ende)) }
        return .weiter(nach: "\(ort)/\(nachbar)\(reiter.pfad)")
    }

    private func felder(_ context: MandantContext) -> [Feld] {
        Listenfilter.felder(teilen: context.darf(.listeTeilen))
    }

    /// `erneut` ist der Versuch, die Liste zu speichern, der nicht ging.
    private func seite(
        _ angaben: FormData, erneut: (form: FormData, fehler: Formularfehler)? = nil,
        context: MandantContext
    ) async throws -> Response {
        let fehler = erneut?.fehler
        let filter = Fallfilter(angaben), stelle = Fall.Stelle(angaben)
        let (listen, ausschnitt, anzahl) = try await context.read(.fallLesen) { session in
            (try Fallliste.alle(in: session),
             try Fall.seite(filter, stelle, je: Self.proSeite, in: session),
             try Fall.anzahl(filter, hoechstens: Self.hoechstens, in: session))
        }
        // Wer an einer gespeicherten Liste etwas ändert, hat eine neue vor sich.
        let offene = angaben["liste"].flatMap(Fallliste.ID.init).flatMap { id in
            listen.first { $0.id == id && Fallfilter(abfrage: $0.filter) == filter }
        }
        let ort = context.pfad("faelle"), name = offene?.name ?? FalllisteView.name(filter)
        let herkunft = Listenherkunft(
            name: name, abfrage: filter.abfrage + (offene.map { "&liste=\($0.id)" } ?? ""),
            ort: ort)
        let view = FalllisteView(
            page: context.page("Fälle", .faelle, fehler: fehler),
            zeile: zeile(name, anzahl, ausschnitt),
            reiter: FalllisteView.reiter(filter, liste: offene?.id, listen: listen, ort: ort,
                                         doppelt: context.pfad("doppelerfassungen")),
            hatReiter: true,
            filter: Listenfilter(
                filter, ort: ort, kollegen: try await context.kollegen(.fallAendern),
                heute: context.heute, csrf: context.facts.csrfToken,
                speichern: offene == nil ? formular(erneut, context) : nil,
                entfernen: offene.flatMap { liste in
                    liste.istGemeinsam && !context.darf(.listeTeilen) ? nil
                        : "\(ort)/listen/\(liste.id)/entfernung"
                }),
            liste: FalllisteView.tabelle(
                name, ausschnitt.eintraege, namen: try await context.benutzernamen(),
                pfad: { context.pfad($0) }),
            leer: ausschnitt.eintraege.isEmpty ? leer(filter, ort) : nil,
            blaettern: Blaettern(ausschnitt) {
                FalllisteView.adresse("\(herkunft.abfrage)&\($0)", ort: ort)
            },
            neuerFall: context.darf(.fallAnlegen) ? "\(ort)/neu" : nil)
        var antwort = Response.html(
            try pages.render("fall/liste", view),
            status: fehler == nil ? .ok : .unprocessableContent)
        herkunft.setzen(&antwort, context: context)
        return antwort
    }

    private func formular(_ erneut: (form: FormData, fehler: Formularfehler)?,
                          _ context: MandantContext) -> Formular {
        guard let (form, fehler) = erneut else {
            return Formular(felder(context), facts: context.facts)
        }
        return Formular(felder(context), erneut: form, fehler: fehler, facts: context.facts)
    }

    private func zeile(_ name: String, _ anzahl: Int, _ seite: Fall.Seite) -> String {
        let wieviele = switch anzahl {
        case 1: "1 Fall"
        case Self.hoechstens: "\(Self.hoechstens) Fälle oder mehr"
        default: "\(anzahl) Fälle"
        }
        return "\(name): \(wieviele)"
    }

    private func leer(_ filter: Fallfilter, _ ort: String) -> Leer {
        filter == Fallfilter()
            ? Leer("Ihnen ist kein laufender Fall zugeordnet.",
                   verweis: Verweis("Alle laufenden Fälle", "\(ort)?wer=alle"))
            : Leer("Kein Fall passt dazu.", rat: "Nehmen Sie eine Einschränkung zurück.",
                   verweis: Verweis("Alle laufenden Fälle", "\(ort)?wer=alle"))
    }
}

extension Fall.Stelle {
    /// Wo die Seite laut ihrer Adresse beginnt.
    init(_ angaben: FormData) {
        self = angaben["nach"].map(Fall.Stelle.nach) ?? angaben["vor"].map(Fall.Stelle.vor)
            ?? .anfang
    }
}

extension Blaettern {
    /// Vor und zurück am Aktenzeichen; `ziel` baut den Verweis. Nil, wenn alles auf einer Seite
    /// steht.
    init?(_ seite: Fall.Seite, ziel: (String) -> String) {
        guard seite.davor || seite.danach, let erster = seite.eintraege.first?.aktenzeichen,
              let letzter = seite.eintraege.last?.aktenzeichen else { return nil }
        self.init(
            stand: "\(erster) bis \(letzter)",
            zurueck: seite.davor ? ziel("vor=\(erster.alsAbfragewert)") : nil,
            weiter: seite.danach ? ziel("nach=\(letzter.alsAbfragewert)") : nil)
    }
}
