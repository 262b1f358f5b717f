import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Setzt die Seite einer Sammelrechnung zusammen: was als Nächstes zu tun ist, steht oben.
struct SammelrechnungSeite: Sendable {
    let context: KreisContext
    let daten: Sammelrechnungsdaten
    let namen: [User.ID: String]
    let zurueck: Zurueck?

    static let vermerk = [
        Feld("vermerk", "Vermerk", .mehrzeilig, hinweis: "Was Sie abgeglichen haben",
             freiwillig: true, maximal: 1_000),
    ]
    static let grund = [
        Feld("grund", "Warum ist das nicht Sache des Kreises?", .mehrzeilig,
             hinweis: "Steht so im Schreiben an den Rechnungssteller; ohne Namen von Patienten",
             maximal: 1_000),
    ]
    static let nachweis = [
        Feld("nachweis", "Liste der Einzelposten als CSV-Datei",
             .datei(annehmen: "text/csv,.csv"), hinweis: "Spalten durch Semikolon getrennt"),
    ]
    static func eingang(_ freie: [Gutschrifteingang]) -> [Feld] {
        [Feld("eingang", "Eingang", .auswahl(freie.map {
            Option($0.id.description, "\($0.tag.deutsch) · \($0.von) · \($0.betrag)")
        }), breite: .voll)]
    }

    static func loesen(_ eingaenge: [Gutschrifteingang]) -> [Feld] {
        [Feld("geloest", "Welcher Eingang", .auswahl(eingaenge.map {
            Option($0.id.description, "\($0.tag.deutsch) · \($0.von) · \($0.betrag)")
        }), breite: .voll),
         Feld("irrtum", "Warum gehört er nicht dazu?", .mehrzeilig, maximal: 500)]
    }

    var rechnung: Sammelrechnung { daten.rechnung }
    var basis: String { context.pfad("krankenhilfe/rechnungen/\(rechnung.id)") }

