import Grundwerte
import Platform
import Postgres
import Uebergabe

/// Ein Teil einer Zahlung und der Weg, den er nimmt.
package struct Zahlungsteil: Sendable {
    package enum Weg: Sendable, Hashable {
        /// Wie vorgesehen: auf das Konto, die Karte oder an den Vermieter.
        case geplant
        /// An dieselbe Stelle, aber sofort.
        case eilig
        /// Bar oder als Scheck an der Kreiskasse.
        case bar
        /// Direkt an jemanden, den der Kreis führt.
        case empfaenger(Zahlungsempfaenger.ID)
        /// Auf eine Forderung, die der Kommune selbst zusteht; niemand erhält Geld.
        case umbuchung
    }

    package let betrag: Geld
    package let weg: Weg
    /// Was der Empfänger in der Überweisung lesen will, etwa die Kundennummer, oder das
    /// Kassenzeichen, auf das umgebucht wird.
    package let zeichen: String

    package init(betrag: Geld, weg: Weg, zeichen: String = "") {
        self.betrag = betrag
        self.weg = weg
        self.zeichen = zeichen
    }
}

extension Zahlung {
    /// Mehr Teile sind in der Praxis ein Irrtum.
    package static let hoechstensTeile = 4

    /// Ersetzt eine vorgesehene Zahlung durch Teile auf verschiedenen Wegen, die zusammen denselben
    /// Betrag ergeben. Jeder Teil ist neu festzustellen und anzuordnen.
    @discardableResult
    package static func aufteilen(_ id: ID, in teile: [Zahlungsteil], grund: String,
                                  session: MandantSession) throws -> [ID] {
        guard let gelesen = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        _ = try Fall.aendern(gelesen.fall, in: session)
        try session.execute("SELECT FROM zahlung WHERE id = \(id) FOR UPDATE")
        guard let alt = try laden(id, in: session) else { throw Hindernis.nichtGefunden }
        try pruefe(teile, ergeben: alt.betrag)
        let empfaenger = Dictionary(
            uniqueKeysWithValues: try Zahlungsempfaenger.geltende(in: session).map { ($0.id, $0) })
        let akte = try Fallakte.heute(alt.fall, in: session)
        let vorlage = try alt.vorlage(akte, teile, in: session)
        let vorstand = akte.vorstand(am: session.heute)?.angabe(am: session.heute)?.name
            ?? alt.empfaenger
        let plaene = try teile.map {
            try alt.plan($0, vorlage, empfaenger, vorstand: vorstand, in: session)
        }
        let anspruch = try session.scalar(
            "SELECT anspruch_id FROM zahlung WHERE id = \(id)", as: UUIDv7.self)
        guard try alt.zuruecknehmen(grund: "aufgeteilt: \(grund)", in: session) else {
            throw Hindernis(.konflikt, "Die Zahlung ist \(alt.zustand.bezeichnung) und lässt sich "
                            + "nicht mehr aufteilen.",
                            abhilfe: "Sie ist schon bei der Kreiskasse oder gezahlt.")
        }
        let neue = try plaene.map {
            try erfassen($0, fall: alt.fall, anspruch: anspruch, teilVon: id, in: session)
        }
        if let erste = neue.first { try Einbehalt.uebertragen(von: id, auf: erste, in: session) }
        try Aktenvermerk.schreiben(
            "Zahlung \(alt.monat.deutsch), \(alt.betrag) anders ausgezahlt: "
                + plaene.map { "\($0.betrag) \($0.zahlweg.bezeichnung) an \($0.empfaenger)" }
                .joined(separator: ", ") + ". \(grund)", zu: alt.fall, in: session)
        try session.audit("zahlung.aufgeteilt", id.description, ["teile": "\(teile.count)"])
        return neue
    }

    private static func pruefe(_ teile: [Zahlungsteil], ergeben betrag: Geld) throws {
        guard (1...hoechstensTeile).contains(teile.count),
              teile.allSatisfy({ $0.betrag > .null }) else {
            throw Hindernis(.eingabe, feld: "betrag1", "Jeder Teil hat einen Betrag über null, "
                            + "und es gibt höchstens \(hoechstensTeile).")
        }
        let summe = teile.map(\.betrag).summe()
        guard summe == betrag else {
            throw Hindernis(.eingabe, feld: "betrag1",
                            "Die Teile ergeben \(summe), die Zahlung ist \(betrag).",
                            abhilfe: summe < betrag
                            ? "Es fehlen \(betrag - summe)." : "Es sind \(summe - betrag) zu viel.")
        }
        guard teile.count > 1 || teile.first?.weg != .geplant else {
            throw Hindernis(.eingabe, feld: "weg1", "So ist die Zahlung schon vorgesehen.",
                            abhilfe: "Wählen Sie einen anderen Weg oder teilen Sie den Betrag.")
        }
    }

