import Grundwerte

extension Einsatzgemeinschaft {
    /// § 7 Abs. 5 AsylbLG, § 90 SGB XII: das Vermögen aller über den Freibeträgen.
    ///
    /// Ein Kind mit Leistungen nach § 2 setzt nur für sich ein, was über seinem Freibetrag liegt.
    func vermoegenEinsetzen(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        var gemeinsam = Geld.null
        for person in personen {
            let vermoegen = vermoegen(person, in: haushalt, auf: &bogen)
            if stehtFuerSich(person, in: haushalt) {
                try einsetzen(vermoegen, von: [person], fuer: [person], haushalt, parameter, &bogen)
            } else {
                gemeinsam += vermoegen
            }
        }
        try einsetzen(gemeinsam, von: personen, fuer: personen, haushalt, parameter, &bogen)
    }

    private func vermoegen(
        _ person: Int, in haushalt: Haushaltsmonat, auf bogen: inout Rechenbogen
    ) -> Geld {
        guard let erster = haushalt.ersterTag(person) else { return .null }
        let stichtag = haushalt.tage.tag(erster)
        var summe = Geld.null
        for vermoegen in haushalt.personen[person].vermoegen
        where vermoegen.zeitraum.enthaelt(stichtag) && vermoegen.betrag > .null {
            summe += vermoegen.betrag
            bogen.schritt(
                .vermoegen, person: person,
                norm: haushalt.nachSgb12(person, am: erster) ? "§ 90 Abs. 1 SGB XII" : "§ 7 Abs. 1",
                fundstelle: vermoegen.nachweis ?? "", bezeichnung: "Vermögen",
                begruendung: "Stand am \(stichtag.deutsch).",
                rechnung: vermoegen.betrag.betrag, betrag: -vermoegen.betrag)
        }
        return summe
    }

    private func einsetzen(
        _ summe: Geld, von besitzer: [Int], fuer beguenstigte: [Int], _ haushalt: Haushaltsmonat,
        _ parameter: Parameter, _ bogen: inout Rechenbogen
    ) throws {
        guard summe > .null else { return }
        var offen = summe
        var gruppen: [(norm: String, fundstelle: String, betrag: Geld, personen: [Int])] = []
        for person in besitzer {
            let frei = try freibetrag(person, haushalt, parameter)
            if let stelle = gruppen.firstIndex(where: {
                $0.norm == frei.norm && $0.betrag == frei.betrag
            }) {
                gruppen[stelle].personen.append(person)
            } else {
                gruppen.append((frei.norm, frei.fundstelle, frei.betrag, [person]))
            }
        }
        for gruppe in gruppen where offen > .null {
            let frei = min(offen, gruppe.betrag * gruppe.personen.count)
            offen -= frei
            bogen.schritt(
                .vermoegen, personen: gruppe.personen, norm: gruppe.norm,
                fundstelle: gruppe.fundstelle, bezeichnung: "Freibetrag vom Vermögen",
                begruendung: "Für jede Person der Familie.",
                rechnung: "\(gruppe.personen.count) × \(gruppe.betrag.betrag)", betrag: frei)
        }
        let rest = Einsatzgemeinschaft(personen: beguenstigte)
            .verteilen(offen, auf: &bogen) { $0.vermoegen += $1 }
        guard rest > .null else { return }
        bogen.schritt(
            .vermoegen, personen: beguenstigte, norm: norm(in: haushalt), fundstelle: "",
            bezeichnung: "Nicht benötigtes Vermögen",
            begruendung: "Mehr als der Bedarf wird nicht eingesetzt.",
            rechnung: rest.betrag, betrag: rest)
    }

    private func freibetrag(
        _ person: Int, _ haushalt: Haushaltsmonat, _ parameter: Parameter
    ) throws -> (betrag: Geld, norm: String, fundstelle: String) {
        let monat = haushalt.lage.monat
        guard let tag = haushalt.ersterTag(person), haushalt.nachSgb12(person, am: tag) else {
            return try AsylbLG.vermoegensfreibetrag(im: monat, nach: parameter)
        }
        return try SGBXII.vermoegensfreibetrag(
            alter: haushalt.alter(person, am: tag), im: monat, nach: parameter)
    }
}
