import Grundwerte
import Testing

@Suite("IBAN nach ISO 13616")
struct IBANTests {
    @Test(
        "Gültige IBANs aus dem Register, auch mit Leerzeichen und klein",
        arguments: [
            "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "de02120300000000202051",
            "AT611904300234573201",
            "NL91ABNA0417164300", "BE68539007547034", "FR1420041010050500013M02606",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S", "CH9300762011623852957",
            "PL61109010140000071219812874",
            "RO49AAAA1B31007593840000", "IT60X0542811101000000123456", "DE98370400440000000042",
            "DE02370400440000000024"
        ])
    func gueltig(text: String) throws {
        #expect(try IBAN(text).wert == text.filter { $0 != " " }.uppercased())
    }

    @Test(
        "Jede Ablehnung nennt ihren Grund",
        arguments: [
            ("", IBAN.Fehler.leer), ("   ", .leer),
            ("DE8937040044053201300", .laenge(21, erwartet: 22)),
            ("DE893704004405320130000", .laenge(23, erwartet: 22)),
            ("DE99370400440532013000", .pruefziffern),
            ("DEAA370400440532013000", .pruefziffern), ("DE89AA0400440532013000", .aufbau("DE")),
            ("XX89370400440532013000", .land("XX")), ("GB94BARC20201530093459", .pruefziffern),
            ("DE89370400440532013O00", .aufbau("DE")), ("0001", .land("00"))
        ])
    func ungueltig(text: String, fehler: IBAN.Fehler) {
        #expect(throws: fehler) { try IBAN(text) }
    }

    @Test("Aliasse mit Rest eins modulo 97 fallen trotzdem auf", arguments: [
        "DE99370400440000000024", "DE01370400440000000042", "DE00370400440000000060",
    ])
    func aliasse(text: String) {
        #expect(throws: IBAN.Fehler.pruefziffern) { try IBAN(text) }
    }

    @Test(
        "Doppelgänger von Ziffern und Buchstaben sind keine",
        arguments: [
            "DE8937040044053201300\u{0660}", "DE89370400440532013000\u{200B}",
            "\u{FF24}\u{FF25}89370400440532013000",
            "D\u{0415}89370400440532013000", "DE89370400440532013000\u{202E}"
        ])
    func doppelgaenger(text: String) {
        #expect {
            try IBAN(text)
        } throws: { fehler in
            if case IBAN.Fehler.zeichen = fehler { true } else { false }
        }
    }

    @Test("Eine gebildete Test-IBAN ist gültig")
    func gebildet() throws {
        let iban = try IBAN.deutsch(blz: 99_999_999, konto: 4_711)
        #expect(try IBAN(iban.wert) == iban)
        #expect(iban.gruppiert.split(separator: " ").count == 6)
    }

    @Test("Jeder Tippfehler in einer Ziffer fällt auf")
    func tippfehler() throws {
        let richtig = Array("DE89370400440532013000")
        for stelle in 2..<richtig.count {
            for ziffer in "0123456789" where ziffer != richtig[stelle] {
                var falsch = richtig
                falsch[stelle] = ziffer
                #expect(throws: IBAN.Fehler.self) { try IBAN(String(falsch)) }
            }
        }
    }
}

@Suite("UUIDv7 nach RFC 9562")
struct UUIDv7Tests {
    @Test("Neue Kennungen steigen streng, tragen Version und Variante und lesen sich zurück")
    func steigend() {
        let kennungen = (0..<10_000).map { _ in UUIDv7() }
        #expect(zip(kennungen, kennungen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(kennungen.allSatisfy { $0.oben >> 12 & 0xF == 7 && $0.unten >> 62 == 2 })
        #expect(kennungen.allSatisfy { UUIDv7($0.description) == $0 })
    }

    @Test("Fremde Texte sind keine", arguments: [
        "", "0192", "0192f3a0-0000-7000-8000-00000000000g", "0192f3a000007000800000000000000000000",
        "0192f3a0-0000-7000-8000-0000000000000",
    ])
    func fremd(text: String) {
        #expect(UUIDv7(text) == nil)
    }
}
