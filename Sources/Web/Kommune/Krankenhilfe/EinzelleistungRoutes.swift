import Grundwerte
import HTTPTypes
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Beantragte Einzelleistungen: Liste, die einzelne mit Entscheidung und Rechnungen, ihre Briefe.
struct EinzelleistungRoutes: Sendable {
    private static let proSeite = 50

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("einzelleistungen", use: liste)
        group.get("faelle/{id}/weitere", use: imFall)
        group.get("einzelleistungen/{id}", use: zeigen)
        group.post("einzelleistungen/{id}/entscheidung", use: entscheiden)
        group.post("einzelleistungen/{id}/rechnungen", use: rechnung)
        group.get("einzelleistungen/{id}/kostenzusage", use: kostenzusage)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let abfrage = try request.abfrage(), ort = context.pfad("einzelleistungen")
        let zustand = abfrage["zustand"].flatMap(Einzelleistung.Zustand.init) ?? .offen
        let seite = min(max(abfrage["seite"].flatMap(Int.init) ?? 1, 1), 100_000)
        let (leistungen, anzahl) = try await context.read(.krankenhilfeLesen) { session in
            try Einzelleistung.liste(zustand, seite: seite, je: Self.proSeite, in: session)
        }
        let view = EinzellisteView(
            page: context.page("Einzelleistungen", .krankenhilfe, pfad: [
                Verweis("Behandlungsscheine", context.pfad("behandlungsscheine")),
            ]),
            zeile: "\(anzahl == 1 ? "1 Antrag" : "\(anzahl) Anträge"), \(zustand.bezeichnung). "
                + "Neue erfassen Sie im Fall unter „Weitere Leistungen“.",
            reiter: Einzelleistung.Zustand.allCases.map {
                .init(text: $0.bezeichnung, ziel: "\(ort)?zustand=\($0.rawValue)",
                      aktiv: $0 == zustand)
            },
            liste: leistungen.isEmpty ? nil
                : .einzelleistungen("Einzelleistungen", leistungen) { context.pfad($0) },
            leer: leistungen.isEmpty ? Leer("Hier steht gerade kein Antrag.") : nil,
            blaettern: anzahl > Self.proSeite
                ? Blaettern(seite: seite, proSeite: Self.proSeite, gesamt: anzahl) {
                    "\(ort)?zustand=\(zustand.rawValue)&seite=\($0)"
                } : nil)
        return .html(try pages.render("krankenhilfe/einzelliste", view))
    }

    func imFall(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context)
        let (akte, leistungen, scheine) = try await context.read(.krankenhilfeLesen) { session in
            (try anfrage.akte(in: session), try Einzelleistung.alle(zu: anfrage.id, in: session),
             try Behandlungsschein.alle(zu: anfrage.id, in: session))
        }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(akte, .weitere, anfrage: anfrage, namen: namen, context: context)
        let view = WeitereLeistungenView(
            page: context.fallseite(kopf, Fallreiter.weitere.bezeichnung), kopf: kopf,
            beantragen: anfrage.istHeute && context.darf(.einzelleistungErfassen)
                ? context.pfad("faelle/\(anfrage.id)/einzelleistung") : nil,
            einzelleistungen: leistungen.isEmpty ? nil
                : .einzelleistungen("Einzelleistungen", leistungen) { context.pfad($0) },
            scheine: scheine.isEmpty ? nil
                : .scheine("Behandlungsscheine", scheine, namen: namen) { context.pfad($0) },
            leer: leistungen.isEmpty && scheine.isEmpty
                ? Leer("Noch gibt es weder Behandlungsscheine noch Einzelleistungen.") : nil)
        return .html(try pages.render("krankenhilfe/fall", view))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(nil, nil, context)
    }

    func entscheiden(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form(), unterzeichner = context.unterzeichner
        let leistung = try await laden(id, context).leistung, heute = context.heute
        return try await speichern(.einzelleistungEntscheiden, form, context) {
            let (umfang, grund, vorgang) = try EinzelentscheidungForm(
                leistung: leistung, heute: heute).lies(form)
            return (vorgang, { session in
                try Einzelleistung.entscheiden(id, umfang: umfang, grund: grund,
                                               unterzeichner: unterzeichner, in: session)
            }, umfang == nil ? "Abgelehnt. Der Bescheid liegt in der Akte."
                : "Bewilligt. Bescheid und Zusage liegen in der Akte.")
        }
    }

    func rechnung(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form(), heute = context.heute
        return try await speichern(.einzelleistungErfassen, form, context) {
            let (rechnung, vorgang) = try EinzelrechnungForm.lies(form, heute: heute)
            return (vorgang, { try Einzelrechnung.erfassen(rechnung, zu: id, in: $0) },
                    "Die Rechnung ist erfasst.")
        }
    }

    /// Bei jedem Abruf dieselben Bytes; wer vor dem Worker fragt, setzt den Brief.
    func kostenzusage(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context)
        let (leistung, zusage, fertig) = try await context.read(.krankenhilfeLesen) { session in
            (try Einzelleistung.laden(id, in: session), try Kostenzusage.laden(id, in: session),
             try Schriftstueck.pdf(.kostenzusage(id), in: session))
        }
        guard let leistung, let entscheidung = leistung.entscheidung, let zusage else {
            throw Fehlerbild.nichtGefunden()
        }
        var pdf = fertig
        if pdf == nil {
            let gesetzt = try await zusage.setzen(am: entscheidung.am,
                                                  mit: try context.schriftsatz())
            pdf = try await context.write(.krankenhilfeLesen) { session in
                try Schriftstueck.ablegen(gesetzt, zu: leistung, in: session)
                return try Schriftstueck.pdf(.kostenzusage(id), in: session)
            }
        }
        return .datei(ByteBuffer(bytes: pdf ?? []), name: "Kostenzusage \(entscheidung.nummer).pdf",
                      typ: .pdf, zeigen: true)
    }
}

