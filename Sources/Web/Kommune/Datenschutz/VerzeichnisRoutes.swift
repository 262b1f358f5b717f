import Foundation
import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Die Seite `datenschutz/verzeichnis.mustache`.
struct VerzeichnisView: Sendable {
    struct Gruppe: Sendable {
        let name: String
        let zweck: String
        let eckdaten: [Eckdatum]
        let tabellen: [String]
    }

    let page: Page
    let zeile: String
    let einleitung: String
    let pdf: String
    /// Wer verantwortlich ist und wie man ihn und seinen Datenschutz erreicht.
    let eckdaten: [Eckdatum]
    /// Wo sich das ändern lässt; nil: nicht hier.
    let kontakt: String?
    let gruppen: [Gruppe]
    /// Wie der Abschnitt der anderen heißt: wer im Auftrag verarbeitet, oder für wen.
    let beteiligte: String
    let verarbeiter: Tabelle?
    let leer: Leer?
    let massnahmen: [String]
    /// Nil, wo nichts einzutragen ist.
    let formular: Formular?
    let ziel: String
    let offen: Bool
}

extension [Eckdatum] {
    /// Art. 30 Abs. 1 Buchst. a DSGVO.
    static func verantwortlich(_ wer: String, anschrift: String, erreichbar: String,
                               datenschutz: String) -> [Eckdatum] {
        [Eckdatum("Verantwortlich", wer), Eckdatum("Anschrift", anschrift),
         Eckdatum("Zu erreichen", erreichbar), Eckdatum("Datenschutzbeauftragte", datenschutz)]
    }
}

/// Das Verzeichnis der Verarbeitungstätigkeiten: als Seite, als PDF, mit den Auftragsverarbeitern.
struct VerzeichnisRoutes: Sendable {
    private static let felder = [
        Feld("name", "Name", maximal: 120),
        Feld("aufgabe", "Aufgabe", hinweis: "Etwa Druck und Versand der Bescheide.", maximal: 300),
        Feld("vertrag_vom", "Vertrag vom", .datum),
        Feld("von", "Tätig ab", .datum),
        Feld("bis", "Tätig bis", .datum, freiwillig: true),
    ]

    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("verzeichnis", use: zeigen)
        group.post("verzeichnis", use: eintragen)
        group.get("verzeichnis/pdf", use: pdf)
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        try await seite(Formular(Self.felder, facts: context.facts), context)
    }

    private func eintragen(_ request: Request, context: MandantContext) async throws -> Response {
        let form = try context.form(), ziel = context.pfad("verzeichnis")
        do {
            var eingabe = Eingabe(form, Self.felder, heute: context.heute)
            let name = eingabe.text("name"), aufgabe = eingabe.text("aufgabe")
            let vertrag = eingabe.datum("vertrag_vom"), von = eingabe.datum("von")
            let bis = eingabe.datum("bis")
            if let von, let bis, bis < von {
                eingabe.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Prüfen Sie die Tage.")
            }
            guard let name, let aufgabe, let vertrag, let von, eingabe.ohneFehler else {
                throw eingabe.formularfehler
            }
            let neu = Auftragsverarbeiter(name: name, aufgabe: aufgabe, vertragVom: vertrag,
                                          gueltig: Zeitraum(von: von, bis: bis))
            let vorgang = try eingabe.vorgang()
            let weiter = try await context.write(.verzeichnisFuehren) { session in
                try session.einmal(vorgang) {
                    try neu.eintragen(in: session)
                    return ziel
                }
            }
            return .weiter(nach: weiter).mit(.erfolg("\(name) ist eingetragen."))
        } catch let fehler as Formularfehler {
            return try await seite(Formular(Self.felder, erneut: form, fehler: fehler,
                                            facts: context.facts), context, fehler: fehler)
        }
    }

    private func laden(_ context: MandantContext) async throws -> Verarbeitungsverzeichnis {
        try await context.read(.verzeichnisFuehren) { try Verarbeitungsverzeichnis(in: $0) }
    }

    private func seite(_ formular: Formular, _ context: MandantContext,
                       fehler: Formularfehler? = nil) async throws -> Response {
        let verzeichnis = try await laden(context), ort = context.pfad("verzeichnis")
        let view = VerzeichnisView(
            page: context.page("Verzeichnis der Verarbeitungstätigkeiten", .datenschutz,
                               pfad: [Verweis("Löschung", context.pfad("loeschung"))],
                               fehler: fehler),
            zeile: "\(verzeichnis.verantwortlich) · Stand \(verzeichnis.stand) · Art. 30 DSGVO",
            einleitung: "Dieses Verzeichnis schreibt niemand von Hand: Es entsteht aus dem, was "
                + "das Programm speichert. Jede Spalte der Datenbank hat hier ihre Kategorie.",
            pdf: "\(ort)/pdf", eckdaten: .verantwortlich(
                verzeichnis.verantwortlich, anschrift: verzeichnis.anschrift,
                erreichbar: verzeichnis.erreichbar, datenschutz: verzeichnis.datenschutz),
            kontakt: "\(ort)/kontakt",
            gruppen: verzeichnis.kategorien.map { kategorie in
                .init(name: kategorie.name, zweck: kategorie.zweck, eckdaten: [
                    Eckdatum("Rechtsgrundlage", kategorie.grundlage),
                    Eckdatum("Empfänger", kategorie.empfaenger.isEmpty ? "nur die Kommune"
                        : kategorie.empfaenger.joined(separator: "; ")),
                    Eckdatum("Löschung", kategorie.frist),
                ], tabellen: kategorie.tabellen)
            },
            beteiligte: "Auftragsverarbeiter",
            verarbeiter: verzeichnis.verarbeiter.isEmpty ? nil : Tabelle(
                "Auftragsverarbeiter",
                spalten: [Spalte("Name"), Spalte("Aufgabe"), Spalte("Vertrag vom", .datum),
                          Spalte("Zeitraum")],
                zeilen: verzeichnis.verarbeiter.map {
                    [Zelle($0.name), Zelle($0.aufgabe), Zelle($0.vertrag), Zelle($0.zeitraum)]
                }),
            leer: verzeichnis.verarbeiter.isEmpty
                ? Leer("Noch ist kein Auftragsverarbeiter eingetragen.") : nil,
            massnahmen: verzeichnis.massnahmen, formular: formular, ziel: ort,
            offen: fehler != nil)
        return .html(try pages.render("datenschutz/verzeichnis", view),
                     status: fehler == nil ? .ok : .unprocessableContent)
    }

    private func pdf(_ request: Request, context: MandantContext) async throws -> Response {
        let verzeichnis = try await laden(context)
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Das Satzprogramm ist hier nicht eingerichtet.",
                            abhilfe: "Lesen Sie die Seite, oder fragen Sie den IT-Betrieb.")
        }
        let bytes = try await schriftsatz.setzen(
            vorlage: Verarbeitungsverzeichnis.vordruck, daten: verzeichnis.vordruckJSON(),
            zeitpunkt: Uhr.fest(am: context.heute).jetzt)
        return .datei(ByteBuffer(bytes: bytes), name: "Verarbeitungsverzeichnis.pdf", typ: .pdf,
                      zeigen: true)
    }
}
