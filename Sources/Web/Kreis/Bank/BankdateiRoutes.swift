import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Seite `bank/datei.mustache`.
struct BankdateiView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let meldung: Meldung?
    let laufend: Laufend?
    let nochmals: Formular?
    let ziel: String
    let eckdaten: [Eckdatum]
    let auszuege: Tabelle?
    let meldungen: Tabelle?
}

/// Eine Datei der Bank: wie weit ihre Buchung ist und was aus ihr geworden ist.
struct BankdateiRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bank/dateien/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("bank/dateien/{id}/buchung", use: nochmals)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankdatei.ID.self)
        let (datei, auszuege, meldungen) = try await context.read(.kasse, .bankLesen) {
            (try Bankdatei.laden(id, in: $0), try Auszug.alle(aus: id, in: $0),
             try Bankmeldung.alle(aus: id, in: $0))
        }
        let auftrag = datei.zustand != .angenommen ? nil
            : try await context.readPlatform(.bankLesen) {
            try JobOverview.stand(
                of: BankdateiBuchen.self, key: id.description, mandant: nil, in: $0)
        }
        let ziel = context.pfad("bank/dateien/\(id)"), laufend = Laufend(auftrag, ziel: ziel)
        let steht = datei.zustand != .gebucht && laufend == nil && context.darf(.bankEinlesen)
        var page = context.page(datei.name, .bank, pfad: [Verweis("Bank", context.pfad("bank"))],
                                fehler: zurueck?.fehler)
        page.laufend = laufend != nil
        let namen = try await context.benutzernamen()
        let befunde = auszuege.map(\.befund).filter { !$0.isEmpty }
        let view = BankdateiView(
            page: page, untertitel: "\(datei.art.bezeichnung) · \(datei.groesse)",
            marke: datei.marke,
            meldung: laufend != nil ? nil : befunde.isEmpty ? datei.meldung
                : .warnung("Der Auszug ist eingelesen und gebucht, aber er stimmt nicht: "
                    + befunde.joined(separator: " ")),
            laufend: laufend,
            nochmals: steht ? zurueck.formular("nochmals", [], facts: context.facts) : nil,
            ziel: "\(ziel)/buchung",
            eckdaten: [
                Eckdatum("Eingelesen", Kreisanzeige.zeit(datei.eingelesenAm)),
                Eckdatum("Von", namen[datei.eingelesenVon] ?? "unbekannte Person"),
            ],
            auszuege: auszuege.isEmpty ? nil : BankRoutes.auszuege(auszuege, context),
            meldungen: meldungen.isEmpty ? nil
                : Bankmeldung.tabelle("Was die Bank meldet", meldungen, context))
        return .html(try pages.render("bank/datei", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func nochmals(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Bankdatei.ID.self)
        return try await context.schritt(
            "nochmals", erfolg: .hinweis("Die Buchung beginnt noch einmal."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                try await context.write(.kasse, .bankEinlesen) {
                    try Bankdatei.nochmals(id, in: $0)
                }
                return context.pfad("bank/dateien/\(id)")
            })
    }
}

extension Bankdatei {
    var marke: Marke {
        switch zustand {
        case .angenommen: Marke("wird gebucht", .hinweis)
        case .gebucht: Marke(art == .auszug ? "gebucht" : "übernommen", .ok)
        case .abgelehnt: Marke("abgelehnt", .gefahr)
        }
    }

    fileprivate var meldung: Meldung {
        switch zustand {
        case .angenommen: .warnung("Kein Auftrag arbeitet an dieser Datei. Von ihr ist nichts "
            + "gebucht.")
        case .gebucht where art == .auszug: .erfolg("Der Auszug ist eingelesen und gebucht.")
        case .gebucht: .erfolg("Der Statusbericht ist eingelesen; Rückmeldungen an die Kommunen "
            + "sind unterwegs.")
        case .abgelehnt: .gefahr("\(grund) Von dieser Datei ist nichts gebucht.")
        }
    }
}
