import Grundwerte
import Testing
@testable import Leistungsrecht

/// Zufall mit festem Anfang (SplitMix64), damit ein Fehlschlag sich wiederholen lässt.
struct Zufall: RandomNumberGenerator {
    var zustand: UInt64

    mutating func next() -> UInt64 {
        zustand &+= 0x9E37_79B9_7F4A_7C15
        var z = zustand
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Was für jeden Haushalt gilt")
struct EigenschaftenTests {
    @Test("Schritte, Personen und Auszahlungen ergeben dieselbe, nie negative Summe",
          arguments: 0..<8)
    func summen(saat: UInt64) throws {
        var zufall = Zufall(zustand: saat)
        for _ in 0..<100 {
            let ergebnis = try Monatsberechnung.berechnen(.zufaellig(&zufall), nach: .amtlich)
            ergebnis.pruefeInvarianten()
            #expect(ergebnis.personen.allSatisfy { (0...30).contains($0.tage) })
        }
    }

    @Test("Gleiche Eingabe, gleiches Ergebnis, in jeder Reihenfolge der Personen",
          arguments: 0..<4)
    func reihenfolge(saat: UInt64) throws {
        var zufall = Zufall(zustand: saat)
        for _ in 0..<50 {
            var lage = Haushaltslage.zufaellig(&zufall)
            let ergebnis = try Monatsberechnung.berechnen(lage, nach: .amtlich)
            lage.personen.shuffle(using: &zufall)
            #expect(try Monatsberechnung.berechnen(lage, nach: .amtlich) == ergebnis)
        }
    }

    @Test("Mehr Einkommen oder Vermögen ergibt nie mehr Leistung", arguments: 0..<4)
    func monotonie(saat: UInt64) throws {
        var zufall = Zufall(zustand: saat)
        for _ in 0..<50 {
            var lage = Haushaltslage.zufaellig(&zufall)
            let vorher = try Monatsberechnung.berechnen(lage, nach: .amtlich).leistung
            let wer = Int.random(in: lage.personen.indices, using: &zufall)
            if Bool.random(using: &zufall) {
                lage.personen[wer].vermoegen.append(.init(betrag: 350, zeitraum: seitJeher))
            } else {
                lage.personen[wer].einkommen.append(
                    .init(art: .erwerbstaetigkeit, betrag: .zufaellig(bis: 2_000, &zufall),
                          zeitraum: seitJeher, zahltag: 28))
            }
            #expect(try Monatsberechnung.berechnen(lage, nach: .amtlich).leistung <= vorher)
        }
    }

    @Test("Zeiträume lückenlos zu teilen, ändert nichts", arguments: 0..<4)
    func teilung(saat: UInt64) throws {
        var zufall = Zufall(zustand: saat)
        for _ in 0..<50 {
            var lage = Haushaltslage.zufaellig(&zufall)
            let ganz = try Monatsberechnung.berechnen(lage, nach: .amtlich)
            let mitte = lage.monat.ersterTag.plus(tage: Int.random(in: 0..<27, using: &zufall))
            for stelle in lage.personen.indices {
                lage.personen[stelle].imHaushalt = lage.personen[stelle].imHaushalt
                    .flatMap { $0.geteilt(nach: mitte) }
                lage.personen[stelle].anspruch = lage.personen[stelle].anspruch.flatMap { alt in
                    // Eine befristete Entscheidung ist eine und lässt sich nicht teilen.
                    alt.grundlage == .ueberbrueckungsleistung ? [alt]
                        : alt.zeitraum.geteilt(nach: mitte).map { teil in
                            var neu = alt
                            neu.zeitraum = teil
                            return neu
                        }
                }
            }
            #expect(try Monatsberechnung.berechnen(lage, nach: .amtlich) == ganz)
        }
    }
}

extension Zeitraum {
    fileprivate func geteilt(nach tag: Kalendertag) -> [Zeitraum] {
        guard enthaelt(tag), enthaelt(tag.plus(tage: 1)) else { return [self] }
        return [Zeitraum(von: von, bis: tag), Zeitraum(von: tag.plus(tage: 1), bis: bis)]
    }
}

extension Geld {
    fileprivate static func zufaellig(bis euro: Int64, _ zufall: inout Zufall) -> Geld {
        Geld(cent: Int64.random(in: 0...euro * 100, using: &zufall))
    }
}

extension Haushaltslage {
    fileprivate static func zufaellig(_ zufall: inout Zufall) -> Haushaltslage {
        // Davor gibt es für § 90 SGB XII keinen Stand.
        let monat = Monat(2023, 1).plus(Int.random(in: 0..<48, using: &zufall))
        let kinder = Int.random(in: 0...4, using: &zufall)
        var personen = [Person.zufaellig("p0", .haushaltsvorstand, alter: 18...70, monat, &zufall)]
        if Bool.random(using: &zufall) {
            personen.append(.zufaellig("p1", .partner, alter: 18...70, monat, &zufall))
        }
        for nummer in 0..<kinder {
            personen.append(.zufaellig("k\(nummer)", .kind, alter: 0...26, monat, &zufall))
        }
        if Int.random(in: 0..<4, using: &zufall) == 0 {
            personen.append(.zufaellig("s", .sonstigeErwachsene, alter: 18...70, monat, &zufall))
        }
        let formen = Leistungsform.allCases
        let kosten = [Kostenart.unterkunft, .heizung, .haushaltsenergie].map {
            Kosten($0, .zufaellig(bis: 700, &zufall),
                   form: formen.randomElement(using: &zufall) ?? .geld, empfaenger: .dritter("v"))
        }
        let wechsel = monat.ersterTag.plus(tage: Int.random(in: 1..<28, using: &zufall))
        let arten = Unterbringungsart.allCases
        return Haushaltslage(
            monat: monat, personen: personen,
            unterkuenfte: [
                Unterkunft(art: arten.randomElement(using: &zufall) ?? .wohnung,
                           zeitraum: Zeitraum(von: tag("2010-01-01"), bis: wechsel.plus(tage: -1))),
                Unterkunft(art: .wohnung, zeitraum: Zeitraum(von: wechsel), kosten: kosten),
            ],
            auszahlung: .init(notwendigerBedarf: .bezahlkarte),
            schalter: Schalter(
                stufeSammelunterkunft: Bool.random(using: &zufall) ? .eins : .zwei,
                tageszaehlung: Bool.random(using: &zufall) ? .kalendertage : .dreissigTage,
                centRundung: Rundung.allCases.randomElement(using: &zufall) ?? .ab))
    }
}

extension [Haushaltslage.Anspruch] {
    /// Jede Grundlage kommt vor, auch mitten im Monat gewechselt.
    fileprivate static func zufaellig(_ monat: Monat, _ zufall: inout Zufall) -> Self {
        let vorher = zeit("2010-01-01", monat.voriger.letzterTag.description)
        let wechsel = monat.ersterTag.plus(tage: Int.random(in: 1..<20, using: &zufall))
        switch Int.random(in: 0..<8, using: &zufall) {
        case 0: return []
        case 1: return [.init(.analogleistung, zeit("2010-01-01"))]
        case 2:
            return [.init(.grundleistung, Zeitraum(von: vorher.von, bis: wechsel.plus(tage: -1))),
                    .init(.analogleistung, Zeitraum(von: wechsel))]
        case 3:
            return [.init(.grundleistung, Zeitraum(von: vorher.von, bis: wechsel.plus(tage: -1))),
                    .init(.anspruchseinschraenkung,
                          Zeitraum(von: wechsel, bis: wechsel.plus(monate: 2)), personenkreis: .nr5,
                          einschraenkung: .init(.absatz4))]
        case 4:
            return [.init(.ueberbrueckungsleistung,
                          Zeitraum(von: wechsel, bis: wechsel.plus(tage: 13)),
                          personenkreis: .nr5)]
        default: return [.init(.grundleistung, zeit("2010-01-01"))]
        }
    }
}

extension Haushaltslage.Person {
    fileprivate static func zufaellig(
        _ kennung: String, _ rolle: Haushaltsrolle, alter: ClosedRange<Int>, _ monat: Monat,
        _ zufall: inout Zufall
    ) -> Haushaltslage.Person {
        let geboren = monat.letzterTag.plus(
            tage: -365 * Int.random(in: alter, using: &zufall)
                - Int.random(in: 0..<365, using: &zufall))
        var einkommen: [Haushaltslage.Einkommen] = []
        if Int.random(in: 0..<3, using: &zufall) == 0 {
            einkommen.append(.init(
                art: Einkommensart.allCases.randomElement(using: &zufall) ?? .rente,
                betrag: .zufaellig(bis: 1_500, &zufall), zeitraum: zeit("2010-01-01"),
                abzuege: [.init(.steuern, .zufaellig(bis: 200, &zufall))]))
        }
        let einzug = Bool.random(using: &zufall) ? tag("2010-01-01")
            : monat.ersterTag.plus(tage: Int.random(in: 0..<28, using: &zufall))
        return Haushaltslage.Person(
            kennung: kennung, geburtsdatum: geboren, rolle: rolle,
            verheiratet: Bool.random(using: &zufall), imHaushalt: [Zeitraum(von: einzug)],
            anspruch: .zufaellig(monat, &zufall),
            einkommen: einkommen,
            vermoegen: Bool.random(using: &zufall)
                ? [.init(betrag: .zufaellig(bis: 600, &zufall), zeitraum: zeit("2010-01-01"))] : [],
            sachleistungen: [.init(.ernaehrung, wert: .zufaellig(bis: 200, &zufall),
                                   zeitraum: zeit("2010-01-01"))],
            mehrbedarfe: Mehrbedarfsart.allCases.filter { _ in
                Int.random(in: 0..<4, using: &zufall) == 0
            }.map {
                .init($0, Zeitraum(von: einzug), betrag: $0 == .ernaehrung ? 40 : nil)
            },
            arbeitsgelegenheiten: Bool.random(using: &zufall)
                ? [.init(monat: monat, minuten: Int.random(in: 0..<3_000, using: &zufall))] : [],
            bedarfAusserhalb: .zufaellig(bis: 900, &zufall))
    }
}