    /// Wie die Zahlung auf dem vorgesehenen Weg aussähe; gebraucht, sobald ein Teil ihn nimmt.
    private func vorlage(_ akte: Fallakte, _ teile: [Zahlungsteil],
                         in session: MandantSession) throws -> GeplanteZahlung? {
        guard teile.contains(where: { $0.weg == .geplant || $0.weg == .eilig }) else { return nil }
        return try akte.zahlung(zweck, betrag, im: monat, heute: session.heute,
                                texte: Zahlungstexte.laden(in: session))
    }

    private func plan(_ teil: Zahlungsteil, _ vorlage: GeplanteZahlung?,
                      _ empfaenger: [Zahlungsempfaenger.ID: Zahlungsempfaenger], vorstand: String,
                      in session: MandantSession) throws -> GeplanteZahlung {
        switch teil.weg {
        case .geplant, .eilig:
            guard var plan = vorlage else { throw Hindernis.nichtGefunden }
            plan.betrag = teil.betrag
            guard teil.weg == .eilig else { return plan }
            guard plan.zahlweg != .bezahlkarte else {
                throw Hindernis(.regel, "Eine Bezahlkarte lässt sich nicht eilig aufladen.",
                                abhilfe: "Wählen Sie Bargeld oder den vorgesehenen Weg.")
            }
            return plan.eilig(heute: session.heute)
        case .bar:
            return GeplanteZahlung(
                monat: monat, zweck: zweck, betrag: teil.betrag, zahlweg: .bar,
                empfaenger: vorstand, sepa: try sepaName(vorstand), iban: nil,
                verwendungszweck: verwendungszweck,
                faellig: session.heute, bankverbindung: nil, unterkunft: nil)
        case .umbuchung:
            return try umbuchung(teil, in: session)
        case let .empfaenger(id):
            guard let ziel = empfaenger[id] else {
                throw Hindernis(.eingabe, feld: "weg1",
                                "Diesen Empfänger führt der Kreis nicht mehr.",
                                abhilfe: "Laden Sie die Seite neu und wählen Sie einen anderen.")
            }
            guard !teil.zeichen.isEmpty else {
                throw Hindernis(.eingabe, feld: "zeichen1", "\(ziel.name) verlangt eine Angabe: "
                                + "\(ziel.zeichen).", abhilfe: "Sie steht auf der Rechnung.")
            }
            // Dritten gegenüber steht nichts von der Leistung darin.
            let text = try Self.sepaZweck(
                "\(session.mandant.bezeichnung) \(ziel.zeichen) \(teil.zeichen)")
            return GeplanteZahlung(
                monat: monat, zweck: zweck, betrag: teil.betrag, zahlweg: .ueberweisung,
                empfaenger: ziel.name, sepa: try sepaName(ziel.name), iban: ziel.iban,
                verwendungszweck: text, faellig: max(faellig, session.heute), bankverbindung: nil,
                unterkunft: nil, zahlungsempfaenger: id)
        }
    }

    /// Auf die Forderung der Kommune mit diesem Kassenzeichen, sobald die Kasse dazu kommt.
    private func umbuchung(_ teil: Zahlungsteil, in session: MandantSession) throws
        -> GeplanteZahlung {
        guard let zeichen = Einnahmezeichen(teil.zeichen) else {
            throw Hindernis(.eingabe, feld: "zeichen1", "Für eine Umbuchung fehlt das "
                            + "Kassenzeichen der Forderung, auf die gebucht wird.",
                            abhilfe: "Es steht im Gebührenbescheid: Buchstaben, Ziffern, Punkt, "
                            + "Schrägstrich, Bindestrich.")
        }
        let eigene = try session.scalar("""
            SELECT EXISTS (SELECT FROM rueckforderung WHERE kassenzeichen = \(zeichen.wert))
            """, as: Bool.self)
        guard !eigene else {
            throw Hindernis(.regel, feld: "zeichen1", "\(zeichen.wert) ist eine Rückforderung.",
                            abhilfe: "Rechnen Sie dort auf; dann prüft das Programm die Grenzen.")
        }
        let kommune = session.mandant.bezeichnung
        return GeplanteZahlung(
            monat: monat, zweck: zweck, betrag: teil.betrag, zahlweg: .umbuchung,
            empfaenger: kommune, sepa: try sepaName(kommune), iban: nil,
            verwendungszweck: try Self.sepaZweck(
                "\(monat.nummer)/\(monat.jahr) Kassenzeichen \(zeichen.wert)"),
            faellig: session.heute, bankverbindung: nil, unterkunft: nil, kassenzeichen: zeichen)
    }

    private func sepaName(_ name: String) throws -> SEPAText {
        do { return try SEPAText.name(name) } catch {
            throw Hindernis(.eingabe, error.grund)
        }
    }
}

extension GeplanteZahlung {
    /// Dieselbe, sofort und an jedem Kalendertag.
    fileprivate func eilig(heute: Kalendertag) -> GeplanteZahlung {
        GeplanteZahlung(
            monat: monat, zweck: zweck, betrag: betrag, zahlweg: .eilueberweisung,
            empfaenger: empfaenger, sepa: sepa, iban: iban, verwendungszweck: verwendungszweck,
            faellig: heute, bankverbindung: bankverbindung, unterkunft: unterkunft)
    }
}
