import Foundation
import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform
import Uebergabe

/// Ein Zahllauf und die Schritte an ihm: freigeben, verwerfen, übergeben, einen unklaren Ausgang
/// entscheiden.
struct ZahllaufRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("zahllaeufe/{id}") { try await zeigen($1, zurueck: nil) }
        group.get("zahllaeufe/{id}/kommunen.csv", use: jeKommune)
        group.post("zahllaeufe/{id}/ansicht", use: ansehen)
        group.post("zahllaeufe/{id}/erstellung", use: nochmals)
        group.post("zahllaeufe/{id}/freigabe", use: freigeben)
        group.post("zahllaeufe/{id}/verwerfung", use: verwerfen)
        group.post("zahllaeufe/{id}/uebergabe", use: uebergeben)
        group.post("zahllaeufe/{id}/umbuchung", use: umbuchen)
        group.post("zahllaeufe/{id}/ablehnung", use: ablehnungEntscheiden)
        group.post("zahllaeufe/{id}/uebergabe/{versuch}/bestaetigung", use: bestaetigen)
        group.post("zahllaeufe/{id}/uebergabe/{versuch}/entscheidung", use: entscheiden)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahllauf.ID.self)
        let daten = try await context.read(.kasse, .zahllaufLesen) { try Zahllaufdaten(id, in: $0) }
        let auftrag = daten.lauf.zustand != .entwurf
            ? nil : try await context.readPlatform(.zahllaufLesen) {
                try JobOverview.stand(
                    of: ZahllaufErstellen.self, key: id.description, mandant: nil, in: $0)
            }
        let seite = ZahllaufSeite(
            context: context, daten: daten, namen: try await context.benutzernamen(),
            auftrag: auftrag, zurueck: zurueck)
        return .html(try pages.render("zahllauf/zeigen", seite.view()),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Führt einen Schritt aus und zeigt danach wieder diesen Lauf.
    private func schritt(
        _ welches: String, _ context: KreisContext, erfolg: Meldung,
        _ tun: (Zahllauf.ID, FormData) async throws -> Void
    ) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahllauf.ID.self)
        return try await context.schritt(
            welches, erfolg: erfolg, zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { form in
                try await tun(id, form)
                return context.pfad("zahllaeufe/\(id)")
            })
    }

    private func nochmals(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("nochmals", context,
                          erfolg: .hinweis("Der Zahllauf wird erstellt.")) { id, _ in
            try await context.write(.kasse, .zahllaufErstellen) {
                try Zahllauf.nochmalsErstellen(id, in: $0)
            }
        }
    }

    private func freigeben(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await schritt("freigabe", context,
                                 erfolg: .erfolg("Ihre Freigabe ist vermerkt.")) { id, form in
            var eingabe = Eingabe(form, Zahllauf.Felder.freigabe, heute: heute)
            guard let ziffern = eingabe.text("pruefziffern"),
                  eingabe.ohneFehler else { throw eingabe.formularfehler }
            let vorgang = try eingabe.vorgang()
            _ = try await context.write(.kasse, .zahllaufFreigeben) { session in
                try session.einmal(vorgang) {
                    try Zahllauf.freigeben(id, pruefziffern: ziffern, in: session)
                    return context.pfad("zahllaeufe/\(id)")
                }
            }
        }
    }

    private func verwerfen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await schritt(
            "verwerfen", context,
            erfolg: .erfolg("Der Lauf ist verworfen, seine Aufträge sind wieder offen.")
        ) { id, form in
            var eingabe = Eingabe(form, Zahllauf.Felder.verwerfen, heute: heute)
            guard let grund = eingabe.text("grund"),
                  eingabe.ohneFehler else { throw eingabe.formularfehler }
            try await context.write(
                .kasse, context.recht(.zahllaufErstellen, oder: .zahllaufFreigeben)
            ) {
                try Zahllauf.verwerfen(id, grund: grund, in: $0)
            }
        }
    }

    /// Mit Ablageordner geht die Datei gleich hinaus; ohne wird der Versuch vermerkt, und die
    /// Person lädt sie herunter.
    private func uebergeben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahllauf.ID.self)
        let zahlweg = try await context.read(.kasse, .zahllaufLesen) {
            try Zahllauf.laden(id, in: $0).zahlweg
        }
        guard !zahlweg.istKassenliste else {
            return try await schritt("uebergabe", context, erfolg: .erfolg(
                "Die Liste liegt \(zahlweg.ort).")) { id, _ in
                try await context.write(.kasse, .zahllaufUebergeben) {
                    try Zahllauf.anKasseGeben(id, in: $0)
                }
            }
        }
        let ablage = context.services.ablage
        let erfolg = ablage == nil
            ? Meldung.hinweis(
                "Die Übergabe ist vermerkt. Laden Sie die Datei herunter und reichen Sie sie ein.")
            : .erfolg("Die Datei liegt im Ablageordner des Bankprogramms.")
        return try await schritt("uebergabe", context, erfolg: erfolg) { id, _ in
            if let ablage {
                try await Zahllauf.ablegen(
                    id, in: Ablage(ordner: ablage), context.services.database,
                    als: context.akteur)
            } else {
                try await context.write(.kasse, .zahllaufUebergeben) { session in
                    _ = try Zahllauf.uebergabeBeginnen(id, .herunterladen, in: session)
                }
            }
        }
    }

    private func umbuchen(_ request: Request, context: KreisContext) async throws -> Response {
        try await schritt("umbuchung", context, erfolg: .erfolg("Die Umbuchungen sind gebucht.")) {
            id, _ in
            try await context.write(.kasse, .zahllaufUebergeben) {
                try Umbuchung.buchen(id, in: $0)
            }
        }
    }

    private func bestaetigen(_ request: Request, context: KreisContext) async throws -> Response {
        let versuch = try context.parameters.require("versuch", as: Zahllauf.Uebergabe.ID.self)
        return try await schritt("bestaetigung", context,
                                 erfolg: .erfolg("Der Lauf ist bei der Bank.")) { id, _ in
            try await context.write(.kasse, .zahllaufUebergeben) {
                try Zahllauf.uebergabeBestaetigen(id, versuch: versuch, in: $0)
            }
        }
    }

    private func entscheiden(_ request: Request, context: KreisContext) async throws -> Response {
        let versuch = try context.parameters.require("versuch", as: Zahllauf.Uebergabe.ID.self),
            heute = context.heute
        return try await schritt(
            "entscheidung", context, erfolg: .erfolg("Die Entscheidung ist vermerkt.")
        ) { id, form in
            var eingabe = Eingabe(form, Zahllauf.Felder.entscheidung, heute: heute)
            let ergebnis = eingabe.auswahl("ergebnis"), grund = eingabe.text("grund")
            guard let ergebnis, let grund, eingabe.ohneFehler else { throw eingabe.formularfehler }
            try await context.write(
                .kasse, context.recht(.zahllaufUebergeben, oder: .zahllaufFreigeben)
            ) {
                try Zahllauf.uebergabeEntscheiden(
                    id, versuch: versuch, beiDerBank: ergebnis == "ja", grund: grund, in: $0)
            }
        }
    }

    private func ablehnungEntscheiden(_ request: Request, context: KreisContext) async throws
        -> Response {
        let heute = context.heute
        return try await schritt(
            "ablehnung", context, erfolg: .erfolg("Die Entscheidung ist vermerkt.")
        ) { id, form in
            var eingabe = Eingabe(form, Zahllauf.Felder.ablehnung, heute: heute)
            let folge = eingabe.auswahl("folge").flatMap(Zahllauf.Ablehnungsfolge.init),
                grund = eingabe.text("grund")
            guard let folge, let grund, eingabe.ohneFehler else { throw eingabe.formularfehler }
            try await context.write(
                .kasse, context.recht(.zahllaufUebergeben, oder: .zahllaufFreigeben)
            ) {
                try Zahllauf.ablehnungEntscheiden(id, folge: folge, grund: grund, in: $0)
            }
        }
    }

    /// Die gespeicherten Bytes, zum Prüfen und zum Einreichen; jeder Abruf wird vermerkt.
    private func ansehen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahllauf.ID.self)
        let datei = try await context.write(.kasse, .zahllaufLesen) {
            try Zahllauf.dateiAnsehen(id, in: $0)
        }
        return .datei(ByteBuffer(bytes: datei.bytes), name: datei.name,
                      typ: datei.name.hasSuffix(".csv") ? .csv : .xml)
    }

    private func jeKommune(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahllauf.ID.self)
        let (lauf, summen) = try await context.read(.kasse, .zahllaufLesen) {
            (try Zahllauf.laden(id, in: $0), try Zahllauf.jeKommune(id, in: $0))
        }
        let csv = "\u{FEFF}Lauf;Kommune;Aufträge;Summe\r\n" + summen.map {
            "\(lauf.nummer);\($0.kommune);\($0.anzahl);\($0.summe.csv)\r\n"
        }.joined()
        return .datei(ByteBuffer(string: csv),
                      name: "Zahllauf-\(lauf.nummer)-Kommunen.csv", typ: .csv)
    }
}
