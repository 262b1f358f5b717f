import Grundwerte
import Kreis
import Platform

/// Die Seite `forderung/zeigen.mustache`.
struct ForderungView: Sendable {
    struct Daten: Sendable {
        let forderung: Forderung
        let eingaenge: [Forderung.Eingang]
        let verrechnungen: [Forderung.Verrechnung]
        let mahnungen: [Forderung.Mahnung]
        /// Offene derselben Kommune, mit denen sich ein Guthaben verrechnen lässt.
        let schulden: [Forderung]
        /// Ein Guthaben der Kommune aus anderen Forderungen; vor seiner Verrechnung wird nicht
        /// gemahnt.
        let guthaben: Geld
        /// Aus welcher Kostenteilung sie entstand; sonst nil.
        let teilung: Kostenteilung.ID?

        init(_ id: Forderung.ID, in session: KreisSession) throws {
            forderung = try Forderung.laden(id, in: session)
            eingaenge = try forderung.eingaenge(in: session)
            verrechnungen = try forderung.verrechnungen(in: session)
            mahnungen = try forderung.mahnungen(in: session)
            teilung = try forderung.kostenteilung(in: session)
            let offene = try Forderung.offene(mandant: forderung.mandant, in: session)
            schulden = forderung.guthaben > .null ? offene.filter { $0.offen > .null } : []
            guthaben = offene.filter { $0.id != id }.map(\.guthaben).summe()
        }

        /// Was diese Person zurücknehmen kann; wer verrechnet hat, prüft sich nicht selbst.
        func ruecknehmbar(von wer: User.ID) -> [Forderung.Verrechnung] {
            verrechnungen.filter { $0.istAufhebbar && $0.von != wer }
        }
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let ergebnis: Ergebnis
    let eckdaten: [Eckdatum]
    let eingaenge: Tabelle?
    let leer: Leer?
    let verrechnungen: Tabelle?
    let mahnungen: Tabelle?
    let mahnen: Formular?
    let mahntext: String
    let mahnziel: String
    let setzen: Formular?
    let setzziel: String
    let verrechnen: Formular?
    let verrechnungsziel: String
    let zuruecknehmen: Formular?
    let ruecknahmeziel: String
    let hinweis: Meldung?

    static func verrechnungsfelder(_ daten: Daten) -> [Feld] {
        [
            Feld("auf", "Auf welche Forderung", .auswahl(daten.schulden.map {
                Option($0.id.description, "\($0.nummer), \($0.monat.deutsch): \($0.offen) offen")
            })),
            Feld("betrag", "Betrag in €", .betrag, breite: .kurz),
            Feld("grund", "Grund", hinweis: "Etwa: Im Oktober doppelt überwiesen.", maximal: 200),
        ]
    }

    static func ruecknahmefelder(_ verrechnungen: [Forderung.Verrechnung]) -> [Feld] {
        [
            Feld("verrechnung", "Welche Verrechnung", .auswahl(verrechnungen.map {
                Option($0.id.description, "mit \($0.nummer) vom \($0.tag.deutsch), \($0.betrag)")
            })),
            Feld("irrtum", "Warum war sie falsch?", .mehrzeilig, maximal: 500),
        ]
    }
}

extension ForderungView {
    init(_ daten: Daten, _ namen: [User.ID: String], _ context: KreisContext, _ zurueck: Zurueck?) {
        let f = daten.forderung, heute = context.heute
        let ort = context.pfad("forderungen/\(f.id)"), darf = context.darf(.forderungBearbeiten)
        page = context.page("Forderung \(f.nummer), \(f.kommune)", .erstattung, pfad: [
            Verweis("Erstattung", context.pfad("erstattung")),
            Verweis("Offene Posten", context.pfad("forderungen")),
        ], fehler: zurueck?.fehler)
        untertitel = "\(f.art.bezeichnung) \(f.monat.deutsch) · fällig am \(f.faellig.deutsch)"
        marke = f.marke(am: heute)
        ergebnis = f.offen < .null ? Ergebnis("Guthaben der Kommune", f.guthaben)
            : Ergebnis("Noch offen", f.offen)
        eckdaten = [
            Eckdatum("Gefordert", f.betrag.description, ziel: Self.herkunft(daten, context)),
            Eckdatum("Eingegangen", f.eingegangen.description),
            Eckdatum("Verrechnet", f.verrechnet.description),
            Eckdatum("Kassenzeichen", f.kassenzeichen),
        ]
        eingaenge = Self.eingaenge(daten.eingaenge, context)
        leer = daten.eingaenge.isEmpty
            ? Leer("Darauf ist noch nichts eingegangen.",
                   rat: "Nennt die Kommune das Kassenzeichen, ordnet das Programm ihre Zahlung zu.")
            : nil
        verrechnungen = Self.verrechnungen(daten.verrechnungen, context)
        mahnungen = Self.mahnungen(daten.mahnungen, namen, ort)
        let stufe = daten.guthaben > .null ? nil : f.mahnbar(am: heute)
        mahnen = darf && stufe != nil
            ? zurueck.formular("mahnung", [], facts: context.facts) : nil
        mahntext = "\(stufe?.bezeichnung ?? "") über \(f.offen) erstellen"
        mahnziel = "\(ort)/mahnung"
        setzen = darf && context.services.schriftsatz != nil
            && daten.mahnungen.contains { !$0.hatSchreiben }
            ? zurueck.formular("schreiben", [], facts: context.facts) : nil
        setzziel = "\(ort)/mahnschreiben"
        verrechnen = darf && !daten.schulden.isEmpty ? zurueck.formular(
            "verrechnung", Self.verrechnungsfelder(daten),
            werte: ["betrag": min(f.guthaben, daten.schulden[0].offen).betrag],
            facts: context.facts) : nil
        verrechnungsziel = "\(ort)/verrechnung"
        let ruecknehmbar = daten.ruecknehmbar(von: context.benutzer)
        zuruecknehmen = darf && !ruecknehmbar.isEmpty ? zurueck.formular(
            "zuruecknehmen", Self.ruecknahmefelder(ruecknehmbar),
            werte: ["verrechnung": ruecknehmbar[0].id.description], facts: context.facts) : nil
        ruecknahmeziel = "\(ort)/verrechnung/ruecknahme"
        hinweis = Self.hinweis(daten, heute)
    }

