import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Wie die Kommune und ihr Datenschutz zu erreichen sind (Art. 30 Abs. 1 Buchst. a DSGVO).
struct VerzeichniskontaktRoutes: Sendable {
    private static let felder = [
        Feld("erreichbar", "Die Kommune", hinweis: "Telefon und E-Mail", maximal: 300),
        Feld("datenschutz", "Datenschutzbeauftragte oder -beauftragter",
             hinweis: "Name oder Stelle, mit Telefon und E-Mail", maximal: 300),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("verzeichnis/kontakt", use: zeigen)
        group.post("verzeichnis/kontakt", use: eintragen)
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let kontakt = try await laden(context)
        let werte = ["erreichbar": kontakt.erreichbar, "datenschutz": kontakt.datenschutz]
            .filter { $0.value != Kontakt.fehlt }
        return try seite(Formular(Self.felder, werte: werte, facts: context.facts), kontakt,
                         context)
    }

    private func eintragen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), ziel = context.pfad("verzeichnis")
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            let erreichbar = eingabe.text("erreichbar"), datenschutz = eingabe.text("datenschutz")
            guard let erreichbar, let datenschutz, eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let vorgang = try eingabe.vorgang()
            let weiter = try await context.write(.verzeichnisFuehren) { session in
                try session.einmal(vorgang) {
                    try Verzeichniskontakt.eintragen(
                        erreichbar: erreichbar, datenschutz: datenschutz, in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("Der Kontakt ist eingetragen."))
        } catch let fehler as Formularfehler {
            return try seite(Formular(Self.felder, erneut: form, fehler: fehler,
                                      facts: context.facts),
                             try await laden(context), context, fehler: fehler)
        }
    }

    private func laden(_ context: MandantContext) async throws -> Kontakt {
        try await context.read(.verzeichnisFuehren) { try Verzeichniskontakt.geltender(in: $0) }
    }

    private func seite(_ formular: Formular, _ kontakt: Kontakt, _ context: MandantContext,
                       fehler: Formularfehler? = nil) throws -> Response {
        let ort = context.pfad("verzeichnis")
        let view = FormularView(
            page: context.page("Kontakt im Verzeichnis", .datenschutz,
                               pfad: [Verweis("Verzeichnis", ort)], fehler: fehler),
            zeile: "\(context.mandant.bezeichnung) · \(kontakt.anschrift)", formular: formular,
            ziel: "\(ort)/kontakt", knopf: "Eintragen", zurueck: ort,
            hinweis: .hinweis("So steht es im Verzeichnis der Verarbeitungstätigkeiten. Ist eine "
                + "Person Datenschutzbeauftragte, genügt die Stelle mit ihrem Kontakt."))
        return .html(try pages.render("fall/formular", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }
}
