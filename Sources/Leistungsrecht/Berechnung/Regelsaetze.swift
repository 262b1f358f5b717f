extension Monatsberechnung {
    /// Der laufende Lebensunterhalt jeder Person, nach Tagen und nach dem Recht, das für sie gilt.
    static func regelsaetze(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        for person in haushalt.personen.indices {
            for lage in haushalt.lagen[person] {
                bogen.anteile[person].tage += lage.tage
                bogen.anteile[person].stufe = lage.lage.stufe
                bogen.anteile[person].grundlage = lage.lage.grundlage
                switch lage.lage.grundlage {
                case .grundleistung:
                    try AsylbLG.grundbedarf(
                        der: person, lage, in: haushalt, nach: parameter, auf: &bogen)
                case .analogleistung:
                    try SGBXII.regelbedarf(
                        der: person, lage, in: haushalt, nach: parameter, auf: &bogen)
                case .anspruchseinschraenkung, .ueberbrueckungsleistung:
                    try AsylbLG.eingeschraenkterBedarf(
                        der: person, lage, in: haushalt, nach: parameter, auf: &bogen)
                case .keine: break
                }
            }
        }
    }
}
