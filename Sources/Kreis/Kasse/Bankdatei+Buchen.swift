import Grundwerte
import Platform
import Postgres

extension Bankdatei {
    /// Bucht eine aufbewahrte Datei, alles oder nichts; sagt in einem Satz, was daraus geworden
    /// ist.
    ///
    /// Lücken und Differenzen halten die Buchung nicht auf; sie stehen als Befund am Auszug, bis
    /// jemand sie klärt.
    static func buchen(_ id: ID, _ inhalt: Inhalt, in session: KreisSession) throws -> String {
        try session.execute("""
            SELECT bankdatei_id FROM bankdatei_stand WHERE bankdatei_id = \(id) FOR UPDATE
            """)
        guard try laden(id, in: session).zustand == .angenommen else {
            return "Die Datei ist schon gebucht."
        }
        let satz = switch inhalt {
        case let .auszug(datei): try buchen(id, datei, in: session)
        case let .statusbericht(bericht): try Bankmeldung.uebernehmen(bericht, aus: id, in: session)
        }
        try session.execute("""
            UPDATE bankdatei_stand SET zustand = 'gebucht' WHERE bankdatei_id = \(id)
            """)
        try session.audit("bank.eingelesen", id.description)
        return satz
    }

    private static func buchen(_ id: ID, _ datei: Kontoauszugsdatei,
                               in session: KreisSession) throws -> String {
        var einzelheiten: [Bankumsatz.ID: [Umsatz.Einzelheit]] = [:]
        for auszug in datei.auszuege.sorted(by: { ($0.tag?.tageSeit2000 ?? 0, $0.nummer ?? 0)
                                                   < ($1.tag?.tageSeit2000 ?? 0,
                                                      $1.nummer ?? 0) }) {
            let neue = try Auszugsaufnahme(auszug, datei: id, in: session).speichern(in: session)
            einzelheiten.merge(neue) { erste, _ in erste }
        }
        try Zuordnung(stapel: UUIDv7()).neueBuchen(datei: id, einzelheiten: einzelheiten,
                                                   in: session)
        let umsaetze = datei.auszuege.map(\.umsaetze.count).reduce(0, +)
        return "\(datei.auszuege.count == 1 ? "1 Auszug" : "\(datei.auszuege.count) Auszüge") mit "
            + "\(umsaetze == 1 ? "1 Umsatz" : "\(umsaetze) Umsätzen") gebucht."
    }

    /// Von einer abgelehnten Datei ist nichts gebucht.
    static func ablehnen(_ id: ID, _ hindernis: Hindernis, in session: KreisSession) throws
        -> String {
        try session.execute("""
            UPDATE bankdatei_stand SET zustand = 'abgelehnt', grund = \(hindernis.satz)
             WHERE bankdatei_id = \(id)
            """)
        try session.audit("bank.abgelehnt", id.description, ["grund": hindernis.satz])
        return hindernis.grund
    }
}

/// Liest und bucht eine aufbewahrte Datei der Bank. Gebucht wird sie mit dem Ende des Auftrags in
/// einer Transaktion; was falsch an ihr ist, steht danach bei der Datei, und von ihr ist nichts
/// gebucht.
package struct BankdateiBuchen: Job {
    package static let kind = "bank.buchen"
    package let datei: Bankdatei.ID

    package init(datei: Bankdatei.ID) { self.datei = datei }

    package func run(_ run: JobRun) async throws {
        let akteur = run.akteur
        let bytes = try await run.database.read(.kasse, .bankEinlesen, als: akteur) {
            try Bankdatei.bytes(datei, in: $0)
        }
        try await run.progress(kreis: "Die Datei wird gelesen (\(Bankdatei.groesse(bytes.count))).")
        do {
            let inhalt = try Bankdatei.lesen(bytes)
            try await run.progress("Die Datei ist gelesen und wird gebucht.")
            try await run.finish(.kasse, .bankEinlesen) {
                try Bankdatei.buchen(datei, inhalt, in: $0)
            }
        } catch let hindernis as Hindernis {
            try await run.finish(.kasse, .bankEinlesen) {
                try Bankdatei.ablehnen(datei, hindernis, in: $0)
            }
        }
    }
}
