import Grundwerte

/// Die Familie, die füreinander einsteht (§ 7 Abs. 1 AsylbLG, § 27 Abs. 2 SGB XII).
///
/// **Regel**: Familienangehörige sind Haushaltsvorstand, Partner und die minderjährigen Kinder. Das
/// Einkommen einer Person deckt zuerst ihren eigenen Bedarf; was übrig ist, verteilt sich auf die
/// anderen im Verhältnis ihres noch offenen Bedarfs. Mehr als der Bedarf wird nicht angerechnet.
/// Danach wird ebenso das gemeinsame Vermögen oberhalb der Freibeträge eingesetzt. Kinder mit
/// Leistungen nach § 2 setzen Einkommen und Vermögen nur für sich ein. Erwachsene Kinder und
/// weitere Erwachsene stehen für sich. Bei Personen ohne Anspruch ist der eigene Bedarf
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
        var ueberschuss = Geld.null, nurFuerSich = Geld.null
        for person in personen where bogen.anteile[person].einkommen > .null {
            let einkommen = bogen.anteile[person].einkommen
            let ausserhalb = try bedarfAusserhalb(person, in: haushalt, auf: &bogen)
            let gedeckt = min(einkommen, bogen.anteile[person].ungedeckt)
            bogen.anteile[person].angerechnet += gedeckt
            let uebrig = max(.null, einkommen - gedeckt - ausserhalb)
            if stehtFuerSich(person, in: haushalt) {
                nurFuerSich += uebrig
            } else {
                ueberschuss += uebrig
            }
        }
        let rest = verteilen(ueberschuss, auf: &bogen) { $0.angerechnet += $1 } + nurFuerSich
        guard rest > .null else { return }
        bogen.schritt(
            .einkommen, personen: personen, norm: norm(in: haushalt), fundstelle: "",
            bezeichnung: "Nicht benötigtes Einkommen",
            begruendung: "Mehr als der Bedarf wird nicht angerechnet.",
            rechnung: rest.betrag, betrag: rest)
    }

    /// § 27 Abs. 2 SGB XII: minderjährige Kinder stehen nicht für ihre Eltern ein.
    func stehtFuerSich(_ person: Int, in haushalt: Haushaltsmonat) -> Bool {
        haushalt.personen[person].rolle == .kind
            && haushalt.lagen[person].last?.lage.grundlage == .analogleistung
    }

    func norm(in haushalt: Haushaltsmonat) -> String {
        haushalt.nurAnalog ? "§ 27 Abs. 2 SGB XII" : "§ 7 Abs. 1"
    }

    /// Verteilt auf den offenen Bedarf; Ergebnis ist, was niemand braucht.
    func verteilen(
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
                feld: "\(haushalt.feld(person)).bedarf_ausserhalb",
                grund: "Die Person hat Einkommen, aber keinen Anspruch nach dem AsylbLG.",
                abhilfe: "Bitte ihren eigenen Bedarf eintragen; nur Einkommen darüber zählt.")
        }
        let eigener = min(bedarf, bogen.anteile[person].einkommen)
        bogen.schritt(
            .einkommen, person: person, norm: norm(in: haushalt), fundstelle: "",
            bezeichnung: "Eigener Bedarf ohne Anspruch nach dem AsylbLG",
            begruendung: "Nur Einkommen darüber wird angerechnet.",
            rechnung: eigener.betrag, betrag: eigener)
        return eigener
    }
}
