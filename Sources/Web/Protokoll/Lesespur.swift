import Foundation
import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Notes who opened which page of whose file, before the page leaves the house: if the note cannot
/// be written, nothing is shown (B-7.4).
///
/// It stands before all routes of a Kommune, so that no page forgets it. Lists and search results
/// name people too; they show only what it takes to find a case and are not noted one by one.
struct Lesespur: RouterMiddleware {
    typealias Context = MandantContext

    /// What stands first in an address whose `{id}` leads to a case.
    static let bereiche: Set<Substring> = [
        "faelle", "zahlungen", "bescheide", "schreiben", "bankverbindungen", "behandlungsscheine",
        "einzelleistungen", "anhoerungen", "rueckforderungen", "widersprueche", "personen",
    ]

    func handle(
        _ request: Request, context: MandantContext,
        next: (Request, MandantContext) async throws -> Response
    ) async throws -> Response {
        let antwort = try await next(request, context)
        guard request.method == .get || request.method == .head, antwort.status == .ok,
              let seite = context.endpointPath.flatMap({ Lesespur.seite($0) }),
              let ziel = context.parameters.get("id").flatMap(UUIDv7.init)
        else { return antwort }
        try await context.write(.fallLesen) {
            try Lesezugriff.vermerken(ziel, seite: seite, in: $0)
        }
        return antwort
    }

    /// `/m/{kuerzel}/faelle/{id}/verlauf` is `faelle/{id}/verlauf`; nil for what shows no case.
    static func seite(_ route: String, in bereiche: Set<Substring> = bereiche) -> String? {
        let teile = route.split(separator: "/").dropFirst(2)
        guard let bereich = teile.first, bereiche.contains(bereich), teile.contains("{id}") else {
            return nil
        }
        return String(teile.joined(separator: "/").prefix(100))
    }

    /// What stands before the address of a page that a program has read.
    static let schnittstelle = "schnittstelle/"

    /// How the page is called in the Protokoll: the last word of its address, or the first.
    static func name(_ seite: String) -> String {
        if seite.hasPrefix(schnittstelle) {
            return "Schnittstelle: \(name(String(seite.dropFirst(schnittstelle.count))))"
        }
        let teile = seite.split(separator: "/").filter { !$0.hasPrefix("{") }
        guard let erster = teile.first, let letzter = teile.last else { return seite }
        let worte = [
            "faelle": "Haushalt", "zahlungen": "Zahlungen", "bescheide": "Bescheid",
            "schreiben": "Schreiben", "bankverbindungen": "Bankverbindung",
            "behandlungsscheine": "Behandlungsschein", "einzelleistungen": "Einzelne Leistung",
            "anhoerungen": "Anhörung", "rueckforderungen": "Rückforderung",
            "widersprueche": "Widerspruch", "aenderung": "Änderung", "abgleich": "Abgleich",
            "anhoerung": "Anhörung", "rueckforderung": "Rückforderung", "pdf": "PDF",
            "einzelleistung": "Einzelne Leistung", "weitere": "Weitere Leistungen",
            "personen": "Person", "einschraenkung": "Einschränkung",
            "zweck": "Grund (Art. 18 Abs. 2 DSGVO)",
            "berichtigung": "Berichtigung", "berichtigungen": "Berichtigung",
            "loeschsperre": "Löschsperre", "wiedervorlagen": "Wiedervorlagen",
        ]
        func wort(_ teil: Substring) -> String { worte[String(teil)] ?? teil.capitalized }
        return erster == "faelle" || teile.count == 1 ? wort(letzter)
            : "\(wort(erster)) (\(wort(letzter)))"
    }
}
