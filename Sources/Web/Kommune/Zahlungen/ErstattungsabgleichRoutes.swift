import Grundwerte
import Hummingbird
import Kommune
import NIOCore
import Platform
import Uebergabe

/// Die Seite `erstattung/liste.mustache`: was die Kommune dem Kreis je Monat schuldet.
struct ErstattungsstaendeView: Sendable {
    let page: Page
    let unterzeile: String
    let tabelle: Tabelle?
    let leer: Leer?
}

/// Die Seite `erstattung/monat.mustache`: jede Zeile neben der eigenen Zahlung.
struct ErstattungsabgleichView: Sendable {
    let page: Page
    let unterzeile: String
    let csv: String
    let ergebnis: Ergebnis
    let zusammensetzung: Tabelle
    let meldung: Meldung
    let abweichungen: Tabelle?
    let zeilen: Tabelle?
    let leer: Leer?
}

/// Was der Kreis erstattet haben will, zum Prüfen gegen die eigenen Fälle (B-5.3).
struct ErstattungsabgleichRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("erstattung", use: liste)
        group.get("erstattung/{monat}", use: monat)
        group.get("erstattung/{monat}/csv", use: csv)
    }

    func liste(_ request: Request, context: MandantContext) async throws -> Response {
        let staende = try await context.read(.erstattungPruefen) { try Erstattungsstand.alle(in: $0) }
        return .html(try pages.render("abgleich/liste", ErstattungsstaendeView(
            page: context.page("Erstattung an den Kreis", .erstattung),
            unterzeile: "Erstattet wird, was der Kreis im Monat für die Kommune gezahlt hat.",
            tabelle: staende.isEmpty ? nil : ErstattungsstaendeView.tabelle(staende) { context.pfad($0) },
            leer: staende.isEmpty ? Leer("Noch hat der Kreis nichts für die Kommune gezahlt.") : nil)))
    }

    func monat(_ request: Request, context: MandantContext) async throws -> Response {
        let (stand, abgleich) = try await laden(context)
        return .html(try pages.render("abgleich/monat", ErstattungsabgleichView(
            stand, abgleich,
            page: context.page("Erstattung \(stand.monat.deutsch)", .erstattung,
                               pfad: [Verweis("Erstattung", context.pfad("erstattung"))])) { context.pfad($0) }))
    }

    func csv(_ request: Request, context: MandantContext) async throws -> Response {
        let (stand, abgleich) = try await laden(context)
        return .datei(ByteBuffer(string: ErstattungsabgleichView.csv(abgleich)), name: "erstattung-\(stand.monat).csv",
                      typ: .csv)
    }

    private func laden(_ context: MandantContext) async throws -> (Erstattungsstand, [Erstattungsabgleich]) {
        guard let monat = context.parameters.get("monat").flatMap(Monat.init) else {
            throw Fehlerbild.nichtGefunden()
        }
        return try await context.read(.erstattungPruefen) { session in
            guard let stand = try Erstattungsstand.alle(in: session).first(where: { $0.monat == monat }) else {
                throw Hindernis.nichtGefunden
            }
            return (stand, try Erstattungsabgleich.alle(monat, in: session))
        }
    }
}

extension ErstattungsstaendeView {
    static func tabelle(_ staende: [Erstattungsstand], pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Erstattung je Monat",
            spalten: [Spalte("Monat"), Spalte("Stand"), Spalte("Zeilen", .zahl), Spalte("Gezahlt in €", .zahl),
                      Spalte("Zurück in €", .zahl), Spalte("Rückforderungen in €", .zahl),
                      Spalte("Erstattung in €", .zahl), Spalte("Fällig", .datum)],
            zeilen: staende.map { stand in
                [Zelle(stand.monat.deutsch, zusatz: stand.nummer, ziel: pfad("erstattung/\(stand.monat)")),
                 Zelle(Marke(stand)), Zelle(stand.positionen), Zelle(stand.gezahlt), Zelle(stand.ruecklauf),
                 Zelle(stand.rueckforderung),
                 Zelle(stand.summe), Zelle(stand.faellig?.deutsch ?? "–")]
            })
    }
}

extension Marke {
    init(_ stand: Erstattungsstand) {
        self = stand.nummer == nil ? Marke("läuft noch", .hinweis) : Marke("abgeschlossen", .ok)
    }
}

