import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import NIOCore
import Platform

/// Behandlungsscheine ausstellen: Name tippen, Person, Behandlung, Enter; das PDF öffnet sich.
struct ScheinausgabeRoutes: Sendable {
    private static let treffer = 20

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("behandlungsschein", use: suchen)
        group.get("faelle/{id}/behandlungsschein", use: zeigen)
        group.post("faelle/{id}/behandlungsschein", use: ausstellen)
        group.get("behandlungsschein/druck", use: drucken)
    }

    /// Genau ein Treffer führt gleich zur Ausgabe.
    func suchen(_ request: Request, context: MandantContext) async throws -> Response {
        let wonach = String((try request.abfrage()["q"] ?? "").prefix(200))
        let personen = try await context.read(.behandlungsscheinAusstellen) { session in
            try Scheinperson.suchen(wonach, hoechstens: Self.treffer, in: session)
        }
        if personen.count == 1 { return .weiter(nach: context.ausgabe(personen[0])) }
        let view = ScheinsucheView(
            page: context.page("Behandlungsschein ausstellen", .krankenhilfe),
            ziel: context.pfad("behandlungsschein"), wonach: wonach,
            treffer: personen.isEmpty ? nil : .scheinpersonen(personen) { context.ausgabe($0) },
            leer: personen.isEmpty && !wonach.isEmpty ? Leer(
                "Niemand passt zu „\(wonach)“.",
                rat: "Suchen Sie nach einem Teil des Namens, dem Geburtsdatum (07.03.1990), der "
                    + "AZR-Nummer oder dem Aktenzeichen.") : nil,
            wege: [Verweis("Alle Behandlungsscheine", context.pfad("behandlungsscheine")),
                   Verweis("Einzelleistungen", context.pfad("einzelleistungen"))])
        return .html(try pages.render("krankenhilfe/suche", view))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage(), person = abfrage["person"].flatMap(Person.ID.init)
        let (form, scheine) = try await laden(person, context)
        let berechtigte = form.personen
        let gewaehlt = abfrage["alle"] != nil || berechtigte.count == 1 && person == nil
            ? berechtigte : berechtigte.filter { $0 == person }
        return try await seite(form, scheine, Formular(
            form.felder(gewaehlt: !gewaehlt.isEmpty), mehrfach: form.werte(gewaehlt: gewaehlt),
            facts: context.facts), context)
    }

    func ausstellen(_ request: Request, context: MandantContext) async throws -> Response {
        let eingaben = try context.form(), (form, scheine) = try await laden(nil, context)
        let unterzeichner = context.unterzeichner, ort = context.pfad("behandlungsscheine")
        do {
            let (wunsch, vorgang) = try form.lies(eingaben)
            let ziel = try await context.write(.behandlungsscheinAusstellen) { session in
                try session.einmal(vorgang) {
                    let ids = try Behandlungsschein.ausstellen(
                        wunsch, unterzeichner: unterzeichner, in: session)
                    return ids.count == 1 ? "\(ort)/\(ids[0])/pdf" : context.druck(ids)
                }
            }
            return .weiter(nach: ziel)
        } catch let fehler as Formularfehler {
            return try await erneut(form, scheine, eingaben, fehler, nil, context)
        } catch let verweigert as Scheinverweigerung {
            let vorhanden = verweigert.einzelne.compactMap(\.vorhanden).map {
                Verweis("Schein \($0.nummer) für \($0.name) noch einmal drucken",
                        "\(ort)/\($0.id)/pdf")
            }
            let hinweis = vorhanden.isEmpty ? nil : Meldung(
                .warnung, "Diesen Schein gibt es schon.", einzelheiten: vorhanden)
            return try await erneut(form, scheine, eingaben, form.fehler(verweigert), hinweis,
                                    context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await erneut(form, scheine, eingaben, Formularfehler(hindernis), nil,
                                    context)
        }
    }

    /// Mehrere Scheine in einem Dokument, jeder auf seinem Blatt.
    ///
    /// Die Adresse nennt keinen einzelnen: Was `Schutzschranke` und `Lesespur` sonst tun, geschieht
    /// hier für jeden.
    func drucken(_ request: Request, context: MandantContext) async throws -> Response {
        let ids = try request.abfrage().all("s").compactMap(Behandlungsschein.ID.init)
        let (erster, inhalte) = try await context.write(.krankenhilfeLesen) { session in
            for id in ids {
                if try Anschriftenschutz.verbirgt(id.uuid, in: session) {
                    throw Schutzschranke.verborgen
                }
                try Lesezugriff.vermerken(id.uuid, seite: "behandlungsscheine/{id}/pdf",
                                          in: session)
            }
            return (try ids.first.flatMap { try Behandlungsschein.laden($0, in: session) },
                    try Behandlungsschein.inhalte(ids, in: session))
        }
        guard let erster, inhalte.count == ids.count else { throw Fehlerbild.nichtGefunden() }
        let pdf = try await Scheininhalt.Druck(inhalte)
            .setzen(am: erster.ausgestelltAm, mit: try context.schriftsatz())
        return .datei(ByteBuffer(bytes: pdf), name: "Behandlungsscheine ab \(erster.nummer).pdf",
                      typ: .pdf, zeigen: true)
    }

    private func laden(_ person: Person.ID?, _ context: MandantContext) async throws
        -> (ScheinForm, [Behandlungsschein]) {
        let anfrage = Fallanfrage(try Fallanfrage.id(context), stand: Stand(am: context.heute),
                                  heute: context.heute)
        let (akte, scheine) = try await context.read(.behandlungsscheinAusstellen) { session in
            (try anfrage.akte(in: session), try Behandlungsschein.alle(zu: anfrage.id, in: session))
        }
        let seit = Quartal(context.heute).voriges
        return (ScheinForm(akte, gefragt: person, heute: context.heute),
                scheine.filter { $0.quartal >= seit })
    }

    private func erneut(
        _ form: ScheinForm, _ scheine: [Behandlungsschein], _ eingaben: FormData,
        _ fehler: Formularfehler, _ hinweis: Meldung?, _ context: MandantContext
    ) async throws -> Response {
        let formular = Formular(form.felder(gewaehlt: true).map(\.ohneFokus), erneut: eingaben,
                                fehler: fehler, facts: context.facts)
        return try await seite(form, scheine, formular, context, fehler: fehler, hinweis: hinweis)
    }

    private func seite(
        _ form: ScheinForm, _ scheine: [Behandlungsschein], _ formular: Formular,
        _ context: MandantContext, fehler: Formularfehler? = nil, hinweis: Meldung? = nil
    ) async throws -> Response {
        let fall = form.akte.fall, ort = context.pfad("faelle/\(fall.id)")
        let namen = try await context.benutzernamen()
        let view = ScheinausgabeView(
            page: context.page("Behandlungsschein ausstellen", .krankenhilfe, pfad: [
                Verweis("Krankenhilfe", context.pfad("behandlungsschein")),
                Verweis(fall.aktenzeichen, ort),
            ], fehler: fehler),
            zeile: "\(form.akte.titel(am: context.heute)) · \(fall.aktenzeichen)", hinweis: hinweis,
            formular: form.istLeer ? nil : formular, fall: ort, ziel: "\(ort)/behandlungsschein",
            alle: form.personen.count > 1
                ? Verweis("Ganzen Haushalt wählen", "\(ort)/behandlungsschein?alle=1") : nil,
            ohne: form.ohne.map {
                .init(name: $0.name, grund: $0.hindernis.grund, abhilfe: $0.hindernis.abhilfe)
            }, hatOhne: !form.ohne.isEmpty,
            scheine: scheine.isEmpty ? nil
                : .scheine("Schon ausgestellt", scheine, namen: namen) { context.pfad($0) },
            zurueck: context.pfad("behandlungsschein"))
        return .html(try pages.render("krankenhilfe/ausgabe", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}

extension MandantContext {
    fileprivate func ausgabe(_ gefunden: Scheinperson) -> String {
        pfad("faelle/\(gefunden.fall)/behandlungsschein") + "?person=\(gefunden.person)"
    }

    fileprivate func druck(_ ids: [Behandlungsschein.ID]) -> String {
        pfad("behandlungsschein/druck?") + ids.map { "s=\($0)" }.joined(separator: "&")
    }
}

extension Tabelle {
    static func scheinpersonen(_ personen: [Scheinperson],
                               ziel: (Scheinperson) -> String) -> Tabelle {
        Tabelle(
            "Gefundene Personen",
            spalten: [Spalte("Person"), Spalte("Geboren", .datum), Spalte("Staatsangehörigkeit"),
                      Spalte("Fall"), Spalte("Leistung heute")],
            zeilen: personen.map { gefunden in
                [Zelle(gefunden.angabe.nameSortiert, ziel: ziel(gefunden)),
                 Zelle(gefunden.angabe.geburtsdatum),
                 Zelle(Staatsangehoerigkeit.name(gefunden.angabe.staatsangehoerigkeit)),
                 Zelle(gefunden.aktenzeichen),
                 Zelle(gefunden.grundlage.map { "\($0.bezeichnung) (\($0.norm))" } ?? "keine")]
            })
    }
}
