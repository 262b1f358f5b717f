import Grundwerte
import Hummingbird
import NIOCore
import Platform
import Uebergabe

/// Ein veröffentlichter Bericht als Seite und Datei, in Kreis und Kommune dieselben (B-4.1).
struct BerichtRoutes<Context: Bereichskontext>: Sendable {
    let pages: Pages
    /// Der Ort der Tafel, zu der die Berichte gehören.
    let ort: String
    let seite: @Sendable (Context, String, [Verweis]) -> Page
    /// Die Veröffentlichung eines Monats und ihre Zahlen; nil, solange es sie nicht gibt.
    let laden: @Sendable (Context, Monat) async throws -> (Veroeffentlichung, Zahlenwerk)?

    func add(to group: RouterGroup<Context>) {
        group.get("\(ort)/{monat}/alle/pdf", use: monatsbericht)
        group.get("\(ort)/{monat}/{bericht}", use: bericht)
        group.get("\(ort)/{monat}/{bericht}/csv", use: csv)
        group.get("\(ort)/{monat}/{bericht}/xlsx", use: xlsx)
        group.get("\(ort)/{monat}/{bericht}/pdf", use: pdf)
    }

    private func monat(_ context: Context) async throws -> (Veroeffentlichung, Zahlenwerk) {
        guard let monat = context.parameters.get("monat").flatMap(Monat.init),
              let geladen = try await laden(context, monat)
        else { throw Fehlerbild.nichtGefunden() }
        return geladen
    }

    private func einer(_ context: Context) async throws -> (Berichtstabelle, Veroeffentlichung) {
        let (eine, werk) = try await monat(context)
        guard let bericht = context.parameters.get("bericht").flatMap(Bericht.mit),
              let tabelle = Berichtstabelle(bericht, eine.monat, aus: werk)
        else { throw Fehlerbild.nichtGefunden() }
        return (tabelle, eine)
    }

    private func bericht(_ request: Request, context: Context) async throws -> Response {
        let (tabelle, eine) = try await einer(context)
        let tafel = context.pfad(ort), kurz = context.parameters.get("bericht") ?? ""
        let page = seite(context, tabelle.titel, [
            Verweis("Kennzahlen \(eine.monat.deutsch)", "\(tafel)?monat=\(eine.monat)"),
        ])
        return .html(try pages.render("kennzahlen/bericht", BerichtsseiteView(
            tabelle, eine, page: page, adresse: "\(tafel)/\(eine.monat)/\(kurz)")))
    }

    private func csv(_ request: Request, context: Context) async throws -> Response {
        let (tabelle, eine) = try await einer(context)
        return .datei(ByteBuffer(bytes: tabelle.csv),
                      name: "\(eine.nummer)-\(eine.monat)-\(tabelle.titel).csv", typ: .csv)
    }

    private func xlsx(_ request: Request, context: Context) async throws -> Response {
        let (tabelle, eine) = try await einer(context)
        return .datei(ByteBuffer(bytes: tabelle.arbeitsmappe.bytes),
                      name: "\(eine.nummer)-\(eine.monat)-\(tabelle.titel).xlsx", typ: .xlsx)
    }

    private func pdf(_ request: Request, context: Context) async throws -> Response {
        let (tabelle, eine) = try await einer(context)
        return try await blatt([tabelle], eine, tabelle.titel, context)
    }

    private func monatsbericht(_ request: Request, context: Context) async throws -> Response {
        let (eine, werk) = try await monat(context)
        let alle = Bericht.katalog.compactMap { Berichtstabelle($0, eine.monat, aus: werk) }
        return try await blatt(alle, eine, "Kennzahlen", context)
    }

    private func blatt(_ berichte: [Berichtstabelle], _ eine: Veroeffentlichung, _ name: String,
                       _ context: Context) async throws -> Response {
        let blatt = Berichtsblatt(berichte, eine, kreis: context.services.kreis)
        return .datei(ByteBuffer(bytes: try await blatt.gesetzt(eine.am, context.services)),
                      name: "\(eine.nummer)-\(eine.monat)-\(name).pdf", typ: .pdf, zeigen: true)
    }
}
