import Foundation
import Grundwerte
import Hummingbird
import Platform

/// Die Seite `zugang/bestaetigen.mustache`: alle Rollen der Stelle, jede zu bestätigen oder zu
/// entziehen.
struct RollenbestaetigungView: Sendable {
    struct Zeile: Sendable {
        let name: String
        let anmeldename: String
        let rolle: String
        let zeit: String
        let zuletzt: String
        let wert: String
        /// Offen und von dieser Person zu beantworten.
        let darf: Bool
        let bestaetigt: Bool
        let entzogen: Bool
        /// Was entschieden ist, oder dass es jemand anderes tut.
        let stand: Marke
        let zusatz: String?
    }

    let page: Page
    let untertitel: String
    let stand: String?
    let zeilen: [Zeile]
    let hatZeilen: Bool
    let leer: Leer?
    /// Etwas ist zu beantworten.
    let formular: Formular?
    let ziel: String
}

/// Zweimal im Jahr bestätigt jede Leitung die Rollen ihrer Stelle (B-3.4, ORP.4): in der Kommune
/// die der Kommune, im Kreis die des Kreises.
struct RollenbestaetigungRoutes<Context: Bereichskontext>: Sendable {
    let pages: Pages
    /// Wo die Übersicht aller Stellen steht; nur im Kreis.
    let uebersicht: String?

    func add(to group: RouterGroup<Context>) {
        group.get("rollenbestaetigung") { try await zeigen($1, zurueck: nil) }
        group.post("rollenbestaetigung", use: entscheiden)
    }

    private static var felder: [Feld] { [] }

    private func recht(_ context: Context) -> Permission {
        context.login.rechte.contains(.zugangBestaetigen) ? .zugangBestaetigen : .benutzerVerwalten
    }

    /// Die Fachadministration antwortet, wo eine Leitung keine zweite neben sich hat.
    private func fremde(_ context: Context) -> Bool {
        context.login.rechte.contains(.benutzerVerwalten)
    }

    private func zeigen(_ context: Context, zurueck: Zurueck?) async throws -> Response {
        let mandant = context.login.user.mandant, fremde = fremde(context)
        let (runde, zeilen) = try await context.readPlatform(recht(context)) { session in
            let runde = try Rezertifizierung.letzte(in: session)
            return (runde, try runde?.zeilen(mandant: mandant, fremde: fremde, in: session) ?? [])
        }
        let offen = zeilen.filter(\.darf).count
        let heute = context.services.heute
        let view = RollenbestaetigungView(
            page: context.seite("Rollen bestätigen", pfad: []),
            untertitel: Self.untertitel(runde, heute: heute),
            stand: uebersicht.map(context.pfad),
            zeilen: zeilen.map { Self.zeile($0, heute, zurueck?.form) },
            hatZeilen: !zeilen.isEmpty,
            leer: zeilen.isEmpty ? Leer("Zurzeit ist keine Rolle zu bestätigen.") : nil,
            formular: offen == 0 ? nil
                : zurueck.formular("rollen", Self.felder, facts: context.facts),
            ziel: context.pfad("rollenbestaetigung"))
        return .html(try pages.render("zugang/bestaetigen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private static func untertitel(_ runde: Rezertifizierung?, heute: Kalendertag) -> String {
        guard let runde else { return "Am nächsten Stichtag stehen hier alle Rollen." }
        let frist = runde.frist < heute ? "Die Frist endete am \(runde.frist.deutsch)."
            : "Bis zum \(runde.frist.deutsch) ist zu antworten."
        return "Stichtag \(runde.stichtag.deutsch). \(frist) Was dann offen ist, setzt das "
            + "Programm aus."
    }

    private static func zeile(_ zeile: Rezertifizierung.Zeile, _ heute: Kalendertag,
                              _ form: FormData?) -> RollenbestaetigungView.Zeile {
        let id = "\(zeile.zuweisung.id)", wahl = form?["z-\(id)"]
        return RollenbestaetigungView.Zeile(
            name: zeile.name, anmeldename: zeile.anmeldename,
            rolle: zeile.zuweisung.bezeichnung
                + (zeile.zuweisung.sachgebiet.isEmpty ? "" : " · \(zeile.zuweisung.sachgebiet)"),
            zeit: zeile.zuweisung.gueltig.description,
            zuletzt: zeile.zuletztAngemeldet.map { Uhr.berlinTag($0).deutsch } ?? "noch nie",
            wert: id, darf: zeile.darf, bestaetigt: wahl == Rezertifizierung.Ergebnis
                .bestaetigt.rawValue,
            entzogen: wahl == Rezertifizierung.Ergebnis.entzogen.rawValue, stand: zeile.marke,
            zusatz: zeile.entschiedenAm.map {
                "\(zeile.entschiedenVon ?? "Mandat"), \(Uhr.berlinTag($0).deutsch)"
            })
    }

    private func entscheiden(_ request: Request, context: Context) async throws -> Response {
        let recht = recht(context), mandant = context.login.user.mandant
        let fremde = fremde(context)
        return try await context.schritt(
            "rollen", erfolg: .erfolg("Gespeichert. Entzogene Rollen gelten ab sofort nicht mehr."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.writePlatform(recht) { session in
                    guard let runde = try Rezertifizierung.letzte(in: session) else {
                        throw Hindernis.nichtGefunden
                    }
                    let zeilen = try runde.zeilen(mandant: mandant, fremde: fremde, in: session)
                    let antworten = zeilen.filter(\.darf).compactMap { zeile in
                        form["z-\(zeile.zuweisung.id)"].flatMap(Rezertifizierung.Ergebnis.init)
                            .map { (zeile.zuweisung.id, $0) }
                    }
                    guard !antworten.isEmpty, antworten.allSatisfy({ $0.1 != .ausgesetzt }) else {
                        throw Hindernis(.eingabe, "Noch ist nichts entschieden",
                                        abhilfe: "Wählen Sie bei mindestens einer Rolle.")
                    }
                    try runde.entscheiden(
                        Dictionary(uniqueKeysWithValues: antworten), in: session)
                }
                return context.pfad("rollenbestaetigung")
            })
    }
}

extension Rezertifizierung.Zeile {
    fileprivate var marke: Marke {
        switch ergebnis {
        case .bestaetigt: Marke("bestätigt", .ok)
        case .entzogen: Marke("entzogen", .gefahr)
        case .ausgesetzt: Marke("ausgesetzt", .gefahr)
        case nil: darf ? Marke("offen", .warnung) : Marke("bestätigt eine andere Person")
        }
    }
}
