import Foundation
import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Die Forderung `umlage/teil.mustache`.
struct UmlageteilView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let ergebnis: Ergebnis
    let schritte: Tabelle
    let eckdaten: [Eckdatum]
    let eingaenge: Tabelle?
    let schreiben: String?
    let erstellen: Formular?
    let ziel: String
    let monat: Verweis
}

/// Der Teil einer Kommune an einer Umlage: Rechenweg, Schreiben, Eingänge.
struct UmlageteilRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe/umlagen/{id}") { try await zeigen($1, zurueck: nil) }
        group.get("krankenhilfe/umlagen/{id}/schreiben.pdf", use: schreiben)
        group.post("krankenhilfe/umlagen/{id}/schreiben", use: erstellen)
    }

    private static func id(_ context: KreisContext) throws -> Umlageteil.ID {
        try context.parameters.require("id", as: Umlageteil.ID.self)
    }

    private func zeigen(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let id = try Self.id(context)
        let (teil, umlage, eingaenge) = try await context.read(.abrechnung, .umlageLesen) {
            let teil = try Umlageteil.laden(id, in: $0)
            return (teil, try Umlage.laden(teil.umlage, in: $0), try teil.eingaenge(in: $0))
        }
        let basis = context.pfad("krankenhilfe/umlagen/\(id)")
        let kann = !teil.hatSchreiben && context.darf(.umlageAbschliessen)
            && context.services.schriftsatz != nil
        let monat = Verweis("Umlage \(teil.monat.deutsch)",
                            context.pfad("krankenhilfe/umlage/\(teil.monat)"))
        let view = UmlageteilView(
            page: context.page("Umlage \(teil.monat.deutsch), \(teil.kommune)", .krankenhilfe,
                               pfad: [
                Verweis("Umlage \(teil.monat.jahr)",
                        context.pfad("krankenhilfe/umlage?jahr=\(teil.monat.jahr)")), monat,
            ], fehler: zurueck?.fehler),
            untertitel: "Nummer \(teil.nummer) · fällig am \(teil.faellig.deutsch)",
            marke: teil.marke(am: context.heute),
            ergebnis: Ergebnis(teil.betrag.istNegativ ? "\(teil.kommune) bekommt vom Kreis"
                : "\(teil.kommune) zahlt dem Kreis",
                               teil.betrag.istNegativ ? -teil.betrag : teil.betrag),
            schritte: .rechenweg(teil.zeile.anteil, von: umlage.netto,
                                 auf: Int64(umlage.empfaenger), teil.zeile.durchleitung),
            eckdaten: [
                Eckdatum("Kassenzeichen", teil.kassenzeichen),
                Eckdatum("Eingegangen", teil.eingegangen.description),
                Eckdatum("Noch offen", teil.offen.description,
                         ziel: context.pfad("forderungen/\(id)")),
                Eckdatum("Empfänger gezählt am",
                         teil.zeile.zahl?.gezaehltZum.deutsch ?? "nimmt nicht teil"),
            ],
            eingaenge: tabelle(eingaenge, context),
            schreiben: teil.hatSchreiben ? "\(basis)/schreiben.pdf" : nil,
            erstellen: kann ? zurueck.formular("schreiben", [], facts: context.facts) : nil,
            ziel: "\(basis)/schreiben", monat: monat)
        return .html(try pages.render("umlage/teil", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func tabelle(_ eingaenge: [Umlageteil.Eingang], _ context: KreisContext) -> Tabelle? {
        guard !eingaenge.isEmpty else { return nil }
        return Tabelle(
            "Zahlungen",
            spalten: [Spalte("Gebucht"), Spalte("Art"), Spalte("Betrag in €", .zahl)],
            zeilen: eingaenge.map {
                [Zelle($0.buchungstag.deutsch, ziel: context.darf(.bankLesen)
                    ? context.pfad("bank/auszuege/\($0.auszug)") : nil),
                 Zelle.zahlungsart($0.betrag, zurueck: $0.nimmtZurueck, grund: $0.grund),
                 Zelle($0.betrag)]
            })
    }

    /// Das abgelegte Schreiben, immer dieselben Bytes.
    private func schreiben(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        let (nummer, pdf) = try await context.read(.abrechnung, .umlageLesen) { session in
            let teil = try Umlageteil.laden(id, in: session)
            return (teil.nummer, try teil.schreiben(in: session))
        }
        guard let pdf else { throw Fehlerbild.nichtGefunden() }
        return .datei(ByteBuffer(bytes: pdf), name: "Umlage-\(nummer).pdf", typ: .pdf,
                      zeigen: true)
    }

    private func erstellen(_ request: Request, context: KreisContext) async throws -> Response {
        let id = try Self.id(context)
        return try await context.schritt(
            "schreiben", erfolg: .erfolg("Das Schreiben ist erstellt und abgelegt."),
            zeigen: { try await zeigen(context, zurueck: $0) },
            tun: { _ in
                try await Umlageschreiben.erstellen(id, context)
                return context.pfad("krankenhilfe/umlagen/\(id)")
            })
    }
}

extension Tabelle {
    /// Wie sich der Anteil einer Kommune ergibt, Schritt für Schritt; für Kreis und Kommune.
    static func rechenweg(_ anteil: Geld.Anteil, von netto: Geld, auf empfaenger: Int64,
                          _ durchleitung: Geld) -> Tabelle {
        let absolut = netto.istNegativ ? -netto : netto
        var zeilen: [[Zelle]] = [
            [Zelle("Umzulegen", zusatz: netto.istNegativ ? "mehr zurückgekommen als ausgelegt"
                : nil), Zelle(netto)],
            [Zelle("× Empfänger der Kommune"), Zelle(anteil.gewicht)],
            [Zelle("÷ Empfänger aller Kommunen"), Zelle(empfaenger)],
            [Zelle("Auf ganze Cent abgerundet",
                   zusatz: "\(absolut.cent) Cent × \(anteil.gewicht) ÷ \(empfaenger), "
                       + "Rest \(anteil.rest)"), Zelle(anteil.ganze)],
            [Zelle("Zusatzcent nach dem größten Rest"),
             anteil.zusatzcent ? "0,01" : "–"],
            [Zelle("Anteil"), Zelle(anteil.betrag)],
        ]
        if durchleitung != .null {
            zeilen.append([Zelle("Durchgeleitete Einnahmen der Kommune"), Zelle(durchleitung)])
        }
        return Tabelle("Rechenweg", form: .zahlen,
                       spalten: [Spalte("Schritt"), Spalte("Betrag in € oder Zahl", .zahl)],
                       zeilen: zeilen,
                       summe: ["Zu zahlen", Zelle(anteil.betrag + durchleitung)])
    }
}