extension EinzelleistungRoutes {
    private typealias Arbeit = (UUIDv7, @Sendable (MandantSession) throws -> Void, String)

    private func speichern(_ recht: Permission, _ form: FormData, _ context: MandantContext,
                           _ lesen: () throws -> Arbeit) async throws -> Response {
        let ort = context.pfad("einzelleistungen/\(try id(context))")
        do {
            let (vorgang, tun, erfolg) = try lesen()
            _ = try await context.write(recht) { session in
                try session.einmal(vorgang) {
                    try tun(session)
                    return ort
                }
            }
            return .weiter(nach: ort).mit(.erfolg(erfolg))
        } catch let fehler as Formularfehler {
            return try await seite(form, fehler, context)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await seite(form, Formularfehler(hindernis), context)
        }
    }

    private func laden(_ id: Einzelleistung.ID, _ context: MandantContext) async throws
        -> (leistung: Einzelleistung, akte: Fallakte, rechnungen: [Einzelrechnung]) {
        try await context.read(.krankenhilfeLesen) { session in
            guard let leistung = try Einzelleistung.laden(id, in: session),
                  let akte = try Fallakte.laden(
                      leistung.fall, stand: Stand(am: session.heute), in: session)
            else { throw Hindernis.nichtGefunden }
            return (leistung, akte, try Einzelrechnung.alle(zu: id, in: session))
        }
    }

    private func seite(_ form: FormData?, _ fehler: Formularfehler?,
                       _ context: MandantContext) async throws -> Response {
        let id = try id(context), ort = context.pfad("einzelleistungen/\(id)")
        let (leistung, akte, rechnungen) = try await laden(id, context)
        let namen = try await context.benutzernamen()
        var briefe: [Verweis] = []
        if let entscheidung = leistung.entscheidung {
            briefe.append(Verweis("Bescheid \(entscheidung.nummer)",
                                  context.pfad("bescheide/\(entscheidung.bescheid)/pdf")))
            if entscheidung.hatZusage {
                briefe.append(Verweis("Kostenzusage an die Stelle", "\(ort)/kostenzusage"))
            }
        }
        let view = EinzelleistungView(
            page: context.page(leistung.antrag.art.bezeichnung, .krankenhilfe, pfad: [
                Verweis("Einzelleistungen", context.pfad("einzelleistungen")),
                Verweis(leistung.aktenzeichen, context.pfad("faelle/\(leistung.fall)/weitere")),
            ], fehler: fehler),
            zeile: "\(leistung.name) · \(leistung.antrag.gegenstand)", zustand: leistung.marke,
            briefe: briefe,
            antrag: leistung.antragsdaten(fall: context.pfad("faelle/\(leistung.fall)")),
            entscheidung: leistung.entscheidungsdaten(namen: namen),
            hatEntscheidung: leistung.entscheidung != nil,
            rechnungen: rechnungen.isEmpty ? nil : .einzelrechnungen(rechnungen),
            hinweis: hinweis(leistung, akte, context.heute),
            auftrag: auftrag(leistung, ort, form, fehler, context))
        return .html(try pages.render("krankenhilfe/einzelleistung", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func hinweis(_ leistung: Einzelleistung, _ akte: Fallakte,
                         _ heute: Kalendertag) -> Meldung? {
        guard leistung.entscheidung == nil else { return nil }
        do throws(Hindernis) {
            try akte.mitglieder.first { $0.id == leistung.antrag.person }?
                .verlange(leistung.antrag.art, am: heute)
            return nil
        } catch {
            return .warnung("Bewilligen lässt sich das heute nicht: \(error.satz)")
        }
    }

    /// Was als Nächstes zu tun ist: entscheiden, später Rechnungen erfassen.
    private func auftrag(_ leistung: Einzelleistung, _ ort: String, _ form: FormData?,
                         _ fehler: Formularfehler?,
                         _ context: MandantContext) -> EinzelleistungView.Auftrag? {
        func formular(_ felder: [Feld], _ werte: [String: String]) -> Formular {
            if let form, let fehler {
                return Formular(felder, erneut: form, fehler: fehler, facts: context.facts)
            }
            return Formular(felder, werte: werte, facts: context.facts)
        }
        switch leistung.zustand {
        case .offen where context.darf(.einzelleistungEntscheiden):
            let eigene = EinzelentscheidungForm(leistung: leistung, heute: context.heute)
            return .init(titel: "Entscheiden", formular: formular(eigene.felder, eigene.werte),
                         oben: ["ausgang", "voraussetzung", "grund"],
                         ziel: "\(ort)/entscheidung", knopf: "Bescheid erlassen")
        case .bewilligt where context.darf(.einzelleistungErfassen):
            return .init(titel: "Rechnung erfassen",
                         formular: formular(EinzelrechnungForm.felder, [:]), oben: [],
                         ziel: "\(ort)/rechnungen", knopf: "Rechnung erfassen")
        default: return nil
        }
    }

    private func id(_ context: MandantContext) throws -> Einzelleistung.ID {
        guard let id = context.parameters.get("id").flatMap(Einzelleistung.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }
}
