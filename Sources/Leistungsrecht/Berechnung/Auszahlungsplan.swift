import Grundwerte

/// Teilt die Leistung auf Formen und Empfänger auf.
///
/// **Regel**, je Einsatzgemeinschaft: Zuerst zählt, was als Sachleistung erbracht ist, dann die
/// Direktzahlung an Vermieter, Versorger und Anbieter, dann der Rest an die Personen im Verhältnis
/// ihrer Ansprüche, je Person Gutschein vor Bezahlkarte vor Geld. Einkommen mindert also zuerst das
/// Geld, damit die Miete bezahlt bleibt. Reicht die Leistung nicht für die Sachleistungen, sind sie
/// insoweit zu erstatten (§ 7 Abs. 1 Satz 3 AsylbLG). Was nicht vom Einkommen abhängt (§ 5), kommt
/// als Geld hinzu.
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
        posten.reserveCapacity(4)
    }

    /// In dieser Folge füllt sich, was eine Person in eigener Hand erhält.
    private static let folge = [Leistungsform.gutschein, .bezahlkarte, .direktzahlung, .geld]
    private static let vorab = [Leistungsform.sachleistung, .direktzahlung]
    private static let formen = Leistungsform.allCases
    private static let kostenarten = Kostenart.allCases

    private struct Posten {
        let form: Leistungsform
        let empfaenger: Haushaltslage.Empfaenger?
        var zweck: Zweck
        var bedarf: Geld
        var betrag = Geld.null
    }

    /// Was einer Person in eigener Hand zusteht.
    private struct Teil {
        let person: Int
        var posten: Posten
    }

    /// Was einer Person von ihrem Satz schon in Natur gegeben ist.
    private struct InNatur {
        var notwendig = Geld.null
        var persoenlich = Geld.null
    }

    mutating func planen(_ gemeinschaft: Einsatzgemeinschaft) {
        var rest = gemeinschaft.personen.summe { bogen.anteile[$0].ungedeckt }
        var teile: [Teil] = []
        teile.reserveCapacity(gemeinschaft.personen.count * 2)
        for person in gemeinschaft.personen {
            let inNatur = sachleistungen(person, &rest)
            lebensunterhalt(person, inNatur, &teile)
        }
        for form in Auszahlungsplan.vorab {
            einzelposten(gemeinschaft, form, &rest)
            kosten(gemeinschaft, form, &rest)
        }
        eigeneHand(gemeinschaft, &teile)
        auszahlen(gemeinschaft, teile, rest)
        for person in gemeinschaft.personen where bogen.anteile[person].weitere > .null {
            let betrag = bogen.anteile[person].weitere
            buchen(Posten(form: .geld, empfaenger: wunsch(person).empfaenger,
                          zweck: .arbeitsgelegenheit, bedarf: betrag), betrag)
        }
    }

    /// Nach Form geordnet; gleiche Form und gleicher Empfänger stehen zusammen.
    var auszahlungen: [Auszahlung] {
        var ergebnis: [Auszahlung] = []
        for form in Auszahlungsplan.formen {
            for teil in posten where teil.form == form && teil.betrag > .null {
                ergebnis.append(Auszahlung(
                    form: form, empfaenger: teil.empfaenger, zweck: teil.zweck.text,
                    betrag: teil.betrag, bedarf: teil.bedarf))
            }
        }
        return ergebnis
    }

    /// Der Rest an die Personen, im Verhältnis dessen, was ihnen in eigener Hand zusteht.
    private mutating func auszahlen(
        _ gemeinschaft: Einsatzgemeinschaft, _ teile: [Teil], _ rest: Geld
    ) {
        // Nach Stellen statt nach Werten: Ein Teil wird nur kopiert, wenn er gebucht wird.
        let gewichte = gemeinschaft.personen.map { person in
            var summe = Geld.null
            for stelle in teile.indices where teile[stelle].person == person {
                summe += teile[stelle].posten.bedarf
            }
            return min(summe, bogen.anteile[person].ungedeckt).cent
        }
        for (person, anteil) in zip(gemeinschaft.personen, rest.verteilt(nach: gewichte)) {
            var offen = anteil
            for form in Auszahlungsplan.folge {
                for stelle in teile.indices
                where teile[stelle].person == person && teile[stelle].posten.form == form {
                    let betrag = min(offen, teile[stelle].posten.bedarf)
                    offen -= betrag
                    buchen(teile[stelle].posten, betrag)
                }
            }
        }
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

    /// Bucht vorab, was davon aus dem Rest noch zu leisten ist; eine Sachleistung, für die er nicht
    /// reicht, ist zu erstatten.
    private mutating func vorab(_ teil: Posten, _ rest: inout Geld) {
        let betrag = min(teil.bedarf, rest)
        rest -= betrag
        if teil.form == .sachleistung { kostenerstattung += teil.bedarf - betrag }
        buchen(teil, betrag)
    }

    /// Sachleistungen der Person aus ihrem Bedarfssatz, höchstens bis zu dessen Höhe.
    private mutating func sachleistungen(_ person: Int, _ rest: inout Geld) -> InNatur {
        var inNatur = InNatur()
        let anteil = bogen.anteile[person]
        for sachleistung in haushalt.personen[person].sachleistungen {
            let wert = haushalt.anteilig(sachleistung, person)
            let bedarf: Geld
            if sachleistung.art == .persoenlicherBedarf {
                bedarf = min(wert, anteil.persoenlich - inNatur.persoenlich)
                inNatur.persoenlich += bedarf
            } else {
                bedarf = min(wert, anteil.notwendig - inNatur.notwendig)
                inNatur.notwendig += bedarf
            }
            guard bedarf > .null else { continue }
            vorab(Posten(form: .sachleistung, empfaenger: nil, zweck: Zweck(sachleistung.art),
                         bedarf: bedarf), &rest)
        }
        return inNatur
    }

    /// Eingeschränkte und einzelne Leistungen in Natur und an Anbieter.
    private mutating func einzelposten(
        _ gemeinschaft: Einsatzgemeinschaft, _ form: Leistungsform, _ rest: inout Geld
    ) {
        for teil in bogen.einzelposten
        where teil.form == form && gemeinschaft.personen.contains(teil.person) {
            vorab(Posten(form: form, empfaenger: form == .sachleistung ? nil : teil.empfaenger,
                         zweck: teil.zweck, bedarf: teil.betrag), &rest)
        }
    }

    /// Kosten der Unterkunft als Sachleistung und an Dritte, in der Folge der Kostenarten.
    private mutating func kosten(
        _ gemeinschaft: Einsatzgemeinschaft, _ form: Leistungsform, _ rest: inout Geld
    ) {
        guard !bogen.kostenanteile.isEmpty else { return }
        for art in Auszahlungsplan.kostenarten {
            for teil in bogen.kostenanteile
            where teil.form == form && teil.art == art
                && gemeinschaft.personen.contains(teil.person) {
                vorab(Posten(form: form, empfaenger: empfaenger(teil.kosten), zweck: Zweck(art),
                             bedarf: teil.betrag), &rest)
            }
        }
    }

    /// Was von Unterkunft und einzelnen Leistungen die Personen selbst erhalten.
    private func eigeneHand(_ gemeinschaft: Einsatzgemeinschaft, _ teile: inout [Teil]) {
        for teil in bogen.kostenanteile
        where teil.form != .sachleistung && teil.form != .direktzahlung
            && gemeinschaft.personen.contains(teil.person) {
            teile.append(Teil(person: teil.person, posten: Posten(
                form: teil.form,
                empfaenger: empfaenger(teil.kosten) ?? wunsch(teil.person).empfaenger,
                zweck: Zweck(teil.art), bedarf: teil.betrag)))
        }
        for teil in bogen.einzelposten
        where teil.form != .sachleistung && teil.form != .direktzahlung
            && gemeinschaft.personen.contains(teil.person) {
            teile.append(Teil(person: teil.person, posten: Posten(
                form: teil.form, empfaenger: teil.empfaenger ?? wunsch(teil.person).empfaenger,
                zweck: teil.zweck, bedarf: teil.betrag)))
        }
    }

    private func lebensunterhalt(_ person: Int, _ inNatur: InNatur, _ teile: inout [Teil]) {
        let anteil = bogen.anteile[person], wunsch = wunsch(person)
        func teil(_ form: Leistungsform, _ bedarf: Geld) {
            guard bedarf > .null else { return }
            teile.append(Teil(person: person, posten: Posten(
                form: form, empfaenger: wunsch.empfaenger, zweck: .lebensunterhalt,
                bedarf: bedarf)))
        }
        teil(wunsch.notwendigerBedarf, anteil.notwendig - inNatur.notwendig)
        teil(wunsch.persoenlicherBedarf, anteil.persoenlich - inNatur.persoenlich)
    }

    private func empfaenger(_ kosten: Rechenbogen.Kostenstelle) -> Haushaltslage.Empfaenger? {
        haushalt.lage.unterkuenfte[kosten.unterkunft].kosten[kosten.nummer].empfaenger
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
            if alter(stelle, am: tag) >= 18 { return personen[stelle].kennung }
        }
        return personen.indices.first { ersterTag($0) != nil }.map { personen[$0].kennung }
    }

    /// Der Wert einer Sachleistung für die Tage, an denen die Person sie aus ihrem Satz erhält:
    /// nicht neben § 1a, wo alles Sachleistung ist, und nicht, wo § 142 SGB XII die Verpflegung
    /// schon abzieht.
    fileprivate func anteilig(_ sachleistung: Haushaltslage.Sachleistung, _ person: Int) -> Geld {
        let unterkuenfte = lage.unterkuenfte
        let teile = teilbetraege(person, in: sachleistung.zeitraum) { abschnitt, lage in
            switch lage.grundlage {
            case .grundleistung: sachleistung.wert
            case .analogleistung:
                sachleistung.art == .ernaehrung && abschnitt.mitVollverpflegung(unterkuenfte)
                    ? nil : sachleistung.wert
            case .anspruchseinschraenkung, .ueberbrueckungsleistung, .keine: nil
            }
        }
        return teile.summe { $0.betrag }
    }
}
