import Grundwerte
@testable import Kommune
import Leistungsrecht
import Platform
import Postgres
import TestSupport
import Testing
import Uebergabe

/// Eine Kommune im Verbund mit den Personen, die ein Fall braucht, und dem Weg bis zum Auftrag an
/// die Kasse.
struct Kommunenwelt: Sendable {
    let verbund: TestVerbund
    let ahaus: Mandant
    let borken: Mandant
    let frau: Akteur
    let kollege: Akteur
    let anordner: Akteur

    static let heute = Monat(2026, 11).ersterTag.plus(tage: 23)
    static let november = Monat(2026, 11)
    static let dezember = Monat(2026, 12)
    static let unterzeichner = Unterzeichner(name: "Ines Brockhoff", zimmer: "12", telefon: "")

    static func neu() async throws -> Kommunenwelt {
        let verbund = try await TestVerbund.neu(am: heute)
        let ahaus = try await verbund.mandant("ahaus")
        return Kommunenwelt(
            verbund: verbund, ahaus: ahaus, borken: try await verbund.mandant("borken"),
            frau: try await verbund.akteur("sachbearbeitung", mandant: ahaus),
            kollege: try await verbund.akteur("sachbearbeitung", mandant: ahaus),
            anordner: try await verbund.akteur("anordnung", mandant: ahaus))
    }

    /// Ein alleinstehender Mensch in einer Wohnung: Stufe 1 (455 €), Miete 400 € an den Vermieter.
    static func neuerFall(iban: String = "DE89370400440532013000") throws -> NeuerFall {
        NeuerFall(
            ab: november.ersterTag,
            mitglieder: [.init(
                angabe: .init(familienname: "Rahmani", vorname: "Yusuf",
                              geburtsdatum: Monat(1990, 3).ersterTag.plus(tage: 6),
                              geschlecht: .maennlich,
                              staatsangehoerigkeit: "423", familienstand: .ledig),
                rolle: .haushaltsvorstand, personenkreis: .nr1, status: .aufenthaltsgestattung)],
            unterkunft: Unterkunft(
                art: .wohnung, strasse: "Bahnhofstraße 4", plz: "48683", ort: "Ahaus", miete: 400,
                vermieter: .init(name: "Wohnbau Ahaus eG", iban: try IBAN("DE02120300000000202051"),
                                 mietzeichen: "M-17"),
                gueltig: Zeitraum(von: november.ersterTag)),
            konto: .init(zahlweg: .ueberweisung, inhaber: "Yusuf Rahmani", iban: try IBAN(iban)))
    }

    @discardableResult
    func tue<R: Sendable>(
        _ akteur: Akteur, _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        try await verbund.write(ahaus, als: akteur, body)
    }

    /// Ein Fall; sein Konto bestätigt der Kollege.
    func fall(bestaetigt: Bool = true) async throws -> Fall.ID {
        let fall = try await tue(frau) { try Fall.anlegen(Kommunenwelt.neuerFall(), in: $0) }
        if bestaetigt { try await kontoBestaetigen(fall) }
        return fall
    }

    func kontoBestaetigen(_ fall: Fall.ID) async throws {
        try await tue(kollege) { session in
            for konto in try Bankverbindung.offene(in: session) where konto.fall == fall {
                try Bankverbindung.bestaetigen(konto.id, in: session)
            }
        }
    }

    @discardableResult
    func bewillige(_ fall: Fall.ID, von: Monat = november, bis: Monat = november,
                   fassung: Int? = nil) async throws -> Bescheid.ID {
        try await tue(frau) { session in
            try Bewilligung.erlassen(
                fall: fall, von: von, bis: bis,
                fassung: try fassung ?? Fall.fassung(fall, in: session),
                unterzeichner: Kommunenwelt.unterzeichner, in: session)
        }
    }

    func zahlungen(_ fall: Fall.ID) async throws -> [Zahlung] {
        try await tue(frau) { try Zahlung.alle(zu: fall, in: $0) }
    }

    func zahlung(
        _ fall: Fall.ID, _ zweck: Zahlung.Zweck = .lebensunterhalt
    ) async throws -> Zahlung {
        try #require(try await zahlungen(fall).first { $0.zweck == zweck })
    }

