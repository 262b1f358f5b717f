import Foundation
import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/offen.mustache`: was der Kreis hier eingerichtet hat und noch nicht gilt, die
/// Programme, die hier lesen dürfen, und der Anbieter, über den man sich hier anmeldet.
struct ZugangOffenView: Sendable {
    struct Programm: Sendable {
        let wert: String
        let name: String
        let zeit: String
        let rechte: String
        let marke: Marke
        /// Was vor dem nahen Ende zu tun ist.
        let erinnerung: String?
        /// Der frühere Schlüssel gilt nicht mehr: warum, und was jetzt zu tun ist.
        let erloschen: String?
        let wartet: Bool
        let offen: Bool
        let csrf: String
        let ort: String
    }

    /// Steht nur in der Antwort auf die Bestätigung, nie wieder.
    struct Schluessel: Sendable {
        let name: String
        let token: String
    }

    let page: Page
    let schluessel: Schluessel?
    let leer: Leer?
    /// Mindestens eine Rolle ist von dieser Person zu bestätigen.
    let formular: Formular?
    let rollen: [OffeneRolle]
    let hatRollen: Bool
    /// Wann die Seite sie gezeigt hat.
    let gezeigt: String
    let programme: [Programm]
    let hatProgramme: Bool
    let anbieter: [OffenerAnbieter]
    let hatAnbieter: Bool
    let ziel: String
}

/// Die Kommune sagt ja zu Rollen, Schlüsseln und Anbietern, die der Kreis eingerichtet hat; vorher
/// gelten sie nicht (B-3.4.4, B-7.4).
struct ZugangOffenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("zugaenge/offen") { try await zeigen($1, zurueck: nil) }
        group.post("zugaenge/offen", use: bestaetigen)
        group.post("zugaenge/offen/programm", use: entscheiden)
        group.post("zugaenge/offen/anbieter", use: anbieterEntscheiden)
    }

    /// Wie viele Rollen, Schlüssel und Anbieter auf ein Wort der Kommune warten, welche Schlüssel
    /// bald ablaufen und ob es der Anbieter der Anmeldung tut.
    static func stand(_ context: MandantContext) async throws
        -> (wartet: Int, ablaufend: [Schnittstelle], anbieterEndet: Bool) {
        let mandant = context.mandant.id
        return try await context.readPlatform(.zugangBeantragen) { session in
            let rollen = try Zugangsbestaetigung.rollen(mandant: mandant, in: session).count
            let schluessel = try Schnittstelle.alle(mandant: mandant, in: session)
            let wartend = schluessel.filter { $0.wartet && $0.gueltigBis >= session.heute }.count
            let anbieter = try Anbieter.offene(mandant: mandant, in: session)
            return (rollen + wartend + anbieter.filter(\.wartet).count,
                    Schnittstelle.ablaufende(schluessel, am: session.heute),
                    try Anbieter.laeuftAb(mandant: mandant, in: session))
        }
    }

    private func zeigen(
        _ context: MandantContext, zurueck: Zurueck?,
        schluessel: ZugangOffenView.Schluessel? = nil
    ) async throws -> Response {
        let mandant = context.mandant.id
        let (rollen, gezeigt, programme, anbieter) = try await context.readPlatform(
            .zugangBeantragen
        ) {
            (try Zugangsbestaetigung.rollen(mandant: mandant, in: $0),
             try Zugangsbestaetigung.jetzt(in: $0),
             try Schnittstelle.alle(mandant: mandant, in: $0),
             try Anbieter.offene(mandant: mandant, in: $0))
        }
        let ort = context.pfad("zugaenge/offen")
        let ablaufend = Set(Schnittstelle.ablaufende(programme, am: context.heute).map(\.id))
        let view = ZugangOffenView(
            page: context.page("Vom Kreis eingerichtet", .zugaenge,
                               pfad: [Verweis("Zugänge", context.pfad("zugaenge"))],
                               fehler: zurueck?.fehler),
            schluessel: schluessel,
            leer: rollen.isEmpty && programme.isEmpty && anbieter.isEmpty ? Leer(
                "Nichts wartet auf Ihre Bestätigung.",
                rat: "Was der Kreis für Ihre Kommune einrichtet, steht hier, bis Sie ja sagen.")
                : nil,
            formular: rollen.contains(where: \.istBestaetigbar)
                ? zurueck.formular("rollen", [], facts: context.facts) : nil,
            rollen: rollen.map(OffeneRolle.init), hatRollen: !rollen.isEmpty,
            gezeigt: Zeigepunkt.text(gezeigt),
            programme: programme.map {
                let laeuftAb = ablaufend.contains($0.id)
                return Self.programm(
                    $0, ort, laeuftAb ? Self.erinnerung($0, alle: programme) : nil, context)
            },
            hatProgramme: !programme.isEmpty,
            anbieter: anbieter.map {
                OffenerAnbieter($0, am: context.heute, ort: "\(ort)/anbieter",
                                csrf: context.facts.csrfToken, darfNein: true)
            },
            hatAnbieter: !anbieter.isEmpty, ziel: ort)
        return .html(try pages.render("zugang/offen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func programm(
        _ zugang: Schnittstelle, _ ort: String, _ erinnerung: String?, _ context: MandantContext
    ) -> ZugangOffenView.Programm {
        let zuletzt = zugang.zuletztAm.map { "zuletzt gebraucht \(Kreisanzeige.zeit($0))" }
            ?? "noch nie gebraucht"
        let offen = zugang.widerrufenAm == nil && zugang.gueltigBis >= context.heute
        let wartet = offen && zugang.wartet
        return ZugangOffenView.Programm(
            wert: "\(zugang.id)", name: zugang.bezeichnung,
            zeit: "\(zuletzt), angelegt \(Kreisanzeige.zeit(zugang.angelegtAm)) von "
                + zugang.angelegtVon,
            rechte: zugang.rechte.map(\.satz).joined(separator: " "),
            marke: zugang.marke(am: context.heute),
            erinnerung: erinnerung,
            erloschen: wartet ? zugang.erloschenAm.map(Self.erloschen) : nil, wartet: wartet,
            offen: offen, csrf: context.facts.csrfToken, ort: "\(ort)/programm")
    }

    private static func erinnerung(_ zugang: Schnittstelle, alle: [Schnittstelle]) -> String {
        let neuerWartet = alle.contains {
            $0.wartet && $0.bezeichnung == zugang.bezeichnung && $0.gueltigBis > zugang.gueltigBis
        }
        return "Nach dem \(zugang.gueltigBis.deutsch) öffnet der Schlüssel nichts mehr. "
            + (neuerWartet ? "Der neue wartet auf dieser Seite auf Ihre Bestätigung."
                : "Bitten Sie die Fachadministration des Kreises um einen neuen unter demselben "
                    + "Namen. Er gilt, sobald Sie ihn bestätigt haben; bis dahin gilt der alte.")
    }

    private static func erloschen(_ am: Date) -> String {
        "Der frühere Schlüssel gilt seit dem \(Kreisanzeige.zeit(am)) nicht mehr, weil der Kreis "
            + "ihn kannte. Mit Ihrer Bestätigung entsteht ein neuer; er gehört statt des alten in "
            + "das Programm."
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
                let gewaehlt = try OffeneRolle.gewaehlte(form, aus: offene)
                let gezeigt = Zeigepunkt.lies(form)
                try await context.write(.zugangBeantragen) {
                    _ = try Zugangsbestaetigung.bestaetigen(gewaehlt, gezeigt: gezeigt, in: $0)
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
        guard !ja else { return try await einlassen(id, context) }
        try await context.write(.zugangBeantragen) { try Schnittstelle.abweisen(id, in: $0) }
        return .weiter(nach: context.pfad("zugaenge/offen"))
            .mit(.erfolg("Das Programm hat keinen Zugang mehr."))
    }

    /// Der Schlüssel entsteht erst hier; nur diese Antwort zeigt ihn.
    private func einlassen(_ id: Schnittstelle.ID, _ context: MandantContext) async throws
        -> Response {
        let mandant = context.mandant.id
        let alle = try await context.readPlatform(.zugangBeantragen) {
            try Schnittstelle.alle(mandant: mandant, in: $0)
        }
        guard let zugang = alle.first(where: { $0.id == id }) else {
            throw Hindernis.nichtGefunden
        }
        guard zugang.wartet else {
            throw Hindernis(.konflikt, "Über dieses Programm ist schon entschieden.",
                            abhilfe: "Sein Schlüssel war nur einmal zu sehen. Ist er verloren, "
                                + "weisen Sie das Programm ab und bitten den Kreis um einen neuen "
                                + "Zugang.")
        }
        let token = try await context.write(.zugangBeantragen) {
            try Schnittstelle.bestaetigen(id, in: $0)
        }
        let schluessel = ZugangOffenView.Schluessel(name: zugang.bezeichnung, token: token)
        return try await zeigen(context, zurueck: nil, schluessel: schluessel)
    }

    private func anbieterEntscheiden(_ request: Request, context: MandantContext) async throws
        -> Response {
        let (id, ja) = try OffenerAnbieter.lies(try context.form()), mandant = context.mandant.id
        let offene = try await context.readPlatform(.zugangBeantragen) {
            try Anbieter.offene(mandant: mandant, in: $0)
        }
        if ja { _ = try offene.wartender(id) }
        try await context.write(.zugangBeantragen) { session in
            if ja {
                try Anbieter.bestaetigen(id, in: session)
            } else {
                try Anbieter.abweisen(id, in: session)
            }
        }
        return .weiter(nach: context.pfad("zugaenge/offen")).mit(ja
            ? .erfolg("Bestätigt. Ihre Leute können ihr Konto ab jetzt unter „Mein Konto“ "
                + "verknüpfen.")
            : .hinweis("Abgeschaltet. Was über ihn angemeldet war, ist beendet; Kennwort und "
                + "Passkeys gelten weiter."))
    }
}

extension Schnittstelle {
    /// Gilt, läuft bald ab, wartet auf die Kommune, zum ersten Mal oder neu, abgelaufen oder
    /// widerrufen.
    func marke(am heute: Kalendertag) -> Marke {
        if widerrufenAm != nil { return Marke("widerrufen") }
        if gueltigBis < heute { return Marke("abgelaufen") }
        if wartet {
            let wort = erloschenAm == nil ? "wartet auf die Kommune" : "neu zu bestätigen"
            return Marke(wort, .warnung)
        }
        return heute.tage(bis: gueltigBis) <= Self.erinnerungTage
            ? Marke("läuft am \(gueltigBis.deutsch) ab", .warnung)
            : Marke("gilt bis \(gueltigBis.deutsch)", .ok)
    }
}
