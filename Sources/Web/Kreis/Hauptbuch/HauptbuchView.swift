import Grundwerte
import Kreis
import Platform

/// Die Seite `hauptbuch/monat.mustache`.
struct HauptbuchView: Sendable {
    struct Daten: Sendable {
        let monat: Buchungsmonat
        let monate: [Buchungsmonat]
        let liste: Saldenliste
        /// Nur solange die Bücher eines vergangenen Monats offen sind.
        let hinweise: [String]
        /// Ein früherer Monat, der zuerst zu schließen ist.
        let frueherOffen: Monat?
        let summe: Geld
        let abgleich: [Bankabgleich]
    }

    let page: Page
    let untertitel: String
    let marke: Marke
    let csv: String
    let journal: String
    let befund: Meldung
    let hinweise: [Meldung]
    let konten: Tabelle?
    let forderungen: Tabelle?
    let laeufe: Tabelle?
    let leer: Leer?
    let vorlegen: Formular?
    let vorlageziel: String
    let schliessen: Formular?
    let abschlussziel: String
    let schritte: [Ereignis]
    let hatSchritte: Bool
    let vermerk: String?
    let siegel: Pruefsumme?
    let abgleich: [AbgleichView]
    let monate: Tabelle

    static let vorlagefelder = [
        Feld("vermerk", "Vermerk", .mehrzeilig,
             hinweis: "Nötig, wenn es Hinweise gibt: Warum kann der Monat trotzdem schließen?",
             freiwillig: true, maximal: 1_000),
    ]
    static let abschlussfelder = [Feld("vorlage", "Vorlage", .versteckt)]
}

extension HauptbuchView {
    init(_ daten: Daten, _ namen: [User.ID: String], _ context: KreisContext, _ zurueck: Zurueck?) {
        let stand = daten.monat, monat = stand.monat
        let ort = context.pfad("hauptbuch/\(monat)")
        let salden = daten.liste.salden
        page = context.page("Hauptbuch \(monat.deutsch)", .hauptbuch, fehler: zurueck?.fehler)
        untertitel = stand.untertitel(heute: context.heute)
        marke = stand.marke(heute: context.heute)
        csv = "\(ort)/saldenliste.csv"
        journal = "\(ort)/buchungen"
        befund = daten.summe == .null
            ? .erfolg("Soll und Haben sind gleich: Die Summe aller Zeilen ist null.")
            : .gefahr("Die Summe aller Zeilen ist \(daten.summe) statt null. "
                + "Lassen Sie die Daten prüfen (mandat pruefen).")
        hinweise = daten.hinweise.map { .warnung($0) }
        konten = Self.konten(salden, ort)
        forderungen = Self.unterkonten("Forderungen je Kommune", "Kommune", .forderung, salden, ort)
        laeufe = Self.unterkonten(
            "Läufe in der Schwebe", "Zahllauf", .schwebe, salden.filter { $0.saldo != .null }, ort)
        leer = salden.isEmpty ? Leer(
            "Noch ist nichts gebucht.",
            rat: "Buchungen entstehen mit dem ersten eingelesenen Kontoauszug.") : nil
        let vorbei = monat < context.heute.monat && stand.geschlossen == nil
            && daten.frueherOffen == nil
        vorlegen = vorbei && context.darf(.hauptbuchVorlegen)
            ? zurueck.formular("vorlage", Self.vorlagefelder, facts: context.facts) : nil
        vorlageziel = "\(ort)/vorlage"
        let schliesst = vorbei && context.darf(.hauptbuchSchliessen)
            && stand.vorlage.map { $0.von != context.benutzer } ?? false
        schliessen = schliesst ? zurueck.formular(
            "abschluss", Self.abschlussfelder,
            werte: ["vorlage": stand.vorlage?.id.description ?? ""], facts: context.facts) : nil
        abschlussziel = "\(ort)/abschluss"
        schritte = stand.schritte(namen)
        hatSchritte = stand.vorlage != nil
        vermerk = stand.vorlage.flatMap { $0.vermerk.isEmpty ? nil : $0.vermerk }
        siegel = stand.vorlage.map { Pruefsumme(hex: Kreisanzeige.hex($0.sha256)) }
        abgleich = daten.abgleich.map(AbgleichView.init)
        monate = Self.monate(daten.monate, context)
    }