    /// Woraus die Forderung entstanden ist, wenn die Person es lesen darf.
    private static func herkunft(_ daten: Daten, _ context: KreisContext) -> String? {
        let id = daten.forderung.id
        return switch daten.forderung.art {
        case .erstattung: context.pfad("erstattungen/\(id)")
        case .umlage:
            context.darf(.umlageLesen) ? context.pfad("krankenhilfe/umlagen/\(id)") : nil
        case .kosten:
            context.darf(.kostenteilungLesen)
                ? daten.teilung.map { context.pfad("kostenteilungen/\($0)") } : nil
        }
    }

    private static func hinweis(_ daten: Daten, _ heute: Kalendertag) -> Meldung? {
        let f = daten.forderung
        if f.guthaben > .null, daten.schulden.isEmpty {
            return .hinweis("Die Kommune hat \(f.guthaben) zu viel gezahlt. Das Guthaben lässt "
                + "sich mit ihrer nächsten Forderung verrechnen oder zurücküberweisen; die "
                + "Belastung ordnen Sie dann dieser Forderung zu.")
        }
        if daten.guthaben > .null, f.mahnbar(am: heute) != nil {
            return .hinweis("\(f.kommune) hat aus anderen Forderungen ein Guthaben von "
                + "\(daten.guthaben). Gemahnt wird erst, wenn es verrechnet ist.")
        }
        if f.offen > .null, let schonfrist = f.schonfrist, heute <= schonfrist {
            return .hinweis("Was darauf verbucht war, ist zurückgenommen. Bis zum "
                + "\(schonfrist.deutsch) wird nicht gemahnt: \(f.kommune) erfährt es gerade erst.")
        }
        if f.mahnstufe == .letzteMahnung, f.offen > .null, let frist = f.mahnfrist, heute > frist {
            return .warnung("Alle Mahnstufen sind durchlaufen. Klären Sie den Rückstand mit der "
                + "Leitung der Kommune.")
        }
        return nil
    }

    private static func eingaenge(_ eingaenge: [Forderung.Eingang], _ context: KreisContext)
        -> Tabelle? {
        guard !eingaenge.isEmpty else { return nil }
        let darf = context.darf(.bankLesen)
        return Tabelle(
            "Zahlungen", spalten: [Spalte("Gebucht"), Spalte("Beleg der Bank"), Spalte("Buchung"),
                                   Spalte("Betrag in €", .zahl)],
            zeilen: eingaenge.map { eingang in
                [Zelle(eingang.buchungstag.deutsch),
                 Zelle(eingang.beleg, ziel: darf
                     ? context.pfad("bank/umsaetze/\(eingang.umsatz)") : nil),
                 Zelle.zahlungsart(
                     eingang.betrag, zurueck: eingang.nimmtZurueck, grund: eingang.grund,
                     ziel: darf ? eingang.buchung.map { context.pfad("buchungen/\($0)") } : nil),
                 Zelle(eingang.betrag)]
            },
            summe: ["Summe", "", "", Zelle(eingaenge.map(\.betrag).summe())])
    }

    private static func verrechnungen(
        _ verrechnungen: [Forderung.Verrechnung], _ context: KreisContext
    ) -> Tabelle? {
        guard !verrechnungen.isEmpty else { return nil }
        return Tabelle(
            "Verrechnungen", spalten: [Spalte("Mit"), Spalte("Am", .datum), Spalte("Grund"),
                                       Spalte("Betrag in €", .zahl)],
            zeilen: verrechnungen.map {
                [Zelle($0.nummer, ziel: context.pfad("forderungen/\($0.andere)")), Zelle($0.tag),
                 Zelle($0.grund, zusatz: $0.nimmtZurueck ? "Verrechnung zurückgenommen" : nil),
                 Zelle($0.betrag)]
            })
    }

    private static func mahnungen(
        _ mahnungen: [Forderung.Mahnung], _ namen: [User.ID: String], _ ort: String
    ) -> Tabelle? {
        guard !mahnungen.isEmpty else { return nil }
        return Tabelle(
            "Mahnungen", spalten: [Spalte("Stufe"), Spalte("Vom", .datum), Spalte("Frist", .datum),
                                   Spalte("Von"), Spalte("Offen in €", .zahl)],
            zeilen: mahnungen.map {
                [Zelle($0.stufe.bezeichnung, zusatz: $0.hatSchreiben ? "Schreiben (PDF)" : nil,
                       ziel: $0.hatSchreiben ? "\(ort)/mahnungen/\($0.id)" : nil),
                 Zelle($0.tag), Zelle($0.frist), Zelle(namen[$0.von] ?? "unbekannt"),
                 Zelle($0.offen)]
            })
    }
}

extension Zelle {
    /// Was eine Zahlung auf eine Forderung war; bei einer Rücknahme auch, warum.
    static func zahlungsart(_ betrag: Geld, zurueck: Bool, grund: String, ziel: String? = nil)
        -> Zelle {
        guard !zurueck else {
            return Zelle("Zuordnung zurückgenommen", zusatz: grund, ziel: ziel)
        }
        return Zelle(betrag.istNegativ ? "Rückzahlung" : "Eingang", ziel: ziel)
    }
}
