import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Das Jahr `umlage/jahr.mustache`.
struct UmlagejahrView: Sendable {
    let page: Page
    let bereiche: [Krankenhilfebereich.Reiter]
    let jahre: [Jahr]
    let monate: Tabelle?
    let matrix: Tabelle?
    let leer: Leer?

    struct Jahr: Sendable {
        let jahr: Int
        let ziel: String
        let aktiv: Bool
    }
}

/// Ein Jahr der Umlage: je Monat Stand und Betrag, je Kommune ihre Teile (B-6.7).
struct UmlagejahrRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe/umlage", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        let gewuenscht = request.uri.queryParameters.get("jahr", as: Int.self) ?? heute.jahr
        let jahr = (2000...heute.jahr).contains(gewuenscht) ? gewuenscht : heute.jahr
        let (staende, teile) = try await context.read(.abrechnung, .umlageLesen) { session in
            (try Umlage.jahr(jahr, in: session), try Umlageteil.alle(jahr: jahr, in: session))
        }
        let view = UmlagejahrView(
            page: context.page("Umlage der Krankenhilfe \(jahr)", .krankenhilfe),
            bereiche: Krankenhilfebereich.reiter(.umlage, context),
            jahre: (heute.jahr - 3...heute.jahr).map {
                .init(jahr: $0, ziel: context.pfad("krankenhilfe/umlage?jahr=\($0)"),
                      aktiv: $0 == jahr)
            },
            monate: staende.isEmpty ? nil : monate(staende, context),
            matrix: teile.isEmpty ? nil : matrix(teile, context),
            leer: staende.isEmpty
                ? Leer("Im Jahr \(jahr) ist noch nichts umzulegen.",
                       rat: "Umgelegt wird, was aus Sammelrechnungen als Vorschuss gebucht ist.",
                       verweis: Verweis("Zu den Sammelrechnungen",
                                        context.pfad("krankenhilfe/rechnungen"))) : nil)
        return .html(try pages.render("umlage/jahr", view))
    }

    private func monate(_ staende: [Umlage.Monatsstand], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Monate", spalten: [
                Spalte("Monat"), Spalte("Belege", .zahl), Spalte("Umzulegen in €", .zahl),
                Spalte("Gefordert in €", .zahl), Spalte("Eingegangen in €", .zahl), Spalte("Stand"),
            ],
            zeilen: staende.map { stand in
                [Zelle(stand.monat.name, ziel: context.pfad("krankenhilfe/umlage/\(stand.monat)")),
                 Zelle(stand.positionen), Zelle(stand.netto),
                 stand.istUmgelegt ? Zelle(stand.gefordert) : "–",
                 stand.istUmgelegt ? Zelle(stand.eingegangen) : "–",
                 Zelle(stand.marke(am: context.heute))]
            })
    }

    /// Zeilen Kommunen, Spalten Monate; die Beträge führen zur Forderung.
    private func matrix(_ teile: [Umlageteil], _ context: KreisContext) -> Tabelle {
        let monate = Array(Set(teile.map(\.monat))).sorted()
        let jeKommune = Dictionary(grouping: teile) { $0.zeile.ags }
        let zeilen = jeKommune.keys.sorted().map { ags in
            let eigene = jeKommune[ags] ?? []
            return [Zelle(eigene.first?.kommune ?? ags)] + monate.map { monat in
                guard let teil = eigene.first(where: { $0.monat == monat }) else { return "–" }
                return Zelle(teil.betrag.betrag,
                             ziel: context.pfad("krankenhilfe/umlagen/\(teil.id)"))
            } + [Zelle(eigene.map(\.betrag).summe())]
        }
        let summen = monate.map { monat in
            Zelle(teile.filter { $0.monat == monat }.map(\.betrag).summe())
        }
        return Tabelle(
            "Forderungen in Euro je Kommune und Monat", form: .zahlen,
            spalten: [Spalte("Kommune")]
                + monate.map { Spalte(String($0.name.prefix(3)), .zahl) } + [Spalte("Jahr", .zahl)],
            zeilen: zeilen,
            summe: ["Zusammen"] + summen + [Zelle(teile.map(\.betrag).summe())])
    }
}

extension Umlage.Monatsstand {
    func marke(am heute: Kalendertag) -> Marke {
        if istUmgelegt { return Marke("abgeschlossen", .ok) }
        if monat >= heute.monat { return Marke("läuft noch", .hinweis) }
        return istFestgestellt ? Marke("abzuschließen", .warnung) : Marke("festzustellen", .warnung)
    }
}
