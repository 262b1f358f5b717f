import Grundwerte
import Hummingbird
import NIOCore
import Platform
import Uebergabe

/// Die Liste `abgleich/umlagen.mustache`.
struct UmlagestaendeView: Sendable {
    let page: Page
    let bereiche: [Abrechnungsbereich.Reiter]
    let tabelle: Tabelle?
    let leer: Leer?
}

/// Ein Monat `abgleich/umlage.mustache`: die eigene Zeile zum Nachrechnen.
struct UmlagestandView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let csv: String
    let befund: Meldung
    let ergebnis: Ergebnis
    let schritte: Tabelle
    let cent: String
    let posten: Tabelle
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme
}

/// Der Teil der Kommune an der Umlage der Krankenhilfe, mit dem Nachweis (B-6.7).
struct UmlagestandRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("umlage", use: liste)
        group.get("umlage/{monat}", use: monat)
        group.get("umlage/{monat}/csv", use: csv)
    }

    private func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let staende = try await context.read(.erstattungPruefen) { try Umlagestand.alle(in: $0) }
        return .html(try pages.render("abgleich/umlagen", UmlagestaendeView(
            page: context.page("Umlage der Krankenhilfe", .erstattung),
            bereiche: Abrechnungsbereich.reiter(.umlage, context),
            tabelle: staende.isEmpty ? nil : tabelle(staende, context),
            leer: staende.isEmpty
                ? Leer("Noch hat der Kreis nichts umgelegt.",
                       rat: "Umgelegt wird, wenn ein Monat vorbei ist und alle gezählt haben.")
                : nil)))
    }

    private func tabelle(_ staende: [Umlagestand], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Umlage je Monat", spalten: [
                Spalte("Monat"), Spalte("Stand"), Spalte("Empfänger", .zahl),
                Spalte("Anteil in €", .zahl), Spalte("Durchleitung in €", .zahl),
                Spalte("Zu zahlen in €", .zahl), Spalte("Fällig", .datum),
            ],
            zeilen: staende.map { stand in
                [Zelle(stand.monat.deutsch, zusatz: stand.nummer,
                       ziel: context.pfad("umlage/\(stand.monat)")),
                 Zelle(stand.marke(am: context.heute)), Zelle(stand.anteil.gewicht),
                 Zelle(stand.anteil.betrag), Zelle(stand.durchleitung), Zelle(stand.betrag),
                 Zelle(stand.faellig)]
            })
    }

    private func laden(_ context: MandantContext) async throws -> (Umlagestand, [Umlageposten]) {
        guard let monat = context.parameters.get("monat").flatMap(Monat.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return try await context.read(.erstattungPruefen) { session in
            guard let stand = try Umlagestand.alle(in: session).first(where: { $0.monat == monat })
            else { throw Hindernis.nichtGefunden }
            return (stand, try Umlageposten.alle(monat, in: session))
        }
    }

    private func monat(_ request: Request, context: MandantContext) async throws -> Response {
        let (stand, posten) = try await laden(context)
        let stimmt = stand.rechnetSich && posten.map(\.betrag).summe() == stand.netto
        let bekommt = stand.betrag.istNegativ
        return .html(try pages.render("abgleich/umlage", UmlagestandView(
            page: context.page("Umlage \(stand.monat.deutsch)", .erstattung,
                               pfad: [Verweis("Umlage", context.pfad("umlage"))]),
            untertitel: "Nummer \(stand.nummer) · fällig am \(stand.faellig.deutsch)",
            marke: stand.marke(am: context.heute), csv: context.pfad("umlage/\(stand.monat)/csv"),
            befund: stimmt
                ? .erfolg("Nachgerechnet: Die Belege ergeben den Betrag, und aus ihm und den "
                    + "Empfängerzahlen ergibt sich Ihr Anteil auf den Cent.")
                : .gefahr("Die Rechnung ergibt sich nicht noch einmal. Fragen Sie die "
                    + "Abrechnungsstelle des Kreises."),
            ergebnis: Ergebnis(bekommt ? "Die Kommune bekommt vom Kreis"
                : "Die Kommune zahlt dem Kreis", bekommt ? -stand.betrag : stand.betrag),
            schritte: .rechenweg(stand.anteil, von: stand.netto, auf: stand.empfaenger,
                                 stand.durchleitung),
            cent: stand.centsatz, posten: tabelle(posten, stand), eckdaten: eckdaten(stand),
            pruefsumme: Pruefsumme(hex: hexadecimal(stand.nachweisSHA256)))))
    }

    private func tabelle(_ posten: [Umlageposten], _ stand: Umlagestand) -> Tabelle {
        Tabelle(
            "Belege", spalten: [Spalte("Beleg"), Spalte("Von"), Spalte("Gebucht", .datum),
                                Spalte("Betrag in €", .zahl)],
            zeilen: posten.map {
                [Zelle($0.text), Zelle($0.von.isEmpty ? "eine Kommune" : $0.von), Zelle($0.tag),
                 Zelle($0.betrag)]
            },
            summe: ["Umzulegen", "", "", Zelle(stand.netto)])
    }

    private func eckdaten(_ stand: Umlagestand) -> [Eckdatum] {
        [Eckdatum("Kassenzeichen", stand.kassenzeichen),
         Eckdatum("Eingegangen", stand.eingegangen.description),
         Eckdatum("Verrechnet", stand.verrechnet.description),
         Eckdatum("Noch offen", stand.offen.description),
         Eckdatum("Eigene Empfänger gezählt am", stand.gezaehltZum?.deutsch ?? "–"),
         Eckdatum("Beteiligte Kommunen", String(stand.beteiligte))]
    }

    /// Der eigene Rechenweg als eine Zeile, zum Ablegen in der eigenen Buchhaltung.
    private func csv(_ request: Request, context: MandantContext) async throws -> Response {
        let (stand, _) = try await laden(context)
        let felder = [
            stand.monat.description, stand.nummer, stand.kassenzeichen, stand.netto.csv,
            String(stand.anteil.gewicht), String(stand.empfaenger), stand.anteil.ganze.csv,
            String(stand.anteil.rest), stand.anteil.zusatzcent ? "1" : "0",
            stand.anteil.betrag.csv, stand.durchleitung.csv, stand.betrag.csv,
            stand.faellig.deutsch,
        ]
        let text = "\u{FEFF}Monat;Nummer;Kassenzeichen;Umzulegen;Empfänger;Empfänger zusammen;"
            + "Abgerundet;Rest;Zusatzcent;Anteil;Durchleitung;Betrag;Fällig\r\n"
            + felder.joined(separator: ";") + "\r\n"
        return .datei(ByteBuffer(string: text), name: "umlage-\(stand.monat).csv", typ: .csv)
    }
}

