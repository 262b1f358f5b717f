import Grundwerte
import Hummingbird
import Kreis
import Platform
import Uebergabe

/// Die Liste `zahllauf/liste.mustache`.
struct ZahllaeufeView: Sendable {
    let page: Page
    let warnungen: [Meldung]
    let naechste: Tabelle
    let erstellen: Formular?
    let ziel: String
    let laeufe: Tabelle?
    let leer: Leer?
    let blaettern: Blaettern?
    let kalender: Kalender
    let kalendersatz: String
    let regelsatz: String
    let regel: String
    let barkasse: Verweis
}

/// Kalender, nächste Läufe, alle Läufe, und ein neuer.
struct ZahllaeufeRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<KreisContext>) {
        group.get("zahllaeufe") { try await zeigen($0, $1, zurueck: nil) }
        group.post("zahllaeufe", use: erstellen)
    }

    private static let felder = [
        Feld("zahlweg", "Zahlweg",
             .eine(Zahlweg.allCases.map { Option($0.rawValue, $0.bezeichnung) })),
        Feld("ausfuehrung", "Ausführungstag", .datum),
    ]

    private struct Daten: Sendable {
        let plaene: [(weg: Zahlweg, plan: Zahllaufplan)]
        let laeufe: [Zahllauf]
        let anzahl: Int
        let juengste: [Zahllauf]
        let wartende: [Kassentag.Wartend]
        let barkasse: Int
        let kalender: Zahllaufkalender
    }

    private func zeigen(
        _ request: Request, _ context: KreisContext, zurueck: Zurueck?
    ) async throws -> Response {
        let seite = KreisContext.seite(request), je = 25
        let daten = try await context.read(.kasse, .zahllaufLesen) { session in
            let (laeufe, anzahl) = try Zahllauf.liste(seite: seite, je: je, in: session)
            return Daten(
                plaene: try Zahlweg.zumKonto.map { ($0, try Zahllaufplan.laden($0, in: session)) },
                laeufe: laeufe, anzahl: anzahl,
                juengste: try Zahllauf.liste(je: 40, in: session).laeufe,
                wartende: try Kassentag.eilige(in: session),
                barkasse: try Barauszahlung.offene(in: session).count,
                kalender: try Zahllaufkalender.laden(in: session))
        }
        let kalender = daten.kalender, ab = context.heute.plus(tage: -7)
        let vorgabe = kalender.naechsterLauf(ab: context.heute)?.tag
            ?? Bankkalender.naechsterBanktag(nach: context.heute)
        let formular = zurueck.formular(
            "erstellen", Self.felder,
            werte: ["zahlweg": (daten.wartende.first?.zahlweg ?? .ueberweisung).rawValue,
                    "ausfuehrung": (daten.wartende.isEmpty ? vorgabe : context.heute).deutsch],
            facts: context.facts)
        let view = ZahllaeufeView(
            page: context.page("Zahlläufe", .zahllaeufe, fehler: zurueck?.fehler),
            warnungen: daten.wartende.map { .warnung($0.satz) }
                + (daten.plaene.first?.plan.warnungen.map { .warnung($0.satz) } ?? []),
            naechste: naechste(daten.plaene, context),
            erstellen: context.darf(.zahllaufErstellen) ? formular : nil,
            ziel: context.pfad("zahllaeufe"),
            laeufe: daten.laeufe.isEmpty ? nil : tabelle(daten.laeufe, context),
            leer: daten.laeufe.isEmpty
                ? Leer("Es gibt noch keinen Zahllauf.",
                       rat: "Er entsteht, sobald eine Kommune Zahlungen angeordnet hat "
                           + "und hier ein Lauf erstellt wird.") : nil,
            blaettern: daten.anzahl <= je ? nil
                : Blaettern(seite: seite, proSeite: je, gesamt: daten.anzahl) {
                context.pfad("zahllaeufe?seite=\($0)")
            },
            kalender: kalender.anzeige(ab: ab, wochen: 8, heute: context.heute,
                                       laeufe: daten.juengste) {
                context.pfad("zahllaeufe/\($0.id)")
            },
            kalendersatz: kalender.erklaerung(ab: ab, wochen: 8),
            regelsatz: kalender.regel(am: context.heute)?.satz ?? "Für heute gilt keine Regel.",
            regel: context.pfad("zahllaeufe/regel"),
            barkasse: Verweis(daten.barkasse == 0 ? "Barkasse" : "Barkasse: "
                + Kreisanzeige.anzahl(daten.barkasse, "Auszahlung wartet", "Auszahlungen warten"),
                context.pfad("barkasse")))
        return .html(try pages.render("zahllauf/liste", view),
                     status: zurueck == nil ? .ok : .unprocessableContent)
    }

    private func erstellen(_ request: Request, context: KreisContext) async throws -> Response {
        let heute = context.heute
        return try await context.schritt(
            "erstellen", erfolg: .hinweis("Der Zahllauf wird erstellt."),
            zeigen: { try await zeigen(request, context, zurueck: $0) },
            tun: { form in
                var eingabe = Eingabe(form, Self.felder, heute: heute)
                let weg = eingabe.auswahl("zahlweg", als: Zahlweg.self),
                    tag = eingabe.datum("ausfuehrung")
                guard let weg, let tag, eingabe.ohneFehler else { throw eingabe.formularfehler }
                let vorgang = try eingabe.vorgang()
                return try await context.write(.kasse, .zahllaufErstellen) { session in
                    try session.einmal(vorgang) {
                        context.pfad("""
                            zahllaeufe/\(try Zahllauf.anlegen(weg, ausfuehrung: tag, in: session))
                            """)
                    }
                }
            })
    }

    /// Je Lauf eine Zeile, je Zahlweg eine Spalte: wie viele Aufträge er zahlen muss und wie viel
    /// das ist.
    private func naechste(
        _ plaene: [(weg: Zahlweg, plan: Zahllaufplan)], _ context: KreisContext
    ) -> Tabelle {
        let laeufe = plaene.first?.plan.eintraege ?? []
        return Tabelle(
            "Nächste Zahlläufe",
            spalten: [Spalte("Lauf"), Spalte("Gutschrift bis"), Spalte("Fällig bis")]
                + plaene.map { Spalte($0.weg.bezeichnung, .zahl) } + [Spalte("Stand")],
            zeilen: laeufe.enumerated().map { stelle, eintrag in
                let jeWeg = plaene.map { $0.plan.eintraege[stelle] }
                let angelegt = jeWeg.lazy.compactMap(\.angelegt).first
                return [Zelle(Kreisanzeige.tag(eintrag.lauf.tag),
                              zusatz: eintrag.lauf.istVerlegt
                                  ? "verlegt vom \(eintrag.lauf.regeltag.deutsch)" : nil,
                              ziel: angelegt.map { context.pfad("zahllaeufe/\($0)") }),
                        Zelle(eintrag.lauf.gutschrift), Zelle(eintrag.faelligBis)]
                    + jeWeg.map {
                        Zelle($0.summe.description,
                              zusatz: Kreisanzeige.anzahl($0.anzahl, "Auftrag", "Aufträge"))
                    }
                    + [Zelle(stand(eintrag, angelegt: angelegt != nil, heute: context.heute))]
            })
    }

    private func stand(
        _ eintrag: Zahllaufplan.Eintrag, angelegt: Bool, heute: Kalendertag
    ) -> Marke {
        if angelegt {
            return eintrag.anzahl > 0 ? Marke("erstellt; weitere Aufträge warten", .warnung)
                : Marke("erstellt", .ok)
        }
        if eintrag.lauf.tag == heute {
            return Marke("heute zu erstellen", eintrag.anzahl > 0 ? .warnung : .neutral)
        }
        return Marke("geplant")
    }

    private func tabelle(_ laeufe: [Zahllauf], _ context: KreisContext) -> Tabelle {
        Tabelle(
            "Alle Zahlläufe", spalten: [
                Spalte("Lauf"), Spalte("Ausführung", .datum), Spalte("Zahlweg"),
                Spalte("Aufträge", .zahl), Spalte("Summe in €", .zahl), Spalte("Stand"),
            ],
            zeilen: laeufe.map { lauf in
                [Zelle(lauf.nummer, ziel: context.pfad("zahllaeufe/\(lauf.id)")),
                 Zelle(lauf.ausfuehrungstag), Zelle(lauf.zahlweg.bezeichnung), Zelle(lauf.anzahl),
                 Zelle(lauf.summe),
                 Zelle(lauf.marke,
                       zusatz: lauf.ausgelassen > 0 ? "\(lauf.ausgelassen) ausgelassen" : nil)]
            })
    }
}

extension Kassentag.Wartend {
    fileprivate var satz: String {
        "\(zahlweg.bezeichnung): "
            + "\(Kreisanzeige.anzahl(anzahl, "Auftrag wartet", "Aufträge warten")) über \(summe). "
            + "Ein Lauf dafür ist an keinen Tag gebunden; erstellen Sie ihn jetzt."
    }
}
