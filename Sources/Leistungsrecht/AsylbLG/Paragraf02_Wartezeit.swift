import Grundwerte

extension AsylbLG {
    /// Ab wann § 2 für eine Person gilt, und warum.
    package struct Wartezeit: Hashable, Sendable, Codable {
        /// Der erste Tag mit Leistungen nach § 2, der ohne Lücke bis heute trägt; nil, wenn § 2
        /// ausgeschlossen ist.
        package let ab: Kalendertag?
        /// Alle Zeiten, in denen § 2 gilt; die letzte ohne Ende, wenn nichts entgegensteht.
        package let zeiten: [Zeitraum]
        package let gruende: [String]
    }

    /// § 2 Abs. 1 Satz 1 mit §§ 15 und 20 AsylbLG: die Wartezeit.
    ///
    /// Gerechnet ab dem Beginn des Aufenthalts oder dem Ende der letzten wesentlichen
    /// Unterbrechung. Wer vor dem 21.08.2019 nach 15 Monaten berechtigt war, behält dieses Recht (§
    /// 15); wer am 26.02.2024 Leistungen nach § 2 erhielt, das Recht davor (§ 20). Sonst gilt die
    /// jeweilige Wartezeit: eine Zeit nach altem Recht endet dann mit ihm. Ein Rechtsmissbrauch
    /// beendet den Anspruch auf Dauer.
    package static func wartezeit(
        _ aufenthalt: Haushaltslage.Aufenthalt, nach parameter: Parameter
    ) -> Wartezeit {
        var beginn = aufenthalt.beginn, gruende: [String] = []
        for unterbrechung in aufenthalt.unterbrechungen {
            guard let ende = unterbrechung.bis else {
                return Wartezeit(ab: nil, zeiten: [], gruende: [
                    "Der Aufenthalt ist seit dem \(unterbrechung.von.deutsch) unterbrochen."])
            }
            beginn = max(beginn, ende.plus(tage: 1))
        }
        gruende.append(beginn == aufenthalt.beginn
            ? "Aufenthalt ohne wesentliche Unterbrechung seit dem \(beginn.deutsch)."
            : "Nach der wesentlichen Unterbrechung beginnt die Wartezeit am \(beginn.deutsch) neu.")
        var zeiten = zeitenNachRecht(
            ab: beginn, parameter.wartezeit.staende, aufenthalt.analogbezug, &gruende)
        if let missbrauch = aufenthalt.rechtsmissbrauchAb {
            let davor = missbrauch.plus(tage: -1)
            zeiten = zeiten.compactMap {
                Zeitraum(pruefe: $0.von, bis: min($0.bis ?? davor, davor))
            }
            gruende.append("Seit dem \(missbrauch.deutsch) beeinflusst die Person die Dauer ihres "
                + "Aufenthalts rechtsmissbräuchlich selbst; § 2 gilt nicht mehr.")
        }
        let ab = zeiten.last.flatMap { $0.bis == nil ? $0.von : nil }
        if let ab { gruende.append("Leistungen nach § 2 ab dem \(ab.deutsch).") }
        return Wartezeit(ab: ab, zeiten: zeiten, gruende: gruende)
    }

    private static func zeitenNachRecht(
        ab beginn: Kalendertag, _ staende: [Stand<Wartezeitregel>], _ bezug: [Zeitraum],
        _ gruende: inout [String]
    ) -> [Zeitraum] {
        var zeiten: [Zeitraum] = []
        for (stelle, stand) in staende.enumerated() {
            let erfuellt = max(beginn.plus(monate: stand.wert.monate), stand.gueltigAb)
            let recht = "\(stand.wert.monate) Monate (\(stand.fundstelle))"
            guard stelle + 1 < staende.count else {
                gruende.append("\(recht) sind am \(erfuellt.deutsch) erfüllt.")
                anfuegen(Zeitraum(von: erfuellt), &zeiten)
                break
            }
            let letzter = staende[stelle + 1].gueltigAb.plus(tage: -1)
            guard erfuellt <= letzter else { continue }
            let bleibt = stelle == 0 || bezug.contains { $0.enthaelt(letzter) }
            gruende.append("\(recht) waren am \(erfuellt.deutsch) erfüllt"
                + (bleibt ? "; das frühere Recht gilt weiter (\(stelle == 0 ? "§ 15" : "§ 20"))."
                    : ", am \(letzter.deutsch) aber keine Leistungen nach § 2 bezogen."))
            anfuegen(Zeitraum(von: erfuellt, bis: bleibt ? nil : letzter), &zeiten)
            if bleibt { break }
        }
        return zeiten
    }

    /// Schließt eine Zeit ohne Lücke an die vorige an.
    private static func anfuegen(_ zeit: Zeitraum, _ zeiten: inout [Zeitraum]) {
        if let letzte = zeiten.last, let bis = letzte.bis, bis.plus(tage: 1) >= zeit.von {
            zeiten[zeiten.count - 1] = Zeitraum(von: letzte.von, bis: zeit.bis)
        } else {
            zeiten.append(zeit)
        }
    }
}
