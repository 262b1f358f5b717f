import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Alles zu einem Widerspruch, in einer Transaktion gelesen.
struct Widerspruchsinhalt: Sendable {
    let widerspruch: Widerspruch
    let akte: Fallakte
    let schreiben: [Schreiben]
    /// Die Forderung, gegen deren Bescheid er sich richtet.
    let forderung: Rueckforderung.ID?
    /// Vorschlag aus der letzten Entscheidung.
    let gericht: String

    init(_ id: Widerspruch.ID, in session: MandantSession) throws {
        guard let widerspruch = try Widerspruch.laden(id, in: session),
              let akte = try Fallakte.laden(widerspruch.fall, stand: .init(am: session.heute),
                                            in: session)
        else { throw Hindernis.nichtGefunden }
        self.widerspruch = widerspruch
        self.akte = akte
        schreiben = try Schreiben.alle([widerspruch.entscheidung].compactMap(\.self), in: session)
        forderung = try widerspruch.forderung(in: session)
        gericht = try Widerspruch.letztesGericht(in: session)
    }
}

extension Widerspruch {
    func marke(heute: Kalendertag) -> Marke {
        if let ausgang { return Marke(ausgang.bezeichnung, .ok) }
        let bis = entscheidenBis
        if bis <= heute { return Marke("Untätigkeitsklage möglich seit \(bis.deutsch)", .gefahr) }
        return Marke("entscheiden vor dem \(bis.deutsch)", heute.tage(bis: bis) <= 31
                     ? .warnung : .hinweis)
    }
}

extension VorgangView {
    init(_ inhalt: Widerspruchsinhalt, namen: [User.ID: String], context: MandantContext) {
        let widerspruch = inhalt.widerspruch, ort = context.pfad("widersprueche/\(widerspruch.id)")
        self.init(
            page: context.page("Widerspruch gegen \(widerspruch.gegen)", .widersprueche, pfad: [
                Verweis("Widersprüche", context.pfad("widersprueche")),
                Verweis(widerspruch.aktenzeichen,
                        context.pfad("faelle/\(widerspruch.fall)/verfahren")),
            ]),
            unterzeile: "\(widerspruch.name) · \(widerspruch.aktenzeichen)",
            zustand: widerspruch.marke(heute: context.heute),
            naechstes: VorgangView.naechstes(widerspruch),
            handlungen: widerspruch.ausgang == nil && context.darf(.widerspruchBearbeiten)
                ? [Knopf("Entscheiden", "\(ort)/entscheidung", haupt: true)] : [],
            freigaben: [],
            abschnitte: VorgangView.abschnitte(inhalt, namen: namen) { context.pfad($0) },
            eckdaten: VorgangView.eckdaten(inhalt) { context.pfad($0) })
    }

    private static func naechstes(_ widerspruch: Widerspruch) -> Meldung? {
        guard widerspruch.ausgang == nil else { return nil }
        if widerspruch.istVerspaetet {
            let ab = AsylbLG.nachzahlungAb(ueberpruefung: widerspruch.eingegangen)
            return .warnung("Verspätet: Die Frist endete am \(widerspruch.frist.deutsch). Ohne "
                + "Wiedereinsetzung "
                + "(§ 67 SGG) ist er unzulässig; als Überprüfungsantrag (§ 44 SGB X) wirkt er auf "
                + "Leistungen ab "
                + "\(ab.deutsch).")
        }
        return widerspruch.form.istWirksam ? nil
            : .warnung("Formlos erhoben: Die Form ist bis zum \(widerspruch.frist.deutsch) "
                + "nachzuholen "
                + "(§ 84 Abs. 1 SGG).")
    }

    private static func abschnitte(_ inhalt: Widerspruchsinhalt, namen: [User.ID: String],
                                   pfad: (String) -> String) -> [Abschnitt] {
        let widerspruch = inhalt.widerspruch
        var abschnitte = [
            Abschnitt(id: "vorbringen", titel: "Was vorgebracht wird",
                      absaetze: widerspruch.begruendung.isEmpty ? [] : [widerspruch.begruendung],
                      leer: widerspruch.begruendung.isEmpty
                          ? Leer("Der Widerspruch ist nicht begründet.") : nil),
            Abschnitt(id: "wirkung", titel: "Wirkung", absaetze: [widerspruch.wirkungGrund.isEmpty
                ? "Der Widerspruch hat aufschiebende Wirkung (§ 86a Abs. 1 SGG)."
                : "Keine aufschiebende Wirkung. \(widerspruch.wirkungGrund)"]),
        ]
        if !widerspruch.versaeumnis.isEmpty {
            abschnitte.append(Abschnitt(id: "versaeumnis", titel: "Verspätung",
                                        absaetze: [widerspruch.versaeumnis]))
        }
        if let am = widerspruch.entschiedenAm {
            abschnitte.append(Abschnitt(
                id: "entscheidung", titel: "Entscheidung vom \(am.deutsch)",
                absaetze: [widerspruch.entscheidungGrund],
                tabelle: .schreiben(inhalt.schreiben, namen: namen, pfad: pfad)))
        }
        return abschnitte
    }

