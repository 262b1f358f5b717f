import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Seite `hauptbuch/spur.mustache`.
struct SpurView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let laeufe: Tabelle?
    let bewegungen: Tabelle?
    let leer: Leer?
}

/// Der Weg einer Zahlung durch die Kasse, vom Auftrag bis zur Erstattung.
struct SpurRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("zahlungen/{id}", use: zeigen)
    }

    private func zeigen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try context.parameters.require("id", as: Zahlungsauftrag.ID.self)
        let (spur, laeufe, bewegungen) = try await context.read(.kasse, .bankLesen) { session in
            let spur = try Zahlungsspur.laden(id, in: session)
            return (spur, try spur.laeufe(in: session), try spur.bewegungen(in: session))
        }
        let view = SpurView(
            page: context.page("Zahlung \(spur.endToEndId)", .hauptbuch, pfad: [
                Verweis("Hauptbuch", context.pfad("hauptbuch")),
            ]),
            untertitel: spur.rechnung == nil
                ? "\(spur.kommune) · Empfänger und Fall kennt nur die Kommune."
                : "Der Kreis zahlt sie selbst, für alle Kommunen.",
            marke: spur.zustand.marke(spur.zahlweg),
            ergebnis: Ergebnis("Zahlung für \(spur.kommune)", spur.betrag),
            eckdaten: [
                Eckdatum("Zahlweg", spur.zahlweg.bezeichnung),
                Eckdatum("Fällig", spur.faellig.deutsch),
                Eckdatum("Angeordnet", Kreisanzeige.zeit(spur.eingereichtAm)),
            ] + belege(spur, context),
            laeufe: laeufe.isEmpty ? nil : tabelle(laeufe, context),
            bewegungen: bewegungen.isEmpty ? nil : tabelle(
                bewegungen, erstattbar: spur.rechnung == nil && spur.zahlweg != .umbuchung,
                context),
            leer: bewegungen.isEmpty
                ? Leer("Zu dieser Zahlung ist noch nichts gebucht.") : nil)
        return .html(try pages.render("hauptbuch/spur", view))
    }

    /// Wofür gezahlt wird und was an der Kasse unterschrieben ist, soweit es das gibt.
    private func belege(_ spur: Zahlungsspur, _ context: KreisContext) -> [Eckdatum] {
        var belege: [Eckdatum] = []
        if let rechnung = spur.rechnung {
            belege.append(Eckdatum("Wofür", "Sammelrechnung", ziel: context.darf(
                .sammelrechnungLesen) ? context.pfad("krankenhilfe/rechnungen/\(rechnung)") : nil))
        }
        if let quittung = spur.quittung {
            belege.append(Eckdatum("Quittung", quittung, ziel: context.darf(.zahllaufLesen)
                ? context.pfad("barkasse/\(spur.id)/quittung") : nil))
        }
        return belege
    }

    private func tabelle(_ laeufe: [Zahlungsspur.Lauf], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Läufe", spalten: [Spalte("Lauf"), Spalte("Position", .zahl),
                               Spalte("Ausführung", .datum), Spalte("Datei"), Spalte("Stand")],
            zeilen: laeufe.map {
                [Zelle($0.nummer, ziel: context.darf(.zahllaufLesen)
                    ? context.pfad("zahllaeufe/\($0.id)") : nil),
                 Zelle($0.lfd), Zelle($0.ausfuehrungstag), Zelle($0.datei),
                 Zelle($0.ausgetragen ? Marke("ausgetragen") : Marke("enthalten", .ok))]
            })
    }

    /// `erstattbar`: Der Kreis hat sie für eine Kommune ausgelegt.
    private func tabelle(_ bewegungen: [Zahlungsspur.Bewegung], erstattbar: Bool,
                         _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Buchungen", spalten: [Spalte("Buchung"), Spalte("Gebucht", .datum),
                                   Spalte("Beleg der Bank"), Spalte("Erstattung"),
                                   Spalte("Betrag in €", .zahl)],
            zeilen: bewegungen.map { zeile in
                [Zelle(zeile.betrag.istNegativ ? "Rückläufer" : "Zahlung",
                       ziel: context.pfad("buchungen/\(zeile.buchung)")),
                 Zelle(zeile.buchungstag),
                 Zelle(zeile.beleg, ziel: zeile.umsatz.map { context.pfad("bank/umsaetze/\($0)") }),
                 Zelle(zeile.erstattungsnummer ?? (erstattbar ? "noch keine" : "keine"),
                       zusatz: zeile.position.map { "Zeile \($0)" },
                       ziel: context.darf(.erstattungLesen)
                           ? zeile.erstattung.map { context.pfad("erstattungen/\($0)") } : nil),
                 Zelle(zeile.betrag)]
            },
            summe: ["Summe", "", "", "", Zelle(bewegungen.map(\.betrag).summe())])
    }
}
