import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Anhörungen: vor einer Einschränkung und, mit der Forderung, vor einer Rückforderung.
struct AnhoerungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.schritt("faelle/{id}/anhoerung/neu", nach: "faelle/{id}/anhoerung", pages: pages,
                      neuer)
        group.get("anhoerungen/{id}", use: zeigen)
        group.schritt("anhoerungen/{id}/{schritt}", pages: pages, folgender)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let inhalt = try await laden(context)
        return .html(try pages.render("verfahren/vorgang", VorgangView(
            inhalt, namen: try await context.benutzernamen(), context: context)))
    }

    private func laden(_ context: MandantContext) async throws -> Anhoerungsinhalt {
        let id = try kennung(context, als: Anhoerung.ID.self)
        return try await context.read(.fallLesen) { try Anhoerungsinhalt(id, in: $0) }
    }

    private func neuer(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let id = try Fallanfrage.id(context), heute = context.heute
        let akte = try await context.read(.bescheidErlassen) {
            try Fallanfrage(id, stand: Stand(am: heute), heute: heute).akte(in: $0)
        }
        return .einschraenkung(akte, heute: heute, wer: context.unterzeichner) { context.pfad($0) }
    }

    private func folgender(
        _ request: Request, _ context: MandantContext
    ) async throws -> Verfahrensschritt {
        let inhalt = try await laden(context)
        let ort = context.pfad("anhoerungen/\(inhalt.anhoerung.id)")
        switch context.parameters.get("schritt") {
        case "antwort": return .antwort(inhalt, ort: ort, heute: context.heute)
        case "ergebnis" where inhalt.anhoerung.anlass == .einschraenkung:
            return .ergebnis(inhalt, ort: ort)
        default: throw Fehlerbild.nichtGefunden()
        }
    }
}

extension Verfahrensschritt {
    private static let normen = (1...7).map { "§ 1a Abs. \($0) AsylbLG" }
        + ["§ 5 Abs. 4 AsylbLG", "§ 5b Abs. 2 AsylbLG", "§ 11 Abs. 2a AsylbLG"]

    /// Die Anhörung vor einer Einschränkung, oder warum sie unterbleibt.
    fileprivate static func einschraenkung(
        _ akte: Fallakte, heute: Kalendertag, wer: Unterzeichner, pfad: (String) -> String
    ) -> Verfahrensschritt {
        let fall = akte.fall, ort = pfad("faelle/\(fall.id)")
        let personen = akte.mitglieder(am: heute).map {
            Option($0.id.description, $0.angabe(am: heute)?.name ?? "Person")
        }
        let frist = Feiertag.werktag(ab: heute.plus(tage: Anhoerung.mindestfristTage + 4))
        return Verfahrensschritt(
            titel: "Vor einer Einschränkung anhören", knopf: "Speichern",
            erfolg: "Festgehalten. Die Anhörung steht unten.", recht: .bescheidErlassen, fall: fall,
            felder: [
                Feld("person", "Wen es betrifft", .auswahl(personen)),
                Feld("norm", "Vorschrift", .auswahl(normen.map { Option($0, $0) })),
                Feld("sachverhalt", "Was geschehen ist", .mehrzeilig,
                     hinweis: "Tatsachen mit Datum; stehen im Brief.", maximal: 2_000),
                Feld("frist", "Antwort erbeten bis", .datum,
                     hinweis: "Mindestens zwei Wochen. Leer, wenn nicht angehört wird.",
                     freiwillig: true),
                Feld("verzicht", "Nur ohne Anhörung: Grund nach § 24 Abs. 2 SGB X",
                     .auswahl(Anhoerungsverzicht.allCases.map {
                         Option($0.rawValue, "\($0.bezeichnung) (\($0.norm))")
                     }), freiwillig: true),
                Feld("grund", "Nur ohne Anhörung: warum er zutrifft", .mehrzeilig,
                     freiwillig: true, maximal: 1_000),
            ],
            werte: ["frist": [frist.deutsch]],
            hinweis: .hinweis("Eine Einschränkung gilt längstens sechs Monate (§ 14 AsylbLG). Der "
                + "Widerspruch "
                + "dagegen schiebt nichts auf (§ 11 Abs. 4 Nr. 2 AsylbLG)."),
            ziel: "\(ort)/anhoerung", zurueck: "\(ort)/verfahren",
            lesen: { lesen(&$0, fall: fall.id, wer: wer) })
    }

