import Foundation
import Grundwerte
import Kommune
import Platform

/// Wie Kommune und Kreis einen Zugangsantrag zeigen.
struct Zugangsanzeige: Sendable {
    let antrag: Zugangsantrag
    /// Rollen nach ihrem Namen im Programm.
    let rollen: [Role]

    var titel: String { "\(antrag.art.bezeichnung): \(antrag.name)" }

    var rollentext: String {
        antrag.rollen.isEmpty ? "alle" : antrag.rollen.map { name in
            rollen.first { $0.name == name }?.bezeichnung ?? name
        }.joined(separator: ", ")
    }

    var zeit: String {
        guard let von = antrag.von else {
            return antrag.bis.map { "letzter Tag \($0.deutsch)" } ?? "–"
        }
        return "ab \(von.deutsch)" + (antrag.bis.map { " bis \($0.deutsch)" } ?? "")
    }

    var eckdaten: [Eckdatum] {
        var daten = [
            Eckdatum("Person", antrag.name), Eckdatum("Anmeldename", antrag.anmeldename),
            Eckdatum("Rollen", rollentext), Eckdatum("Zeit", zeit),
        ]
        if !antrag.sachgebiet.isEmpty { daten.append(Eckdatum("Sachgebiet", antrag.sachgebiet)) }
        if !antrag.telefon.isEmpty { daten.append(Eckdatum("Telefon", antrag.telefon)) }
        if !antrag.zimmer.isEmpty { daten.append(Eckdatum("Zimmer", antrag.zimmer)) }
        return daten
    }

    /// Beantragt, eingerichtet, bestätigt: wo der Antrag steht.
    var ablauf: Ablauf {
        let stand = antrag.stand
        let beendet = stand == .abgelehnt || stand == .zurueckgezogen
        let mitte: Schritt = switch stand {
        case .beantragt: Schritt("Einrichten", .aktuell, angabe: "durch den Kreis")
        case .beanstandet: Schritt("Berichtigen", .aktuell, angabe: "durch den Kreis")
        case .abgelehnt: Schritt("Abgelehnt", .fertig, angabe: "durch den Kreis")
        case .zurueckgezogen: Schritt("Zurückgezogen", .fertig, angabe: "durch die Kommune")
        case .eingerichtet, .bestaetigt:
            Schritt("Eingerichtet", .fertig, angabe: "durch den Kreis")
        }
        let ende: Schritt? = switch stand {
        case .bestaetigt: Schritt("Bestätigt", .fertig, angabe: "durch die Kommune")
        case .eingerichtet: Schritt("Bestätigen", .aktuell, angabe: "durch die Kommune")
        default: beendet ? nil : Schritt("Bestätigen", .offen, angabe: "durch die Kommune")
        }
        return Ablauf("Weg des Antrags", [
            Schritt("Beantragt", .fertig, angabe: Uhr.berlinTag(antrag.beantragtAm).deutsch), mitte,
            ende,
        ].compactMap(\.self))
    }

    /// Anträge als Tabelle; `ort` führt zu einem davon.
    static func tabelle(_ titel: String, _ antraege: [Zugangsantrag], _ rollen: [Role],
                        stellen: [Mandant.ID: String]? = nil,
                        ort: (Zugangsantrag.ID) -> String) -> Tabelle? {
        guard !antraege.isEmpty else { return nil }
        let spalten = [Spalte("Person")] + (stellen == nil ? [] : [Spalte("Kommune")])
            + [Spalte("Worum es geht"), Spalte("Zeit"), Spalte("Gestellt", .datum),
               Spalte("Stand")]
        return Tabelle(titel, spalten: spalten, zeilen: antraege.map { antrag in
            let anzeige = Zugangsanzeige(antrag: antrag, rollen: rollen)
            let kommune = stellen.map { [Zelle($0[antrag.mandant] ?? "–")] } ?? []
            return [Zelle(antrag.name, zusatz: antrag.anmeldename, ziel: ort(antrag.id))] + kommune
                + [Zelle(antrag.art.bezeichnung, zusatz: anzeige.rollentext), Zelle(anzeige.zeit),
                   Zelle(Uhr.berlinTag(antrag.beantragtAm)), Zelle(antrag.stand.marke)]
        })
    }
}

extension Zugangsantrag.Art: Auswaehlbar {
    package var bezeichnung: String {
        switch self {
        case .neuePerson: "Neue Person"
        case .weitereRollen: "Weitere Rollen"
        case .wechsel: "Andere Rollen"
        case .rollenende: "Ende von Rollen"
        case .ausscheiden: "Ausscheiden"
        }
    }
}

extension Zugangsantrag.Stand {
    var marke: Marke {
        switch self {
        case .beantragt: Marke("beim Kreis", .hinweis)
        case .eingerichtet: Marke("zu bestätigen", .warnung)
        case .abgelehnt: Marke("abgelehnt", .gefahr)
        case .bestaetigt: Marke("bestätigt", .ok)
        case .beanstandet: Marke("beanstandet", .warnung)
        case .zurueckgezogen: Marke("zurückgezogen")
        }
    }

    fileprivate var ereignis: String {
        switch self {
        case .beantragt: "Beantragt"
        case .eingerichtet: "Eingerichtet"
        case .abgelehnt: "Abgelehnt"
        case .bestaetigt: "Bestätigt"
        case .beanstandet: "Beanstandet"
        case .zurueckgezogen: "Zurückgezogen"
        }
    }
}