    /// Liest die Rechnung und zeigt ihre Seite, nach einem Fehler mit dem Formular darin.
    static func antwort(
        _ id: Sammelrechnung.ID, _ context: KreisContext, _ pages: Pages, zurueck: Zurueck?
    ) async throws -> Response {
        let daten = try await context.read(.abrechnung, .sammelrechnungLesen) {
            try Sammelrechnungsdaten(id, in: $0)
        }
        let seite = SammelrechnungSeite(context: context, daten: daten,
                                        namen: try await context.benutzernamen(), zurueck: zurueck)
        return .html(try pages.render("sammelrechnung/zeigen", seite.view()),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func view() -> SammelrechnungView {
        let r = rechnung
        return SammelrechnungView(
            page: context.page("Sammelrechnung \(r.eingangsnummer)", .krankenhilfe, pfad: [
                Verweis("Sammelrechnungen", context.pfad("krankenhilfe/rechnungen")),
            ], fehler: zurueck?.fehler),
            untertitel: "\(r.art.bezeichnung) \(r.nummer) · \(r.stellername)", marke: r.marke,
            ablauf: ablauf, meldungen: meldungen, ergebnis: Ergebnis(r.bedeutung, r.betrag),
            eckdaten: [
                Eckdatum("Abgerechneter Monat", r.monat.deutsch),
                Eckdatum("Datum der Rechnung", r.rechnungsdatum.deutsch),
                Eckdatum("Wirkung auf die Umlage", r.wirkung.description),
            ],
            nachweis: formular("nachweis", Self.nachweis, wenn: wartetAufListe),
            kopfzeile: Einzelnachweis.kopf,
            vorlage: context.pfad("krankenhilfe/einzelnachweis.csv"),
            stichprobe: daten.stichprobe.map { StichprobeView(daten, $0, basis: basis) },
            pruefen: formular("pruefen", Self.vermerk, wenn: kannGeprueftWerden),
            freigeben: formular("freigeben", [], wenn: darfFreigeben && !selbstGeprueft),
            zurueckgeben: formular("zurueckgeben", Self.grund,
                                   wenn: r.istOffen && context.darf(.sammelrechnungPruefen)),
            setzen: formular("setzen", [], wenn: r.zustand == .zurueckgegeben && !r.hatSchreiben
                && context.darf(.sammelrechnungPruefen) && context.services.schriftsatz != nil),
            zahlung: zahlung, eingang: eingang, verlauf: verlauf,
            dokument: "\(basis)/dokument.pdf",
            pruefsumme: Pruefsumme(hex: Kreisanzeige.hex(r.dokumentSHA256)),
            liste: daten.stichprobe == nil ? nil : "\(basis)/einzelposten.csv",
            schreiben: r.hatSchreiben ? "\(basis)/schreiben.pdf" : nil, basis: basis)
    }

    func formular(_ name: String, _ felder: [Feld], wenn: Bool) -> Formular? {
        wenn ? zurueck.formular(name, felder, facts: context.facts) : nil
    }

    // MARK: Was zu tun ist

    private var selbstGeprueft: Bool { rechnung.pruefung?.von == context.benutzer }

    private var darfFreigeben: Bool {
        rechnung.zustand == .geprueft && context.darf(.sammelrechnungFreigeben)
    }

    private var wartetAufListe: Bool {
        rechnung.zustand == .erfasst && rechnung.art == .rechnung && daten.stichprobe == nil
            && context.darf(.sammelrechnungPruefen)
    }

    private var kannGeprueftWerden: Bool {
        rechnung.zustand == .erfasst && context.darf(.sammelrechnungPruefen)
            && daten.gezogene.allSatisfy { $0.ergebnis != nil }
    }

    private var meldungen: [Meldung] {
        var meldungen: [Meldung] = []
        if !rechnung.hinweise.isEmpty {
            meldungen.append(.warnung("Beim Erfassen bestätigt: \(rechnung.hinweise)"))
        }
        if darfFreigeben && selbstGeprueft {
            meldungen.append(.hinweis(
                "Sie haben diese Rechnung geprüft. Frei gibt sie eine andere Person."))
        }
        let offen = daten.gezogene.count { $0.zustaendigkeit == .offen }
        if offen > 0, rechnung.zustand == .erfasst {
            meldungen.append(.hinweis(
                Kreisanzeige.anzahl(offen, "Antwort", "Antworten")
                    + " der Kommunen zur örtlichen Zuständigkeit stehen noch aus. Sie kommen von "
                    + "selbst; laden Sie die Seite in einer Minute neu."))
        }
        return meldungen
    }

    private var ablauf: Ablauf {
        let r = rechnung
        func stand(_ fertig: Bool, nach vorher: Bool) -> Schritt.Stand {
            fertig ? .fertig : vorher && r.zustand != .zurueckgegeben ? .aktuell : .offen
        }
        let gezogen = daten.gezogene.count, urteile = daten.gezogene.count { $0.ergebnis != nil }
        let probe = r.pruefung != nil || gezogen > 0 && gezogen == urteile
        func tag(_ schritt: Sammelrechnung.Schritt?) -> String {
            schritt.map { Uhr.berlinTag($0.am).deutsch } ?? ""
        }
        let bezahlt = r.art == .rechnung
            ? daten.zahlungen.first { $0.zustand == .gezahlt }?.gezahltAm
            : daten.offen == .null ? daten.eingaenge.last?.tag : nil
        return Ablauf("Weg der Rechnung", [
            Schritt("Eingang", .fertig, angabe: tag(r.erfassung)),
            Schritt("Stichprobe", stand(probe, nach: true), angabe: gezogen == 0
                ? (r.pruefung == nil ? "ohne Liste" : "entfällt") : "\(urteile) von \(gezogen)"),
            Schritt("Prüfung", stand(r.pruefung != nil, nach: probe), angabe: tag(r.pruefung)),
            Schritt("Freigabe", stand(r.freigabe != nil, nach: r.pruefung != nil),
                    angabe: tag(r.freigabe)),
            Schritt(r.art == .rechnung ? "Zahlung" : "Eingang des Geldes",
                    stand(bezahlt != nil, nach: r.freigabe != nil), angabe: bezahlt?.deutsch ?? ""),
        ])
    }

    private var verlauf: [Ereignis] {
        func ereignis(_ schritt: Sammelrechnung.Schritt?, _ was: String) -> Ereignis? {
            schritt.map {
                Ereignis(Kreisanzeige.zeit($0.am), wer: namen[$0.von] ?? "unbekannte Person",
                         $0.text.isEmpty ? was : "\(was): \($0.text)")
            }
        }
        let gezogen = daten.stichprobe.map {
            Ereignis(Kreisanzeige.zeit($0.am), wer: namen[$0.von] ?? "unbekannte Person",
                     "Liste eingelesen, \($0.umfang) von \($0.anzahl) Posten gezogen")
        }
        return [ereignis(rechnung.rueckgabe, "Zurückgegeben"),
                ereignis(rechnung.freigabe, "Freigegeben und gebucht"),
                ereignis(rechnung.pruefung, "Geprüft"), gezogen,
                ereignis(rechnung.erfassung, "Erfasst")].compactMap(\.self)
    }
}