extension ErstattungsabgleichView {
    init(_ stand: Erstattungsstand, _ abgleich: [Erstattungsabgleich], page: Page, pfad: (String) -> String) {
        self.page = page
        unterzeile = (stand.nummer.map { "Anforderung \($0)" } ?? "Der Monat läuft noch")
            + (stand.faellig.map { " · fällig am \($0.deutsch)" } ?? "")
        csv = pfad("erstattung/\(stand.monat)/csv")
        ergebnis = Ergebnis("Die Kommune erstattet dem Kreis", stand.summe)
        let eingaenge = abgleich.filter { $0.zeile.kassenzeichen != nil }.count
        let zurueck = abgleich.filter(\.zeile.betrag.istNegativ).count - eingaenge
        let gezahlt = abgleich.count - zurueck - eingaenge
        let verrechnet: [[Zelle]] = eingaenge == 0 ? [] : [
            ["Eingänge auf Rückforderungen", Zelle(eingaenge), Zelle(stand.rueckforderung)],
        ]
        zusammensetzung = Tabelle(
            "Zusammensetzung", form: .zahlen,
            spalten: [Spalte("Bewegung"), Spalte("Anzahl", .zahl), Spalte("Betrag in €", .zahl)],
            zeilen: [["Zahlungen, gebucht nach Kontoauszug", Zelle(gezahlt), Zelle(stand.gezahlt)],
                     ["Rücküberweisungen", Zelle(zurueck), Zelle(stand.ruecklauf)]] + verrechnet,
            summe: ["Erstattung", Zelle(abgleich.count), Zelle(stand.summe)])
        let fremde = abgleich.filter { $0.abweichung != nil }
        meldung = ErstattungsabgleichView.befund(stand, abgleich)
        abweichungen = fremde.isEmpty ? nil : .abgleich("Abweichungen", fremde, pfad: pfad)
        zeilen = abgleich.isEmpty ? nil : .abgleich("Alle Zeilen", abgleich, pfad: pfad)
        leer = abgleich.isEmpty ? Leer("In diesem Monat ist nichts gebucht.") : nil
    }

    /// Ob die Zeilen die Summe ergeben und jede zu einer eigenen Zahlung passt.
    private static func befund(_ stand: Erstattungsstand, _ abgleich: [Erstattungsabgleich]) -> Meldung {
        let summe = abgleich.map(\.zeile.betrag).summe(), fremde = abgleich.filter { $0.abweichung != nil }.count
        guard summe == stand.summe else {
            return .gefahr("Die Zeilen ergeben \(summe), angefordert sind \(stand.summe). Fragen Sie die "
                + "Abrechnungsstelle des Kreises.")
        }
        guard fremde == 0 else {
            return .warnung("\(fremde) von \(abgleich.count) Zeilen \(fremde == 1 ? "weicht" : "weichen") von den "
                + "eigenen Fällen ab. Klären Sie sie mit der Abrechnungsstelle des Kreises.")
        }
        return .erfolg("Alle \(abgleich.count) Zeilen stimmen mit den eigenen Fällen überein, und ihre Summe ist die "
            + "angeforderte.")
    }

    /// Mit BOM, damit Tabellenprogramme die Umlaute lesen; keine Namen, das Aktenzeichen führt zum Fall.
    static func csv(_ abgleich: [Erstattungsabgleich]) -> String {
        var text = "\u{FEFF}buchungstag;kennung;aktenzeichen;monat;zweck;betrag;abweichung\r\n"
        for eintrag in abgleich {
            let zahlung = eintrag.zahlung
            text += [
                eintrag.zeile.buchungstag.description, eintrag.zeile.kennung, zahlung?.aktenzeichen ?? "",
                zahlung?.monat.description ?? "", zahlung?.zweck.bezeichnung ?? "", eintrag.zeile.betrag.csv,
                eintrag.abweichung?.satz ?? "",
            ].joined(separator: ";") + "\r\n"
        }
        return text
    }
}

extension Tabelle {
    static func abgleich(_ titel: String, _ zeilen: [Erstattungsabgleich], pfad: (String) -> String) -> Tabelle {
        Tabelle(
            titel, form: .lang,
            spalten: [Spalte("Zahlung"), Spalte("Fall"), Spalte("Gebucht", .datum), Spalte("Abgleich"),
                      Spalte("Betrag in €", .zahl)],
            zeilen: zeilen.map { eintrag in
                let zahlung = eintrag.zahlung
                return [
                    zahlung.map { Zelle($0.monat.deutsch, zusatz: $0.zweck.bezeichnung,
                                        ziel: pfad("zahlungen/\($0.id)")) }
                        ?? Zelle(eintrag.zeile.kassenzeichen.map { "Rückforderung \($0)" }
                            ?? "Auftrag \(eintrag.zeile.endToEndId)"),
                    zahlung.map { Zelle($0.aktenzeichen, ziel: pfad("faelle/\($0.fall)/zahlungen")) } ?? "–",
                    Zelle(eintrag.zeile.buchungstag),
                    Zelle(eintrag.abweichung.map { Marke($0.satz, .warnung) } ?? Marke("gleich", .ok)),
                    Zelle(eintrag.zeile.betrag),
                ]
            },
            summe: ["Summe", "", "", "", Zelle(zeilen.map(\.zeile.betrag).summe())])
    }
}