extension Zugangsantrag.Schritt {
    var ereignis: Ereignis {
        Ereignis(Kreisanzeige.zeit(am), wer: wer,
                 schritt.ereignis + (text.isEmpty ? "" : ": \(text)"))
    }
}

/// Was an Zugängen auf die Person wartet, für die Zahlen der Startseite.
enum Zugangszaehler {
    static func kommune(_ context: MandantContext) async throws -> [Zaehler] {
        var zaehler: [Zaehler] = []
        let mandant = context.mandant.id
        if context.darf(.zugangBeantragen) {
            let offen = try await context.readPlatform(.zugangBeantragen) {
                try Zugangsantrag.wartende(mandant: mandant, in: $0)
            }
            zaehler.append(Zaehler(offen, "Zugänge zu bestätigen", ziel: context.pfad("zugaenge")))
            let stand = try await ZugangOffenRoutes.stand(context)
            let ziel = context.pfad("zugaenge/offen")
            zaehler.append(
                Zaehler(stand.wartet, "Vom Kreis eingerichtet, gilt noch nicht", ziel: ziel))
            zaehler.append(schluessel(stand.ablaufend, context.heute, ziel))
            zaehler.append(anbieter(stand.anbieterEndet ? 1 : 0, ziel))
        }
        if context.darf(.zugangBestaetigen) {
            let offen = try await context.readPlatform(.zugangBestaetigen) {
                try Rezertifizierung.offene(mandant: mandant, in: $0)
            }
            zaehler.append(rollen(offen, context.heute, context.pfad("rollenbestaetigung")))
        }
        if context.darf(.supportGewaehren) {
            let staende = try await context.read(.supportGewaehren) {
                try Supportanfrage.alle(in: $0).map(\.stand)
            }
            let ziel = context.pfad("support")
            zaehler.append(Zaehler(staende.filter { $0 == .beantragt }.count,
                                   "Support bittet um Einsicht", ziel: ziel, dringend: true))
            zaehler.append(Zaehler(staende.filter { $0 == .laeuft }.count,
                                   "Support liest in einem Fall", ziel: ziel))
        }
        if context.darf(.fallUebergeben) {
            let offen = try await context.read(.fallUebergeben) {
                try Nachlass.offene(bis: $0.heute.plus(tage: -1), in: $0).count
            }
            zaehler.append(Zaehler(offen, "Personen weg, Arbeit zu übergeben",
                                   ziel: context.pfad("zugaenge/uebergabe"), dringend: true))
        }
        return zaehler.filter { $0.anzahl != "0" }
    }

    static func kreis(_ context: KreisContext) async throws -> [Zaehler] {
        var zaehler: [Zaehler] = []
        if context.darf(.benutzerVerwalten) {
            let (offen, ablaufend, endend) = try await context.readPlatform(
                .benutzerVerwalten
            ) { session in
                (try Zugangsantrag.wartende(mandant: nil, in: session),
                 Schnittstelle.ablaufende(try Schnittstelle.alle(in: session), am: session.heute),
                 try Anbieter.ablaufende(in: session).count)
            }
            zaehler.append(Zaehler(offen, "Zugänge einzurichten", ziel: context.pfad("zugaenge")))
            zaehler.append(
                schluessel(ablaufend, context.heute, context.pfad("programmzugaenge")))
            zaehler.append(anbieter(endend, context.pfad("anbieter")))
        }
        if context.darf(.zugangBestaetigen) {
            let wartet = try await NeueZugaengeRoutes.offene(context)
            zaehler.append(Zaehler(wartet, "Im Kreis eingerichtet, gilt noch nicht",
                                   ziel: context.pfad("bestaetigungen")))
        }
        if context.darf(.benutzerVerwalten) || context.darf(.zugangBestaetigen) {
            let verwaltet = context.darf(.benutzerVerwalten)
            let recht = context.recht(.benutzerVerwalten, oder: .zugangBestaetigen)
            let (offen, saeumige) = try await context.readPlatform(recht) { session in
                (try Rezertifizierung.offene(mandant: nil, fremde: verwaltet, in: session),
                 try Rezertifizierung.saeumige(in: session))
            }
            zaehler.append(rollen(offen, context.heute, context.pfad("rollenbestaetigung")))
            zaehler.append(Zaehler(
                saeumige, "Stellen mit überfälligen Rollen",
                ziel: context.pfad("rollenbestaetigung/stand"), dringend: true))
        }
        return zaehler.filter { $0.anzahl != "0" }
    }

    /// In der letzten Woche drängt es.
    private static func schluessel(
        _ ablaufend: [Schnittstelle], _ heute: Kalendertag, _ ziel: String
    ) -> Zaehler {
        Zaehler(ablaufend.count, "Schlüssel für Programme zu erneuern", ziel: ziel,
                dringend: ablaufend.contains { $0.gueltigBis < heute.plus(tage: 7) })
    }

    private static func anbieter(_ anzahl: Int, _ ziel: String) -> Zaehler {
        Zaehler(anzahl, "Anbieter der Anmeldung vor dem Ende", ziel: ziel)
    }

    /// In der letzten Woche der Frist und danach drängt es.
    private static func rollen(_ offen: (anzahl: Int, frist: Kalendertag)?, _ heute: Kalendertag,
                               _ ziel: String) -> Zaehler {
        Zaehler(offen?.anzahl ?? 0, "Rollen zu bestätigen", ziel: ziel,
                dringend: offen.map { $0.frist < heute.plus(tage: 7) } ?? false)
    }
}
