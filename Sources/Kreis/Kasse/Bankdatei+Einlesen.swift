import Crypto
import Foundation
import Grundwerte
import Platform
import Postgres

extension Bankdatei {
    /// Was aus einer Datei geworden ist.
    package struct Ergebnis: Sendable {
        package let datei: ID
        package let auszuege: [Auszug]
    }

    /// Liest einen Kontoauszug (camt.053) ein, bucht und ordnet zu, alles oder nichts.
    ///
    /// Lücken und Differenzen halten die Buchung nicht auf; sie stehen als Befund am Auszug, bis jemand sie klärt.
    package static func einlesen(name: String, bytes: [UInt8], in session: KreisSession) throws -> Ergebnis {
        let von = try session.benutzer()
        let pruefsumme = Array(SHA256.hash(data: bytes))
        try pruefeWiederholung(pruefsumme, in: session)
        let gelesen = try lesen(bytes)
        let id = ID()
        do {
            try session.transaction.savepoint {
                try session.execute("""
                    INSERT INTO bankdatei (id, name, inhalt, sha256, eingelesen_von)
                    VALUES (\(id), \(String(name.prefix(200))), \(bytes), \(pruefsumme), \(von))
                    """)
            }
        } catch let fehler as PostgresError where fehler.constraint == "bankdatei_einmal" {
            try pruefeWiederholung(pruefsumme, in: session)
        }
        let stapel = UUIDv7()
        var einzelheiten: [Bankumsatz.ID: [Umsatz.Einzelheit]] = [:]
        for auszug in gelesen.auszuege.sorted(by: { ($0.tag?.tageSeit2000 ?? 0, $0.nummer ?? 0)
                                                     < ($1.tag?.tageSeit2000 ?? 0, $1.nummer ?? 0) }) {
            let neue = try Auszugsaufnahme(auszug, datei: id, in: session).speichern(in: session)
            einzelheiten.merge(neue) { erste, _ in erste }
        }
        try Zuordnung(stapel: stapel).neueBuchen(datei: id, einzelheiten: einzelheiten, in: session)
        try session.audit("bank.eingelesen", id.description, ["sha256": hexText(pruefsumme)])
        return Ergebnis(datei: id, auszuege: try Auszug.alle(aus: id, in: session))
    }

    private static func pruefeWiederholung(_ sha256: [UInt8], in session: KreisSession) throws {
        let frueher = try session.first("SELECT eingelesen_am FROM bankdatei WHERE sha256 = \(sha256)") {
            try $0.decode("eingelesen_am", as: Date.self)
        }
        guard let frueher else { return }
        throw Hindernis(.konflikt, feld: "datei", "Diese Datei ist schon eingelesen am "
                        + "\(Uhr.berlinTag(frueher).deutsch) um \(Uhr.berlinUhrzeit(frueher)) Uhr.",
                        abhilfe: "Gebucht ist sie damit; ein zweites Mal ändert nichts.")
    }

    private static func lesen(_ bytes: [UInt8]) throws -> Kontoauszugsdatei {
        let gelesen: Kontoauszugsdatei
        do {
            gelesen = try Kontoauszugsdatei.lesen(bytes)
        } catch {
            throw Hindernis(.eingabe, feld: "datei", error.grund)
        }
        guard gelesen.art == .auszug else {
            throw Hindernis(.eingabe, feld: "datei", "Die Datei ist eine Anzeige der Bank (\(gelesen.art.rawValue)), kein "
                            + "Kontoauszug. Gebucht wird nur der Tagesauszug (camt.053).",
                            abhilfe: "Lesen Sie den camt.053 desselben Tages ein.")
        }
        guard !gelesen.auszuege.isEmpty else {
            throw Hindernis(.eingabe, feld: "datei", "Die Datei enthält keinen Auszug.")
        }
        return gelesen
    }
}
