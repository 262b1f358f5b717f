import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform
import Uebergabe

/// Die Seite `erstattung/liste.mustache`: was die Kommune dem Kreis je Monat schuldet.
struct ErstattungsstaendeView: Sendable {
    let page: Page
    let unterzeile: String
    let bereiche: [Abrechnungsbereich.Reiter]
    let mahnungen: [Meldung]
    let eckdaten: [Eckdatum]
    let jahr: String
    let bild: Saeulenbild?
    let tabelle: Tabelle?
    let leer: Leer?
}

/// Die Seite `erstattung/monat.mustache`: jede Zeile neben der eigenen Zahlung.
struct ErstattungsabgleichView: Sendable {
    let page: Page
    let unterzeile: String
    let csv: String
    let ergebnis: Ergebnis
    let zusammensetzung: Tabelle
    let meldung: Meldung
    let posten: [Eckdatum]
    let bestaetigen: Formular?
    let bestaetigungsziel: String
    let gesagt: String?
    let abweichungen: Tabelle?
    let zeilen: Tabelle?
    let leer: Leer?
}

/// Was der Kreis erstattet haben will, zum Prüfen gegen die eigenen Fälle (B-5.3).
struct ErstattungsabgleichRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("erstattung", use: liste)
        group.get("erstattung/{monat}", use: monat)
        group.get("erstattung/{monat}/csv", use: csv)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let (staende, posten) = try await context.read(.erstattungPruefen) {
            (try Erstattungsstand.alle(in: $0), try Kreisforderung.alle(in: $0))
        }
        let page = context.page("Erstattung an den Kreis", .erstattung)
        return .html(try pages.render("abgleich/liste", ErstattungsstaendeView(
            staende, posten, page: page,
            bereiche: Abrechnungsbereich.reiter(.erstattung, context), heute: context.heute
        ) { context.pfad($0) }))
    }

    func monat(_ request: Request, context: MandantContext) async throws -> Response {
        let (stand, abgleich) = try await laden(context), monat = stand.monat
        let (gesagt, posten) = try await context.read(.erstattungPruefen) { session in
            (try Zeilenaeusserung.alle(monat, in: session),
             try Kreisforderung.alle(in: session)
                .first { $0.monat == monat && $0.art == "erstattung" })
        }
        let darf = context.darf(.erstattungAeussern) && stand.nummer != nil
        let page = context.page(
            "Erstattung \(stand.monat.deutsch)", .erstattung,
            pfad: [Verweis("Erstattung", context.pfad("erstattung"))])
        return .html(try pages.render("abgleich/monat", ErstattungsabgleichView(
            stand, abgleich, gesagt, posten,
            bestaetigen: darf ? Formular([], facts: context.facts) : nil, page: page
        ) { context.pfad($0) }))
    }

    func csv(_ request: Request, context: MandantContext) async throws -> Response {
        let (stand, abgleich) = try await laden(context)
        return .datei(ByteBuffer(string: ErstattungsabgleichView.csv(abgleich)),
                      name: "erstattung-\(stand.monat).csv", typ: .csv)
    }

    private func laden(
        _ context: MandantContext
    ) async throws -> (Erstattungsstand, [Erstattungsabgleich]) {
        guard let monat = context.parameters.get("monat").flatMap(Monat.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return try await context.read(.erstattungPruefen) { session in
            let staende = try Erstattungsstand.alle(in: session)
            guard let stand = staende.first(where: { $0.monat == monat }) else {
                throw Hindernis.nichtGefunden
            }
            return (stand, try Erstattungsabgleich.alle(monat, in: session))
        }
    }
}
