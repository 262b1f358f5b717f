import Grundwerte
import Hummingbird
import Kreis
import NIOCore
import Platform

/// Die Liste `sammelrechnung/liste.mustache`.
struct SammelrechnungenView: Sendable {
    let page: Page
    let bereiche: [Krankenhilfebereich.Reiter]
    let neu: String?
    let offene: Tabelle?
    let leer: Leer?
    let anzuweisen: Tabelle?
    let alle: Tabelle?
    let jahr: Int
}

/// Das Formular `sammelrechnung/neu.mustache`.
struct SammelrechnungNeuView: Sendable {
    let page: Page
    let formular: Formular?
    let ziel: String
    let leer: Leer?
}

/// Eingang und Liste der Sammelrechnungen (B-6.1, B-6.8).
struct SammelrechnungenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("krankenhilfe/rechnungen", use: liste)
        group.get("krankenhilfe/rechnungen/neu") { try await neu($1, zurueck: nil) }
        group.post("krankenhilfe/rechnungen", use: erfassen)
    }

    private func liste(_ request: Request, context: KreisContext) async throws -> Response {
        let jahr = context.heute.jahr
        let (offene, anzuweisen, alle) = try await context.read(
            .abrechnung, .sammelrechnungLesen
        ) {
            (try Sammelrechnung.offene(in: $0), try Sammelrechnung.anzuweisende(in: $0),
             try Sammelrechnung.alle(jahr: jahr, in: $0))
        }
        let view = SammelrechnungenView(
            page: context.page("Sammelrechnungen", .krankenhilfe),
            bereiche: Krankenhilfebereich.reiter(.rechnungen, context),
            neu: context.darf(.sammelrechnungErfassen)
                ? context.pfad("krankenhilfe/rechnungen/neu") : nil,
            offene: offene.isEmpty ? nil : tabelle("Zu prüfen und freizugeben", offene, context),
            leer: offene.isEmpty ? Leer("Keine Rechnung wartet auf Prüfung oder Freigabe.") : nil,
            anzuweisen: anzuweisen.isEmpty ? nil
                : tabelle("Freigegeben, noch nicht zur Zahlung angewiesen", anzuweisen, context),
            alle: alle.isEmpty ? nil : tabelle("Erfasst im Jahr \(jahr)", alle, context),
            jahr: jahr)
        return .html(try pages.render("sammelrechnung/liste", view))
    }

    private func tabelle(_ titel: String, _ rechnungen: [Sammelrechnung],
                         _ context: KreisContext) -> Tabelle {
        Tabelle(
            titel, form: .lang, spalten: [
                Spalte("Eingang"), Spalte("Rechnungssteller"), Spalte("Monat"),
                Spalte("Betrag in €", .zahl), Spalte("Erfasst", .datum), Spalte("Stand"),
            ],
            zeilen: rechnungen.map { rechnung in
                [Zelle(rechnung.eingangsnummer,
                       ziel: context.pfad("krankenhilfe/rechnungen/\(rechnung.id)")),
                 Zelle(rechnung.stellername,
                       zusatz: "\(rechnung.art.bezeichnung) \(rechnung.nummer)"),
                 Zelle(rechnung.monat.deutsch), Zelle(rechnung.betragMitVorzeichen),
                 Zelle(Uhr.berlinTag(rechnung.erfassung.am)), Zelle(rechnung.marke)]
            })
    }

    private func neu(_ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let steller = try await context.read(.abrechnung, .sammelrechnungErfassen) {
            try Rechnungssteller.alle(in: $0)
        }
        let view = SammelrechnungNeuView(
            page: context.page("Sammelrechnung erfassen", .krankenhilfe, pfad: [
                Verweis("Sammelrechnungen", context.pfad("krankenhilfe/rechnungen")),
            ], fehler: zurueck?.fehler),
            formular: steller.isEmpty ? nil : zurueck.formular(
                "neu", SammelrechnungForm.felder(steller), facts: context.facts),
            ziel: context.pfad("krankenhilfe/rechnungen"),
            leer: steller.isEmpty
                ? Leer("Noch steht kein Rechnungssteller in der Liste.",
                       rat: "Nehmen Sie zuerst auf, wer abrechnet.",
                       verweis: Verweis("Rechnungssteller aufnehmen",
                                        context.pfad("krankenhilfe/rechnungssteller"))) : nil)
        return .html(try pages.render("sammelrechnung/neu", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func erfassen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "neu", erfolg: .erfolg("Die Rechnung ist erfasst. Nun prüft sie jemand."),
            zeigen: { try await neu(context, zurueck: $0) },
            tun: { form in
                try await context.write(.abrechnung, .sammelrechnungErfassen) { session in
                    let steller = try Rechnungssteller.alle(in: session)
                    let angaben = try SammelrechnungForm(form, steller, heute: heute)
                    return try session.einmal(angaben.vorgang) {
                        let id = try Sammelrechnung.erfassen(angaben.eingang, in: session)
                        return context.pfad("krankenhilfe/rechnungen/\(id)")
                    }
                }
            })
    }
}

