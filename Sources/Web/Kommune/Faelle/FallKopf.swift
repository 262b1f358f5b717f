import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Die Seiten eines Falls, in der Reihenfolge der Reiter.
enum Fallreiter: String, Sendable, CaseIterable {
    case haushalt, leistung, weitere, zahlungen, verfahren, dokumente, verlauf, datenschutz

    var bezeichnung: String {
        switch self {
        case .haushalt: "Haushalt"
        case .leistung: "Leistung"
        case .zahlungen: "Zahlungen"
        case .weitere: "Weitere Leistungen"
        case .verfahren: "Verfahren"
        case .dokumente: "Dokumente"
        case .verlauf: "Verlauf"
        case .datenschutz: "Datenschutz"
        }
    }

    /// Was es außer dem Lesen des Falls braucht; nil: nichts.
    var recht: Permission? {
        switch self {
        case .zahlungen: .zahlungLesen
        case .weitere: .krankenhilfeLesen
        case .verfahren: .rueckforderungLesen
        case .datenschutz: .auskunftErteilen
        case .haushalt, .leistung, .dokumente, .verlauf: nil
        }
    }

    /// Teil des Pfads hinter dem Fall.
    var pfad: String { self == .haushalt ? "" : "/\(rawValue)" }
}

/// Was über jeder Seite eines Falls steht: wer, was gerade gilt, der gewählte Stand, die Reiter.
///
/// Vorlage: `{{>fall/kopf}}` bei einem View mit `let kopf: FallKopf`.
struct FallKopf: Sendable {
    struct Reiter: Sendable {
        let text: String
        let ziel: String
        let aktiv: Bool
    }

    struct Knopf: Sendable {
        let text: String
        let ziel: String
        let klasse: String
        let taste: String
    }

    /// Die Wahl des Stands, mit dem Satz, was gerade zu sehen ist.
    struct Standwahl: Sendable {
        let ziel: String
        let am: String
        let bekannt: String
        let satz: String
    }

    /// Der Weg durch die Liste, aus der man kam.
    struct Listenweg: Sendable {
        let name: String
        let liste: String
        let vorheriger: String
        let naechster: String
    }

    /// Nil, solange noch keine Liste offen war.
    let listenweg: Listenweg?
    /// `Rahmani, Yusuf und Samira`.
    let name: String
    let zeile: String
    let marken: [Marke]
    let wahl: Standwahl
    /// Sagt deutlich, wenn nicht der heutige Stand zu sehen ist.
    let hinweis: Meldung?
    let heuteZiel: String?
    let reiter: [Reiter]
    let knoepfe: [Knopf]
    let aktenzeichen: String

    init(_ akte: Fallakte, _ reiter: Fallreiter, anfrage: Fallanfrage, namen: [User.ID: String],
         context: MandantContext) {
        let ort = context.pfad("faelle/\(akte.fall.id)")
        self.init(akte, reiter, anfrage: anfrage, namen: namen, ort: ort) { context.darf($0) }
    }

    /// `ort` ist der Pfad des Falls.
    init(_ akte: Fallakte, _ reiter: Fallreiter, anfrage: Fallanfrage, namen: [User.ID: String],
         ort: String, darf: (Permission) -> Bool) {
        let tag = anfrage.stand.am
        listenweg = anfrage.liste.map { FallKopf.listenweg($0, reiter, ort: ort) }
        name = akte.titel(am: tag)
        aktenzeichen = akte.fall.aktenzeichen
        zeile = FallKopf.zeile(akte, am: tag, bei: namen[akte.fall.sachbearbeitung])
        marken = FallKopf.marken(akte, am: tag, heute: anfrage.heute)
        wahl = FallKopf.wahl(anfrage, ziel: ort + reiter.pfad)
        hinweis = anfrage.fehler.map { Meldung.gefahr($0) } ?? FallKopf.rueckblick(anfrage)
            ?? akte.einschraenkung.map { FallKopf.eingeschraenkt($0, ort: ort, darf: darf) }
        heuteZiel = anfrage.istHeute ? nil : ort + reiter.pfad
        self.reiter = Fallreiter.allCases.filter { $0.recht.map(darf) ?? true }.map {
            Reiter(text: $0.bezeichnung, ziel: ort + $0.pfad + anfrage.abfrage, aktiv: $0 == reiter)
        }
        let frei = akte.einschraenkung == nil || darf(.verarbeitungEinschraenken)
        knoepfe = !anfrage.istHeute ? []
            : frei ? FallKopf.knoepfe(akte, ort: ort, darf: darf)
            : FallKopf.engeKnoepfe(akte, ort: ort, darf: darf)
    }

