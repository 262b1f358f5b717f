import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Die Abrechnungsstelle mit zwei Personen, Ahaus und Borken mit gemeldeten Empfängern, und
/// Sammelrechnungen, die an bestimmten Tagen freigegeben sind. Heute ist der 24. November 2026.
struct Umlagewelt: Sendable {
    let kasse: Kassenwelt
    let zweite: Akteur
    let steller: Rechnungssteller

    static let september = Monat(2026, 9)
    static let oktober = Monat(2026, 10)
    static let november = Monat(2026, 11)

    /// Empfänger je Monat, erst Ahaus, dann Borken; wo nichts steht, meldet jede null.
    static func neu(empfaenger: [Monat: (Int, Int)] = [oktober: (2, 1)]) async throws
        -> Umlagewelt {
        let kasse = try await Kassenwelt.neu()
        let steller = Rechnungssteller(
            art: .kassenaerztlicheVereinigung, name: "KV Westfalen-Lippe",
            strasse: "Robert-Schimrigk-Straße 4", plz: "44141", ort: "Dortmund")
        try await kasse.abrechnungsstelle { try steller.aufnehmen(in: $0) }
        let welt = Umlagewelt(
            kasse: kasse, zweite: try await kasse.verbund.akteur("abrechnungsstelle"),
            steller: steller)
        try await welt.melden(kasse.ahaus) { empfaenger[$0]?.0 ?? 0 }
        try await welt.melden(kasse.borken) { empfaenger[$0]?.1 ?? 0 }
        return welt
    }

    /// Meldet jeden offenen Monat einer Kommune; nil lässt ihn aus.
    func melden(_ mandant: Mandant, _ zahl: @escaping @Sendable (Monat) -> Int?) async throws {
        try await kasse.verbund.write(mandant, als: kasse.anordnung) { session in
            for offen in try Empfaengerzahl.offene(in: session) {
                guard let anzahl = zahl(offen.monat) else { continue }
                _ = try Empfaengerzahl.melden(
                    offen, anzahl: anzahl, sha256: Array(repeating: 7, count: 32), in: session)
            }
        }
    }

    func am<R: Sendable>(_ tag: Kalendertag, als wer: Akteur? = nil,
                         _ body: @escaping @Sendable (KreisSession) throws -> R) async throws -> R {
        let web = try kasse.verbund.web(am: tag)
        do {
            let ergebnis = try await web.write(.abrechnung, .umlageLesen,
                                               als: wer ?? kasse.abrechnung, body)
            await web.shutdown()
            return ergebnis
        } catch {
            await web.shutdown()
            throw error
        }
    }

    /// Eine Rechnung oder, wenn der Betrag negativ ist, eine Gutschrift; freigegeben am Tag.
    func rechnung(_ nummer: String, _ betrag: Geld, am tag: Kalendertag) async throws {
        let steller = steller.id
        let id = try await am(tag) { session in
            let id = try Sammelrechnung.erfassen(
                .init(steller: steller, art: betrag.istNegativ ? .gutschrift : .rechnung,
                      nummer: nummer, monat: tag.monat.voriger, rechnungsdatum: tag,
                      betrag: betrag.istNegativ ? -betrag : betrag, dokumentname: "r.pdf",
                      dokument: Array("%PDF-1.7 \(nummer)".utf8), hinweiseGeprueft: true),
                in: session)
            try Sammelrechnung.pruefen(id, vermerk: "Summe stimmt", in: session)
            return id
        }
        try await am(tag, als: zweite) { try Sammelrechnung.freigeben(id, in: $0) }
    }

    func feststellen(_ monat: Monat = oktober) async throws {
        try await kasse.abrechnungsstelle { try Umlagevorschlag.feststellen(monat, in: $0) }
    }

    @discardableResult
    func abschliessen(_ monat: Monat = oktober) async throws -> Umlage {
        try await kasse.verbund.write(.abrechnung, als: zweite) { session in
            try Umlage.laden(try Umlage.abschliessen(monat, in: session), in: session)
        }
    }

    /// Feststellung und Abschluss durch zwei Personen.
    @discardableResult
    func umlegen(_ monat: Monat = oktober) async throws -> [Umlageteil] {
        try await feststellen(monat)
        let umlage = try await abschliessen(monat)
        return try await kasse.abrechnungsstelle { try Umlageteil.alle(umlage.id, in: $0) }
    }

    func vorschlag(_ monat: Monat = oktober) async throws -> Umlagevorschlag {
        try await kasse.abrechnungsstelle { try Umlagevorschlag.laden(monat, in: $0) }
    }

    /// Meldet eine Einnahme von Ahaus und gibt ihre Kennung.
    func durchleiten(_ betrag: Geld, monat: Monat = september) async throws -> Durchleitung {
        try await kasse.verbund.write(kasse.ahaus, als: kasse.anordnung) {
            _ = try Durchleitungsmeldung.melden(
                monat: monat, eingang: monat.letzterTag, herkunft: .krankenkasse, betrag: betrag,
                vermerk: "", in: $0)
        }
        return try await kasse.abrechnungsstelle { try #require(Durchleitung.offene(in: $0).last) }
    }
}
