import Grundwerte

/// Die Familie, die füreinander einsteht (§ 7 Abs. 1 AsylbLG).
///
/// **Regel**: Familienangehörige sind Haushaltsvorstand, Partner und die minderjährigen Kinder. Das
/// Einkommen einer Person deckt zuerst ihren eigenen Bedarf; was übrig ist, verteilt sich auf die
/// anderen im Verhältnis ihres noch offenen Bedarfs. Mehr als der Bedarf wird nicht angerechnet.
/// Danach wird ebenso das gemeinsame Vermögen oberhalb der Freibeträge eingesetzt. Erwachsene
/// Kinder und weitere Erwachsene stehen für sich. Bei Personen ohne Anspruch ist der eigene Bedarf
/// `bedarfAusserhalb`. Maßgebend ist das Alter am ersten Tag der Person im Monat.
struct Einsatzgemeinschaft {
    let personen: [Int]

    static func alle(in haushalt: Haushaltsmonat) -> [Einsatzgemeinschaft] {
        var familie: [Int] = [], weitere: [Einsatzgemeinschaft] = []
        for stelle in haushalt.personen.indices {
            guard let tag = haushalt.ersterTag(stelle) else { continue }
            let geboren = haushalt.personen[stelle].geburtsdatum
            let gehoertDazu = switch haushalt.personen[stelle].rolle {
            case .haushaltsvorstand, .partner: true
            case .kind: haushalt.tage.tag(tag).alter(geboren: geboren) < 18
            case .sonstigeErwachsene: false
            }
            if gehoertDazu {
                familie.append(stelle)
            } else {
                weitere.append(Einsatzgemeinschaft(personen: [stelle]))
            }
        }
        return familie.isEmpty ? weitere : [Einsatzgemeinschaft(personen: familie)] + weitere
    }

    /// Deckt den Bedarf aus dem Einkommen aller.
    func einkommenEinsetzen(in haushalt: Haushaltsmonat, auf bogen: inout Rechenbogen) throws {
        var ueberschuss = Geld.null
        for person in personen where bogen.anteile[person].einkommen > .null {
            let einkommen = bogen.anteile[person].einkommen
            let eigener = bogen.anteile[person].bedarf
            let ausserhalb = try bedarfAusserhalb(person, in: haushalt, auf: &bogen)
            let gedeckt = min(einkommen, eigener)
            bogen.anteile[person].angerechnet = gedeckt
            ueberschuss += max(.null, einkommen - gedeckt - ausserhalb)
        }
        let rest = verteilen(ueberschuss, auf: &bogen) { $0.angerechnet += $1 }
        guard rest > .null else { return }
        bogen.schritt(
            .einkommen, personen: personen, norm: "§ 7 Abs. 1", fundstelle: "",
            bezeichnung: "Nicht benötigtes Einkommen",
            begruendung: "Mehr als der Bedarf wird nicht angerechnet.",
            rechnung: rest.betrag, betrag: rest)
    }

    /// § 7 Abs. 5 AsylbLG: das Vermögen aller über den Freibeträgen.
    func vermoegenEinsetzen(
        in haushalt: Haushaltsmonat, nach parameter: Parameter, auf bogen: inout Rechenbogen
    ) throws {
        var summe = Geld.null
        for person in personen {
            guard let erster = haushalt.ersterTag(person) else { continue }
            let stichtag = haushalt.tage.tag(erster)
            for vermoegen in haushalt.personen[person].vermoegen
            where vermoegen.zeitraum.enthaelt(stichtag) && vermoegen.betrag > .null {
                summe += vermoegen.betrag
                bogen.schritt(
                    .vermoegen, person: person, norm: "§ 7 Abs. 1",
                    fundstelle: vermoegen.nachweis ?? "", bezeichnung: "Vermögen",
                    begruendung: "Stand am \(stichtag.deutsch).",
                    rechnung: vermoegen.betrag.betrag, betrag: -vermoegen.betrag)
            }
        }
        guard summe > .null else { return }
        let regel = try parameter.einkommensregel.stand(am: haushalt.lage.monat.ersterTag)
        let frei = min(summe, regel.wert.vermoegen * personen.count)
        bogen.schritt(
            .vermoegen, personen: personen, norm: "§ 7 Abs. 5", fundstelle: regel.fundstelle,
            bezeichnung: "Freibetrag vom Vermögen", begruendung: "Für jede Person der Familie.",
            rechnung: "\(personen.count) × \(regel.wert.vermoegen.betrag)", betrag: frei)
        let rest = verteilen(summe - frei, auf: &bogen) { $0.vermoegen += $1 }
        guard rest > .null else { return }
        bogen.schritt(
            .vermoegen, personen: personen, norm: "§ 7 Abs. 1", fundstelle: "",
            bezeichnung: "Nicht benötigtes Vermögen",
            begruendung: "Mehr als der Bedarf wird nicht eingesetzt.",
            rechnung: rest.betrag, betrag: rest)
    }

    /// Verteilt auf den offenen Bedarf; Ergebnis ist, was niemand braucht.
    private func verteilen(
        _ betrag: Geld, auf bogen: inout Rechenbogen,
        buchen: (inout Rechenbogen.Anteil, Geld) -> Void
    ) -> Geld {
        guard betrag > .null else { return .null }
        let offen = personen.map { bogen.anteile[$0].ungedeckt.cent }
        let bedarf = Geld(cent: offen.reduce(0, +))
        let eingesetzt = min(betrag, bedarf)
        for (person, teil) in zip(personen, eingesetzt.verteilt(nach: offen)) {
            buchen(&bogen.anteile[person], teil)
        }
        return betrag - eingesetzt
    }

    /// Was eine nicht berechtigte Person zuerst für sich selbst braucht.
    private func bedarfAusserhalb(
        _ person: Int, in haushalt: Haushaltsmonat, auf bogen: inout Rechenbogen
    ) throws -> Geld {
        guard bogen.anteile[person].tage == 0 else { return .null }
        guard let bedarf = haushalt.personen[person].bedarfAusserhalb else {
            throw Lagefehler(
                feld: "personen[\(stelleDerEingabe(person, in: haushalt))].bedarf_ausserhalb",
                grund: "Die Person hat Einkommen, aber keinen Anspruch nach dem AsylbLG.",
                abhilfe: "Bitte ihren eigenen Bedarf eintragen; nur Einkommen darüber zählt.")
        }
        let eigener = min(bedarf, bogen.anteile[person].einkommen)
        bogen.schritt(
            .einkommen, person: person, norm: "§ 7 Abs. 1", fundstelle: "",
            bezeichnung: "Eigener Bedarf ohne Anspruch nach dem AsylbLG",
            begruendung: "Nur Einkommen darüber wird angerechnet.",
            rechnung: eigener.betrag, betrag: eigener)
        return eigener
    }

    private func stelleDerEingabe(_ person: Int, in haushalt: Haushaltsmonat) -> Int {
        let kennung = haushalt.personen[person].kennung
        return haushalt.lage.personen.firstIndex { $0.kennung == kennung } ?? person
    }
}
