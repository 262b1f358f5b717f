import Grundwerte
import Kommune
import Kreis
import Platform
import Uebergabe

/// Eine gelieferte und zwei laufende Erhebungen (B-1.2.7).
extension Kassenbetrieb {
    func statistikEroeffnen(
        _ erhebung: String, ende: Kalendertag, frist: Kalendertag, quelle: String,
        am tag: Kalendertag
    ) async throws -> Kreisstatistik.ID {
        try await schreiben(.statistik, statistik[0], .statistikErheben, am: tag) { session in
            try Kreisstatistik.eroeffnen(
                .init(erhebung: erhebung, ende: ende, fristKommunen: frist.plus(tage: -5),
                      frist: frist, fristQuelle: quelle), in: session)
        }
    }

    /// Zwei Personen liefern, wenn alle Kommunen abgegeben haben; die Erhebungsstelle nimmt an.
    func statistikLiefern(_ lauf: Kreisstatistik.ID, am tag: Kalendertag) async throws {
        let vollstaendig = try await schreiben(
            .statistik, statistik[0], .statistikFeststellen, am: tag
        ) { session in
            let alle = try Kreisstatistik.abgaben([lauf], in: session)
                .allSatisfy { $0.zustand == .abgegeben }
            if alle { try Kreisstatistik.feststellen(lauf, in: session) }
            return alle
        }
        guard vollstaendig else { return }
        try await schreiben(.statistik, statistik[1], .statistikFreigeben, am: tag) { session in
            try Kreisstatistik.liefern(lauf, in: session)
            try Kreisstatistik.quittieren(lauf, .angenommen, am: session.heute,
                                          kennzeichen: "Eingang \(session.heute.deutsch)",
                                          vermerk: "", in: session)
        }
    }
}

extension Kommunenbetrieb {
    enum Abgabe { case alle, zweiVonDrei, keine }

    /// Rechnet eine Erhebung; wer abgibt und keine Fehler hat, schließt ab und gibt frei.
    func statistik(_ lauf: Kreisstatistik.ID, _ wer: Abgabe, am tag: Kalendertag) async throws {
        let abgeben = switch wer {
        case .alle: true
        case .zweiVonDrei: kommunennummer % 3 != 0
        case .keine: false
        }
        let fehlerfrei = try await schreiben(
            sachbearbeitung[0], .statistikPruefen, am: tag
        ) { session in
            try StatistikErheben(lauf: lauf).rechnen(in: session)
            let fehler = try Statistikstand.zahlen(lauf, in: session).fehler
            if abgeben, fehler == 0 { try Statistikstand.abschliessen(lauf, in: session) }
            return fehler == 0
        }
        guard abgeben, fehlerfrei else { return }
        try await schreiben(leitung, .statistikAbgeben, am: tag) { session in
            try Statistikstand.freigeben(lauf, in: session)
            try StatistikAbgeben(lauf: lauf).uebergeben(in: session)
        }
    }
}
