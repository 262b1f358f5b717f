import Grundwerte
import Kommune
import Leistungsrecht
import Platform

/// Alles zu einer Forderung, in einer Transaktion gelesen.
struct Forderungsinhalt: Sendable {
    let forderung: Rueckforderung
    let stand: Forderungsstand
    let konto: Forderungskonto
    let anhoerung: Anhoerung?
    let verzichte: [Verzicht]
    let schreiben: [Schreiben]
    let widersprueche: [Widerspruch]
    let akte: Fallakte

    init(_ id: Rueckforderung.ID, in session: MandantSession) throws {
        guard let forderung = try Rueckforderung.laden(id, in: session),
              let akte = try Fallakte.laden(forderung.fall, stand: .init(am: session.heute),
                                            in: session)
        else { throw Hindernis.nichtGefunden }
        self.forderung = forderung
        self.akte = akte
        stand = try Forderungsstand.laden(forderung, in: session)
        konto = try Forderungskonto.laden(id, in: session)
        anhoerung = try forderung.anhoerung.flatMap { try Anhoerung.laden($0, in: session) }
        verzichte = try Verzicht.offene(zu: id, in: session)
        schreiben = try Schreiben.alle(zu: forderung, in: session)
        widersprueche = try Widerspruch.alle(zu: forderung.fall, in: session).filter {
            forderung.entscheidung?.schreiben.map(Widerspruch.Ziel.schreiben) == $0.ziel
        }
    }

    var schuldner: String {
        akte.mitglieder.first { $0.id == forderung.schuldner }?.angabe(am: akte.stand.am)?.name
            ?? "unbekannt"
    }
}

extension Marke {
    init(_ lage: Forderungsstand.Lage) {
        let art: Art = switch lage {
        case .ueberfaellig: .gefahr
        case .anzuhoeren, .zuEntscheiden: .warnung
        case .angehoert, .angefochten, .offen, .gestundet, .inRaten: .hinweis
        case .beglichen: .ok
        case .abgesehen: .neutral
        }
        self.init(lage.bezeichnung, art)
    }
}

extension VorgangView {
    init(_ inhalt: Forderungsinhalt, namen: [User.ID: String], context: MandantContext) {
        let forderung = inhalt.forderung, ort = context.pfad("rueckforderungen/\(forderung.id)")
        let darf = context.darf(.rueckforderungBearbeiten)
        self.init(
            page: context.page("Rückforderung \(forderung.kassenzeichen)", .rueckforderungen,
                               pfad: [
                Verweis("Rückforderungen", context.pfad("rueckforderungen")),
                Verweis(forderung.aktenzeichen, context.pfad("faelle/\(forderung.fall)/verfahren")),
            ]),
            unterzeile: "\(inhalt.schuldner) · \(forderung.aktenzeichen)",
            zustand: Marke(inhalt.stand.lage),
            ergebnis: forderung.entscheidung == nil ? Ergebnis("Zu prüfen", forderung.summe)
                : Ergebnis("Offen", inhalt.stand.offen, zusatz: "von \(forderung.summe)"),
            naechstes: VorgangView.naechstes(inhalt),
            handlungen: darf ? VorgangView.handlungen(inhalt, ort: ort) { context.pfad($0) } : [],
            freigaben: inhalt.verzichte.map { .init($0, namen: namen, context: context) },
            abschnitte: VorgangView.abschnitte(inhalt, ort: ort, namen: namen,
                                               darf: darf) { context.pfad($0) },
            eckdaten: VorgangView.eckdaten(inhalt) { context.pfad($0) })
    }

    private static func naechstes(_ inhalt: Forderungsinhalt) -> Meldung? {
        switch inhalt.stand.lage {
        case .anzuhoeren: .warnung("Als Nächstes: anhören (§ 24 SGB X). Vorher wird nichts "
            + "verlangt.")
        case let .angehoert(bis):
            .hinweis("Bis zum \(bis.deutsch) kann sich die Person äußern. Danach wird entschieden.")
        case .zuEntscheiden: .warnung("Als Nächstes: für jeden Monat entscheiden.")
        case .angefochten:
            .hinweis("Der Widerspruch schiebt die Erstattung auf (§ 86a Abs. 1 SGG): keine "
                + "Mahnung, keine "
                + "Aufrechnung.")
        case let .ueberfaellig(betrag): .gefahr(mahnsatz(betrag, inhalt.stand))
        case .offen, .gestundet, .inRaten, .beglichen, .abgesehen: nil
        }
    }

