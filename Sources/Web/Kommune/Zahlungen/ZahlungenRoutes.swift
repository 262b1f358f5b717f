import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Die Seite `zahlung/liste.mustache`: Zahlungen einer Station, die eigenen oder alle.
struct ZahlungenView: Sendable {
    struct Auswahl: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    struct Zeile: Sendable {
        let id: String
        let cent: String
        let ziel: String
        let monat: String
        let zusatz: String
        let empfaenger: String
        let iban: String
        let faellig: String
        let betrag: String
    }

    /// Das Formular der Feststellung, mit Haken je Zahlung.
    struct Feststellung: Sendable {
        let ziel: String
        let csrf: String
        let vorgang: String
        let zeilen: [Zeile]
        let anzahl: Int
        let summe: String
    }

    let page: Page
    let unterzeile: String
    let stationen: [Zaehler]
    let auswahl: [Auswahl]
    let texte: String
    let titel: String
    let feststellung: Feststellung?
    let tabelle: Tabelle?
    let leer: Leer?
}

/// Alle Zahlungen der Kommune nach ihrer Station; Feststellen in einem Zug.
struct ZahlungenRoutes: Sendable {
    private static let hoechstens = 500

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zahlungen", use: zeigen)
        group.post("zahlungen/feststellung", use: feststellen)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage()
        let station = abfrage["zustand"].flatMap(Zahlung.Station.init) ?? .feststellen
        let meine = abfrage["alle"] == nil && context.darf(.zahlungFeststellen)
        let (umfang, zahlungen, lesbare) = try await context.read(.zahlungLesen) { session in
            let liste = try Zahlung.liste(station, meine: meine, hoechstens: Self.hoechstens,
                                          in: session)
            return (try Zahlung.umfang(in: session), liste,
                    try Zahlung.lesbar(liste, in: session))
        }
        let ort = context.pfad("zahlungen")
        let stationen = Zahlung.Station.allCases.map { station in
            let teil = umfang[station] ?? .leer
            return Zaehler(teil.anzahl, "\(station.bezeichnung), \(teil.summe)",
                           ziel: "\(ort)?zustand=\(station.rawValue)",
                           dringend: station == .zurueck)
        }
        let festzustellen = station == .feststellen && context.darf(.zahlungFeststellen)
            ? zahlungen.filter { $0.zustand == .erfasst } : []
        let hier = "\(ort)?zustand=\(station.rawValue)"
        let view = ZahlungenView(
            page: context.page("Zahlungen", .zahlungen),
            unterzeile: meine ? "Aus Fällen, die Sie bearbeiten oder vertreten"
                : "Aus allen Fällen", stationen: stationen,
            auswahl: context.darf(.zahlungFeststellen) ? [
                .init(text: "Meine Fälle", ziel: hier, aktiv: meine),
                .init(text: "Alle Fälle", ziel: "\(hier)&alle=1", aktiv: !meine),
            ] : [],
            texte: context.pfad("zahlungen/texte"), titel: station.bezeichnung,
            feststellung: festzustellen.isEmpty ? nil : .init(festzustellen, context),
            tabelle: festzustellen.isEmpty && !zahlungen.isEmpty
                ? .zahlungen(station.bezeichnung, lesbare, faelle: true) { context.pfad($0) }
                : nil,
            leer: zahlungen.isEmpty ? Leer(
                "Hier steht gerade keine Zahlung.",
                rat: meine ? "Vielleicht in einem Fall, den andere bearbeiten." : nil) : nil)
        return .html(try pages.render("zahlung/liste", view))
    }

    func feststellen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), ids = form.all("z").compactMap(Zahlung.ID.init)
        let ziel = context.pfad("zahlungen") + "?zustand=\(Zahlung.Station.feststellen.rawValue)"
        try context.akteur.verlange(.zahlungFeststellen)
        guard !ids.isEmpty else {
            return .weiter(nach: ziel).mit(.warnung("Es ist keine Zahlung ausgewählt."))
        }
        return try await context.feststellen(ids, form, ziel: ziel)
    }
}

extension MandantContext {
    /// Stellt fest und führt zurück; gemeinsam für Liste, Fall und einzelne Zahlung.
    func feststellen(_ ids: [Zahlung.ID], _ form: FormData, ziel: String) async throws -> Response {
        guard let vorgang = form["vorgang"].flatMap(UUIDv7.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt seine Vorgangskennung.")
        }
        let ergebnis = try await write(.zahlungFeststellen) { session in
            var ergebnis: Zahlung.Feststellungsergebnis?
            _ = try session.einmal(vorgang) {
                ergebnis = try Zahlung.feststellen(ids, in: session)
                return ziel
            }
            return ergebnis
        }
        guard let ergebnis else {
            return .weiter(nach: ziel).mit(.hinweis("Dieses Formular war schon angekommen."))
        }
        let anzahl = ergebnis.festgestellt, rest = ids.count - anzahl - ergebnis.ausgelassen
        let text = Kreisanzeige.anzahl(anzahl, "Zahlung", "Zahlungen")
            + " festgestellt. Anordnen muss eine andere Person."
            + (rest == 0 ? "" : " \(rest) waren nicht mehr festzustellen.")
            + (Einschraenkung.satz(ergebnis.eingeschraenkt).map { " \($0)" } ?? "")
        return .weiter(nach: ziel).mit(anzahl == ids.count ? .erfolg(text) : .hinweis(text))
    }
}

extension ZahlungenView.Feststellung {
    init(_ zahlungen: [Zahlung], _ context: MandantContext) {
        self.init(
            ziel: context.pfad("zahlungen/feststellung"), csrf: context.facts.csrfToken,
            vorgang: UUIDv7().description,
            zeilen: zahlungen.map { zahlung in
                .init(id: zahlung.id.description, cent: String(zahlung.betrag.cent),
                      ziel: context.pfad("zahlungen/\(zahlung.id)"), monat: zahlung.monat.deutsch,
                      zusatz: "\(zahlung.aktenzeichen) · \(zahlung.zweck.bezeichnung)",
                      empfaenger: zahlung.empfaengerSEPA, iban: zahlung.kontotext,
                      faellig: zahlung.faellig.deutsch, betrag: zahlung.betrag.betrag)
            },
            anzahl: zahlungen.count, summe: "\(zahlungen.map(\.betrag).summe())")
    }
}
