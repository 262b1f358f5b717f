import Grundwerte
import Kreis
import Platform
import TestSupport
import Testing

@Suite("Die Liste der Einzelposten (B-6.4)")
struct EinzelnachweisTests {
    private static let heute = Kassenwelt.heute
    private static let kopf = Einzelnachweis.kopf

    private func lesen(_ zeilen: String...) throws -> Einzelnachweis {
        try Einzelnachweis(csv: Array(zeilen.joined(separator: "\n").utf8), heute: Self.heute)
    }

    @Test("wird gelesen, wie sie kommt: Spalten in jeder Reihenfolge, deutsche oder ISO-Daten")
    func gelesen() throws {
        let liste = try lesen(
            "betrag;leistung;behandelt_bis;behandelt_von;geburtsdatum;vorname;familienname;schein;"
                + "kommune;bemerkung",
            "1.034,50;Hausarzt;07.10.2026;2026-10-05;07.03.1990;Yusuf;Rahmani;2026/00017;"
                + "05554004;x",
            "2,00;;;06.10.2026;01.01.1985;Amina;;;Ahaus")
        #expect(liste.summe == Geld(cent: 103_650))
        #expect(liste.posten.map(\.lfd) == [1, 2])
        let erster = try #require(liste.posten.first)
        #expect(erster.schein == "2026/00017")
        #expect(erster.behandelt == Zeitraum(von: Monat(2026, 10).ersterTag.plus(tage: 4),
                                             bis: Monat(2026, 10).ersterTag.plus(tage: 6)))
        #expect(liste.posten[1].nameSortiert == "Amina")
        #expect(liste.posten[1].behandelt.bis == liste.posten[1].behandelt.von)
    }

    @Test("nennt Zeile und Spalte, wenn etwas nicht zu lesen ist", arguments: [
        ("Ahaus;;R;Y;31.02.1990;05.10.2026;;;1,00", "Zeile 2: geburtsdatum ist kein Datum"),
        ("Ahaus;;R;Y;01.01.1990;05.10.2026;04.10.2026;;1,00", "Zeile 2: behandelt_bis liegt vor"),
        ("Ahaus;;R;Y;01.01.1990;05.10.2026;;;0,00", "Zeile 2: betrag ist kein Betrag über null"),
        ("Ahaus;;R;Y;01.01.1990;05.10.2026;;;-1,00", "Zeile 2: betrag ist kein Betrag über null"),
        ("Ahaus;;R;Y;01.01.1990;05.10.2026;;;1.5", "Zeile 2: betrag ist kein Betrag über null"),
        (";;R;Y;01.01.1990;05.10.2026;;;1,00", "Zeile 2: kommune ist leer"),
        ("Ahaus;;R;;01.01.1990;05.10.2026;;;1,00", "Zeile 2: vorname ist leer"),
        ("Ahaus;;\"R;Y;01.01.1990;05.10.2026;;;1,00", "Zeile 2: Ein Anführungszeichen"),
    ])
    func fehler(zeile: String, satz: String) {
        let fehler = #expect(throws: Hindernis.self) { try lesen(Self.kopf, zeile) }
        #expect(fehler?.feld == "nachweis")
        #expect(fehler?.grund.hasPrefix(satz) == true, "\(fehler?.grund ?? "")")
    }

    @Test("braucht ihre Spalten und einen Posten")
    func form() {
        #expect(throws: Hindernis.self) { try lesen("kommune;betrag", "Ahaus;1,00") }
        #expect(throws: Hindernis.self) { try lesen(Self.kopf) }
        #expect(throws: Hindernis.self) { try lesen("") }
        #expect(throws: Hindernis.self) {
            try Einzelnachweis(csv: [0x25, 0x50, 0x44, 0x46, 0x00], heute: Self.heute)
        }
    }

    @Test("ergibt den Betrag der Rechnung und gehört zu einer einzigen")
    func summe() async throws {
        let welt = try await Abrechnungswelt.neu()
        let id = try await welt.erfasst("KV-1", 41)
        await #expect(throws: Hindernis.self) {
            try await welt.einlesen(Abrechnungswelt.liste(40), zu: id)
        }
        try await welt.einlesen(Abrechnungswelt.liste(41), zu: id)
        await #expect(throws: Hindernis.self) {
            try await welt.einlesen(Abrechnungswelt.liste(41) + "\n", zu: id)
        }
        let zweite = try await welt.erfasst("KV-2", 41)
        let fehler = await #expect(throws: Hindernis.self) {
            try await welt.einlesen(Abrechnungswelt.liste(41), zu: zweite)
        }
        #expect(fehler?.grund.contains("gehört schon zu einer anderen") == true)
    }

    @Test("zeigt Posten, die schon in einer anderen Rechnung stehen")
    func doppelt() async throws {
        let welt = try await Abrechnungswelt.neu()
        _ = try await welt.mitListe(3)
        let zweite = try await welt.erfasst("KV-2", 3)
        try await welt.einlesen(Abrechnungswelt.liste(3) + "\n", zu: zweite)
        #expect(try await welt.gezogene(zweite).map(\.auchIn)
            == Array(repeating: ["SR-2026-0001"], count: 3))
        try await welt.tue { session in
            for rechnung in try Sammelrechnung.offene(in: session)
            where rechnung.eingangsnummer == "SR-2026-0001" {
                try Sammelrechnung.zurueckgeben(rechnung.id, grund: "doppelt", in: session)
            }
        }
        #expect(try await welt.gezogene(zweite).flatMap(\.auchIn) == [])
    }

    @Test("Was augenscheinlich nicht stimmt, fällt auf; was stimmt, nicht", arguments: [
        ("2026/1;R;Y;07.03.1990;05.10.2026;05.10.2026;1,00", 0),
        ("2026/1;R;Y;07.03.1990;01.10.2026;31.10.2026;10,00", 0),    // genau das Zehnfache
        ("2026/1;R;Y;07.03.1990;05.10.2026;05.10.2026;10,01", 1),
        (";R;Y;07.03.1990;05.10.2026;05.10.2026;1,00", 1),
        ("2026/1;R;Y;06.10.2026;05.10.2026;05.10.2026;1,00", 1),     // vor der Geburt
        ("2026/1;R;Y;06.10.1900;05.10.2026;05.10.2026;1,00", 1),     // 126 Jahre
        ("2026/1;R;Y;07.03.1990;30.09.2026;05.10.2026;1,00", 1),     // Quartal davor
        ("2026/1;R;Y;07.03.1990;05.10.2026;02.11.2026;1,00", 1),     // nach der Rechnung
        (";R;Y;06.10.2026;30.09.2026;02.11.2026;99,00", 5),
    ])
    func auffaellig(zeile: String, anzahl: Int) throws {
        let teile = zeile.split(separator: ";", omittingEmptySubsequences: false)
        let liste = try lesen(
            Self.kopf, "Ahaus;" + teile[0..<6].joined(separator: ";") + ";;\(teile[6])")
        let posten = try #require(liste.posten.first)
        #expect(posten.auffaelligkeiten(
            monat: Abrechnungswelt.monat, rechnungsdatum: Monat(2026, 11).ersterTag,
            in: .init([1, 1, 2, 50])).count == anzahl)
    }
}
