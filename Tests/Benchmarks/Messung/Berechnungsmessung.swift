import Foundation
import Grundwerte
import Leistungsrecht

/// Persons whose month one core calculates per second, with every step and sentence of the
/// Berechnungsbogen.
///
/// Counted is the processor time of the thread, so that others on the machine matter little.
enum Berechnungsmessung {
    static func run() throws {
        let parameter = Parameter.amtlich
        for (name, haushalte) in [
            ("einzeln", (0..<1_000).map(Haushaltslage.einzeln)),
            ("familie", (0..<1_000).map(Haushaltslage.familie)),
            ("gemischt", (0..<1_000).map(Haushaltslage.gemischt)),
        ] {
            var rates = try (0..<3).map { _ in try personenJeSekunde(haushalte, parameter) }
            rates.sort()
            Messung.report(name, rates[1])
        }
    }

    private static func personenJeSekunde(
        _ haushalte: [Haushaltslage], _ parameter: Parameter
    ) throws -> Double {
        let begin = threadSeconds()
        var personen = 0, seconds = 0.0
        repeat {
            for lage in haushalte {
                personen += try Monatsberechnung.berechnen(lage, nach: parameter).personen.count
            }
            seconds = threadSeconds() - begin
        } while seconds < 0.5
        return Double(personen) / seconds
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension Haushaltslage {
    private static let seitJeher = Zeitraum(von: Monat(2020, 1).ersterTag)

    /// One adult in shared housing without income, as most cases are.
    static func einzeln(_ nummer: Int) -> Haushaltslage {
        Haushaltslage(
            monat: Monat(2026, 11),
            personen: [person("person-\(nummer)", alter: 18 + nummer % 45, nummer: nummer)],
            unterkuenfte: [Unterkunft(art: .gemeinschaftsunterkunft, zeitraum: seitJeher)])
    }

    /// A couple with two children in a flat: wage with deductions, rent paid to the landlord, and
    /// in one of twelve a birthday within the month that changes a Stufe.
    static func familie(_ nummer: Int) -> Haushaltslage {
        var vater = person("vater-\(nummer)", alter: 30 + nummer % 20, nummer: nummer)
        vater.einkommen = [Einkommen(
            art: .erwerbstaetigkeit, betrag: Geld(cent: 90_000 + Int64(nummer)),
            zeitraum: seitJeher, zahltag: 20,
            abzuege: [
                Abzug(.steuern, Geld(cent: 2_460), nachweis: "Lohnabrechnung November"),
                Abzug(.sozialversicherung, 222, nachweis: "Lohnabrechnung November"),
                Abzug(.notwendigeAusgaben, 63, bezeichnung: "Fahrkarte zur Arbeit"),
            ],
            nachweis: "Lohnabrechnung November")]
        let vermieter = Empfaenger.dritter("vermieter-\(nummer)")
        return Haushaltslage(
            monat: Monat(2026, 11),
            personen: [
                vater,
                person("mutter-\(nummer)", .partner, alter: 29 + nummer % 20, nummer: nummer + 3),
                person("kind-\(nummer)-1", .kind, alter: 6 + nummer % 9, nummer: nummer),
                person("kind-\(nummer)-2", .kind, alter: 1 + nummer % 5, nummer: nummer + 7),
            ],
            unterkuenfte: [Unterkunft(art: .wohnung, zeitraum: seitJeher, kosten: [
                Kosten(.unterkunft, 612, form: .direktzahlung, empfaenger: vermieter,
                       nachweis: "Mietvertrag 01.05.2024"),
                Kosten(.heizung, 94, form: .direktzahlung, empfaenger: vermieter),
                Kosten(.haushaltsenergie, 76),
            ])])
    }

    /// Of ten households seven are one person and three a family.
    static func gemischt(_ nummer: Int) -> Haushaltslage {
        nummer % 10 < 7 ? einzeln(nummer) : familie(nummer)
    }

    private static func person(
        _ kennung: String, _ rolle: Haushaltsrolle = .haushaltsvorstand, alter: Int, nummer: Int
    ) -> Person {
        let geboren = Monat(2026 - alter, 1 + nummer % 12).ersterTag.plus(tage: nummer % 28)
        return Person(
            kennung: kennung, geburtsdatum: geboren, rolle: rolle, imHaushalt: [seitJeher],
            anspruch: [Anspruch(.grundleistung, seitJeher)])
    }
}
