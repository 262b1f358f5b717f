import Grundwerte

/// Eine Haushaltslage, geordnet und in Abschnitte ohne Änderung zerlegt.
///
/// Die Reihenfolge der Personen hängt nur von ihnen selbst ab, nicht von der Eingabe.
struct Haushaltsmonat {
    let lage: Haushaltslage
    let tage: Monatstage
    let schalter: Schalter
    let personen: [Haushaltslage.Person]
    var abschnitte: [Haushaltsabschnitt] = []
    /// Je Abschnitt und Person; nil ohne Anspruch.
    var stufenlagen: [Stufenlage?] = []
    /// Je Person ihre Tage mit Anspruch, zusammenhängend mit gleicher Lage.
    private(set) var lagen: [[Personenlage]] = []
    /// Ob im Monat nur nach § 2 geleistet wird; dann gilt für Angehörige ohne Anspruch das SGB XII.
    private(set) var nurAnalog = false

    init(_ lage: Haushaltslage, schalter: Schalter) throws {
        self.lage = lage
        self.schalter = schalter
        tage = Monatstage(lage.monat)
        personen = lage.personen.count < 2 ? lage.personen : lage.personen.sorted {
            ($0.rolle.rang, $0.geburtsdatum, $0.kennung)
                < ($1.rolle.rang, $1.geburtsdatum, $1.kennung)
        }
        try zerlegen()
        lagen = personen.indices.map(zusammengefasst)
        nurAnalog = abschnitte.contains { !$0.berechtigt.analog.istLeer }
            && abschnitte.allSatisfy { $0.berechtigt.alle == $0.berechtigt.analog }
    }

    func stufenlage(_ abschnitt: Int, _ person: Int) -> Stufenlage? {
        stufenlagen[abschnitt * personen.count + person]
    }

    private func zusammengefasst(_ person: Int) -> [Personenlage] {
        var lagen: [Personenlage] = []
        for (stelle, abschnitt) in abschnitte.enumerated() {
            guard let lage = stufenlage(stelle, person) else { continue }
            if let letzte = lagen.indices.last, lagen[letzte].lage == lage,
               lagen[letzte].spanne.bis + 1 == abschnitt.spanne.von {
                lagen[letzte].spanne.bis = abschnitt.spanne.bis
            } else {
                lagen.append(Personenlage(spanne: abschnitt.spanne, lage: lage))
            }
        }
        if lagen.count == 1, lagen[0].spanne.anzahl == tage.anzahl {
            lagen[0].tage = 30
            return lagen
        }
        for (stelle, tage) in dreissigstel(lagen.map(\.spanne)).enumerated() {
            lagen[stelle].tage = tage
            for frueher in 0..<stelle where lagen[frueher].lage == lagen[stelle].lage {
                lagen[stelle].vorher += lagen[frueher].tage
            }
        }
        return lagen
    }

    /// § 3 Abs. 5 Satz 3 für diesen Monat.
    func dreissigstel(_ spannen: [Tagesspanne]) -> [Int] {
        AsylbLG.dreissigstel(spannen, monatstage: tage.anzahl, zaehlung: schalter.tageszaehlung)
    }

    /// Ein Monatsbetrag für die Tage, an denen er der Person zusteht, so geteilt, wie er wechselt.
    ///
    /// `betrag` nennt ihn für einen Abschnitt; nil, wo er nicht zusteht.
    func teilbetraege(
        _ person: Int, in zeitraum: Zeitraum? = nil,
        betrag: (Haushaltsabschnitt, Stufenlage) -> Geld?
    ) -> [Teilbetrag] {
        let zeit = zeitraum.map(tage.spanne) ?? Tagesspanne(von: 1, bis: tage.anzahl)
        guard let zeit else { return [] }
        var teile: [Teilbetrag] = []
        for (stelle, abschnitt) in abschnitte.enumerated() {
            let von = max(abschnitt.spanne.von, zeit.von), bis = min(abschnitt.spanne.bis, zeit.bis)
            guard von <= bis, let lage = stufenlage(stelle, person),
                  let monatlich = betrag(abschnitt, lage), monatlich > .null else { continue }
            if let letzter = teile.indices.last, teile[letzter].monatlich == monatlich,
               teile[letzter].spanne.bis + 1 == von {
                teile[letzter].spanne.bis = bis
            } else {
                teile.append(Teilbetrag(
                    spanne: Tagesspanne(von: von, bis: bis), monatlich: monatlich))
            }
        }
        for (stelle, tage) in dreissigstel(teile.map(\.spanne)).enumerated() {
            let vorher = teile[..<stelle].filter { $0.monatlich == teile[stelle].monatlich }
                .reduce(0) { $0 + $1.tage }
            teile[stelle].tage = tage
            teile[stelle].betrag = AsylbLG.anteilig(
                teile[stelle].monatlich, tage: tage, vorher: vorher, rundung: schalter.centRundung)
        }
        return teile
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
        return stufenfall(person, in: abschnitte[stelle], analog: nurAnalog)?.stufe
    }

    /// Ob für Einkommen und Vermögen der Person das SGB XII gilt; für Angehörige ohne Anspruch,
    /// wenn im Haushalt nur nach § 2 geleistet wird.
    func nachSgb12(_ person: Int, am tag: Int) -> Bool {
        guard let stelle = abschnitt(am: tag), let lage = stufenlage(stelle, person) else {
            return lagen[person].last.map { $0.lage.grundlage == .analogleistung } ?? nurAnalog
        }
        return lage.grundlage == .analogleistung
    }

    func alter(_ person: Int, am tag: Int) -> Int {
        tage.tag(tag).alter(geboren: personen[person].geburtsdatum)
    }

    /// Ob im Abschnitt Haushaltsvorstand und Partner zusammenleben.
    func istPaar(_ abschnitt: Haushaltsabschnitt) -> Bool {
        func lebt(_ rolle: Haushaltsrolle) -> Bool {
            personen.indices.contains {
                abschnitt.anwesend.enthaelt($0) && personen[$0].rolle == rolle
            }
        }
        return lebt(.haushaltsvorstand) && lebt(.partner)
    }

    /// Das Feld der Eingabe, für Meldungen.
    func feld(_ person: Int) -> String {
        let kennung = personen[person].kennung
        return "personen[\(lage.personen.firstIndex { $0.kennung == kennung } ?? person)]"
    }
}
