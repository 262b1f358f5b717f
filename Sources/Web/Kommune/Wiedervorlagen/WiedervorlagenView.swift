import Grundwerte
import Kommune
import Platform

/// Die Seite `wiedervorlage/liste.mustache`.
struct WiedervorlagenView: Sendable {
    struct Zeile: Sendable {
        let wert: String
        let gewaehlt: Bool
        let zustand: Marke
        let name: String
        let aktenzeichen: String
        let fall: String
        let ziel: String
        let text: String
        let warum: String?
        let quelle: String
        /// Bei wem sie liegt, wenn nicht bei der angemeldeten Person.
        let bei: Marke?
    }

    /// Was eine Probe oder eine Handlung ergab.
    struct Ausgang: Sendable {
        struct Punkt: Sendable {
            let ziel: String
            let name: String
            let satz: String
        }

        let titel: String
        let klasse: String
        let offen: [Punkt]
        let hatOffen: Bool
        /// Was geschähe; nur bei der Probe.
        let folgen: [Punkt]
        let hatFolgen: Bool
    }

    let page: Page
    let zeile: String
    let ort: String
    let wer: [Wahl]
    let bis: String
    let ausgang: Ausgang?
    let zeilen: [Zeile]
    let hatZeilen: Bool
    let leer: Leer?
    let alleMarkieren: String
    let gewaehlt: Int
    let formular: Formular
    let werWert: String
    let texte: String?

    struct Wahl: Sendable {
        let wert: String
        let text: String
        let gewaehlt: Bool
    }

    init(_ vorlagen: [Wiedervorlage], auswahl: Vorlagenauswahl, markiert: Set<Wiedervorlage.ID>?,
         formular: Formular, ausgang: Ausgang?, kollegen: [User], namen: [User.ID: String],
         ich: User.ID, page: Page, heute: Kalendertag, texte: Bool, pfad: (String) -> String) {
        self.page = page
        self.ausgang = ausgang
        self.formular = formular
        ort = pfad("wiedervorlagen")
        self.texte = texte ? pfad("wiedervorlagen/texte") : nil
        zeile = (vorlagen.count == 1 ? "1 offene" : "\(vorlagen.count) offene")
            + ", fällig bis \(auswahl.bis.deutsch)"
            + (vorlagen.count == WiedervorlagenRoutes.hoechstens
                ? "; weitere zeigt ein früherer Tag" : "")
        wer = ([("meine", "Meine und wen ich vertrete"), ("alle", "Alle")]
            + kollegen.map { ("\($0.id)", $0.name) }).map {
            Wahl(wert: $0.0, text: $0.1, gewaehlt: $0.0 == auswahl.werWert)
        }
        bis = auswahl.bisText
        werWert = auswahl.werWert
        alleMarkieren = ort + auswahl.abfrage + "&markiert=alle"
        zeilen = vorlagen.map { vorlage in
            Zeile(
                wert: Wiedervorlage.Gewaehlt.wert(vorlage),
                gewaehlt: markiert?.contains(vorlage.id) ?? true,
                zustand: AufgabenView.zustand(vorlage.faellig, heute), name: vorlage.name,
                aktenzeichen: vorlage.aktenzeichen, fall: pfad("faelle/\(vorlage.fall)"),
                ziel: pfad("wiedervorlagen/\(vorlage.id)"), text: vorlage.text,
                warum: vorlage.warum.isEmpty ? nil : vorlage.warum,
                quelle: vorlage.quelle.bezeichnung,
                bei: vorlage.fuer == ich ? nil
                    : Marke("bei \(namen[vorlage.fuer] ?? "–")", .hinweis))
        }
        hatZeilen = !zeilen.isEmpty
        gewaehlt = zeilen.count(where: \.gewaehlt)
        leer = zeilen.isEmpty ? Leer(
            "Bis zum \(auswahl.bis.deutsch) ist nichts offen.",
            rat: "Wählen Sie einen späteren Tag oder eine andere Zuständigkeit.") : nil
    }
}

extension WiedervorlagenView.Ausgang {
    init(_ ergebnis: Wiedervorlage.Ergebnis, _ aktion: Vorlageaktion, probe: Bool,
         pfad: (String) -> String) {
        let gut = ergebnis.getan.count
        let aussen = Einschraenkung.satz(ergebnis.eingeschraenkt).map { " \($0)" } ?? ""
        titel = probe
            ? "Probe: \(gut) von \(ergebnis.anzahl) ausgewählten \(Self.wuerden(aktion)). "
                + "Noch ist nichts geschehen.\(aussen)"
            : "\(gut) von \(ergebnis.anzahl): \(Self.satz(gut, aktion))\(aussen)"
        klasse = gut == ergebnis.anzahl ? "meldung--erfolg" : "meldung--hinweis"
        func name(_ vorlage: Wiedervorlage) -> String {
            "\(vorlage.name.isEmpty ? vorlage.aktenzeichen : vorlage.name), „\(vorlage.text)“"
        }
        var offen = ergebnis.offen.map { vorlage, hindernis in
            Punkt(ziel: pfad("faelle/\(vorlage.fall)"), name: name(vorlage), satz: hindernis.satz)
        }
        if ergebnis.unbekannt > 0 {
            offen.append(Punkt(
                ziel: pfad("wiedervorlagen"), name: "\(ergebnis.unbekannt) unbekannte",
                satz: "Diese Einträge gibt es hier nicht."))
        }
        self.offen = offen
        hatOffen = !offen.isEmpty
        folgen = probe ? ergebnis.getan.map { vorlage in
            Punkt(ziel: pfad("faelle/\(vorlage.fall)"), name: name(vorlage),
                  satz: aktion.folge(vorlage))
        } : []
        hatFolgen = !folgen.isEmpty
    }

    /// `3 Wiedervorlagen auf den 01.12.2026 verschoben.`
    static func satz(_ anzahl: Int, _ aktion: Vorlageaktion) -> String {
        let was = anzahl == 1 ? "1 Wiedervorlage" : "\(anzahl) Wiedervorlagen"
        return switch aktion {
        case let .verschieben(tag): "\(was) auf den \(tag.deutsch) verschoben."
        case let .uebergeben(_, name): "\(was) an \(name) übergeben."
        case .erledigen: "\(was) erledigt."
        }
    }

    private static func wuerden(_ aktion: Vorlageaktion) -> String {
        switch aktion {
        case let .verschieben(tag): "würden auf den \(tag.deutsch) verschoben"
        case let .uebergeben(_, name): "würden an \(name) übergeben"
        case .erledigen: "würden erledigt"
        }
    }
}
