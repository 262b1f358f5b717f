import Grundwerte
import Kreis
import Leistungsrecht
import Platform

/// Ein Probelauf auf der Seite des Kreises.
struct Probelaufanzeige {
    let lauf: Kreisprobelauf
    let saetze: [Parametersatz]
    let fortschritt: [Kreisprobelauf.Fortschritt]
    let summen: [Kreisprobelauf.Kreissumme]
    let context: KreisContext

    var view: ProbelaufView.Lauf {
        let gescheitert = fortschritt.filter { $0.zustand == .gescheitert }
        let fertig = fortschritt.count { $0.zustand == .fertig }
        let offen = fortschritt.contains { $0.zustand == .wartet || $0.zustand == .laeuft }
        return ProbelaufView.Lauf(
            eckdaten: eckdaten,
            laufend: !offen ? nil : Laufend(
                "\(fertig) von \(Kreisanzeige.anzahl(fortschritt.count, "Kommune", "Kommunen")) "
                    + "fertig. Summen gibt es, wenn alle gerechnet haben.",
                ziel: context.pfad("parameter/probelauf/\(lauf.id)")),
            gescheitert: gescheitert.isEmpty ? nil : Meldung(
                .gefahr, "Nicht durchgerechnet: "
                    + gescheitert.map(\.kommune).joined(separator: ", ")
                    + ". Unter Aufträge steht, woran es liegt, und lässt es sich wiederholen.",
                einzelheiten: context.darf(.auftragLesen)
                    ? [Verweis("Aufträge", context.pfad("auftraege"))] : []),
            zaehler: zaehler, hatZaehler: !zaehler.isEmpty,
            summen: summen.isEmpty ? nil : tabelle,
            nichts: summen.isEmpty && fertig == fortschritt.count
                ? "In diesen Monaten hat keine Kommune einen laufenden Fall." : nil,
            fortschritt: Tabelle(
                "Stand je Kommune", spalten: [Spalte("Kommune"), Spalte("Stand")],
                zeilen: fortschritt.map {
                    [Zelle($0.kommune), Zelle($0.marke, zusatz: $0.zusatz)]
                }))
    }

    private var eckdaten: [Eckdatum] {
        let je = Dictionary(uniqueKeysWithValues: saetze.map { ($0.id, $0) })
        return [Eckdatum("Monate", lauf.monate)]
            + lauf.entwuerfe.compactMap { id in
                guard let satz = je[id], let groesse = satz.groesse else { return nil }
                return Eckdatum(
                    groesse.bezeichnung, "ab \(satz.gueltigAb.deutsch), \(satz.fundstelle)",
                    ziel: context.pfad("parameter/\(groesse.rawValue)/entwuerfe/\(satz.id)"))
            }
            + [Eckdatum("Begonnen", "\(Kreisanzeige.zeit(lauf.begonnen.am)), \(lauf.begonnen.wer)")]
    }

    /// Vom ersten Monat.
    private var zaehler: [Zaehler] {
        guard let erste = summen.first else { return [] }
        return [
            erste.faelle.map { Zaehler($0, "laufende Fälle", ziel: "#kreis") },
            erste.personen.map { Zaehler($0, "Personen", ziel: "#kreis") },
            erste.geaenderteFaelle.map { Zaehler($0, "Fälle ändern sich", ziel: "#kreis") },
            erste.ohneErgebnis.map {
                Zaehler($0, "nicht zu rechnen", ziel: "#kreis", dringend: true)
            },
        ].compactMap(\.self)
    }

    private var tabelle: Tabelle {
        Tabelle(
            "Summen des ganzen Kreises, gerundet", form: .zahlen,
            spalten: [Spalte("Monat"), Spalte("Fälle", .zahl), Spalte("Personen", .zahl),
                      Spalte("Bisher in €", .zahl), Spalte("Neu in €", .zahl),
                      Spalte("Unterschied in €", .zahl), Spalte("Geänderte Fälle", .zahl),
                      Spalte("Geänderte Personen", .zahl), Spalte("Nicht zu rechnen", .zahl)],
            zeilen: summen.map { summe in
                [Zelle(summe.monat.deutsch), .verdeckbar(summe.faelle), .verdeckbar(summe.personen),
                 .verdeckbar(summe.alt), .verdeckbar(summe.neu), unterschied(summe),
                 .verdeckbar(summe.geaenderteFaelle), .verdeckbar(summe.geaendertePersonen),
                 .verdeckbar(summe.ohneErgebnis)]
            })
    }

    private func unterschied(_ summe: Kreisprobelauf.Kreissumme) -> Zelle {
        guard let alt = summe.alt, let neu = summe.neu else { return .verdeckt }
        return Zelle((neu - alt).mitVorzeichen)
    }
}

extension Zelle {
    fileprivate static func verdeckbar(_ zahl: Int?) -> Zelle {
        zahl.map { Zelle($0) } ?? .verdeckt
    }

    fileprivate static func verdeckbar(_ betrag: Geld?) -> Zelle {
        betrag.map { Zelle($0) } ?? .verdeckt
    }
}

extension Kreisprobelauf.Fortschritt {
    fileprivate var marke: Marke {
        switch zustand {
        case .wartet: Marke("wartet")
        case .laeuft: Marke("läuft", .hinweis)
        case .fertig: Marke("fertig", .ok)
        case .gescheitert: Marke("gescheitert", .gefahr)
        }
    }

    fileprivate var zusatz: String? { zustand == .laeuft && !angabe.isEmpty ? angabe : nil }
}
