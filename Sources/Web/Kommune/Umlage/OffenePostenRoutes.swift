import Grundwerte
import Hummingbird
import NIOCore
import Platform
import Uebergabe

/// Die Liste `abgleich/posten.mustache`: alles, was der Kreis von der Kommune fordert.
struct OffenePostenView: Sendable {
    let page: Page
    let bereiche: [Abrechnungsbereich.Reiter]
    let meldungen: [Meldung]
    let offen: Ergebnis
    let eckdaten: [Eckdatum]
    let tabelle: Tabelle?
    let schreiben: Tabelle?
    let leer: Leer?
}

/// Der Anteil an einer Kostenteilung, `abgleich/kosten.mustache`: die ganze Rechnung.
struct KostenanteilView: Sendable {
    let page: Page
    let untertitel: String
    let marke: Marke
    let csv: String
    let befund: Meldung
    let ergebnis: Ergebnis
    let formel: String
    let zeilen: Tabelle
    let eckdaten: [Eckdatum]
    let pruefsumme: Pruefsumme
}

/// Offene Posten der Kommune beim Kreis, mit Nachweis und Schreiben: Erstattung, Umlage und
/// Kostenteilung (B-5.3, B-6.7, H-2.2).
struct OffenePostenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("posten", use: liste)
        group.get("posten/{nummer}/rechnung", use: rechnung)
        group.get("posten/{nummer}/rechnung.csv", use: csv)
        group.get("posten/{nummer}/schreiben/{stufe}", use: schreiben)
    }

    private func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let (posten, schreiben) = try await context.read(.erstattungPruefen) {
            (try Kreisforderung.alle(in: $0), try Kreisschreiben.alle(in: $0))
        }
        let faellig = posten.filter { $0.offen > .null && context.heute > $0.faellig }
        let guthaben = posten.filter(\.offen.istNegativ).map(\.offen).summe()
        let view = OffenePostenView(
            page: context.page("Offene Posten beim Kreis", .erstattung),
            bereiche: Abrechnungsbereich.reiter(.posten, context),
            meldungen: posten.flatMap(\.meldungen),
            offen: Ergebnis("Zusammen offen", posten.map(\.offen).summe()),
            eckdaten: [
                Eckdatum("Davon überfällig", faellig.map(\.offen).summe().description),
                Eckdatum("Guthaben darin", (.null - guthaben).description),
            ],
            tabelle: posten.isEmpty ? nil : tabelle(
                posten.filter { $0.offen != .null } + posten.filter { $0.offen == .null }, context),
            schreiben: schreiben.isEmpty ? nil : tabelle(schreiben, context),
            leer: posten.isEmpty ? Leer("Der Kreis fordert zurzeit nichts.", rat: "Hier steht jede "
                + "Erstattung, Umlage und Kostenteilung, sobald sie abgeschlossen ist.") : nil)
        return .html(try pages.render("abgleich/posten", view))
    }

    private func tabelle(_ posten: [Kreisforderung], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Forderungen des Kreises", form: .lang, spalten: [
                Spalte("Nummer"), Spalte("Wofür"), Spalte("Kassenzeichen"),
                Spalte("Fällig", .datum), Spalte("Stand"), Spalte("Betrag in €", .zahl),
                Spalte("Eingegangen in €", .zahl), Spalte("Offen in €", .zahl),
            ],
            zeilen: posten.map { eine in
                [Zelle(eine.nummer, ziel: context.pfad(eine.nachweis)),
                 Zelle(eine.worum, zusatz: eine.monat.deutsch), Zelle(eine.kassenzeichen),
                 Zelle(eine.faellig), Zelle(eine.marke(am: context.heute)), Zelle(eine.betrag),
                 Zelle(eine.eingegangen), Zelle(eine.offen)]
            },
            summe: ["Zusammen", "", "", "", "", Zelle(posten.map(\.betrag).summe()),
                    Zelle(posten.map(\.eingegangen).summe()), Zelle(posten.map(\.offen).summe())])
    }

    private func tabelle(_ schreiben: [Kreisschreiben], _ context: MandantContext) -> Tabelle {
        Tabelle(
            "Schreiben des Kreises",
            spalten: [Spalte("Schreiben"), Spalte("Zu"), Spalte("Vom", .datum)],
            zeilen: schreiben.sorted { $0.tag > $1.tag }.map {
                [Zelle($0.bezeichnung,
                       ziel: context.pfad("posten/\($0.nummer)/schreiben/\($0.stufe)")),
                 Zelle($0.nummer), Zelle($0.tag)]
            })
    }

    // MARK: Kostenteilung

    private func laden(_ context: MandantContext) async throws -> (Kostenanteil, Kreisforderung) {
        let nummer = try context.parameters.require("nummer")
        let (anteil, posten) = try await context.read(.erstattungPruefen) { session in
            (try Kostenanteil.laden(nummer, in: session),
             try Kreisforderung.alle(in: session).first { $0.nummer == nummer })
        }
        guard let anteil, let posten else { throw Hindernis.nichtGefunden }
        return (anteil, posten)
    }

    private func rechnung(_ request: Request, context: MandantContext) async throws -> Response {
        let (anteil, posten) = try await laden(context)
        let view = KostenanteilView(
            page: context.page(anteil.titel, .erstattung, pfad: [
                Verweis("Offene Posten", context.pfad("posten")),
            ]),
            untertitel: "Kostenteilung \(anteil.nummer) · fällig am \(anteil.faellig.deutsch)",
            marke: posten.marke(am: context.heute),
            csv: context.pfad("posten/\(anteil.nummer)/rechnung.csv"),
            befund: anteil.rechnetSich && anteil.eigene?.anteil.betrag == posten.betrag
                ? .erfolg("Nachgerechnet: Aus Betrag und Einwohnerzahlen ergibt sich jeder Anteil "
                    + "auf den Cent, und die Prüfsumme stimmt.")
                : .gefahr("Die Rechnung ergibt sich nicht noch einmal. Fragen Sie die "
                    + "Abrechnungsstelle des Kreises."),
            ergebnis: Ergebnis("Die Kommune zahlt dem Kreis", posten.betrag),
            formel: "Anteil = \(anteil.betrag) × Einwohner der Kommune ÷ "
                + "\(anteil.einwohner.deutsch) Einwohner, auf ganze Cent abgerundet; die übrigen "
                + "Cent gehen an die größten Reste.",
            zeilen: tabelle(anteil),
            eckdaten: [
                Eckdatum("Vereinbart am", anteil.vereinbartAm.deutsch),
                Eckdatum("Kassenzeichen", anteil.kassenzeichen),
                Eckdatum("Eingegangen", posten.eingegangen.description),
                Eckdatum("Noch offen", posten.offen.description),
            ],
            pruefsumme: Pruefsumme(hex: hexadecimal(anteil.nachweisSHA256)))
        return .html(try pages.render("abgleich/kosten", view))
    }

    private func tabelle(_ anteil: Kostenanteil) -> Tabelle {
        Tabelle(
            "Rechenweg je Kommune", spalten: [
                Spalte("Kommune"), Spalte("Einwohner", .zahl), Spalte("Abgerundet in €", .zahl),
                Spalte("Rest", .zahl), Spalte("Zusatzcent", .zahl), Spalte("Anteil in €", .zahl),
            ],
            zeilen: anteil.zeilen.map { zeile in
                [Zelle(zeile.kommune, zusatz: "\(zeile.quelle), \(zeile.stichtag.deutsch)"),
                 Zelle(zeile.anteil.gewicht), Zelle(zeile.anteil.ganze), Zelle(zeile.anteil.rest),
                 zeile.anteil.zusatzcent ? "+ 0,01" : "–", Zelle(zeile.anteil.betrag)]
            },
            summe: ["Zusammen", Zelle(anteil.einwohner), "", "", "", Zelle(anteil.betrag)])
    }

    private func csv(_ request: Request, context: MandantContext) async throws -> Response {
        let anteil = try await laden(context).0
        return .datei(ByteBuffer(bytes: anteil.csv), name: "\(anteil.nummer).csv", typ: .csv)
    }

    /// Das abgelegte Schreiben, immer dieselben Bytes.
    private func schreiben(_ request: Request, context: MandantContext) async throws -> Response {
        let nummer = try context.parameters.require("nummer")
        guard let stufe = context.parameters.get("stufe").flatMap(Int.init),
              (0...3).contains(stufe) else { throw Fehlerbild.nichtGefunden() }
        let pdf = try await context.read(.erstattungPruefen) {
            try Kreisschreiben.inhalt(nummer, stufe: stufe, in: $0)
        }
        guard let pdf else { throw Fehlerbild.nichtGefunden() }
        let name = stufe == 0 ? "Anforderung-\(nummer).pdf" : "Mahnung-\(nummer)-\(stufe).pdf"
        return .datei(ByteBuffer(bytes: pdf), name: name, typ: .pdf, zeigen: true)
    }
}

