import Grundwerte

/// Eine Menge von Personen eines Haushalts, nach ihrer Stelle in der Reihenfolge des Bogens.
struct Personenmenge: Hashable {
    private(set) var bits: UInt64 = 0

    static let hoechstens = 64

    mutating func aufnehmen(_ person: Int) { bits |= 1 << UInt64(person) }
    func enthaelt(_ person: Int) -> Bool { bits & 1 << UInt64(person) != 0 }
    var anzahl: Int { bits.nonzeroBitCount }
    var istLeer: Bool { bits == 0 }
}

/// Was eine Person an jedem Tag eines Abschnitts beansprucht.
struct Stufenlage: Hashable {
    let fall: Stufenfall
    let stufe: Bedarfsstufe
    /// Stelle in `gerichtsabweichungen`.
    let gericht: Int?
}

/// Tage, an denen sich im Haushalt nichts ändert.
struct Haushaltsabschnitt {
    let spanne: Tagesspanne
    let unterkunft: Int?
    let anwesend: Personenmenge
    let berechtigt: Personenmenge
}

/// Eine Haushaltslage, geordnet und in Abschnitte ohne Änderung zerlegt.
///
/// Die Reihenfolge der Personen hängt nur von ihnen selbst ab, nicht von der Eingabe.
struct Haushaltsmonat {
    let lage: Haushaltslage
    let tage: Monatstage
    let schalter: Schalter
    let personen: [Haushaltslage.Person]
    private(set) var abschnitte: [Haushaltsabschnitt] = []
    /// Je Abschnitt und Person; nil ohne Anspruch.
    private var stufenlagen: [Stufenlage?] = []

    init(_ lage: Haushaltslage, schalter: Schalter) throws {
        self.lage = lage
        self.schalter = schalter
        tage = Monatstage(lage.monat)
        personen = lage.personen.count < 2 ? lage.personen : lage.personen.sorted {
            ($0.rolle.rang, $0.geburtsdatum, $0.kennung)
                < ($1.rolle.rang, $1.geburtsdatum, $1.kennung)
        }
        try zerlegen()
    }

    func stufenlage(_ abschnitt: Int, _ person: Int) -> Stufenlage? {
        stufenlagen[abschnitt * personen.count + person]
    }

    /// Die Tage der Person mit Anspruch, je zusammenhängend mit gleicher Lage.
    func lagen(_ person: Int) -> [(spanne: Tagesspanne, lage: Stufenlage)] {
        var ergebnis: [(spanne: Tagesspanne, lage: Stufenlage)] = []
        for (stelle, abschnitt) in abschnitte.enumerated() {
            guard let lage = stufenlage(stelle, person) else { continue }
            if let letzte = ergebnis.last, letzte.lage == lage,
               letzte.spanne.bis + 1 == abschnitt.spanne.von {
                ergebnis[ergebnis.count - 1].spanne.bis = abschnitt.spanne.bis
            } else {
                ergebnis.append((abschnitt.spanne, lage))
            }
        }
        return ergebnis
    }

    func abschnitt(am tag: Int) -> Int? { abschnitte.firstIndex { $0.spanne.enthaelt(tag) } }

    /// Erster Tag der Person im Haushalt in diesem Monat.
    func ersterTag(_ person: Int) -> Int? {
        abschnitte.first { $0.anwesend.enthaelt(person) }?.spanne.von
    }

    func istAnwesend(_ person: Int, am tag: Int) -> Bool {
        abschnitt(am: tag).map { abschnitte[$0].anwesend.enthaelt(person) } ?? false
    }

    /// Stufe für die Obergrenze des Freibetrags, auch ohne eigenen Anspruch.
    func stufe(_ person: Int, am tag: Int) -> Bedarfsstufe? {
        guard let stelle = abschnitt(am: tag) else { return nil }
        if let lage = stufenlage(stelle, person) { return lage.stufe }
        return stufenfall(person, in: abschnitte[stelle])?.stufe
    }
}

extension Haushaltsmonat {
    private mutating func zerlegen() throws {
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
        var anwesend = Personenmenge(), berechtigt = Personenmenge()
        for stelle in personen.indices
        where personen[stelle].geburtsdatum <= tag
            && personen[stelle].imHaushalt.contains(where: { $0.enthaelt(tag) }) {
            anwesend.aufnehmen(stelle)
            switch personen[stelle].anspruch.first(where: { $0.zeitraum.enthaelt(tag) })?.grundlage {
            case .grundleistung: berechtigt.aufnehmen(stelle)
            case nil, .keine: break
            case let grundlage?: throw NichtUmgesetzt(grundlage: grundlage)
            }
        }
        let unterkunft = lage.unterkuenfte.firstIndex { $0.zeitraum.enthaelt(tag) }
        guard unterkunft != nil || berechtigt.istLeer else {
            throw Lagefehler(
                feld: "unterkuenfte",
                grund: "Für den \(tag.deutsch) ist keine Unterkunft angegeben.",
                abhilfe: "Bitte die Art der Unterbringung für jeden Tag mit Anspruch eintragen.")
        }
        let abschnitt = Haushaltsabschnitt(
            spanne: spanne, unterkunft: unterkunft, anwesend: anwesend, berechtigt: berechtigt)
        abschnitte.append(abschnitt)
        for stelle in personen.indices {
            stufenlagen.append(
                berechtigt.enthaelt(stelle) ? stufenlage(stelle, in: abschnitt, am: tag) : nil)
        }
    }

    private func stufenlage(
        _ person: Int, in abschnitt: Haushaltsabschnitt, am tag: Kalendertag
    ) -> Stufenlage? {
        guard let fall = stufenfall(person, in: abschnitt) else { return nil }
        let gericht = lage.gerichtsabweichungen.firstIndex {
            $0.person == personen[person].kennung && $0.zeitraum.enthaelt(tag)
        }
        let stufe = gericht.flatMap { lage.gerichtsabweichungen[$0].stufe } ?? fall.stufe
        return Stufenlage(fall: fall, stufe: stufe, gericht: gericht)
    }

    private func stufenfall(_ person: Int, in abschnitt: Haushaltsabschnitt) -> Stufenfall? {
        guard let unterkunft = abschnitt.unterkunft else { return nil }
        let rolle = personen[person].rolle
        var vorstand = false, partner = false
        for stelle in personen.indices
        where stelle != person && abschnitt.anwesend.enthaelt(stelle) {
            if personen[stelle].rolle == .haushaltsvorstand { vorstand = true }
            if personen[stelle].rolle == .partner { partner = true }
        }
        let alter = tage.tag(abschnitt.spanne.von).alter(geboren: personen[person].geburtsdatum)
        return AsylbLG.stufe(
            AsylbLG.Lebenslage(
                alter: alter, unterbringung: lage.unterkuenfte[unterkunft].art,
                mitPartner: rolle == .haushaltsvorstand && partner || rolle == .partner && vorstand,
                mitElternteil: rolle == .kind && (vorstand || partner),
                verheiratet: personen[person].verheiratet),
            schalter: schalter)
    }
}
