import Grundwerte
import Hummingbird
import Kommune
import Platform

/// Der Reiter eines Falls: welche Unterlagen fehlen, welche Briefe hinausgingen.
struct DokumenteRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/dokumente", use: zeigen)
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context), id = anfrage.id
        let inhalt = try await context.read(.fallLesen) { session in
            Dokumenteninhalt(
                akte: try anfrage.akte(in: session),
                unterlagen: try Unterlage.alle(zu: id, in: session),
                bescheide: try Bescheid.alle(zu: id, in: session),
                schreiben: try Schreiben.alle(zu: id, in: session))
        }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(inhalt.akte, .dokumente, anfrage: anfrage, namen: namen,
                            context: context)
        return .html(try pages.render("verfahren/fall", FallverfahrenView(
            page: context.fallseite(kopf, "Dokumente"), kopf: kopf,
            handlungen: anfrage.istHeute ? handlungen(inhalt, context) : [],
            abschnitte: inhalt.abschnitte(heute: context.heute, namen: namen) {
                context.pfad($0)
            })))
    }

    private func handlungen(_ inhalt: Dokumenteninhalt, _ context: MandantContext) -> [Knopf] {
        let ort = context.pfad("faelle/\(inhalt.akte.fall.id)/unterlagen")
        guard context.darf(.fallAendern) else { return [] }
        let verlangen = Knopf("Unterlagen verlangen", "\(ort)/neu", haupt: inhalt.offene.isEmpty)
        guard !inhalt.offene.isEmpty else { return [verlangen] }
        return [
            Knopf("Eingang erfassen", "\(ort)/eingang", haupt: true),
            context.darf(.bescheidErlassen)
                ? Knopf("Zur Mitwirkung auffordern", "\(ort)/aufforderung") : nil,
            Knopf("Verzichten", "\(ort)/verzicht"), verlangen,
        ].compactMap(\.self)
    }
}

/// Was der Reiter aus der Akte braucht.
struct Dokumenteninhalt: Sendable {
    let akte: Fallakte
    let unterlagen: [Unterlage]
    let bescheide: [Bescheid]
    let schreiben: [Schreiben]

    var offene: [Unterlage] { unterlagen.filter { $0.ergebnis == nil } }

    func abschnitte(
        heute: Kalendertag, namen: [User.ID: String], pfad: (String) -> String
    ) -> [Abschnitt] {
        let erledigte = unterlagen.filter { $0.ergebnis != nil }
        return [
            Abschnitt(
                id: "unterlagen", titel: "Unterlagen, die fehlen",
                tabelle: offene.isEmpty ? nil
                    : .fehlende(offene, akte, heute: heute, namen: namen, pfad: pfad),
                leer: offene.isEmpty ? Leer("Keine Unterlage fehlt.") : nil),
            erledigte.isEmpty ? nil : Abschnitt(
                id: "erledigt", titel: "Erledigte Unterlagen",
                tabelle: .erledigte(erledigte, akte, heute: heute, namen: namen)),
            Abschnitt(
                id: "bescheide", titel: "Bescheide",
                tabelle: bescheide.isEmpty ? nil : .bescheide(bescheide, namen: namen, pfad: pfad),
                leer: bescheide.isEmpty ? Leer("Noch liegt kein Bescheid in der Akte.",
                                               rat: "Er erscheint hier mit dem Erlass.") : nil),
            schreiben.isEmpty ? nil : Abschnitt(
                id: "schreiben", titel: "Schreiben",
                tabelle: .schreiben(schreiben, namen: namen, pfad: pfad)),
        ].compactMap(\.self)
    }
}

extension Unterlage {
    /// Von wem sie ist; ohne Person der Haushalt.
    func fuer(_ akte: Fallakte) -> String {
        guard let person else { return "Haushalt" }
        let mitglied = akte.mitglieder.first { $0.id == person }
        return mitglied?.angabe(am: akte.stand.am)?.name ?? "Person"
    }

    /// `überfällig seit 12.12.2026`.
    func marke(heute: Kalendertag) -> Marke {
        let bis = (aufgefordertBis ?? frist).deutsch
        return switch zustand(heute: heute) {
        case .ueberfaellig: Marke("überfällig seit \(bis)", .gefahr)
        case .offen: aufgefordertBis == nil ? Marke("verlangt bis \(bis)")
            : Marke("aufgefordert bis \(bis)", .hinweis)
        case .eingegangen: Marke("eingegangen", .ok)
        case .verzichtet: Marke("verzichtet")
        }
    }
}

extension Tabelle {
    fileprivate static func fehlende(
        _ unterlagen: [Unterlage], _ akte: Fallakte, heute: Kalendertag,
        namen: [User.ID: String], pfad: (String) -> String
    ) -> Tabelle {
        Tabelle(
            "Unterlagen, die fehlen",
            spalten: [Spalte("Unterlage"), Spalte("Von wem"), Spalte("Verlangt"),
                      Spalte("Aufforderung"), Spalte("Stand")],
            zeilen: unterlagen.map { unterlage in
                [Zelle(unterlage.bezeichnung,
                       zusatz: unterlage.wozu.isEmpty ? nil : unterlage.wozu),
                 Zelle(unterlage.fuer(akte)),
                 Zelle(unterlage.verlangtAm.deutsch,
                       zusatz: namen[unterlage.verlangtVon] ?? "unbekannt"),
                 unterlage.aufforderung
                     .map { Zelle("PDF", ziel: pfad("schreiben/\($0)/pdf")) } ?? "",
                 Zelle(unterlage.marke(heute: heute))]
            })
    }

    fileprivate static func erledigte(
        _ unterlagen: [Unterlage], _ akte: Fallakte, heute: Kalendertag,
        namen: [User.ID: String]
    ) -> Tabelle {
        Tabelle(
            "Erledigte Unterlagen",
            spalten: [Spalte("Unterlage"), Spalte("Von wem"), Spalte("Am", .datum), Spalte("Durch"),
                      Spalte("Stand")],
            zeilen: unterlagen.map { unterlage in
                [Zelle(unterlage.bezeichnung,
                       zusatz: unterlage.grund.isEmpty ? nil : unterlage.grund),
                 Zelle(unterlage.fuer(akte)), unterlage.ergebnisAm.map { Zelle($0) } ?? "",
                 Zelle(unterlage.ergebnisVon.flatMap { namen[$0] } ?? "unbekannt"),
                 Zelle(unterlage.marke(heute: heute))]
            })
    }
}
