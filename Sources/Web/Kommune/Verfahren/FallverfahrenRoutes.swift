import Grundwerte
import Hummingbird
import Kommune
import Leistungsrecht
import Platform

/// Der Reiter eines Falls: was zurückzufordern ist, wer angehört wird, wogegen Widerspruch läuft.
struct FallverfahrenRoutes: Sendable {
    let pages: Pages

    func add(to group: RouterGroup<MandantContext>) {
        group.get("faelle/{id}/verfahren", use: zeigen)
    }

    private struct Inhalt: Sendable {
        let akte: Fallakte
        let offene: [OffeneUeberzahlung]
        let forderungen: [Rueckforderung.Eintrag]
        let anhoerungen: [Anhoerung]
        let widersprueche: [Widerspruch]
        let bescheide: [Bescheid]
        let schreiben: [Schreiben]
        let feststellungen: [Rechtsfeststellung]
    }

    func zeigen(_ request: Request, context: MandantContext) async throws -> Response {
        let anfrage = try Fallanfrage(request, context), id = anfrage.id
        let liest = context.darf(.rueckforderungLesen)
        let inhalt = try await context.read(.fallLesen) { session in
            Inhalt(
                akte: try anfrage.akte(in: session),
                offene: liest ? try OffeneUeberzahlung.alle(zu: id, in: session) : [],
                forderungen: liest ? try Rueckforderung.alle(zu: id, in: session) : [],
                anhoerungen: try Anhoerung.alle(zu: id, in: session),
                widersprueche: try Widerspruch.alle(zu: id, in: session),
                bescheide: try Bescheid.alle(zu: id, in: session),
                schreiben: try Schreiben.alle(zu: id, in: session),
                feststellungen: try Rechtsfeststellung.alle(zu: id, in: session))
        }
        let namen = try await context.benutzernamen()
        let kopf = FallKopf(inhalt.akte, .verfahren, anfrage: anfrage, namen: namen,
                            context: context)
        return .html(try pages.render("verfahren/fall", FallverfahrenView(
            page: context.fallseite(kopf, "Verfahren"), kopf: kopf,
            handlungen: anfrage.istHeute ? handlungen(inhalt, context) : [],
            abschnitte: abschnitte(inhalt, namen: namen, context))))
    }

    private func handlungen(_ inhalt: Inhalt, _ context: MandantContext) -> [Knopf] {
        let ort = context.pfad("faelle/\(inhalt.akte.fall.id)")
        let zustaendigkeit = inhalt.feststellungen.first { $0.art == .zustaendigkeit }
        return [
            context.darf(.rueckforderungBearbeiten)
                ? Knopf("Rückforderung anlegen", "\(ort)/rueckforderung/neu",
                        haupt: !inhalt.offene.isEmpty) : nil,
            context.darf(.bescheidErlassen)
                ? Knopf("Vor einer Einschränkung anhören", "\(ort)/anhoerung/neu") : nil,
            context.darf(.fallAendern)
                ? Knopf("Zuständigkeit prüfen", "\(ort)/feststellungen/zustaendigkeit") : nil,
            context.darf(.fallAendern)
                ? Knopf("Beginn der Leistung prüfen", "\(ort)/feststellungen/einsetzen") : nil,
            context.darf(.fallAendern) && zustaendigkeit?.erstattet.isEmpty == false
                ? Knopf("Kostenerstattung anmelden", "\(ort)/feststellungen/erstattung") : nil,
        ].compactMap(\.self)
    }