extension Kreisforderung {
    var worum: String {
        switch art {
        case "erstattung": "Erstattung"
        case "umlage": "Umlage der Krankenhilfe"
        default: "Kostenteilung"
        }
    }

    /// Was der Kreis zu einem offenen Posten sagt: dass er mahnt, und dass er zurücknahm, was er
    /// darauf verbucht hatte.
    var meldungen: [Meldung] {
        guard offen > .null else { return [] }
        var alle: [Meldung] = []
        if mahnstufe > 0 {
            alle.append(.warnung("Der Kreis hat \(nummer) gemahnt: \(offen) sind offen"
                + (mahnfrist.map { ", Frist \($0.deutsch)." } ?? ".")))
        }
        if let zurueckgenommenAm, let schonfrist {
            alle.append(.warnung("Der Kreis hat am \(zurueckgenommenAm.deutsch) zurückgenommen, "
                + "was auf \(nummer) verbucht war; es gehörte nicht dorthin. Offen sind wieder "
                + "\(offen). Gemahnt wird bis zum \(schonfrist.deutsch) nicht."))
        }
        return alle
    }

    /// Die Seite, auf der sich der Betrag nachrechnen lässt.
    var nachweis: String {
        switch art {
        case "erstattung": "erstattung/\(monat)"
        case "umlage": "umlage/\(monat)"
        default: "posten/\(nummer)/rechnung"
        }
    }

    func marke(am heute: Kalendertag) -> Marke {
        if offen == .null { return Marke("beglichen", .ok) }
        if offen.istNegativ { return Marke("Guthaben", .hinweis) }
        if mahnstufe > 0 { return Marke("gemahnt", .gefahr) }
        return heute > faellig ? Marke("überfällig", .gefahr) : Marke("offen", .hinweis)
    }
}

extension Kreisschreiben {
    var bezeichnung: String {
        switch stufe {
        case 0: "Anforderung"
        case 1: "Zahlungserinnerung"
        case 2: "Mahnung"
        default: "Letzte Mahnung"
        }
    }
}
