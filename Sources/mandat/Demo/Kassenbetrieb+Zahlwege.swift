import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Was neben der Überweisung läuft: Empfänger, an die Kommunen direkt zahlen, die Barkasse und die
/// Dateien für die Finanzsoftware.
extension Kassenbetrieb {
    /// Zwei Empfänger gelten, der dritte wartet auf die zweite Person (B-3.4).
    func empfaengerErfassen() async throws {
        let tag = zeit.heute
        let neue = try [("Stadtwerke Musterland GmbH", 31_001, "Kundennummer"),
                        ("Wohnbau Musterland eG", 31_019, "Vertragskonto"),
                        ("Energie Musterland AG", 31_027, "Vertragskonto")].map {
            (name: $0.0, iban: try IBAN.deutsch(blz: 99_900_010, konto: $0.1), zeichen: $0.2)
        }
        let ids = try await schreiben(
            .verwaltung, fachadministration[0], .empfaengerErfassen, am: tag
        ) { session in
            try neue.map {
                try Empfaengereintrag.erfassen(
                    name: $0.name, iban: $0.iban, zeichen: $0.zeichen, in: session)
            }
        }
        try await schreiben(
            .verwaltung, fachadministration[1], .empfaengerErfassen, am: tag
        ) { session in
            for id in ids.dropLast() { try Empfaengereintrag.freigeben(id, in: session) }
        }
    }

    /// Was die Kommunen heute bar angeordnet haben, liegt an der Barkasse bereit.
    func barlisteGeben() async throws {
        let tag = zeit.heute
        let wartet = try await schreiben(.kasse, buchhaltung, .zahllaufErstellen, am: tag) {
            try Kassentag.eilige(in: $0).contains { $0.zahlweg == .bar }
        }
        guard wartet else { return }
        let id = try await schreiben(.kasse, buchhaltung, .zahllaufErstellen, am: tag) { session in
            let id = try Zahllauf.anlegen(.bar, ausfuehrung: tag, in: session)
            try Zahllauf.erstellen(id, jetzt: Uhr.fest(am: tag).jetzt, in: session)
            return id
        }
        try await freigeben(id, am: tag)
        try await schreiben(.kasse, buchhaltung, .zahllaufUebergeben, am: tag) {
            try Zahllauf.anKasseGeben(id, in: $0)
        }
    }

    /// Die Sachkonten stehen seit Beginn fest; ausgegeben ist alles bis zum Ende des vorletzten
    /// Monats.
    func finanzsoftware() async throws {
        let beginn = zeit.beginn.ersterTag, bis = zeit.heute.monat.plus(-2).letzterTag
        try await schreiben(.kasse, buchhaltung, .hkrAusgeben, am: zeit.heute) { session in
            for (konto, sachkonto) in Hauptbuch.Konto.schulung {
                try Hkrzuordnung.eintragen(
                    konto, mandant: nil, produkt: "", sachkonto: sachkonto, ab: beginn, in: session)
            }
            guard try Hkrexport.offen(bis: bis, in: session) > 0 else { return }
            try Hkrexport.ausgeben(bis: bis, in: session)
        }
    }
}

extension Hauptbuch.Konto {
    /// Erfundene Sachkonten.
    fileprivate static let schulung: [(Hauptbuch.Konto, String)] = [
        (.bank, "181000"), (.barkasse, "182000"), (.schwebe, "189000"), (.forderung, "162100"),
        (.vorschuss, "162900"), (.ungeklaert, "379000"), (.durchlaufend, "378000"),
        (.umbuchung, "378900"),
    ]
}
