import Grundwerte
import Kommune
import Leistungsrecht

extension AenderungForm {
    /// Was das Formular verlangt, und auf welche Fassung des Falls es sich bezieht.
    struct Antrag: Sendable {
        let aenderung: Aenderung
        let fassung: Int
        /// Wen die Warnung vor Doppelerfassung schon gezeigt hat.
        let geprueft: Set<Kommune.Person.ID>
        let vorgang: UUIDv7
    }

    /// Liest und prüft; jeder Fehler steht an seinem Feld.
    func lies(_ form: FormData) throws -> Antrag {
        var e = Eingabe(form, felder, heute: heute)
        guard let fassung = form["fassung"].flatMap(Int.init) else {
            throw Fehlerbild.anfrage(grund: "Dem Formular fehlt die Fassung des Falls.")
        }
        let aenderung = try aenderung(&e)
        guard let aenderung, e.ohneFehler else { throw e.formularfehler }
        return Antrag(
            aenderung: aenderung, fassung: fassung, geprueft: Doppelwarnung.geprueft(form),
            vorgang: try e.vorgang())
    }

    private func aenderung(_ e: inout Eingabe) throws -> Aenderung? {
        switch art {
        case .unterkunft:
            let ab = e.wirksam("ab", fruehestens: akte.beginn)
            return Unterkunftfelder.lies(&e, ab: ab).map { .angaben(.unterkunft($0)) }
        case .zugang: return zugang(&e)
        case .bankverbindung:
            let konto = Kontofelder.lies(&e), ab = e.wirksam("ab")
            guard let konto, let ab else { return nil }
            return .konto(konto, ab: ab)
        case .einstellung:
            let ende = e.wirksam("ende", fruehestens: akte.beginn), grund = e.text("grund")
            guard let ende, let grund else { return nil }
            return .einstellung(zum: ende, grund: grund)
        case .einkommen, .vermoegen, .aufenthalt, .berechtigung, .mehrbedarf, .monatsbedarf,
             .arbeitsgelegenheit, .wartezeit, .angabe, .auszug:
            guard let mitglied else { throw Fehlerbild.nichtGefunden() }
            return zurPerson(mitglied, &e).map { .angaben($0) }
        }
    }

    private func zurPerson(_ mitglied: Fallakte.Mitglied, _ e: inout Eingabe) -> Fallaenderung? {
        let person = mitglied.id
        switch art {
        case .einkommen: return einkommen(&e).map { .einkommen(person, $0) }
        case .vermoegen:
            let was = e.text("art"), ab = e.wirksam("ab", fruehestens: akte.beginn)
            let wert = e.monatsbetrag("wert", hoechstens: 1_000_000)
            guard let was, let ab else { return nil }
            return .vermoegen(person, Vermoegen(art: was, wert: wert, gueltig: Zeitraum(von: ab)))
        case .aufenthalt:
            let ab = e.wirksam("ab", fruehestens: akte.beginn)
            let neu = Aufenthaltfelder.lies(&e, geboren: mitglied.angabe(am: heute)?.geburtsdatum)
            guard let ab, let neu else { return nil }
            return .aufenthalt(person, Aufenthalt(
                status: neu.status, eingereistAm: neu.eingereist, dokumentBis: neu.dokument,
                gueltig: Zeitraum(von: ab)))
        case .berechtigung:
            let ab = e.wirksam("ab", fruehestens: akte.beginn)
            return Berechtigungfelder.lies(&e, ab: ab, mitglied).map { .berechtigung(person, $0) }
        case .mehrbedarf:
            let ab = e.wirksam("ab", fruehestens: akte.beginn)
            return Mehrbedarffelder.lies(&e, ab: ab).map { .mehrbedarf(person, $0) }
        case .monatsbedarf:
            let ab = e.wirksam("ab", fruehestens: akte.beginn)
            return Monatsbedarffelder.lies(&e, ab: ab).map { .monatsbedarf(person, $0) }
        case .arbeitsgelegenheit:
            return Arbeitsgelegenheitfelder.lies(&e).map { .arbeitsgelegenheit(person, $0) }
        case .wartezeit: return Wartezeitfelder.lies(&e, mitglied).map { .wartezeit(person, $0) }
        case .angabe:
            let ab = e.wirksam("ab", fruehestens: akte.beginn), neu = Angabefelder.lies(&e)
            guard let ab, let neu else { return nil }
            return .angabe(person, neu, ab: ab)
        default:
            return auszug(mitglied, &e)
        }
    }

    private func einkommen(_ e: inout Eingabe) -> Einkommen? {
        let art = e.auswahl("art", als: Einkommensart.self), quelle = e.text("quelle") ?? ""
        let ab = e.wirksam("ab", fruehestens: akte.beginn), bis = e.datum("bis")
        let brutto = e.monatsbetrag("brutto"), steuern = e.monatsbetrag("steuern")
        let sozial = e.monatsbetrag("sozialversicherung")
        let versicherungen = e.monatsbetrag("versicherungen"), ausgaben = e.monatsbetrag("ausgaben")
        if let ab, let bis, bis < ab {
            e.melde("bis", grund: "liegt vor dem Beginn", abhilfe: "Tauschen Sie die Tage.")
        }
        if steuern + sozial > brutto {
            e.melde("steuern", grund: "Steuern und Sozialversicherung sind höher als der Betrag",
                    abhilfe: "Vergleichen Sie mit der Abrechnung.")
        }
        guard let art, let ab, let zeitraum = Zeitraum(pruefe: ab, bis: bis) else { return nil }
        return Einkommen(
            art: art, brutto: brutto, steuern: steuern, sozialversicherung: sozial,
            versicherungen: versicherungen, ausgaben: ausgaben, quelle: quelle, gueltig: zeitraum)
    }

    private func zugang(_ e: inout Eingabe) -> Aenderung? {
        let ab = e.wirksam("ab", fruehestens: akte.beginn)
        guard let neu = Mitgliedfelder.lies(&e), let ab else { return nil }
        if neu.angabe.geburtsdatum > ab {
            e.melde("ab", grund: "liegt vor der Geburt am \(neu.angabe.geburtsdatum.deutsch)",
                    abhilfe: "Ein Kind gehört frühestens mit seiner Geburt dazu.")
        }
        let rollen = akte.mitglieder(am: ab).compactMap { $0.rolle(am: ab) }
        if neu.rolle == .haushaltsvorstand || neu.rolle == .partner, rollen.contains(neu.rolle) {
            e.melde("rolle", grund: "„\(neu.rolle.bezeichnung)“ gibt es in diesem Haushalt schon",
                    abhilfe: "Wählen Sie eine andere Rolle.")
        }
        return .angaben(.zugang(neu, ab: ab))
    }

    private func auszug(_ mitglied: Fallakte.Mitglied, _ e: inout Eingabe) -> Fallaenderung? {
        let beginn = mitglied.mitgliedschaften.first?.gueltig.von
        guard let tag = e.wirksam("am", fruehestens: beginn) else { return nil }
        if mitglied.rolle(am: tag) == .haushaltsvorstand, akte.mitglieder(am: tag).count > 1 {
            e.melde("am", grund: "Die Person ist Haushaltsvorstand",
                    abhilfe: "Stellen Sie den Fall ein und legen Sie für die Übrigen einen neuen "
                        + "an.")
        }
        return .auszug(mitglied.id, am: tag)
    }
}
