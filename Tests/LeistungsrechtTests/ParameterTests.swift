import Grundwerte
import Testing
@testable import Leistungsrecht

@Suite("Die amtlichen Parameter stimmen mit den Bekanntmachungen überein")
struct ParameterTests {
    /// Je Stufe „notwendiger Bedarf + notwendiger persönlicher Bedarf“, von Hand aus dem
    /// Bundesgesetzblatt.
    static let bekanntmachungen: [(Int, String, String)] = [
        (2022, "204+163 183+147 163+131 215+111 174+109 144+105", "BGBl. I 2021 S. 4678"),
        (2023, "228+182 205+164 182+146 240+124 182+122 161+117", "BGBl. I 2022 S. 2601"),
        (2024, "256+204 229+184 204+164 269+139 204+137 180+132", "BGBl. 2023 I Nr. 288"),
        (2025, "245+196 220+177 196+157 258+133 196+131 173+126", "BGBl. 2024 I Nr. 325"),
        (2026, "253+202 227+182 202+163 267+138 202+135 179+130", "BGBl. 2025 I Nr. 251"),
    ]

    @Test("§ 3a AsylbLG", arguments: bekanntmachungen)
    func bedarfssaetze(jahr: Int, tafel: String, fundstelle: String) throws {
        for monat in [Monat(jahr, 1), Monat(jahr, 12)] {
            let stand = try Parameter.amtlich.bedarfssaetze.stand(am: monat.letzterTag)
            #expect(stand.fundstelle == fundstelle)
            let text = Bedarfsstufe.allCases.map {
                let satz = stand.wert[$0]
                return "\(satz.notwendigerBedarf.cent / 100)"
                    + "+\(satz.notwendigerPersoenlicherBedarf.cent / 100)"
            }
            #expect(text.joined(separator: " ") == tafel)
        }
    }

    @Test("Summen beider Teile je Stufe", arguments: [
        (2022, [367, 330, 294, 326, 283, 249]), (2023, [410, 369, 328, 364, 304, 278]),
        (2024, [460, 413, 368, 408, 341, 312]), (2025, [441, 397, 353, 391, 327, 299]),
        (2026, [455, 409, 365, 405, 337, 309]),
    ] as [(Int, [Int64])])
    func summen(jahr: Int, euro: [Int64]) throws {
        for (stufe, betrag) in zip(Bedarfsstufe.allCases, euro) {
            #expect(try AsylbLG.bedarfssatz(stufe, im: Monat(jahr, 6), nach: .amtlich).gesamt
                == Geld(cent: betrag * 100))
        }
    }

    @Test("Anlage zu § 28 SGB XII", arguments: [
        (2022, [449, 404, 360, 376, 311, 285]), (2023, [502, 451, 402, 420, 348, 318]),
        (2024, [563, 506, 451, 471, 390, 357]), (2025, [563, 506, 451, 471, 390, 357]),
        (2026, [563, 506, 451, 471, 390, 357]),
    ] as [(Int, [Int64])])
    func regelbedarf(jahr: Int, euro: [Int64]) throws {
        let stand = try Parameter.amtlich.regelbedarf.stand(am: Monat(jahr, 6).ersterTag)
        #expect(Bedarfsstufe.allCases.map { stand.wert[$0].cent } == euro.map { $0 * 100 })
    }

    @Test("§ 7 AsylbLG: 25 %, höchstens 50 %, Ehrenamt 250 € bis 2025, dann 275 €, Vermögen 200 €",
          arguments: [("2022-01-01", 250 as Geld), ("2025-12-31", 250), ("2026-01-01", 275)])
    func einkommensregel(am: String, ehrenamt: Geld) throws {
        let regel = try Parameter.amtlich.einkommensregel.stand(am: tag(am)).wert
        #expect(regel == Einkommensregel(
            erwerbProzent: 25, erwerbHoechstprozent: 50, ehrenamt: ehrenamt, vermoegen: 200))
    }

    @Test("Die Sätze folgen aus den Veränderungsraten: Basiskette ab 2022, ungerundet", arguments: [
        (2023, [454], 690), (2024, [454, 907], 990), (2025, [454, 907, 460], 70),
        (2026, [454, 907, 460, 225], 180),
    ] as [(Int, [Int64], Int64)])
    func fortschreibung(jahr: Int, basis: [Int64], ergaenzend: Int64) throws {
        let start = try Parameter.amtlich.bedarfssaetze.stand(am: tag("2022-01-01")).wert
        let ziel = try Parameter.amtlich.bedarfssaetze.stand(am: Monat(jahr, 1).ersterTag).wert
        for stufe in Bedarfsstufe.allCases {
            // Der notwendige Bedarf der Stufe 5 läuft mit 163 weiter, nicht mit 174 (§ 3a Abs. 2a).
            let bedarf = stufe == .fuenf ? 163 : start[stufe].notwendigerBedarf
            for (von, bis) in [
                (bedarf, ziel[stufe].notwendigerBedarf),
                (start[stufe].notwendigerPersoenlicherBedarf,
                 ziel[stufe].notwendigerPersoenlicherBedarf),
            ] {
                #expect(ParameterTests.fortgeschrieben(von, basis + [ergaenzend]) == bis)
            }
        }
    }

    /// In ganzen Zahlen: Prozent mit zwei Nachkommastellen, am Ende auf volle Euro (§ 3a Abs. 4).
    private static func fortgeschrieben(_ betrag: Geld, _ raten: [Int64]) -> Geld {
        var zaehler = betrag.cent / 100, nenner: Int64 = 1
        for rate in raten {
            zaehler *= (10_000 + rate) / 2
            nenner *= 5_000
            // Kürzen hält die Zahlen klein, ohne zu runden.
            let teiler = ggt(zaehler, nenner)
            zaehler /= teiler
            nenner /= teiler
        }
        return Geld(cent: Rundung.kaufmaennisch.teile(zaehler, durch: nenner) * 100)
    }

    private static func ggt(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : ggt(b, a % b) }
}

