import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Was eine Person über einen Umsatz einträgt. Die Auswahl nennt nur, was es zu diesem Umsatz geben
/// kann.
struct KlaerungForm {
    private enum Als: String {
        case ruecklauf, erstattung, umlage, kosten, rueckforderung, sammler, barkasse, durchlaufend
    }

    private let als: Als
    private let auftrag: Zahlungsauftrag.ID?
    private let erstattung: Erstattung.ID?
    private let umlageteil: Umlageteil.ID?
    private let kosten: Forderung.ID?
    private let kassenzeichen: String
    private let fehlende: [String]
    /// Wie viel zuzuordnen ist; nil heißt alles.
    let teil: Geld?
    let grund: String
    /// Die Person bestätigt, wogegen etwas spricht.
    let trotzdem: Bool

    /// Was der Umsatz sein kann, und das Feld, das nur dazu gehört.
    private struct Moeglichkeit {
        let option: Option
        let feld: Feld?

        init(_ als: Als, _ text: String, hinweis: String? = nil, feld: Feld? = nil) {
            option = Option(als.rawValue, text, hinweis: hinweis)
            self.feld = feld
        }

        /// Mit einer Liste, aus der zu wählen ist; nil, wenn sie leer ist.
        init?(_ als: Als, _ text: String, aus liste: [Option], _ feld: String, _ frage: String,
              hinweis: String) {
            guard !liste.isEmpty else { return nil }
            self.init(als, text, feld: Feld(
                feld, frage, .auswahl(liste), hinweis: hinweis, freiwillig: true, breite: .lang,
                nur: KlaerungForm.nur(als)))
        }
    }

    /// Mit `bedenken` auch der Haken, sie zu übergehen.
    static func felder(_ umsatz: Bankumsatz, _ vorschlaege: [Bankumsatz.Vorschlag],
                       _ erstattungen: [Erstattung], _ umlagen: [Umlageteil],
                       _ kosten: [Forderung], bedenken: Bool) -> [Feld] {
        let alle = [
            Moeglichkeit(.ruecklauf, "Eine Zahlung ist zurückgekommen", aus: vorschlaege.map {
                Option($0.auftrag.description, "\($0.empfaenger), \($0.kommune), \($0.betrag), "
                    + "gezahlt am \($0.gezahltAm.deutsch), \($0.endToEndId)")
            }, "auftrag", "Welche Zahlung", hinweis: "Nur bei einer zurückgekommenen Zahlung"),
        ].compactMap { $0 } + kommunen(umsatz, erstattungen, umlagen, kosten) + sonst(umsatz)
        return [Feld("als", "Was ist dieser Umsatz?", .eine(alle.map(\.option)))]
            + alle.compactMap(\.feld)
            + [Feld("teil", "Nur ein Teil davon, in €", .betrag,
                    hinweis: "Leer heißt alles; der Rest bleibt zu klären", freiwillig: true,
                    breite: .kurz),
               Feld("grund", "Woran erkennen Sie das?", .mehrzeilig, maximal: 500)]
            + (bedenken ? [Feld("trotzdem", "Ich habe das geprüft und ordne so zu", .haken,
                                freiwillig: true)] : [])
    }

    /// Geld von und an Kommunen.
    private static func kommunen(
        _ umsatz: Bankumsatz, _ erstattungen: [Erstattung], _ umlagen: [Umlageteil],
        _ kosten: [Forderung]
    ) -> [Moeglichkeit] {
        let kommt = umsatz.offen > .null
        return [
            Moeglichkeit(
                .erstattung, kommt ? "Eine Kommune hat ihre Erstattung gezahlt"
                    : "Der Kreis hat einer Kommune ihr Guthaben zurückgezahlt",
                aus: erstattungen.map {
                    Option($0.id.description, "\($0.kommune), \($0.monat.deutsch), \($0.nummer), "
                        + "offen \($0.offen)")
                }, "erstattung", "Welche Erstattung",
                hinweis: "Nur bei Zahlungen von und an eine Kommune"),
            Moeglichkeit(
                .umlage, kommt ? "Eine Kommune hat ihre Umlage gezahlt"
                    : "Der Kreis hat einer Kommune ihr Guthaben aus der Umlage gezahlt",
                aus: umlagen.map {
                    Option($0.id.description, "\($0.kommune), \($0.monat.deutsch), \($0.nummer), "
                        + "offen \($0.offen)")
                }, "umlage", "Welche Umlage", hinweis: "Nur bei der Umlage der Krankenhilfe"),
            Moeglichkeit(
                .kosten, kommt ? "Eine Kommune hat ihren Anteil an geteilten Kosten gezahlt"
                    : "Der Kreis hat einer Kommune ihr Guthaben aus geteilten Kosten gezahlt",
                aus: kosten.map {
                    Option($0.id.description, "\($0.kommune), \($0.nummer), offen \($0.offen)")
                }, "kosten", "Welcher Anteil", hinweis: "Nur bei einer Kostenteilung"),
        ].compactMap { $0 }
    }

