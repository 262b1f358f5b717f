import Grundwerte
import Hummingbird
import Kommune
import Platform
import Uebergabe

/// Eine Zahlung und was mit ihr geschieht.
struct ZahlungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zahlungen/{id}", use: zeigen)
        group.post("zahlungen/{id}/feststellung", use: feststellen)
        group.post("zahlungen/{id}/ersatz", use: ersetzen)
        group.post("zahlungen/{id}/storno", use: stornieren)
        group.post("zahlungen/{id}/rueckgabe", use: zurueckgeben)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(try id(context), context)
    }

    func feststellen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form()
        guard form["schritt"] == "naechste" else {
            return try await context.feststellen([id], form, ziel: ort(id, context))
        }
        let naechste = try await context.read(.zahlungLesen) {
            try Zahlung.naechsteFestzustellende(nach: id, in: $0)
        }
        return try await context.feststellen(
            [id], form, ziel: naechste.map { ort($0, context) } ?? context.pfad("zahlungen"))
    }

    func ersetzen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), eingabe = Eingabe(try context.form(), [], heute: context.heute)
        let vorgang = try eingabe.vorgang(), zahlungen = context.pfad("zahlungen")
        let ziel = try await context.write(.zahlungFeststellen) { session in
            try session.einmal(vorgang) { "\(zahlungen)/\(try Zahlung.neuZahlen(id, in: session))" }
        }
        return .weiter(nach: ziel).mit(.erfolg(
            "Die Zahlung ist neu erfasst. Als Nächstes: feststellen."))
    }

    func stornieren(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context)
        return try await begruendet(
            id, ZahlungView.stornofelder, "stornogrund", .zahlungStornieren,
            erfolg: "Die Zahlung ist storniert.", context
        ) { grund, session in
            try Zahlung.stornieren(id, grund: grund, in: session)
        }
    }

    func zurueckgeben(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context)
        return try await begruendet(
            id, ZahlungView.rueckgabefelder, "rueckgabegrund", .zahlungAnordnen,
            erfolg: "Die Zahlung ist mit Grund zurückgegeben.", context
        ) { grund, session in
            try Zahlung.zurueckgeben(id, grund: grund, in: session)
        }
    }

    private func begruendet(
        _ id: Zahlung.ID, _ felder: [Feld], _ feld: String, _ recht: Permission, erfolg: String,
        _ context: MandantContext,
        _ tun: @escaping @Sendable (String, MandantSession) throws -> Void
    ) async throws -> Response {
        let form = try context.form(), ort = ort(id, context)
        let ziel = recht == .zahlungAnordnen ? context.pfad("anordnung") : ort
        do {
            var eingabe = Eingabe(form, felder, heute: context.heute)
            guard let grund = eingabe.text(feld), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            _ = try await context.write(recht) { session in
                try session.einmal(vorgang) {
                    try tun(grund, session)
                    return ziel
                }
            }
            return .weiter(nach: ziel).mit(.erfolg(erfolg))
        } catch let fehler as Formularfehler {
            return try await seite(id, context, felder: felder, form: form, fehler: fehler)
        } catch let hindernis as Hindernis where hindernis.art != .nichtGefunden {
            return try await seite(
                id, context, felder: felder, form: form, fehler: Formularfehler(hindernis))
        }
    }

    private func seite(
        _ id: Zahlung.ID, _ context: MandantContext, felder: [Feld] = [], form: FormData? = nil,
        fehler: Formularfehler? = nil
    ) async throws -> Response {
        let (stelltFest, ordnetAn) = (context.darf(.zahlungFeststellen),
                                      context.darf(.zahlungAnordnen))
        let inhalt = try await context.read(.zahlungLesen) { session in
            guard let ganze = try Zahlung.laden(id, in: session),
                  let akte = try Fallakte.laden(
                      ganze.fall, stand: .init(am: session.heute), in: session)
            else { throw Hindernis.nichtGefunden }
            // Wer den nächsten Schritt tut, muss sehen, wohin gezahlt wird.
            let handelt = ganze.zustand == .erfasst && stelltFest
                || ganze.zustand == .festgestellt && ordnetAn
            let zahlung = try handelt ? ganze : Zahlung.lesbar([ganze], in: session)[0]
            return ZahlungView.Inhalt(
                zahlung: zahlung, ereignisse: try Zahlung.ereignisse(id, in: session),
                ersatz: try Zahlung.ersatz(id, in: session),
                einbehalte: try Einbehalt.alle(fall: zahlung.fall, in: session)[id] ?? [],
                spur: try Kassenspur.alle(.init(id.uuid), in: session),
                pruefung: zahlung.istVerborgen ? nil : try Empfaengerpruefung.alle(
                    zu: [Zahlungsauftrag.ID(id.uuid)], in: session).first,
                name: akte.titel(am: session.heute))
        }
        func formular(_ eigene: [Feld]) -> Formular {
            if let form, let fehler, felder.first?.name == eigene.first?.name {
                return Formular(eigene, erneut: form, fehler: fehler, facts: context.facts)
            }
            return Formular(eigene, facts: context.facts)
        }
        let zahlung = inhalt.zahlung
        let page = context.page(
            "Zahlung \(zahlung.monat.deutsch), \(zahlung.zweck.bezeichnung)", .zahlungen,
            pfad: [Verweis("Zahlungen", context.pfad("zahlungen")),
                   Verweis(zahlung.aktenzeichen, context.pfad("faelle/\(zahlung.fall)/zahlungen"))],
            fehler: fehler)
        let view = ZahlungView(
            inhalt, storno: formular(ZahlungView.stornofelder),
            rueckgabe: formular(ZahlungView.rueckgabefelder),
            namen: try await context.benutzernamen(), page: page, csrf: context.facts.csrfToken,
            pfad: { context.pfad($0) }, darf: { context.darf($0) })
        return .html(try pages.render("zahlung/zahlung", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func id(_ context: MandantContext) throws -> Zahlung.ID {
        guard let id = context.parameters.get("id").flatMap(Zahlung.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }

    private func ort(_ id: Zahlung.ID, _ context: MandantContext) -> String {
        context.pfad("zahlungen/\(id)")
    }
}
