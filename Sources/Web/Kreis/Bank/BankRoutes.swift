import Grundwerte
import Hummingbird
import Kreis
import Platform

/// Die Übersicht `bank/liste.mustache`.
struct BankView: Sendable {
    let page: Page
    let abgleich: [AbgleichView]
    let einlesen: Formular?
    let ziel: String
    let ungeklaert: Tabelle?
    let allesKlar: Leer?
    let auszuege: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
}

/// Die Zeile „Kontostand laut Hauptbuch = laut Bank“.
struct AbgleichView: Sendable {
    let konto: String
    let marke: Marke
    let satz: String

    init(_ abgleich: Bankabgleich) {
        konto = "\(abgleich.bezeichnung), \(abgleich.iban.gekuerzt)"
        guard let bis = abgleich.bis else {
            marke = Marke("kein Auszug", .warnung)
            satz = "Für dieses Konto ist noch kein Auszug eingelesen."
            return
        }
        marke = abgleich.stimmt ? Marke("gleich", .ok) : Marke("ungleich", .gefahr)
        satz = abgleich.stimmt
            ? "Laut Hauptbuch und laut Bank am \(bis.deutsch): \(abgleich.lautBank)."
            : "Laut Hauptbuch \(abgleich.lautHauptbuch), laut Bank am \(bis.deutsch) \(abgleich.lautBank); Differenz "
                + "\(abgleich.differenz). Prüfen Sie die Befunde an den Auszügen."
    }
}

/// Auszüge, ihr Einlesen und die Arbeitsliste der ungeklärten Umsätze.
struct BankRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("bank") { try await zeigen($0, $1, zurueck: nil) }
        group.post("bank", use: einlesen)
    }

    private static let felder = [
        Feld("datei", "Kontoauszug (camt.053)", .datei(annehmen: ".xml,application/xml,text/xml"),
             hinweis: "Die Datei der Bank, unverändert. Geprüft wird sie vor dem Buchen."),
    ]

    private struct Daten: Sendable {
        let abgleich: [Bankabgleich]
        let ungeklaert: [Bankumsatz]
        let auszuege: [Auszug]
        let anzahl: Int
    }

    private func zeigen(_ request: Request, _ context: KreisContext, zurueck: Zurueck?) async throws -> Response {
        let seite = KreisContext.seite(request), je = 25
        let daten = try await context.read(.kasse, .bankLesen) { session in
            let (auszuege, anzahl) = try Auszug.liste(seite: seite, je: je, in: session)
            return Daten(abgleich: try Bankabgleich.laden(in: session),
                         ungeklaert: try Bankumsatz.ungeklaerte(in: session), auszuege: auszuege, anzahl: anzahl)
        }
        let formular = zurueck.formular("einlesen", Self.felder, facts: context.facts)
        let view = BankView(
            page: context.page("Bank", .bank, fehler: zurueck?.fehler), abgleich: daten.abgleich.map(AbgleichView.init),
            einlesen: context.darf(.bankEinlesen) ? formular : nil, ziel: context.pfad("bank"),
            ungeklaert: daten.ungeklaert.isEmpty ? nil : Self.umsaetze("Ungeklärte Umsätze", daten.ungeklaert, context),
            allesKlar: daten.ungeklaert.isEmpty ? Leer("Alle Umsätze sind zugeordnet.") : nil,
            auszuege: daten.auszuege.isEmpty ? nil : tabelle(daten.auszuege, context),
            leer: daten.auszuege.isEmpty ? Leer("Noch ist kein Auszug eingelesen.") : nil,
            blaettern: daten.anzahl <= je ? nil
                : Blaettern(seite: seite, proSeite: je, gesamt: daten.anzahl) { context.pfad("bank?seite=\($0)") })
        return .html(try pages.render("bank/liste", view), status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func einlesen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "einlesen", erfolg: .erfolg("Der Auszug ist eingelesen und gebucht."),
            zeigen: { try await zeigen(request, context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.felder, heute: heute)
                guard let datei = eingabe.datei("datei"), eingabe.ohneFehler else { throw eingabe.formularfehler }
                let vorgang = try eingabe.vorgang(), bytes = Array(datei.content.readableBytesView)
                return try await context.write(.kasse, .bankEinlesen) { session in
                    try session.einmal(vorgang) {
                        let ergebnis = try Bankdatei.einlesen(name: datei.name, bytes: bytes, in: session)
                        guard let einer = ergebnis.auszuege.first, ergebnis.auszuege.count == 1 else {
                            return context.pfad("bank")
                        }
                        return context.pfad("bank/auszuege/\(einer.id)")
                    }
                }
            })
    }

    private func tabelle(_ auszuege: [Auszug], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Kontoauszüge", spalten: [
                Spalte("Tag"), Spalte("Nr.", .zahl), Spalte("Konto"), Spalte("Anfangssaldo in €", .zahl),
                Spalte("Schlusssaldo in €", .zahl), Spalte("Umsätze", .zahl), Spalte("Befund"),
            ],
            zeilen: auszuege.map { auszug in
                [Zelle(auszug.bis.deutsch, ziel: context.pfad("bank/auszuege/\(auszug.id)")),
                 Zelle(auszug.nummer.map(String.init) ?? "–"), Zelle(auszug.iban.gekuerzt), Zelle(auszug.anfangssaldo),
                 Zelle(auszug.schlusssaldo), Zelle(auszug.umsaetze), Zelle(auszug.marke)]
            })
    }

    /// Umsätze, die zu ihrer Klärung führen.
    static func umsaetze(_ titel: String, _ umsaetze: [Bankumsatz], _ context: KreisContext) -> Tabelle {
        Tabelle(
            titel, spalten: [Spalte("Gebucht"), Spalte("Betrag in €", .zahl), Spalte("Verwendungszweck"),
                             Spalte("Warum ungeklärt")],
            zeilen: umsaetze.map { umsatz in
                [Zelle(umsatz.buchungstag.deutsch, ziel: context.pfad("bank/umsaetze/\(umsatz.id)")),
                 Zelle(umsatz.offen), Zelle(umsatz.zweck.isEmpty ? "–" : umsatz.zweck, zusatz: umsatz.gegenname),
                 Zelle(umsatz.hinweis)]
            })
    }
}

extension Auszug {
    var marke: Marke {
        if !befund.isEmpty { return Marke("Befund", .gefahr) }
        if ungeklaert > 0 { return Marke("\(ungeklaert) ungeklärt", .warnung) }
        return Marke("stimmt", .ok)
    }
}
