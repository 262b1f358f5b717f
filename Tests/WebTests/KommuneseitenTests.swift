import Grundwerte
import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe
@testable import Web

/// Eine Marke, die es in der Ansicht nicht gibt, macht aus der Seite einen Fehler 500; deshalb
/// genügt es, jede Seite in jeder Lage zu öffnen.
@Suite("Die Seiten einer Kommune rund um das Geld, in jeder Lage und für jede Rolle")
struct KommuneseitenTests {
    private static let november = Monat(2026, 11)

    /// Ein Haushalt mit Wohnung, Vermieter und Konto; das Konto bestätigt, wenn `bestaetigt`.
    private func fall(
        _ buero: Kreisbuero, _ ahaus: Mandant, bestaetigt: Bool
    ) async throws -> Fall.ID {
        let frau = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let kollege = try await buero.verbund.akteur("sachbearbeitung", mandant: ahaus)
        let neu = NeuerFall(
            ab: Self.november.ersterTag,
            mitglieder: [.init(
                angabe: .init(
                    familienname: "Rahmani", vorname: "Yusuf",
                    geburtsdatum: Monat(1990, 3).ersterTag, geschlecht: .maennlich,
                    staatsangehoerigkeit: "423", familienstand: .ledig),
                rolle: .haushaltsvorstand, personenkreis: .nr1, status: .aufenthaltsgestattung)],
            unterkunft: Unterkunft(
                art: .wohnung, strasse: "Bahnhofstraße 4", plz: "48683", ort: "Ahaus", miete: 400,
                vermieter: .init(name: "Wohnbau Ahaus eG", iban: try IBAN("DE02120300000000202051"),
                                 mietzeichen: "M-17"),
                gueltig: Zeitraum(von: Self.november.ersterTag)),
            konto: .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani",
                         iban: try IBAN("DE89370400440532013000")))
        let fall = try await buero.verbund.write(ahaus, als: frau) { try Fall.anlegen(neu, in: $0) }
        guard bestaetigt else { return fall }
        try await buero.verbund.write(ahaus, als: kollege) { session in
            for konto in try Bankverbindung.offene(in: session) {
                try Bankverbindung.bestaetigen(konto.id, in: session)
            }
        }
        try await buero.verbund.write(ahaus, als: frau) { session in
            _ = try Bewilligung.erlassen(
                fall: fall, von: Self.november, bis: Monat(2026, 12),
                fassung: Fall.fassung(fall, in: session),
                unterzeichner: Unterzeichner(name: "Ines Brockhoff", zimmer: "12", telefon: ""),
                in: session)
            try Zahlung.feststellen(Zahlung.alle(zu: fall, in: session).map(\.id), in: session)
        }
        return fall
    }

    private func wege(_ fall: Fall.ID, _ zahlungen: [Zahlung.ID]) -> [String] {
        let ort = "/m/ahaus/faelle/\(fall)"
        return ["", "/leistung", "/zahlungen", "/dokumente", "/verlauf", "/berechnung/2026-11",
                "/berechnung/2026-11?neu=1", "/berechnung/2027-01", "/bewilligung/neu",
                "/bewilligung/neu?von=11.2026&bis=01.2027", "/aenderung"].map { ort + $0 }
            + zahlungen.map { "/m/ahaus/zahlungen/\($0)" }
            + Zahlung.Station.allCases.map { "/m/ahaus/zahlungen?alle=1&zustand=\($0.rawValue)" }
            + ["/m/ahaus", "/m/ahaus/faelle", "/m/ahaus/anordnung", "/m/ahaus/erstattung",
               "/m/ahaus/erstattung/2026-11"]
    }

    /// Eine Zeile der laufenden Forderung des Kreises, damit der Abgleich etwas zeigt.
    private func forderung(_ mandant: Mandant, _ zahlung: Zahlung.ID, am tag: Kalendertag,
                           auf server: Connection) throws {
        let buchung = UUIDv7(), schema = mandant.schema
        try server.execute("""
            INSERT INTO kreis.zahlungsauftrag (id, mandant_id, zahlweg, endtoend, empfaenger_name,
                                               iban, betrag_cent, verwendungszweck, faellig)
            SELECT id, \(mandant.id), zahlweg, endtoend, empfaenger_sepa, iban, betrag_cent,
                   verwendungszweck, faellig
              FROM \(identifier: schema).zahlung WHERE id = \(zahlung)
            """)
        try server.execute("""
            INSERT INTO kreis.buchung (id, buchungstag, text, stapel)
            VALUES (\(buchung), \(tag), 'Z', \(UUIDv7()))
            """)
        try server.execute("""
            INSERT INTO kreis.buchungszeile (id, buchung_id, konto, mandant_id, auftrag_id,
                                             betrag_cent)
            VALUES (\(UUIDv7()), \(buchung), 'forderung', \(mandant.id), \(zahlung), 45500)
            """)
    }

    @Test("Keine Seite scheitert, in welchem Zustand die Zahlungen auch sind")
    func zustaende() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let fall = try await fall(buero, ahaus, bestaetigt: true)
        let leser = try await buero.verbund.akteur("rechnungspruefung", mandant: ahaus)
        let zahlungen = try await buero.verbund.read(ahaus, als: leser) {
            try Zahlung.alle(zu: fall, in: $0).map(\.id)
        }
        let personen = [
            try await buero.person("sachbearbeitung", mandant: ahaus),
            try await buero.person("anordnung", mandant: ahaus),
            try await buero.person("rechnungspruefung", mandant: ahaus),
        ]
        let server = try buero.verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try forderung(ahaus, zahlungen[0], am: buero.verbund.tag, auf: server)
        for zustand in Zahlung.Zustand.allCases {
            try server.execute("""
                UPDATE \(identifier: ahaus.schema).zahlung
                   SET zustand = \(zustand), gezahlt_am = \(buero.verbund.tag)
                """)
            for weg in wege(fall, Array(zahlungen.prefix(2))) {
                for person in personen {
                    let status = try await person.seite(weg).status
                    #expect([200, 403].contains(status), "\(zustand.rawValue): \(weg)")
                }
            }
        }
        try await buero.verbund.abbauen()
    }

    @Test("Ohne bestätigtes Konto, mit Sperre: Das Hindernis steht über der Rechnung")
    func hindernisse() async throws {
        let buero = try await Kreisbuero.neu(), ahaus = try await buero.verbund.mandant("ahaus")
        let offen = try await fall(buero, ahaus, bestaetigt: false)
        let frau = try await buero.person("sachbearbeitung", mandant: ahaus)
        let vorschau = try await frau.seite("/m/ahaus/faelle/\(offen)/bewilligung/neu")
        #expect(vorschau.status == 200)
        #expect(vorschau.text.contains("Für die Auszahlung fehlt eine bestätigte Bankverbindung."))
        #expect(vorschau.text.contains("/faelle/\(offen)#konten"))
        #expect(vorschau.text.contains("Leistung je Monat"))
        #expect(!vorschau.text.contains("Bescheid erlassen"))
        let einer = try await frau.seite(
            "/m/ahaus/faelle/\(offen)/bewilligung/neu?von=12.2026&bis=12.2026")
        #expect(einer.text.contains("<p>Dezember 2026. Noch ist nichts gespeichert."))

        let laufend = try await fall(buero, ahaus, bestaetigt: true)
        let server = try buero.verbund.superuser(), sperre = UUIDv7()
        defer { server.close() }
        try server.execute("""
            INSERT INTO \(identifier: ahaus.schema).zahlungssperre (id, fall_id, zahlung_id, grund)
            SELECT \(sperre), \(laufend), id, 'Verstorben.'
              FROM \(identifier: ahaus.schema).zahlung LIMIT 1
            """)
        let weg = "/m/ahaus/faelle/\(laufend)/sperren/\(sperre)"
        #expect(try await frau.seite("/m/ahaus/faelle/\(laufend)").text.contains(weg))
        #expect(try await frau.seite(weg).status == 200)
        #expect(try await frau.sende(weg, auf: weg, ["entscheidung": " "]).status == 422)
        let entschieden = try await frau.sende(weg, auf: weg, ["entscheidung": "Irrtum der Bank"])
        #expect(entschieden.status == 303)
        #expect(try await frau.seite(weg).status == 404)
        try await buero.verbund.abbauen()
    }
}