    private static func sonst(_ umsatz: Bankumsatz) -> [Moeglichkeit] {
        var alle: [Moeglichkeit] = []
        if umsatz.offen > .null {
            alle.append(Moeglichkeit(
                .rueckforderung, "Jemand hat auf die Rückforderung einer Kommune gezahlt",
                hinweis: "Das Geld gehört der Kommune und mindert ihre nächste Erstattung",
                feld: Feld("kassenzeichen", "Kassenzeichen der Rückforderung",
                           hinweis: "Nur dann; etwa RAHA-2026-00007", freiwillig: true,
                           maximal: 40, breite: .mittel, nur: nur(.rueckforderung))))
        }
        if umsatz.lauf != nil, umsatz.offen < .null {
            alle.append(Moeglichkeit(
                .sammler, "Die Bank hat einen Zahllauf nur zum Teil belastet",
                feld: Feld("fehlende", "Welche Zahlungen des Laufs fehlen darin", .mehrzeilig,
                           hinweis: "EndToEndIds, je Zeile eine; leer, wenn keine fehlt",
                           freiwillig: true, nur: nur(.sammler))))
        }
        return alle + [
            Moeglichkeit(.barkasse, "Bargeld der Barkasse oder ein eingelöster Scheck"),
            Moeglichkeit(.durchlaufend, "Keins davon: durchlaufendes Geld", hinweis: "Zum Beispiel "
                + "ein Entgelt der Bank oder Geld, das nicht hierher gehört"),
        ]
    }

    private static func nur(_ als: Als) -> Feld.Wahl { Feld.Wahl(feld: "als", wert: als.rawValue) }

    init(_ form: FormData, _ felder: [Feld], heute: Kalendertag) throws {
        var eingabe = Eingabe(form, felder, heute: heute)
        let namen = Set(felder.map(\.name))
        let als = eingabe.auswahl("als").flatMap(Als.init), grund = eingabe.text("grund")
        auftrag = namen.contains("auftrag")
            ? eingabe.kennung("auftrag", als: Zahlungsauftrag.ID.self) : nil
        erstattung = namen.contains("erstattung")
            ? eingabe.kennung("erstattung", als: Erstattung.ID.self) : nil
        umlageteil = namen.contains("umlage")
            ? eingabe.kennung("umlage", als: Umlageteil.ID.self) : nil
        kosten = namen.contains("kosten")
            ? eingabe.kennung("kosten", als: Forderung.ID.self) : nil
        let fehlende = namen.contains("fehlende") ? eingabe.text("fehlende") ?? "" : ""
        kassenzeichen = namen.contains("kassenzeichen")
            ? eingabe.text("kassenzeichen") ?? "" : ""
        if als == .rueckforderung, kassenzeichen.isEmpty {
            eingabe.melde("kassenzeichen", grund: "fehlt noch",
                          abhilfe: "Auf welche Rückforderung wurde gezahlt?")
        }
        if als == .ruecklauf, auftrag == nil {
            eingabe.melde("auftrag", grund: "noch keine Auswahl",
                          abhilfe: "Wählen Sie die Zahlung, die zurückkam.")
        }
        if als == .erstattung, erstattung == nil {
            eingabe.melde("erstattung", grund: "noch keine Auswahl",
                          abhilfe: "Wählen Sie die bezahlte Erstattung.")
        }
        if als == .umlage, umlageteil == nil {
            eingabe.melde("umlage", grund: "noch keine Auswahl",
                          abhilfe: "Wählen Sie die bezahlte Umlage.")
        }
        if als == .kosten, kosten == nil {
            eingabe.melde("kosten", grund: "noch keine Auswahl",
                          abhilfe: "Wählen Sie den bezahlten Anteil.")
        }
        trotzdem = eingabe.haken("trotzdem")
        teil = eingabe.betrag("teil")
        guard let als, let grund, eingabe.ohneFehler else { throw eingabe.formularfehler }
        self.als = als
        self.grund = grund
        self.fehlende = fehlende.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    func klaerung(_ umsatz: Bankumsatz, in session: KreisSession) throws -> Klaerung {
        if als == .umlage, let umlageteil { return .umlage(umlageteil) }
        if als == .kosten, let kosten { return .kosten(kosten) }
        switch (als, auftrag, erstattung, umsatz.lauf) {
        case let (.ruecklauf, auftrag?, _, _): return .ruecklauf(auftrag)
        case let (.erstattung, _, erstattung?, _): return .erstattung(erstattung)
        case (.rueckforderung, _, _, _): return .rueckforderung(try zeichen(in: session))
        case let (.sammler, _, _, lauf?):
            let (gefunden, unbekannt) = try Zahllauf.auftraege(
                lauf, endToEndIds: fehlende, in: session)
            guard unbekannt.isEmpty else {
                throw Hindernis(
                    .eingabe, feld: "fehlende",
                    "Im Lauf gibt es nicht: \(unbekannt.prefix(5).joined(separator: ", "))",
                    abhilfe: "Prüfen Sie die EndToEndIds auf der Seite des Laufs.")
            }
            return .sammler(ausser: gefunden)
        case (.barkasse, _, _, _): return .barkasse
        default: return .durchlaufend
        }
    }

    /// Das angemeldete Kassenzeichen, das eingetippt ist.
    private func zeichen(in session: KreisSession) throws -> Forderungszeichen {
        let gefunden = try Forderungszeichen.angemeldete(in: kassenzeichen, session)
        guard gefunden.count < 2 else {
            let kommunen = gefunden.map(\.kommune).joined(separator: " und ")
            throw Hindernis(.eingabe, feld: "kassenzeichen",
                            "\(kommunen) führen beide dieses Kassenzeichen.",
                            abhilfe: "Buchen Sie es als durchlaufend und fragen Sie beide.")
        }
        guard let zeichen = gefunden.first else {
            throw Hindernis(.eingabe, feld: "kassenzeichen",
                            "Keine Kommune hat eine Rückforderung mit diesem Kassenzeichen.",
                            abhilfe: "Es beginnt mit R und dem Kürzel der Kommune, wie im "
                                + "Bescheid: RAHA-2026-00007.")
        }
        return zeichen
    }
}