@Suite("Eine Zeitreihe rät nicht")
struct ZeitreiheTests {
    private func stand(_ ab: String, bis: String? = nil, quelle: String = "BGBl.") -> Stand<Geld> {
        Stand(gueltigAb: tag(ab), gueltigBis: bis.map(tag), fundstelle: quelle,
              geprueftAm: tag("2026-11-21"), wert: 1)
    }

    @Test("Unsortierte, doppelte, überlappende und quellenlose Stände werden abgewiesen")
    func abgewiesen() {
        let faelle: [([Stand<Geld>], String)] = [
            ([stand("2025-01-01"), stand("2024-01-01")], "steht nicht in zeitlicher Folge"),
            ([stand("2025-01-01"), stand("2025-01-01")], "ist doppelt"),
            ([stand("2025-01-01", bis: "2025-12-31"), stand("2025-12-31")],
             "bevor der vorige endet"),
            ([stand("2025-01-01", bis: "2024-12-31")], "endet vor seinem Beginn"),
            ([stand("2025-01-01", quelle: " ")], "nennt keine Fundstelle"),
        ]
        for (staende, grund) in faelle {
            let fehler = #expect(throws: Parameterfehler.self) {
                try Zeitreihe(fehlmeldung: "kein Wert", staende: staende)
            }
            #expect(fehler?.description.contains(grund) == true)
        }
    }

    @Test("Ein Stand gilt bis zum nächsten oder bis zu seinem Ende", arguments: [
        ("2023-12-31", nil), ("2024-01-01", "2024-01-01"), ("2024-12-31", "2024-01-01"),
        ("2025-01-01", "2025-01-01"), ("2025-06-30", "2025-01-01"), ("2025-07-01", nil),
    ] as [(String, String?)])
    func geltung(am: String, ab: String?) throws {
        let reihe = try Zeitreihe(
            fehlmeldung: "kein Wert",
            staende: [stand("2024-01-01"), stand("2025-01-01", bis: "2025-06-30")])
        #expect((try? reihe.stand(am: tag(am)))?.gueltigAb == ab.map(tag))
    }

    @Test("Ein Entwurf tritt an seine Stelle und beendet den Stand davor")
    func entwurf() throws {
        let reihe = try Zeitreihe(
            fehlmeldung: "kein Wert", staende: [stand("2025-01-01", bis: "2025-12-31")])
            .mit(stand("2025-07-01"))
        #expect(reihe.staende.map(\.gueltigBis) == [tag("2025-06-30"), nil])
        #expect(try reihe.mit(stand("2025-07-01")).staende.count == 2)
    }
}
