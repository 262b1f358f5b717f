import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing

/// Sätze, Freigaben und Schalter: womit die Rechnung einer Kommune beginnt (B-1.2.5, B-3.4).
@Suite("Wonach eine Kommune rechnet")
struct RechengrundlagenTests {
    /// Ein Mensch in der Gemeinschaftsunterkunft: ob Stufe 1 oder 2, darüber wird gestritten.
    private func bewohner(
        _ welt: Kommunenwelt, in mandant: Mandant
    ) async throws -> (Akteur, Fall.ID) {
        let akteur = try await welt.verbund.akteur("sachbearbeitung", mandant: mandant)
        let fall = try await welt.verbund.write(mandant, als: akteur) { session in
            var neu = try Kommunenwelt.neuerFall()
            neu.unterkunft = Unterkunft(
                art: .gemeinschaftsunterkunft, strasse: "Kasernenweg 2", plz: "48683", ort: "Ahaus",
                gueltig: Zeitraum(von: Kommunenwelt.november.ersterTag))
            return try Fall.anlegen(neu, in: session)
        }
        return (akteur, fall)
    }

    private func leistung(_ welt: Kommunenwelt, _ mandant: Mandant, _ fall: (Akteur, Fall.ID),
                          _ monat: Monat) async throws -> Geld? {
        try await welt.verbund.read(mandant, als: fall.0) {
            try Berechnungsbogen.laden(fall.1, monat, in: $0)?.ergebnis?.leistung
        }
    }

    /// Schalter wie `krankenhilfe_zentral`, die jede Kommune auch hat, gehen die Rechnung nichts
    /// an.
    @Test("Ein Schalter ändert ab seinem Tag die Rechnung seiner Kommune und keiner anderen")
    func schalter() async throws {
        let welt = try await Kommunenwelt.neu()
        try welt.verbund.installation.schalter(
            "stufe_sammelunterkunft", "2", fuer: welt.ahaus.id,
            gueltig: Zeitraum(von: Kommunenwelt.dezember.ersterTag),
            quelle: "Verfügung vom 02.11.2026")
        let ahaus = try await bewohner(welt, in: welt.ahaus),
            borken = try await bewohner(welt, in: welt.borken)
        #expect(try await leistung(welt, welt.ahaus, ahaus, Kommunenwelt.november) == 455)
        #expect(try await leistung(welt, welt.ahaus, ahaus, Kommunenwelt.dezember) == 409)
        #expect(try await leistung(welt, welt.borken, borken, Kommunenwelt.dezember) == 455)
        try await welt.verbund.abbauen()
    }

    @Test("Eine befristete Festlegung endet mit ihrem Tag, und der Bogen nennt ihre Quelle")
    func befristet() async throws {
        let vorgaben = Parameter.amtlich.schalter
        let november = Schaltersetzung(
            name: "tageszaehlung", wert: "dreissig_tage",
            zeitraum: Kommunenwelt.november.zeitraum, quelle: "Erlass")
        let reihe = try vorgaben.mit([november])
        func zaehlung(_ monat: Monat) throws -> Schalter.Tageszaehlung {
            try reihe.stand(am: monat.ersterTag).wert.tageszaehlung
        }
        #expect(try zaehlung(Monat(2026, 10)) == .kalendertage)
        #expect(try zaehlung(Kommunenwelt.november) == .dreissigTage)
        #expect(try zaehlung(Kommunenwelt.dezember) == .kalendertage)
        #expect(
            try reihe.stand(am: Kommunenwelt.november.letzterTag).fundstelle.hasSuffix("; Erlass"))
    }

    @Test("Ein Schalter auf einem Wert, den es nicht gibt, hält die Rechnung mit seinem Namen an")
    func unbekannterWert() async throws {
        let welt = try await Kommunenwelt.neu()
        try welt.verbund.installation.schalter(
            "freibetragsbasis", "netto", fuer: welt.ahaus.id,
            gueltig: Zeitraum(von: Kommunenwelt.november.ersterTag), quelle: "Versehen")
        let fall = try await welt.fall()
        await #expect(throws: Hindernis.self) { try await welt.bewillige(fall) }
        let bogen = try await welt.tue(welt.frau) {
            try Berechnungsbogen.laden(fall, Kommunenwelt.november, in: $0)
        }
        guard case let .keine(hindernis) = bogen?.rechnung else {
            Issue.record("Der Monat wurde gerechnet.")
            return
        }
        #expect(hindernis.grund == "Der Schalter „freibetragsbasis“ kennt den Wert „netto“ nicht.")
        try await welt.verbund.abbauen()
    }

    /// Legt einen Stand an: sechs Stufen, jede um zehn Euro höher als 2026.
    private func stand(_ welt: Kommunenwelt, ab tag: Kalendertag, freigegeben: Bool) throws {
        let server = try welt.verbund.superuser()
        defer { server.close() }
        let saetze = try Parameter.amtlich.bedarfssaetze
            .stand(am: Kommunenwelt.november.ersterTag).wert
        let stufen = Bedarfsstufe.allCases.map { stufe in
            """
            "\(stufe.rawValue)": {"notwendiger_persoenlicher_bedarf": \
            \(saetze[stufe].notwendigerPersoenlicherBedarf.dezimal), \
            "notwendiger_bedarf": \((saetze[stufe].notwendigerBedarf + 10).dezimal)}
            """
        }
        try server.execute("""
            INSERT INTO platform.parameterstand (id, name, gueltig_ab, wert, fundstelle,
                                                 erfasst_von, freigegeben_von, freigegeben_am)
            VALUES (\(UUIDv7()), 'bedarfssaetze', \(tag),
                    \("{\"stufen\": {" + stufen.joined(separator: ",") + "}}")::jsonb,
                    'BGBl. 2026 I Nr. 999', \(UUIDv7()), \(freigegeben ? UUIDv7() : nil as UUIDv7?),
                    CASE WHEN \(freigegeben) THEN now() END)
            """)
    }

    @Test("""
        Ein freigegebener Satz gilt ab seinem Tag, ein Entwurf nie; \
        fehlende Jahre ergänzt er ohne neues Programm
        """)
    func freigabe() async throws {
        let welt = try await Kommunenwelt.neu(), fall = try await welt.fall(), frau = welt.frau
        func leistung(_ monat: Monat) async throws -> Geld? {
            try await self.leistung(welt, welt.ahaus, (frau, fall), monat)
        }
        try stand(welt, ab: Kommunenwelt.november.ersterTag, freigegeben: false)
        #expect(try await leistung(Kommunenwelt.november) == 855)
        #expect(try await leistung(Monat(2027, 1)) == nil)
        try stand(welt, ab: Kommunenwelt.dezember.ersterTag, freigegeben: true)
        #expect(try await leistung(Kommunenwelt.november) == 855)
        #expect(try await leistung(Kommunenwelt.dezember) == 865)
        #expect(try await leistung(Monat(2027, 1)) == 865)
        // Auch Vorschlag und Bescheid rechnen damit.
        try await welt.bewillige(fall, bis: Kommunenwelt.dezember)
        let bewilligt = try await welt.tue(welt.frau) { try Bewilligung.bewilligt(fall, in: $0) }
        #expect(bewilligt == [Kommunenwelt.november: 855, Kommunenwelt.dezember: 865])
        try await welt.verbund.abbauen()
    }
}
