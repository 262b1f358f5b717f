import Grundwerte
import Leistungsrecht
import Platform
import Postgres

extension Anpassung {
    /// Eine gewählte Anpassung und die Fassung, in der die Person ihren Fall gesehen hat.
    package struct Wahl: Sendable, Hashable {
        package let id: ID
        package let fassung: Int

        package init(id: ID, fassung: Int) {
            self.id = id
            self.fassung = fassung
        }
    }

    package struct Ergebnis: Sendable {
        /// Was erlassen ist oder, auf Probe, erlassen würde.
        package var erlassen: [(anpassung: Anpassung, folge: Bewilligung)] = []
        /// Was nicht ging, mit Grund und Abhilfe.
        package var offen: [(anpassung: Anpassung, hindernis: Hindernis)] = []
        /// Wo inzwischen nichts mehr zu ändern ist.
        package var hinfaellig: [Anpassung] = []
        /// Wie viele der gewählten inzwischen erledigt sind.
        package var verschwunden = 0

        /// Wie viele Fälle außen vor blieben, weil ihre Verarbeitung eingeschränkt ist.
        package var eingeschraenkt: Int {
            offen.count { $0.hindernis == Einschraenkung.einzeln }
        }

        package var ueberzahlung: Geld { erlassen.map(\.folge.ueberzahlung).summe() }
        package func nachzahlung(heute: Kalendertag) -> Geld {
            erlassen.map { $0.folge.nachzahlung(heute: heute) }.summe()
        }
    }

    /// So viele auf einmal; ein Bescheid sperrt die Nummern, bis alle erlassen sind.
    package static let hoechstens = 50

    /// Erlässt je gewähltem Fall den Bescheid, gerechnet nach der Akte von jetzt.
    ///
    /// Was ein Hindernis hat, bleibt offen und wird genannt; das Übrige geht. Mit `probe` geschieht
    /// nichts, und das Ergebnis sagt, was geschähe.
    package static func erlassen(
        _ wahl: [Wahl], unterzeichner: Unterzeichner, probe: Bool = false,
        in session: MandantSession
    ) throws -> Ergebnis {
        let wahl = Dictionary(wahl.prefix(hoechstens).map { ($0.id, $0.fassung) },
                              uniquingKeysWith: { erste, _ in erste })
        if !probe {
            try session.execute("""
                SELECT FROM anpassung WHERE id = ANY (\(Array(wahl.keys))) ORDER BY id FOR UPDATE
                """)
        }
        let anpassungen: [Anpassung] = try session.all("""
            \(offen) AND p.id = ANY (\(Array(wahl.keys))) ORDER BY f.aktenzeichen
            """)
        let parameter = try Parameter.geltende(in: session)
        var ergebnis = Ergebnis()
        ergebnis.verschwunden = wahl.count - anpassungen.count
        let aus = try Einschraenkung.ausgelassene(anpassungen.map(\.fall), in: session)
        for anpassung in anpassungen {
            do {
                if aus.contains(anpassung.fall) { throw Einschraenkung.einzeln }
                let folge = try anpassung.folge(
                    gesehen: wahl[anpassung.id], parameter: parameter, in: session)
                guard let folge else {
                    ergebnis.hinfaellig.append(anpassung)
                    continue
                }
                if !probe {
                    try session.transaction.savepoint {
                        try anpassung.erlassen(folge, unterzeichner, in: session)
                    }
                }
                ergebnis.erlassen.append((anpassung, folge))
            } catch let hindernis as Hindernis {
                ergebnis.offen.append((anpassung, hindernis))
            }
        }
        if !probe { try abschliessen(ergebnis, in: session) }
        return ergebnis
    }

    /// Was der Bescheid bewirkt, nach der Akte von jetzt; nil, wenn nichts mehr zu ändern ist.
    private func folge(
        gesehen: Int?, parameter: Parameter, in session: MandantSession
    ) throws -> Bewilligung? {
        guard gesehen == fassung else {
            throw Hindernis(
                .konflikt, "Der Fall wurde inzwischen von jemand anderem geändert.",
                abhilfe: "Proben Sie noch einmal und sehen Sie die neuen Beträge an.")
        }
        guard let zeitraum = try zeitraum(parameter, in: session) else { return nil }
        let folge = try Bewilligung.vorschau(
            fall: fall, von: zeitraum.von, bis: zeitraum.bis, parameter: parameter, in: session)
        if let hindernis = folge.hindernis { throw hindernis }
        return folge
    }

    private func zeitraum(
        _ parameter: Parameter, in session: MandantSession
    ) throws -> (von: Monat, bis: Monat)? {
        switch art {
        case .aenderung:
            guard let akte = try Fallakte.laden(fall, stand: Stand(am: session.heute), in: session)
            else { return nil }
            return try Bewilligung.geaenderterZeitraum(akte, parameter: parameter, in: session)
        case .weiterbewilligung:
            let bewilligt = try Bewilligung.bewilligt(fall, in: session)
            return bewilligt[von] == nil ? (von, bis) : nil
        }
    }

    private func erlassen(
        _ folge: Bewilligung, _ unterzeichner: Unterzeichner, in session: MandantSession
    ) throws {
        let monate = folge.monate.map(\.monat)
        guard let von = monate.first, let bis = monate.last else { return }
        let bescheid = try Bewilligung.erlassen(
            fall: fall, von: von, bis: bis, fassung: fassung, unterzeichner: unterzeichner,
            in: session)
        try session.execute("""
            UPDATE anpassung SET erledigt_am = now(), bescheid_id = \(bescheid)
             WHERE id = \(id) AND erledigt_am IS NULL
            """)
    }

    private static func abschliessen(_ ergebnis: Ergebnis, in session: MandantSession) throws {
        try session.execute("""
            UPDATE anpassung SET erledigt_am = now()
             WHERE id = ANY (\(ergebnis.hinfaellig.map(\.id))) AND erledigt_am IS NULL
            """)
        try session.audit("anpassung.erlassen", "", [
            "erlassen": "\(ergebnis.erlassen.count)", "offen": "\(ergebnis.offen.count)",
        ])
    }
}
