import Grundwerte
import Kreis
import Platform

/// Was die Kreiskasse mit den Büchern und den offenen Posten der Kommunen tut.
extension Kassenbetrieb {
    /// Zwei Personen schließen die Bücher; die des letzten Monats sind heute erst vorgelegt.
    func buecherSchliessen(_ monat: Monat, am tag: Kalendertag) async throws {
        try await schreiben(.kasse, buchhaltung, .hauptbuchVorlegen, am: tag) { session in
            try Buchungsmonat.vorlegen(
                monat, vermerk: "Mit den Auszügen verglichen, nichts hindert.", in: session)
        }
        guard monat < zeit.heute.monat.voriger else { return }
        try await schreiben(.kasse, freigabe[0], .hauptbuchSchliessen, am: tag) { session in
            guard let vorlage = try Buchungsmonat.laden(monat, in: session).vorlage else { return }
            try Buchungsmonat.schliessen(monat, vorlage: vorlage.id, in: session)
        }
    }

    /// Mahnt, was überfällig ist.
    func mahnen(am tag: Kalendertag) async throws {
        try await schreiben(.abrechnung, abrechnung, .forderungBearbeiten, am: tag) { session in
            for forderung in try Forderung.offene(in: session)
            where forderung.mahnbar(am: session.heute) != nil {
                try Forderung.mahnen(forderung.id, in: session)
            }
        }
    }

    /// Die meisten zahlen, was gefordert ist. Vor drei Monaten blieb eine Kommune die Zahlung
    /// schuldig; vor zweien zahlte eine die Hälfte und eine doppelt so viel wie nötig.
    func zahlung(auf erstattung: Erstattung, lfd: Int) -> Geld {
        switch (erstattung.monat.monate(bis: zeit.heute.monat), lfd) {
        case (3, 4): .null
        case (2, 1): erstattung.summe.anteil(prozent: 50, rundung: .ab)
        case (2, 2): erstattung.summe * 2
        default: erstattung.summe
        }
    }
}
