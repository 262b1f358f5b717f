import Foundation
import Grundwerte
import Platform
import Postgres

/// Die geplanten Zahlläufe, wie die Regel und die Banktage sie ergeben (B-5.2).
package struct Zahllaufkalender: Hashable, Sendable {
    /// Die älteste zuerst. Vor der ersten gibt es keinen Lauf.
    private let regeln: [Zahllaufregel]
    /// Tage, an denen die Kasse nicht arbeitet, obwohl die Banken es tun, mit dem Grund.
    private let schliesstage: [Kalendertag: String]

    package init(regeln: [Zahllaufregel], schliesstage: [Kalendertag: String] = [:]) {
        self.regeln = regeln.sorted { $0.gueltigAb < $1.gueltigAb }
        self.schliesstage = schliesstage
    }

    /// Auch eine Kommune liest ihn: Sie ordnet rechtzeitig zum Lauf an.
    package static func laden(in session: some Session) throws -> Zahllaufkalender {
        let schliesstage = try session.all("SELECT tag, grund FROM kreis.kassenschliesstage()") {
            (try $0.decode("tag", as: Kalendertag.self), try $0.decode("grund", as: String.self))
        }
        return Zahllaufkalender(regeln: try Zahllaufregel.alle(in: session),
                                schliesstage: Dictionary(uniqueKeysWithValues: schliesstage))
    }

    /// Die Regel der Woche, in der `tag` liegt.
    package func regel(am tag: Kalendertag) -> Zahllaufregel? {
        regeln.last { $0.gueltigAb <= tag }
    }

    /// Ein geplanter Lauf; ausgeführt wird er an seinem Tag.
    package struct Lauf: Hashable, Sendable {
        package let tag: Kalendertag
        /// Der Tag, den die Regel ohne Feiertag vorsieht.
        package let regeltag: Kalendertag
        /// Spätestens an diesem Tag ist das Geld beim Empfänger.
        package let gutschrift: Kalendertag

        package var istVerlegt: Bool { tag != regeltag }
    }

    /// Montag bis Freitag einer Kalenderwoche.
    package struct Woche: Hashable, Sendable {
        package let jahr: Int
        package let nummer: Int
        package let tage: [Tag]

        package var laeufe: [Lauf] { tage.compactMap(\.lauf) }

        /// Die Vereinbarung verlangt zwei Läufe in der Woche (B-5.2).
        package var warnung: Warnung? {
            laeufe.count < 2 ? Warnung(jahr: jahr, woche: nummer, laeufe: laeufe.count) : nil
        }
    }

    package struct Tag: Hashable, Sendable {
        package let tag: Kalendertag
        package let lauf: Lauf?
        /// Warum an diesem Tag kein Lauf sein kann: Name des Feiertags oder warum die Kasse
        /// geschlossen ist.
        package let geschlossen: String?
    }

    package struct Warnung: Hashable, Sendable {
        package let jahr: Int
        package let woche: Int
        package let laeufe: Int

        package var satz: String {
            let anzahl = switch laeufe {
            case 0: "kein Zahllauf"
            case 1: "nur ein Zahllauf"
            default: "\(laeufe) Zahlläufe"
            }
            return "In Kalenderwoche \(woche)/\(jahr) ist \(anzahl) möglich, vereinbart sind zwei. "
                + "Öffnen Sie die Kasse an einem weiteren Banktag "
                    + "oder stimmen Sie die Woche mit den Kommunen ab."
        }
    }

    /// Die Woche, in der `tag` liegt.
    package func woche(mit tag: Kalendertag) -> Woche {
        let montag = tag.plus(tage: 1 - tag.wochentag)
        let laeufe = laeufe(abMontag: montag)
        let (jahr, nummer) = montag.kalenderwoche
        return Woche(jahr: jahr, nummer: nummer, tage: (0..<5).map { versatz in
            let tag = montag.plus(tage: versatz)
            return Tag(
                tag: tag, lauf: laeufe.first { $0.tag == tag }, geschlossen: geschlossen(tag))
        })
    }

    /// `anzahl` Wochen ab der, in der `tag` liegt.
    package func wochen(ab tag: Kalendertag, anzahl: Int) -> [Woche] {
        (0..<anzahl).map { woche(mit: tag.plus(tage: 7 * $0)) }
    }

    /// Wochen mit zu wenigen Läufen, früh genug, um noch etwas zu ändern.
    package func warnungen(ab tag: Kalendertag, wochen anzahl: Int = 8) -> [Warnung] {
        wochen(ab: tag, anzahl: anzahl).compactMap(\.warnung)
    }

    package func lauf(am tag: Kalendertag) -> Lauf? {
        woche(mit: tag).laeufe.first { $0.tag == tag }
    }

    /// Der erste Lauf an oder nach `tag`.
    package func naechsterLauf(ab tag: Kalendertag) -> Lauf? {
        suche(ab: tag, schritt: 7) { $0.laeufe.first { $0.tag >= tag } }
    }

    /// Der erste Lauf, in den eine zu diesem Zeitpunkt angeordnete Zahlung noch kommt.
    package func naechsterLauf(angeordnet zeitpunkt: Date) -> Lauf? {
        let heute = Uhr.berlinTag(zeitpunkt)
        let offen = regel(am: heute).map { Uhrzeit(zeitpunkt) <= $0.annahmeschluss } ?? false
        return naechsterLauf(ab: offen ? heute : heute.plus(tage: 1))
    }

    /// Der letzte Lauf, dessen Geld am Tag `faellig` beim Empfänger ist, rückwärts gerechnet:
    /// Ausführung plus Vorlauf.
    package func spaetesterLauf(faellig: Kalendertag) -> Lauf? {
        suche(ab: faellig, schritt: -7) { $0.laeufe.last { $0.gutschrift <= faellig } }
    }

    /// Bis zu welchem Fälligkeitstag ein Lauf am Tag `lauf` Zahlungen aufnimmt.
    ///
    /// Was später fällig ist, bringt auch der nächste Lauf noch pünktlich.
    package func faelligBis(lauf: Kalendertag) -> Kalendertag? {
        naechsterLauf(ab: lauf.plus(tage: 1))?.gutschrift.plus(tage: -1)
    }

    /// Nach einem Jahr ohne Treffer gibt es keinen: Die Kasse hat dann auf Dauer geschlossen.
    private func suche(ab tag: Kalendertag, schritt: Int, treffer: (Woche) -> Lauf?) -> Lauf? {
        for anzahl in 0..<53 {
            if let lauf = treffer(woche(mit: tag.plus(tage: schritt * anzahl))) { return lauf }
        }
        return nil
    }

    /// Ein geschlossener Tag weicht auf den nächsten freien davor aus, sonst auf den nächsten
    /// danach, beides in seiner Woche, damit ihr kein Lauf verloren geht.
    private func laeufe(abMontag montag: Kalendertag) -> [Lauf] {
        guard let regel = regel(am: montag) else { return [] }
        func lauf(_ tag: Kalendertag, _ regeltag: Kalendertag) -> Lauf {
            Lauf(tag: tag, regeltag: regeltag,
                 gutschrift: (0..<regel.vorlaufBanktage).reduce(tag) { tag, _ in
                     Bankkalender.naechsterBanktag(nach: tag)
                 })
        }
        let regeltage = regel.wochentage.map { montag.plus(tage: $0 - 1) }
        let offen = (0..<5).map { montag.plus(tage: $0) }.filter { geschlossen($0) == nil }
        var laeufe = regeltage.filter(offen.contains).map { lauf($0, $0) }
        for regeltag in regeltage where !offen.contains(regeltag) {
            let frei = offen.filter { tag in !laeufe.contains { $0.tag == tag } }
            guard let ersatz = frei.last(where: { $0 < regeltag }) ?? frei.first else { continue }
            laeufe.append(lauf(ersatz, regeltag))
        }
        return laeufe.sorted { $0.tag < $1.tag }
    }

    private func geschlossen(_ tag: Kalendertag) -> String? {
        Bankkalender.feiertag(tag) ?? schliesstage[tag].map { "Kasse geschlossen: \($0)" }
    }
}
