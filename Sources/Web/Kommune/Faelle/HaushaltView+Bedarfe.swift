import Grundwerte
import Kommune
import Leistungsrecht

extension HaushaltView {
    /// Mehrbedarfe, einzelne Leistungen und Arbeitsgelegenheiten, je Person das Jüngste zuerst.
    static func bedarfe(_ akte: Fallakte, am tag: Kalendertag) -> Tabelle? {
        let zeilen = akte.mitglieder.flatMap { mitglied -> [[Zelle]] in
            let name = mitglied.angabe(am: tag)?.name
            let mehr = mitglied.mehrbedarfe.reversed().map {
                zeile($0.art.bezeichnung, [name, $0.nachweis], $0.gueltig, $0.betrag)
            }
            let einzeln = mitglied.monatsbedarfe.reversed().map {
                zeile($0.art.bezeichnung, [name, $0.begruendung], $0.gueltig, $0.betrag)
            }
            let arbeit = mitglied.arbeitsgelegenheiten.reversed().map {
                zeile("Arbeitsgelegenheit, \($0.dauer)", [name], $0.monat.zeitraum,
                      $0.mehraufwand == .null ? nil : $0.mehraufwand)
            }
            return mehr + einzeln + arbeit
        }
        guard !zeilen.isEmpty else { return nil }
        return Tabelle(
            "Weiterer Bedarf",
            spalten: [Spalte("Leistung"), Spalte("von", .datum), Spalte("bis", .datum),
                      Spalte("Betrag in €", .zahl)],
            zeilen: zeilen)
    }

    /// Was gegen § 2 steht, und was daraus für die Wartezeit folgt.
    static func wartezeit(_ akte: Fallakte, am tag: Kalendertag) -> Tabelle? {
        let zeilen = akte.mitglieder.flatMap { mitglied -> [[Zelle]] in
            let folge = mitglied.wartezeit(am: tag, nach: .amtlich).map { wartezeit in
                wartezeit.ab.map { "§ 2 ab \($0.deutsch)" } ?? "§ 2 ausgeschlossen"
            }
            return mitglied.wartezeithindernisse.map { hindernis in
                [Zelle(mitglied.angabe(am: tag)?.name ?? "", zusatz: folge),
                 Zelle(hindernis.art.bezeichnung, zusatz: hindernis.grund),
                 Zelle(hindernis.gueltig.von), Zelle(hindernis.gueltig.bis?.deutsch ?? "offen")]
            }
        }
        guard !zeilen.isEmpty else { return nil }
        return Tabelle(
            "Was gegen Leistungen nach § 2 steht",
            spalten: [Spalte("Person"), Spalte("Was"), Spalte("von", .datum),
                      Spalte("bis", .datum)],
            zeilen: zeilen)
    }

    private static func zeile(_ was: String, _ zusatz: [String?], _ gueltig: Zeitraum,
                              _ betrag: Geld?) -> [Zelle] {
        [Zelle(was, zusatz: zusatz.compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " · ")),
         Zelle(gueltig.von), Zelle(gueltig.bis?.deutsch ?? "läuft"),
         betrag.map { Zelle($0) } ?? "nach Gesetz"]
    }
}