    private func abschnitte(_ inhalt: Inhalt, namen: [User.ID: String],
                            _ context: MandantContext) -> [Abschnitt] {
        let heute = context.heute, pfad = { context.pfad($0) }
        var abschnitte: [Abschnitt] = []
        if !inhalt.offene.isEmpty {
            abschnitte.append(Abschnitt(id: "ueberzahlungen",
                                        titel: "Überzahlungen, die niemand verfolgt",
                                        tabelle: ueberzahlungen(inhalt.offene, pfad: pfad)))
        }
        if context.darf(.rueckforderungLesen) {
            abschnitte.append(Abschnitt(
                id: "rueckforderungen", titel: "Rückforderungen",
                tabelle: inhalt.forderungen.isEmpty ? nil
                    : .forderungen(inhalt.forderungen, namen: namen, pfad: pfad),
                leer: inhalt.forderungen.isEmpty ? Leer("Nichts wird zurückgefordert.") : nil))
        }
        if !inhalt.anhoerungen.isEmpty {
            abschnitte.append(Abschnitt(id: "anhoerungen", titel: "Anhörungen",
                                        tabelle: anhoerungen(inhalt.anhoerungen, heute: heute,
                                                             pfad: pfad)))
        }
        if !inhalt.widersprueche.isEmpty {
            abschnitte.append(Abschnitt(id: "widersprueche", titel: "Widersprüche",
                                        tabelle: .widersprueche(inhalt.widersprueche, heute: heute,
                                                                pfad: pfad)))
        }
        if !inhalt.feststellungen.isEmpty {
            abschnitte.append(Abschnitt(
                id: "feststellungen", titel: "Feststellungen",
                tabelle: .feststellungen(inhalt.feststellungen, namen: namen)))
        }
        let angreifbar = bescheide(inhalt, darf: context.darf(.widerspruchBearbeiten), pfad: pfad)
        if let angreifbar {
            abschnitte.append(Abschnitt(id: "bescheide", titel: "Bescheide", tabelle: angreifbar))
        }
        if !inhalt.schreiben.isEmpty {
            abschnitte.append(Abschnitt(id: "schreiben", titel: "Schreiben",
                                        tabelle: .schreiben(inhalt.schreiben, namen: namen,
                                                            pfad: pfad)))
        }
        return abschnitte
    }

    private func ueberzahlungen(_ offene: [OffeneUeberzahlung],
                                pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Überzahlungen", spalten: [Spalte("Monat"), Spalte("Wofür"), Spalte("Erkannt mit"),
                                       Spalte("Betrag in €", .zahl)],
            zeilen: offene.map {
                [Zelle($0.monat.deutsch), Zelle($0.zweck.bezeichnung),
                 Zelle("Bescheid \($0.bescheidnummer)", zusatz: "vom \($0.erkanntAm.deutsch)",
                       ziel: pfad("bescheide/\($0.bescheid)/pdf")), Zelle($0.betrag)]
            },
            summe: ["Summe", "", "", Zelle(offene.map(\.betrag).summe())])
    }

    private func anhoerungen(_ anhoerungen: [Anhoerung], heute: Kalendertag,
                             pfad: (String) -> String) -> Tabelle {
        Tabelle(
            "Anhörungen", spalten: [Spalte("Zu"), Spalte("Vom", .datum), Spalte("Stand")],
            zeilen: anhoerungen.map {
                [Zelle($0.norm, ziel: pfad("anhoerungen/\($0.id)")),
                    Zelle(Uhr.berlinTag($0.angelegtAm)),
                 Zelle($0.marke(heute: heute))]
            })
    }

    /// Bescheide, gegen die ein Widerspruch aufgenommen werden kann.
    private func bescheide(_ inhalt: Inhalt, darf: Bool, pfad: (String) -> String) -> Tabelle? {
        let zeilen = inhalt.bescheide.map { ($0.nummer, $0.art.bezeichnung, $0.erlassenAm,
                                             "bescheide/\($0.id)") }
            + inhalt.schreiben.filter(\.art.istBescheid).map { ($0.nummer, "Erstattung", $0.datum,
                                                                "schreiben/\($0.id)") }
        guard !zeilen.isEmpty else { return nil }
        return Tabelle(
            "Bescheide und die Frist für den Widerspruch, wenn sie am selben Tag zur Post gingen",
            spalten: [Spalte("Bescheid"), Spalte("Art"), Spalte("Vom", .datum),
                Spalte("Frist bis", .datum),
                      Spalte("Widerspruch", .tun)],
            zeilen: zeilen.map { nummer, art, tag, teil in
                [Zelle("Bescheid \(nummer)", zusatz: "PDF", ziel: pfad("\(teil)/pdf")), Zelle(art),
                    Zelle(tag),
                 Zelle(Widerspruchsfrist(abgesandt: tag, art: .post, belehrt: true).ende),
                 darf ? Zelle("erfassen zu \(nummer)", ziel: pfad("\(teil)/widerspruch")) : ""]
            })
    }
}