    private static func eckdaten(_ inhalt: Widerspruchsinhalt,
                                 pfad: (String) -> String) -> [Eckdatum] {
        let widerspruch = inhalt.widerspruch
        let gegen = switch widerspruch.ziel {
        case let .bescheid(id): pfad("bescheide/\(id)/pdf")
        case let .schreiben(id): pfad("schreiben/\(id)/pdf")
        }
        return [
            Eckdatum("Gegen", widerspruch.gegen, ziel: gegen),
            Eckdatum("Eingegangen", widerspruch.eingegangen.deutsch),
            Eckdatum("Erhoben von", widerspruch.erhobenVon),
            Eckdatum("Form", widerspruch.form.bezeichnung),
            Eckdatum("Bescheid bekannt am", widerspruch.bekanntAm.deutsch),
            Eckdatum("Belehrung", widerspruch.belehrt ? "richtig" : "fehlte oder falsch"),
            Eckdatum("Frist bis", widerspruch.frist.deutsch),
            inhalt.forderung.map { Eckdatum("Rückforderung", "zum Konto",
                                            ziel: pfad("rueckforderungen/\($0)")) },
        ].compactMap(\.self)
    }
}

extension VerfahrenslisteView {
    static func widersprueche(
        _ offene: [Widerspruch], _ fertige: [Widerspruch], meine: Bool, namen: [User.ID: String],
        context: MandantContext
    ) -> VerfahrenslisteView {
        let ort = context.pfad("widersprueche"), heute = context.heute, pfad = { context.pfad($0) }
        return VerfahrenslisteView(
            page: context.page("Widersprüche", .widersprueche),
            unterzeile: meine
                ? "Aus Fällen, die Sie bearbeiten oder vertreten" : "Aus allen Fällen",
            auswahl: context.darf(.fallAendern) ? [
                .init(text: "Meine Fälle", ziel: ort, aktiv: meine),
                .init(text: "Alle Fälle", ziel: "\(ort)?alle=1", aktiv: !meine),
            ] : [],
            zaehler: [
                Zaehler(offene.filter { $0.entscheidenBis <= heute }.count, "über drei Monate",
                        ziel: "#offen",
                        dringend: true),
                Zaehler(offene.count, "offen", ziel: "#offen"),
                Zaehler(offene.filter(\.istVerspaetet).count, "verspätet", ziel: "#offen"),
            ],
            abschnitte: [
                Abschnitt(id: "offen", titel: "Zu entscheiden",
                          tabelle: offene.isEmpty ? nil : .widersprueche(offene, heute: heute,
                              pfad: pfad),
                          leer: offene.isEmpty ? Leer("Kein Widerspruch ist offen.") : nil),
            ] + (fertige.isEmpty ? [] : [
                Abschnitt(id: "entschieden", titel: "Zuletzt entschieden",
                          tabelle: .widersprueche(fertige, titel: "Entschiedene Widersprüche",
                                                  heute: heute, pfad: pfad)),
            ]))
    }
}

extension Tabelle {
    static func widersprueche(
        _ widersprueche: [Widerspruch], titel: String = "Widersprüche", heute: Kalendertag,
        pfad: (String) -> String
    ) -> Tabelle {
        Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Gegen"), Spalte("Fall"), Spalte("Eingegangen", .datum),
                      Spalte("Frist", .datum), Spalte("Stand")],
            zeilen: widersprueche.map { widerspruch in
                [Zelle(widerspruch.gegen, ziel: pfad("widersprueche/\(widerspruch.id)")),
                 Zelle(widerspruch.name, zusatz: widerspruch.aktenzeichen),
                 Zelle(widerspruch.eingegangen),
                 Zelle(widerspruch.frist.deutsch, zusatz: widerspruch.istVerspaetet
                       ? "versäumt" : "gewahrt"),
                 Zelle(widerspruch.marke(heute: heute),
                       zusatz: widerspruch.wirkungGrund.isEmpty
                           ? nil : "keine aufschiebende Wirkung")]
            })
    }
}
