import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `bank/meldung.mustache`.
struct BankmeldungView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let hinweis: Meldung?
    let eckdaten: [Eckdatum]
    let ablegen: Formular?
    let ziel: String
    /// Nach einer Empfängerüberprüfung.
    let entscheiden: Formular?
    let entscheidungsziel: String
}

/// Eine Meldung der Bank, die eine Person ansehen muss, und das Formular, sie mit einem Grund
/// abzulegen.
struct BankmeldungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bank/meldungen/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("bank/meldungen/{id}/ablage", use: ablegen)
        group.post("bank/meldungen/{id}/namenspruefung", use: entscheiden)
    }

    private static let felder = [
        Feld("grund", "Was haben Sie geklärt?", .mehrzeilig,
             hinweis: "Zum Beispiel: Auskunft der Bank am Telefon, Name und Uhrzeit.",
             maximal: 500),
    ]

    private static let namensfelder = [
        Feld("zahlen", "Soll die Bank die Zahlung ausführen?", .eine([
            Option("ja", "Ja, trotz der Warnung",
                   hinweis: "Das Geld kann an eine falsche Person gehen; das trägt der Kreis."),
            Option("nein", "Nein", hinweis: "Lehnen Sie sie dann auch im Bankprogramm ab."),
        ])),
        Feld("grund", "Woher wissen Sie, wem das Konto gehört?", .mehrzeilig, maximal: 500),
    ]

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankmeldung.ID.self)
        let meldung = try await context.read(.kasse, .bankLesen) {
            try Bankmeldung.laden(id, in: $0)
        }
        let namen = try await context.benutzernamen()
        let amLauf = meldung.ebene == .datei && meldung.istAblehnung && meldung.lauf != nil
        let darf = meldung.zustand == .offen && !amLauf && !meldung.istNamenspruefung
            && context.darf(.bankZuordnen)
        let darfEntscheiden = meldung.zustand == .offen && meldung.istNamenspruefung
            && (context.darf(.bankZuordnen) || context.darf(.zahllaufFreigeben))
        let view = BankmeldungView(
            page: context.page("Meldung der Bank vom \(Kreisanzeige.zeit(meldung.am))", .bank,
                               pfad: [Verweis("Bank", context.pfad("bank"))],
                               fehler: zurueck?.fehler),
            untertitel: meldung.wozu, marke: meldung.marke,
            hinweis: meldung.hinweis.isEmpty || meldung.zustand != .offen ? nil
                : .warnung(meldung.hinweis),
            eckdaten: eckdaten(meldung, namen, context),
            ablegen: darf ? zurueck.formular("ablegen", Self.felder, facts: context.facts) : nil,
            ziel: context.pfad("bank/meldungen/\(id)/ablage"),
            entscheiden: darfEntscheiden ? zurueck.formular("namenspruefung", Self.namensfelder,
                                                            facts: context.facts) : nil,
            entscheidungsziel: context.pfad("bank/meldungen/\(id)/namenspruefung"))
        return .html(try pages.render("bank/meldung", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func ablegen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankmeldung.ID.self),
            heute = context.heute
        return try await context.schritt(
            "ablegen", erfolg: .erfolg("Die Meldung ist abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.felder, heute: heute)
                guard let grund = eingabe.text("grund"), eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .bankZuordnen) { session in
                    try session.einmal(vorgang) {
                        try Bankmeldung.ablegen(id, grund: grund, in: session)
                        return context.pfad("bank")
                    }
                }
            })
    }

    private func entscheiden(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankmeldung.ID.self),
            heute = context.heute
        return try await context.schritt(
            "namenspruefung", erfolg: .erfolg("Die Entscheidung ist vermerkt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.namensfelder, heute: heute)
                let zahlen = eingabe.auswahl("zahlen"), grund = eingabe.text("grund")
                guard let zahlen, let grund, eingabe.ohneFehler else {
                    throw eingabe.formularfehler
                }
                let vorgang = try eingabe.vorgang()
                let recht = context.recht(.zahllaufFreigeben, oder: .bankZuordnen)
                return try await context.write(.kasse, recht) { session in
                    try session.einmal(vorgang) {
                        try Bankmeldung.namenspruefungEntscheiden(
                            id, zahlen: zahlen == "ja", grund: grund, in: session)
                        return context.pfad("bank/meldungen/\(id)")
                    }
                }
            })
    }

    private func eckdaten(_ meldung: Bankmeldung, _ namen: [User.ID: String],
                          _ context: KreisContext) -> [Eckdatum] {
        var angaben = [
            Eckdatum("Status", "\(meldung.meldung.status.bezeichnung) (\(meldung.meldung.code))"),
            Eckdatum("Grund", meldung.gruende),
            Eckdatum("Datei", meldung.msgId),
            Eckdatum("EndToEndId", meldung.endToEndId.isEmpty ? "keine" : meldung.endToEndId),
        ]
        if !meldung.bankname.isEmpty {
            angaben.append(Eckdatum("Bei der Bank bekannt als", meldung.bankname))
        }
        if let lauf = meldung.lauf, let nummer = meldung.laufnummer {
            angaben.append(Eckdatum(
                "Zahllauf", nummer, ziel: context.darf(.zahllaufLesen)
                    ? context.pfad("zahllaeufe/\(lauf)") : nil))
        }
        if let wer = meldung.entschiedenVon {
            angaben.append(Eckdatum("Geklärt",
                "\(namen[wer] ?? "unbekannte Person"): \(meldung.entscheidung)"))
        }
        return angaben
    }
}

extension Bankmeldung {
    /// Was die Bank als Grund nennt, in Sätzen.
    var gruende: String {
        meldung.gruende.isEmpty ? "Die Bank nennt keinen Grund." : meldung.gruende.map { grund in
            grund.satz
        }.joined(separator: " ")
    }

    var wozu: String {
        ebene == .datei ? "zur ganzen Datei"
            : "zur Zahlung \(endToEndId.isEmpty ? "ohne EndToEndId" : endToEndId)"
    }

    var marke: Marke {
        switch zustand {
        case .offen: Marke("anzusehen", .warnung)
        case .erledigt: Marke("erledigt", .ok)
        case .vermerkt: Marke("vermerkt")
        }
    }

    static func tabelle(_ titel: String, _ meldungen: [Bankmeldung], _ context: KreisContext)
        -> Tabelle {
        Tabelle(
            titel, spalten: [Spalte("Gemeldet"), Spalte("Zu"), Spalte("Status"), Spalte("Grund"),
                             Spalte("Stand")],
            zeilen: meldungen.map { meldung in
                [Zelle(Kreisanzeige.zeit(meldung.am), ziel: context.darf(.bankLesen)
                    ? context.pfad("bank/meldungen/\(meldung.id)") : nil),
                 Zelle(meldung.wozu, zusatz: meldung.laufnummer.map { "Lauf \($0)" }),
                 Zelle(meldung.meldung.status.bezeichnung, zusatz: meldung.meldung.code),
                 Zelle(meldung.meldung.gruende.isEmpty ? "–" : meldung.gruende),
                 Zelle(meldung.marke, zusatz: meldung.zustand == .offen ? meldung.hinweis : nil)]
            })
    }
}
