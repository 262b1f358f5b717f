import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `empfaenger/liste.mustache`: Empfänger von Direktzahlungen und das Formular für neue.
struct EmpfaengerView: Sendable {
    let page: Page
    let empfaenger: Tabelle?
    let leer: Leer?
    let neu: Formular?
    let ziel: String
}

/// Die Seite `empfaenger/zeigen.mustache`: ein Empfänger, freizugeben oder zu beenden.
struct EinEmpfaengerView: Sendable {
    /// Ein Knopf, der ohne weitere Angaben etwas tut.
    struct Schritt: Sendable {
        let formular: Formular
        let ziel: String
        let knopf: String
        let satz: String
    }

    let page: Page
    let marke: Marke
    let eckdaten: [Eckdatum]
    let schritte: [Schritt]
}

/// An wen jede Kommune direkt zahlen kann (B-3.4): erfasst von einer Person, freigegeben von einer
/// anderen.
struct EmpfaengerRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("empfaenger") { try await liste($1, zurueck: nil) }
        group.post("empfaenger", use: erfassen)
        group.get("empfaenger/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("empfaenger/{id}/freigabe", use: freigeben)
        group.post("empfaenger/{id}/ende", use: beenden)
    }

    private static let felder = [
        Feld("name", "Name, wie er beim Konto steht", maximal: 100),
        Feld("iban", "IBAN", .iban),
        Feld("zeichen", "Was er in der Überweisung lesen will",
             hinweis: "Zum Beispiel: Kundennummer, Vertragskonto", maximal: 60, breite: .mittel),
        Feld("strasse", "Straße", hinweis: "Anschrift und BIC nur bei einem Konto außerhalb des "
             + "Europäischen Wirtschaftsraums, etwa in der Schweiz", freiwillig: true, maximal: 70),
        Feld("hausnummer", "Hausnummer", freiwillig: true, maximal: 16, breite: .kurz),
        Feld("plz", "Postleitzahl", freiwillig: true, maximal: 16, breite: .kurz),
        Feld("ort", "Ort", freiwillig: true, maximal: 35, breite: .mittel),
        Feld("land", "Land", hinweis: "Zwei Buchstaben, zum Beispiel CH", freiwillig: true,
             maximal: 2, breite: .kurz),
        Feld("bic", "BIC seiner Bank", freiwillig: true, maximal: 11, breite: .mittel),
    ]

    /// Nil, wenn nichts davon angegeben ist.
    private static func anschrift(_ eingabe: inout Eingabe) -> Empfaengeranschrift? {
        let namen = ["strasse", "hausnummer", "plz", "ort", "land", "bic"]
        let werte = namen.map { eingabe.text($0) ?? "" }
        guard werte.contains(where: { !$0.isEmpty }) else { return nil }
        do {
            return try Empfaengeranschrift(strasse: werte[0], hausnummer: werte[1], plz: werte[2],
                                           ort: werte[3], land: werte[4], bic: werte[5])
        } catch {
            eingabe.melde(error.feld, grund: error.grund,
                          abhilfe: "Füllen Sie Anschrift und BIC ganz aus, oder lassen Sie alles "
                              + "leer.")
            return nil
        }
    }

    private func liste(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let alle = try await context.read(.verwaltung, .mandantLesen) {
            try Empfaengereintrag.alle(in: $0)
        }
        let view = EmpfaengerView(
            page: context.page("Zahlungsempfänger", .empfaenger, fehler: zurueck?.fehler),
            empfaenger: alle.isEmpty ? nil : Tabelle(
                "Zahlungsempfänger", spalten: [Spalte("Name"), Spalte("IBAN"), Spalte("Angabe"),
                                               Spalte("Stand")],
                zeilen: alle.map {
                    [Zelle($0.name, ziel: context.pfad("empfaenger/\($0.id)")),
                     Zelle($0.iban.gruppiert), Zelle($0.zeichen), Zelle($0.marke)]
                }),
            leer: alle.isEmpty ? Leer("Noch ist kein Empfänger erfasst.", rat: "Wer hier steht, an "
                + "den kann jede Kommune einen Teil einer Leistung direkt zahlen.") : nil,
            neu: context.darf(.empfaengerErfassen)
                ? zurueck.formular("neu", Self.felder, facts: context.facts) : nil,
            ziel: context.pfad("empfaenger"))
        return .html(try pages.render("empfaenger/liste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "neu",
            erfolg: .erfolg("Der Empfänger ist erfasst. Freigeben muss ihn eine andere Person."),
            zeigen: { try await liste(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.felder, heute: heute)
                let name = eingabe.text("name"), iban = eingabe.iban("iban"),
                    zeichen = eingabe.text("zeichen")
                let anschrift = Self.anschrift(&eingabe)
                guard let name, let iban, let zeichen, eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.verwaltung, .empfaengerErfassen) { session in
                    try session.einmal(vorgang) {
                        let id = try Empfaengereintrag.erfassen(
                            name: name, iban: iban, zeichen: zeichen, anschrift: anschrift,
                            in: session)
                        return context.pfad("empfaenger/\(id)")
                    }
                }
            })
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsempfaenger.ID.self)
        let eintrag = try await context.read(.verwaltung, .mandantLesen) {
            try Empfaengereintrag.laden(id, in: $0)
        }
        let namen = try await context.benutzernamen()
        func schritt(_ name: String, _ knopf: String, _ satz: String) -> EinEmpfaengerView.Schritt {
            EinEmpfaengerView.Schritt(
                formular: zurueck.formular(name, [], facts: context.facts),
                ziel: context.pfad("empfaenger/\(id)/\(name)"), knopf: knopf, satz: satz)
        }
        var schritte: [EinEmpfaengerView.Schritt] = []
        if context.darf(.empfaengerErfassen), eintrag.beendetAm == nil {
            if eintrag.freigegebenVon == nil, eintrag.erfasstVon != context.benutzer {
                schritte.append(schritt("freigabe", "Freigeben", "Sie haben Name und IBAN an einem "
                                        + "Schreiben des Empfängers geprüft."))
            }
            schritte.append(schritt("ende", "Beenden",
                                    "An ihn wird dann keine Zahlung mehr angeordnet."))
        }
        let view = EinEmpfaengerView(
            page: context.page(eintrag.name, .empfaenger,
                               pfad: [Verweis("Zahlungsempfänger", context.pfad("empfaenger"))],
                               fehler: zurueck?.fehler),
            marke: eintrag.marke,
            eckdaten: [
                Eckdatum("IBAN", eintrag.iban.gruppiert), Eckdatum("Angabe", eintrag.zeichen),
                Eckdatum("Erfasst", "\(Kreisanzeige.zeit(eintrag.erfasstAm)), "
                         + (namen[eintrag.erfasstVon] ?? "unbekannte Person")),
                Eckdatum("Freigegeben von", eintrag.freigegebenVon.map { namen[$0] ?? "unbekannt" }
                         ?? "noch niemandem"),
            ] + (eintrag.anschrift.map {
                [Eckdatum("Anschrift", "\($0.strasse) \($0.hausnummer), \($0.plz) \($0.ort), "
                          + $0.land), Eckdatum("BIC", $0.bic)]
            } ?? []), schritte: schritte)
        return .html(try pages.render("empfaenger/zeigen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func freigeben(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("freigabe", "Der Empfänger ist freigegeben.", context) {
            try Empfaengereintrag.freigeben($0, in: $1)
        }
    }

    private func beenden(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("ende", "Der Empfänger ist beendet.", context) {
            try Empfaengereintrag.beenden($0, in: $1)
        }
    }

    private func schritt(
        _ name: String, _ erfolg: String, _ context: KreisContext,
        _ tun: @escaping @Sendable (Zahlungsempfaenger.ID, KreisSession) throws -> Void
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsempfaenger.ID.self),
            heute = context.heute, ziel = context.pfad("empfaenger/\(id)")
        return try await context.schritt(
            name, erfolg: .erfolg(erfolg), zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let vorgang = try Eingabe(form, [], heute: heute).vorgang()
                return try await context.write(.verwaltung, .empfaengerErfassen) { session in
                    try session.einmal(vorgang) {
                        try tun(id, session)
                        return ziel
                    }
                }
            })
    }
}

extension Empfaengereintrag {
    fileprivate var marke: Marke {
        if beendetAm != nil { return Marke("beendet") }
        return freigegebenVon == nil ? Marke("wartet auf Freigabe", .warnung) : Marke("gilt", .ok)
    }
}
