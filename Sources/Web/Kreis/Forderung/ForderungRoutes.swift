import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Eine Forderung gegen eine Kommune: mahnen, verrechnen, die Schreiben dazu.
struct ForderungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("forderungen/{id}") { try await zeigen($1, zurueck: nil) }
        group.post("forderungen/{id}/mahnung", use: mahnen)
        group.post("forderungen/{id}/verrechnung", use: verrechnen)
        group.post("forderungen/{id}/verrechnung/ruecknahme", use: verrechnungZuruecknehmen)
        group.post("forderungen/{id}/mahnschreiben", use: schreibenErstellen)
        group.get("forderungen/{id}/mahnungen/{mahnung}", use: schreiben)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Forderung.ID.self)
        let daten = try await context.read(.abrechnung, .erstattungLesen) {
            try ForderungView.Daten(id, in: $0)
        }
        let view = ForderungView(daten, try await context.benutzernamen(), context, zurueck)
        return .html(try pages.render("forderung/zeigen", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Das Schreiben entsteht gleich mit, wo der Schriftsatz eingerichtet ist.
    private func mahnen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Forderung.ID.self), heute = context.heute
        return try await context.schritt(
            "mahnung", erfolg: .erfolg("Die Mahnung ist erstellt. Verschicken Sie ihr Schreiben."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                let vorgang = try Eingabe(form, [], heute: heute).vorgang()
                let ziel = try await context.write(.abrechnung, .forderungBearbeiten) { session in
                    try session.einmal(vorgang) {
                        try Forderung.mahnen(id, in: session)
                        return context.pfad("forderungen/\(id)")
                    }
                }
                if context.services.schriftsatz != nil { try await setzen(id, context) }
                return ziel
            })
    }

    private func schreibenErstellen(_ request: Request, context: KreisContext) async throws
        -> Response {
        let id = try context.parameters.require("id", as: Forderung.ID.self)
        return try await context.schritt(
            "schreiben", erfolg: .erfolg("Das Schreiben ist erstellt und abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                try await setzen(id, context)
                return context.pfad("forderungen/\(id)")
            })
    }

    /// Setzt und legt ab, was zu den Mahnungen noch fehlt.
    private func setzen(_ id: Forderung.ID, _ context: KreisContext) async throws {
        let (forderung, mahnungen) = try await context.read(.abrechnung, .erstattungLesen) {
            let forderung = try Forderung.laden(id, in: $0)
            return (forderung, try forderung.mahnungen(in: $0))
        }
        for mahnung in mahnungen where !mahnung.hatSchreiben {
            let pdf = try await Mahnschreiben.setzen(forderung, mahnung, context)
            try await context.write(.abrechnung, .forderungBearbeiten) {
                try Forderung.mahnschreibenAblegen(mahnung.id, pdf, in: $0)
            }
        }
    }

    private func verrechnen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Forderung.ID.self), heute = context.heute
        return try await context.schritt(
            "verrechnung", erfolg: .erfolg("Das Guthaben ist verrechnet."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, .forderungBearbeiten) { session in
                    // Zuerst: Noch einmal gesendet, gilt die erste Antwort.
                    try session.einmal(try Eingabe(form, [], heute: heute).vorgang()) {
                        let daten = try ForderungView.Daten(id, in: session)
                        var eingabe = Eingabe(
                            form, ForderungView.verrechnungsfelder(daten), heute: heute)
                        let auf = eingabe.auswahl("auf").flatMap(Forderung.ID.init)
                        let betrag = eingabe.betrag("betrag", mindestens: Geld(cent: 1))
                        let grund = eingabe.text("grund")
                        guard let auf, let betrag, let grund, eingabe.ohneFehler else {
                            throw eingabe.formularfehler
                        }
                        try Forderung.verrechnen(id, mit: auf, betrag, grund: grund, in: session)
                        return context.pfad("forderungen/\(id)")
                    }
                }
            })
    }

    private func verrechnungZuruecknehmen(_ request: Request, context: KreisContext) async throws
        -> Response {
        let id = try context.parameters.require("id", as: Forderung.ID.self), heute = context.heute
        return try await context.schritt(
            "zuruecknehmen",
            erfolg: .erfolg("Die Verrechnung ist zurückgenommen."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, .forderungBearbeiten) { session in
                    try session.einmal(try Eingabe(form, [], heute: heute).vorgang()) {
                        let daten = try ForderungView.Daten(id, in: session)
                        var eingabe = Eingabe(
                            form,
                            ForderungView.ruecknahmefelder(
                                daten.ruecknehmbar(von: context.benutzer)), heute: heute)
                        let welche = eingabe.kennung("verrechnung",
                                                     als: Forderung.Verrechnung.ID.self)
                        let grund = eingabe.text("irrtum")
                        guard let welche, let grund, eingabe.ohneFehler else {
                            throw eingabe.formularfehler
                        }
                        try Forderung.verrechnungZuruecknehmen(welche, von: id, grund: grund,
                                                               in: session)
                        return context.pfad("forderungen/\(id)")
                    }
                }
            })
    }

    /// Das abgelegte Schreiben, immer dieselben Bytes.
    private func schreiben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Forderung.ID.self)
        let welche = try context.parameters.require("mahnung", as: Forderung.Mahnung.ID.self)
        let (name, pdf) = try await context.read(.abrechnung, .erstattungLesen) {
            let forderung = try Forderung.laden(id, in: $0)
            guard let mahnung = try forderung.mahnungen(in: $0).first(where: { $0.id == welche }),
                  let pdf = try Forderung.mahnschreiben(welche, in: $0)
            else { throw Hindernis.nichtGefunden }
            return ("Mahnung-\(forderung.nummer)-\(mahnung.stufe.rawValue).pdf", pdf)
        }
        return .datei(ByteBuffer(bytes: pdf), name: name, typ: .pdf, zeigen: true)
    }
}
