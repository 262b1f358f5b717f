import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform

/// Das Protokoll der Kommune: wer was getan und wessen Akte gelesen hat (B-7.4).
struct ProtokollRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("protokoll", use: zeigen)
        group.get("protokoll/csv", use: csv)
    }

    private func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = Protokollanfrage(try request.abfrage(), heute: context.heute)
        let (seite, bezuege, gefunden, siegel) = try await context.read(.auditLesen) { session in
            let faelle = try faelle(anfrage, in: session)
            let seite = try Fallprotokoll.laden(
                anfrage.filter, faelle: faelle, ab: anfrage.stelle,
                hoechstens: Protokollanfrage.proSeite, in: session)
            return (seite, try Gegenstand.faelle(seite.eintraege.map(\.gegenstand), in: session),
                    faelle, try Siegel.letztes(in: session))
        }
        let namen = try await context.benutzernamen(), ort = context.pfad("protokoll")
        return .html(try pages.render("protokoll/liste", ProtokollView(
            page: context.page("Protokoll", .protokoll), ort: ort,
            untertitel: "Wer was getan und wessen Akte gelesen hat",
            fall: .init(wert: anfrage.suche),
            auswahlen: [ProtokollView.wer(namen, anfrage),
                        ProtokollView.art(Vorgangsgruppe.kommune, anfrage)],
            tage: ProtokollView.tage(anfrage), hinweis: hinweis(gefunden, anfrage),
            tabelle: ProtokollView.tabelle(seite.eintraege, namen: namen) { eintrag in
                bezuege[eintrag.gegenstand].map {
                    Zelle($0.aktenzeichen, ziel: context.pfad("faelle/\($0.fall)"))
                } ?? Zelle(UUIDv7(eintrag.gegenstand) == nil ? eintrag.gegenstand : "")
            },
            leer: seite.eintraege.isEmpty
                ? Leer("Dazu steht nichts im Protokoll.",
                       rat: "Nehmen Sie eine Einschränkung zurück.",
                       verweis: Verweis("Das ganze Protokoll", ort)) : nil,
            blaettern: Blaettern(seite, ort: ort, abfrage: anfrage.abfrage),
            csv: "\(ort)/csv?\(anfrage.abfrage)", siegel: ProtokollView.siegel(siegel))))
    }

    private func csv(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = Protokollanfrage(try request.abfrage(), heute: context.heute)
        let (eintraege, bezuege) = try await context.write(.auditLesen) { session in
            let eintraege = try Fallprotokoll.ausgeben(
                anfrage.filter, faelle: faelle(anfrage, in: session),
                hoechstens: Protokollanfrage.hoechstensInDatei, in: session)
            return (eintraege, try Gegenstand.faelle(eintraege.map(\.gegenstand), in: session))
        }
        let text = ProtokollView.csv(eintraege, namen: try await context.benutzernamen()) {
            bezuege[$0.gegenstand]?.aktenzeichen ?? $0.gegenstand
        }
        return .datei(ByteBuffer(string: text), name: "Protokoll-\(context.heute).csv", typ: .csv)
    }

    private func faelle(_ anfrage: Protokollanfrage, in session: MandantSession) throws
        -> [Fall.ID]? {
        anfrage.suche.isEmpty ? nil : try Fallprotokoll.faelle(anfrage.suche, in: session)
    }

    private func hinweis(_ faelle: [Fall.ID]?, _ anfrage: Protokollanfrage) -> Meldung? {
        guard let faelle else { return nil }
        return switch faelle.count {
        case 0: .warnung("Kein Fall passt auf „\(anfrage.suche)“. Nennen Sie Aktenzeichen, Name, "
            + "Geburtsdatum oder die letzten Stellen der IBAN.")
        case 1: nil
        case Fallprotokoll.hoechstensFaelle:
            .warnung("Auf „\(anfrage.suche)“ passen \(faelle.count) Fälle oder mehr; gezeigt ist "
                + "das Protokoll der ersten. Ein Aktenzeichen ist genauer.")
        default: .hinweis("Auf „\(anfrage.suche)“ passen \(faelle.count) Fälle; gezeigt ist das "
            + "Protokoll von allen.")
        }
    }
}