    private static func listenweg(_ liste: Listenherkunft, _ reiter: Fallreiter,
                                  ort: String) -> Listenweg {
        Listenweg(
            name: liste.name, liste: liste.ziel,
            vorheriger: "\(ort)/vorheriger?reiter=\(reiter.rawValue)",
            naechster: "\(ort)/naechster?reiter=\(reiter.rawValue)")
    }

    private static func zeile(_ akte: Fallakte, am tag: Kalendertag, bei wem: String?) -> String {
        let anzahl = akte.mitglieder(am: tag).count
        return [
            akte.fall.aktenzeichen, anzahl == 1 ? "1 Person" : "\(anzahl) Personen",
            akte.unterkunft(am: tag).map(\.kurzanschrift), wem.map { "bei \($0)" },
        ].compactMap(\.self).joined(separator: " · ")
    }

    private static func knoepfe(
        _ akte: Fallakte, ort: String, darf: (Permission) -> Bool
    ) -> [Knopf] {
        var knoepfe: [Knopf] = []
        if darf(.wiedervorlageBearbeiten) {
            knoepfe.append(Knopf(text: "Wiedervorlage", ziel: "\(ort)/wiedervorlagen",
                                 klasse: "knopf", taste: "w"))
        }
        guard !akte.istEingestellt(am: akte.stand.am) else {
            // Statistik und Ausländerzentralregister fragen auch nach beendeten Fällen.
            if darf(.fallAendern) {
                knoepfe.append(Knopf(text: "Angaben zur Person", ziel: "\(ort)/aenderung/angabe",
                                     klasse: "knopf", taste: "ä"))
            }
            return knoepfe
        }
        if darf(.behandlungsscheinAusstellen) {
            knoepfe.append(Knopf(text: "Behandlungsschein", ziel: "\(ort)/behandlungsschein",
                                 klasse: "knopf", taste: "b"))
        }
        if darf(.leistungBerechnen) {
            knoepfe.append(Knopf(text: "Leistung bewilligen", ziel: "\(ort)/bewilligung/neu",
                                 klasse: "knopf", taste: "l"))
        }
        if darf(.fallAendern) {
            knoepfe.append(Knopf(text: "Änderung erfassen", ziel: "\(ort)/aenderung",
                                 klasse: "knopf knopf--haupt", taste: "ä"))
        }
        return knoepfe
    }

    /// Was an einem eingeschränkten Fall mit einem Grund geht (Art. 18 Abs. 2 DSGVO).
    private static func engeKnoepfe(_ akte: Fallakte, ort: String, darf: (Permission) -> Bool)
        -> [Knopf] {
        let bleiben = ["\(ort)/behandlungsschein", "\(ort)/bewilligung/neu"]
        let alle = knoepfe(akte, ort: ort, darf: darf).filter { bleiben.contains($0.ziel) }
        guard darf(.bankverbindungErfassen), !akte.istEingestellt(am: akte.stand.am) else {
            return alle
        }
        return alle + [Knopf(text: "Bankverbindung erfassen",
                             ziel: "\(ort)/aenderung/bankverbindung", klasse: "knopf",
                             taste: "ä")]
    }

    private static func wahl(_ anfrage: Fallanfrage, ziel: String) -> Standwahl {
        Standwahl(
            ziel: ziel, am: anfrage.stand.am.deutsch,
            bekannt: (anfrage.stand.bekannt ?? anfrage.heute).deutsch,
            satz: anfrage.istHeute
                ? "Heute ist eingestellt. Ein anderes Datum zeigt den Fall, wie er dann gilt oder "
                    + "bekannt war."
                : "Nur zum Lesen.")
    }