extension Umlagestand {
    func marke(am heute: Kalendertag) -> Marke {
        if offen == .null { return Marke("beglichen", .ok) }
        if betrag.istNegativ { return Marke("Guthaben", .hinweis) }
        if offen.istNegativ { return Marke("überzahlt", .warnung) }
        return heute > faellig ? Marke("überfällig", .gefahr) : Marke("offen", .hinweis)
    }

    /// Warum die Kommune den Zusatzcent bekam oder nicht.
    var centsatz: String {
        guard let grenze else {
            return "Beim Abrunden blieb kein Cent übrig; niemand trägt einen zusätzlich."
        }
        let anfang = "Beim Abrunden blieben \(zusatzcents) Cent übrig. Sie gingen an die größten "
            + "Reste; der kleinste, der noch einen trug, war \(grenze.rest)"
        switch cent {
        case .richtig:
            return "\(anfang). Ihr Rest \(anteil.rest) liegt "
                + (anteil.zusatzcent ? "nicht darunter: Sie tragen einen."
                    : "darunter oder hat das kleinere Gewicht: Sie tragen keinen.")
        case .nachAGS:
            return "\(anfang), so groß wie Ihrer, bei gleichem Gewicht: Dann trägt ihn der "
                + "kleinere AGS."
        case .falsch:
            return "\(anfang). Zu Ihrem Rest \(anteil.rest) passt das nicht."
        }
    }
}
