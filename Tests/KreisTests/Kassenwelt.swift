import Foundation
import Grundwerte
import Kreis
import Logging
import Platform
import Postgres
import TestSupport
import Uebergabe

/// Ein Verbund mit den Personen der Kreiskasse, einem Konto und Aufträgen, wie die Kommunen sie
/// einreichen.
///
/// Heute ist Dienstag, der 24. November 2026.
struct Kassenwelt: Sendable {
    let verbund: TestVerbund
    let ahaus: Mandant
    let borken: Mandant
    let feststellung: Akteur
    let anordnung: Akteur
    let buchhaltung: Akteur
    let zweiteBuchhaltung: Akteur
    let freigabe: Akteur
    let zweiteFreigabe: Akteur
    let abrechnung: Akteur

    static let heute = Monat(2026, 11).ersterTag.plus(tage: 23)
    static let konto = "DE89370400440532013000"
    static let kartenkonto = "DE02500105170137075030"
    static let empfaenger = "DE02120300000000202051"

    static func neu(am tag: Kalendertag = heute) async throws -> Kassenwelt {
        let verbund = try await TestVerbund.neu(am: tag)
        let ahaus = try await verbund.mandant("ahaus")
        let welt = Kassenwelt(
            verbund: verbund, ahaus: ahaus, borken: try await verbund.mandant("borken"),
            feststellung: try await verbund.akteur("sachbearbeitung", mandant: ahaus),
            anordnung: try await verbund.akteur("anordnung", mandant: ahaus),
            buchhaltung: try await verbund.akteur("kasse_buchhaltung"),
            zweiteBuchhaltung: try await verbund.akteur("kasse_buchhaltung"),
            freigabe: try await verbund.akteur("kasse_freigabe"),
            zweiteFreigabe: try await verbund.akteur("kasse_freigabe"),
            abrechnung: try await verbund.akteur("abrechnungsstelle"))
        try await welt.kasse { session in
            try Bankkonto(
                iban: IBAN(konto), bic: nil, inhaber: "Kreis Borken", bezeichnung: "Hauptkonto",
                zahlweg: .ueberweisung, gueltig: Zeitraum(von: Monat(2020, 1).ersterTag))
                .anlegen(in: session)
            try Bankkonto(iban: IBAN(kartenkonto), bic: nil, inhaber: "Kreis Borken",
                          bezeichnung: "Aufladung",
                          zahlweg: .bezahlkarte, gueltig: Zeitraum(von: Monat(2020, 1).ersterTag))
                .anlegen(in: session)
        }
        return welt
    }

    func kasse<R: Sendable>(
        als wer: Akteur? = nil, _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await verbund.write(.kasse, als: wer ?? buchhaltung, body)
    }

    @discardableResult
    func abrechnungsstelle<R: Sendable>(
        _ body: @escaping @Sendable (KreisSession) throws -> R
    ) async throws -> R {
        try await verbund.write(.abrechnung, als: abrechnung, body)
    }

    /// Reicht einen Auftrag ein und gibt seine Kennung zurück.
    @discardableResult
    func auftrag(
        _ kennung: String, _ betrag: Geld, mandant: Mandant? = nil,
        zahlweg: Zahlweg = .ueberweisung, iban: String = empfaenger, name: String = "Yusuf Rahmani",
        faellig: Kalendertag = heute
    ) async throws -> Zahlungsauftrag.ID {
        let id = Zahlungsauftrag.ID()
        let auftrag = Zahlungsauftrag(
            id: id, zahlweg: zahlweg, endToEndId: kennung, empfaenger: name,
            iban: zahlweg.istKassenliste ? nil : try IBAN(iban),
            betrag: betrag, verwendungszweck: "Leistung November 2026", zweckcode: "SSBE",
            faellig: faellig,
            kassenzeichen: zahlweg == .umbuchung ? Einnahmezeichen("4711.0815") : nil)
        guard let erste = feststellung.benutzer, let zweite = anordnung.benutzer else { return id }
        try await verbund.write(mandant ?? ahaus, als: anordnung) {
            try $0.execute(auftrag.einreichung(feststellung: erste, anordnung: zweite))
        }
        return id
    }

    /// Ein Lauf bis `datei_erzeugt`, durch die Warteschlange.
    func erstellterLauf(_ zahlweg: Zahlweg = .ueberweisung,
                        am tag: Kalendertag = heute) async throws -> Zahllauf {
        let id = try await kasse { try Zahllauf.anlegen(zahlweg, ausfuehrung: tag, in: $0) }
        try await arbeiten()
        return try await kasse { try Zahllauf.laden(id, in: $0) }
    }

