import Foundation
import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Der Berechnungsbogen eines Monats: Seite und PDF.
struct BerechnungRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/berechnung/{monat}", use: zeigen)
        group.get("faelle/{id}/berechnung/{monat}/pdf", use: pdf)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let bogen = try await laden(request, context)
        let page = context.page(
            "Berechnungsbogen \(bogen.monat.deutsch)", .faelle,
            pfad: [Verweis("Fälle", context.pfad("faelle")),
                   Verweis("\(bogen.haushalt), \(bogen.akte.fall.aktenzeichen)",
                           context.pfad("faelle/\(bogen.akte.fall.id)/leistung"))])
        return .html(try pages.render(
            "leistung/bogen",
            BerechnungsbogenView(bogen, neu: Self.neu(request), page: page, context: context)))
    }

    func pdf(_ request: Request, context: MandantContext) async throws -> Response {
        let bogen = try await laden(request, context)
        guard let ergebnis = bogen.ergebnis else {
            guard case let .keine(hindernis) = bogen.rechnung else { throw Fehlerbild.intern() }
            throw hindernis
        }
        let zeitpunkt: Date = if case let .bewilligt(_, am) = bogen.rechnung { am }
            else { context.services.database.uhr.jetzt }
        let inhalt = try Bogeninhalt(bogen, ergebnis, mandant: context.mandant,
                                     unterzeichner: context.unterzeichner, gerechnetAm: zeitpunkt)
        let schriftsatz = try context.schriftsatz()
        let pdf = try await schriftsatz.setzen(
            vorlage: Bogeninhalt.vorlage, daten: try inhalt.vordruckJSON(), zeitpunkt: zeitpunkt)
        let name = "Berechnungsbogen \(bogen.akte.fall.aktenzeichen) \(bogen.monat).pdf"
        return .datei(ByteBuffer(bytes: pdf), name: name, typ: .pdf, zeigen: true)
    }

    private static func neu(_ request: Request) -> Bool {
        request.uri.queryParameters.get("neu") != nil
    }

    private func laden(
        _ request: Request, _ context: MandantContext
    ) async throws -> Berechnungsbogen {
        let id = try Fallanfrage.id(context), neu = Self.neu(request)
        guard let monat = context.parameters.get("monat").flatMap(Monat.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        let bogen = try await context.read(.fallLesen) {
            try Berechnungsbogen.laden(id, monat, neu: neu, in: $0)
        }
        guard let bogen else { throw Fehlerbild.nichtGefunden() }
        return bogen
    }
}

extension MandantContext {
    /// Wer in einem Brief als Auskunft steht: die angemeldete Person.
    var unterzeichner: Unterzeichner {
        Unterzeichner(name: login.user.name, zimmer: login.user.zimmer, telefon: login.user.telefon)
    }

    /// Der Schriftsatz; wo er nicht eingerichtet ist, sagt eine Seite, was dann hilft.
    func schriftsatz() throws -> Schriftsatz {
        guard let schriftsatz = services.schriftsatz else {
            throw Fehlerbild(
                .serviceUnavailable, titel: "Das PDF kann gerade nicht entstehen",
                grund: "Der Schriftsatz ist auf diesem Server nicht eingerichtet. "
                    + "Am Inhalt ändert das nichts.",
                abhilfe: "Drucken Sie die Seite aus dem Browser, oder wenden Sie sich an den "
                    + "IT-Betrieb.")
        }
        return schriftsatz
    }
}