    /// Stellt fest und ordnet an, was der Fall offen hat.
    func zahle(_ fall: Fall.ID) async throws {
        let ids = try await zahlungen(fall).map(\.id)
        try await tue(frau) { try Zahlung.feststellen(ids, in: $0) }
        try await tue(anordner) { _ = try Zahlung.anordnen(ids, in: $0) }
    }

    /// Die Antwort des Kreises auf einen Auftrag, an Lauf und Bank vorbei gesetzt; `code` wie die
    /// Bank ihn meldet.
    func antwortet(_ zustand: String, auf zahlung: Zahlung.ID, code: String = "") throws {
        let server = try verbund.superuser()
        defer { server.close() }
        try server.execute("SET session_replication_role = replica")
        try server.execute("""
            UPDATE kreis.zahlungsauftrag SET zustand = \(zustand) WHERE id = \(zahlung)
            """)
        if zustand == "gezahlt" || zustand == "rueckgelaufen" {
            let umsatz = UUIDv7()
            try server.execute("""
                INSERT INTO kreis.umsatz (id, auszug_id, lfd, betrag_cent, buchungstag,
                                          rueckgabegrund)
                VALUES (\(umsatz), \(UUIDv7()), 1, -100, \(Kommunenwelt.heute), \(code))
                """)
            try server.execute("""
                INSERT INTO kreis.umsatz_zuordnung (id, umsatz_id, art, auftrag_id,
                                                    betrag_cent, stapel)
                VALUES (\(UUIDv7()), \(umsatz), \(zustand == "gezahlt" ? "zahlung" : "ruecklauf"),
                        \(zahlung), -100, \(UUIDv7()))
                """)
        }
        try server.execute("""
            INSERT INTO kreis.rueckmeldung (mandant_id, lfd, auftrag_id, zustand)
            SELECT \(ahaus.id), 1 + coalesce(max(lfd), 0), \(zahlung), \(zustand)
              FROM kreis.rueckmeldung WHERE mandant_id = \(ahaus.id)
            """)
        try server.execute("""
            INSERT INTO kreis.rueckmeldung_stand (mandant_id, lfd) VALUES (\(ahaus.id), 1)
            ON CONFLICT (mandant_id) DO UPDATE SET lfd = rueckmeldung_stand.lfd + 1
            """)
    }

    /// Angeordnet, im Lauf, bei der Bank, gezahlt.
    func zahltAus(_ zahlung: Zahlung.ID) async throws {
        for zustand in ["im_lauf", "uebergeben", "gezahlt"] { try antwortet(zustand, auf: zahlung) }
        try await folge()
    }

    /// Ein Fall, für dessen November 300 € zu viel gezahlt sind: 400 € Lohn, davon 25 % frei.
    func ueberzahlt() async throws -> Fall.ID {
        let fall = try await fall()
        try await bewillige(fall)
        try await zahle(fall)
        for zahlung in try await zahlungen(fall) { try await zahltAus(zahlung.id) }
        try await lohn(400, fall)
        try await bewillige(fall)
        return fall
    }

    /// Lohn der Person ab November.
    func lohn(_ brutto: Geld, _ fall: Fall.ID) async throws {
        try await tue(frau) { session in
            let akte = try Fallakte.heute(fall, in: session)
            guard let person = akte.mitglieder.first?.id else { throw Hindernis.nichtGefunden }
            let lohn = Einkommen(art: .erwerbstaetigkeit, brutto: brutto, quelle: "Gärtnerei",
                                 gueltig: Zeitraum(von: Kommunenwelt.november.ersterTag))
            try Fall.aendern(
                fall, fassung: akte.fall.fassung, .einkommen(person, lohn), in: session)
        }
    }

    /// An einem anderen Tag.
    @discardableResult
    func am<R: Sendable>(
        _ tag: Kalendertag, _ akteur: Akteur,
        _ body: @escaping @Sendable (MandantSession) throws -> R
    ) async throws -> R {
        let web = try verbund.web(am: tag)
        do {
            let ergebnis = try await web.write(ahaus, .fallLesen, als: akteur, body)
            await web.shutdown()
            return ergebnis
        } catch {
            await web.shutdown()
            throw error
        }
    }

    func folge() async throws {
        _ = try await tue(frau) { try RueckmeldungUebernehmen.uebernehmen(in: $0) }
    }
}