    private static func eingeschraenkt(_ einschraenkung: Einschraenkung, ort: String,
                                       darf: (Permission) -> Bool) -> Meldung {
        let handelt = EinschraenkungszweckRoutes.rechte.contains(where: darf)
        return Meldung(
            .warnung, "Die Verarbeitung ist eingeschränkt (Art. 18 DSGVO): "
                + "\(einschraenkung.grund.bezeichnung). Bewilligung, erneute Zahlung, Konto, "
                + "Krankenhilfe und Widerspruch gehen mit einem Grund nach Art. 18 Abs. 2. Alles "
                + "andere ändern darf nur, wer einschränken darf.",
            einzelheiten: handelt ? [Verweis("Grund angeben", "\(ort)/zweck")] : [])
    }

    private static func rueckblick(_ anfrage: Fallanfrage) -> Meldung? {
        guard !anfrage.istHeute else { return nil }
        let wissen = anfrage.stand.bekannt.map { "nach dem Wissen vom \($0.deutsch)" }
            ?? "nach heutigem Wissen"
        return .hinweis("Sie sehen den Stand am \(anfrage.stand.am.deutsch) \(wissen). "
            + "Ändern lässt sich der Fall nur im Stand von heute.")
    }
}

extension FallKopf {
    /// Was den Fall in einem Blick beschreibt; zuletzt, was noch zu entscheiden ist.
    static func marken(_ akte: Fallakte, am tag: Kalendertag, heute: Kalendertag) -> [Marke] {
        let mitglieder = akte.mitglieder(am: tag)
        var marken = [laufzeit(akte, am: tag)]
        let grundlagen = mitglieder.compactMap { $0.berechtigung(am: tag)?.grundlage }
        for grundlage in Anspruchsgrundlage.allCases
        where grundlage != .keine && grundlagen.contains(grundlage) {
            marken.append(Marke("\(grundlage.bezeichnung) \(grundlage.norm)"))
        }
        if let vorstand = akte.vorstand(am: tag), let aufenthalt = vorstand.aufenthalt(am: tag) {
            let frist = aufenthalt.dokumentBis.map { " bis \($0.deutsch)" } ?? ""
            let abgelaufen = aufenthalt.dokumentBis.map { $0 < tag } ?? false
            let status = aufenthalt.status.bezeichnung + frist
            marken.append(abgelaufen ? Marke("\(status), abgelaufen", .gefahr) : Marke(status))
        }
        if akte.einschraenkung != nil {
            marken.append(Marke("Verarbeitung eingeschränkt", .warnung))
        }
        if akte.zustellungUeber != nil { marken.append(Marke("Anschrift gesperrt", .gefahr)) }
        return marken + offenePunkte(akte, am: tag).map { Marke($0, .warnung) }
    }

    private static func laufzeit(_ akte: Fallakte, am tag: Kalendertag) -> Marke {
        if let ende = akte.eingestelltZum {
            guard !akte.istAbgelehnt else { return Marke("abgelehnt am \(ende.deutsch)") }
            return ende < tag ? Marke("eingestellt zum \(ende.deutsch)")
                : Marke("läuft bis \(ende.deutsch)", .hinweis)
        }
        guard let beginn = akte.beginn else { return Marke("noch nicht bekannt") }
        return beginn > tag ? Marke("ab \(beginn.deutsch)", .hinweis)
            : Marke("laufend seit \(beginn.deutsch)", .ok)
    }

    /// Was fehlt, damit der Haushalt bezahlt werden kann.
    static func offenePunkte(_ akte: Fallakte, am tag: Kalendertag) -> [String] {
        guard !akte.mitglieder(am: tag).isEmpty else { return [] }
        var punkte: [String] = []
        if akte.sperren.contains(where: { $0.iban == nil }) { punkte.append("Zahlungen gesperrt") }
        if let iban = akte.unterkunft(am: tag)?.vermieter?.iban,
           akte.sperren.contains(where: { $0.iban == iban }) {
            punkte.append("Konto des Vermieters gesperrt")
        }
        if akte.unterkunft(am: tag) == nil { punkte.append("Unterkunft fehlt") }
        if akte.bankverbindungen.isEmpty {
            punkte.append("Bankverbindung fehlt")
        } else if let konto = akte.bankverbindung(am: tag) {
            if konto.sperrgrund != nil { punkte.append("Bankverbindung gesperrt") }
        } else {
            punkte.append("Bankverbindung nicht bestätigt")
        }
        return punkte
    }
}
