import Grundwerte
@testable import Leistungsrecht

/// Ein Tag aus „2026-11-24“; ein Schreibfehler im Test fällt als falscher Tag auf.
func tag(_ text: String) -> Kalendertag { Kalendertag(text) ?? Kalendertag(tageSeit2000: 0) }

func zeit(_ von: String, _ bis: String? = nil) -> Zeitraum {
    Zeitraum(von: tag(von), bis: bis.map(tag))
}

let seitJeher = zeit("2020-01-01")

extension Haushaltslage.Person {
    /// Eine Person mit Grundleistungen, ohne Einkommen.
    static func beispiel(
        _ kennung: String, geboren: String, _ rolle: Haushaltsrolle = .haushaltsvorstand,
        imHaushalt: [Zeitraum] = [seitJeher], anspruch: Zeitraum = seitJeher,
        einkommen: [Haushaltslage.Einkommen] = [], vermoegen: [Haushaltslage.Vermoegen] = []
    ) -> Haushaltslage.Person {
        Haushaltslage.Person(
            kennung: kennung, geburtsdatum: tag(geboren), rolle: rolle, imHaushalt: imHaushalt,
            anspruch: [.init(.grundleistung, anspruch)], einkommen: einkommen, vermoegen: vermoegen)
    }
}

extension Haushaltslage {
    /// Ein Haushalt in einer Wohnung ohne Kosten.
    static func beispiel(
        _ personen: [Person], im monat: Monat = Monat(2026, 11),
        art: Unterbringungsart = .wohnung, kosten: [Kosten] = [], schalter: Schalter? = nil
    ) -> Haushaltslage {
        Haushaltslage(
            monat: monat, personen: personen,
            unterkuenfte: [Unterkunft(art: art, zeitraum: seitJeher, kosten: kosten)],
            schalter: schalter)
    }

    /// Der Haushalt des Berechnungsbogens, nach dem die Oberfläche gebaut ist: ein Paar mit zwei
    /// Kindern, von denen eines am 16.11.2026 sechs Jahre alt wird, Lohn und Wohnung.
    static let familie: Haushaltslage = {
        var yusuf = Person.beispiel("yusuf", geboren: "1988-03-04")
        yusuf.einkommen = [Einkommen(
            art: .erwerbstaetigkeit, betrag: 1200, zeitraum: seitJeher, zahltag: 20,
            abzuege: [
                Abzug(.steuern, Geld(cent: 2_460), nachweis: "Lohnabrechnung November"),
                Abzug(.sozialversicherung, 222, nachweis: "Lohnabrechnung November"),
                Abzug(.notwendigeAusgaben, 63, bezeichnung: "Fahrkarte zur Arbeit",
                      nachweis: "Beleg 02.11.2026"),
            ],
            nachweis: "Lohnabrechnung November")]
        let vermieter = Empfaenger.dritter("Wohnbau Eschental eG")
        return .beispiel(
            [
                .beispiel("karim", geboren: "2020-11-16", .kind), yusuf,
                .beispiel("leila", geboren: "2017-02-08", .kind),
                .beispiel("samira", geboren: "1990-07-21", .partner),
            ],
            kosten: [
                Kosten(.unterkunft, 612, form: .direktzahlung, empfaenger: vermieter,
                       begruendung: "Tatsächliche Miete mit Nebenkosten, angemessen.",
                       nachweis: "Mietvertrag 01.05.2024"),
                Kosten(.heizung, 94, form: .direktzahlung, empfaenger: vermieter,
                       nachweis: "Abschlag 11.09.2026"),
                Kosten(.haushaltsenergie, 76, nachweis: "Abschlag 03.02.2026"),
            ])
    }()
}