/// Was jemand von einer eingegangenen Rechnung abschreibt.
struct SammelrechnungForm {
    let eingang: Sammelrechnung.Eingang
    let vorgang: UUIDv7

    static func felder(_ steller: [Rechnungssteller]) -> [Feld] {
        [Feld("steller", "Rechnungssteller",
              .auswahl(steller.map { Option($0.id.description, $0.name) }), breite: .lang,
              fokus: true),
         Feld("art", "Art", .eine(Option.alle(Sammelrechnung.Art.self))),
         Feld("nummer", "Nummer der Rechnung", hinweis: "Wie sie auf dem Dokument steht",
              maximal: 60, breite: .mittel),
         Feld("monat", "Abgerechneter Monat", .monat),
         Feld("rechnungsdatum", "Datum der Rechnung", .datum),
         Feld("betrag", "Betrag in €", .betrag, hinweis: "Auch bei einer Gutschrift positiv"),
         Feld("dokument", "Rechnung als PDF", .datei(annehmen: "application/pdf,.pdf")),
         Feld("hinweise_geprueft", "Ich habe die Hinweise geprüft, die Rechnung ist richtig",
              .haken, hinweis: "Nur nötig, wenn das Programm auf etwas Auffälliges hinweist",
              freiwillig: true)]
    }

    init(_ form: FormData, _ steller: [Rechnungssteller], heute: Kalendertag) throws {
        var e = Eingabe(form, Self.felder(steller), heute: heute)
        let wer = e.auswahl("steller").flatMap(Rechnungssteller.ID.init)
        let art = e.auswahl("art", als: Sammelrechnung.Art.self), nummer = e.text("nummer")
        let monat = e.monat("monat"), datum = e.datum("rechnungsdatum")
        let betrag = e.betrag("betrag", mindestens: Geld(cent: 1)), dokument = e.datei("dokument")
        guard let wer, let art, let nummer, let monat, let datum, let betrag, let dokument,
              e.ohneFehler else { throw e.formularfehler }
        eingang = Sammelrechnung.Eingang(
            steller: wer, art: art, nummer: nummer, monat: monat, rechnungsdatum: datum,
            betrag: betrag, dokumentname: dokument.name,
            dokument: Array(dokument.content.readableBytesView),
            hinweiseGeprueft: e.haken("hinweise_geprueft"))
        vorgang = try e.vorgang()
    }
}

extension Sammelrechnung.Art: Auswaehlbar {}
extension Rechnungssteller.Art: Auswaehlbar {}

extension Sammelrechnung {
    /// Was der Betrag für den Kreis bedeutet.
    var bedeutung: String {
        if zustand == .zurueckgegeben { return "Zurückgegeben, der Kreis zahlt nichts" }
        return art == .rechnung ? "Der Kreis zahlt für die Kommunen"
            : "Der Kreis erhält für die Kommunen"
    }

    var marke: Marke {
        switch zustand {
        case .erfasst, .geprueft: Marke(zustand.bezeichnung, .warnung)
        case .freigegeben: zahlungsmarke
        case .zurueckgegeben: Marke(zustand.bezeichnung)
        }
    }

    /// Freigegeben ist nicht bezahlt: Was noch jemand tun muss, fällt auf.
    private var zahlungsmarke: Marke {
        guard art == .rechnung else { return Marke(zustand.bezeichnung, .ok) }
        return switch zahlung {
        case nil: Marke("nicht angewiesen", .warnung)
        case .gezahlt?: Marke("gezahlt", .ok)
        case .bankAbgelehnt?, .rueckgelaufen?, .zurueckgezogen?: Marke("neu anzuweisen", .gefahr)
        case .unklar?: Marke("Zahlung unklar", .gefahr)
        case .offen?, .imLauf?, .uebergeben?: Marke("angewiesen", .hinweis)
        }
    }
}
