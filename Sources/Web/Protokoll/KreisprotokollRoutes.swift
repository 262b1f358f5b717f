import Grundwerte
import Hummingbird
import NIOCore
import Platform

/// Das Protokoll des Kreises und der Anmeldungen, für seinen Datenschutz (B-7.4).
struct KreisprotokollRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("protokoll", use: zeigen)
        group.get("protokoll/csv", use: csv)
    }

    /// Was der Kreis getan hat, oder wer sich angemeldet und wer Rechte vergeben hat.
    private enum Quelle: String {
        case kreis, anmeldung
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let anfrage = Protokollanfrage(try request.abfrage(), heute: context.heute)
        let quelle = Quelle(rawValue: anfrage.wert("quelle")) ?? .kreis
        let seite = try await laden(quelle, anfrage, Protokollanfrage.proSeite, context)
        let siegel = try await context.read(.kasse, .auditLesen) { try Siegel.letztes(in: $0) }
        let namen = try await context.benutzernamen(), ort = context.pfad("protokoll")
        return .html(try pages.render("protokoll/liste", ProtokollView(
            page: context.page("Protokoll", .protokoll), ort: ort,
            untertitel: quelle == .kreis ? "Was die Ämter des Kreises getan haben"
                : "Wer sich angemeldet und wer Rechte vergeben hat",
            fall: nil,
            auswahlen: [
                ProtokollView.Auswahl(name: "quelle", titel: "Protokoll", wahl: [
                    .init(wert: "", text: "der Ämter", gewaehlt: quelle == .kreis),
                    .init(wert: "anmeldung", text: "der Anmeldungen und Rechte",
                          gewaehlt: quelle == .anmeldung),
                ]),
                ProtokollView.wer(namen, anfrage),
                ProtokollView.art(quelle == .kreis ? Vorgangsgruppe.kreis
                    : Vorgangsgruppe.plattform, anfrage),
            ],
            tage: ProtokollView.tage(anfrage), hinweis: nil,
            tabelle: ProtokollView.tabelle(seite.eintraege, namen: namen) {
                Zelle(UUIDv7($0.gegenstand) == nil ? $0.gegenstand : "")
            },
            leer: seite.eintraege.isEmpty
                ? Leer("Dazu steht nichts im Protokoll.",
                       rat: "Nehmen Sie eine Einschränkung zurück.",
                       verweis: Verweis("Das ganze Protokoll", ort)) : nil,
            blaettern: Blaettern(seite, ort: ort, abfrage: anfrage.abfrage),
            csv: "\(ort)/csv?\(anfrage.abfrage)", siegel: ProtokollView.siegel(siegel))))
    }

    private func csv(_ request: Request, context: KreisContext) async throws -> Response {
        let anfrage = Protokollanfrage(try request.abfrage(), heute: context.heute)
        let quelle = Quelle(rawValue: anfrage.wert("quelle")) ?? .kreis
        let seite = try await laden(quelle, anfrage, Protokollanfrage.hoechstensInDatei, context)
        guard !seite.aeltere else {
            throw Protokollseite.zuViele(Protokollanfrage.hoechstensInDatei)
        }
        try await context.write(.verwaltung, .auditLesen) {
            try $0.audit("protokoll.ausgegeben", quelle.rawValue,
                         ["anzahl": "\(seite.eintraege.count)"])
        }
        let text = ProtokollView.csv(seite.eintraege, namen: try await context.benutzernamen()) {
            $0.gegenstand
        }
        return .datei(ByteBuffer(string: text),
                      name: "Protokoll-\(quelle.rawValue)-\(context.heute).csv", typ: .csv)
    }

    private func laden(_ quelle: Quelle, _ anfrage: Protokollanfrage, _ hoechstens: Int,
                       _ context: KreisContext) async throws -> Protokollseite {
        switch quelle {
        case .kreis:
            try await context.read(.verwaltung, .auditLesen) {
                try Protokollseite.laden(anfrage.filter, ab: anfrage.stelle,
                                         hoechstens: hoechstens, in: $0)
            }
        case .anmeldung:
            try await context.readPlatform(.auditLesen) {
                try Protokollseite.laden(anfrage.filter, ab: anfrage.stelle,
                                         hoechstens: hoechstens, in: $0)
            }
        }
    }
}
