import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Uebergabe

/// Die Abrechnungsstelle mit zwei Personen und einem Rechnungssteller, dessen Listen Posten aus
/// Ahaus und Borken nennen.
struct Abrechnungswelt: Sendable {
    let kasse: Kassenwelt
    let zweite: Akteur
    let steller: Rechnungssteller

    static let monat = Monat(2026, 10)
    static let konto = "DE02120300000000202051"

    static func neu() async throws -> Abrechnungswelt {
        let kasse = try await Kassenwelt.neu()
        let steller = Rechnungssteller(
            art: .kassenaerztlicheVereinigung, name: "KV Westfalen-Lippe",
            strasse: "Robert-Schimrigk-Straße 4", plz: "44141", ort: "Dortmund")
        try await kasse.abrechnungsstelle { try steller.aufnehmen(in: $0) }
        return Abrechnungswelt(
            kasse: kasse, zweite: try await kasse.verbund.akteur("abrechnungsstelle"),
            steller: steller)
    }

    /// Die erste Person der Abrechnungsstelle.
    @discardableResult
    func tue<R: Sendable>(
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R { try await kasse.abrechnungsstelle(body) }

    @discardableResult
    func zweite<R: Sendable>(
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R { try await kasse.verbund.write(.abrechnung, als: zweite, body) }

    func kontoHinterlegen(_ iban: String = konto) async throws {
        let steller = steller.id
        try await tue {
            try Rechnungsstellerkonto.erfassen(IBAN(iban), inhaber: "KV Westfalen-Lippe",
                                               fuer: steller, in: $0)
        }
        try await zweite { session in
            for konto in try Rechnungsstellerkonto.unbestaetigte(in: session) {
                try Rechnungsstellerkonto.bestaetigen(konto.id, in: session)
            }
        }
    }

    func erfasst(
        _ nummer: String = "KV-1", _ betrag: Geld = 40, _ art: Sammelrechnung.Art = .rechnung
    ) async throws -> Sammelrechnung.ID {
        let eingang = Sammelrechnung.Eingang(
            steller: steller.id, art: art, nummer: nummer, monat: Self.monat,
            rechnungsdatum: Monat(2026, 11).ersterTag, betrag: betrag, dokumentname: "r.pdf",
            dokument: Array("%PDF-1.7 \(nummer)".utf8), hinweiseGeprueft: true)
        return try await tue { try Sammelrechnung.erfassen(eingang, in: $0) }
    }

    /// Eine erfasste Rechnung mit `anzahl` Posten zu je einem Euro; ungerade nennen Ahaus, gerade
    /// Borken.
    func mitListe(_ anzahl: Int, nummer: String = "KV-1") async throws -> Sammelrechnung.ID {
        let id = try await erfasst(nummer, Geld(cent: Int64(anzahl) * 100))
        try await einlesen(Self.liste(anzahl), zu: id)
        return id
    }

    func einlesen(_ liste: String, zu id: Sammelrechnung.ID) async throws {
        try await tue {
            try Sammelrechnung.nachweisen(id, name: "liste.csv", csv: Array(liste.utf8), in: $0)
        }
    }

    static func liste(_ anzahl: Int) -> String {
        "\(Einzelnachweis.kopf)\n" + (1...anzahl).map {
            "\($0.isMultiple(of: 2) ? "Stadt Borken" : "Ahaus");;Rahmani;Yusuf \($0);07.03.1990;"
                + "05.10.2026;;Hausarzt;1,00\n"
        }.joined()
    }

    func gezogene(_ id: Sammelrechnung.ID) async throws -> [Sammelposition] {
        try await tue { try Sammelposition.gezogene(id, in: $0) }
    }

    /// Was die Kommunen antworten, unter ihrer eigenen Anmeldung.
    func antworten(_ ja: Bool) async throws {
        for mandant in [kasse.ahaus, kasse.borken] {
            let akteur = try await kasse.verbund.akteur("sachbearbeitung", mandant: mandant)
            try await kasse.verbund.write(mandant, als: akteur) { session in
                for frage in try Zustaendigkeitsfrage.offene(in: session) {
                    _ = try frage.antworten(ja, in: session)
                }
            }
        }
    }

    /// Beurteilt jeden gezogenen Posten gleich.
    func beurteilen(
        _ id: Sammelrechnung.ID, _ ergebnis: Sammelposition.Ergebnis, vermerk: String = ""
    ) async throws {
        let posten = try await gezogene(id).map(\.posten.lfd)
        try await tue { session in
            for lfd in posten {
                try Sammelposition.beurteilen(id, lfd: lfd, ergebnis, vermerk: vermerk, in: session)
            }
        }
    }

    func pruefen(_ id: Sammelrechnung.ID, vermerk: String = "stimmt") async throws {
        try await tue { try Sammelrechnung.pruefen(id, vermerk: vermerk, in: $0) }
    }

    /// Eine freigegebene Rechnung ohne Liste, etwa ein Abschlag.
    func freigegeben(
        _ nummer: String = "A-1", _ betrag: Geld = 1_000, _ art: Sammelrechnung.Art = .rechnung
    ) async throws -> Sammelrechnung.ID {
        let id = try await erfasst(nummer, betrag, art)
        try await pruefen(id, vermerk: "Abschlag")
        try await zweite { try Sammelrechnung.freigeben(id, in: $0) }
        return id
    }

    func anzuweisende() async throws -> [Sammelrechnung.ID] {
        try await tue { try Sammelrechnung.anzuweisende(in: $0).map(\.id) }
    }

    func zahlungen(_ id: Sammelrechnung.ID) async throws -> [Sammelzahlung] {
        try await tue { try Sammelzahlung.alle(id, in: $0) }
    }
}
