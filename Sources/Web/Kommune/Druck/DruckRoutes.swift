import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Der Druck: was wartet, zusammen drucken, die Läufe mit ihrem PDF.
struct DruckRoutes: Sendable {
    static let filter = [
        Feld("art", "Art", .auswahl(Druckbrief.Art.allCases.map {
            Option($0.rawValue, $0.bezeichnung)
        }), freiwillig: true),
        Feld("von", "Vom", .datum, freiwillig: true),
        Feld("bis", "Bis", .datum, freiwillig: true),
        Feld("alle", "Auch Fälle von anderen", .haken, freiwillig: true),
    ]
    private static let zuletzt = 20

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("druck", use: liste)
        group.post("druck", use: drucken)
        group.get("druck/{id}", use: zeigen)
        group.get("druck/{id}/pdf", use: pdf)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage()
        var eingabe = Eingabe(abfrage, Self.filter, heute: context.heute)
        let art = eingabe.auswahl("art").flatMap(Druckbrief.Art.init)
        let von = eingabe.datum("von"), bis = eingabe.datum("bis")
        let meine = context.darf(.fallAendern) && !eingabe.haken("alle")
        let fehler = eingabe.ohneFehler ? nil : eingabe.formularfehler
        let auswahl = Druckbrief.Auswahl(art: art, von: von, bis: bis,
                                         sachbearbeitung: meine ? context.benutzer : nil)
        let inhalt = try await context.read(.briefDrucken) { session in
            DruckView.Inhalt(
                briefe: try Druckbrief.wartende(
                    auswahl, hoechstens: Drucklauf.hoechstens, in: session),
                laeufe: try Drucklauf.letzte(Self.zuletzt, in: session),
                ungesetzte: try UngesetzterBrief.alle(hoechstens: Self.zuletzt, in: session))
        }
        let formular = fehler.map {
            Formular(Self.filter, erneut: abfrage, fehler: $0, facts: context.facts)
        } ?? Formular(Self.filter, eingaben: abfrage, facts: context.facts)
        let view = DruckView(
            inhalt, page: context.page("Briefe drucken", .druck, fehler: fehler),
            filter: formular, mitAllen: context.darf(.fallAendern),
            namen: try await context.benutzernamen(), facts: context.facts) { context.pfad($0) }
        return .html(try pages.render("druck/liste", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    func drucken(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), ids = form.all("z").compactMap(Schriftstueck.ID.init)
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        let liste = context.pfad("druck")
        guard !ids.isEmpty else {
            return .weiter(nach: liste).mit(.warnung("Es ist kein Brief ausgewählt."))
        }
        let amPlatz = form["aktion"] == "platz", doppelseitig = form["doppelseitig"] != nil
        let basis = context.pfad("druck/")
        do {
            let (ziel, aussen) = try await context.write(.briefDrucken) { session in
                let aussen = try Drucklauf.eingeschraenkt(ids, in: session)
                let ziel = try session.einmal(vorgang) {
                    guard !amPlatz else {
                        try Drucklauf.amPlatzGedruckt(ids, in: session)
                        return liste
                    }
                    return basis + (try Drucklauf.anlegen(ids, doppelseitig: doppelseitig,
                                                          in: session)).description
                }
                return (ziel, aussen)
            }
            let getan = amPlatz ? "Als gedruckt vermerkt."
                : "Der Drucklauf ist angelegt, sein PDF entsteht."
            guard let satz = Einschraenkung.satz(aussen) else {
                return .weiter(nach: ziel).mit(.erfolg(getan))
            }
            return .weiter(nach: ziel).mit(.hinweis("\(getan) \(satz)"))
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return .weiter(nach: liste).mit(.warnung(hindernis.satz))
        }
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Drucklauf.ID.self)
        let (lauf, blaetter) = try await context.read(.briefDrucken) { session in
            (try Drucklauf.laden(id, in: session), try Drucklauf.blaetter(id, in: session))
        }
        guard let lauf else { throw Fehlerbild.nichtGefunden() }
        let ort = context.pfad("druck/\(id)")
        let auftrag = lauf.istFertig ? nil : try await context.auftrag(
            DrucklaufErstellen.self, key: id.description, .briefDrucken)
        let laufend = Laufend(auftrag, ziel: ort)
        var page = context.page("Drucklauf \(lauf.nummer)", .druck,
                                pfad: [Verweis("Briefe drucken", context.pfad("druck"))])
        page.laufend = laufend != nil
        return .html(try pages.render("druck/lauf", DrucklaufView(
            lauf, blaetter, page: page, laufend: laufend,
            namen: try await context.benutzernamen()) { context.pfad($0) }))
    }

    func pdf(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try kennung(context, als: Drucklauf.ID.self)
        let gefunden = try await context.read(.briefDrucken) { session in
            (lauf: try Drucklauf.laden(id, in: session), pdf: try Drucklauf.pdf(id, in: session))
        }
        guard let lauf = gefunden.lauf, let pdf = gefunden.pdf else {
            throw Fehlerbild.nichtGefunden()
        }
        let name = lauf.nummer.split(separator: "/").joined(separator: "-")
        return .datei(ByteBuffer(bytes: pdf), name: "Drucklauf \(name).pdf", typ: .pdf,
                      zeigen: true)
    }
}
