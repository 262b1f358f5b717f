import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Alles zu einer Anhörung, in einer Transaktion gelesen.
struct Anhoerungsinhalt: Sendable {
    let anhoerung: Anhoerung
    let akte: Fallakte
    let schreiben: [Schreiben]

    init(_ id: Anhoerung.ID, in session: MandantSession) throws {
        guard let anhoerung = try Anhoerung.laden(id, in: session),
              let akte = try Fallakte.laden(anhoerung.fall, stand: .init(am: session.heute),
                                            in: session)
        else { throw Hindernis.nichtGefunden }
        self.anhoerung = anhoerung
        self.akte = akte
        schreiben = try Schreiben.alle([anhoerung.schreiben].compactMap(\.self), in: session)
    }

    var person: String {
        akte.mitglieder.first { $0.id == anhoerung.person }?.angabe(am: akte.stand.am)?.name
            ?? "unbekannt"
    }
}

extension Anhoerung {
    /// `wartet bis 12.12.2026`.
    func kurz(heute: Kalendertag) -> String {
        switch stand(heute: heute) {
        case .verzichtet: "unterblieben"
        case let .wartet(bis): "wartet bis \(bis.deutsch)"
        case .beantwortet: "beantwortet"
        case .fristAbgelaufen: "Frist abgelaufen, keine Antwort"
        case .abgeschlossen(.entschieden): "entschieden"
        case .abgeschlossen(.abgesehen): "abgesehen"
        }
    }

    func marke(heute: Kalendertag) -> Marke {
        switch stand(heute: heute) {
        case .wartet: Marke(kurz(heute: heute), .hinweis)
        case .verzichtet, .beantwortet, .fristAbgelaufen: Marke(kurz(heute: heute), .warnung)
        case .abgeschlossen: Marke(kurz(heute: heute), .ok)
        }
    }
}

extension VorgangView {
    init(_ inhalt: Anhoerungsinhalt, namen: [User.ID: String], context: MandantContext) {
        let anhoerung = inhalt.anhoerung, heute = context.heute,
        ort = context.pfad("anhoerungen/\(anhoerung.id)")
        self.init(
            page: context.page("Anhörung zu \(anhoerung.norm)", .faelle,
                               pfad: context.fallpfad(inhalt.akte.fall) + [
                                   Verweis("Verfahren",
                                           context.pfad("faelle/\(anhoerung.fall)/verfahren")),
                               ]),
            unterzeile: "\(inhalt.person) · \(inhalt.akte.fall.aktenzeichen)",
            zustand: anhoerung.marke(heute: heute),
            naechstes: VorgangView.naechstes(anhoerung, heute: heute),
            handlungen: context.darf(.bescheidErlassen)
                ? VorgangView.handlungen(anhoerung, ort: ort,
                                         heute: heute) { context.pfad($0) } : [],
            freigaben: [],
            abschnitte: VorgangView.abschnitte(inhalt, namen: namen) { context.pfad($0) },
            eckdaten: [
                Eckdatum("Betrifft", inhalt.person), Eckdatum("Vorschrift", anhoerung.norm),
                anhoerung.frist.map { Eckdatum("Antwort bis", $0.deutsch) },
                anhoerung.verzicht.map { Eckdatum("Nicht angehört",
                                                  "\($0.bezeichnung) (\($0.norm))") },
            ].compactMap(\.self))
    }

    private static func naechstes(_ anhoerung: Anhoerung, heute: Kalendertag) -> Meldung? {
        guard anhoerung.anlass == .einschraenkung else { return nil }
        return switch anhoerung.stand(heute: heute) {
        case .wartet: .hinweis("Entschieden wird nach der Frist oder mit der Antwort.")
        case .verzichtet, .beantwortet, .fristAbgelaufen: .warnung("Als Nächstes: entscheiden.")
        case .abgeschlossen(.entschieden):
            .hinweis("Als Nächstes: die Berechtigung der Person ändern und die Leistung neu "
                + "bewilligen.")
        case .abgeschlossen(.abgesehen): nil
        }
    }

    private static func handlungen(_ anhoerung: Anhoerung, ort: String, heute: Kalendertag,
                                   pfad: (String) -> String) -> [Knopf] {
        guard anhoerung.ergebnis == nil else {
            return anhoerung.ergebnis == .entschieden && anhoerung.anlass == .einschraenkung
                ? [Knopf("Berechtigung ändern", pfad("faelle/\(anhoerung.fall)/aenderung"),
                         haupt: true)] : []
        }
        let reif = anhoerung.istEntscheidungsreif(heute: heute)
        return [
            anhoerung.anlass == .einschraenkung
                ? Knopf("Anhörung abschließen", "\(ort)/ergebnis", haupt: reif) : nil,
            anhoerung.schreiben == nil ? nil : Knopf("Antwort erfassen", "\(ort)/antwort",
                                                     haupt: !reif),
        ].compactMap(\.self)
    }

    private static func abschnitte(_ inhalt: Anhoerungsinhalt, namen: [User.ID: String],
                                   pfad: (String) -> String) -> [Abschnitt] {
        let anhoerung = inhalt.anhoerung
        var abschnitte = [Abschnitt(id: "sachverhalt", titel: "Sachverhalt",
                                    absaetze: [anhoerung.sachverhalt])]
        if anhoerung.verzicht != nil {
            abschnitte.append(Abschnitt(id: "verzicht", titel: "Warum nicht angehört wurde",
                                        absaetze: [anhoerung.verzichtGrund]))
        } else {
            abschnitte.append(Abschnitt(
                id: "antworten", titel: "Antworten",
                absaetze: anhoerung.antworten.map { "\($0.eingegangen.deutsch): \($0.text)" },
                leer: anhoerung.antworten.isEmpty ? Leer("Noch keine Antwort.") : nil))
        }
        if anhoerung.ergebnis != nil {
            abschnitte.append(Abschnitt(id: "ergebnis", titel: "Ergebnis",
                                        absaetze: [anhoerung.ergebnisGrund]))
        }
        if !inhalt.schreiben.isEmpty {
            abschnitte.append(Abschnitt(id: "schreiben", titel: "Schreiben",
                                        tabelle: .schreiben(inhalt.schreiben, namen: namen,
                                                            pfad: pfad)))
        }
        return abschnitte
    }
}
