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
    let meldungen: Tabelle?
    let dateien: Tabelle?
    let auszuege: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
    let finanzsoftware: Verweis
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
        let buecher = "Anfangssaldo \(abgleich.anfang), seither gebucht \(abgleich.gebucht)"
        satz = abgleich.stimmt
            ? "\(buecher): zusammen \(abgleich.lautBank) wie laut Bank am \(bis.deutsch)."
            : "\(buecher): zusammen \(abgleich.lautHauptbuch). Laut Bank am \(bis.deutsch) "
                + "\(abgleich.lautBank); Differenz \(abgleich.differenz). "
                + "Prüfen Sie die Befunde an den Auszügen."
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
        Feld("datei", "Kontoauszug (camt.053) oder Statusbericht (pain.002)",
             .datei(annehmen: ".xml,application/xml,text/xml"),
             hinweis: "Die Datei der Bank, unverändert. Geprüft wird sie vor dem Buchen."),
    ]

    private struct Daten: Sendable {
        let abgleich: [Bankabgleich]
        let ungeklaert: [Bankumsatz]
        let meldungen: [Bankmeldung]
        let dateien: [Bankdatei]
        let auszuege: [Auszug]
        let anzahl: Int
    }

    private func zeigen(
        _ request: Request, _ context: KreisContext, zurueck: Zurueck?
    ) async throws -> Response {
        let seite = KreisContext.seite(request), je = 25
        let daten = try await context.read(.kasse, .bankLesen) { session in
            let (auszuege, anzahl) = try Auszug.liste(seite: seite, je: je, in: session)
            return Daten(abgleich: try Bankabgleich.laden(in: session),
                         ungeklaert: try Bankumsatz.ungeklaerte(in: session),
                         meldungen: try Bankmeldung.offene(in: session),
                         dateien: try Bankdatei.auffaellige(in: session), auszuege: auszuege,
                         anzahl: anzahl)
        }
        let formular = zurueck.formular("einlesen", Self.felder, facts: context.facts)
        let view = BankView(
            page: context.page("Bank", .bank, fehler: zurueck?.fehler),
            abgleich: daten.abgleich.map(AbgleichView.init),
            einlesen: context.darf(.bankEinlesen) ? formular : nil, ziel: context.pfad("bank"),
            ungeklaert: daten.ungeklaert.isEmpty
                ? nil : Self.umsaetze("Ungeklärte Umsätze", daten.ungeklaert, context),
            allesKlar: daten.ungeklaert.isEmpty ? Leer("Alle Umsätze sind zugeordnet.") : nil,
            meldungen: daten.meldungen.isEmpty ? nil
                : Bankmeldung.tabelle("Meldungen der Bank", daten.meldungen, context),
            dateien: daten.dateien.isEmpty ? nil : dateien(daten.dateien, context),
            auszuege: daten.auszuege.isEmpty ? nil : Self.auszuege(daten.auszuege, context),
            leer: daten.auszuege.isEmpty ? Leer("Noch ist kein Auszug eingelesen.") : nil,
            blaettern: daten.anzahl <= je ? nil
                : Blaettern(seite: seite, proSeite: je, gesamt: daten.anzahl) {
                    context.pfad("bank?seite=\($0)")
                },
            finanzsoftware: Verweis("Finanzsoftware", context.pfad("hauptbuch/finanzsoftware")))
        return .html(try pages.render("bank/liste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    /// Bewahrt die Datei auf; gebucht wird sie vom Auftrag. Meist ist er fertig, bevor die Seite da
    /// ist.
    private func einlesen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "einlesen", erfolg: nil, zeigen: { try await zeigen(request, context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.felder, heute: heute)
                guard let datei = eingabe.datei("datei"),
                      eingabe.ohneFehler else { throw eingabe.formularfehler }
                let vorgang = try eingabe.vorgang(), bytes = Array(datei.content.readableBytesView)
                let ziel = try await context.write(.kasse, .bankEinlesen) { session in
                    try session.einmal(vorgang) {
                        let id = try Bankdatei.annehmen(name: datei.name, bytes: bytes, in: session)
                        return context.pfad("bank/dateien/\(id)")
                    }
                }
                if let id = ziel.split(separator: "/").last.flatMap({ Bankdatei.ID(String($0)) }) {
                    try await warten(auf: id, context)
                }
                return ziel
            })
    }

    /// Höchstens zwei Sekunden; danach zeigt die Seite der Datei den Fortschritt.
    private func warten(auf id: Bankdatei.ID, _ context: KreisContext) async throws {
        for _ in 0..<40 {
            let datei = try await context.read(.kasse, .bankEinlesen) {
                try Bankdatei.laden(id, in: $0)
            }
            guard datei.zustand == .angenommen else { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func dateien(_ dateien: [Bankdatei], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Dateien der Bank",
            spalten: [Spalte("Datei"), Spalte("Art"), Spalte("Eingelesen"), Spalte("Stand")],
            zeilen: dateien.map { datei in
                [Zelle(datei.name, ziel: context.pfad("bank/dateien/\(datei.id)")),
                 Zelle(datei.art.bezeichnung),
                 Zelle(Kreisanzeige.zeit(datei.eingelesenAm)), Zelle(datei.marke)]
            })
    }

    static func auszuege(_ auszuege: [Auszug], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Kontoauszüge", spalten: [
                Spalte("Tag"), Spalte("Nr.", .zahl), Spalte("Konto"),
                Spalte("Anfangssaldo in €", .zahl), Spalte("Schlusssaldo in €", .zahl),
                Spalte("Umsätze", .zahl), Spalte("Befund"),
            ],
            zeilen: auszuege.map { auszug in
                [Zelle(auszug.bis.deutsch, ziel: context.pfad("bank/auszuege/\(auszug.id)")),
                 Zelle(auszug.nummer.map(String.init) ?? "–"), Zelle(auszug.iban.gekuerzt),
                 Zelle(auszug.anfangssaldo), Zelle(auszug.schlusssaldo), Zelle(auszug.umsaetze),
                 Zelle(auszug.marke)]
            })
    }

    /// Umsätze, die zu ihrer Klärung führen.
    static func umsaetze(
        _ titel: String, _ umsaetze: [Bankumsatz], _ context: KreisContext
    ) -> Tabelle {
        Tabelle(
            titel,
            spalten: [Spalte("Gebucht"), Spalte("Betrag in €", .zahl), Spalte("Verwendungszweck"),
                      Spalte("Warum ungeklärt")],
            zeilen: umsaetze.map { umsatz in
                [Zelle(umsatz.buchungstag.deutsch,
                       ziel: context.pfad("bank/umsaetze/\(umsatz.id)")),
                 Zelle(umsatz.offen),
                 Zelle(umsatz.zweck.isEmpty ? "–" : umsatz.zweck, zusatz: umsatz.gegenname),
                 Zelle(umsatz.hinweis)]
            })
    }
}

extension Auszug {
    var marke: Marke {
        if !befund.isEmpty { return Marke("stimmt nicht", .gefahr) }
        if ungeklaert > 0 { return Marke("\(ungeklaert) ungeklärt", .warnung) }
        return Marke("stimmt", .ok)
    }
}