    private static func mahnsatz(_ betrag: Geld, _ stand: Forderungsstand) -> String {
        guard let frist = stand.mahnfrist
            else { return "\(betrag) sind überfällig. Als Nächstes: mahnen." }
        return Mahnstufe(rawValue: stand.mahnstufe + 1) == nil
            ? "\(betrag) sind überfällig, alle Mahnstufen sind durchlaufen. Als Nächstes: "
                + "Vollstreckung."
            : "\(betrag) sind überfällig. Die Frist der letzten Mahnung endet am \(frist.deutsch)."
    }

    private static func handlungen(_ inhalt: Forderungsinhalt, ort: String,
                                   pfad: (String) -> String) -> [Knopf] {
        func knopf(_ schritt: Forderungsschritt, haupt: Bool = false) -> Knopf {
            Knopf(schritt.titel, "\(ort)/\(schritt.rawValue)", haupt: haupt)
        }
        let antwort = inhalt.anhoerung.flatMap { anhoerung in
            anhoerung.schreiben == nil ? nil
                : Knopf("Antwort erfassen", pfad("anhoerungen/\(anhoerung.id)/antwort"))
        }
        let angreifbar = inhalt.widersprueche.isEmpty
            ? inhalt.forderung.entscheidung?.schreiben : nil
        let widerspruch = angreifbar.map {
            Knopf("Widerspruch erfassen", pfad("schreiben/\($0)/widerspruch"))
        }
        let vereinbarung = [knopf(.raten), knopf(.stundung),
                            knopf(inhalt.stand.aufrechnung == nil
                                  ? .aufrechnung : .aufrechnungsende),
                            knopf(.verzicht)]
        switch inhalt.stand.lage {
        case .anzuhoeren: return [knopf(.anhoerung, haupt: true), knopf(.ohneAnhoerung)]
        case .angehoert: return [antwort].compactMap(\.self)
        case .zuEntscheiden: return [knopf(.bescheid, haupt: true), antwort].compactMap(\.self)
        case .angefochten: return [knopf(.eingang), knopf(.verzicht)]
        case .ueberfaellig: return [knopf(.mahnung, haupt: true), knopf(.eingang)] + vereinbarung
            + [widerspruch].compactMap(\.self)
        case .offen, .gestundet, .inRaten: return [knopf(.eingang, haupt: true)] + vereinbarung
            + [widerspruch].compactMap(\.self)
        case .beglichen, .abgesehen: return [widerspruch].compactMap(\.self)
        }
    }

    private static func eckdaten(_ inhalt: Forderungsinhalt,
                                 pfad: (String) -> String) -> [Eckdatum] {
        let forderung = inhalt.forderung
        return [
            Eckdatum("Schuldet", inhalt.schuldner),
            Eckdatum("Kassenzeichen", forderung.kassenzeichen),
            Eckdatum("Grund", forderung.grund),
            Eckdatum("Bekannt seit", forderung.kenntnisAm.deutsch),
            inhalt.anhoerung.map {
                Eckdatum("Anhörung", $0.kurz(heute: inhalt.akte.stand.am),
                         ziel: pfad("anhoerungen/\($0.id)"))
            },
            forderung.entscheidung?.faellig.map { Eckdatum("Fällig am", $0.deutsch) },
            inhalt.stand.aufrechnung.map {
                Eckdatum("Aufrechnung", "\($0.monatlich) monatlich, \($0.ab.deutsch) bis "
                    + "\($0.bis.deutsch)")
            },
            inhalt.stand.verjaehrt.map { Eckdatum("Verjährt mit Ablauf des", $0.deutsch) },
        ].compactMap(\.self) + inhalt.widersprueche.map {
            Eckdatum("Widerspruch", "vom \($0.eingegangen.deutsch)",
                     ziel: pfad("widersprueche/\($0.id)"))
        }
    }
}

extension VorgangView.Freigabe {
    init(_ verzicht: Verzicht, namen: [User.ID: String], context: MandantContext) {
        let ort = context.pfad("rueckforderungen/\(verzicht.forderung)")
        self.init(
            satz: "\(verzicht.art.bezeichnung) von \(verzicht.betrag), vorgeschlagen am "
                + "\(verzicht.am.deutsch) von "
                + "\(namen[verzicht.von] ?? "unbekannt"). \(verzicht.art.erlaeuterung)",
            grund: verzicht.grund, ziel: context.pfad("verzichte/\(verzicht.id)/freigabe"),
            knopf: "\(verzicht.art.bezeichnung) freigeben", csrf: context.facts.csrfToken,
            vorgang: UUIDv7().description,
            ablehnen: context.darf(.rueckforderungVerzichten)
                ? Verweis("Ablehnen",
                          "\(ort)/\(Forderungsschritt.ablehnung.rawValue)?id=\(verzicht.id)") : nil,
            darf: context.darf(.rueckforderungVerzichten) && verzicht.von != context.benutzer)
    }
}
