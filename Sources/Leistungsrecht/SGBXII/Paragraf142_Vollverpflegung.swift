import Grundwerte

extension SGBXII {
    /// § 142 SGB XII: wer in einer Sammelunterkunft voll verpflegt wird, dem mindert sich der
    /// Regelbedarf nach § 2 AsylbLG, höchstens auf null.
    static func vollverpflegung(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        let unterkuenfte = haushalt.lage.unterkuenfte
        guard unterkuenfte.contains(where: \.vollverpflegung) else { return }
        for person in haushalt.personen.indices {
            guard haushalt.lagen[person].contains(where: {
                $0.lage.grundlage == .analogleistung
            }) else { continue }
            let stand = try parameter.vollverpflegung.stand(am: haushalt.lage.monat.ersterTag)
            let teile = haushalt.teilbetraege(person) { abschnitt, lage in
                abschnitt.mitVollverpflegung(unterkuenfte) && lage.grundlage == .analogleistung
                    ? stand.wert[lage.stufe] : nil
            }
            for teil in teile {
                let abzug = min(teil.betrag, bogen.anteile[person].notwendig)
                bogen.anteile[person].notwendig -= abzug
                bogen.schritt(
                    .bedarf, person: person, norm: "§ 142 SGB XII", fundstelle: stand.fundstelle,
                    bezeichnung: "Abzug bei Vollverpflegung",
                    begruendung: "Essen und Energie stellt die Unterkunft.",
                    rechnung: "−" + teil.rechnung, betrag: -abzug)
            }
        }
    }
}

extension Haushaltsabschnitt {
    /// Ob in dieser Unterkunft § 142 SGB XII gilt.
    func mitVollverpflegung(_ unterkuenfte: [Haushaltslage.Unterkunft]) -> Bool {
        guard let unterkunft else { return false }
        return unterkuenfte[unterkunft].vollverpflegung
            && unterkuenfte[unterkunft].art.istSammelunterkunft
    }
}
