import Grundwerte
import Kommune
import Leistungsrecht
import Platform

extension Haushaltsentwurf {
    private static let strassen = [
        "Gartenstraße", "Schulstraße", "Feldweg", "Lindenallee", "Mühlenweg", "Am Kapellenbusch",
        "Südring",
        "Wiesengrund", "Nordstraße", "Amselweg", "Zur Bleiche", "Hofkamp", "Eichendorffweg",
        "Brinkstraße"
    ]

    private static let vermieter = [
        "Hausverwaltung Lindenhof GmbH", "Terbrack Immobilien KG", "Wohnen am Ring eG i. Gr.",
        "Heinrich Overkampf", "Elisabeth Schulze Wietering", "Bernhard Nienkötter",
        "Grundbesitz Haverland GbR",
        "Maria Tenbrügge-Hölscher", "Erbengemeinschaft Wessendorf", "Josef und Anni Büssing"
    ]

    /// Jede Kommune hat drei Häuser; in einem gibt es Mittagessen.
    mutating func sammelunterkunft() -> Unterkunft {
        let haus = zufall.zahl(0...2)
        let strasse = Haushaltsentwurf.strassen[
            (kommune.nummer + haus * 4) % Haushaltsentwurf.strassen.count]
        return Unterkunft(
            art: haus == 2 ? .vergleichbareUnterkunft : .gemeinschaftsunterkunft,
            strasse: "\(strasse) \(11 + kommune.nummer * 3 + haus)", plz: kommune.angaben.plz,
            ort: kommune.angaben.ort,
            verpflegung: haus == 0 && kommune.nummer.isMultiple(of: 3) ? 68 : .null,
            gueltig: Zeitraum(von: zeit.beginn.ersterTag))
    }

    mutating func wohnung(personen: Int) throws -> Unterkunft {
        let flaeche = 38 + 13 * min(personen, 6) + zufall.zahl(-4...6)
        let miete = Geld(cent: Int64(flaeche * zufall.zahl(610...820)))
        var wohnung = Unterkunft(
            art: .wohnung,
            strasse: "\(zufall.eines(Haushaltsentwurf.strassen)) \(zufall.zahl(1...96))",
            plz: kommune.angaben.plz, ort: kommune.angaben.ort, miete: miete,
            nebenkosten: Geld(cent: Int64(flaeche * zufall.zahl(170...240))),
            heizung: Geld(cent: Int64(flaeche * zufall.zahl(110...175))),
            gueltig: Zeitraum(von: zeit.beginn.ersterTag))
        if zufall.trifft(72) {
            let stelle = zufall.zahl(0...(Haushaltsentwurf.vermieter.count - 1))
            wohnung.vermieter = Unterkunft.Vermieter(
                name: Haushaltsentwurf.vermieter[stelle],
                iban: try IBAN.deutsch(blz: 99_945_670, konto: 4_400_000 + stelle),
                mietzeichen: "W\(kommune.nummer + 10)-\(1000 + nummer)")
        }
        return wohnung
    }
}
