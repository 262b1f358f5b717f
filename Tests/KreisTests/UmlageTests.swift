import Foundation
import Grundwerte
import Kreis
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

@Suite("Die Umlage eines Monats (B-6.7, B-6.8)")
struct UmlageTests {
    private static let mitteOktober = Umlagewelt.oktober.ersterTag.plus(tage: 14)

    @Test("verteilt auf den Cent nach Empfängern, bucht die Forderungen und leert den Vorschuss")
    func umlegen() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", Geld(cent: 12_002), am: Self.mitteOktober)
        try await welt.rechnung("G", Geld(cent: -2_001), am: Self.mitteOktober)
        let vorschlag = try await welt.vorschlag()
        #expect(vorschlag.hindernis == nil)
        #expect(vorschlag.rechnung.netto == Geld(cent: 10_001))
        // 10001 · 2 ÷ 3 = 6667 Rest 1; 10001 · 1 ÷ 3 = 3333 Rest 2: Der Cent geht nach Borken.
        let teile = try await welt.umlegen()
        #expect(teile.map(\.betrag.cent) == [6_667, 3_334])
        #expect(teile.map(\.zeile.anteil.rest) == [1, 2])
        #expect(teile.map(\.zeile.anteil.zusatzcent) == [false, true])
        #expect(teile.map(\.nummer) == ["UL-2026-0001", "UL-2026-0002"])
        #expect(Kassenzeichen.alle(in: "Umlage \(teile[1].kassenzeichen)").map(\.wert)
            == [teile[1].kassenzeichen])
        #expect(teile[0].faellig == Monat(2026, 12).ersterTag.plus(tage: 7))
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
        #expect(try await welt.kasse.saldo(.forderung, welt.kasse.ahaus) == Geld(cent: 6_667))
        #expect(try await welt.kasse.saldo(.forderung, welt.kasse.borken) == Geld(cent: 3_334))
        #expect(try await welt.kasse.befunde() == [])
        #expect(try await welt.kasse.abrechnungsstelle {
            try Erstattung.vorschau(Umlagewelt.november, in: $0).isEmpty
        })
    }

    @Test("hat einen Nachweis, der Byte für Byte wiederkommt und jeden Schritt nennt")
    func nachweis() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", Geld(cent: 10_001), am: Self.mitteOktober)
        let vorher = try await welt.vorschlag().nachweis
        try await welt.umlegen()
        let (nachweis, probe) = try await welt.kasse.abrechnungsstelle { session in
            let umlage = try #require(try Umlage.laden(Umlagewelt.oktober, in: session))
            return (try umlage.nachweis(in: session), try umlage.nachrechnen(in: session))
        }
        #expect(nachweis.sha256 == vorher.sha256)
        #expect(probe.allesGleich)
        let liste = String(repeating: "07", count: 32)
        #expect(String(decoding: nachweis.verteilung, as: UTF8.self) == "\u{FEFF}Monat;AGS;Kommune;"
            + "Umzulegen;Empfänger;Empfänger zusammen;Regel ab;Gezählt am;Prüfsumme der Liste;"
            + "Abgerundet;Rest;Zusatzcent;Anteil;Durchleitung;Betrag\r\n"
            + "2026-10;05554004;Stadt Ahaus;100,01;2;3;01.01.2020;24.11.2026;\(liste);66,67;1;0;"
            + "66,67;0,00;66,67\r\n"
            + "2026-10;05554012;Stadt Borken;100,01;1;3;01.01.2020;24.11.2026;\(liste);33,33;2;1;"
            + "33,34;0,00;33,34\r\n")
        #expect(String(decoding: nachweis.positionen, as: UTF8.self).hasSuffix(
            "2026-10;1;15.10.2026;Sammelrechnung SR-2026-0001;KV Westfalen-Lippe;100,01\r\n"))
    }

    @Test("gibt zurück, wenn mehr zurückkam, als ausgelegt war (B-6.8)")
    func negativ() async throws {
        let welt = try await Umlagewelt.neu(empfaenger: [Umlagewelt.oktober: (1, 1)])
        try await welt.rechnung("G", Geld(cent: -101), am: Self.mitteOktober)
        let teile = try await welt.umlegen()
        #expect(teile.map(\.betrag.cent) == [-51, -50])
        #expect(teile[0].stand(am: Kassenwelt.heute) == .guthaben)
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("ist ohne jeden Empfänger nicht möglich; der Betrag geht in den nächsten Monat")
    func ohneEmpfaenger() async throws {
        let welt = try await Umlagewelt.neu(empfaenger: [Umlagewelt.oktober: (0, 5)])
        try await welt.rechnung("1", 10, am: Umlagewelt.september.letzterTag)
        try await welt.rechnung("2", 20, am: Self.mitteOktober)
        let leer = try #require(try await welt.vorschlag(Umlagewelt.september).hindernis)
        #expect(leer.grund.contains("keine Kommune Empfänger"))
        await #expect(throws: Hindernis.self) { try await welt.feststellen(Umlagewelt.september) }
        let teile = try await welt.umlegen()
        #expect(teile.map(\.betrag) == [0, 30])
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("wartet, bis jede Kommune gezählt hat und frühere Monate umgelegt sind")
    func wartet() async throws {
        let welt = try await Umlagewelt.neu(empfaenger: [
            Umlagewelt.september: (1, 1), Umlagewelt.oktober: (1, 1),
        ])
        try await welt.rechnung("1", 10, am: Umlagewelt.september.letzterTag)
        try await welt.rechnung("2", 20, am: Self.mitteOktober)
        #expect(try await welt.vorschlag().vorher == Umlagewelt.september)
        await #expect(throws: Hindernis.self) { try await welt.feststellen() }
        let laufend = try #require(try await welt.vorschlag(Umlagewelt.november).hindernis)
        #expect(laufend.grund.contains("noch nicht vorbei"))
        try await welt.umlegen(Umlagewelt.september)
        #expect(try await welt.umlegen().map(\.betrag) == [10, 10])
        await #expect(throws: Hindernis.self) { try await welt.feststellen() }
        let (offene, stand) = try await welt.kasse.abrechnungsstelle {
            (try Umlage.offeneMonate(in: $0), try Umlage.jahr(2026, in: $0))
        }
        #expect(offene == [])
        #expect(stand.map(\.monat) == [Umlagewelt.oktober, Umlagewelt.september])
    }

    @Test("fehlt eine Zahl, so steht, welche")
    func fehlendeZahl() async throws {
        let kasse = try await Kassenwelt.neu()
        let welt = Umlagewelt(
            kasse: kasse, zweite: try await kasse.verbund.akteur("abrechnungsstelle"),
            steller: Rechnungssteller(art: .apothekerverband, name: "Apothekerverband",
                                      strasse: "Weg 1", plz: "48143", ort: "Münster"))
        try await kasse.abrechnungsstelle { try welt.steller.aufnehmen(in: $0) }
        try await welt.melden(kasse.ahaus) { _ in 3 }
        try await welt.rechnung("1", 10, am: Self.mitteOktober)
        #expect(try await welt.vorschlag().fehlende == ["Stadt Borken"])
        await #expect(throws: Hindernis.self) { try await welt.feststellen() }
    }

    @Test("braucht zwei Personen und gilt nur für genau den festgestellten Nachweis")
    func vierAugen() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 10, am: Self.mitteOktober)
        await #expect(throws: Hindernis.self) { try await welt.abschliessen() }
        try await welt.feststellen()
        await #expect(throws: Hindernis.self) { try await welt.feststellen() }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse.abrechnungsstelle {
                try Umlage.abschliessen(Umlagewelt.oktober, in: $0)
            }
        }
        // Danach kommt noch eine Rechnung des Monats: Die Feststellung gilt nicht mehr.
        try await welt.rechnung("2", 20, am: Self.mitteOktober)
        let hindernis = await #expect(throws: Hindernis.self) { try await welt.abschliessen() }
        #expect(hindernis?.grund == "Seit der Feststellung hat sich etwas geändert.")
        #expect(try await welt.umlegen().map(\.betrag) == [20, 10])
    }

    @Test("entsteht auch dann einmal, wenn fünf zugleich abschließen")
    func gleichzeitig() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 10, am: Self.mitteOktober)
        try await welt.feststellen()
        await withTaskGroup(of: Void.self) { gruppe in
            for _ in 0..<5 { gruppe.addTask { _ = try? await welt.abschliessen() } }
        }
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Was eine Kommune einnimmt, gibt sie weiter; für alle sinkt die Umlage (B-6.6)")
    func durchleitung() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 40, am: Self.mitteOktober)
        let meldung = try await welt.durchleiten(10)
        let falsche = try await welt.durchleiten(7)
        try await welt.am(Self.mitteOktober) { try meldung.uebernehmen(in: $0) }
        try await welt.am(Self.mitteOktober) { try falsche.ablehnen(grund: "doppelt", in: $0) }
        await #expect(throws: Hindernis.self) {
            try await welt.kasse.abrechnungsstelle { try falsche.uebernehmen(in: $0) }
        }
        let teile = try await welt.umlegen()
        // 40 − 10 = 30, davon Ahaus 20 und dazu die durchgeleiteten 10.
        #expect(teile.map(\.zeile.anteil.betrag) == [20, 10])
        #expect(teile.map(\.betrag) == [30, 10])
        #expect(try await welt.kasse.saldo(.forderung, welt.kasse.ahaus) == 30)
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
        #expect(try await welt.kasse.befunde() == [])

        let (staende, posten, gemeldet) = try await welt.kasse.verbund.read(
            welt.kasse.ahaus, als: welt.kasse.anordnung
        ) { (try Umlagestand.alle(in: $0), try Umlageposten.alle(Umlagewelt.oktober, in: $0),
             try Durchleitungsmeldung.alle(in: $0)) }
        let stand = try #require(staende.first)
        #expect(stand.betrag == 30)
        #expect(stand.empfaenger == 3)
        #expect(stand.rechnetSich)
        #expect(posten.map(\.betrag) == [-10, 40] || posten.map(\.betrag) == [40, -10])
        #expect(gemeldet.map(\.zustand) == [.abgelehnt, .uebernommen])
        #expect(gemeldet.last?.umlage == Umlagewelt.oktober)
    }

    @Test("Eine falsche Meldung nimmt die Kommune als Ganzes zurück, einmal")
    func zuruecknehmen() async throws {
        let welt = try await Umlagewelt.neu()
        let meldung = try await welt.durchleiten(10)
        try await welt.kasse.abrechnungsstelle { try meldung.uebernehmen(in: $0) }
        let verbund = welt.kasse.verbund
        for erwartet in [true, false] {
            let geht = try? await verbund.write(welt.kasse.ahaus, als: welt.kasse.anordnung) {
                _ = try Durchleitungsmeldung.zuruecknehmen(meldung.id, grund: "falsch", in: $0)
                return true
            }
            #expect((geht ?? false) == erwartet)
        }
        let gegen = try await welt.kasse.abrechnungsstelle {
            try #require(Durchleitung.offene(in: $0).first)
        }
        #expect(gegen.betrag == -10)
        try await welt.kasse.abrechnungsstelle { try gegen.uebernehmen(in: $0) }
        #expect(try await welt.kasse.saldo(.vorschuss) == 0)
        #expect(try await welt.kasse.saldo(.forderung, welt.kasse.ahaus) == 0)
    }

    @Test("Die Zahlung der Kommune findet über ihr Kassenzeichen zu ihrem Teil")
    func eingang() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 30, am: Self.mitteOktober)
        let teile = try await welt.umlegen()
        var auszug = Testauszug()
        auszug.gutschrift("UMLAGE \(teile[0].kassenzeichen)", 15)
        auszug.gutschrift("ohne Zeichen", 5)
        try await welt.kasse.einlesen(auszug)
        let teil = try await welt.kasse.abrechnungsstelle {
            try Umlageteil.laden(teile[0].id, in: $0)
        }
        #expect(teil.offen == 5)
        #expect(teil.stand(am: Kassenwelt.heute) == .teilweise)
        try await welt.kasse.kasse { session in
            let umsatz = try #require(try Bankumsatz.ungeklaerte(in: session).first)
            try Bankumsatz.klaeren(umsatz.id, als: .umlage(teil.id), grund: "Anruf", in: session)
        }
        let fertig = try await welt.kasse.abrechnungsstelle { session in
            let teil = try Umlageteil.laden(teile[0].id, in: session)
            return (teil.stand(am: Kassenwelt.heute), try teil.eingaenge(in: session).count)
        }
        #expect(fertig.0 == .beglichen)
        #expect(fertig.1 == 2)
        #expect(try await welt.kasse.saldo(.forderung, welt.kasse.ahaus) == 0)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Jeder Teil ist ein offener Posten: fällig, gemahnt, überzahlt")
    func offenerPosten() async throws {
        let welt = try await Umlagewelt.neu()
        try await welt.rechnung("1", 30, am: Self.mitteOktober)
        let teile = try await welt.umlegen()
        let posten = try await welt.kasse.abrechnungsstelle { try Forderung.offene(in: $0) }
        #expect(Set(posten.map(\.id.uuid)) == Set(teile.map(\.id.uuid)))
        let ahaus = try #require(posten.first { $0.mandant == welt.kasse.ahaus.id })
        #expect(ahaus.art == .umlage && ahaus.offen == 20 && ahaus.kassenzeichen.hasPrefix("UL"))
        #expect(ahaus.faellig == teile[0].faellig)
        let spaeter = ahaus.faellig.plus(tage: 1)
        _ = try await welt.am(spaeter) { try Forderung.mahnen(ahaus.id, in: $0) }
        var auszug = Testauszug()
        auszug.gutschrift("UMLAGE \(teile[0].kassenzeichen)", 26)
        try await welt.kasse.einlesen(auszug)
        let teil = try await welt.kasse.abrechnungsstelle {
            try Umlageteil.laden(teile[0].id, in: $0)
        }
        #expect(teil.offen == -6 && teil.stand(am: Kassenwelt.heute) == .ueberzahlt)
        let meine = try await welt.kasse.verbund.read(welt.kasse.ahaus, als: welt.kasse.anordnung) {
            try Kreisforderung.alle(in: $0)
        }
        #expect(meine.map(\.art) == ["umlage"] && meine.map(\.offen) == [-6])
        #expect(meine.map(\.mahnstufe) == [1])
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Ausgezahlt wird aus einem Teil höchstens sein Guthaben")
    func auszahlung() async throws {
        let welt = try await Umlagewelt.neu(empfaenger: [Umlagewelt.oktober: (1, 1)])
        try await welt.rechnung("G", Geld(cent: -12_000), am: Self.mitteOktober)
        let teil = try await welt.umlegen()[0]
        #expect(teil.betrag == -60)
        var auszug = Testauszug()
        auszug.belastung("RUECK-1", 61)
        auszug.belastung("RUECK-2", 60)
        try await welt.kasse.einlesen(auszug)
        let umsaetze = try await welt.kasse.kasse { try Bankumsatz.ungeklaerte(in: $0) }
        for umsatz in umsaetze.sorted(by: { $0.betrag < $1.betrag }) {
            let klaeren: @Sendable (KreisSession) throws -> Void = {
                try Bankumsatz.klaeren(umsatz.id, als: .umlage(teil.id), grund: "Guthaben", in: $0)
            }
            if umsatz.betrag == -60 {
                try await welt.kasse.kasse(klaeren)
            } else {
                let hindernis = await #expect(throws: Hindernis.self) {
                    try await welt.kasse.kasse(klaeren)
                }
                #expect(hindernis?.grund.contains("höchstens ein Guthaben") == true)
            }
        }
        let danach = try await welt.kasse.abrechnungsstelle {
            try Umlageteil.laden(teil.id, in: $0).offen
        }
        #expect(danach == .null)
        #expect(try await welt.kasse.befunde() == [])
    }

    @Test("Nach einer Verrechnung nennt jede Seite der Kommune denselben offenen Betrag")
    func verrechnet() async throws {
        let welt = try await Umlagewelt.neu(empfaenger: [
            Umlagewelt.september: (1, 1), Umlagewelt.oktober: (1, 1),
        ])
        try await welt.rechnung("1", 20, am: Umlagewelt.september.letzterTag)
        try await welt.rechnung("G", -20, am: Self.mitteOktober)
        let schuld = try await welt.umlegen(Umlagewelt.september)[0]
        let guthaben = try await welt.umlegen()[0]
        #expect(schuld.betrag == 10 && guthaben.betrag == -10)
        try await welt.kasse.abrechnungsstelle {
            try Forderung.verrechnen(Forderung.ID(guthaben.id.uuid),
                                     mit: Forderung.ID(schuld.id.uuid), 4, grund: "Guthaben",
                                     in: $0)
        }
        let (staende, posten) = try await welt.kasse.verbund.read(
            welt.kasse.ahaus, als: welt.kasse.anordnung
        ) { (try Umlagestand.alle(in: $0), try Kreisforderung.alle(in: $0)) }
        #expect(staende.map(\.offen) == [-6, 6])
        #expect(staende.map(\.offen) == posten.map(\.offen))
        #expect(staende.map(\.verrechnet) == [-4, 4])
    }
}