    func arbeiten() async throws {
        try await JobWorker(database: verbund.worker, registry: verbund.registry,
                            jobs: [ZahllaufErstellen.self, BankdateiBuchen.self],
                            logger: Logger(label: "test")).drain()
    }

    func freigeben(_ lauf: Zahllauf) async throws {
        let ziffern = String((lauf.pruefsumme ?? "").prefix(8))
        _ = try await kasse(als: freigabe) {
            try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
        }
        _ = try await kasse(als: zweiteFreigabe) {
            try Zahllauf.freigeben(lauf.id, pruefziffern: ziffern, in: $0)
        }
    }

    func uebergeben(_ lauf: Zahllauf) async throws {
        let beginn = try await kasse {
            try Zahllauf.uebergabeBeginnen(lauf.id, .herunterladen, in: $0).versuch
        }
        try await kasse { try Zahllauf.uebergabeBestaetigen(lauf.id, versuch: beginn, in: $0) }
    }

    /// Ein Lauf, der bei der Bank ist.
    func uebergebenerLauf(_ zahlweg: Zahlweg = .ueberweisung,
                          am tag: Kalendertag = heute) async throws -> Zahllauf {
        let lauf = try await erstellterLauf(zahlweg, am: tag)
        try await freigeben(lauf)
        try await uebergeben(lauf)
        return try await kasse { try Zahllauf.laden(lauf.id, in: $0) }
    }

    @discardableResult
    func einlesen(_ auszug: Testauszug) async throws -> [Auszug] {
        let bytes = auszug.bytes
        return try await kasse { try Bankdatei.einlesen(name: "auszug.xml", bytes: bytes, in: $0) }
    }

    /// Was ein Rechnungssteller zurückgibt, als durchlaufendes Geld geklärt.
    func rueckverguetung(
        _ nummer: String, _ betrag: Geld
    ) async throws -> (umsatz: Bankumsatz, zuordnung: Einzelzuordnung) {
        var auszug = Testauszug()
        auszug.gutschrift("Rueckverguetung \(nummer)", betrag)
        try await einlesen(auszug)
        return try await kasse { session in
            guard let umsatz = try Bankumsatz.ungeklaerte(in: session).first else {
                throw Hindernis.nichtGefunden
            }
            try Bankumsatz.klaeren(umsatz.id, als: .durchlaufend, grund: "Vergütung", in: session)
            guard let zuordnung = try Einzelzuordnung.alle(zu: umsatz.id, in: session).first else {
                throw Hindernis.nichtGefunden
            }
            return (umsatz, zuordnung)
        }
    }

    /// Nimmt die Datei an und lässt die Warteschlange sie buchen.
    func hochladen(_ bytes: [UInt8]) async throws -> Bankdatei {
        let id = try await kasse { try Bankdatei.annehmen(name: "datei.xml", bytes: bytes, in: $0) }
        try await arbeiten()
        return try await kasse { try Bankdatei.laden(id, in: $0) }
    }

    /// Die Rückmeldungen an eine Kommune zu einem Auftrag: Zustände in ihrer Reihenfolge und der
    /// letzte Grund.
    func rueckmeldungen(_ id: Zahlungsauftrag.ID) async throws
        -> (zustaende: [String], grund: String) {
        let alle = try await verbund.read(ahaus, als: anordnung) { session in
            try session.all("""
                SELECT auftrag_id, zustand, grund FROM kreis.rueckmeldungen(0, 1000) ORDER BY lfd
                """) {
                (id: try $0.decode("auftrag_id", as: Zahlungsauftrag.ID.self),
                 zustand: try $0.decode("zustand", as: String.self),
                 grund: try $0.decode("grund", as: String.self))
            }
        }.filter { $0.id == id }
        return (alle.map(\.zustand), alle.last?.grund ?? "")
    }

    func zustand(_ id: Zahlungsauftrag.ID) async throws -> Auftragszustand {
        try await kasse { try $0.scalar("SELECT zustand FROM zahlungsauftrag WHERE id = \(id)") }
    }

    func saldo(_ konto: Hauptbuch.Konto, _ mandant: Mandant? = nil) async throws -> Geld {
        try await kasse { try Hauptbuch.saldo(konto, mandant: mandant?.id, in: $0) }
    }

    func befunde() async throws -> [String] { try await kasse { try Pruefung.befunde(in: $0) } }
}
