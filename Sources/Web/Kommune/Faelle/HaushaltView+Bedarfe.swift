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

    private static func zeile(_ was: String, _ zusatz: [String?], _ gueltig: Zeitraum,
                              _ betrag: Geld?) -> [Zelle] {
        [Zelle(was, zusatz: zusatz.compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " · ")),
         Zelle(gueltig.von), Zelle(gueltig.bis?.deutsch ?? "läuft"),
         betrag.map { Zelle($0) } ?? "nach Gesetz"]
    }
}