    private static let betraege = [
        Spalte("Anfang in €", .zahl), Spalte("Soll in €", .zahl), Spalte("Haben in €", .zahl),
        Spalte("Ende in €", .zahl),
    ]

    private static func konten(_ salden: [Hauptbuch.Saldo], _ ort: String) -> Tabelle? {
        guard !salden.isEmpty else { return nil }
        let zeilen: [[Zelle]] = Hauptbuch.Konto.allCases.flatMap { konto -> [[Zelle]] in
            let eigene = salden.filter { $0.konto == konto }
            guard !eigene.isEmpty else { return [] }
            let ziel = "\(ort)/buchungen?konto=\(konto.rawValue)"
            guard konto == .bank else { return [zeile(konto.bezeichnung, eigene, ziel)] }
            return eigene.map {
                zeile("Bank", zusatz: $0.unterkonto, [$0], "\(ziel)&bank=\($0.kennung)")
            }
        }
        return Tabelle("Summen- und Saldenliste", form: .zahlen,
                       spalten: [Spalte("Konto")] + betraege, zeilen: zeilen,
                       summe: zeile("Summe", salden, nil))
    }

    private static func unterkonten(
        _ titel: String, _ erste: String, _ konto: Hauptbuch.Konto, _ salden: [Hauptbuch.Saldo],
        _ ort: String
    ) -> Tabelle? {
        let eigene = salden.filter { $0.konto == konto }.sorted { $0.unterkonto < $1.unterkonto }
        guard !eigene.isEmpty else { return nil }
        return Tabelle(
            titel, form: .zahlen, spalten: [Spalte(erste)] + betraege,
            zeilen: eigene.map { saldo in
                let wer = saldo.mandant.map { "&kommune=\($0)" } ?? saldo.lauf.map { "&lauf=\($0)" }
                return zeile(saldo.unterkonto, [saldo],
                             "\(ort)/buchungen?konto=\(konto.rawValue)\(wer ?? "")")
            },
            summe: zeile("Summe", eigene, nil))
    }

    private static func zeile(
        _ name: String, zusatz: String? = nil, _ salden: [Hauptbuch.Saldo], _ ziel: String?
    ) -> [Zelle] {
        [Zelle(name, zusatz: zusatz, ziel: ziel), Zelle(salden.map(\.anfang).summe()),
         Zelle(salden.map(\.soll).summe()), Zelle(salden.map(\.haben).summe()),
         Zelle(salden.map(\.saldo).summe())]
    }

    private static func monate(_ monate: [Buchungsmonat], _ context: KreisContext) -> Tabelle {
        Tabelle("Monate", spalten: [Spalte("Monat"), Spalte("Stand")],
                zeilen: monate.prefix(14).map {
                    [Zelle($0.monat.deutsch, ziel: context.pfad("hauptbuch/\($0.monat)")),
                     Zelle($0.marke(heute: context.heute))]
                })
    }
}

extension Buchungsmonat {
    func marke(heute: Kalendertag) -> Marke {
        if geschlossen != nil { return Marke("geschlossen", .ok) }
        if monat >= heute.monat { return Marke("läuft noch", .hinweis) }
        return vorlage == nil ? Marke("offen", .warnung) : Marke("vorgelegt", .hinweis)
    }

    fileprivate func untertitel(heute: Kalendertag) -> String {
        if geschlossen != nil {
            return "Die Bücher sind geschlossen; der Monat nimmt keine Buchung mehr an."
        }
        return monat >= heute.monat ? "Der Monat läuft noch."
            : "Der Monat ist vorbei, seine Bücher sind noch offen."
    }

    fileprivate func schritte(_ namen: [User.ID: String]) -> [Ereignis] {
        let geschlossen = geschlossen.map {
            Ereignis(Kreisanzeige.zeit($0.am), wer: namen[$0.von] ?? "unbekannt", "Geschlossen")
        }
        let vorgelegt = vorlage.map {
            Ereignis(Kreisanzeige.zeit($0.am), wer: namen[$0.von] ?? "unbekannt", "Vorgelegt")
        }
        return [geschlossen, vorgelegt].compactMap(\.self)
    }
}
