import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Übernahmen aus dem alten Verfahren: was kam, was dabei auffiel, und das zweite Augenpaar für die
/// Konten.
struct UebernahmeRoutes: Sendable {
    private static let felder = [
        Feld("pruefziffern", "Erste acht Zeichen der Prüfsumme der verglichenen Liste",
             hinweis: "Leerzeichen spielen keine Rolle.", maximal: 20, breite: .mittel),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("uebernahmen", use: liste)
        group.get("uebernahmen/{id}", use: zeigen)
        group.get("uebernahmen/{id}/konten", use: konten)
        group.post("uebernahmen/{id}/bestaetigung", use: bestaetigen)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let (alle, eingaenge) = try await context.read(.bestandBestaetigen) { session in
            (try Bestandsuebernahme.alle(in: session), try Bestandseingang.offene(in: session))
        }
        let darf = context.darf(.bestandUebernehmen)
        let namen = try await context.benutzernamen()
        return .html(try pages.render("uebernahme/liste", UebernahmelisteView(
            page: context.page("Übernahmen", .uebernahmen),
            neu: darf ? context.pfad("uebernahmen/neu") : nil,
            eingaenge: !darf || eingaenge.isEmpty ? nil
                : UebernahmelisteView.tabelle(eingaenge, namen: namen) { context.pfad($0) },
            tabelle: alle.isEmpty ? nil
                : UebernahmelisteView.tabelle(alle, namen: namen) { context.pfad($0) },
            leer: alle.isEmpty ? Leer(
                "Noch ist kein Bestand übernommen.",
                rat: "Die Leitung lädt die Dateien des alten Verfahrens hoch; geprüft wird zuerst.")
                : nil)))
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.felder, facts: context.facts), context)
    }

    /// Die Liste mit Namen und vollen Kontonummern; jeder Abruf wird vermerkt.
    func konten(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context)
        let csv = try await context.write(.bestandBestaetigen) { session in
            let konten = try Bestandsuebernahme.offeneKonten(id, in: session)
            try session.audit("bestand.konten_abgerufen", id.description)
            return Bestandsuebernahme.kontenliste(konten)
        }
        return .datei(ByteBuffer(string: csv), name: "konten.csv", typ: .csv)
    }

    func bestaetigen(_ request: Request, context: MandantContext) async throws -> Response {
        let id = try id(context), form = try context.form()
        let ort = context.pfad("uebernahmen/\(id)")
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            guard let ziffern = eingabe.text("pruefziffern"), eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            _ = try await context.write(.bestandBestaetigen) { session in
                try session.einmal(vorgang) {
                    _ = try Bestandsuebernahme.kontenBestaetigen(
                        id, pruefziffern: ziffern, in: session)
                    return ort
                }
            }
            return .weiter(nach: ort)
                .mit(.erfolg("Die Konten sind bestätigt. Ab jetzt wird dorthin gezahlt."))
        } catch let hindernis as Hindernis where hindernis.feld != nil {
            return try await erneut(form, Formularfehler(hindernis), context)
        } catch let fehler as Formularfehler {
            return try await erneut(form, fehler, context)
        }
    }

    private func erneut(_ form: FormData, _ fehler: Formularfehler,
                        _ context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.felder, erneut: form, fehler: fehler, facts: context.facts),
                        context, fehler: fehler)
    }

    private func id(_ context: MandantContext) throws -> Bestandsuebernahme.ID {
        guard let id = context.parameters.get("id").flatMap(Bestandsuebernahme.ID.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return id
    }

    private func seite(_ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let id = try id(context)
        let daten = try await context.read(.bestandBestaetigen) {
            try UebernahmeView.Daten(id, in: $0)
        }
        let view = UebernahmeView(
            daten, page: context.page(daten.uebernahme.bezeichnung, .uebernahmen, pfad: [
                Verweis("Übernahmen", context.pfad("uebernahmen")),
            ], fehler: fehler),
            formular: formular, namen: try await context.benutzernamen(), ich: context.benutzer) {
                context.pfad($0)
            }
        return .html(try pages.render("uebernahme/zeigen", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
