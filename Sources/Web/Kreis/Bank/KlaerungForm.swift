import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Was eine Person über einen Umsatz einträgt. Die Auswahl nennt nur, was es zu diesem Umsatz geben kann.
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
    let vorgang: UUIDv7

    /// Mit `bedenken` auch der Haken, sie zu übergehen.
    static func felder(_ umsatz: Bankumsatz, _ vorschlaege: [Bankumsatz.Vorschlag],
                       _ erstattungen: [Erstattung], _ umlagen: [Umlageteil],
                       _ kosten: [Forderung], bedenken: Bool) -> [Feld] {
        var arten: [Option] = [], weitere: [Feld] = []
        if !vorschlaege.isEmpty {
            arten.append(Option(Als.ruecklauf.rawValue, "Eine Zahlung ist zurückgekommen"))
            weitere.append(Feld("auftrag", "Welche Zahlung", .auswahl(vorschlaege.map {
                Option($0.auftrag.description, "\($0.empfaenger), \($0.kommune), \($0.betrag), gezahlt am "
                    + "\($0.gezahltAm.deutsch), \($0.endToEndId)")
            }), hinweis: "Nur bei einer zurückgekommenen Zahlung", freiwillig: true,
               breite: .lang, nur: nur(.ruecklauf)))
        }
        if !erstattungen.isEmpty {
            arten.append(Option(Als.erstattung.rawValue, umsatz.offen > .null
                ? "Eine Kommune hat ihre Erstattung gezahlt"
                : "Der Kreis hat einer Kommune ihr Guthaben zurückgezahlt"))
            weitere.append(Feld("erstattung", "Welche Erstattung", .auswahl(erstattungen.map {
                Option($0.id.description, "\($0.kommune), \($0.monat.deutsch), \($0.nummer), offen \($0.offen)")
            }), hinweis: "Nur bei Zahlungen von und an eine Kommune", freiwillig: true,
               breite: .lang, nur: nur(.erstattung)))
        }
        if !umlagen.isEmpty {
            arten.append(Option(Als.umlage.rawValue, umsatz.offen > .null
                ? "Eine Kommune hat ihre Umlage gezahlt"
                : "Der Kreis hat einer Kommune ihr Guthaben aus der Umlage gezahlt"))
            weitere.append(Feld("umlage", "Welche Umlage", .auswahl(umlagen.map {
                Option($0.id.description, "\($0.kommune), \($0.monat.deutsch), \($0.nummer), offen "
                    + "\($0.offen)")
            }), hinweis: "Nur bei der Umlage der Krankenhilfe", freiwillig: true,
               breite: .lang, nur: nur(.umlage)))
        }
        if !kosten.isEmpty {
            arten.append(Option(Als.kosten.rawValue,
                                "Eine Kommune hat ihren Anteil an geteilten Kosten gezahlt"))
            weitere.append(Feld("kosten", "Welcher Anteil", .auswahl(kosten.map {
                Option($0.id.description, "\($0.kommune), \($0.nummer), offen \($0.offen)")
            }), hinweis: "Nur bei einer Kostenteilung", freiwillig: true,
               breite: .lang, nur: nur(.kosten)))
        }
        if umsatz.offen > .null {
            arten.append(Option(
                Als.rueckforderung.rawValue, "Jemand hat auf die Rückforderung einer Kommune gezahlt",
                hinweis: "Das Geld gehört der Kommune und mindert ihre nächste Erstattung"))
            weitere.append(Feld("kassenzeichen", "Kassenzeichen der Rückforderung",
                                hinweis: "Nur dann; etwa RAHA-2026-00007", freiwillig: true,
                                maximal: 40, breite: .mittel, nur: nur(.rueckforderung)))
        }
        if umsatz.lauf != nil, umsatz.offen < .null {
            arten.append(Option(Als.sammler.rawValue, "Die Bank hat einen Zahllauf nur zum Teil belastet"))
            weitere.append(Feld("fehlende", "Welche Zahlungen des Laufs fehlen darin", .mehrzeilig,
                                hinweis: "EndToEndIds, je Zeile eine; leer, wenn keine fehlt", freiwillig: true,
                                nur: nur(.sammler)))
        }
        arten.append(Option(Als.barkasse.rawValue,
                            "Bargeld der Barkasse oder ein eingelöster Scheck"))
        arten.append(Option(Als.durchlaufend.rawValue, "Keins davon: durchlaufendes Geld",
                            hinweis: "Zum Beispiel ein Entgelt der Bank oder Geld, das nicht hierher gehört"))
        return [Feld("als", "Was ist dieser Umsatz?", .eine(arten))] + weitere
            + [Feld("teil", "Nur ein Teil davon, in €", .betrag,
                    hinweis: "Leer heißt alles; der Rest bleibt zu klären", freiwillig: true,
                    breite: .kurz),
               Feld("grund", "Woran erkennen Sie das?", .mehrzeilig, maximal: 500)]
            + (bedenken ? [Feld("trotzdem", "Ich habe das geprüft und ordne so zu", .haken,
                                freiwillig: true)] : [])
    }

    private static func nur(_ als: Als) -> Feld.Wahl { Feld.Wahl(feld: "als", wert: als.rawValue) }

    init(_ form: FormData, _ felder: [Feld], heute: Kalendertag) throws {
        var eingabe = Eingabe(form, felder, heute: heute)
        let namen = Set(felder.map(\.name))
        let als = eingabe.auswahl("als").flatMap(Als.init), grund = eingabe.text("grund")
        auftrag = namen.contains("auftrag") ? eingabe.kennung("auftrag", als: Zahlungsauftrag.ID.self) : nil
        erstattung = namen.contains("erstattung") ? eingabe.kennung("erstattung", als: Erstattung.ID.self) : nil
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
            eingabe.melde("auftrag", grund: "noch keine Auswahl", abhilfe: "Wählen Sie die Zahlung, die zurückkam.")
        }
        if als == .erstattung, erstattung == nil {
            eingabe.melde("erstattung", grund: "noch keine Auswahl", abhilfe: "Wählen Sie die bezahlte Erstattung.")
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
        vorgang = try eingabe.vorgang()
    }

    func klaerung(_ umsatz: Bankumsatz, in session: KreisSession) throws -> Klaerung {
        if als == .umlage, let umlageteil { return .umlage(umlageteil) }
        if als == .kosten, let kosten { return .kosten(kosten) }
        switch (als, auftrag, erstattung, umsatz.lauf) {
        case let (.ruecklauf, auftrag?, _, _): return .ruecklauf(auftrag)
        case let (.erstattung, _, erstattung?, _): return .erstattung(erstattung)
        case (.rueckforderung, _, _, _): return .rueckforderung(try zeichen(in: session))
        case let (.sammler, _, _, lauf?):
            let (gefunden, unbekannt) = try Zahllauf.auftraege(lauf, endToEndIds: fehlende, in: session)
            guard unbekannt.isEmpty else {
                throw Hindernis(.eingabe, feld: "fehlende",
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