    private static func lesen(_ e: inout Eingabe, fall: Fall.ID, wer: Unterzeichner) -> Tun? {
        let person = e.kennung("person", als: Person.ID.self), norm = e.auswahl("norm")
        let sachverhalt = e.text("sachverhalt"), frist = e.datum("frist"), grund = e.text("grund")
        let verzicht = e.auswahl("verzicht").flatMap(Anhoerungsverzicht.init)
        if !e.istAusgefuellt("frist"), verzicht == nil {
            e.melde("frist", grund: "fehlt noch",
                    abhilfe: "Nennen Sie die Frist oder einen Grund, nicht anzuhören.")
        }
        if e.istAusgefuellt("frist"), verzicht != nil {
            e.melde("verzicht", grund: "passt nicht zu einer Frist",
                    abhilfe: "Leeren Sie die Frist oder diesen Grund.")
        }
        if verzicht != nil, grund == nil { e.melde("grund", grund: "fehlt noch",
                                                   abhilfe: "Begründen Sie es.") }
        guard let person, let norm, let sachverhalt, e.ohneFehler else { return nil }
        let vorhaben = Anhoerung.Vorhaben(anlass: .einschraenkung, norm: norm, person: person,
                                          sachverhalt: sachverhalt)
        return { session in
            if let verzicht {
                try Anhoerung.absehen(vorhaben, fall: fall, verzicht: verzicht, grund: grund ?? "",
                                      in: session)
            } else if let frist {
                try Anhoerung.anhoeren(vorhaben, fall: fall, frist: frist, unterzeichner: wer,
                                       in: session)
            }
        }
    }

    fileprivate static func antwort(_ inhalt: Anhoerungsinhalt, ort: String,
                                    heute: Kalendertag) -> Verfahrensschritt {
        let id = inhalt.anhoerung.id
        return Verfahrensschritt(
            titel: "Antwort auf die Anhörung", knopf: "Antwort speichern",
            erfolg: "Antwort erfasst.",
            recht: .bescheidErlassen, fall: inhalt.akte.fall,
            felder: [Feld("eingegangen", "Eingegangen am", .datum),
                     Feld("text", "Was gesagt wurde", .mehrzeilig, maximal: 4_000)],
            werte: ["eingegangen": [heute.deutsch]], ziel: "\(ort)/antwort", zurueck: ort,
            lesen: { e in
                let tag = e.datum("eingegangen"), text = e.text("text")
                guard let tag, let text else { return nil }
                return { try Anhoerung.antwortErfassen(id, eingegangen: tag, text: text, in: $0) }
            })
    }

    fileprivate static func ergebnis(_ inhalt: Anhoerungsinhalt, ort: String) -> Verfahrensschritt {
        let id = inhalt.anhoerung.id
        return Verfahrensschritt(
            titel: "Anhörung abschließen", knopf: "Abschließen",
            erfolg: "Abgeschlossen. Soll eingeschränkt werden, ändern Sie jetzt die Berechtigung "
                + "der Person.",
            recht: .bescheidErlassen, fall: inhalt.akte.fall,
            felder: [
                Feld("ergebnis", "Ergebnis", .eine([
                    Option(Anhoerung.Ergebnis.entschieden.rawValue,
                           "Die Leistung wird eingeschränkt"),
                    Option(Anhoerung.Ergebnis.abgesehen.rawValue, "Es bleibt bei der Leistung"),
                ])),
                Feld("begruendung", "Begründung", .mehrzeilig, hinweis: "Steht in der Akte.",
                     maximal: 2_000),
            ],
            ziel: "\(ort)/ergebnis", zurueck: ort,
            lesen: { e in
                let ergebnis = e.auswahl("ergebnis", als: Anhoerung.Ergebnis.self)
                guard let begruendung = e.text("begruendung"), let ergebnis else { return nil }
                return { try Anhoerung.abschliessen(id, ergebnis, begruendung: begruendung,
                                                    in: $0) }
            })
    }
}
