import Grundwerte
import Leistungsrecht
import Platform
import Postgres

/// Was eine Bewilligung für einen Zeitraum bewirkt, Monat für Monat, bevor jemand sie erlässt.
package struct Bewilligung: Sendable {
    package struct Monatsfolge: Sendable {
        package let ergebnis: Monatsergebnis
        let lage: Haushaltslage
        /// Was bisher für den Monat bewilligt ist, auch im alten Verfahren; nil, wenn noch nichts.
        package let bisher: Geld?
        /// Was für den Monat schon gezahlt oder unterwegs ist.
        package let gebunden: Geld
        /// Noch nicht gezahlte Zahlungen, an denen sich nichts ändert: Ihre Feststellung und
        /// Anordnung gelten weiter.
        package let bleibend: [Zahlung]
        /// Noch nicht gezahlte Zahlungen, die wegfallen.
        package let wegfallend: [Zahlung]
        package let neueZahlungen: [GeplanteZahlung]
        /// Was von neuen und bleibenden Zahlungen für Rückforderungen einbehalten wird.
        package let einbehalte: [Einbehalt]
        /// Zu viel gezahlt, je Zweck; leer, wenn nichts.
        package let ueberzahlt: [Zahlung.Zweck: Geld]
        /// Warum sich, was zu zahlen ist, so nicht zahlen lässt; leer, wenn nichts im Weg steht.
        package let hindernisse: [Hindernis]

        package var monat: Monat { ergebnis.monat }
        /// Gegenüber dem, was bisher bewilligt ist.
        package var unterschied: Geld { ergebnis.leistung - (bisher ?? .null) }
    }

    package let akte: Fallakte
    package let monate: [Monatsfolge]

    /// Ob schon einmal bewilligt war; dann ist es eine Änderung.
    package var istAenderung: Bool { monate.contains { $0.bisher != nil } }
    /// Was dem Bescheid im Weg steht; nil, wenn er ergehen kann. Gerechnet ist trotzdem.
    package var hindernis: Hindernis? { monate.lazy.flatMap(\.hindernisse).first }
    package var leistung: Geld { monate.map(\.ergebnis.leistung).summe() }
    package var ueberzahlung: Geld { monate.flatMap { $0.ueberzahlt.values }.summe() }
    package var zahlungen: [GeplanteZahlung] { monate.flatMap(\.neueZahlungen) }

    /// Nachgezahlt wird, was für vergangene und laufende Monate über das hinaus noch kommt, was
    /// schon vorgesehen war.
    package func nachzahlung(heute: Kalendertag) -> Geld {
        monate.filter { $0.bisher != nil && $0.monat <= heute.monat }.map { folge in
            let neu = folge.neueZahlungen.map(\.betrag).summe(),
                alt = folge.wegfallend.map(\.betrag).summe()
            return max(.null, neu - alt)
        }.summe()
    }

    /// Ein Satz, der sagt, was geschieht: „4 Monate ändern sich: 312,00 € Nachzahlung“.
    package func befund(heute: Kalendertag) -> String {
        let neue = monate.filter { $0.bisher == nil }
        let geaenderte = monate.filter { $0.unterschied != .null && $0.bisher != nil }
        func anzahl(_ zahl: Int) -> String { zahl == 1 ? "1 Monat" : "\(zahl) Monate" }
        guard !(neue.isEmpty && geaenderte.isEmpty) else { return "Kein Betrag ändert sich" }
        guard !geaenderte.isEmpty else {
            return "\(anzahl(neue.count)) \(neue.count == 1 ? "wird" : "werden") bewilligt: "
                + "\(neue.map(\.ergebnis.leistung).summe())"
        }
        let nachzahlung = nachzahlung(heute: heute)
        let folgen = [
            nachzahlung > .null ? "\(nachzahlung) Nachzahlung" : nil,
            ueberzahlung > .null ? "\(ueberzahlung) Überzahlung" : nil,
            neue.isEmpty ? nil : "\(anzahl(neue.count)) neu",
        ].compactMap(\.self)
        let kopf = "\(anzahl(geaenderte.count)) \(geaenderte.count == 1 ? "ändert" : "ändern") sich"
        guard folgen.isEmpty else { return "\(kopf): \(folgen.joined(separator: ", "))" }
        let mehr = geaenderte.map(\.unterschied).summe()
        return mehr.istNegativ ? "\(kopf): \(-mehr) weniger" : "\(kopf): \(mehr) mehr"
    }

    package static let hoechstensMonate = 12

    /// Rechnet jeden Monat des Zeitraums und stellt ihn dem gegenüber, was schon bewilligt und
    /// gezahlt ist.
    package static func vorschau(
        fall: Fall.ID, von: Monat, bis: Monat, parameter: Parameter, in session: MandantSession
    ) throws -> Bewilligung {
        try vorschau(fall: fall, von: von, bis: bis, parameter: parameter, imLauf: [], in: session)
    }

    /// `imLauf` sind Zahlungen, von denen der Kreis schon weiß, dass ein Zahllauf sie hat: Sie
    /// zählen als gezahlt.
    static func vorschau(
        fall: Fall.ID, von: Monat, bis: Monat, parameter: Parameter, imLauf: Set<Zahlung.ID>,
        in session: MandantSession
    ) throws -> Bewilligung {
        guard von <= bis else {
            throw Hindernis(.eingabe, feld: "bis", "Der letzte Monat liegt vor dem ersten.",
                            abhilfe: "Tauschen Sie die Monate.")
        }
        guard von.monate(bis: bis) < hoechstensMonate else {
            throw Hindernis(
                .eingabe, feld: "bis", "Bewilligt wird für höchstens \(hoechstensMonate) Monate.",
                abhilfe: "Wählen Sie einen kürzeren Zeitraum.")
        }
        guard let akte = try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)
        else { throw Hindernis.nichtGefunden }
        let bisher = try bewilligt(fall, in: session)
        // Nach der Einstellung wird nur noch zurückgenommen, was schon bewilligt war.
        if let ende = akte.fall.eingestelltZum,
           Monat.alle(von: von, bis: bis)
               .contains(where: { $0.ersterTag > ende && bisher[$0] == nil }) {
            throw Hindernis(.regel, "Der Fall ist zum \(ende.deutsch) eingestellt.",
                            abhilfe: "Für spätere Monate legen Sie einen neuen Fall an.")
        }
        let alt = Dictionary(
            uniqueKeysWithValues: try Altbewilligung.alle(zu: fall, in: session).map {
                ($0.monat, $0)
            })
        let alle = try Zahlung.alle(zu: fall, in: session)
        let zahlungen = Dictionary(grouping: alle, by: \.monat)
        var plan = try Einbehaltsplan(fall: fall, zahlungen: alle, bleiben: { zahlung in
            if zahlung.istGebunden(imLauf) { return true }
            return zahlung.istVorgesehen && !(von...bis).contains(zahlung.monat)
        }, in: session)
        let texte = try Zahlungstexte.laden(in: session)
        return Bewilligung(akte: akte, monate: try Monat.alle(von: von, bis: bis).map { monat in
            let lage = akte.lage(im: monat)
            let ergebnis = try rechnen(lage, parameter)
            return try folge(ergebnis, lage, akte: akte, bisher: bisher[monat],
                             alt: alt[monat], zahlungen: zahlungen[monat] ?? [], imLauf: imLauf,
                             plan: &plan, texte: texte, heute: session.heute)
        })
    }

    private static func folge(
        _ ergebnis: Monatsergebnis, _ lage: Haushaltslage, akte: Fallakte, bisher: Geld?,
        alt: Altbewilligung?, zahlungen: [Zahlung], imLauf: Set<Zahlung.ID>,
        plan einbehalt: inout Einbehaltsplan, texte: Zahlungstexte, heute: Kalendertag
    ) throws -> Monatsfolge {
        let gebunden = zahlungen.filter { $0.istGebunden(imLauf) }
        let offen = zahlungen.filter { !imLauf.contains($0.id) && $0.istVorgesehen }
        let soll = Fallakte.jeZweck(ergebnis)
        var bleibend: [Zahlung] = [], neu: [GeplanteZahlung] = [], hindernisse: [Hindernis] = []
        var ueberzahlt: [Zahlung.Zweck: Geld] = [:], einbehalte: [Einbehalt] = []
        for zweck in Zahlung.Zweck.allCases {
            // Was das alte Verfahren gezahlt hat, ist gezahlt; Einbehaltenes hat eine Forderung
            // getilgt.
            let eigene = gebunden.filter { $0.zweck == zweck }
            let schon = eigene.map(\.betrag).summe() + einbehalt.einbehalten(eigene)
                + (alt?.gezahlt(fuer: zweck) ?? .null)
            let rest = (soll[zweck] ?? .null) - schon
            if rest < .null { ueberzahlt[zweck] = -rest }
            guard rest > .null else { continue }
            do {
                let ganz = try akte.zahlung(zweck, rest, im: ergebnis.monat, heute: heute,
                                            texte: texte)
                let plan = einbehalt.kuerzen(ganz, ergebnis, gebunden: eigene)
                einbehalte += plan.einbehalte
                let gleiche = plan.gleiche(in: offen, heute: heute)
                let bleibt = !gleiche.isEmpty && einbehalt.einbehalte(gleiche) == plan.einbehalte
                if bleibt { bleibend += gleiche } else { neu.append(plan) }
            } catch let hindernis as Hindernis {
                hindernisse.append(hindernis)
            }
        }
        let bleibt = Set(bleibend.map(\.id))
        return Monatsfolge(
            ergebnis: ergebnis, lage: lage, bisher: bisher ?? alt?.bewilligt,
            gebunden: gebunden.map(\.betrag).summe() + (alt?.gezahlt ?? .null), bleibend: bleibend,
            wegfallend: offen.filter { !bleibt.contains($0.id) }, neueZahlungen: neu,
            einbehalte: einbehalte, ueberzahlt: ueberzahlt, hindernisse: hindernisse)
    }

    /// Die geltenden Ansprüche eines Falls.
    package static func bewilligt(
        _ fall: Fall.ID, in session: MandantSession
    ) throws -> [Monat: Geld] {
        let zeilen = try session.all("""
            SELECT monat, leistung_cent FROM anspruch
             WHERE fall_id = \(fall) AND ersetzt_am IS NULL ORDER BY monat
            """) { (try $0.decode("monat", as: Monat.self),
                    try $0.decode("leistung_cent", as: Geld.self)) }
        return Dictionary(uniqueKeysWithValues: zeilen)
    }

    /// Rechnet eine Lage; was das Recht nicht hergibt, wird ein Hindernis mit Grund und Abhilfe.
    package static func rechnen(
        _ lage: Haushaltslage, _ parameter: Parameter
    ) throws -> Monatsergebnis {
        guard !lage.personen.isEmpty else { return .ohneHaushalt(lage.monat) }
        do {
            return try Monatsberechnung.berechnen(lage, nach: parameter)
        } catch let fehler as KeinStand {
            throw Hindernis(
                .regel, feld: "bis", fehler.description,
                abhilfe: "Die Fachadministration des Kreises gibt ihn frei, sobald er amtlich "
                    + "bekannt ist. Bewilligen Sie bis zum letzten Monat davor.")
        } catch let fehler as Lagefehler {
            throw Hindernis(.regel, "\(lage.monat.deutsch): \(fehler.grund)",
                            abhilfe: fehler.abhilfe)
        }
    }
}

extension Zahlung {
    /// Noch nicht unterwegs und nicht zurückgenommen.
    package var istVorgesehen: Bool { Zustand.offen.contains(zustand) || zustand == .angeordnet }

    /// Unterwegs oder angekommen; auch, was nach Wissen des Kreises schon ein Zahllauf hat.
    fileprivate func istGebunden(_ imLauf: Set<ID>) -> Bool {
        Zustand.gebunden.contains(zustand) || imLauf.contains(id)
    }
}
