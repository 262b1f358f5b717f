import Foundation
import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Das Verzeichnis der Verarbeitungstätigkeiten des Kreises, für seinen Datenschutz: als Seite und
/// als PDF (Art. 30 DSGVO, B-7.4).
struct KreisverzeichnisRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("verzeichnis", use: zeigen)
        group.get("verzeichnis/pdf", use: pdf)
    }

    private func laden(_ context: KreisContext) async throws -> Kreisverzeichnis {
        try context.akteur.verlange(.auditLesen)
        return Kreisverzeichnis(kreis: context.services.kreis,
                                kontakt: context.services.kreiskontakt,
                                kommunen: try await context.services.registry.all(),
                                am: context.heute)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let verzeichnis = try await laden(context)
        return .html(try pages.render("datenschutz/verzeichnis", VerzeichnisView(
            page: context.page("Verzeichnis der Verarbeitungstätigkeiten", .verzeichnis),
            zeile: "\(verzeichnis.verantwortlich) · Stand \(verzeichnis.stand) · Art. 30 DSGVO",
            einleitung: "Dieses Verzeichnis schreibt niemand von Hand: Es entsteht aus dem, was "
                + "das Programm für den Kreis und für sich selbst speichert. Was die Kommunen "
                + "speichern, steht in ihrem eigenen.",
            pdf: context.pfad("verzeichnis/pdf"), eckdaten: .verantwortlich(
                verzeichnis.verantwortlich, anschrift: verzeichnis.anschrift,
                erreichbar: verzeichnis.erreichbar, datenschutz: verzeichnis.datenschutz),
            kontakt: nil,
            gruppen: verzeichnis.kategorien.map { kategorie in
                .init(name: kategorie.name, zweck: kategorie.zweck, eckdaten: [
                    Eckdatum("Rechtsgrundlage", kategorie.grundlage),
                    Eckdatum("Betroffene", kategorie.betroffene),
                    Eckdatum("Empfänger", kategorie.empfaenger.isEmpty ? "nur der Kreis"
                        : kategorie.empfaenger.joined(separator: "; ")),
                    Eckdatum("Löschung", kategorie.frist),
                ], tabellen: kategorie.tabellen)
            },
            beteiligte: "Für wen der Kreis im Auftrag verarbeitet",
            verarbeiter: verzeichnis.auftraggeber.isEmpty ? nil : Tabelle(
                "Kommunen", spalten: [Spalte("Kommune"), Spalte("Anschrift"), Spalte("Zeitraum")],
                zeilen: verzeichnis.auftraggeber.map {
                    [Zelle($0.name), Zelle($0.anschrift), Zelle($0.zeitraum)]
                }),
            leer: verzeichnis.auftraggeber.isEmpty
                ? Leer("Noch ist keine Kommune eingerichtet.") : nil,
            massnahmen: verzeichnis.massnahmen, formular: nil, ziel: "", offen: false)))
    }

    private func pdf(_ request: Request, context: KreisContext) async throws -> Response {
        let verzeichnis = try await laden(context)
        guard let schriftsatz = context.services.schriftsatz else {
            throw Hindernis(.regel, "Das Satzprogramm ist hier nicht eingerichtet.",
                            abhilfe: "Lesen Sie die Seite, oder fragen Sie den IT-Betrieb.")
        }
        let bytes = try await schriftsatz.setzen(
            vorlage: Kreisverzeichnis.vordruck, daten: JSONEncoder().encode(verzeichnis),
            zeitpunkt: Uhr.fest(am: context.heute).jetzt)
        return .datei(ByteBuffer(bytes: bytes), name: "Verarbeitungsverzeichnis.pdf", typ: .pdf,
                      zeigen: true)
    }
}
