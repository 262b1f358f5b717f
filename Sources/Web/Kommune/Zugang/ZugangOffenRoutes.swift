import Foundation
import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/offen.mustache`: was der Kreis hier eingerichtet hat und noch nicht gilt, und
/// die Programme, die hier lesen dürfen.
struct ZugangOffenView: Sendable {
    struct Rolle: Sendable {
        let wert: String
        let person: String
        let anmeldename: String
        let rolle: String
        let zeit: String
        let herkunft: String
        /// Was der Kreis seither am Konto getan hat.
        let eingriff: String?
        /// Nicht die eigene.
        let darf: Bool
    }

    struct Programm: Sendable {
        let wert: String
        let name: String
        let zeit: String
        let rechte: String
        let marke: Marke
        /// Was vor dem nahen Ende zu tun ist.
        let erinnerung: String?
        let wartet: Bool
        let offen: Bool
        let csrf: String
        let ort: String
    }

    let page: Page
    let leer: Leer?
    /// Mindestens eine Rolle ist von dieser Person zu bestätigen.
    let formular: Formular?
    let rollen: [Rolle]
    let hatRollen: Bool
    let programme: [Programm]
    let hatProgramme: Bool
    let ziel: String
}

/// Die Kommune sagt ja zu Rollen und Schlüsseln, die der Kreis eingerichtet hat; vorher gelten sie
/// nicht (B-3.4.4, B-7.4).
struct ZugangOffenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zugaenge/offen") { try await zeigen($1, zurueck: nil) }
        group.post("zugaenge/offen", use: bestaetigen)
        group.post("zugaenge/offen/programm", use: entscheiden)
    }

    /// Wie viele Rollen und Schlüssel auf ein Wort der Kommune warten, und welche Schlüssel bald
    /// ablaufen.
    static func stand(_ context: MandantContext) async throws
        -> (wartet: Int, ablaufend: [Schnittstelle]) {
        let mandant = context.mandant.id
        return try await context.readPlatform(.zugangBeantragen) { session in
            let rollen = try Zugangsbestaetigung.rollen(mandant: mandant, in: session).count
            let schluessel = try Schnittstelle.alle(mandant: mandant, in: session)
            let wartend = schluessel.filter { $0.wartet && $0.gueltigBis >= session.heute }.count
            return (rollen + wartend, Schnittstelle.ablaufende(schluessel, am: session.heute))
        }
    }

    private func zeigen(_ context: MandantContext, zurueck: Zurueck?) async throws -> Response {
        let mandant = context.mandant.id
        let (rollen, programme) = try await context.readPlatform(.zugangBeantragen) {
            (try Zugangsbestaetigung.rollen(mandant: mandant, in: $0),
             try Schnittstelle.alle(mandant: mandant, in: $0))
        }
        let ort = context.pfad("zugaenge/offen")
        let ablaufend = Set(Schnittstelle.ablaufende(programme, am: context.heute).map(\.id))
        let view = ZugangOffenView(
            page: context.page("Vom Kreis eingerichtet", .zugaenge,
                               pfad: [Verweis("Zugänge", context.pfad("zugaenge"))],
                               fehler: zurueck?.fehler),
            leer: rollen.isEmpty && programme.isEmpty ? Leer(
                "Nichts wartet auf Ihre Bestätigung.",
                rat: "Was der Kreis für Ihre Kommune einrichtet, steht hier, bis Sie ja sagen.")
                : nil,
            formular: rollen.contains(where: \.darf)
                ? zurueck.formular("rollen", [], facts: context.facts) : nil,
            rollen: rollen.map(Self.rolle), hatRollen: !rollen.isEmpty,
            programme: programme.map {
                Self.programm($0, ort, laeuftAb: ablaufend.contains($0.id), context)
            },
            hatProgramme: !programme.isEmpty, ziel: ort)
        return .html(try pages.render("zugang/offen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func rolle(_ rolle: Zugangsbestaetigung.Rolle) -> ZugangOffenView.Rolle {
        let zuweisung = rolle.zuweisung
        let von = rolle.vergebenVon.isEmpty ? "vom Programm" : "von \(rolle.vergebenVon)"
        return ZugangOffenView.Rolle(
            wert: "\(zuweisung.id)", person: rolle.name, anmeldename: rolle.anmeldename,
            rolle: zuweisung.bezeichnung + (zuweisung.sachgebiet.isEmpty
                ? "" : " · \(zuweisung.sachgebiet)"),
            zeit: zuweisung.gueltig.description,
            herkunft: "\(von), \(Kreisanzeige.zeit(rolle.vergebenAm))",
            eingriff: rolle.eingriff.map(Self.satz), darf: rolle.darf)
    }

    private static func satz(_ eingriff: Zugangsbestaetigung.Eingriff) -> String {
        let was = eingriff.istKennwort ? "Kennwort zurückgesetzt" : "Zweiter Faktor entfernt"
        let von = eingriff.von.isEmpty ? "jemandem, der sich nicht nannte" : eingriff.von
        return "\(was) am \(Kreisanzeige.zeit(eingriff.am)) von \(von). Fragen Sie die Person, ob "
            + "sie selbst darum gebeten und sich wieder angemeldet hat, bevor Sie bestätigen."
    }

    private static func programm(
        _ zugang: Schnittstelle, _ ort: String, laeuftAb: Bool, _ context: MandantContext
    ) -> ZugangOffenView.Programm {
        let zuletzt = zugang.zuletztAm.map { "zuletzt gebraucht \(Kreisanzeige.zeit($0))" }
            ?? "noch nie gebraucht"
        let offen = zugang.widerrufenAm == nil && zugang.gueltigBis >= context.heute
        return ZugangOffenView.Programm(
            wert: "\(zugang.id)", name: zugang.bezeichnung,
            zeit: "\(zuletzt), angelegt \(Kreisanzeige.zeit(zugang.angelegtAm)) von "
                + zugang.angelegtVon,
            rechte: zugang.rechte.map(\.satz).joined(separator: " "),
            marke: zugang.marke(am: context.heute),
            erinnerung: laeuftAb ? "Nach dem \(zugang.gueltigBis.deutsch) öffnet der Schlüssel "
                + "nichts mehr. Bitten Sie die Fachadministration des Kreises um einen neuen unter "
                + "demselben Namen. Er gilt, sobald Sie ihn bestätigt haben; bis dahin gilt der "
                + "alte." : nil,
            wartet: offen && zugang.wartet, offen: offen, csrf: context.facts.csrfToken,
            ort: "\(ort)/programm")
    }

    private func bestaetigen(_ request: Request, context: MandantContext) async throws
        -> Response {
        let mandant = context.mandant.id
        let offene = try await context.readPlatform(.zugangBeantragen) {
            try Zugangsbestaetigung.rollen(mandant: mandant, in: $0)
        }
        return try await context.schritt(
            "rollen", erfolg: .erfolg("Bestätigt. Diese Rollen gelten jetzt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let gewaehlt = offene.filter { $0.darf && form["r-\($0.zuweisung.id)"] != nil }
                    .map(\.zuweisung.id)
                guard !gewaehlt.isEmpty else {
                    throw Hindernis(.eingabe, "Noch ist nichts gewählt",
                                    abhilfe: "Wählen Sie mindestens eine Rolle.")
                }
                try await context.write(.zugangBeantragen) {
                    _ = try Zugangsbestaetigung.bestaetigen(gewaehlt, in: $0)
                }
                return context.pfad("zugaenge/offen")
            })
    }

    private func entscheiden(_ request: Request, context: MandantContext) async throws
        -> Response {
        let form = try context.form(), ja = form["antwort"] == "bestaetigen"
        guard let id = form["programm"].flatMap(Schnittstelle.ID.init),
              ja || form["antwort"] == "abweisen"
        else { throw Fehlerbild.anfrage(grund: "Dem Formular fehlt das Programm.") }
        try await context.write(.zugangBeantragen) { session in
            if ja {
                try Schnittstelle.bestaetigen(id, in: session)
            } else {
                try Schnittstelle.abweisen(id, in: session)
            }
        }
        return .weiter(nach: context.pfad("zugaenge/offen")).mit(.erfolg(
            ja ? "Bestätigt. Das Programm liest ab jetzt, und jedes Lesen steht im Protokoll."
                : "Das Programm hat keinen Zugang mehr."))
    }
}

extension Schnittstelle {
    /// Gilt, läuft bald ab, wartet auf die Kommune, abgelaufen oder widerrufen.
    func marke(am heute: Kalendertag) -> Marke {
        if widerrufenAm != nil { return Marke("widerrufen") }
        if gueltigBis < heute { return Marke("abgelaufen") }
        if wartet { return Marke("wartet auf die Kommune", .warnung) }
        return heute.tage(bis: gueltigBis) <= Self.erinnerungTage
            ? Marke("läuft am \(gueltigBis.deutsch) ab", .warnung)
            : Marke("gilt bis \(gueltigBis.deutsch)", .ok)
    }
}
