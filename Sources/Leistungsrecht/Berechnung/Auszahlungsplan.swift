import Grundwerte

/// Teilt die Leistung auf Formen und Empfänger auf.
///
/// **Regel**, je Einsatzgemeinschaft: Zuerst zählt, was als Sachleistung erbracht ist, dann die
/// Direktzahlung an Vermieter und Versorger in der Folge der Kostenarten, dann der Rest an die
/// Personen im Verhältnis ihrer Ansprüche, je Person Gutschein vor Bezahlkarte vor Geld. Einkommen
/// mindert also zuerst das Geld, damit die Miete bezahlt bleibt. Reicht die Leistung nicht für die
/// Sachleistungen, sind sie insoweit zu erstatten (§ 7 Abs. 1 Satz 3 AsylbLG).
struct Auszahlungsplan {
    private let haushalt: Haushaltsmonat
    private let bogen: Rechenbogen
    private(set) var kostenerstattung = Geld.null
    private var posten: [Posten] = []
    private let vorstand: String?

    init(haushalt: Haushaltsmonat, bogen: Rechenbogen) {
        self.haushalt = haushalt
        self.bogen = bogen
        vorstand = haushalt.vorstand
    }

    /// In dieser Folge füllt sich, was eine Person in eigener Hand erhält.
    private static let folge = [Leistungsform.gutschein, .bezahlkarte, .direktzahlung, .geld]

    private struct Posten {
        let form: Leistungsform
        let empfaenger: Haushaltslage.Empfaenger?
        var zweck: Zweck
        var bedarf: Geld
        var betrag = Geld.null
    }

    mutating func planen(_ gemeinschaft: Einsatzgemeinschaft) {
        var rest = gemeinschaft.personen.summe { bogen.anteile[$0].ungedeckt }
        var plaene = gemeinschaft.personen.map { Personenplan(person: $0) }
        for stelle in plaene.indices { rest -= sachleistungen(&plaene[stelle], rest) }
        rest -= direktzahlungen(gemeinschaft, &plaene, rest)
        for stelle in plaene.indices { lebensunterhalt(&plaene[stelle]) }
        let gewichte = plaene.map {
            min($0.summe, bogen.anteile[$0.person].ungedeckt).cent
        }
        for (plan, anteil) in zip(plaene, rest.verteilt(nach: gewichte)) {
            var offen = anteil
            for form in Auszahlungsplan.folge {
                for teil in plan.teile where teil.form == form {
                    let betrag = min(offen, teil.bedarf)
                    offen -= betrag
                    buchen(teil, betrag)
                }
            }
        }
    }

    /// Nach Form geordnet; gleiche Form und gleicher Empfänger stehen zusammen.
    var auszahlungen: [Auszahlung] {
        var ergebnis: [Auszahlung] = []
        for form in Leistungsform.allCases {
            for teil in posten where teil.form == form && teil.betrag > .null {
                ergebnis.append(Auszahlung(
                    form: form, empfaenger: teil.empfaenger, zweck: teil.zweck.text,
                    betrag: teil.betrag, bedarf: teil.bedarf))
            }
        }
        return ergebnis
    }

    /// Was eine Person in eigener Hand erhält, und was ihr davon schon in Natur gegeben ist.
    private struct Personenplan {
        let person: Int
        var notwendigInNatur = Geld.null
        var persoenlichInNatur = Geld.null
        var teile: [Posten] = []

        var summe: Geld { teile.summe { $0.bedarf } }
    }

    private mutating func buchen(_ teil: Posten, _ betrag: Geld) {
        guard let stelle = posten.firstIndex(where: {
            $0.form == teil.form && $0.empfaenger == teil.empfaenger
                && (teil.form != .sachleistung || $0.zweck == teil.zweck)
        }) else {
            var neu = teil
            neu.betrag = betrag
            posten.append(neu)
            return
        }
        posten[stelle].betrag += betrag
        posten[stelle].bedarf += teil.bedarf
        posten[stelle].zweck.formUnion(teil.zweck)
    }

    /// Sachleistungen der Person aus ihrem Bedarfssatz, höchstens bis zu dessen Höhe.
    private mutating func sachleistungen(_ plan: inout Personenplan, _ verfuegbar: Geld) -> Geld {
        let anteil = bogen.anteile[plan.person]
        var eingesetzt = Geld.null
        for sachleistung in haushalt.personen[plan.person].sachleistungen {
            let wert = haushalt.anteilig(sachleistung, plan.person)
            let bedarf: Geld
            if sachleistung.art == .persoenlicherBedarf {
                bedarf = min(wert, anteil.persoenlich - plan.persoenlichInNatur)
                plan.persoenlichInNatur += bedarf
            } else {
                bedarf = min(wert, anteil.notwendig - plan.notwendigInNatur)
                plan.notwendigInNatur += bedarf
            }
            guard bedarf > .null else { continue }
            let betrag = min(bedarf, verfuegbar - eingesetzt)
            eingesetzt += betrag
            kostenerstattung += bedarf - betrag
            buchen(Posten(form: .sachleistung, empfaenger: nil, zweck: Zweck(sachleistung.art),
                          bedarf: bedarf), betrag)
        }
        return eingesetzt
    }

