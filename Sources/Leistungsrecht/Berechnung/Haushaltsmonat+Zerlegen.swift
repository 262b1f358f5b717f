import Grundwerte

extension Haushaltsmonat {
    mutating func zerlegen() throws {
        let schnitte = schnittTage()
        var von = 1
        for tag in 2...(tage.anzahl + 1)
        where tag > tage.anzahl || schnitte & 1 << UInt64(tag) != 0 {
            try anfuegen(Tagesspanne(von: von, bis: tag - 1))
            von = tag
        }
    }

    /// Ein Bit für jeden Tag, an dem etwas beginnt oder am Vortag endete, auch ein Geburtstag.
    private func schnittTage() -> UInt64 {
        var schnitte: UInt64 = 0
        func schneiden(_ tag: Int) {
            if (2...tage.anzahl).contains(tag) { schnitte |= 1 << UInt64(tag) }
        }
        func schneiden(_ zeitraum: Zeitraum) {
            schneiden(tage.nummer(zeitraum.von))
            if let bis = zeitraum.bis { schneiden(tage.nummer(bis) + 1) }
        }
        for stelle in personen.indices {
            personen[stelle].imHaushalt.forEach { schneiden($0) }
            personen[stelle].anspruch.forEach { schneiden($0.zeitraum) }
            let geboren = personen[stelle].geburtsdatum
            if geboren.tageSeit2000 > tage.tag(tage.anzahl).tageSeit2000 - 26 * 366 {
                let (_, monat, tag) = geboren.teile
                if monat == tage.monat.nummer { schneiden(tag) }
            }
        }
        lage.unterkuenfte.forEach { schneiden($0.zeitraum) }
        lage.gerichtsabweichungen.forEach { schneiden($0.zeitraum) }
        return schnitte
    }

    private mutating func anfuegen(_ spanne: Tagesspanne) throws {
        let tag = tage.tag(spanne.von)
        var anwesend = Personenmenge(), berechtigt = Berechtigte()
        for stelle in personen.indices
        where personen[stelle].geburtsdatum <= tag
            && personen[stelle].imHaushalt.contains(where: { $0.enthaelt(tag) }) {
            anwesend.aufnehmen(stelle)
            if let grundlage = anspruch(stelle, am: tag)?.grundlage,
               let gruppe = Leistungsgruppe(grundlage) {
                berechtigt[gruppe].aufnehmen(stelle)
            }
        }
        let folgende = mitElternteilAnaloge(anwesend, &berechtigt, am: tag)
        let unterkunft = lage.unterkuenfte.firstIndex { $0.zeitraum.enthaelt(tag) }
        guard unterkunft != nil || berechtigt.alle.istLeer else {
            throw Lagefehler(
                feld: "unterkuenfte",
                grund: "Für den \(tag.deutsch) ist keine Unterkunft angegeben.",
                abhilfe: "Bitte die Art der Unterbringung für jeden Tag mit Anspruch eintragen.")
        }
        let abschnitt = Haushaltsabschnitt(
            spanne: spanne, unterkunft: unterkunft, anwesend: anwesend, berechtigt: berechtigt)
        abschnitte.append(abschnitt)
        for stelle in personen.indices {
            stufenlagen.append(stufenlage(
                stelle, in: abschnitt, am: tag, mitElternteil: folgende.enthaelt(stelle)))
        }
    }

    private func anspruch(_ person: Int, am tag: Kalendertag) -> Haushaltslage.Anspruch? {
        personen[person].anspruch.first { $0.zeitraum.enthaelt(tag) }
    }

    /// § 2 Abs. 3 AsylbLG: minderjährige Kinder mit Grundleistungen folgen dem Elternteil, der
    /// Leistungen nach § 2 erhält.
    private func mitElternteilAnaloge(
        _ anwesend: Personenmenge, _ berechtigt: inout Berechtigte, am tag: Kalendertag
    ) -> Personenmenge {
        var folgende = Personenmenge()
        guard !berechtigt.analog.istLeer, !berechtigt.grundleistung.istLeer,
              personen.indices.contains(where: {
                  berechtigt.analog.enthaelt($0) && personen[$0].rolle.istElternteil
              }) else { return folgende }
        for kind in personen.indices
        where berechtigt.grundleistung.enthaelt(kind) && personen[kind].rolle == .kind
            && tag.alter(geboren: personen[kind].geburtsdatum) < 18 {
            folgende.aufnehmen(kind)
            berechtigt.grundleistung.entfernen(kind)
            berechtigt.analog.aufnehmen(kind)
        }
        return folgende
    }

    private func stufenlage(
        _ person: Int, in abschnitt: Haushaltsabschnitt, am tag: Kalendertag, mitElternteil: Bool
    ) -> Stufenlage? {
        guard abschnitt.berechtigt.alle.enthaelt(person),
              let anspruch = anspruch(person, am: tag) else { return nil }
        let analog = abschnitt.berechtigt.analog.enthaelt(person)
        guard let fall = stufenfall(person, in: abschnitt, analog: analog) else { return nil }
        let gericht = lage.gerichtsabweichungen.firstIndex {
            $0.person == personen[person].kennung && $0.zeitraum.enthaelt(tag)
        }
        return Stufenlage(
            fall: fall,
            stufe: gericht.flatMap { lage.gerichtsabweichungen[$0].stufe } ?? fall.stufe,
            gericht: gericht, grundlage: analog ? .analogleistung : anspruch.grundlage,
            mitElternteil: mitElternteil, einschraenkung: anspruch.einschraenkung)
    }

    func stufenfall(
        _ person: Int, in abschnitt: Haushaltsabschnitt, analog: Bool
    ) -> Stufenfall? {
        guard let unterkunft = abschnitt.unterkunft else { return nil }
        let rolle = personen[person].rolle
        var vorstand = false, partner = false
        for stelle in personen.indices
        where stelle != person && abschnitt.anwesend.enthaelt(stelle) {
            if personen[stelle].rolle == .haushaltsvorstand { vorstand = true }
            if personen[stelle].rolle == .partner { partner = true }
        }
        let lebenslage = AsylbLG.Lebenslage(
            alter: alter(person, am: abschnitt.spanne.von),
            unterbringung: lage.unterkuenfte[unterkunft].art,
            mitPartner: rolle == .haushaltsvorstand && partner || rolle == .partner && vorstand,
            mitElternteil: rolle == .kind && (vorstand || partner),
            verheiratet: personen[person].verheiratet)
        return analog ? SGBXII.stufe(lebenslage) : AsylbLG.stufe(lebenslage, schalter: schalter)
    }
}
