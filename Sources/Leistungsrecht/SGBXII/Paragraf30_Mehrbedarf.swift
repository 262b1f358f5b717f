import Grundwerte

extension SGBXII {
    /// § 30 SGB XII: Mehrbedarfe der Personen mit Leistungen nach § 2 AsylbLG.
    ///
    /// Abs. 1 bis 5 zusammen höchstens in Höhe des Regelbedarfs (Abs. 6); Warmwasser (Abs. 7) steht
    /// daneben. Alleinerziehend ist niemand, solange Haushaltsvorstand und Partner zusammenleben.
    static func mehrbedarfe(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        for person in haushalt.personen.indices
        where haushalt.lagen[person].contains(where: { $0.lage.grundlage == .analogleistung }) {
            var rechnung = Mehrbedarfsrechnung(person: person, haushalt: haushalt)
            try rechnung.rechnen(nach: parameter, auf: &bogen)
        }
    }

    /// § 30 Abs. 2 SGB XII: nach der 12. Schwangerschaftswoche bis zum Ende des Monats der
    /// Entbindung. Vom errechneten Termin an 40 Wochen zurück gezählt.
    package static func schwangerschaft(
        termin: Kalendertag, entbunden: Kalendertag? = nil
    ) -> Zeitraum {
        let von = termin.plus(tage: -(40 - 12) * 7)
        return Zeitraum(von: von, bis: max(von, (entbunden ?? termin).monat.letzterTag))
    }

    /// § 30 Abs. 3 SGB XII: Tausendstel der Regelbedarfsstufe 1 nach dem Alter der Kinder.
    ///
    /// Der Satz nach Nr. 1 für ein Kind unter 7 oder zwei bis drei unter 16 Jahren, sonst der nach
    /// Nr. 2 je Kind; liegt der nach Nr. 2 höher, gilt er.
    package static func alleinerziehend(
        _ alter: [Int], nach regel: Mehrbedarfsregel
    ) -> Int {
        let minderjaehrig = alter.filter { $0 < 18 }
        let jeKind = min(minderjaehrig.count * regel.jeKind, regel.jeKindHoechstens)
        let unter16 = minderjaehrig.filter { $0 < 16 }.count
        let nummer1 = minderjaehrig.contains { $0 < 7 } || (2...3).contains(unter16)
        return nummer1 ? max(regel.alleinerziehend, jeKind) : jeKind
    }
}

/// Die Mehrbedarfe einer Person in einem Monat.
private struct Mehrbedarfsrechnung {
    let person: Int
    let haushalt: Haushaltsmonat
    private var summe = Geld.null

    init(person: Int, haushalt: Haushaltsmonat) {
        self.person = person
        self.haushalt = haushalt
    }

    mutating func rechnen(nach parameter: Parameter, auf bogen: inout Rechenbogen) throws {
        let bedarfe = haushalt.personen[person].mehrbedarfe
        let warm = haushalt.lage.unterkuenfte.contains(where: \.warmwasserDezentral)
        guard !bedarfe.isEmpty || warm else { return }
        let tag = haushalt.lage.monat.ersterTag
        let regel = try parameter.mehrbedarf.stand(am: tag)
        let saetze = try parameter.regelbedarf.stand(am: tag).wert
        for bedarf in bedarfe { rechnen(bedarf, regel, saetze, auf: &bogen) }
        try begrenzen(regel.fundstelle, saetze, auf: &bogen)
        guard warm else { return }
        let unterkuenfte = haushalt.lage.unterkuenfte
        for teil in teile(betrag: { abschnitt, lage in
            guard let stelle = abschnitt.unterkunft, unterkuenfte[stelle].warmwasserDezentral,
                  let satz = regel.wert.warmwasser[String(lage.stufe.rawValue)] else { return nil }
            return anteil(satz, von: saetze[lage.stufe])
        }) {
            buchen(teil, "Mehrbedarf Warmwasser", "§ 30 Abs. 7 SGB XII", regel.fundstelle,
                   "Warmwasser aus Geräten in der Wohnung.", auf: &bogen)
        }
    }

    private mutating func rechnen(
        _ bedarf: Haushaltslage.Mehrbedarf, _ regel: Stand<Mehrbedarfsregel>,
        _ saetze: Regelbedarf, auf bogen: inout Rechenbogen
    ) {
        let teile = teile(in: bedarf.zeitraum) { abschnitt, lage in
            switch bedarf.art {
            case .merkzeichenG: anteil(regel.wert.merkzeichenG, von: saetze[lage.stufe])
            case .schwangerschaft: anteil(regel.wert.schwangerschaft, von: saetze[lage.stufe])
            case .ernaehrung: bedarf.betrag
            case .alleinerziehend:
                haushalt.istPaar(abschnitt) ? nil : anteil(
                    SGBXII.alleinerziehend(kinder(abschnitt), nach: regel.wert), von: saetze[.eins])
            }
        }
        for teil in teile {
            buchen(teil, bedarf.art.bezeichnung, bedarf.art.norm,
                   bedarf.nachweis ?? regel.fundstelle, bedarf.art.begruendung, auf: &bogen)
            summe += teil.betrag
        }
    }

    /// Abs. 6: höchstens der Regelbedarf für dieselben Tage.
    private func begrenzen(
        _ fundstelle: String, _ saetze: Regelbedarf, auf bogen: inout Rechenbogen
    ) throws {
        guard summe > .null else { return }
        let hoechstens = teile { _, lage in saetze[lage.stufe] }.summe { $0.betrag }
        guard summe > hoechstens else { return }
        bogen.anteile[person].notwendig += hoechstens - summe
        bogen.schritt(
            .bedarf, person: person, norm: "§ 30 Abs. 6 SGB XII", fundstelle: fundstelle,
            bezeichnung: "Begrenzung der Mehrbedarfe",
            begruendung: "Alle Mehrbedarfe zusammen höchstens in Höhe des Regelbedarfs.",
            rechnung: "\(hoechstens.betrag) − \(summe.betrag)", betrag: hoechstens - summe)
    }

    private func teile(
        in zeitraum: Zeitraum? = nil, betrag: (Haushaltsabschnitt, Stufenlage) -> Geld?
    ) -> [Teilbetrag] {
        haushalt.teilbetraege(person, in: zeitraum) { abschnitt, lage in
            lage.grundlage == .analogleistung ? betrag(abschnitt, lage) : nil
        }
    }

    private func kinder(_ abschnitt: Haushaltsabschnitt) -> [Int] {
        haushalt.personen.indices
            .filter { haushalt.personen[$0].rolle == .kind && abschnitt.anwesend.enthaelt($0) }
            .map { haushalt.alter($0, am: abschnitt.spanne.von) }
    }

    private func anteil(_ tausendstel: Int, von satz: Geld) -> Geld {
        satz.anteil(tausendstel, von: 1000, rundung: haushalt.schalter.centRundung)
    }

    private func buchen(
        _ teil: Teilbetrag, _ bezeichnung: String, _ norm: String, _ fundstelle: String,
        _ begruendung: String, auf bogen: inout Rechenbogen
    ) {
        bogen.anteile[person].notwendig += teil.betrag
        bogen.schritt(
            .bedarf, person: person, norm: norm, fundstelle: fundstelle, bezeichnung: bezeichnung,
            begruendung: begruendung, rechnung: teil.rechnung, betrag: teil.betrag)
    }
}