    /// Kosten der Unterkunft als Sachleistung und an Dritte; übrige Formen kommen zu den Personen.
    private mutating func direktzahlungen(
        _ gemeinschaft: Einsatzgemeinschaft, _ plaene: inout [Personenplan], _ verfuegbar: Geld
    ) -> Geld {
        var eingesetzt = Geld.null
        let kosten = bogen.kostenanteile.filter { gemeinschaft.personen.contains($0.person) }
        guard !kosten.isEmpty else { return .null }
        for form in [Leistungsform.sachleistung, .direktzahlung] {
            for art in Kostenart.allCases {
                for teil in kosten where teil.form == form && teil.art == art {
                    let betrag = min(teil.betrag, verfuegbar - eingesetzt)
                    eingesetzt += betrag
                    if form == .sachleistung { kostenerstattung += teil.betrag - betrag }
                    buchen(Posten(form: form, empfaenger: empfaenger(teil.kosten),
                                  zweck: Zweck(art), bedarf: teil.betrag), betrag)
                }
            }
        }
        for teil in kosten where teil.form != .sachleistung && teil.form != .direktzahlung {
            guard let stelle = gemeinschaft.personen.firstIndex(of: teil.person) else { continue }
            plaene[stelle].teile.append(Posten(
                form: teil.form,
                empfaenger: empfaenger(teil.kosten) ?? wunsch(teil.person).empfaenger,
                zweck: Zweck(teil.art), bedarf: teil.betrag))
        }
        return eingesetzt
    }

    private func empfaenger(_ kosten: Rechenbogen.Kostenstelle) -> Haushaltslage.Empfaenger? {
        haushalt.lage.unterkuenfte[kosten.unterkunft].kosten[kosten.nummer].empfaenger
    }

    private func lebensunterhalt(_ plan: inout Personenplan) {
        let anteil = bogen.anteile[plan.person], wunsch = wunsch(plan.person)
        for (form, bedarf) in [
            (wunsch.notwendigerBedarf, anteil.notwendig - plan.notwendigInNatur),
            (wunsch.persoenlicherBedarf, anteil.persoenlich - plan.persoenlichInNatur),
        ] where bedarf > .null {
            plan.teile.append(Posten(
                form: form, empfaenger: wunsch.empfaenger, zweck: .lebensunterhalt,
                bedarf: bedarf))
        }
    }

    /// Der Wunsch der Person, sonst des Haushalts, mit eingesetztem Empfänger.
    private func wunsch(_ stelle: Int) -> Haushaltslage.Auszahlungswunsch {
        let eigener = haushalt.personen[stelle].auszahlung
        var wunsch = eigener ?? haushalt.lage.auszahlung
        if wunsch.empfaenger == nil {
            let selbst = eigener != nil || haushalt.personen[stelle].rolle == .sonstigeErwachsene
            let kennung = haushalt.personen[stelle].kennung
            wunsch.empfaenger = .person(selbst ? kennung : vorstand ?? kennung)
        }
        return wunsch
    }
}

extension Haushaltsmonat {
    /// Wer das Geld des Haushalts erhält, wenn nichts anderes bestimmt ist: die erste volljährige
    /// Person.
    fileprivate var vorstand: String? {
        for stelle in personen.indices {
            guard let tag = ersterTag(stelle) else { continue }
            if tage.tag(tag).alter(geboren: personen[stelle].geburtsdatum) >= 18 {
                return personen[stelle].kennung
            }
        }
        return personen.indices.first { ersterTag($0) != nil }.map { personen[$0].kennung }
    }

    /// Der Wert einer Sachleistung für die Tage, an denen die Person Anspruch hat und sie erhält.
    fileprivate func anteilig(_ sachleistung: Haushaltslage.Sachleistung, _ person: Int) -> Geld {
        guard let zeit = tage.spanne(sachleistung.zeitraum) else { return .null }
        let spannen = lagen(person).compactMap { lage -> Tagesspanne? in
            let von = max(lage.spanne.von, zeit.von), bis = min(lage.spanne.bis, zeit.bis)
            return von <= bis ? Tagesspanne(von: von, bis: bis) : nil
        }
        let tageMitAnspruch = AsylbLG.dreissigstel(
            spannen, monatstage: tage.anzahl, zaehlung: schalter.tageszaehlung).reduce(0, +)
        return AsylbLG.anteilig(
            sachleistung.wert, tage: tageMitAnspruch, rundung: schalter.centRundung)
    }
}

/// Wofür ausgezahlt wird; mehrere Zwecke lesen sich als Aufzählung.
struct Zweck: OptionSet, Hashable {
    let rawValue: UInt16

    static let lebensunterhalt = Zweck(rawValue: 1)

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ art: Kostenart) {
        self.init(rawValue: 2 << UInt16(Kostenart.allCases.firstIndex(of: art) ?? 0))
    }

    init(_ art: Sachleistungsart) {
        self.init(rawValue: 256 << UInt16(Sachleistungsart.allCases.firstIndex(of: art) ?? 0))
    }

    var text: String {
        if self == .lebensunterhalt { return "Lebensunterhalt" }
        var namen = contains(.lebensunterhalt) ? ["Lebensunterhalt"] : []
        for art in Kostenart.allCases where contains(Zweck(art)) { namen.append(art.bezeichnung) }
        for art in Sachleistungsart.allCases where contains(Zweck(art)) {
            namen.append(art.bezeichnung)
        }
        guard let letzter = namen.popLast() else { return "" }
        return namen.isEmpty ? letzter : namen.joined(separator: ", ") + " und " + letzter
    }
}
